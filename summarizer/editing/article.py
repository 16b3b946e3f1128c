"""The article that edits are checked against, read when the first edit needs it."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from summarizer.dialogue.board import Board
from summarizer.dialogue.coverage import coverage, cue_sentences
from summarizer.dialogue.limits import Limits
from summarizer.dialogue.wanted import Wanted
from summarizer.documents import Document
from summarizer.errors import DocumentError
from summarizer.grounding.reading import Reading, read_through
from summarizer.recipes.finding import BUILT_IN
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.summary import Coverage, DocumentInfo, Gap, Summary

__all__ = ["Article"]


class Article:
    """One document, with its reading. Used under the lock of a summary: the reading is made once.

    `recipes` is what was asked for, as a result records it. Raises DocumentError when the document is
    not the one that `made_from` tells of.
    """

    def __init__(
        self,
        document: Document,
        made_from: DocumentInfo,
        recipes: Sequence[str] = BUILT_IN,
    ) -> None:
        if document.text_sha256 != made_from.text_sha256:
            raise DocumentError(
                "this is not the article that the result was made from; give it as it was then"
            )
        self.document = document
        known = [name for name in recipes if name in BUILT_IN]
        self._wanted = Wanted.named(known) if known else Wanted(frozenset())

    @cached_property
    def reading(self) -> Reading:
        """The document, segmented and scanned."""
        return read_through(self.document)

    @cached_property
    def _cues(self) -> dict[int, list[str]]:
        """Sentence number -> what calls for an event or a claim there, where those were asked for."""
        return cue_sentences(Board(self.reading, (), Limits(), self._wanted))

    def coverage_after(
        self, before: Summary, events: Sequence[Event], claims: Sequence[Claim]
    ) -> Coverage:
        """The coverage of a summary once these are its events and claims.

        What calls for an item stays what it was: the cues of recipes are not in a result, and an older
        version may have seen others. Sentences that lost their last item are uncovered now.
        """
        touched = self._touched([*before.events, *before.claims, *before.items])
        still = self._touched([*events, *claims, *before.items])
        gaps = {gap.sentence: gap for gap in before.coverage.left_out if gap.sentence not in still}
        for number in (touched - still) & self._cues.keys():
            gaps[number] = self._gap(number)
        found = before.coverage.found
        return Coverage(
            found=found,
            covered=found - len(gaps),
            left_out=[gap for _, gap in sorted(gaps.items())],
        )

    def _touched(self, items: Iterable[Event | Claim | RecipeItem]) -> set[int]:
        return set(self.reading.numbers_of(span for item in items for span in item.evidence))

    def _gap(self, number: int) -> Gap:
        cues = list(dict.fromkeys(self._cues[number]))
        return Gap(sentence=number, span=self.reading.sentence_span(number), cues=cues)

    def coverage(self, events: Sequence[Event], claims: Sequence[Claim]) -> Coverage:
        """How much of what the scan found these items cover."""
        board = Board(self.reading, pages=(), limits=Limits())
        board.events, board.claims = list(events), list(claims)
        return coverage(board)
