"""A replay as a page to read, and as JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final

from summarizer.evaluation.drafts import LeftOut
from summarizer.evaluation.fates import Kept
from summarizer.evaluation.replay import STRATEGY, Played, Replay, Score
from summarizer.evaluation.tables import cut, table
from summarizer.export.layout import PLAIN, Page
from summarizer.export.printable import escaped

__all__ = ["replay_json", "replay_text"]

WIDTH: Final = 100
LONGEST_FATE: Final = 400
"""Characters of a loss or a change on the page; the JSON has all of them."""


def replay_text(played: Replay, most: int) -> str:
    """A row for each set, and `most` of the losses, additions and changes, for a person."""
    scores = {**played.sets, "total": played.total}
    parts = (
        _items(scores),
        _parts(scores),
        _said(played.total),
        _fates(played.articles, most),
        _left_out(played.left_out),
    )
    return "\n".join(part for part in parts if part)


def replay_json(played: Replay, folder: str) -> str:
    """One JSON object: totals, sets and articles with the same fields, then what became of what."""
    value = {
        "task": "replay",
        "folder": folder,
        "strategy": STRATEGY,
        "total": _plain(played.total),
        "sets": {name: _plain(score) for name, score in played.sets.items()},
        "articles": [
            {"set": one.set, "name": one.name, **_plain(one.score)} for one in played.articles
        ],
        "losses": [_named(one, fate) for one in played.articles for fate in one.losses],
        "additions": [_named(one, fate) for one in played.articles for fate in one.additions],
        "changes": [_named(one, fate) for one in played.articles for fate in one.changes],
        "left_out": [asdict(one) for one in played.left_out],
    }
    return escaped(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def _plain(score: Score) -> dict[str, Any]:
    return {
        "articles": score.articles,
        "claims": _counted(score.claims, score, "claim"),
        "events": {
            **_counted(score.events, score, "event"),
            **{name: asdict(kept) for name, kept in score.parts.items()},
        },
        "rejected": score.rejected,
        "questions": score.questions,
        "questions_per_article": _each(score.questions, score),
        "questions_per_article_by_recipe": {
            name: _each(number, score) for name, number in sorted(score.recipes.items())
        },
    }


def _counted(kept: Kept, score: Score, kind: str) -> dict[str, Any]:
    fields = {
        name.partition(".")[2]: number
        for name, number in sorted(score.changed.items())
        if name.startswith(f"{kind}.")
    }
    return {
        **asdict(kept),
        "lost": kept.given - kept.kept,
        "added": score.added.get(kind, 0),
        "changed": fields,
    }


def _each(number: int, score: Score) -> float:
    return round(number / score.articles, 2)


def _named(one: Played, fate: Any) -> dict[str, Any]:
    return {"article": f"{one.set}-{one.name}", **asdict(fate)}


def _items(scores: Mapping[str, Score]) -> str:
    head = ["set", "articles", "claims kept", "events kept", "added", "changed", "questions each"]
    rows = [
        [
            name,
            str(score.articles),
            _of(score.claims),
            _of(score.events),
            str(sum(score.added.values())),
            str(sum(score.changed.values())),
            f"{_each(score.questions, score):.1f}",
        ]
        for name, score in scores.items()
    ]
    return table(head, rows) + "kept / given; added items; changed fields; questions an article\n"


def _parts(scores: Mapping[str, Score]) -> str:
    head = ["of events kept", *next(iter(scores.values())).parts]
    rows = [[name, *map(_of, score.parts.values())] for name, score in scores.items()]
    return table(head, rows)


def _of(kept: Kept) -> str:
    return f"{kept.kept} / {kept.given}"


def _said(total: Score) -> str:
    """The changed fields, and what the questions were about."""
    changed = ", ".join(f"{name} {number}" for name, number in sorted(total.changed.items()))
    asked = ", ".join(
        f"{name} {_each(number, total):.1f}" for name, number in sorted(total.recipes.items())
    )
    return f"Changed fields: {changed or 'none'}\nQuestions an article: {asked}\n"


def _fates(articles: Sequence[Played], most: int) -> str:
    """The worst first: what is lost, then what was added, then what came out otherwise."""
    every = [text for told in (_lost, _added, _changed) for one in articles for text in told(one)]
    page = Page(WIDTH, PLAIN)
    lines = ["Lost, added and changed"]
    for text in every[:most]:
        lines += page.block([(cut(text, LONGEST_FATE), "plain")], "- ")
    if most < len(every):
        lines.append(f"and {len(every) - most} more: --worst {len(every)} shows them all")
    return "\n".join(lines) + "\n" if every else ""


def _lost(one: Played) -> Iterator[str]:
    for fate in one.losses:
        yield f"lost {fate.kind} ({one.set}-{one.name}): {fate.words} – {fate.reason}"


def _added(one: Played) -> Iterator[str]:
    for fate in one.additions:
        yield f"added {fate.kind} ({one.set}-{one.name}): {fate.words}"


def _changed(one: Played) -> Iterator[str]:
    for fate in one.changes:
        values = f"“{fate.given}” became “{fate.got}”"
        yield f"{fate.kind}.{fate.field} ({one.set}-{one.name}): {values} in: {fate.words}"


def _left_out(files: Sequence[LeftOut]) -> str:
    """The files that were not played, those of one reason together."""
    ordered = sorted(files, key=lambda one: (one.reason, one.file))
    page = Page(WIDTH, PLAIN)
    lines = ["Left out"] if files else []
    for reason, group in groupby(ordered, key=lambda one: one.reason):
        names = ", ".join(one.file for one in group)
        lines += page.block([(f"{reason}: {names}", "plain")], "- ")
    return "\n".join(lines) + "\n" if lines else ""
