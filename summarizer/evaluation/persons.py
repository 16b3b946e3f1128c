"""Whether a text allows a pronoun to stand for a name.

Kept apart from how the package itself resolves pronouns (`grounding.gender`): a measure that shared
its rules would share its mistakes.
"""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

__all__ = ["PRONOUNS", "allows", "same_name", "words_of"]

PRONOUNS: Final = frozenset(
    """i you he she it we they me him her us them my your his its our their who whom whose which
    that this these those one""".split()
)

_HE: Final = frozenset({"he", "him", "his"})
_SHE: Final = frozenset({"she", "her"})

_TITLES_HE: Final = frozenset("mr sir lord king prince father brother".split())
_TITLES_SHE: Final = frozenset("mrs ms miss dame lady queen princess sister madam".split())

# Given names that are common where English is spoken and nearly always of one sex. Names of both
# (Alex, Chris, Jordan, Kim, Pat, Robin, Sam, Taylor) are left out.
_NAMES_HE: Final = frozenset(
    """aaron abdul adam ahmed alan albert alexander ali andrew anthony antonio arthur ben
    benjamin bernard bernie bill bob boris brad brian bruce carl carlos charles christopher chuck
    clarence colin craig dan daniel dave david dean dennis derek dick dmitry don donald doug douglas
    ed edward eric ernest eugene frank franklin fred gary gavin geoffrey george gerald gordon graham
    greg gregory hans harold harry hassan henry howard hugh ian ibrahim igor ivan jack jacob james
    jason jeff jeffrey jeremy jim joe john jonathan jose joseph josh joshua juan justin keith kenneth
    kevin kyle larry laurence lawrence leonard luis luke marco marcus mario mark martin matt matthew
    max michael miguel mike mitch mohamed mohammed muhammad nathan neil nicholas nick nigel
    norman oliver oscar pablo patrick paul pedro peter philip phil raymond richard rick rob robert
    roger ron ronald roy rupert russell ryan scott sean sergei simon stephen steve steven stuart ted
    terrence theodore thomas tim timothy todd tom tony victor vincent vladimir walter warren wayne
    william""".split()
)
_NAMES_SHE: Final = frozenset(
    """abigail alice alicia alison amanda amy andrea angela anita ann anna anne annette barbara beth
    betty brenda bridget carol caroline catherine charlotte cheryl christina christine cindy claire
    clare cynthia deborah debra denise diana diane donna dorothy elaine eleanor elena elizabeth ellen
    emily emma erin eva evelyn fatima fiona florence frances gail gloria grace hannah heather heidi
    helen hillary irene isabel jacqueline jane janet janice jennifer jessica jill joan joanna
    joyce judith judy julia julie karen kate katherine kathleen kathryn kathy katie kelly kirsten
    laura lauren linda lisa loretta lucy lynn margaret maria marie marilyn martha mary maureen
    megan melissa michelle mildred monica nancy natalie nicola nicole nikki nina olga olivia
    pamela patricia paula phyllis priscilla rachel rebecca rose ruth samantha sandra sara sarah
    sharon sheila shirley sophie stephanie susan suzanne sylvia tamara teresa theresa tina tracy
    ursula valerie vanessa vera veronica victoria virginia wendy yvonne""".split()
)

_WORD: Final = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_AFTER_NAME: Final = re.compile(r"[,(]")
_POSSESSIVE: Final = re.compile(r"[’']s\Z")


def words_of(text: str) -> list[str]:
    """The words of a text, without punctuation and possessive endings."""
    return [_POSSESSIVE.sub("", word) for word in _WORD.findall(text)]


def allows(pronoun: str, name: str, text: str, sources: Iterable[str]) -> bool:
    """Whether `pronoun` can stand for `name` as far as the names of `text` tell.

    It cannot when `name` is a pronoun itself or does not stand in the text; and "he" and "she"
    cannot when a title or the given name is of the other sex, or when nothing tells that it is
    a person: no title, no given name, and none of `sources`, the words that people marked as
    sources in this text, has its last word.
    """
    words = [word.lower() for word in words_of(name)]
    if not words or pronoun not in PRONOUNS:
        return False
    told = [word.lower() for word in words_of(text)]
    if " ".join(words) in PRONOUNS or not _stand_in(words, told):
        return False
    if pronoun not in _HE | _SHE:
        return True
    sexes = _sexes(words, told)
    if sexes:
        return ("he" if pronoun in _HE else "she") in sexes
    return any(words[-1] in map(str.lower, words_of(source)) for source in sources)


def same_name(name: str, source: str) -> bool:
    """Whether the words marked as a source end in the last word of `name`, a capitalised one.

    What follows a comma or a parenthesis in the source is not part of its name.
    """
    words = words_of(name)
    head = words_of(_AFTER_NAME.split(source)[0])
    return bool(words and head) and words[-1][0].isupper() and words[-1] == head[-1]


def _stand_in(words: list[str], told: list[str]) -> bool:
    return f" {' '.join(words)} " in f" {' '.join(told)} "


def _sexes(words: list[str], told: list[str]) -> set[str]:
    """What the name tells by itself; else the words that stand before its last one in the text."""
    return _sexes_of(words[:-1]) or _sexes_of(
        one for one, word in pairwise(told) if word == words[-1]
    )


def _sexes_of(words: Iterable[str]) -> set[str]:
    marks = set(words)
    known = {"he": _TITLES_HE | _NAMES_HE, "she": _TITLES_SHE | _NAMES_SHE}
    return {sex for sex, names in known.items() if marks & names}
