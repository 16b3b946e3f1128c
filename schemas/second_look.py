"""The answer to a second look at items in doubt."""

from typing import Literal

from pydantic import Field

from summarizer.schemas.record import Draft

__all__ = ["AnswerDraft", "SecondLookDraft"]


class AnswerDraft(Draft):
    """What a model says to one doubt."""

    doubt: int = Field(description="The number of the doubt.")
    verdict: Literal["keep", "change", "drop"] = Field(
        description="keep: right as it stands; change: another value; drop: not in the article."
    )
    value: str = Field(description="The right value of the field; empty unless changed.")


class SecondLookDraft(Draft):
    answers: list[AnswerDraft] = Field(description="One for each doubt.")
