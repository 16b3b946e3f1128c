"""A fictional article and a summary of it, built by hand: no model, no pipeline."""

import hashlib

from summarizer.schemas.claim import Claim, Speaker
from summarizer.schemas.event import Event, Participant, Place, Quantity, Time
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span
from summarizer.schemas.summary import (
    Coverage,
    DocumentInfo,
    Entity,
    Gap,
    Rejected,
    Summary,
    Usage,
)

__all__ = ["ARTICLE", "REPLAYED", "SUMMARY", "span", "with_text", "without_items"]

ARTICLE = """\
Ferry fire at Port Aldmere leaves four dead

PORT ALDMERE, Veshia — A fire on the ferry Sorrel killed at least four passengers and injured 11 \
crew late on Wednesday, the harbour office said. The owners, Brightwater Lines, were fined 2.5 \
million marks last year.

“We heard no alarm at all,” said Orla Venn, who was on the car deck. “Nobody came.” Ms Venn \
blamed the owners for the delay.

Brightwater Lines denied that the alarms had been switched off. Transport minister Idris Falk \
said he would meet the owners on Friday. Two lifeboats were found empty.
"""


def span(words: str, nth: int = 0) -> Span:
    """The nth place where the article has these words."""
    start = -1
    for _ in range(nth + 1):
        start = ARTICLE.index(words, start + 1)
    return Span.of(ARTICLE, start, start + len(words))


_FIRE = span(
    "A fire on the ferry Sorrel killed at least four passengers and injured 11 crew"
    " late on Wednesday, the harbour office said."
)
_FINE = span("The owners, Brightwater Lines, were fined 2.5 million marks last year.")
_ALARM = span("“We heard no alarm at all,” said Orla Venn, who was on the car deck.")
_NOBODY = span("“Nobody came.”")
_BLAME = span("Ms Venn blamed the owners for the delay.")
_DENIAL = span("Brightwater Lines denied that the alarms had been switched off.")
_MEETING = span("Transport minister Idris Falk said he would meet the owners on Friday.")
_LIFEBOATS = span("Two lifeboats were found empty.")

_EVENTS = [
    Event(
        id="e1",
        type="disaster.accident",
        summary="A fire on the ferry Sorrel killed at least four passengers and injured 11 crew.",
        trigger=span("fire", 1),
        participants=[
            Participant(name="the ferry Sorrel", role="target", span=span("the ferry Sorrel"))
        ],
        place=Place(name="Port Aldmere", span=span("Port Aldmere")),
        time=Time(
            text="late on Wednesday",
            start="2031-03-05",
            end="2031-03-05",
            span=span("late on Wednesday"),
        ),
        quantities=[
            Quantity(
                what="killed",
                who="passengers",
                low=4,
                text="at least four",
                span=span("at least four"),
            ),
            Quantity(what="wounded", who="crew", low=11, high=11, text="11", span=span("11")),
        ],
        evidence=[_FIRE],
        claim_ids=["c1"],
        confidence=0.9,
        problems=[
            Problem(
                code="copied-elsewhere",
                message="“Port Aldmere” stands in sentence 1, not in those that report the event.",
                field="place",
                severity="note",
            )
        ],
    ),
    Event(
        id="e2",
        type="contact.meet",
        summary="Idris Falk will meet the owners on Friday.",
        trigger=span("meet"),
        participants=[
            Participant(name="Idris Falk", role="agent", span=span("Idris Falk")),
            Participant(name="the owners", role="target", span=span("the owners", 1)),
        ],
        time=Time(text="Friday", span=span("Friday")),
        status="planned",
        evidence=[_MEETING],
        confidence=0.85,
    ),
]


def _speaker(name: str, canonical: str, nth: int = 0) -> Speaker:
    return Speaker(name=name, canonical=canonical, span=span(name, nth))


_CLAIMS = [
    Claim(
        id="c1",
        speaker=_speaker("the harbour office", "the harbour office"),
        cue=span("said"),
        stance="asserts",
        text="The fire killed four people and hurt 11.",
        content=[
            span(
                "A fire on the ferry Sorrel killed at least four passengers and injured 11 crew"
                " late on Wednesday"
            )
        ],
        quotation="indirect",
        evidence=[_FIRE],
        event_ids=["e1"],
        confidence=0.95,
    ),
    Claim(
        id="c2",
        speaker=_speaker("Orla Venn", "Orla Venn"),
        cue=span("said", 1),
        stance="asserts",
        text="We heard no alarm at all, … Nobody came.",
        content=[span("We heard no alarm at all,"), span("Nobody came.")],
        quotation="direct",
        evidence=[_ALARM, _NOBODY],
        confidence=0.95,
    ),
    Claim(
        id="c3",
        speaker=_speaker("Brightwater Lines", "Brightwater Lines", 1),
        cue=span("denied"),
        stance="denies",
        text="the alarms had been switched off",
        content=[span("the alarms had been switched off")],
        quotation="indirect",
        evidence=[_DENIAL],
        confidence=0.95,
    ),
    Claim(
        id="c4",
        speaker=_speaker("Ms Venn", "Orla Venn"),
        cue=span("blamed"),
        stance="accuses",
        text="The owners are to blame for the delay.",
        content=[span("the owners for the delay")],
        quotation="indirect",
        evidence=[_BLAME],
        confidence=0.9,
    ),
]

_REJECTED = [
    Rejected(
        kind="claim",
        item={"speaker": "Idris Falk", "text": "Forty people died.", "content": "forty people"},
        problems=[
            Problem(
                code="quote-not-found",
                message="The words “forty people” are not in the article.",
                field="content",
            )
        ],
        attempts=3,
    )
]

SUMMARY = Summary(
    document=DocumentInfo(
        id="0f1e2d3c4b5a6978",
        title="Ferry fire at Port Aldmere leaves four dead",
        published="2031-03-06",
        source="ferry.txt",
        language="en",
        text_sha256=hashlib.sha256(ARTICLE.encode()).hexdigest(),
    ),
    events=_EVENTS,
    claims=_CLAIMS,
    entities=[Entity(canonical="Orla Venn", mentions=[span("Orla Venn"), span("Ms Venn")])],
    rejected=_REJECTED,
    coverage=Coverage(
        found=7,
        covered=6,
        left_out=[Gap(sentence=9, span=_LIFEBOATS, cues=["found", "Two lifeboats"])],
    ),
    usage=Usage(
        calls=12,
        replayed=3,
        input_tokens=15_204,
        cached_tokens=13_000,
        output_tokens=480,
        cost=0.01234,
        seconds=41.27,
        model="local/tiny",
        strategy="focused",
        recipes=["speaker@v1"],
    ),
)

REPLAYED = SUMMARY.model_copy(
    update={
        "usage": SUMMARY.usage.model_copy(
            update={
                "calls": 0,
                "replayed": 15,
                "input_tokens": 0,
                "cached_tokens": 0,
                "output_tokens": 0,
                "cost": None,
                "seconds": 0.04,
            }
        )
    }
)
"""The same, run again: every answer came out of the journal."""


def without_items(summary: Summary = SUMMARY) -> Summary:
    """The summary of an article that says nothing."""
    nothing: dict[str, list[object]] = {"events": [], "claims": [], "entities": [], "rejected": []}
    return summary.model_copy(update={**nothing, "coverage": Coverage(found=0, covered=0)})


def with_text(text: str) -> Summary:
    """A summary in which every text an article or a model can give is `text`."""
    here = Span(start=0, end=len(text), text=text)
    speaker = Speaker(name=text, canonical=text, span=here)
    problem = Problem(code="c", message=text, severity="note")
    claim = _CLAIMS[2].model_copy(
        update={"speaker": speaker, "content": [here], "evidence": [here], "problems": [problem]}
    )
    event = _EVENTS[0].model_copy(
        update={
            "summary": text,
            "participants": [Participant(name=text, role="agent", span=here)],
            "place": Place(name=text, span=here),
            "time": Time(text=text, span=here),
            "quantities": [Quantity(what="other", who=text, text=text, span=here)],
            "evidence": [here],
            "problems": [problem],
        }
    )
    rejected = Rejected(kind="claim", item={"text": text}, problems=[problem], attempts=1)
    return SUMMARY.model_copy(
        update={
            "document": SUMMARY.document.model_copy(update={"title": text, "source": text}),
            "events": [event],
            "claims": [claim, claim.model_copy(update={"text": text})],
            "rejected": [rejected],
            "coverage": Coverage(
                found=1, covered=0, left_out=[Gap(sentence=1, span=here, cues=[text])]
            ),
            "usage": SUMMARY.usage.model_copy(update={"model": text}),
        }
    )
