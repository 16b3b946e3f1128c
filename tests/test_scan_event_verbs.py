"""Verbs that name a happening with the words beside them, and none without."""

import pytest
from scripting import read

from summarizer.grounding.happenings import happenings
from summarizer.scan import tokenize
from summarizer.scan.triggers import Trigger, find_triggers


def triggers(sentence: str) -> list[Trigger]:
    return find_triggers(tokenize(sentence))


def verbs(sentence: str) -> list[tuple[str, str]]:
    return [(found.text, found.type) for found in triggers(sentence) if not found.noun]


@pytest.mark.parametrize(
    ("sentence", "word", "kind"),
    [
        ("Officials ordered on Monday a recount in Tarn.", "ordered", "personnel.elect"),
        ("Orlen declared three days of mourning.", "declared", "politics.decide"),
        ("The senate rejected the bill.", "rejected", "politics.decide"),
        ("The bill was passed on Monday.", "passed", "politics.decide"),
        ("The council of Tarn voted by 9 to 7.", "voted", "politics.decide"),
        ("Norland voted on Sunday.", "voted", "personnel.elect"),
        ("A judge ordered Lund to hand in his passport.", "ordered", "politics.decide"),
        ("Norland and Ostia signed a treaty.", "signed", "politics.agree"),
        ("The lease is to be signed in August.", "signed", "politics.agree"),
        ("Norland imposed new tariffs.", "imposed", "politics.sanction"),
        ("Ostia recalled its ambassador.", "recalled", "politics.sanction"),
        ("Norland pledged aid.", "pledged", "politics.aid"),
        ("Orlen Mills reported a loss of 6 crowns.", "reported", "business.results"),
        ("Orlen Mills cut 900 jobs.", "cut", "business.labour"),
        ("The union called a strike.", "called", "business.labour"),
        ("The bank lost money.", "lost", "business.results"),
        ("Brandt won 400 votes.", "won", "personnel.elect"),
        ("Rovers won the cup.", "won", "sport.contest"),
        ("Rovers will meet United in the final.", "meet", "sport.contest"),
        ("Ida Moor won a prize.", "won", "culture.release"),
        ("Police have questioned two students.", "questioned", "justice.investigate"),
        ("Prosecutors opened an inquiry.", "opened", "justice.investigate"),
        ("The union filed a lawsuit.", "filed", "justice.sue"),
        ("Judges upheld the verdict.", "upheld", "justice.appeal"),
        ("The health office counted 212 cases.", "counted", "health.outbreak"),
        ("A bus overturned near Tarn.", "overturned", "disaster.accident"),
        ("A dam burst in Vale.", "burst", "disaster.accident"),
        ("The talks began in Tarn.", "began", "contact.meet"),
        ("A hearing is to be held in June.", "held", "justice.trial-hearing"),
        ("A trial in which 90 nurses take part is to begin.", "begin", "health.care"),
        ("The envoy left Tarn on Monday.", "left", "movement.transport"),
        ("The envoy flew to Vale.", "flew", "movement.transport"),
        ("The museum is to reopen on Sunday.", "reopen", "business.start-org"),
        ("Farmers held up banners.", "held up", "conflict.demonstrate"),
        ("A cook was taken to hospital.", "taken to", "health.care"),
        ("A thief was led away by police.", "led away", "justice.arrest-jail"),
        ("The banker walked free.", "walked free", "justice.release-parole"),
        ("An earthquake struck Tarn.", "struck", "disaster.natural"),
        ("The isles were hit by a cyclone.", "hit", "disaster.natural"),
        ("Orlen Rail named Ada Brandt director.", "named", "personnel.start-position"),
        ("A coach plunged into a lake.", "plunged", "disaster.accident"),
        ("The ferry ran aground.", "ran aground", "disaster.accident"),
        ("The match was called off.", "called off", "politics.decide"),
        ("A rocket lifted off in Vale.", "lifted off", "science.launch"),
        ("A bridge gave way.", "gave way", "disaster.accident"),
        ("A fire broke out in Tarn.", "broke out", "disaster.natural"),
        ("Ada Brandt was sworn in.", "sworn in", "personnel.start-position"),
        ("The agency launched a satellite.", "launched", "science.launch"),
        ("Orlen Air launched a service to Vale.", "launched", "business.start-org"),
    ],
)
def test_a_verb_and_what_stands_with_it(sentence: str, word: str, kind: str) -> None:
    assert (word, kind) in verbs(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The letter was signed “the Cooks”.",
        "The ministry questioned the offer.",
        "He lost his way and won her heart.",
        "They declared that it was late.",
        "The report recalled the winter.",
        "The lost jobs were in Tarn.",
        "The mill ran at increased rates.",
        "The guests left early.",
        "She held up her hand.",
        "Lund was taken to lunch.",
        "The new rules meet the standards.",
        "The mayor launched into a song.",
        "The wages of retired miners are low.",
        "The bakery passed Tarn on the left.",
    ],
)
def test_the_same_verb_with_other_words(sentence: str) -> None:
    assert verbs(sentence) == []


def test_an_object_stands_in_the_clause_of_its_verb() -> None:
    assert verbs("Lund signed for the parcel, and a treaty is far away.") == []


def test_what_is_settled_by_its_object_is_a_deed_and_no_saying() -> None:
    [found] = [one for one in triggers("Orlen announced a curfew.") if not one.noun]
    assert found.deed
    assert not triggers("Rebels attacked the fort.")[0].deed


def test_what_is_to_be_done_is_marked_as_an_aim_is() -> None:
    [found] = triggers("The banker is to be sentenced on Monday.")
    assert found.infinitive


def test_a_deed_is_a_happening_where_its_verb_can_also_report_speech() -> None:
    assert [one.numbers for one in happenings(read("Orlen announced a curfew on Monday."))] == [[1]]


def test_what_is_still_to_come_is_apart_from_what_happened() -> None:
    text = "The envoys met in Tarn on Monday. They will meet in Vale in June."
    found = happenings(read(text))
    assert [(one.planned, one.numbers) for one in found] == [(False, [1]), (True, [2])]


@pytest.mark.parametrize(
    "text",
    [
        "Lund warned that wards would close.",
        "Brandt feared that the army would destroy the boxes.",
        "The harbour, sent by ship, is a model.",
        "A bill that would ban boats is long.",
    ],
)
def test_what_is_feared_or_told_in_passing_is_none(text: str) -> None:
    assert happenings(read(text)) == []


def test_what_an_accused_does_is_no_part_of_the_charge() -> None:
    [release] = happenings(read("A man accused of looting a shop walked free on Monday."))
    assert [trigger.text for _, trigger in release.triggers] == ["walked free"]
