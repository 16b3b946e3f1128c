"""The `error-spans` task: does the check flag the words of a summary that people flagged?

Every definition stands in docs/evaluation.md, in the same words.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from summarizer.evaluation.gold import Gold
from summarizer.evaluation.ranges import Characters, characters, marked, shared, visible
from summarizer.evaluation.support import judged
from summarizer.evaluation.tally import Miss, Tally
from summarizer.schemas.verdict import SupportReport

__all__ = ["score", "texts"]

CHARACTERS: Final = "characters flagged"
SUMMARIES: Final = "the check, whole summaries"
FLAGS: Final = "any flag, whole summaries"


def texts(gold: Gold) -> list[str]:
    """What is checked: the summary."""
    return [gold["summary"]]


def score(gold: Gold, reports: Sequence[SupportReport]) -> Tally:
    """The tally of one document: `gold` has the keys of `gold.ErrorSpansLine`, and one report.

    Measures: characters flagged. Judges of whole summaries: the check's verdicts; whether it flags
    anything.
    """
    [report] = reports
    text = gold["summary"]
    predicted = visible(characters((flag.start, flag.end) for flag in report.flags), text)
    wanted = visible(marked(gold["errors"]), text)
    by_verdict = judged(report.sentences, gold["supported"])
    by_flag = replace(by_verdict, said=not report.flags, probability=None)
    return Tally(
        {CHARACTERS: shared(predicted, wanted)},
        tuple(_misses(predicted, wanted, text)),
        {SUMMARIES: (by_verdict,), FLAGS: (by_flag,)},
    )


def _misses(predicted: Characters, wanted: Characters, text: str) -> list[Miss]:
    """One miss for each way to be wrong, as heavy as its characters are many."""
    return [
        Miss(kind, _bracketed(text, wrong), len(wrong))
        for kind, wrong in (
            ("not flagged", wanted - predicted),
            ("flagged without need", predicted - wanted),
        )
        if wrong
    ]


def _bracketed(text: str, chosen: Characters) -> str:
    """The text with each run of chosen characters in brackets; white space inside stays inside."""
    shown, rest = "", 0
    for start, end in _runs(text, chosen):
        shown += f"{text[rest:start]}[{text[start:end]}]"
        rest = end
    return shown + text[rest:]


def _runs(text: str, chosen: Characters) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for at in sorted(chosen):
        if runs and not text[runs[-1][1] : at].strip():
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs
