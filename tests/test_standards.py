"""The formats of other systems, checked against what their makers publish (tests/standards)."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator
from lxml import html
from referencing import Registry
from referencing.jsonschema import DRAFT4
from sample_summary import ARTICLE, SUMMARY, span, with_text, without_items

from summarizer.errors import DocumentError
from summarizer.export.as_csv import COLUMNS, to_csv
from summarizer.export.as_ninjs import to_ninjs
from summarizer.export.as_schema_org import to_schema_org
from summarizer.export.as_web_annotations import LONGEST_CONTEXT, to_web_annotations
from summarizer.export.as_word import to_word
from summarizer.export.formats import FORMATS
from summarizer.export.interchange import document_iri, item_iri, json_text, web_address
from summarizer.export.printable import printable
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.review import Change, Deed
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Summary

STANDARDS = Path(__file__).with_name("standards")
HOSTILE = (
    '=HYPERLINK("http://x.example","y") </script><script>alert(1)</script> --><img src=x'
    ' onerror="alert(2)"> </td></style> javascript:alert(3) \x1b[2J\x07 \u202egnp.exe\u2066'
    " &lt;b&gt; \\u003c {n} {} %s <b>bold</b> {{ 7*7 }} \u2028 end"
)
EMOJI = (
    "👩🏽‍🚒 The crew 👍🏽 of cafe\u0301 Sorrel said “n\u0303o” 🇻🇪."
    " The crew 👍🏽 of cafe\u0301 Sorrel left."
)
HEBREW = "שריפה פרצה במעבורת סורל. “לא שמענו אזעקה”, אמרה אורלה ון. לא שמענו אזעקה."

Json = dict[str, Any]


def of_text(summary: Summary, text: str, **known: Any) -> Summary:
    digest = hashlib.sha256(text.encode()).hexdigest()
    update = {"text_sha256": digest, "id": digest[:16], **known}
    return summary.model_copy(update={"document": summary.document.model_copy(update=update)})


def from_web(source: str | None) -> Summary:
    return of_text(SUMMARY, ARTICLE, source=source)


def claiming(text: str, words: str, nth: int = 0) -> Summary:
    """A summary of `text` with one claim, carried by the nth place that has these words."""
    start = [found.start() for found in re.finditer(re.escape(words), text)][nth]
    claim = SUMMARY.claims[2].model_copy(
        update={"content": [Span.of(text, start, start + len(words))], "event_ids": []}
    )
    return of_text(without_items().model_copy(update={"claims": [claim]}), text)


def hostile() -> Summary:
    return of_text(with_text(HOSTILE), HOSTILE, title=HOSTILE, source=HOSTILE)


def planned() -> Summary:
    event = SUMMARY.events[1]
    assert event.time is not None
    dated = event.time.model_copy(update={"start": "2031-03-07", "end": "2031-03-07"})
    return SUMMARY.model_copy(update={"events": [event.model_copy(update={"time": dated})]})


def with_items() -> Summary:
    """The sample with what a recipe of the user's own found beside it."""
    words = span("fined 2.5 million marks")
    item = RecipeItem(
        id="k1",
        recipe="court-rulings@v1",
        fields={"party": "Brightwater Lines", "fine": 2_500_000, "appeal": None, "final": True},
        spans={"fine": [words]},
        evidence=[span("The owners, Brightwater Lines, were fined 2.5 million marks last year.")],
        confidence=0.8,
    )
    asked = ["events", "claims", "court-rulings@v1"]
    return SUMMARY.model_copy(update={"items": [item], "recipes": asked})


def edited() -> Summary:
    """The sample after an editor changed the third claim, and added the fourth unnamed."""
    deeds: list[tuple[str, str, Deed, str]] = [
        ("Mara Quell", "2031-03-06T09:12:44.120Z", "revised", "c3"),
        ("", "2031-03-06T09:15:00.000Z", "added", "c4"),
        ("Mara Quell", "2031-03-06T09:16:00.000Z", "revised", "c1"),
        ("Mara Quell", "2031-03-06T09:17:00.000Z", "undone", "c1"),
    ]
    changes = [
        Change(who=who, when=when, what=what, kind="claim", item_id=of, before=None, after=None)
        for who, when, what, of in deeds
    ]
    first, second, third, fourth = SUMMARY.claims
    claims = [
        first,
        second.model_copy(update={"review": "accepted"}),
        third.model_copy(update={"review": "revised"}),
        fourth.model_copy(update={"review": "accepted"}),
    ]
    return SUMMARY.model_copy(update={"claims": claims, "history": changes})


def faulty() -> Summary:
    """The same; what the editor made of the third claim fails a check."""
    first, second, third, fourth = edited().claims
    fault = Problem(code="number-not-in-evidence", message="“13” is not in the sentence.")
    third = third.model_copy(update={"problems": [fault]})
    return edited().model_copy(update={"claims": [first, second, third, fourth]})


SUMMARIES = {
    "ferry": SUMMARY,
    "web": from_web("https://news.example/ferry fire?id=1&x=ü"),
    "nothing": without_items(),
    "unknown": of_text(SUMMARY, ARTICLE, title=None, published=None, source=None, language=None),
    "planned": planned(),
    "items": with_items(),
    "edited": edited(),
    "faulty": faulty(),
    "hostile": hostile(),
}
every_summary = pytest.mark.parametrize("summary", SUMMARIES.values(), ids=SUMMARIES)


def nodes(value: Any) -> Iterator[Json]:
    """All objects inside a JSON value, outermost first."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from nodes(inner)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


# --- W3C Web Annotation ---------------------------------------------------------------------------

CONTEXT: Json = json.loads((STANDARDS / "anno.jsonld").read_text(encoding="utf-8"))["@context"]
IRI = re.compile(r"(urn:uuid:|https?://)[^\s<>\"{}|\\^`]+")


def unlike_context(node: Json) -> Iterator[str]:
    """What of a node the context of the W3C does not define, or defines as something else."""
    for key, value in node.items():
        term = CONTEXT.get(key)
        if key == "@context":
            continue
        if term is None:
            yield key
            continue
        kind = term.get("@type") if isinstance(term, dict) else None
        for one in listed(value):
            if not _fits(key, kind, one):
                yield f"{key}: {one}"


def _fits(key: str, kind: str | None, value: Any) -> bool:
    if key == "type":
        return value in CONTEXT
    if kind == "@vocab":
        return str(CONTEXT.get(value)).startswith("oa:")
    if kind == "@id":
        return isinstance(value, dict) or bool(IRI.fullmatch(value))
    if kind == "xsd:nonNegativeInteger":
        return isinstance(value, int) and value >= 0
    if kind == "xsd:dateTime":
        return datetime.fromisoformat(value).tzinfo is not None
    return isinstance(value, str)


def annotations(summary: Summary, text: str | None) -> list[Json]:
    collection = json.loads(to_web_annotations(summary, text))
    return list(collection["first"]["items"])


def selected(text: str, target: Json) -> list[str]:
    """What each selector of a target finds in the text, the way the standard says."""
    position, quote = target["selector"]
    stretch = quote.get("prefix", "") + quote["exact"] + quote.get("suffix", "")
    starts = [at for at in range(len(text)) if text.startswith(stretch, at)]
    assert [at + len(quote.get("prefix", "")) for at in starts] == [position["start"]]
    return [text[position["start"] : position["end"]], quote["exact"]]


_OF_COLLECTIONS = ["annotationCollectionTypeValueFound", "labelFound", "totalFound"]
_OF_COLLECTIONS += ["firstValidIfPresent", "firstRequiredIfTotalMoreThanZero"]
_OF_PAGES = ["annotationPageTypeValueFound", "partOfFound", "startIndexFound", "itemsFound"]
_OF_ANNOTATIONS = ["annotationTypeValueFound", "singleMotivationPropertyFound"]

_MODEL = Registry[Any]().with_resources(
    (path.name, DRAFT4.create_resource(json.loads(path.read_text(encoding="utf-8"))))
    for path in (STANDARDS / "annotation-model").glob("*.json")
)


def w3c(file: str, name: str) -> Draft4Validator:
    """One of the definitions that the W3C tests implementations with."""
    return Draft4Validator({"$ref": f"{file}.json#/definitions/{name}"}, registry=_MODEL)


def assert_passes(file: str, names: list[str], value: Json) -> None:
    assert [name for name in names if not w3c(file, name).is_valid(value)] == []


@every_summary
def test_annotations_use_the_terms_of_the_published_context(summary: Summary) -> None:
    collection = json.loads(to_web_annotations(summary))
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert [wrong for node in nodes(collection) for wrong in unlike_context(node)] == []


@every_summary
def test_collection_page_and_annotations_pass_the_tests_of_the_w3c(summary: Summary) -> None:
    collection = json.loads(to_web_annotations(summary))
    assert_passes("collections", _OF_COLLECTIONS, collection)
    if not collection["total"]:
        return
    page = collection["first"]
    assert_passes("collections", _OF_PAGES, page)
    for annotation in page["items"]:
        assert_passes("annotations", _OF_ANNOTATIONS, annotation)
        assert_passes("id", ["idValueFound"], annotation)


def test_the_tests_of_the_w3c_refuse_what_is_not_an_annotation() -> None:
    wrong = [("annotations", one) for one in _OF_ANNOTATIONS]
    wrong += [("collections", one) for one in (*_OF_COLLECTIONS, *_OF_PAGES)]
    nothing_right = {"type": "Note", "motivation": "praising", "label": 1, "total": 1, "items": [1]}
    nothing_right |= {"partOf": 1, "startIndex": -1, "first": 1}
    assert [name for file, name in wrong if w3c(file, name).is_valid(nothing_right)] == [
        "totalFound"
    ]
    assert not w3c("collections", "totalFound").is_valid({"total": -1})


def test_the_context_refuses_what_it_does_not_define() -> None:
    wrong = {"type": "Note", "motivation": "praising", "stance": 1, "start": -1, "source": "a b"}
    assert len(list(unlike_context(wrong))) == len(wrong)


def test_an_annotation_an_item_in_a_collection_of_one_page() -> None:
    collection = json.loads(to_web_annotations(SUMMARY, ARTICLE))
    page = collection["first"]
    assert (collection["type"], page["type"]) == ("AnnotationCollection", "AnnotationPage")
    assert page["partOf"] == collection["id"]
    ids = [item_iri(SUMMARY.document, one) for one in ("e1", "e2", "c1", "c2", "c3", "c4")]
    assert [item["id"] for item in page["items"]] == ids
    assert collection["total"] == len(ids)


def test_a_collection_of_nothing_has_no_page() -> None:
    collection = json.loads(to_web_annotations(without_items(), ARTICLE))
    assert collection["total"] == 0
    assert "first" not in collection


def test_bodies_say_what_they_are_for() -> None:
    denial = annotations(SUMMARY, ARTICLE)[4]
    assert [(body["purpose"], body["value"]) for body in denial["body"]] == [
        ("describing", "Brightwater Lines denies: the alarms had been switched off"),
        ("classifying", "denies"),
        ("tagging", "Brightwater Lines"),
    ]


def test_an_item_that_a_person_wrote_is_theirs() -> None:
    model = {"type": "Software", "name": "structured-summarizer with local/tiny"}
    own = [
        {key: item[key] for key in ("creator", "created", "modified") if key in item}
        for item in annotations(edited(), ARTICLE)[2:]
    ]
    assert own == [
        {"creator": model},
        {"creator": model},
        {
            "creator": {"type": "Person", "name": "Mara Quell"},
            "modified": "2031-03-06T09:12:44.120Z",
        },
        {"creator": {"type": "Person"}, "created": "2031-03-06T09:15:00.000Z"},
    ]


def test_the_selectors_find_the_words_of_every_item() -> None:
    spans = [one.evidence for one in SUMMARY.events] + [one.content for one in SUMMARY.claims]
    for item, expected in zip(annotations(SUMMARY, ARTICLE), spans, strict=True):
        found = [selected(ARTICLE, target) for target in item["target"]]
        assert found == [[one.text, one.text] for one in expected]


@pytest.mark.parametrize(
    ("text", "words", "nth"),
    [
        (EMOJI, "The crew 👍🏽 of cafe\u0301 Sorrel", 0),
        (EMOJI, "The crew 👍🏽 of cafe\u0301 Sorrel", 1),
        (EMOJI, "🇻🇪", 0),
        (HEBREW, "לא שמענו אזעקה", 0),
        (HEBREW, "לא שמענו אזעקה", 1),
        ("No. " * 200, "No.", 120),
        ("aaaa", "a", 2),
    ],
)
def test_the_selectors_find_words_in_any_script(text: str, words: str, nth: int) -> None:
    [item] = annotations(claiming(text, words, nth), text)
    assert selected(text, item["target"][0]) == [words, words]


def test_a_text_that_repeats_itself_does_not_swell_the_words_around() -> None:
    text = ARTICLE * 20
    [item] = annotations(claiming(text, "Nobody came.", 10), text)
    position, quote = item["target"][0]["selector"]
    assert text[position["start"] : position["end"]] == quote["exact"] == "Nobody came."
    assert len(quote["prefix"]) == len(quote["suffix"]) == LONGEST_CONTEXT


def test_positions_count_code_points_not_utf_16_units() -> None:
    [item] = annotations(claiming("🚒🚒 left", "left"), "🚒🚒 left")
    position = item["target"][0]["selector"][0]
    assert (position["start"], position["end"]) == (3, 7)


def test_the_words_around_a_quote_do_not_part_a_letter_from_its_accent() -> None:
    text = "e\u0301" * 20 + "QUOTE" + "👍🏽" * 20
    [item] = annotations(claiming(text, "QUOTE"), text)
    quote = item["target"][0]["selector"][1]
    assert quote["prefix"].startswith("e")
    assert quote["suffix"].endswith("🏽")


@given(st.text(min_size=1).filter(str.strip), st.data())
def test_the_selectors_find_any_words_of_any_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    claim = SUMMARY.claims[2].model_copy(update={"content": [Span.of(text, start, end)]})
    summary = of_text(without_items().model_copy(update={"claims": [claim]}), text)
    [item] = annotations(summary, text)
    assert selected(text, item["target"][0]) == [text[start:end]] * 2


def test_without_the_text_quotes_stand_alone() -> None:
    quote = annotations(SUMMARY, None)[0]["target"][0]["selector"][1]
    assert quote == {"type": "TextQuoteSelector", "exact": SUMMARY.events[0].evidence[0].text}


def test_another_text_is_refused() -> None:
    with pytest.raises(DocumentError, match="not the text"):
        to_web_annotations(SUMMARY, ARTICLE + "!")


def test_the_source_is_the_text_and_says_where_it_was_read() -> None:
    summary = from_web("https://news.example/ferry")
    source = annotations(summary, ARTICLE)[0]["target"][0]["source"]
    assert source == {
        "id": document_iri(summary.document),
        "type": "Text",
        "format": "text/plain",
        "language": "en",
        "via": "https://news.example/ferry",
    }
    assert "via" not in annotations(SUMMARY, ARTICLE)[0]["target"][0]["source"]


# --- schema.org -----------------------------------------------------------------------------------

TERM = "https://schema.org/"
LITERALS = {"Text", "URL", "Date", "DateTime"}


def vocabulary() -> dict[str, tuple[set[str], set[str]]]:
    """The domain and the range of each property that the excerpt has."""
    with (STANDARDS / "schemaorg-29.3-properties.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["label"]: (types(row["domainIncludes"]), types(row["rangeIncludes"]))
            for row in csv.DictReader(file)
        }


def types(cell: str) -> set[str]:
    return {name.removeprefix(TERM) for name in cell.split(", ")}


def parents() -> dict[str, str]:
    turtle = (STANDARDS / "schemaorg-29.3-subclasses.ttl").read_text(encoding="utf-8")
    return dict(re.findall(r"schema1:(\w+) rdfs:subClassOf schema1:(\w+) \.", turtle))


PROPERTIES, PARENTS = vocabulary(), parents()


def kinds(node_type: str) -> set[str]:
    """A type and all that it is a kind of."""
    above = PARENTS.get(node_type)
    return {node_type} | (kinds(above) if above else set())


def unlike_vocabulary(graph: list[Json]) -> Iterator[str]:
    """What of a graph schema.org does not have, or has for other types or values."""
    known = {node["@id"]: node["@type"] for node in graph}
    for node in nodes(graph):
        own_type = node.get("@type") or known.get(node.get("@id", ""))
        if own_type and own_type not in PARENTS:
            yield f"@type: {own_type}"
        for key, value in node.items():
            if key in ("@type", "@id"):
                continue
            if key not in PROPERTIES:
                yield key
                continue
            domain, allowed = PROPERTIES[key]
            if not domain & (kinds(own_type) if own_type else {"Thing"}):
                yield f"{own_type}.{key}"
            for one in listed(value):
                if not _in_range(one, allowed, known):
                    yield f"{own_type}.{key}: {one}"


def _in_range(value: Any, allowed: set[str], known: dict[str, str]) -> bool:
    if isinstance(value, str):
        if allowed <= {"Date", "DateTime"}:
            return bool(date.fromisoformat(value))
        # The context makes a link of what can be an address and cannot be text.
        is_link = "URL" in allowed and "Text" not in allowed
        return bool(allowed & LITERALS) and (not is_link or bool(IRI.fullmatch(value)))
    value_type = value.get("@type") or known.get(value.get("@id", ""))
    if value_type is None:
        # Somebody or something with a name, of which nobody said what it is.
        return set(value) == {"name"} and bool(allowed & {"Thing", "Person", "Organization"})
    return bool(allowed & kinds(value_type))


def graph_of(summary: Summary) -> list[Json]:
    document = json.loads(to_schema_org(summary))
    assert document["@context"] == "https://schema.org"
    return list(document["@graph"])


@every_summary
def test_the_graph_uses_schema_org_as_published(summary: Summary) -> None:
    assert list(unlike_vocabulary(graph_of(summary))) == []


def test_the_vocabulary_refuses_what_it_does_not_have() -> None:
    event = {
        "@type": "Event",
        "@id": "e",
        "stance": "denies",
        "headline": "x",
        "location": {"@id": "e"},
        "@rumoured": True,
    }
    wrong = {"@type": "Rumour", "@id": "r", "startDate": "2031-03-05"}
    assert len(list(unlike_vocabulary([event, wrong]))) == 6


def test_the_article_leads_to_its_events_and_claims_lead_to_it() -> None:
    article, *items = graph_of(from_web("https://news.example/ferry"))
    assert (article["headline"], article["datePublished"]) == (SUMMARY.document.title, "2031-03-06")
    assert article["url"] == "https://news.example/ferry"
    events = [item["@id"] for item in items if item["@type"] == "Event"]
    assert [link["@id"] for link in article["about"]] == events
    claims = [item for item in items if item["@type"] == "Claim"]
    assert {claim["appearance"]["@id"] for claim in claims} == {article["@id"]}
    assert [claim["author"]["name"] for claim in claims][:2] == ["the harbour office", "Orla Venn"]


def test_what_was_quoted_is_a_quotation_and_what_was_reported_is_not() -> None:
    graph = graph_of(SUMMARY)
    [quotation] = [node for node in graph if node["@type"] == "Quotation"]
    assert quotation["text"] == "We heard no alarm at all, … Nobody came."
    assert quotation["spokenByCharacter"] == {"name": "Orla Venn"}
    cited = [node["citation"] for node in graph if node["@type"] == "Claim"]
    assert cited[1] == {"@id": quotation["@id"]}
    assert cited[2] == "the alarms had been switched off"


def test_every_link_of_the_graph_leads_somewhere() -> None:
    graph = graph_of(SUMMARY)
    links = {node["@id"] for node in nodes(graph) if set(node) == {"@id"}}
    assert links <= {node["@id"] for node in graph}


# --- IPTC ninjs -----------------------------------------------------------------------------------

NINJS = Draft202012Validator(
    json.loads((STANDARDS / "ninjs-schema_3.3.json").read_text(encoding="utf-8")),
    format_checker=Draft202012Validator.FORMAT_CHECKER,
)


def ninjs_of(summary: Summary) -> Json:
    item: Json = json.loads(to_ninjs(summary))
    return item


@every_summary
def test_ninjs_is_valid_by_the_published_schema(summary: Summary) -> None:
    item = ninjs_of(summary)
    assert [error.message for error in NINJS.iter_errors(item)] == []
    uris = [node[key] for node in nodes(item) for key in ("uri", "href") if key in node]
    assert all(IRI.fullmatch(uri) for uri in uris)


def test_the_published_schema_refuses_properties_of_our_own() -> None:
    item = ninjs_of(SUMMARY)
    assert not NINJS.is_valid(item | {"claims": []})
    assert not NINJS.is_valid(item | {"events": [{"status": "planned"}]})


def test_events_and_claims_are_associations() -> None:
    item = ninjs_of(SUMMARY)
    kinds_of = [(one["rel"], one["type"]) for one in item["associations"]]
    assert kinds_of == [("event", "event")] * 2 + [("claim", "text")] * 4
    claim = item["associations"][2]
    assert claim["infoSources"] == [{"name": "the harbour office", "role": "speaker"}]
    assert [event["id"] for event in claim["events"]] == ["e1"]
    evidence = [one["value"] for one in claim["descriptions"] if one["role"] == "evidence"]
    assert evidence == [SUMMARY.claims[0].evidence[0].text]


def test_confidence_is_a_whole_number_of_a_hundred() -> None:
    claim = SUMMARY.claims[0].model_copy(update={"confidence": 0.876})
    item = ninjs_of(SUMMARY.model_copy(update={"events": [], "claims": [claim]}))
    assert NINJS.is_valid(item)
    assert item["associations"][0]["subjects"][0]["confidence"] == 88


def test_names_of_the_article_are_in_their_places() -> None:
    item = ninjs_of(from_web("https://news.example/ferry"))
    assert item["places"] == [{"name": "Port Aldmere"}]
    assert {"name": "Orla Venn", "rel": "mentions"} in item["subjects"]
    assert item["renditions"] == [{"name": "web", "href": "https://news.example/ferry"}]


def test_only_a_planned_event_has_details_of_planned_events() -> None:
    [event] = [one for one in ninjs_of(planned())["associations"] if one["rel"] == "event"]
    dates = {"expectedStartDate": "2031-03-07", "expectedEndDate": "2031-03-07"}
    assert event["eventDetails"] == {"dates": dates}
    assert not any("eventDetails" in one for one in ninjs_of(SUMMARY)["associations"])


# --- CSV ------------------------------------------------------------------------------------------


def rows_of(summary: Summary) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(summary), newline=""), strict=True))


def test_a_row_an_item() -> None:
    rows = rows_of(SUMMARY)
    assert [row["item_id"] for row in rows] == ["e1", "e2", "c1", "c2", "c3", "c4"]
    assert {len(row) for row in rows} == {len(COLUMNS)}
    fire, _, _, quoted, denial, _ = rows
    assert (fire["place"], fire["time_start"], fire["linked"]) == (
        "Port Aldmere",
        "2031-03-05",
        "c1",
    )
    assert fire["figures"] == "killed: at least four passengers · wounded: 11 crew"
    assert quoted["words"] == "We heard no alarm at all, … Nobody came."
    assert ARTICLE[int(quoted["start"]) : int(quoted["end"])].endswith("Nobody came.")
    assert (denial["speaker"], denial["stance"]) == ("Brightwater Lines", "denies")


def test_a_file_of_csv_tells_excel_that_it_is_utf_8() -> None:
    assert FORMATS["csv"](SUMMARY, None) == "\ufeff" + to_csv(SUMMARY)
    assert [name for name in FORMATS if "\ufeff" in FORMATS[name](SUMMARY, None)] == ["csv"]


def test_a_table_of_nothing_has_its_header() -> None:
    assert to_csv(without_items()) == ",".join(COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    "start",
    ["=", "+", "-", "@", "\t=", "\r=", "'=", "''@", " =", "\x00=", "\u202e=", "\uff1d", "\uff20"],
)
def test_no_cell_is_a_formula(start: str) -> None:
    summary = of_text(with_text(f"{start}1+1"), "x", title=f"{start}1+1", source=f"{start}1+1")
    cells = [cell for row in rows_of(summary) for cell in row.values()]
    assert sum("1+1" in cell for cell in cells) > 10
    assert [cell for cell in cells if re.match("[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]", cell)] == []


def test_cells_are_single_lines_without_control_characters() -> None:
    cells = [cell for row in rows_of(hostile()) for cell in row.values()]
    assert [cell for cell in cells if re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", cell)] == []


# --- Word -----------------------------------------------------------------------------------------


def page_of(summary: Summary) -> html.HtmlElement:
    return html.document_fromstring(to_word(summary))


def words_in(element: html.HtmlElement) -> str:
    return str(element.text_content())


def test_tables_have_a_row_an_item() -> None:
    page = page_of(SUMMARY)
    firsts = [words_in(cell) for cell in page.xpath("//table//tr/td[1]")]
    assert firsts == ["e1", "e2", "c1", "c2", "c3", "c4"]
    denial = [words_in(cell) for cell in page.xpath("//table[2]/tbody/tr[3]/td")]
    assert denial[1:3] == ["Brightwater Lines", "denies: the alarms had been switched off[6]"]


def test_footnotes_quote_the_sentences_with_the_claimed_words_in_bold() -> None:
    page = page_of(SUMMARY)
    notes = page.xpath("//div[contains(@style, 'mso-element:footnote')]/p")
    evidence = [one.evidence for one in SUMMARY.events] + [one.evidence for one in SUMMARY.claims]
    quoted = [sentence for sentences in evidence for sentence in sentences]
    expected = [
        f"[{number}] {one.text} [{one.start}–{one.end}]" for number, one in enumerate(quoted, 1)
    ]
    assert [words_in(note) for note in notes] == expected
    assert words_in(notes[5].find("b")) == "the alarms had been switched off"


def test_marks_and_notes_lead_to_each_other() -> None:
    page = page_of(SUMMARY)
    links = page.xpath("//a")
    assert {link.get("href").removeprefix("#") for link in links} == {
        one.get("name") for one in links
    }
    assert len(links) == 2 * 7
    noted = [link.get("style").removeprefix("mso-footnote-id:") for link in links]
    assert set(noted) == {note.get("id") for note in page.xpath("//div[@id]")}


def test_word_numbers_the_notes_itself_and_others_see_the_numbers() -> None:
    links = re.findall(r"<a .*?</a>", to_word(SUMMARY))
    number = re.compile(r"<!\[if !supportFootnotes\]>\[(\d+)\]<!\[endif\]>")
    assert [int(found[1]) for found in map(number.search, links) if found] == [
        *range(1, 8),
        *range(1, 8),
    ]
    assert all("mso-special-character:footnote" in link for link in links)


def test_a_column_that_says_nothing_is_left_out() -> None:
    page = page_of(SUMMARY)
    heads = [[words_in(cell) for cell in table.iter("th")] for table in page.iter("table")]
    assert heads == [
        ["", "What", "Kind", "Who, where, when", "Notes"],
        ["", "Who says it", "What", "Events"],
    ]
    assert all(
        len(row) == len(head)
        for head, table in zip(heads, page.iter("table"), strict=True)
        for row in table.iter("tr")
    )


def test_what_editors_did_and_what_the_article_does_not_bear_out_is_told() -> None:
    page = page_of(faulty())
    notes = {words_in(row[0]): words_in(row[-1]) for row in page.xpath("//table[2]/tbody/tr")}
    assert notes["c2"] == "accepted by an editor"
    assert notes["c3"] == "Problem: “13” is not in the sentence.revised by an editor"
    associations = {
        one["uri"][-2:]: one["descriptions"] for one in ninjs_of(faulty())["associations"]
    }
    assert associations["c3"][-2:] == [
        {"role": "problem", "value": "“13” is not in the sentence."},
        {"role": "review", "value": "revised"},
    ]
    comments = [body["value"] for body in annotations(faulty(), ARTICLE)[4]["body"]]
    assert comments[-1] == "Problem: “13” is not in the sentence."


def test_rejected_items_and_gaps_are_told() -> None:
    lines = [words_in(line) for line in page_of(SUMMARY).xpath("//li")]
    assert lines[0].startswith("claim: Idris Falk: Forty people died. (asked 3 times: The words")
    assert lines[1].startswith("Two lifeboats were found empty.")


def test_a_right_to_left_language_sets_the_page() -> None:
    page = page_of(of_text(SUMMARY, HEBREW, language="he"))
    assert (page.get("lang"), page.get("dir"), page.find("body").get("dir")) == ("he", "rtl", "rtl")
    assert "direction: rtl" in words_in(page.find(".//style"))
    assert page_of(SUMMARY).get("dir") == "ltr"


def test_a_page_of_nothing_says_so() -> None:
    page = page_of(without_items())
    assert [words_in(line) for line in page.xpath("//p")][1:3] == ["None found."] * 2
    assert page.xpath("//table") == []


@every_summary
def test_the_page_holds_nothing_that_runs_or_loads(summary: Summary) -> None:
    page = page_of(summary)
    tags = {element.tag for element in page.iter() if isinstance(element.tag, str)}
    assert tags <= set(
        "html head meta title style body h1 h2 p table thead tbody tr th td a span ul li div hr b i"
        " br".split()
    )
    attributes = {name for element in page.iter() for name in element.attrib}
    assert attributes <= set(
        "xmlns:w lang dir charset style class border cellspacing cellpadding href name id".split()
    )
    assert "url(" not in words_in(page.find(".//style"))
    assert all(link.get("href").startswith("#_ftn") for link in page.xpath("//a"))


def test_hostile_words_show_as_words() -> None:
    page = page_of(hostile())
    shown = printable(HOSTILE)
    assert words_in(page.find(".//h1")) == shown
    assert sum(words_in(page).count(part) for part in ("{{ 7*7 }}", "{n} {} %s")) > 10
    assert shown in words_in(page.xpath("//table[2]/tbody/tr[2]/td[3]")[0])


# --- items of other recipes ---

_LINE = "Party: Brightwater Lines · Fine: 2,500,000 · Final: yes"


def test_items_of_other_recipes_are_annotated() -> None:
    item = annotations(with_items(), ARTICLE)[-1]
    assert [body["value"] for body in item["body"]] == [_LINE, "court-rulings@v1"]
    assert selected(ARTICLE, item["target"][0])[0].endswith("fined 2.5 million marks last year.")


def test_items_of_other_recipes_are_statements() -> None:
    article, *_, statement = graph_of(with_items())
    assert (statement["@type"], statement["text"]) == ("Statement", _LINE)
    assert statement["citation"][0] == {"@id": article["@id"]}


def test_items_of_other_recipes_are_associations() -> None:
    item = ninjs_of(with_items())["associations"][-1]
    assert (item["rel"], item["name"]) == ("item", f"Court rulings: {_LINE}")


def test_items_of_other_recipes_are_rows() -> None:
    row = rows_of(with_items())[-1]
    assert (row["kind"], row["type"], row["text"]) == ("item", "court-rulings@v1", _LINE)
    assert row["words"].startswith("The owners, Brightwater Lines")


def test_items_of_other_recipes_have_a_table_of_their_own() -> None:
    page = page_of(with_items())
    assert [words_in(one) for one in page.xpath("//h2")][2] == "Court rulings"
    assert words_in(page.find(".//table[3]//td")) == "k1"
    [bold] = page.xpath("//div[@id='ftn8']//b")
    assert words_in(bold) == "fined 2.5 million marks"


# --- all of them ----------------------------------------------------------------------------------

JSON_FORMATS = [to_web_annotations, to_schema_org, to_ninjs]


@pytest.mark.parametrize("written", JSON_FORMATS)
def test_json_is_harmless_in_a_page_and_on_a_terminal(written: Any) -> None:
    text = written(hostile())
    assert not re.search(
        r"[<>&\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", text
    )
    assert text.endswith("}\n")


def test_json_keeps_every_character_that_it_writes_otherwise() -> None:
    value = {"a": '</script> & \u2028 \u202e \x1b "quoted" \\u003c é 👍🏽'}
    assert json.loads(json_text(value)) == value


def test_half_characters_become_question_marks() -> None:
    summary = of_text(SUMMARY, ARTICLE, title="a\ud800b", source="f\udcff.txt")
    for written in (*JSON_FORMATS, to_csv, to_word):
        assert written(summary).encode()


@pytest.mark.parametrize("written", [to_web_annotations, to_schema_org, to_ninjs, to_word])
def test_what_is_denied_or_planned_is_never_told_as_a_fact(written: Any) -> None:
    text = words_in(page_of(SUMMARY)) if written is to_word else written(SUMMARY)
    assert "denies: the alarms had been switched off" in text
    assert text.count("Idris Falk will meet") == text.count("Planned: Idris Falk will meet") > 0


def test_the_same_summary_is_written_the_same() -> None:
    again = Summary.model_validate_json(SUMMARY.model_dump_json())
    for written in (*JSON_FORMATS, to_csv, to_word):
        assert written(again) == written(SUMMARY)


def test_names_depend_on_the_document_alone() -> None:
    document = SUMMARY.document
    elsewhere = document.model_copy(update={"source": "https://news.example/", "title": "Other"})
    assert item_iri(elsewhere, "e1") == item_iri(document, "e1")
    assert document_iri(document.model_copy(update={"id": "0" * 16})) != document_iri(document)
    assert item_iri(document, "a b#<") == f"{document_iri(document)}#a%20b%23%3C"


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("https://news.example/a?b=c#d", "https://news.example/a?b=c#d"),
        ("https://news.example/a b/é%20", "https://news.example/a%20b/%C3%A9%20"),
        ("https://news.example/100%", "https://news.example/100%25"),
        ('https://news.example/"><script>', "https://news.example/%22%3E%3Cscript%3E"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("https://[", None),
        ("ferry.txt", None),
        ("-", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_are_links(source: str | None, address: str | None) -> None:
    assert web_address(source) == address
