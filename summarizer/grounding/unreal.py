"""What did not happen, or may only happen, as far as the words around an event word say."""

import re

from summarizer.scan import Sentence, Trigger

__all__ = ["is_unreal"]

# What may happen is no happening: "could be jailed", "if convicted".
_HYPOTHETICAL = re.compile(
    r"\b(?:(?:if|unless|until|whether)\s+(?:[\w’'-]+\s+){0,4}"
    r"|(?:could|(?-i:may)|might|should|can)\s+(?:[\w’'-]+\s+){0,2})\Z",
    re.IGNORECASE,
)
# Nor is what did not happen: "nobody had resigned", "no one has been arrested", "did not attack".
_NEGATED = re.compile(
    r"(?:\b(?:no(?:\s+one|body)?|none|never|not|neither|nor|without)\b|n[’']t\b)"
    r"(?:\s+[\w’'-]+){0,4}\s+\Z",
    re.IGNORECASE,
)
# Nor what came close or is told only to be unsaid: "the bank was almost sold", "it is not true that …";
# nor what somebody wishes: "the demand that he resign".
_UNREAL = re.compile(
    r"\b(?:(?:nearly|almost|all\s+but)|(?:not\s+true|untrue|false|no\s+(?:truth|evidence|sign)"
    r"|demand(?:s|ed)?|calls?|requests?|proposals?|pleas?|recommendations?)\s+that\b[^,.;:]*)\s*\Z",
    re.IGNORECASE,
)
# "A man accused of looting a shop and setting fire to it was arrested": the crime is told in passing,
# as is what somebody is cleared of, convicted of or charged with.
_ACCUSED = re.compile(
    r"\b(?:(?:cleared|acquitted|accused|suspected|convicted|guilty)\s+of|(?:charged|charges)\s+(?:with|of)"
    r"|(?:wanted|jailed|sentenced|tried|arrested|prison)\s+(?:for|over)"
    r"|on\s+(?:charges|suspicion)\s+of)\s"
    r"(?:(?!\b(?:was|were|is|are|has|had|have|will|who|which|after|when)\b)[^,.;:])*\Z",
    re.IGNORECASE,
)
# Of such words a finite verb is part only where another word opens its clause: "a fire that killed 4".
_WITHIN_CHARGE = re.compile(r"\b(?:that|which|who|having|had)\s+(?:\w+ly\s+)?\Z", re.IGNORECASE)
# "Rumours that 40 people were killed … were false."
_RUMOUR = re.compile(
    r"\b(?:rumou?rs?|claims?|reports?|allegations?|suggestions?|fears)\s+(?:[\w’'-]+\s+){0,4}?(?:that|of)\b"
    r"[^,.;:]*\Z",
    re.IGNORECASE,
)
_FALSE = re.compile(
    r"\b(?:is|are|was|were|proved|be)\s+(?:\w+\s+)?(?:false|untrue|wrong|fake|unfounded|baseless)\b",
    re.IGNORECASE,
)
# "Lund warned that wards would close": what somebody fears or hopes for.
_FEARED = re.compile(
    r"\b(?:fear|worr(?:y|ie)|hope|doubt|warn)(?:s|d|ed)?\s+(?:that\s+)?(?:(?!\bbut\b)[^,.;:])*"
    r"\b(?:would|will|could)\s+(?:be\s+)?\Z",
    re.IGNORECASE,
)
# "arrested nobody", "killed no civilians"; not "no fewer than 12", "no later than May".
_NOBODY = re.compile(
    r"\s+(?:nobody|none|nothing|no\s+(?!fewer|less|later|longer|more|doubt|sooner)\w)",
    re.IGNORECASE,
)
# "A film in which a bomb kills 12 people": what a work tells.
_IN_A_WORK = re.compile(
    r"\b(?:film|movie|novel|play|book|story|drama|series|episode|video\s+game|opera|comedy|thriller)"
    r"\s+(?:in\s+which|where|about)\b[^,.;:]*\Z",
    re.IGNORECASE,
)


def is_unreal(trigger: Trigger, sentence: Sentence, text: str) -> bool:
    """Whether the words around an event word say that it did not happen, or only in a work."""
    before = text[sentence.start : trigger.start]
    if _HYPOTHETICAL.search(before) or _NEGATED.search(before):
        return True
    if _UNREAL.search(before) or _IN_A_WORK.search(before) or _is_the_charge(trigger, before):
        return True
    if not trigger.noun and _FEARED.search(before):
        return True
    if not trigger.noun and _NOBODY.match(text, trigger.end, sentence.end):
        return True
    after = _FALSE.search(text, trigger.end, sentence.end)
    return after is not None and _RUMOUR.search(before) is not None


def _is_the_charge(trigger: Trigger, before: str) -> bool:
    """Whether a word is of what somebody is accused of, and not what the sentence goes on to tell.

    "A man jailed for burning a barn escaped": the fire is the charge, the escape is the news.
    """
    if _ACCUSED.search(before) is None:
        return False
    gerund = trigger.noun or trigger.text.partition(" ")[0].lower().endswith("ing")
    return gerund or _WITHIN_CHARGE.search(before) is not None
