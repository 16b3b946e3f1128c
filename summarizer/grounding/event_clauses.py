"""The event words of a sentence's own clauses, and the parts of one that tells two things.

Relative clauses, aims and quotations tell no news of their own.
"""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from summarizer.grounding.reading import Reading
from summarizer.grounding.unreal import is_unreal
from summarizer.scan import Attribution, Sentence, Trigger
from summarizer.scan.lexicon import ADVERBS, AUXILIARIES, PREPOSITIONS
from summarizer.scan.roles import Cast, cast_of
from summarizer.scan.sentence import Range

__all__ = [
    "attributions_of",
    "auxiliaries_of",
    "cast_in",
    "dates_the_saying",
    "frame_end",
    "is_joined",
    "main_triggers",
    "parts_of",
    "subject_of",
]

_FRAME = re.compile(
    r"\b(?:came|comes|come|happened|occurred|followed|follows)\b[^,.;]{0,20}?\b(?:as|after|amid|while|when|days|hours|weeks)\b"
)
# "and is to be | sentenced", "and later | seized": another verb of the same subject.
_JOINT = re.compile(r",?\s+(?:and|but)\s+((?:(?!(?:and|but)\b)[\w’'-]+\s+)*)\Z")
_BESIDE_VERBS = AUXILIARIES | ADVERBS | frozenset({"to", "later", "then", "not"})
# What makes a passive of a thing that has happened: not "will be", "is to be", "is being".
_PASSIVE = frozenset("is are was were has have had been".split())
# "Agreed to buy it and to sell it": these alone go on with an earlier auxiliary.
_NOT_FINITE = frozenset("to be been being not".split())
# "agreed on Thursday to buy", "is due to be sentenced": announced, so news; "fought to capture" is not.
_INTENDED = re.compile(
    r"\b(?:agreed?|agrees|plans?|planned|planning|decided|decides|vowed|vows|pledged|voted|intends?"
    r"|promised|due|set|scheduled|expected|is|are|was|were)\b[^,.;:]{0,30}?\bto\s+(?:be\s+)?\Z",
    re.IGNORECASE,
)
# "Norrvik, founded in 1921, …": what a participle after a comma tells is background.
_PARTICIPLE = re.compile(r",\s+(?:\w+ly\s+)?\Z")
# "a jellyfish that lives where coral has died", "the man who shot him".
_RESTRICTIVE = re.compile(
    r"\b(?:(?:which|who|whose|where)\s+(?:[\w’'-]+\s+){0,4}|\w+\s+that\s+would\s+)\Z", re.IGNORECASE
)


def main_triggers(sentence: Sentence, reading: Reading) -> list[Trigger]:
    """The event words of a sentence's own clauses, those of relative clauses and aims left out."""
    text = reading.document.text
    offset = frame_end(sentence, reading)
    return [
        trigger
        for trigger in reading.scan.triggers_in.get(sentence.number, ())
        if trigger.start >= offset
        and (not trigger.infinitive or _is_intended(trigger, sentence.start, text))
        and not _in_quotation(trigger, sentence)
        and (trigger.deed or not any(cue.start <= trigger.start < cue.end for cue in sentence.cues))
        and not _in_relative_clause(trigger, sentence, text)
        and not is_unreal(trigger, sentence, text)
    ]


def _is_intended(trigger: Trigger, start: int, text: str) -> bool:
    """Whether an infinitive is what somebody agreed, decided or is due to do."""
    return trigger.infinitive and _INTENDED.search(text, start, trigger.start) is not None


def _in_quotation(trigger: Trigger, sentence: Sentence) -> bool:
    return any(q.inner_start <= trigger.start < q.inner_end for q in sentence.quotes)


def _in_relative_clause(trigger: Trigger, sentence: Sentence, text: str) -> bool:
    """Whether "which", "who" or "where" opens the clause that the word stands in."""
    before = text[sentence.start : trigger.start]
    clause = before.rpartition(",")[2] if "," in before else ""
    words = clause.lower().split()
    opened = bool(words) and words[0] in ("which", "who", "whose", "where")
    if not trigger.noun and _PARTICIPLE.search(before):
        after = _words_after(trigger, sentence)
        if trigger.text.lower().endswith("ed") or after[:1] == ["by"]:
            return bool(after) and after[0] in PREPOSITIONS  # not of "raided, looted and burned it"
    return opened or _RESTRICTIVE.search(before) is not None


def _words_after(trigger: Trigger, sentence: Sentence) -> list[str]:
    return [token.lower for token in sentence.tokens if token.start >= trigger.end]


def frame_end(sentence: Sentence, reading: Reading) -> int:
    """Where a sentence's own news begins: after "The attack came as", else at its start."""
    match = _FRAME.search(reading.document.text, sentence.start, sentence.end)
    return match.end() if match else sentence.start


def parts_of(sentence: Sentence, reading: Reading) -> list[tuple[int, int]]:
    """Where a sentence tells each thing that one subject did on a day of its own.

    "Rebels shelled the port on Monday and seized it a day later" has two parts, apart from the "and".
    Any other sentence is one part.
    """
    if len(reading.scan.dates_between(sentence.start, sentence.end)) < 2:
        return [(sentence.start, sentence.end)]
    text = reading.document.text
    verbs = [one for one in main_triggers(sentence, reading) if not one.noun]
    start = sentence.start
    parts: list[tuple[int, int]] = []
    for before, after in pairwise(verbs):
        joint = _JOINT.search(text, before.end, after.start)
        if (
            joint is not None
            and before.type != after.type
            and set(joint[1].lower().split()) <= _BESIDE_VERBS
            and _is_dated(start, joint.start(), reading)
            and _is_dated(after.end, sentence.end, reading)
            and _goes_on(before, after, sentence, reading)
        ):
            parts.append((start, joint.start()))
            start = joint.start(1)
    return [*parts, (start, sentence.end)]


def _goes_on(before: Trigger, after: Trigger, sentence: Sentence, reading: Reading) -> bool:
    """Whether no other subject than that of the verb before can be a verb's, and it is told alone.

    "Finch said Brandt resigned and was arrested" leaves open who was; "was convicted and fined 400
    crowns" fines somebody else, and "will shell the port and seize it" is done, when told apart.
    """
    first, second = (cast_in(sentence.number, verb, reading) for verb in (before, after))
    subject = subject_of(second, after)
    if subject not in (None, subject_of(first, before)):
        return False
    own, shared = auxiliaries_of(after, sentence), auxiliaries_of(before, sentence)
    if own:
        return not own <= _NOT_FINITE
    return first.passive == second.passive and shared <= (_PASSIVE if first.passive else set())


def cast_in(number: int, trigger: Trigger, reading: Reading) -> Cast:
    """Who takes part in what one event word of sentence `number` names."""
    sentence = reading.scan.sentence(number)
    return cast_of(sentence, trigger, reading.scan.triggers_in.get(number, ()))


def subject_of(cast: Cast, verb: Trigger) -> Range | None:
    """Where the subject of an event verb stands, from the first who has part in it to the last."""
    told = [at for at in (*cast.agents, *cast.targets) if at[1] <= verb.start]
    return (min(told)[0], max(told)[1]) if told else None


def auxiliaries_of(verb: Trigger, sentence: Sentence) -> set[str]:
    """The auxiliaries that stand directly before an event verb, adverbs passed over."""
    before = [token.lower for token in sentence.tokens if token.end <= verb.start]
    near = takewhile(lambda word: word in _BESIDE_VERBS or word.endswith("ly"), reversed(before))
    return set(near) & AUXILIARIES


def is_joined(number: int, verb: Trigger, reading: Reading) -> bool:
    """Whether "and" joins an event verb of sentence `number` to what stands before it."""
    start = reading.scan.sentence(number).start
    joint = None if verb.noun else _JOINT.search(reading.document.text, start, verb.start)
    return joint is not None and _BESIDE_VERBS.issuperset(joint[1].lower().split())


def _is_dated(start: int, end: int, reading: Reading) -> bool:
    """Whether a day or time is given there, not a stretch ("for six years"), nor that of a saying."""
    return any(
        not date.text.lower().startswith("for ") and not dates_the_saying(date.start, reading)
        for date in reading.scan.dates_between(start, end)
    )


def dates_the_saying(offset: int, reading: Reading) -> bool:
    """Whether a date is of what a sentence reports somebody to say: "…, police said on Thursday"."""
    number = reading.number_at(offset)
    found = attributions_of(number, reading) if number else []
    inside = any(start <= offset < end for a in found for start, end in a.content)
    return bool(found) and not inside


def attributions_of(number: int, reading: Reading) -> Sequence[Attribution]:
    """What sentence `number` attributes."""
    return reading.scan.attributions_in.get(number, ())
