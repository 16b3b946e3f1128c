"""UTF-8 that is damaged in places, and UTF-8 that was encoded twice."""

import re
from collections.abc import Sequence

__all__ = ["nearly_utf8", "once_encoded", "replaced_note"]

DECLARED_WEIGHT = 2
"""How much more the multi-byte characters of what declares UTF-8 count."""

SHOWN_PLACES = 3
"""Places that a note names; with more damage than that nobody looks at each."""

_CHARACTER = (
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}"
    rb"|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_BEYOND_ASCII = re.compile(rb"(?P<character>" + _CHARACTER + rb")|[\x80-\xff]")
_CUT = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")

_WINDOWS_1252 = {
    ord(bytes([byte]).decode("cp1252", "ignore") or chr(byte)): byte for byte in range(0x100)
}
"""Code points -> bytes. The five bytes that it leaves open stand for themselves, as in browsers."""

_SEEN = "".join(chr(code) for code, byte in _WINDOWS_1252.items() if 0x80 <= byte < 0xC0)
_PERHAPS = re.compile(f"[Â-ô][{re.escape(_SEEN)}]")
_LOOKS_DOUBLE = re.compile(f"[ÂÃ][{re.escape(_SEEN)}]|â€")
_TELLING = re.compile(
    # A capital may end a word before a quotation mark, a dash or a space: `MANHÃ”` is no "MANHÔ".
    rb"[\xc2-\xdf][^\x82\x84\x85\x8b\x91-\x97\x9b\xa0\xab\xad\xb7\xbb]|[\xe0-\xf4]"
)


def nearly_utf8(data: bytes, declared: bool) -> tuple[str, str] | None:
    """The text of what is UTF-8 but for some bytes, which become U+FFFD, and a note on them.

    None where it rather is in another encoding: where more bytes are no UTF-8 than follow the first
    of a well-formed character. Text in others has a third as many such, at most. A character cut
    off at the end counts for nothing, unless nothing else tells that this was UTF-8.
    """
    cut = _CUT.search(data)
    end = cut.start() if cut else len(data)
    bad: list[int] = []
    evidence = 0
    for match in _BEYOND_ASCII.finditer(data, 0, end):
        if match["character"]:
            evidence += len(match[0]) - 1
        else:
            bad.append(match.start())
    told = len(cut[0]) - 1 if cut else 0
    if evidence * (DECLARED_WEIGHT if declared else 1) < len(bad):
        return None
    if not evidence and not told and not (cut and declared):
        return None
    bad.extend(range(end, len(data)))
    return data.decode("utf-8", "replace"), replaced_note(bad, "UTF-8")


def replaced_note(places: Sequence[int], encoding: str) -> str:
    """What to say of bytes that are shown as U+FFFD; `places` count bytes of the input from 0."""
    shown = ", ".join(str(place) for place in places[:SHOWN_PLACES])
    more = ", …" if len(places) > SHOWN_PLACES else ""
    bytes_are, at = ("byte is", "byte") if len(places) == 1 else ("bytes are", "bytes")
    return f"{len(places)} {bytes_are} no {encoding}; shown as U+FFFD (at {at} {shown}{more})"


def once_encoded(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without UTF-8 that was read as windows-1252 and encoded again ("itâ€™s"), and notes.

    A line is mended when all of it is UTF-8 then; one that only looks so is left, and noted.
    """
    if text.isascii() or not _PERHAPS.search(text):
        return text, ()
    lines = re.split(r"(\r\n|[\n\r])", text)
    mended = [_mended(line) for line in lines]
    changed = sum(1 for old, new in zip(lines, mended, strict=True) if new != old)
    doubtful = sum(1 for line in mended if _LOOKS_DOUBLE.search(line))
    notes = []
    if changed:
        notes.append(f"{_lines(changed)} encoded twice as UTF-8; mended")
    if doubtful:
        notes.append(f"{_lines(doubtful)} perhaps encoded twice as UTF-8; left as found")
    return "".join(mended), tuple(notes)


def _mended(line: str) -> str:
    if not _PERHAPS.search(line):
        return line
    try:
        data = bytes(_WINDOWS_1252[ord(sign)] for sign in line)
        once = data.decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return line
    return once if _TELLING.search(data) else line


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"
