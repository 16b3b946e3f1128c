"""Saved pages: what is kept of them and kept out, what inline elements become, their dates."""

import datetime
import time

import pytest

from summarizer.documents.boilerplate import link_texts, without_boilerplate
from summarizer.documents.html import Article, extract
from summarizer.documents.inline import in_words

FIRST = "The ferry between Sarrow and Kelmar was stopped on Monday, after divers found a leak in its hull."
SECOND = "Ilse Darrow, who runs the café on the quay, said that nobody had been told of it in time."
LAST = "The council of Kelmar meets on Thursday to decide whether the ferry may sail again before June."
STORY = [FIRST, SECOND, LAST]


def page(*between: str, head: str = "", after: str = "") -> str:
    body = f"<p>{FIRST}</p><p>{SECOND}</p>{''.join(between)}<p>{LAST}</p>"
    return (
        f"<html lang='en'><head><title>Ferry stopped</title>{head}</head>"
        f"<body><article><h1>Ferry stopped</h1>{body}</article>{after}</body></html>"
    )


def read(markup: str) -> Article:
    return extract(markup, "a.html")


def told(markup: str) -> list[str]:
    """The lines of the article beyond its title and its story."""
    lines = read(markup).text.split("\n\n")
    return [line for line in lines if line not in (*STORY, "Ferry stopped")]


# ---------------------------------------------------------------- boilerplate

OTHERS = "<a href='/a'>Bridge at Marenda shut for repairs</a>"
BOILERPLATE = [
    "<p>Read more: " + OTHERS + "</p>",
    "<p>Related: " + OTHERS + "</p>",
    "<p>ALSO READ | " + OTHERS + "</p>",
    "<p>Read on</p>",
    "<p>Related stories</p><ul><li>"
    + OTHERS
    + "</li><li><a href='/b'>Mayor of Sarrow resigns</a></li></ul>",
    "<p>" + OTHERS + "</p><p><a href='/b'>Mayor of Sarrow resigns on Monday</a></p>",
    "<p>Share this article</p><p>Share on Facebook</p><p>Tweet</p>",
    "<p>Comments are closed.</p><p>Please read our comment policy</p><p>5 comments</p>",
    "<p>You must be logged in to post a comment.</p>",
    "<p>Sign up for our newsletter and never miss a story.</p>",
    "<p>Follow us on Twitter and Instagram.</p>",
    "<p>Download the Kelmar Times app from Google Play.</p>",
    "<p>We use cookies to improve our site.</p>",
    "<p>Photo: Runa Veld/Kelmar Times</p>",
    "<p>Chart: Kelmar Times</p>",
    "<p>© 2024 Kelmar Times</p>",
    "<p>Copyright 2024 Kelmar Times. All rights reserved.</p>",
    "<p>Advertisement</p><p>Story continues below advertisement</p>",
    "<p>Last updated: 13 July 2020</p>",
    "<p>Lesen Sie auch: " + OTHERS + "</p><p>Mehr zum Thema</p>",
    "<p>Lire aussi : " + OTHERS + "</p>",
    "<p>Lea también: " + OTHERS + "</p>",
    "<p>Читайте также: " + OTHERS + "</p>",
]


@pytest.mark.parametrize("markup", BOILERPLATE)
def test_boilerplate_between_paragraphs_is_kept_out(markup: str) -> None:
    assert told(page(markup)) == []
    assert read(page(markup)).text.endswith("\n\n".join(STORY))


@pytest.mark.parametrize(
    "line",
    [
        "Like other parties, it was banned from Facebook in May.",
        "For the first time, Facebook lost readers in Kelmar.",
        "Follow the money, said the judge, and Twitter will do the rest.",
        "No comment came from the mayor.",
        "(c) The council shall meet twice a year.",
        "Published figures show that 12 people died.",
        "Published on Monday, the report counts 40 dead.",
        "Updated maps show 12 towns under water.",
        "Mira: We saw it fall.",
        "Watch the river, he said.",
        "Related: the two men are brothers.",
        "Read on Monday, the letter moved the court.",
        "Photo: the word meant little to them. They had none.",
        "Share this with no one, she said.",
        "Share prices fell.",
        "We use cookies, said the baker.",
        "Copyright law will change.",
        "Anzeige gegen den Bürgermeister.",
        "¿Por qué calla Facebook?",
        "“Subscribe to the newsletter,” he told them.",
    ],
)
def test_no_paragraph_of_a_story_is_dropped(line: str) -> None:
    assert without_boilerplate([FIRST, line, LAST], frozenset()) == [FIRST, line, LAST]
    assert told(page(f"<p>{line}</p>")) == [line]


def test_links_within_a_story_are_part_of_it() -> None:
    linked = "<p>The council said so in <a href='/r'>a report on the ferry line</a>.</p>"
    whole = "<p><a href='/r'>The report was made public on Friday.</a></p>"
    assert len(told(page(linked, whole))) == 2
    links = frozenset({"Ferry line sold to Marenda firm"})
    assert without_boilerplate([FIRST, *links, LAST], links) == [FIRST, *links, LAST]


def test_a_page_of_links_alone_is_kept() -> None:
    lines = ["Bridge at Marenda shut for repairs", "Mayor of Sarrow resigns on Monday"]
    assert without_boilerplate(lines, frozenset(lines)) == lines


def test_texts_of_links() -> None:
    markup = "<a href=/a> Bridge &amp; <b>road</b> shut » </a><a>x</a>"
    assert link_texts(markup) == {"Bridge & road shut", "x"}


# ---------------------------------------------------------------- inline elements


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<p>She called it <q>a shame for all of Kelmar</q> on Monday.</p>",
         ["She called it “a shame for all of Kelmar” on Monday."]),
        ("<p><q>They told me <q lang=en>no ferry</q> twice</q>, said Runa Veld.</p>",
         ["“They told me ‘no ferry’ twice”, said Runa Veld."]),
        ("<p>He said <q>“never again”</q> to the council.</p>", ["He said “never again” to the council."]),
        ("<p>The hull holds 10<sup>6</sup> litres in 4 km<sup>2</sup> of sea.</p>",
         ["The hull holds 10⁶ litres in 4 km² of sea."]),
        ("<p>Of the 12<a href='#n1'><sup>1</sup></a> guests three left.<sup>2</sup></p>",
         ["Of the 12 guests three left."]),
        ("<p>It gave off CO<sub>2</sub> on the 1<sup>st</sup> of May.</p>",
         ["It gave off CO2 on the 1st of May."]),
        ("<pre>To the council of Kelmar,\nwe will not sail.\n\nThe crew of the ferry</pre>",
         ["To the council of Kelmar,", "we will not sail.", "The crew of the ferry"]),
        ("<table><tr><th>Port</th><th>Guests</th></tr><tr><td>Kelmar</td><td>12</td></tr></table>",
         ["Port | Guests", "Kelmar | 12"]),
        ("<p>The un<wbr>be&shy;lievable <o:p>ferry</o:p> of <st1:place>Sarrow</st1:place> sank.</p>",
         ["The unbelievable ferry of Sarrow sank."]),
    ],
)  # fmt: skip
def test_what_inline_elements_become(markup: str, lines: list[str]) -> None:
    assert told(page(markup)) == lines


@pytest.mark.parametrize(
    "tag",
    [
        "<q>",
        "<sup>",
        "<pre>",
        "<a href=#>",
        "<li><a>",
        "<nav>",
        "<script type=application/ld+json>",
    ],
)
def test_elements_that_never_end_take_no_time(tag: str) -> None:
    started = time.perf_counter()
    markup = tag * 20_000
    in_words(markup)
    link_texts(markup)
    assert time.perf_counter() - started < 5


# ---------------------------------------------------------------- dates

PUBLISHED = datetime.date(2013, 3, 3)
LINKED = '<script type="application/ld+json">%s</script>'
ARTICLE_DATA = (
    LINKED
    % '{"@type":"NewsArticle","dateModified":"2019-11-17","datePublished":"2013-03-03T09:00:00+01:00"}'
)


@pytest.mark.parametrize(
    "head",
    [
        ARTICLE_DATA,
        ARTICLE_DATA + '<meta name="date" content="2019-11-17">',
        ARTICLE_DATA
        + '<meta property="article:published_time" content="2013-03-09T10:00:00+01:00">',
        LINKED % '{"@graph":[{"@type":"ImageObject","datePublished":"2009-01-02"},'
        '{"@type":["NewsArticle"],"datePublished":"2013-03-03"}]}',
        LINKED % '[{"@type":"VideoObject","datePublished":"2009-01-02"},'
        '{"@type":"ReportageNewsArticle","datePublished":"2013/03/03"}]',
        LINKED % "{not json" + '<meta property="article:published_time" content="2013-03-03">',
        '<meta property="article:modified_time" content="2019-11-17T10:00:00Z">'
        '<meta property="article:published_time" content="2013-03-03T10:00:00Z">',
        '<meta content="2013-03-03" name="DC.date.issued">'
        '<meta property="og:updated_time" content="2019-11-17">',
    ],
)
def test_the_date_of_publication(head: str) -> None:
    assert read(page(head=head)).published == PUBLISHED


def test_the_date_in_a_time_element() -> None:
    marked = '<time itemprop="datePublished" datetime="2013-03-03T09:00">3 March</time>'
    changed = '<time class="updated" datetime="2019-11-17">17 November</time>'
    assert read(page(changed, marked)).published == PUBLISHED


@pytest.mark.parametrize(
    ("head", "after"),
    [
        ("", "<footer>© 2019 Kelmar Times</footer>"),
        ("", "<ul><li><a href='/x'>Other</a> <time datetime='2019-11-17'>17.11.2019</time></li></ul>"),
        ("", "<p><a href='https://kelmar.example/2019/11/17/other'>Other</a></p>"),
        ("", "<aside><p>Other story <span class='date'>17.11.2019</span></p></aside>"),
        ('<meta property="og:image" content="https://kelmar.example/2019/11/17/x.jpg">',
         "<img src='/uploads/2019/11/17/x.jpg'>"),
        ('<meta property="article:modified_time" content="2019-11-17T10:00:00Z">', ""),
        ('<meta property="og:updated_time" content="2019-11-17T10:00:00Z">', ""),
        (LINKED % '{"@type":"NewsArticle","dateModified":"2019-11-17"}', ""),
    ],
)  # fmt: skip
def test_no_date_is_better_than_that_of_something_else(head: str, after: str) -> None:
    assert read(page(head=head, after=after)).published is None


@pytest.mark.parametrize("value", ["2013-13-45", "", "NaN", "yesterday", "0000-00-00", "9" * 5_000])
def test_odd_dates_are_no_dates(value: str) -> None:
    head = f'<meta property="article:published_time" content="{value}">'
    assert read(page(head=head)).published is None
