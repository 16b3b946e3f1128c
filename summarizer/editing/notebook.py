"""How a summary and its items show themselves in a notebook: small, self-contained, all of it text."""

from collections.abc import Iterable

from markupsafe import Markup

from summarizer.export import wording
from summarizer.export.report.parts import visible
from summarizer.recipes.finding import BUILT_IN
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.summary import Rejected, Summary

__all__ = ["claim_html", "event_html", "recipe_item_html", "summary_html"]

_BLOCK = Markup('<div dir="auto" style="margin:.4em 0">{}</div>')
_SOURCE = Markup(
    '<blockquote style="margin:.2em 0 .2em 1em;padding-left:.6em;border-left:3px solid #888">{}'
    ' <small style="opacity:.7">{}</small></blockquote>'
)
_SECTION = Markup("<details{}><summary><b>{} ({})</b></summary>{}</details>")


def summary_html(summary: Summary) -> str:
    """The summary as a fragment of HTML without scripts; nothing of an article is taken for markup."""
    title = _text(summary.document.title or "Untitled article")
    byline = _text(wording.byline(summary.document))
    parts = [
        _block(Markup("<b>{}</b><br><small>{}</small>").format(title, byline)),
        _section("Events", [event_html(event) for event in summary.events], opened=True),
        _section("Claims", [claim_html(claim) for claim in summary.claims], opened=True),
        *(_found(recipe, summary) for recipe in summary.recipes if recipe not in BUILT_IN),
        _section("Rejected", [_rejected_html(one) for one in summary.rejected], opened=False),
        _block(_text(wording.coverage_line(summary))),
    ]
    return _whole(Markup("").join(parts))


def claim_html(claim: Claim) -> str:
    """One claim, with the words that carry it."""
    head = Markup("<b>{}</b> <i>{}</i>: {}").format(
        _text(claim.speaker.canonical), claim.stance, _text(claim.text)
    )
    return _item(claim, head)


def event_html(event: Event) -> str:
    """One event, with the sentences that report it."""
    name = wording.EVENT_NAMES[event.type]
    head = Markup("<b>{}</b> <i>{}</i>: {}").format(name, event.status, _text(event.summary))
    return _item(event, head)


def _found(recipe: str, summary: Summary) -> Markup:
    """What one of the other recipes found."""
    items = [recipe_item_html(item) for item in summary.items if item.recipe == recipe]
    return _section(_text(wording.recipe_title(recipe)), items, opened=True)


def recipe_item_html(item: RecipeItem) -> str:
    """One item of a recipe, with the sentences that show it."""
    fields = [
        Markup("<i>{}</i>: {}").format(_text(label), _text(words))
        for label, words in wording.item_facts(item)
    ]
    return _item(item, Markup("<br>").join(fields))


def _item(item: Claim | Event | RecipeItem, head: Markup) -> str:
    lines = [head, _review(item.review), _problems(item.problems)]
    sources = [_SOURCE.format(_text(span.text), wording.range_of(span)) for span in item.evidence]
    return _whole(_block(Markup("").join([*lines, *sources])))


def _rejected_html(rejected: Rejected) -> Markup:
    return _block(_text(wording.given(rejected)) + _problems(rejected.problems))


def _review(state: str) -> Markup:
    return Markup("") if state == "none" else Markup(" <small>[{}]</small>").format(state)


def _problems(problems: Iterable[Problem]) -> Markup:
    return Markup("").join(
        Markup("<br><small>{} {}</small>").format(
            "✗" if problem.severity == "error" else "–", _text(problem.message)
        )
        for problem in problems
    )


def _section(name: str, shown: list[str] | list[Markup], *, opened: bool) -> Markup:
    if not shown:
        return Markup("")
    state = Markup(" open") if opened else Markup("")
    return _SECTION.format(state, name, len(shown), Markup("".join(shown)))


def _block(inside: Markup) -> Markup:
    return _BLOCK.format(inside)


def _text(text: str) -> Markup:
    return Markup.escape(visible(text))


def _whole(markup: Markup) -> str:
    """Half characters, which a file's name can hold, become question marks."""
    return str(markup).encode(errors="replace").decode()
