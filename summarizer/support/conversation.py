"""The dialogue that checks a text against a source: one round of short questions at most.

A generator without I/O, like `dialogue.converse`; the same drivers run it. What the rules decide,
and what the source has word for word, is not asked.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from summarizer.documents import Document
from summarizer.errors import DocumentError
from summarizer.grounding.reading import Reading, read_through
from summarizer.rounds import Question, Reply, Tokens
from summarizer.schemas.problem import Problem
from summarizer.schemas.summary import Summary, Usage
from summarizer.schemas.verdict import SentenceSupport, SupportReport
from summarizer.support.asking import log_odds, support_question, unanswered
from summarizer.support.pages import page_of, pages
from summarizer.verification.calibration import WITH_MODEL
from summarizer.verification.features import Comparison, compare
from summarizer.verification.judging import Finding, findings
from summarizer.verification.nearest import Source, line_of
from summarizer.verification.statements import Checked, Statement, of_summary, of_text
from summarizer.verification.weighing import flags_of, is_decided, weighed
from summarizer.verification.written_items import item_findings

__all__ = ["SupportDialogue", "check_support"]

SupportDialogue = Generator[list[Question], list[Reply], SupportReport]


@dataclass
class _Case:
    """One statement on its way to a verdict."""

    statement: Statement
    comparison: Comparison
    found: list[Finding]
    log_odds: float | None = None
    notes: list[Problem] = field(default_factory=list)


@dataclass
class _Account:
    tokens: Tokens = Tokens()
    replayed: int = 0
    recipes: dict[str, None] = field(default_factory=dict)

    def count(self, question: Question, reply: Reply) -> None:
        self.tokens = self.tokens + reply.tokens
        self.replayed += reply.replayed
        self.recipes[question.recipe] = None


def check_support(
    summary: str | Summary, source: Document, *, window: int | None = None, ask: bool = True
) -> SupportDialogue:
    """The dialogue that checks `summary`, sentence by sentence or item by item, against `source`.

    `window` are the tokens a model can take; with `ask` false the rules decide alone and the
    dialogue has no rounds. Raises DocumentError when the summary is blank, or a result of another
    text than `source`.
    """
    if isinstance(summary, Summary) and summary.document.text_sha256 != source.text_sha256:
        raise DocumentError(
            "the result was made from another text than the source it is given with"
        )
    checked = of_summary(summary) if isinstance(summary, Summary) else of_text(summary)
    return _rounds(checked, read_through(source), window, ask)


def _rounds(checked: Checked, reading: Reading, window: int | None, ask: bool) -> SupportDialogue:
    source = Source(reading)
    cases = [_case(statement, source) for statement in checked.statements]
    account = _Account()
    open_cases = [one for one in cases if not is_decided(one.comparison, one.found)] if ask else []
    if open_cases:
        questions = _questions(open_cases, reading, window)
        replies = yield questions
        for case, question, reply in zip(open_cases, questions, replies, strict=True):
            account.count(question, reply)
            case.log_odds = log_odds(reply, WITH_MODEL.middle)
            if case.log_odds is None:
                case.notes.append(unanswered(reply))
    return _report(checked, cases, reading, account)


def _case(statement: Statement, source: Source) -> _Case:
    comparison = compare(line_of(statement.text[statement.told :]), source)
    item = statement.item
    found = findings(comparison) if item is None else item_findings(item, comparison)
    return _Case(statement, comparison, found)


def _questions(cases: Sequence[_Case], reading: Reading, window: int | None) -> list[Question]:
    """By page, so that a server's prefix cache pays; the order of `cases` is kept."""
    cut = pages(reading, window)
    return [
        support_question(
            case.statement.text,
            page_of([line.number for line in case.comparison.nearest], cut),
        )
        for case in cases
    ]


def _report(
    checked: Checked, cases: Sequence[_Case], reading: Reading, account: _Account
) -> SupportReport:
    sentences = [_sentence(case, reading) for case in cases]
    flags = [
        flag
        for case, sentence in zip(cases, sentences, strict=True)
        for flag in flags_of(case.statement, case.comparison, case.found, sentence.verdict)
    ]
    return SupportReport(
        document=reading.document.info,
        text=checked.text,
        sentences=sentences,
        flags=flags,
        usage=_usage(account),
    )


def _sentence(case: _Case, reading: Reading) -> SentenceSupport:
    verdict, support = weighed(case.comparison, case.found, case.log_odds)
    return SentenceSupport(
        text=case.statement.text,
        start=case.statement.start,
        end=case.statement.end,
        verdict=verdict,
        support=round(support, 3),
        confidence=round(support if verdict == "supported" else 1 - support, 3),
        evidence=[reading.sentence_span(line.number) for line in case.comparison.nearest],
        problems=[*(finding.problem for finding in case.found), *case.notes],
    )


def _usage(account: _Account) -> Usage:
    return Usage(
        calls=account.tokens.calls,
        replayed=account.replayed,
        input_tokens=account.tokens.input,
        cached_tokens=account.tokens.cached,
        output_tokens=account.tokens.output,
        cost=account.tokens.cost,
        seconds=0.0,
        model="",
        strategy="support",
        recipes=list(account.recipes),
        estimated=account.tokens.estimated,
    )
