"""Whether decoded text can be what was written: signs of bytes read in another encoding.

Nearly every byte is a character in each of the single-byte encodings, so that decoding does not
fail where the encoding is wrong. It shows in where those characters stand.
"""

import re

__all__ = ["cyrillic_sense", "oddity"]

_MARKS = r"\u00a1-\u00a9\u00ab-\u00ac\u00ae\u00af\u00b1-\u00b4\u00b6\u00b8\u00b9\u00bb-\u00bf"
_LATIN, _OTHER = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f", r"\u0370-\u05ff\u0620-\u06ff"
_UPPER, _LOWER = (
    "".join(sign for sign in map(chr, (*range(0xC0, 0x250), *range(0x370, 0x530))) if case(sign))
    for case in (str.isupper, str.islower)
)
_CJK = r"\u3400-\u9fff\uac00-\ud7af"

_ODD = re.compile(
    # C1 controls, arithmetic, box drawings, private and replaced characters, half-width katakana.
    r"[\x80-\x9f\u2200-\u22ff\u2500-\u25ff\ue000-\uf8ff\ufffd\uff61-\uff9f]"
    # Accented Latin letters stand singly, or in twos: "Ìîñêâà" is Cyrillic.
    r"|[\u00a1-\u024f]{4,}|[\u00c0-\u024f]{3,}"
    # "by³o" is "było"; ordinals, the middle dot and the soft hyphen do stand in words.
    rf"|(?<=[{_LATIN}])[{_MARKS}](?=[{_LATIN}])"
    # Words of two scripts: "cafй".
    rf"|(?<=[{_LATIN}])[{_OTHER}]|[{_OTHER}](?=[{_LATIN}])"
    # A capital inside a word: "mйtйЦ", "рТЙЧЕФ".
    rf"|(?<=[a-z{_LOWER}])[{_UPPER}]"
    # One ideogram between letters: "Br點ke".
    rf"|(?<=[a-z])[{_CJK}](?=[a-z])"
)

_CYRILLIC = re.compile(r"[\u0400-\u045f]")
_COMMON = frozenset("оеаинтсрвл")
"""Letters that make up 0.6 or more of any text in Russian, Bulgarian, Serbian or Ukrainian. Of
text in one Cyrillic encoding read as another they make up 0.45 at most (`tests/test_encoding.py`)."""


def oddity(text: str) -> float:
    """Share, from 0 to 1, of the characters beyond ASCII that stand where none are written.

    0 for text that is plain ASCII.
    """
    others = sum(1 for sign in text if sign > "\x7f")
    return sum(len(match[0]) for match in _ODD.finditer(text)) / others if others else 0.0


def cyrillic_sense(text: str) -> float | None:
    """Share of the Cyrillic letters that are common ones, less that of odd places; None: has none.

    The right one of several Cyrillic encodings has the most.
    """
    letters = _CYRILLIC.findall(text)
    if not letters:
        return None
    common = sum(1 for letter in letters if letter.lower() in _COMMON)
    return common / len(letters) - oddity(text)
