"""Are the numbers of a statement the numbers of its evidence?

A number may be written otherwise ("twelve" for 12), and may be the sum of cited ones, which is
noted. It may not be new, lose what bounds it without a note, or change its unit.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isclose

from summarizer.scan.dates import find_dates
from summarizer.scan.figures import Figure, find_figures
from summarizer.schemas.problem import Problem, Severity

__all__ = ["check_numbers"]

_LARGEST_SUM = 3
"""Addends tried: "36 soldiers, 18 fighters and 2 children". More would make chance sums likely."""
_MOST_ADDENDS = 12
"""Evidence figures a sum is looked for in; a table of results would yield any sum by chance."""
_ROUNDING = 0.05
"""Share by which "nearly 240,000" may differ from the evidence's 238,500."""

_SHARE_TOLERANCE = 0.011
"""So that "a third" is 33 % as much as 33.3 %."""

_FATES = frozenset({"killed", "wounded", "displaced"})
"""What the scan tells apart reliably enough to call a number moved between them an error."""

_PEOPLE = frozenset(
    """people person men man women woman children child boys boy girls girl soldiers soldier troops
    fighters fighter militants militant rebels rebel police officers officer policemen civilians
    civilian passengers passenger workers worker students student victims victim residents
    resident protesters protester patients patient migrants migrant refugees refugee guests guest
    others firefighters miners pupils teachers farmers prisoners hostages staff crew
    members""".split()
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?!\d)")
_SCALED = re.compile(r"\d\s?(?:(?:hundred|thousand|million|billion|trillion)\b|(?:m|bn|tn|k)\b)")
_SMALL_WORDS: dict[float, frozenset[str]] = {
    1: frozenset({"a", "an", "one", "single", "sole", "another", "once", "first"}),
    2: frozenset({"both", "pair", "couple", "duo", "twin", "twins", "twice", "double", "second"}),
    3: frozenset({"trio", "triple", "triplets", "third"}),
    4: frozenset({"quartet", "fourth"}),
}
"""Words that say a small number without being a figure."""


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A figure of the statement, the figures of the evidence, its words, and all of it."""

    figure: Figure
    evidence: tuple[Figure, ...]
    words: frozenset[str]
    whole: str


_Finding = tuple[str, str, Severity] | None
"""Code, message and severity, or None when all is well."""


def check_numbers(statement: str, evidence: Sequence[str], field: str) -> list[Problem]:
    """What is wrong with the figures of `statement`, given the texts it is drawn from.

    Errors: `number-not-in-evidence`, `number-unit-changed`, `number-bound-changed`. Notes:
    `number-bound-dropped`, `number-bound-added`, `number-rounded`, `number-derived` (a sum).
    Years and dates are the business of `check_dates`.
    """
    stated = find_figures(statement)
    if not stated:
        return []
    cited = tuple(_distinct(figure for text in evidence for figure in find_figures(text)))
    words, whole = frozenset(_words(evidence)), "\n".join(evidence)
    problems: list[Problem] = []
    for figure in stated:
        found = _judge(_Comparison(figure, cited, words, whole))
        if found is not None:
            code, message, severity = found
            problems.append(Problem(code=code, message=message, field=field, severity=severity))
    return problems


def _judge(case: _Comparison) -> _Finding:
    """The first test that knows this number decides; a number none of them knows is not there."""
    if case.figure.unit == "score":
        return None if _score_is_cited(case) else _not_in_evidence(case)
    same = [other for other in case.evidence if _same_value(case.figure, other)]
    for test in (_same_number(same), *_TESTS):
        known, finding = test(case)
        if known:
            return finding
    return _not_in_evidence(case)


_Test = Callable[[_Comparison], tuple[bool, _Finding]]


def _same_number(same: list[Figure]) -> _Test:
    """The evidence has this very number: compare its unit, what is counted and its bound."""

    def test(case: _Comparison) -> tuple[bool, _Finding]:
        if not same:
            return False, None
        fitting = [other for other in same if _units_agree(case.figure, other)]
        if not fitting:
            return True, _unit_changed(case.figure, same[0])
        told = [other for other in fitting if not _fate_differs(case.figure, other)]
        if not told:
            return True, _fate_changed(case.figure, fitting[0])
        if any(_same_bound(case.figure, other) for other in told):
            return True, None
        return True, _bound_differs(case.figure, told[0])

    return test


def _spelled_otherwise(case: _Comparison) -> tuple[bool, _Finding]:
    """Numbers that are no figures to the scan: "a child" for one, "both" for two, "Flight 370"."""
    value = _value(case.figure)
    if value is None or case.figure.unit not in ("", "years old"):
        return False, None
    if _SCALED.search(case.whole) and not _SCALED.search(case.figure.text):
        return False, None  # "2 million crowns" is not 2
    small = case.figure.unit == "" and bool(case.words & _SMALL_WORDS.get(value, frozenset()))
    return small or (value == int(value) and str(int(value)) in case.words), None


def _broken_up(case: _Comparison) -> tuple[bool, _Finding]:
    """ "3,000" for digits with a stray space in the evidence, "3, 000", as scraped texts have."""
    digits = _GROUPED.search(case.figure.text)
    if digits is None:
        return False, None
    spaced = re.sub(r"[.,]", r"[.,]\\s?", digits[0])
    return re.search(rf"(?<![\d.,]){spaced}(?![\d])", case.whole) is not None, None


def _end_of_range(case: _Comparison) -> tuple[bool, _Finding]:
    """ "£800", where the evidence has "between £800 and £900"."""
    value = _value(case.figure)
    for other in case.evidence:
        if value is None or other.approximate or other.low == other.high:
            continue
        both = other.low is not None and other.high is not None
        if both and value in (other.low, other.high) and _units_agree(case.figure, other):
            return True, _bound_differs(case.figure, other)
    return False, None


def _within_vague(case: _Comparison) -> tuple[bool, _Finding]:
    """ "dozens", "more than 50" or "10 to 60", where the evidence has 56: less exact, and true."""
    figure = case.figure
    exact = figure.low is not None and figure.low == figure.high
    if exact:
        return False, None
    low, high = figure.low or float("-inf"), figure.high or float("inf")
    for other in case.evidence:
        value = _value(other)
        if value is None or other.low is None or not low <= value <= high:
            continue
        fitting = _units_agree(figure, other) and not _fate_differs(figure, other)
        if fitting and _near_bound(figure, value):
            return True, _note_rounded(figure, other)
    return False, None


def _near_bound(figure: Figure, value: float) -> bool:
    """Whether an open bound is near enough to be drawn from `value`: not "at least 2" from 56."""
    if figure.low is not None and figure.high is not None:
        return True
    bound = figure.low if figure.low is not None else figure.high or 0
    return min(bound, value) * 2 >= max(bound, value)


def _rounded(case: _Comparison) -> tuple[bool, _Finding]:
    """ "nearly 240,000" or "some 3.5 million" for a number close to it."""
    value = _value(case.figure)
    if value is None or not case.figure.approximate:
        return False, None
    for other in case.evidence:
        told = _value(other)
        if told is None or not _units_agree(other, case.figure):
            continue
        if abs(value - told) <= _ROUNDING * abs(told):
            return True, _note_rounded(case.figure, other)
    return False, None


def _sum_of(case: _Comparison) -> tuple[bool, _Finding]:
    """The number is not cited, but is the sum of two or three cited ones of the same kind."""
    value = _value(case.figure)
    if value is None or case.figure.unit == "years old":
        return False, None
    parts = [other for other in case.evidence if _can_add(case.figure, other)][:_MOST_ADDENDS]
    for size in range(2, _LARGEST_SUM + 1):
        for addends in combinations(parts, size):
            total = sum(other.low or 0 for other in addends)
            if _may_be_one(addends):
                continue
            if isclose(total, value) and _same_kind(case.figure, addends):
                return True, _derived(case.figure, addends)
    return False, None


_TESTS: tuple[_Test, ...] = (
    _spelled_otherwise,
    _broken_up,
    _end_of_range,
    _within_vague,
    _rounded,
    _sum_of,
)
"""What is tried, in this order, when no figure of the evidence has the very number."""


def _can_add(figure: Figure, other: Figure) -> bool:
    value = _value(other)
    return (
        value is not None and value >= 1 and not other.approximate and _units_agree(figure, other)
    )


def _may_be_one(addends: Sequence[Figure]) -> bool:
    """Whether two are the same number and one does not say of what: "kills 12" and "12 people"."""
    return any(
        one.low == other.low and "" in (_head(one), _head(other))
        for one, other in combinations(addends, 2)
    )


def _same_kind(figure: Figure, addends: Sequence[Figure]) -> bool:
    """Whether the figures count the same kind of thing, so that adding them makes sense."""
    kinds = {other.what for other in addends}
    if len(kinds) > 1 or (figure.what in _FATES and kinds != {figure.what}):
        return False
    if figure.unit or kinds != {"other"}:
        return True
    heads = {_head(other) for other in addends}
    return "" not in heads and (len(heads) == 1 or heads <= _PEOPLE)


def _head(figure: Figure) -> str:
    return figure.counted.lower().rpartition(" ")[2]


def _value(figure: Figure) -> float | None:
    """The number itself, whichever way it is bounded; None for ranges, "dozens" and scores."""
    if figure.low is None or figure.high is None:
        return figure.high if figure.low is None else figure.low
    return figure.low if figure.low == figure.high else None


def _same_value(one: Figure, other: Figure) -> bool:
    left, right = _value(one), _value(other)
    if left is None or right is None:
        return one.unit != "score" and (one.low, one.high) == (other.low, other.high)
    if isclose(left, right):
        return True
    if one.unit == other.unit or not (_is_share(one) and _is_share(other)):
        return False
    shares = [
        value / 100 if unit == "%" else value
        for value, unit in ((left, one.unit), (right, other.unit))
    ]
    return isclose(*shares, rel_tol=_SHARE_TOLERANCE)


def _is_share(figure: Figure) -> bool:
    """ "half" and "50 %" are the same number; "12" and "12 %" are not."""
    value = _value(figure)
    return figure.unit == "%" or (figure.unit == "" and value is not None and 0 < value < 1)


def _unit(figure: Figure) -> str:
    if _is_share(figure):
        return "%"
    # "47" after a name and "47-year-old" are both ages; "a 30-year term" is "30 years".
    return "years" if figure.unit == "years old" else figure.unit


def _units_agree(one: Figure, other: Figure) -> bool:
    """Equal units. A plain "$" may be any dollar, and an age is often a bare number."""
    left, right = _unit(one), _unit(other)
    if "years old" in (one.unit, other.unit) and "" in (left, right):
        return True
    return left == right or ("$" in (left, right) and left[-1:] == right[-1:] == "$")


def _fate_differs(one: Figure, other: Figure) -> bool:
    return one.what in _FATES and other.what in _FATES and one.what != other.what


def _same_bound(one: Figure, other: Figure) -> bool:
    """Equal bounds; "about" may be added, which takes nothing from the truth."""
    same = (one.low is None, one.high is None) == (other.low is None, other.high is None)
    return same and (one.approximate or not other.approximate)


def _bound_differs(figure: Figure, other: Figure) -> _Finding:
    said, cited = figure.text, other.text
    exact = figure.low is not None and figure.high is not None
    cited_exact = other.low is not None and other.high is not None
    if exact:
        return (
            "number-bound-dropped",
            f'"{said}" leaves out what bounds the number: the evidence says "{cited}".',
            "note",
        )
    if cited_exact:
        return (
            "number-bound-added",
            f'"{said}" adds a bound that the evidence does not have: it says "{cited}".',
            "note",
        )
    return (
        "number-bound-changed",
        f'"{said}" turns the bound round: the evidence says "{cited}".',
        "error",
    )


def _unit_changed(figure: Figure, other: Figure) -> _Finding:
    return (
        "number-unit-changed",
        f'"{figure.text}" has another unit than the evidence, which says "{_shown(other)}".',
        "error",
    )


def _fate_changed(figure: Figure, other: Figure) -> _Finding:
    return (
        "number-unit-changed",
        f'"{_shown(figure)}" is said to be {figure.what}; in the evidence "{_shown(other)}"'
        f" is the number {other.what}.",
        "error",
    )


def _note_rounded(figure: Figure, other: Figure) -> _Finding:
    return (
        "number-rounded",
        f'"{figure.text}" is less exact than the evidence, which says "{other.text}".',
        "note",
    )


def _derived(figure: Figure, addends: Sequence[Figure]) -> _Finding:
    sum_of = " + ".join(_shown(other) for other in addends)
    return (
        "number-derived",
        f'"{figure.text}" is not in the evidence but is the sum of its {sum_of}.',
        "note",
    )


def _not_in_evidence(case: _Comparison) -> _Finding:
    listed = ", ".join(f'"{_shown(other)}"' for other in case.evidence) or "none"
    return (
        "number-not-in-evidence",
        f'"{_shown(case.figure)}" is not in the evidence, whose numbers are: {listed}.',
        "error",
    )


def _shown(figure: Figure) -> str:
    return f"{figure.text} {figure.counted}".strip()


def _score_is_cited(case: _Comparison) -> bool:
    """The same score, also with the other side first and with another dash."""
    sides = sorted(_sides(case.figure))
    return any(sorted(_sides(other)) == sides for other in case.evidence if other.unit == "score")


def _sides(figure: Figure) -> list[str]:
    return [side.strip() for side in re.split("[-–—]", figure.text)]


def _distinct(figures: Iterable[Figure]) -> Iterator[Figure]:
    """The figures without repetitions: evidence texts overlap, and 36 + 36 is no sum then."""
    seen: set[tuple[object, ...]] = set()
    for figure in figures:
        key = (figure.low, figure.high, figure.unit, _head(figure), figure.what, figure.approximate)
        if figure.unit == "score" or key not in seen:
            seen.add(key)
            yield figure


def _words(texts: Iterable[str]) -> Iterator[str]:
    """Lower-case words of the texts outside their dates: the 12 of "12 May" counts nothing."""
    for text in texts:
        end = 0
        for mention in [*find_dates(text), None]:
            stop = mention.start if mention else len(text)
            for word in text[end:stop].lower().replace("-", " ").split():
                yield word.strip(".,;:!?()[]\"'“”‘’")
            end = mention.end if mention else stop
