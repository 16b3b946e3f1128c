"""A summary as an editor reads it in a terminal."""

from collections.abc import Iterable, Sequence
from typing import Final

from summarizer.export.event_facts import event_facts
from summarizer.export.layout import PLAIN, Page, Role, Run, Style
from summarizer.export.wording import (
    EVENT_NAMES,
    asked,
    by_speaker,
    byline,
    coverage_line,
    cues_of,
    excerpt,
    given,
    item_facts,
    own_words,
    quoted_mark,
    range_of,
    reasons,
    recipe_title,
    says_more,
    standing,
    usage_line,
)
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.span import Span
from summarizer.schemas.summary import Gap, Rejected, Summary

__all__ = ["TEXT_WIDTH", "to_text"]

TEXT_WIDTH: Final = 88
"""Columns where nobody says how many there are: a comfortable line, and room in a mail."""

INDENT: Final = "     "
"""Under an item's id: `c99` and two spaces."""

QUOTE: Final = f"{INDENT}│ "


def to_text(summary: Summary, *, width: int | None = None, style: Style | None = None) -> str:
    """The summary as lines of at most `width` columns (None: TEXT_WIDTH), ended by a line feed.

    Events come first, then claims by speaker, then the items of other recipes (each of them only where
    it was asked for), then what was rejected and what was left uncovered,
    then a line of cost and time. Ranges in brackets are offsets into the document's text.
    """
    page = Page(width or TEXT_WIDTH, style or PLAIN)
    parts = [
        _head(summary, page),
        *_found(summary, page),
        _section("REJECTED", [_rejected(one, page) for one in summary.rejected], page, "")
        if summary.rejected
        else [],
        _section("NOT COVERED", _gaps(summary, page), page)
        if summary.coverage.left_out
        else page.block([(coverage_line(summary), "faint")]),
        page.block([(usage_line(summary.usage), "faint")]),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _found(summary: Summary, page: Page) -> list[list[str]]:
    """A section for each recipe that was asked for."""
    sections = []
    for recipe in summary.recipes:
        if recipe == "events":
            told = event_facts(summary)
            entries = [_event(event, told[event.id], page) for event in summary.events]
        elif recipe == "claims":
            entries = _claims(summary, page)
        else:
            entries = [_item(item, page) for item in summary.items if item.recipe == recipe]
        sections.append(_section(recipe_title(recipe).upper(), entries, page))
    return sections


def _head(summary: Summary, page: Page) -> list[str]:
    document = summary.document
    title = page.block([(document.title or "Untitled article", "heading")])
    return title + page.block([(byline(document), "faint")])


def _section(
    heading: str, entries: Sequence[Sequence[str]], page: Page, empty: str = "none found"
) -> list[str]:
    """A heading and its entries, each parted from the next by a blank line."""
    lines = page.block([(heading, "heading")])
    for entry in entries or [page.block([(empty, "faint")], INDENT)]:
        lines += ["", *entry]
    return lines


def _event(event: Event, told: Iterable[tuple[str, str]], page: Page) -> list[str]:
    head: list[Run] = [(EVENT_NAMES[event.type], "label")]
    if event.status != "occurred":
        head += [(" · ", "faint"), _status(event)]
    if event.claim_ids:
        head.append((f"  ← {', '.join(event.claim_ids)}", "faint"))
    lines = page.block(head, _numbered(event.id))
    if says_more(event):
        lines += page.block([(event.summary, "plain")], INDENT)
    for label, words in told:
        lines += page.block([(words, "plain")], f"{INDENT}{label:<8}", INDENT + " " * 8)
    for sentence in event.evidence:
        lines += _quote(sentence, [], page)
    return lines + _standing(event, page)


def _status(event: Event) -> Run:
    return ("DENIED", "denial") if event.status == "denied" else (event.status, "stance")


def _claims(summary: Summary, page: Page) -> list[list[str]]:
    entries = []
    for speaker, claims in by_speaker(summary.claims).items():
        heading = page.block([(speaker, "speaker")])
        for claim in claims:
            entries.append(heading + _claim(claim, page))
            heading = []
    return entries


def _claim(claim: Claim, page: Page) -> list[str]:
    head: list[Run] = []
    if claim.stance == "denies":
        head.append(("DENIES ", "denial"))
    elif claim.stance != "asserts":
        head.append((f"{claim.stance} ", "stance"))
    if not own_words(claim):
        head.append((claim.text, "plain"))
    marks = [quoted_mark(claim), f"→ {', '.join(claim.event_ids)}" if claim.event_ids else ""]
    tail: list[Run] = [(f" {mark}", "faint") for mark in marks if mark]
    first = _numbered(claim.id)
    # With nothing to say beside the source's own words, the evidence stands on the item's line.
    lines = page.block(head, first) if head else []
    for sentence in claim.evidence:
        lines += _quote(sentence, claim.content, page, tail, first="" if lines else first)
        tail = []
    return lines + _standing(claim, page)


def _item(item: RecipeItem, page: Page) -> list[str]:
    facts = item_facts(item)
    width = max((len(label) for label, _ in facts), default=0) + 2
    lines: list[str] = []
    for label, words in facts:
        first = INDENT if lines else _numbered(item.id)
        indent = " " * (len(INDENT) + width)
        lines += page.block([(words, "plain")], f"{first}{label:<{width}}", indent)
    marked = [span for spans in item.spans.values() for span in spans]
    for sentence in item.evidence:
        lines += _quote(sentence, marked, page, first="" if lines else _numbered(item.id))
    return lines + _standing(item, page)


def _quote(
    sentence: Span,
    marked: Sequence[Span],
    page: Page,
    tail: Iterable[Run] = (),
    first: str = "",
) -> list[str]:
    """A sentence of the source, its marked words made to stand out, with where it stands."""
    runs: list[Run] = [
        (words, "claimed" if is_marked else "plain")
        for words, is_marked in excerpt(sentence, marked)
    ]
    runs.append((f" {range_of(sentence)}", "faint"))
    return page.block([*runs, *tail], f"{first}│ " if first else QUOTE, QUOTE)


def _standing(item: Event | Claim | RecipeItem, page: Page) -> list[str]:
    lines: list[str] = []
    for label, words in standing(item):
        role: Role = "denial" if label == "problem" else "faint"
        lines += page.block([(f"{label}: {words}", role)], INDENT)
    return lines


def _rejected(rejected: Rejected, page: Page) -> list[str]:
    lines = page.block(
        [(given(rejected), "plain"), (f" ({asked(rejected)})", "faint")], f"{rejected.kind:<7}"
    )
    for reason in reasons(rejected.problems):
        lines += page.block([(reason, "stance")], "       – ")
    return lines


def _gaps(summary: Summary, page: Page) -> list[list[str]]:
    lines = page.block([(coverage_line(summary), "faint")])
    return [lines, *(_gap(gap, page) for gap in summary.coverage.left_out)]


def _gap(gap: Gap, page: Page) -> list[str]:
    runs: list[Run] = [(gap.span.text, "plain"), (f" {range_of(gap.span)}", "faint")]
    cues = page.block([(f"because of: {cues_of(gap)}", "faint")], INDENT)
    return page.block(runs, f"{gap.sentence:<5}") + cues


def _numbered(identifier: str) -> str:
    return f"{identifier:<{len(INDENT)}}"
