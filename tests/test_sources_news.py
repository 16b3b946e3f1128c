"""IPTC's formats: ninjs 1.x to 3.x, NITF, NewsML-G2. Shapes follow the examples of the standards."""

import json
import time
from pathlib import Path

import pytest

from summarizer.documents import Document
from summarizer.sources import BadRecord, Record, read_records, xml_items
from summarizer.sources.markup import fragment_text

FIRST = "The mayor of Port Maren resigned on Monday, officials said."
SECOND = "“It was my duty to go,” Ana Ferro told reporters."
BOTH = f"{FIRST}\n\n{SECOND}"
MARKUP = f"<p>{FIRST}</p>\n<p>“It was my <em>duty</em> to go,” Ana\n Ferro told reporters.</p>"

NINJS_1 = {
    "uri": "http://news.example/items/20190304-7",
    "type": "text",
    "version": "2",
    "versioncreated": "2019-03-04T10:37:00Z",
    "language": "en",
    "headline": "Mayor of Port Maren goes",
    "body_text": BOTH,
}
NINJS_15 = {
    "uri": "urn:news.example:7",
    "type": "text",
    "versioncreated": "2019-03-04T10:37:00Z",
    "headline_sub": "An inquiry begins",
    "headline_main": "Mayor of Port Maren goes",
    "body_main": BOTH.replace("\n\n", " "),
    "body_richtext": MARKUP,
}
NINJS_2 = {
    "uri": "urn:news.example:7",
    "standard": {"name": "ninjs", "version": "2.1"},
    "type": "text",
    "versioncreated": "2019-03-04T10:37:00Z",
    "language": "en-GB",
    "headlines": [
        {"role": "sub", "value": "An inquiry begins"},
        {"role": "main", "contenttype": "text/plain", "value": "Mayor of Port Maren goes"},
    ],
    "bodies": [{"role": "main", "contenttype": "text/html", "value": f"<div>{MARKUP}</div>"}],
}
NINJS_3 = {
    "uri": "urn:news.example:7",
    "standard": {"name": "ninjs", "version": "3.0"},
    "type": "text",
    "versionCreated": "2019-03-04T10:37:00+02:00",
    "language": "en",
    "headlines": [{"role": "main", "value": "<b>Mayor</b> of Port Maren goes"}],
    "bodies": [
        {"role": "main", "contentType": "text/plain", "value": BOTH.replace("\n\n", " ")},
        {"role": "richtext", "contentType": "application/xhtml+xml", "value": MARKUP},
    ],
}

NITF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.4//EN" "http://news.example/nitf-3-4.dtd">
<nitf xml:lang="en">
  <head>
    <title>Slug</title>
    <docdata><doc-id id-string="maren-7"/><date.issue norm="20190304T103700-0500"/></docdata>
    <pubdata name="The Maren Post"/>
  </head>
  <body>
    <body.head>
      <hedline><hl1>Mayor of <location>Port Maren</location> goes</hl1><hl2>Inquiry</hl2></hedline>
      <dateline><location>PORT MAREN</location></dateline>
    </body.head>
    <body.content>
      <media media-type="image"><media-caption>The bridge</media-caption></media>
      <block>
        <p>The mayor of <location><city>Port Maren</city></location> resigned on
           <chron norm="20190304">Monday</chron>, officials said.</p>
        <!-- not for print -->
        <p>“It was my duty to go,” <person>Ana Ferro</person> told reporters.</p>
      </block>
    </body.content>
    <body.end/>
  </body>
</nitf>"""


def item(number: int, content: str, item_class: str = "text") -> str:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" xml:lang="en-US"
      guid="urn:newsml:news.example:20190304:{number}" version="2" standard="NewsML-G2">
      <catalogRef href="http://news.example/catalog.xml"/>
      <itemMeta><itemClass qcode="ninat:{item_class}"/><provider qcode="x:maren"/>
        <versionCreated>2019-03-04T10:37:00+02:00</versionCreated>
        <pubStatus qcode="stat:usable"/></itemMeta>
      <contentMeta><contentCreated>2019-03-01T08:00:00Z</contentCreated><language tag="en"/>
        <headline>Mayor of Port Maren goes</headline></contentMeta>
      <contentSet>{content}</contentSet></newsItem>"""


def message(*items: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">'
        "<header><sent>2019-03-04T10:38:00Z</sent></header>"
        f"<itemSet>{''.join(items)}</itemSet></newsMessage>"
    )


NITF_BODY = (
    '<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/">'
    f"<body><body.head><hedline><hl1>Other</hl1></hedline></body.head><body.content>{MARKUP}"
    "</body.content></body></nitf></inlineXML>"
)
XHTML_BODY = (
    '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">'
    f"<head><title>x</title></head><body>{MARKUP}</body></html></inlineXML>"
)
PLAIN_BODY = f'<inlineData contenttype="text/plain">{BOTH}</inlineData>'
HTML_DATA = f'<inlineData contenttype="text/html"><![CDATA[{MARKUP}]]></inlineData>'


def read(path: Path, content: str | bytes | object) -> list[Record | BadRecord]:
    if not isinstance(content, str | bytes):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_records([str(path)]))


@pytest.mark.parametrize("given", [NINJS_1, NINJS_15, NINJS_2, NINJS_3])
def test_ninjs_of_every_version(tmp_path: Path, given: dict[str, object]) -> None:
    (record,) = read(tmp_path / "a.json", given)
    assert isinstance(record, Record)
    assert record.raw == BOTH
    assert (record.id, record.title) == (given["uri"], "Mayor of Port Maren goes")
    assert record.published == "2019-03-04"
    assert record.language == ("en" if "language" in given else None)
    assert Document.from_record(record).text == BOTH


def test_ninjs_items_line_by_line(tmp_path: Path) -> None:
    content = json.dumps(NINJS_1) + "\n" + json.dumps(NINJS_3) + "\n"
    found = read(tmp_path / "a.jsonl", content)
    assert [item.id for item in found] == [NINJS_1["uri"], NINJS_3["uri"]]


def test_pictures_are_left_out_and_texts_without_body_are_bad(tmp_path: Path) -> None:
    picture = {"uri": "urn:p", "type": "picture", "versioncreated": "2019-03-04T10:37:00Z",
               "description_text": "The bridge"}  # fmt: skip
    path = tmp_path / "a.json"
    path.write_text(json.dumps([picture, {**picture, "type": "text"}, NINJS_1]))
    skipped: list[str] = []
    bad, good = read_records([str(path)], on_skipped=skipped.append)
    assert isinstance(bad, BadRecord)
    assert (bad.id, bad.position, bad.reason) == ("urn:p", 2, "is a news item without body text")
    assert isinstance(good, Record)
    assert skipped == [str(path)]


def test_nitf(tmp_path: Path) -> None:
    (record,) = read(tmp_path / "a.xml", NITF)
    assert isinstance(record, Record)
    assert record.raw == BOTH
    assert (record.id, record.title) == ("maren-7", "Mayor of Port Maren goes")
    assert (record.published, record.language) == ("2019-03-04", "en")


def test_nitf_in_its_namespace_and_another_encoding(tmp_path: Path) -> None:
    start = '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" uno="maren-8">'
    content = (
        f'<?xml version="1.0" encoding="windows-1252"?>{start}<body><body.content>{MARKUP}'
        "</body.content></body></nitf>"
    )
    (record,) = read(tmp_path / "a.nitf", content.encode("cp1252"))
    assert isinstance(record, Record)
    assert (record.id, record.raw, record.title) == ("maren-8", BOTH, None)


@pytest.mark.parametrize("content", [NITF_BODY, XHTML_BODY, PLAIN_BODY, HTML_DATA])
def test_a_news_item_however_its_text_is_given(tmp_path: Path, content: str) -> None:
    (record,) = read(tmp_path / "a.xml", item(1, content))
    assert isinstance(record, Record)
    assert record.raw == BOTH
    assert record.id == "urn:newsml:news.example:20190304:1"
    assert (record.title, record.published) == ("Mayor of Port Maren goes", "2019-03-04")
    assert record.language == "en"


def test_a_message_of_many_items(tmp_path: Path) -> None:
    picture = item(2, '<remoteContent href="http://news.example/b.jpg"/>', "picture")
    empty = item(3, '<inlineXML contenttype="application/nitf+xml"/>')
    items = [item(1, NITF_BODY), picture, empty, *(item(n, XHTML_BODY) for n in range(4, 300))]
    found = read(tmp_path / "a.xml", message(*items))
    assert [item.position for item in found] == [1, 3, *range(4, 300)]
    assert [item.position for item in found if isinstance(item, BadRecord)] == [3]


def test_a_message_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    content = message(item(1, NITF_BODY), item(2, NITF_BODY))
    found = read(tmp_path / "a.xml", content[: content.rindex("contentSet")])
    assert [type(item) for item in found] == [Record, BadRecord]
    assert found[1].position == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<?xml version='1.0'?><menu/>", "neither NITF nor NewsML-G2: its root element is <menu>"),
        ("<rss><channel/></rss>", "is a feed without entries"),
        ("not xml at all", "cannot be read"),
        ("", "cannot be read"),
        ("<nitf><body/></nitf>", "without body text"),
    ],
)
def test_xml_that_is_no_news(tmp_path: Path, content: str, reason: str) -> None:
    (bad,) = read(tmp_path / "a.xml", content)
    assert isinstance(bad, BadRecord)
    assert reason in bad.reason
    assert "\n" not in bad.reason


def test_an_item_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_items, "MAX_BYTES", 200_000)
    items = [item(n, XHTML_BODY) for n in range(300)]
    assert all(isinstance(each, Record) for each in read(tmp_path / "a.xml", message(*items)))
    (bad,) = read(tmp_path / "a.xml", item(1, XHTML_BODY.replace("<p>", "<p>word " * 40_000)))
    assert isinstance(bad, BadRecord)


def test_entities_reach_neither_files_nor_memory(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the password")
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    start = f'<!DOCTYPE nitf [<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY l0 "ha">{levels}]>'
    body = f"<nitf><body><body.content><p>{FIRST} &f; &l11;</p></body.content></body></nitf>"
    started = time.perf_counter()
    (found,) = read(tmp_path / "a.xml", start + body)
    assert time.perf_counter() - started < 1
    assert "password" not in repr(found)
    assert len(repr(found)) < 500


def test_characters_by_the_names_of_a_dtd_that_is_not_loaded(tmp_path: Path) -> None:
    content = NITF.replace("Monday</chron>,", "Monday</chron>&mdash;caf&eacute;,")
    (record,) = read(tmp_path / "a.xml", content)
    assert isinstance(record, Record)
    assert "resigned on Monday—café, officials said." in str(record.raw)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One<br/>two</p>three", "One two\n\nthree"),
        ("<ul><li>One</li><li>two</li></ul>", "One\n\ntwo"),
        ("<h2>Head</h2>A <b>bold</b>er<script>x()</script> word", "Head\n\nA bolder\n\nword"),
        ("<p>A<!-- no -->B &amp; C</p><figure><figcaption>no</figcaption></figure>", "AB & C"),
        ("<p>Łódź</p>", "Łódź"),
        ("", ""),
        ("<p> </p>", ""),
    ],
)
def test_paragraphs_of_markup(markup: str, text: str) -> None:
    assert fragment_text(markup) == text


def test_markup_nested_without_end() -> None:
    assert "deep" in fragment_text("<div>" * 200 + "deep")
    assert len(fragment_text("<div>" * 100_000 + "deeper")) < 10
