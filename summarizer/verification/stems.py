"""Crude stems of English words, so that "closing down" and "closed down" meet. Not for display."""

import re
from functools import lru_cache

__all__ = ["FUNCTION_WORDS", "LIGHT_VERBS", "stem"]

FUNCTION_WORDS = frozenset(
    """a able about above after again against all almost along already also although am among an
    and any anybody anyone anything are around as at away back be became because been before
    being below between both but by can could currently did do does doing done down during each
    either else even ever every everyone everything few for from further had has have having he
    her here hers herself him himself his how however i if immediately in instead into is it its
    itself just later less many may me might more most much must my near neither now of off on
    once only onto or other others our out over own people per person quite rather really
    several she should since so some somebody someone something still such than that the their
    them themselves then there these they thing things this those though through to together too
    toward towards under until up upon us very was we were what when where whether which while
    who whom whose why will with within would yet you your said say says saying told tell tells
    mr mrs ms dr one two three four five six seven eight nine ten according""".split()
)
"""Words that carry no content of their own: articles, auxiliaries, pronouns, "said", "people"."""

LIGHT_VERBS = frozenset("take make give get hold play reach set put come go".split())
"""Verbs whose noun says what is done: "take steps", "make a decision"."""

_IRREGULAR = {
    form: lemma
    for lemma, forms in {
        "bear": "bore borne",
        "beat": "beaten",
        "begin": "began begun",
        "bind": "bound",
        "bleed": "bled",
        "blow": "blew blown",
        "break": "broke broken",
        "bring": "brought",
        "build": "built",
        "buy": "bought",
        "catch": "caught",
        "choose": "chose chosen",
        "come": "came",
        "deal": "dealt",
        "dig": "dug",
        "draw": "drew drawn",
        "drink": "drank drunk",
        "drive": "drove driven",
        "eat": "ate eaten",
        "fall": "fell fallen",
        "feel": "felt",
        "fight": "fought",
        "find": "found",
        "flee": "fled",
        "fly": "flew flown",
        "forget": "forgot forgotten",
        "freeze": "froze frozen",
        "get": "got gotten",
        "give": "gave given",
        "go": "went gone",
        "grow": "grew grown",
        "hang": "hung",
        "hear": "heard",
        "hide": "hid hidden",
        "hold": "held",
        "keep": "kept",
        "know": "knew known",
        "lay": "laid",
        "lead": "led",
        "leave": "left",
        "lend": "lent",
        "lose": "lost",
        "make": "made",
        "mean": "meant",
        "meet": "met",
        "pay": "paid",
        "ride": "rode ridden",
        "rise": "rose risen",
        "run": "ran",
        "see": "saw seen",
        "seek": "sought",
        "sell": "sold",
        "send": "sent",
        "shake": "shook shaken",
        "shoot": "shot",
        "shrink": "shrank shrunk",
        "sink": "sank sunk",
        "sleep": "slept",
        "speak": "spoke spoken",
        "spend": "spent",
        "stand": "stood",
        "steal": "stole stolen",
        "strike": "struck",
        "swear": "swore sworn",
        "sweep": "swept",
        "swim": "swam swum",
        "take": "took taken",
        "teach": "taught",
        "tear": "tore torn",
        "think": "thought",
        "throw": "threw thrown",
        "understand": "understood",
        "wear": "wore worn",
        "win": "won",
        "withdraw": "withdrew withdrawn",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}
_SAME = {
    word: words.split()[0]
    for words in (
        "injur hurt wound harm",
        "kill die dead death dy",
        "approv endors back",
        "buy purchas",
        "agree agreement",
        "grant allow permit",
        "ramp beef boost step increas rais strengthen",
    )
    for word in words.split()
}
"""Stems that stand for each other in news; the first one stands for all."""

_ENDINGS = re.compile(r"(?:ies|ied|ying|ing|ed|es|s|ment|ement|ation|ion|al|y|e)$")
_SHORTEST_STEM = 3


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The stem of a lower-case word; "" for a function word or a mark."""
    word = word.removesuffix("'s").removesuffix("’s")
    if word in FUNCTION_WORDS or not word[:1].isalpha():
        return ""
    root = _stripped(_IRREGULAR.get(word, word))
    return _SAME.get(root, root)


def _stripped(word: str) -> str:
    for _ in range(2):
        found = _ENDINGS.search(word)
        if found is None or found.start() < _SHORTEST_STEM:
            break
        word = word[: found.start()]
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiou":
        return word[:-1]
    return word
