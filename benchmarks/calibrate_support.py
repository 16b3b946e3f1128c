"""Fit and measure the probabilities of `summarizer check`.

    python benchmarks/calibrate_support.py support-cnndm.jsonl support-xsum.jsonl error-spans.jsonl
    python benchmarks/calibrate_support.py --model local --journal kept.sqlite3 support-cnndm.jsonl …

Fits a logistic model to the documents at even places of the files (0, 2, …) and measures it on the
others, which it has not seen; the threshold, too, is chosen on the even ones. Sentences that the
rules decide are left out of the fit, and are part of what is measured. Prints the module's numbers
(`summarizer/verification/calibration.py`), and for each file balanced accuracy, AUC and the expected
calibration error, for both halves; for the even half also cross-validated over its documents.
Formats: `sentences` of `text` and `supported`; or `summary` with `errors` (a sentence that an error
touches is not supported; a summary that is wrong without any marked error is left out).
"""

import argparse
import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import Any

from summarizer.documents import Document
from summarizer.drivers import run
from summarizer.grounding.reading import read_through
from summarizer.models import Model, connect
from summarizer.rounds import Question, Reply
from summarizer.settings import Settings
from summarizer.store import Journal
from summarizer.support.asking import log_odds, support_question
from summarizer.support.pages import page_of, pages
from summarizer.verification.calibration import WITH_MODEL, Calibration
from summarizer.verification.features import compare
from summarizer.verification.judging import findings
from summarizer.verification.nearest import Source, line_of
from summarizer.verification.statements import of_text
from summarizer.verification.weighing import inputs, is_decided, probability, weighed

__all__ = ["Row", "auc", "balanced_accuracy", "calibration_error", "fit", "main"]

BINS = 10
FOLDS = 6
PENALTY = 1.0
"""L2, on standardised features: a few hundred sentences, a handful of weights."""
STEPS = 25
"""Newton's; it stands still after ten."""


@dataclass(slots=True)
class Row:
    """One sentence: where it comes from, whether people found it supported, and what was counted.

    `ruled` is the probability that the rules give, None where they leave it open.
    """

    file: str
    document: int
    supported: bool
    values: Mapping[str, float]
    ruled: float | None


def labelled(entry: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """The sentences of an entry, and whether they are supported."""
    for one in entry.get("sentences", []):
        yield one["text"], bool(one["supported"])
    if "summary" in entry and (entry["errors"] or entry["supported"]):
        for statement in of_text(entry["summary"]).statements:
            wrong = any(
                error["start"] < statement.end and statement.start < error["end"]
                for error in entry["errors"]
            )
            yield statement.text, not wrong


Asked = tuple[Model, Journal | None] | None
"""The model that is asked, and where its answers are kept; None without a model."""


def rows_of(file: Path, asked: Asked) -> Iterator[Row]:
    """All sentences of a file; a model is asked about those that the rules leave open."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()):
        entry = json.loads(line)
        source = Source(read_through(Document.from_text(entry["text"], language="en")))
        for text, supported in labelled(entry):
            case = compare(line_of(text), source)
            found = findings(case)
            if is_decided(case, found):
                yield Row(file.stem, number, supported, {}, weighed(case, found, None)[1])
                continue
            odds = None
            if asked is not None:
                cut = pages(source.reading, None)
                page = page_of([one.number for one in case.nearest], cut)
                odds = log_odds(run(_one(support_question(text, page)), *asked), 0.0)
            yield Row(file.stem, number, supported, inputs(case, odds), None)


def _one(question: Question) -> Generator[list[Question], list[Reply], Reply]:
    """The dialogue of one question."""
    replies = yield [question]
    return replies[0]


def fit(rows: Sequence[Row], names: Sequence[str]) -> Calibration:
    """Newton's method on the rows that the rules leave open; the threshold by balanced accuracy."""
    rows = [row for row in rows if row.ruled is None]
    columns = [[row.values[name] for row in rows] for name in names]
    means = [sum(column) / len(column) for column in columns]
    spreads = [
        (sum((value - mean) ** 2 for value in column) / len(column)) ** 0.5 or 1.0
        for column, mean in zip(columns, means, strict=True)
    ]
    scaled = [
        [1.0, *((row.values[n] - m) / s for n, m, s in zip(names, means, spreads, strict=True))]
        for row in rows
    ]
    beta = _newton(scaled, [float(row.supported) for row in rows])
    weights = {name: b / s for name, b, s in zip(names, beta[1:], spreads, strict=True)}
    intercept = beta[0] - sum(weights[n] * m for n, m in zip(names, means, strict=True))
    middle = means[list(names).index("log_odds")] if "log_odds" in names else 0.0
    made = Calibration(intercept, weights, 0.5, middle)
    return Calibration(intercept, weights, _threshold(rows, made), middle)


def _newton(scaled: Sequence[Sequence[float]], labels: Sequence[float]) -> list[float]:
    size = len(scaled[0])
    beta = [0.0] * size
    for _ in range(STEPS):
        guesses = [1 / (1 + exp(-sum(map(float.__mul__, beta, row)))) for row in scaled]
        slope = [
            sum((y - p) * row[j] for row, y, p in zip(scaled, labels, guesses, strict=True))
            - (PENALTY * beta[j] if j else 0.0)
            for j in range(size)
        ]
        bend = [
            [
                sum(p * (1 - p) * row[j] * row[k] for row, p in zip(scaled, guesses, strict=True))
                + (PENALTY if j == k and j else 0.0)
                for k in range(size)
            ]
            for j in range(size)
        ]
        beta = [b + step for b, step in zip(beta, _solved(bend, slope), strict=True)]
    return beta


def _solved(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Gauss's elimination; the matrix is symmetric and positive."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for at, pivot in enumerate(rows):
        for other in rows[at + 1 :]:
            share = other[at] / pivot[at]
            other[at:] = [a - share * b for a, b in zip(other[at:], pivot[at:], strict=True)]
    found = [0.0] * len(rows)
    for at in reversed(range(len(rows))):
        known = sum(rows[at][k] * found[k] for k in range(at + 1, len(rows)))
        found[at] = (rows[at][-1] - known) / rows[at][at]
    return found


def _threshold(rows: Sequence[Row], made: Calibration) -> float:
    """Where the mean of the files' balanced accuracies is greatest."""
    guesses = [probability(row.values, made) for row in rows]
    files = sorted({row.file for row in rows})

    def mean(threshold: float) -> float:
        total = 0.0
        for file in files:
            own = [(p, r.supported) for p, r in zip(guesses, rows, strict=True) if r.file == file]
            total += balanced_accuracy(own, threshold)
        return total / len(files)

    # A plateau's middle: its edges are single sentences.
    means = {step / 50: mean(step / 50) for step in range(1, 50)}
    level = [step for step, value in means.items() if value >= max(means.values()) - 1e-9]
    return level[len(level) // 2]


def auc(scored: Sequence[tuple[float, bool]]) -> float:
    """How often a supported sentence has the greater probability of two."""
    yes = [p for p, supported in scored if supported]
    no = [p for p, supported in scored if not supported]
    wins = sum((one > other) + 0.5 * (one == other) for one in yes for other in no)
    return wins / max(1, len(yes) * len(no))


def balanced_accuracy(scored: Sequence[tuple[float, bool]], threshold: float) -> float:
    """The mean of the shares right among supported and among other sentences."""
    yes = [p >= threshold for p, supported in scored if supported]
    no = [p < threshold for p, supported in scored if not supported]
    return (sum(yes) / max(1, len(yes)) + sum(no) / max(1, len(no))) / 2


def calibration_error(scored: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error: the mean gap of probability and frequency, in bins of a tenth."""
    gaps = 0.0
    for at in range(BINS):
        inside = [(p, s) for p, s in scored if min(BINS - 1, int(p * BINS)) == at]
        gaps += abs(sum(p for p, _ in inside) - sum(s for _, s in inside))
    return gaps / max(1, len(scored))


def scored(rows: Sequence[Row], made: Calibration) -> list[tuple[float, bool]]:
    """Probability and label; what the rules decide has their probability."""
    return [
        (probability(row.values, made) if row.ruled is None else row.ruled, row.supported)
        for row in rows
    ]


def report(rows: Sequence[Row], names: Sequence[str]) -> None:
    """Fit on the even documents, print numbers and measures."""
    even = [row for row in rows if row.document % 2 == 0]
    made = fit(even, names)
    weights = ", ".join(f'"{name}": {weight:.4f}' for name, weight in made.weights.items())
    print(f"Calibration({made.intercept:.4f}, {{{weights}}}, {made.threshold}, {made.middle:.4f})")
    for ruling in sorted({row.ruled for row in even if row.ruled is not None}):
        ruled = [row.supported for row in even if row.ruled == ruling]
        print(f"ruled {ruling}: {sum(ruled)} of {len(ruled)} are supported")
    folds = [
        fit([row for row in even if row.document // 2 % FOLDS != fold], names)
        for fold in range(FOLDS)
    ]
    for file in sorted({row.file for row in rows}):
        own = [row for row in rows if row.file == file]
        odd = scored([row for row in own if row.document % 2], made)
        crossed: list[tuple[float, bool]] = []
        right = []
        for fold, calibration in enumerate(folds):
            part = [r for r in own if r.document % 2 == 0 and r.document // 2 % FOLDS == fold]
            crossed += scored(part, calibration)
            right += [(p >= calibration.threshold, s) for p, s in scored(part, calibration)]
        both = [(float(guess), supported) for guess, supported in right]
        _print(f"{file}, even, crossed", crossed, balanced_accuracy(both, 0.5))
        _print(f"{file}, odd", odd, balanced_accuracy(odd, made.threshold))


def _print(name: str, pairs: Sequence[tuple[float, bool]], accuracy: float) -> None:
    loss = -sum(log(max(1e-9, p if s else 1 - p)) for p, s in pairs) / max(1, len(pairs))
    print(
        f"{name:<30}{len(pairs):>5}  bal. acc {accuracy:.3f}  AUC {auc(pairs):.3f}"
        f"  ECE {calibration_error(pairs):.3f}  log loss {loss:.3f}"
    )


def main() -> None:
    """Read the files, ask where a model is given, fit and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--model", help="without it, the model-free calibration is fitted")
    parser.add_argument("--journal", type=Path, help="where answers are kept")
    parser.add_argument("--features", nargs="*", default=[])
    options = parser.parse_args()
    rows: list[Row] = []
    asked: Asked = None
    if options.model is not None:
        journal = Journal(options.journal) if options.journal else None
        asked = connect(Settings(model=options.model)), journal
    for file in options.files:
        rows += rows_of(file, asked)
    if asked is not None:
        asked[0].close()
    names = options.features or [name for name in WITH_MODEL.weights if name != "log_odds"]
    report(rows, [*names, "log_odds"] if options.model else names)


if __name__ == "__main__":
    main()
