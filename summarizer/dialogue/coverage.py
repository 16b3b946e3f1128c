"""Which sentences a summary should have touched, and which it did."""

from typing import TYPE_CHECKING

from summarizer.dialogue.board import Board
from summarizer.grounding.reading import is_title
from summarizer.schemas.summary import Coverage, Gap

if TYPE_CHECKING:
    from summarizer.schemas.claim import Claim
    from summarizer.schemas.event import Event

__all__ = ["coverage", "cue_sentences", "left_out"]


def cue_sentences(board: Board) -> dict[int, list[str]]:
    """Sentence number -> the words that call for an item: speech, quotations, event words, figures."""
    found: dict[int, list[str]] = {}
    reading = board.reading
    text = reading.document.text
    for attribution in reading.threads:
        words = text[slice(*attribution.cue)] if attribution.cue else "quotation"
        found.setdefault(attribution.sentence, []).append(words)
    for sentence in reading.scan.sentences:
        if sentence.number not in found and any(
            _is_speech(q.inner_start, q.inner_end, text) for q in sentence.quotes
        ):
            found.setdefault(sentence.number, []).append("quotation")
    for happening in board.happenings:
        for number, trigger in happening.triggers:
            found.setdefault(number, []).append(trigger.text)
    for figure in reading.scan.figures:
        if figure.what in ("killed", "wounded", "missing", "detained", "displaced"):
            at = reading.number_at(figure.start)
            if at is not None and not is_title(reading.scan.sentence(at), reading):
                found.setdefault(at, []).append(" ".join(figure.text.split()))
    return dict(sorted(found.items()))


# A quotation of fewer words is a name, a nickname or a term, not somebody speaking.
MIN_QUOTED_WORDS = 4


def _is_speech(start: int, end: int, text: str) -> bool:
    return len(text[start:end].split()) >= MIN_QUOTED_WORDS


def left_out(board: Board) -> list[int]:
    """The cue sentences that no accepted item has among its evidence."""
    touched = _touched(board)
    return [number for number in cue_sentences(board) if number not in touched]


def coverage(board: Board) -> Coverage:
    """The figures of a finished dialogue."""
    cues = cue_sentences(board)
    touched = _touched(board)
    missed = [number for number in cues if number not in touched]
    return Coverage(
        found=len(cues),
        covered=len(cues) - len(missed),
        left_out=[
            Gap(sentence=n, span=board.reading.sentence_span(n), cues=list(dict.fromkeys(cues[n])))
            for n in missed
        ],
    )


def _touched(board: Board) -> set[int]:
    items: list[Claim | Event] = [*board.claims, *board.events]
    return set(board.reading.numbers_of(span for item in items for span in item.evidence))
