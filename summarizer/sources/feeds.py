"""Feeds and sitemaps: RSS 0.9x to 2.0, RSS 1.0, Atom and JSON Feed; sitemaps of news and their indexes.

Read by lxml as they come, and not by feedparser, which holds a feed whole: exports of blogs are RSS, too,
and have hundreds of megabytes. No entity is expanded, no DTD loaded, nothing fetched unasked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from summarizer.errors import DocumentError
from summarizer.sources.article import Article
from summarizer.sources.dates import first_date
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import TOO_LARGE, File
from summarizer.sources.guard import REST_UNREAD, bad_of, guarded
from summarizer.sources.json_values import listing
from summarizer.sources.loose_xml import Loose
from summarizer.sources.markup import element_text, fragment_text, plain
from summarizer.sources.newsml import Joined, mended
from summarizer.sources.recoding import as_utf8
from summarizer.sources.record import Found, Linked
from summarizer.sources.sniffing import HEAD, root_of
from summarizer.sources.values import MAX_ID, id_text, line_text
from summarizer.sources.xml_items import Item, XmlKind, xml_items

__all__ = ["read_feed", "read_json_feed"]

_ENTRIES = {
    "rss": "item",
    "RDF": "item",
    "feed": "entry",
    "urlset": "url",
    "sitemapindex": "sitemap",
}
"""What an entry is called, by the root element."""

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"

NO_ENTRIES = "is a feed without entries; there is nothing to read in it"


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a feed says of an article."""

    id: Any
    address: str | None
    text: str
    description: str
    title: Any = None
    published: Any = None
    language: Any = None
    is_list: bool = False

    def found(self, file: File, position: int, notes: tuple[str, ...]) -> Found:
        """The article; where its text lies elsewhere, its address with the description."""
        text = self.text or self.description
        if len(text) > MAX_BYTES:
            return file.bad(position, TOO_LARGE, id_text(self.id))
        if not text and not self.address:
            reason = "is an entry without text and without an address"
            return file.bad(position, reason, id_text(self.id))
        article = Article(
            text=text,
            id=self.id,
            title=self.title,
            published=self.published,
            language=self.language,
            # An id that looks like an address need not be one: what is fetched is what it links to.
            source=self.address or file.name,
            notes=notes,
        )
        record = article.record(file, position, default_id=self.address)
        is_there = self.text or not self.address
        return record if is_there else Linked(record, is_list=self.is_list)


def read_feed(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The entries of an RSS or Atom feed, or of a sitemap; one that is damaged costs itself only.

    Positions count them.
    """
    position, language = 0, None
    with file.open() as stream:
        source, notes, encoding = mended(stream)
        loose = Loose(source)
        head = loose.read(HEAD)
        kind = XmlKind((_called(root_of(head)),), _called, encoding)
        for found in xml_items(Joined(head, loose), kind):
            position += 1
            if isinstance(found, Item):
                language = language or _language(found.element)
                told = (language, notes)
                yield guarded(file, position, _read, found.element, file, position, told)
            else:
                yield bad_of(file, position, found.error, REST_UNREAD if found.is_last else "")
    if not position:
        yield file.bad(1, NO_ENTRIES)


def _called(root: str) -> str:
    """What an entry is called below `root`."""
    if root not in _ENTRIES:
        raise DocumentError(f"is neither a feed nor a sitemap: its root element is <{root[:40]}>")
    return _ENTRIES[root]


def _language(entry: etree._Element) -> str | None:
    """The language of a whole feed, which it tells before its first entry."""
    for above in entry.iterancestors():
        if language := above.get(_XML_LANG) or _said(above, "language"):
            return str(language)
    return None


def _read(
    element: etree._Element, file: File, position: int, told: tuple[str | None, tuple[str, ...]]
) -> Found:
    language, notes = told
    entry = _READERS[_name(element)](element, file.name)
    return replace(entry, language=entry.language or language).found(file, position, notes)


def _item(item: etree._Element, base: str) -> _Entry:
    """An item of RSS."""
    link = _said(item, "link") or _permalink(item) or item.get(_ABOUT)
    return _Entry(
        id=_said(item, "guid") or item.get(_ABOUT),
        address=_address(link, base),
        text=_encoded(item),
        description=_markup(item, "description") or _markup(item, "summary"),
        title=_title(item),
        published=first_date(_said(item, name) for name in ("pubDate", "date", "published")),
        language=_said(item, "language"),
    )


def _atom_entry(entry: etree._Element, base: str) -> _Entry:
    links = [
        link for link in _children(entry, "link") if link.get("rel", "alternate") == "alternate"
    ]
    content = _child(entry, "content")
    address = next((link.get("href") for link in links if link.get("href")), None)
    elsewhere = None if content is None else content.get("src")
    return _Entry(
        id=_said(entry, "id"),
        address=_address(address or elsewhere, base),
        text=_construct(content),
        description=_construct(_child(entry, "summary")),
        title=_title(entry),
        published=first_date(_said(entry, name) for name in ("published", "issued", "updated")),
        language=entry.get(_XML_LANG) or (None if content is None else content.get(_XML_LANG)),
    )


def _page(url: etree._Element, base: str) -> _Entry:
    """An entry of a sitemap, which in one of news says a little of the article."""
    address = _address(_said(url, "loc"), base)
    return _Entry(
        id=address,
        address=address,
        text="",
        description="",
        title=_said(url, "news", "title"),
        published=_said(url, "news", "publication_date"),
        language=_said(url, "news", "publication", "language"),
    )


def _sitemap(sitemap: etree._Element, base: str) -> _Entry:
    address = _address(_said(sitemap, "loc"), base)
    return _Entry(id=address, address=address, text="", description="", is_list=True)


_READERS = {"item": _item, "entry": _atom_entry, "url": _page, "sitemap": _sitemap}


def read_json_feed(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The items of a JSON Feed, versions 1 and 1.1; one that is damaged costs itself only."""
    position = 0
    with file.open() as stream:
        text = as_utf8(stream)
        feed = listing(text.stream, "items")
        told = (feed.about.get("language"), (*text.notes, *feed.notes))
        for position, item in enumerate(feed.members, 1):
            yield guarded(file, position, _json_item, item, file, position, told)
    if not position:
        yield file.bad(1, NO_ENTRIES)


def _json_item(item: Any, file: File, position: int, told: tuple[object, tuple[str, ...]]) -> Found:
    if isinstance(item, DocumentError):
        raise item
    if not isinstance(item, Mapping):
        return file.bad(position, f"is a JSON {type(item).__name__}, not an object")
    language, notes = told
    texts = {name: value.strip() for name, value in item.items() if isinstance(value, str)}
    return _Entry(
        id=item.get("id"),
        address=_address(line_text(item.get("url") or item.get("external_url")), file.name),
        text=fragment_text(texts.get("content_html", "")) or texts.get("content_text", ""),
        description=texts.get("summary", ""),
        title=item.get("title"),
        published=item.get("date_published"),
        language=item.get("language") or language,
    ).found(file, position, notes)


def _name(element: etree._Element) -> str:
    """The name without namespace or prefix, which is not always declared."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def _children(element: etree._Element, name: str) -> list[etree._Element]:
    """The children of that name, those of the element's own vocabulary first."""
    own = element.tag.rpartition("}")[0]
    found = [child for child in element if _name(child) == name]
    return sorted(found, key=lambda child: child.tag.rpartition("}")[0] != own)


def _child(element: etree._Element, *path: str) -> etree._Element | None:
    """The first child of that name, or a child's child."""
    found: etree._Element | None = element
    for name in path:
        found = None if found is None else next(iter(_children(found, name)), None)
    return found


def _said(element: etree._Element, *path: str) -> str | None:
    found = _child(element, *path)
    return None if found is None else " ".join("".join(found.itertext()).split()) or None


def _title(element: etree._Element) -> str | None:
    """The title, which is a text or markup, written once or twice over."""
    return " ".join(_construct(_child(element, "title")).split()) or None


def _encoded(item: etree._Element) -> str:
    """The whole text, in RSS's module for it; exports of blogs have excerpts of the same name."""
    whole_texts = (child for child in _children(item, "encoded") if "content" in child.tag)
    return _construct(next(whole_texts, None))


def _markup(element: etree._Element, name: str) -> str:
    """The paragraphs of a child that holds escaped HTML, or text."""
    return _construct(_child(element, name))


def _construct(element: etree._Element | None) -> str:
    """A text construct of Atom, which also does for RSS: text, escaped HTML, or XHTML."""
    if element is None:
        return ""
    if len(element) and any(isinstance(child.tag, str) for child in element):
        return element_text(element)
    text = "".join(element.itertext())
    return text.strip() if element.get("type") in ("text", "text/plain") else plain(text).strip()


def _permalink(item: etree._Element) -> str | None:
    guid, said = _child(item, "guid"), _said(item, "guid")
    is_link = guid is not None and guid.get("isPermaLink") != "false"
    return said if is_link and said and "://" in said else None


def _address(link: str | None, base: str) -> str | None:
    """An http or https address; a relative one counts from where the feed itself was fetched."""
    if not link or len(link) > MAX_ID:
        return None
    address = urljoin(base, link) if "://" in base else link
    return address if address.startswith(("http://", "https://")) else None
