"""Which sentences a summary should have touched, and which it did."""

from collections.abc import Sequence

from summarizer.dialogue.board import Board
from summarizer.grounding.reading import Reading, is_title
from summarizer.grounding.recipe_items import cued_in
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.summary import Coverage, Gap

__all__ = ["coverage", "cue_sentences", "left_out"]


def cue_sentences(board: Board) -> dict[int, list[str]]:
    """Sentence number -> the words that call for a claim or an event, as far as those are wanted.

    They are speech, quotations, event words and figures.
    """
    found: dict[int, list[str]] = {}
    if "claim" in board.wanted.kinds:
        _add_speech(found, board.reading)
    if "event" in board.wanted.kinds:
        _add_happenings(found, board)
    return dict(sorted(found.items()))


def _add_speech(found: dict[int, list[str]], reading: Reading) -> None:
    text = reading.document.text
    for attribution in reading.threads:
        words = text[slice(*attribution.cue)] if attribution.cue else "quotation"
        found.setdefault(attribution.sentence, []).append(words)
    for sentence in reading.scan.sentences:
        if sentence.number not in found and any(
            _is_speech(q.inner_start, q.inner_end, text) for q in sentence.quotes
        ):
            found.setdefault(sentence.number, []).append("quotation")


def _add_happenings(found: dict[int, list[str]], board: Board) -> None:
    reading = board.reading
    for happening in board.happenings:
        for number, trigger in happening.triggers:
            found.setdefault(number, []).append(trigger.text)
    for figure in reading.scan.figures:
        if figure.what in ("killed", "wounded", "missing", "detained", "displaced"):
            at = reading.number_at(figure.start)
            if at is not None and not is_title(reading.scan.sentence(at), reading):
                found.setdefault(at, []).append(" ".join(figure.text.split()))


# A quotation of fewer words is a name, a nickname or a term, not somebody speaking.
MIN_QUOTED_WORDS = 4
# Characters in which a quotation shows that it has as many: one may hold a megabyte of sentences.
QUOTED_WORDS_WITHIN = 1000


def _is_speech(start: int, end: int, text: str) -> bool:
    return len(text[start : min(end, start + QUOTED_WORDS_WITHIN)].split()) >= MIN_QUOTED_WORDS


def left_out(board: Board) -> list[int]:
    """The sentences that call for a claim or an event, and that none has among its evidence."""
    touched = _touched([*board.claims, *board.events], board)
    return [number for number in cue_sentences(board) if number not in touched]


def coverage(board: Board) -> Coverage:
    """The figures of a finished dialogue. A recipe's cues call for an item of that recipe."""
    called = cue_sentences(board)
    found = set(called)
    missed = {number: called[number] for number in left_out(board)}
    for recipe in board.wanted.recipes:
        cues = cued_in(recipe, board.reading)
        touched = _touched([item for item in board.items if item.recipe == recipe.id], board)
        found |= cues.keys()
        for number in cues.keys() - touched:
            missed.setdefault(number, []).extend(cues[number])
    return Coverage(
        found=len(found),
        covered=len(found) - len(missed),
        left_out=[
            Gap(sentence=n, span=board.reading.sentence_span(n), cues=list(dict.fromkeys(words)))
            for n, words in sorted(missed.items())
        ],
    )


def _touched(items: Sequence[Claim | Event | RecipeItem], board: Board) -> set[int]:
    return set(board.reading.numbers_of(span for item in items for span in item.evidence))
