"""What every test gets: no network beyond this machine, no keys, no folder of the user's.

An audit hook rather than a plugin: it also sees other threads, name lookups and datagrams.
"""

import gc
import os
import signal
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

LOOPBACK = "127.0.0.1"

# Events of `sys.audit` that reach another machine, and where their arguments hold the address.
_ADDRESS_AT = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}
_PRIVATE_PREFIXES = ("SUMMARIZER_", "OPENAI_")
_PRIVATE_SUFFIXES = ("_API_KEY", "_PROXY")

# The same examples every time: a failure that comes and goes is nobody's failure.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")

# What the test modules have imported, half a million objects, stays. Looking through it for garbage again
# and again, as by default after every 700 new ones, took an eighth of a run's time.
gc.set_threshold(100_000, 20, 50)

_open_network = False


def _guard(event: str, arguments: tuple[Any, ...]) -> None:
    at = _ADDRESS_AT.get(event)
    if at is not None and not _open_network and not _is_here(arguments[at]):
        # An outcome, not an error: no `except Exception` of the code under test swallows it.
        pytest.fail(f"a test reached for the network: {event} {arguments[at]!r}")


def _is_here(address: Any) -> bool:
    """Loopback; a path or a nameless socket (`None`) leads nowhere else."""
    host = address[0] if isinstance(address, tuple) else address
    host = host.decode() if isinstance(host, bytes) else host
    return host in (None, "", LOOPBACK) or str(host).startswith(("/", "\0"))


sys.addaudithook(_guard)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record",
        action="store_true",
        help="record the cassettes anew from the embedded model (minutes)",
    )
    parser.addoption(
        "--torture-rounds",
        type=int,
        default=25,
        help="how often each file of tests/torture is made bad (`make torture`: a hundred times as often)",
    )


def pytest_configure() -> None:
    """Ctrl-C is heard, here and in processes that tests start.

    A shell script's `pytest &` ignores it, and whatever such a process starts ignores it too.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """The default suite gets all cores (`None` lets xdist count them), any other run one process.

    A few files are done before a second worker has collected them. What a marker names wants the
    machine for itself, and so does a recording: a language model, Chromium, a Ray cluster.
    """
    folders = all(Path(name).is_dir() for name in config.args)
    markers_as_always = f"-m={config.option.markexpr}" in config.getini("addopts")
    asks_for_more = config.option.keyword or config.getoption("--record")
    return None if folders and markers_as_always and not asks_for_more else 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Only tests of the embedded model may fetch: the model, when it is not on disk yet."""
    global _open_network
    _open_network = item.get_closest_marker("embedded") is not None
    try:
        return (yield)
    finally:
        _open_network = False


@pytest.fixture(scope="session")
def data_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what a run would keep among the user's own files."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(autouse=True)
def _clean_environment(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, data_home: Path
) -> None:
    """The machine's keys, proxies and settings decide nothing, save how the model is fetched."""
    monkeypatch.setenv("XDG_DATA_HOME", str(data_home))
    if request.node.get_closest_marker("embedded") is not None:
        return
    for name in os.environ:
        upper = name.upper()
        if upper.startswith(_PRIVATE_PREFIXES) or upper.endswith(_PRIVATE_SUFFIXES):
            monkeypatch.delenv(name)
