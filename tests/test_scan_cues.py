"""The words that report speech, and those that look the same and do not."""

import pytest

from summarizer.scan.cues import Cue, find_cues
from summarizer.scan.tokens import tokenize


def cues(sentence: str, quoted: tuple[int, int] = (0, 0)) -> list[Cue]:
    """The cues of a sentence; `quoted` is a range of offsets inside quotation marks."""
    tokens = tokenize(sentence)
    return find_cues(tokens, [quoted[0] <= token.start < quoted[1] for token in tokens])


def words(sentence: str) -> list[str]:
    return [sentence[cue.start : cue.end] for cue in cues(sentence)]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Moor said it was shut.", ["said"]),
        ("It was shut, according to Moor.", ["according to"]),
        ("Moor said it was shut and added that it would stay so.", ["said", "added"]),
        ("Moor pointed out that it was shut.", ["pointed out"]),
        ("Moor called for a vote.", ["called for"]),
        ("Moor has repeatedly denied that it was shut.", ["denied"]),
        ("Moor believes it is shut.", ["believes"]),
        ("Moor claims that it is shut.", ["claims"]),
        ("Moor states it is shut.", ["states"]),
        ("Moor noted: “It is shut.”", ["noted"]),
        ("Moor said by phone that it was shut.", ["said"]),
        ("Moor, the mayor, warned on Monday that it was shut.", ["warned"]),
    ],
)
def test_cues(sentence: str, found: list[str]) -> None:
    assert words(sentence) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "The state will pay.",
        "The report names nobody.",
        "Its claims were thrown out.",
        "He read two books.",
        "She felt ill and held a rail.",
        "It is believed to be haunted.",
        "Nothing was said.",
        "They met to say goodbye.",
        "Moor did not say why.",
        "Moor never said why.",
        "Moor wouldn’t comment.",
        "Moor asked to leave.",
        "A man accused of theft was held.",
        "The firm accused of fraud has gone.",
        "Guides told to leave their homes were afraid.",
        "Two guides said to have been drunk were held.",
        "The mayor, criticised for the delay, has gone.",
        "The plan, announced in May, has gone.",
        "The ship, reported missing on Monday, was found.",
        "Moor may say that it is shut.",
    ],
)
def test_the_same_words_without_a_report(sentence: str) -> None:
    assert words(sentence) == []


def test_a_cue_inside_a_quotation_reports_nothing_of_the_article() -> None:
    sentence = "“He said it was shut,” Moor said."
    assert [cue.start for cue in cues(sentence, (1, 23))] == [sentence.rindex("said")]


def test_the_verb_group_includes_auxiliaries_and_adverbs() -> None:
    sentence = "Moor has also repeatedly said it was shut."
    [cue] = cues(sentence)
    tokens = tokenize(sentence)
    assert " ".join(token.text for token in tokens[cue.first : cue.last + 1]) == (
        "has also repeatedly said"
    )


@pytest.mark.parametrize(("form", "participle"), [("saying", True), ("said", False)])
def test_participles_are_marked(form: str, participle: bool) -> None:
    [cue] = cues(f"Moor stayed, {form} it was shut.")
    assert (cue.lemma, cue.participle) == ("say", participle)


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("Moor denied it was shut.", "denies"),
        ("Moor did not deny it was shut.", "doubts"),
        ("Moor has not confirmed it was shut.", "doubts"),
        ("Moor does not think it is shut.", "doubts"),
        ("Moor thinks it is shut.", "asserts"),
        ("Moor admitted it was shut.", "confirms"),
        ("Moor agreed that it was shut.", "confirms"),
        ("Moor joked it was shut.", "asserts"),
        ("Moor rejected the claims.", "denies"),
        ("Moor rejected the union’s offer of work.", "criticises"),
    ],
)
def test_a_negated_denial_is_no_denial(sentence: str, stance: str) -> None:
    assert [cue.stance for cue in cues(sentence)] == [stance]


def test_both_forms_of_a_joke_have_one_lemma() -> None:
    assert [cue.lemma for cue in cues("Moor joked that it was shut.")] == ["joke"]


@pytest.mark.parametrize(
    ("sentence", "group"),
    [
        ("Moor went on to say that it was shut.", "went on to say"),
        ("Moor has continued to insist that it was shut.", "has continued to insist"),
        ("Moor appeared to suggest that it was shut.", "appeared to suggest"),
    ],
)
def test_a_leading_verb_belongs_to_the_group(sentence: str, group: str) -> None:
    [cue] = cues(sentence)
    tokens = tokenize(sentence)
    assert " ".join(token.text for token in tokens[cue.first : cue.last + 1]) == group


@pytest.mark.parametrize(
    ("sentence", "forms"),
    [
        ("The ad also mentions Moor.", ["mentions"]),
        ("The plan faced steep challenges.", []),
        ("Questions regarding the pier remain.", []),
        ("The costs added up.", []),
        ("Additional reporting by Ida Moor.", []),
        ("Moor was asked to say that it was shut.", []),
    ],
)
def test_words_that_report_only_as_verbs(sentence: str, forms: list[str]) -> None:
    assert [cue.form for cue in cues(sentence)] == forms
