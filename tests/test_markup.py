"""Text with markup in it: one rule for rows, ninjs, NewsML-G2, NITF and feeds."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from summarizer.documents import Document
from summarizer.sources.markup import element_text, plain, plain_line
from summarizer.sources.reading import read_records
from summarizer.sources.record import BadRecord, Record

FIRST = "The mayor of Kelmar said the bridge would stay shut until June."
SECOND = "“It is not safe,” said Ilse Darrow."

# ---------------------------------------------------------------- what is no markup


@pytest.mark.parametrize(
    "text",
    [
        "A rise of 4 % (p < 0.05) and a fall (p<0.01) > the mean",
        "Write to <ada@kelmar.example> or see <https://kelmar.example/a?b=1&c=2>.",
        "a <- b, c <= d, e << f, <3, <1>, < b >",
        "if a <b and c> d then <Enter>, List<String>, <name>",
        "Q&A, R&D, AT&T; &c. &nosuchname; &amp without its end",
        "Lines\r\n  kept\n\n\tas they are",
        "",
    ],
)
def test_what_is_no_markup_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("text", ["p < 0.05", "<ada@kelmar.example>", "<https://kelmar.example/a>"])
def test_what_is_no_tag_stays_among_tags(text: str) -> None:
    assert plain(f"<p>{FIRST} {text}</p><p>{SECOND}</p>") == f"{FIRST} {text}\n\n{SECOND}"
    assert plain(f"<p>{text} ends</p>", is_html=True) == f"{text} ends"


@given(st.text(alphabet="<>/!-[]&;#=\"' \n\0apqsubtdre:.0é", max_size=60), st.booleans())
def test_nothing_raises(text: str, is_html: bool) -> None:
    assert isinstance(plain(text, is_html), str)


# ---------------------------------------------------------------- any field


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("AT&amp;T said &#8220;no&#8221;.\n\nThen it&rsquo;s on.", "AT&T said “no”.\n\nThen it’s on."),
        ("Caf&eacute; &#x2014; &lt;none&gt;", "Café — <none>"),
        ("&lt;p&gt;One &amp;amp; two&lt;/p&gt;\n&lt;p&gt;Three&lt;/p&gt;", "One & two\n\nThree"),
        ("<![CDATA[<p>One</p><p>Two</p>]]>", "One\n\nTwo"),
        ("<![CDATA[Plain & simple]]>", "Plain & simple"),
        ("One<br>\n<br />two<br/>three", "One\n\ntwo\nthree"),
        ("<p>One<br>two</p>", "One two"),
        ("The <em>mayor</em> <a href='/x'>said</a> no.\nNext.\n\nLast.",
         "The mayor said no.\nNext.\n\nLast."),
        ("<!-- wp:heading --><h2>Head</h2><!-- /wp:heading -->\n\n<!-- wp:paragraph {\"a\":\"-\"} -->\n"
         "<p>One.</p>\n<!-- /wp:paragraph -->", "Head\n\nOne."),
        ("One.\n\n<blockquote>Two.</blockquote>\nThree\nfour.\n\nFive.",
         "One.\n\nTwo.\n\nThree four.\n\nFive."),
        ("<!-- wp:more -->\nOne.\n\nTwo.\n<!-- /wp:more -->", "One.\n\nTwo."),
        ("<p>One.</p>\n\n<p>Two\n\nlines.</p>", "One.\n\nTwo lines."),
        ("<p>One</p><!--[if gte mso 9]><xml><w:x>no</w:x></xml><![endif]-->", "One"),
        ("<![if !supportLists]><p>1. One</p><![endif]>", "1. One"),
        ("<?xml:namespace prefix = o /><p>One</p>", "One"),
        ("<p>It ends in a <a href=\"https://kelmar.exam", "It ends in a"),
        ("Un<wbr>be\u00adliev&shy;able <i>news</i>", "Unbelievable news"),
    ],
)  # fmt: skip
def test_markup_of_any_kind(markup: str, text: str) -> None:
    assert plain(markup) == text


@pytest.mark.parametrize(
    "tag",
    ["o:p", "st1:place", "fb:like", "svg:path", "v:shape", "x-note", "amp-ad", "font", "madeup"],
)
def test_unknown_and_prefixed_elements_stand_in_a_paragraph(tag: str) -> None:
    expected = "The mayor said no.\n\nTwo"
    assert plain(f"<p>The <{tag}>mayor</{tag}> said no.</p><p>Two</p>") == expected
    assert plain(f'<p>The <{tag} a="b">mayor</{tag}> said no.<{tag}/></p><p>Two</p>') == expected
    assert plain(f"<p>The <{tag}>mayor said no.</p><p>Two</p>", is_html=True) == expected


@pytest.mark.parametrize(
    "name", ["section", "h4", "blockquote", "dd", "fieldset", "details", "address"]
)
def test_block_elements_part_paragraphs(name: str) -> None:
    assert plain(f"One<{name}>two</{name}>three") == "One\n\ntwo\n\nthree"


@pytest.mark.parametrize("name", ["abbr", "time", "mark", "small", "bdi", "ins", "var", "tt"])
def test_inline_elements_do_not(name: str) -> None:
    assert plain(f"<div>One <{name}>two</{name}>, three</div>") == "One two, three"


@pytest.mark.parametrize(
    "name",
    [
        "header",
        "nav",
        "aside",
        "footer",
        "form",
        "button",
        "script",
        "style",
        "iframe",
        "figcaption",
    ],
)
def test_what_is_not_of_the_body_is_left_out(name: str) -> None:
    markup = f"<p>One.</p><{name}>no <b>no</b><p>no</p></{name}><p>Two.</p>"
    assert plain(markup) == "One.\n\nTwo."
    assert (
        plain(f"<p>One.</p><{name}><p>Two.</p>") == "One.\n\nTwo."
    )  # never ended: nothing is lost


def test_a_body_inside_of_a_form_is_read() -> None:
    assert (
        plain("<form action='/a'><script>x</script><p>One.</p><p>Two.</p></form>") == "One.\n\nTwo."
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<table><tr><th>Town</th><th>Dead</th></tr>\n<tr><td>Kelmar</td><td>3</td></tr></table><p>End</p>",
         "Town | Dead\nKelmar | 3\n\nEnd"),
        ("<table><tbody><tr><td>Sarrow<td>12<tr><td>Kelmar<td></tbody></table>", "Sarrow | 12\nKelmar"),
        ("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>", "One.\n\nTwo."),
        ("<pre>First line\n  second line\n\nA paragraph</pre>after",
         "First line\nsecond line\n\nA paragraph\n\nafter"),
        ("<ul>\n<li>One</li>\n<li><p>two</p></li></ul>", "One\n\ntwo"),
        ("<dl><dt>Dead<dd>3<dt>Hurt<dd>12</dl>", "Dead\n\n3\n\nHurt\n\n12"),
        ("<figure><img alt=x><figcaption>A bridge</figcaption></figure><p>One</p>", "One"),
        ("<figure><table><tr><td>Kelmar</td><td>3</td></tr></table></figure>", "Kelmar | 3"),
    ],
)  # fmt: skip
def test_tables_lists_and_preformatted_text(markup: str, text: str) -> None:
    assert plain(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>He said <q>no</q>.</p>", "He said “no”."),
        ("<p><q>She told me <q>no</q> twice</q></p>", "“She told me ‘no’ twice”"),
        ("<p><q>“Own marks”</q> and <q> «d’autres» </q></p>", "“Own marks” and «d’autres»"),
        ("<p>It ends</q> well</p>", "It ends” well"),
    ],
)
def test_quotations_get_their_marks(markup: str, text: str) -> None:
    assert plain(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("10<sup>6</sup> people", "10⁶ people"),
        ("10<sup>-3</sup> g", "10⁻³ g"),
        ("12<sup>3</sup> died", "12³ died"),
        ("40 km<sup>2</sup>", "40 km²"),
        ("12<a href='#n3'><sup>3</sup></a> died", "12 died"),
        ("12<sup><a href='#n3'>[3]</a></sup> died", "12 died"),
        ("he said.<sup>3</sup> Then", "he said. Then"),
        ("the mayor<sup>1,2</sup> said<sup>*</sup>", "the mayor said"),
        ("on the 1<sup>st</sup>, M<sup>me</sup> Darrow", "on the 1st, Mme Darrow"),
        ("CO<sub>2</sub> and 12<sub>3</sub>", "CO2 and 12₃"),
    ],
)
def test_raised_figures_are_not_glued_to_others(markup: str, text: str) -> None:
    assert plain(f"<p>{markup}</p>") == text


@pytest.mark.parametrize("tag", ["div", "b", "q", "table", "o:p", "sup", "section", "pre"])
def test_depth_is_no_matter(tag: str) -> None:
    assert "deep" in plain(f"<{tag}>" * 10_000 + "deep" + f"</{tag}>" * 10_000)
    assert "deep" in plain(f"<p>{f'<{tag}>' * 10_000}deep")


@pytest.mark.parametrize(
    "text", ['<a "', "<!--", "<a ='\"", "<script>", "&", "<", "<![CDATA[", "<p><", "<x-a b='"]
)
def test_markup_without_end_takes_no_time(text: str) -> None:
    started = time.perf_counter()
    plain(text * 50_000)
    assert time.perf_counter() - started < 5


def test_a_headline_on_one_line() -> None:
    assert plain_line("AT&amp;T <em>shuts</em><br>bridge\n again") == "AT&T shuts bridge again"


# ---------------------------------------------------------------- trees


def test_a_tree_with_all_kinds_of_nodes() -> None:
    parser = etree.XMLParser(resolve_entities=False)
    tree = etree.fromstring(
        '<!DOCTYPE b SYSTEM "none.dtd"><b>Zero<!-- no -->'
        "<p>one<!-- no --> two<?pi no?> caf&eacute;&mdash;</p>"
        '<o:p xmlns:o="urn:schemas-microsoft-com:office:office">three</o:p> four<aside>no</aside>five</b>',
        parser,
    )
    assert element_text(tree) == "Zero\n\none two café—\n\nthree four\n\nfive"


# ---------------------------------------------------------------- NITF and NewsML-G2


def read(path: Path, content: str | bytes) -> list[Record | BadRecord]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_records([str(path)]))


def nitf(body: str) -> str:
    return f"<nitf><head><title>Bridge shut</title></head><body>{body}</body></nitf>"


CONTENT = f"<body.content><p>{FIRST}</p><p>{SECOND}</p></body.content>"
NOTE = (
    "<note><body.content><p>Editors: this replaces the earlier version.</p></body.content></note>"
)


@pytest.mark.parametrize(
    "body",
    [
        f"<body.head>{NOTE}</body.head>{CONTENT}",
        f"<body.head><abstract><p>No.</p></abstract></body.head>{CONTENT}<body.end>{NOTE}</body.end>",
        f"<body.content><block><p>{FIRST}</p></block><block><p>{SECOND}</p></block></body.content>",
        f"<body.content><p>{FIRST}</p></body.content><body.content><p>{SECOND}</p></body.content>",
        f"<body.content>{NOTE}<p>{FIRST}</p><media><media-caption>no</media-caption></media><p>{SECOND}</p>"
        "</body.content>",
    ],
)
def test_the_body_of_nitf_is_the_story(tmp_path: Path, body: str) -> None:
    (record,) = read(tmp_path / "a.xml", nitf(body))
    assert isinstance(record, Record)
    assert record.raw == f"{FIRST}\n\n{SECOND}"
    assert record.title == "Bridge shut"


@pytest.mark.parametrize("body", ["", f"<p>{FIRST}</p>", f"<body.head>{NOTE}</body.head>"])
def test_nitf_without_a_body(tmp_path: Path, body: str) -> None:
    (bad,) = read(tmp_path / "a.xml", nitf(body))
    assert isinstance(bad, BadRecord)
    assert bad.reason == "is a news item without body text: it has no body/body.content"


def g2(*contents: str) -> str:
    return (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:x:1">'
        '<itemMeta><itemClass qcode="ninat:text"/><edNote>Editors: no.</edNote></itemMeta>'
        "<contentMeta><headline>Bridge shut</headline></contentMeta>"
        f"<contentSet>{''.join(contents)}</contentSet></newsItem>"
    )


XHTML = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>no</title></head>'
    f"<body><p>{FIRST}</p><p>{SECOND}</p></body></html>"
)
NOTED = f"<body.head>{NOTE}</body.head>"
ESCAPED = f"&lt;p&gt;{FIRST}&lt;/p&gt;&lt;p&gt;{SECOND}&lt;/p&gt;"


@pytest.mark.parametrize(
    "contents",
    [
        [f'<inlineXML contenttype="application/nitf+xml">{nitf(f"{NOTED}{CONTENT}")}</inlineXML>'],
        [f'<inlineXML contenttype="application/xhtml+xml">{XHTML}</inlineXML>'],
        ['<inlineXML contenttype="application/nitf+xml"/>', f"<inlineXML>{XHTML}</inlineXML>"],
        ['<inlineXML contenttype="application/sportsml+xml"><t>no</t></inlineXML>',
         f'<inlineXML contenttype="application/xhtml+xml">{XHTML}</inlineXML>'],
        [f"<inlineXML><div>{FIRST}</div><div>{SECOND}</div></inlineXML>"],
        [f'<inlineData contenttype="text/html">{ESCAPED}</inlineData>'],
        [f'<inlineData contenttype="text/html"><![CDATA[{FIRST}<br/><br/>{SECOND}]]></inlineData>'],
        ['<inlineData contenttype="image/jpeg" encoding="base64">/9j/4AAQ</inlineData>',
         f'<inlineData contenttype="text/plain">{FIRST}\n\n{SECOND}</inlineData>'],
        [f"<inlineData>{FIRST}\n\n{SECOND}</inlineData>", '<remoteContent href="a.jpg"/>'],
    ],
)  # fmt: skip
def test_renditions_of_newsml_g2(tmp_path: Path, contents: list[str]) -> None:
    (record,) = read(tmp_path / "a.xml", g2(*contents))
    assert isinstance(record, Record)
    assert record.raw == f"{FIRST}\n\n{SECOND}"
    assert record.title == "Bridge shut"


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (nitf(CONTENT).encode().replace(b"June", b"June\xa9"), "U+FFFD"),
        (nitf(CONTENT).encode().replace(b"June", b"Ju\0ne\x0b"), "NUL"),
        (f'<?xml version="1.0" encoding="utf-8"?>{nitf(CONTENT)}'.encode("cp1252"), "windows-1252"),
        (
            nitf(CONTENT).replace("bridge", "bridge&nbsp;").replace("until", "&rsquo;til").encode(),
            None,
        ),
        (nitf(CONTENT).encode("utf-16"), None),
    ],
)
def test_a_stray_byte_or_name_does_not_end_an_xml_file(
    tmp_path: Path, content: bytes, note: str | None
) -> None:
    (record,) = read(tmp_path / "a.xml", content)
    assert isinstance(record, Record)
    assert str(record.raw).endswith(SECOND)
    assert any(note in each for each in record.notes) if note else record.notes == ()
    assert Document.from_record(record).notes == record.notes
