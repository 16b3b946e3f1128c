"""What became of those a figure counts: killed, wounded, missing, detained, displaced.

Read from the words beside the figure in the same clause, never from the whole sentence: in "the
blast that killed two closed 12 schools" only the two are dead.
"""

import re

from summarizer.schemas.event import QuantityKind

__all__ = ["is_joined", "outcome_of"]

_WORDS: dict[QuantityKind, str] = {
    "killed": r"killed|dead|died|die|dying|perished|slain|murdered|massacred|executed|drowned"
    r"|beheaded|shot\sdead|lost\stheir\slives",
    "wounded": r"wounded|injured|hurt|maimed|hospitali[sz]ed",
    "missing": r"missing|unaccounted\sfor|disappeared|vanished",
    "detained": r"detained|arrested|captured|imprisoned|jailed|abducted|kidnapped|rounded\sup"
    r"|taken\s(?:prisoner|hostage|captive|into\scustody)|held\shostage",
    "displaced": r"displaced|homeless|fled|flee|evacuated|uprooted|(?:left|leave)\stheir\shomes"
    r"|forced\sfrom\stheir\shomes",
}
_TRANSITIVE = frozenset(
    "killed murdered massacred executed beheaded wounded injured hurt maimed detained arrested "
    "captured imprisoned jailed abducted kidnapped displaced evacuated uprooted".split()
)
"""Without "were" these are the figure's fate ("12 killed in …") or its deed ("12 killed a …")."""

_VERBS: dict[QuantityKind, str] = {
    "killed": r"kill(?:s|ed|ing)?|murder(?:ed|ing)|(?:massacr|execut|behead)(?:ed|ing)"
    r"|(?:claim|cost|t[oa]ke?)(?:s|ed|ing|n)?\sthe\slives\sof|(?:deaths?|killings?|murders?)\sof"
    r"|among\sthe\sdead\s(?:were|was|are)",
    "wounded": r"wound(?:s|ed|ing)?|injur(?:es?|ed|ing)|hurt(?:ing)?|maim(?:ed|ing)"
    r"|among\sthe\s(?:injured|wounded)\s(?:were|was|are)",
    "detained": r"detain(?:s|ed|ing)?|arrest(?:s|ed|ing)?|captur(?:ed|ing)|jail(?:ed|ing)"
    r"|abduct(?:ed|ing)|kidnap(?:ped|ping)|took\s(?:hostage|prisoner)",
    "displaced": r"displac(?:es?|ed|ing)|uproot(?:ed|ing)|evacuat(?:ed|ing)",
}
_NOUNS: dict[str, QuantityKind] = {
    "deaths": "killed",
    "death": "killed",
    "fatalities": "killed",
    "bodies": "killed",
    "corpses": "killed",
    "injuries": "wounded",
    "arrests": "detained",
    "detainees": "detained",
    "hostages": "detained",
    "captives": "detained",
    "refugees": "displaced",
    "evacuees": "displaced",
}


def _grouped(table: dict[QuantityKind, str]) -> str:
    return "|".join(f"(?P<{kind}>{words})" for kind, words in table.items())


_OUTCOME = _grouped(_WORDS)
_ANY_OUTCOME = "|".join(_WORDS.values())
_FILL = (
    r"(?P<fill>(?:\s(?:who|was|were|is|are|be|been|being|have|has|had|to|either|also|reportedly|later"
    r"|all|both|already|since|now|still|left|feared|presumed|believed|reported|confirmed|found|went"
    r"|gone|got|listed|as|seriously|critically|slightly|badly|severely|others?|more|further))*)"
)
_AND_ANOTHER = r"(?:\sand\san?\s\w+(?:\s\w+)?(?=\s(?:were|are|have|had)\b))?"
"""The rest of a list: "3 officers AND A PILOT were wounded"."""
_AFTER = re.compile(rf"{_AND_ANOTHER}[”\"’]?\s?,?{_FILL}\s(?:{_OUTCOME})\b")
_AFTER_PLACE = re.compile(
    r"\s(?:in|at|from|of|across|on|near|aboard|inside|around|outside|living|travelling)\s"
    r"(?:(?!(?:which|where|whom|that|who|after|when|and|has|had|have)\b)[^.;:!?,]){1,60}?"
    rf"(?P<fill>\s(?:was|were|is|are|been|be)(?:\s\w+ly|\sbeen|\salso|\slater)?)\s(?:{_OUTCOME})\b"
)
_MORE_OUTCOMES = re.compile(
    rf"\s(?:or|and)\s(?:were\s|was\s|went\s|been\s)?(?P<word>{_ANY_OUTCOME})\b"
    r"(?=\s*(?:[.,;:!?)–—-]|$|(?:by|in|on|at|when|during|after|as|while|near|since|so|across)\b))"
)
_PASSIVE = re.compile(
    r"\b(?:was|were|is|are|be|been|being|left|feared|presumed|believed|reported|got)\b"
)
_PERFECT = re.compile(r"\b(?:have|has|had)\b")
_NO_OBJECT = re.compile(
    r"\s*(?:[.,;:!?)\-–—\x00]|$|(?:by|in|on|at|when|during|after|and|or|as|while|near|over|since|so"
    r"|across|outside|inside|from|last|this|yesterday|today|abroad|overnight|to|with)\b)"
)
_BEFORE = re.compile(
    rf"\b(?:{_grouped(_VERBS)})(?:\s(?:and|or)\s(?P<pair>\w+))?"
    r"(?:\s(?:the|another|an?|further|additional|all|his|her|their|its|those|these|also|other|total|of"
    r"|as\smany\sas))*\s$"
)
_TOLL = re.compile(
    r"\b(?:(?P<wounded>number\sof\s(?:injured|wounded))"
    r"|(?P<displaced>number\sof\s(?:displaced|refugees))|(?:death\s)?toll|fatalities|number\sof\s(?:dead|deaths|people\skilled|victims|killed))\b"
    r"[^.;!?\x00]{0,50}?\b(?:to|at|of|is|was|reached|hit|passed|exceeded|topped|surpassed|now|from)\s$"
)
_TOLL_WORD = re.compile(r"toll|fatalities|number\sof")
"""Tells in one quick pass that `_TOLL` is worth trying."""
_LIVES = re.compile(
    r"\b(?:claim(?:s|ed|ing)?|los[et](?:ing)?|cost(?:ing)?|t[ao]k(?:e|en|ing)|took)\s$"
)
_JOINED = re.compile(
    r"\s?(?:,|,?\s(?:and|or|plus)|\sas\swell\sas|\salong\swith|\stogether\swith"
    r"|,?\s(?:including|among\sthem|most\sof\sthem|mostly|of\swhom))"
    r"(?:\s(?:another|a\sfurther|the|at\sleast))?\s[“\"‘]?"
)
_LOOK_BACK = 80
"""Code points before a figure that can hold its verb: "the death toll … has risen to"."""


def outcome_of(lower: str, start: int, end: int, counted: str) -> QuantityKind:
    """What happened to those counted by the figure whose words end at `end` (noun included).

    `lower` is lower-cased text, `start` where the figure with its bound begins, `counted` the noun
    phrase it counts. "killed or wounded" is both and so "other".
    """
    return (
        _after(lower, end) or _before(lower[max(0, start - _LOOK_BACK) : start], counted) or "other"
    )


def is_joined(between: str) -> bool:
    """Whether the words between two figures put them in one list: "36 fighters AND 18 soldiers"."""
    return _JOINED.fullmatch(between) is not None


def _after(lower: str, end: int) -> QuantityKind | None:
    found = _AFTER.match(lower, end) or _AFTER_PLACE.match(lower, end)
    if found is None:
        return None
    kind, word = _named(found, _WORDS)
    if word in _TRANSITIVE and not _is_passive(lower, found):
        return None
    second = _MORE_OUTCOMES.match(lower, found.end())
    return "other" if second and _kind_of(second["word"]) != kind else kind


def _is_passive(lower: str, found: re.Match[str]) -> bool:
    """Whether those counted suffered it: "12 were killed", "12 killed in", not "12 killed a"."""
    if _PASSIVE.search(found["fill"]):
        return True
    return not _PERFECT.search(found["fill"]) and _NO_OBJECT.match(lower, found.end()) is not None


def _before(before: str, counted: str) -> QuantityKind | None:
    noun = counted.rpartition(" ")[2]
    if noun in _NOUNS:
        return _NOUNS[noun]
    if noun == "lives":
        return "killed" if _LIVES.search(before) else None
    verb = _BEFORE.search(before)
    if verb is not None:
        kind, _ = _named(verb, _VERBS)
        return "other" if verb["pair"] and _verb_kind(verb["pair"]) not in (kind, None) else kind
    toll = _TOLL.search(before) if _TOLL_WORD.search(before) else None
    if toll is None:
        return None
    return "wounded" if toll["wounded"] else "displaced" if toll["displaced"] else "killed"


def _named(found: re.Match[str], table: dict[QuantityKind, str]) -> tuple[QuantityKind, str]:
    return next((kind, found[kind]) for kind in table if found[kind])


def _kind_of(word: str) -> QuantityKind | None:
    return next((kind for kind, words in _WORDS.items() if re.fullmatch(words, word)), None)


def _verb_kind(word: str) -> QuantityKind | None:
    return next((kind for kind, words in _VERBS.items() if re.fullmatch(words, word)), None)
