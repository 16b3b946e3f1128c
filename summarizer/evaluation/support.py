"""The `support` task: does the check tell supported sentences from others, and how well do people?

Every definition stands in docs/evaluation.md, in the same words.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from summarizer.evaluation.gold import Gold
from summarizer.evaluation.tally import Judgement, Miss, Tally
from summarizer.schemas.verdict import SentenceSupport, SupportReport

__all__ = ["judged", "score", "texts"]

CHECK: Final = "the check"
ONE_VOTE: Final = "one vote beside the majority"
OTHER_VOTES: Final = "one vote beside the others"


def texts(gold: Gold) -> list[str]:
    """What is checked: each of the sentences by itself."""
    return [sentence["text"] for sentence in gold["sentences"]]


def score(gold: Gold, reports: Sequence[SupportReport]) -> Tally:
    """The tally of one document: `gold` has the keys of `gold.SupportLine`, one report a sentence.

    Judges: the check; one vote beside the majority that it is part of; one vote beside the other
    votes, where these agree.
    """
    sentences = gold["sentences"]
    answers = [
        judged(report.sentences, sentence["supported"])
        for sentence, report in zip(sentences, reports, strict=True)
    ]
    judges = {
        CHECK: tuple(answers),
        ONE_VOTE: tuple(_beside_majority(sentences)),
        OTHER_VOTES: tuple(_beside_others(sentences)),
    }
    misses = [
        _miss(answer, report)
        for answer, report in zip(answers, reports, strict=True)
        if answer.said != answer.right
    ]
    return Tally({}, tuple(misses), {name: said for name, said in judges.items() if said})


def judged(sentences: Sequence[SentenceSupport], right: bool) -> Judgement:
    """A text is supported when each of its sentences is, as probably as the least probable one."""
    return Judgement(
        said=all(one.verdict == "supported" for one in sentences),
        right=right,
        probability=min((one.support for one in sentences), default=0.0),
    )


def _beside_majority(sentences: Sequence[Gold]) -> Iterable[Judgement]:
    for sentence in sentences:
        for vote in sentence.get("votes", []):
            yield Judgement(vote == "yes", sentence["supported"])


def _beside_others(sentences: Sequence[Gold]) -> Iterable[Judgement]:
    for sentence in sentences:
        votes = [vote == "yes" for vote in sentence.get("votes", [])]
        for at, vote in enumerate(votes):
            others = set(votes[:at] + votes[at + 1 :])
            if len(others) == 1:
                yield Judgement(vote, others.pop())


def _miss(answer: Judgement, report: SupportReport) -> Miss:
    kind = "taken for supported" if answer.said else "taken for not supported"
    verdicts = ", ".join(one.verdict for one in report.sentences) or "no sentence"
    probability = answer.probability or 0.0
    certainty = probability if answer.said else 1 - probability
    return Miss(kind, f"{report.text} [{verdicts}, {probability:.2f}]", certainty)
