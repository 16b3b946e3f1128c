"""How sure claims are said to be, beside how often they are right: a reliability table.

    python benchmarks/calibrate_confidence.py claims.jsonl [--model none|local] [--sample N --seed S]

FILE has the form of the `claims` task (docs/evaluation.md). For documents in even and in odd places
of the file apart, prints each confidence that occurs, how many claims have it, the share of them that
people marked with the same speaker, and the expected calibration error. The values in
`summarizer/grounding/confidence.py` come from this table.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from summarizer import Settings, Summarizer
from summarizer.evaluation import evaluate, no_model, read_gold, sampled, task_named
from summarizer.evaluation.tally import Judgement
from summarizer.evaluation.totals import calibration_error

__all__ = ["main", "table"]

BAR = 40
"""Characters of a bar that is full."""


def table(judgements: Sequence[Judgement]) -> str:
    """A line for each confidence: how many claims, the share that is right, and a bar of it."""
    rows: dict[float, list[bool]] = defaultdict(list)
    for one in judgements:
        rows[one.probability or 0.0].append(one.right)
    lines = [f"{'said':>5} {'is':>5} {'claims':>7}"]
    for said, right in sorted(rows.items()):
        share = sum(right) / len(right)
        lines.append(f"{said:5.2f} {share:5.2f} {len(right):7}  {'#' * round(BAR * share)}")
    error = calibration_error(judgements) or 0.0
    return "\n".join([*lines, f"expected calibration error {error:.3f}"])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", default="none")
    parser.add_argument("--journal", type=Path)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    task = task_named("claims")
    gold = read_gold(options.file, task.form)
    if options.sample:
        gold = sampled(gold, options.sample, options.seed)
    model = no_model() if options.model == "none" else options.model
    settings = Settings(journal=options.journal, use_journal=options.model != "none")
    with Summarizer(model, strategy="focused", settings=settings) as summarizer:
        for name, half in (("even", gold[::2]), ("odd", gold[1::2])):
            documents = evaluate(task, half, summarizer).documents
            found = chain.from_iterable(
                chain.from_iterable(one.tally.judgements.values()) for one in documents
            )
            print(f"{name} places, {len(documents)} documents\n{table(list(found))}\n")


if __name__ == "__main__":
    main()
