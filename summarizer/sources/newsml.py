"""IPTC's XML: NITF articles, and NewsML-G2 items alone or many in one news message.

Documents come from anywhere, so no entity is expanded, no DTD loaded and nothing fetched.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from lxml import etree

from summarizer.errors import DocumentError
from summarizer.sources.article import Article
from summarizer.sources.dates import first_date
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import File
from summarizer.sources.guard import REST_UNREAD, bad_of, guarded
from summarizer.sources.markup import element_text, plain
from summarizer.sources.record import Found, Record
from summarizer.sources.standing import standing_of
from summarizer.sources.xml_items import Item, Readable, XmlKind, xml_items
from summarizer.sources.xml_text import well_encoded

__all__ = ["Joined", "mended", "read_xml"]

_NITF, _ITEM, _MESSAGE = "nitf", "newsItem", "newsMessage"
_ROOTS = frozenset({_NITF, _ITEM, _MESSAGE})
_TEXT_TYPE = re.compile(r"nitf|html|^text/")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_xml(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The articles of an NITF or NewsML-G2 file; one that is not well-formed costs itself only."""
    position = 0
    with file.open() as stream:
        source, notes, encoding = mended(stream)
        for found in xml_items(source, XmlKind((_ITEM,), _item_of, encoding)):
            position += 1
            if isinstance(found, Item):
                yield _noted(guarded(file, position, _found, found, file, position, options), notes)
            else:
                is_known = isinstance(found.error, _UnknownRootError)
                more = REST_UNREAD if found.is_last and not is_known else ""
                yield bad_of(file, position, found.error, more)


class _UnknownRootError(DocumentError):
    """An XML file of another kind."""


def _item_of(root: str) -> str:
    if root not in _ROOTS:
        raise _UnknownRootError(f"is neither NITF nor NewsML-G2: its root element is <{root[:40]}>")
    return _NITF if root == _NITF else _ITEM


def _found(item: Item, file: File, position: int, options: ReadingOptions) -> Found:
    article = _nitf(item.element) if item.root == _NITF else _news_item(item.element)
    is_only = position == 1 and item.root != _MESSAGE
    default_id = file.relative if is_only else file.id_at(position)
    return article.found(file, position, default_id, include_withheld=options.include_withheld)


def _noted(found: Found, notes: tuple[str, ...]) -> Found:
    return replace(found, notes=(*found.notes, *notes)) if isinstance(found, Record) else found


def mended(stream: BinaryIO) -> tuple["Joined", tuple[str, ...], str | None]:
    """What to parse, notes on it, and its encoding where it has been made that.

    A file of one article's size is mended before; a larger one, or one that cannot be, is read as it is.
    """
    head = stream.read(MAX_BYTES)
    if not head or len(head) == MAX_BYTES:
        return Joined(head, stream), (), None
    try:
        data, notes = well_encoded(head, "the file")
    except DocumentError:  # one of many articles may be what is no text
        return Joined(head, stream), (), None
    return Joined(data, stream), notes, "utf-8"


class Joined:
    """What was read already, and then the rest."""

    def __init__(self, head: bytes, stream: Readable) -> None:
        self._head = io.BytesIO(head)
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        """So many bytes, or fewer; none at the end."""
        return self._head.read(size) or self._stream.read(size)


def _nitf(root: etree._Element) -> Article:
    head = "./{*}body/{*}body.head"
    docdata = ".//{*}docdata"
    issued = _attribute(root, f"{docdata}/{{*}}date.issue", "norm")
    released = _attribute(root, f"{docdata}/{{*}}date.release", "norm")
    status = _attribute(root, docdata, "management-status")
    said = {
        "pubstatus": status,
        # Every story has a date of release; it is one of an embargo where the status says so.
        "embargoed": released if status == "embargoed" else None,
        "version": _attribute(root, f"{docdata}/{{*}}du-key", "version"),
        "correction": _attribute(root, f"{docdata}/{{*}}correction", "info"),
        "ednote": _attribute(root, f"{docdata}/{{*}}ed-msg", "info"),
    }
    standing = standing_of(said, made=issued)
    # What is killed may come without its text.
    is_emptied = standing.withheld and root.find("./{*}body/{*}body.content") is None
    return Article(
        text="" if is_emptied else _nitf_body(root),
        id=_attribute(root, f"{docdata}/{{*}}doc-id", "id-string") or root.get("uno"),
        title=_line(root, f"{head}/{{*}}hedline/{{*}}hl1")
        or _line(root, ".//{*}hedline/{*}hl1")
        or _line(root, "./{*}head/{*}title"),
        published=first_date(
            (issued, released, _attribute(root, f"{head}/{{*}}dateline/{{*}}story.date", "norm"))
        ),
        language=root.get(_XML_LANG) or _attribute(root, "./{*}body", _XML_LANG),
        standing=standing,
    )


def _nitf_body(root: etree._Element) -> str:
    """The story of an NITF article; editors' notes and the like have a `body.content` of their own."""
    contents = root.findall("./{*}body/{*}body.content")
    if not contents:
        raise DocumentError("is a news item without body text: it has no body/body.content")
    return "\n\n".join(filter(None, map(element_text, contents)))


def _news_item(item: etree._Element) -> Article:
    item_class = _attribute(item, "./{*}itemMeta/{*}itemClass", "qcode") or "ninat:text"
    made = _line(item, "./{*}itemMeta/{*}versionCreated")
    return Article(
        text=next(filter(None, _contents(item)), ""),
        id=item.get("guid"),
        title=_line(item, "./{*}contentMeta/{*}headline")
        or _line(item, "./{*}contentSet/*/{*}nitf/{*}body/{*}body.head/{*}hedline/{*}hl1")
        or _line(item, "./{*}contentSet//{*}hl1")
        or _line(item, "./{*}itemMeta/{*}title"),
        published=first_date((made, _line(item, "./{*}contentMeta/{*}contentCreated"))),
        language=_attribute(item, "./{*}contentMeta/{*}language", "tag") or item.get(_XML_LANG),
        is_text=item_class.endswith(":text"),
        standing=standing_of(_said_of(item), made=made),
    )


def _said_of(item: etree._Element) -> dict[str, object]:
    """What the management metadata of a NewsML-G2 item says, by the names of ninjs."""
    meta = "./{*}itemMeta"
    embargoed = item.find(f"{meta}/{{*}}embargoed")
    signals = [
        signal.get("qcode") or signal.get("uri") for signal in item.iterfind(f"{meta}/{{*}}signal")
    ]
    return {
        "pubstatus": _attribute(item, f"{meta}/{{*}}pubStatus", "qcode")
        or _attribute(item, f"{meta}/{{*}}pubStatus", "uri"),
        # An empty one says that nobody knows until when.
        "embargoed": None if embargoed is None else (embargoed.text or "").strip() or True,
        "version": item.get("version"),
        "ednote": _line(item, f"{meta}/{{*}}edNote"),
        "signal": signals,
    }


def _contents(item: etree._Element) -> Iterator[str]:
    """The renditions of a news item's body, those in which paragraphs are certain first."""
    inline = item.findall("./{*}contentSet/{*}inlineXML")
    # What says that it is NITF or XHTML, before tables of results and whatever else is in XML.
    for element in sorted(inline, key=lambda each: not _TEXT_TYPE.search(_content_type(each))):
        yield _inline_text(element)
    data = item.findall("./{*}contentSet/{*}inlineData")
    for element in sorted(data, key=lambda each: "html" not in _content_type(each)):
        kind = _content_type(element)
        if (not kind or _TEXT_TYPE.search(kind)) and not element.get("encoding"):
            yield plain((element.text or "").strip(), is_html="html" in kind)


def _inline_text(inline: etree._Element) -> str:
    """NITF, XHTML, or parts of them."""
    if (nitf := inline.find("./{*}nitf")) is not None:
        return _nitf_body(nitf)
    for path in ("./{*}html/{*}body", "./{*}body/{*}body.content", "./{*}body"):
        if (body := inline.find(path)) is not None:
            return element_text(body)
    return element_text(inline)


def _content_type(element: etree._Element) -> str:
    return (element.get("contenttype") or "").lower()


def _line(root: etree._Element, path: str) -> str | None:
    element = root.find(path)
    return None if element is None else " ".join("".join(element.itertext()).split()) or None


def _attribute(root: etree._Element, path: str, name: str) -> str | None:
    element = root.find(path)
    return None if element is None else element.get(name) or None
