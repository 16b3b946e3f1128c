"""Negations and denials: kept, dropped, added."""

import pytest

from summarizer.verification.negation import check_negation
from summarizer.verification.polarity import read_sentences

CHANGED = [
    ("The council approved the plan.", "The council did not approve the plan."),
    ("The council did not approve the plan.", "The council approved the plan on Monday."),
    ("The council approved the plan.", "The council hasn’t approved the plan."),
    ("Orland is arming its coast guard.", "Orland denied it was arming its coast guard, saying …"),
    ("Two people were hurt in the fire.", "No one was hurt in the fire."),
    ("Injuries were reported.", "No injuries were reported."),
    ("The minister signed the treaty.", "The minister refused to sign the treaty."),
    ("The minister signed the treaty.", "The minister was unable to sign the treaty."),
    ("The mayor left with permission.", "The mayor left without permission."),
    ("Parliament approved the bill.", "Parliament rejected the bill."),
    ("She is the leader of the party.", "She is no longer the leader of the party."),
    ("Neither side signed the accord.", "Both sides signed the accord on Friday."),
    ("The crew were injured.", "The crew escaped unhurt."),
    ("The suspect robbed the guard.", "The suspect denied robbing the guard."),
    ("Police had evidence of fraud.", "Police had no evidence of fraud."),
    ("The firm can't repay the loan.", "The firm can repay the loan."),
    (
        "Orland is sending further boats.",
        "“Orland is not sending any further boats,” she said.",
    ),
    ("The mayor has never met the investor.", "The mayor met the investor twice."),
    ("The ministry was planning a raid.", "The ministry rejected claims it was planning a raid."),
    ("Reporters left the city.", "Reporters were barred from leaving the city."),
    ("Orland denied that it was arming.", "Officials said Orland was arming."),
    ("The bank was involved.", "The bank denied it was involved."),
]

KEPT = [
    ("Orland denied that it was arming.", "Orland denied it was arming its coast guard."),
    ("Nobody was injured.", "No one was hurt."),
    ("No injuries were reported.", "Nobody was hurt."),
    ("The firm didn't repay the loan.", "The firm failed to repay the loan."),
    ("The minister was unable to attend the talks.", "The minister could not attend the talks."),
    ("Neither Ali nor Omar attended.", "Ali and Omar did not attend."),
    (
        "The council approved the plan.",
        "Not only did the council approve the plan, it paid for it.",
    ),
    ("The deal was a bribe.", "The deal was nothing but a bribe."),
    ("The fire was deliberate.", "There was no doubt the fire was deliberate."),
    ("The team won on the final day.", "The team did not win until the final day."),
    ("It was a disaster.", "It was no less than a disaster."),
    # The evidence denies something else than what is stated.
    ("The mayor praised the plan.", "The mayor praised the plan but did not say who would pay."),
    ("Rebels seized the base.", "Rebels seized the base without a fight."),
    ("The council voted on the plan.", "The council rejected the plan."),
    ("The bank stopped trading.", "The bank, which has not said why, stopped trading."),
    ("The storm killed four.", "The storm, which forecasters had not expected, killed four."),
    ("The court heard the case.", "The court did not hear the appeal but heard the case."),
    ("A woman was murdered.", "Her lodger, 26, denied murder. A woman was killed."),
    ("The bridge is safe.", "The bridge is safe, she said, and denied it had been neglected."),
    # Both are in the evidence, or the statement leaves it open.
    (
        "Officials say Orland is arming.",
        "Orland denied it was arming. Officials say Orland is arming.",
    ),
    ("Orland was accused of arming.", "Orland denied it was arming."),
    (
        "The opposition backed the plan.",
        "The mayor did not back the plan. The opposition backed it.",
    ),
    ("The union will strike.", "The union will strike if no deal is reached."),
    ("He was not charged.", "He was released without charge."),
]


@pytest.mark.parametrize(("statement", "evidence"), CHANGED)
def test_a_dropped_or_added_negation_is_a_doubt(statement: str, evidence: str) -> None:
    problems = check_negation(statement, [evidence], "summary")
    assert [(found.code, found.severity, found.field) for found in problems] == [
        ("negation-changed", "doubt", "summary")
    ]


@pytest.mark.parametrize(("statement", "evidence"), KEPT)
def test_what_keeps_the_sense_passes(statement: str, evidence: str) -> None:
    assert check_negation(statement, [evidence]) == []


@pytest.mark.parametrize("text", sorted({text for pair in CHANGED + KEPT for text in pair}))
def test_a_copy_of_the_evidence_passes(text: str) -> None:
    assert check_negation(text, [text]) == []


def test_messages_show_the_words_of_the_evidence() -> None:
    (problem,) = check_negation(
        "The council of Orland approved the plan.",
        ["On Monday the council of Orland did not approve the plan, she said."],
    )
    assert '"approved"' in problem.message
    assert '"Orland did not approve the plan"' in problem.message


def test_the_denial_may_stand_in_any_of_the_evidence() -> None:
    evidence = ["The plan was debated.", "The council did not approve the plan."]
    assert len(check_negation("The council approved the plan.", evidence)) == 1


@pytest.mark.parametrize(
    ("statement", "evidence"),
    [
        ("El alcalde aprobó el plan", "El alcalde no aprobó el plan"),
        ("Der Rat billigte den Plan", "Der Rat billigte den Plan nicht"),
        ("", ""),
        ("市议会批准了该计划", "市议会没有批准该计划"),
    ],
)
def test_other_languages_are_left_alone(statement: str, evidence: str) -> None:
    assert check_negation(statement, [evidence]) == []


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("It did not approve the plan", {"approv"}),
        ("It has not, so far, been sold", set()),
        ("It did not stop the sale", {"stop"}),
        ("It is not only a bank", None),
        ("They ask whether or not it sank", None),
        ("No 10 was silent", None),
        ("They are no fewer than 10", None),
        ("It is not just a bank", None),
    ],
)
def test_which_word_a_negation_denies(text: str, heads: set[str] | None) -> None:
    (sentence,) = read_sentences(text)
    found = [set(negation.heads) for negation in sentence.negations]
    assert found == ([] if heads is None else [heads])
