"""Lines of a page that stand in an article and are not of it: links to others, calls, credits.

Trafilatura takes out what stands around an article. What a site puts between its paragraphs, or right
behind them, looks like one of them: it is known here by how such lines begin (`telltales`), and by
being nothing but a link. `benchmarks/page_boilerplate.py` measures what that keeps and loses.
"""

import html
import re
from collections.abc import Iterable, Sequence

from summarizer.documents.telltales import CALLS, CREDITS, MAY_POINT, POINTS, REMARKS, WHERE

__all__ = ["link_texts", "without_boilerplate"]

MAX_LINE = 240
"""Characters of the longest line that is looked at: calls to subscribe that give their reasons end
there. Most paragraphs of news are longer; no line is dropped for its length alone."""

MIN_LINKS = 2
"""Lines in a row that are nothing but links, from which they are a list of other articles."""

MIN_WORDS = 4
"""Words of the shortest headline: a link of fewer is a name or a place."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_POINTS, _MAY_POINT, _CALLS, _WHERE = _any(*POINTS), _any(*MAY_POINT), _any(*CALLS), _any(*WHERE)
_REMARKS = _any(*CREDITS, *REMARKS)
_BEFORE_HEADLINE = re.compile(r"\s*(?:[:|»>]+|\Z)\s*")
_QUOTED = re.compile(r"[“”„«»\"]")
_STOP = re.compile(r"[.!…][\"'”’»)]*\Z")

_LINK = re.compile(r"<a\b[^<>]*>((?:(?!<a\b).){0,2000}?)</a", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_AROUND = re.compile(r"\A[\s\-–—•*·»›>|]+|[\s»›><|]+\Z")


def link_texts(page: str) -> frozenset[str]:
    """What the links of a page say, white space and arrows around it aside."""
    texts = (_TAG.sub(" ", text) if "<" in text else text for text in _LINK.findall(page))
    return frozenset(_bare(html.unescape(text)) for text in texts)


def without_boilerplate(lines: Sequence[str], links: frozenset[str]) -> list[str]:
    """`lines` without those that are no part of the article; `links` tell which of them only lead on.

    All of them where none would be left.
    """
    bare = [_bare(line) if len(line) <= MAX_LINE else "" for line in lines]
    points = [_points(text, links) for text in bare]
    leads = [_leads_on(text, links) for text in bare]
    dropped = {at for at, text in enumerate(bare) if points[at] or _is_remark(text)}
    dropped.update(_listed(leads, points))
    return [line for at, line in enumerate(lines) if at not in dropped] or list(lines)


def _bare(text: str) -> str:
    return _AROUND.sub("", " ".join(text.split()))


def _leads_on(text: str, links: frozenset[str]) -> bool:
    """Whether a line is the headline of another article."""
    return text in links and len(text.split()) >= MIN_WORDS and not _STOP.search(text)


def _points(text: str, links: frozenset[str]) -> bool:
    """Whether a line says that what follows in it, or below, is to be read elsewhere."""
    if (match := _POINTS.match(text)) and _BEFORE_HEADLINE.match(text, match.end()):
        return True
    if (match := _MAY_POINT.match(text)) and (gap := _BEFORE_HEADLINE.match(text, match.end())):
        return bool(gap[0]) and (text in links or _bare(text[gap.end() :]) in links)
    return False


def _is_remark(text: str) -> bool:
    is_call = _CALLS.match(text) and _WHERE.search(text) and not _QUOTED.search(text)
    return bool(is_call or _REMARKS.match(text))


def _listed(leads: Sequence[bool], points: Sequence[bool]) -> Iterable[int]:
    """The lines that lead on in a row, below one that points to them, or last of all."""
    start = 0
    for at in range(len(leads) + 1):
        if at < len(leads) and leads[at]:
            continue
        is_last, is_told = at == len(leads), start > 0 and points[start - 1]
        if at - start >= (1 if is_last or is_told else MIN_LINKS):
            yield from range(start, at)
        start = at + 1
