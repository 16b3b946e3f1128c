"""What lies on disk between runs: the journal of replies."""

from summarizer.store.journal import Journal, default_journal_path

__all__ = ["Journal", "default_journal_path"]
