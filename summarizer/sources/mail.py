"""Mail: one message a file, or a mailbox of them read message by message.

The article is the text of a message; its subject is the title, its date that of publication.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from summarizer.errors import DocumentError
from summarizer.sources.encoding import MAX_BYTES, Decoded, decode
from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import File
from summarizer.sources.guard import guarded
from summarizer.sources.markup import fragment_text
from summarizer.sources.record import Found, Record

if TYPE_CHECKING:
    from email.message import Message

__all__ = ["read_mail", "read_mailbox"]

STUB_SHARE = 0.5
"""A plain part with less than this share of what the HTML beside it says only points to it."""

MAX_HEAD = 8192
"""Characters of one head: subjects have 100, and lists of recipients are not looked at."""

SHOWN_NAMES = 5
"""Names of attachments in a note."""

CUT_OFF = (
    f"is larger than {MAX_BYTES // 1_000_000} MB; what is beyond, mostly attachments, was not read"
)

_POSTMARK = re.compile(rb"From \S{1,200} .{0,60}?\d\d:\d\d")
_ESCAPED = re.compile(rb">+From ")
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
    id = head.id or default_id
    if not text:
        return file.bad(position, "; ".join(("is mail without text", *body.notes)), id)
    cut = (CUT_OFF,) if len(data) > MAX_BYTES else ()
    return Record(
        id=id,
        file=file.name,
        position=position,
        raw=text,
        title=head.title,
        published=head.published,
        source=file.name,
        notes=(*cut, *head.notes, *body.notes),
    )


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
    """What the head of a message says of it."""

    id: str | None
    title: str | None
    published: str | None
    notes: tuple[str, ...] = ()


def _head(file: File, message: "Message") -> _Head:
    from email.utils import parsedate_to_datetime  # see above

    date = _header(file, message, "date") or ""
    published: str | None = None
    notes: tuple[str, ...] = ()
    try:
        published = parsedate_to_datetime(date).date().isoformat() if date else None
    except (ValueError, TypeError, OverflowError):
        notes = (f"its date cannot be read: {date[:60]!r}",)
    id = (_header(file, message, "message-id") or "").strip("<> ")
    return _Head(id or None, _header(file, message, "subject"), published, notes)


def _header(file: File, message: "Message", name: str) -> str | None:
    """A header's words, however they are encoded."""
    from email.header import decode_header  # see above

    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    if raw.isascii():
        pieces = decode_header(raw)
        said = "".join(
            piece if isinstance(piece, str) else _decoded(piece, file, charset).text
            for piece, charset in pieces
        )
    else:  # bytes as they are, which the standard does not allow
        said = _decoded(raw.encode("utf-8", "surrogateescape"), file).text
    return " ".join(said.split()) or None


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
        is_text = kind in ("text/plain", "text/html")
        if not is_text or _told(part.get_content_disposition) == "attachment":
            self._leave_out(part)
            return ""
        return self._of_text(part, kind)

    def forwarded_text(self, message: "Message", title: str | None) -> str:
        """The text of a message within another, below its subject where that is not the title."""
        subject = _header(self._file, message, "subject")
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
        decoded = _decoded(data, self._file, _told(part.get_content_charset))
        self._odd += decoded.notes
        said = decoded.text
        if kind == "text/html":
            return fragment_text(said)
        said = said.replace("\r\n", "\n").strip("\n")
        if str(_told(part.get_param, "format")).lower() == "flowed":
            joint = "" if _told(part.get_param, "delsp") == "yes" else " "
            return _SOFT_BREAK.sub(joint, said)
        return said

    def _leave_out(self, part: "Message") -> None:
        name = _told(part.get_filename)
        self._left_out.append(" ".join(name.split()) if name else part.get_content_type())
