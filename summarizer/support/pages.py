"""The pages of a source that questions about it show: whole sentences, as many as a window takes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from summarizer.grounding.reading import Reading
from summarizer.prompting import Page, estimate_tokens

if TYPE_CHECKING:
    from summarizer.segments import Segment

__all__ = ["page_of", "pages"]

# A window that nobody told us: what every current hosted model has at least.
ASSUMED_WINDOW = 32_000
# Kept free for the statement, the question and the answer.
QUESTION_TOKENS = 800
# A page holds a few sentences even where the window is said to hold none.
LEAST_PAGE_TOKENS = 200
# The brackets and the number before each sentence.
_NUMBER_TOKENS = 4


def pages(reading: Reading, window: int | None) -> list[Page]:
    """The document in order, cut where a page is full; most documents are one page."""
    room = max(LEAST_PAGE_TOKENS, (window or ASSUMED_WINDOW) - QUESTION_TOKENS)
    cuts: list[list[Segment]] = [[]]
    used = 0
    for segment in reading.segments:
        cost = estimate_tokens(segment.text) + _NUMBER_TOKENS
        if cuts[-1] and used + cost > room:
            cuts.append([])
            used = 0
        cuts[-1].append(segment)
        used += cost
    document = reading.document
    return [Page(document.id, document.title, tuple(cut), False, window) for cut in cuts if cut]


def page_of(numbers: Sequence[int], cut: Sequence[Page]) -> Page:
    """The page with most of the sentences `numbers`, the nearest sentences first; else the first."""
    return max(cut, key=lambda page: len(set(page.numbers) & set(numbers)))
