"""A journal on a disk that loses bits: what was altered is asked again, and never taken for an answer."""

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from test_journal import question

from summarizer.errors import JournalError
from summarizer.rounds import Reply, Tokens
from summarizer.store import Journal

CHOICE = Reply("A", tokens=Tokens(1, 10, 0, 1, 0.5), choice_logprobs={"A": -0.25, "B": -1.5})


def kept(number: int) -> Reply:
    return Reply(f'{{"speaker": "Ada Brandt of quay {number}"}}', tokens=Tokens(1, 100, 0, 9, 0.25))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Forty replies, and one that is a choice."""
    path = tmp_path / "journal.sqlite3"
    with Journal(path) as journal:
        for number in range(40):
            journal.put(question(str(number)), "m", kept(number))
        journal.put(question("choice"), "m", CHOICE)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return path


def change(path: Path, assignment: str, number: int = 7) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        where = (question(str(number)).fingerprint,)
        changed = connection.execute(
            f"UPDATE reply SET {assignment} WHERE fingerprint = ?", where
        ).rowcount
        assert changed == 1


ALTERED = [
    "text = replace(text, 'Brandt', 'Brandy')",
    "text = text || ' '",
    "text = CAST(x'7B22FF' AS TEXT)",
    "text = x'7B22'",
    "status = 'refused'",
    "detail = 'x'",
    "input_tokens = 101",
    "calls = 2",
    "cost = 0.26",
    "cost = NULL",
    "estimated = 1",
    "choice_logprobs = '{'",
    "choice_logprobs = '{\"A\": -0.5}'",
    "checksum = x'00'",
    "checksum = 'text'",
    "model = x'6D'",
]


@pytest.mark.parametrize("assignment", ALTERED)
def test_a_reply_that_was_altered_is_asked_again_and_kept_anew(path: Path, assignment: str) -> None:
    change(path, assignment)
    asked = question("7")
    with Journal(path, tells_tokens=True) as journal:
        assert journal.get(asked.fingerprint, "m") is None
        journal.put(asked, "m", Reply("asked again"))
        again = journal.get(asked.fingerprint, "m")
        assert again is not None
        assert again.text == "asked again"
        other = journal.get(question("8").fingerprint, "m")
        assert other == Reply(kept(8).text, tokens=kept(8).tokens, replayed=True)


def test_it_is_counted_once_whoever_finds_it(path: Path) -> None:
    for number in (3, 4):
        change(path, "text = 'x'", number)
    with Journal(path) as journal, Journal(path) as other:
        assert journal.damaged() == 0
        for one in (journal, other):
            assert len(one.of_document("doc-1", "m")) == 39
        assert (journal.damaged(), other.damaged()) == (2, 2)
        assert (journal.put_aside, other.put_aside) == (2, 0)
        assert len(journal) == 39
    with Journal(path) as journal:
        assert journal.damaged() == 2


def test_bits_flipped_anywhere_never_make_another_answer(path: Path, tmp_path: Path) -> None:
    whole = path.read_bytes()
    chance = random.Random(11)
    answers = {question(str(number)).fingerprint: kept(number).text for number in range(40)}
    refused: list[tuple[Path, str]] = []
    asked_again = 0
    for number in range(120):
        damaged = bytearray(whole)
        for _ in range(3):
            at = chance.randrange(100, len(damaged))
            damaged[at] ^= 1 << chance.randrange(8)
        copy = tmp_path / f"{number}.sqlite3"
        copy.write_bytes(damaged)
        try:
            with Journal(copy) as journal:
                found = {one: journal.get(one, "m") for one in answers}
        except JournalError as error:
            refused.append((copy, str(error)))
            continue
        for fingerprint, reply in found.items():
            assert reply is None or reply.text == answers[fingerprint]
        asked_again += None in found.values()
    assert asked_again > 10
    for copy, line in refused:
        assert str(copy) in line
        assert "\n" not in line


def test_a_choice_keeps_its_probabilities(path: Path) -> None:
    with Journal(path) as journal:
        found = journal.get(question("choice").fingerprint, "m")
    assert found is not None
    assert found.choice_logprobs == CHOICE.choice_logprobs


@pytest.mark.parametrize("version", [1, 2])
def test_journals_of_earlier_versions_are_taken_as_they_are(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for column in ("checksum", "estimated", "choice_logprobs")[: 4 - version]:
            connection.execute(f"ALTER TABLE reply DROP COLUMN {column}")
        connection.execute("DROP TABLE damaged")
        connection.execute(f"PRAGMA user_version = {version}")
    with Journal(path, tells_tokens=True) as journal:
        found = journal.get(question("7").fingerprint, "m")
        assert found == Reply(kept(7).text, tokens=kept(7).tokens, replayed=True)
        journal.put(question("new"), "m", kept(1))
    change(path, "text = 'altered, and nobody can know'", 7)
    change(path, "text = 'altered'", "new")  # type: ignore[arg-type]
    with Journal(path) as journal:
        assert journal.get(question("7").fingerprint, "m") is not None
        assert journal.get(question("new").fingerprint, "m") is None


def torn(data: bytes) -> bytes:
    return data[:5000]


def overwritten(data: bytes) -> bytes:
    return data[:4096] + b"\xff" * (len(data) - 4096)


def no_database(data: bytes) -> bytes:
    return b"Minutes of the harbour board. " * 400


@pytest.mark.parametrize("form", [torn, overwritten, no_database])
def test_a_file_that_is_damaged_is_named_with_what_to_do(
    path: Path, form: Callable[[bytes], bytes]
) -> None:
    path.write_bytes(form(path.read_bytes()))
    before = path.read_bytes()
    with pytest.raises(JournalError, match=r"journal\.sqlite3 cannot be .*rename it") as caught:
        _use(path)
    assert "\n" not in str(caught.value)
    with suppress(JournalError):
        _use(path)
    assert len(path.read_bytes()) >= len(before)


def _use(path: Path) -> None:
    with Journal(path) as journal:
        for number in range(40):
            journal.get(question(str(number)).fingerprint, "m")
        journal.of_document("doc-1", "m")
