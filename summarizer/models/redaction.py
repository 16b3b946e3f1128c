"""Making somebody else's error text fit for one line of ours: short, and without keys."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from summarizer.rounds import Reply

__all__ = ["LONGEST_DETAIL", "one_line", "without_secrets"]

LONGEST_DETAIL: Final = 300
"""Characters kept of a server's message: three terminal lines, enough for every message seen."""

SHORTEST_SECRET: Final = 6
"""A key shorter than this ("none", "x") is a placeholder, and blanking it would eat words."""

# Services quote part of a wrong key back ("Incorrect API key provided: sk-ab***yz"), so that
# knowing the key itself is not enough. Prefixes as published by the vendors, then header and URL.
_LOOKS_LIKE_A_KEY: Final = re.compile(
    r"\b(?:sk|pk|gsk|xai|hf|pplx|csk|fw|r8|tgp)[-_][\w*.…-]{4,}"
    r"|\bAIza[\w*-]{8,}"
    r"|(?<=bearer )\s*[^\s\"',;]+"
    r"|(?<=key provided: )[^\s\"',;]+"
    r"|(?<=[?&]key=)[^\s&\"']+"
    r"|(?<=api[-_]key[=:])\s*[^\s&\"',;]+",
    re.IGNORECASE,
)


def one_line(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` on one line, shortened, with `secrets` and whatever looks like a key blanked out."""
    line = " ".join(_LOOKS_LIKE_A_KEY.sub("[key]", _without(text, secrets)).split())
    return line if len(line) <= LONGEST_DETAIL else line[: LONGEST_DETAIL - 1] + "…"


def without_secrets(reply: Reply, secrets: Iterable[str]) -> Reply:
    """`reply` with each of `secrets` blanked out of it; what only looks like a key is news."""
    known = tuple(secrets)
    return replace(reply, text=_without(reply.text, known), detail=_without(reply.detail, known))


def _without(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, "[key]")
    return text
