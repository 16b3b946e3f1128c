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
# Nor what came close or is told only to be unsaid: "the bank was almost sold", "cleared of murdering
# him", "accused of looting", "it is not true that …"; nor what somebody wishes: "the demand that he
# resign".
_UNREAL = re.compile(
    r"\b(?:(?:nearly|almost|all\s+but)|(?:cleared|acquitted|accused|suspected)\s+of\s+(?:[\w’'-]+\s+){0,3}?"
    r"|(?:not\s+true|untrue|false|no\s+(?:truth|evidence|sign)|demand(?:s|ed)?|calls?|requests?"
    r"|proposals?|pleas?|recommendations?)\s+that\b[^,.;:]*)\s*\Z",
    re.IGNORECASE,
)
# "A man accused of looting a shop and setting fire to it was arrested": the crime is told in passing,
# as is what somebody is convicted of or charged with.
_ACCUSED = re.compile(
    r"\b(?:(?:cleared|acquitted|accused|suspected|convicted|guilty)\s+of|(?:charged|charges)\s+(?:with|of)"
    r"|(?:wanted|jailed|sentenced|tried|arrested|prison)\s+(?:for|over)"
    r"|on\s+(?:charges|suspicion)\s+of)\s"
    r"(?:(?!\b(?:was|were|is|are|has|had|have|will|who|which|after|when)\b)[^,.;:])*\Z",
    re.IGNORECASE,
)
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
    if _UNREAL.search(before) or _ACCUSED.search(before) or _IN_A_WORK.search(before):
        return True
    if not trigger.noun and _NOBODY.match(text, trigger.end, sentence.end):
        return True
    after = _FALSE.search(text, trigger.end, sentence.end)
    return after is not None and _RUMOUR.search(before) is not None
