"""A failed item and its problems become the next question: that item alone, and why."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel

from summarizer.prompting import Page, Part, as_json, neutral, numbered
from summarizer.recipes import load
from summarizer.schemas.problem import Problem

__all__ = ["repair_part"]

# Sentences shown on either side of those an item cites.
AROUND = 1


def repair_part(
    kind: Literal["event", "claim"], draft: BaseModel, problems: Sequence[Problem], page: Page
) -> Part:
    """The template of a repair, filled with one item, its problems and the sentences that matter."""
    cited = getattr(draft, "sentences", [])
    wanted = {number + step for number in cited for step in range(-AROUND, AROUND + 1)}
    shown = [segment for segment in page.segments if segment.number in wanted]
    reasons = "\n".join(f"- {neutral(problem.message)}" for problem in problems)
    near = numbered(shown) or "(none was cited: see the article)"
    return Part(load(f"repair-{kind}"), {"item": as_json(draft), "problems": reasons, "near": near})
