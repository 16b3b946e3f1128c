"""A check notices who is said to say it, and a denial turned round."""

import pytest

from summarizer import Document
from summarizer.api import check_by_rules

SOURCE = """\
Ada Brandt denied that Lund sold the shop to a rival. Otto Kern said the mill had lost 40 jobs.

Brandt was at the fair on Monday. She said the shop would stay open in winter.
"""


def codes(statement: str) -> list[str]:
    report = check_by_rules(statement, Document.from_text(SOURCE))
    [sentence] = report.sentences
    return [problem.code for problem in sentence.problems]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("Ada Brandt said that Lund sold the shop to a rival.", "negation-differs"),
        ("Ada Brandt said the mill had lost 40 jobs.", "speaker-differs"),
        ("Otto Kern said the shop would stay open in winter.", "speaker-differs"),
    ],
)
def test_another_speaker_or_a_denial_turned_round_is_named(statement: str, code: str) -> None:
    named = {"speaker-differs": {"speaker-differs", "name-differs"}}.get(code, {code})
    assert named & set(codes(statement))  # where both are seen, the name in its place comes first


@pytest.mark.parametrize(
    "statement",
    [
        "Ada Brandt denied that Lund sold the shop to a rival.",
        "Kern said that the mill had lost 40 jobs.",
        "Brandt said the shop would stay open in winter.",
        "A manager said the mill had lost 40 jobs.",
    ],
)
def test_the_same_speaker_in_other_words_is_no_fault(statement: str) -> None:
    assert not {"negation-differs", "speaker-differs"} & set(codes(statement))
