"""The fields of a recipe's item, read from a JSON Schema: what each holds and how it is checked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Optional

import pydantic
from pydantic import BaseModel, create_model

from summarizer.schemas.record import Draft

__all__ = ["Field", "FieldKind", "answer_schema", "item_schema", "read_fields"]

FieldKind = Literal["copied", "written", "choice", "number", "flag"]

RESERVED: Final = frozenset({"id", "recipe", "sentences"})
"""Names that an item has besides its own fields."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_TYPES: Final[dict[str, FieldKind]] = {
    "string": "written",
    "number": "number",
    "integer": "number",
    "boolean": "flag",
}
_SENTENCES: Final = "Numbers of the sentences that show the item."


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an item.

    `copied` holds words of the cited sentences and is located there; `written` holds the model's own
    words, which are compared with those sentences; `choice` is one of `choices`; `number` is a figure
    of the sentences; `flag` is yes or no. `many` is a list of such values.
    """

    name: str
    kind: FieldKind
    description: str
    many: bool = False
    required: bool = True
    choices: tuple[str, ...] = ()

    @property
    def blank(self) -> Any:
        """What stands for "not said": an empty list, an empty text, or null."""
        if self.many:
            return []
        return "" if self.kind in ("copied", "written") else None


Faults = list[tuple[str, str]]
"""Field name ("" for the schema as a whole) and what is wrong with it."""


def read_fields(schema: Mapping[str, Any]) -> tuple[tuple[Field, ...], Faults]:
    """The fields of the item that a JSON Schema (of an object) describes, and everything wrong with it."""
    properties = schema.get("properties")
    if schema.get("type") != "object" or not isinstance(properties, dict) or not properties:
        return (), [("", "the schema must be of an object that has properties")]
    required = _list(schema.get("required"))
    faults: Faults = [
        ("", f"it requires {name!r}, which is none of its properties")
        for name in required
        if name not in list(properties)  # by comparing: what its author wrote may have no hash
    ]
    fields: list[Field] = []
    definitions = _object(schema.get("definitions")) | _object(schema.get("$defs"))
    for name, part in properties.items():
        found = _field(name, part, definitions, name in required)
        if isinstance(found, str):
            faults.append((name, found))
        else:
            fields.append(found)
    if not faults and not any(one.kind in ("copied", "written", "number") for one in fields):
        faults.append(("", "no field can be looked up in an article: mark one as copied"))
    return tuple(fields), faults


def _field(name: str, part: Any, definitions: Mapping[str, Any], required: bool) -> Field | str:
    """The field, or what is wrong with it."""
    if not _NAME.fullmatch(name) or name in RESERVED or hasattr(BaseModel, name):
        return (
            "choose another name: small letters, digits and _, none of"
            f" {', '.join(sorted(RESERVED))}, and no name that pydantic has"
        )
    part, nullable = _resolved(part, definitions)
    many = part.get("type") == "array"
    inner, _ = _resolved(part.get("items"), definitions) if many else (part, False)
    choices = _choices(inner)
    kind = "choice" if choices is not None else _TYPES.get(str(inner.get("type")))
    if kind is None or (many and kind in ("number", "flag")):
        return (
            "it must be a text, a number, true or false, one of some texts, or a list of texts;"
            " what is more becomes fields of its own"
        )
    if choices is not None and not all(isinstance(one, str) and one for one in choices):
        return "its choices must be texts that are not empty"
    description = str(part.get("description", "")).strip()
    if not description:
        return "say in a description what belongs in it: the model reads that"
    source = part.get("x-source", part.get("source", inner.get("x-source", inner.get("source"))))
    if source not in (None, "copied", "written") or (source and kind != "written"):
        return 'its source may be "copied" or "written", for texts only'
    return Field(
        name=name,
        kind="copied" if source == "copied" else kind,
        description=description,
        many=many,
        required=required and not nullable,
        choices=choices or (),
    )


def _resolved(part: Any, definitions: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """A property without references and without "or null", and whether it may be null."""
    nullable = False
    found = _object(part)
    followed: set[str] = set()  # a reference may lead back to itself
    while True:
        if "$ref" in found:
            name = str(found.pop("$ref")).rpartition("/")[2]
            meant = {} if name in followed else _object(definitions.get(name))
            followed.add(name)
            found = {**meant, **found}
        elif "anyOf" in found:
            options = [_object(one) for one in _list(found.pop("anyOf"))]
            others = [one for one in options if one.get("type") != "null"]
            nullable = nullable or len(others) < len(options)
            found = {**(others[0] if len(others) == 1 else {}), **found}
        else:
            break
    if isinstance(found.get("type"), list):
        others = [one for one in found["type"] if one != "null"]
        nullable = nullable or len(others) < len(found["type"])
        found["type"] = others[0] if len(others) == 1 else None
    return found, nullable


def _object(value: Any) -> dict[str, Any]:
    """A copy of an object of the schema; an empty one where its author wrote something else."""
    return dict(value) if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _choices(part: Mapping[str, Any]) -> tuple[Any, ...] | None:
    if "const" in part:
        return (part["const"],)
    values = part.get("enum")
    return tuple(values) if isinstance(values, list) and values else None


def item_schema(name: str, fields: Sequence[Field]) -> type[BaseModel]:
    """The pydantic class of one item as a model writes it: the sentences it cites, and the fields."""
    parts: dict[str, Any] = {
        field.name: (_type(field), pydantic.Field(description=_told(field))) for field in fields
    }
    cited = (list[int], pydantic.Field(description=_SENTENCES))
    return create_model(f"{_camel(name)}Draft", __base__=Draft, sentences=cited, **parts)


def answer_schema(name: str, item: type[BaseModel]) -> type[BaseModel]:
    """The pydantic class of a model's answer: a list of items under `items`."""
    parts: dict[str, Any] = {"items": (list[item], ...)}  # type: ignore[valid-type]
    return create_model(f"{_camel(name)}Drafts", __base__=Draft, **parts)


def _type(field: Field) -> Any:
    # JSON that models write can hold NaN, and figures that are read as infinite.
    one: Any = {
        "choice": Literal[field.choices],
        "number": pydantic.FiniteFloat,
        "flag": bool,
    }.get(field.kind, str)
    if field.many:
        return list[one]
    return Optional[one] if not field.required and field.blank is None else one  # noqa: UP045 - a value


def _told(field: Field) -> str:
    """The description that the model reads: the author's, and how to fill the field in."""
    parts = [field.description.rstrip(".") + "."]
    if field.kind == "copied":
        parts.append("Copied from the sentences.")
    if field.kind == "number":
        parts.append("In full: 2500000 for 2.5 million.")
    if not field.required:
        parts.append("Null if not said." if field.blank is None else "Empty if not said.")
    return " ".join(parts)


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))
