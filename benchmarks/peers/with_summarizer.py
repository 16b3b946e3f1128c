"""This package as its user meets it: the embedded model, the strategy that goes with it, no journal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.peers.answers import Asker
from summarizer.api import Summarizer
from summarizer.settings import Settings

__all__ = ["running"]


@contextmanager
def running(model: Path) -> Iterator[Asker]:
    """Asks with an engine of its own, which is running when this returns; ends it afterwards.

    Raises SettingsError and ModelUnavailableError as `Summarizer` does.
    """
    settings = Settings(model=f"local:{model}", use_journal=False)
    with Summarizer(settings=settings) as summarizer:
        # Asking for the window starts the engine: the peers' clocks do not count the loading either.
        assert summarizer.model.context_window
        yield summarizer.summarize
