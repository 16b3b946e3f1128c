"""Markup that is known to be an article's body -> its paragraphs.

A web page is another matter: there the article must be found first (`documents.html`).
"""

import html
import re
from collections.abc import Iterator

from lxml import etree

__all__ = ["element_text", "fragment_text"]

_INLINE = frozenset(
    "a abbr b bdi bdo big br chron cite classifier code copyrite data del dfn em event font "
    "frac frac-sep function i ins kbd lang location city state region country sublocation mark "
    "money name.family name.given num numer denom object.title org person postaddr pronounce q s "
    "small span strong sub sup time tt u var virtloc wbr alt-code".split()
)
"""Elements of HTML and NITF that stand inside a paragraph; all others end one."""

_NOT_TEXT = frozenset("figure head iframe media object script style svg template".split())

_SPACE = re.compile(r"\s+")
_PARAGRAPH = "\x00"  # no XML or HTML parser lets one through


def element_text(root: etree._Element) -> str:
    """The paragraphs of an NITF or HTML body, parted by blank lines; captions are left out."""
    pieces = "".join(_pieces(root))
    paragraphs = (_SPACE.sub(" ", part).strip() for part in pieces.split(_PARAGRAPH))
    return "\n\n".join(filter(None, paragraphs))


def _pieces(element: etree._Element) -> Iterator[str]:
    """What `element` says, with marks where paragraphs end. The parser bounds the depth of it."""
    yield element.text or ""
    for child in element:
        if isinstance(child, etree._Entity):
            # Not expanded by the parser; those that HTML and NITF's own DTD share are characters.
            yield html.unescape(child.text or "")
        elif isinstance(child.tag, str):
            name = etree.QName(child).localname.lower()
            boundary = " " if name == "br" else "" if name in _INLINE else _PARAGRAPH
            yield boundary
            if name not in _NOT_TEXT:
                yield from _pieces(child)
            yield boundary
        yield child.tail or ""


def fragment_text(markup: str) -> str:
    """The paragraphs of a piece of HTML; "" when there are none."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(markup.encode("utf-8", "replace"), parser)
    return "" if root is None else element_text(root)
