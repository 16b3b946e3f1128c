"""Mentions of days and periods in a text: "late on Wednesday", "9 September", "three days ago".

English first; ISO dates, `d.m.yyyy` and `d/m/yyyy` in any language. Clock times are left alone.
The arithmetic is in `summarizer.scan.calendar`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from summarizer.scan import calendar
from summarizer.scan.calendar import MONTHS, WEEKDAYS
from summarizer.scan.numerals import NUMBER_WORD, lowered, word_value

__all__ = ["DateKind", "DateMention", "find_dates", "resolve"]

DateKind = Literal["absolute", "relative", "weekday", "vague"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """Words that say when. `text` is `source[start:end]`, with "on", "late in" and the like.

    absolute: a day with its month, or a year; relative: counted from the day of publication (also
    a month without a year); weekday; vague: no certain days ("the past few days", "for a year").
    """

    start: int
    end: int
    text: str
    kind: DateKind


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention before its preposition is added: its shape and the words that fill the shape."""

    start: int
    end: int
    shape: str
    parts: dict[str, str] = field(default_factory=dict)


_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(WEEKDAYS)
_YEAR = r"(?:1[5-9]|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_ORDINAL = r"(?:st|nd|rd|th)?"
_AMBIGUOUS = frozenset({"may", "march", "mar", "august"})
"""Months that are also everyday words: taken for months with a capital or beside a digit only."""

_UNIT = r"second|minute|hour|day|night|weekend|week|fortnight|month|year|decade"
_COUNT = rf"(?:\d{{1,3}}|{NUMBER_WORD})(?:\sand\sa\shalf)?"
_LOOSE = r"(?:a\s)?(?:few|several|couple\sof|couple)|several|many"
_STEP = r"last|past|previous|this|current|next|coming|following|same|that"
_BOUND = r"(?:(?:more|less)\sthan|over|nearly|almost|about|around|at\sleast|up\sto|some)\s"

_CANDIDATE = re.compile(
    r"(?<![a-z])(?:\d+|(?:"
    r"j(?:anuary|an|une|un|uly|ul)|f(?:ebruary|eb|riday|ortnight)|m(?:arch|ar|ay|onday|inute|onth|orning)"
    r"|a(?:pril|pr|ugust|ug|fternoon)|s(?:eptember|ept|ep|aturday|unday|econd)|o(?:ctober|ct|vernight)"
    r"|n(?:ovember|ov|ight)|d(?:ecember|ec|ay|ecade)|t(?:uesday|hursday|oday|omorrow|onight)"
    r"|w(?:ednesday|eekend|eek)|y(?:esterday|ear)|h(?:our)|r(?:ecently)|e(?:vening))s?\b)"
)
"""Grouped by first letter, which `re` rejects fastest; this pass is half of the scan's time."""
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?!\d)")
_NUMERIC = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d\d)(?![\d./])")
_YEARS = re.compile(
    rf"({_YEAR})(?:(?P<decade>['’]?s)\b|(?:[-–/]|\s[-–]\s)(?P<to>{_YEAR}|\d\d)(?!\d))?(?![\d.,]\d)"
)
_AFTER_MONTH = re.compile(
    rf"\.?(?:\s(?P<day>{_DAY}){_ORDINAL}(?:\s?[-–]\s?(?P<to>{_DAY}){_ORDINAL})?(?![\d:%]|[.,]\d|\sper\scent)"
    rf"(?:,?\s(?P<year>{_YEAR})\b)?|,?\s(?:of\s)?(?P<only>{_YEAR})\b)"
)
_BEFORE_MONTH = re.compile(
    rf"(?<![\w.,/-])(?:(?P<from>{_DAY}){_ORDINAL}\s?(?:[-–]|to|and)\s?)?(?P<day>{_DAY}){_ORDINAL}\s(?:of\s)?$"
)
_YEAR_AFTER_MONTH = re.compile(
    rf"\.?,?\s(?:of\s)?(?P<year>{_YEAR}\b|['’]\d\d\b)|\.?\s(?P<short>\d\d)\b(?=[\s.,;)]*(?:$|[.,;()]))"
)
_BEFORE_UNIT = re.compile(
    rf"\b(?:(?P<step>{_STEP})\s(?:(?P<run>{_COUNT})\s|(?P<loose>{_LOOSE})\s)?"
    rf"|(?P<recent>recent)\s|(?P<edge>end|start|beginning|middle)\sof\sthe\s"
    rf"|(?P<span>for|within)\s(?:{_BOUND})?(?:an?|{_COUNT}|{_LOOSE})\s"
    rf"|(?:{_BOUND})?(?P<count>an?|{_COUNT}|{_LOOSE})\s)$"
)
_AGO = re.compile(r"\s(?P<ago>ago|earlier|later|before|after(?:wards)?)\b")
_PART_OF_DAY = re.compile(r"\s(?:morning|afternoon|evening|night)\b")
_AFTER_WEEKDAY = re.compile(
    rf",?\s(?:the\s)?(?={_DAY}{_ORDINAL}\s(?:of\s)?(?:{_MONTH})\b|(?:{_MONTH})\b)"
)
_PREFIX = re.compile(
    r"(?:\b(?:earlier|later|late|early|mid)[\s-])?"
    r"(?:\b(?:on|in|by|since|until|till|during|throughout|over|for)\s)?"
    r"(?:\b(?:the\s)?(?:morning|afternoon|evening|night|end|start|beginning|middle|early\shours)\sof\s)?"
    r"(?:\b(?:the\s)?(?:late|early|mid|earlier|later)[\s-])?"
    r"(?:\bthe\s)?$"
)
_STEP_BEFORE = re.compile(rf"\b({_STEP})\s$")
_YEAR_CUE = re.compile(
    r"(?:\b(?:in|since|of|by|until|till|from|to|before|after|early|late|mid|during|the|and|between"
    r"|an?|its|their|his|her|spring|summer|autumn|winter|fall|season|year|elections?|back\sin)[\s-]"
    r"|[(,;:–]\s?|^)$"
)
_NOT_YEAR_BEFORE = re.compile(
    r"(?:[$€£¥₹#]|\b(?:about|around|some|nearly|almost|than|least|over|under|up\sto|estimated|no))\s?$"
)
_NOT_YEAR_AFTER = re.compile(
    r"\s?(?:%|(?:per\s?cent|million|billion|people|men|women|soldiers|miles|km|metres|meters|kg|tons"
    r"|tonnes|dollars|euros|pounds|homes|houses|jobs|troops|gmt|hours|hrs)\b)"
)
_LOOK_BACK = 48
"""Code points looked at before a word: more than "earlier in the early hours of the" has."""

_DAY_WORDS = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_KINDS: dict[str, DateKind] = {
    "iso": "absolute",
    "numeric": "absolute",
    "years": "absolute",
    "day": "absolute",
    "month": "relative",
    "weekday": "weekday",
    "day word": "relative",
    "step": "relative",
    "ago": "relative",
    "vague": "vague",
}


def find_dates(text: str) -> list[DateMention]:
    """The mentions of dates and periods in `text`, in order, without overlap."""
    lower = lowered(text)
    mentions: list[DateMention] = []
    end = 0
    for found in _scan(text, lower):
        start = max(end, _with_prefix(lower, found))
        end = found.end
        kind = "absolute" if found.parts.get("year") else _KINDS[found.shape]
        mentions.append(DateMention(start, end, text[start:end], kind))
    return mentions


def resolve(
    mention_text: str, published: date | None, *, future: bool = False
) -> tuple[str, str] | None:
    """First and last day (ISO, inclusive) that `mention_text` means; None when that is not certain.

    `published` is the base of everything relative. Weekdays, days without a year and months
    without a year are the latest ones up to it; with `future`, the next ones from it on. Nothing
    is added that neither the words nor the base say: "on Thursday" without a base is None.
    """
    found = next(_scan(mention_text, lowered(mention_text)), None)
    period = None if found is None else _period(found, published, future)
    if found is None or (found.shape == "years" and _has_more_words(mention_text, found)):
        # "9 septembre 2015" shows the English rules a year and nothing else.
        period = calendar.foreign(mention_text, published, future) or period
    return None if period is None else (period[0].isoformat(), period[1].isoformat())


def _has_more_words(text: str, found: _Found) -> bool:
    rest = text[: found.start] + text[found.end :]
    return any(char.isalpha() for char in rest) and not _PREFIX.fullmatch(
        lowered(text[: found.start])
    )


def _scan(text: str, lower: str) -> Iterator[_Found]:
    end = 0
    for candidate in _CANDIDATE.finditer(lower):
        if candidate.start() < end or _inside_word(lower, candidate.start()):
            continue
        found = _read(text, lower, candidate, end)
        if found is not None:
            end = found.end
            yield found


def _inside_word(lower: str, start: int) -> bool:
    return start > 0 and (lower[start - 1].isalnum() or lower[start - 1] in "$€£_/#@.")


def _read(text: str, lower: str, candidate: re.Match[str], floor: int) -> _Found | None:
    """The mention whose telling word (month, weekday, unit, year) is `candidate`."""
    word, start, end = candidate[0], candidate.start(), candidate.end()
    if word[0].isdecimal():
        return _read_digits(lower, start, end)
    if word in MONTHS:
        return _read_month(text, lower, candidate, floor)
    name = word.removesuffix("s")
    if name in WEEKDAYS:
        return _read_weekday(text, lower, start, start + len(name)) if word == name else None
    if word in _DAY_WORDS or word in ("overnight", "recently"):
        return _read_day_word(lower, word, start, end)
    if word in ("morning", "afternoon", "evening"):
        return _this_part_of_day(lower, start, end)
    return _read_unit(lower, candidate, floor)


def _this_part_of_day(lower: str, start: int, end: int) -> _Found | None:
    """ "this morning" is a day; the parts of other days stand with their names."""
    opening = start - len("this ")
    if opening < 0 or lower[opening:start] != "this " or _inside_word(lower, opening):
        return None
    return _Found(opening, end, "day word", {"days": "0"})


def _read_digits(lower: str, start: int, end: int) -> _Found | None:
    if iso := _ISO.match(lower, start):
        return _Found(start, iso.end(), "iso", dict(zip("ymd", iso.groups(), strict=True)))
    if numeric := _NUMERIC.match(lower, start):
        return _Found(
            start, numeric.end(), "numeric", dict(zip("asby", numeric.groups(), strict=True))
        )
    found = _YEARS.match(lower, start) if end - start == 4 else None
    if found is None or not _is_year(lower, start, found.end()):
        return None
    parts = {key: value for key, value in found.groupdict().items() if value}
    return _Found(start, found.end(), "years", {"year": found[1], **parts})


def _is_year(lower: str, start: int, end: int) -> bool:
    """Whether four digits are a year rather than an amount, by the words beside them."""
    before = lower[max(0, start - _LOOK_BACK) : start]
    if _NOT_YEAR_BEFORE.search(before) or _NOT_YEAR_AFTER.match(lower, end):
        return False
    return _YEAR_CUE.search(before) is not None or lower[end : end + 2].strip(" .,;)") == ""


def _read_month(text: str, lower: str, candidate: re.Match[str], floor: int) -> _Found | None:
    start, end = candidate.start(), candidate.end()
    number = str(MONTHS[candidate[0]])
    before = _BEFORE_MONTH.search(lower[max(floor, start - 16) : start])
    if before is not None:
        year = _YEAR_AFTER_MONTH.match(lower, end)
        parts = {"month": number, "day": before["from"] or before["day"]}
        parts |= {"to": before["day"]} if before["from"] else {}
        parts |= {"year": (year["year"] or year["short"]).strip("'’")} if year else {}
        return _Found(start - len(before[0]), year.end() if year else end, "day", parts)
    after = _AFTER_MONTH.match(lower, end)
    if not text[start].isupper() and (after is None or candidate[0] in _AMBIGUOUS):
        return None
    if after is not None:
        year_text = after["year"] or after["only"]
        parts = {"month": number} | ({"year": year_text} if year_text else {})
        parts |= {key: after[key] for key in ("day", "to") if after[key]}
        return _Found(start, after.end(), "day" if after["day"] else "month", parts)
    return _month_alone(lower, candidate)


def _month_alone(lower: str, candidate: re.Match[str]) -> _Found | None:
    """ "in March", "last May": a month without day or year needs a word before it that dates."""
    start, end = candidate.start(), candidate.end()
    before = lower[max(0, start - _LOOK_BACK) : start]
    step = _STEP_BEFORE.search(before)
    prefixed = _PREFIX.search(before)
    if len(candidate[0]) < 3 or (step is None and not (prefixed and prefixed[0].strip())):
        return None
    parts = {"month": str(MONTHS[candidate[0]])} | ({"step": step[1]} if step else {})
    return _Found(start - (len(step[0]) if step else 0), end, "month", parts)


def _read_weekday(text: str, lower: str, start: int, end: int) -> _Found:
    name = lower[start:end]
    joint = _AFTER_WEEKDAY.match(lower, end)
    if joint is not None:
        candidate = _CANDIDATE.search(lower, joint.end())
        while candidate is not None and candidate[0].isdecimal():
            candidate = _CANDIDATE.search(lower, candidate.end())
        dated = _read_month(text, lower, candidate, joint.end()) if candidate else None
        if dated is not None:
            return _Found(start, dated.end, dated.shape, dated.parts)
    part_of_day = _PART_OF_DAY.match(lower, end)
    step = _STEP_BEFORE.search(lower[max(0, start - _LOOK_BACK) : start])
    parts = {"name": name} | ({"step": step[1]} if step else {})
    return _Found(
        start - (len(step[0]) if step else 0),
        part_of_day.end() if part_of_day else end,
        "weekday",
        parts,
    )


def _read_day_word(lower: str, word: str, start: int, end: int) -> _Found:
    if word == "recently":
        return _Found(start, end, "vague")
    if part_of_day := _PART_OF_DAY.match(lower, end):
        end = part_of_day.end()
    for opener, shift in (("the day before ", -1), ("the day after ", 1)):
        opening = max(0, start - len(opener))
        if word in ("yesterday", "tomorrow") and lower[opening:start] == opener:
            return _Found(opening, end, "day word", {"days": str(_DAY_WORDS[word] + shift)})
    days = "overnight" if word == "overnight" else str(_DAY_WORDS[word])
    return _Found(start, end, "day word", {"days": days})


def _read_unit(lower: str, candidate: re.Match[str], floor: int) -> _Found | None:
    """ "this week", "three days ago", "for more than a year", by the words around the unit."""
    start, end = candidate.start(), candidate.end()
    unit = candidate[0].removesuffix("s")
    before = _BEFORE_UNIT.search(lower[max(floor, start - _LOOK_BACK) : start])
    ago = _AGO.match(lower, end)
    if before is None:
        loose = ago is not None and candidate[0].endswith("s")
        return _Found(start, ago.end(), "vague") if ago and loose else None
    opening = start - len(before[0])
    if before["step"]:
        return _step(before, unit, opening, end)
    if before["recent"] or before["edge"] or before["span"]:
        return _Found(opening, end, "vague")
    if ago is None:
        return None
    exact = ago["ago"] == "ago" and _count(before["count"]) is not None and "than" not in before[0]
    parts = {"unit": unit, "count": before["count"]} if exact else {}
    return _Found(opening, ago.end(), "ago" if exact else "vague", parts)


def _step(before: re.Match[str], unit: str, start: int, end: int) -> _Found | None:
    if unit in ("second", "minute", "hour") and not (before["run"] or before["loose"]):
        return None
    if before["loose"]:
        return _Found(start, end, "vague")
    parts = {"step": before["step"], "unit": unit}
    return _Found(start, end, "step", parts | ({"count": before["run"]} if before["run"] else {}))


def _count(words: str) -> int | None:
    """The whole number that `words` say; None for "a few" and "four and a half"."""
    if words.isdecimal():
        return int(words)
    try:
        return int(word_value(words))
    except KeyError:
        return None


def _with_prefix(lower: str, found: _Found) -> int:
    """Where the mention begins with its preposition: "late on Wednesday" at "late"."""
    if found.shape == "ago":
        return found.start
    if found.shape == "weekday" and lower[found.end : found.end + 2] in ("'s", "’s"):
        return found.start  # in "in Sunday's vote" the preposition belongs to the vote
    window = lower[max(0, found.start - _LOOK_BACK) : found.start]
    prefix = _PREFIX.search(window)
    if prefix is None or (prefix[0] == "the " and found.shape in ("years", "day")):
        return found.start  # in "the 2014 elections" the article belongs to the noun
    return found.start - len(prefix[0])


def _period(found: _Found, base: date | None, future: bool) -> calendar.Period | None:
    parts = found.parts
    year = calendar.full_year(parts["year"], base) if "year" in parts else None
    step = parts.get("step", "")
    if found.shape == "iso":
        return calendar.numeric(int(parts["d"]), int(parts["m"]), int(parts["y"]), slash=False)
    if found.shape == "numeric":
        whole = calendar.full_year(parts["y"], base)
        return calendar.numeric(int(parts["a"]), int(parts["b"]), whole, slash=parts["s"] == "/")
    if found.shape == "years":
        return _year_range(parts)
    if found.shape == "day":
        return None if "year" in parts and year is None else _day_range(parts, year, base, future)
    if found.shape == "month":
        return calendar.month(int(parts["month"]), year, base, step, future)
    if found.shape == "weekday":
        return calendar.weekday(parts["name"], step, base, future)
    return _relative(found, base)


def _relative(found: _Found, base: date | None) -> calendar.Period | None:
    parts = found.parts
    if found.shape == "day word":
        if parts["days"] == "overnight":
            return calendar.this_or_next("past", 1, "day", base)
        days = int(parts["days"])
        return calendar.ago(-days, "day", base)
    count = _count(parts["count"]) if "count" in parts else None
    if found.shape == "ago":
        return None if count is None else calendar.ago(count, parts["unit"], base)
    if found.shape == "step" and not ("count" in parts and count is None):
        unit = parts["unit"]
        if unit == "night" and count is None:
            # "last night" began on the day before; "this" and "next" night are not used so.
            return calendar.ago(1, "day", base) if parts["step"] == "last" else None
        if unit == "day" and count is None:
            return None
        return calendar.this_or_next(parts["step"], count, unit, base)
    return None


def _year_range(parts: dict[str, str]) -> calendar.Period | None:
    first = int(parts["year"])
    if "decade" in parts:
        return calendar.years(first, first + 9) if first % 10 == 0 else None
    last = parts.get("to", parts["year"])
    return calendar.years(first, int(last) if len(last) == 4 else first - first % 100 + int(last))


def _day_range(
    parts: dict[str, str], year: int | None, base: date | None, future: bool
) -> calendar.Period | None:
    number = int(parts["month"])
    first = calendar.day_of_month(int(parts["day"]), number, year, base, future)
    if first is None or "to" not in parts:
        return first
    last = calendar.day_of_month(int(parts["to"]), number, first[0].year, base, future)
    return (first[0], last[1]) if last is not None and first[0] <= last[1] else None
