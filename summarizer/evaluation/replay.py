"""Drafts played as a model's answers: what becomes of a list that is right.

The model is one that has said it all and stands by it: it answers the questions for lists with the drafts,
leaves every item as it was when it is asked again, and knows of nothing that was left out. So whatever is
lost, changed or added on the way is the machinery's doing.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from summarizer.api import Summarizer
from summarizer.documents import Document
from summarizer.errors import DocumentError
from summarizer.evaluation.drafts import DraftedArticle, Drafts, LeftOut, Loss
from summarizer.evaluation.fates import Addition, Change, Fates, Kept, fates_of
from summarizer.models import ScriptedModel
from summarizer.prompting import as_json
from summarizer.rounds import Question
from summarizer.schemas.claim import ClaimDraft
from summarizer.schemas.event import EventDraft
from summarizer.segments import segments
from summarizer.settings import Settings

__all__ = ["STRATEGY", "Played", "Replay", "Score", "SteadyReader", "replay"]

STRATEGY: Final = "whole"

WINDOW: Final = 128_000
"""Tokens of the scripted model: what hosted models have at least."""

_NUMBER: Final = re.compile(r"^\[(\d+)\] ", re.MULTILINE)
"""How a question shows a sentence's number: see `prompting.numbered`."""


@dataclass(frozen=True, slots=True)
class Score:
    """What one or more articles come to. Adds up.

    `parts` are participants, quantities, times and places of the events that were kept; `changed` counts
    fields (`claim.speaker`), `recipes` the questions by their templates.
    """

    articles: int
    claims: Kept
    events: Kept
    added: Mapping[str, int]
    changed: Mapping[str, int]
    parts: Mapping[str, Kept]
    rejected: int
    recipes: Mapping[str, int]

    @property
    def questions(self) -> int:
        """All questions that were asked."""
        return sum(self.recipes.values())

    def __add__(self, other: "Score") -> "Score":
        return Score(
            articles=self.articles + other.articles,
            claims=self.claims + other.claims,
            events=self.events + other.events,
            added=Counter(self.added) + Counter(other.added),
            changed=Counter(self.changed) + Counter(other.changed),
            parts={name: one + other.parts[name] for name, one in self.parts.items()},
            rejected=self.rejected + other.rejected,
            recipes=Counter(self.recipes) + Counter(other.recipes),
        )


@dataclass(frozen=True, slots=True)
class Played:
    """An article's drafts after they were played."""

    name: str
    set: str
    score: Score
    losses: tuple[Loss, ...]
    changes: tuple[Change, ...]
    additions: tuple[Addition, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """All articles of a folder; there is at least one."""

    articles: tuple[Played, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def sets(self) -> dict[str, Score]:
        """The score of each set."""
        names = sorted({one.set for one in self.articles})
        return {
            name: _summed([one.score for one in self.articles if one.set == name]) for name in names
        }

    @property
    def total(self) -> Score:
        """The score of all of them."""
        return _summed([one.score for one in self.articles])


def replay(drafts: Drafts) -> Replay:
    """Plays every article's drafts. Asks nobody, and keeps no journal.

    Raises DocumentError, naming the article, for a text that is none.
    """
    return Replay(tuple(map(_played, drafts.articles)), drafts.left_out)


def _summed(scores: Sequence[Score]) -> Score:
    first, *others = scores
    for other in others:
        first += other
    return first


def _played(article: DraftedArticle) -> Played:
    document = _document(article)
    reader = SteadyReader(article, frozenset(one.number for one in segments(document)))
    model = ScriptedModel(reader, name="drafts", context_window=WINDOW)
    with Summarizer(model, strategy=STRATEGY, settings=Settings(use_journal=False)) as summarizer:
        summary = summarizer.summarize(document)
    fates = fates_of(article, summary)
    recipes = Counter(question.recipe for question in model.asked)
    return Played(
        article.name,
        article.set,
        _score(article, fates, len(summary.rejected), recipes),
        fates.losses,
        fates.changes,
        fates.additions,
    )


def _document(article: DraftedArticle) -> Document:
    try:
        return Document.from_text(article.text, published=article.published)
    except DocumentError as error:
        raise DocumentError(f"{article.set}-{article.name}: {error}") from None


def _score(
    article: DraftedArticle, fates: Fates, rejected: int, recipes: Mapping[str, int]
) -> Score:
    unread = Counter(one.kind for one in article.unread)
    lost = Counter(one.kind for one in fates.losses)
    claims = len(article.claims) + unread["claim"]
    events = len(article.events) + unread["event"]
    return Score(
        articles=1,
        claims=Kept(claims, claims - lost["claim"]),
        events=Kept(events, events - lost["event"]),
        added=Counter(one.kind for one in fates.additions),
        changed=Counter(f"{one.kind}.{one.field}" for one in fates.changes),
        parts=fates.parts,
        rejected=rejected,
        recipes=recipes,
    )


class SteadyReader:
    """Answers as the one who wrote the drafts would who stands by them.

    `numbers` are those of all sentences of the article.
    """

    def __init__(self, article: DraftedArticle, numbers: frozenset[int]) -> None:
        self._numbers = numbers
        self._lists: Mapping[str, Sequence[ClaimDraft | EventDraft]] = {
            "claims": article.claims,
            "events": article.events,
        }

    def __call__(self, question: Question) -> str:
        """JSON as the question's schema wants it, or the label of its first choice."""
        if question.choices:
            return question.choices[0]
        fields: Mapping[str, Any] = question.schema.get("properties", {})
        listed = next((name for name in self._lists if name in fields), None)
        if listed is None:
            return json.dumps({name: _nothing(field) for name, field in fields.items()})
        drafts = [one.model_dump() for one in self._wanted(question, listed)]
        return json.dumps({listed: drafts}, ensure_ascii=False)

    def _wanted(self, question: Question, listed: str) -> list[ClaimDraft | EventDraft]:
        """A repair gets its item as it was, a page what cites its sentences, and a gap nothing.

        What cites a sentence that there is not belongs to every page: it has to be refused.
        """
        drafts = self._lists[listed]
        recipes = [part.partition("@")[0] for part in question.recipe.split("+")]
        asked = question.messages[-1].content
        if recipes[0] != listed:
            return [one for one in drafts if as_json(one) in asked][:1]
        if "gaps" in recipes:
            return []
        shown = set(map(int, _NUMBER.findall(asked)))
        elsewhere = self._numbers - shown
        return [one for one in drafts if elsewhere.isdisjoint(one.sentences[:1])]


def _nothing(field: Mapping[str, Any]) -> object:
    """An empty list of answers leaves everything as it is."""
    return [] if field.get("type") == "array" else "none"
