"""A summary as text, markdown and JSON: what a reader sees, and what must not reach a terminal."""

import json
import re
import unicodedata
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_summary import (
    ARTICLE,
    REPLAYED,
    SUMMARY,
    span,
    with_text,
    without_items,
)

from summarizer.export import (
    PLAIN,
    nothing_asked,
    printable,
    to_json,
    to_markdown,
    to_text,
    usage_line,
)
from summarizer.export.as_word import to_word
from summarizer.export.formats import FORMATS
from summarizer.export.layout import Page, Role
from summarizer.export.wording import EVENT_NAMES, excerpt, facts
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event, EventType, Participant, Quantity, QuantityKind, Time
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Rejected, Summary

HOSTILE = "Quiet\x1b[2J\x1b]0;owned\x07 \x9b31mharbour\x7f \u202enwot\u202c \u2066town\u2069"


class Tagged:
    """A style that shows roles as tags, which take columns but can be read."""

    marks = ("", "")

    def paint(self, role: Role, text: str) -> str:
        return text if role in ("plain", "faint") else f"<{role}>{text}</{role}>"


def _claim(**changes: object) -> Claim:
    return SUMMARY.claims[2].model_copy(update=changes)


def _event(**changes: object) -> Event:
    return SUMMARY.events[0].model_copy(update=changes)


def _with(**changes: object) -> Summary:
    return SUMMARY.model_copy(update=changes)


def _lines(text: str, start: str, stop: str) -> list[str]:
    """The lines after the one that is `start`, up to the one that is `stop`."""
    lines = text.split("\n")
    return lines[lines.index(start) + 1 : lines.index(stop)]


# --- text ---------------------------------------------------------------------------------------


def test_text_opens_with_title_and_where_it_is_from() -> None:
    assert to_text(SUMMARY).split("\n")[:2] == [
        "Ferry fire at Port Aldmere leaves four dead",
        "published 2031-03-06 · ferry.txt · en",
    ]


def test_event_shows_kind_facts_evidence_and_notes() -> None:
    events = "\n".join(_lines(to_text(SUMMARY), "EVENTS", "CLAIMS"))
    assert (
        events
        == """
e1   Accident ← c1
     A fire on the ferry Sorrel killed at least four passengers and injured 11 crew.
     Whom    the ferry Sorrel
     Where   Port Aldmere
     When    late on Wednesday [2031-03-05]
     Figures killed: at least four passengers · wounded: 11 crew
     │ A fire on the ferry Sorrel killed at least four passengers and injured 11 crew
     │ late on Wednesday, the harbour office said. [68–190]
     note: “Port Aldmere” stands in sentence 1, not in those that report the event.

e2   Meeting · planned
     Idris Falk will meet the owners on Friday.
     Who     Idris Falk → the owners
     When    Friday
     │ Transport minister Idris Falk said he would meet the owners on Friday. [453–523]
"""
    )


def test_claims_stand_under_their_speakers_in_order_of_appearance() -> None:
    claims = "\n".join(_lines(to_text(SUMMARY), "CLAIMS", "REJECTED"))
    assert (
        claims
        == """
the harbour office
c1   The fire killed four people and hurt 11.
     │ *A fire on the ferry Sorrel killed at least four passengers and injured 11 crew
     │ late on Wednesday*, the harbour office said. [68–190] → e1

Orla Venn
c2   │ “*We heard no alarm at all,*” said Orla Venn, who was on the car deck. [263–331]
     │ “*Nobody came.*” [332–346]

c4   accuses The owners are to blame for the delay.
     │ Ms Venn blamed *the owners for the delay*. [347–387]

Brightwater Lines
c3   DENIES
     │ Brightwater Lines denied that *the alarms had been switched off*. [389–452]
"""
    )


FAULT = Problem(code="number-not-in-evidence", message="“13” is not in the sentence.")


def test_what_an_editor_did_stands_beside_the_item_with_what_the_article_does_not_bear_out() -> (
    None
):
    note = SUMMARY.events[0].problems[0]
    claims = [
        _claim(review="revised", problems=[note, FAULT]),
        _claim(review="accepted"),
        _claim(review="added"),
    ]
    summary = _with(events=[], claims=claims)
    lines = map(str.strip, to_text(summary, width=200).split("\n"))
    notes = [line for line in lines if line.startswith(("problem:", "review:"))]
    assert notes == [
        "problem: “13” is not in the sentence.",
        "review: revised by an editor",
        "review: accepted by an editor",
        "review: added by an editor",
    ]
    markdown = to_markdown(summary)
    assert "\n\n**problem: “13” is not in the sentence**.\n\n*note: “Port Aldmere”" in markdown
    assert "\n\n*review: revised by an editor*\n" in markdown
    assert "<denial>problem: " in to_text(summary, style=Tagged())


# CSV has the codes of problems; schema.org has no word for either.
@pytest.mark.parametrize("name", sorted({*FORMATS} - {"csv", "schema-org"}))
def test_a_doubt_is_told_in_every_form(name: str) -> None:
    doubt = Problem(code="speaker-far", message="It is far off.", severity="doubt")
    text = FORMATS[name](_with(claims=[_claim(problems=[doubt])]), None)
    assert "It is far off" in text
    assert "It is far off" not in FORMATS[name](SUMMARY, None)


def test_who_rejects_an_item_need_not_say_why() -> None:
    silent = Problem(code="rejected-by-editor", message="")
    rejected = Rejected(kind="claim", item={"text": "No."}, problems=[silent], attempts=1)
    summary = _with(rejected=[rejected])
    assert "claim  No. (rejected by an editor)\n\n" in to_text(summary)
    assert "- **claim** No. (rejected by an editor)\n\n" in to_markdown(summary)
    assert "<li>claim: No. (rejected by an editor)</li>" in to_word(summary)


def test_rejected_and_uncovered_follow_with_reasons() -> None:
    lines = to_text(SUMMARY).split("\n")
    assert lines[lines.index("REJECTED") :] == [
        "REJECTED",
        "",
        "claim  Idris Falk: Forty people died. (asked 3 times)",
        "       – The words “forty people” are not in the article.",
        "",
        "NOT COVERED",
        "",
        "6 of 7 sentences that report an event or a statement are covered.",
        "",
        "9    Two lifeboats were found empty. [524–555]",
        "     because of: found, Two lifeboats",
        "",
        "local/tiny · strategy focused · 12 calls · 3 answers from the journal · 15,204 tokens",
        "read (13,000 cached), 480 written · 0.0123 USD · 41.3\u00a0s",
        "",
    ]


def test_article_that_says_nothing_is_said_to_say_nothing() -> None:
    text = to_text(without_items())
    assert _lines(text, "EVENTS", "CLAIMS") == ["", "     none found", ""]
    assert "No sentence of the article reports an event or a statement." in text
    assert "REJECTED" not in text
    assert "NOT COVERED" not in text


def test_summary_that_is_its_own_evidence_is_not_printed_twice() -> None:
    sentence = SUMMARY.events[0].evidence[0].text
    text = to_text(_with(events=[_event(summary=sentence)], claims=[]))
    assert text.count("A fire on the ferry Sorrel") == 1


def test_words_of_a_long_quotation_are_called_quoted_where_no_mark_shows_it() -> None:
    words = span("Two lifeboats were found empty.")
    claim = _claim(quotation="direct", content=[words], evidence=[words], text=words.text)
    assert "[524–555] quoted" in to_text(_with(claims=[claim]))
    assert "quoted" not in to_text(SUMMARY)


def test_denied_event_jumps_out() -> None:
    assert "e1   Accident · DENIED ← c1" in to_text(_with(events=[_event(status="denied")]))


def test_roles_are_painted_and_marks_left_out_where_a_style_shows_them() -> None:
    text = to_text(SUMMARY, width=400, style=Tagged())
    assert "<heading>EVENTS</heading>" in text
    assert "<speaker>Orla Venn</speaker>" in text
    assert "c3   <denial>DENIES</denial>" in text.replace("DENIES </denial>", "DENIES</denial>")
    assert "“<claimed>Nobody came.</claimed>”" in text
    assert "*" not in text


def test_role_goes_on_over_the_end_of_a_line() -> None:
    page = Page(24, Tagged())
    lines = page.block([("Falk said ", "plain"), ("that the ferry would sail again", "claimed")])
    assert lines == [
        "Falk said <claimed>that the ferry</claimed>",
        "<claimed>would sail again</claimed>",
    ]


@pytest.mark.parametrize("width", [40, 60, 100])
def test_lines_keep_to_the_width(width: int) -> None:
    assert max(map(len, to_text(SUMMARY, width=width).split("\n"))) <= width


def test_wide_characters_count_twice() -> None:
    lines = Page(40, PLAIN).block([("港口管理局说" * 20, "plain")])
    assert all(len(line) <= 20 for line in lines)
    assert "".join(lines) == "港口管理局说" * 20


TEXTS = st.text(st.characters(codec="utf-8"), max_size=200)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(TEXTS, st.sampled_from(get_args(Role))), max_size=6), st.integers(8, 60))
def test_block_keeps_every_word(runs: list[tuple[str, Role]], width: int) -> None:
    lines = Page(width, Tagged()).block(runs, first="> ")
    shown = "".join(
        re.sub(r"</?(?:heading|speaker|claimed|denial|stance|label)>", "", line[2:])
        for line in lines
    )
    given_words = "".join(printable(text) for text, _ in runs)
    assert shown.replace(" ", "") == re.sub(
        r"</?(?:heading|speaker|claimed|denial|stance|label)>", "", given_words
    ).replace(" ", "")


# --- wording ------------------------------------------------------------------------------------


def test_every_event_type_has_a_name_of_its_own() -> None:
    assert set(EVENT_NAMES) == set(get_args(EventType))
    assert len(set(EVENT_NAMES.values())) == len(EVENT_NAMES)


def test_who_did_it_to_whom() -> None:
    trigger = SUMMARY.events[0].trigger
    people = [
        Participant(name="Falk", role="agent", span=trigger),
        Participant(name="Venn", role="agent", span=trigger),
        Participant(name="the crew", role="target", span=trigger),
        Participant(name="Ash", role="other", span=trigger),
    ]
    found = dict(facts(_event(participants=people)))
    assert found["Who"] == "Falk, Venn → the crew"
    assert found["With"] == "Ash"


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (None, None, "last week"),
        ("2031-03-03", "2031-03-03", "last week [2031-03-03]"),
        ("2031-03-03", "2031-03-09", "last week [2031-03-03 to 2031-03-09]"),
        ("2031-03-03", None, "last week [2031-03-03]"),
    ],
)
def test_dates_stand_beside_the_words(start: str | None, end: str | None, shown: str) -> None:
    time = Time(text="last week", start=start, end=end, span=span("Friday"))
    assert dict(facts(_event(time=time)))["When"] == shown


def test_date_that_the_source_writes_as_such_is_not_repeated() -> None:
    time = Time(text="2031-03-03", start="2031-03-03", end="2031-03-03", span=span("Friday"))
    assert dict(facts(_event(time=time)))["When"] == "2031-03-03"


def test_figures_of_one_kind_stand_together() -> None:
    def figure(what: QuantityKind, text: str, who: str) -> Quantity:
        return Quantity(what=what, text=text, who=who, span=span("11"))

    figures = [
        figure("killed", "36", "fighters"),
        figure("killed", "18 soldiers", "soldiers"),
        figure("money", "2.5 million marks", ""),
        figure("other", "400", "jobs"),
    ]
    assert dict(facts(_event(quantities=figures)))["Figures"] == (
        "killed: 36 fighters; 18 soldiers · money: 2.5 million marks · 400 jobs"
    )


def _differing() -> Summary:
    """Nobody can say that four at least and three in all were killed, and be right both times."""
    fewer = Quantity(
        what="killed", who="passengers", low=3, high=3, text="three", span=span("Two lifeboats")
    )
    return _with(events=[_event(quantities=[*SUMMARY.events[0].quantities, fewer])])


@pytest.mark.parametrize("name", ["text", "markdown", "word", "csv", "ninjs", "schema-org"])
def test_figures_that_differ_stand_side_by_side_with_who_gives_them(name: str) -> None:
    line = "killed passengers: at least four (the harbour office), three (the article)"
    assert line in " ".join(FORMATS[name](_differing(), None).replace("\\", "").split())
    assert "iffer" not in FORMATS[name](SUMMARY, None)


def test_figures_that_differ_are_the_last_of_the_facts() -> None:
    assert "\n     Differ  killed passengers: at least four" in to_text(_differing())
    assert "\n- **Differ:** killed passengers: " in to_markdown(_differing())


def test_sentence_is_cut_at_the_marked_words_and_nowhere_else() -> None:
    sentence = span("“We heard no alarm at all,” said Orla Venn, who was on the car deck.")
    cut = excerpt(sentence, [span("no alarm"), span("alarm at all"), span("Nobody came")])
    assert cut == [
        ("“We heard ", False),
        ("no alarm at all", True),
        (",” said Orla Venn, who was on the car deck.", False),
    ]


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_pieces_of_a_sentence_make_the_sentence(data: st.DataObject) -> None:
    def some_span() -> Span:
        start = data.draw(st.integers(0, len(ARTICLE) - 2))
        return Span.of(ARTICLE, start, data.draw(st.integers(start + 1, len(ARTICLE))))

    sentence, marked = some_span(), some_span()
    pieces = excerpt(sentence, [marked])
    assert "".join(text for text, _ in pieces) == sentence.text
    inside = "".join(text for text, is_marked in pieces if is_marked)
    assert inside == ARTICLE[max(sentence.start, marked.start) : min(sentence.end, marked.end)]


def test_run_out_of_the_journal_says_so() -> None:
    assert nothing_asked(REPLAYED.usage) == "nothing asked: all 15 answers were in the journal"
    assert nothing_asked(SUMMARY.usage) == ""
    assert usage_line(REPLAYED.usage) == (
        "local/tiny · strategy focused · nothing asked: all 15 answers were in the journal"
        " · 0.0\u00a0s"
    )


def test_cost_is_left_out_where_no_price_is_known() -> None:
    usage = SUMMARY.usage.model_copy(update={"cost": None, "replayed": 0, "calls": 1})
    assert "USD" not in usage_line(usage)
    assert "journal" not in usage_line(usage)
    assert "1 call ·" in usage_line(usage)


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        ({"speaker": {"name": "Venn", "canonical": "Orla Venn"}, "text": "No."}, "Orla Venn: No."),
        ({"summary": "A fire.", "trigger": "fire"}, "A fire."),
        ({"trigger": {"start": 1, "end": 5, "text": "fire"}}, "fire"),
        ({"question": "claims of page 1", "reply": "{"}, "claims of page 1"),
        ({"odd": [1]}, "{'odd': [1]}"),
        ({"text": "x" * 300}, "x" * 199 + "…"),
    ],
)
def test_rejected_item_is_recognisable(item: dict[str, object], shown: str) -> None:
    rejected = Rejected(kind="claim", item=item, problems=SUMMARY.rejected[0].problems, attempts=1)
    text = to_text(_with(rejected=[rejected]), width=400)
    assert f"claim  {shown} (asked once)" in text


# --- markdown -----------------------------------------------------------------------------------


def test_markdown_has_the_structure_of_the_text() -> None:
    lines = to_markdown(SUMMARY).split("\n")
    assert [line for line in lines if line.startswith("#")] == [
        "# Ferry fire at Port Aldmere leaves four dead",
        "## Events",
        "### e1 Accident · ← c1",
        "### e2 Meeting · **planned**",
        "## Claims",
        "### the harbour office",
        "### Orla Venn",
        "### Brightwater Lines",
        "## Rejected",
        "## Not covered",
    ]
    assert "**c3** **DENIES**" in lines
    assert "> “**Nobody came**.” \\[332–346\\]" in lines
    assert "- **Figures:** killed: at least four passengers · wounded: 11 crew" in lines


def test_what_an_article_says_is_never_markup() -> None:
    text = "# *Not* _a_ [link](x) <b>`code`</b> ~~no~~ &amp; &#38; | \\"
    markdown = to_markdown(with_text(text))
    # Whatever is not escaped is ours: of the article's own marks none is left bare.
    assert not re.search(r"(?<!\\)[<`~\[]|(?<!\\)\]|(?<!\\)&#?\w+;", markdown)
    assert "\n# \\# \\*Not" not in markdown
    assert markdown.startswith("# \\# \\*Not\\* \\_a\\_ \\[link\\](x) \\<b\\>\\`code\\`")


@pytest.mark.parametrize("text", ["- no list", "1. no list", "+ none", "= heading", "12) no"])
def test_start_of_a_line_is_no_list_and_no_heading(text: str) -> None:
    markdown = to_markdown(_with(events=[_event(summary=text)]))
    line = markdown.split("\n")[markdown.split("\n").index("### e1 Accident · ← c1") + 2]
    assert re.match(r"\d*\\[-+=.)]", line)


def test_an_ampersand_that_says_nothing_else_stays_as_it_is() -> None:
    document = SUMMARY.document.model_copy(update={"source": "https://news.example/?id=1&x=2"})
    summary = _with(document=document, events=[_event(summary="R&D and AT&T; &lt; is not a mark.")])
    markdown = to_markdown(summary)
    assert "https://news.example/?id=1&x=2" in markdown
    assert "R&D and AT\\&T; \\&lt; is not a mark." in markdown


# --- JSON ---------------------------------------------------------------------------------------


def test_json_reads_back_as_the_same_summary() -> None:
    text = to_json(SUMMARY)
    assert Summary.model_validate_json(text) == SUMMARY
    assert text.endswith("}\n")
    assert "“We heard" in text


def test_json_of_hostile_text_reads_back_as_it_was() -> None:
    hostile = with_text(HOSTILE)
    assert Summary.model_validate_json(to_json(hostile)) == hostile


def test_name_of_a_file_that_is_no_unicode_stops_nothing() -> None:
    summary = with_text("caf\udce9.txt")
    assert json.loads(to_json(summary))["document"]["source"] == "caf?.txt"
    assert "caf?.txt" in to_text(summary)
    assert "caf?.txt" in to_markdown(summary)


# --- terminals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("render", [to_text, to_markdown, to_json], ids=lambda one: one.__name__)
def test_no_command_of_an_article_reaches_the_terminal(render: object) -> None:
    assert callable(render)
    shown = render(with_text(HOSTILE))
    assert not _commands(shown)
    assert "harbour" in shown


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80))
def test_printable_text_is_one_line_of_the_same_words(text: str) -> None:
    shown = printable(text)
    assert not _commands(shown)
    assert "\n" not in shown
    assert printable(shown) == shown
    assert _words(shown) == _words(text)


def test_no_break_space_and_direction_marks_stay() -> None:
    assert (
        printable("2,5\u00a0Mio. \u200fمرفأ\u200e\tok\r\n") == "2,5\u00a0Mio. \u200fمرفأ\u200e ok"
    )


def _words(text: str) -> list[str]:
    return [character for character in text if unicodedata.category(character)[0] in "LNPS"]


def _commands(text: str) -> list[str]:
    """The characters that a terminal would obey: controls save line feeds, turns of direction."""
    turning = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    return [
        character
        for character in text
        if character != "\n"
        and (
            unicodedata.category(character) == "Cc"
            or unicodedata.bidirectional(character) in turning
        )
    ]
