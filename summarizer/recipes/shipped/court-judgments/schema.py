"""What a court decided about one person or body."""

from typing import Annotated

from pydantic import BaseModel, Field

__all__ = ["Judgment"]

Copied = Annotated[str, Field(json_schema_extra={"source": "copied"})]


class Judgment(BaseModel):
    accused: Copied = Field(description="Who was tried, by name.")
    charge: Copied = Field("", description="The offence or the claim.")
    verdict: Copied = Field(
        description="The words that say what was decided: found guilty, cleared, upheld."
    )
    sentence: Copied = Field(
        "", description="The punishment or payment, with its length or amount."
    )
    court: Copied = Field("", description="The court that decided.")
    case: Copied = Field("", description="A name or number of the case.")
    date: Copied = Field("", description="When it was decided.")
