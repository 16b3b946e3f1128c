"""Gold: documents that people annotated, as JSON Lines, one document a line.

The classes below are the formats, and docs/evaluation.md explains them. Keys that they do not name
are allowed and ignored. Offsets are half-open ranges of code points.
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from summarizer.errors import DocumentError, SettingsError

__all__ = [
    "ClaimsLine",
    "ErrorSpansLine",
    "EventsLine",
    "Gold",
    "GoldLine",
    "IncidentsLine",
    "SupportLine",
    "read_gold",
    "sampled",
]

Gold = Mapping[str, Any]
"""One decoded line of a gold file."""

Alternatives = list[str]
"""Strings that name the same thing; any of them is right."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _Range(_Part):
    start: int = Field(ge=0)
    end: int

    @model_validator(mode="after")
    def _holds_characters(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"the range {self.start}..{self.end} holds no character")
        return self


class GoldLine(_Part):
    """What every line has."""

    doc_id: str
    text: str = Field(min_length=1)
    published: str | None = None

    @model_validator(mode="after")
    def _ranges_lie_in_the_text(self) -> Self:
        # The byte order mark is not part of an article: every offset after it would be one off.
        if self.text.startswith("\ufeff"):
            raise ValueError("the text begins with a byte order mark; take it and one offset away")
        for one in _ranges(self):
            if one.end > len(self._counted()):
                raise ValueError(f"the range {one.start}..{one.end} ends after the text")
        return self

    def _counted(self) -> str:
        """The text that offsets count in."""
        return self.text


class _Attribution(_Part):
    source: list[_Range]
    cue: list[_Range]
    content: list[_Range]


class ClaimsLine(GoldLine):
    """`eval claims`: who said what."""

    claims: list[_Attribution]


class _Casualties(_Part):
    effect: Alternatives
    who: Alternatives
    number: Alternatives | None


class _Incident(_Part):
    optional: bool = False
    type: list[Alternatives]
    date: list[Alternatives] = []
    location: list[Alternatives] = []
    instruments: list[Alternatives] = []
    perp_individuals: list[Alternatives] = []
    perp_orgs: list[Alternatives] = []
    phys_targets: list[Alternatives] = []
    hum_target_names: list[Alternatives] = []
    hum_target_descs: list[Alternatives] = []
    casualties: list[_Casualties] = []


class IncidentsLine(GoldLine):
    """`eval incidents`: templates of attacks."""

    relevant: bool
    incidents: list[_Incident]


class _Argument(_Range):
    role: str
    coreferent: list[_Range] = []


class _Event(_Part):
    type: str
    trigger: _Range
    arguments: list[_Argument]


class EventsLine(GoldLine):
    """`eval events`: triggers with their arguments."""

    events: list[_Event]


class _Judged(_Part):
    text: str = Field(min_length=1)
    supported: bool
    votes: list[Literal["yes", "no"]] = []


class SupportLine(GoldLine):
    """`eval support`: sentences that `text` supports or not."""

    sentences: list[_Judged]


class ErrorSpansLine(GoldLine):
    """`eval error-spans`: a summary and the characters of it that `text` does not support."""

    summary: str = Field(min_length=1)
    supported: bool
    errors: list[_Range]

    def _counted(self) -> str:
        return self.summary


def read_gold(path: Path, *forms: type[GoldLine]) -> list[Gold]:
    """The documents of a file, each line checked against the form, or those of several it has keys of.

    Raises DocumentError, naming the line, when the file cannot be read or a line is not of that
    form.
    """
    lines = [(number, line) for number, line in enumerate(_lines(path), 1) if line.strip()]
    if not lines:
        raise DocumentError(f"{path} holds no document; give one a line, as JSON")
    return [_decoded(line, forms, f"{path} line {number}") for number, line in lines]


def sampled(documents: Sequence[Gold], number: int | None, seed: int) -> list[Gold]:
    """`number` documents picked by chance, in the order of the file; all of them for None.

    The same seed picks the same documents. Raises SettingsError for less than one.
    """
    if number is None or number >= len(documents):
        return list(documents)
    if number < 1:
        raise SettingsError(f"a sample of {number} documents says nothing; take at least 1")
    picked = random.Random(seed).sample(range(len(documents)), number)
    return [documents[at] for at in sorted(picked)]


def _lines(path: Path) -> list[str]:
    try:
        # Not splitlines: articles hold characters that it takes for the end of a line.
        return path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        raise DocumentError(f"{path}: no such file; check the path") from None
    except UnicodeDecodeError:
        raise DocumentError(f"{path} is not UTF-8; gold is JSON Lines in UTF-8") from None
    except OSError as error:
        raise DocumentError(f"{path} cannot be read ({error.strerror}); check the path") from None


def _decoded(line: str, forms: Sequence[type[GoldLine]], place: str) -> Gold:
    try:
        value = json.loads(line)
        for form in _forms_of(value, forms, place):
            form.model_validate(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        fault = f"{where}: {first['msg'].removeprefix('Value error, ')}"
        raise DocumentError(f"{place}: {fault}; see docs/evaluation.md") from None
    except (ValueError, RecursionError):
        raise DocumentError(f"{place} is not JSON; gold is JSON Lines, one object a line") from None
    gold: Gold = value
    return gold


def _forms_of(
    value: object, forms: Sequence[type[GoldLine]], place: str
) -> Sequence[type[GoldLine]]:
    """The one form, or those of several that the line has keys of."""
    if len(forms) == 1 or not isinstance(value, dict):
        return forms
    keys = {form: form.model_fields.keys() - GoldLine.model_fields.keys() for form in forms}
    if own := [form for form in forms if keys[form] & value.keys()]:
        return own
    wanted = " nor ".join(", ".join(sorted(one)) for one in keys.values())
    raise DocumentError(f"{place} has neither {wanted}; see docs/evaluation.md")


def _ranges(value: object) -> Iterator[_Range]:
    """Every range inside a line, wherever it stands."""
    if isinstance(value, _Range):
        yield value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _ranges(getattr(value, name))
    elif isinstance(value, list):
        for entry in value:
            yield from _ranges(entry)
