"""Metadata never costs a record: ids, titles, languages, addresses; who wants a story out."""

import datetime
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from test_sources import STORY, write
from test_sources_news import NINJS_1, NINJS_3, NITF, PLAIN_BODY, item, message

from summarizer.documents import Document
from summarizer.sources import BadRecord, ReadingOptions, Record, read_records, standing
from summarizer.sources.article import Article, language_code
from summarizer.sources.values import MAX_ID, MAX_TITLE

READ_ALL = ReadingOptions(include_withheld=True)


def read(
    path: Path, content: Any, options: ReadingOptions | None = None
) -> tuple[list[Record | BadRecord], list[str]]:
    """The records, and what was skipped."""
    text = content if isinstance(content, str) else json.dumps(content)
    skipped: list[str] = []
    write(path, text)
    found = list(read_records([str(path)], options or ReadingOptions(), skipped.append))
    return found, [name.removeprefix(str(path)) for name in skipped]


def one(tmp_path: Path, **fields: Any) -> Record:
    (record,), _ = read(tmp_path / "a.json", [{"text": STORY, **fields}])
    assert isinstance(record, Record)
    return record


def told(record: Record, beginning: str) -> str:
    """The one note that begins so."""
    (note,) = (note for note in record.notes if note.startswith(beginning))
    return note


@pytest.mark.parametrize(
    ("value", "id"),
    [(7, "7"), (12.0, "12"), (1.5, "1.5"), (-3, "-3"), (10**20, str(10**20)), ({"$oid": "5f0c"}, "5f0c"),
     ({"$numberLong": "9007199254740993"}, "9007199254740993"), (["a1"], "a1"), (" a1\n", "a1"),
     ("a\ud800", "a\ufffd"), ("a\0b", "ab")],
)  # fmt: skip
def test_what_is_an_id(tmp_path: Path, value: object, id: str) -> None:
    record = one(tmp_path, id=value)
    assert record.id == id
    assert record.notes == ()


@pytest.mark.parametrize("value", [None, "", " ", math.nan, "null", "None", [], {}])
def test_no_id_is_named_by_its_place_without_a_word(tmp_path: Path, value: object) -> None:
    record = one(tmp_path, id=value)
    assert (record.id, record.notes) == ("a.json#1", ())


@pytest.mark.parametrize(
    "value", [True, math.inf, "x" * (MAX_ID + 1), ["a", "b"], {"a": 1}, int("9" * 4000)]
)
def test_what_is_no_id_is_named_by_its_place_with_a_note(tmp_path: Path, value: object) -> None:
    record = one(tmp_path, id=value)
    assert record.id == "a.json#1"
    assert told(record, "id: ").endswith("is none that can be read; left out")


def test_an_integer_that_python_refuses_to_write(tmp_path: Path) -> None:
    for name in ("a.json", "a.jsonl"):
        (record,), _ = read(tmp_path / name, f'{{"id": 1{"0" * 5000}, "text": "{STORY}"}}')
        assert isinstance(record, Record)
        assert told(record, "id: ")


@pytest.mark.parametrize(
    ("value", "title"),
    [("A  title\nof two lines", "A title of two lines"), (1984, "1984"), (["First", "second"], "First"),
     ({"rendered": "Bridge shut"}, "Bridge shut"), ({"value": "Bridge shut"}, "Bridge shut"), ("nan", None),
     (math.nan, None), ("Br\udc00dge", "Br\ufffddge")],
)  # fmt: skip
def test_titles(tmp_path: Path, value: object, title: str | None) -> None:
    record = one(tmp_path, title=value)
    assert (record.title, record.notes) == (title, ())


@pytest.mark.parametrize("value", [True, {"en": "Bridge shut"}])
def test_what_is_no_title_is_noted(tmp_path: Path, value: object) -> None:
    record = one(tmp_path, title=value)
    assert record.title is None
    assert told(record, "title: ")


def test_a_title_without_end_is_cut(tmp_path: Path) -> None:
    record = one(tmp_path, title="bridge " * 200_000)
    assert len(record.title or "") == MAX_TITLE
    assert told(record, "title: ") == "title: cut after 1000 of 1399999 characters"


@pytest.mark.parametrize(
    ("value", "code"),
    [("en", "en"), ("pt-BR", "pt"), ("EN_us", "en"), ("en-GB, de", "en"), ("en;q=0.9", "en"), ("eng", "en"),
     ("ger", "de"), ("English", "en"), ("Deutsch (DE)", "de"), ("Русский", "ru"), (["fr", "en"], "fr"),
     ({"value": "it"}, "it"), ("Kelmari", None), (None, None), (4, None), (True, None), ({"a": 1}, None)],
)  # fmt: skip
def test_languages(value: object, code: str | None) -> None:
    assert language_code(value) == code


def test_a_language_that_is_not_known_is_noted(tmp_path: Path) -> None:
    record = one(tmp_path, lang="Kelmari")
    assert (record.language, record.notes) == (
        None, ("language: 'Kelmari' is none that can be read; left out",),
    )  # fmt: skip


@pytest.mark.parametrize(
    "value", [{"name": "The Post"}, ["x"], 7, "The Post", True, "https://" + "x" * MAX_ID]
)
def test_a_source_of_any_kind(tmp_path: Path, value: object) -> None:
    record = one(tmp_path, source=value)
    assert record.source == str(tmp_path / "a.json")
    assert (
        one(tmp_path, source=value, url="https://news.example/1").source == "https://news.example/1"
    )


def test_a_date_that_cannot_be_read_is_a_note_of_the_document(tmp_path: Path) -> None:
    document = Document.from_record(one(tmp_path, date="3/4/2019"))
    assert document.published is None
    (note,) = document.info.notes
    assert note == "published: '3/4/2019' leaves open which number is the month; left out"


def test_the_field_that_was_named_is_read_by_the_same_rules(tmp_path: Path) -> None:
    rows = [{"text": STORY, "when": when} for when in ("soon", 1_551_691_800, None)]
    options = ReadingOptions(published_field="when")
    found, _ = read(tmp_path / "a.json", rows, options)
    assert [one.published for one in found if isinstance(one, Record)] == [None, "2019-03-04", None]
    assert [bool(one.notes) for one in found if isinstance(one, Record)] == [True, False, False]


def test_another_field_has_the_date_that_the_first_has_not(tmp_path: Path) -> None:
    record = one(tmp_path, published="soon", date=None, published_at="2019-03-04")
    assert (record.published, record.notes) == ("2019-03-04", ())


def test_names_in_capitals_beside_others(tmp_path: Path) -> None:
    record = one(tmp_path, ID=3, Title="Bridge shut", Date="2019-03-04")
    assert (record.id, record.title, record.published) == ("3", "Bridge shut", "2019-03-04")


def test_a_text_with_half_characters_and_nuls_is_mended(tmp_path: Path) -> None:
    rows = ['{"text": "Kelmar\\ud800 spoke\\u0000."}', '{"text": "\\ud83d\\udca1 Light."}']
    (first, second), _ = read(tmp_path / "a.jsonl", "\n".join(rows))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.raw == "Kelmar\ufffd spoke."
    assert first.notes == ("1 NUL is left out", "1 place is no UTF-8; shown as U+FFFD")
    assert (second.raw, second.notes) == ("💡 Light.", ())


# Whether a story is to be out


def ninjs(**fields: Any) -> dict[str, Any]:
    return {**NINJS_3, **fields}


WITHHELD: Sequence[tuple[dict[str, Any], str]] = [
    (ninjs(pubStatus="canceled"), "is canceled"),
    ({**NINJS_1, "pubstatus": "withheld"}, "is withheld"),
    (ninjs(pubstatus="stat:Cancelled"), "is cancelled"),
    (ninjs(pubStatus={"qcode": "stat:withheld"}), "is withheld"),
    ({"text": STORY, "id": "a", "pubstatus": "canceled"}, "is canceled"),
    ({"text": STORY, "Pub_Status": "embargoed"}, "is embargoed"),
    (ninjs(embargoed="2019-03-05T06:00:00Z"), "is embargoed until '2019-03-05T06:00:00Z'"),
    (ninjs(pubStatus="usable", embargo="2099-01-01"), "is embargoed until '2099-01-01'"),
    (ninjs(embargoed=True), "is embargoed"),
    ({"text": STORY, "embargo": "2019-03-05T06:00:00+01:00"}, "is embargoed until"),
]


@pytest.mark.parametrize(("story", "reason"), WITHHELD)
def test_what_its_makers_do_not_want_out_is_left_out(
    tmp_path: Path, story: dict[str, Any], reason: str
) -> None:
    found, (skipped,) = read(tmp_path / "a.json", story)
    assert found == []
    assert skipped.startswith(f": {reason}")
    (record,), skipped_names = read(tmp_path / "a.json", story, READ_ALL)
    assert isinstance(record, Record)
    assert skipped_names == []
    assert told(record, reason).endswith("and was read since that was asked for")


@pytest.mark.parametrize(
    "fields",
    [{}, {"pubStatus": "usable"}, {"pubStatus": "stat:usable"}, {"pubStatus": None},
     {"pubStatus": ["usable"]}, {"embargoed": None}, {"embargoed": ""}, {"embargoed": False},
     {"embargoed": "no"}, {"embargoed": 0},
     {"embargoed": "2019-03-04T06:00:00Z"},  # the version at hand was made after it
     {"embargoed": "2019-03-01"}],
)  # fmt: skip
def test_what_may_be_out_is_read(tmp_path: Path, fields: dict[str, Any]) -> None:
    (record,), skipped = read(tmp_path / "a.json", ninjs(**fields))
    assert isinstance(record, Record)
    assert (skipped, record.notes) == ([], ())


def test_an_embargo_that_cannot_be_read_is_noted(tmp_path: Path) -> None:
    (record,), _ = read(tmp_path / "a.json", ninjs(embargoed="until the vote"))
    assert isinstance(record, Record)
    assert told(record, "embargoed: 'until the vote'")


G2 = item(1, PLAIN_BODY)
USABLE = '<pubStatus qcode="stat:usable"/>'


@pytest.mark.parametrize(
    ("told_by", "reason"),
    [
        ('<pubStatus qcode="stat:canceled"/>', "is canceled"),
        ('<pubStatus uri="http://news.example/cv/pubstatus/withheld"/>', "is withheld"),
        (f"{USABLE}<embargoed>2019-03-05T06:00:00Z</embargoed>", "is embargoed until"),
        (f"{USABLE}<embargoed/>", "is embargoed"),
    ],
)
def test_items_of_newsml_that_are_not_to_be_out(tmp_path: Path, told_by: str, reason: str) -> None:
    content = message(G2.replace(USABLE, told_by), item(2, PLAIN_BODY))
    (record,), (skipped,) = read(tmp_path / "a.xml", content)
    assert record.position == 2
    assert skipped.startswith(f": {reason}")
    assert len(read(tmp_path / "a.xml", content, READ_ALL)[0]) == 2


@pytest.mark.parametrize("status", ["canceled", "withheld", "embargoed"])
def test_a_story_in_nitf_that_is_not_to_be_out(tmp_path: Path, status: str) -> None:
    content = NITF.replace("<docdata>", f'<docdata management-status="{status}">')
    content = content.replace("</docdata>", '<date.release norm="20190305T060000Z"/></docdata>')
    found, (skipped,) = read(tmp_path / "a.xml", content)
    assert found == []
    until = " until '20190305T060000Z'" if status == "embargoed" else ""
    assert skipped == f": is {status}{until}"


def test_a_date_of_release_alone_is_no_embargo(tmp_path: Path) -> None:
    content = NITF.replace("</docdata>", '<date.release norm="20190305T060000Z"/></docdata>')
    (record,), _ = read(tmp_path / "a.xml", content)
    assert isinstance(record, Record)
    assert record.published == "2019-03-04"


def test_corrections_and_notes_of_editors_are_said(tmp_path: Path) -> None:
    signal = (
        f'{USABLE}<edNote>Corrects the name in paragraph 2</edNote><signal qcode="sig:correction"/>'
    )
    (record,), _ = read(tmp_path / "a.xml", G2.replace(USABLE, signal))
    assert isinstance(record, Record)
    note = "note of its editors: 'Corrects the name in paragraph 2'"
    assert record.notes == ("is a correction", note)
    nitf = NITF.replace("</docdata>", '<correction info="Falk, not Falke"/></docdata>')
    (record,), _ = read(tmp_path / "b.xml", nitf)
    assert isinstance(record, Record)
    assert record.notes == ("is a correction: 'Falk, not Falke'",)
    (record,), _ = read(tmp_path / "c.json", ninjs(edNote="Second lead"))
    assert isinstance(record, Record)
    assert record.notes == ("note of its editors: 'Second lead'",)


def versions(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    return [ninjs(version=version, pubStatus=status) for version, status in pairs]


def test_another_version_of_a_story_is_said_to_be_one(tmp_path: Path) -> None:
    rows = versions(("1", "usable"), ("2", "usable"), ("3", "canceled"), ("2", "usable"))
    found, (skipped,) = read(tmp_path / "a.json", rows)
    assert [one.notes for one in found if isinstance(one, Record)] == [
        (),
        ("version 2 of 'urn:news.example:7'; version 1 came before it and was read",),
        ("version 2 of 'urn:news.example:7'; version 3 came before it and was left out",),
    ]
    assert skipped == (
        "#3: is canceled; version 3 of 'urn:news.example:7'; version 2 came before it and was read"
    )


def test_versions_are_told_across_files(tmp_path: Path) -> None:
    for number in (1, 2):
        content = G2.replace('version="2"', f'version="{number}"')
        write(tmp_path / "news" / f"{number}.xml", content)
    first, second = read_records([str(tmp_path / "news")])
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.notes == ()
    assert "version 1 came before it" in second.notes[0]


def test_only_so_many_versions_are_kept_in_mind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "REMEMBERED", 2)
    rows = [ninjs(uri=f"urn:{name}", version="1") for name in "abca"]
    found, _ = read(tmp_path / "a.json", rows)
    assert all(one.notes == () for one in found if isinstance(one, Record))


def test_a_digest_depends_on_neither_version_nor_notes() -> None:
    record = Record("1", "a.txt", 1, STORY)
    other = Record("1", "a.txt", 1, STORY, version="2", notes=("odd",))
    assert record.digest == other.digest


def test_an_article_whatever_it_holds() -> None:
    """What other readers hand over unread comes out bounded, too."""
    from summarizer.sources.file import File

    file = File("a.x", "a.x", "a.x", lambda: None)  # type: ignore[arg-type,return-value]
    odd = Article(STORY, id=object(), title=object(), published=object(), language=object())
    record = odd.found(file, 1)
    assert isinstance(record, Record)
    assert (record.id, record.title, record.published, record.language) == (
        "a.x#1",
        None,
        None,
        None,
    )
    assert len(record.notes) == 4
    dated = Article(STORY, published=datetime.datetime(2019, 3, 4)).found(file, 1)
    assert isinstance(dated, Record)
    assert dated.published == "2019-03-04"
