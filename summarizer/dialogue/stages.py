"""What comes after a strategy's first questions: stages, each begun when nothing is left to ask."""

from collections.abc import Callable, Sequence

from summarizer.dialogue.board import Ask, Board

__all__ = ["Closing"]

Closing = Callable[[Board], Sequence[Ask]]
"""The questions of one stage, from what is on the board when it begins."""
