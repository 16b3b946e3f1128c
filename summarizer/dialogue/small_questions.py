"""Small questions about what no accepted item covers yet.

They are the whole of the `focused` strategy, and the coverage round of every strategy. Grammar
answers what it can. The model is asked to copy words where it cannot: who is speaking when the
sentence does not name them, and who did what to whom, where and when. What it copies must stand
there.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from summarizer.dialogue.acceptance import accept_attribution
from summarizer.dialogue.board import Ask, Board
from summarizer.dialogue.coverage import left_out
from summarizer.dialogue.happening_ask import HappeningAsk, settle_happening
from summarizer.dialogue.pages import page_of
from summarizer.dialogue.recipe_ask import small_asks
from summarizer.dialogue.speaker_ask import SpeakerAsk
from summarizer.dialogue.wanted import Kind
from summarizer.grounding.confidence import GRAMMAR
from summarizer.grounding.happenings import Happening
from summarizer.grounding.speakers import Speakers
from summarizer.grounding.telling import clause, told_in
from summarizer.scan import Attribution

if TYPE_CHECKING:
    from summarizer.dialogue.listing import ListAsk

__all__ = ["small_questions"]


def small_questions(board: Board, kinds: Collection[Kind] | None = None) -> Sequence[Ask]:
    """Settle by grammar what no item covers; return the questions about the rest, page by page.

    `kinds` are all that are wanted where none are named.

    Each statement and each happening of the text is taken up once in a dialogue, here or not at all.
    """
    kinds = board.wanted.kinds if kinds is None else kinds
    asks: list[SpeakerAsk | HappeningAsk | ListAsk] = []
    for attribution in _unclaimed(board) if "claim" in kinds else ():
        if not _settle_by_grammar(attribution, board):
            asks.append(_ask_speaker(attribution, board))
    asks.extend(
        _ask_happening(happening, board)
        for happening in (_untold(board) if "event" in kinds else ())
        if not settle_happening(happening, board)
    )
    asks.extend(small_asks(board))
    # A server's prefix cache pays when the questions about one page come together.
    return sorted(asks, key=lambda ask: ask.page.numbers[0])


def _unclaimed(board: Board) -> Iterable[Attribution]:
    """What the text attributes and no claim holds, and quotations that grammar could not read."""
    claimed = {
        denied: sorted(
            (part.start, part.end)
            for claim in board.claims
            if (claim.stance == "denies") == denied
            for part in claim.content
        )
        for denied in (False, True)  # one accuses and another denies the same words, at times
    }
    for attribution in [*board.reading.threads, *_stray_quotations(board)]:
        place = attribution.cue[0] if attribution.cue else attribution.content[0][0]
        same = claimed[attribution.stance == "denies"]
        if not _is_claimed(attribution, same) and board.take_up(("claim", place)):
            yield attribution


def _is_claimed(attribution: Attribution, claimed: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the `claimed` ranges, in order, shares characters with what is attributed."""
    return any(
        claimed[at - 1][1] > start
        for start, end in attribution.content
        if (at := bisect_left(claimed, (end, 0)))
    )


def _stray_quotations(board: Board) -> list[Attribution]:
    """First quotations of sentences in which grammar found nobody speaking and nothing happening."""
    read = {number for found in board.reading.threads for number in _numbers(found, board)}
    missed = [number for number in left_out(board) if number not in read]
    return [_quotation(n, board) for n in missed if board.reading.scan.sentence(n).quotes]


def _untold(board: Board) -> Iterable[Happening]:
    """The happenings that no event tells: of two in one sentence, each by the word that names it."""
    told = _told(board)
    for happening in board.happenings:
        if happening.place not in told and board.take_up(("event", happening.place)):
            yield happening


def _told(board: Board) -> set[int]:
    """The places of the happenings that have an event.

    An event tells all happenings of its sentences, or of two in one sentence the one that its trigger
    names.
    """
    named = {
        trigger.start: happening.place
        for happening in board.happenings
        for _, trigger in happening.triggers
    }
    in_sentence: dict[int, set[int]] = {}
    for happening in board.happenings:
        for number in happening.numbers:
            in_sentence.setdefault(number, set()).add(happening.place)
    told: set[int] = set()
    for event in board.events:
        at = named.get(event.trigger.start)
        for number in board.reading.numbers_of(event.evidence):
            there = in_sentence.get(number, set())
            told |= {at} if at in there and len(there) > 1 else there
    return told


def _settle_by_grammar(attribution: Attribution, board: Board) -> bool:
    """Accept a claim whose speaker its sentence names beside the cue."""
    if not attribution.certain or attribution.source is None:
        return False
    speakers = Speakers(board.reading)
    if attribution.pronoun and not speakers.is_author(attribution):
        return False
    speaker = speakers.expected(attribution)
    if speaker is None:
        return False
    accept_attribution(attribution, speaker, GRAMMAR, (), board)
    return True


def _ask_speaker(attribution: Attribution, board: Board) -> SpeakerAsk:
    expected = Speakers(board.reading).expected(attribution)
    return SpeakerAsk(attribution, page_of([attribution.sentence], board.pages), expected)


def _ask_happening(happening: Happening, board: Board) -> HappeningAsk:
    told = told_in(happening, board.reading)
    clauses = tuple(clause(number, trigger, board.reading) for number, trigger in told)
    return HappeningAsk(happening, clauses, page_of(happening.numbers, board.pages))


def _numbers(attribution: Attribution, board: Board) -> list[int]:
    spans = [board.reading.span(start, end) for start, end in attribution.content]
    return [attribution.sentence, *board.reading.numbers_of(spans)]


def _quotation(number: int, board: Board) -> Attribution:
    """A sentence's first quotation as an attribution without cue or source."""
    sentence = board.reading.scan.sentence(number)
    quote = sentence.quotes[0]
    inner = max(quote.inner_start, sentence.start), min(quote.inner_end, sentence.end)
    return Attribution(number, None, "", "asserts", None, False, False, (inner,), "direct")
