"""How the tests are run: on which cores, and not deaf to Ctrl-C."""

import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import pytest_xdist_auto_num_workers

HERE = Path(__file__).parent

DEFAULT_MARKERS = "not slow"


def config(
    *args: Path, markers: str = DEFAULT_MARKERS, words: str = "", record: bool = False
) -> Any:
    """As much of pytest's configuration as the choice looks at."""
    return SimpleNamespace(
        args=[str(one) for one in args],
        option=SimpleNamespace(markexpr=markers, keyword=words),
        getini={"addopts": ["-ra", f"-m={DEFAULT_MARKERS}"]}.get,
        getoption={"--record": record}.get,
    )


def test_the_default_suite_gets_all_cores() -> None:
    assert pytest_xdist_auto_num_workers(config(HERE)) is None


@pytest.mark.parametrize(
    "chosen",
    [
        config(Path(__file__)),
        config(HERE, Path(__file__ + "::test_one")),
        config(HERE, markers="slow"),
        config(HERE, markers=""),
        config(HERE, words="ctrl"),
        config(HERE, record=True),
    ],
    ids=["a file", "a test", "a marker", "every marker", "a word", "a recording"],
)
def test_any_other_run_stays_in_one_process(chosen: Any) -> None:
    assert pytest_xdist_auto_num_workers(chosen) == 0


DEAF = f"""
import signal, subprocess, sys
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.path.insert(0, {str(HERE)!r})
import conftest
conftest.pytest_configure()
child = "import os, signal; os.kill(os.getpid(), signal.SIGINT)"
ended = subprocess.run([sys.executable, "-c", child], stderr=subprocess.DEVNULL)
sys.exit(ended.returncode != {-signal.SIGINT})
"""


def test_what_tests_start_hears_ctrl_c_though_a_shell_ignored_it() -> None:
    subprocess.run([sys.executable, "-c", DEAF], check=True, timeout=20)
