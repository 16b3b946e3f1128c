"""`summarizer summarize`: one article in, its summary out."""

import os
import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from summarizer.cli.colours import terminal_style, terminal_width
from summarizer.cli.ending import REJECTED, Debug, ending, tell
from summarizer.cli.options import (
    AllowPrivate,
    BaseUrl,
    FetchPages,
    IncludeWithheld,
    JournalFile,
    ModelName,
    NoJournal,
    Quiet,
    Recipes,
    Strategy,
    StrategyName,
    TextField,
    Verify,
    VerifyName,
)
from summarizer.cli.output import check_target, write_result
from summarizer.cli.progress import Watcher, watching
from summarizer.cli.usable import Usable
from summarizer.errors import DocumentError, SettingsError
from summarizer.settings import Settings

if TYPE_CHECKING:
    from summarizer.api import OnReply, Summarizer
    from summarizer.documents import Document
    from summarizer.schemas.summary import Summary

__all__ = ["Format", "summarize"]


class Format(StrEnum):
    """How a result is written."""

    text = "text"
    json = "json"
    markdown = "markdown"
    html = "html"
    annotations = "annotations"
    schema_org = "schema-org"
    ninjs = "ninjs"
    csv = "csv"
    word = "word"


_FORMAT_OF_SUFFIX = {
    ".json": Format.json,
    ".md": Format.markdown,
    ".markdown": Format.markdown,
    ".html": Format.html,
    ".htm": Format.html,
    ".csv": Format.csv,
    ".doc": Format.word,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What was asked for on the command line."""

    source: str
    model: str | None
    base_url: str | None
    strategy: StrategyName | None
    verify: VerifyName | None
    recipes: tuple[str, ...]
    published: str | None
    format: Format
    output: Path | None
    reading: dict[str, Any]
    journal: Path | None
    no_journal: bool
    strict: bool
    quiet: bool
    allow_private: bool


def summarize(  # noqa: PLR0913 - typer takes a command's options from its signature
    source: Annotated[
        str,
        typer.Argument(
            metavar="PATH|URL|-",
            help="The article: a file of any kind that `batch` reads (text, HTML, mail, Word, PDF,"
            " …), an http(s) address, or - for standard input. Of several in a file, one by its"
            " place or id: news.jsonl#3.",
        ),
    ],
    model: ModelName = None,
    base_url: BaseUrl = None,
    strategy: Strategy = None,
    verify: Verify = None,
    recipe: Recipes = None,
    published: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="When the article was published (YYYY-MM-DD); a “Friday” in it is counted from"
            " there.",
        ),
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option(
            "--format",
            metavar="text|json|markdown|html|…",
            help="text, json, markdown, html (a page with the article beside it), csv, word, or a"
            " standard: annotations (W3C), schema-org, ninjs (IPTC). Default: by the ending of"
            " --output (.json, .md, .html, .csv, .doc); else text.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write the result there, in one step."),
    ] = None,
    text_field: TextField = None,
    include_withheld: IncludeWithheld = False,
    fetch_pages: FetchPages = False,
    journal: JournalFile = None,
    no_journal: NoJournal = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 when items were rejected.")
    ] = False,
    allow_private: AllowPrivate = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Summarize one article: its events, its claims and who made them, each with its sentence.

    The result alone goes to standard output; progress and notes go to standard error. Answers are
    kept in a journal, so that a run that was stopped goes on where it was, and a second run of the
    same article asks nothing.
    """
    order = _Order(
        source=source,
        model=model,
        base_url=base_url,
        strategy=strategy,
        verify=verify,
        recipes=tuple(recipe or ()),
        published=published,
        format=form or _format_for(output),
        output=output if output != Path("-") else None,
        reading={
            "text_field": text_field,
            "include_withheld": include_withheld,
            "fetch_pages": fetch_pages,
        },
        journal=journal,
        no_journal=no_journal,
        strict=strict,
        quiet=quiet,
        allow_private=allow_private,
    )
    with ending(debug, _stopped(order)):
        raise typer.Exit(_run(order))


def _format_for(output: Path | None) -> Format:
    return _FORMAT_OF_SUFFIX.get(output.suffix.lower(), Format.text) if output else Format.text


def _stopped(order: _Order) -> str:
    if order.no_journal:
        return "stopped; with --no-journal no answer was kept"
    return "stopped; the answers so far are in the journal: run the same command again to go on"


def _run(order: _Order) -> int:
    """The command's work; returns its exit code."""
    check_target(order.output)
    settings = _settings(order)
    usable = Usable()
    with watching(order.quiet) as watcher:
        document = _document(order, watcher)
        summary = _summary(document, settings, order, watcher, usable)
    write_result(_rendered(summary, document, order), order.output)
    if complaint := usable.complaint(summary):
        tell(complaint)  # --quiet or not: nothing else would tell such a run from a good one
    with watching(order.quiet) as watcher:
        _close(summary, order, watcher)
    return REJECTED if order.strict and summary.rejected else 0


def _settings(order: _Order) -> Settings:
    if order.journal and order.no_journal:
        raise SettingsError("--journal and --no-journal contradict each other; give one of them")
    settings = Settings.from_environment(os.environ, model=order.model, base_url=order.base_url)
    return replace(
        settings, journal=order.journal or settings.journal, use_journal=not order.no_journal
    )


def _document(order: _Order, watcher: Watcher) -> "Document":
    from summarizer.documents import Document  # see summarizer.cli
    from summarizer.sources import ReadingOptions
    from summarizer.sources.dates import publication_date

    try:
        published = publication_date(order.published)
    except DocumentError as error:
        raise SettingsError(f"--published: {error}") from None
    if order.source == "-" and sys.stdin.isatty():
        watcher.note("reading the article from the keyboard; Ctrl-D ends it")
    reading, private = ReadingOptions(**order.reading), order.allow_private or None
    return Document.read(order.source, published, allow_private=private, reading=reading)


def _summary(
    document: "Document", settings: Settings, order: _Order, watcher: Watcher, usable: Usable
) -> "Summary":
    from summarizer.api import Summarizer  # see summarizer.cli

    answered = usable.hearing(watcher)
    with Summarizer(
        strategy=order.strategy,
        verify=order.verify,
        recipes=order.recipes,
        settings=settings,
        on_download=(watcher.downloaded, watcher.note),
    ) as summarizer:
        if summarizer.model.concurrency == 1:
            return summarizer.summarize(document, answered, watcher.asking)
        import asyncio  # see summarizer.cli

        return asyncio.run(_together(summarizer, document, answered, watcher))


async def _together(
    summarizer: "Summarizer", document: "Document", answered: "OnReply", watcher: Watcher
) -> "Summary":
    """With as many questions in flight as the model serves."""
    try:
        return await summarizer.asummarize(document, answered, watcher.asking)
    finally:
        await summarizer.model.aclose()


def _rendered(summary: "Summary", document: "Document", order: _Order) -> str:
    if order.format is Format.text and order.output is None:
        from summarizer.export import to_text  # see summarizer.cli

        return to_text(summary, width=terminal_width(), style=terminal_style())
    from summarizer.export.formats import FORMATS

    return FORMATS[order.format.value](summary, document.text)


def _close(summary: "Summary", order: _Order, watcher: Watcher) -> None:
    """What is worth saying beside the result."""
    from summarizer import export  # see summarizer.cli

    if nothing := export.nothing_asked(summary.usage):
        watcher.note(nothing)
    elif order.output is not None or order.format is not Format.text:
        watcher.note(export.usage_line(summary.usage))
    if order.output is not None:
        watcher.note(f"written to {order.output}")
    if order.strict and summary.rejected:
        watcher.note(f"--strict: {len(summary.rejected)} rejected (exit code {REJECTED})")
