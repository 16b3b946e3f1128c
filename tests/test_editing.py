"""Summaries in an editor's hands: what an edit does to an item, to its summary, and to its history."""

import contextlib
import copy
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_summary import SUMMARY as SAMPLE
from scripting import FERRY, Script, assert_sound, summarize

from summarizer import Claim, Document, Event, Settings, Summarizer, Summary
from summarizer.editing.history import Standing, reverse, standing
from summarizer.errors import DocumentError, UsageError
from summarizer.models import ScriptedModel
from summarizer.rounds import Question, Reply
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem

ARTICLE = Document.from_text(FERRY, language="en", published="2031-03-06")
PLAIN = summarize(FERRY, "focused")[0]


@pytest.fixture
def summary() -> Summary:
    return Summary.of(PLAIN, ARTICLE)


def place(words: str) -> tuple[int, int]:
    """Where FERRY has these words."""
    start = FERRY.index(words)
    return start, start + len(words)


def by_words(summary: Summary, words: str) -> Claim:
    return next(claim for claim in summary.claims if words in claim.text)


def denial(summary: Summary) -> Claim:
    return by_words(summary, "overloaded")


def arrest(summary: Summary) -> Event:
    return next(event for event in summary.events if event.type == "justice.arrest-jail")


def codes(item: Claim | Event) -> list[str]:
    return [problem.code for problem in item.problems]


# --- revising -----------------------------------------------------------------------------------


def test_a_text_that_holds_passes_with_full_confidence(summary: Summary) -> None:
    revised = denial(summary).revise(text="The ship had not been overloaded.", by="Ilse")
    assert (revised.review, revised.confidence, revised.problems) == ("revised", 1.0, [])
    assert denial(summary) == revised
    assert_sound(summary, FERRY)


def test_a_text_that_fails_is_kept_and_never_passes_for_checked(summary: Summary) -> None:
    revised = denial(summary).revise(text="The ship had carried 500 people.")
    assert codes(revised) == ["number-not-in-evidence"]
    assert (revised.review, revised.confidence) == ("revised", 0.0)
    assert by_words(summary, "500 people") == revised
    mended = revised.revise(text="The ship had not been overloaded.")
    assert (mended.confidence, mended.problems) == (1.0, [])


def test_items_are_values_and_edits_go_to_the_item_as_it_now_stands(summary: Summary) -> None:
    old = denial(summary)
    old.revise(stance="asserts")
    assert old.stance == "denies"
    latest = old.revise(text="The ship had been overloaded.")
    assert latest.stance == "asserts"
    assert codes(latest) == ["denial-dropped"]


@pytest.mark.parametrize("speaker", ["Ada Brandt", place("Ada Brandt")])
def test_a_speaker_by_name_or_by_place(summary: Summary, speaker: str | tuple[int, int]) -> None:
    revised = by_words(summary, "212 people").revise(speaker=speaker)
    assert revised.speaker.canonical == "Ada Brandt"
    assert revised.speaker.span.text == "Ada Brandt"
    assert revised.problems == []


@pytest.mark.parametrize(
    ("speaker", "code"),
    [
        ("Tom Reyes", "speaker-contradicted"),
        ("Nora Vance", "speaker-not-found"),
        (place("its"), "speaker-not-found"),
        (place("She"), "speaker-unresolved"),
    ],
)
def test_a_speaker_who_did_not_say_it(
    summary: Summary, speaker: str | tuple[int, int], code: str
) -> None:
    revised = denial(summary).revise(speaker=speaker)
    assert code in codes(revised)
    # An edit of something else does not make it right.
    assert code in codes(revised.revise(text="The ship had not been overloaded."))


def test_words_that_are_moved_take_what_hangs_on_them_along(summary: Summary) -> None:
    claim = by_words(summary, "They knew")
    moved = claim.revise(content=place("ignoring two warnings"))
    assert moved.text == "ignoring two warnings"
    assert (moved.quotation, moved.cue and moved.cue.text) == ("indirect", "accused")
    assert [span.text for span in moved.evidence] == [
        "The mayor of Orlen, Jane Okoro, accused Norland Lines of ignoring two warnings."
    ]


def test_several_stretches_are_one_claim(summary: Summary) -> None:
    parts = [place("We saw the lights go out"), place("Then there was nothing left")]
    claim = by_words(summary, "lights").revise(content=parts, text="He saw it go dark.")
    assert [span.text for span in claim.content] == [FERRY[start:end] for start, end in parts]
    assert len(claim.evidence) == 2


def test_the_word_that_reports_a_claim(summary: Summary) -> None:
    claim = denial(summary)
    without = claim.revise(cue=None)
    assert (without.cue, codes(without)) == (None, ["not-attributed"])
    again = without.revise(cue=place("denied"))
    assert (again.cue, again.problems) == (claim.cue, [])


def test_a_cue_stays_with_words_of_its_own_sentence_that_grammar_ties_to_none(
    summary: Summary,
) -> None:
    kept = by_words(summary, "charged").revise(content=place("his lawyer"))
    assert (kept.cue and kept.cue.text) == "according to"
    moved = kept.revise(content=place("arrested the captain"))
    assert moved.cue is None


def test_white_space_around_a_stretch_does_not_count(summary: Summary) -> None:
    start, end = place("the captain on Wednesday")
    event = arrest(summary).revise(time=(start + len("the captain"), end))
    assert event.time is not None
    assert (event.time.text, event.time.start) == ("on Wednesday", "2031-03-05")


def test_an_event_by_its_parts(summary: Summary) -> None:
    event = arrest(summary).revise(
        summary="Police arrested the captain.",
        participants=[(*place("Police"), "agent"), (*place("the captain"), "target")],
        place=place("Orlen"),
        time=None,
        status="ongoing",
        type="justice.investigate",
    )
    assert [(one.name, one.role) for one in event.participants] == [
        ("Police", "agent"),
        ("the captain", "target"),
    ]
    assert event.place is not None
    assert (event.place.name, event.time, event.status) == ("Orlen", None, "ongoing")
    assert event.problems == []


def test_what_is_planned_lies_ahead(summary: Summary) -> None:
    event = arrest(summary).revise(status="planned")
    assert event.time is not None
    assert event.time.start == "2031-03-12"


def test_roles_that_the_sentence_shows_otherwise(summary: Summary) -> None:
    event = arrest(summary).revise(participants=[(*place("the captain"), "agent")])
    assert codes(event) == ["role-contradicted"]
    assert event.confidence == 0.0


def test_evidence_is_whole_sentences_and_brings_its_figures(summary: Summary) -> None:
    event = arrest(summary).revise(evidence=place("killing"), trigger=place("killing"))
    assert [span.text for span in event.evidence] == [FERRY.split("\n", maxsplit=1)[0]]
    assert [quantity.low for quantity in event.quantities] == [12]


def test_notes_of_the_making_stay_until_their_field_is_changed() -> None:
    note = Problem(code="quote-inexact", message="Set right.", field="content", severity="note")
    claims = [claim.model_copy(update={"problems": [note]}) for claim in PLAIN.claims]
    summary = Summary.of(PLAIN.model_copy(update={"claims": claims}), ARTICLE)
    kept = denial(summary).revise(text="The ship had not been overloaded.")
    assert kept.problems == [note]
    assert kept.revise(content=place("the ship had been overloaded")).problems == []


EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.*"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_passed_once_passes_again_as_it_stands(path: Path) -> None:
    document = Document.read(str(path))
    with Summarizer(
        ScriptedModel(Script()), strategy="focused", settings=Settings(use_journal=False)
    ) as summarizer:
        summary = summarizer.summarize(document)
    before = {item.id: item.problems for item in [*summary.claims, *summary.events]}
    for event in summary.events:
        assert event.revise(summary=event.summary).problems == before[event.id]
    for claim in summary.claims:
        again = claim.revise(content=[(span.start, span.end) for span in claim.content])
        same = {"review", "confidence"}
        assert again.model_dump(exclude=same) == claim.model_dump(exclude=same)
    assert len(before) >= 4


# --- accepting, rejecting, adding ---------------------------------------------------------------


def test_accepting_marks_an_item_and_changes_nothing_else(summary: Summary) -> None:
    before = denial(summary)
    after = before.accept(by="Ilse")
    assert after == before.model_copy(update={"review": "accepted"})
    assert arrest(summary).accept().review == "accepted"


def test_what_failed_and_is_accepted_keeps_its_problems(summary: Summary) -> None:
    accepted = denial(summary).revise(speaker="Nora Vance").accept()
    assert accepted.review == "accepted"
    assert "speaker-not-found" in codes(accepted)


def test_rejecting_moves_an_item_with_the_reason(summary: Summary) -> None:
    event = next(one for one in summary.events if one.type == "disaster.accident")
    assert by_words(summary, "sank").event_ids == [event.id]
    event.reject("That is last week's news.", by="Ilse")
    (entry,) = [one for one in summary.rejected if one.item.get("id") == event.id]
    assert (entry.kind, entry.item["summary"]) == ("event", event.summary)
    assert [(p.code, p.message) for p in entry.problems] == [
        ("rejected-by-editor", "That is last week's news.")
    ]
    assert by_words(summary, "sank").event_ids == []
    assert_sound(summary, FERRY)


def test_a_sentence_whose_items_are_all_rejected_is_uncovered(summary: Summary) -> None:
    covered = summary.coverage.covered
    by_words(summary, "They knew").reject("She did not say that.")
    assert summary.coverage.covered == covered - 1
    assert [gap.span.text for gap in summary.coverage.left_out] == ["“They knew,” she said."]


def test_an_added_claim_is_what_grammar_shows_there(summary: Summary) -> None:
    by_words(summary, "charged").reject("Again, please.")
    claim = summary.add_claim(*place("He has not been charged"), by="Ilse")
    assert (claim.review, claim.confidence, claim.problems) == ("added", 1.0, [])
    assert (claim.speaker.canonical, claim.stance) == ("Tom Reyes", "asserts")
    assert claim.cue is not None
    assert claim.cue.text == "according to"
    assert claim in summary.claims
    assert_sound(summary, FERRY)


def test_an_added_claim_as_the_editor_says(summary: Summary) -> None:
    claim = summary.add_claim(
        *place("ignoring two warnings"),
        speaker="Jane Okoro",
        stance="criticises",
        text="Norland Lines ignored two warnings.",
    )
    assert (claim.stance, claim.text) == ("criticises", "Norland Lines ignored two warnings.")
    assert claim.problems == []


def test_words_that_nobody_says_make_no_claim(summary: Summary) -> None:
    with pytest.raises(UsageError, match="who says this; give the speaker"):
        summary.add_claim(*place("arrested the captain"))
    claim = summary.add_claim(*place("arrested the captain"), speaker="Police")
    assert codes(claim) == ["not-attributed"]
    assert claim.confidence == 0.0


def test_an_added_event_is_what_the_scan_finds_there(summary: Summary) -> None:
    arrest(summary).reject("Again, please.")
    event = summary.add_event(
        *place("Police arrested the captain on Wednesday"), "justice.arrest-jail"
    )
    assert (event.trigger.text, event.review, event.confidence) == ("arrested", "added", 1.0)
    assert event.time is not None
    assert event.time.start == "2031-03-05"
    other = summary.add_event(*place("the ship had been overloaded"), "other", status="denied")
    assert (other.summary, other.status) == ("the ship had been overloaded", "denied")
    assert_sound(summary, FERRY)


def test_coverage_after_an_edit_is_of_what_was_asked_for(summary: Summary) -> None:
    """The cues of a recipe are not in a result: what called for an item stays what it was."""
    asked = PLAIN.model_copy(update={"recipes": ["key-facts@v1"], "claims": [], "events": []})
    other = Summary.of(asked, ARTICLE)
    other.add_claim(*place("They knew"))
    other.undo()
    assert other.coverage == PLAIN.coverage


def test_a_change_that_was_made_elsewhere(summary: Summary) -> None:
    other = copy.copy(summary)
    denial(other).revise(text="The ship had not been overloaded.", by="Ilse")
    assert summary.carry_out(other.history[0]) == other.history[0]
    assert summary == other


def test_an_id_is_never_given_twice(summary: Summary) -> None:
    last = summary.claims[-1]
    added = summary.add_claim(*place("They knew"))
    added.reject("Twice is enough.")
    again = summary.add_claim(*place("They knew"))
    assert len({last.id, added.id, again.id}) == 3


# --- history ------------------------------------------------------------------------------------


def test_history_says_who_did_what_to_which_item_and_when(summary: Summary) -> None:
    claim = denial(summary)
    claim.revise(text="The ship had not been overloaded.", by="Ilse")
    claim.reject("Said by somebody else.", by="Maro")
    first, second = summary.history
    assert (first.who, first.what, first.kind, first.item_id) == (
        "Ilse",
        "revised",
        "claim",
        claim.id,
    )
    assert first.before == claim.model_dump(mode="json")
    assert first.after == second.before
    assert (second.who, second.after, second.reason) == ("Maro", None, "Said by somebody else.")
    assert first.when.endswith("Z")
    assert first.when <= second.when


Edit = Callable[[Summary], object]

EDITS: list[Edit] = [
    lambda summary: denial(summary).revise(text="The ship had carried 500 people."),
    lambda summary: by_words(summary, "They knew").reject("No."),
    lambda summary: summary.add_claim(*place("two warnings"), speaker="Jane Okoro"),
    lambda summary: arrest(summary).revise(evidence=place("They knew")),
    lambda summary: summary.add_event(*place("ignoring two warnings"), "other"),
    lambda summary: arrest(summary).accept(),
]


def content(summary: Summary) -> dict[str, Any]:
    return summary.model_dump(mode="json", exclude={"history"})


def test_every_edit_can_be_undone_and_done_again(summary: Summary) -> None:
    states = [content(summary)]
    for edit in EDITS:
        edit(summary)
        states.append(content(summary))
    for state in reversed(states[:-1]):
        change = summary.undo(by="Ilse")
        assert change is not None
        assert (change.what, change.who) == ("undone", "Ilse")
        assert content(summary) == state
    assert summary.undo() is None
    for state in states[1:]:
        assert summary.redo(by="Maro") is not None
        assert content(summary) == state
    assert summary.redo() is None
    assert len(summary.history) == 3 * len(EDITS)


STEPS = st.lists(st.sampled_from([*EDITS, Summary.undo, Summary.redo]), max_size=12)


@settings(max_examples=30)
@given(STEPS)
def test_whatever_was_done_can_be_undone(steps: list[Edit]) -> None:
    summary = Summary.of(PLAIN, ARTICLE)
    before = content(summary)
    for step in steps:
        with contextlib.suppress(StopIteration, UsageError):  # its item may be gone by then
            step(summary)
        assert Summary.from_json(summary.to_json(), ARTICLE) == summary
        assert summary.coverage.found == summary.coverage.covered + len(summary.coverage.left_out)
    while summary.undo():
        pass
    assert content(summary) == before


def test_undoing_goes_on_after_the_summary_was_written_and_read(summary: Summary) -> None:
    before = content(summary)
    for edit in EDITS:
        edit(summary)
    read = Summary.from_json(summary.to_json(), ARTICLE)
    assert read == summary
    while read.undo():
        pass
    assert content(read) == before


def test_editors_who_each_undo_their_own_edits() -> None:
    """As the review page does: an undoing is not always of the last change."""
    summary = Summary.of(PLAIN, ARTICLE)
    denial(summary).accept(by="Ilse")
    arrest(summary).accept(by="Maro")
    first, second = summary.history
    undoing = reverse(first, "Ilse", second.when)
    later = summary.model_copy(update={"history": [first, second, undoing]})
    assert standing(later.history) == Standing(done=[second], undone=[first])
    assert standing([undoing]) == Standing([], [])


def test_a_new_edit_ends_what_can_be_done_again(summary: Summary) -> None:
    denial(summary).accept()
    summary.undo()
    arrest(summary).accept()
    assert summary.redo() is None
    summary.undo()
    assert {item.review for item in [*summary.claims, *summary.events]} == {"none"}


# --- what cannot be done ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda s: denial(s).revise(), "nothing is changed; give one of text"),
        (lambda s: denial(s).revise(colour="red"), "a claim has no 'colour' to set"),
        (lambda s: denial(s).revise(text=" "), "a claim: text is blank"),
        (lambda s: denial(s).revise(stance="shouts"), "a claim: stance: Input should be"),
        (lambda s: denial(s).revise(content=(9, 4)), r"\(9, 4\) is no stretch of words"),
        (lambda s: denial(s).revise(content=(1, 2, 3)), r"\(1, 2, 3\) is no stretch of words"),
        (lambda s: denial(s).revise(content=5), "no stretch of the article is given"),
        (lambda s: denial(s).revise(speaker=5), "5 is no stretch of words"),
        (lambda s: denial(s).revise(text=5), "a claim: text: Input should be a valid string"),
        (lambda s: arrest(s).revise(participants=[(0, 3)]), r"\(0, 3\) is no participant"),
        (lambda s: arrest(s).revise(participants=None), "None are no participants; give a list"),
        (lambda s: arrest(s).accept(by=None), "an edit: who: Input should be a valid string"),
        (lambda s: arrest(s).reject(None), "an item is rejected for a reason"),
        (lambda s: arrest(s).revise(participants=[(0, 3, "hero")]), "an event: role: Input"),
        (lambda s: denial(s).revise(content=[]), "no stretch of the article is given"),
        (lambda s: denial(s).revise(content=(0, 10**6)), "ends, from 0 to"),
        (lambda s: arrest(s).revise(type="party"), "an event: type: Input should be"),
        (lambda s: arrest(s).revise(id="e9"), "an event has no 'id' to set"),
        (lambda s: arrest(s).reject(" "), "rejected for a reason"),
        (lambda s: s.item("c99"), "there is no item 'c99'"),
    ],
)
def test_an_edit_that_makes_no_sense_changes_nothing(
    summary: Summary, edit: Edit, message: str
) -> None:
    before = summary.to_json()
    with pytest.raises(UsageError, match=message):
        edit(summary)
    assert summary.to_json() == before


DATELINED = "Ferry sinks off Orlen\n\nORLEN, March 4 — The pass is shut, said Ida Moor."


def test_a_dateline_is_no_sentence_to_stand_on() -> None:
    document = Document.from_text(DATELINED)
    with Summarizer(
        ScriptedModel(Script()), strategy="focused", settings=Settings(use_journal=False)
    ) as summarizer:
        summary = summarizer.summarize(document)
    start = DATELINED.index("ORLEN")
    dateline = (start, start + len("ORLEN"))
    edits: list[Callable[[], object]] = [
        lambda: summary.add_claim(*dateline, speaker="Ida Moor"),
        lambda: summary.add_event(*dateline, "other"),
        lambda: summary.claims[0].revise(content=dateline),
        lambda: summary.claims[0].revise(evidence=[dateline]),
    ]
    for edit in edits:
        with pytest.raises(UsageError, match="“ORLEN” is in no sentence of the article"):
            edit()


def test_an_item_that_is_gone_cannot_be_edited(summary: Summary) -> None:
    claim = denial(summary)
    claim.reject("No.")
    with pytest.raises(UsageError, match=f"no item '{claim.id}' in this summary"):
        claim.accept()


def test_an_item_without_a_summary_cannot_be_edited() -> None:
    alone = Claim.model_validate(PLAIN.claims[0].model_dump())
    with pytest.raises(UsageError, match="belongs to no summary"):
        alone.accept()


def test_without_its_article_a_summary_can_be_read_judged_and_handed_on() -> None:
    summary = Summary.from_json(Summary.of(PLAIN, ARTICLE).to_json())
    assert summary.text is None
    assert denial(summary).accept().review == "accepted"
    by_words(summary, "They knew").reject("No.")
    assert summary.coverage == PLAIN.coverage
    assert "Norland Lines" in summary.to_html()
    needing: list[Callable[[], object]] = [
        lambda: denial(summary).revise(text="No."),
        lambda: summary.add_claim(0, 4),
        summary.check,
    ]
    for edit in needing:
        with pytest.raises(UsageError, match="the article is not at hand"):
            edit()
    with_article = Summary.of(summary, ARTICLE)
    with_article.undo()
    assert with_article.coverage == PLAIN.coverage


def test_an_article_it_was_not_made_from_is_refused() -> None:
    with pytest.raises(DocumentError, match="not the article that the result was made from"):
        Summary.of(PLAIN, Document.from_text("The pass is shut, said Ida Moor."))


# --- checking, comparing ------------------------------------------------------------------------


def test_checking_again_by_rules(summary: Summary) -> None:
    claim = by_words(summary, "212 people").revise(text="312 people were on board.")
    report = summary.check()
    verdicts = {one.text.partition(": ")[2]: one.verdict for one in report.sentences}
    assert verdicts[claim.text] == "contradicted"
    assert verdicts["They knew"] == "supported"
    assert (report.usage.model, report.usage.calls) == ("none", 0)


def test_checking_again_with_a_model(summary: Summary) -> None:
    denial(summary).revise(text="Its boats carried few travellers in winter.")
    model = ScriptedModel(lambda _: Reply("A", choice_logprobs={"A": -0.1, "B": -3.0}))
    with Summarizer(model, settings=Settings(use_journal=False)) as summarizer:
        before = summary.to_json()
        assert len(summary.check(summarizer).sentences) == len(summary.check().sentences)
    assert len(model.asked) >= 1
    assert summary.to_json() == before


def test_two_summaries_differ_in_what_rests_on_the_same_words(summary: Summary) -> None:
    before = copy.copy(summary)
    gone = summary.claims[0]
    gone.reject("No.")
    added = summary.add_event(*place("ignoring two warnings"), "other")
    denial(summary).revise(text="The ship had not been overloaded.", stance="denies")
    diff = before.diff(summary)
    assert diff
    assert (diff.added, diff.removed) == ((added,), (gone,))
    (changed,) = diff.changed
    assert changed.fields == ("text", "confidence", "review")
    back = summary.diff(before)
    assert (back.added, back.removed) == (diff.removed, diff.added)


def test_numbers_make_no_difference() -> None:
    renumbered = json.loads(PLAIN.model_dump_json())
    renumbered["claims"].reverse()
    for number, claim in enumerate(renumbered["claims"], 50):
        claim |= {"id": f"c{number}", "event_ids": []}
    other = Summary.from_json(json.dumps(renumbered), ARTICLE)
    assert not Summary.of(PLAIN).diff(other)


def test_two_events_of_one_sentence_are_not_confused() -> None:
    event = PLAIN.events[0]
    start = FERRY.index("killing")
    trigger = event.trigger.model_copy(update={"start": start, "end": start + 7, "text": "killing"})
    second = event.model_copy(update={"id": "e9", "type": "life.die", "trigger": trigger})
    both = PLAIN.model_copy(update={"events": [event, second]})
    swapped = PLAIN.model_copy(update={"events": [second, event]})
    assert not Summary.of(both).diff(swapped)
    assert Summary.of(both).diff(PLAIN).removed[0].id == "e9"


def with_facts(*facts: str, recipe: str = "key-facts@v1") -> Summary:
    """The summary with items of a recipe, all on the sentence of its first event."""
    items = [
        RecipeItem(
            id=f"i{at}",
            recipe=recipe,
            fields={"fact": fact, "quote": None},
            evidence=PLAIN.events[0].evidence,
            confidence=0.85,
        )
        for at, fact in enumerate(facts, 1)
    ]
    recipes = [*PLAIN.recipes, recipe]
    return Summary.of(PLAIN.model_copy(update={"items": items, "recipes": recipes}))


def test_items_of_recipes_are_compared_too() -> None:
    before = with_facts("A ferry burned.", "A ferry sank.")
    assert not before.diff(with_facts("A ferry sank.", "A ferry burned."))
    diff = before.diff(with_facts("A ferry sank."))
    assert ([item.id for item in diff.removed], diff.added, diff.changed) == (["i1"], (), ())
    (changed,) = with_facts("A ship sank.").diff(with_facts("A ferry sank.")).changed
    assert changed.fields == ("fields",)
    other = with_facts("A ferry burned.", recipe="losses@v1")
    assert len(with_facts("A ferry burned.").diff(other).added) == 1


def test_summaries_of_different_texts_are_not_compared() -> None:
    with pytest.raises(UsageError, match="different texts"):
        Summary.of(PLAIN).diff(SAMPLE)


# --- JSON, copies, export -----------------------------------------------------------------------

OLD = """{
  "document": {"id": "5d1c", "title": null, "published": null, "source": "pass.txt",
    "language": "en", "text_sha256": "%s"},
  "events": [],
  "claims": [{"id": "c1",
    "speaker": {"name": "Ida Moor", "canonical": "Ida Moor",
      "span": {"start": 23, "end": 31, "text": "Ida Moor"}},
    "cue": {"start": 18, "end": 22, "text": "said"}, "stance": "asserts",
    "text": "The pass is shut", "content": [{"start": 0, "end": 16, "text": "The pass is shut"}],
    "quotation": "indirect",
    "evidence": [{"start": 0, "end": 32, "text": "The pass is shut, said Ida Moor."}],
    "event_ids": [], "confidence": 0.82, "problems": []}],
  "entities": [{"canonical": "Ida Moor",
    "mentions": [{"start": 23, "end": 31, "text": "Ida Moor"}]}],
  "rejected": [{"kind": "claim", "item": {"reply": "?"}, "attempts": 2, "problems": [
    {"code": "answer-malformed", "message": "No JSON.", "field": "", "span": null,
      "severity": "error"}]}],
  "coverage": {"found": 1, "covered": 1, "left_out": []},
  "usage": {"calls": 1, "replayed": 0, "input_tokens": 9, "cached_tokens": 0, "output_tokens": 3,
    "cost": null, "seconds": 0.1, "model": "old", "strategy": "whole", "recipes": ["claims@v1"]}
}"""
"""A result as this program wrote it before there was any review."""

PASS = Document.from_text("The pass is shut, said Ida Moor.")


def test_a_result_of_an_older_version() -> None:
    summary = Summary.from_json(OLD % PASS.text_sha256, PASS)
    assert (summary.claims[0].review, summary.history) == ("none", [])
    assert summary.claims[0].revise(text="The pass is closed.").problems == []
    assert Summary.from_json(summary.to_json(), PASS) == summary


def test_a_row_of_an_archive() -> None:
    row = f'{{"id":"a1",{PLAIN.model_dump_json()[1:]}'
    assert Summary.from_json(row, ARTICLE) == Summary.of(PLAIN, ARTICLE)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ("[" * 100_000, "not JSON .*recursion"),
        ("{}", "no result of this program: document: Field required"),
        (
            (OLD % "0").replace('"events": []', '"events": [], "mood": 1'),
            "a field that this version does not know, mood; update",
        ),
        (
            (OLD % "0").replace('"event_ids"', '"tone": 1, "event_ids"'),
            r"does not know, claims\.0\.tone; update",
        ),
    ],
)
def test_what_is_no_result_or_a_newer_one(text: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        Summary.from_json(text)


def test_a_history_that_holds_no_item_is_refused_when_it_is_undone(summary: Summary) -> None:
    denial(summary).accept()
    broken = json.loads(summary.to_json())
    del broken["history"][0]["before"]["speaker"]
    with pytest.raises(UsageError, match="the claim that a change brings back: speaker: Field"):
        Summary.from_json(json.dumps(broken), ARTICLE).undo()


def test_copies_are_edited_by_themselves(summary: Summary) -> None:
    for other in (copy.copy(summary), copy.deepcopy(summary), summary.model_copy()):
        assert other == summary
        denial(other).accept()
        assert denial(other).review == "accepted"
        assert denial(summary).review == "none"


def test_a_summary_goes_to_another_process_without_its_article(summary: Summary) -> None:
    denial(summary).accept()
    there = pickle.loads(pickle.dumps(summary))
    assert there == summary
    assert there.text is None
    back = Summary.of(there, ARTICLE)
    back.undo()
    assert denial(back).review == "none"


@pytest.mark.parametrize(
    ("form", "marked"),
    [
        ("to_json", '"claims": ['),
        ("to_text", "CLAIMS"),
        ("to_markdown", "## Claims"),
        ("to_html", "<!doctype html>"),
        ("to_word", "<html"),
        ("to_csv", "\r\n"),
        ("to_annotations", "http://www.w3.org/ns/anno.jsonld"),
        ("to_schema_org", "https://schema.org"),
        ("to_ninjs", "ninjs"),
    ],
)
def test_every_form_shows_the_edit(summary: Summary, form: str, marked: str) -> None:
    denial(summary).revise(text="The vessel had not been overloaded.")
    written: str = getattr(summary, form)()
    assert marked in written
    assert "The vessel had not been overloaded." in written


# --- notebooks ----------------------------------------------------------------------------------


def test_a_notebook_shows_a_summary_and_its_items(summary: Summary) -> None:
    by_words(summary, "They knew").reject("She did not say that.")
    revised = denial(summary).revise(text="The ship had carried 500 people.")
    page = summary._repr_html_()
    assert revised._repr_html_() in page
    assert arrest(summary)._repr_html_() in page
    assert "She did not say that." in page
    assert "[revised]" in revised._repr_html_()
    assert "500 people&#34; is not in the evidence" in page


def test_a_notebook_shows_what_other_recipes_found() -> None:
    page = with_facts("A <b>ferry</b> burned.")._repr_html_()
    assert "<b>Key facts (1)</b>" in page
    assert "<i>Fact</i>: A &lt;b&gt;ferry&lt;/b&gt; burned." in page


HOSTILE = (
    '“<script>alert(1)</script> "><img src=x onerror=alert(1)> </style> \u202eevil,” said Ida'
    " <b>Moor</b>."
)


def test_nothing_of_an_article_is_markup_in_a_notebook() -> None:
    article = Document.from_text(HOSTILE, title="<i>Title</i>", source="javascript:alert(1)")
    with Summarizer(
        ScriptedModel(_ida), strategy="focused", settings=Settings(use_journal=False)
    ) as summarizer:
        page = summarizer.summarize(article)._repr_html_()
    assert "&lt;script&gt;alert(1)" in page
    assert "[U+202E]evil" in page
    for mark in ("<script", "<img", "<i>Title", "</style", "\u202e", "href"):
        assert mark not in page


def _ida(question: Question) -> str:
    return json.dumps({"speaker": "Ida"})
