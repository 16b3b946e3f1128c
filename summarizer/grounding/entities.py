"""Who "the minister", "the company" and "the extremist group" are, as far as the text says."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING

from summarizer.scan import Name, Scan
from summarizer.scan.lexicon import ORGANISATION_WORDS, ROLE_WORDS

if TYPE_CHECKING:
    from summarizer.grounding.reading import Reading

__all__ = ["Callings", "described", "entity_mentions"]

# A body that was named in this sentence or the one before it is what "the group" takes up.
SENTENCES_BACK = 1
# Words between a title and its name, or a name and its apposition, in characters.
REACH = 60
_DESCRIPTION = re.compile(r"(?:the|this|that)\s+((?:[\w’'-]+\s+){0,2})([\w-]+)\Z", re.IGNORECASE)
_BODIES = ORGANISATION_WORDS | frozenset("firm organisation militia chain airline carrier".split())
_PLACE_BEFORE = re.compile(r"\b(?:in|at|near|from|of|outside|inside|across|to)\s+(?:the\s+)?\Z")


class Callings:
    """Whom a text calls by which word, looked up once for each word: descriptions come again."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self._found: dict[tuple[str, bool], list[tuple[int, str]]] = {}

    def people(self, noun: str, before: int) -> list[str]:
        """The people whom the text calls by `noun` before `before`: as title, or in apposition."""
        return self._earlier(noun, before, lambda name: False, bodies=False)

    def bodies(self, noun: str, before: int) -> list[str]:
        """The bodies with `noun` in their name, or called by it, before `before`."""
        return self._earlier(
            noun, before, lambda name: noun in name.text.lower().split(), bodies=True
        )

    def _earlier(
        self, noun: str, before: int, holds: Callable[[Name], bool], *, bodies: bool
    ) -> list[str]:
        if (noun, bodies) not in self._found:
            canonical = self._scan.roster.canonical
            self._found[noun, bodies] = [
                (name.start, canonical(name.text) or name.text)
                for name, title, apposition in self._beside
                if holds(name) or _stands_beside(noun, title, apposition)
            ]
        return [name for start, name in self._found[noun, bodies] if start < before]

    @cached_property
    def _beside(self) -> list[tuple[Name, str, str]]:
        """Each name with what stands before it in its clause, and after it."""
        text = self._scan.text
        return [
            (
                name,
                _CLAUSE_END.split(text[max(0, name.start - REACH) : name.start])[-1],
                text[name.end : name.end + REACH],
            )
            for name in self._scan.names
        ]


def described(start: int, end: int, reading: "Reading") -> str | None:
    """The canonical name of whom the words `start`..`end` describe; None where the text leaves it open.

    "the minister" is the one person whom the text calls a minister; "the bank" the one body whose
    name or description says so; "the extremist group" the one body named just before.
    """
    found = _DESCRIPTION.match(reading.document.text[start:end])
    if found is None:
        return None
    noun = found[2].lower()
    if noun in ROLE_WORDS:
        return _only(reading.callings.people(noun, start))
    if noun not in _BODIES:
        return None
    return _only(reading.callings.bodies(noun, start)) or (
        _only(_named_just_before(start, reading)) if noun in ("group", "company", "firm") else None
    )


def entity_mentions(reading: "Reading") -> dict[str, list[tuple[int, int]]]:
    """Canonical name -> where the text names it or takes it up by a description, in order."""
    roster = reading.scan.roster
    found = {
        name: [(mention.start, mention.end) for mention in roster.mentions(name)]
        for name in roster.canonical_names
    }
    for start, end in _descriptions(reading):
        name = described(start, end, reading)
        if name in found:
            found[name].append((start, end))
    return {name: sorted(ranges) for name, ranges in found.items()}


_DESCRIBING = ROLE_WORDS | _BODIES
_DESCRIPTIONS = re.compile(r"\b[Tt]he((?:\s+[a-z][\w-]*){1,3})")


def _descriptions(reading: "Reading") -> Iterable[tuple[int, int]]:
    """Where "the" with a word for a person's part or a body stands: "the armed group"."""
    for match in _DESCRIPTIONS.finditer(reading.document.text):
        for word in re.finditer(r"\S+", match[1]):
            if word[0] in _DESCRIBING:
                yield match.start(), match.start(1) + word.end()
                break


def _only(names: Iterable[str]) -> str | None:
    """The one name among several mentions of it; None when there are two different ones."""
    distinct = list(dict.fromkeys(names))
    return distinct[0] if len(distinct) == 1 else None


def _stands_beside(noun: str, before: str, after: str) -> bool:
    title, apposition = _describing(noun)
    # Looked for as a plain word first: a long text has a million pairs of a name and a noun.
    return bool(
        (noun in before.lower() and title.search(before))
        or (noun in after and apposition.match(after))
    )


_CLAUSE_END = re.compile(r"[.,;:“”\"()]")


@cache
def _describing(noun: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The noun as a title before a name, and as an apposition after it."""
    word = re.escape(noun)
    return (
        re.compile(rf"\b(?i:{word})\s+(?:[A-Z][\w.’'-]*\s+)*\Z"),
        re.compile(
            rf",\s+(?:(?:a|an|the|its|his|her|their|[A-Z][\w’']*)\s+)?(?:[\w’'-]+\s+){{0,4}}?"
            rf"{word}\b(?!['’]s)"
        ),
    )


def _named_just_before(before: int, reading: "Reading") -> Sequence[str]:
    """The body that opens the sentence before: its subject, no person and no place."""
    number = reading.number_at(before)
    if number is None or number <= SENTENCES_BACK:
        return ()
    start = reading.sentence_span(number - SENTENCES_BACK).start
    names = reading.scan.names_between(start, before)
    roster = reading.scan.roster
    if not names or roster.is_person(names[0].text):
        return ()
    place = _PLACE_BEFORE.search(reading.document.text[start : names[0].start])
    return () if place else [roster.canonical(names[0].text) or names[0].text]
