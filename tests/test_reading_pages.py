"""Pages are read in processes of their own: in order, ahead, and whatever a page does to its process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import poisoned
import pytest
from test_archive import Desk, article

from summarizer.archive.faults import Reason
from summarizer.archive.reading_hands import Bounds, ReadingHands
from summarizer.archive.readings import HERE, Reading, Readings
from summarizer.documents import Document
from summarizer.errors import ArchiveError, MachineError
from summarizer.sources import Record

PLAIN = poisoned.PLAIN
BOUNDS = Bounds(cpu_seconds=0.5, seconds=2.0, memory=2 << 30)
QUIET = "wait 0"


@pytest.fixture(scope="module")
def hands() -> Iterator[ReadingHands]:
    with ReadingHands(2, BOUNDS, poisoned.read) as hands:
        yield hands


def page(number: int, text: str) -> Record:
    return Record(f"p{number}", "pages.warc", number, text, form="html")


def readings(hands: ReadingHands, texts: Sequence[str]) -> list[Reading]:
    """What became of pages that ask for these things; it is checked that they come in order."""
    records = [page(number, text) for number, text in enumerate(texts, 1)]
    found = list(Readings(hands).ahead((record, record.digest) for record in records))
    read = [one for one in found if one is not None]
    assert [(record, key) for record, key, _ in read] == [(one, one.digest) for one in records]
    return [reading for _, _, reading in read]


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("die SIGSEGV", "pages.warc#2 ends the process that reads it (SIGSEGV), a new one too"),
        ("die SIGKILL", "(SIGKILL: out of memory?), a new one too"),
        ("die SIGABRT", "(SIGABRT), a new one too"),
        ("leave", "(exit code 3), a new one too"),
        ("spin", "pages.warc#2 takes too long to read: more than 0.5 s of CPU, or 2 s"),
        ("backtrack", "takes too long to read"),
        ("hang", "takes too long to read"),
        ("swell", "takes more memory to read than a page may"),
        ("no-article", "it holds no article text"),
    ],
)
def test_harm_is_done_to_one_page(hands: ReadingHands, harm: str, told: str) -> None:
    first, second, *others = readings(hands, [QUIET, harm, QUIET, QUIET, QUIET])
    assert isinstance(second, Reason)
    assert told in second.line
    assert second.trace is None  # no fault of ours
    assert all(isinstance(one, Document) for one in (first, *others))


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("raise KeyError", "fault in this program: KeyError: 'Ilse Darrow"),
        ("raise ValueError", "fault in this program: ValueError: Ilse Darrow"),
        ("descend", "fault in this program: RecursionError: maximum recursion depth"),
    ],
)
def test_a_fault_of_ours_comes_with_its_trace(hands: ReadingHands, harm: str, told: str) -> None:
    before, fault, after = readings(hands, [QUIET, harm, QUIET])
    assert isinstance(fault, Reason)
    assert fault.line.startswith(told)
    assert fault.trace is not None
    assert "poisoned.py" in fault.trace
    assert max(len(fault.line), len(fault.trace) / 40) < 300  # neither the article nor 1,000 frames
    assert isinstance(before, Document)
    assert isinstance(after, Document)


def test_a_process_that_dies_of_something_else_costs_no_page(
    hands: ReadingHands, tmp_path: Path
) -> None:
    found = readings(hands, [f"once {tmp_path / 'mark'} die SIGKILL", QUIET])
    assert all(isinstance(one, Document) for one in found)


def test_a_full_disk_is_no_fault_of_a_page(hands: ReadingHands) -> None:
    with pytest.raises(MachineError, match="make room"):
        readings(hands, [QUIET, "no-room", QUIET])


def test_documents_come_in_order_however_long_each_takes(hands: ReadingHands) -> None:
    texts = [f"wait {0.05 * (number % 3)}" for number in range(20)]
    began = time.monotonic()
    found = readings(hands, texts)
    assert [str(one).partition(PLAIN)[2].split()[0] for one in found] == [
        f"p{number}" for number in range(1, 21)
    ]
    assert len({str(one).partition(PLAIN)[2].split()[1] for one in found}) == 2  # processes
    assert time.monotonic() - began < 5


def test_texts_are_read_here_and_between_pages(hands: ReadingHands) -> None:
    pages = [page(number, QUIET) for number in (1, 3)]
    text = Record("t2", "archive.jsonl", 2, PLAIN)
    records = [pages[0], text, pages[1]]
    found = [one for one in Readings(hands).ahead((one, b"") for one in records) if one]
    assert [record.id for record, _, _ in found] == ["p1", "t2", "p3"]
    assert found[1][2] == Document.from_record(text)


def test_a_reader_that_waits_gives_way(hands: ReadingHands) -> None:
    slow = page(1, "wait 0.3")
    found = list(Readings(hands).ahead(iter([(slow, b"")])))
    assert found.count(None) >= 10
    assert isinstance(found[-1], tuple)


def test_no_more_is_read_ahead_than_there_is_use_for(hands: ReadingHands) -> None:
    taken = 0

    def records() -> Iterator[tuple[Record, bytes]]:
        nonlocal taken
        for taken in range(1, 101):
            yield page(taken, QUIET), b""

    ahead = Readings(hands).ahead(records())
    for given in range(1, 20):
        while next(ahead) is None:
            pass
        assert given <= taken <= given + 2 * hands.number


def test_what_stands_before_a_pause_is_not_held_back(hands: ReadingHands) -> None:
    """As at the end of a portion, after which an archive may be slow."""

    def records() -> Iterator[tuple[Record, bytes] | None]:
        yield page(1, QUIET), b"1"
        while True:
            yield None

    ahead = Readings(hands).ahead(records())
    assert _within(5, lambda: next(ahead) is not None)


def test_processes_do_not_hear_what_is_meant_for_the_run(hands: ReadingHands) -> None:
    found = readings(hands, [QUIET] * 4)
    pids = {int(str(one).partition(PLAIN)[2].split()[1].rstrip("',")) for one in found}
    for pid in pids:
        os.kill(pid, signal.SIGINT)
        os.kill(pid, signal.SIGTERM)
    again = readings(hands, [QUIET] * 4)
    assert {int(str(one).partition(PLAIN)[2].split()[1].rstrip("',")) for one in again} <= pids


def test_rows_are_the_same_whoever_reads(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(6):
        text = article(number)["text"].replace("\n\n", "</p><p>")
        title = f"Notes from Marenda, part {number}"
        page = f"<html><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
        (folder / f"{number}.html").write_text(page if number != 4 else "<html></html>")

    def rows(name: str, who: Readings) -> tuple[list[str], list[dict[str, Any]]]:
        desk = Desk(tmp_path / name)
        desk.archive = folder
        (tmp_path / name).mkdir()
        desk.run(readings=who)
        lines = (desk.folder / "results.jsonl").read_text().splitlines()
        return sorted(lines), desk.failures()

    with ReadingHands(2) as hands:
        there = rows("there", Readings(hands))
    assert there == rows("here", HERE)
    assert len(there[0]) == 5
    assert len(there[1]) == 1


def test_the_end_does_not_wait_for_a_page_that_hangs() -> None:
    with ReadingHands(1, Bounds(), poisoned.read) as hands:
        reading = hands.read(page(1, "spin"))
        time.sleep(1)
        began = time.monotonic()
    assert time.monotonic() - began < 2
    with pytest.raises(ArchiveError):
        reading.result(0)


@pytest.mark.parametrize("harm", [QUIET, "spin"])
def test_processes_end_with_a_parent_that_is_killed(harm: str) -> None:
    program = (
        "import time, poisoned\n"
        "from summarizer.archive.reading_hands import Bounds, ReadingHands\n"
        "from summarizer.sources import Record\n"
        "hands = ReadingHands(1, Bounds(cpu_seconds=1), poisoned.read)\n"
        "def page(text): return Record('p', 'f', 1, text, form='html')\n"
        f"print(hands.read(page('{QUIET}')).result().text.split()[-1], flush=True)\n"
        f"hands.read(page('{harm}'))\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert parent.stdout is not None
    with parent.stdout:
        child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    assert _within(10, lambda: not _is_alive(child))


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _within(seconds: float, is_true: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if is_true():
            return True
        time.sleep(0.01)
    return False
