"""`summarizer eval`: how good the answers are, measured on documents that people annotated."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.ending import Debug, ending
from summarizer.cli.options import MODEL_HELP, BaseUrl, JournalFile, Quiet, Strategy, StrategyName
from summarizer.cli.output import write_result
from summarizer.cli.progress import Watcher, watching
from summarizer.errors import SettingsError
from summarizer.settings import NO_MODEL, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from summarizer.api import Summarizer
    from summarizer.evaluation import Ears, Evaluation
    from summarizer.evaluation.gold import Gold
    from summarizer.evaluation.run import Scored
    from summarizer.evaluation.tasks import Task

__all__ = ["evaluate"]

_STOPPED = "stopped; the answers so far are in the journal: run the same command again to go on"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What was asked for on the command line."""

    task: str
    file: Path
    model: str | None
    base_url: str | None
    strategy: StrategyName | None
    sample: int | None
    seed: int
    journal: Path | None
    as_json: bool
    worst: int
    quiet: bool

    @property
    def about(self) -> dict[str, str | int | None]:
        """What a result says of the documents."""
        return {"file": str(self.file), "sample": self.sample, "seed": self.seed}


def evaluate(  # noqa: PLR0913 - typer takes a command's options from its signature
    task: Annotated[
        str,
        typer.Argument(
            metavar="TASK",
            help="claims, incidents, events, support, error-spans, replay or oracle.",
        ),
    ],
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Gold: JSON Lines, one document a line; for replay a folder of drafts with their texts."
            " docs/evaluation.md has the formats.",
        ),
    ],
    model: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help=f"{MODEL_HELP} none: what grammar and rules find without a model.",
        ),
    ] = None,
    base_url: BaseUrl = None,
    strategy: Strategy = None,
    sample: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, help="As many documents, picked by chance. Default: all of them."
        ),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            metavar="S",
            show_default=False,
            help="The same seed picks the same documents. Default: 0.",
        ),
    ] = 0,
    journal: JournalFile = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object instead of a page to read.")
    ] = False,
    worst: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            show_default=False,
            help="How many of the worst misses to show. Default: 10.",
        ),
    ] = 10,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Measure the answers on documents that people annotated.

    Prints a row for each document, totals with 95 % intervals, and the worst misses with their
    text; progress goes to standard error. Answers are kept in a journal: a run that was stopped
    goes on where it was, and scoring the same documents again asks nothing.

    replay asks nobody: it plays the drafts that a reader wrote as a model's answers, and tells which
    were kept, lost or changed, what was added, and how many questions it took.

    oracle takes gold of claims or of events and asks no model: right items made out of gold should pass,
    and each fault planted in them should be proved or doubted.
    """
    order = _Order(
        task=task,
        file=file,
        model=model,
        base_url=base_url,
        strategy=strategy,
        sample=sample,
        seed=seed,
        journal=journal,
        as_json=as_json,
        worst=worst,
        quiet=quiet,
    )
    with ending(debug, _STOPPED):
        _run(order)


def _run(order: _Order) -> None:
    from summarizer import evaluation  # see summarizer.cli

    if order.task == evaluation.REPLAY:
        write_result(_replayed(order))
        return
    if order.task == evaluation.ORACLE:
        write_result(_tried(order))
        return
    task = evaluation.task_named(order.task)
    # Before the model: a file with a wrong line must not be found out after a download.
    gold = evaluation.sampled(evaluation.read_gold(order.file, task.form), order.sample, order.seed)
    with watching(order.quiet) as watcher:
        result = _evaluated(task, gold, order, watcher)
    write_result(
        evaluation.to_json(result, order.worst, order.about)
        if order.as_json
        else evaluation.to_text(result, order.worst)
    )


def _replayed(order: _Order) -> str:
    """A replay as it is printed. Raises SettingsError for options that have a model asked."""
    from summarizer import evaluation  # see summarizer.cli

    if any((order.model, order.base_url, order.strategy, order.sample, order.journal)):
        raise SettingsError(
            "replay asks no model and plays all drafts; take --model, --base-url, --strategy, --sample"
            " and --journal away"
        )
    played = evaluation.replay(evaluation.read_drafts(order.file))
    if order.as_json:
        return evaluation.replay_json(played, str(order.file))
    return evaluation.replay_text(played, order.worst)


def _tried(order: _Order) -> str:
    """`eval oracle` as it is printed. Raises SettingsError for options that have a model asked."""
    from summarizer import evaluation  # see summarizer.cli
    from summarizer.evaluation.gold import ClaimsLine, EventsLine

    if any((order.model, order.base_url, order.strategy, order.journal)):
        raise SettingsError(
            "oracle asks no model; take --model, --base-url, --strategy and --journal away"
        )
    gold = evaluation.read_gold(order.file, ClaimsLine, EventsLine)
    tried = evaluation.try_gold(evaluation.sampled(gold, order.sample, order.seed), order.seed)
    if order.as_json:
        return evaluation.oracle_json(tried, order.worst, order.about)
    return evaluation.oracle_text(tried, order.worst)


def _evaluated(
    task: "Task", gold: "Sequence[Gold]", order: _Order, watcher: Watcher
) -> "Evaluation":
    from summarizer import evaluation  # see summarizer.cli
    from summarizer.api import Summarizer

    ears = _ears(task, len(gold), watcher)
    settings = _settings(order)
    if settings.model == NO_MODEL:
        model, strategy = evaluation.no_model(), order.strategy or StrategyName.focused
        with Summarizer(model, strategy=strategy, settings=Settings(use_journal=False)) as rules:
            return evaluation.evaluate(task, gold, rules, ears)
    with Summarizer(
        strategy=order.strategy,
        settings=settings,
        on_download=(watcher.downloaded, watcher.note),
    ) as summarizer:
        if summarizer.model.concurrency == 1:
            return evaluation.evaluate(task, gold, summarizer, ears)
        import asyncio  # see summarizer.cli

        return asyncio.run(_together(task, gold, summarizer, ears))


async def _together(
    task: "Task", gold: "Sequence[Gold]", summarizer: "Summarizer", ears: "Ears"
) -> "Evaluation":
    """With as many questions in flight as the model serves."""
    from summarizer import evaluation  # see summarizer.cli

    try:
        return await evaluation.aevaluate(task, gold, summarizer, ears)
    finally:
        await summarizer.model.aclose()


def _settings(order: _Order) -> Settings:
    settings = Settings.from_environment(os.environ, model=order.model, base_url=order.base_url)
    return replace(settings, journal=order.journal or settings.journal)


def _ears(task: "Task", documents: int, watcher: Watcher) -> "Ears":
    """A line for each document; between them a terminal shows how the questions go."""
    from summarizer.evaluation import Ears  # see summarizer.cli
    from summarizer.evaluation.report import row_of

    done = 0

    def scored(one: "Scored") -> None:
        nonlocal done
        done += 1
        watcher.note(f"{done} of {documents} {row_of(task.shown, one)}")

    if sys.stderr.isatty():
        return Ears(scored, watcher.asking, watcher.answered)
    return Ears(scored)
