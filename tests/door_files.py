"""One article in every form that is read, made by the libraries that make such forms."""

import csv
import datetime
import io
import json
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from html import escape
from pathlib import Path

from docx import Document as WordDocument
from pypdf import PdfReader, PdfWriter
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

TITLE = "Kelmar bridge shut after barge collision"
PARAGRAPHS = (
    "A barge struck the Kelmar bridge on Wednesday, injuring at least three crew, the harbour"
    " office said.",
    "“The pillar moved under us,” said Runa Veld, a lorry driver. Tolk Freight denied that the"
    " crew had been asleep.",
    "The mayor, Idris Falk, said the bridge would stay shut until June.",
)
TEXT = "\n\n".join(PARAGRAPHS)
DATE = datetime.date(2019, 3, 6)  # of what is yet to come, page extraction believes nothing
MAIL_DATE = "Wed, 06 Mar 2019 09:30:00 +0000"
HTML = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in PARAGRAPHS)


def page() -> bytes:
    head = (
        f'<meta charset="utf-8"><title>{TITLE}</title>'
        f'<meta property="article:published_time" content="{DATE}T10:00:00Z">'
    )
    body = f"<article><h1>{TITLE}</h1>{HTML}</article>"
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>'.encode()


def row() -> dict[str, str]:
    return {"id": "NX-17", "title": TITLE, "date": str(DATE), "text": TEXT}


def ninjs() -> bytes:
    item = {
        "uri": "tag:post,2031:17", "type": "text", "versioncreated": f"{DATE}T09:30:00Z",
        "headline": TITLE, "body_xhtml": HTML, "language": "en",
    }  # fmt: skip
    return json.dumps(item).encode()


def nitf() -> bytes:
    return (
        f'<?xml version="1.0"?><nitf><head><title>{TITLE}</title><docdata>'
        f'<date.issue norm="{DATE:%Y%m%d}T093000Z"/></docdata></head><body><body.head><hedline>'
        f"<hl1>{TITLE}</hl1></hedline></body.head><body.content>{HTML}</body.content></body></nitf>"
    ).encode()


def newsml() -> bytes:
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:17"><itemMeta>'
        f'<itemClass qcode="ninat:text"/><versionCreated>{DATE}T09:30:00Z</versionCreated></itemMeta>'
        f"<contentMeta><headline>{TITLE}</headline></contentMeta><contentSet>"
        '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<body>{HTML}</body></html></inlineXML></contentSet></newsItem>"
    ).encode()


def rss(*, items: int = 1) -> bytes:
    entry = "".join(
        f"<item><title>{TITLE}</title><link>https://post.example/{number}</link>"
        f"<guid isPermaLink='false'>NX-{number}</guid><pubDate>{MAIL_DATE}</pubDate>"
        f"<content:encoded><![CDATA[{HTML}]]></content:encoded></item>"
        for number in range(1, items + 1)
    )
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content='
        f'"http://purl.org/rss/1.0/modules/content/"><channel><title>The Post</title>{entry}'
        "</channel></rss>"
    ).encode()


def atom() -> bytes:
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><entry>'
        f"<id>NX-1</id><title>{TITLE}</title><published>{DATE}T09:30:00Z</published>"
        f'<updated>2019-04-01T00:00:00Z</updated><content type="html">{escape(HTML)}</content>'
        "</entry></feed>"
    ).encode()


def json_feed() -> bytes:
    item = {
        "id": "NX-1",
        "title": TITLE,
        "content_html": HTML,
        "date_published": f"{DATE}T09:30:00Z",
    }
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}).encode()


def message(id: str = "17@post.example") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Runa Veld <desk@post.example>"
    mail["To"] = "wire@post.example"
    mail["Subject"] = TITLE
    mail["Date"] = MAIL_DATE
    mail["Message-ID"] = f"<{id}>"
    mail.set_content(TEXT)
    return mail


def mailbox() -> bytes:
    return b"From desk@post.example Wed Mar  6 09:30:00 2019\n" + bytes(message()) + b"\n"


def word() -> bytes:
    document = WordDocument()
    document.core_properties.created = datetime.datetime(2019, 3, 6, 9, 30)
    document.add_paragraph(TITLE, style="Title")
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def odt() -> bytes:
    text = "".join(f"<text:p>{escape(paragraph)}</text:p>" for paragraph in PARAGRAPHS)
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "meta")
    )
    content = (
        f"<office:document-content {names}><office:body><office:text>"
        f'<text:p text:style-name="Title">{TITLE}</text:p>{text}'
        "</office:text></office:body></office:document-content>"
    )
    meta = (
        f"<office:document-meta {names}><office:meta><meta:creation-date>{DATE}T09:30:00"
        "</meta:creation-date></office:meta></office:document-meta>"
    )
    members = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "meta.xml": meta,
    }
    return zip_of(members)


def pdf() -> bytes:
    buffer = io.BytesIO()
    styles = getSampleStyleSheet()
    document = SimpleDocTemplate(buffer, title=TITLE)
    document.build(
        [
            Paragraph(TITLE, styles["Title"]),
            *(Paragraph(one, styles["BodyText"]) for one in PARAGRAPHS),
        ]
    )
    writer = PdfWriter(clone_from=PdfReader(buffer))
    writer.add_metadata({"/CreationDate": f"D:{DATE:%Y%m%d}093000Z"})
    dated = io.BytesIO()
    writer.write(dated)
    return dated.getvalue()


def table() -> bytes:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(row()))
    writer.writeheader()
    writer.writerow(row())
    return buffer.getvalue().encode()


def zip_of(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            # An OpenDocument's type stands first, and uncompressed, so that it is seen from outside.
            method = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, method)
    return buffer.getvalue()


FORMS: dict[str, Callable[[], bytes]] = {
    ".txt": lambda: f"{TITLE}\n\n{TEXT}\n".encode(),
    ".html": page,
    ".json": lambda: json.dumps(row()).encode(),
    ".jsonl": lambda: json.dumps(row()).encode() + b"\n",
    ".csv": table,
    ".ninjs.json": ninjs,
    ".nitf.xml": nitf,
    ".newsml.xml": newsml,
    ".rss": rss,
    ".atom.xml": atom,
    ".feed.json": json_feed,
    ".eml": lambda: bytes(message()),
    ".mbox": mailbox,
    ".docx": word,
    ".odt": odt,
    ".pdf": pdf,
    ".zip": lambda: zip_of({"inner/a.json": json.dumps(row())}),
}
"""Endings, and how a file of each is made. Each holds one article, which is `TITLE`, `TEXT`, `DATE`."""


def write(folder: Path, ending: str, name: str = "a") -> Path:
    """The article as a file of that form."""
    path = folder / f"{name}{ending}"
    path.write_bytes(FORMS[ending]())
    return path
