"""Text in the encodings from before UTF-8: as it declares, where that can be, or else as guessed."""

import codecs
import re
from collections.abc import Iterable, Iterator

from summarizer.sources.language import latin_language
from summarizer.sources.plausibility import cyrillic_sense, oddity

__all__ = ["codec_of", "from_legacy", "shown_encoding"]

_BROWSERS_READ = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "koi8-r": "koi8-u",
}
"""Encodings for which the standard of the web has a larger one read: pages mean that. The last is
not in the standard, but has Ukrainian letters where the other has box drawings."""

_WEB_ENCODINGS = frozenset(
    "utf-8 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp866 cp874 cp932 cp949 "
    "iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 "
    "iso8859-14 iso8859-15 iso8859-16 koi8-u mac-roman mac-cyrillic gb18030 big5 big5hkscs "
    "euc_jp".split()
)
"""Those of https://encoding.spec.whatwg.org/ in which any byte may stand for a letter. Python
decodes "hex", "punycode" and "unicode_escape", too, in which no article was ever written, and
UTF-16 cannot be what bytes declare in ASCII."""

_LEGACY_ENCODINGS = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r",
    "koi8_u", "iso8859_2", "cp874", "gb18030", "big5", "cp932", "euc_jp", "cp949", "mac_roman",
]  # fmt: skip
"""What news archives are in. Left to all its encodings, charset-normalizer takes German Latin-1
for cp775, a DOS code page nobody has used for an article in thirty years."""

_CYRILLIC_ENCODINGS = ("cp1251", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic")

_WESTERN, _CENTRAL, _TURKISH = "cp1252", "cp1250", "cp1254"
_LATIN_FAMILIES = {
    _WESTERN: _WESTERN, "iso8859-15": _WESTERN,
    _CENTRAL: _CENTRAL, "iso8859-2": _CENTRAL,
    _TURKISH: _TURKISH, "cp1257": "cp1257",
}  # fmt: skip
_LATIN_CODECS = {
    **dict.fromkeys("de es fr it pt nl sv da no id".split(), _WESTERN),
    **dict.fromkeys(("pl", "cs", "hu", "ro"), _CENTRAL),
    "tr": _TURKISH,
}
"""Among these, whose letters differ in a few places only, charset-normalizer errs both ways, and
servers declare one for everything; the commonest words, plain ASCII mostly, settle it. English can
be in any: what it has beyond ASCII are the names of others."""

MAX_ODDITY = 0.12
"""Oddity (`plausibility`) up to which a decoding is believed. Sentences in 20 languages have 0.00 in
their own encoding, Polish in that of the West 0.15, most others more than 0.5."""

MIN_SENSE = 0.5
"""Cyrillic sense from which a decoding is believed: those in Russian, Ukrainian, Bulgarian and Serbian
have 0.59 or more in their own encoding, and 0.37 or less in another, but for Mac Cyrillic."""

MIN_SENSE_LEAD = 0.15
"""How much more sense another Cyrillic encoding must make than the one declared; a line of
capitals or names may make little in its own."""

MOSTLY_SINGLE = 0.75
"""Share of bytes beyond ASCII that stand alone, from which a text is in Latin letters or in English
with marks of its own. Polish and French have 0.9 or more, other scripts 0.3 or less."""

FEW_MARKS = 8
"""Bytes beyond ASCII up to which a text in no language that is known is taken for the West's: a
copyright mark and some quotation marks. charset-normalizer reads "© 2024" as Japanese."""

MAX_REPLACED = 0.05
"""Share of the bytes beyond ASCII that may be in no character of an encoding that is declared."""

_RUN = re.compile(rb"[\x80-\xff]+")
_SEPARATORS = re.compile(r"[\s_]+")


def codec_of(label: str | None) -> str | None:
    """Python's codec for what a page or server calls its encoding; None for what is none of text."""
    name = _SEPARATORS.sub("-", (label or "").strip().lower())
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):  # ValueError: a name with a NUL
        return codec_of(name[2:]) if name.startswith("x-") else None
    codec = _BROWSERS_READ.get(found, found)
    return codec if codec in _WEB_ENCODINGS else None


def shown_encoding(codec: str) -> str:
    """A codec's name as people know it: "windows-1251" for "cp1251"."""
    name = codec.replace("_", "-")
    return f"windows-{name[2:]}" if re.fullmatch(r"cp125\d", name) else name


def from_legacy(data: bytes, declared: Iterable[str]) -> tuple[str, str] | None:
    """The text of bytes that are no UTF-8, and its codec; None when no encoding can be made out.

    The first of the `declared` codecs in which it can have been written is believed; otherwise what
    is guessed, where that reads better.
    """
    readings = list(_decoded(data, (codec for codec in declared if codec != "utf-8")))
    for text, codec in readings:
        if _is_sound(text):
            return _in_its_language(data, text, codec)
    guess = _guess(data)
    if guess and (not readings or _reads_better(guess[0], readings[0][0])):
        return guess
    return readings[0] if readings else None


def _decoded(data: bytes, encodings: Iterable[str]) -> Iterator[tuple[str, str]]:
    for codec in encodings:
        text = data.decode(codec, "replace")
        # Genuine ones do not exist in these encodings, but for gb18030's, which nobody writes.
        if text.count("\ufffd") <= MAX_REPLACED * sum(map(len, _RUN.findall(data))):
            yield text, codec


def _is_sound(text: str) -> bool:
    sense = cyrillic_sense(text)
    return oddity(text) <= MAX_ODDITY and (sense is None or sense >= MIN_SENSE)


def _reads_better(guess: str, declared: str) -> bool:
    old, new = cyrillic_sense(declared), cyrillic_sense(guess)
    if old is not None and new is not None:
        return new >= old + MIN_SENSE_LEAD
    return _is_sound(guess) or oddity(guess) < oddity(declared)


def _in_its_language(data: bytes, text: str, codec: str) -> tuple[str, str]:
    """The reading in Latin letters, in an encoding in which its language can be written."""
    family = _LATIN_FAMILIES.get(codec)
    better = _LATIN_CODECS.get(latin_language(text) or "", family)
    if family is None or better is None or better == family:
        return text, codec
    return next(_decoded(data, [better]), (text, codec))


def _guess(data: bytes) -> tuple[str, str] | None:
    return _latin(data) or _cyrillic(data) or _normalized(data)


def _latin(data: bytes) -> tuple[str, str] | None:
    """The reading of a text whose bytes beyond ASCII mostly stand alone."""
    runs = _RUN.findall(data)
    if sum(1 for run in runs if len(run) == 1) < MOSTLY_SINGLE * sum(map(len, runs)):
        return None
    found = next(_decoded(data, [_WESTERN]), None)
    if found is None or (len(runs) > FEW_MARKS and latin_language(found[0]) is None):
        return None
    found = _in_its_language(data, *found)
    return found if _is_sound(found[0]) else None


def _cyrillic(data: bytes) -> tuple[str, str] | None:
    readings = _decoded(data, _CYRILLIC_ENCODINGS)
    found = max(readings, key=lambda reading: cyrillic_sense(reading[0]) or 0.0, default=None)
    return found if found and _is_sound(found[0]) and cyrillic_sense(found[0]) else None


def _normalized(data: bytes) -> tuple[str, str] | None:
    from charset_normalizer import from_bytes  # only for the rare input that nothing else tells

    best = from_bytes(data, cp_isolation=_LEGACY_ENCODINGS).best()
    if best is None:
        return None
    return _in_its_language(data, str(best), codecs.lookup(best.encoding).name)
