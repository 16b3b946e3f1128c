"""When a web page was published, as it says itself; never when it was changed, nor when others were.

What a page tells programs goes before what htmldate finds in it, for which that is taken out which
dates something else: changes, pictures, what stands in the margins, links to other articles.
`benchmarks/page_boilerplate.py` counts right dates and wrong ones.
"""

import datetime
import html
import json
import re
from collections.abc import Iterator
from typing import Any

__all__ = ["published"]

_Tag = tuple[str, dict[str, str]]
"""Name and attributes."""

_SCRIPT = re.compile(r"<script\b[^<>]*application/ld\+json[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(meta|time)\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_DATE = re.compile(r"\s*((?:19|20)\d\d)[-/.](\d\d)[-/.](\d\d)(?!\d)")

_STORIES = re.compile(r"(?:Article|BlogPosting|Posting|Report|Review|WebPage)\Z")
"""Types of schema.org that a page is; comments, videos and products on it have dates of their own."""

_PUBLISHED = frozenset(
    "article:published_time og:article:published_time article:published article.published "
    "datepublished published_time publish_date publish-date publication_date publication-date pubdate "
    "og:pubdate parsely-pub-date cxenseparse:recs:publishtime dc.date.issued dcterms.issued "
    "dc.date.created dcterms.created citation_publication_date".split()
)
"""Names of <meta> that say so, the first of a page is taken. "date" alone may be that of a change."""

_IN_UTC = re.compile(r"(?:Z|[+-]00:?00)\s*\Z")
_OTHER_TAG = re.compile(
    r"<(?:(?:img|source|picture|a|iframe|script|link)\b"
    r"|(?:meta|time|span|div)\b[^<>]*(?:image|thumbnail|updated|modified|revision|lastmod))",
    re.IGNORECASE,
)
"""Tags whose addresses hold dates of pictures and of other articles, and what says when was changed."""

_OF_OTHERS = (
    re.compile(
        r"<(?:img|source)\b[^<>]*>|<(?:meta|time|span|div)\b[^<>]*"
        r"(?:image|thumbnail|updated|modified|revision|lastmod)[^<>]*>",
        re.IGNORECASE,
    ),
    re.compile(r"<(aside|nav|footer)\b[^<>]*>(?:(?!<\1\b).)*?</\1", re.IGNORECASE | re.DOTALL),
)
_WIDTH = 24
"""Characters before a year, or from it on, in which the rest of a date stands."""

_LIST_ITEM = re.compile(r"<li\b[^<>]*>((?:(?!</?li\b).)*)</li", re.IGNORECASE | re.DOTALL)

_MAY_TELL = re.compile(r"publi|issued|created|pubdate|pub-date", re.IGNORECASE)


def published(page: str, found: str | None) -> datetime.date | None:
    """The date from JSON-LD, else <meta>, else <time>, else what htmldate `found`; None: in doubt."""
    told = next(filter(_date, _told(page)), "")
    date, seen = _date(told), _date(found or "")
    if date and seen and _IN_UTC.search(told) and abs(date - seen) <= datetime.timedelta(days=1):
        # A time in UTC may be of the day before, or after, where the page is read.
        return date if _is_of_others(page, seen) else seen
    if date or seen is None:
        return date
    return _found_elsewhere(page) if _is_of_others(page, seen) else seen


def _is_of_others(page: str, date: datetime.date) -> bool:
    """Whether a date stands only where others than the article's stand."""
    year, month, day = date.year, date.month, date.day
    written = re.compile(
        rf"(?<!\d)(?:{year}[-/._]?0?{month}[-/._]?0?{day}(?!\d)|0?{day}[-/. ]+0?{month}[-/. ]+{year}"
        rf"|0?{month}/0?{day}/{year}|0?{day}[.,a-z ]{{1,6}}[^\W\d]{{3,12}}[.,a-z ]{{1,6}}{year}"
        rf"|[^\W\d]{{3,12}}[. ]{{1,2}}0?{day}[,a-z ]{{1,4}}{year})"
    )
    years = (match.start() for match in re.finditer(str(year), page))
    around = ((at, page[max(0, at - _WIDTH) : at + _WIDTH]) for at in years)
    places = [at for at, window in around if written.search(window)]
    return bool(places) and all(_is_elsewhere(page, place) for place in places)


def _is_elsewhere(page: str, place: int) -> bool:
    tag = page.rfind("<", 0, place)
    if tag > page.rfind(">", 0, place) and _OTHER_TAG.match(page, tag, page.find(">", place) + 1):
        return True
    if any(_opened(page, name, place) for name in ("aside", "nav", "footer")):
        return True
    item = page.rfind("<li", 0, place)
    return _opened(page, "li", place) and "<a" in page[item : page.find("</li", place)]


def _opened(page: str, name: str, place: int) -> bool:
    return page.rfind(f"<{name}", 0, place) > page.rfind(f"</{name}", 0, place)


def _told(page: str) -> Iterator[str]:
    tags = [
        (match[1].lower(), _attributes(match[0]))
        for match in _TAG.finditer(page)
        if _MAY_TELL.search(match[0])
    ]
    yield from _from_linked_data(page)
    yield from _from_meta(tags)
    yield from _from_time(tags)


def _found_elsewhere(page: str) -> datetime.date | None:
    """What htmldate finds in the page without changes, pictures, margins and lists of links."""
    # Loads what trafilatura does (see `html`), which has it loaded by then.
    from htmldate import find_date

    for pattern in _OF_OTHERS:
        page = pattern.sub("", page)
    page = _LIST_ITEM.sub(lambda match: "" if "<a" in match[1] else match[0], page)
    try:
        found = find_date(page, extensive_search=False, original_date=True)
    except Exception:  # of several types, for what lxml cannot parse
        return None
    return _date(found or "")


def _from_linked_data(page: str) -> Iterator[str]:
    for start in _SCRIPT.finditer(page):
        script = page[start.end() : page.find("</script", start.end())]
        if "datePublished" not in script:
            continue
        try:
            data = json.loads(script, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from (str(node["datePublished"]) for node in _nodes(data) if _is_story(node))


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """What JSON-LD describes: itself, each of a list, what stands in its graph."""
    for node in data if isinstance(data, list) else [data]:
        if isinstance(node, dict):
            yield node
            yield from (each for each in _listed(node.get("@graph")) if isinstance(each, dict))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_story(node: dict[str, Any]) -> bool:
    kinds = _listed(node.get("@type"))
    return "datePublished" in node and any(_STORIES.search(str(kind)) for kind in kinds)


def _from_meta(tags: list[_Tag]) -> Iterator[str]:
    for tag, attributes in tags:
        names = (attributes.get(key, "").lower() for key in ("property", "name", "itemprop"))
        if tag == "meta" and not _PUBLISHED.isdisjoint(names):
            yield attributes.get("content", "")


def _from_time(tags: list[_Tag]) -> Iterator[str]:
    for tag, attributes in tags:
        is_published = attributes.get("itemprop") == "datePublished" or "pubdate" in attributes
        if tag == "time" and is_published:
            yield attributes.get("datetime", "")


def _attributes(tag: str) -> dict[str, str]:
    found = {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)}
    return {**found, "pubdate": ""} if re.search(r"\spubdate[\s>]", tag) else found


def _date(value: str) -> datetime.date | None:
    match = _DATE.match(value)
    try:
        return datetime.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
