"""The strategy for small models: many small questions, each about a few sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from summarizer.dialogue.board import Ask, Board, Verify
from summarizer.dialogue.small_questions import small_questions
from summarizer.dialogue.stages import Closing
from summarizer.dialogue.wanted import Wanted

__all__ = ["Focused"]


@dataclass(frozen=True, slots=True)
class Focused:
    """Asks about sentences that the scan picked out, and about nothing else."""

    wanted: Wanted = Wanted()
    verify: Verify = "none"
    name: ClassVar = "focused"
    verifies: ClassVar[tuple[Verify, ...]] = ("none",)
    page_tokens: ClassVar = 2_500
    """Tokens of article on a page: few, because a small model reads slowly and forgets."""
    answer_tokens: ClassVar = 400

    def closings(self) -> Sequence[Closing]:
        """What no accepted item covers, in small questions."""
        return (small_questions,)

    def opening(self, board: Board) -> Sequence[Ask]:
        """Everything the scan found, in small questions."""
        return small_questions(board)
