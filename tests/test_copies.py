"""Finding copies: which articles of an archive say again what an earlier one says."""

import re
import sqlite3
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from summarizer.archive.copies import LEAST_SHINGLES, SHINGLE, CopyIndex

EXAMPLES = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parent.parent / "examples").glob("*.txt"))
}
SIEGE = EXAMPLES["harbour-siege"]

LOCAL_LEAD = (
    "People along the coast of Tarn woke to the news on Wednesday, and in the market square of "
    "Ellhaven few spoke of anything else, a reporter of this newspaper found."
)

# The same night by another pen, with the same quotations.
SIEGE_RETOLD = """\
Rebels overrun part of fort at Sarrow; ministry says flag still flies

Fighters in small boats attacked the coastguard fort that guards Sarrow on Tuesday night. At least \
41 died in it, according to the Lantern Observatory, which has followed the war in Marenda from its \
first year. No night since the truce ended has cost as many lives.

“They came in fishing boats, with the lights out, and nobody on the wall saw them until it was too \
late,” the group’s director, Ilse Darrow, told us by telephone.

Colonel Petar Vaskin spoke for the ministry. “The flag of the republic is flying over Sarrow \
tonight,” he said, and called the tale of fleeing officers an invention of the enemy.

Further north, seven soldiers lost their lives at a checkpoint close to Drennick when armed men came \
upon them before sunrise. Governor Hanne Brask said that help came and that five raiders fell.

At the clinic by the harbour they are short of beds. “We have run out of beds and we are running out \
of blood,” said one nurse. Nobody at the clinic could say how many were still to be brought.

Ostrel, which Marenda holds to be behind the rebels, wants nothing to do with it. “Not one rifle has \
crossed our border,” its foreign minister said when asked.
"""


@pytest.fixture
def index() -> CopyIndex:
    return CopyIndex(sqlite3.connect(":memory:"))


def cut(text: str, share: float) -> str:
    """A text without the last `share` of its words, as a subeditor cuts from the end."""
    words = re.findall(r"\S+\s*", text)
    return "".join(words[: round(len(words) * (1 - share))])


def with_lead(text: str) -> str:
    """A text with a paragraph of a local newspaper's own after its title."""
    title, rest = text.split("\n", 1)
    return f"{title}\n\n{LOCAL_LEAD}\n\n{rest}"


def test_an_article_that_nothing_came_before_leads(index: CopyIndex) -> None:
    assert index.leader_of(b"a", SIEGE) is None


@pytest.mark.parametrize(
    "copy",
    [
        SIEGE,
        SIEGE.upper(),
        SIEGE.replace("\n\n", "\n"),
        SIEGE.replace("“", '"').replace("”", '"').replace("’", "'"),
        SIEGE.replace("—", "-"),
        SIEGE.replace("harbour", "har\u00adbour"),
    ],
    ids=["same", "case", "space", "quotation marks", "dashes", "soft hyphens"],
)
def test_a_copy_may_differ_in_how_it_is_set(index: CopyIndex, copy: str) -> None:
    index.leader_of(b"a", SIEGE)
    assert index.leader_of(b"b", copy) == b"a"


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize(
    "change",
    [
        lambda text: re.sub(r"\d+", lambda found: f"{int(found.group()) + 1}", text, count=2),
        with_lead,
        lambda text: cut(text, 1 / 6),
        lambda text: "VELLINPORT, 15 March (Tarn Post) - " + text,
    ],
    ids=["two figures", "a lead of its own", "cut by a sixth", "another dateline"],
)
def test_near_copies_are_found(index: CopyIndex, name: str, change: Callable[[str], str]) -> None:
    index.leader_of(b"a", EXAMPLES[name])
    assert index.leader_of(b"b", change(EXAMPLES[name])) == b"a"


def test_another_telling_of_the_same_event_is_no_copy(index: CopyIndex) -> None:
    index.leader_of(b"a", SIEGE)
    assert index.leader_of(b"b", SIEGE_RETOLD) is None


@pytest.mark.parametrize(("left", "right"), [*combinations(EXAMPLES, 2)])
def test_other_stories_are_no_copies(index: CopyIndex, left: str, right: str) -> None:
    index.leader_of(b"a", EXAMPLES[left])
    assert index.leader_of(b"b", EXAMPLES[right]) is None


def test_a_story_of_which_half_is_gone_is_read_afresh(index: CopyIndex) -> None:
    index.leader_of(b"a", SIEGE)
    assert index.leader_of(b"b", cut(SIEGE, 1 / 2)) is None


def test_a_leader_is_no_copy_itself(index: CopyIndex) -> None:
    """Cut again and again, a story comes too far from its leader, and leads itself."""
    leaders = [index.leader_of(bytes([n]), cut(SIEGE, n / 8)) for n in range(6)]
    keys = {leader for leader in leaders if leader is not None}
    assert leaders[:2] == [None, b"\x00"]
    assert leaders.count(None) > 1
    assert all(leaders[key[0]] is None for key in keys)


def test_of_several_leaders_the_earliest_counts(index: CopyIndex) -> None:
    shorter, longer = cut(SIEGE, 0.4), SIEGE
    assert [index.leader_of(b"a", shorter), index.leader_of(b"b", longer)] == [None, None]
    assert index.leader_of(b"c", cut(SIEGE, 0.2)) == b"a"


def test_a_key_gets_the_answer_it_got_before(index: CopyIndex) -> None:
    texts = {b"a": SIEGE, b"b": with_lead(SIEGE), b"c": SIEGE_RETOLD, b"d": SIEGE}
    first = {key: index.leader_of(key, text) for key, text in texts.items()}
    assert first == {b"a": None, b"b": b"a", b"c": None, b"d": b"a"}
    assert {key: index.leader_of(key, texts[key]) for key in reversed(texts)} == first


def test_the_exact_copy_of_a_near_copy_has_the_same_leader(index: CopyIndex) -> None:
    index.leader_of(b"a", SIEGE)
    index.leader_of(b"b", with_lead(SIEGE))
    assert index.leader_of(b"c", with_lead(SIEGE).upper()) == b"a"


def test_a_text_too_short_for_shingles_is_a_copy_only_of_the_same_words(index: CopyIndex) -> None:
    words = " ".join(f"word{n}" for n in range(LEAST_SHINGLES + SHINGLE - 2))
    assert index.leader_of(b"a", words) is None
    assert index.leader_of(b"b", f"{words[:-1]}x") is None
    assert index.leader_of(b"c", words) == b"a"
    assert index.leader_of(b"d", "") is None
    assert index.leader_of(b"e", " \n") == b"d"


def test_what_is_kept_belongs_to_the_callers_transaction(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "run.sqlite3") as connection:
        index = CopyIndex(connection)
        index.leader_of(b"a", SIEGE)
        connection.commit()
        index.leader_of(b"b", SIEGE_RETOLD)
        connection.rollback()
    connection.close()
    again = sqlite3.connect(tmp_path / "run.sqlite3")
    index = CopyIndex(again)
    assert index.leader_of(b"c", SIEGE_RETOLD) is None
    assert index.leader_of(b"d", SIEGE) == b"a"
    tables = again.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert {name.partition("_")[0] for (name,) in tables} == {"copy"}
    again.close()


def test_lone_surrogates_do_no_harm(index: CopyIndex) -> None:
    assert index.leader_of(b"a", SIEGE + " \ud800") is None
    assert index.leader_of(b"b", SIEGE + " \ud800") == b"a"
