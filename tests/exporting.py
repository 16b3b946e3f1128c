"""`summarizer export` in this process, for the tests of what it writes."""

import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from summarizer.cli import main

__all__ = ["Ended", "Run", "run"]


class Ended(NamedTuple):
    """How the program ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs `summarizer export` in this process."""

    def call(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["summarizer", "export", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfdbinary.readouterr()
        return Ended(int(ended.value.code or 0), out.decode(), err.decode())

    return call
