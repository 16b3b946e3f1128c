"""Find a quote in a text: exact, folded or fuzzy, with the span and everything that differs."""

from summarizer.locate.differences import Difference, DifferenceKind
from summarizer.locate.locator import Located, Locator, Status, locate

__all__ = ["Difference", "DifferenceKind", "Located", "Locator", "Status", "locate"]
