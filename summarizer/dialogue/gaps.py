"""Sentences that no item cites and that look as if they had one, from a scan without a model.

Only kinds of gap that people's annotations bear out are asked about (docs/quality.md): somebody named who
says something, with a verb of saying beside it; and people who are killed, hurt, held or driven out.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from summarizer.dialogue.board import Board
from summarizer.dialogue.pages import page_of
from summarizer.dialogue.wanted import Kind
from summarizer.grounding.reading import is_title
from summarizer.prompting import Page
from summarizer.scan import Attribution

__all__ = ["gaps"]

LEAST_WORDS: Final = 4
"""Words that somebody must be reported to have said: "said on Monday" is no gap."""

_FATES: Final = frozenset({"killed", "wounded", "missing", "detained", "displaced"})


def gaps(kind: Kind, board: Board) -> Iterator[tuple[Page, Sequence[int]]]:
    """Pages with the numbers of their sentences that may lack an item of `kind`."""
    found = _speech(board) if kind == "claim" else _casualties(board)
    of_page: dict[int, list[int]] = {}
    for number in sorted(set(found)):
        if board.take_up((f"gap {kind}", number)):
            of_page.setdefault(board.pages.index(page_of([number], board.pages)), []).append(number)
    for at, numbers in sorted(of_page.items()):
        yield board.pages[at], numbers


def _speech(board: Board) -> Iterator[int]:
    reading = board.reading
    touched = _touched(board, "claim")
    for attribution in reading.threads:
        if attribution.sentence not in touched and _is_sure(attribution, board):
            yield attribution.sentence


def _is_sure(attribution: Attribution, board: Board) -> bool:
    """Whether grammar is sure that somebody says something: a source and a cue beside a clause."""
    if not attribution.certain or attribution.source is None or attribution.cue is None:
        return False
    if attribution.frame != "clause" or attribution.lemma not in _SAYING:
        return False
    text = board.reading.document.text
    said = " ".join(text[start:end] for start, end in attribution.content)
    return len(said.split()) >= LEAST_WORDS


_SAYING: Final = frozenset("say tell add announce deny state write report".split()) | {
    "according to"
}


def _casualties(board: Board) -> Iterator[int]:
    reading = board.reading
    touched = _touched(board, "event")
    for figure in reading.scan.figures:
        number = reading.number_at(figure.start)
        if figure.what not in _FATES or number is None or number in touched:
            continue
        if not is_title(reading.scan.sentence(number), reading):
            yield number


def _touched(board: Board, kind: Kind) -> set[int]:
    """Sentences cited by anything that was listed: accepted, in doubt, or rejected."""
    items = board.claims if kind == "claim" else board.events
    spans = [span for item in items for span in item.evidence]
    cited = {
        number
        for one in board.rejected
        if one.kind == kind
        for number in one.item.get("sentences", ())
        if isinstance(number, int)
    }
    waiting = {number for one in board.doubted for number in one.numbers}
    return {*board.reading.numbers_of(spans), *cited, *waiting}
