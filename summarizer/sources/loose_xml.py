"""XML as found in the wild, without the faults that would shift or end a parser's reading."""

import codecs
import html
import re

from summarizer.sources.xml_items import Readable

__all__ = ["Loose"]

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TOKEN = re.compile(
    rb"<!\[CDATA\[|\]\]>"
    rb"|&(?:([A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});)?"
    rb"|<(?:[bh]r|BR|HR)\s{0,9}>|<(?![A-Za-z_:/!?])"
)
_OPEN, _CLOSE = b"<![CDATA[", b"]]>"
_HELD = 40
"""Bytes at the end of a piece that may be the beginning of a token."""

_OF_XML = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
_BOM_OR_SPACE = b" \t\r\n"


class Loose:
    """XML whose HTML entities are characters and whose bare "&" and "<" are escaped, outside of CDATA.

    HTML's line breaks are closed, too, and white space before the XML is left out. UTF-16 is passed on
    as it is.
    """

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._held = b""
        self._in_cdata = False
        self._begun = self._wide = False

    def read(self, size: int, /) -> bytes:
        """So many bytes, or some more or less; none at the end."""
        while True:
            piece = self._stream.read(size)
            data = self._begin(self._held + piece)
            if self._wide:
                self._held = b""
                return data
            end = len(data) if not piece else _safe_end(data)
            mended, self._held = _TOKEN.sub(self._mended, data[:end]), data[end:]
            if mended or not piece:
                return mended

    def _begin(self, data: bytes) -> bytes:
        if not self._begun and data:
            self._wide = data.startswith(_WIDE)
            data = data if self._wide else data.removeprefix(codecs.BOM_UTF8).lstrip(_BOM_OR_SPACE)
            self._begun = bool(data)
        return data

    def _mended(self, token: re.Match[bytes]) -> bytes:
        sign = token[0]
        if sign in (_OPEN, _CLOSE):
            self._in_cdata = sign == _OPEN
            return sign
        if self._in_cdata:
            return sign
        if sign.startswith(b"<"):
            return b"&lt;" if sign == b"<" else sign[:-1] + b"/>"
        name = token[1]
        if name is None:
            return b"&amp;"
        if name in _OF_XML or name.startswith(b"#"):
            return sign
        character = html.unescape(sign.decode())
        return b"&amp;" + sign[1:] if character == sign.decode() else _reference(character)


def _reference(characters: str) -> bytes:
    return "".join(f"&#{ord(character)};" for character in characters).encode()


def _safe_end(data: bytes) -> int:
    """Where `data` can be parted without parting a token."""
    tail = max(0, len(data) - _HELD)
    signs = (data.find(sign, tail) for sign in (b"&", b"<", b"]"))
    return min((at for at in signs if at >= 0), default=len(data))
