"""The strategy for small models: many small questions, each about a few sentences.

Grammar answers what it can. The model is asked to copy words where it cannot: who is speaking when
the sentence does not name them, and who did what to whom, where and when. What it copies must stand
there.
"""

from collections.abc import Sequence

from summarizer.dialogue.acceptance import accept_attribution
from summarizer.dialogue.board import Ask, Board
from summarizer.dialogue.happening_ask import HappeningAsk
from summarizer.dialogue.pages import page_of
from summarizer.dialogue.speaker_ask import SpeakerAsk
from summarizer.grounding.confidence import GRAMMAR
from summarizer.grounding.happenings import happenings
from summarizer.grounding.speakers import Speakers
from summarizer.grounding.telling import clause, told_in
from summarizer.grounding.threads import threads
from summarizer.scan import Attribution

__all__ = ["Focused"]


class Focused:
    """Asks about sentences that the scan picked out."""

    name = "focused"
    page_tokens = 2_500
    """Tokens of article on a page: few, because a small model reads slowly and forgets."""
    answer_tokens = 400

    def opening(self, board: Board) -> Sequence[Ask]:
        """Settle what grammar settles; ask about the rest, page by page for the prefix cache."""
        asks: list[SpeakerAsk | HappeningAsk] = []
        for attribution in threads(board.reading):
            if not _settle_by_grammar(attribution, board):
                asks.append(_ask_speaker(attribution, board))
        for happening in happenings(board.reading):
            told = [clause(number, word, board.reading) for number, word in told_in(happening, board.reading)]
            page = page_of(happening.numbers, board.pages)
            asks.append(HappeningAsk(happening, tuple(told), page))
        return sorted(asks, key=lambda ask: ask.page.numbers[0])

    def gaps(self, board: Board, left_out: Sequence[int]) -> Sequence[Ask]:
        """Ask who speaks in quotations that nothing covers and the grammar could not read."""
        known = {number for found in threads(board.reading) for number in _numbers(found, board)}
        return [
            SpeakerAsk(_quotation(number, board), page_of([number], board.pages), None)
            for number in left_out
            if number not in known and board.reading.scan.sentence(number).quotes
        ]


def _settle_by_grammar(attribution: Attribution, board: Board) -> bool:
    """Accept a claim whose speaker its sentence names beside the cue."""
    if not attribution.certain or attribution.pronoun or attribution.source is None:
        return False
    speaker = Speakers(board.reading).from_source(*attribution.source)
    if speaker is None:
        return False
    accept_attribution(attribution, speaker, GRAMMAR, (), board)
    return True


def _ask_speaker(attribution: Attribution, board: Board) -> SpeakerAsk:
    expected = Speakers(board.reading).expected(attribution)
    return SpeakerAsk(attribution, page_of([attribution.sentence], board.pages), expected)


def _numbers(attribution: Attribution, board: Board) -> list[int]:
    spans = [board.reading.span(start, end) for start, end in attribution.content]
    return [attribution.sentence, *board.reading.numbers_of(spans)]


def _quotation(number: int, board: Board) -> Attribution:
    """A sentence's first quotation as an attribution without cue or source."""
    sentence = board.reading.scan.sentence(number)
    quote = sentence.quotes[0]
    inner = max(quote.inner_start, sentence.start), min(quote.inner_end, sentence.end)
    return Attribution(number, None, "", "asserts", None, False, False, (inner,), "direct")
