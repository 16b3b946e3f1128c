"""Figures of a text: how many, of what, and what became of them.

Years, dates, clock times and ordinals are no figures; nor is "one" as a pronoun. A figure's words
include its bound ("at least 56"), its currency or unit ("$3.5 million", "12 per cent").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from summarizer.scan.dates import DateMention, find_dates
from summarizer.scan.numerals import Numeral, find_numerals, lowered, numeral_at
from summarizer.scan.outcomes import is_joined, outcome_of
from summarizer.scan.units import CURRENCIES, currency_before, unit_after
from summarizer.schemas.event import QuantityKind

__all__ = ["Figure", "find_figures"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a text; offsets are code points of that text.

    `low`/`high`: "56" has both; "at least 56" has no high; "up to 20" has no low; "dozens" is 24
    to 99; a share ("half of") is a fraction of one; a score has neither, and the unit "score".
    `counted` is the noun phrase that is counted, in the source's words, "" if there is none or the
    figure has a unit of its own. `approximate` is set by "about", "nearly", "some" and by "dozens".
    """

    start: int
    end: int
    text: str
    low: float | None
    high: float | None
    unit: str
    counted: str
    counted_start: int
    counted_end: int
    what: QuantityKind
    approximate: bool


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number with its unit, before its bound and noun are read."""

    start: int
    end: int
    low: float
    high: float
    unit: str
    vague: bool


_MASK = "\x00"
_CLOCK = re.compile(  # a plain digit first: `re` skips to it quickly
    r"\d(?:\d?(?::\d\d){1,2}(?:\s?[ap]\.?m\b\.?)?|\d?(?:\.\d\d)?\s?[ap]\.?m\b\.?"
    r"|\d{3}\s?(?:gmt|utc|bst|hrs|est)\b|\d?\so['’]clock)"
)
_BOUND = re.compile(
    r"\b(?:(?P<low>at\sleast|(?:no|not)\s(?:fewer|less)\sthan"
    r"|(?:just\s|well\s|slightly\s)?(?:over|above)"
    r"|(?:far\s|slightly\s)?(?:more|greater)\sthan|in\sexcess\sof|upwards?\sof|a\sminimum\sof)"
    r"|(?P<high>up\sto|at\smost|as\s(?:many|much)\sas|(?:no|not)\smore\sthan|(?:fewer|less)\sthan"
    r"|(?:just\s)?(?:under|below)|a\smaximum\sof)"
    r"|(?P<about>about|around|some|roughly|approximately|(?:an\s)?estimated|close\sto|nearly|almost"
    r"|barely|circa))\s(?:an?\s)?$"
)
_BOUND_AFTER = re.compile(
    r"(?P<low>\+|[\s-]plus\b(?!\s\d)|\sor\smore\b)|(?P<high>\sor\s(?:fewer|less)\b)"
    r"|(?P<about>\sor\sso\b|-odd\b)"
)
_BETWEEN = re.compile(r"\bbetween\s$")
_FROM = re.compile(r"\bfrom\s$")
_SIGN = re.compile(r"[$€£]\s?")
_JOINT = re.compile(r"\s?(?P<dash>[-–—])\s?|\s(?P<word>to|or|and)\s")
_SPORT = re.compile(
    r"\b(?:won|win|wins|beat|beats|lost|lose|draw|drew|drawn|defeat|defeated|victory|score|scored"
    r"|goals?|lead|led|match|game|final|thrashed|home|away)\b"
)
_SHARE_OF = re.compile(r"\s(?:(?P<out>out\sof(?:\severy)?)|in(?P<every>\severy)?)\s")
_ROUND_BASES = frozenset({3, 4, 5, 6, 7, 8, 9, 10, 20, 100, 1000})
"""What "two in …" must be counted against to be a share: "killed 2 in 14 attacks" is not one."""

_ORDINAL = re.compile(r"(?:st|nd|rd|th|s|['’]s)\b")
_LETTER = re.compile(r"[^\W\d_]")
_DESIGNATOR = re.compile(
    r"\b(?:flight|boeing|airbus|article|section|chapter|route|highway|apollo|formula|channel|radio"
    r"|no|no\.|number|area|level|room|page|line|platform|gate|block|district|windows|iphone|galaxy"
    r"|type|bbc|class|version|phase|junction|ward|zone|terminal|resolution|rule|category|grade|part"
    r"|day|week|round|stage|group|unit|figure|table|vitamin|euro)\s$"
)
_ONE_PRONOUN = re.compile(
    r"(?:no|any|some|every|each|the|this|that|which|another|only|last|first|next|square|day|loved)"
    r"[\s-]$"
)
_ONE_NOUN = re.compile(r"(?P<gap>[\s-])(?P<word>[a-z]+)")
_ONE_COMPOUNDS = frozenset("off sided time way".split())
_ONE_FOLLOWERS = frozenset(
    "of another who that which is was were has had have will would can could should must may might "
    "and or but to in on at by for from with as than day time thing way s the a an he she "
    "it they we i you not said says if so where when why how because while after before into "
    "about".split()
)
_AGE = re.compile(r"(?<=[a-z]),\s$")
_AGED = re.compile(
    r"\b(?:aged?|age\sof|(?:man|woman|boy|girl|youth|widow|widower|teenager|pensioner)\sof)\s"
    r"(?:between\s|about\s|around\s)?$"
)
_AGES = range(1, 111)

_LEAD = re.compile(
    r"[\s-](?:strong\s)?(?:more\s(?!than))?"
    r"(?P<of>of\s(?:(?:the|its|their|his|her|these|those|our|my|them|all)\s)?)?"
)
_NOUN_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-'’&./][^\W_]+)*")
_NOT_COUNTED = frozenset(
    """a about above abroad after against ago all along also although am among an and any are
    around as at away back be became because been before behind being between both but by can
    could dead declined did died do does down during each either else ever every far fell fled
    for from gained get got had has have having he her here higher him his hit how hurt i if in
    including injured instead into is it its itself just killed later left less lost lower made
    many may me might missing more most much must my near neither no nor not now of off on once
    one only onto or others other our out over own per points rather reached recently rose said
    saw say says set she should since so some still such than that the their them themselves
    then there these they this those though through throughout to together told too took toward
    towards under until up upon us was we went were what when where whether which while who whom
    whose why will with within without would wounded year-on-year yet you your arrested detained
    displaced homeless today yesterday tomorrow came come began against straight""".split()
)
_PLURALS = frozenset(
    "people men women children troops personnel aircraft sheep fish mice teeth feet geese "
    "media data criteria cattle youth crew others".split()
)
_SINGULAR_ENDINGS = ("ss", "us", "is", "'s", "’s")
_LONGEST_NOUN = 5
"""Words of a counted phrase: "retired senior harbour police officers" is as long as they get."""

_LOOK_BACK = 32
"""Code points before a number that can hold its bound; "slightly more than an estimated" fits."""


def find_figures(text: str, dates: Sequence[DateMention] | None = None) -> list[Figure]:
    """The figures of `text`, in order, without overlap. `dates` saves scanning for them again."""
    lower = lowered(text)
    masked = _masked(lower, find_dates(text) if dates is None else dates)
    figures: list[Figure] = []
    end = 0
    for numeral in find_numerals(masked):
        if numeral.start >= end:
            figure = _figure(text, masked, numeral, end)
            if figure is not None:
                figures.append(figure)
                end = figure.end
    return _with_shared_outcomes(masked, figures)


def _masked(lower: str, dates: Sequence[DateMention]) -> str:
    """`lower` with dates and clock times blanked out, every offset kept."""
    # "for 12 years" is a date mention, and a figure too: a prison term must be checked as one.
    spans = [(date.start, date.end) for date in dates if not _is_duration(lower, date)]
    spans += [match.span() for match in _CLOCK.finditer(lower)]
    if not spans:
        return lower
    pieces: list[str] = []
    done = 0
    for start, end in sorted(spans):
        pieces += [lower[done:start], _MASK * (end - max(start, done))]
        done = max(done, end)
    return "".join([*pieces, lower[done:]])


def _is_duration(lower: str, date: DateMention) -> bool:
    return date.kind == "vague" and lower.startswith(("for ", "within "), date.start)


def _figure(text: str, lower: str, numeral: Numeral, floor: int) -> Figure | None:
    amount = _amount(lower, numeral, floor)
    if amount is None:
        return None
    if amount.unit == "score":
        return _made(text, lower, amount, (None, None, amount.start, amount.end, False))
    return _made(text, lower, amount, _bounded(lower, amount, floor))


_Bounds = tuple[float | None, float | None, int, int, bool]


def _made(text: str, lower: str, amount: _Amount, bounds: _Bounds) -> Figure:
    low, high, start, end, approximate = bounds
    counted_start, counted_end = (
        _counted(lower, end, amount.unit == "%") if amount.unit in ("", "%") else (end, end)
    )
    counted = text[counted_start:counted_end]
    what: QuantityKind = "other"
    if amount.unit in CURRENCIES:
        what = "money"
    elif amount.unit == "":
        what = outcome_of(lower, start, counted_end, counted.lower())
    return Figure(
        start=start,
        end=end,
        text=text[start:end],
        low=low,
        high=high,
        unit=amount.unit,
        counted=counted,
        counted_start=counted_start,
        counted_end=counted_end,
        what=what,
        approximate=approximate,
    )


def _amount(lower: str, numeral: Numeral, floor: int) -> _Amount | None:
    """The number with unit, range or share, from `floor` on; None if it is no figure."""
    if numeral.form == "share":
        return _Amount(numeral.start, numeral.end, numeral.low, numeral.high, "", False)
    unit, start = currency_before(lower, numeral.start, floor)
    end = numeral.end
    if not unit:
        unit, end = unit_after(lower, end, numeral.form == "digits")
    if _is_pronoun(lower, numeral) or (not unit and _is_no_figure(lower, numeral)):
        return None
    one = _Amount(start, end, numeral.low, numeral.high, unit, numeral.form == "vague")
    return _share(lower, one) or _aged(
        lower, _range(lower, one, numeral, floor), numeral.form == "digits"
    )


def _is_no_figure(lower: str, numeral: Numeral) -> bool:
    """Ordinals, decades, times, fractions of dates, and digits that are part of a name."""
    after = lower[numeral.end : numeral.end + 2]
    if numeral.form == "digits":
        if _ORDINAL.match(lower, numeral.end) or re.match(r"[a-z_@/:]|\.\d|,\d", after):
            return numeral.scale == 1
        if re.match(r"[.)]\s", after) and lower[numeral.start - 1 : numeral.start] in ("", "\n"):
            return True  # the number of a list's item
    return _DESIGNATOR.search(lower[max(0, numeral.start - 12) : numeral.start]) is not None


def _is_pronoun(lower: str, numeral: Numeral) -> bool:
    """Whether a "one" counts nothing: "one of them", "no one", "one another", "one-off"."""
    if lower[numeral.start : numeral.end] != "one" or _SHARE_OF.match(lower, numeral.end):
        return False
    if _ONE_PRONOUN.search(lower[max(0, numeral.start - 9) : numeral.start]):
        return True
    noun = _ONE_NOUN.match(lower, numeral.end)
    if noun is None:
        return True
    return noun["word"] in (_ONE_COMPOUNDS if noun["gap"] == "-" else _ONE_FOLLOWERS)


def _share(lower: str, one: _Amount) -> _Amount | None:
    """ "one in four", "nine out of 10", as a fraction of one."""
    joint = _SHARE_OF.match(lower, one.end) if not one.unit and one.low == one.high else None
    base = numeral_at(lower, joint.end()) if joint else None
    if joint is None or base is None or not 0 < one.low < base.low or base.low != base.high:
        return None
    if not joint["out"] and not (one.low < 10 and base.low in _ROUND_BASES):
        return None
    value = one.low / base.low
    return _Amount(one.start, base.end, value, value, "", False)


def _range(lower: str, one: _Amount, numeral: Numeral, floor: int) -> _Amount:
    """ "between 10 and 20", "10-15", "30 to 40", or the score "3-1"; else `one` as it is."""
    joint = _JOINT.match(lower, one.end)
    if joint is None:
        return one
    sign = _SIGN.match(lower, joint.end())
    other = _second(lower, sign.end() if sign else joint.end())
    before = lower[max(floor, one.start - _LOOK_BACK) : one.start]
    between = _BETWEEN.search(before)
    if other is None or (joint["word"] == "and") != bool(between) or _FROM.search(before):
        return one
    unit, end = unit_after(lower, other.end, other.form == "digits")
    if _is_score(lower, one, other, joint) and not unit:
        return _Amount(one.start, other.end, one.low, other.low, "score", False)
    low = one.low * other.scale if numeral.scale == 1 and one.low < 1000 else one.low
    if not low < other.low or (one.unit and unit and one.unit != unit):
        return one
    start = one.start - len(between[0]) if between else one.start
    return _Amount(start, end, low, other.high, one.unit or unit, one.vague)


def _second(lower: str, start: int) -> Numeral | None:
    """The numeral after a range's joint. The dash before it must not make it part of a word."""
    found = numeral_at(_MASK * start + lower[start : start + 40], start)
    return found if found and not _ORDINAL.match(lower, found.end) else None


def _is_score(lower: str, one: _Amount, other: Numeral, joint: re.Match[str]) -> bool:
    digits = lower[one.start : one.end] + lower[other.start : other.end]
    if one.unit or not joint["dash"] or not digits.isdecimal():
        return False
    nearby = lower[max(0, one.start - 60) : other.end + 40]
    return one.low >= other.low or (other.low < 100 and _SPORT.search(nearby) is not None)


def _aged(lower: str, one: _Amount, digits: bool) -> _Amount:
    """Adds the unit "years old" to "aged 47" and to the age in "Ana Doe, 47, said"."""
    if one.unit or not digits or one.low not in _AGES:
        return one
    before = lower[max(0, one.start - 12) : one.start]
    bracketed = _AGE.search(before) and lower[one.end : one.end + 1] in (",", ")")
    aged = bracketed or _AGED.search(lower[max(0, one.start - 24) : one.start])
    return replace(one, unit="years old") if aged else one


def _bounded(lower: str, amount: _Amount, floor: int) -> _Bounds:
    """Low, high, start, end and whether approximate, by "at least" before or "or more" after."""
    window = lower[max(floor, amount.start - _LOOK_BACK) : amount.start]
    before = _BOUND.search(window)
    after = None if before else _BOUND_AFTER.match(lower, amount.end)
    bound = before or after
    start = amount.start - len(before[0]) if before else amount.start
    end = after.end() if after else amount.end
    if bound is None:
        return amount.low, amount.high, start, end, amount.vague
    if bound["low"]:
        return amount.low, None, start, end, amount.vague
    if bound["high"]:
        return None, amount.high, start, end, amount.vague
    return amount.low, amount.high, start, end, True


def _counted(lower: str, end: int, of_only: bool) -> tuple[int, int]:
    """Where the noun phrase after a number begins and ends; equal when there is none.

    `of_only` wants an "of" before it: "12 per cent of voters", but not "a 12 per cent rise".
    """
    lead = _LEAD.match(lower, end)
    if lead is None or (of_only and not lead["of"]):
        return end, end
    start = at = lead.end()
    stop, previous, plural = start, "", False
    for _ in range(_LONGEST_NOUN):
        found = _NOUN_WORD.match(lower, at)
        if found is None or _ends_phrase(found[0], previous, plural):
            break
        previous, stop = found[0], found.end()
        plural = _is_plural(previous)
        if lower[stop : stop + 1] not in (" ", "\n", "\u00a0"):
            break
        at = stop + 1
    if stop == start:
        return end, end
    return start, stop - 2 if lower.startswith(("'s", "’s"), stop - 2) else stop


def _ends_phrase(word: str, previous: str, plural: bool) -> bool:
    if word in _NOT_COUNTED:
        return True
    if plural:
        return not _is_plural(word)
    return bool(previous) and word.endswith("ed") and not previous.endswith("ly")


def _is_plural(word: str) -> bool:
    return word in _PLURALS or (
        len(word) > 3 and word.endswith("s") and not word.endswith(_SINGULAR_ENDINGS)
    )


def _with_shared_outcomes(lower: str, figures: list[Figure]) -> list[Figure]:
    """In a list of figures the outcome is said once: "36 fighters and 18 soldiers were killed"."""
    shared = list(figures)
    order = [*range(1, len(shared)), *range(len(shared) - 1, 0, -1)]
    for right in order:
        left, other = shared[right - 1], shared[right]
        if (left.what == "other") == (other.what == "other") or left.unit or other.unit:
            continue
        if is_joined(lower[left.counted_end : other.start]):
            known = other.what if left.what == "other" else left.what
            shared[right - 1], shared[right] = replace(left, what=known), replace(other, what=known)
    return shared
