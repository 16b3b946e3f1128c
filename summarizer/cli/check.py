"""`summarizer check`: a text or an edited summary, held against its source."""

import codecs
import os
import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.colours import terminal_style, terminal_width
from summarizer.cli.ending import REJECTED, Debug, ending
from summarizer.cli.options import AllowPrivate, JournalFile, NoJournal, Quiet
from summarizer.cli.output import check_target, write_result
from summarizer.cli.progress import Watcher, watching
from summarizer.errors import DocumentError, SettingsError
from summarizer.settings import NO_MODEL, Settings

if TYPE_CHECKING:
    from summarizer.api import Summarizer
    from summarizer.documents import Document
    from summarizer.schemas.summary import Summary
    from summarizer.schemas.verdict import SupportReport

__all__ = ["ReportFormat", "check"]


_OUR_FIELDS = (b'"text_sha256"', b'"claims"')
_MOST = 200_000_000
"""Bytes taken from standard input: a summary of a long report has a few megabytes."""

_HEAD = 1 << 16
"""Bytes in which one of these fields stands, were the title ever so long."""


class ReportFormat(StrEnum):
    """How a report is written."""

    text = "text"
    json = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What was asked for on the command line."""

    summary: str
    source: str
    model: str | None
    base_url: str | None
    format: ReportFormat
    output: Path | None
    journal: Path | None
    no_journal: bool
    strict: bool
    quiet: bool
    allow_private: bool


def check(  # noqa: PLR0913 - typer takes a command's options from its signature
    summary: Annotated[
        str,
        typer.Argument(
            metavar="SUMMARY|-",
            help="What to check: a text in any kind of file that `summarize` reads, or the JSON that"
            " it wrote, edited or not; - for standard input.",
        ),
    ],
    source: Annotated[
        str,
        typer.Option(
            metavar="PATH|URL",
            help="The article: a file of any kind that `summarize` reads, or an address.",
        ),
    ],
    model: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="As for `summarize`; none lets the rules decide alone. Default:"
            " SUMMARIZER_MODEL; else OpenAI where OPENAI_API_KEY is set; else local.",
        ),
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="An OpenAI-compatible server. Default: OPENAI_BASE_URL."),
    ] = None,
    form: Annotated[
        ReportFormat,
        typer.Option("--format", metavar="text|json", help="How the report is written."),
    ] = ReportFormat.text,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write the report there, in one step."),
    ] = None,
    journal: JournalFile = None,
    no_journal: NoJournal = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 when something is not supported.")
    ] = False,
    allow_private: AllowPrivate = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Check a text against its source: each sentence supported, contradicted or not found.

    A number, name or negation that differs is named, beside the sentence of the source. Claims of
    a summary's JSON are checked with their speaker.
    """
    order = _Order(
        summary=summary,
        source=source,
        model=model,
        base_url=base_url,
        format=form,
        output=output if output != Path("-") else None,
        journal=journal,
        no_journal=no_journal,
        strict=strict,
        quiet=quiet,
        allow_private=allow_private,
    )
    with ending(debug):
        raise typer.Exit(_run(order))


def _run(order: _Order) -> int:
    """The command's work; returns its exit code."""
    check_target(order.output)
    if order.summary == order.source == "-":
        raise SettingsError("only one of the two can come from standard input; give a file")
    settings = _settings(order)
    with watching(order.quiet) as watcher:
        report = _report(_summary(order), _read(order.source, order), settings, order, watcher)
    write_result(_rendered(report, order), order.output)
    doubtful = sum(one.verdict != "supported" for one in report.sentences)
    if not (order.strict and doubtful):
        return 0
    with watching(order.quiet) as watcher:
        watcher.note(f"--strict: {doubtful} not supported (exit code {REJECTED})")
    return REJECTED


def _settings(order: _Order) -> Settings:
    if order.journal and order.no_journal:
        raise SettingsError("--journal and --no-journal contradict each other; give one of them")
    settings = Settings.from_environment(os.environ, model=order.model, base_url=order.base_url)
    return replace(
        settings, journal=order.journal or settings.journal, use_journal=not order.no_journal
    )


def _summary(order: _Order) -> "str | Summary":
    """What is to be checked: our own JSON is told by its fields, the rest is read like an article."""
    from summarizer.documents import Document  # see summarizer.cli
    from summarizer.sources.file import held
    from summarizer.sources.single import STANDARD_INPUT, Choice, record_of

    if order.summary != "-":
        own = _own_json(order.summary)
        return _parsed(own, order.summary) if own else _read(order.summary, order).text
    data = sys.stdin.buffer.read(_MOST)
    if _is_our_json(data):
        return _parsed(data, STANDARD_INPUT)
    return Document.from_record(record_of(Choice(held(STANDARD_INPUT, data)))).text


def _read(name: str, order: _Order) -> "Document":
    from summarizer.documents import Document  # see summarizer.cli

    return Document.read(name, allow_private=order.allow_private or None)


def _own_json(path: str) -> bytes | None:
    """The content of a file that holds our own JSON; None for others, and where there is none."""
    if not Path(path).is_file():
        return None
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
            return head + file.read() if _is_our_json(head) else None
    except OSError as error:
        raise DocumentError(f"cannot read {path}: {error.strerror}; see to the file") from None


def _is_our_json(data: bytes) -> bool:
    head = data[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip()
    return head.startswith(b"{") and any(mark in head for mark in _OUR_FIELDS)


def _parsed(data: bytes, name: str) -> "Summary":
    from pydantic import ValidationError  # see summarizer.cli

    from summarizer.schemas.summary import Summary

    try:
        return Summary.model_validate_json(data.removeprefix(codecs.BOM_UTF8))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the JSON"
        raise DocumentError(f"{name}: {place}: {first['msg']}") from None


def _report(
    summary: "str | Summary",
    source: "Document",
    settings: Settings,
    order: _Order,
    watcher: Watcher,
) -> "SupportReport":
    from summarizer.api import Summarizer, check_by_rules  # see summarizer.cli

    if settings.model == NO_MODEL:
        return check_by_rules(summary, source)
    with Summarizer(
        settings=settings, on_download=(watcher.downloaded, watcher.note)
    ) as summarizer:
        if summarizer.model.concurrency == 1:
            return summarizer.check(summary, source, watcher.answered, watcher.asking)
        import asyncio  # see summarizer.cli

        return asyncio.run(_together(summarizer, summary, source, watcher))


async def _together(
    summarizer: "Summarizer", summary: "str | Summary", source: "Document", watcher: Watcher
) -> "SupportReport":
    """With as many questions in flight as the model serves."""
    try:
        return await summarizer.acheck(summary, source, watcher.answered, watcher.asking)
    finally:
        await summarizer.model.aclose()


def _rendered(report: "SupportReport", order: _Order) -> str:
    from summarizer.export import as_verdicts  # see summarizer.cli

    if order.format is ReportFormat.json:
        return as_verdicts.verdicts_to_json(report)
    if order.output is not None:
        return as_verdicts.verdicts_to_text(report)
    return as_verdicts.verdicts_to_text(report, width=terminal_width(), style=terminal_style())
