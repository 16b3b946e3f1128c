"""The strategy for small models: many small questions, each about a few sentences."""

from collections.abc import Sequence

from summarizer.dialogue.board import Ask, Board
from summarizer.dialogue.small_questions import small_questions

__all__ = ["Focused"]


class Focused:
    """Asks about sentences that the scan picked out, and about nothing else."""

    name = "focused"
    page_tokens = 2_500
    """Tokens of article on a page: few, because a small model reads slowly and forgets."""
    answer_tokens = 400

    def opening(self, board: Board) -> Sequence[Ask]:
        """Everything the scan found, in small questions."""
        return small_questions(board)
