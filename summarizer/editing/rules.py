"""The check that needs no model."""

import time

from summarizer.documents import Document
from summarizer.drivers.desk import Finished, advance
from summarizer.schemas.summary import Summary
from summarizer.schemas.verdict import SupportReport
from summarizer.settings import NO_MODEL
from summarizer.support import check_support

__all__ = ["check_by_rules"]


def check_by_rules(summary: str | Summary, source: Document) -> SupportReport:
    """What `Summarizer.check` finds without any model. Raises DocumentError when the text is blank."""
    began = time.perf_counter()
    step = advance(check_support(summary, source, ask=False), None)
    assert isinstance(step, Finished)  # it asks nothing
    seconds = round(time.perf_counter() - began, 2)
    usage = step.result.usage.model_copy(update={"seconds": seconds, "model": NO_MODEL})
    return step.result.model_copy(update={"usage": usage})
