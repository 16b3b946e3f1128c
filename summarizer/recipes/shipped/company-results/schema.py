"""One figure of a company's results."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

__all__ = ["Result"]

Copied = Annotated[str, Field(json_schema_extra={"source": "copied"})]


class Result(BaseModel):
    company: Copied = Field(description="The company, as the article names it.")
    what: Copied = Field(description="What is measured: net profit, sales, debt.")
    figure: Copied = Field(description="The figure with its unit and its 'about' or 'at least'.")
    period: Copied = Field("", description="The time it is about.")
    change: Copied = Field(
        "", description="The change against an earlier time, with its direction: up 12 per cent."
    )
    status: Literal["reported", "expected"] = Field(
        description="Whether it was reached, or is expected for a time to come."
    )
