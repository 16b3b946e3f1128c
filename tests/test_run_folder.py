"""A run's folder after power cuts, editors, backups and deletions: nothing is lost, nothing asked again."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event, Thread, Timer

import pytest
from filelock import FileLock
from test_archive import Desk, answer, article

from summarizer.archive.answering import Method
from summarizer.archive.configuration import Configuration
from summarizer.archive.folder import LOOK, is_held, locked
from summarizer.archive.run import Run
from summarizer.archive.state import RunState
from summarizer.archive.status import status_of
from summarizer.errors import ArchiveError, ModelUnavailableError
from summarizer.models import ScriptedModel
from summarizer.rounds import Question, Reply

ALL = [f"a{number}" for number in range(6)]
Lines = list[bytes]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A finished run over six articles."""
    made = Desk(tmp_path)
    made.holds([article(number) for number in range(6)])
    made.run()
    return made


def results(desk: Desk) -> Path:
    return desk.folder / "results.jsonl"


def lines(desk: Desk) -> Lines:
    return results(desk).read_bytes().splitlines(keepends=True)


def put(desk: Desk, lines: Lines) -> None:
    """As an editor saves them."""
    results(desk).write_bytes(b"".join(lines))


def is_whole(desk: Desk, asked: int = 6) -> None:
    """Each article has one row, each row a line, and no more was asked than that took."""
    assert sorted(row["id"] for row in desk.rows()) == ALL
    assert results(desk).read_bytes().endswith(b"}\n")
    assert len(desk.model.asked) == asked
    with closing(RunState(desk.folder)) as state:
        assert state.totals.done == 6
        assert state.totals.events == sum(len(row["events"]) for row in desk.rows())
        assert state.totals.claims == sum(len(row["claims"]) for row in desk.rows())
        data = results(desk).read_bytes()
        query = "SELECT key, start, length FROM record WHERE state = 'done'"
        for _, start, length in state.connection.execute(query):
            json.loads(data[start : start + length])
            assert data[start + length - 1 :][:1] == b"\n"


def told(desk: Desk, words: str) -> bool:
    return any(words in line for line in desk.notes.lines)


def widened(line: bytes) -> bytes:
    """The row with a title that somebody put in by hand."""
    return line.replace(b'"title":null', b'"title":"On the quay of the old harbour"')


def taken_out(rows: Lines) -> Lines:
    return rows[:2] + rows[3:]


def swapped(rows: Lines) -> Lines:
    return [rows[4], *rows[1:4], rows[0], rows[5]]


def doubled(rows: Lines) -> Lines:
    return [*rows, rows[1], rows[4]]


def doubled_and_altered(rows: Lines) -> Lines:
    return [widened(rows[5]), *rows]


def cut_short(rows: Lines) -> Lines:
    return [*rows[:3], rows[3][:100] + b"\n", *rows[4:]]


def lengthened(rows: Lines) -> Lines:
    return [rows[0], widened(rows[1]), *rows[2:]]


def last_lengthened(rows: Lines) -> Lines:
    return [*rows[:5], widened(rows[5])]


def lengthened_and_taken_out(rows: Lines) -> Lines:
    return [widened(rows[0]), *rows[2:]]


def first_taken_out(rows: Lines) -> Lines:
    return rows[1:]


def last_taken_out(rows: Lines) -> Lines:
    return rows[:-1]


def reversed_order(rows: Lines) -> Lines:
    return rows[::-1]


def windows_line_ends(rows: Lines) -> Lines:
    return [row.replace(b"\n", b"\r\n") for row in rows]


def marked_as_utf8(rows: Lines) -> Lines:
    return [b"\xef\xbb\xbf", *rows]


def without_last_line_end(rows: Lines) -> Lines:
    return [*rows[:5], rows[5].rstrip(b"\n")]


def with_blank_lines(rows: Lines) -> Lines:
    return [rows[0], b"\n", b"  \n", *rows[1:], b"\n\n"]


def zero_tail(rows: Lines) -> Lines:
    return [*rows, bytes(5000)]


def zeros_over_the_last(rows: Lines) -> Lines:
    return [*rows[:5], rows[5][:60] + bytes(len(rows[5]) - 60)]


def zeros_within(rows: Lines) -> Lines:
    return [*rows[:2], bytes(len(rows[2])), *rows[3:]]


def half_a_line(rows: Lines) -> Lines:
    return [*rows, rows[2][:77]]


def half_the_last(rows: Lines) -> Lines:
    return [*rows[:5], rows[5][:-40]]


def a_note_of_mine(rows: Lines) -> Lines:
    return [b"# looked through by Ilse\n", *rows]


FORMS: list[Callable[[Lines], Lines]] = [
    taken_out,
    first_taken_out,
    last_taken_out,
    swapped,
    reversed_order,
    doubled,
    cut_short,
    lengthened,
    last_lengthened,
    doubled_and_altered,
    lengthened_and_taken_out,
    windows_line_ends,
    marked_as_utf8,
    without_last_line_end,
    with_blank_lines,
    zero_tail,
    zeros_over_the_last,
    zeros_within,
    half_a_line,
    half_the_last,
    a_note_of_mine,
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("is_killed", [False, True])
def test_whatever_became_of_the_rows_each_article_has_one(
    desk: Desk, form: Callable[[Lines], Lines], is_killed: bool
) -> None:
    before = {json.loads(line)["id"]: line for line in lines(desk)}
    if is_killed:  # what the state last saw of the file is older than its rows
        with closing(RunState(desk.folder)) as state:
            state.set_note("results_seal", "12 34")
    put(desk, form(lines(desk)))
    desk.run()
    is_whole(desk)
    for line in lines(desk):
        assert line in (before[json.loads(line)["id"]], widened(before[json.loads(line)["id"]]))
    after = results(desk).read_bytes()
    desk.notes.lines.clear()
    desk.run()
    assert results(desk).read_bytes() == after
    assert desk.notes.lines == []


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (taken_out, "1 row of results.jsonl: missing"),
        (cut_short, "1 row of results.jsonl: torn"),
        (lengthened, "line 2 (a1) of results.jsonl was changed by hand"),
        (swapped, "not where they were left"),
        (doubled, "2 rows of results.jsonl: there twice"),
        (zero_tail, "5,000 zero bytes"),
        (zeros_over_the_last, "1 row of results.jsonl: missing"),
    ],
)
def test_what_was_found_is_told(desk: Desk, form: Callable[[Lines], Lines], words: str) -> None:
    put(desk, sorted(lines(desk)))
    desk.run()
    put(desk, form(lines(desk)))
    desk.run()
    assert told(desk, words), desk.notes.lines


def test_a_row_that_was_changed_by_hand_stays_as_it_is(desk: Desk) -> None:
    put(desk, [widened(line) for line in lines(desk)])
    desk.run()
    assert {row["document"]["title"] for row in desk.rows()} == {"On the quay of the old harbour"}
    assert told(desk, "so were 1 more lines")
    is_whole(desk)


def test_what_is_left_of_a_torn_row_is_kept(desk: Desk) -> None:
    put(desk, cut_short(lines(desk)))
    desk.run()
    torn = (desk.folder / "previous" / "torn.txt").read_bytes()
    assert torn.startswith(b'{"id":"a')
    assert len(torn) == 101


def test_second_rows_of_an_article_are_kept_aside(desk: Desk) -> None:
    put(desk, [*lines(desk), widened(lines(desk)[0])])
    desk.run()
    [aside] = (desk.folder / "previous" / "001" / "results.jsonl").read_bytes().splitlines()
    assert b"On the quay" in aside
    is_whole(desk)


def test_new_articles_after_rows_were_moved_go_to_the_end(desk: Desk) -> None:
    put(desk, lengthened(reversed_order(lines(desk))))
    desk.holds([article(number) for number in range(9)])
    desk.run()
    assert sorted(row["id"] for row in desk.rows()) == [f"a{number}" for number in range(9)]
    assert len(desk.model.asked) == 9


class TestWithoutItsState:
    """`results.jsonl` is there, and what explains it is not, or explains another."""

    def forget_state(self, desk: Desk) -> None:
        for path in desk.folder.glob("run.sqlite3*"):
            path.unlink()

    def test_rows_of_the_same_settings_are_taken_up_where_they_stand(self, desk: Desk) -> None:
        before = results(desk).read_bytes()
        (desk.folder / "journal.sqlite3").unlink()
        self.forget_state(desk)
        desk.run()
        assert results(desk).read_bytes() == before
        is_whole(desk)
        assert told(desk, "6 rows of results.jsonl: not known to run.sqlite3")

    def test_new_articles_are_asked_beside_them(self, desk: Desk) -> None:
        self.forget_state(desk)
        (desk.folder / "journal.sqlite3").unlink()
        desk.holds([article(number) for number in range(8)])
        desk.run()
        assert len(desk.rows()) == 8
        assert len(desk.model.asked) == 8

    def test_rows_of_other_articles_are_moved_aside_at_the_end(self, desk: Desk) -> None:
        self.forget_state(desk)
        desk.holds([article(number) for number in range(3)])
        desk.run()
        assert sorted(row["id"] for row in desk.rows()) == ALL[:3]
        aside = desk.folder / "previous" / "001" / "results.jsonl"
        assert sorted(json.loads(line)["id"] for line in aside.open()) == ALL[3:]
        assert told(desk, "3 rows of results.jsonl: of no article that was read")
        desk.run()
        assert sorted(row["id"] for row in desk.rows()) == ALL[:3]

    def test_a_part_of_the_archive_leaves_the_other_rows_alone(self, desk: Desk) -> None:
        self.forget_state(desk)
        desk.run(limit=2)
        is_there = sorted(row["id"] for row in desk.rows())
        assert is_there == ALL
        desk.run()
        is_whole(desk)

    @pytest.mark.parametrize("about", [None, "[1]", '{"configuration": {"model": "other"}}', "{"])
    def test_rows_of_unknown_settings_are_moved_aside(self, desk: Desk, about: str | None) -> None:
        before = results(desk).read_bytes()
        self.forget_state(desk)
        if about is None:
            (desk.folder / "run.json").unlink()
        else:
            (desk.folder / "run.json").write_text(about)
        desk.run()
        is_whole(desk)  # out of the journal
        assert (desk.folder / "previous" / "001" / "results.jsonl").read_bytes() == before
        assert told(desk, "is now in")

    def test_a_file_that_is_none_of_ours_is_moved_aside(self, desk: Desk) -> None:
        self.forget_state(desk)
        (desk.folder / "run.json").unlink()
        results(desk).write_text("my own list of results\nfrom long ago")
        desk.run()
        is_whole(desk)
        aside = desk.folder / "previous" / "001" / "results.jsonl"
        assert aside.read_text() == "my own list of results\nfrom long ago"

    def test_an_older_state_lacks_rows_that_are_taken_up(self, desk: Desk, tmp_path: Path) -> None:
        older = tmp_path / "older.sqlite3"
        shutil.copy(desk.folder / "run.sqlite3", older)
        desk.holds([article(number) for number in range(9)])
        desk.run()
        self.forget_state(desk)
        shutil.copy(older, desk.folder / "run.sqlite3")
        (desk.folder / "journal.sqlite3").unlink()
        before = results(desk).read_bytes()
        desk.run()
        assert results(desk).read_bytes() == before
        assert len(desk.model.asked) == 9
        with closing(RunState(desk.folder)) as state:
            assert state.totals.done == 9

    def test_a_younger_state_tells_of_rows_that_are_written_again(self, desk: Desk) -> None:
        older = results(desk).read_bytes()
        desk.holds([article(number) for number in range(9)])
        desk.run()
        results(desk).write_bytes(older)
        desk.run()
        assert len(desk.rows()) == 9
        assert len(desk.model.asked) == 9
        assert told(desk, "3 rows of results.jsonl: missing")

    def test_the_state_of_another_run_explains_nothing(self, desk: Desk, tmp_path: Path) -> None:
        other = Desk(tmp_path / "other")
        (tmp_path / "other").mkdir()
        other.holds([article(number) | {"id": f"a{number - 10}"} for number in range(10, 14)])
        other.run()
        before = results(desk).read_bytes()
        self.forget_state(desk)
        shutil.copy(other.folder / "run.sqlite3", desk.folder / "run.sqlite3")
        desk.run()
        is_whole(desk)
        assert results(desk).read_bytes() == before
        assert told(desk, "4 rows of results.jsonl: missing")

    @pytest.mark.parametrize("form", ["no state", "older state", "another model"])
    def test_a_model_that_refuses_the_first_call_leaves_all_as_it_was(
        self, desk: Desk, form: str, tmp_path: Path
    ) -> None:
        if form == "no state":
            self.forget_state(desk)
            (desk.folder / "run.json").unlink()
        if form == "older state":
            older = tmp_path / "older.sqlite3"
            shutil.copy(desk.folder / "run.sqlite3", older)
            desk.holds([article(number) for number in range(9)])
            desk.run()
            self.forget_state(desk)
            shutil.copy(older, desk.folder / "run.sqlite3")
        if form == "another model":
            desk.method = Method("another", "focused")
        before = {
            name: (desk.folder / name).read_bytes()
            for name in ("results.jsonl", "failures.jsonl", "run.json")
            if (desk.folder / name).exists() and form != "older state"
        }
        rows = len(desk.rows())
        (desk.folder / "journal.sqlite3").unlink()
        desk.holds([article(number) for number in range(50, 60)])
        desk.model = ScriptedModel(refuse)
        with pytest.raises(ModelUnavailableError):
            desk.run(at_once=1)
        assert len(desk.rows()) == rows
        assert {name: (desk.folder / name).read_bytes() for name in before} == before
        if form == "no state":
            assert not (desk.folder / "run.json").exists()
        assert not (desk.folder / "previous").exists()
        if form == "another model":
            assert status_of(desk.folder).totals.done == 6
            assert told(desk, "nothing was done")


def refuse(question: Question) -> Reply:
    raise ModelUnavailableError("the server answered HTTP 401: the key is wrong")


class TestAfterAChange:
    def test_a_folder_of_previous_rows_may_have_been_removed(self, desk: Desk) -> None:
        for number, model in enumerate(("second", "third", "fourth"), 1):
            desk.method = Method(model, "focused")
            desk.run()
            assert (desk.folder / "previous" / f"{number:03d}").is_dir()
        shutil.rmtree(desk.folder / "previous" / "001")
        (desk.folder / "previous" / "notes").mkdir()
        (desk.folder / "previous" / "old.txt").write_text("of mine")
        desk.method = Method("fifth", "focused")
        desk.run()
        assert (desk.folder / "previous" / "004" / "results.jsonl").exists()
        assert len(desk.rows()) == 6

    def test_what_was_moved_is_a_run_that_can_be_looked_at(self, desk: Desk) -> None:
        desk.method = Method("another", "focused")
        desk.run()
        found = status_of(desk.folder / "previous" / "001")
        assert (found.state, found.totals.done, found.model) == ("finished", 6, "scripted")


class TestTheState:
    @pytest.mark.parametrize("read_only", [False, True])
    def test_a_newer_version_is_refused_by_name(self, desk: Desk, read_only: bool) -> None:
        with closing(sqlite3.connect(desk.folder / "run.sqlite3")) as connection:
            connection.execute("PRAGMA user_version = 99")
        with pytest.raises(ArchiveError, match=r"run\.sqlite3 was written by a newer version"):
            RunState(desk.folder, read_only=read_only)
        assert len(desk.rows()) == 6

    @pytest.mark.parametrize("data", [b"no database at all, but a note" * 20, b"\0" * 9000, None])
    def test_a_damaged_one_is_named_with_what_to_do(self, desk: Desk, data: bytes | None) -> None:
        path = desk.folder / "run.sqlite3"
        path.write_bytes(data or path.read_bytes()[:100] + b"\xff" * 12_000)
        for more in ("-wal", "-shm"):
            (desk.folder / f"run.sqlite3{more}").unlink(missing_ok=True)
        before = results(desk).read_bytes()
        with pytest.raises(ArchiveError, match=r"run\.sqlite3 is damaged .* rename it") as caught:
            desk.run()
        assert "\n" not in str(caught.value)
        assert results(desk).read_bytes() == before
        path.rename(desk.folder / "damaged")
        desk.run()
        is_whole(desk)

    @pytest.mark.parametrize("value", ["[1]", "{", '{"eras": 3}'])
    def test_totals_that_cannot_be_read_are_damage(self, desk: Desk, value: str) -> None:
        with closing(sqlite3.connect(desk.folder / "run.sqlite3")) as connection, connection:
            connection.execute("UPDATE note SET value = ? WHERE name = 'totals'", (value,))
        with pytest.raises(ArchiveError, match="is damaged"):
            status_of(desk.folder)

    def test_one_of_an_earlier_version_goes_on(self, desk: Desk) -> None:
        """Without checksums and names, as `user_version` 0 was."""
        with closing(sqlite3.connect(desk.folder / "run.sqlite3")) as connection, connection:
            connection.execute("ALTER TABLE record DROP COLUMN sum")
            connection.execute("DROP TABLE name")
            connection.execute("DROP TABLE loose")
            connection.execute("DELETE FROM note WHERE name = 'results_seal'")
            connection.execute("PRAGMA user_version = 0")
        before = results(desk).read_bytes()
        assert status_of(desk.folder).totals.done == 6
        desk.holds([article(number) for number in range(7)])
        desk.run()
        assert results(desk).read_bytes().startswith(before)
        assert len(desk.rows()) == 7
        assert len(desk.model.asked) == 7
        put(desk, lengthened(lines(desk)))
        desk.run()
        assert len(desk.rows()) == 7
        assert told(desk, "was changed by hand")

    def test_a_file_of_the_folders_name_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "out").write_text("a file")
        desk = Desk(tmp_path)
        desk.holds([article(1)])
        with pytest.raises(ArchiveError, match="cannot be used"):
            Run(desk.order(), Configuration.of(desk.method, ""))
        assert (tmp_path / "out").read_text() == "a file"


class TestRunJson:
    @pytest.mark.parametrize(
        "text", ["[1]", "{", "null", "[" * 100_000, '{"order": {"new": 1}}', "\0"]
    )
    def test_it_never_ends_a_run(self, desk: Desk, text: str) -> None:
        (desk.folder / "run.json").write_text(text)
        assert status_of(desk.folder).totals.done == 6
        desk.run()
        is_whole(desk)
        assert json.loads((desk.folder / "run.json").read_text())["state"] == "finished"


def test_rows_appended_by_another_program_meanwhile_are_found_out(desk: Desk) -> None:
    desk.holds([article(number) for number in range(9)])
    stray = b'{"a": "line of somebody else"}\n'

    def meddling(question: Question) -> Reply:
        with results(desk).open("ab") as file:
            file.write(stray)
        return answer(question)

    desk.model = ScriptedModel(meddling)
    desk.run()
    desk.model = ScriptedModel(answer)
    desk.run()
    assert len(desk.rows()) == 9
    assert (desk.folder / "previous" / "torn.txt").read_bytes() == stray * 3
    assert desk.model.asked == []


class TestTheLock:
    """A look at a run holds its lock for a moment."""

    def test_a_run_starts_beside_those_who_look(self, desk: Desk) -> None:
        over = Event()

        def look() -> None:
            while not over.is_set():
                status_of(desk.folder)

        lookers = [Thread(target=look) for _ in range(2)]
        for one in lookers:
            one.start()
        try:
            for _ in range(3):
                assert desk.run() == "finished"
        finally:
            over.set()
            for one in lookers:
                one.join()

    def test_who_looks_is_not_taken_for_a_run(self, desk: Desk) -> None:
        lock = FileLock(desk.folder / ".lock", thread_local=False)
        lock.acquire()
        timer = Timer(LOOK / 4, lock.release)
        timer.start()
        assert is_held(desk.folder) is False
        timer.join()

    def test_a_run_at_work_is_seen(self, desk: Desk) -> None:
        with locked(desk.folder):
            assert is_held(desk.folder) is True
            assert status_of(desk.folder).state == "running"
        assert is_held(desk.folder) is False
