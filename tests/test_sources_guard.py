"""The guard of a record: its faults are its own, the machine's are not."""

import errno
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from summarizer.errors import DocumentError, MachineError
from summarizer.sources import guard, kinds, read_records
from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import File
from summarizer.sources.guard import guarded
from summarizer.sources.record import BadRecord, Found, Record

FILE = File("news/a.rows", "a.rows", "a.rows", io.BytesIO)


def record(position: int, error: BaseException | None = None) -> Found:
    if error:
        raise error
    return Record(FILE.id_at(position), FILE.name, position, "Ilse Darrow spoke in Kelmar.")


def deep(levels: int = 10**6) -> Found:
    return deep(levels - 1)


def test_what_is_made_is_found() -> None:
    assert guarded(FILE, 3, record, 3) == record(3)


@pytest.mark.parametrize(
    "error",
    [
        ValueError("Invalid tag name 'o:p'"),
        OverflowError("date value out of range"),
        RecursionError("maximum recursion depth exceeded"),
        UnicodeError("half a character"),
        LookupError("unknown encoding: undefined"),
        AssertionError(),
        OSError(errno.EIO, os.strerror(errno.EIO)),
        FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)),
        MemoryError(),  # while there is memory left: it asked for more than anybody has
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_exception_of_a_record_is_a_bad_record(error: Exception) -> None:
    bad = guarded(FILE, 7, record, 7, error)
    assert isinstance(bad, BadRecord)
    assert (bad.file, bad.position) == ("news/a.rows", 7)
    assert bad.reason.startswith("cannot be read: ")
    assert "\n" not in bad.reason


def test_an_error_of_ours_is_the_reason_as_it_stands() -> None:
    bad = guarded(FILE, 1, record, 1, DocumentError("is blank"))
    assert bad == FILE.bad(1, "is blank")


def test_recursion_without_end_and_numbers_of_ten_thousand_digits() -> None:
    assert isinstance(guarded(FILE, 1, deep), BadRecord)
    bad = guarded(FILE, 2, lambda: FILE.bad(1, str(10**10_000)))
    assert isinstance(bad, BadRecord)
    assert "digits" in bad.reason


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.EDQUOT])
@pytest.mark.parametrize("wrapped", [False, True])
def test_the_machine_s_fault_is_no_record_s(number: int, wrapped: bool) -> None:
    error: Exception = OSError(number, os.strerror(number))
    if wrapped:  # as decoders do
        cause, error = error, ValueError("not a table")
        error.__cause__ = cause
    with pytest.raises(MachineError, match=r"^.*: .*, and run the same command again$"):
        guarded(FILE, 1, record, 1, error)


@pytest.mark.parametrize("error", [MemoryError(), OSError(errno.ENOMEM, "Cannot allocate")])
def test_a_machine_without_memory(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_has_memory", lambda: False)
    with pytest.raises(MachineError, match="memory"):
        guarded(FILE, 1, record, 1, error)


@pytest.mark.parametrize("end", [KeyboardInterrupt, GeneratorExit, SystemExit])
def test_who_wants_to_end_it_can(end: type[BaseException]) -> None:
    with pytest.raises(end):
        guarded(FILE, 1, record, 1, end())


def test_the_rest_of_a_file_that_is_lost_is_said_to_be(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def breaks(file: File, options: ReadingOptions) -> Iterator[Found]:
        yield record(1)
        raise EOFError("ended before the end-of-stream marker")

    monkeypatch.setitem(kinds.KINDS, ".rows", kinds.Reader(breaks))
    monkeypatch.setitem(kinds.KINDS, ".one", kinds.Reader(breaks, one=True))
    for name, is_told in (("a.rows", True), ("a.one", False)):
        path = tmp_path / name
        path.touch()
        first, bad = read_records([str(path)])
        assert isinstance(first, Record)
        assert isinstance(bad, BadRecord)
        assert bad.position == 2
        assert ("of unknown length, was not read" in bad.reason) is is_told
