"""Names of people, bodies and places, and which of them mean the same one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripting import read

from summarizer.scan import Roster, name_key


def names(text: str) -> list[str]:
    return [name.text for name in read(text).scan.names]


def roster(text: str) -> Roster:
    return read(text).scan.roster


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The mayor met Ida Moor in Tarn.", ["Ida Moor", "Tarn"]),
        ("Ida Moor left.", ["Ida Moor"]),
        ("It was Mr Brand who left.", ["Brand"]),
        ("It was Prime Minister Ida Moor who left.", ["Ida Moor"]),
        ("He joined the Bank of Tarn.", ["Bank of Tarn"]),
        ("She joined the Ministry for the Interior.", ["Ministry for the Interior"]),
        ("Troops of Omar al-Harun left.", ["Omar al-Harun"]),
        ("Work by Ludo van Berg was shown.", ["Ludo van Berg"]),
        ("J. K. Moor wrote it.", ["J. K. Moor"]),
        ("The UN and the TNA agreed.", ["UN", "TNA"]),
        ("He joined the Teachers’ Union.", ["Teachers’ Union"]),
        ("Ida Moor’s brother left.", ["Ida Moor"]),
        ("Zoë Ångström left.", ["Zoë Ångström"]),
    ],
)
def test_names(text: str, found: list[str]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "However, it rained.",
        "On Monday it rained.",
        "They left in March.",
        "Police left. Officials stayed.",
        "Two boats sank.",
        "I said we should go.",
    ],
)
def test_capitals_that_name_nobody(text: str) -> None:
    assert names(text) == []


def test_a_first_word_is_a_name_when_it_is_one_elsewhere() -> None:
    assert names("Tarn is quiet. We love Tarn.") == ["Tarn", "Tarn"]
    assert names("Boats are quiet. We love boats.") == []


def test_a_surname_stands_for_the_full_name() -> None:
    found = roster("Ida Moor left. Moor had been ill. Ms Moor returned.")
    assert found.canonical("Moor") == "Ida Moor"
    assert found.canonical("Ms Moor") == "Ida Moor"
    assert [name.text for name in found.mentions("Ida Moor")] == ["Ida Moor", "Moor", "Moor"]
    assert found.canonical_names == ["Ida Moor"]


def test_a_surname_that_two_people_share_stands_for_neither() -> None:
    found = roster("Ida Moor met Otto Moor. Moor left.")
    assert found.canonical("Moor") == "Moor"


@pytest.mark.parametrize(
    ("text", "short", "full"),
    [
        ("The Tarn News Agency said so. The TNA left.", "TNA", "Tarn News Agency"),
        ("The Tarn Port Authority met. The Authority left.", "Authority", "Tarn Port Authority"),
    ],
)
def test_initials_and_the_word_for_a_body(text: str, short: str, full: str) -> None:
    assert roster(text).canonical(short) == full


def test_who_is_not_named_has_no_canonical_name() -> None:
    assert roster("Ida Moor left.").canonical("Otto Brand") is None


@pytest.mark.parametrize(
    ("text", "name", "person"),
    [
        ("Mr Brand met the Tarn Port Authority.", "Brand", True),
        ("Mr Brand met the Tarn Port Authority.", "Tarn Port Authority", False),
        ("Ida Moor left. Moor was ill.", "Ida Moor", True),
    ],
)
def test_people_and_bodies(text: str, name: str, person: bool) -> None:
    assert roster(text).is_person(name) is person


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Mr Brand", "Brand"),
        ("The Tarn Post", "Tarn Post"),
        ("BRAND", "Brand"),
        ("al-Harun", "al Harun"),
    ],
)
def test_names_are_compared_by_their_words(left: str, right: str) -> None:
    assert name_key(left) == name_key(right)


def test_an_endless_run_of_capitals_is_no_name() -> None:
    assert max(len(name.split()) for name in names("Word " * 400)) <= 12


@given(st.text(alphabet="ABab .,’'-\n“”", max_size=80).filter(str.strip))
def test_names_stand_where_they_are_said_to_stand(text: str) -> None:
    for name in read(text).scan.names:
        assert " ".join(text[name.start : name.end].split()) == " ".join(name.text.split())


@given(st.lists(st.sampled_from("Ida Otto Moor Brand Tarn Bank of Union TNA".split()), max_size=12))
def test_every_name_has_a_canonical_form_that_the_text_has(words: list[str]) -> None:
    text = " and ".join(words) or "x"
    found = read(text).scan
    for name in found.names:
        canonical = found.roster.canonical(name.text)
        assert canonical is not None
        assert canonical in {other.text for other in found.names}
        assert name in found.roster.mentions(canonical)
