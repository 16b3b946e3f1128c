"""An evaluation as a page to read, and as JSON."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import chain, groupby, zip_longest
from typing import Any, Final

from summarizer.evaluation.bootstrap import RESAMPLES, Estimate
from summarizer.evaluation.run import Evaluation, Scored
from summarizer.evaluation.tables import cut, table
from summarizer.evaluation.tally import Counts, Miss, Tally
from summarizer.export.layout import PLAIN, Page
from summarizer.export.printable import escaped

__all__ = ["misses_page", "row_of", "to_json", "to_text", "worst", "worst_of"]

WIDTH: Final = 100
LONGEST_ID: Final = 32
"""Longer names of documents are cut, so that the columns beside them stay on the page."""

LONGEST_MISS: Final = 400
"""Characters of a miss on the page; the JSON has all of them."""

_NOTHING: Final = "–"


def to_text(evaluation: Evaluation, misses: int) -> str:
    """Rows, totals and the `misses` worst misses, for a person."""
    parts = [
        _rows(evaluation),
        _measures(evaluation),
        _judges(evaluation),
        _spent(evaluation),
        misses_page(worst(evaluation, misses)),
    ]
    return "\n".join(part for part in parts if part)


def to_json(evaluation: Evaluation, misses: int, about: dict[str, Any]) -> str:
    """One JSON object: `about` (how it was run) first, then totals, documents and misses."""
    totals = evaluation.totals
    value = {
        "task": evaluation.task.name,
        **about,
        "model": evaluation.model,
        "strategy": evaluation.strategy,
        "measures": {one.name: _without_name(asdict(one)) for one in totals.measures},
        "judges": {one.name: _without_name(asdict(one)) for one in totals.judges},
        "documents": [_document(one) for one in evaluation.documents],
        "misses": [
            {"doc_id": doc_id, "kind": miss.kind, "text": miss.text}
            for doc_id, miss in worst(evaluation, misses)
        ],
    }
    return escaped(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def worst(evaluation: Evaluation, number: int) -> list[tuple[str, Miss]]:
    """The heaviest misses with the ids of their documents, each kind in turn."""
    return worst_of(
        ((one.doc_id, miss) for one in evaluation.documents for miss in one.tally.misses), number
    )


def worst_of(misses: Iterable[tuple[str, Miss]], number: int) -> list[tuple[str, Miss]]:
    """`number` of the misses, each with its document's id: each kind in turn, the heaviest first."""
    every = sorted(misses, key=lambda miss: (miss[1].kind, -miss[1].weight))
    kinds = [list(group) for _, group in groupby(every, key=lambda miss: miss[1].kind)]
    in_turn = chain.from_iterable(zip_longest(*kinds))
    return [miss for miss in in_turn if miss is not None][:number]


def row_of(shown: Mapping[str, str], scored: Scored) -> str:
    """A document in one line, for progress: the measures of `task.shown`, and the seconds."""
    cells = (f"{head} {_cell(name, scored.tally)}" for name, head in shown.items())
    return f"{scored.doc_id}: {', '.join(cells)}; {scored.spent.seconds:.1f} s"


def _rows(evaluation: Evaluation) -> str:
    shown = evaluation.task.shown
    head = ["document", *shown.values(), "calls", "tokens in", "out", "seconds"]
    rows = [
        [
            cut(one.doc_id, LONGEST_ID),
            *(_cell(name, one.tally) for name in shown),
            f"{one.spent.calls:,}",
            f"{one.spent.input_tokens:,}",
            f"{one.spent.output_tokens:,}",
            f"{one.spent.seconds:.1f}",
        ]
        for one in evaluation.documents
    ]
    return table(head, rows) + "right / given / wanted of a measure; right / asked of a judge\n"


def _cell(name: str, tally: Tally) -> str:
    if name in tally.judgements:
        said = tally.judgements[name]
        return f"{sum(one.said == one.right for one in said)} / {len(said)}"
    return _counted(tally.measures.get(name, Counts()))


def _measures(evaluation: Evaluation) -> str:
    rows = [
        [one.name, *(_NOTHING, _NOTHING, _figure(one.f1)), _counted(one.counts)]
        if one.is_share
        else [one.name, *map(_figure, (one.precision, one.recall, one.f1)), _counted(one.counts)]
        for one in evaluation.totals.measures
    ]
    head = ["measure", "precision", "recall", "F1, or share", "right / given / wanted"]
    return table(head, rows) if rows else ""


def _judges(evaluation: Evaluation) -> str:
    rows = [
        [
            one.name,
            *map(_figure, (one.balanced_accuracy, one.auc, one.calibration_error)),
            f"{one.judgements:,}",
        ]
        for one in evaluation.totals.judges
    ]
    head = ["judge", "balanced accuracy", "AUC", "calibration error", "answers"]
    return table(head, rows) if rows else ""


def _spent(evaluation: Evaluation) -> str:
    number = len(evaluation.documents)
    spent = [one.spent for one in evaluation.documents]
    seconds = sum(one.seconds for one in spent)
    replayed = sum(one.replayed for one in spent)
    kept = f"; {replayed:,} answers out of the journal" if replayed else ""
    return (
        f"{number:,} {'document' if number == 1 else 'documents'}, {evaluation.model},"
        f" {evaluation.strategy}. A document: {seconds / number:.1f} s,"
        f" {sum(one.calls for one in spent) / number:.1f} calls,"
        f" {sum(one.input_tokens for one in spent) / number:,.0f} tokens in,"
        f" {sum(one.output_tokens for one in spent) / number:,.0f} out{kept}.\n"
        f"Between brackets: 95 % of {RESAMPLES:,} draws of the documents.\n"
    )


def misses_page(misses: Iterable[tuple[str, Miss]]) -> str:
    """Misses as a list to read; empty without any."""
    page = Page(WIDTH, PLAIN)
    lines = ["The worst misses"]
    for doc_id, miss in misses:
        text = cut(f"{miss.kind} ({doc_id}): {miss.text}", LONGEST_MISS)
        lines += page.block([(text, "plain")], "- ")
    return "\n".join(lines) + "\n" if lines[1:] else ""


def _figure(estimate: Estimate | None) -> str:
    if estimate is None:
        return _NOTHING
    ends = (_decimal(estimate.low, 2), _decimal(estimate.high, 2))
    return f"{_decimal(estimate.value, 3)} ({'–'.join(ends)})"


def _decimal(value: float, digits: int) -> str:
    """Without the nought before the point, so that a row fits on the page."""
    return f"{value:.{digits}f}".removeprefix("0")


def _counted(counts: Counts) -> str:
    numbers = (counts.correct, counts.predicted, counts.gold)
    return " / ".join(f"{one:,.0f}" if one == int(one) else f"{one:,.1f}" for one in numbers)


def _document(scored: Scored) -> dict[str, Any]:
    tally = scored.tally
    judged = {
        name: [asdict(judgement) for judgement in said] for name, said in tally.judgements.items()
    }
    return {
        "doc_id": scored.doc_id,
        "measures": {name: asdict(counts) for name, counts in tally.measures.items()},
        "judgements": judged,
        **asdict(scored.spent),
    }


def _without_name(total: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in total.items() if name != "name"}
