"""A summary as HTML for a word processor: tables, plain styles, and footnotes with the words quoted.

The notes have the `mso-…` styles that Word marks its own footnotes with when it writes HTML;
elsewhere they are a list at the end, with links there and back.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup

from summarizer.export.interchange import event_line, reported, title_of
from summarizer.export.printable import printable
from summarizer.export.wording import (
    EVENT_NAMES,
    byline,
    coverage_line,
    cues_of,
    excerpt,
    facts,
    given,
    item_facts,
    range_of,
    reasons,
    recipe_title,
    remarks,
    usage_line,
)
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.span import Span
from summarizer.schemas.summary import DocumentInfo, Gap, Rejected, Summary

__all__ = ["to_word"]

_RIGHT_TO_LEFT: Final = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages written from right to left. Word does not find the direction out by itself."""

_PAGE: Final = Markup(
    '<!DOCTYPE html>\n<html lang="{language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
    "<title>{title}</title>\n</head>\n"
    "<body style=\"font-family: Calibri, 'Liberation Sans', sans-serif; font-size: 11pt\">\n"
    "<h1>{title}</h1>\n{parts}\n</body>\n</html>\n"
)
_TABLE: Final = Markup(
    '<table border="1" cellspacing="0" cellpadding="4"'
    ' style="border-collapse: collapse; width: 100%">\n{rows}\n</table>'
)
_HEADER: Final = Markup('<th style="background: #eeeeee">{}</th>')
_CELL: Final = Markup('<td style="vertical-align: top">{}</td>')
_MARK: Final = Markup(
    '<a style="mso-footnote-id:ftn{n}" href="#_ftn{n}" name="_ftnref{n}"><sup>[{n}]</sup></a>'
)
_NOTE: Final = Markup(
    '<div style="mso-element:footnote" id="ftn{n}"><p>'
    '<a style="mso-footnote-id:ftn{n}" href="#_ftnref{n}" name="_ftn{n}">[{n}]</a>'
    " {words} <i>{place}</i></p></div>"
)
_NOTES: Final = Markup('<div style="mso-element:footnote-list">\n<hr>\n{}\n</div>')
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
    parts = [
        _paragraph(byline(document)),
        *(part for recipe in summary.recipes for part in _found(recipe, summary, notes)),
        *_list("Rejected", map(_rejected, summary.rejected)),
        *_list("Not covered", map(_gap, summary.coverage.left_out)),
        _paragraph(coverage_line(summary)),
        _paragraph(usage_line(summary.usage)),
        notes.shown(),
    ]
    page = _PAGE.format(
        language=printable(document.language or ""),
        direction=_direction(document),
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
        self._shown.append(_NOTE.format(n=number, words=words, place=range_of(sentence)))
        return _MARK.format(n=number)


def _found(recipe: str, summary: Summary, notes: _Footnotes) -> list[Markup]:
    """What one of the recipes that were asked for has found, under its heading."""
    heading = Markup("<h2>{}</h2>").format(printable(recipe_title(recipe)))
    if recipe == "events":
        return [heading, _events(summary.events, notes)]
    if recipe == "claims":
        return [heading, _claims(summary, notes)]
    return [heading, _items([one for one in summary.items if one.recipe == recipe], notes)]


def _events(events: Sequence[Event], notes: _Footnotes) -> Markup:
    rows = [
        [
            event.id,
            Markup("{}{}").format(event_line(event), notes.marks(event.evidence)),
            EVENT_NAMES[event.type],
            _lines(f"{label}: {printable(words)}" for label, words in facts(event)),
            _remarks(event.problems),
        ]
        for event in events
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
            _remarks(claim.problems),
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
            _remarks(item.problems),
        ]
        for item in items
    ]
    return _table(["", "What", "Notes"], rows)


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    if not rows:
        return _paragraph("None found.")
    header = Markup("").join(map(_HEADER.format, titles))
    lines = [header, *(Markup("").join(map(_CELL.format, row)) for row in rows)]
    return _TABLE.format(rows=_LINE.join(map(Markup("<tr>{}</tr>").format, lines)))


def _list(title: str, lines: Iterable[str]) -> list[Markup]:
    items = [Markup("<li>{}</li>").format(line) for line in lines]
    return (
        [Markup("<h2>{}</h2>\n<ul>\n{}\n</ul>").format(title, _LINE.join(items))] if items else []
    )


def _said(claim: Claim) -> str:
    words = printable(claim.text)
    return words if claim.stance == "asserts" else f"{claim.stance}: {words}"


def _rejected(rejected: Rejected) -> str:
    said = f"{rejected.kind}: {given(rejected)}"
    return printable(f"{said} ({' '.join(reasons(rejected.problems))})")


def _gap(gap: Gap) -> str:
    return printable(f"{gap.span.text} {range_of(gap.span)} (because of: {cues_of(gap)})")


def _remarks(problems: Iterable[Problem]) -> Markup:
    return _lines(map(printable, remarks(problems)))


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


def _direction(document: DocumentInfo) -> str:
    return "rtl" if document.language in _RIGHT_TO_LEFT else "ltr"
