"""Where requests go: to no private address that nobody named, and to no other server than the named."""

import gzip
import io
import socket
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from faulty_server import FaultyServer, raw
from test_models_http import QUICK, Ask, ask, model_at

from summarizer.cli import main
from summarizer.documents import Document
from summarizer.errors import DocumentError, ModelUnavailableError
from summarizer.models import connect
from summarizer.models.transport import Transport
from summarizer.settings import Settings
from summarizer.sources import Record, read_records
from summarizer.sources.addresses import PrivateAddressError, is_public
from summarizer.sources.web import fetch

__all__ = ["ask"]  # a fixture: pytest finds it here

ARTICLE = b"The bridge at Sarrow was closed on Monday. Nobody in Marenda was told why.\n"


class Site:
    """A server on loopback: what it answers at each path, and what it was asked."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[str] = []
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {
            "/article": (200, {"Content-Type": "text/plain"}, ARTICLE)
        }

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def redirects(self, path: str, target: str, code: int = 302) -> None:
        self.pages[path] = (code, {"Location": target}, b"")


@contextmanager
def running() -> Iterator[Site]:
    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            code, headers, body = site.pages.get(self.path, (404, {}, b""))
            self.send_response(code)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        site = Site(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as one:
        yield one


@pytest.fixture
def other() -> Iterator[Site]:
    with running() as one:
        yield one


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


# --- which addresses are public -----------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "10.1.2.3",
        "172.20.0.1",
        "192.168.7.7",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.251",
        "255.255.255.255",
        "240.0.0.1",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)
def test_addresses_of_a_network_of_its_own(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]
)
def test_addresses_of_the_internet(address: str) -> None:
    assert is_public(address)


# --- pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f.1",
        "127.1",
        "localhost",
        "LOCALHOST",
        "0.0.0.0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "desk:secret@127.0.0.1",
    ],
)
def test_a_redirect_does_not_lead_to_this_machine(site: Site, other: Site, host: str) -> None:
    site.redirects("/moved", other.url("/article", host))
    with pytest.raises(PrivateAddressError, match="--allow-private-addresses") as refused:
        Document.read(site.url("/moved"))
    assert "secret" not in str(refused.value)
    assert other.asked == []


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest/meta-data/", "http://10.0.0.7:9200/", "https://192.168.1.1/"],
)
def test_a_redirect_does_not_lead_into_a_network(site: Site, target: str) -> None:
    site.redirects("/moved", target)
    with pytest.raises(PrivateAddressError, match="a network of its own"):
        Document.read(site.url("/moved"))


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_every_redirect_is_looked_at(site: Site, other: Site, code: int) -> None:
    site.redirects("/first", "/second", code)
    site.redirects("/second", other.url("/article"), code)
    with pytest.raises(PrivateAddressError):
        Document.read(site.url("/first"))
    assert (site.asked, other.asked) == (["/first", "/second"], [])


def test_what_the_user_named_is_asked_for(site: Site) -> None:
    site.redirects("/moved", site.url("/article"))
    assert Document.read(site.url("/moved")).text == ARTICLE.decode()


def test_what_is_allowed_is_read(site: Site, other: Site) -> None:
    site.redirects("/moved", other.url("/article"))
    document = Document.read(site.url("/moved"), allow_private=True)
    assert document.source == other.url("/article")


def test_what_strangers_hand_in_can_be_kept_out(site: Site) -> None:
    with pytest.raises(PrivateAddressError):
        Document.from_url(site.url("/article"), allow_private=False)
    assert site.asked == []


def test_a_page_that_comes_out_of_what_was_named(site: Site, other: Site) -> None:
    feed = site.url("/feed")
    assert fetch(site.url("/article"), named=feed).body == ARTICLE
    with pytest.raises(PrivateAddressError):
        fetch(other.url("/article"), named=feed)


def test_the_command_says_which_option(
    site: Site, other: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site.redirects("/moved", other.url("/article"))
    command = ["summarizer", "check", "-", "--source", site.url("/moved"), "--model", "none"]
    for more, code in (([], 1), (["--allow-private-addresses"], 0)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ARTICLE)))
        monkeypatch.setattr(sys, "argv", [*command, *more])
        with pytest.raises(SystemExit) as ended:
            main()
        assert (ended.value.code or 0) == code
    assert "--allow-private-addresses" in capsys.readouterr().err


def test_a_name_that_turns_to_another_address_is_not_followed(
    site: Site, other: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever answers for the name says a public address when asked first, and then loopback."""
    looked_up = socket.getaddrinfo
    told: list[str] = []

    def turning(host: Any, port: Any, *rest: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name != "news.marenda.example":
            return looked_up(host, port, *rest, **named)
        told.append("93.184.215.14" if not told else "127.0.0.1")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (told[-1], int(port or 0)))]

    monkeypatch.setattr(socket, "getaddrinfo", turning)
    site.redirects("/moved", other.url("/article", "news.marenda.example"))
    with pytest.raises(PrivateAddressError, match=r"leads to 127\.0\.0\.1"):
        Document.read(site.url("/moved"))
    assert told[0] == "93.184.215.14"
    assert len(told) > 1
    assert other.asked == []


def test_a_proxy_may_be_in_the_users_own_network(
    site: Site, other: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("HTTP_PROXY", other.url(""))
    page = "http://93.184.215.14/article"
    site.redirects("/moved", page)
    other.pages[page] = other.pages["/article"]
    assert Document.read(site.url("/moved")).text == ARTICLE.decode()
    assert other.asked == [page]


# --- archives at web addresses ------------------------------------------------------------------


def rows_at(address: str) -> list[object]:
    return [record.id for record in read_records([address]) if isinstance(record, Record)]


@pytest.fixture
def archive(site: Site, other: Site) -> Site:
    rows = b'{"id": "r1", "text": "The bridge at Sarrow was closed."}\n'
    for one in (site, other):
        one.pages["/news.jsonl"] = (200, {"Content-Type": "application/json"}, rows)
    return site


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"])
def test_an_archive_does_not_redirect_to_this_machine(
    archive: Site, other: Site, host: str
) -> None:
    archive.redirects("/moved.jsonl", other.url("/news.jsonl", host))
    with pytest.raises(DocumentError, match="a network of its own"):
        rows_at(archive.url("/moved.jsonl"))
    assert other.asked == []


def test_an_archive_where_the_user_says(archive: Site) -> None:
    archive.redirects("/moved.jsonl", "/news.jsonl")
    assert rows_at(archive.url("/news.jsonl")) == ["r1"]
    assert rows_at(archive.url("/moved.jsonl")) == ["r1"]


# --- replies that unpack to more than there is room for -----------------------------------------

UNPACKED = 300_000_000
READ = """
import resource, httpx2, asyncio, trafilatura
from pathlib import Path
from summarizer.documents import Document
from summarizer.errors import DocumentError

pages = int(Path("/proc/self/statm").read_text().split()[0])
room = pages * resource.getpagesize() + {room}
resource.setrlimit(resource.RLIMIT_AS, (room, room))
try:
    Document.read({url!r})
except DocumentError as error:
    print(error)
"""


def packed(window: int) -> bytes:
    compressor = zlib.compressobj(1, zlib.DEFLATED, window)
    parts = [compressor.compress(bytes(1_000_000)) for _ in range(UNPACKED // 1_000_000)]
    return b"".join([*parts, compressor.flush()])


@pytest.mark.skipif(sys.platform != "linux", reason="bounds of memory as Linux has them")
@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", lambda: packed(31)),
        ("deflate", lambda: packed(15)),
        ("gzip, gzip", lambda: gzip.compress(packed(31))),
    ],
)
def test_a_packed_page_is_unpacked_as_far_as_the_limit(
    site: Site, coding: str, pack: Callable[[], bytes]
) -> None:
    """In a process that may have half of what there is in the page."""
    headers = {"Content-Type": "text/plain", "Content-Encoding": coding}
    site.pages["/bomb"] = (200, headers, pack())
    code = READ.format(room=UNPACKED // 2, url=site.url("/bomb"))
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "is larger than 20 MB" in ended.stdout, ended.stderr


# --- models -------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_question_does_not_follow_to_another_server(ask: Ask, other: Site, code: int) -> None:
    moved = raw(b"", code=code, Location=other.url("/v1/chat/completions?key=1"))
    said = pytest.raises(ModelUnavailableError, match="give that as --base-url")
    with FaultyServer([moved]) as server, said as refused:
        ask(model_at(server))
    assert f"to {other.url('/v1/chat/completions')}, where nothing was sent" in str(refused.value)
    assert (len(server.requests), other.asked) == (1, [])


@pytest.mark.parametrize(
    "target", ["http://localhost:{port}/v1", "https://127.0.0.1:{port}/v1", "//0.0.0.0:{port}/v1"]
)
def test_another_name_of_the_server_is_another_server(ask: Ask, site: Site, target: str) -> None:
    moved = raw(b"", code=307, Location=target.format(port=site.port))
    with FaultyServer([moved]) as server, pytest.raises(ModelUnavailableError, match="redirects"):
        ask(model_at(server))
    assert (len(server.requests), site.asked) == (1, [])


def test_a_redirect_on_the_server_itself_is_followed(ask: Ask) -> None:
    with FaultyServer([raw(b"", code=307, Location="/v1/chat/completions")]) as server:
        assert ask(model_at(server)).status == "complete"
        assert [request.body["model"] for request in server.requests] == ["tiny", "tiny"]


def test_the_list_of_models_does_not_come_from_elsewhere(site: Site, other: Site) -> None:
    site.redirects("/v1/models", other.url("/v1/models"))
    with pytest.raises(ModelUnavailableError, match="give that as --base-url"):
        connect(Settings(base_url=site.url("/v1"), api_key="sk-secret"), transport=Transport(QUICK))
    assert other.asked == []
