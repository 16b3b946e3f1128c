"""Whether a text calls somebody "he" or "she", as titles, kinship, office and given names show."""

import re
from collections.abc import Iterable

from summarizer.grounding.given_names import HE_NAMES, SHE_NAMES
from summarizer.scan import Name
from summarizer.scan.tokens import tokenize

__all__ = ["pronouns_of"]

_HE = frozenset(
    """mr sir lord king prince father brother husband son grandfather widower man boy spokesman
    chairman policeman fisherman businessman congressman councilman salesman fireman gentleman
    actor waiter monk imam""".split()
)
_SHE = frozenset(
    """mrs ms miss dame lady queen princess mother sister wife daughter grandmother widow woman girl
    spokeswoman chairwoman policewoman businesswoman congresswoman councilwoman saleswoman
    actress waitress nun""".split()
)
_LAST_WORD = re.compile(r"([^\W\d_]+)\.?\s+\Z")
_APPOSITION = re.compile(r",\s+((?:[\w’'-]+\s*){1,8})")
# A title before a name is at most this many characters.
_TITLE_REACH = 16


def pronouns_of(words: str, mentions: Iterable[Name], text: str) -> frozenset[str]:
    """The singular pronouns that can stand for somebody: {"he"}, {"she"}, or both when nothing tells.

    `words` is the phrase that names them; `mentions` are their names in `text`.
    """
    mentions = list(mentions)
    told = {token.lower for token in tokenize(words)}
    for name in mentions:
        title = _LAST_WORD.search(text, max(0, name.start - _TITLE_REACH), name.start)
        if title:
            told.add(title[1].lower())
        apposed = _APPOSITION.match(text, name.end)
        if apposed:
            told.update(_head_of(apposed[1]))
    male, female = bool(told & _HE), bool(told & _SHE)
    if male == female:
        given = {name.text.split()[0].lower() for name in mentions if " " in name.text}
        male, female = bool(given & HE_NAMES), bool(given & SHE_NAMES)
    if male == female:
        return frozenset({"he", "she"})
    return frozenset({"he"}) if male else frozenset({"she"})


def _head_of(apposition: str) -> list[str]:
    """The word that says who somebody is: "wife" in "the wife of the mayor"."""
    words = apposition.lower().split()
    if words[0] not in ("a", "an", "the", "his", "her", "their", "one"):
        return []
    ends = [at for at, word in enumerate(words) if word in ("of", "for", "who", "from", "at", "in")]
    return words[: ends[0]][-1:] if ends else words[-1:]
