"""Mail: one message a file, or a mailbox of them read message by message.

The article is the text of a message; its subject is the title, its date that of publication.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from summarizer.errors import DocumentError
from summarizer.sources.article import Article
from summarizer.sources.encoding import MAX_BYTES, Decoded, decode, looks_like_html
from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import File, printable
from summarizer.sources.guard import guarded
from summarizer.sources.markup import fragment_text, plain
from summarizer.sources.record import Found
from summarizer.sources.values import id_text

if TYPE_CHECKING:
    from email.message import Message

__all__ = ["read_mail", "read_mailbox"]

STUB_SHARE = 0.5
"""A plain part with less than this share of what the HTML beside it says only points to it."""

MAX_HEAD = 8192
"""Characters of one head: subjects have 100, and lists of recipients are not looked at."""

SHOWN_NAMES = 5
"""Names of attachments in a note."""

MAX_NAME = 100
"""Characters of such a name."""

CUT_OFF = (
    f"is larger than {MAX_BYTES // 1_000_000} MB; what is beyond, mostly attachments, was not read"
)

CUT_SHORT = "an encoded word of it is damaged; what is there of it was read"
NO_TEXT = "some of it is no text; shown as U+FFFD, or left out"

_POSTMARK = re.compile(rb"From \S{1,200} .{0,60}?\d\d:\d\d")
_ESCAPED = re.compile(rb">+From ")
_DAY = re.compile(
    r"(?:[^\W\d_]{1,20}\.?,?\s+)?(\d{1,2}\s+[A-Za-z]{3}\s+(?:\d{4}|\d\d))\s+\d\d?:\d\d"
)
"""The day of a date as the standard has it; behind it stand times, zones and comments of all sorts."""

_UNCLOSED = re.compile(r"(=\?[^?\s]{1,60}\?[bq]\?[^?\s]*)\??\Z", re.IGNORECASE)
_BASE64 = re.compile(r"(=\?[^?\s]{1,60}\?b\?)([^?\s]*)(?=\?=)", re.IGNORECASE)
_NO_DIGIT = re.compile(r"[^A-Za-z0-9+/]")
_IS_HTML = re.compile(r"(?:text|application)/(?:x-)?x?html?(?:\+xml)?")
_SOFT_BREAK = re.compile(r"(?<!^--) \n(?![>\n]|-- $)", re.MULTILINE)
_SEALED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})


def read_mail(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The one message of an .eml file."""
    with file.open() as stream:
        data = stream.read(MAX_BYTES + 1)
    yield _record(file, 1, data, file.relative)


def read_mailbox(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The messages of an mbox file; a bad one costs itself alone."""
    position = 0
    with file.open() as stream:
        for position, data in enumerate(_messages(stream), 1):
            yield guarded(file, position, _record, file, position, data, file.id_at(position))
    if not position:
        yield file.bad(1, "is no mailbox: no line of it begins with “From ” and has a time")


def _messages(stream: BinaryIO) -> Iterator[bytes]:
    """The messages of a mailbox, of each so much as is read of an article, and a byte more."""
    message: list[bytes] | None = None
    size, blank = 0, True
    while line := stream.readline(MAX_BYTES):
        if blank and _POSTMARK.match(line):
            if message is not None:
                yield b"".join(message)
            message, size = [], 0
        elif message is not None and size <= MAX_BYTES:
            message.append(line[1:] if _ESCAPED.match(line) else line)
            size += len(line)
        blank = not line.strip()
    if message is not None:
        yield b"".join(message)


def _record(file: File, position: int, data: bytes, default_id: str) -> Found:
    message = _parsed(data[:MAX_BYTES])
    body = _Body(file)
    text = body.text(message)
    head = _head(file, message if text or not body.forwarded else body.forwarded[0])
    # The list grows by what is forwarded in what is forwarded.
    texts = [text, *(body.forwarded_text(inner, head.title) for inner in body.forwarded)]
    text = "\n\n".join(filter(None, texts))
    if not text:
        reason = "; ".join(("is mail without text", *body.notes))
        return file.bad(position, reason, id_text(head.id) or default_id)
    cut = (CUT_OFF,) if len(data) > MAX_BYTES else ()
    return Article(
        text=text,
        id=head.id,
        title=head.title,
        published=head.published,
        source=file.name,
        notes=(*cut, *head.notes, *body.notes),
    ).found(file, position, default_id)


def _parsed(data: bytes) -> "Message":
    # Loading these takes 20 ms, which only mail should pay.
    from email import message_from_bytes
    from email.policy import Compat32

    class Bounded(Compat32):
        """Heads of no more than `MAX_HEAD`: the library takes time by the square of their length."""

        def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
            name, value = super().header_source_parse(sourcelines)
            return name, value[:MAX_HEAD]

    return message_from_bytes(data, policy=Bounded())


@dataclass(frozen=True, slots=True)
class _Head:
    """What the head of a message says of it, not yet bounded."""

    id: str | None
    title: str | None
    published: str | None
    notes: tuple[str, ...] = ()


def _head(file: File, message: "Message") -> _Head:
    names = ("message-id", "subject", "date")
    id, title, date = said = [_header(file, message, name) for name in names]
    notes = dict.fromkeys(
        f"{name}: {note}" for name, header in zip(names, said, strict=True) for note in header.notes
    )
    day = _DAY.match(date.text)
    return _Head(
        id.text.strip("<> ") or None,
        title.text or None,
        day[1] if day else date.text or None,
        tuple(notes),
    )


def _header(file: File, message: "Message", name: str) -> Decoded:
    """A header's words, however they are encoded; "" where none of them can be had."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    if raw.isascii():
        pieces, notes = _pieces(raw)
    else:  # bytes as they are, which the standard does not allow
        pieces, notes = [(raw.encode("utf-8", "surrogateescape"), None)], ()
    said = [
        Decoded(piece) if isinstance(piece, str) else _words(piece, file, charset)
        for piece, charset in pieces
    ]
    text = " ".join("".join(one.text for one in said).split())
    return Decoded(
        text if text.strip("<>\ufffd ") else "",
        (*notes, *(note for one in said for note in one.notes)),
    )


def _pieces(raw: str) -> tuple[list[tuple[bytes | str, str | None]], tuple[str, ...]]:
    """The pieces of a header with their encodings, of words cut short as much as is there; notes."""
    from email.errors import HeaderParseError  # see above
    from email.header import decode_header

    closed = _UNCLOSED.sub(r"\1?=", raw)
    notes = () if closed == raw else (CUT_SHORT,)
    try:
        return decode_header(closed), notes
    except HeaderParseError:
        return decode_header(_BASE64.sub(_whole_digits, closed)), (CUT_SHORT,)


def _whole_digits(word: re.Match[str]) -> str:
    """An encoded word without the last of its digits where that is too few for a byte."""
    digits = _NO_DIGIT.sub("", word[2])
    return word[1] + (digits[:-1] if len(digits) % 4 == 1 else digits)


def _words(data: bytes, file: File, charset: str | None) -> Decoded:
    """A piece of a header: metadata, which costs no mail, whatever its bytes are."""
    try:
        return _decoded(data, file, charset)
    except DocumentError:
        text = printable(data.decode("utf-8", "replace"))
        return Decoded(text, (NO_TEXT,) if "\ufffd" in text else ())


def _decoded(data: bytes, file: File, charset: str | None = None) -> Decoded:
    return decode(data, file.name, (charset,)) if data.strip() else Decoded(" " * bool(data))


def _told(ask: Callable[..., Any], *about: str) -> Any:
    """What a part's head tells; None where it is malformed, at which the library fails in many ways."""
    try:
        return ask(*about)
    except Exception:
        return None


class _Body:
    """Goes through the parts of a message; what it leaves out stands in `notes`."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._left_out: list[str] = []
        self._odd: list[str] = []
        self.forwarded: list[Message] = []

    @property
    def notes(self) -> tuple[str, ...]:
        """What was odd about its bytes, and which attachments were left out."""
        count, names = len(self._left_out), ", ".join(self._left_out[:SHOWN_NAMES])
        if not count:
            return tuple(self._odd)
        more = ", …" if count > SHOWN_NAMES else ""
        return (
            *self._odd,
            f"{count} attachment{'s' if count > 1 else ''} left out: {names}{more}",
        )

    def text(self, part: "Message") -> str:
        """The text of a part and of those in it."""
        kind, inner = part.get_content_type(), cast("list[Message] | str", part.get_payload())
        if kind in _SEALED:
            raise DocumentError("is encrypted; save it as your mail program shows it")
        if kind == "message/rfc822" and isinstance(inner, list):
            self.forwarded += inner
            return ""
        if isinstance(inner, list):
            return self._joined(kind, inner)
        is_text = kind == "text/plain" or _IS_HTML.fullmatch(kind)
        if not is_text or _told(part.get_content_disposition) == "attachment":
            self._leave_out(part)
            return ""
        return self._of_text(part, kind)

    def forwarded_text(self, message: "Message", title: str | None) -> str:
        """The text of a message within another, below its subject where that is not the title."""
        subject = _header(self._file, message, "subject").text
        text = self.text(message)
        return f"{subject}\n\n{text}" if text and subject and subject != title else text

    def _joined(self, kind: str, parts: "list[Message]") -> str:
        texts = [self.text(part) for part in parts]
        if kind != "multipart/alternative":
            return "\n\n".join(filter(None, texts))
        # The same several times, the plainest first.
        fullest = max(texts, key=len, default="")
        return next((text for text in texts if len(text) >= STUB_SHARE * len(fullest)), "")

    def _of_text(self, part: "Message", kind: str) -> str:
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes) or not data.strip():
            return ""
        try:
            decoded = _decoded(data, self._file, _told(part.get_content_charset))
        except DocumentError as error:  # of one part: another may say the same
            self._odd.append(f"a part that is said to be text was left out: {error}")
            return ""
        self._odd += decoded.notes
        said = decoded.text.replace("\r\n", "\n")
        # Many a sender of HTML does not say that it is.
        if kind != "text/plain" or looks_like_html(said):
            return fragment_text(said)
        said = said.strip("\n")
        if str(_told(part.get_param, "format")).lower() == "flowed":
            joint = "" if _told(part.get_param, "delsp") == "yes" else " "
            said = _SOFT_BREAK.sub(joint, said)
        return plain(said)

    def _leave_out(self, part: "Message") -> None:
        name = _told(part.get_filename)
        self._left_out.append(
            printable(" ".join(name.split()))[:MAX_NAME] if name else part.get_content_type()
        )
