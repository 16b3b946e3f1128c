"""The journal: kept once, found again, by threads and processes at once; clear when it fails."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.errors import JournalError
from summarizer.rounds import Message, Question, Reply, Tokens
from summarizer.store import Journal, default_journal_path
from summarizer.store.journal import SCHEMA_VERSION


def question(text: str = "who?") -> Question:
    return Question("speaker@v1", (Message("user", text),), "s", {}, "doc-1", 10, label="one")


REPLY = Reply('{"speaker": "Orla Venn"}', tokens=Tokens(1, 100, 60, 10, 0.002))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "journal.sqlite3"


def test_reply_is_found_again_after_reopening(path: Path) -> None:
    with Journal(path) as journal:
        assert journal.get(question().fingerprint, "m") is None
        journal.put(question(), "m", REPLY)
    with Journal(path) as journal:
        kept = journal.get(question().fingerprint, "m")
    assert kept == Reply(REPLY.text, replayed=True)


def test_model_parameters_and_question_tell_replies_apart(path: Path) -> None:
    with Journal(path) as journal:
        journal.put(question(), "m", REPLY, "temperature=0")
        fingerprint = question().fingerprint
        assert journal.get(fingerprint, "m", "temperature=0") is not None
        assert journal.get(fingerprint, "m", "temperature=1") is None
        assert journal.get(fingerprint, "n", "temperature=0") is None
        assert journal.get(question("what?").fingerprint, "m", "temperature=0") is None


def test_first_reply_stays(path: Path) -> None:
    with Journal(path) as journal:
        journal.put(question(), "m", Reply("first"))
        journal.put(question(), "m", Reply("second"))
        kept = journal.get(question().fingerprint, "m")
        assert kept is not None
        assert kept.text == "first"
        assert len(journal) == 1


def test_audit_columns_and_nothing_of_the_question(path: Path) -> None:
    with Journal(path) as journal:
        journal.put(question("the article's own words"), "m", REPLY, "temperature=0")
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    row = dict(connection.execute("SELECT * FROM reply").fetchone())
    connection.close()
    created = row.pop("created_at")
    assert len(row.pop("checksum")) == 8
    assert created.endswith("+00:00")
    assert row == {
        "fingerprint": question("the article's own words").fingerprint,
        "model": "m",
        "parameters": "temperature=0",
        "recipe": "speaker@v1",
        "document_id": "doc-1",
        "label": "one",
        "text": REPLY.text,
        "status": "complete",
        "detail": "",
        "calls": 1,
        "input_tokens": 100,
        "cached_tokens": 60,
        "output_tokens": 10,
        "cost": 0.002,
        "choice_logprobs": None,
        "estimated": 0,
    }
    assert b"own words" not in b"".join(part.read_bytes() for part in path.parent.iterdir())


@settings(deadline=None, max_examples=50)
@given(text=st.text(st.characters(exclude_categories=["Cs"])), detail=st.text("ab\n\0“é漢"))
def test_any_text_comes_back_as_it_was(tmp_path_factory: object, text: str, detail: str) -> None:
    with Journal(":memory:") as journal:
        journal.put(question(text), "m", Reply(text, "truncated", detail))
        kept = journal.get(question(text).fingerprint, "m")
    assert kept == Reply(text, "truncated", detail, replayed=True)


def test_threads_share_one_journal(path: Path) -> None:
    with Journal(path) as journal:

        def work(number: int) -> None:
            for index in range(25):
                journal.put(question(f"{index}"), "m", Reply(f"{number}"))
                assert journal.get(question(f"{index}").fingerprint, "m") is not None

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(journal) == 25


WRITER = """
import sys
from summarizer.rounds import Message, Question, Reply
from summarizer.store import Journal

sys.stdin.readline()  # all writers begin together, on a file that does not exist yet
with Journal(sys.argv[1]) as journal:
    for index in range(40):
        question = Question("r", (Message("user", str(index)),), "s", {}, "d", 1)
        journal.put(question, "m", Reply(sys.argv[2]))
"""


def test_processes_share_one_file(path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(number)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    errors = [writer.communicate()[1] for writer in writers]
    assert errors == ["", "", ""]
    with Journal(path) as journal:
        assert len(journal) == 40


def test_killed_writer_loses_nothing_written(path: Path) -> None:
    script = WRITER.replace(
        "journal.put(question", "index < 9 or __import__('os')._exit(9); journal.put(question"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path), "x"], input="go\n", text=True)
    assert done.returncode == 9
    with Journal(path) as journal:
        assert len(journal) == 9


def read_all(path: Path) -> None:
    with Journal(path) as journal:
        for index in range(200):
            journal.get(question(f"{index}").fingerprint, "m")


class TestTrouble:
    def test_file_that_is_no_database(self, tmp_path: Path) -> None:
        path = tmp_path / "notes.txt"
        path.write_text("Minutes of the harbour board, in plain text. " * 50)
        with pytest.raises(JournalError, match=r"notes\.txt cannot be opened") as caught:
            Journal(path)
        assert "\n" not in str(caught.value)
        assert path.read_text().startswith("Minutes")

    def test_corrupt_database(self, path: Path) -> None:
        with Journal(path) as journal:
            for index in range(200):
                journal.put(question(f"{index}"), "m", Reply("x" * 200))
        content = bytearray(path.read_bytes())
        content[4096:] = b"\xff" * (len(content) - 4096)
        path.write_bytes(content)
        with pytest.raises(JournalError, match="journal"):
            read_all(path)

    def test_folder_in_its_place(self, tmp_path: Path) -> None:
        with pytest.raises(JournalError, match="cannot be opened"):
            Journal(tmp_path)

    def test_file_where_a_folder_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(JournalError, match="cannot be opened"):
            Journal(tmp_path / "file" / "journal.sqlite3")

    def test_file_that_may_not_be_written(self, path: Path) -> None:
        Journal(path).close()
        # By URI and not by mode bits, which do not bind an administrator.
        journal = Journal(path)
        journal._connection.execute("PRAGMA query_only = ON")
        with pytest.raises(JournalError, match="cannot be written"):
            journal.put(question(), "m", REPLY)
        journal.close()

    def test_closed_journal(self, path: Path) -> None:
        journal = Journal(path)
        journal.close()
        journal.close()
        with pytest.raises(JournalError, match="cannot be read"):
            journal.get("f", "m")

    def test_newer_version(self, path: Path) -> None:
        Journal(path).close()
        connection = sqlite3.connect(path)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
        connection.close()
        with pytest.raises(JournalError, match="newer version"):
            Journal(path)

    def test_other_programs_database(self, path: Path) -> None:
        path.parent.mkdir()
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE reply (something TEXT)")
        connection.close()
        with pytest.raises(JournalError, match="cannot be opened"):
            Journal(path)


def test_default_place_is_the_users_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_journal_path().name == "journal.sqlite3"
    assert default_journal_path().parent.name == "summarizer"
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_DATA_HOME", os.sep + "elsewhere")
        assert default_journal_path() == Path("/elsewhere/summarizer/journal.sqlite3")
