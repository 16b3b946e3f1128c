"""What a number is, in digits or in words: "1,234", "twenty-one", "2.5m", "dozens", "a third of".

Everything here works on lower-cased text (see `lowered`), because half of the patterns' cost
would otherwise be the folding of case.
"""

import re
from dataclasses import dataclass, replace

__all__ = [
    "NUMBER_WORD",
    "Numeral",
    "digits_value",
    "find_numerals",
    "lowered",
    "numeral_at",
    "word_value",
]

_ONES = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
}
_TEENS = {
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_SMALL = _ONES | _TEENS | _TENS
_MAGNITUDES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "k": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "mln": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
    "tn": 10**12,
}
_COLLECTIVE = {"ten": 10, "score": 20}
_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}

_VAGUE_TOPS = {"dozen": 99, "score": 99, "ten": 99, "hundred": 999, "thousand": 9_999}
"""The most that "dozens", "scores" … can mean: one less than where the next word would be used."""

_MAX_DIGITS = 15
"""Longer runs of digits are identifiers, and beyond what a float holds exactly."""


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as it stands in the text, without unit or bound. `low` < `high` when it is vague.

    `form` is "digits", "words", "vague" ("dozens") or "share" ("a third of", "one in four");
    `scale` is the magnitude word's factor (10**6 in "2 million"), 1 when there is none.
    """

    start: int
    end: int
    low: float
    high: float
    form: str
    scale: float = 1


def lowered(text: str) -> str:
    """`text` in lower case, with as many code points as `text`: offsets hold for both."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _either(*words: str) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_ONE = _either(*_ONES)
NUMBER_WORD = rf"(?:(?:{_either(*_TENS)})(?:[\s-](?:{_ONE}))?|{_either(*_TEENS)}|{_ONE})\b"
"""Zero to ninety-nine in words, lower case."""
_HUNDREDS = (
    rf"(?:(?:an?|{NUMBER_WORD})[\s-]hundred\b(?:[\s-](?:and\s)?{NUMBER_WORD})?|{NUMBER_WORD})"
)
_BIG = r"(?:thousand|million|billion|trillion|lakh|crore)\b"
_WORDS = (
    rf"(?:(?:{_HUNDREDS}|an?)[\s-]{_BIG}(?:,?\s(?:and\s)?{_HUNDREDS}(?:[\s-]{_BIG})?)*|{_HUNDREDS})"
)
_GROUPED_COMMA = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)"
_GROUPED_SPACE = r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)"
_GROUPED_DOT = r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}(?!\d)"
_DIGITS = rf"{_GROUPED_COMMA}|{_GROUPED_DOT}|{_GROUPED_SPACE}|\d+(?:[.,]\d+)?"

_PLURAL = r"(?:tens|dozens|hundreds|thousands|millions|billions|trillions)"
_PART = r"(?:third|quarter|fifth|tenth)"
_NUMERAL = re.compile(
    rf"(?P<digits>{_DIGITS})"
    rf"|(?P<vague>{_PLURAL}(?:\sof\s{_PLURAL})*\b"
    r"|scores(?=\s(?:of|more|were|are|killed|dead|injured|wounded|missing)\b)"
    r"|(?:several|(?:a\s)?few|many)\s(?:dozen|hundred|thousand|million|billion)\b)"
    rf"|(?P<share>(?:an?|{NUMBER_WORD})[\s-]{_PART}(?=\sof\b)|{NUMBER_WORD}[\s-]{_PART}s\b"
    r"|half(?=\s(?:of|the|its|their|his|her)\b))"
    r"|(?P<half>half[\s-](?:an?\s)?(?:dozen|million|billion|trillion)\b)"
    r"|(?P<dozen>an?\sdozen\b)"
    rf"|(?P<words>{_WORDS})"
)


def _by_first_letter(words: list[str]) -> str:
    """An alternation that `re` can reject by one character, which is most of the scan's speed."""
    groups = [
        f"{letter}(?:{_either(*(word[1:] for word in words if word[0] == letter))})"
        for letter in sorted({word[0] for word in words})
    ]
    return "|".join(groups)


_ROUND = ("hundred", "thousand", "million", "billion", "trillion")
_OPENERS = [*_SMALL, *_ROUND, *(f"{word}s" for word in _ROUND), "dozen", "dozens", "scores", "tens"]
_OPENERS += ["half", "several", "few", "many", "third", "quarter", "fifth", "tenth"]
_CODES = "dhs?|rs|usd|eur|gbp|aed|chf|sar"
_CANDIDATE = re.compile(
    rf"(?<![a-z])(?:\d+|(?:{_by_first_letter(_OPENERS)})\b|(?P<code>{_CODES})(?=\d))"
)
_CURRENCY_CODE = re.compile(rf"(?<![a-z])(?:{_CODES})$")
_JOINED_LEFT = re.compile(r"[a-z\d_/#@]|(?<=[a-z\d])[-–.,:]")
_AND_PART = re.compile(r"[\s-]and[\s-]an?[\s-](half|third|quarter)\b")
_SCALE = re.compile(
    r"[\s-]?(million|billion|trillion|thousand|hundred|dozen|crore|lakh|bn|tn|mln|mn)\b"
)
_SHORT_SCALE = re.compile(r"\s?(m|k)\b")
_METRES_FOLLOW = re.compile(
    r"\s?(?:$|[.,;:!?)\-–]|(?:deep|high|long|wide|tall|away|from|race|final|sprint|hurdles|relay"
    r"|freestyle|butterfly|backstroke|breaststroke|dash|above|below|off|apart|thick)\b)"
)


def find_numerals(lower: str) -> list[Numeral]:
    """Every numeral in `lower` (lower-cased text), in order, without overlap.

    Names with digits ("f-16", "covid-19") are none; what follows a number is not looked at, so
    that "21st" and "1990s" have numerals in them.
    """
    found: list[Numeral] = []
    end = 0
    for candidate in _CANDIDATE.finditer(lower):
        start = candidate.end() if candidate["code"] else candidate.start()
        if start < end:
            continue
        numeral = _with_article(lower, start) or numeral_at(lower, start)
        if numeral is not None:
            found.append(numeral)
        end = numeral.end if numeral is not None else max(end, candidate.end())
    return found


def numeral_at(lower: str, start: int) -> Numeral | None:
    """The numeral that begins at `start` of `lower`, if one does."""
    if start and _JOINED_LEFT.match(lower, start - 1):
        # "dh500" is an amount of money, "b52" is not one of anything.
        code = lower[max(0, start - 4) : start]
        if not _CURRENCY_CODE.search(code):
            return None
    match = _NUMERAL.match(lower, start)
    return None if match is None else _read(lower, match)


def _with_article(lower: str, start: int) -> Numeral | None:
    """The numeral whose main word stands at `start` and whose article stands before: "a dozen"."""
    for article in ("a ", "an "):
        before = start - len(article)
        if before >= 0 and lower.startswith(article, before):
            return numeral_at(lower, before)
    return None


def word_value(words: str) -> float:
    """The value of a number in words: "two hundred and five" is 205. "a" counts as one."""
    total = current = 0.0
    for word in re.split(r"[\s,-]+", words):
        factor = _MAGNITUDES.get(word)
        if word in ("a", "an"):
            current = 1
        elif factor == 100:
            current = (current or 1) * factor
        elif factor is not None:
            total, current = total + (current or 1) * factor, 0
        elif word != "and":
            current += _SMALL[word]
    return total + current


def _read(lower: str, match: re.Match[str]) -> Numeral | None:
    form = match.lastgroup or ""
    if form == "digits":
        return _read_digits(lower, match)
    if form == "vague":
        low, high = _vague_range(match[0])
        return Numeral(match.start(), match.end(), low, high, "vague")
    if form == "share":
        return _exact(match, _share(match[0]), "share")
    if form == "half":
        return _exact(match, _MAGNITUDES[re.split(r"[\s-]", match[0])[-1]] / 2, "words")
    if form == "dozen":
        return _exact(match, 12, "words")
    numeral = _scaled(lower, match.start(), match.end(), word_value(match[0]), "words")
    last = _MAGNITUDES.get(re.split(r"[\s-]", match[0])[-1], 1)
    return numeral if last == 1 else replace(numeral, scale=last)


def _exact(match: re.Match[str], value: float, form: str) -> Numeral:
    return Numeral(match.start(), match.end(), value, value, form)


def _read_digits(lower: str, match: re.Match[str]) -> Numeral | None:
    digits, start, end = match[0], match.start(), match.end()
    if len(digits) > _MAX_DIGITS:
        return None
    short = _SHORT_SCALE.match(lower, end)
    if short is not None and _is_scale(lower, start, short):
        scale = _MAGNITUDES[short[1]]
        value = digits_value(digits) * scale
        return Numeral(start, short.end(), value, value, "digits", scale)
    return _scaled(lower, start, end, digits_value(digits), "digits")


def _is_scale(lower: str, start: int, short: re.Match[str]) -> bool:
    """Whether the "m" or "k" after digits is million or thousand: "5m people", "£50 m", "10k"."""
    if lower[:start].rstrip(" ")[-1:] in tuple("$€£¥₹"):
        return True
    if len(short[0]) > 1:
        return False
    return short[1] == "k" or _METRES_FOLLOW.match(lower, short.end()) is None


def digits_value(digits: str) -> float:
    """The value of a number in digits. "1.234" is a decimal: as a thousand it is not certain."""
    compact = re.sub(r"\s", "", digits)
    if re.fullmatch(_GROUPED_COMMA, compact):
        return float(compact.replace(",", ""))
    if re.fullmatch(_GROUPED_DOT, compact):
        return float(compact.replace(".", "").replace(",", "."))
    return float(compact.replace(",", "."))


def _scaled(lower: str, start: int, end: int, value: float, form: str) -> Numeral:
    part = _AND_PART.match(lower, end)
    if part is not None:
        value, end = value + _PARTS[part[1]], part.end()
    scale = _SCALE.match(lower, end)
    if scale is None:
        return Numeral(start, end, value, value, form)
    factor = _MAGNITUDES[scale[1]]
    return Numeral(start, scale.end(), value * factor, value * factor, form, factor)


def _vague_range(words: str) -> tuple[float, float]:
    """What "dozens", "tens of thousands" or "several hundred" can mean, from two of them on."""
    fillers = ("of", "a", "several", "few", "many")
    names = [word.removesuffix("s") for word in words.split() if word not in fillers]
    values = [_COLLECTIVE.get(name) or _MAGNITUDES[name] for name in names]
    product = 1.0
    for value in values:
        product *= value
    if len(names) == 1:
        return 2 * product, float(_VAGUE_TOPS.get(names[0], 1000 * product - 1))
    return 2 * product, 10 * product - 1


def _share(words: str) -> float:
    if words == "half":
        return 1 / 2
    count, _, part = re.sub(r"\s", "-", words).rpartition("-")
    return word_value(count) * _PARTS[part.removesuffix("s")]
