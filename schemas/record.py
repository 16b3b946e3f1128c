"""What every record of this package is made of."""

from pydantic import BaseModel, ConfigDict

__all__ = ["Draft", "Record"]


class Record(BaseModel):
    """An immutable record with known fields only: what a reader of a result gets."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Draft(BaseModel):
    """What a model is asked to return. Its JSON Schema goes over the wire, in strict mode."""

    model_config = ConfigDict(frozen=True, extra="forbid")
