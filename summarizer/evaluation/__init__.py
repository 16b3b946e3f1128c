"""Measuring against gold: what people marked beside what this package finds.

    tasks       what can be measured, and on which gold
    gold        the formats, read and checked; samples
    run         documents through a `Summarizer`, each scored
    no_model    a model that knows nothing: what the rules find alone
    claims, incidents, events, support, error_spans
                one task each: gold and answers into a tally
    tally       counts and misses that add up over documents
    totals      figures over all documents; bootstrap: how far they may be off
    report      a page to read, and JSON; tables: what a page is made of
    drafts      what a reader listed for an article, as a model's answers
    replay      such drafts played through the dialogue; fates: what became of each
    replay_report
                the same as a page to read, and as JSON

docs/evaluation.md defines every measure.
"""

from summarizer.evaluation.drafts import read_drafts
from summarizer.evaluation.gold import read_gold, sampled
from summarizer.evaluation.no_model import no_model
from summarizer.evaluation.replay import replay
from summarizer.evaluation.replay_report import replay_json, replay_text
from summarizer.evaluation.report import to_json, to_text
from summarizer.evaluation.run import Ears, Evaluation, aevaluate, evaluate
from summarizer.evaluation.tally import Counts, Judgement, Miss, Tally
from summarizer.evaluation.tasks import REPLAY, TASKS, task_named

__all__ = [
    "REPLAY",
    "TASKS",
    "Counts",
    "Ears",
    "Evaluation",
    "Judgement",
    "Miss",
    "Tally",
    "aevaluate",
    "evaluate",
    "no_model",
    "read_drafts",
    "read_gold",
    "replay",
    "replay_json",
    "replay_text",
    "sampled",
    "task_named",
    "to_json",
    "to_text",
]
