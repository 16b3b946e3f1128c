"""Feeds and sitemaps: RSS, Atom, JSON Feed, sitemaps of news; their pages only where they are wanted."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from summarizer.documents import Document
from summarizer.errors import DocumentError
from summarizer.sources import (
    BadRecord,
    ReadingOptions,
    Record,
    encoding,
    loose_xml,
    read_records,
    xml_items,
)

FIRST = "The ferry sank off Port Maren on Monday, the coastguard said."
SECOND = "“We were lucky,” said Ana Ferro — the captain."
BOTH = f"{FIRST}\n\n{SECOND}"
MARKUP = f"<p>{FIRST}</p><p>“We were <em>lucky</em>,” said Ana Ferro — the captain.</p>"
CONTENT = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'


def read(
    folder: Path, content: str | bytes, name: str = "feed.xml", fetch: bool = False
) -> tuple[list[Record | BadRecord], list[str]]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    told: list[str] = []
    reading = ReadingOptions(fetch_pages=fetch, allow_private=True)
    found = list(read_records([str(path)], reading, on_skipped=told.append))
    return found, [line.rpartition("/")[2] for line in told]


def record(found: Record | BadRecord) -> Record:
    assert isinstance(found, Record), found
    return found


def rss(*items: str, head: str = "", names: str = CONTENT) -> str:
    entries = "".join(f"<item>{item}</item>" for item in items)
    channel = f"<channel><title>The Post</title>{head}{entries}</channel>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0" {names}>{channel}</rss>'


# ---------------------------------------------------------------- what items say


@pytest.mark.parametrize(
    "content",
    [
        f"<content:encoded><![CDATA[{MARKUP}]]></content:encoded>",
        "<content:encoded>" + MARKUP.replace("<", "&lt;") + "</content:encoded>",
        f"<excerpt:encoded xmlns:excerpt='http://wordpress.org/export/1.2/excerpt/'>x"
        f"</excerpt:encoded><content:encoded><![CDATA[{MARKUP}]]></content:encoded>",
        f"<description>Short.</description><content:encoded><![CDATA[{MARKUP}]]></content:encoded>",
    ],
)
def test_the_whole_text_of_an_item(tmp_path: Path, content: str) -> None:
    item = f"<title>Ferry sinks</title><guid>17</guid>{content}"
    (one,) = map(record, read(tmp_path, rss(item))[0])
    assert (one.raw, one.title, one.id, one.notes) == (BOTH, "Ferry sinks", "17", ())


def test_an_item_tells_its_id_date_address_and_language(tmp_path: Path) -> None:
    item = (
        "<media:title xmlns:media='http://search.yahoo.com/mrss/'>No</media:title>"
        "<title>Mayor &amp;amp; ferry</title><link>https://post.example/a?b=1&amp;c=2</link>"
        "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' href='https://post.example/other'/>"
        "<guid isPermaLink='true'>https://post.example/17</guid>"
        f"<pubDate>Mon, 04 Mar 2019 23:30:00 -0500</pubDate><content:encoded>{FIRST}</content:encoded>"
    )
    feed = rss(
        item, head="<language>en-gb</language><image><url>https://post.example/x</url></image>"
    )
    (one,) = map(record, read(tmp_path, feed)[0])
    assert one.title == "Mayor & ferry"
    assert one.source == "https://post.example/a?b=1&c=2"
    assert one.id == "https://post.example/17"
    assert one.published is not None
    assert one.published.startswith("2019-03-04")
    assert one.language == "en"
    assert one.raw == FIRST


@pytest.mark.parametrize(
    "feed",
    [
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        f' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" {CONTENT}>'
        '<channel rdf:about="https://post.example/"><title>The Post</title></channel>'
        '<item rdf:about="https://post.example/17"><title>Ferry sinks</title>'
        "<link>https://post.example/17</link><dc:date>2019-03-04T10:00:00Z</dc:date>"
        f"<content:encoded><![CDATA[{MARKUP}]]></content:encoded></item></rdf:RDF>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://post.example/17</id>'
        "<title>Ferry sinks</title><published>2019-03-04T10:00:00Z</published>"
        "<updated>2019-05-01T10:00:00Z</updated>"
        '<link rel="self" href="https://post.example/feed"/><link href="https://post.example/17"/>'
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{MARKUP}</div></content>'
        "</entry></feed>",
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>https://post.example/17</a:id>'
        '<a:title type="html">Ferry &lt;b&gt;sinks&lt;/b&gt;</a:title>'
        "<a:updated>2019-03-04T10:00:00Z</a:updated>"
        f'<a:link rel="alternate" href="https://post.example/17"/><a:content type="text">{BOTH}'
        "</a:content></a:entry></a:feed>",
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1",
                "items": [
                    {
                        "id": "https://post.example/17", "url": "https://post.example/17",
                        "title": "Ferry sinks", "content_html": MARKUP,
                        "date_published": "2019-03-04T10:00:00Z",
                    }
                ],
            }
        ),
    ],
    ids=["rss 1.0", "atom xhtml", "atom text, prefixed", "json feed"],
)  # fmt: skip
def test_other_forms_of_feeds(tmp_path: Path, feed: str) -> None:
    (one,) = map(record, read(tmp_path, feed, "feed.json" if feed[0] == "{" else "feed")[0])
    assert (one.raw, one.title, one.id) == (BOTH, "Ferry sinks", "https://post.example/17")
    assert one.source == "https://post.example/17"
    assert one.published is not None
    assert one.published.startswith("2019-03-04")


def test_a_description_alone_is_read_and_said_to_be_one(tmp_path: Path) -> None:
    item = f"<guid>1</guid><link>https://post.example/1</link><description>{FIRST}</description>"
    (one,) = map(record, read(tmp_path, rss(item))[0])
    assert one.raw == FIRST
    assert any("description" in note and "--fetch-pages" in note for note in one.notes)
    assert Document.from_record(one).notes == one.notes


def test_entries_without_text_are_left_out_with_the_way_to_read_them(tmp_path: Path) -> None:
    found, told = read(
        tmp_path, rss("<title>A</title><link>https://post.example/1</link>", "<guid>2</guid>")
    )
    (bad,) = found
    assert isinstance(bad, BadRecord)
    assert (bad.position, bad.id) == (2, "2")
    assert told == ["feed.xml: holds only an address; --fetch-pages reads it"]


# ---------------------------------------------------------------- feeds as they are found


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("The captain&nbsp;&ndash; Ferro", "The captain\u00a0– Ferro"),
        ("Smith & Sons", "Smith & Sons"),
        ("caf&eacute; &unknown; x", "café &unknown; x"),
        ("AT&amp;T &#8211; x", "AT&T – x"),
        ("fewer than < 3, or <3", "fewer than < 3, or <3"),
        ("One.<br>Two.<hr >Three.", "One. Two.\n\nThree."),
        ("https://post.example/?a=1&b=2", "https://post.example/?a=1&b=2"),
    ],
)
def test_entities_that_were_never_declared(tmp_path: Path, text: str, read_as: str) -> None:
    for size in (7, 1 << 15):
        item = f"<guid>1</guid><content:encoded>{text}</content:encoded>"
        (one,) = map(record, read(tmp_path, mended(rss(item).encode(), size))[0])
        assert one.raw == read_as
    (one,) = map(record, read(tmp_path, rss(item))[0])
    assert one.notes == ()


class _Dripping:
    """A stream that gives few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data, self._size = data, size

    def read(self, size: int = -1) -> bytes:
        piece, self._data = self._data[: self._size], self._data[self._size :]
        return piece


def mended(data: bytes, size: int) -> bytes:
    stream = loose_xml.Loose(_Dripping(data, size))
    return b"".join(iter(lambda: stream.read(size), b""))


def test_cdata_is_left_as_it_is() -> None:
    data = b"<r>a & b<![CDATA[x & &nbsp; <br> < ]] > y]]>&nbsp;&lt;<br></r>"
    right = b"<r>a &amp; b<![CDATA[x & &nbsp; <br> < ]] > y]]>&#160;&lt;<br/></r>"
    assert {mended(data, size) for size in range(1, 70)} == {right}


ONE = "<guid>1</guid><description>x</description>"
TWO = "<guid>2</guid><description>z</description>"


@pytest.mark.parametrize(
    ("broken", "ids"),
    [
        (rss(ONE.replace("x", "x <b>y"), TWO), [None, "2"]),
        (rss(ONE, TWO.replace("z", "<i>z</b>"), ONE.replace("1", "3")), ["1", None, "3"]),
        (rss(ONE, TWO)[:-20], ["1", None]),
        ("\ufeff\n\n" + rss(ONE), ["1"]),
        (rss(f"<media:content url='x'/>{ONE}", TWO), ["1", "2"]),
        (rss(ONE.replace("x", "x\x0by"), TWO), ["1", "2"]),
        (rss(ONE.replace("x", "x<o:p></o:p>"), TWO), ["1", "2"]),
    ],
    ids=["tag", "crossed tags", "cut off", "space before", "prefix", "control character", "word"],
)
def test_feeds_that_are_not_well_formed(tmp_path: Path, broken: str, ids: list[str | None]) -> None:
    """An entry that makes no sense costs itself; faults that make sense cost nothing."""
    found = read(tmp_path, broken, "feed.rss")[0]
    assert [one.id if isinstance(one, Record) else None for one in found] == ids


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1251"])
def test_encodings_that_a_feed_declares(tmp_path: Path, encoding: str) -> None:
    text = "Мост закрыт." if encoding == "windows-1251" else "Café fermé."
    feed = rss(f"<guid>1</guid><content:encoded>{text}</content:encoded>")
    feed = feed.replace('encoding="utf-8"', f'encoding="{encoding}"')
    (one,) = map(record, read(tmp_path, feed.encode(encoding))[0])
    assert one.raw == text


@pytest.mark.parametrize("stray", [b"\xe9", b"\x92", b"\x00", b"\x0b", b"\xff\xfe"])
def test_a_stray_byte_ends_nothing(tmp_path: Path, stray: bytes) -> None:
    items = [
        f"<guid>{n}</guid><content:encoded>Café {n} fermé.</content:encoded>" for n in range(3)
    ]
    data = rss(*items).encode().replace(b"1 ferm", b"1" + stray + b" ferm")
    found = list(map(record, read(tmp_path, data)[0]))
    assert [one.id for one in found] == ["0", "1", "2"]
    assert found[2].raw == "Café 2 fermé."
    assert found[0].notes


def test_a_large_feed_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is one for an item, not for a feed."""
    monkeypatch.setattr(xml_items, "MAX_BYTES", 100_000)
    items = [
        f"<guid>{n}</guid><content:encoded>{'word ' * 2000}</content:encoded>" for n in range(99)
    ]
    found = read(tmp_path, rss(*items))[0]
    assert [one.id for one in found] == [str(n) for n in range(99)]
    *_, last = read(tmp_path, rss(*items, f"<description>{'word ' * 90_000}</description>"))[0]
    assert isinstance(last, BadRecord)
    assert "larger than" in last.reason


BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE rss [<!ENTITY a0 "ha">{BOMB}]>',
        '<!DOCTYPE rss [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">',
    ],
    ids=["billion laughs", "file", "network"],
)
def test_nothing_is_expanded_or_loaded(tmp_path: Path, doctype: str) -> None:
    item = "<guid>1</guid><content:encoded>x &a9; y</content:encoded>"
    feed = rss(item).replace("?>", f"?>{doctype}", 1)
    (one,) = map(record, read(tmp_path, feed)[0])
    assert len(one.raw) < 20


@pytest.mark.parametrize(
    "feed", [rss(), "<feed xmlns='http://www.w3.org/2005/Atom'/>", "<urlset/>"]
)
def test_a_feed_without_entries_is_bad(tmp_path: Path, feed: str) -> None:
    (bad,) = read(tmp_path, feed)[0]
    assert isinstance(bad, BadRecord)
    assert "without entries" in bad.reason


# ---------------------------------------------------------------- JSON Feeds as they are found


def json_feed(*items: bytes, joint: bytes = b",", head: bytes = b'"title": "The Post"') -> bytes:
    version = b'"version": "https://jsonfeed.org/version/1.1"'
    return b'{%s, %s, "items": [%s]}' % (version, head, joint.join(items))


def feed_item(number: int, more: bytes = b"") -> bytes:
    return b'{"id": "%d", "content_text": "Text %d."%s}' % (number, number, more)


@pytest.mark.parametrize("joint", [b",", b",\n", b"\n  ,\n  "], ids=["one line", "lines", "commas"])
@pytest.mark.parametrize(
    ("odd", "is_read"),
    [
        (feed_item(2, b', "tags": ["\xe9\x92"]'), True),
        (feed_item(2, b', "title": "a \\ud800 b"'), True),
        (feed_item(2, b', "order": ' + b"9" * 5000), True),
        (feed_item(2, b', "title": "a\tb\x01"'), True),
        (feed_item(2, b', "rank": NaN'), True),
        (feed_item(2, b', "deep": ' + b"[" * 3000 + b"]" * 3000), False),
        (feed_item(2, b', "title": nobody'), False),
        (feed_item(2, b', "title"'), False),
        (feed_item(2, b', "title": ""x" and "y""'), False),
        (feed_item(2).replace(b":", b"="), False),
        (b"{]", False),
        (b"null", False),
        (b'"text"', False),
    ],
)  # fmt: skip
def test_an_item_of_a_json_feed_costs_itself(
    tmp_path: Path, odd: bytes, is_read: bool, joint: bytes
) -> None:
    feed = json_feed(feed_item(1), odd, feed_item(3), joint=joint)
    one, two, three = read(tmp_path, feed, "a.feed.json")[0]
    assert [record(one).id, record(three).id, three.position] == ["1", "3", 3]
    assert (isinstance(two, Record), two.position) == (is_read, 2)


def test_an_item_cut_off_or_a_bracket_too_many_loses_no_other(tmp_path: Path) -> None:
    items = [feed_item(number) for number in (1, 2, 3)]
    cut = json_feed(items[0], items[1][:20], items[2], joint=b",\n")
    ended = json_feed(items[0], items[1] + b"]", items[2])
    for feed in (cut, ended, json_feed(*items)[:-2], json_feed(*items).replace(b'"}, {', b'"} {')):
        found = read(tmp_path, feed, "a.feed.json")[0]
        ids = [one.id for one in found if isinstance(one, Record)]
        assert ids == (["1", "3"] if feed == cut else ["1", "2", "3"])


@pytest.mark.parametrize(
    "head",
    [b'"title": nobody', b'"title": "The "Post", no"', b'"language": "en", "_own": {"items": [{}]}, "x": y',
     b'"title": "\\"items\\": [1]", "x": y', b'"title": "\xe9"'],
)  # fmt: skip
def test_what_a_json_feed_says_of_itself_costs_no_item(tmp_path: Path, head: bytes) -> None:
    found = read(tmp_path, json_feed(feed_item(1), feed_item(2), head=head), "a.feed.json")[0]
    assert [record(one).id for one in found] == ["1", "2"]
    is_noted = head != b'"title": "\xe9"'
    assert [any("is not JSON" in note for note in record(one).notes) for one in found] == [
        is_noted
    ] * 2


def test_a_large_json_feed_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is one for an item, not for a feed."""
    monkeypatch.setattr(encoding, "MAX_BYTES", 100_000)
    items = [feed_item(number, b', "x": "' + b"word " * 2000 + b'"') for number in range(40)]
    items[7] = feed_item(7, b', "x": "' + b"word " * 60_000 + b'"')
    feed = json_feed(*items, head=b'"language": "pt-BR"')
    found = read(tmp_path, feed, "a.feed.json")[0]
    assert [one.position for one in found if isinstance(one, BadRecord)] == [8]
    assert [one.id for one in found if isinstance(one, Record)] == [
        str(number) for number in range(40) if number != 7
    ]
    assert record(found[-1]).language == "pt"


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig"])
def test_a_json_feed_in_another_encoding(tmp_path: Path, codec: str) -> None:
    feed = json_feed(feed_item(1)).decode().encode(codec)
    assert record(read(tmp_path, feed, "a.feed.json")[0][0]).raw == "Text 1."


@pytest.mark.parametrize(
    "feed", [b"[1]", b"{}", b'{"items": {}}', b'{"items": []}', b"{nothing", b""]
)
def test_what_is_no_json_feed_is_bad(tmp_path: Path, feed: bytes) -> None:
    (bad,) = read(tmp_path, feed, "a.feed.json")[0]
    assert isinstance(bad, BadRecord)
    assert "cannot be read" not in bad.reason


# ---------------------------------------------------------------- what entries say is bounded


def as_atom(told: dict[str, str]) -> str:
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>{told['id']}</id><title>{told['title']}"
        f"</title><published>{told['date']}</published><content>{FIRST}</content></entry></feed>"
    )


def as_rss(told: dict[str, str]) -> str:
    return rss(
        f"<guid>{told['id']}</guid><title>{told['title']}</title><pubDate>{told['date']}</pubDate>"
        f"<description>{FIRST}</description>"
    )


def as_json(told: dict[str, str]) -> str:
    named = {"id": told["id"], "title": told["title"], "date_published": told["date"]}
    item = {**named, "content_text": FIRST}
    return json.dumps({"version": "https://jsonfeed.org/version/1", "items": [item]})


@pytest.mark.parametrize("feed", [as_atom, as_rss, as_json])
def test_what_an_entry_says_is_bounded(
    tmp_path: Path, feed: Callable[[dict[str, str]], str]
) -> None:
    told = {"id": "9" * 300_000, "title": "word " * 9000, "date": "1500-03-04T10:00:00Z"}
    name = "feed.json" if feed is as_json else "feed.xml"
    (one,) = map(record, read(tmp_path, feed(told), name)[0])
    assert (one.id, one.published, len(one.title or "")) == (f"{name}#1", None, 1000)
    assert {note.partition(":")[0] for note in one.notes} >= {"id", "title", "published"}


@pytest.mark.parametrize(
    ("value", "id", "is_noted"),
    [(True, "a.feed.json#1", True), (["x", "y"], "a.feed.json#1", True), (17, "17", False),
     ({"a": 1}, "a.feed.json#1", True), ("a\0b", "ab", False), (None, "a.feed.json#1", False)],
)  # fmt: skip
def test_ids_of_json_feeds(tmp_path: Path, value: object, id: str, is_noted: bool) -> None:
    items = [{"id": value, "title": "a\0b", "content_text": "It\0 sank."}]
    feed = json.dumps({"items": items})
    (one,) = map(record, read(tmp_path, feed, "a.feed.json")[0])
    assert (one.id, one.title, one.raw) == (id, "ab", "It sank.")
    assert any(note.startswith("id: ") for note in one.notes) == is_noted


# ---------------------------------------------------------------- sitemaps, and pages fetched


def page(text: str) -> bytes:
    article = f"<article><p>{text}</p><p>{SECOND}</p></article>"
    return f"<!doctype html><html lang=en><body>{article}</body></html>".encode()


def index(*addresses: str) -> str:
    entries = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f"<sitemapindex>{entries}</sitemapindex>"


class _Server(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        here = f"http://127.0.0.1:{self.server.server_address[1]}"
        answers = {
            "/1": ("text/html", page(FIRST)),
            "/2": ("text/html", page("The second ferry sank on Tuesday.")),
            "/map.xml": ("application/xml", sitemap(here).encode()),
            "/maps.xml": ("text/xml", index(f"{here}/maps.xml").encode()),
        }
        kind, body = answers.get(self.path, ("", b""))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def sitemap(here: str) -> str:
    entries = "".join(
        f"<url><loc>{here}/{number}</loc><lastmod>2026-01-01</lastmod><news:news><news:publication>"
        "<news:name>The Post</news:name><news:language>en</news:language></news:publication>"
        f"<news:publication_date>2019-03-0{number}</news:publication_date>"
        f"<news:title>Ferry {number} sinks</news:title></news:news></url>"
        for number in (1, 9, 2)
    )
    names = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    )
    return f'<?xml version="1.0"?><urlset {names}>{entries}</urlset>'


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    _Server.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Server) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def test_a_sitemap_fetches_nothing_by_itself(tmp_path: Path, server: str) -> None:
    found, told = read(tmp_path, sitemap(server))
    assert found == []
    assert len(told) == 3
    assert all("--fetch-pages" in line for line in told)
    assert _Server.asked == []
    with pytest.raises(DocumentError, match="holds only an address; --fetch-pages reads it"):
        Document.read(f"{tmp_path}/feed.xml#1")


def test_pages_of_a_sitemap_are_fetched_where_they_are_wanted(tmp_path: Path, server: str) -> None:
    one, bad, two = read(tmp_path, sitemap(server), fetch=True)[0]
    document = Document.from_record(record(one))
    assert document.text == BOTH
    assert (document.title, str(document.published)) == ("Ferry 1 sinks", "2019-03-01")
    assert document.source == f"{server}/1"
    assert (one.position, bad.position, two.position) == (1, 2, 3)
    assert isinstance(bad, BadRecord)
    assert bad.id == f"{server}/9"
    assert "answers 404" in bad.reason
    assert "Tuesday" in Document.from_record(record(two)).text


def test_a_file_leads_nowhere_private_unasked(tmp_path: Path, server: str) -> None:
    (tmp_path / "feed.xml").write_text(sitemap(server))
    reading = ReadingOptions(fetch_pages=True)
    found = list(read_records([f"{tmp_path}/feed.xml"], reading))
    assert [
        "--allow-private-addresses" in one.reason for one in found if isinstance(one, BadRecord)
    ] == [True] * 3
    assert _Server.asked == []


def test_a_feed_may_name_pages_of_where_it_lies(server: str) -> None:
    reading = ReadingOptions(fetch_pages=True)
    one, bad, two = Document.read_all(f"{server}/map.xml", reading=reading)
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert isinstance(bad, BadRecord)
    assert one.text == BOTH


def test_an_index_of_sitemaps_is_followed_once(tmp_path: Path, server: str) -> None:
    maps = index(f"{server}/map.xml", f"{server}/maps.xml")
    assert read(tmp_path, maps)[0] == []
    one, bad, two, loop = read(tmp_path, maps, fetch=True)[0]
    assert isinstance(one, Record)
    assert isinstance(two, Record)
    assert isinstance(bad, BadRecord)
    assert isinstance(loop, BadRecord)
    assert "lists of lists" in loop.reason
    assert _Server.asked == ["/map.xml", "/1", "/9", "/2", "/maps.xml"]


def test_of_a_feed_only_what_is_not_there_is_fetched(tmp_path: Path, server: str) -> None:
    whole = f"<guid>1</guid><link>{server}/2</link><content:encoded>{SECOND}</content:encoded>"
    part = (
        f"<guid>2</guid><title>Own</title><link>{server}/1</link><description>Short.</description>"
    )
    one, two = map(record, read(tmp_path, rss(whole, part), fetch=True)[0])
    assert one.raw == SECOND
    assert Document.from_record(two).text == BOTH
    assert (two.id, two.title, two.notes) == ("2", "Own", ())
    assert _Server.asked == ["/1"]


def test_of_several_only_the_one_named_is_fetched(tmp_path: Path, server: str) -> None:
    (tmp_path / "feed.xml").write_text(sitemap(server))
    reading = ReadingOptions(fetch_pages=True)
    path = f"{tmp_path}/feed.xml#3"
    assert "Tuesday" in Document.read(path, allow_private=True, reading=reading).text
    assert _Server.asked == ["/2"]
    with pytest.raises(DocumentError, match="holds 3 articles"):
        Document.read(f"{tmp_path}/feed.xml", reading=reading)
    assert _Server.asked == ["/2"]


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:alert(1)", "/relative"]
)
def test_other_addresses_are_not_followed(tmp_path: Path, address: str) -> None:
    (bad,) = read(tmp_path, rss(f"<title>x</title><link>{address}</link>"), fetch=True)[0]
    assert isinstance(bad, BadRecord)
