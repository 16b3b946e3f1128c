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
    oracle      right drafts and planted faults put to the checks
    perfect, planting
                drafts out of gold, and the faults that are put into them
    replay_report, oracle_report
                the same as a page to read, and as JSON

docs/evaluation.md defines every measure.
"""

from summarizer.evaluation.drafts import read_drafts
from summarizer.evaluation.gold import read_gold, sampled
from summarizer.evaluation.no_model import no_model
from summarizer.evaluation.oracle import try_gold
from summarizer.evaluation.oracle_report import oracle_json, oracle_text
from summarizer.evaluation.replay import replay
from summarizer.evaluation.replay_report import replay_json, replay_text
from summarizer.evaluation.report import to_json, to_text
from summarizer.evaluation.run import Ears, Evaluation, aevaluate, evaluate
from summarizer.evaluation.tally import Counts, Judgement, Miss, Tally
from summarizer.evaluation.tasks import ORACLE, REPLAY, TASKS, task_named

__all__ = [
    "ORACLE",
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
    "oracle_json",
    "oracle_text",
    "read_drafts",
    "read_gold",
    "replay",
    "replay_json",
    "replay_text",
    "sampled",
    "task_named",
    "to_json",
    "to_text",
    "try_gold",
]
