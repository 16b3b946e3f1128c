"""Templates and an article become a question. Article text goes in as data, never as template."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from pydantic import BaseModel

from summarizer.errors import RecipeError
from summarizer.recipes import Recipe, load
from summarizer.rounds import Message, Question
from summarizer.schemas.claim import STANCES
from summarizer.schemas.event import EVENT_TYPES, STATUSES
from summarizer.segments import Segment

__all__ = [
    "Page",
    "Part",
    "as_json",
    "compose",
    "compose_alone",
    "estimate_tokens",
    "neutral",
    "numbered",
    "request_schema",
]

USER_MARK = "<!-- user -->"

# What chat templates treat as structure: <|im_end|>, <tool_call>, </s>, [INST], <start_of_turn> and
# their like. A word joiner after the bracket makes them plain text to a tokenizer (measured on all
# special tokens of the embedded model); it is invisible, and locating ignores it.
_CONTROL = re.compile(r"<|\[(?=/?[A-Z_]+\])")
WORD_JOINER = "\u2060"

# Characters a token, for planning: 3.5 is on the safe side for European languages (measured 4.4 on
# English news with Qwen's tokenizer); scripts without spaces take about a token a character.
CHARACTERS_PER_TOKEN = 3.5
_DENSE = re.compile(r"[\u0590-\u07ff\u0900-\u0fff\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af]")

# An answer is given this much even where the estimate says that the window is full: the estimate
# errs on the safe side, and this holds one item.
LEAST_ANSWER_TOKENS = 200

# Sentences one item may cite.
MAX_CITED = 12

# Sentence numbers a request allows, in few sizes: hosted services compile each new schema.
_BUCKETS = (32, 64, 128, 256, 512, 1000)


@dataclass(frozen=True)
class Page:
    """The part of an article that one question shows: whole sentences, and the title."""

    document_id: str
    title: str | None
    segments: tuple[Segment, ...]
    exact_numbers: bool
    """Whether the schema lists just these sentences' numbers (engines where schemas are free)."""
    window: int | None = None
    """Tokens that question and answer share; None when nothing is known of a bound."""
    context: str = ""
    """When and where the article was published, and in which language to write: a line for lists."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The sentence numbers shown."""
        return tuple(segment.number for segment in self.segments)

    @cached_property
    def messages(self) -> tuple[str, str]:
        """The system message and the article: what all questions about this page begin with."""
        return _article(self)


@dataclass(frozen=True, slots=True)
class Part:
    """One template with the values of its places."""

    recipe: Recipe
    values: Mapping[str, str]

    def render(self) -> str:
        """The filled text. Values are inserted once and never read as templates."""
        lists = {
            "context": "",
            "gaps": "",
            "stances": _lines(STANCES.items()),
            "types": _lines(EVENT_TYPES.items()),
            "statuses": _lines(STATUSES.items()),
        }
        try:
            return self.recipe.template.substitute({**lists, **self.values})
        except KeyError as error:
            raise RecipeError(
                f"prompt template {self.recipe.id} needs a value for {error}"
            ) from error


def compose(
    page: Page, parts: Sequence[Part], label: str, barred: Mapping[str, str] | None = None
) -> Question:
    """The question that `parts` ask about `page`: the article first, then the parts in order.

    The first part's recipe gives the schema and the length of the answer. `barred` holds a value
    that a field may not take again.
    """
    recipe = parts[0].recipe
    if recipe.schema is None:
        raise RecipeError(f"prompt template {recipe.id} has no schema: it cannot ask by itself")
    system, article = page.messages
    asked = "\n\n".join([article, *(part.render() for part in parts)])
    taken = estimate_tokens(system) + estimate_tokens(asked)
    return Question(
        recipe="+".join(part.recipe.id for part in parts),
        messages=(Message("system", system), Message("user", asked)),
        schema_name=recipe.schema.__name__,
        schema=request_schema(recipe.schema, _allowed(page), barred),
        document_id=page.document_id,
        max_tokens=_longest_answer(recipe, page, taken),
        label=label,
    )


def compose_alone(page: Page, part: Part, label: str) -> Question:
    """A question that shows what it is about itself: the article is not sent again."""
    recipe = part.recipe
    if recipe.schema is None:
        raise RecipeError(f"prompt template {recipe.id} has no schema: it cannot ask by itself")
    system, _ = page.messages
    asked = part.render()
    return Question(
        recipe=recipe.id,
        messages=(Message("system", system), Message("user", asked)),
        schema_name=recipe.schema.__name__,
        schema=request_schema(recipe.schema, None),
        document_id=page.document_id,
        max_tokens=_longest_answer(recipe, page, estimate_tokens(system) + estimate_tokens(asked)),
        label=label,
    )


def _longest_answer(recipe: Recipe, page: Page, taken: int) -> int:
    """What the recipe allows, or what the window leaves: servers refuse a call that asks for more."""
    if page.window is None:
        return recipe.max_tokens
    return min(recipe.max_tokens, max(LEAST_ANSWER_TOKENS, page.window - taken))


def numbered(segments: Iterable[Segment]) -> str:
    """Sentences as the model reads them: `[3] The court …`, one a line."""
    return "\n".join(
        f"[{segment.number}] {neutral(' '.join(segment.text.split()))}" for segment in segments
    )


def neutral(text: str) -> str:
    """`text` with chat-template tokens made plain; what it looks like to a reader is unchanged."""
    return _CONTROL.sub(lambda match: match[0] + WORD_JOINER, text)


def estimate_tokens(text: str) -> int:
    """About how many tokens `text` takes, on the safe side."""
    dense = len(_DENSE.findall(text))
    return int(dense * 1.2 + (len(text) - dense) / CHARACTERS_PER_TOKEN) + 1


def request_schema(
    schema: type[BaseModel],
    numbers: Sequence[int] | None,
    barred: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The strict JSON Schema of an answer; citations may only be `numbers` (any integer if None).

    A field of `barred` loses that one of its values.
    """
    made = deepcopy(_json_schema(schema))
    for properties in _properties(made):
        if numbers and "sentences" in properties:
            properties["sentences"]["items"] = {"type": "integer", "enum": list(numbers)}
            # Without an end, a small model under constrained decoding lists numbers for ever.
            properties["sentences"]["maxItems"] = MAX_CITED
        for name, value in (barred or {}).items():
            values = properties.get(name, {}).get("enum", [])
            if value in values:
                values.remove(value)
    return made


@cache
def _json_schema(schema: type[BaseModel]) -> dict[str, Any]:
    # pydantic takes milliseconds for it, and a long document asks thousands of questions.
    return schema.model_json_schema()


def _properties(schema: dict[str, Any]) -> list[dict[str, Any]]:
    parts = [schema, *schema.get("$defs", {}).values()]
    return [part["properties"] for part in parts if "properties" in part]


def _allowed(page: Page) -> Sequence[int] | None:
    if page.exact_numbers:
        return page.numbers
    largest = max(page.numbers)
    size = next((bucket for bucket in _BUCKETS if bucket >= largest), None)
    return None if size is None else range(1, size + 1)


def _article(page: Page) -> tuple[str, str]:
    heading = f"Title: {neutral(page.title)}" if page.title else ""
    part = Part(load("article"), {"heading": heading, "sentences": numbered(page.segments)})
    system, _, user = part.recipe.template.template.partition(USER_MARK)
    # Split before filling in: an article that contains the mark changes nothing.
    rendered = type(part.recipe.template)(user.strip()).substitute(part.values)
    return system.strip(), rendered


def _lines(meanings: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"- {name}: {meaning}" for name, meaning in meanings)


def as_json(value: BaseModel | Mapping[str, Any]) -> str:
    """A draft as the model reads it back."""
    plain = value.model_dump() if isinstance(value, BaseModel) else dict(value)
    return neutral(json.dumps(plain, ensure_ascii=False))
