"""A plain instructor prompt: the whole article, one object, its quotes validated against the text.

As its documentation shows it: JSON_SCHEMA mode, a validator that reads the article out of the
context, and two re-asks with the validator's message.
"""

from typing import Any, Final, Literal

import instructor
import openai
from pydantic import BaseModel, Field, ValidationInfo, field_validator

from benchmarks.peers.answers import Asker, Connection, Incident, Said, TaskName
from benchmarks.peers.as_summary import of_claims, of_incidents
from benchmarks.peers.spots import spots
from benchmarks.peers.wording import INSTRUCTIONS
from summarizer.documents import Document
from summarizer.schemas.summary import Summary

__all__ = ["MAX_TOKENS", "RE_ASKS", "asker", "incidents_of", "said_in"]

RE_ASKS: Final = 2
MAX_TOKENS: Final = 2_048
"""As for langextract."""


class _Quoting(BaseModel):
    """Something whose quote must stand in the article."""

    quote: str = Field(description="The words of the article, copied exactly.")

    @field_validator("quote")
    @classmethod
    def _stands_in_the_article(cls, quote: str, info: ValidationInfo) -> str:
        if not spots(quote, (info.context or {})["article"]):
            raise ValueError(f"{quote!r} does not stand in the article; copy its words exactly")
        return quote


class SaidByModel(_Quoting):
    """What somebody says."""

    speaker: str = Field(description="The words beside the quote that name the speaker, copied.")
    name: str = Field(description="The speaker's full name in the article.")
    cue: str = Field(description="The word of saying or thinking, copied.")


class AllSaid(BaseModel):
    """Everything that the article attributes to somebody."""

    claims: list[SaidByModel]


class IncidentByModel(_Quoting):
    """A terrorist incident; strings and lists are empty where the article says nothing."""

    type: Literal["attack", "bombing", "kidnapping", "arson", "robbery"]
    date: str
    place: str
    perpetrators: list[str]
    targets: list[str]
    weapons: list[str]
    killed: list[str] = Field(description="Who was killed, with their number.")
    wounded: list[str] = Field(description="Who was wounded, with their number.")


class AllIncidents(BaseModel):
    """The terrorist incidents that the article reports; none is an empty list."""

    incidents: list[IncidentByModel]


def asker(connection: Connection, task: TaskName) -> Asker:
    """Asks about a document in one call, and up to `RE_ASKS` more; what it raises passes."""
    client = instructor.from_openai(
        openai.OpenAI(base_url=connection.base_url, api_key=connection.api_key),
        mode=instructor.Mode.JSON_SCHEMA,
    )

    def ask(document: Document, form: type[BaseModel]) -> Any:
        return client.chat.completions.create(
            model=connection.model,
            # Templates, so that braces in an article stay what they are.
            messages=[
                {"role": "system", "content": INSTRUCTIONS[task]},
                {"role": "user", "content": "{{ published }}{{ article }}"},
            ],
            response_model=form,
            context={"article": document.text, "published": _published(document)},
            max_retries=RE_ASKS,
            max_tokens=MAX_TOKENS,
            temperature=0,
        )

    def claims(document: Document) -> Summary:
        return of_claims(document, said_in(ask(document, AllSaid), document.text))

    def incidents(document: Document) -> Summary:
        return of_incidents(document, incidents_of(ask(document, AllIncidents)))

    return claims if task == "claims" else incidents


def _published(document: Document) -> str:
    return f"Published: {document.published}\n\n" if document.published else ""


def said_in(answer: AllSaid, text: str) -> list[Said]:
    """The answer's claims, each at the first place where its quote stands; equal ones in turn."""
    found: list[Said] = []
    for one in answer.claims:
        places = spots(one.quote, text)
        used = {said.content for said in found}
        place = next((spot for spot in places if spot not in used), places[0])
        found.append(Said(place, one.speaker, one.name, one.cue))
    return found


def incidents_of(answer: AllIncidents) -> list[Incident]:
    """The answer's incidents."""
    return [
        Incident(
            type=one.type,
            date=one.date,
            place=one.place,
            perpetrators=tuple(one.perpetrators),
            targets=tuple(one.targets),
            weapons=tuple(one.weapons),
            killed=tuple(one.killed),
            wounded=tuple(one.wounded),
        )
        for one in answer.incidents
    ]
