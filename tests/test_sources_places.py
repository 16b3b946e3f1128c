"""Where inputs lie: folders, links, globs, and what stands there that is no file."""

import os
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from summarizer.errors import DocumentError, MachineError
from summarizer.sources import BadRecord, Record, read_records
from summarizer.sources.places import resolved
from summarizer.sources.record import Skipped

STORY = "The mayor of Port Maren resigned on Monday, officials said."


def read(*inputs: object) -> list[Record | BadRecord]:
    return list(read_records([str(one) for one in inputs]))


def left_out(*inputs: object) -> list[Skipped]:
    places = resolved([str(one) for one in inputs])
    return [one for place in places for one in place.files() if isinstance(one, Skipped)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles with room for something between them."""
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "z.txt").write_text(STORY)
    return tmp_path


def ids(found: list[Record | BadRecord]) -> list[str | None]:
    return [one.id for one in found]


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


def a_link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


SPECIAL = [
    (a_pipe, "a named pipe"),
    (a_socket, "a socket"),
    (a_link_to("/dev/zero"), "a device"),
    (a_link_to("/dev/null"), "a device"),
]


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """The path of a socket may have 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="s") as name:
        yield Path(name)


@pytest.mark.parametrize(("make", "kind"), SPECIAL, ids=["pipe", "socket", "zero", "null"])
def test_what_is_no_file_is_never_opened(
    short_folder: Path, make: Callable[[Path], None], kind: str
) -> None:
    make(short_folder / "b.txt")
    (short_folder / "z.jsonl").write_text('{"id": 1, "text": "Ilse Darrow spoke."}')
    assert ids(read(short_folder)) == ["1"]
    (skipped,) = left_out(short_folder)
    assert skipped.reason == f"is {kind}, no file of articles"
    with pytest.raises(DocumentError, match=rf"b\.txt is {kind}.*give a file"):
        read(short_folder / "b.txt")
    with pytest.raises(DocumentError, match="holds no file"):
        read(short_folder / "b.t*")


def test_a_file_that_became_a_pipe_or_is_gone(folder: Path) -> None:
    for name in ("b.txt", "c.txt", "d.txt"):
        (folder / name).write_text(STORY)
    found = read_records([str(folder)])
    first = next(found)
    for name in ("b.txt", "c.txt", "d.txt"):
        (folder / name).unlink()
    os.mkfifo(folder / "b.txt")
    (folder / "d.txt").mkdir()
    pipe, gone, now_a_folder, last = found
    assert (first.id, last.id) == ("a.txt", "z.txt")
    for bad, told in ((pipe, "a named pipe"), (gone, "No such file"), (now_a_folder, "folder")):
        assert isinstance(bad, BadRecord)
        assert told in bad.reason


@pytest.mark.parametrize("target", ["b.txt", "gone.txt", "c.txt"])
def test_a_link_that_leads_nowhere_loses_only_itself(folder: Path, target: str) -> None:
    """To itself, to nothing, and to another that leads back."""
    (folder / "b.txt").symlink_to(target)
    if target == "c.txt":
        (folder / "c.txt").symlink_to("b.txt")
    first, *bad, last = read(folder)
    assert (first.id, last.id) == ("a.txt", "z.txt")
    assert [isinstance(one, BadRecord) and "leads nowhere" in one.reason for one in bad] == [
        True for _ in bad
    ]
    assert len(bad) == (2 if target == "c.txt" else 1)


def test_a_broken_link_that_nobody_takes_for_an_article_is_left_out(folder: Path) -> None:
    (folder / "b.sock").symlink_to("gone")
    assert ids(read(folder)) == ["a.txt", "z.txt"]


def test_linked_folders_are_left_out_with_a_reason(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "inner" / "up").symlink_to("..")
    (folder / "inner" / "b.txt").write_text(STORY)
    assert ids(read(folder)) == ["a.txt", "inner/b.txt", "z.txt"]
    (skipped,) = left_out(folder)
    assert skipped.file.endswith("inner/up")
    assert skipped.reason is not None
    assert "link to a folder" in skipped.reason
    assert ids(read(folder / "inner" / "up")) == ["a.txt", "inner/b.txt", "z.txt"]  # named


def test_a_linked_file_is_read(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "x.txt"
    elsewhere.write_text(STORY)
    (folder / "b.txt").symlink_to(elsewhere)
    assert ids(read(folder)) == ["a.txt", "b.txt", "z.txt"]


@pytest.fixture
def deep(short_folder: Path) -> Iterator[Callable[[str, int], None]]:
    """Makes folders in one another, an article in the last; too deep for Python to remove."""

    def made(name: str, levels: int) -> None:
        here = os.open(short_folder, os.O_RDONLY)
        for _ in range(levels):
            os.mkdir(name, dir_fd=here)
            outer, here = here, os.open(name, os.O_RDONLY, dir_fd=here)
            os.close(outer)
        with open(os.open("x.txt", os.O_WRONLY | os.O_CREAT, dir_fd=here), "w") as file:
            file.write(STORY)
        os.close(here)

    yield made
    subprocess.run(["rm", "-rf", *short_folder.iterdir()], check=True)


def test_folders_of_any_depth(short_folder: Path, deep: Callable[[str, int], None]) -> None:
    deep("d", 1200)
    (short_folder / "z.txt").write_text(STORY)
    assert ids(read(short_folder)) == ["d/" * 1200 + "x.txt", "z.txt"]
    assert len(read(f"{short_folder}/**/*.txt")) == 2


def test_folders_too_deep_for_a_path_are_told(
    short_folder: Path, deep: Callable[[str, int], None]
) -> None:
    deep("d" * 200, 30)
    (short_folder / "z.txt").write_text(STORY)
    bad, last = read(short_folder)
    assert isinstance(bad, BadRecord)
    assert bad.reason == "cannot be listed: File name too long"
    assert last.id == "z.txt"


def test_a_glob_of_all_folders_does_not_follow_links_in_circles(folder: Path) -> None:
    for name in ("l", "m", "n"):  # each level would be three times as many: 3^40
        (folder / name).symlink_to(".")
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "b.txt").write_text(STORY)
    assert ids(read(f"{folder}/**/*.txt")) == ["a.txt", "deep/er/b.txt", "z.txt"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("**", ["a.md", "x/b.txt", "x/y/c.txt"]),
        ("**/*.txt", ["x/b.txt", "x/y/c.txt"]),
        ("*/**/*.txt", ["x/b.txt", "x/y/c.txt"]),
        ("**/y/*", ["x/y/c.txt"]),
        ("x/**/c.*", ["y/c.txt"]),
        ("**/[ab].*", ["a.md", "x/b.txt"]),
    ],
)
def test_globs_over_folders(tmp_path: Path, pattern: str, found: list[str]) -> None:
    (tmp_path / "x" / "y").mkdir(parents=True)
    (tmp_path / ".hidden").mkdir()
    for name in ("a.md", "x/b.txt", "x/y/c.txt", ".hidden/d.txt", "x/.e.txt"):
        (tmp_path / name).write_text(STORY)
    assert ids(read(f"{tmp_path}/{pattern}")) == found


def test_a_glob_below_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "b.txt").write_text(STORY)
    monkeypatch.chdir(tmp_path)
    (record,) = read("**/*.txt")
    assert (record.id, record.file) == ("x/b.txt", "x/b.txt")
    with pytest.raises(DocumentError, match="matches no file"):
        read("**/*.html")


def test_names_that_are_no_text(tmp_path: Path) -> None:
    for name in (b"caf\xe9.txt", b"\xff\xfe.txt", b"line\nbreak.txt"):
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))).write_text(STORY)
    found = read(tmp_path)
    assert len(found) == 3
    for one in found:
        assert isinstance(one, Record)
        one.id.encode()  # what cannot be written is escaped
        one.file.encode()


def test_a_folder_without_rights_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is all there is: it is not taken for an empty one."""
    (tmp_path / "shut").mkdir()
    listed = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr("summarizer.sources.places.os.scandir", refuse)
    (bad,) = read(tmp_path)
    assert isinstance(bad, BadRecord)
    assert bad.file == str(tmp_path / "shut")


@pytest.mark.parametrize("number", [24, 23])
def test_too_few_file_descriptors_are_no_record_s_fault(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> object:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("summarizer.sources.places.open", refuse, raising=False)
    with pytest.raises(MachineError, match=r"open files.*, and run the same command again"):
        read(folder)
    monkeypatch.setattr("summarizer.sources.places.os.scandir", refuse)
    with pytest.raises(MachineError, match=r"open files.*, and run the same command again"):
        read(folder)
