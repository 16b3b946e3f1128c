"""Of which kind a file is: by its name, unless its first bytes say otherwise beyond doubt."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO, cast

from summarizer.errors import DocumentError
from summarizer.sources.encoding import signature_of
from summarizer.sources.file import File
from summarizer.sources.kinds import KINDS, Container, Kind, kind_of
from summarizer.sources.sniffing import HEAD, has_object_lines, has_table, told_by_content
from summarizer.sources.unread import what_it_is

__all__ = ["told"]

_ALSO = {
    ".zip": (".docx", ".odt"),
    ".gz": (".tgz", ".tar.gz", ".warc.gz"),
    ".bz2": (".tar.bz2",),
    ".xz": (".tar.xz",),
    ".json": (".jsonl", ".ndjson", ".feed.json"),
    ".jsonl": (".json",),
}
"""Endings that say more than the content that they agree with."""

_OF_TEXT = frozenset(
    ".txt .html .xml .rss .json .feed.json .jsonl .csv .eml .mbox .srt .vtt".split()
)
_HAS_ROWS = {
    **dict.fromkeys((".jsonl", ".ndjson"), has_object_lines),
    **dict.fromkeys((".csv", ".tsv"), has_table),
}
"""Forms of which any line is a record: what their first ones are says nothing of the others."""

_FORMS_OF_OTHERS = frozenset({None, ".zip", ".xml"})
"""Content that says less than the names of spreadsheets, e-books and drawings, which are made of it."""


def told(file: File, named: bool) -> tuple[Kind | None, File]:
    """The kind of `file`, and the file to read it from; None when neither name nor content tells.

    What is `named` by the user and nothing tells is plain text; other archives are taken by their names.
    Raises DocumentError, saying what it looks like, when that is no text, and whatever opening it raises.
    """
    by_name = kind_of(file.told_by)
    if not named and (by_name is None or isinstance(by_name, Container)):
        return by_name, file
    head, file = _opened(file)
    ending = told_by_content(head)
    if by_name is None:
        _refuse_others(file.told_by, head, ending)
    if ending and not _agree(ending, by_name, file.told_by) and not _has_rows(ending, head, file):
        return KINDS[ending], replace(file, told_by=file.told_by + ending)
    return by_name or KINDS[".txt"], file


def _agree(ending: str, by_name: Kind | None, name: str) -> bool:
    same = by_name is KINDS[ending]
    return same or (by_name is not None and name.lower().endswith(_ALSO.get(ending, ())))


def _has_rows(ending: str, head: bytes, file: File) -> bool:
    """Whether `head`, which looks like `ending`, has rows of the form that the file's name tells."""
    if ending not in _OF_TEXT:
        return False
    name = file.told_by.lower()
    return any(name.endswith(form) and has(head) for form, has in _HAS_ROWS.items())


def _refuse_others(name: str, head: bytes, ending: str | None) -> None:
    """Raises DocumentError for what is no article, by its mark or else by its name."""
    if ending is None and (looks := signature_of(head)):
        raise DocumentError(f"looks like {looks}")
    if ending in _FORMS_OF_OTHERS and (what := what_it_is(name)):
        raise DocumentError(f"is of no kind that can be read: it is {what}")


def _opened(file: File) -> tuple[bytes, File]:
    """The first bytes of `file`, and a file that still gives them: it may be there only once."""
    stream = file.open()
    if not file.packed and stream.seekable():
        head = stream.read(HEAD)
        stream.seek(0)
    else:
        buffered = io.BufferedReader(cast("io.RawIOBase", stream), HEAD)
        head, stream = buffered.peek(HEAD)[:HEAD], cast("BinaryIO", buffered)
    return head, replace(file, open=_first(stream, file.open))


def _first(stream: BinaryIO, again: Callable[[], BinaryIO]) -> Callable[[], BinaryIO]:
    """Gives `stream` to whoever comes first; to others the file is opened anew."""
    waiting = [stream]

    def opened() -> BinaryIO:
        return waiting.pop() if waiting else again()

    return opened
