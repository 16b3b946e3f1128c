"""What is asked and what comes back: the words that a dialogue and a driver share.

A dialogue yields rounds (lists of questions) and is sent, for each round, the replies in the same
order. Nothing here knows HTTP, a vendor or a disk.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from typing import Any, Final, Literal

__all__ = [
    "MOST_TOKENS",
    "Message",
    "Question",
    "Reply",
    "ReplyStatus",
    "Tokens",
    "sane_cost",
    "sane_count",
]

MOST_TOKENS: Final = 10_000_000
"""Of one call: the widest context windows there are. What a server says beyond it is a mistake of its own,
and would overflow a database or use up a budget for ever."""

MOST_COST: Final = 10_000.0
"""USD of one call: MOST_TOKENS at a thousand dollars a million, more than any price list has."""

ReplyStatus = Literal["complete", "truncated", "refused", "empty", "failed"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the chat sent to a model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Question:
    """One call to a model: a chat, and the JSON Schema its answer must follow.

    `recipe` is the template's name and version ("speaker@v1"); `label` says in a few words what
    is asked, for progress and logs; it is not part of the fingerprint. `choices` are the labels of a
    question that is answered by one of them ("A", "B"): models that can are asked for that label
    alone, with the log-probability of each, and the schema is for those that cannot.
    """

    recipe: str
    messages: tuple[Message, ...]
    schema_name: str
    schema: Mapping[str, Any]
    document_id: str
    max_tokens: int
    label: str = field(default="", compare=False)
    choices: tuple[str, ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of everything that decides the answer, save the model (the journal adds it)."""
        parts: list[Any] = [
            self.recipe,
            self.document_id,
            self.schema_name,
            self.schema,
            self.max_tokens,
            [(message.role, message.content) for message in self.messages],
        ]
        if self.choices:  # only then: what was kept of other questions keeps its fingerprint
            parts.append(self.choices)
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one or more calls cost. `cached` input tokens are part of `input`; `cost` is in USD.

    `estimated` is how many of the calls have tokens that are reckoned from characters, since the server
    tells none.
    """

    calls: int = 0
    input: int = 0
    cached: int = 0
    output: int = 0
    cost: float | None = None
    estimated: int = 0

    def __add__(self, other: "Tokens") -> "Tokens":
        known = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Tokens(
            calls=self.calls + other.calls,
            input=self.input + other.input,
            cached=self.cached + other.cached,
            output=self.output + other.output,
            cost=sum(known) if known else None,
            estimated=self.estimated + other.estimated,
        )


def sane_count(value: object) -> int:
    """Tokens of one call as somebody else counted them: 0 for what is no count, MOST_TOKENS at most."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return 0
    if isinstance(value, float) and not isfinite(value):
        return 0
    return int(min(max(value, 0), MOST_TOKENS))


def sane_cost(value: object) -> float | None:
    """The cost of one call in USD as somebody else gave it: None for what is no cost, MOST_COST at most."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(min(value, MOST_COST)) if value >= 0 else None  # NaN is not


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one question, as the model gave it.

    `text` is the raw content (expected to be JSON), empty unless there was some. `status` is
    "truncated" when the answer hit the token limit, "refused" when the model declined, "empty"
    when it said nothing, "failed" when no answer arrived after all transport retries; `detail`
    then says why, for a person, without keys. `replayed` marks an answer out of the journal.
    Halves of surrogate pairs, which JSON's escapes can spell and no file can hold, are replaced.
    `choice_logprobs` is the natural logarithm of the probability of each of the question's choices,
    None where the server gives none.
    """

    text: str
    status: ReplyStatus = "complete"
    detail: str = ""
    tokens: Tokens = Tokens()
    replayed: bool = False
    choice_logprobs: Mapping[str, float] | None = None

    def __post_init__(self) -> None:
        for name in ("text", "detail"):
            object.__setattr__(self, name, _storable(getattr(self, name)))


def _storable(text: str) -> str:
    """`text` with what UTF-8 cannot write joined to whole characters, or replaced by U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
