"""What a run would take, before anything is spent: from a sample of it, with no model asked.

    survey      the archive is read once and counted; a sample is drawn
    questions   the first ones about each article of the sample: a dialogue has them without a model
    reckoning   what comes after them, tokens, money and time, as ranges

What the figures rest on is said with them.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from os.path import commonprefix
from pathlib import Path
from statistics import fmean
from typing import Final
from urllib.parse import urlsplit

from summarizer.archive.answering import Method
from summarizer.archive.configuration import Configuration
from summarizer.archive.crew import processes_for
from summarizer.archive.engines import Setup, reading_hands
from summarizer.archive.faults import Reason
from summarizer.archive.readings import Readings
from summarizer.archive.reckoning import (
    CHARACTERS_A_TOKEN,
    LATER,
    Between,
    First,
    Work,
    batch_seconds,
    by_sample,
    by_totals,
    cost_of,
    embedded_seconds,
    hosted_seconds,
)
from summarizer.archive.run import Order
from summarizer.archive.state import STATE_FILE, RunState
from summarizer.archive.survey import Survey, survey
from summarizer.dialogue import Capacity, converse, default_strategy, strategy_named
from summarizer.documents import Document
from summarizer.drivers.replay import Missing, replay
from summarizer.models.connect import Target, resolve
from summarizer.models.embedded.catalogue import DEFAULT_MODEL
from summarizer.models.embedded.engine import CONTEXT_WINDOW
from summarizer.models.pricing import PriceTag, price_of
from summarizer.recipes.finding import anywhere
from summarizer.rounds import Question
from summarizer.sources import Record

__all__ = ["Estimate", "estimate", "to_text"]

DIGITS: Final = 3
"""Of a figure that are shown; an estimate has no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What is left of a run, and what it would take. `cost` is in USD, `seconds` are of the clock."""

    survey: Survey
    method: Method
    calls: Between
    input_tokens: Between
    output_tokens: Between
    cost: Between | None
    seconds: Between
    notes: tuple[str, ...]
    """What the figures rest on, a sentence or two each."""


@dataclass(frozen=True, slots=True)
class _Prospect:
    """How the articles would be asked about."""

    setup: Setup
    target: Target
    price: PriceTag | None
    method: Method

    @property
    def is_embedded(self) -> bool:
        return self.target.kind == "embedded"

    @property
    def in_batches(self) -> bool:
        return self.setup.engine == "openai-batch"


async def estimate(order: Order, setup: Setup) -> Estimate:
    """What the order would take. Asks nobody, fetches nothing and writes nothing.

    Raises SettingsError for a model or strategy that there is not, DocumentError and SettingsError
    for inputs that cannot be read at all, ArchiveError where the folder's state cannot be read.
    """
    prospect = _prospect(setup)
    with _state_in(order.folder) as kept, reading_hands(prospect.is_embedded) as hands:
        readings = Readings(hands)
        changes = _changes(kept, prospect) if kept else []
        state = None if changes else kept
        found = await survey(order, state, readings=readings)
        firsts = await _firsts(found.sample, prospect, readings)
        own = by_totals(state.totals, _finished(state)) if state else None
    found = _without_bad(found, len(firsts))
    work = (own or by_sample(firsts, found.open, prospect.method.strategy)).times(found.open)
    averages = _about_own(own) if own else _about_sample(firsts, prospect.method.strategy)
    return Estimate(
        survey=found,
        method=prospect.method,
        calls=work.calls,
        input_tokens=work.input,
        output_tokens=work.output,
        cost=_cost(work, prospect),
        seconds=_seconds(work, prospect).at_least(_own_seconds(firsts, found.open, prospect)),
        notes=(*_about_records(found, order, changes), averages, *_about_calls(prospect, own)),
    )


def to_text(estimate: Estimate) -> str:
    """The estimate for a person."""
    found = estimate.survey
    least = "" if found.is_whole else "at least "
    rows = {
        "records": f"{least}{found.records:,}",
        "finished": f"{found.finished:,}",
        "failed before": f"{found.failed:,}",
        "cannot be read": f"{found.bad:,}",
        "copies": f"{found.copies:,}",
        "to ask about": f"{least}{found.open:,}",
        "model": f"{estimate.method.model}, strategy {estimate.method.strategy}",
        "calls": _range(estimate.calls),
        "tokens read": _range(estimate.input_tokens),
        "tokens written": _range(estimate.output_tokens),
        "cost": _money(estimate.cost) if estimate.cost else "unknown",
        "time": _time(estimate.seconds),
    }
    lines = [f"{name:<16}{value}" for name, value in rows.items()]
    notes = [f"- {note}" for note in estimate.notes]
    return "\n".join([*lines, "", *notes, "Nothing was asked, and nothing was written."]) + "\n"


def _prospect(setup: Setup) -> _Prospect:
    """What `engines.ready` would make, without connecting."""
    settings = setup.settings
    target, price = resolve(settings), price_of(settings)
    is_embedded = target.kind == "embedded"
    listed = price.context_window if price else None
    known = CONTEXT_WINDOW if is_embedded else listed
    strategy = strategy_named(
        setup.strategy or default_strategy(embedded=is_embedded), verify=setup.verify
    )
    capacity = Capacity(settings.context_window or known, exact_schemas=is_embedded)
    return _Prospect(
        setup,
        target,
        price,
        Method(
            _name(setup, target),
            strategy.name,
            capacity,
            recipes=anywhere(setup.recipes),
            verify=setup.verify,
        ),
    )


def _name(setup: Setup, target: Target) -> str:
    """The model as results would call it."""
    if target.kind == "embedded":
        return f"local/{(target.file or Path(DEFAULT_MODEL.file_name)).stem}"
    if target.kind == "server":
        return f"{urlsplit(setup.settings.base_url or '').hostname}/{target.model or 'its model'}"
    return f"{target.vendor or 'openai'}/{target.model}"


@contextmanager
def _state_in(folder: Path) -> Iterator[RunState | None]:
    if not (folder / STATE_FILE).is_file():
        yield None
        return
    with closing(RunState(folder, read_only=True)) as state:
        yield state


def _finished(state: RunState) -> int:
    """Articles that are done and no copies, which take next to nothing."""
    return state.totals.done - (state.totals.copies - state.waiting_copies())


def _changes(state: RunState, prospect: _Prospect) -> list[str]:
    """What would be asked otherwise than for the folder's rows, as far as no model has to be asked."""
    kept = state.json_note("configuration", dict)
    if kept is None:
        return []
    unknown = {"parameters", "context window"}
    if prospect.target.kind == "server" and prospect.target.model is None:
        unknown.add("model")
    before, now = (
        Configuration({name: v for name, v in one.settings.items() if name not in unknown})
        for one in (Configuration(kept), Configuration.of(prospect.method, ""))
    )
    return now.changes_since(before)


async def _firsts(sample: Sequence[Record], prospect: _Prospect, readings: Readings) -> list[First]:
    """The first questions about those of the sample that can be read as articles."""
    firsts = []
    for record in sample[:1]:
        readings.of(record)  # a process that reads takes a second to begin, which is not counted
    for record in sample:
        await asyncio.sleep(0)  # a moment in which Ctrl-C is heard
        began = time.perf_counter()
        document = readings.of(record)
        if isinstance(document, Reason):
            continue
        asked = _first_questions(document, prospect.method)
        seconds = time.perf_counter() - began
        prompts = ["\n".join(one.content for one in asking.messages) for asking in asked]
        length = sum(map(len, prompts))
        # Whether a vendor's cache holds a beginning, and at which price, is the vendor's to say.
        fresh = length - (_repeated(prompts) if prospect.is_embedded else 0)
        firsts.append(First(len(document.text), len(asked), length, fresh, seconds))
    return firsts


def _first_questions(document: Document, method: Method) -> tuple[Question, ...]:
    dialogue = converse(document, method.asking, method.capacity, method.limits)
    step = replay(dialogue, lambda _: None)
    return step.questions if isinstance(step, Missing) else ()


def _repeated(prompts: Sequence[str]) -> int:
    """Characters in which prompts begin like the one before."""
    pairs = pairwise(prompts)
    return sum(len(commonprefix(pair)) for pair in pairs)  # noqa: RUF071 - of texts, not of paths


def _without_bad(found: Survey, readable: int) -> Survey:
    """The survey with as large a share of bad records as there was in the sample."""
    left = round(found.open * readable / max(1, len(found.sample)))
    return replace(found, open=left, bad=found.bad + found.open - left)


def _cost(work: Work, prospect: _Prospect) -> Between | None:
    if prospect.price is None:
        return None
    return cost_of(work, prospect.price, in_batches=prospect.in_batches)


def _seconds(work: Work, prospect: _Prospect) -> Between:
    if not work.calls.high:
        return Between(0, 0)
    if prospect.is_embedded:
        return embedded_seconds(work)
    if prospect.in_batches:
        return batch_seconds(prospect.method.limits.rounds)
    return hosted_seconds(work, prospect.setup.flow)


def _own_seconds(firsts: Sequence[First], articles: int, prospect: _Prospect) -> Between:
    """How long this program itself takes, by what it took for the sample."""
    if not firsts:
        return Between(0, 0)
    flow = prospect.setup.flow
    processes = 1 if prospect.is_embedded else processes_for(flow.max_in_flight, flow.rpm)
    seconds = articles * fmean(one.seconds for one in firsts) / processes
    return Between(seconds, seconds)


def _about_records(found: Survey, order: Order, changes: Sequence[str]) -> Iterator[str]:
    if not found.is_whole:
        yield "The archive is larger than could be counted: all figures are of the part that was."
    if changes:
        yield (
            "The folder's rows were made otherwise, so that all is done anew; what the journal"
            f" still answers of it is not taken off. Changed: {'; '.join(changes)}."
        )
    if order.dedupe:
        yield (
            f"Copies were looked for among {found.compared:,} articles, and all others are taken to"
            " have as many; a copy takes over what stands unchanged, and is reckoned to ask nothing."
        )


def _about_sample(firsts: Sequence[First], strategy: str) -> str:
    if not firsts:
        return "There is no article to take a sample of."
    questions = fmean(one.questions for one in firsts)
    prompts = fmean(one.prompts for one in firsts)
    later = LATER[strategy].calls
    return (
        f"The first questions were made for {len(firsts)} articles drawn evenly: {questions:.1f}"
        f" an article, with {prompts:,.0f} characters, {CHARACTERS_A_TOKEN} a token. With those"
        f" about gaps and faults there are {later.low:g} to {later.high:g} times as many, by this"
        " project's own articles and the embedded model; a run that has begun tells better."
    )


def _about_own(own: Work) -> str:
    return (
        f"An article took {_range(own.calls)} calls, {_range(own.input)} tokens read and"
        f" {_range(own.output)} written, by those that this folder's run has finished."
    )


def _about_calls(prospect: _Prospect, own: Work | None) -> Iterator[str]:
    if prospect.price is None:
        yield f"No price is known for {prospect.method.model}."
    else:
        batches = ", those of batches where it has them" if prospect.in_batches else ""
        cache = "" if own else "; a vendor's cache of prompts may take something off"
        yield f"Prices are today's of the list{batches}{cache}."
    flow = prospect.setup.flow
    if prospect.is_embedded:
        yield "The time is that of two quiet cores, and up to twice that."
    elif prospect.in_batches:
        rounds = prospect.method.limits.rounds
        yield f"A batch takes an hour to a day, and there are 1 to {rounds} rounds of them."
    else:
        few = min(flow.start, flow.max_in_flight)
        calls = f"{flow.max_in_flight}" + (f" down to {few}" if few < flow.max_in_flight else "")
        yield (
            f"The time is that of {calls} calls at once to a model that writes 40 to 150 tokens a"
            " second, within --rpm and --tpm where they are given."
        )


def _range(ends: Between) -> str:
    low, high = f"{_rounded(ends.low):,.0f}", f"{_rounded(ends.high):,.0f}"
    return low if low == high else f"{low} to {high}"


def _money(ends: Between) -> str:
    low, high = (f"{end:,.2f}" if end >= 1 else f"{end:.4f}" for end in (ends.low, ends.high))
    return f"{low} USD" if low == high else f"{low} to {high} USD"


def _time(ends: Between) -> str:
    low, high = _duration(ends.low), _duration(ends.high)
    return low if low == high else f"{low} to {high}"


def _duration(seconds: float) -> str:
    for length, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * length:
            return f"{_rounded(seconds / length, 2):g} {unit}"
    return f"{seconds:.0f} seconds"


def _rounded(value: float, digits: int = DIGITS) -> float:
    return float(f"{value:.{digits}g}")
