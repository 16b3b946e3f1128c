"""langextract 1.7 as its makers show it: instructions, examples, its OpenAI provider and its schema.

It is not among the project's dependencies: `pip install langextract`.
"""

import importlib
import importlib.util
import warnings
from collections.abc import Iterable, Mapping
from typing import Any, Final

from benchmarks.peers.answers import Asker, Connection, Incident, Said, TaskName
from benchmarks.peers.as_summary import of_claims, of_incidents
from benchmarks.peers.wording import EXAMPLES, INSTRUCTIONS
from summarizer.documents import Document
from summarizer.errors import SettingsError
from summarizer.schemas.summary import Summary

__all__ = ["CHUNK", "MAX_TOKENS", "asker", "incidents_of", "refuse_absent", "said_in"]

CHUNK: Final[Mapping[TaskName, int]] = {"claims": 1_000, "incidents": 20_000}
"""Characters sent at a time. 1,000 is langextract's default. The slots of an incident are spread
over an article, so there it reads the whole: in pieces it could only give pieces of an incident."""

MAX_TOKENS: Final = 2_048
"""Of an answer: twice the longest right one. Without a limit a small model that has begun to repeat
itself writes until its context is full, and the answer is lost all the same."""


def refuse_absent() -> None:
    """Raises SettingsError when langextract is not installed."""
    if importlib.util.find_spec("langextract") is None:
        raise SettingsError("langextract is not installed: pip install langextract")


def asker(connection: Connection, task: TaskName, chunk: int | None = None) -> Asker:
    """Asks langextract about a document, one call after another, at temperature 0.

    What it raises about a document passes.
    """
    # A second, which no document should be charged for.
    importlib.import_module("langextract.providers.openai")
    read = _claims if task == "claims" else _incidents
    return lambda document: read(document, _extracted(document, connection, task, chunk))


def _extracted(
    document: Document, connection: Connection, task: TaskName, chunk: int | None
) -> list[Any]:
    # Not a dependency: only who compares with it has it.
    import langextract
    from langextract import prompt_validation

    config = langextract.factory.ModelConfig(
        model_id=connection.model,
        provider="OpenAILanguageModel",
        provider_kwargs={
            "api_key": connection.api_key,
            "base_url": connection.base_url,
            "temperature": 0.0,
            "max_workers": 1,  # the embedded engine answers one at a time
            "max_output_tokens": MAX_TOKENS,
        },
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that a schema follows from the examples: it shall
        result = langextract.extract(
            document.text,
            prompt_description=INSTRUCTIONS[task],
            examples=_examples(task),
            config=config,
            max_char_buffer=chunk or CHUNK[task],
            additional_context=_published(document),
            # It cannot validate an example in which nothing is to be found.
            prompt_validation_level=prompt_validation.PromptValidationLevel.OFF,
            show_progress=False,
        )
    return list(result.extractions or ())


def _examples(task: TaskName) -> list[Any]:
    from langextract import data  # as above

    kind = "claim" if task == "claims" else "incident"
    return [
        data.ExampleData(
            text=example.text,
            extractions=[
                data.Extraction(kind, one.text, attributes=dict(one.attributes))
                for one in example.extracted
            ],
        )
        for example in EXAMPLES[task]
    ]


def _published(document: Document) -> str | None:
    return f"Published: {document.published}" if document.published else None


def _claims(document: Document, extractions: Iterable[Any]) -> Summary:
    return of_claims(document, said_in(extractions))


def _incidents(document: Document, extractions: Iterable[Any]) -> Summary:
    return of_incidents(document, incidents_of(extractions))


def said_in(extractions: Iterable[Any]) -> list[Said]:
    """langextract's extractions as claims; those that it placed nowhere are left out."""
    found = []
    for one in extractions:
        place = one.char_interval
        if place is None or place.start_pos is None or place.end_pos is None:
            continue
        if place.end_pos > place.start_pos:
            known = one.attributes or {}
            found.append(
                Said(
                    (place.start_pos, place.end_pos),
                    _one(known.get("speaker")),
                    _one(known.get("name")),
                    _one(known.get("cue")),
                )
            )
    return found


def incidents_of(extractions: Iterable[Any]) -> list[Incident]:
    """langextract's extractions as incidents, placed or not: nothing of them is scored by place."""
    known = [one.attributes or {} for one in extractions]
    return [
        Incident(
            type=_one(one.get("type")),
            date=_one(one.get("date")),
            place=_one(one.get("place")),
            perpetrators=_several(one.get("perpetrators")),
            targets=_several(one.get("targets")),
            weapons=_several(one.get("weapons")),
            killed=_several(one.get("killed")),
            wounded=_several(one.get("wounded")),
        )
        for one in known
    ]


def _one(value: object) -> str:
    return next(iter(_several(value)), "")


def _several(value: object) -> tuple[str, ...]:
    """An attribute's strings: it may be one, a list of them, or nothing."""
    values = value if isinstance(value, list) else [value]
    return tuple(str(one).strip() for one in values if one is not None and str(one).strip())
