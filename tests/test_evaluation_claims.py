"""The `claims` task: which claim is which attribution, and when a speaker is right."""

from typing import Any

import pytest
from sample_summary import without_items

from summarizer.evaluation.claims import SAYING_FORMS, score
from summarizer.evaluation.tally import Counts
from summarizer.schemas.claim import Claim, Speaker
from summarizer.schemas.span import Span

TEXT = """\
Harbour levy splits Port Aldmere

Mr Idris Falk said the harbour levy would rise by a third in May. “It pays for the new quay,” he \
added. Laura Quill, who runs the ferry office, called it a gift to the ship owners. She wants a vote \
of the whole council. According to the survey, most shopkeepers agree.
"""

LEVY = "the harbour levy would rise by a third in May"
QUAY = "It pays for the new quay"
GIFT = "it a gift to the ship owners"
VOTE = "a vote of the whole council"
MOST = "most shopkeepers agree"


def at(words: str, after: str = "") -> dict[str, int]:
    """Where the words stand, from the place of `after` on."""
    start = TEXT.index(words, TEXT.index(after))
    return {"start": start, "end": start + len(words)}


def gold(*attributions: dict[str, Any]) -> dict[str, Any]:
    return {"doc_id": "levy", "text": TEXT, "claims": list(attributions)}


def marked(source: str, cue: str, content: str, after: str = "") -> dict[str, Any]:
    """An attribution as people mark it; an empty source is nobody."""
    return {
        "source": [at(source, after)] if source else [],
        "cue": [at(cue, after)],
        "content": [at(content)],
    }


def span(words: str, after: str = "") -> Span:
    return Span(**at(words, after), text=words)


def claim(
    content: str, speaker: str, cue: str | None = None, *, canonical: str = "", after: str = ""
) -> Claim:
    return Claim(
        id=f"c{TEXT.index(content)}",
        speaker=Speaker(name=speaker, canonical=canonical or speaker, span=span(speaker, after)),
        cue=span(cue, after) if cue else None,
        stance="asserts",
        text=content,
        content=[span(content)],
        quotation="indirect",
        evidence=[span(content)],
        confidence=0.9,
    )


def measures(wanted: dict[str, Any], *claims: Claim) -> dict[str, Counts]:
    return dict(score(wanted, without_items().model_copy(update={"claims": claims})).measures)


def kinds(wanted: dict[str, Any], *claims: Claim) -> list[str]:
    tally = score(wanted, without_items().model_copy(update={"claims": claims}))
    return [miss.kind for miss in tally.misses]


FALK = marked("Mr Idris Falk", "said", LEVY)
HE = marked("he", "added", QUAY, after="quay,”")
QUILL = marked("Laura Quill", "called", GIFT)


def test_all_right() -> None:
    found = measures(gold(FALK), claim(LEVY, "Idris Falk", "said"))
    assert set(found) == {
        f"{cues}: {measure}"
        for cues in ("all cues", "verbs of saying")
        for measure in (
            "found",
            "speaker by span",
            "speaker resolved",
            "attributed by span",
            "attributed resolved",
            "content",
        )
    }
    assert set(found.values()) == {Counts(1, 1, 1)}
    assert kinds(gold(FALK), claim(LEVY, "Idris Falk", "said")) == []


def test_nothing_predicted() -> None:
    found = measures(gold(FALK, QUILL))
    assert found["all cues: found"] == Counts(0, 0, 2)
    assert found["verbs of saying: found"] == Counts(0, 0, 1)
    assert kinds(gold(FALK, QUILL)) == ["not found", "not found"]


def test_an_attribution_without_content_is_not_asked_for() -> None:
    bare = FALK | {"content": []}
    assert measures(gold(bare))["all cues: found"] == Counts(0, 0, 0)


@pytest.mark.parametrize(
    ("predicted", "is_found"),
    [
        ("levy would rise by a third in May", True),
        ("the harbour levy", True),  # a third of it, all of it inside
        ("harbour", False),  # inside, and less than a fifth of its length
        ("a third in May. “It pays for the new quay,” he added", False),
        (QUAY, False),
    ],
)
def test_when_two_contents_are_the_same(predicted: str, is_found: bool) -> None:
    found = measures(gold(FALK), claim(predicted, "Idris Falk", "said"))
    assert found["all cues: found"] == Counts(is_found, 1, 1)


def test_a_whole_paragraph_is_no_find() -> None:
    paragraph = TEXT[TEXT.index("Mr Idris") :].strip()
    assert measures(gold(FALK), claim(paragraph, "Idris Falk"))["all cues: found"].correct == 0


def test_content_is_the_character_f1_of_what_is_found() -> None:
    half = LEVY[: len(LEVY) // 2]
    content = measures(gold(FALK), claim(half, "Idris Falk", "said"))["all cues: content"]
    precision, recall = 1, len(half) / len(LEVY)
    assert content.f1 == pytest.approx(2 * precision * recall / (precision + recall))


def test_one_claim_answers_one_attribution_and_the_nearest() -> None:
    both = gold(FALK, marked("Mr Idris Falk", "said", LEVY[:40]))
    found = measures(both, claim(LEVY, "Idris Falk", "said"))
    assert found["all cues: found"] == Counts(1, 1, 2)
    assert found["all cues: content"] == Counts(1, 1, 1)


def test_one_attribution_takes_one_claim() -> None:
    parts = [claim(LEVY, "Idris Falk", "said"), claim(LEVY[4:], "Idris Falk", "said")]
    assert measures(gold(FALK), *parts)["all cues: found"] == Counts(1, 2, 1)
    assert kinds(gold(FALK), *parts) == ["not marked by people"]


def test_of_two_claims_on_the_same_words_the_right_speaker_is_taken() -> None:
    wrong, right = claim(LEVY, "Laura Quill", "called"), claim(LEVY, "Idris Falk", "said")
    found = measures(gold(FALK), wrong.model_copy(update={"id": "other"}), right)
    assert found["all cues: attributed by span"] == Counts(1, 2, 1)


def test_a_wrong_speaker_is_found_and_not_attributed() -> None:
    wrong = claim(LEVY, "Laura Quill", "said")
    found = measures(gold(FALK), wrong)
    assert found["all cues: found"] == Counts(1, 1, 1)
    assert found["all cues: speaker resolved"] == Counts(0, 1, 1)
    assert found["all cues: attributed resolved"] == Counts(0, 1, 1)
    assert kinds(gold(FALK), wrong) == ["wrong speaker"]


def test_nobody_marked_is_contradicted_only_by_who_is_spoken_of() -> None:
    nobody = marked("", "According to", MOST)
    outside = measures(gold(nobody), claim(MOST, "the survey"))
    inside = measures(gold(nobody), claim(MOST, "shopkeepers"))
    assert outside["all cues: attributed by span"] == Counts(1, 1, 1)
    assert inside["all cues: attributed by span"] == Counts(0, 1, 1)


@pytest.mark.parametrize(
    ("canonical", "resolved"),
    [
        ("Idris Falk", True),
        ("he", False),  # a pronoun is nobody's name
        ("Laura Quill", False),  # a given name of the other sex
        ("Port Aldmere", False),  # nothing tells that it is a person
        ("Idris Fell", False),  # not in the text
    ],
)
def test_who_a_pronoun_is(canonical: str, resolved: bool) -> None:
    predicted = claim(QUAY, "he", "added", canonical=canonical, after="quay,”")
    found = measures(gold(FALK, HE), predicted)
    assert found["all cues: speaker by span"] == Counts(1, 1, 1)
    assert found["all cues: speaker resolved"] == Counts(resolved, 1, 1)


def test_the_same_name_elsewhere_is_right_when_resolved() -> None:
    again = marked("Falk", "said", QUAY)
    found = measures(gold(again), claim(QUAY, "he", canonical="Idris Falk", after="quay,”"))
    assert found["all cues: speaker by span"] == Counts(0, 1, 1)
    assert found["all cues: speaker resolved"] == Counts(1, 1, 1)


def test_verbs_of_saying_leave_out_what_is_found_with_other_cues() -> None:
    every = gold(FALK, QUILL)
    claims = [claim(LEVY, "Idris Falk", "said"), claim(GIFT, "Laura Quill", "called")]
    assert measures(every, *claims)["verbs of saying: found"] == Counts(1, 1, 1)
    assert measures(every, *claims)["all cues: found"] == Counts(2, 2, 2)


@pytest.mark.parametrize(("cue", "counts"), [("said", 1), (None, 1), ("wants", 0)])
def test_loose_claims_count_against_verbs_of_saying(cue: str | None, counts: int) -> None:
    loose = claim(VOTE, "She", cue)
    assert measures(gold(FALK), loose)["verbs of saying: found"] == Counts(0, counts, 1)
    assert measures(gold(FALK), loose)["all cues: found"] == Counts(0, 1, 1)


def test_according_to_is_a_verb_of_saying() -> None:
    survey = marked("the survey", "According to", MOST)
    assert measures(gold(survey))["verbs of saying: found"] == Counts(0, 0, 1)
    assert "called" not in SAYING_FORMS


def test_misses_show_who_is_said_to_say_what() -> None:
    predicted = claim(QUAY, "he", "added", canonical="Laura Quill", after="quay,”")
    told = gold(marked("Mr Idris Falk", "said", QUAY), QUILL)
    tally = score(told, without_items().model_copy(update={"claims": [predicted]}))
    assert [miss.text for miss in tally.misses] == [
        f"Laura Quill [called]: {GIFT}",
        f"Laura Quill ('he') [added]: {QUAY} — people: Mr Idris Falk [said]",
    ]
