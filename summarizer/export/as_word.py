"""A summary as HTML for a word processor: tables, plain styles, and footnotes with the words quoted.

The notes are marked as Word marks its own when it writes HTML: it numbers them itself, and leaves
out what stands between `<![if !supportFootnotes]>` and `<![endif]>`. For all others these are
comments, and the notes a numbered list at the end, with links there and back.
"""

from collections.abc import Iterable, Sequence
from itertools import compress
from typing import Final

from markupsafe import Markup

from summarizer.export.event_facts import event_facts
from summarizer.export.interchange import event_line, reported, title_of
from summarizer.export.printable import printable
from summarizer.export.wording import (
    EVENT_NAMES,
    asked,
    byline,
    coverage_line,
    cues_of,
    excerpt,
    given,
    item_facts,
    range_of,
    reasons,
    recipe_title,
    standing,
    usage_line,
)
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Gap, Rejected, Summary

__all__ = ["to_word"]

_RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages written from right to left. Word does not find the direction out by itself."""

# Styles by element, since Word lets a table inherit none. It opens HTML as a web page unless told
# of a view, and repeats the head of a table that goes on overleaf.
_PAGE: Final = Markup(
    """\
<!DOCTYPE html>
<html xmlns:w="urn:schemas-microsoft-com:office:word" lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->
<style>
body, p, li, td, th, h1, h2 {{ font-family: Calibri, "Liberation Sans", sans-serif }}
p, li, table, td, th, h1, h2 {{ direction: {direction}; unicode-bidi: embed }}
p, li, td, th {{ font-size: 11pt }}
table {{ border-collapse: collapse; width: 100% }}
tr {{ page-break-inside: avoid }}
td {{ vertical-align: top }}
th {{ background: #eeeeee; text-align: {start} }}
p.MsoFootnoteText {{ font-size: 10pt; margin: 0 }}
span.MsoFootnoteReference {{ vertical-align: super; font-size: 8pt }}
</style>
</head>
<body dir="{direction}">
<h1>{title}</h1>
{parts}
</body>
</html>
"""
)
_TABLE: Final = Markup(
    '<table border="1" cellspacing="0" cellpadding="4">\n<thead>\n{head}\n</thead>\n'
    "<tbody>\n{rows}\n</tbody>\n</table>"
)
_HEADER: Final = Markup("<th>{}</th>")
_CELL: Final = Markup("<td>{}</td>")
_ROW: Final = Markup("<tr>{}</tr>")
_LINK: Final = Markup(
    '<a style="mso-footnote-id:ftn{n}" href="#_ftn{to}" name="_ftn{here}">'
    '<span class="MsoFootnoteReference"><span style="mso-special-character:footnote">'
    "<![if !supportFootnotes]>[{n}]<![endif]></span></span></a>"
)
_NOTE: Final = Markup(
    '<div style="mso-element:footnote" id="ftn{n}"><p class="MsoFootnoteText">'
    "{link} {words} <i>{place}</i></p></div>"
)
_NOTES: Final = Markup(
    '<div style="mso-element:footnote-list">\n<![if !supportFootnotes]><hr><![endif]>\n{}\n</div>'
)
_BREAK: Final = Markup("<br>")
_LINE: Final = Markup("\n")


def to_word(summary: Summary) -> str:
    """The summary as one HTML file without scripts, links or pictures from elsewhere.

    Each row of its tables, one for what each recipe found, has footnotes with the sentences of the
    article that show it, the words that carry it in bold, and where they stand. What an article
    says is never markup in it.
    """
    notes = _Footnotes()
    document = summary.document
    is_rtl = document.language in _RIGHT_TO_LEFT
    parts = [
        _paragraph(byline(document)),
        *(part for recipe in summary.recipes for part in _found(recipe, summary, notes)),
        *_list("Rejected", map(_rejected, summary.rejected)),
        *_gaps(summary),
        _paragraph(usage_line(summary.usage)),
        notes.shown(),
    ]
    page = _PAGE.format(
        language=printable(document.language or ""),
        direction="rtl" if is_rtl else "ltr",
        start="right" if is_rtl else "left",
        title=title_of(document),
        parts=_LINE.join(part for part in parts if part),
    )
    return str(page).encode(errors="replace").decode()


class _Footnotes:
    """The notes of a page, numbered in the order in which they are first spoken of."""

    def __init__(self) -> None:
        self._shown: list[Markup] = []

    def marks(self, sentences: Iterable[Span], marked: Sequence[Span] = ()) -> Markup:
        """Takes down a note for each sentence; the marks that lead to them."""
        return Markup("").join(self._mark(sentence, marked) for sentence in sentences)

    def shown(self) -> Markup:
        """The list of notes for the end of the page; empty where there are none."""
        return _NOTES.format(_LINE.join(self._shown)) if self._shown else Markup("")

    def _mark(self, sentence: Span, marked: Sequence[Span]) -> Markup:
        number = len(self._shown) + 1
        words = _quoted(sentence, marked)
        back = _LINK.format(n=number, to=f"ref{number}", here=number)
        place = range_of(sentence)
        self._shown.append(_NOTE.format(n=number, link=back, words=words, place=place))
        return _LINK.format(n=number, to=number, here=f"ref{number}")


def _found(recipe: str, summary: Summary, notes: _Footnotes) -> list[Markup]:
    """What one of the recipes that were asked for has found, under its heading."""
    heading = _heading(printable(recipe_title(recipe)))
    if recipe == "events":
        return [heading, _events(summary, notes)]
    if recipe == "claims":
        return [heading, _claims(summary, notes)]
    return [heading, _items([one for one in summary.items if one.recipe == recipe], notes)]


def _events(summary: Summary, notes: _Footnotes) -> Markup:
    told = event_facts(summary)
    rows = [
        [
            event.id,
            Markup("{}{}").format(event_line(event), notes.marks(event.evidence)),
            EVENT_NAMES[event.type],
            _lines(f"{label}: {printable(words)}" for label, words in told[event.id]),
            _standing(event),
        ]
        for event in summary.events
    ]
    return _table(["", "What", "Kind", "Who, where, when", "Notes"], rows)


def _claims(summary: Summary, notes: _Footnotes) -> Markup:
    events = reported(summary)
    rows = [
        [
            claim.id,
            printable(claim.speaker.canonical),
            Markup("{}{}").format(_said(claim), notes.marks(claim.evidence, claim.content)),
            ", ".join(events[claim.id]),
            _standing(claim),
        ]
        for claim in summary.claims
    ]
    return _table(["", "Who says it", "What", "Events", "Notes"], rows)


def _items(items: Sequence[RecipeItem], notes: _Footnotes) -> Markup:
    rows = [
        [
            item.id,
            Markup("{}{}").format(
                _lines(printable(f"{label}: {words}") for label, words in item_facts(item)),
                notes.marks(
                    item.evidence, [span for spans in item.spans.values() for span in spans]
                ),
            ),
            _standing(item),
        ]
        for item in items
    ]
    return _table(["", "What", "Notes"], rows)


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    """A column that no row has anything in is left out."""
    if not rows:
        return _paragraph("None found.")
    filled = [any(cells) for cells in zip(*rows, strict=True)]
    lines = [_row(_CELL, compress(row, filled)) for row in rows]
    return _TABLE.format(head=_row(_HEADER, compress(titles, filled)), rows=_LINE.join(lines))


def _row(form: Markup, cells: Iterable[str]) -> Markup:
    return _ROW.format(Markup("").join(map(form.format, cells)))


def _list(title: str, lines: Iterable[str]) -> list[Markup]:
    """A heading and what stands under it; nothing where there are no lines."""
    items = [Markup("<li>{}</li>").format(line) for line in lines]
    listed = Markup("<ul>\n{}\n</ul>").format(_LINE.join(items))
    return [_heading(title), listed] if items else []


def _heading(title: str) -> Markup:
    return Markup("<h2>{}</h2>").format(title)


def _said(claim: Claim) -> Markup:
    words = printable(claim.text)
    stance = "" if claim.stance == "asserts" else Markup("<b>{}:</b> ").format(claim.stance)
    return Markup("{}{}").format(stance, words)


def _rejected(rejected: Rejected) -> str:
    why = " ".join(reasons(rejected.problems))
    how = f"{asked(rejected)}: {why}" if why else asked(rejected)
    return printable(f"{rejected.kind}: {given(rejected)} ({how})")


def _gaps(summary: Summary) -> list[Markup]:
    """How many sentences are covered, and those that are not."""
    covered = _paragraph(coverage_line(summary))
    heading, *rest = _list("Not covered", map(_gap, summary.coverage.left_out)) or [covered]
    return [heading, covered, *rest] if rest else [covered]


def _gap(gap: Gap) -> str:
    return printable(f"{gap.span.text} {range_of(gap.span)} (because of: {cues_of(gap)})")


def _standing(item: Event | Claim | RecipeItem) -> Markup:
    return _lines(
        printable(f"{label.capitalize()}: {words}" if label == "problem" else words)
        for label, words in standing(item)
    )


def _lines(lines: Iterable[str]) -> Markup:
    return _BREAK.join(lines)


def _quoted(sentence: Span, marked: Sequence[Span]) -> Markup:
    """The sentence with the marked words in bold; white space between the stretches stays."""
    stretches = excerpt(sentence, marked)
    return Markup("").join(
        Markup("<b>{}</b>" if is_marked else "{}").format(_spaced(words))
        for words, is_marked in stretches
    )


def _spaced(words: str) -> str:
    before = " " if words[:1].isspace() else ""
    after = " " if words[-1:].isspace() and words.strip() else ""
    return f"{before}{printable(words)}{after}"


def _paragraph(line: str) -> Markup:
    return Markup("<p>{}</p>").format(printable(line)) if line else Markup("")
