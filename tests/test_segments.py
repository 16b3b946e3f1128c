"""Sentences with offsets: what is cut, what is kept together, and that nothing is lost."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.documents import Document
from summarizer.documents.layout import paragraphs
from summarizer.segments import Segment, segments

SEED_ARTICLE = Path(__file__).parents[2] / "shared" / "seed" / "article.txt"

PIECES = st.sampled_from(
    [
        "Mr. Okoro ", "said. ", "“We won.” ", '"Why?" ', "he asked", "… ", "...", "(He left.) ",
        "\n", "\r\n", "\n\n", "\r", "\u2028", "\u2029", "\f", " ", "\u00a0", "\u3000", "\ufeff",
        "BEIRUT // ", "LIMA, 23 Aug 88 (Wire) -- ", "[Text] ", "# Title\n\n", "- item\n", "1. ",
        "U.S. ", "5 a.m. Monday ", "etc. The ", "他说。", "“我们赢了！”", "هل عاد؟ ", "« Oui. » ",
        "a line of text that was wrapped by hand at sixty columns\n", "-\n", "16. The ", "- so\n",
        "!", "?", ".", '"', "’", ")", "😀", "e\u0301", "\u00ad", "ﬁ", "A", "b", "7",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=40).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=120),
)


def cut(text: str, language: str | None = "en") -> list[str]:
    return [segment.text for segment in segments(Document(text=text, language=language))]


def assert_whole(document: Document, excluded: range) -> None:
    """Segments reproduce the text, in order; all else is white space or the dateline."""
    found = segments(document)
    covered = bytearray(len(document.text))
    position = 0
    for number, segment in enumerate(found, 1):
        assert segment.number == number
        assert position <= segment.start < segment.end <= len(document.text)
        assert segment.text == document.text[segment.start : segment.end] == segment.text.strip()
        covered[segment.start : segment.end] = b"\1" * len(segment.text)
        position = segment.end
    for offset, character in enumerate(document.text):
        assert covered[offset] or character.isspace() or offset in excluded


@given(TEXTS)
@settings(deadline=None, max_examples=100)
def test_segments_of_any_text_reproduce_it(text: str) -> None:
    assert_whole(Document(text=text), excluded=range(0))


@given(
    TEXTS.filter(lambda text: text.lstrip("\ufeff").strip()),
    st.sampled_from(["en", "de", "fr", "zh", "ar", None]),
)
@settings(deadline=None, max_examples=100)
def test_segments_of_a_read_text_miss_nothing_but_the_dateline(
    text: str, language: str | None
) -> None:
    document = Document.from_text(text, language=language)
    dateline = range(0)
    if document.dateline:
        (start,) = [a for a, b in paragraphs(document.text) if a < document.body_start <= b]
        dateline = range(start, document.body_start)
    assert_whole(document, excluded=dateline)


@given(st.lists(PIECES, min_size=1, max_size=20).map("".join), st.integers(2, 4))
@settings(deadline=None, max_examples=50)
def test_no_segment_crosses_a_blank_line(text: str, times: int) -> None:
    for segment in cut("\n\n".join([text] * times)):
        assert "\n\n" not in segment.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Okoro met Mrs. Lund and Ms. Vale at 5 a.m. in No. 5 Jan. Street.",
        "J. K. Okoro of the U.S. Navy wrote to the U.N. mission.",
        '"Is it over?" he asked.',
        "“Is it over?” asked Dana Ruiz.",
        "“Stop the boat!” Mr Okoro shouted.",
        "“Never!” Minister Ana Ferro said on Friday.",
        "“I thought…” she said, and left.",
        "The ferry sailed at 11 p.m. Tuesday from pier 4.",
        "The band Hurra! plays at the Old Mill.",
        "Wages rose 3.5 per cent (see p. 12) in the year.",
        "See https://example.org/a.b?c=d for the rest.",
        "1. The pass is shut.",
        "However, he said the fleet was ready if needed",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ("“We won.”", "She left."),
        ("“Get out!”", "The crowd ran."),
        ("“Why us?”", "He said nothing for an hour."),
        ("“We lost.", "Nobody came.", "It is over,” she said.", "Then she left."),
        ("‘We are leaving.’", "He meant it."),
        ("She lives in the U.S.", "Her brother does not."),
        ("They looked for days…", "The boat was never found."),
        ("He sells nuts, dates, etc.", "Business is good."),
        ("He resigned.", "(He had been ill.)", "A vote follows."),
        ("Is it safe?", "No.", "It never was."),
        ("It was over. .", "Police left."),
        ("The fleet will leave Tarn in May.", "Rebels rejected it."),
        ("The pact was signed on 12 Sept.", "Two towns left it in mid-Jan.", "It holds."),
        ("The crisis began in March.", "Wages fell on Sept. 5 and on May 7."),
    ],
)
def test_sentences_are_parted(parts: tuple[str, ...]) -> None:
    assert cut(" ".join(parts)) == list(parts)


@pytest.mark.parametrize(
    ("language", "joiner", "parts"),
    [
        ("ar", " ", ("قال الوزير إن المحادثات انتهت.", "هل عاد الوفد؟", "نعم، عاد أمس.")),
        ("ur", " ", ("وزیر نے کہا کہ بات چیت ختم ہو گئی۔", "وفد واپس آ گیا۔")),
        ("zh", "", ("他说会谈已经结束。", "代表团回来了吗？", "“没有人知道！”", "她走了。")),
        ("de", " ", ("„Es ist vorbei.“", "Dr. Weiß ging am 3. Mai.", "»Nein«, sagte sie.")),
        ("fr", " ", ("« Nous partons. »", "M. Roche n’a rien dit.", "Mme Lund non plus.")),
        ("fr", " ", ("« Pourquoi ? » a demandé M. Roche.", "Personne ne répond.")),
        ("es", " ", ("¿Quién fue?", "¡Nadie lo sabe!", "El Sr. Ruiz calló.")),
    ],
)
def test_other_languages(language: str, joiner: str, parts: tuple[str, ...]) -> None:
    assert cut(joiner.join(parts), language) == list(parts)


def test_language_of_the_document_reaches_the_splitter() -> None:
    text = "Sie kam am 3. Mai nach Orlan."
    assert cut(text, "de-AT") == [text]
    assert len(cut(text, "en")) == 2


def test_numbers_paragraphs_and_offsets() -> None:
    text = "  One fell. Two rose.\r\n\r\nThree stayed.\n"
    assert segments(Document(text=text)) == [
        Segment(1, 2, 11, "One fell.", 1),
        Segment(2, 12, 21, "Two rose.", 1),
        Segment(3, 25, 38, "Three stayed.", 2),
    ]


def test_title_is_one_segment_even_with_a_stop_inside() -> None:
    text = "Ferry Back in Port. For Good.\n\nIt sailed. It came back to Port Maren at noon.\n"
    document = Document.from_text(text)
    assert document.title == "Ferry Back in Port. For Good."
    assert [segment.text for segment in segments(document)] == [
        "Ferry Back in Port. For Good.",
        "It sailed.",
        "It came back to Port Maren at noon.",
    ]


def test_dateline_is_in_no_segment_but_byline_and_title_are() -> None:
    text = (
        "Bridge collapses in Orlan\n\nBy Jane Doe\n\n"
        "ORLAN, March 3 (Wire) — The old bridge fell. Nobody was hurt.\n\n* Orlan Wire"
    )
    found = segments(Document.from_text(text))
    assert [segment.text for segment in found] == [
        "Bridge collapses in Orlan",
        "By Jane Doe",
        "The old bridge fell.",
        "Nobody was hurt.",
        "* Orlan Wire",
    ]
    assert [segment.paragraph for segment in found] == [1, 2, 3, 3, 4]


def test_dateline_alone_in_its_paragraph_gives_no_segment() -> None:
    text = "ORLAN, 3 May 1991 (Wire) -- [Text]\n\nThe old bridge fell at dawn."
    document = Document.from_text(text)
    assert document.dateline == "ORLAN"
    assert [segment.text for segment in segments(document)] == ["The old bridge fell at dawn."]


WRAPPED = (
    "The old ferry that linked Port Maren with the islands for sixty years\n"
    "made its last crossing on Sunday, watched from the quay by hundreds of\n"
    "people. “It is a sad day,” said its captain, Ilse Brandt. She had been\n"
    "on board for half of that time.\n"
    "The island council said that a bridge would be opened in the autumn and\n"
    "that nobody would be cut off before then. Tickets stay valid for a year.\n"
)


def test_sentences_of_hand_wrapped_text_run_over_line_breaks() -> None:
    found = segments(Document.from_text(WRAPPED))
    assert [segment.text.split()[0] for segment in found] == ["The", "“It", "She", "The", "Tickets"]
    assert found[0].text.endswith("hundreds of\npeople.")
    assert [segment.paragraph for segment in found] == [1, 1, 1, 2, 2]


def test_lines_are_paragraphs_when_the_text_is_not_wrapped() -> None:
    text = (
        "The ferry made its last crossing on Sunday, watched by hundreds of people on the quay at "
        "Port Maren.\n"
        "“It is a sad day,” said its captain.\n"
        "However, the council said a bridge was ready if needed\n"
        "Officials expect it to open in the autumn.\n"
        "* Orlan Wire"
    )
    assert cut(text) == text.split("\n")


def test_wrapped_number_or_dash_at_a_line_start_is_no_list_item() -> None:
    text = (
        "The council of Port Maren will put the plan for the bridge to a vote on May\n"
        "16. Members of the opposition said they would stay away from the meeting\n"
        "- as they had in March - and would take the matter to the island's court,\n"
        "a step that could hold up the work on both of the piers for years.\n"
    )
    assert len({segment.paragraph for segment in segments(Document.from_text(text))}) == 1


def test_list_items_and_headings_start_anew_in_wrapped_text() -> None:
    text = WRAPPED + "- Tickets bought on board are not given back by the line or the council\n"
    text += "- Cars go by the northern pass until the bridge has been opened for them\n## Next\n"
    assert [piece for piece in cut(text) if piece.startswith(("-", "#"))] == [
        "- Tickets bought on board are not given back by the line or the council",
        "- Cars go by the northern pass until the bridge has been opened for them",
        "## Next",
    ]


def test_text_without_words_has_segments_that_are_not_lost() -> None:
    assert cut("* * *\n\n—") == ["* * *", "—"]
    assert cut(" \n ") == []


@pytest.mark.parametrize(
    "text",
    [". " * 200_000 + "a", "! " * 200_000, "“A!” " * 20_000, "a.) " * 50_000, '"' * 200_000 + "a"],
    ids=["stops", "cries", "quotes", "brackets", "marks"],
)
def test_hostile_text_takes_time_in_proportion(text: str) -> None:
    # Quadratic work on any of these takes minutes, so finishing is the test.
    assert "".join(cut(text)).replace(" ", "") == text.replace(" ", "")


def test_seed_article() -> None:
    if not SEED_ARTICLE.exists():
        pytest.skip("the seed article is not here")
    document = Document.from_path(SEED_ARTICLE)
    found = segments(document)
    assert (document.dateline, document.title, document.language) == ("BEIRUT", None, "en")
    lines = document.text[document.body_start :].strip().splitlines()
    assert [segment.text for segment in found] == lines
    assert len(found) == 31
