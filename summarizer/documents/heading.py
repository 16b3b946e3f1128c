"""Title and dateline at the head of a plain text, where they can be told with some certainty.

In doubt there is none: a title or dateline not recognised is just one more sentence, a wrongly
recognised one would take words from the body.
"""

import datetime
import re
from dataclasses import dataclass

from summarizer.documents.layout import paragraphs
from summarizer.sources.dates import DATE, parse_date

__all__ = ["Heading", "clean_title", "recognise"]

MAX_TITLE = 150
"""Characters. The longest of 59 titles found in English news articles had 111."""

MAX_TITLE_WITHOUT_BLANK = 100
"""The same for a title with only a line break after it, where less speaks for a title."""

BODY_RATIO = 2
"""How many times longer than such a title the line after it must be."""

TITLE_CASE_SHARE = 0.75
"""Share of long words with a capital that makes a line with a final stop a title."""

MIN_WORDS = 2
MIN_LETTERS_WITHOUT_SPACES = 5
"""Least size of a title, in words or, where words are not parted, in characters."""

DATELINE_PARAGRAPHS = 4
"""Paragraphs looked at for a dateline: title, second title and byline may come first."""

_STOP = re.compile(r"[.!?…:;,。！？：؟۔][\"'”’»)\]」』]*$")
_WORD = re.compile(r"[^\W\d_]{4,}")
_BYLINE = re.compile(r"(?:by|von|par|por|di)\s+[^\W\d_]", re.IGNORECASE)
_NO_TITLE = re.compile(r"[-*•–—>\"“„«‘]")
_MARKDOWN_MARK = re.compile(r"#\s+(?=\S)")

_DATELINE = re.compile(
    rf"""
    (?P<where>
        (?P<place>[^\W\d_](?:[^\W\d_]|[.'’/ -]){{1,38}}?)   # BEIRUT, San Salvador, PARIS/LONDON
        (?:\s*\([^()\d]{{2,30}}\)(?=,))?                    # Managua (Nicaragua),
        (?:,\s*[^\W\d_](?:[^\W\d_]|[.' ]){{1,28}}?)?        # KANDAHAR, Afghanistan,
    )
    (?:,\s+(?P<date>{DATE}))?                              # , 23 Aug 88
    ,?(?:\s*\((?P<agency>[^()\n]{{2,60}})\))?               # (AFP)
    \s*(?://|--+|[—–―]|(?<=\s)-(?=\s))\s*                   # what ends it
    (?P<tags>(?:\[[^][\n]{{2,40}}\]\s*)*)                   # [Text], in monitors' transcripts
    """,
    re.VERBOSE,
)
MAX_DATELINE = 120
MAX_PLACE_WORDS = 5


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands before the body, and the offset at which the body starts."""

    title: str | None = None
    dateline: str | None = None
    published: datetime.date | None = None
    body_start: int = 0


def clean_title(line: str) -> str:
    """A title without markdown's mark and with single spaces."""
    return " ".join((_markdown_title(line) or line).split())


def _markdown_title(line: str) -> str | None:
    """What stands in "# Title" or "# Title #"; None for another line."""
    mark = _MARKDOWN_MARK.match(line)
    if mark is None:
        return None
    rest = line[mark.end() :]
    title = rest.rstrip("#").rstrip() or rest[0]
    return None if "\n" in title else title


def recognise(text: str, title: str | None = None) -> Heading:
    """The heading of `text`. A `title` known from elsewhere is looked for as first paragraph."""
    found = paragraphs(text)
    heading = _title(text, found, title)
    for number, (start, end) in enumerate(found[:DATELINE_PARAGRAPHS]):
        if match := _dateline(text[start:end]):
            first = text[slice(*found[0])]
            # What stands before a dateline is a title, whatever it ends in.
            before = clean_title(first) if number and _could_be_title(first) else None
            return Heading(
                title=heading.title or before,
                dateline=" ".join(match["where"].split()),
                published=parse_date(match["date"]) if match["date"] else None,
                body_start=start + match.end(),
            )
    return heading


def _title(text: str, found: list[tuple[int, int]], known: str | None) -> Heading:
    if len(found) < 2:
        return Heading(title=known)
    (start, end), (body, body_end) = found[:2]
    line = text[start:end]
    blank = text[end:body].count("\n") > 1 or "\u2029" in text[end:body] or "\r\r" in text[end:body]
    if known is not None:
        stands = clean_title(line) == clean_title(known)
    elif _markdown_title(line):
        stands = True
    elif blank:
        stands = _is_title(line)
    else:
        stands = _is_title_of(line, text[body:body_end])
    if not stands:
        return Heading(title=known)
    return Heading(title=known or clean_title(line), body_start=body)


def _is_title(line: str) -> bool:
    """Whether a first line with a blank line after it is a title."""
    if not _could_be_title(line):
        return False
    return not _STOP.search(line) or (line[-1] not in ":;," and _in_title_case(line))


def _is_title_of(line: str, following: str) -> bool:
    """Whether a first line with no blank line after it is clearly a title."""
    if len(line) > MAX_TITLE_WITHOUT_BLANK or _STOP.search(line) or not _could_be_title(line):
        return False
    return len(following) >= BODY_RATIO * len(line) and bool(_STOP.search(following))


def _could_be_title(line: str) -> bool:
    spaceless = " " not in line
    long_enough = (
        len(line) >= MIN_LETTERS_WITHOUT_SPACES and not line.isascii()
        if spaceless
        else len(line.split()) >= MIN_WORDS
    )
    if not long_enough or len(line) > MAX_TITLE or _NO_TITLE.match(line) or _BYLINE.match(line):
        return False
    return any(letter.isalpha() for letter in line) and not _dateline(line)


def _in_title_case(line: str) -> bool:
    words = _WORD.findall(line)
    capitals: int = sum(word[0].isupper() for word in words)
    return capitals >= TITLE_CASE_SHARE * max(len(words), 1)


def _dateline(paragraph: str) -> re.Match[str] | None:
    """The dateline that `paragraph` begins with."""
    match = _DATELINE.match(paragraph[:MAX_DATELINE])
    if match is None or not _is_place(match):
        return None
    if match.end() == len(paragraph):  # on a line of its own: more than "PORT MAREN -" is needed
        return match if match["date"] or match["agency"] else None
    # "NATO — the alliance — said" goes on in lower case; a body begins like a sentence.
    return None if paragraph[match.end()].islower() else match


def _is_place(match: re.Match[str]) -> bool:
    """In capitals, or capitalised beside a date or an agency."""
    place = str(match["place"])
    words = re.split(r"[\s/-]+", place.strip())
    if len(words) > MAX_PLACE_WORDS:
        return False
    if place.isupper():
        return True
    named = match["date"] is not None or match["agency"] is not None
    return named and all(word[:1].isupper() or len(word) <= 3 for word in words)
