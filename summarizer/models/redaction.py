"""Making somebody else's error text fit for one line of ours: short, and without keys."""

import re
from collections.abc import Iterable
from typing import Final

__all__ = ["LONGEST_DETAIL", "one_line"]

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
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, "[key]")
    line = " ".join(_LOOKS_LIKE_A_KEY.sub("[key]", text).split())
    return line if len(line) <= LONGEST_DETAIL else line[: LONGEST_DETAIL - 1] + "…"
