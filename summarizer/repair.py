"""A failed item and its problems become the next question: that item alone, and why."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import BaseModel

from summarizer.prompting import Page, Part, as_json, neutral, numbered
from summarizer.recipes import load
from summarizer.schemas.problem import Problem

__all__ = ["barred", "repair_part"]

# Sentences shown on either side of those an item cites.
AROUND = 1

# Stands for a value at fault. A small model that is shown its old value copies it back (seen in 5 of
# 5 repairs of the embedded model); one that is shown a gap fills it. A strong model is pushed by it
# towards a wrong value where the right one stood, and is shown the item as it is.
GAP = "?"
_GAPS = " What was wrong in it is taken out and stands as “?”."


def repair_part(
    kind: Literal["event", "claim", "item"],
    draft: BaseModel,
    problems: Sequence[Problem],
    page: Page,
) -> Part:
    """The template of a repair, filled with one item, its problems and the sentences that matter."""
    cited = getattr(draft, "sentences", [])
    wanted = {number + step for number in cited for step in range(-AROUND, AROUND + 1)}
    shown = [segment for segment in page.segments if segment.number in wanted]
    reasons = "\n".join(f"- {neutral(problem.message)}" for problem in problems)
    near = numbered(shown) or "(none was cited: see the article)"
    told = draft.model_dump()
    shows_gaps = page.exact_numbers or kind == "item"
    if shows_gaps:
        told = _with_gaps(told, (problem.field for problem in problems))
    values = {"item": as_json(told), "problems": reasons, "near": near}
    return Part(load(f"repair-{kind}"), {**values, "gaps": _GAPS if shows_gaps else ""})


def barred(draft: BaseModel, problems: Sequence[Problem]) -> dict[str, str]:
    """The item's values at fault, by field: asked again, a choice from a list is another one."""
    fields = {problem.field for problem in problems}
    return {name: value for name, value in draft if name in fields and isinstance(value, str)}


def _with_gaps(item: dict[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """The item with a gap for each value at fault ("speaker", "participants[0].name")."""
    for field in fields:
        holder: Any = item
        *outer, last = [
            int(step) if step.isdigit() else step for step in re.findall(r"\w+", field)
        ] or [""]
        for step in outer:
            if not isinstance(inner := _at(holder, step), (dict, list)):
                last = step  # "content[0]" of an item has one text as a draft
                break
            holder = inner
        if _at(holder, last) is not None:
            holder[last] = GAP
    return item


def _at(holder: Any, step: str | int) -> Any:
    """What lies one step inside a value of an item; None where there is nothing."""
    try:
        return holder[step]
    except (KeyError, IndexError, TypeError):
        return None
