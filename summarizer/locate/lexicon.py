"""Words that decide whether two wordings say the same, in their folded spelling."""

from typing import Final

__all__ = [
    "FUNCTION_WORDS",
    "MULTIPLIERS",
    "NEGATIONS",
    "NEGATIVE_PREFIXES",
    "NUMBER_WORDS",
    "TENS",
    "UNITS",
]


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


NEGATIONS: Final = _words(
    """
    not no none nobody nothing nowhere never neither nor without cannot non
    hardly barely scarcely unless lack lacks lacked lacking
    deny denies denied denying denial denials refuse refuses refused refusing refusal
    reject rejects rejected rejecting rejection fail fails failed failing failure
    refute refutes refuted refuting dispute disputes disputed disputing
    ne pas jamais aucun aucune rien sans ni nicht nichts kein keine keinen keiner nie niemals ohne
    nunca jamás ningún ninguno ninguna nada sin tampoco mai nessun nessuno nessuna senza
    não nem sem nenhum nenhuma niet geen nooit zonder inte ingen aldrig utan bez
    не нет ни никогда никто ничего без ані ні لا لم لن ليس ليست ما غير بدون بلا
    不 没 沒 无 無 未 非 否 勿 莫
    """
)
"""Words that turn a statement round, English first, then the commonest of other languages.

A word that only sometimes negates costs a second look; a negation that is missing here could
change a statement unseen. So doubtful ones are in. Words ending in "n't" need not be listed.
"""

NEGATIVE_PREFIXES: Final = ("un", "non", "in", "im", "il", "ir", "dis", "mis", "de")
"""What makes the opposite of a word: likely, unlikely."""

TENS: Final = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
"""Words whose value a following unit is added to: twenty-five."""

MULTIPLIERS: Final = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
"""Words whose value multiplies the number before them: two hundred, 1.5 million."""

UNITS: Final = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "dozen": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
"""The smaller number words, a dozen among them."""

_VALUELESS: Final = _words(
    """
    dozens scores tens hundreds thousands millions billions trillions couple pair several
    few many most all both every some half halves quarter quarters
    third thirds fifth fifths tenth tenths first second fourth sixth seventh eighth ninth
    eleventh twelfth last
    once twice thrice single double triple quadruple doubled tripled quadrupled halved
    """
)

NUMBER_WORDS: Final[dict[str, int | str]] = {
    **{word: word for word in _VALUELESS},
    **UNITS,
    **TENS,
    **MULTIPLIERS,
    "percent": "%",
    "cent": "%",  # "per cent"
}
"""Words that count, with their value; those without a definite value stand for themselves."""

FUNCTION_WORDS: Final = _words(
    """
    a an the this that these those it its he him his she her hers they them their theirs we us our
    ours you your yours i me my mine who whom whose which what when where why how there here
    and or but so as if than then because while although though since until after before during
    of in on at to by for from with about into over under between against through per via
    is are was were be been being am has have had having do does did doing
    will would shall should can could may might must
    also just only very more such own other another any each
    it's he's she's that's there's they're we're you're i'm i've we've they've i'll we'll
    """
)
"""English words that are never names, and weigh little when they are changed.

A capitalised word outside this list counts as a name, at the start of a sentence too: taking a
plain word for a name costs one question, taking a name for a plain word costs a wrong report.
"""
