"""What a run could not read: said as long as it is so, and told by how the run ends."""

import errno
import gzip
import json
import os
import subprocess
from pathlib import Path

import pytest
from faulty_server import FaultyServer
from test_archive import Desk, article, desk
from test_batch_cli import batch, environment, good, rows

from summarizer.archive.state import RunState
from summarizer.errors import MachineError
from summarizer.sources.places import lies_in

__all__ = ["desk"]


def lines(*numbers: int) -> bytes:
    return "".join(json.dumps(article(number)) + "\n" for number in numbers).encode()


def places(desk: Desk) -> list[tuple[str, int]]:
    return [(Path(one["file"]).name, one["position"]) for one in desk.failures()]


def test_a_failure_goes_once_its_record_reads(desk: Desk) -> None:
    desk.holds([article(0), "{", '{"id": "x", "text": 3}', article(1)])
    desk.run()
    assert places(desk) == [("archive.jsonl", 2), ("archive.jsonl", 3)]
    desk.holds([article(0), article(2), '{"id": "x", "text": 3}', article(1)])
    desk.run()
    assert places(desk) == [("archive.jsonl", 3)]
    assert len(desk.rows()) == 3
    totals = RunState(desk.folder).totals
    assert (totals.done, totals.bad) == (3, 1)


def test_a_file_that_reads_again_has_no_failure(desk: Desk, tmp_path: Path) -> None:
    """Broken off, and whole again with fewer records than were read of it before."""
    folder = desk.archive = tmp_path / "in"
    folder.mkdir()
    packed = gzip.compress(lines(*range(40)))
    (folder / "a.jsonl.gz").write_bytes(packed[:-30])
    (folder / "b.txt").write_text(article(50)["text"])
    desk.run()
    ((name, _),) = places(desk)
    assert name == "a.jsonl.gz"
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(lines(0, 1)))
    desk.run()
    assert places(desk) == []


def test_a_folder_that_is_listed_again_and_a_file_that_is_gone(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = desk.archive = tmp_path / "in"
    (folder / "shut").mkdir(parents=True)
    (folder / "shut" / "a.txt").write_text(article(0)["text"])
    (folder / "b.jsonl").write_bytes(lines(1, 2))
    (folder / "c.txt").symlink_to("nowhere.txt")
    listed = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("shut"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return listed(path)

    with monkeypatch.context() as patched:
        patched.setattr("summarizer.sources.places.os.scandir", refuse)
        desk.run()
    assert places(desk) == [("c.txt", 1), ("shut", 1)]
    (folder / "c.txt").unlink()
    desk.run()
    assert places(desk) == []
    assert len(desk.rows()) == 3


def test_what_other_inputs_of_the_folder_left_stays(desk: Desk, tmp_path: Path) -> None:
    desk.holds([article(0), "{"])
    desk.run()
    desk.archive = tmp_path / "other.jsonl"
    desk.holds([article(1)])
    desk.run()
    assert places(desk) == [("archive.jsonl", 2)]


@pytest.mark.parametrize(
    ("file", "given", "found"),
    [
        ("news/a.jsonl", "news", True),
        ("news/a.jsonl", "news/", True),
        ("newsroom/a.jsonl", "news", False),
        ("news/a.zip!b.txt", "news/a.zip", True),
        ("news/a.zip!b.txt", "news/*.zip", True),
        ("news/x/a.txt", "news/**/*.txt", True),
        ("news/a.txt", "news/**/*.txt", True),
        ("news/a.csv", "news/*.txt", False),
        ("s3://b/news/a.txt", "s3://b/news", True),
        ("s3://b/news/a.txt", "s3://user:pass@b/news", True),
    ],
)
def test_through_which_input_a_file_was_found(file: str, given: str, found: bool) -> None:
    assert lies_in(file, given) is found


def test_the_machine_s_fault_ends_the_run_and_lists_no_article(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = desk.archive = tmp_path / "in"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.jsonl").write_bytes(lines(number))
    opened = open

    def refuse(path: str, mode: str) -> object:
        if path.endswith("2.jsonl"):
            raise OSError(errno.EMFILE, "Too many open files")
        return opened(path, mode)

    with monkeypatch.context() as patched:
        patched.setattr("summarizer.sources.places.open", refuse, raising=False)
        with pytest.raises(MachineError, match="run the same command again"):
            desk.run()
    assert desk.failures() == []
    assert desk.run() == "finished"
    assert len(desk.rows()) == 4


def test_what_is_left_out_with_a_reason_is_listed(desk: Desk, tmp_path: Path) -> None:
    folder = desk.archive = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(lines(0))
    (folder / "b.jpg").write_bytes(b"x")
    os.mkfifo(folder / "p.txt")
    desk.run()
    skipped = desk.folder / "skipped.jsonl"
    (told,) = map(json.loads, skipped.read_text().splitlines())
    assert told == {
        "id": None,
        "file": str(folder / "p.txt"),
        "position": 1,
        "reason": "is a named pipe, no file of articles",
    }
    desk.run(limit=1)  # which does not come to it
    assert skipped.read_text() != ""
    (folder / "p.txt").unlink()
    desk.run()
    assert skipped.read_text() == ""


@pytest.mark.parametrize("dedupe", [True, False])
def test_a_record_that_stands_twice_is_one_row_and_said_to_be(
    desk: Desk, tmp_path: Path, dedupe: bool
) -> None:
    folder = desk.archive = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(lines(0, 1, 1))
    (folder / "b.jsonl").write_bytes(lines(2, 0))
    for _ in range(2):
        desk.run(dedupe=dedupe)
        skipped = map(json.loads, (desk.folder / "skipped.jsonl").read_text().splitlines())
        assert [(one["id"], Path(one["file"]).name, one["position"]) for one in skipped] == [
            ("a1", "a.jsonl", 3),
            ("a0", "b.jsonl", 2),
        ]
    assert [row["id"] for row in desk.rows()] == ["a0", "a1", "a2"]


# The program's last word


def ended(tmp_path: Path, content: bytes, *more: object) -> tuple[int, str]:
    archive = tmp_path / "in.jsonl"
    archive.write_bytes(content)
    with FaultyServer(otherwise=good) as server:
        done = subprocess.run(
            batch(archive, tmp_path / "out", server.base_url, *more),
            env=environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr.strip().splitlines()[-1]


def test_a_run_that_could_not_read_all_exits_with_3(tmp_path: Path) -> None:
    code, last = ended(tmp_path, lines(0) + b"{\n" + lines(1))
    assert code == 3
    assert last == "not all was read: failures.jsonl has 1 that could not be"
    assert len(rows(tmp_path / "out")) == 2
    assert ended(tmp_path, lines(0, 2, 1))[0] == 0  # mended


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"{\n{\n", "2 could not be read, 0 failed"), (b"\n\n", "no article was found")],
)
def test_a_run_that_got_nothing_exits_with_1(tmp_path: Path, content: bytes, told: str) -> None:
    code, last = ended(tmp_path, content)
    assert code == 1
    assert last.startswith("error: nothing was summarized: ")
    assert told in last


def test_an_empty_part_of_an_archive_is_no_fault(tmp_path: Path) -> None:
    codes = [ended(tmp_path / part, lines(0), "--shard", f"{part}/2")[0] for part in made(tmp_path)]
    assert codes == [0, 0]


def made(tmp_path: Path) -> list[str]:
    for part in ("1", "2"):
        (tmp_path / part).mkdir()
    return ["1", "2"]
