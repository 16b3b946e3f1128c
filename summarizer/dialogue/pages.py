"""A document in pages that fit the model's window: whole sentences, in order, with a little overlap."""

from collections.abc import Sequence

from summarizer.dialogue.limits import Capacity
from summarizer.documents import Document
from summarizer.grounding.reading import Reading
from summarizer.prompting import Page, estimate_tokens
from summarizer.segments import Segment

__all__ = ["page_of", "pages"]

# A window that nobody told us: what every current hosted model has at least.
ASSUMED_WINDOW = 32_000
# Sentences of the page before that open the next one, so that "he" has somebody to stand for.
OVERLAP = 3
# A page holds a few sentences even where the window is said to hold none.
LEAST_PAGE_TOKENS = 200
# Tokens kept free for the instructions (types, stances) of a question.
INSTRUCTION_TOKENS = 1_800


def pages(reading: Reading, capacity: Capacity, answer_tokens: int, at_most: int) -> list[Page]:
    """Cut a document into pages of at most `at_most` tokens that leave room for `answer_tokens`.

    A window too small for both is shared between page and answer.
    """
    window = capacity.window or ASSUMED_WINDOW
    spare = window - INSTRUCTION_TOKENS
    room = max(LEAST_PAGE_TOKENS, min(at_most, spare - min(answer_tokens, spare // 2)))
    cuts: list[tuple[Segment, ...]] = []
    current: list[Segment] = []
    used = 0
    fresh = 0
    for segment in reading.segments:
        cost = estimate_tokens(segment.text) + 4
        if fresh and used + cost > room:
            cuts.append(tuple(current))
            current = _overlap(current, room)
            used = sum(estimate_tokens(kept.text) + 4 for kept in current)
            fresh = 0
        current.append(segment)
        used += cost
        fresh += 1
    cuts.append(tuple(current))
    document, told = reading.document, _context(reading.document)
    return [
        Page(document.id, document.title, cut, capacity.exact_schemas, capacity.window, told)
        for cut in cuts
        if cut
    ]


def _context(document: Document) -> str:
    """What lists of items are told of an article beside its sentences."""
    parts = [
        f"It was published on {document.published}." if document.published else "",
        f"Its dateline is {document.dateline}." if document.dateline else "",
        f"Write in the language of the article ({document.language})." if document.language else "",
    ]
    return " ".join(filter(None, parts)) or "Write in the language of the article."


def page_of(numbers: Sequence[int], cut: Sequence[Page]) -> Page:
    """The page that shows most of the sentences `numbers`, the earliest such."""

    def shown(page: Page) -> tuple[int, int]:
        first, last = page.segments[0].number, page.segments[-1].number
        return sum(first <= number <= last for number in set(numbers)), -first

    return max(cut, key=shown)


def _overlap(segments: Sequence[Segment], room: int) -> list[Segment]:
    """The last few sentences, when they take no more than a quarter of a page."""
    kept = list(segments[-OVERLAP:])
    while kept and sum(estimate_tokens(segment.text) + 4 for segment in kept) > room // 4:
        kept = kept[1:]
    return kept
