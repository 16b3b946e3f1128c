"""When two strings name the same thing or the same place, for scoring."""

import re

__all__ = ["same_entity", "same_place", "token_f1"]

# Two strings of which half the words agree name one thing: "the Tarn Front group" and "Tarn
# Front"; the value that MUC's own partial matches come to.
SAME_TOKEN_F1 = 0.5
_EMPTY = frozenset(
    """a an the of in on at and or for to from with by his her their its this that these those some
    no new former alleged presumed suspected unidentified unknown""".split()
)
_CLASS = re.compile(r"\([^()]*\)")


def same_entity(given: str, gold: str) -> bool:
    """Whether two strings share half of their content words, or the word that names the thing."""
    left, right = _words(given), _words(gold)
    if not left or not right:
        return False
    return token_f1(left, right) >= SAME_TOKEN_F1 or _head(given) == _head(gold)


def same_place(given: str, gold: str) -> bool:
    """Whether a place is one of those of a gold location: "NORLAND: VALE (TOWN)" has two."""
    told = _place_words(given)
    parts = [_place_words(part) for part in re.split(r":| - ", _CLASS.sub("", gold).strip("() "))]
    return any(part and (part <= told or (told and told <= part)) for part in parts)


def token_f1(left: list[str], right: list[str]) -> float:
    """The F1 of two lists of words, each word once."""
    shared = len(set(left) & set(right))
    return 2 * shared / (len(set(left)) + len(set(right)))


def _words(text: str) -> list[str]:
    found = [_singular(word) for word in re.findall(r"[\w'’-]+", text.lower())]
    return [word for word in found if word not in _EMPTY]


def _head(text: str) -> str:
    """The noun that names the thing: the last word before "of", "in" or a mark."""
    told = re.split(r"\s+(?:of|in|at|from|who|that|which|with|for|on|near)\s|[,\[(]", text.lower())
    words = _words(told[0])
    return words[-1] if words else ""


def _singular(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("’s")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("men"):
        return word[:-3] + "man"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word


def _place_words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower())) - {"the", "of", "in", "near", "at"}
