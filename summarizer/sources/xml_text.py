"""Bytes of an XML file -> bytes that a strict parser takes: one stray byte ends all of a file for it."""

import html
import re

from summarizer.sources.encoding import declared_in_markup, decode

__all__ = ["well_encoded"]

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]{1,31};")
_BARE = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")
_CDATA = "<![CDATA["
_DECLARES = re.compile(r"<!(?:DOCTYPE|ENTITY)\b")


def well_encoded(data: bytes, name: str) -> tuple[bytes, tuple[str, ...]]:
    """The file in UTF-8, without characters that XML forbids, and notes on what was replaced.

    Names of characters ("&nbsp;") are resolved where no DTD declares them. Raises DocumentError,
    naming the input as `name`, when `data` is in no encoding that can be made out.
    """
    decoded = decode(data, name, (declared_in_markup(data),))
    text, notes = decoded.text, decoded.notes
    text, forbidden = _NO_XML.subn("", text)
    if forbidden:
        notes = (*notes, f"{forbidden} control characters are left out")
    if not _DECLARES.search(text):
        text = _NAMED.sub(_character, text)
        text = "".join(_escaped(part, at) for at, part in enumerate(text.split(_CDATA)))
    return text.encode(), notes


def _escaped(part: str, at: int) -> str:
    """Escapes each "&" that begins nothing, over which a parser would wait for a ";" without end."""
    if not at:
        return _BARE.sub("&amp;", part)
    inside, end, outside = part.partition("]]>")
    return _CDATA + inside + end + _BARE.sub("&amp;", outside)


def _character(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    return match[0].replace("&", "&amp;") if character == match[0] else character
