"""Items of XML files: one that is damaged costs itself only."""

from io import BytesIO
from pathlib import Path

import pytest

from summarizer.sources import BadRecord, Record, read_records, xml_items

TEXT = "Ilse Darrow opened the bridge of Kelmar on Monday, officials said."


def item(number: int, body: str = f"<p>{TEXT}</p>") -> str:
    return (
        f'<newsItem guid="urn:k:{number}"><contentSet><inlineXML><html><body>{body}</body></html>'
        "</inlineXML></contentSet></newsItem>"
    )


def message(*items: str, prefix: str = "") -> str:
    text = '<?xml version="1.0" encoding="utf-8"?><newsMessage><header/><itemSet>'
    text += "\n".join(items) + "</itemSet></newsMessage>"
    if prefix:
        for name in ("newsMessage", "newsItem", "contentSet", "inlineXML", "itemSet"):
            text = text.replace(f"<{name}", f"<{prefix}:{name}").replace(
                f"</{name}", f"</{prefix}:{name}"
            )
        text = text.replace(f"<{prefix}:newsMessage", f'<{prefix}:newsMessage xmlns:{prefix}="u"')
    return text


def outcomes(path: Path, content: str | bytes) -> list[str | None]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = list(read_records([str(path)]))
    assert [one.position for one in found] == list(range(1, len(found) + 1))
    return [one.id if isinstance(one, Record) else None for one in found]


FAULTS = [
    "<p>never closed",
    "</p>",
    "<p>\x00</p>",
    "<p>&#0;</p>",
    "<p a=b>no quotes</p>",
    "<p a='1' a='2'/>",
    "<!-- -- -->",
    "<a>" * 100_000,
    "<a>" * 100_000 + "</a>" * 100_000,
    "<p " + "a" * 100_000,
    "<p>" + "a" * 11_000_000 + "</p>",
]


@pytest.mark.parametrize("fault", FAULTS, ids=range(len(FAULTS)))
@pytest.mark.parametrize("prefix", ["", "n"])
def test_an_item_that_is_not_well_formed_costs_itself_only(
    tmp_path: Path, fault: str, prefix: str
) -> None:
    for number in range(3):
        items = [item(other) for other in range(3)]
        items[number] = item(number, fault)
        content = message(*items, prefix=prefix).encode("utf-8", "surrogatepass")
        expected = [f"urn:k:{other}" if other != number else None for other in range(3)]
        assert outcomes(tmp_path / "a.xml", content) == expected


def read_items(content: str) -> str:
    """The numbers of those items `i` that can be read, of a file in which one at least cannot."""
    kind = xml_items.XmlKind(("i",), lambda root: "i")
    found = [
        "!" if isinstance(one, xml_items.Fault) else one.element.get("n", "")
        for one in xml_items.xml_items(BytesIO(content.encode()), kind)
    ]
    assert "!" in found
    return "".join(found).replace("!", "")


@pytest.mark.parametrize("tag", ["<i \0", "<i \0\0_\0", "<i a='1'\0", "<i a='1'>\0", "<i>\0<b"])
def test_a_tag_that_a_nul_ends_costs_its_item_only(tag: str) -> None:
    """What the parser is given behind a NUL it looks at late: the next item began meanwhile."""
    good = "<i n='{}'>x</i>"
    assert read_items(f"<r>{good.format(0)}{tag}\n{good.format(1)}{good.format(2)}</r>") == "012"


@pytest.mark.parametrize(
    "before",
    [
        "<ia<o:p>" + "a" * 70_000 + "</i>",  # an item, but for a letter, with a fault at once
        "<ia<b " + "a " * 30_000,
        "<b>" + "word " * 50_000 + "</b><i><",
        "<b>" + "word " * 50_000 + "</b><i>&x</i>",
    ],
    ids=range(4),
)
def test_what_stands_before_the_first_item_costs_none(before: str) -> None:
    """However long it is, and with a fault or without."""
    assert read_items(f"<r>{before}<i n='1'>x</i><i n='2'>x</i></r>") == "12"


@pytest.mark.parametrize(
    "fault", ["\x1b[1m", "&nosuch;", "&nbsp;", "AT&T & Co", "\ud800", "a &&; b"]
)
def test_what_can_be_mended_costs_nothing(tmp_path: Path, fault: str) -> None:
    items = [item(1), item(2, f"<p>{TEXT} {fault}</p>"), item(3)]
    content = message(*items).encode("utf-8", "surrogatepass")
    assert outcomes(tmp_path / "a.xml", content) == ["urn:k:1", "urn:k:2", "urn:k:3"]


def test_a_cdata_section_is_left_as_it_is(tmp_path: Path) -> None:
    inner = f"<p>{TEXT} A & B <![CDATA[C & D ]] E]]> F & G</p>"
    path = tmp_path / "a.xml"
    path.write_text(message(item(1, inner)))
    (record,) = read_records([str(path)])
    assert isinstance(record, Record)
    assert str(record.raw).endswith("A & B C & D ]] E F & G")


def test_elements_whose_prefix_is_not_declared_are_no_fault(tmp_path: Path) -> None:
    items = [item(number, f"<p>{TEXT}<o:p>Word</o:p></p>" * 3) for number in range(900)]
    found = outcomes(tmp_path / "a.xml", message(*items))
    assert len(found) == 900  # more of them than a parser is let write down


def test_a_mark_inside_an_item_is_none(tmp_path: Path) -> None:
    inner = f"<p>{TEXT}<![CDATA[ <newsItem > ]]></p><!-- <newsItem -->"
    content = message(item(1), item(2, inner), item(3))
    assert outcomes(tmp_path / "a.xml", content) == ["urn:k:1", "urn:k:2", "urn:k:3"]


def test_items_that_were_joined_without_a_message(tmp_path: Path) -> None:
    content = item(1) + item(2, "<p>") + "\n" + item(3)
    assert outcomes(tmp_path / "a.xml", content) == ["urn:k:1", None, "urn:k:3"]


@pytest.mark.parametrize("at", [-20, -60, -150, -170])
def test_a_message_that_breaks_off_says_so(tmp_path: Path, at: int) -> None:
    path = tmp_path / "a.xml"
    path.write_text(message(*map(item, range(4)))[:at])
    *found, bad = read_records([str(path)])
    assert 3 <= len(found) <= 4
    assert isinstance(bad, BadRecord)
    assert bad.reason.endswith("the rest of the file, of unknown length, was not read")


def test_pieces_of_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = message(item(1), item(2, "</p>"), item(3), item(4, "<p>"), item(5))
    for size in (1, 2, 3, 7, 50, 211, 1000):
        monkeypatch.setattr(xml_items, "_AT_ONCE", size)
        found = outcomes(tmp_path / "a.xml", content)
        assert found == ["urn:k:1", None, "urn:k:3", None, "urn:k:5"]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_encodings_of_a_message(tmp_path: Path, encoding: str) -> None:
    told = "utf-8" if encoding == "utf-8-sig" else encoding
    text = message(item(1, f"<p>{TEXT} José.</p>"), item(2)).replace("utf-8", told)
    assert outcomes(tmp_path / "a.xml", text.encode(encoding)) == ["urn:k:1", "urn:k:2"]
