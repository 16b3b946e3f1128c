"""What every record of this package is made of."""

from typing import Any

from pydantic import BaseModel, ConfigDict

__all__ = ["Draft", "Record"]


class Record(BaseModel):
    """An immutable record with known fields only: what a reader of a result gets."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def _all_required(schema: dict[str, Any]) -> None:
    """Strict mode wants every property required, and no defaults."""
    properties = schema.get("properties", {})
    schema["required"] = list(properties)
    for made in properties.values():
        made.pop("default", None)


class Draft(BaseModel):
    """What a model is asked to return. Its JSON Schema goes over the wire, in strict mode.

    A field that was added later has a default, so that answers of before can be read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=_all_required)
