"""Starting and stopping the engine's process, with a stand-in for the engine itself."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from summarizer.errors import ModelUnavailableError, SettingsError, UsageError
from summarizer.models.embedded import engine
from summarizer.models.embedded.cores import usable_cores
from summarizer.models.embedded.engine import EmbeddedServer, EngineOptions

FAKE_ENGINE = '''
"""A stand-in for xllamacpp: serves /props, and misbehaves as the model file's name says."""
import json, os, sys, threading, time
from http.server import BaseHTTPRequestHandler, HTTPServer

class Some: pass

class CommonParams(Some):
    def __init__(self):
        self.model, self.cpuparams, self.cpuparams_batch = Some(), Some(), Some()

class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_): pass
    def do_GET(self):
        params = self.server.params
        allowed = self.headers["Authorization"] == "Bearer " + params.api_keys[0]
        body = json.dumps({
            "default_generation_settings": {"n_ctx": min(params.n_ctx, 4096)},
            "alias": sorted(params.model_alias), "threads": params.cpuparams.n_threads,
        }).encode() if "mute" not in os.path.basename(params.model.path) else b"{}"
        self.send_response(200 if allowed else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

class Server:
    def __init__(self, params):
        path = os.path.basename(params.model.path)
        os.write(1, b"noise on the standard output\\n")
        os.write(2, b"noise on the standard error\\n")
        if "crash" in path: os._exit(7)
        if "hang" in path: time.sleep(60)
        if "refuse" in path: raise RuntimeError("Failed to init server")
        self.http = HTTPServer((params.hostnames[0], params.port), Handler)
        self.http.params = params
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.listening_address = "http://%s:%d" % self.http.server_address[:2]
        self.ends_well = "polite" in path
    def __del__(self):
        if not self.ends_well: time.sleep(60)
'''

SOON_SECONDS = 5.0
"""Far more than a process needs to end here, far less than the stand-in's hangs."""


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that passes for a model, where the stand-in passes for the engine."""
    place = tmp_path / "site"
    place.mkdir()
    (place / "xllamacpp.py").write_text(FAKE_ENGINE)
    monkeypatch.setenv("PYTHONPATH", str(place))
    monkeypatch.syspath_prepend(str(place))
    return gguf(tmp_path, "tiny")


def gguf(folder: Path, name: str) -> Path:
    path = folder / f"{name}.gguf"
    path.write_bytes(b"GGUF")
    return path


def props(server: EmbeddedServer) -> dict[str, object]:
    request = urllib.request.Request(
        server.base_url.removesuffix("/v1") + "/props",
        headers={"Authorization": f"Bearer {server.api_key}"},
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        content: dict[str, object] = json.load(answer)
        return content


def watch(monkeypatch: pytest.MonkeyPatch) -> "list[subprocess.Popen[str]]":
    """The processes that are started from now on."""
    children = []
    spawn = engine._spawn

    def watched() -> "subprocess.Popen[str]":
        children.append(spawn())
        return children[-1]

    monkeypatch.setattr(engine, "_spawn", watched)
    return children


def listens(url: str) -> bool:
    host, _, port = url.removeprefix("http://").partition("/")[0].partition(":")
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, int(port))) == 0


def gone_soon(url: str) -> bool:
    until = time.monotonic() + SOON_SECONDS
    while listens(url):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def test_it_serves_and_stops(model: Path) -> None:
    with EmbeddedServer(model, EngineOptions(context_window=9000, threads=3)) as server:
        url = server.base_url
        assert url.startswith("http://127.0.0.1:")
        assert url.endswith("/v1")
        assert server.context_window == 4096
        assert server.model == "tiny"
        assert props(server)["alias"] == ["tiny"]
        assert props(server)["threads"] == 3
        started = time.monotonic()
    assert time.monotonic() - started < SOON_SECONDS
    assert gone_soon(url)


def test_start_and_stop_may_be_called_twice_and_again(model: Path) -> None:
    server = EmbeddedServer(model)
    first = server.start().base_url
    assert server.start().base_url == first
    server.stop()
    server.stop()
    assert props(server.start())["alias"] == ["tiny"]
    server.stop()


def test_every_server_has_its_own_key_and_shows_it_to_nobody(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children = watch(monkeypatch)
    with EmbeddedServer(model) as server:
        assert len(server.api_key) >= 32
        assert server.api_key != EmbeddedServer(model).api_key
        assert server.api_key not in repr(server)
        assert server.api_key not in repr(children[0].args)
    assert "sesame" not in repr(EngineOptions(api_key="sesame"))


def test_key_and_port_can_be_given(model: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with EmbeddedServer(model, EngineOptions(port=port, api_key="sesame")) as server:
        assert server.base_url == f"http://127.0.0.1:{port}/v1"
        assert server.api_key == "sesame"


def test_a_taken_port_is_found_out_before_loading(model: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"cannot listen on 127.0.0.1:{port}"):
            EmbeddedServer(model, EngineOptions(port=port)).start()


def test_an_impossible_port_is_a_settings_error(model: Path) -> None:
    with pytest.raises(SettingsError, match="cannot listen on"):
        EmbeddedServer(model, EngineOptions(port=70_000)).start()


def test_proxies_of_the_environment_are_not_asked(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with EmbeddedServer(model) as server:
        assert server.context_window == 4096


def test_a_missing_engine_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r"pip install 'structured-summarizer\[local\]'"):
        EmbeddedServer(gguf(tmp_path, "tiny")).start()


def test_a_file_that_is_no_model_is_not_loaded(model: Path) -> None:
    model.write_bytes(b"something else")
    with pytest.raises(SettingsError, match="not a GGUF"):
        EmbeddedServer(model).start()


def test_a_file_the_engine_refuses_is_a_settings_error(model: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot load .*refuse\.gguf: Failed to init server"):
        EmbeddedServer(gguf(model.parent, "refuse")).start()


def test_an_engine_that_cannot_be_imported_is_told(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (model.parent / "site" / "xllamacpp.py").write_text("raise ImportError('libgomp is missing')")
    with pytest.raises(SettingsError, match="libgomp is missing"):
        EmbeddedServer(model).start()


def test_a_crash_while_loading_is_told(model: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="exit code 7"):
        EmbeddedServer(gguf(model.parent, "crash")).start()


def test_a_load_that_never_ends_is_ended(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "LOAD_SECONDS", 0.5)
    started = time.monotonic()
    with pytest.raises(ModelUnavailableError, match="ended while it loaded"):
        EmbeddedServer(gguf(model.parent, "hang")).start()
    assert time.monotonic() - started < SOON_SECONDS


def test_a_server_that_makes_no_sense_is_told_and_stopped(model: Path) -> None:
    server = EmbeddedServer(gguf(model.parent, "mute"))
    with pytest.raises(ModelUnavailableError, match="does not answer"):
        server.start()
    with pytest.raises(UsageError, match="not running"):
        _ = server.base_url


@pytest.mark.parametrize("name", ["base_url", "context_window"])
def test_what_only_a_running_server_knows_is_refused_before(model: Path, name: str) -> None:
    with pytest.raises(UsageError, match="not running"):
        getattr(EmbeddedServer(model), name)


def test_files_in_the_current_folder_do_not_stand_in_for_the_library(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (model.parent / "json.py").write_text("raise SystemExit('not this one')")
    monkeypatch.chdir(model.parent)
    with EmbeddedServer(model) as server:
        assert server.context_window == 4096


OWNER = """
import sys, time
from summarizer.models.embedded.engine import EmbeddedServer
if __name__ == "__main__":
    server = EmbeddedServer(sys.argv[1]).start()
    print(server.base_url, flush=True)
    if sys.argv[2] == "wait":
        time.sleep(60)
"""


def owner(model: Path, then: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", OWNER, str(model), then],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_a_program_that_never_stops_it_ends_cleanly(model: Path) -> None:
    done = owner(model, "end")
    url, errors = done.communicate(timeout=20)
    assert done.returncode == 0
    assert errors == ""
    assert gone_soon(url)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_engine_does_not_outlive_its_parent(model: Path, how: signal.Signals) -> None:
    parent = owner(model, "wait")
    assert parent.stdout is not None
    url = parent.stdout.readline()
    assert listens(url)
    parent.send_signal(how)
    parent.communicate(timeout=10)
    assert gone_soon(url)


def test_ctrl_c_does_not_end_the_engine_by_itself(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children = watch(monkeypatch)
    with EmbeddedServer(gguf(model.parent, "polite")) as server:
        children[0].send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            children[0].wait(0.3)
        assert props(server)["alias"] == ["polite"]


def test_ctrl_c_ends_a_program_and_its_engine(model: Path) -> None:
    parent = owner(model, "wait")
    assert parent.stdout is not None
    url = parent.stdout.readline()
    os.killpg(parent.pid, signal.SIGINT)
    _, errors = parent.communicate(timeout=10)
    assert errors.rstrip().endswith("KeyboardInterrupt")
    assert gone_soon(url)


def test_ctrl_c_while_loading_leaves_no_process(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children = watch(monkeypatch)
    previous = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(KeyboardInterrupt):
            EmbeddedServer(gguf(model.parent, "hang")).start()
    finally:
        signal.signal(signal.SIGALRM, previous)
    assert children[0].poll() is not None


# --- cores


def describe(folder: Path, siblings: dict[int, str], share: str = "") -> Path:
    for number, line in siblings.items():
        topology = folder / f"devices/system/cpu/cpu{number}/topology"
        topology.mkdir(parents=True)
        (topology / "thread_siblings_list").write_text(line + "\n")
    if share:
        (folder / "fs/cgroup").mkdir(parents=True)
        (folder / "fs/cgroup/cpu.max").write_text(share + "\n")
    return folder


@pytest.mark.parametrize(
    ("siblings", "share", "cores"),
    [
        ({}, "", 4),
        ({0: "0-1", 1: "0-1", 2: "2-3", 3: "2-3"}, "", 2),
        ({0: "0", 1: "1", 2: "2", 3: "3"}, "max 100000", 4),
        ({0: "0", 1: "1", 2: "2", 3: "3"}, "150000 100000", 1),
        ({}, "300000 100000", 3),
        ({}, "50000 100000", 1),
        ({}, "900000 100000", 4),
        ({}, "nonsense", 4),
    ],
)
def test_cores_are_counted_by_what_the_process_really_has(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    siblings: dict[int, str],
    share: str,
    cores: int,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    assert usable_cores(describe(tmp_path, siblings, share)) == cores


def test_cores_without_affinity_are_those_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert usable_cores(tmp_path) == 1
