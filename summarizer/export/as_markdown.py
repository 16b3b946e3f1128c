"""A summary as markdown (CommonMark): the structure of the text, for a page, a ticket or a mail."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from summarizer.export.event_facts import event_facts
from summarizer.export.printable import printable
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

__all__ = ["to_markdown"]

# An ampersand says something else only at the head of a character reference.
_INLINE: Final = re.compile(r"([\\`*_\[\]<>~|]|&(?=#?\w+;))")
_AT_THE_START: Final = re.compile(r"^(\d*)([-+=#.)])")
_EDGES: Final = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)


def to_markdown(summary: Summary) -> str:
    """The summary as markdown, one paragraph a line. What an article says is never markup in it."""
    title = _plain(summary.document.title or "Untitled article")
    parts = [f"# {title}", _emphasis(byline(summary.document))]
    for recipe in summary.recipes:
        parts += [f"## {_plain(recipe_title(recipe))}", *(_found(recipe, summary) or [_NONE])]
    if summary.rejected:
        parts += ["## Rejected", "\n".join(map(_rejected, summary.rejected))]
    parts += ["## Not covered"] if summary.coverage.left_out else []
    parts.append(_emphasis(coverage_line(summary)))
    parts += ["\n".join(map(_gap, summary.coverage.left_out))]
    parts += ["---", _emphasis(usage_line(summary.usage))]
    return "\n\n".join(part for part in parts if part) + "\n"


_NONE: Final = "None found."


def _found(recipe: str, summary: Summary) -> list[str]:
    """What one of the recipes that were asked for has found."""
    if recipe == "events":
        told = event_facts(summary)
        return [_event(event, told[event.id]) for event in summary.events]
    if recipe == "claims":
        return _claims(summary.claims)
    return [_item(item) for item in summary.items if item.recipe == recipe]


def _event(event: Event, told: Iterable[tuple[str, str]]) -> str:
    status = "" if event.status == "occurred" else f" · {_strong(event.status)}"
    links = f" · ← {', '.join(event.claim_ids)}" if event.claim_ids else ""
    blocks = [f"### {event.id} {EVENT_NAMES[event.type]}{status}{links}"]
    blocks.append(_plain(event.summary) if says_more(event) else "")
    blocks.append("\n".join(f"- **{label}:** {_plain(words)}" for label, words in told))
    blocks.append("\n>\n".join(_quote(sentence, []) for sentence in event.evidence))
    blocks.append(_standing(event))
    return "\n\n".join(block for block in blocks if block)


def _claims(claims: Iterable[Claim]) -> list[str]:
    return [
        f"### {_plain(speaker)}\n\n" + "\n\n".join(map(_claim, theirs))
        for speaker, theirs in by_speaker(claims).items()
    ]


def _claim(claim: Claim) -> str:
    head = [_strong(claim.id)]
    if claim.stance != "asserts":
        head.append(_strong("DENIES") if claim.stance == "denies" else _emphasis(claim.stance))
    if not own_words(claim):
        head.append(_plain(claim.text))
    links = f"→ {', '.join(claim.event_ids)}" if claim.event_ids else ""
    head += [mark for mark in (_emphasis(quoted_mark(claim)), links) if mark]
    blocks = [" ".join(head), *(_quote(sentence, claim.content) for sentence in claim.evidence)]
    blocks[1:] = ["\n>\n".join(blocks[1:])]
    return "\n\n".join(block for block in [*blocks, _standing(claim)] if block)


def _item(item: RecipeItem) -> str:
    marked = [span for spans in item.spans.values() for span in spans]
    blocks = [f"### {item.id}"]
    blocks.append(
        "\n".join(f"- **{_plain(label)}:** {_plain(words)}" for label, words in item_facts(item))
    )
    blocks.append("\n>\n".join(_quote(sentence, marked) for sentence in item.evidence))
    blocks.append(_standing(item))
    return "\n\n".join(block for block in blocks if block)


def _quote(sentence: Span, marked: Sequence[Span]) -> str:
    stretches = excerpt(sentence, marked)
    words = "".join(_strong(text) if is_marked else _inner(text) for text, is_marked in stretches)
    return f"> {_at_start(words)} {_inner(range_of(sentence))}"


def _standing(item: Event | Claim | RecipeItem) -> str:
    lines = [
        (_strong if label == "problem" else _emphasis)(f"{label}: {words}")
        for label, words in standing(item)
    ]
    return "\n\n".join(lines)


def _rejected(rejected: Rejected) -> str:
    lines = [f"- **{rejected.kind}** {_plain(given(rejected))} ({asked(rejected)})"]
    return "\n".join([*lines, *(f"  - {_plain(reason)}" for reason in reasons(rejected.problems))])


def _gap(gap: Gap) -> str:
    place = _inner(range_of(gap.span))
    return (
        f"- **{gap.sentence}** {_plain(gap.span.text)} {place} (because of: {_plain(cues_of(gap))})"
    )


def _plain(text: str) -> str:
    """Text that is nothing but itself in markdown, also at the start of a line."""
    return _at_start(_inner(text).strip())


def _inner(text: str) -> str:
    """The same inside a line; white space at the ends stays, as one space."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and text.strip() else ""
    return before + _INLINE.sub(r"\\\1", printable(text)) + after


def _at_start(text: str) -> str:
    return _AT_THE_START.sub(r"\1\\\2", text)


def _strong(text: str) -> str:
    return _between(text, "**")


def _emphasis(text: str) -> str:
    return _between(text, "*")


def _between(text: str, mark: str) -> str:
    """Marks beside a letter or digit: beside punctuation or a space they may not count."""
    match = _EDGES.match(text)
    if match is None or not match[2]:
        return _inner(text)
    return f"{_inner(match[1])}{mark}{_inner(match[2])}{mark}{_inner(match[3])}"
