"""PDF -> the text of its pages, put together again from lines.

pypdf gives the lines in the order in which the file draws them, which is that of reading where a word
processor, a browser or a layout program made it; columns come one after the other. It bounds what a
stream may unpack to, and can be stopped at any operator: pdfminer.six, which sorts lines by where they
stand and reads made-up test pages as well, can do neither.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from time import monotonic
from typing import TYPE_CHECKING, Any

from summarizer.errors import DocumentError
from summarizer.sources.article import Article, iso_date
from summarizer.sources.encoding import MAX_BYTES
from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import TOO_LARGE, File
from summarizer.sources.office import DATED_BY_FILE, TITLED_BY_FILE
from summarizer.sources.record import Found
from summarizer.sources.values import line_text

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

__all__ = ["read_pdf"]

MAX_FILE = 5 * MAX_BYTES
"""Bytes of a file: most of a newspaper's are pictures."""

MAX_PAGES = 500
"""Pages of one article: a long report. Some books have more, and take minutes."""

SHOWN_PAGES = 8
"""Numbers of pages in a note."""

MAX_SECONDS = 60.0
"""For all pages; a page of a newspaper takes 0.05 s."""

MARGIN_LINES = 3
"""Lines at the top and bottom of a page that may be the same on all: name, date, number."""

MARGIN_GAP = 1.5
"""Times the usual distance of two lines that sets them apart from the text."""

REPEATED_PAGES = 0.4
"""Share of the pages, at least two, on which such a line stands; left and right pages may have their
own."""

PARAGRAPH_GAP = 1.25
"""Times the usual distance of two lines that parts paragraphs: makers set 1.4 or more."""

SHORT_LINE = 0.8
"""Share of the usual length below which a line that ends in a stop ends its paragraph."""

OTHER_SIZE = 1.15
"""Times the size of letters that makes a line a heading, or the text below one."""

INDENT = (0.8, 3.0)
"""Sizes of letters by which a paragraph's first line is set in; more is centred, or a column."""

_STOPS = tuple('.!?…"”’»)')
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"[-–—|]?\s*(?:(?:page|p|seite|s|página|pagina|sida|side|str)\b\.?\s*)?#"
    r"(?:\s*(?:/|of|von|de|sur|di|van|av|af|z)\s*#)?\s*[-–—|]?",
    re.I,
)
LONGEST_WORD = 60
"""Letters of a word that is looked for elsewhere."""

_HYPHENS = ("-", "\u00ad", "\u2010")
_LAST_WORD = re.compile(r"(\w+).$")
_COMPOUND = re.compile(r"\w{1,60}-\w{1,60}")
_FIRST_WORD = re.compile(r"\w{1,60}")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_MADE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_NO_TITLE = re.compile(
    r"microsoft \w+ - |untitled|\(?anonymous|.*\.(?:docx?|indd|qxp?|odt|pages|pdf|pub|html?)$", re.I
)


@dataclass(slots=True)
class _Line:
    """A line of a page, with the place and size of its first letter in points, from below and left."""

    text: str
    page: int
    left: float
    height: float
    size: float


def read_pdf(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The one article of a PDF file."""
    # An optional extra, and slow to load.
    import logging

    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # It warns of each fault that it mends, on the terminal where nobody listens.
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    with file.open_seekable() as stream:
        if stream.seek(0, 2) > MAX_FILE:
            raise DocumentError(TOO_LARGE)
        try:
            yield _record(file, PdfReader(stream))
        except PyPdfError as error:
            raise DocumentError(f"looks like a PDF, but a damaged one: {error}") from None


def _record(file: File, reader: "PdfReader") -> Found:
    if reader.is_encrypted and not _opens(reader):
        return file.bad(1, "is encrypted; save it without its password", file.relative)
    if len(reader.pages) > MAX_PAGES:
        reason = f"has {len(reader.pages)} pages, more than an article; give those of the article"
        return file.bad(1, reason, file.relative)
    until = monotonic() + MAX_SECONDS
    pages = [_lines(page, number, until) for number, page in enumerate(reader.pages)]
    text = _whole("\n\n".join(_paragraphs(_without_margins(pages))))
    if not text:
        reason = "holds pictures of pages and no text; run OCR first (ocrmypdf, say)"
        return file.bad(1, reason, file.relative)
    told: Mapping[str, object] = reader.metadata or {}
    title, published = _title(told.get("/Title")), _date(told.get("/CreationDate"))
    bare = [str(number) for number, lines in enumerate(pages, 1) if not lines]
    notes = (
        *((f"pages without text: {', '.join(bare[:SHOWN_PAGES])}",) if bare else ()),
        *((TITLED_BY_FILE,) if title else ()),
        *((DATED_BY_FILE,) if iso_date(published) else ()),
    )
    article = Article(text, title=title, published=published, source=file.name, notes=notes)
    return article.found(file, 1, file.relative)


def _whole(text: str) -> str:
    """`text` with halves of characters, which damaged fonts give, replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _opens(reader: "PdfReader") -> bool:
    """Whether it is readable by everybody, and only guarded against changes."""
    from pypdf.errors import DependencyError  # see above

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False


def _title(value: object) -> str | None:
    title = line_text(str(value or ""))
    return None if not title or _NO_TITLE.match(title) else title


def _date(value: object) -> str:
    """A date as metadata has it, out of the form that only PDF has."""
    written = str(value or "")
    made = _MADE.match(written)
    return "-".join(made.groups()) if made else written.removeprefix("D:")


def _lines(page: "PageObject", number: int, until: float) -> list[_Line]:
    """The lines of a page, in the order in which they are drawn."""
    lines: list[_Line] = []
    fresh = True

    def hear(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        nonlocal fresh
        for part in text.translate(_LIGATURES).splitlines(keepends=True):
            words = part.strip("\r\n")
            if fresh and words.strip():
                lines.append(_Line(words, number, *_place(cm, tm, size)))
            elif lines and not fresh:
                lines[-1].text += words
            fresh = part.endswith(("\n", "\r")) or (fresh and not words.strip())

    def watch(operator: Any, operands: Any, cm: Any, tm: Any) -> None:
        if monotonic() > until:
            raise DocumentError(f"takes more than {MAX_SECONDS:.0f} s to read; it is not read")

    page.extract_text(visitor_text=hear, visitor_operand_before=watch)
    return lines


def _place(cm: list[float], tm: list[float], size: float) -> tuple[float, float, float]:
    """How far from the left and from below a text stands, and the size of its letters, in points."""
    left = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    height = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    return left, height, abs(size * tm[3] * cm[3]) or size


def _without_margins(pages: list[list[_Line]]) -> list[_Line]:
    """All lines but numbers of pages, and what stands above or below the text of many pages."""
    margins = [_margins(lines) for lines in pages]
    counts = Counter(key for keys in margins for key in keys)
    least = max(2, REPEATED_PAGES * len(pages))
    repeated = {key for key, count in counts.items() if count >= least or _NUMBER.fullmatch(key)}
    return [
        line
        for lines, keys in zip(pages, margins, strict=True)
        for line in lines
        if _key(line) not in keys & repeated
    ]


def _margins(lines: list[_Line]) -> set[str]:
    """The few lines at the top and at the bottom of a page that are set apart from its text."""
    heights = sorted({round(line.height) for line in lines})
    usual = median([b - a for a, b in pairwise(heights)] or [0])
    outer: set[int] = set()
    for ranked in (heights, heights[::-1]):
        gaps = [abs(a - b) for a, b in pairwise(ranked[: MARGIN_LINES + 1])]
        apart = next((n for n, gap in enumerate(gaps, 1) if gap > MARGIN_GAP * usual), 0)
        outer.update(ranked[:apart])
    return {_key(line) for line in lines if round(line.height) in outer}


def _key(line: _Line) -> str:
    return _DIGITS.sub("#", " ".join(line.text.split()))


def _paragraphs(lines: list[_Line]) -> list[str]:
    """The lines joined, and words that were parted at their ends."""
    gaps = [a.height - b.height for a, b in pairwise(lines) if a.page == b.page]
    usual_gap = median([gap for gap in gaps if gap > 0] or [0.0])
    usual_length = median([len(line.text) for line in lines] or [0])
    compounds = {word for line in lines for word in _COMPOUND.findall(line.text)}
    found: list[list[str]] = []
    for number, line in enumerate(lines):
        text = " ".join(line.text.split())
        if not found or _begins(lines[number - 1], line, usual_gap, usual_length):
            found.append([text])
        else:
            last = found[-1].pop()
            found[-1] += [*_met(last, text, compounds), text]
    return ["".join(parts) for parts in found]


def _begins(last: _Line, line: _Line, usual_gap: float, usual_length: float) -> bool:
    """Whether a paragraph begins with `line`, which is drawn after `last`."""
    ended = last.text.rstrip().endswith(_STOPS)
    if max(last.size, line.size) > OTHER_SIZE * min(last.size, line.size):
        return True
    gap = last.height - line.height
    if last.page != line.page or gap < 0:  # the next page or column
        return ended and not line.text.lstrip()[:1].islower()
    if gap > PARAGRAPH_GAP * usual_gap:
        return True
    indent = (line.left - last.left) / (line.size or 1)
    set_in = INDENT[0] < indent < INDENT[1]
    return ended and (set_in or len(last.text) < SHORT_LINE * usual_length)


def _met(last: str, line: str, compounds: set[str]) -> tuple[str, ...]:
    """The end of a line and what comes between it and the next.

    A hyphen goes where the word that it parts has none elsewhere, and stays before a capital or a digit.
    """
    if last[-1:] not in _HYPHENS:
        return last, " "
    head, tail = _LAST_WORD.search(last[-LONGEST_WORD:]), _FIRST_WORD.match(line)
    if not head or not tail or not line[0].islower():
        return (last,)
    return (last if f"{head[1]}-{tail[0]}" in compounds else last[:-1],)
