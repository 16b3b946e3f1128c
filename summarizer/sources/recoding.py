"""Streams of text in any encoding -> UTF-8, so that rows are told apart in one encoding only."""

import codecs
import io
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, NamedTuple, cast

from summarizer.sources.encoding import codec_of_sample

__all__ = ["Utf8", "as_utf8"]

SAMPLE = 1 << 20
"""Bytes by which the encoding of a table is told: some hundred articles."""

PIECE = 1 << 16
"""Bytes read at a time."""


class Utf8(NamedTuple):
    """A stream in UTF-8, but for damaged bytes where it always was; what is to be said of each record."""

    stream: io.BufferedReader
    notes: tuple[str, ...] = ()


def as_utf8(stream: BinaryIO) -> Utf8:
    """`stream` in UTF-8, without its byte order mark."""
    head, pieces = _sampled(_pieces(stream))
    codec, notes = codec_of_sample(head)
    if codec:
        return Utf8(_stream(_recoded(pieces, codec)), notes)
    next(pieces)
    return Utf8(_stream(chain((head.removeprefix(codecs.BOM_UTF8),), pieces)), notes)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """What `stream` holds, as it comes: what stands before a fault of it has been given by then."""
    read = getattr(stream, "read1", stream.read)
    while piece := read(PIECE):
        yield piece


def _sampled(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first `SAMPLE` bytes, or as many as come before a fault, and all pieces once more."""
    head = bytearray()
    fault: Exception | None = None
    try:
        while len(head) < SAMPLE and (piece := next(pieces, b"")):
            head += piece
    except Exception as error:
        fault = error  # to be met again behind what was read

    def whole() -> Iterator[bytes]:
        yield bytes(head)
        if fault:
            raise fault
        yield from pieces

    return bytes(head), whole()


def _recoded(pieces: Iterator[bytes], codec: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    for piece in pieces:
        yield decoder.decode(piece).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _stream(pieces: Iterator[bytes]) -> io.BufferedReader:
    return cast("io.BufferedReader", io.BufferedReader(_Pieces(pieces), PIECE))


class _Pieces(io.RawIOBase):
    """A stream of pieces of any size."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._piece = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, target: bytearray) -> int:  # type: ignore[override]  # any buffer, by typeshed
        while not self._piece:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._piece = memoryview(piece)
        taken = self._piece[: len(target)]
        target[: len(taken)] = taken
        self._piece = self._piece[len(taken) :]
        return len(taken)
