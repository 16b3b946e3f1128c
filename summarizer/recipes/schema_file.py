"""schema.py or schema.json: the fields of a recipe's items.

schema.py is code, and reading it runs it: nobody reads a recipe that the user did not name.
"""

import json
import re
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from pydantic import BaseModel

from summarizer.recipes.faults import Fault, line_of, read_text
from summarizer.recipes.fields import Field, read_fields

__all__ = ["SCHEMAS", "Shape"]

SCHEMAS: Final = ("schema.py", "schema.json")

_LIMITS: Final = frozenset(
    """minimum maximum exclusiveMinimum exclusiveMaximum multipleOf pattern format minLength maxLength
    minItems maxItems uniqueItems contains not if allOf oneOf minProperties maxProperties
    dependentRequired dependentSchemas propertyNames patternProperties""".split()
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the schema says: the fields, and the class of schema.py."""

    fields: tuple[Field, ...]
    own: type[BaseModel] | None

    @classmethod
    def read(cls, folder: Path, faults: list[Fault]) -> "Shape | None":
        """What the folder's schema says; None, and faults more, when it says nothing."""
        there = [folder / name for name in SCHEMAS if (folder / name).is_file()]
        if len(there) != 1:
            wanted = " or ".join(SCHEMAS)
            more = "one of them, not both" if there else "none is there"
            faults.append(Fault(folder, None, f"a recipe has {wanted}: {more}"))
            return None
        path = there[0]
        text = read_text(path, faults)
        if text is None:
            return None
        own: type[BaseModel] | None = None
        if path.suffix == ".py":
            own = _class(path, text, faults)
            schema = _schema_of(own, path, faults) if own else None
        else:
            schema = _json(path, text, faults)
        if schema is None:
            return None
        fields, wrong = read_fields(schema)
        wrong += [] if own else _unheeded(schema)
        faults += [_field_fault(path, text, name, message) for name, message in wrong]
        return cls(fields, own)


def _field_fault(path: Path, text: str, name: str, message: str) -> Fault:
    if not name:
        return Fault(path, None, message)
    key = rf"\s*{name}\s*:" if path.suffix == ".py" else rf'.*"{re.escape(name)}"\s*:'
    return Fault(path, line_of(text, key), f"field {name}: {message}")


def _json(path: Path, text: str, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        faults.append(Fault(path, error.lineno, f"it is not JSON: {error.msg}"))
        return None
    except (ValueError, RecursionError) as error:  # a figure too long, brackets too deep
        faults.append(Fault(path, None, f"it cannot be read: {error}"))
        return None
    if not isinstance(value, dict):
        faults.append(Fault(path, 1, "it must be a JSON Schema of an object"))
        return None
    return value


def _unheeded(schema: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Fields with a limit that only a class's validators would hold items to; "" for the whole."""
    properties = schema.get("properties")
    parts = [*(properties.items() if isinstance(properties, dict) else ())]
    whole = {key: value for key, value in schema.items() if key in _LIMITS}
    return [
        (name, f"no item would be held to {key!r}: say it in the description, or write a schema.py")
        for name, part in [*parts, ("", whole)]
        for key in _limits(part, schema.get("$defs"), frozenset())
    ]


def _limits(part: Any, definitions: Any, followed: frozenset[str]) -> list[str]:
    """The limits in a part of a schema: its own, those of its items, and of what it refers to."""
    if not isinstance(part, dict):
        return []
    found = [key for key in part if key in _LIMITS]
    options = part.get("anyOf")
    inner = [part.get("items"), *(options if isinstance(options, list) else ())]
    name = str(part.get("$ref", "")).rpartition("/")[2]
    if name and name not in followed and isinstance(definitions, dict):
        inner.append(definitions.get(name))
        followed |= {name}
    return found + [key for one in inner for key in _limits(one, definitions, followed)]


def _class(path: Path, text: str, faults: list[Fault]) -> type[BaseModel] | None:
    """The pydantic class that schema.py defines. Runs the file."""
    # A name of its own in sys.modules, where pydantic looks up what annotations name.
    name = f"summarizer_recipe_{sha256(str(path.resolve()).encode()).hexdigest()[:12]}"
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module
    try:
        exec(compile(text, str(path), "exec"), module.__dict__)
    except (Exception, SystemExit) as error:  # the author's code, which may raise anything
        faults.append(Fault(path, _raised_at(error, path), _told(error)))
        return None
    own = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, BaseModel) and value.__module__ == name
    ]
    if len(own) != 1:
        found = ", ".join(one.__name__ for one in own) or "none"
        message = f"it must define one pydantic class, with all fields in it, and has {found}"
        faults.append(Fault(path, None, message))
        return None
    return own[0]


def _schema_of(own: type[BaseModel], path: Path, faults: list[Fault]) -> dict[str, Any] | None:
    try:
        return own.model_json_schema()
    except (
        Exception
    ) as error:  # types that JSON has no word for, or an annotation that is undefined
        message = f"{own.__name__} has no JSON Schema: {_told(error)}"
        faults.append(Fault(path, None, message))
        return None


def _told(error: BaseException) -> str:
    """An error in one line."""
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _raised_at(error: BaseException, path: Path) -> int | None:
    if isinstance(error, SyntaxError):
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    return next((one.lineno for one in reversed(frames) if one.filename == str(path)), None)
