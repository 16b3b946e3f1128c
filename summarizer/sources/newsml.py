"""IPTC's XML: NITF articles, and NewsML-G2 items alone or many in one news message.

Documents come from anywhere, so no entity is expanded, no DTD loaded and nothing fetched.
"""

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from summarizer.errors import DocumentError
from summarizer.sources.article import Article
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import TOO_LARGE, File
from summarizer.sources.markup import element_text, fragment_text
from summarizer.sources.record import Found

__all__ = ["read_xml"]

_NITF, _ITEM = "nitf", "newsItem"
_ROOTS = frozenset({_NITF, _ITEM, "newsMessage"})
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_xml(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The articles of an NITF or NewsML-G2 file."""
    with file.open() as stream:
        metered = _Metered(stream)
        events = etree.iterparse(
            metered, events=("start", "end"), load_dtd=False, no_network=True,
            resolve_entities=False, huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        position, root = 0, ""
        for event, element in events:
            name = etree.QName(element).localname
            root = root or _known_root(name)
            if event == "start" or name != (_NITF if root == _NITF else _ITEM):
                continue
            position += 1
            article = _nitf(element) if name == _NITF else _news_item(element)
            default_id = file.id_at(position) if root == "newsMessage" else file.relative
            yield article.found(file, position, default_id)
            _free(element)
            metered.start_again()


class _Metered:
    """A stream that ends in an error when one item goes past `MAX_BYTES`."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = MAX_BYTES

    def start_again(self) -> None:
        self._left = MAX_BYTES

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
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
    body = root.find(".//{*}body.content")
    return Article(
        text="" if body is None else element_text(body),
        id=_attribute(root, ".//{*}docdata/{*}doc-id", "id-string") or root.get("uno"),
        title=_line(root, ".//{*}hedline/{*}hl1") or _line(root, "./{*}head/{*}title"),
        published=_attribute(root, ".//{*}docdata/{*}date.issue", "norm")
        or _attribute(root, ".//{*}docdata/{*}date.release", "norm")
        or _attribute(root, ".//{*}dateline/{*}story.date", "norm"),
        language=root.get(_XML_LANG) or _attribute(root, "./{*}body", _XML_LANG),
    )


def _news_item(item: etree._Element) -> Article:
    item_class = _attribute(item, "./{*}itemMeta/{*}itemClass", "qcode") or "ninat:text"
    return Article(
        text=_content(item),
        id=item.get("guid"),
        title=_line(item, "./{*}contentMeta/{*}headline")
        or _line(item, "./{*}contentSet//{*}hl1")
        or _line(item, "./{*}itemMeta/{*}title"),
        published=_line(item, "./{*}itemMeta/{*}versionCreated")
        or _line(item, "./{*}contentMeta/{*}contentCreated"),
        language=_attribute(item, "./{*}contentMeta/{*}language", "tag") or item.get(_XML_LANG),
        is_text=item_class.endswith(":text"),
    )


def _content(item: etree._Element) -> str:
    """The body of a news item: NITF or XHTML inside `inlineXML`, or text in `inlineData`."""
    inline = item.find("./{*}contentSet/{*}inlineXML")
    if inline is not None:
        for inner in (".//{*}body.content", ".//{*}body"):
            if (body := inline.find(inner)) is not None:
                return element_text(body)
        return element_text(inline)
    data = item.find("./{*}contentSet/{*}inlineData")
    text = "" if data is None or data.text is None else data.text.strip()
    is_markup = data is not None and "html" in data.get("contenttype", "")
    return fragment_text(text) if text and is_markup else text


def _line(root: etree._Element, path: str) -> str | None:
    element = root.find(path)
    return None if element is None else " ".join("".join(element.itertext()).split()) or None


def _attribute(root: etree._Element, path: str, name: str) -> str | None:
    element = root.find(path)
    return None if element is None else element.get(name) or None
