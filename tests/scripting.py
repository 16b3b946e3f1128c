"""What tests of a whole dialogue share: an article of their own, and answers written in Python."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel

from summarizer.dialogue import Capacity, Limits, converse
from summarizer.documents import Document
from summarizer.drivers import run
from summarizer.grounding.reading import Reading, read_through
from summarizer.models import ScriptedModel
from summarizer.rounds import Question, Reply
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Summary

# Sentences by number:
#  1 sank, 12 killed, coast guard   2 "We saw …" Lund   3 "Then …"   4 denied, Norland Lines
#  5 "Every passenger …" Brandt     6 She added, 212    7 arrested   8 not charged, Reyes
#  9 accused, Okoro                10 "They knew" she
FERRY = """\
The ferry Vega sank off Orlen on Tuesday, killing at least 12 people, the coast guard said.

“We saw the lights go out,” said Pavel Lund, a fisherman who was near the wreck. “Then there was \
nothing left.”

The operator, Norland Lines, denied that the ship had been overloaded. “Every passenger was \
counted,” its spokeswoman, Ada Brandt, told reporters. She added that 212 people were on board.

Police arrested the captain on Wednesday. He has not been charged, according to his lawyer, Tom \
Reyes.

The mayor of Orlen, Jane Okoro, accused Norland Lines of ignoring two warnings. “They knew,” she \
said.
"""

Answer = str | Reply


def read(text: str, language: str = "en", published: str | None = None) -> Reading:
    return read_through(Document.from_text(text, language=language, published=published))


def claim(**changes: Any) -> dict[str, Any]:
    """A claim about FERRY that passes every check."""
    good = {
        "sentences": [4],
        "speaker": "Norland Lines",
        "cue": "denied",
        "stance": "denies",
        "content": "the ship had been overloaded",
        "text": "Norland Lines denied that the ship had been overloaded.",
    }
    return good | changes


def event(**changes: Any) -> dict[str, Any]:
    """An event of FERRY that passes every check."""
    good = {
        "sentences": [1],
        "type": "disaster.accident",
        "summary": "The ferry Vega sank off Orlen, killing at least 12 people.",
        "trigger": "sank",
        "participants": [{"name": "The ferry Vega", "role": "target"}],
        "place": "off Orlen",
        "time": "on Tuesday",
        "quantities": [{"what": "killed", "who": "people", "text": "at least 12"}],
        "status": "occurred",
    }
    return good | changes


class Script:
    """Answers by kind of question; lists of claims or events are used up in the order of asking.

    What is not scripted gets an empty answer: no items, nobody speaking, nothing copied.
    """

    def __init__(
        self,
        claims: list[Answer | list[dict[str, Any]]] | None = None,
        events: list[Answer | list[dict[str, Any]]] | None = None,
        speaker: Callable[[Question], Answer] | None = None,
        happening: Callable[[Question], Answer] | None = None,
        second_look: Callable[[Question], Answer] | None = None,
    ) -> None:
        self._lists = {"ClaimDrafts": iter(claims or []), "EventDrafts": iter(events or [])}
        self._speaker = speaker or (lambda _: json.dumps({"speaker": "none"}))
        self._happening = happening or (lambda _: happened())
        self._second_look = second_look or (lambda _: looked())

    def __call__(self, question: Question) -> Answer:
        if question.schema_name == "SpeakerDraft":
            return self._speaker(question)
        if question.schema_name == "HappeningDraft":
            return self._happening(question)
        if question.schema_name == "SecondLookDraft":
            return self._second_look(question)
        answer = next(self._lists[question.schema_name], [])
        if isinstance(answer, list):
            field = "claims" if question.schema_name == "ClaimDrafts" else "events"
            return json.dumps({field: answer}, ensure_ascii=False)
        return answer


def looked(*answers: tuple[int, str, str]) -> str:
    """The answer to a second look: the doubt's number, keep, change or drop, and a value."""
    made = [{"doubt": n, "verdict": verdict, "value": value} for n, verdict, value in answers]
    return json.dumps({"answers": made}, ensure_ascii=False)


def happened(who: str = "none", whom: str = "none", where: str = "none", when: str = "none") -> str:
    return json.dumps({"who": who, "whom": whom, "where": where, "when": when}, ensure_ascii=False)


def summarize(
    text: str,
    strategy: str,
    script: Callable[[Question], Answer] | None = None,
    *,
    limits: Limits | None = None,
    capacity: Capacity | None = None,
    language: str = "en",
) -> tuple[Summary, list[Question]]:
    """The summary of a text, and every question that was asked for it."""
    model = ScriptedModel(script or Script())
    document = Document.from_text(text, language=language)
    dialogue = converse(document, strategy, capacity or Capacity(), limits or Limits())
    return run(dialogue, model), model.asked


def asked_of(question: Question) -> str:
    """What a question says after the article, which some do not show."""
    said = question.messages[1].content
    return said.partition("(end of the article)")[2] or said


def article_of(question: Question) -> str:
    """What a question says up to the end of the article, its system message included."""
    head, end, _ = question.messages[1].content.partition("(end of the article)")
    return question.messages[0].content + head + end


def spans_in(value: object) -> Iterator[Span]:
    """Every span inside a result, wherever it stands."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from spans_in(getattr(value, name))
    elif isinstance(value, list):
        for entry in value:
            yield from spans_in(entry)


def assert_sound(summary: Summary, text: str) -> None:
    """What holds for every summary, whatever the model said."""
    broken = [span for span in spans_in(summary) if text[span.start : span.end] != span.text]
    assert broken == []
    claim_ids = [claim.id for claim in summary.claims]
    event_ids = [event.id for event in summary.events]
    assert len(set(claim_ids + event_ids)) == len(claim_ids) + len(event_ids)
    assert {one for claim in summary.claims for one in claim.event_ids} <= set(event_ids)
    assert {one for event in summary.events for one in event.claim_ids} <= set(claim_ids)
    errors = [
        problem
        for item in [*summary.claims, *summary.events]
        for problem in item.problems
        if problem.severity == "error"
    ]
    assert errors == []
    again = Summary.model_validate_json(summary.model_dump_json())
    assert again.model_dump(mode="json") == summary.model_dump(mode="json")
