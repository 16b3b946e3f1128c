"""`summarizer batch`: an archive in, a row for each article out; started again, it goes on."""

import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from summarizer.cli.ending import BUDGET_REACHED, DONE, REJECTED, STOPPED, Debug, ending
from summarizer.cli.interrupts import handle
from summarizer.cli.options import (
    AllowPrivate,
    BaseUrl,
    FetchPages,
    IncludeWithheld,
    ModelName,
    Quiet,
    Recipes,
    Strategy,
    StrategyName,
    TextField,
    Verify,
    VerifyName,
)
from summarizer.cli.output import write_result
from summarizer.errors import RunError, SettingsError
from summarizer.settings import Settings

if TYPE_CHECKING:
    from summarizer.archive.engines import Ready, Setup
    from summarizer.archive.intake import Shard
    from summarizer.archive.run import Ending, Order
    from summarizer.archive.state import Totals
    from summarizer.cli.batch_progress import Board

__all__ = ["batch"]

_STOPPED: Final = "stopped; run the same command again to go on"


class EngineChoice(StrEnum):
    """Who answers; the same names as `archive.engines.EngineName`."""

    local = "local"
    openai_batch = "openai-batch"
    ray = "ray"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What was asked for on the command line."""

    inputs: tuple[str, ...]
    out: Path
    model: str | None
    base_url: str | None
    strategy: StrategyName | None
    verify: VerifyName | None
    recipes: tuple[str, ...]
    engine: EngineChoice
    concurrency: str
    rpm: int | None
    tpm: int | None
    max_cost: float | None
    max_tokens: int | None
    limit: int | None
    shard: str | None
    retry_failed: bool
    dry_run: bool
    dedupe: bool
    fields: dict[str, Any]
    journal: Path | None
    metrics_port: int | None
    strict: bool
    quiet: bool


def _field(what: str) -> object:
    return typer.Option(
        metavar="NAME", help=f"The field of rows and JSON objects that holds the {what}."
    )


def batch(  # noqa: PLR0913 - typer takes a command's options from its signature
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Files, folders, globs or addresses (s3://…): txt, md, html, json, jsonl, csv, tsv,"
            " parquet, warc, ninjs, NITF, NewsML-G2, RSS, Atom, news sitemaps, eml, mbox, docx, odt,"
            " pdf, srt, vtt; also in zip, tar and gz.",
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The folder of the run: rows and state.")
    ],
    model: ModelName = None,
    base_url: BaseUrl = None,
    strategy: Strategy = None,
    verify: Verify = None,
    recipe: Recipes = None,
    engine: Annotated[
        EngineChoice,
        typer.Option(
            metavar="local|openai-batch|ray",
            show_default=False,
            help="Call the model from here, hand the questions to OpenAI's Batch API (half the"
            " price, within a day), or work on a Ray cluster. Default: local.",
        ),
    ] = EngineChoice.local,
    concurrency: Annotated[
        str,
        typer.Option(
            metavar="N|auto",
            show_default=False,
            help="Calls in flight at most; fewer while the provider is busy. Default: auto, which"
            " finds out.",
        ),
    ] = "auto",
    rpm: Annotated[
        int | None, typer.Option("--rpm", metavar="N", min=1, help="Requests a minute at most.")
    ] = None,
    tpm: Annotated[
        int | None, typer.Option("--tpm", metavar="N", min=1, help="Tokens a minute at most.")
    ] = None,
    max_cost: Annotated[
        float | None,
        typer.Option(
            metavar="USD", min=0, help="Begin nothing more when the run has cost so much."
        ),
    ] = None,
    max_tokens: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="Begin nothing more when the run has used so many tokens."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="The first so many articles alone.")
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="I/N",
            help="One of N parts, for N machines with a folder each; an article's id decides.",
        ),
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Try again what failed in earlier runs.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Ask nothing; estimate tokens, cost and time from a sample."
        ),
    ] = False,
    no_dedupe: Annotated[
        bool, typer.Option("--no-dedupe", help="Ask about copies of an article like any other.")
    ] = False,
    text_field: TextField = None,
    id_field: Annotated[str | None, _field("id")] = None,
    published_field: Annotated[str | None, _field("date of publication")] = None,
    title_field: Annotated[str | None, _field("title")] = None,
    include_withheld: IncludeWithheld = False,
    fetch_pages: FetchPages = False,
    allow_private_addresses: AllowPrivate = False,
    journal: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Keep answers there, and take them from there. Default: journal.sqlite3 in DIR.",
        ),
    ] = None,
    metrics_port: Annotated[
        int | None,
        typer.Option(metavar="PORT", min=1, max=65535, help="Serve metrics for Prometheus there."),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Exit with 3 when records failed, too, that could be read."),
    ] = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Summarize an archive: a row for each article, kept in a folder that a later run goes on with.

    Started again with the same arguments it does what is left; answers are in the folder's journal,
    and nothing is asked twice. Ctrl-C finishes what is under way, a second Ctrl-C stops at once.
    Copies of an article are asked about once. Exit code 3: not all of the inputs could be read; 4: a
    budget is used up.
    """
    wish = _Wish(
        inputs=tuple(inputs),
        out=out,
        model=model,
        base_url=base_url,
        strategy=strategy,
        verify=verify,
        recipes=tuple(recipe or ()),
        engine=engine,
        concurrency=concurrency,
        rpm=rpm,
        tpm=tpm,
        max_cost=max_cost,
        max_tokens=max_tokens,
        limit=limit,
        shard=shard,
        retry_failed=retry_failed,
        dry_run=dry_run,
        dedupe=not no_dedupe,
        fields={
            "text_field": text_field,
            "id_field": id_field,
            "published_field": published_field,
            "title_field": title_field,
            "include_withheld": include_withheld,
            "fetch_pages": fetch_pages,
            "allow_private": allow_private_addresses or None,
        },
        journal=journal,
        metrics_port=metrics_port,
        strict=strict,
        quiet=quiet,
    )
    with ending(debug, _STOPPED):
        raise typer.Exit(_run(wish))


def _run(wish: _Wish) -> int:
    """The command's work; returns its exit code."""
    import asyncio  # see summarizer.cli

    from summarizer.cli.batch_progress import watching_batch

    order, setup = _order(wish), _setup(wish)
    if wish.dry_run:
        from summarizer.archive.estimate import estimate, to_text

        write_result(to_text(asyncio.run(estimate(order, setup))))
        return DONE
    with watching_batch(wish.quiet, wish.metrics_port) as board:
        setup = replace(setup, on_download=(board.downloaded, board.note))
        return asyncio.run(_work(order, setup, board, strict=wish.strict))


async def _work(order: "Order", setup: "Setup", board: "Board", *, strict: bool) -> int:
    from summarizer.archive.crew import spare_collections  # see summarizer.cli
    from summarizer.archive.engines import ready
    from summarizer.archive.run import Run

    spare_collections()
    async with ready(setup) as prepared:
        _refuse_unpriced(order, prepared)
        with Run(order, prepared.configuration, board) as run:
            board.watch(prepared.flow)
            # Batches take hours and go on without us: nothing is gained by waiting for them.
            at_once = setup.engine == "openai-batch"
            damaged = prepared.damaged()
            async with _interruptible(run.stop, board, at_once=at_once):
                end = await run.work(prepared.engine, prepared.readings)
            board.ended(end, run.totals)
            if (found := prepared.damaged() - damaged) > 0:
                board.note(
                    f"{found:,} replies in the journal were damaged on disk, and asked again"
                )
            return _code(end, run.totals, order, strict=strict)


def _code(end: "Ending", totals: "Totals", order: "Order", *, strict: bool) -> int:
    """Raises RunError for a run that got nothing; a part of an archive may be empty."""
    if end == "stopped":
        return STOPPED
    if end == "budget reached":
        return BUDGET_REACHED
    if not totals.done and (totals.seen_to or order.selection.is_whole):
        raise RunError(_why_nothing(totals, order))
    return REJECTED if totals.bad or (strict and totals.failed) else DONE


def _why_nothing(totals: "Totals", order: "Order") -> str:
    if not totals.seen_to:
        return "nothing was summarized: no article was found in the inputs; check them"
    counts = f"{totals.bad:,} could not be read, {totals.failed:,} failed"
    return f"nothing was summarized: {counts}; {order.folder / 'failures.jsonl'} says why"


@asynccontextmanager
async def _interruptible(
    stop: Callable[[], None], board: "Board", *, at_once: bool
) -> AsyncIterator[None]:
    """The first Ctrl-C (or SIGTERM) lets what is under way finish; the second stops at once."""
    import asyncio  # see summarizer.cli

    loop, here = asyncio.get_running_loop(), asyncio.current_task()
    interrupted = False

    def answer() -> None:
        if at_once and here is not None:
            here.cancel()
        else:
            board.note("stopping: finishing what is under way; Ctrl-C again stops at once")

    def heard() -> None:
        nonlocal interrupted
        interrupted = True
        stop()  # not by way of the loop, which may be reading through records for minutes
        loop.call_soon_threadsafe(answer)

    before = handle(heard, _STOPPED)
    try:
        yield
    except asyncio.CancelledError:
        if interrupted:
            raise KeyboardInterrupt from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _refuse_unpriced(order: "Order", prepared: "Ready") -> None:
    """A bound on cost that can never be reached would be taken for one."""
    if order.budget.cost is not None and not prepared.has_price:
        raise SettingsError(
            f"no price is known for {prepared.method.model}, so that --max-cost cannot hold;"
            " give --max-tokens"
        )


def _order(wish: _Wish) -> "Order":
    from summarizer.archive.folder import refuse_as_input  # see summarizer.cli
    from summarizer.archive.intake import Selection
    from summarizer.archive.run import Budget, Order
    from summarizer.sources import ReadingOptions

    refuse_as_input(wish.out, wish.inputs)
    selection = Selection(
        inputs=wish.inputs,
        reading=ReadingOptions(**wish.fields),
        shard=_shard(wish.shard),
        limit=wish.limit,
    )
    return Order(
        selection=selection,
        folder=wish.out,
        dedupe=wish.dedupe,
        retry_failed=wish.retry_failed,
        budget=Budget(wish.max_cost, wish.max_tokens),
    )


def _setup(wish: _Wish) -> "Setup":
    from summarizer.archive.engines import Setup  # see summarizer.cli
    from summarizer.models.flow import MAX_IN_FLIGHT, FlowLimits
    from summarizer.models.rates import START

    settings = Settings.from_environment(os.environ, model=wish.model, base_url=wish.base_url)
    # Of a run its folder has all, unless another journal is named for it.
    settings = replace(settings, journal=wish.journal)
    at_once = _concurrency(wish.concurrency)
    flow = FlowLimits(
        max_in_flight=at_once or MAX_IN_FLIGHT,
        start=at_once or START,
        rpm=wish.rpm,
        tpm=wish.tpm,
    )
    return Setup(
        settings=settings,
        folder=wish.out,
        engine=wish.engine.value,
        strategy=wish.strategy,
        verify=wish.verify,
        recipes=wish.recipes,
        flow=flow,
    )


def _concurrency(given: str) -> int | None:
    """The number given; None for "auto"."""
    if given == "auto":
        return None
    if not given.isdecimal() or not int(given):
        raise SettingsError(f"--concurrency takes a number from 1, or auto, not {given!r}")
    return int(given)


def _shard(given: str | None) -> "Shard | None":
    if given is None:
        return None
    from summarizer.archive.intake import Shard  # see summarizer.cli

    number, slash, of = given.partition("/")
    if not (slash and number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise SettingsError(f"--shard takes I/N with I from 1 to N, such as 2/8, not {given!r}")
    return Shard(int(number), int(of))
