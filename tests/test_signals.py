"""The second Ctrl-C acts in the handler: also where no loop comes round, and nothing else would end it."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from reviewing import write_result

from summarizer.cli import interrupts
from summarizer.cli.ending import STOPPED

HANGS = {
    "a loop that takes every error": """
while True:
    try:
        while True: sum(range(100))
    except BaseException: pass
""",
    "a regular expression": r"""
import re
while True:
    try: re.match(r'(\w+\s*)+!!', 'a' * 60)
    except BaseException: pass
""",
    "an end that waits for a thread": """
import threading, time
threading.Thread(target=time.sleep, args=(60,)).start()
time.sleep(60)
""",
    "an event loop that does not come round": """
import asyncio, time
async def work():
    while True:
        try: time.sleep(60)
        except BaseException: pass
asyncio.run(work())
""",
}
SECONDS = 8.0
"""For the process to end once it is told to; alone it takes some milliseconds."""

WATCHED = (
    "from summarizer.cli.interrupts import watch_ctrl_c; watch_ctrl_c(); print('on', flush=True)"
)
HANDLED = """
from summarizer.cli.interrupts import handle
handle(lambda: print('first', flush=True), 'stopped; go on later')
print('on', flush=True)
"""


@contextmanager
def running(code: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "on\n"
        time.sleep(0.3)
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.signals
@pytest.mark.parametrize("hang", HANGS)
def test_two_ctrl_c_end_a_command_that_hangs(hang: str) -> None:
    with running(WATCHED + HANGS[hang]) as process:
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=SECONDS)
    assert process.returncode == STOPPED
    assert told.endswith("stopped\n")


@pytest.mark.signals
@pytest.mark.parametrize("hang", HANGS)
@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_hangs_ends_at_the_second_signal(hang: str, second: signal.Signals) -> None:
    with running(HANDLED + HANGS[hang]) as process:
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        assert process.stdout.readline() == "first\n"
        process.send_signal(second)
        _, told = process.communicate(timeout=SECONDS)
    assert process.returncode == STOPPED
    assert told == "stopped; go on later\n"


@pytest.mark.signals
def test_worker_processes_end_with_it(tmp_path: Path) -> None:
    """Such as hang in a place where they do not notice that nobody is there any more."""
    alive = tmp_path / "alive"
    code = f"""
import multiprocessing, signal, time
def work():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        open({str(alive)!r}, 'w').write(str(time.time()))
        time.sleep(0.05)
worker = multiprocessing.get_context('fork').Process(target=work)
worker.start()
{HANDLED}
while True: time.sleep(1)
"""
    with running(code) as process:
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.wait(SECONDS)
        time.sleep(0.3)
        last = alive.read_text()
        time.sleep(0.5)
    assert alive.read_text() == last


@pytest.mark.signals
def test_a_review_that_hangs_ends_at_the_second_ctrl_c(tmp_path: Path) -> None:
    code = f"""
import sys, time
from summarizer.review import serving
def application(*_):
    async def hangs(scope, receive, send):
        while True:
            try: time.sleep(60)
            except Exception: pass
    return hangs
serving.application = application
import threading, urllib.request
def ready(link):
    print('on', flush=True)
    threading.Thread(target=urllib.request.urlopen, args=(link,), daemon=True).start()
from summarizer.review import Place, open_shelf
from summarizer.cli.interrupts import watch_ctrl_c
watch_ctrl_c()
from pathlib import Path
serving.serve(open_shelf(Path({str(write_result(tmp_path))!r})), Place(), 'Ilse', ready)
"""
    with running(code) as process:
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        process.wait(SECONDS)
    assert process.returncode in (STOPPED, -signal.SIGINT)


class Left(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def handlers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    told: list[str] = []

    def leave(line: str) -> None:
        told.append(line)
        raise Left

    monkeypatch.setattr(interrupts, "leave_at_once", leave)
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
    yield told
    for number, handler in before.items():
        signal.signal(number, handler)


def heard(number: signal.Signals) -> Callable[[], None]:
    return lambda: signal.raise_signal(number)


@pytest.mark.parametrize("first", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_either_signal_counts(
    handlers: list[str], first: signal.Signals, second: signal.Signals
) -> None:
    calls: list[int] = []
    interrupts.handle(lambda: calls.append(1), "stopped")
    heard(first)()
    assert (calls, handlers) == ([1], [])
    with pytest.raises(Left):
        heard(second)()
    assert (calls, handlers) == ([1], ["stopped"])


def test_the_first_ctrl_c_is_an_interrupt_as_ever(handlers: list[str]) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    interrupts.watch_ctrl_c()
    with pytest.raises(KeyboardInterrupt):
        heard(signal.SIGINT)()
    with pytest.raises(Left):
        heard(signal.SIGINT)()


@pytest.mark.parametrize("ignoring", [signal.SIG_IGN, signal.SIG_DFL])
def test_what_is_ignored_stays_so(handlers: list[str], ignoring: signal.Handlers) -> None:
    signal.signal(signal.SIGINT, ignoring)
    interrupts.watch_ctrl_c()
    assert signal.getsignal(signal.SIGINT) is ignoring
