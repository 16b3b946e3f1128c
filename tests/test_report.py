"""The report as it is written: whose words are marked, what differs, what may not get out of its text."""

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from sample_summary import ARTICLE, SUMMARY, span, with_text, without_items

from summarizer.errors import DocumentError, RunError
from summarizer.export.report import IndexOptions, IndexRow, report_name, to_html, write_index
from summarizer.export.report.article import cut
from summarizer.export.report.figures import conflicts
from summarizer.export.report.items import (
    confidence_words,
    confidences,
    day,
    edits,
    groups,
    speakers,
    timeline,
    unnamed,
)
from summarizer.export.report.marks import marks_of
from summarizer.export.report.parts import link_of, visible
from summarizer.schemas.claim import Claim, Speaker
from summarizer.schemas.event import Event, Quantity, Time
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.review import Change, Deed, Review
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Coverage, Gap, Rejected, Summary

HOSTILE = (
    '</style></script><script>owned=1</script><!--"><img src=x onerror=owned=1>'
    " javascript:owned=1 {{ 7*7 }} \u2028 \u202enwot\u202c"
)

ITEMS = [
    RecipeItem(
        id="i1",
        recipe="penalties@v1",
        fields={
            "against": "Brightwater Lines",
            "verdict": "fined",
            "amount": 2.5,
            "final": False,
            "grounds": [],
        },
        spans={"against": [span("Brightwater Lines")], "amount": [span("2.5 million marks")]},
        evidence=[span("The owners, Brightwater Lines, were fined 2.5 million marks last year.")],
        confidence=0.8,
    ),
    RecipeItem(
        id="i2",
        recipe="penalties@v1",
        fields={"against": "the owners", "verdict": "blamed", "grounds": ["the delay", "no alarm"]},
        spans={
            "against": [span("the owners")],
            "grounds": [span("the delay"), span("no alarm")],
        },
        evidence=[span("Ms Venn blamed the owners for the delay.")],
        confidence=0.6,
        problems=[
            Problem(code="copied-elsewhere", message="“Marks” was left out.", severity="note")
        ],
    ),
    RecipeItem(
        id="i3",
        recipe="penalties@v1",
        fields={"against": "Brightwater Lines", "verdict": "fined", "amount": 2500000.0},
        evidence=[span("The owners, Brightwater Lines, were fined 2.5 million marks last year.")],
        confidence=0.9,
    ),
    RecipeItem(
        id="i4",
        recipe="key-facts@v2",
        fields={"fact": "Two lifeboats were empty.", "quote": "Two lifeboats were found empty"},
        spans={"quote": [span("Two lifeboats were found empty")]},
        evidence=[span("Two lifeboats were found empty.")],
        confidence=0.8,
    ),
]

WITH_ITEMS = SUMMARY.model_copy(
    update={"items": ITEMS, "recipes": ["events", "claims", "penalties@v1", "key-facts@v2"]}
)

ARABIC = """\
حريق في ميناء الدمير يقتل أربعة

الدمير، فيشيا — قال مكتب الميناء إن حريقا على العبارة سوريل قتل أربعة ركاب يوم الأربعاء.

ونفت شركة برايتووتر (Brightwater Lines) أن تكون أجهزة الإنذار قد أطفئت. وعثر على قاربي نجاة فارغين.
"""


def arabic(words: str) -> Span:
    start = ARABIC.index(words)
    return Span.of(ARABIC, start, start + len(words))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def of_text(summary: Summary, text: str, **document: object) -> Summary:
    changed = {"text_sha256": digest(text), **document}
    return summary.model_copy(update={"document": summary.document.model_copy(update=changed)})


def _arabic_summary() -> Summary:
    evidence = [arabic("قال مكتب الميناء إن حريقا على العبارة سوريل قتل أربعة ركاب يوم الأربعاء.")]
    name = "مكتب الميناء"
    claim = SUMMARY.claims[0].model_copy(
        update={
            "speaker": Speaker(name=name, canonical=name, span=arabic(name)),
            "cue": arabic("قال"),
            "text": "حريق على العبارة سوريل قتل أربعة ركاب",
            "content": [arabic("حريقا على العبارة سوريل قتل أربعة ركاب")],
            "evidence": evidence,
        }
    )
    event = SUMMARY.events[0].model_copy(
        update={
            "summary": claim.text,
            "trigger": arabic("حريقا"),
            "participants": [],
            "place": None,
            "time": Time(
                text="يوم الأربعاء",
                start="2031-03-05",
                end="2031-03-05",
                span=arabic("يوم الأربعاء"),
            ),
            "quantities": [],
            "evidence": evidence,
        }
    )
    gap = Gap(sentence=5, span=arabic("وعثر على قاربي نجاة فارغين."), cues=["عثر"])
    denial = claim.model_copy(update={"id": "c2", "stance": "denies", "event_ids": []})
    items = {"events": [event], "claims": [claim, denial], "entities": [], "rejected": []}
    summary = SUMMARY.model_copy(
        update={**items, "coverage": Coverage(found=4, covered=3, left_out=[gap])}
    )
    return of_text(summary, ARABIC, language="ar", title="حريق في ميناء الدمير يقتل أربعة")


ARABIC_SUMMARY = _arabic_summary()


def hostile_report() -> str:
    """A report in which all that an article or a model can say is HOSTILE."""
    summary = of_text(with_text(HOSTILE), HOSTILE)
    here = Span(start=0, end=len(HOSTILE), text=HOSTILE)
    events = [event.model_copy(update={"trigger": here}) for event in summary.events]
    claims = [
        claim.model_copy(update={"id": f"c{number}{HOSTILE}", "cue": here})
        for number, claim in enumerate(summary.claims, 1)
    ]
    items = [
        ITEMS[0].model_copy(
            update={
                "id": f"i{number}{HOSTILE}",
                "recipe": HOSTILE,
                "fields": {"one": HOSTILE, HOSTILE: HOSTILE[:30] * (number < 3) or "no"},
                "spans": {HOSTILE: [here]},
                "evidence": [here],
            }
        )
        for number in (1, 2, 3)
    ]
    change = Change(
        who=HOSTILE,
        when=HOSTILE,
        what="accepted",
        kind="claim",
        item_id=claims[0].id,
        before=None,
        after={"review": "accepted"},
    )
    claims[0] = claims[0].model_copy(update={"review": "accepted"})
    made = {"events": events, "claims": claims, "items": items, "history": [change]}
    return to_html(summary.model_copy(update=made), HOSTILE)


def page_of(summary: Summary = SUMMARY, text: str | None = ARTICLE) -> html.HtmlElement:
    return html.document_fromstring(to_html(summary, text))


def article_of(page: html.HtmlElement) -> html.HtmlElement:
    """The article without what the report adds to it."""
    article = page.get_element_by_id("article")
    for added in article.xpath(".//sup | .//*[contains(@class, 'byline')]"):
        added.drop_tree()
    return article


def words_of(page: html.HtmlElement) -> list[str]:
    return [piece.text for piece in page.xpath("//article//span[starts-with(@class, 'w')]")]


def ranges_of(page: html.HtmlElement) -> dict[str, list[tuple[str, int, int]]]:
    return json.loads(page.get_element_by_id("marks").text)


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


_STRETCH = st.tuples(
    st.integers(0, len(ARTICLE) - 1), st.integers(1, len(ARTICLE))
).filter(lambda ends: ends[0] < ends[1])  # fmt: skip


def _letters(text: str) -> str:
    return "".join(text.split())


class TestArticle:
    @pytest.mark.parametrize(
        ("summary", "text"), [(SUMMARY, ARTICLE), (ARABIC_SUMMARY, ARABIC)], ids=["en", "ar"]
    )
    def test_it_stands_there_in_its_own_characters(self, summary: Summary, text: str) -> None:
        blocks = article_of(page_of(summary, text)).xpath("./h1 | ./p")
        assert [block.text_content() for block in blocks] == text.strip().split("\n\n")

    @pytest.mark.parametrize(
        ("summary", "text"), [(SUMMARY, ARTICLE), (ARABIC_SUMMARY, ARABIC)], ids=["en", "ar"]
    )
    def test_every_mark_lights_just_its_words(self, summary: Summary, text: str) -> None:
        page = page_of(summary, text)
        words, ranges = words_of(page), ranges_of(page)
        for item in (*summary.events, *summary.claims):
            lit = [(kind, "".join(words[a : b + 1])) for kind, a, b in ranges[item.id]]
            assert lit == [(kind, span.text) for kind, span in marks_of(item)]

    def test_marks_that_overlap_in_any_way(self) -> None:
        stretches = [(0, 9), (5, 20), (5, 20), (7, 12), (19, 30), (46, 60)]
        spans = [Span.of(ARTICLE, *stretch) for stretch in stretches]
        claim = SUMMARY.claims[0].model_copy(update={"content": spans, "evidence": spans[:2]})
        page = page_of(SUMMARY.model_copy(update={"claims": [claim]}))
        words = words_of(page)
        lit = [
            "".join(words[a : b + 1]) for kind, a, b in ranges_of(page)["c1"] if kind == "content"
        ]
        assert lit == [span.text for span in spans[:5]] + [ARTICLE[46:60]]

    @given(st.lists(_STRETCH, min_size=1, max_size=12), st.booleans())
    def test_marks_anywhere_light_just_their_words(
        self, stretches: list[tuple[int, int]], whole: bool
    ) -> None:
        spans = [Span.of(ARTICLE, start, end) for start, end in stretches]
        claim = SUMMARY.claims[0].model_copy(update={"content": spans, "evidence": spans[:2]})
        summary = SUMMARY.model_copy(update={"claims": [claim], "events": []})
        article = cut(summary, ARTICLE if whole else None)
        pieces = [p for block in article.blocks for one in block.passages for p in one.pieces]
        words = [piece.text for piece in pieces if piece.kinds]
        lit = [
            "".join(words[a : b + 1]) for kind, a, b in article.ranges["c1"] if kind == "content"
        ]
        # White space between paragraphs is no part of them.
        assert [_letters(one) for one in lit] == [
            _letters(span.text) for span in spans if not whole or _letters(span.text)
        ]

    def test_a_sentence_that_goes_on_in_the_next_paragraph_has_one_anchor(self) -> None:
        across = Span.of(ARTICLE, ARTICLE.index("The owners,"), ARTICLE.index("“Nobody"))
        claim = SUMMARY.claims[0].model_copy(update={"evidence": [across], "content": [across]})
        page = page_of(SUMMARY.model_copy(update={"claims": [claim], "events": []}))
        (anchor,) = page.xpath("//article//span[@id='s1']")
        assert text_of(anchor).startswith("The owners, Brightwater Lines")
        assert page.xpath("//*[@id='c1']//h3/a/@href") == ["#s1"]

    def test_the_title_is_the_first_heading_once(self) -> None:
        assert [text_of(h1) for h1 in article_of(page_of()).xpath("//h1")] == [
            SUMMARY.document.title
        ]
        elsewhere = of_text(SUMMARY, ARTICLE, title="Four die at sea")
        assert text_of(page_of(elsewhere).xpath("//h1")[0]) == "Four die at sea"

    def test_sentences_and_items_link_to_each_other(self) -> None:
        page = page_of()
        ids = page.xpath("//@id")
        assert len(set(ids)) == len(ids)
        assert {link[1:] for link in page.xpath("//a/@href") if link.startswith("#")} <= set(ids)
        assert page.xpath("//*[@id='c2']//h3/a/@href") == ["#s2"]
        refs = page.xpath("//*[@id='s3']/following-sibling::sup[1]/a/@href")
        assert refs == ["#c2"], "the second sentence of a quotation"

    def test_without_the_text_the_sentences_that_the_spans_hold(self) -> None:
        article = article_of(page_of(text=None))
        assert "text is not at hand" in article.text_content()
        held = [block.text_content() for block in article.xpath("./p[@class='held']")]
        assert held[0] == "Port Aldmere", "a place that an event's sentence does not have"
        assert held[1:4] == [span.text for i in (0, 1) for span in SUMMARY.claims[i].evidence]
        assert "fined" not in article.text_content()
        assert ranges_of(page_of(text=None)).keys() == ranges_of(page_of()).keys()

    @pytest.mark.parametrize("text", ["", ARTICLE.strip(), ARTICLE + "\ud800"])
    def test_another_text_is_refused(self, text: str) -> None:
        with pytest.raises(DocumentError, match="not the text that the summary was made from"):
            to_html(SUMMARY, text)

    def test_a_sentence_left_out_is_marked_and_listed(self) -> None:
        page = page_of()
        (gap,) = page.xpath("//article//span[contains(@class, 'gap')]")
        assert text_of(gap) == "Two lifeboats were found empty."
        assert page.xpath("//*[@id='gaps']//a/@href") == [f"#{gap.get('id')}"]
        assert gap.getnext().xpath("./a/@href") == ["#gaps"]

    def test_a_link_to_an_item_that_is_not_there_is_left_out(self) -> None:
        assert page_of(SUMMARY.model_copy(update={"claims": []})).xpath("//a[@href='#c1']") == []


class TestSelfContained:
    def test_nothing_is_fetched(self) -> None:
        page = page_of()
        assert page.xpath("//link | //img | //iframe | //*[@src] | //@style") == []
        assert page.xpath("//script[@type]/@type") == ["application/json"]

    def test_the_policy_allows_its_own_style_and_script_only(self) -> None:
        page = page_of()
        (policy,) = page.xpath("//meta[@http-equiv]/@content")
        for element, rule in (("style", "style-src"), ("script[not(@type)]", "script-src")):
            text = page.xpath(f"//{element}")[0].text
            known = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            assert f"{rule} 'sha256-{known}';" in policy
        assert policy.startswith("default-src 'none';")

    def test_the_same_summary_gives_the_same_page(self) -> None:
        assert to_html(SUMMARY, ARTICLE) == to_html(SUMMARY, ARTICLE)

    def test_a_long_article_with_200_items_stays_under_a_megabyte(self) -> None:
        summary, text = _long()
        assert len(text.split()) >= 5000
        assert len(summary.events) + len(summary.claims) == 200
        assert len(to_html(summary, text).encode()) < 1_000_000


def _long() -> tuple[Summary, str]:
    """The article over and over, its items moved along."""
    text, events, claims = "", [], []
    while len(text.split()) < 5000:
        text += "A sentence that says nothing of any weight at all. " * 10 + ARTICLE
        shift = len(text) - len(ARTICLE)
        number = len(events)
        for found, items in ((events, SUMMARY.events[:1]), (claims, SUMMARY.claims)):
            for item in items:
                moved = _moved(json.loads(item.model_dump_json()), shift)
                found.append(type(item).model_validate(moved | {"id": f"{item.id}-{number}"}))
    wanted = 200 - len(events)
    while len(claims) < wanted:
        claims.append(claims[len(claims) % 40].model_copy(update={"id": f"more-{len(claims)}"}))
    summary = SUMMARY.model_copy(update={"events": events, "claims": claims[:wanted]})
    return of_text(summary, text), text


def _moved(value: object, shift: int) -> object:
    if isinstance(value, list):
        return [_moved(one, shift) for one in value]
    if not isinstance(value, dict):
        return value
    moved = {key: _moved(one, shift) for key, one in value.items()}
    if {"start", "end", "text"} == value.keys():
        moved |= {"start": value["start"] + shift, "end": value["end"] + shift}
    return moved


class TestHostileText:
    def test_it_stays_text(self) -> None:
        page = html.document_fromstring(hostile_report())
        assert page.xpath("//article//script | //article//img | //*[@onerror]") == []
        assert len(page.xpath("//script")) == 2
        assert "{{ 7*7 }}" in text_of(page.get_element_by_id("article"))
        assert page.xpath("//a[not(starts-with(@href, '#'))]") == []

    def test_marks_of_direction_are_seen(self) -> None:
        written = hostile_report()
        assert "[U+202E]nwot[U+202C]" in written
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", written)
        assert visible("a\x1b[2J\tb\n") == "a[U+001B][2J\tb\n"

    @pytest.mark.parametrize(
        "source",
        [None, "-", "ferry.txt", "javascript:alert(1)", "JAVASCRIPT://x.example/%0aalert(1)",
         "data:text/html,x", "file:///etc/hosts", "https:", "//x.example", "http://[broken"],
    )  # fmt: skip
    def test_only_addresses_on_the_web_are_links(self, source: str | None) -> None:
        assert link_of(source) is None
        page = page_of(of_text(SUMMARY, ARTICLE, source=source))
        assert page.xpath("//a[not(starts-with(@href, '#'))]") == []

    def test_an_address_is_a_link(self) -> None:
        address = 'https://strait-wire.example/a?b="c'
        page = page_of(of_text(SUMMARY, ARTICLE, source=address))
        assert page.xpath("//p[@class='byline']/a/@href") == [address]

    def test_half_characters_of_a_file_name(self) -> None:
        assert "ferry?.txt" in to_html(of_text(SUMMARY, ARTICLE, source="ferry\udcff.txt"), ARTICLE)


def _figure(what: str, who: str, low: float | None, high: float | None, words: Span) -> Quantity:
    return Quantity(what=what, who=who, low=low, high=high, text=words.text, span=words)


def _with_figures(*figures: Quantity) -> Summary:
    event = SUMMARY.events[0].model_copy(update={"quantities": list(figures)})
    return SUMMARY.model_copy(update={"events": [event]})


class TestFigures:
    FOUR, ELEVEN = span("at least four"), span("11")
    MONEY = span("2.5 million")

    def test_figures_that_cannot_both_be_right_and_who_gives_them(self) -> None:
        summary = _with_figures(
            _figure("killed", "passengers", 4, None, self.FOUR),
            _figure("killed", "some passengers", 2, 2, self.MONEY),
        )
        (found,) = conflicts(summary)
        assert found.what == "killed passengers"
        assert [(f.quantity.text, f.speakers) for f in found.figures] == [
            ("at least four", ["the harbour office"]),
            ("2.5 million", []),
        ]
        rows = page_of(summary).xpath("//*[@id='figures']//tr")
        assert [[text_of(cell) for cell in row] for row in rows] == [
            ["at least four", "the harbour office", "in the text"],
            ["2.5 million", "the article", "in the text"],
        ]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (("killed", "sailors", 7, 7), ("killed", "sailors", 5, None)),
            (("killed", "sailors", 7, 7), ("killed", "sailors", None, None)),
            (("killed", "sailors", 7, 7), ("killed", "people", 9, 9)),
            (("killed", "sailors", 7, 7), ("wounded", "sailors", 9, 9)),
            (("other", "", 7, 7), ("other", "", 9, 9)),
        ],
    )
    def test_figures_that_fit_or_count_something_else(
        self, one: tuple[str, str, int, int], other: tuple[str, str, int, int]
    ) -> None:
        assert (
            conflicts(_with_figures(_figure(*one, self.FOUR), _figure(*other, self.ELEVEN))) == []
        )

    def test_without_a_conflict_there_is_no_table(self) -> None:
        assert page_of().xpath("//*[@id='figures']") == []


def _dated(id: str, start: str | None, end: str | None = None) -> Event:
    words = span("late on Wednesday")
    time = Time(text="late on Wednesday", start=start, end=end or start, span=words)
    return SUMMARY.events[0].model_copy(update={"id": id, "time": time})


class TestItems:
    def test_the_time_line_ends_with_what_has_no_date(self) -> None:
        undated = SUMMARY.events[0].model_copy(update={"id": "e4", "time": None})
        events = [_dated("e1", None), _dated("e2", "2031-03-05"), undated]
        events.append(_dated("e3", "2030-12-01", "2030-12-31"))
        moments = timeline(events)
        assert [(moment.event.id, moment.label) for moment in moments] == [
            ("e3", "1 December 2030 to 31 December 2030"),
            ("e2", "5 March 2031"),
            ("e1", "late on Wednesday"),
            ("e4", "no date given"),
        ]

    def test_a_date_that_is_none_stands_as_it_is(self) -> None:
        assert day("2031-03") == "2031-03"

    def test_speakers_by_number_of_claims_and_those_without_a_name(self) -> None:
        first = speakers(SUMMARY)[0]
        assert (first.label, first.count) == ("Orla Venn", 2)
        assert unnamed(SUMMARY) == {"the harbour office", "Brightwater Lines"}

    def test_confidence_in_words_and_numbers(self) -> None:
        assert [confidence_words(share) for share in (0.96, 0.82, 0.46)] == [
            "high (0.96)", "fair (0.82)", "low (0.46)",
        ]  # fmt: skip
        assert confidences(SUMMARY) == "6 high"
        assert confidences(without_items()) == ""

    def test_what_was_rejected_stands_with_its_problems(self) -> None:
        rejected = text_of(page_of().get_element_by_id("rejected"))
        assert "Idris Falk: Forty people died." in rejected
        assert "asked 3 times" in rejected
        assert "The words “forty people” are not in the article." in rejected

    def test_status_stance_notes_and_usage_are_told(self) -> None:
        page = page_of()
        assert "planned" in text_of(page.get_element_by_id("e2"))
        assert "denies" in text_of(page.get_element_by_id("c3"))
        assert "Note “Port Aldmere” stands in sentence 1" in text_of(page.get_element_by_id("e1"))
        assert "local/tiny" in text_of(page.xpath("//footer")[0])

    def test_an_article_that_says_nothing(self) -> None:
        page = page_of(without_items())
        assert text_of(page.get_element_by_id("events")) == "Events 0 None found."
        assert page.xpath("//*[@class='filters']") == []


class TestItemsOfRecipes:
    def test_they_stand_by_recipe_with_what_is_filled_in(self) -> None:
        page = page_of(WITH_ITEMS)
        assert text_of(page.get_element_by_id("items-1-head")) == "Penalties 3"
        assert text_of(page.get_element_by_id("items-2-head")) == "Key facts 1"
        first = page.get_element_by_id("i1")
        assert text_of(first.xpath("h3")[0]) == "i1 Brightwater Lines"
        assert first.xpath(".//dt/text()") == ["Verdict", "Amount", "Final"]
        assert first.xpath(".//dd/text()") == ["fined", "2.5", "no"]
        assert "Note “Marks” was left out." in text_of(page.get_element_by_id("i2"))

    def test_they_light_their_words_and_their_sentences_lead_to_them(self) -> None:
        page = page_of(WITH_ITEMS)
        words = words_of(page)
        lit = [
            "".join(words[first : last + 1])
            for kind, first, last in ranges_of(page)["i2"]
            if kind == "field"
        ]
        assert lit == ["the owners", "the delay", "no alarm"]
        assert page.xpath("//sup//a[@href='#i4']/@aria-label") == ["i4, item, key facts"]

    def test_they_are_filtered_by_what_several_have_and_others_not(self) -> None:
        penalties, facts = groups(WITH_ITEMS)
        assert [
            (facet.label, [(one.label, one.count) for one in facet.choices])
            for facet in penalties.facets
        ] == [
            ("Against", [("Brightwater Lines", 2), ("the owners", 1)]),
            ("Verdict", [("fined", 2), ("blamed", 1)]),
        ]
        assert facts.facets == []

    def test_sentences_and_what_each_has_of_its_own_are_nothing_to_filter_by(self) -> None:
        one = ITEMS[3]
        many = [
            one.model_copy(
                update={"id": f"i{n}", "fields": {"fact": "A long fact. " * 4, "n": n % 13}}
            )
            for n in range(40)
        ]
        many[0] = one
        assert groups(SUMMARY.model_copy(update={"items": many}))[0].facets == []

    def test_a_recipe_that_found_nothing_says_so(self) -> None:
        asked = {"recipes": ["key-facts@v2"], "events": [], "claims": []}
        page = page_of(SUMMARY.model_copy(update=asked))
        assert text_of(page.get_element_by_id("items-1")) == "Key facts 0 None found."
        assert page.xpath("//section[@id='events' or @id='claims']") == []

    def test_an_item_in_which_nothing_is_filled_in(self) -> None:
        empty = ITEMS[0].model_copy(update={"fields": {"against": ""}, "spans": {}})
        page = page_of(SUMMARY.model_copy(update={"items": [empty]}))
        assert "nothing filled in" in text_of(page.get_element_by_id("i1"))

    def test_the_key_has_the_marks_that_are_used(self) -> None:
        def key(summary: Summary) -> list[str]:
            return page_of(summary).xpath("//ul[@class='key']//span/@class")

        assert "lit field" in key(WITH_ITEMS)
        assert "lit field" not in key(SUMMARY)
        assert "lit speaker" not in key(WITH_ITEMS.model_copy(update={"claims": []}))


def _failing(claim: Claim) -> Claim:
    wrong = Problem(code="number-not-in-evidence", message="47 is no figure of the sentence.")
    return claim.model_copy(update={"review": "revised", "problems": [wrong]})


def _change(what: Deed, item: Claim, after: Review | None, who: str = "Ada Lind") -> Change:
    return Change(
        who=who,
        when="2031-03-07T09:12:44.120Z",
        what=what,
        kind="claim",
        item_id=item.id,
        before=item.model_dump(mode="json"),
        after=item.model_dump(mode="json") | {"review": after} if after else None,
    )


def _edited(**changes: object) -> Summary:
    return SUMMARY.model_copy(update=changes)


class TestReviewed:
    first, second = SUMMARY.claims[:2]

    def test_who_did_what_and_when(self) -> None:
        accepted = self.first.model_copy(update={"review": "accepted"})
        history = [_change("accepted", self.first, "accepted", who="")]
        page = page_of(_edited(claims=[accepted, self.second], history=history))
        item = text_of(page.get_element_by_id("c1"))
        assert "accepted" in [tag.text for tag in page.xpath("//*[@id='c1']//*[@class='tag']")]
        assert item.endswith("accepted by an editor, 7 March 2031, 09:12 UTC")
        assert " by " not in text_of(page.get_element_by_id("c2"))

    def test_after_an_edit_was_undone_it_is_the_one_before_that_counts(self) -> None:
        accepted = self.first.model_copy(update={"review": "accepted"})
        history = [
            _change("accepted", self.first, "accepted"),
            _change("revised", accepted, "revised", who="Ben Roe"),
            _change("undone", accepted, "accepted", who="Cleo Marsh"),
        ]
        assert edits(_edited(claims=[accepted], history=history)) == {
            "c1": "Ada Lind, 7 March 2031, 09:12 UTC"
        }

    def test_an_item_that_an_editor_rejected(self) -> None:
        problem = Problem(code="rejected-by-editor", message="said twice")
        gone = Rejected(
            kind="claim", item=self.first.model_dump(mode="json"), problems=[problem], attempts=1
        )
        history = [_change("rejected", self.first, None)]
        page = page_of(_edited(claims=[self.second], rejected=[gone], history=history))
        told = text_of(page.get_element_by_id("rejected"))
        assert "Claim rejected by Ada Lind, 7 March 2031, 09:12 UTC" in told
        assert "Reason said twice" in told
        assert "asked" not in told

    def test_a_failed_check_is_no_note(self) -> None:
        page = page_of(_edited(claims=[_failing(self.first), self.second]))
        item = page.get_element_by_id("c1")
        (wrong,) = item.xpath(".//*[contains(@class, 'wrong')]")
        assert text_of(wrong) == "Problem 47 is no figure of the sentence."
        assert "Note" not in text_of(item)
        assert "Failed checks c1" in text_of(page.xpath("//*[contains(@class, 'about')]")[0])
        assert "Failed checks" not in text_of(page_of())


class TestIndex:
    def test_rows_and_lines(self, tmp_path: Path) -> None:
        rows = [IndexRow("a", SUMMARY, "reports/a.html"), IndexRow("b", SUMMARY)]
        path = write_index(iter(rows), tmp_path / "out", IndexOptions(title="March <1>"))
        page = html.fromstring(path.read_text(encoding="utf-8"))
        assert page.xpath("//h1/text()") == ["March <1>"]
        data = json.loads(page.get_element_by_id("data").text)
        assert [row[-1] for row in data["rows"]] == ["./reports/a.html", 0]
        title, date, types, named, marks, events, claims, _, _ = data["rows"][1]
        assert (title, date, events, claims) == (SUMMARY.document.title, "2031-03-06", 2, 4)
        assert [data["types"][n] for n in types] == ["Accident", "Meeting"]
        assert [data["speakers"][n] for n in named][-1] == "Brightwater Lines"
        assert [mark for bit, mark in enumerate(data["marks"]) if marks >> bit & 1] == [
            "denied", "rejected items", "not covered",
        ]  # fmt: skip
        number, lines = _lines(tmp_path / "out" / "index-lines" / "0.js")
        assert number == 0
        assert lines[0] == [], "the report has them"
        assert ["Meeting (planned)", "Idris Falk will meet the owners on Friday."] in lines[1]
        assert ["Brightwater Lines (denies)", "the alarms had been switched off"] in lines[1]

    def test_items_of_recipes_are_counted_and_listed(self, tmp_path: Path) -> None:
        rows = [IndexRow("a", SUMMARY), IndexRow("b", WITH_ITEMS)]
        page = html.fromstring(write_index(rows, tmp_path).read_text(encoding="utf-8"))
        data = json.loads(page.get_element_by_id("data").text)
        assert data["recipes"] == ["Penalties", "Key facts"]
        assert [row[7] for row in data["rows"]] == [[], [[0, 3], [1, 1]]]
        _, lines = _lines(tmp_path / "index-lines" / "0.js")
        assert ["Penalties", "the owners; blamed; the delay; no alarm"] in lines[1]

    def test_a_failed_check_can_be_looked_for(self, tmp_path: Path) -> None:
        row = IndexRow("a", _edited(claims=[_failing(SUMMARY.claims[0])]))
        page = html.fromstring(write_index([row], tmp_path).read_text(encoding="utf-8"))
        data = json.loads(page.get_element_by_id("data").text)
        assert data["rows"][0][4] >> data["marks"].index("failed checks") & 1

    def test_files_of_an_index_that_was_longer_go(self, tmp_path: Path) -> None:
        write_index([IndexRow(str(n), SUMMARY) for n in range(101)], tmp_path)
        assert len(list(tmp_path.glob("index-lines/*.js"))) == 2
        write_index([IndexRow("1", SUMMARY)], tmp_path)
        assert [path.name for path in tmp_path.glob("index-lines/*.js")] == ["0.js"]

    def test_no_rows(self, tmp_path: Path) -> None:
        assert write_index([], tmp_path).is_file()

    def test_where_it_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(RunError, match="cannot write"):
            write_index([], tmp_path / "file")

    def test_hostile_titles_do_not_end_the_script(self, tmp_path: Path) -> None:
        row = IndexRow("1", of_text(with_text(HOSTILE), ARTICLE))
        page = html.fromstring(write_index([row], tmp_path).read_text(encoding="utf-8"))
        assert len(page.xpath("//script")) == 2
        assert (
            "<script>owned=1</script>"
            in json.loads(page.get_element_by_id("data").text)["rows"][0][0]
        )
        assert "<" not in (tmp_path / "index-lines" / "0.js").read_text(encoding="utf-8")

    def test_names_of_reports(self) -> None:
        assert report_name("wire-0231") == "wire-0231.html"
        odd = ["Wire-0231", "wire/0231", "../wire", "", "a" * 101, "wire.0231", "خبر", "\udcff"]
        names = [report_name(id) for id in odd]
        assert len(set(names)) == len(odd)
        for name in names:
            assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,120}\.html", name)


def _lines(path: Path) -> tuple[int, list[list[list[str]]]]:
    text = path.read_text(encoding="utf-8").removeprefix("summaryLines(").removesuffix(");\n")
    number, _, lines = text.partition(",")
    return int(number), json.loads(lines)
