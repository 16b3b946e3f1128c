"""Checks that the names of a summary are names that the source has."""

import re

from summarizer.grounding.reading import Reading
from summarizer.scan import find_names, name_key, tokenize
from summarizer.schemas.problem import Problem

__all__ = ["check_names"]

# The adjective of a country or people stands for its name: "Syrian" where the text has "Syria".
_SHARED_STEM = 4


def check_names(statement: str, reading: Reading, field: str) -> list[Problem]:
    """Each name in `statement` stands in the document, or is a form of one that does."""
    tokens = tokenize(statement)
    return [
        Problem(
            code="name-not-in-text",
            message=f"The name “{name.text}” is not in the article; use the names it has.",
            field=field,
        )
        for name in find_names([tokens])
        if not _is_known(name.text, reading)
    ]


def _is_known(name: str, reading: Reading) -> bool:
    if reading.scan.roster.canonical(name) is not None:
        return True
    if reading.locator.find(name).status in ("verbatim", "folded"):
        return True
    return all(_word_known(word, reading) for word in name_key(name))


def _word_known(word: str, reading: Reading) -> bool:
    """Whether a word of a name stands in the text, or shares its stem with a name that does."""
    if len(word) <= _SHARED_STEM:
        return bool(re.search(rf"\b{re.escape(word)}\b", reading.document.text, re.IGNORECASE))
    stem = re.escape(word[: max(_SHARED_STEM, len(word) - 3)])
    return bool(re.search(rf"\b{stem}\w{{0,4}}\b", reading.document.text, re.IGNORECASE))
