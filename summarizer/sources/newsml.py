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
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import TOO_LARGE, File
from summarizer.sources.guard import guarded
from summarizer.sources.markup import element_text, plain
from summarizer.sources.record import Found, Record
from summarizer.sources.xml_text import well_encoded

__all__ = ["Metered", "metered", "read_xml"]

_NITF, _ITEM = "nitf", "newsItem"
_ROOTS = frozenset({_NITF, _ITEM, "newsMessage"})
_TEXT_TYPE = re.compile(r"nitf|html|^text/")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_xml(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The articles of an NITF or NewsML-G2 file."""
    with file.open() as stream:
        source, notes, encoding = metered(stream)
        events = etree.iterparse(
            source, events=("start", "end"), load_dtd=False, no_network=True, encoding=encoding,
            resolve_entities=False, huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        position, root = 0, ""
        for event, element in events:
            name = etree.QName(element).localname
            root = root or _known_root(name)
            if event == "start" or name != (_NITF if root == _NITF else _ITEM):
                continue
            position += 1
            default_id = file.id_at(position) if root == "newsMessage" else file.relative
            found = guarded(file, position, _found, element, file, position, default_id)
            yield (
                replace(found, notes=(*found.notes, *notes)) if isinstance(found, Record) else found
            )
            _free(element)
            source.start_again()


def _found(element: etree._Element, file: File, position: int, default_id: str) -> Found:
    is_nitf = etree.QName(element).localname == _NITF
    article = _nitf(element) if is_nitf else _news_item(element)
    return article.found(file, position, default_id)


def metered(stream: BinaryIO) -> tuple["Metered", tuple[str, ...], str | None]:
    """What to parse, notes on it, and its encoding where it has been made that.

    A file of one article's size is mended before; a larger one is read as it comes.
    """
    head = stream.read(MAX_BYTES)
    if not head or len(head) == MAX_BYTES:
        return Metered(head, stream), (), None
    data, notes = well_encoded(head, "the file")
    return Metered(data, stream), notes, "utf-8"


class Metered:
    """A stream that ends in an error when one item goes past `MAX_BYTES`."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = io.BytesIO(head)
        self._stream = stream
        self._left = MAX_BYTES

    def start_again(self) -> None:
        """The next item begins."""
        self._left = MAX_BYTES

    def read(self, size: int = -1) -> bytes:
        data = self._head.read(size) or self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise DocumentError(TOO_LARGE)
        return data


def _known_root(name: str) -> str:
    if name not in _ROOTS:
        raise DocumentError(f"is neither NITF nor NewsML-G2: its root element is <{name[:40]}>")
    return name


def _free(element: etree._Element) -> None:
    """Lets go of an item that has been read, and of what stood before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _nitf(root: etree._Element) -> Article:
    head = "./{*}body/{*}body.head"
    return Article(
        text=_nitf_body(root),
        id=_attribute(root, ".//{*}docdata/{*}doc-id", "id-string") or root.get("uno"),
        title=_line(root, f"{head}/{{*}}hedline/{{*}}hl1")
        or _line(root, ".//{*}hedline/{*}hl1")
        or _line(root, "./{*}head/{*}title"),
        published=_attribute(root, ".//{*}docdata/{*}date.issue", "norm")
        or _attribute(root, ".//{*}docdata/{*}date.release", "norm")
        or _attribute(root, f"{head}/{{*}}dateline/{{*}}story.date", "norm"),
        language=root.get(_XML_LANG) or _attribute(root, "./{*}body", _XML_LANG),
    )


def _nitf_body(root: etree._Element) -> str:
    """The story of an NITF article; editors' notes and the like have a `body.content` of their own."""
    contents = root.findall("./{*}body/{*}body.content")
    if not contents:
        raise DocumentError("is a news item without body text: it has no body/body.content")
    return "\n\n".join(filter(None, map(element_text, contents)))


def _news_item(item: etree._Element) -> Article:
    item_class = _attribute(item, "./{*}itemMeta/{*}itemClass", "qcode") or "ninat:text"
    return Article(
        text=next(filter(None, _contents(item)), ""),
        id=item.get("guid"),
        title=_line(item, "./{*}contentMeta/{*}headline")
        or _line(item, "./{*}contentSet/*/{*}nitf/{*}body/{*}body.head/{*}hedline/{*}hl1")
        or _line(item, "./{*}contentSet//{*}hl1")
        or _line(item, "./{*}itemMeta/{*}title"),
        published=_line(item, "./{*}itemMeta/{*}versionCreated")
        or _line(item, "./{*}contentMeta/{*}contentCreated"),
        language=_attribute(item, "./{*}contentMeta/{*}language", "tag") or item.get(_XML_LANG),
        is_text=item_class.endswith(":text"),
    )


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
