"""Drafts that a reader wrote for an article, in the form of a model's answers, and where they lie.

    DIR/*.json              a file an article: `set`, `name`, `published`, `claims`, `events`
    DIR/texts/SET/NAME.txt  its text

Claims and events have the fields of `ClaimDraft` and `EventDraft`, or of a version before: a field that is
missing or null is empty, and one that the schema does not have is left out.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from summarizer.errors import DocumentError
from summarizer.schemas.claim import ClaimDraft
from summarizer.schemas.event import EventDraft, ParticipantDraft, QuantityDraft

__all__ = ["DraftedArticle", "Drafts", "Kind", "LeftOut", "Loss", "read_drafts"]

Kind = Literal["claim", "event"]

Form = TypeVar("Form", ClaimDraft, EventDraft)

_LISTS: Final = frozenset({"sentences", "also", "content", "participants", "quantities"})
_PARTS: Final[Mapping[str, type[BaseModel]]] = {
    "participants": ParticipantDraft,
    "quantities": QuantityDraft,
}


@dataclass(frozen=True, slots=True)
class Loss:
    """A draft that came to no item: its words, and why."""

    kind: Kind
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class DraftedArticle:
    """An article and what a reader listed for it; `unread` are entries that are no draft."""

    name: str
    set: str
    text: str
    published: str | None
    claims: tuple[ClaimDraft, ...]
    events: tuple[EventDraft, ...]
    unread: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that cannot be played, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Drafts:
    """What a folder holds, of which at least one article."""

    articles: tuple[DraftedArticle, ...]
    left_out: tuple[LeftOut, ...]


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore")

    set: str = ""
    name: str = ""
    published: str | None = None
    claims: list[dict[str, Any]]
    events: list[dict[str, Any]]


class _UnplayableError(Exception):
    """Its message says what is missing."""


def read_drafts(folder: Path) -> Drafts:
    """The drafts of a folder with their articles; the folder's `texts` may be named in its place.

    A file that holds no drafts, or whose text is missing, is left out with the reason. Raises
    DocumentError when there is no such folder, or nothing in it can be played.
    """
    home, texts = _places(folder)
    articles: list[DraftedArticle] = []
    left_out: list[LeftOut] = []
    for path in sorted(home.glob("*.json")):
        try:
            articles.append(_article(path, texts))
        except _UnplayableError as error:
            left_out.append(LeftOut(path.name, str(error)))
    if not articles:
        first = f" ({left_out[0].file}: {left_out[0].reason})" if left_out else ""
        raise DocumentError(
            f"{folder} holds no drafts with their texts{first}; see “Drafts replayed” in docs/evaluation.md"
        )
    return Drafts(tuple(articles), tuple(left_out))


def _places(folder: Path) -> tuple[Path, Path]:
    """Where the drafts lie, and where their texts do."""
    if not folder.is_dir():
        raise DocumentError(f"{folder}: no such folder; check the path")
    if folder.resolve().name == "texts" and not any(folder.glob("*.json")):
        return folder.resolve().parent, folder
    return folder, folder / "texts"


def _article(path: Path, texts: Path) -> DraftedArticle:
    file = _read(path)
    before, _, after = path.stem.partition("-")
    group, name = file.set or before, file.name or after or before
    unread: list[Loss] = []
    return DraftedArticle(
        name=name,
        set=group,
        text=_text(texts / group / f"{name}.txt"),
        published=file.published,
        claims=tuple(_drafts(file.claims, ClaimDraft, "claim", unread)),
        events=tuple(_drafts(file.events, EventDraft, "event", unread)),
        unread=tuple(unread),
    )


def _read(path: Path) -> _File:
    try:
        return _File.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise _UnplayableError(f"holds no drafts ({_fault(error)})") from None
    except (ValueError, RecursionError):
        raise _UnplayableError("no JSON in UTF-8") from None
    except OSError as error:
        raise _UnplayableError(f"cannot be read ({error.strerror})") from None


def _fault(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"])) or "the file"
    return f"{where}: {first['msg']}"


def _text(path: Path) -> str:
    shown = "/".join(path.parts[-3:])
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise _UnplayableError(f"its text is missing: {shown}") from None
    except UnicodeDecodeError:
        raise _UnplayableError(f"its text is not UTF-8: {shown}") from None
    except OSError as error:
        raise _UnplayableError(f"its text cannot be read ({error.strerror}): {shown}") from None


def _drafts(
    entries: Sequence[Mapping[str, Any]], form: type[Form], kind: Kind, unread: list[Loss]
) -> Iterator[Form]:
    for entry in entries:
        try:
            yield form.model_validate(_filled(entry, form))
        except ValidationError as error:
            words = str(entry.get("text") or entry.get("summary") or "")
            unread.append(Loss(kind, words, f"no {kind} ({_fault(error)})"))


def _filled(entry: Mapping[str, Any], form: type[BaseModel]) -> dict[str, Any]:
    """An entry with the fields that the form has, and empty ones where it has none."""
    values = {}
    for name in form.model_fields:
        value = entry.get(name)
        if value is None:
            value = [] if name in _LISTS else ""
        if name in _PARTS and isinstance(value, list):
            value = [_filled(one, _PARTS[name]) for one in value if isinstance(one, dict)]
        values[name] = value
    return values
