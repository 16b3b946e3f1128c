"""Do the places of agent and target in the sentence go with their roles?

Grammar without a parser: around a verb the agent comes first and the target after, around a passive the
other way round; "of" after a noun is followed by its target, "by" by its agent. It is a doubt, no more.
"""

import re
from collections.abc import Iterator

from summarizer.grounding.reading import Reading
from summarizer.schemas.event import Event, Participant
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span

__all__ = ["check_role_order"]

_BE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|get|gets|got)\s+(?:\w+ly\s+|all\s+|also\s+|then\s+)?\Z",
    re.IGNORECASE,
)
_NOUN_BEFORE = re.compile(
    r"\b(?:the|a|an|its|his|her|their|this|that|of|in|after|during|for|following|by)"
    r"\s+(?:[\w-]+\s+){0,1}\Z",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby\s+(?:[\w’'-]+\s+){0,4}\Z", re.IGNORECASE)
_BY_NEXT = re.compile(r"\s+(?:\w+\s+)?by\s+(?:(?:the|an?)\s+)?", re.IGNORECASE)
_OF = re.compile(r"\A\s+of\s+(?:[\w’'-]+\s+){0,4}\Z", re.IGNORECASE)
_MUTUAL = frozenset({"life.marry", "sport.contest"})


def check_role_order(event: Event, reading: Reading) -> list[Problem]:
    """A doubt where an agent stands where the sentence has the target, or the other way round."""
    if event.type in _MUTUAL:
        return []
    number = reading.number_at(event.trigger.start)
    if number is None:
        return []
    here = [one for one in event.participants if reading.number_at(one.span.start) == number]
    agents = [one for one in here if one.role == "agent"]
    targets = [one for one in here if one.role == "target"]
    wrong = next(_turned(agents, targets, event.trigger, reading), None)
    if wrong is None:
        return []
    index = event.participants.index(wrong)
    other = "target" if wrong.role == "agent" else "agent"
    message = f"“{wrong.name}” stands where the {other} of “{event.trigger.text}” does."
    return [
        Problem(
            code="role-contradicted",
            severity="doubt",
            message=message,
            field=f"participants[{index}].role",
            span=wrong.span,
        )
    ]


def _turned(
    agents: list[Participant], targets: list[Participant], trigger: Span, reading: Reading
) -> Iterator[Participant]:
    """Participants whose place speaks against their role."""
    text = reading.document.text
    sentence = reading.sentence_span(reading.number_at(trigger.start) or 1)
    before = text[sentence.start : trigger.start]
    passive = _BE.search(before) is not None and not trigger.text.lower().endswith("ing")
    noun = not passive and _NOUN_BEFORE.search(before) is not None
    for agent in agents:
        if noun and _OF.match(text[trigger.end : agent.span.start]) and targets:
            yield agent
        for target in targets:
            first, last = (target, agent) if passive else (agent, target)
            crossed = last.span.end <= trigger.start and trigger.end <= first.span.start
            if crossed and not noun and not _BY.search(text[trigger.end : agent.span.start]):
                yield agent
            if not noun and _BY_NEXT.fullmatch(text[trigger.end : target.span.start]):
                yield target
