"""Claims: who said what, and whether they asserted or denied it."""

from typing import Literal

from pydantic import Field, field_validator

from summarizer.schemas.problem import Problem
from summarizer.schemas.record import Draft, Record
from summarizer.schemas.review import Review
from summarizer.schemas.span import Span

__all__ = [
    "STANCES",
    "Claim",
    "ClaimDraft",
    "ClaimDrafts",
    "Quotation",
    "Speaker",
    "SpeakerDraft",
    "Stance",
]

Stance = Literal[
    "asserts",
    "denies",
    "confirms",
    "accuses",
    "criticises",
    "supports",
    "predicts",
    "promises",
    "threatens",
    "demands",
    "doubts",
    "asks",
    "opines",
]

STANCES: dict[Stance, str] = {
    "asserts": "says that it is so",
    "denies": "says that it is not so, or rejects it",
    "confirms": "says that what was said or suspected before is so",
    "accuses": "says that somebody did wrong",
    "criticises": "says that something is bad or mistaken",
    "supports": "says that something is good or right",
    "predicts": "says that it will or may happen",
    "promises": "says that they themselves will do it",
    "threatens": "says that they will do harm, or warns somebody off",
    "demands": "says that somebody must or should do it",
    "doubts": "says that they are not sure, or that it is unclear",
    "asks": "puts a question",
    "opines": "gives an opinion, agrees or disagrees",
}
"""What each stance means, one line each: the line the model reads."""

Quotation = Literal["direct", "mixed", "indirect"]


class Speaker(Record):
    """Who said it."""

    name: str
    """The words that name the speaker, nearest the claim; a pronoun's referent, not the pronoun."""
    canonical: str
    """The fullest name the article gives for them."""
    span: Span
    """Where the speaker stands: the words beside the cue, also when they are a pronoun."""


class Claim(Record):
    """Something that somebody is reported to have said, written or thought."""

    id: str
    speaker: Speaker
    """Who said it; with an empty name where the article attributes it to nobody in particular."""
    also: list[Speaker] = []
    """Others who are reported to say the same words."""
    cue: Span | None = None
    """The word that reports it (`said`, `denied`); none for a quotation that goes on without one."""
    stance: Stance
    text: str
    """What is claimed, to be read without the article."""
    content: list[Span] = Field(min_length=1)
    """The words of the source that carry it, without the attribution; several where that stands between."""
    quotation: Quotation
    evidence: list[Span] = Field(min_length=1)
    """The sentences that show it."""
    event_ids: list[str] = []
    outer_id: str | None = None
    """The claim within whose words this one is told: "Lund says that Brandt fears …"."""
    confidence: float = Field(ge=0, le=1)
    problems: list[Problem] = []
    review: Review = "none"
    """What a person made of it. One that a person wrote or changed can have errors among its problems."""


class ClaimDraft(Draft):
    """A claim as a model writes it: sentences cited by number, names and words copied."""

    sentences: list[int] = Field(description="Numbers of the sentences that carry the claim.")
    speaker: str = Field(
        description="Who said it, named as the article names them; empty if it names nobody."
    )
    also: list[str] = Field(
        default=[], description="Others who say the same words; empty for most claims."
    )
    cue: str = Field(
        description="The word that reports it, copied: said, denied, according to; empty if none."
    )
    stance: Stance = Field(description="What the speaker does by saying it.")
    content: list[str] = Field(
        description="The words that were said or reported, copied exactly, without 'he said'."
    )
    text: str = Field(
        description="What is claimed or denied, as one short sentence with its names and figures."
    )

    @field_validator("content", mode="before")
    @classmethod
    def _pieces(cls, given: object) -> object:
        """One piece given as a string is a list of one: what version 1 asked for."""
        return [given] if isinstance(given, str) else given


class ClaimDrafts(Draft):
    claims: list[ClaimDraft]


class SpeakerDraft(Draft):
    """The answer to "who is saying this?", for one sentence."""

    speaker: str = Field(description="Words copied from the article, or none.")
