"""Checking any text against a source: sentence by sentence, what the source shows and what not."""

from summarizer.support.conversation import SupportDialogue, check_support

__all__ = ["SupportDialogue", "check_support"]
