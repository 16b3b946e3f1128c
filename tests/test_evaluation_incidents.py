"""Events as incident templates, and how templates are compared."""

from datetime import date
from typing import Any

import pytest
from scripting import summarize

from summarizer.evaluation.incident_dates import Period, gold_periods, same_time
from summarizer.evaluation.incident_templates import Casualty, Template, templates
from summarizer.evaluation.incidents import SLOTS, score, score_templates
from summarizer.evaluation.matching import same_entity, same_place
from summarizer.evaluation.tally import Counts

ATTACK = """\
ORLEN, 12 May 2027 -- Guerrillas of the Tarn Front attacked a paper mill near Vale with grenades \
on Monday, killing two workers.
"""


def incident(**changes: Any) -> dict[str, Any]:
    """A gold template of ATTACK."""
    return {
        "optional": False,
        "type": [["ATTACK"]],
        "date": [["10 MAY 27"]],
        "location": [["NORLAND: VALE (TOWN)"]],
        "instruments": [["GRENADES"]],
        "perp_individuals": [["GUERRILLAS", "TARN FRONT GUERRILLAS"]],
        "perp_orgs": [["TARN FRONT"]],
        "phys_targets": [["PAPER MILL"]],
        "hum_target_names": [],
        "hum_target_descs": [["WORKERS"]],
        "casualties": [{"effect": ["DEATH"], "who": ["WORKERS"], "number": ["2"]}],
    } | changes


def given(**changes: Any) -> Template:
    """The template that is right for `incident()`."""
    parts: dict[str, Any] = {
        "type": "attack",
        "period": Period(date(1927, 5, 10), date(1927, 5, 10)),
        "place": "Vale",
        "perpetrators": ("the guerrillas", "Tarn Front"),
        "targets": ("a paper mill", "two workers"),
        "instruments": ("grenades",),
        "casualties": (Casualty("killed", "workers", 2),),
    }
    return Template(**parts | changes)


def slots(gold: list[dict[str, Any]], predicted: list[Template]) -> dict[str, Counts]:
    return dict(score_templates({"incidents": gold}, predicted).measures)


def test_an_event_becomes_a_template() -> None:
    summary, _ = summarize(ATTACK, "focused")
    [found] = templates(summary)
    assert (found.type, found.place) == ("attack", "Vale")
    assert found.period == Period(date(2027, 5, 10), date(2027, 5, 10))
    assert "Tarn Front" in found.perpetrators
    assert {"a paper mill", "two workers"} <= set(found.targets)
    assert found.instruments == ("grenades",)
    assert Casualty("killed", "workers", 2) in found.casualties


@pytest.mark.parametrize(
    "text",
    [
        "Soldiers killed four rebels in Orlen on Monday.",
        "Ten soldiers were killed in a clash near Orlen on Monday.",
        "The ferry sank off Orlen on Monday, killing 12 people.",
        "Rebels plan to attack a mill near Orlen.",
        "The Tarn Front denied that it had bombed a mill near Orlen.",
        "Police arrested the captain near Orlen on Monday.",
        "The rebels have attacked.",
    ],
)
def test_what_is_no_incident(text: str) -> None:
    summary, _ = summarize(text, "focused")
    assert templates(summary) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Masked men kidnapped a judge in Orlen on Monday.", "kidnapping"),
        ("A bomb exploded outside a court in Orlen on Monday.", "bombing"),
        ("Guerrillas set fire to a bus near Orlen on Monday.", "arson"),
        ("Masked men shot a judge in Orlen on Monday.", "attack"),
    ],
)
def test_the_type_of_an_incident(text: str, kind: str) -> None:
    summary, _ = summarize(text, "focused")
    assert [found.type for found in templates(summary)] == [kind]


def test_what_happened_long_before_the_report_is_left_out() -> None:
    told = "ORLEN, 12 May 2027 -- Masked men shot a judge in Orlen on 3 January 2026.\n"
    summary, _ = summarize(told, "focused")
    assert len(summary.events) == 1
    assert templates(summary) == []


def test_everything_right_is_right_in_every_slot() -> None:
    counts = slots([incident(date=[["10 MAY 27"]])], [given()])
    assert {slot: counts[f"slot {slot}"].f1 for slot in SLOTS} == dict.fromkeys(SLOTS, 1.0)
    assert counts["slots"] == Counts(9, 9, 9)
    assert counts["templates"] == Counts(1, 1, 1)
    assert "false alarms" not in counts


def test_what_is_wrong_counts_as_given_and_what_is_missing_as_wanted() -> None:
    counts = slots([incident()], [given(targets=("a paper mill", "a bridge"), instruments=())])
    assert counts["slot targets"] == Counts(1, 2, 2)
    assert counts["slot instruments"] == Counts(0, 0, 1)


def test_a_template_without_a_partner_is_all_wrong() -> None:
    stray = Template(type="robbery", place="Harwick", targets=("a bank",))
    counts = slots([incident()], [given(), stray])
    assert counts["slots"] == Counts(9, 12, 9)
    assert counts["templates"] == Counts(1, 2, 1)


def test_templates_are_paired_with_those_they_are_most_like() -> None:
    other = incident(location=[["NORLAND: ORLEN (CITY)"]], phys_targets=[["BRIDGE"]])
    at_orlen = given(place="Orlen", targets=("a bridge", "two workers"))
    for predicted in ([given(), at_orlen], [at_orlen, given()]):
        assert slots([other, incident()], predicted)["slots"] == Counts(18, 18, 18)


def test_sharing_the_type_alone_makes_no_pair() -> None:
    stray = Template(type="attack", place="Harwick")
    tally = score_templates({"incidents": [incident()]}, [stray])
    assert tally.measures["templates"] == Counts(0, 1, 1)
    assert [miss.kind for miss in tally.misses] == [
        "incident not found",
        "incident that is none",
    ]


@pytest.mark.parametrize(("predicted", "alarms"), [([], 0), ([given()], 1)])
def test_a_false_alarm_is_an_incident_where_there_is_none(
    predicted: list[Template], alarms: int
) -> None:
    assert slots([], predicted)["false alarms"] == Counts(alarms, 1, 1)


def test_an_optional_incident_is_neither_missed_nor_a_false_alarm() -> None:
    optional = incident(optional=True)
    assert slots([optional], [])["slots"] == Counts()
    assert slots([optional], [given()])["false alarms"].correct == 0
    assert slots([optional], [given()])["slots"] == Counts(9, 9, 9)


def test_a_description_and_a_name_of_one_person_are_one_target() -> None:
    gold = incident(hum_target_names=[["IDA MOOR"]], hum_target_descs=[["JUDGE"]], phys_targets=[])
    for name in ("a judge", "Ida Moor"):
        assert slots([gold], [given(targets=(name,))])["slot targets"] == Counts(1, 1, 1)


def test_nobody_hurt_is_no_casualty() -> None:
    gold = incident(casualties=[{"effect": ["NO INJURY"], "who": ["-"], "number": None}])
    assert slots([gold], [given(casualties=())])["slot casualties"] == Counts()


def test_a_document_is_scored_by_its_events() -> None:
    summary, _ = summarize(ATTACK, "focused")
    tally = score({"incidents": [incident(date=[["10 MAY 27"]])]}, summary)
    assert tally.measures["slot perpetrators"].correct == 2
    assert tally.measures["templates"] == Counts(1, 1, 1)


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("07 MAR 88", [Period(date(1988, 3, 7), date(1988, 3, 7))]),
        ("- 07 MAR 88", [Period(None, date(1988, 3, 7))]),
        ("(01 MAY 88 - 02 MAY 88)", [Period(date(1988, 5, 1), date(1988, 5, 2))]),
        ("-", []),
    ],
)
def test_dates_of_templates(text: str, periods: list[Period]) -> None:
    assert gold_periods(text) == periods


@pytest.mark.parametrize(
    ("days", "gold", "same"),
    [
        ((1, 1), "01 MAY 88 - 02 MAY 88", True),
        ((3, 3), "01 MAY 88 - 02 MAY 88", False),
        ((3, 3), "- 05 MAY 88", True),
        ((7, 7), "- 05 MAY 88", False),
        ((None, 5), "- 05 MAY 88", True),
        ((None, 5), "05 MAY 88", False),
    ],
)
def test_when_two_times_are_the_same(days: tuple[int | None, int], gold: str, same: bool) -> None:
    first, last = days
    start = None if first is None else date(1988, 5, first)
    [period] = gold_periods(gold)
    assert same_time(Period(start, date(1988, 5, last)), period) == same
    assert not same_time(None, period)


@pytest.mark.parametrize(
    ("given_words", "gold", "same"),
    [
        ("the guerrillas", "GUERRILLAS", True),
        ("members of the Tarn Front", "TARN FRONT", True),
        ("a policeman", "POLICEMEN", True),
        ("the mill of Vale", "PAPER MILL", True),
        ("the mill", "BRIDGE", False),
        ("the", "BRIDGE", False),
    ],
)
def test_strings_that_name_one_thing(given_words: str, gold: str, same: bool) -> None:
    assert same_entity(given_words, gold) == same


@pytest.mark.parametrize(
    ("place", "same"),
    [
        ("Vale", True),
        ("the town of Vale", True),
        ("Tarn Province", True),
        ("Norland", True),
        ("Orlen", False),
        ("the", False),
    ],
)
def test_places_of_a_location(place: str, same: bool) -> None:
    assert same_place(place, "NORLAND: TARN PROVINCE (DEPARTMENT): VALE (TOWN)") == same
