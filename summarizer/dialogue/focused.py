"""The strategy for small models: many small questions, each about a few sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from summarizer.dialogue.board import Ask, Board
from summarizer.dialogue.small_questions import small_questions
from summarizer.dialogue.wanted import Wanted

__all__ = ["Focused"]


@dataclass(frozen=True, slots=True)
class Focused:
    """Asks about sentences that the scan picked out, and about nothing else."""

    wanted: Wanted = Wanted()
    name: ClassVar = "focused"
    page_tokens: ClassVar = 2_500
    """Tokens of article on a page: few, because a small model reads slowly and forgets."""
    answer_tokens: ClassVar = 400

    def opening(self, board: Board) -> Sequence[Ask]:
        """Everything the scan found, in small questions."""
        return small_questions(board)
