"""The values of a JSON text, told apart by their brackets before any is parsed, so that a bad one is one
bad one.

Where brackets do not match, a line that begins like the value at fault is taken for the next value.
"""

import json
import re
from collections.abc import Iterable, Iterator
from io import BufferedReader
from typing import Any, NamedTuple

from pydantic_core import from_json

from summarizer.errors import DocumentError
from summarizer.sources import encoding
from summarizer.sources.file import TOO_LARGE
from summarizer.sources.guard import REST_UNREAD

__all__ = ["JsonValues", "Listing", "is_spread", "listing", "parsed"]

PIECE = 1 << 16
"""Bytes read at a time."""

MAX_DIGITS = 1000
"""An integer of more is kept as its text: Python refuses those of more than 4,300."""

MAX_MARGIN = 200
"""Bytes of white space before a value on its line."""

MAX_CUTS = 100
"""Values at fault after which brackets are no longer believed: each was looked through for nothing."""

_OUTSIDE = re.compile(rb'["{}\[\]]')
_INSIDE = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_STRING = re.compile(rb'"' + _INSIDE.pattern + rb'"', re.DOTALL)
_DEEPER = {b"{": 1, b"[": 1, b"}": -1, b"]": -1, b'"': 0}
_BETWEEN = re.compile(rb"[\s,]*")
_SCALAR = re.compile(rb'(?:"' + _INSIDE.pattern + rb'"|[-+.\w]{1,60})(?=[\s,\]]|$)', re.DOTALL)


def parsed(raw: bytes) -> Any:
    """The value that `raw` spells; bytes that are not UTF-8, and half characters, come as surrogates.

    Raises DocumentError when it is not JSON.
    """
    try:
        # Keeping strings to use them again takes longer than making them.
        return from_json(raw, cache_strings="none")
    except ValueError as error:
        reason = f"is not JSON: {error}"
    try:
        return _LENIENT.decode(raw.decode("utf-8", "surrogateescape"))
    except (ValueError, RecursionError):
        raise DocumentError(reason) from None


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_DIGITS else digits


_LENIENT = json.JSONDecoder(strict=False, parse_int=_integer)


def is_spread(head: bytes) -> bool:
    """Whether a file that begins so is no JSON a line, but one list, or objects over several lines."""
    line, newline, rest = head.lstrip().partition(b"\n")
    if not line.startswith((b"[", b"{")):
        return False
    bare = _STRING.sub(b"", line)
    opened, closed = (sum(map(bare.count, signs)) for signs in ((b"{", b"["), (b"}", b"]")))
    if not newline or opened <= closed:
        return line.startswith(b"[") and not rest.strip()
    # A line that is damaged may be all that speaks for it; the last member of a list has no comma either.
    lines = rest.split(b"\n")
    after = (following.lstrip().startswith(b"]") for following in [*lines[1:], b""])
    has_rows = any(_is_object(one) and not ends for one, ends in zip(lines, after, strict=True))
    return not (b'"' in bare or has_rows)


def _is_object(line: bytes) -> bool:
    try:
        return line.startswith(b"{") and isinstance(from_json(line), dict)
    except ValueError:
        return False


class JsonValues:
    """The values of a JSON text (UTF-8), one at a time: members of its list, or values in a row.

    Where `list_begun` has the beginning of a list, which `stream` goes on with, they end with the list.
    """

    def __init__(self, stream: BufferedReader, list_begun: bytes = b"") -> None:
        self._stream = stream
        self._buffer = bytearray(list_begun)
        self._ends_with_list = bool(list_begun)
        self._at = 0
        self._in_list = False
        self._margin = b""
        self._cuts = 0

    def __iter__(self) -> Iterator[Any]:
        """Each value, or the DocumentError that says why it cannot be had.

        Raises DocumentError where the text is blank, or its list does not end.
        """
        if not self._sign():
            raise DocumentError("is blank")
        while sign := self._sign():
            if sign == (b"]" if self._in_list else b"["):
                self._in_list = not self._in_list
                self._at += 1
                # What goes on with an object was not at its end: the bracket is one too many.
                if self._ends_with_list and not self._in_list and self._sign() != b"{":
                    return
            else:
                del self._buffer[: self._at]
                self._at = 0
                yield self._value(sign)
        if self._in_list:
            raise DocumentError("ends, or breaks off, in the middle of its list")

    def at_end(self) -> bool:
        """Whether the value just given was the last of a text without a list."""
        return not self._in_list and not self._sign()

    def _sign(self) -> bytes:
        """The first byte of what comes next, past white space and commas; b"" at the end."""
        margin = None
        while True:
            match = _BETWEEN.match(self._buffer, self._at)
            assert match, "it matches nothing too"
            _, newline, spaces = match[0].replace(b",", b"").rpartition(b"\n")
            if newline:
                margin = spaces
            elif margin is not None:
                margin += spaces
            self._at = match.end()
            if self._at < len(self._buffer):
                break
            self._buffer.clear()
            self._at = 0
            if not self._more():
                return b""
        if margin is not None:
            self._margin = margin[:MAX_MARGIN]
        return bytes(self._buffer[self._at : self._at + 1])

    def _more(self) -> bool:
        piece = self._stream.read1(PIECE)
        self._buffer += piece
        return bool(piece)

    def _value(self, sign: bytes) -> Any:
        """The value at the start of the buffer; leaves `_at` behind it."""
        if sign not in b"{[":
            return self._scalar()
        if self._cuts > MAX_CUTS:
            return self._up_to_next_line()
        is_whole, is_too_large = self._passed()
        if not is_whole:
            self._cuts = MAX_CUTS + 1
            return self._up_to_next_line()
        if is_too_large:
            return DocumentError(TOO_LARGE)
        try:
            return parsed(bytes(self._buffer[: self._at]))
        except DocumentError as error:
            if following := self._next_line().search(self._buffer, 1, self._at):
                self._cuts += 1
                self._at = following.start()
            while self._buffer.startswith(b"}", self._at):  # of a pair such as "{ ]"
                self._at += 1
            return error

    def _passed(self) -> tuple[bool, bool]:
        """Passes over the value at the start of the buffer, by its brackets: whether it has an end, and
        whether it was too large, so that not all of it is in the buffer."""
        depth, is_quoted, is_too_large = 0, False, False
        while True:
            search = _INSIDE.match if is_quoted else _OUTSIDE.search
            found = search(self._buffer, self._at)
            self._at = found.end() if found else len(self._buffer)
            if is_quoted and self._buffer[self._at : self._at + 1] == b'"':
                self._at += 1
                is_quoted = False
            elif found and not is_quoted:
                is_quoted = found[0] == b'"'
                depth += _DEEPER[found[0]]
                if not depth and not is_quoted:
                    return True, is_too_large
            else:
                if len(self._buffer) > encoding.MAX_BYTES:
                    if not is_too_large and self._next_line().search(self._buffer, 1):
                        return False, False
                    del self._buffer[: self._at]
                    self._at, is_too_large = 0, True
                if not self._more():
                    return False, is_too_large

    def _scalar(self) -> Any:
        if len(self._buffer) < PIECE:
            self._more()
        found = _SCALAR.match(self._buffer)
        try:
            value = parsed(bytes(found[0])) if found else None
        except DocumentError as error:
            found, value = found if self._in_list else None, error
        if found is None:
            return self._up_to_next_line()
        self._at = found.end()
        return value

    def _up_to_next_line(self) -> Any:
        """The value that ends before the next line that begins as its own does, or at the very end."""
        start, is_too_large, following = 1, False, None
        while not (following := self._next_line().search(self._buffer, start)):
            start = max(1, len(self._buffer) - MAX_MARGIN - 4)
            if len(self._buffer) > encoding.MAX_BYTES:
                del self._buffer[: start - 1]
                start, is_too_large = 1, True
            if not self._more():
                break
        self._at = following.start() if following else len(self._buffer)
        self._in_list = self._in_list and following is not None
        try:
            if is_too_large:
                raise DocumentError(TOO_LARGE)
            value = bytes(self._buffer[: self._at])
            if self._ends_with_list and not following:
                value = value.rpartition(b"]")[0] or value  # behind it ends what the list stands in
            return parsed(value.rstrip(b" \t\r\n,]"))
        except DocumentError as error:
            return error if following else DocumentError(f"{error}; {REST_UNREAD}")

    def _next_line(self) -> re.Pattern[bytes]:
        return re.compile(rb"\n" + re.escape(self._margin) + rb",? ?(?=\{)")


class Listing(NamedTuple):
    """An object around a list: what else it says, the members, and what was odd about it."""

    about: dict[str, Any]
    members: Iterable[Any]
    """Each member, or the DocumentError that says why it cannot be had."""
    notes: tuple[str, ...] = ()


def listing(stream: BufferedReader, name: str) -> Listing:
    """The object in `stream` (UTF-8) and its list `name`, of which a bad member is one bad member.

    Where the object is no JSON, or too large to be held, its members are told apart by their brackets as
    they come, and what it says behind them is not looked at. Raises DocumentError when it has no list.
    """
    head = stream.read(encoding.MAX_BYTES + 1)
    fault, notes = DocumentError(TOO_LARGE), list[str]()
    if len(head) <= encoding.MAX_BYTES:
        try:
            value = parsed(head)
        except DocumentError as error:
            fault, notes = error, [f"the file {error}; what is sound in it was read"]
        else:
            return _listing_of(value, name)
    begin = _list_in(head, name.encode())
    if begin is None:
        raise fault
    return Listing(_about(head[:begin]), JsonValues(stream, head[begin:]), tuple(notes))


def _listing_of(value: Any, name: str) -> Listing:
    if not isinstance(value, dict):
        raise DocumentError(f"is a JSON {type(value).__name__}, not an object with “{name}”")
    members = value.pop(name, None)
    return Listing(value, members if isinstance(members, list) else [])


def _list_in(data: bytes, name: bytes) -> int | None:
    """Where the list `name` of an object begins; where its quotes do not match, the first of that name."""
    opening = re.compile(rb'"' + re.escape(name) + rb'"\s*:\s*\[')
    depth = at = 0
    while found := _OUTSIDE.search(data, at):
        at = found.end()
        depth += _DEEPER[found[0]]
        if found[0] != b'"':
            continue
        if depth == 1 and (begun := opening.match(data, found.start())):
            return begun.end() - 1
        inside = _INSIDE.match(data, at)
        at = inside.end() + 1 if inside else at
    first = opening.search(data)
    return first.end() - 1 if first else None


def _about(head: bytes) -> dict[str, Any]:
    """What an object says before its list, which begins where `head` ends."""
    try:
        value = parsed(head + b"[]}")
    except DocumentError:
        return {}
    return value if isinstance(value, dict) else {}
