"""Checks that the names of a summary are names that the source has."""

import re
from collections.abc import Sequence

from summarizer.grounding.reading import Reading
from summarizer.scan import Name, find_names, name_key, tokenize
from summarizer.scan.scanner import CUE_LANGUAGES
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span
from summarizer.verification.mentions import standing

__all__ = ["check_names", "check_names_shown"]

# The adjective of a country or people stands for its name: "Syrian" where the text has "Syria".
_SHARED_STEM = 4


def check_names(statement: str, reading: Reading, field: str) -> list[Problem]:
    """Each name in `statement` stands in the document, or is a form of one that does.

    A capital tells a name from other words in English only. Elsewhere the first word of a sentence is
    left alone, and a run of capitalised words counts as known by any of them: German gives every noun
    a capital.
    """
    return [
        Problem(
            code="name-not-in-text",
            message=f"The name “{name.text}” is not in the article; use the names it has.",
            field=field,
        )
        for name in find_names([tokenize(statement)])
        if not _is_known(name.text, reading)
        and (reading.document.language in CUE_LANGUAGES or not _may_be_words(name, reading))
    ]


def check_names_shown(
    statement: str, evidence: Sequence[Span], reading: Reading, field: str
) -> list[Problem]:
    """Each name in `statement` is that of somebody whom the sentences `evidence` mention."""
    found = []
    for name in find_names([tokenize(statement)]):
        how = standing(name.text, evidence, reading) if _is_known(name.text, reading) else "named"
        message = f"“{name.text}” is not in the sentences cited: cite the one that shows it."
        problem = Problem(code="name-not-in-evidence", message=message, field=field)
        if how == "elsewhere":
            found.append(problem)
        elif how == "near":
            found.append(problem.model_copy(update={"severity": "doubt"}))
    return found


def _is_known(name: str, reading: Reading) -> bool:
    if reading.scan.roster.canonical(name) is not None:
        return True
    if reading.locator.find(name).status in ("verbatim", "folded"):
        return True
    return all(_word_known(word, reading) for word in name_key(name))


def _may_be_words(name: Name, reading: Reading) -> bool:
    """Whether what looks like a name may be other words, or have some beside it."""
    first, *others = name_key(name.text)
    if name.start > 0 or others:
        return any(_word_known(word, reading) for word in (first, *others))
    return True


def _word_known(word: str, reading: Reading) -> bool:
    """Whether a word of a name stands in the text, or shares its stem with a name that does."""
    if len(word) <= _SHARED_STEM:
        return bool(re.search(rf"\b{re.escape(word)}\b", reading.document.text, re.IGNORECASE))
    stem = re.escape(word[: max(_SHARED_STEM, len(word) - 3)])
    return bool(re.search(rf"\b{stem}\w{{0,4}}\b", reading.document.text, re.IGNORECASE))
