"""Are the dates of a statement the dates of its evidence?"""

import re
from collections.abc import Sequence
from datetime import date

from summarizer.scan.calendar import MONTHS
from summarizer.scan.dates import DateMention, find_dates, resolve
from summarizer.scan.numerals import find_numerals, lowered
from summarizer.schemas.problem import Problem

__all__ = ["check_dates"]

_OPENING = re.compile(
    r"^(?:(?:on|in|by|since|until|till|during|throughout|over|for|within|the|of|late|early|mid|earlier"
    r"|later|morning|afternoon|evening|night|end|start|beginning|middle|hours)[\s-])+"
)
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_ANAPHORIC = re.compile(r"\b(?:same|that|following|next|previous)\s(?:day|night|week|month|year)\b")
"""Days counted from another one that the statement may have named itself."""
_EVERYDAY = frozenset({"may", "march"})
_SPACES = re.compile(r"[\s,.–-]+")

_Days = tuple[str, str]


def check_dates(
    statement: str, evidence: Sequence[str], published: date | None = None, field: str = ""
) -> list[Problem]:
    """`date-not-in-evidence` for each date of `statement` that its evidence does not give.

    It may stand there in the same words, or mean the same days given the day of publication
    ("on 9 September" for "Wednesday"), or be wider than they are ("in 2015"). Never narrower.
    Words that name no certain days ("recently") pass, unless they hold a number of their own.
    """
    mentions = find_dates(statement)
    if not mentions:
        return []
    cited = [mention for text in evidence for mention in find_dates(text)]
    whole = _plain(" ".join(evidence))
    return [
        _problem(mention, cited, field)
        for mention in mentions
        if not _is_cited(mention, cited, whole, published)
    ]


def _is_cited(
    mention: DateMention, cited: Sequence[DateMention], whole: str, published: date | None
) -> bool:
    words = _words(mention.text)
    if _ANAPHORIC.search(lowered(mention.text)):
        return True
    if any(words <= _words(other.text) for other in cited) or _stands_in(mention, whole):
        return True
    if _is_put_together(words, cited):
        return True
    if mention.kind == "vague":
        return _is_duration(mention) or _numbers_are_cited(mention, whole)
    days = _readings(mention, published)
    others = [found for other in cited for found in _readings(other, published)]
    return any(_covers(one, other) for one in days for other in others) or (
        mention.kind == "weekday" and any(_falls_on(mention, other) for other in others)
    )


def _is_put_together(words: frozenset[str], cited: Sequence[DateMention]) -> bool:
    """A day and month of the evidence with the year that another of its dates has."""
    years = {word for word in words if len(word) == 4 and word.isdigit()}
    day = words - years
    known = frozenset[str]().union(*(_words(other.text) for other in cited))
    return bool(years and day) and years <= known and any(day <= _words(o.text) for o in cited)


def _stands_in(mention: DateMention, whole: str) -> bool:
    """Whether the evidence has the words, also where the scan takes them for no date."""
    core = _core(mention.text)
    # "May" and "March" in lower case are no months.
    if core in _EVERYDAY:
        return False
    return re.search(rf"(?<!\w){re.escape(core)}(?!\w)", whole) is not None


def _readings(mention: DateMention, published: date | None) -> list[_Days]:
    """What it can mean: most words look back, but a planned "Thursday" lies ahead."""
    readings = (resolve(mention.text, published, future=future) for future in (False, True))
    return list(dict.fromkeys(days for days in readings if days is not None))


def _covers(wide: _Days, narrow: _Days) -> bool:
    # ISO dates sort as text.
    return wide[0] <= narrow[0] and narrow[1] <= wide[1]


def _falls_on(mention: DateMention, days: _Days) -> bool:
    """Whether the evidence's day is that weekday, which needs no day of publication."""
    return days[0] == days[1] and resolve(mention.text, date.fromisoformat(days[0])) == days


def _is_duration(mention: DateMention) -> bool:
    # Their numbers are figures too, and `check_numbers` looks after those.
    return mention.text.lower().startswith(("for ", "within "))


def _numbers_are_cited(mention: DateMention, whole: str) -> bool:
    """ "more than two years ago" needs a two in the evidence; "recently" needs nothing."""
    values = {numeral.low for numeral in find_numerals(lowered(mention.text))}
    return values <= {numeral.low for numeral in find_numerals(whole)}


def _core(text: str) -> str:
    """The words that carry the date, without "late on the"."""
    plain = _plain(text)
    return _OPENING.sub("", plain) or plain


def _plain(text: str) -> str:
    return _SPACES.sub(" ", lowered(text)).strip()


def _words(text: str) -> frozenset[str]:
    """The telling words, months by number: "Sept. 9th" and "9 September" are the same two."""
    words = _ORDINAL.sub(r"\1", _core(text)).split()
    return frozenset(f"month {MONTHS[word]}" if word in MONTHS else word for word in words)


def _problem(mention: DateMention, cited: Sequence[DateMention], field: str) -> Problem:
    listed = ", ".join(f'"{other.text}"' for other in cited) or "none"
    return Problem(
        code="date-not-in-evidence",
        message=f'"{mention.text}" is not a date of the evidence, whose dates are: {listed}.',
        field=field,
    )
