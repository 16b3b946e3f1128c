"""Which names of a text are other names of the same body: known ones, and those the text states."""

import itertools
import re
from collections.abc import Iterator, Sequence

from summarizer.scan.names import Name, name_key

__all__ = ["aliases"]

Key = tuple[str, ...]

# Bodies and countries that news calls by several names none of which shortens another.
_KNOWN: tuple[tuple[str, ...], ...] = (
    ("Islamic State", "Islamic State group", "ISIL", "ISIS", "IS", "Daesh"),
    ("United Nations", "UN", "U.N."),
    ("European Union", "EU", "E.U."),
    ("United States", "US", "U.S.", "USA", "United States of America"),
    ("United Kingdom", "UK", "U.K.", "Britain", "Great Britain"),
    ("United Arab Emirates", "UAE"),
    ("Agence France-Presse", "AFP"),
    ("Doctors Without Borders", "Médecins Sans Frontières", "MSF"),
    ("Federal Reserve", "Fed"),
    ("Al Qaeda", "Al-Qaeda", "Al Qaida", "al-Qaida"),
)
_KNOWN_KEYS = tuple(tuple(dict.fromkeys(map(name_key, row))) for row in _KNOWN)
_STATED = re.compile(
    r"\A\s*(?:\((?:(?:also|better|formerly|previously)\s+)?(?:known\s+(?:as|by)\s+)?(?:the\s+)?"
    r"|,?\s+(?:also|better|formerly|previously)?\s*(?:known|called)\s+(?:as\s+)?(?:the\s+)?"
    r"|,\s+formerly\s+(?:the\s+)?)\s*\Z"
)
_FOREIGN = frozenset("jabhat jaysh harakat hizb liwa".split())
# Words that say what sort of body a name is, in the languages that news keeps names in.
_SORTS = frozenset(
    """front group movement party brigade brigades army organisation organization network jabhat
    jaysh harakat hizb liwa company corporation corp inc ltd plc holdings group's""".split()
)


def aliases(text: str, names: Sequence[Name]) -> list[tuple[Key, Key]]:
    """Pairs (fuller name, other name) of one body, as keys of `name_key`; both stand in the text."""
    keys = list(dict.fromkeys(name_key(name.text) for name in names))
    return [*_known(keys), *_stated(text, names), *_same_core(keys)]


def _known(keys: Sequence[Key]) -> Iterator[tuple[Key, Key]]:
    present = set(keys)
    for row in _KNOWN_KEYS:
        found = [key for key in row if key in present]
        yield from ((found[0], other) for other in found[1:])


def _stated(text: str, names: Sequence[Name]) -> Iterator[tuple[Key, Key]]:
    """`the Orlen Renewal Bloc (Bloc)`, `Ahmed Sand, also known as Abu Sand`."""
    for name, following in itertools.pairwise(names):
        if following.start > name.end and _STATED.match(text[name.end : following.start]):
            yield name_key(name.text), name_key(following.text)


def _same_core(keys: Sequence[Key]) -> Iterator[tuple[Key, Key]]:
    """`Jabhat Al Sadr` and `Al Sadr Front`: the same but for words that say what it is."""
    cores: dict[Key, list[Key]] = {}
    for key in keys:
        core = tuple(word for word in key if word not in _SORTS)
        if core and (len(core) < len(key) or len(core) > 1):
            cores.setdefault(core, []).append(key)
    for core, same in cores.items():
        named = [key for key in same if len(key) > len(core)]
        if len(same) > 1 and named and len(core) > 1:
            yield from (
                (named[0], other)
                for other in same
                if other != named[0] and _one_sort(named[0], other)
            )


def _one_sort(one: Key, other: Key) -> bool:
    """Whether two names can be one body's: an army and a front of one name are two."""
    ours, theirs = set(one) & _SORTS, set(other) & _SORTS
    return not ours or not theirs or ours == theirs or bool((ours | theirs) & _FOREIGN)
