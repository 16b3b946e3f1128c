"""Files of every kind that is read, built from articles of our own."""

import gzip
import html
import io
import json
import tarfile
import textwrap
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import pyarrow as pa
from docx import Document as WordDocument
from pyarrow import parquet
from reportlab.pdfgen.canvas import Canvas

__all__ = ["ROWS", "SHAPES", "Shape", "row"]

RECORDS = 7
"""Of a file: enough for neighbours on both sides of any of them."""

WORDS = (
    "The harbour office of Port Maren said on Monday that the ferry to Sarrow would not sail. "
    "“We wait for the wind,” said Ilse Darrow, who runs the line. Two people were hurt in Kelmar."
)


def row(number: int) -> dict[str, Any]:
    """An article as a row of a table or an object has it."""
    return {
        "id": f"urn:kelmar:{number}",
        "title": f"Ferry {number} stays in port",
        "date": f"2019-03-{number + 1:02}",
        "language": "en",
        "text": f"{WORDS} It was notice number {number}.",
    }


def markup(number: int) -> str:
    """The same as paragraphs."""
    return f"<p>{WORDS}</p><p>It was notice number {number}.</p>"


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of file. `record` makes one, `whole` joins them; `ids` are what they are read with.

    `is_apart` says that a byte changed in one record can cost no other: lines, items, members. What
    parts them is in `parts`, which no change may bring in or take out.
    """

    name: str
    ending: str
    record: Callable[[int], bytes]
    whole: Callable[[Sequence[bytes]], bytes]
    ids: Callable[[str, int], str] = lambda file, number: f"urn:kelmar:{number}"
    is_apart: bool = True
    is_exact: bool = False
    """Whether each record gives one outcome, whatever is in it."""
    parts: bytes = b""
    records: int = RECORDS


# Rows


def _json_line(number: int) -> bytes:
    return json.dumps(row(number), ensure_ascii=False).encode()


def _ninjs(number: int) -> bytes:
    item = {
        "uri": f"urn:kelmar:{number}",
        "type": "text",
        "versioncreated": f"2019-03-{number + 1:02}T09:00:00Z",
        "headline": f"Ferry {number} stays in port",
        "body_xhtml": markup(number),
        "language": "en-GB",
    }
    return json.dumps(item).encode()


def _values(sign: str) -> Callable[[int], bytes]:
    def made(number: int) -> bytes:
        values = [str(value) for value in row(number).values()]
        return sign.join(value.replace(sign, "") for value in values).encode()

    return made


def _table(sign: str) -> Callable[[Sequence[bytes]], bytes]:
    header = sign.join(row(0)).encode()
    return lambda records: b"\n".join([header, *records]) + b"\n"


def _lines(records: Sequence[bytes]) -> bytes:
    return b"\n".join(records) + b"\n"


def _list(records: Sequence[bytes]) -> bytes:
    return b"[\n" + b",\n".join(records) + b"\n]\n"


def parquet_of(rows: Sequence[dict[str, Any]]) -> bytes:
    """A Parquet file of two row groups."""
    buffer = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(list(rows)), buffer, row_group_size=4)
    return buffer.getvalue()


# Items


def _news_item(number: int) -> bytes:
    return (
        f'<newsItem guid="urn:kelmar:{number}" xml:lang="en"><itemMeta><itemClass '
        'qcode="ninat:text"/><versionCreated>2019-03-04T09:00:00Z</versionCreated></itemMeta>'
        f"<contentMeta><headline>Ferry {number} stays in port</headline></contentMeta><contentSet>"
        f"<inlineXML contenttype='application/xhtml+xml'><html><body>{markup(number)}</body></html>"
        "</inlineXML></contentSet></newsItem>"
    ).encode()


def _message(records: Sequence[bytes]) -> bytes:
    head = b'<?xml version="1.0" encoding="utf-8"?>\n<newsMessage><header/><itemSet>\n'
    return head + b"\n".join(records) + b"\n</itemSet></newsMessage>\n"


def _nitf(number: int) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<nitf><head><docdata><doc-id '
        f'id-string="urn:kelmar:{number}"/></docdata></head><body><body.head><hedline><hl1>Ferry'
        f"</hl1></hedline></body.head><body.content>{markup(number)}</body.content></body></nitf>"
    ).encode()


def _feed_item(number: int) -> bytes:
    return (
        f"<item><title>Ferry {number} stays in port</title><guid>urn:kelmar:{number}</guid>"
        "<pubDate>Mon, 04 Mar 2019 09:00:00 GMT</pubDate><content:encoded>"
        f"{html.escape(markup(number))}</content:encoded></item>"
    ).encode()


def _feed(records: Sequence[bytes]) -> bytes:
    head = (
        b'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:content='
        b'"http://purl.org/rss/1.0/modules/content/"><channel><title>Post</title>\n'
    )
    return head + b"\n".join(records) + b"\n</channel></rss>\n"


def _mail(number: int) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Ilse Darrow <ferry@kelmar.example>"
    mail["Subject"] = f"Ferry {number} stays in port"
    mail["Date"] = "Mon, 04 Mar 2019 09:00:00 +0000"
    mail["Message-ID"] = f"<{number}@kelmar.example>"
    mail.set_content(f"{WORDS} It was notice number {number}.")
    mail.add_alternative(markup(number), subtype="html")
    return bytes(mail)


def _message_id(file: str, number: int) -> str:
    return f"{number}@kelmar.example"


def _mailbox(records: Sequence[bytes]) -> bytes:
    return b"".join(b"From ferry Mon Mar  4 09:00:00 2019\n" + each + b"\n\n" for each in records)


def _word(number: int) -> bytes:
    document = WordDocument()
    document.add_paragraph(f"Ferry {number} stays in port", style="Title")
    document.add_paragraph(WORDS)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _pdf(number: int) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pageCompression=0)
    for at, line in enumerate(textwrap.wrap(WORDS, 70)):
        canvas.drawString(72, 700 - 14 * at, line)
    canvas.save()
    return buffer.getvalue()


def _subtitles(number: int) -> bytes:
    lines = textwrap.wrap(f"ILSE DARROW: {WORDS}", 40)
    cues = (
        f"{at + 1}\n00:00:{at:02},000 --> 00:00:{at + 1:02},000\n{line}\n"
        for at, line in enumerate(lines)
    )
    return "\n".join(cues).encode()


def _page(number: int) -> bytes:
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Ferry {number}</title>"
        f"</head><body><nav><a href='/'>Home</a></nav><article>{markup(number)}</article></body></html>"
    ).encode()


def _text(number: int) -> bytes:
    return f"{row(number)['title']}\n\n{row(number)['text']}\n".encode()


def _response(number: int) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + _page(number)
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:kelmar:{number}>\r\nWARC-Target-URI: https://news.example/{number}\r\n"
        "WARC-Date: 2019-03-04T09:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def _bracketed(file: str, number: int) -> str:
    return f"<urn:kelmar:{number}>"


# Members


def _in_file(file: str, number: int) -> str:
    return f"{file}!{number}.txt"


def _zip(records: Sequence[bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, data in enumerate(records):
            archive.writestr(f"{number}.txt", data)
    return buffer.getvalue()


def _tar_member(number: int) -> bytes:
    data = _text(number)
    info = tarfile.TarInfo(f"{number}.txt")
    info.size = len(data)
    return info.tobuf() + data + bytes(-len(data) % 512)


def _tar(records: Sequence[bytes]) -> bytes:
    return b"".join(records) + bytes(10_240)


def _joined(records: Sequence[bytes]) -> bytes:
    return b"".join(records)


def _one(records: Sequence[bytes]) -> bytes:
    return records[0]


def _packed(record: Callable[[int], bytes]) -> Callable[[int], bytes]:
    return lambda number: gzip.compress(record(number), mtime=0)


def _file_name(file: str, number: int) -> str:
    return file


ROWS = (
    Shape("jsonl", ".jsonl", _json_line, _lines, is_exact=True, parts=b"\n"),
    Shape("ninjs", ".jsonl", _ninjs, _lines, is_exact=True, parts=b"\n"),
    Shape("json", ".json", _json_line, _list, is_apart=False),
    Shape("csv", ".csv", _values(","), _table(","), is_exact=True, parts=b'\n\r"'),
    Shape("tsv", ".tsv", _values("\t"), _table("\t"), is_exact=True, parts=b'\n\r"'),
)
"""What has fields."""

SHAPES = (
    *ROWS,
    Shape("newsml", ".xml", _news_item, _message),
    Shape("warc", ".warc", _response, _joined, ids=_bracketed),
    Shape("warc.gz", ".warc.gz", _packed(_response), _joined, ids=_bracketed),
    Shape("tar", ".tar", _tar_member, _tar, ids=_in_file),
    Shape("zip", ".zip", _text, _zip, ids=_in_file, is_exact=True),
    Shape(
        "jsonl.gz",
        ".jsonl.gz",
        _json_line,
        lambda each: gzip.compress(_lines(each)),
        is_apart=False,
    ),
    Shape(
        "tar.gz",
        ".tar.gz",
        _tar_member,
        lambda each: gzip.compress(_tar(each)),
        ids=_in_file,
        is_apart=False,
    ),
    Shape(
        "parquet",
        ".parquet",
        _json_line,
        lambda each: parquet_of([json.loads(one) for one in each]),
        is_apart=False,
    ),
    Shape("rss", ".rss", _feed_item, _feed),
    Shape("mbox", ".mbox", _mail, _mailbox, ids=_message_id),
    Shape("eml", ".eml", _mail, _one, ids=_message_id, is_exact=True, records=1),
    Shape("docx", ".docx", _word, _one, ids=_file_name, is_exact=True, records=1),
    Shape("pdf", ".pdf", _pdf, _one, ids=_file_name, is_exact=True, records=1),
    Shape("srt", ".srt", _subtitles, _one, ids=_file_name, is_exact=True, records=1),
    Shape("text", ".txt", _text, _one, ids=_file_name, is_exact=True, records=1),
    Shape("html", ".html", _page, _one, ids=_file_name, is_exact=True, records=1),
    Shape("nitf", ".nitf", _nitf, _one, is_apart=False, records=1),
)
