"""Checks that a claim's speaker is somebody whom the text names, near the claim."""

from summarizer.grounding.copied_speaker import referent_at
from summarizer.grounding.entities import described
from summarizer.grounding.reading import Reading
from summarizer.scan import Attribution, name_key
from summarizer.scan.lexicon import PRONOUNS
from summarizer.scan.phrases import Phrases
from summarizer.schemas.claim import Claim
from summarizer.schemas.problem import Problem
from summarizer.schemas.span import Span
from summarizer.verification.mentions import ANAPHORS, standing

__all__ = [
    "NEAR_SENTENCES",
    "check_attributed",
    "check_content_is_words_only",
    "check_speaker_beside_cue",
    "check_speaker_mentioned",
    "check_speaker_named",
    "check_speaker_near",
    "check_speaker_outside_words",
]

# A speaker named further away than this from the evidence is noted: a long quotation over several
# paragraphs stays within it, a name from another part of the article does not.
NEAR_SENTENCES = 8
# Two readings are of the same words when they share this much of the shorter one.
MOST = 0.6
# What a phrase for one who was named before begins with.
_TAKING_UP = frozenset("the this that his her its their our my".split())
# Characters after a cue in which a name is its subject: "said Ilse Darrow", "said the mayor, Lund".
RIGHT_AFTER = 3


def check_speaker_named(claim: Claim, reading: Reading) -> list[Problem]:
    """A speaker has a name or description; a bare pronoun is none."""
    if claim.speaker.name.strip().lower() in PRONOUNS:
        message = f"“{claim.speaker.name}” does not say who; name the speaker as the article does."
        return [
            Problem(code="speaker-unresolved", severity="doubt", message=message, field="speaker")
        ]
    return []


def check_speaker_near(claim: Claim, reading: Reading) -> list[Problem]:
    """The speaker is named in or near the sentences that show the claim."""
    numbers = reading.numbers_of(claim.evidence)
    mentions = [start for start, _ in reading.mentions.get(claim.speaker.canonical, ())]
    named = {reading.number_at(start) for start in [claim.speaker.span.start, *mentions]}
    far = [abs(at - number) for at in named if at is not None for number in numbers]
    if not far or min(far) <= NEAR_SENTENCES:
        return []
    message = f"“{claim.speaker.name}” is named far from the words of the claim."
    return [
        Problem(
            code="speaker-far",
            message=message,
            field="speaker",
            span=claim.speaker.span,
            severity="doubt",
        )
    ]


def check_speaker_beside_cue(claim: Claim, reading: Reading) -> list[Problem]:
    """Where a sentence names the source of these words beside the cue, the speaker is that source."""
    if ANAPHORS.fullmatch(claim.speaker.span.text):
        return []  # whom "he" means is another question
    sources = [
        attribution.source
        for attribution in _attributing(claim, reading)
        if attribution.certain
        and not attribution.pronoun
        and attribution.source is not None
        and attribution.frame == "clause"
    ]
    text = reading.document.text
    if not sources or any(_same_source(text[a:b], claim, reading) for a, b in sources):
        return []
    start, end = sources[0]
    message = (
        f"The sentence names “{text[start:end]}” as the source of these words,"
        f" not “{claim.speaker.name}”."
    )
    return [
        Problem(
            code="speaker-contradicted",
            severity="doubt",
            message=message,
            field="speaker",
            span=reading.span(start, end),
        )
    ]


def check_speaker_mentioned(claim: Claim, reading: Reading) -> list[Problem]:
    """The sentences cited have the speaker, beside the words: by name, or by what can mean them.

    A quotation that goes on without a cue has its speaker in the sentences around it.
    """
    number = reading.number_at(claim.speaker.span.start)
    held = reading.numbers_of(claim.evidence)
    is_there = number in held and not any(s.covers(claim.speaker.span) for s in claim.content)
    if is_there and not ANAPHORS.fullmatch(claim.speaker.span.text):
        return _check_adjoining(claim, reading)
    if is_there:
        meant = referent_at(claim.speaker.span, claim.content, reading)
        if meant is None or meant.canonical == claim.speaker.canonical:
            return []
    beside = _beside_words(claim, reading)
    how = standing(claim.speaker.canonical, beside, reading)
    if how == "named":
        return _check_adjoining(claim, reading)
    if claim.cue is None and how in ("meant", "near"):
        return []
    if how == "meant" and not (
        _is_named_at_cue(claim, reading) or _has_other_subject(claim, reading)
    ):
        return []
    message = f"“{claim.speaker.name}” is not in the sentences cited, beside the words."
    return [
        Problem(
            code="speaker-elsewhere",
            severity="doubt",
            message=message,
            field="speaker",
            span=claim.speaker.span,
        )
    ]


def _check_adjoining(claim: Claim, reading: Reading) -> list[Problem]:
    """No other name touches the cue: "Lund denied it" is not what Brandt says, named further off."""
    cue, speaker = claim.cue, claim.speaker
    number = reading.number_at(cue.start) if cue else None
    if cue is None or number is None or 0 <= speaker.span.start - cue.end <= RIGHT_AFTER:
        return []
    sentence = reading.sentence_span(number)
    for name in reading.scan.names_between(sentence.start, cue.start):
        touches = name.end <= cue.start and not reading.document.text[name.end : cue.start].strip()
        if not touches or speaker.span.start <= name.start < speaker.span.end:
            continue
        known = reading.scan.roster.canonical(name.text) or name.text
        if not set(name_key(known)) & set(name_key(f"{speaker.canonical} {speaker.name}")):
            message = f"“{name.text}” stands right before “{cue.text}”, not “{speaker.name}”."
            return [
                Problem(
                    code="speaker-contradicted",
                    severity="doubt",
                    message=message,
                    field="speaker",
                    span=reading.span(name.start, name.end),
                )
            ]
    return _check_subject(claim, reading)


def _check_subject(claim: Claim, reading: Reading) -> list[Problem]:
    """Nobody else is the subject of the cue: "voters back it" is not what the mayor says."""
    phrase = _before_cue(claim, reading)
    if phrase is None or phrase.overlaps(claim.speaker.span):
        return []
    if set(name_key(phrase.text)) & set(
        name_key(f"{claim.speaker.canonical} {claim.speaker.name}")
    ):
        return []
    if described(phrase.start, phrase.end, reading) == claim.speaker.canonical:
        return []
    message = f"“{phrase.text}” stands right before “{claim.cue and claim.cue.text}”."
    return [
        Problem(
            code="speaker-contradicted",
            severity="doubt",
            message=message,
            field="speaker",
            span=phrase,
        )
    ]


def _before_cue(claim: Claim, reading: Reading) -> Span | None:
    """The noun phrase right before the cue, outside the words that are said; None for a pronoun."""
    cue = claim.cue
    number = reading.number_at(cue.start) if cue else None
    if cue is None or number is None:
        return None
    tokens = reading.scan.sentence(number).tokens
    last = sum(token.end <= cue.start for token in tokens) - 1
    phrases = Phrases(tokens)
    phrase = phrases.left(last) if last >= 0 else None
    if phrase is None or phrases.is_pronoun(phrase):
        return None
    if any(phrases.looks_like_verb(at) for at in range(phrase[0], phrase[1] + 1)):
        return None
    span = reading.span(tokens[phrase[0]].start, tokens[phrase[1]].end)
    return None if any(part.overlaps(span) for part in claim.content) else span


def _is_named_at_cue(claim: Claim, reading: Reading) -> bool:
    """Whether a name, and no "he" or "the group", stands nearest before the cue, or right after it."""
    cue = claim.cue
    number = reading.number_at(cue.start) if cue else None
    if cue is None or number is None:
        return False
    sentence = reading.sentence_span(number)
    free = [
        span
        for span in _beside_words(claim, reading)
        if sentence.start <= span.start < sentence.end
    ]
    names = reading.scan.names_between(sentence.start, sentence.end)
    named = [name for name in names if any(s.start <= name.start < s.end for s in free)]
    if any(cue.end <= name.start <= cue.end + RIGHT_AFTER for name in named):
        return True
    before = [name.start for name in named if name.start < cue.start]
    meant = [
        span.start + match.start()
        for span in free
        for match in ANAPHORS.finditer(span.text)
        if span.start + match.start() < cue.start
    ]
    return bool(before) and (not meant or max(before) > max(meant))


def _has_other_subject(claim: Claim, reading: Reading) -> bool:
    """Whether the words right before the cue are several, or new: no name means "voters", "a friend"."""
    phrase = _before_cue(claim, reading)
    if phrase is None:
        return False
    words = phrase.text.lower().split()
    return words[0] not in _TAKING_UP or words[-1].endswith("s")


def _beside_words(claim: Claim, reading: Reading) -> list[Span]:
    """The sentences cited without the words that are said."""
    left: list[Span] = []
    for sentence in claim.evidence:
        at = sentence.start
        for span in sorted(claim.content, key=lambda one: one.start):
            if at < span.start < sentence.end:
                left.append(reading.span(at, span.start))
            if span.start < sentence.end:
                at = max(at, min(span.end, sentence.end))
        if at < sentence.end:
            left.append(reading.span(at, sentence.end))
    return left


def check_speaker_outside_words(claim: Claim, reading: Reading) -> list[Problem]:
    """Who speaks is named beside what is said, not in it: “The mayor lied” is not the mayor's."""
    if not any(span.covers(claim.speaker.span) for span in claim.content):
        return []
    message = f"“{claim.speaker.name}” stands inside the words; name who says them."
    return [
        Problem(
            code="speaker-in-words",
            severity="doubt",
            message=message,
            field="speaker",
            span=claim.speaker.span,
        )
    ]


def check_attributed(claim: Claim, reading: Reading) -> list[Problem]:
    """Somebody is reported to say it: there is a cue, or quotation marks around the words."""
    if claim.cue is not None or claim.quotation == "direct":
        return []
    message = "The article tells this in its own voice: nobody is reported to say it."
    return [
        Problem(
            code="not-attributed",
            severity="doubt",
            message=message,
            field="cue",
            span=claim.content[0],
        )
    ]


def check_content_is_words_only(claim: Claim, reading: Reading) -> list[Problem]:
    """What is said does not hold who says it: not `Police said the road was shut`."""
    for attribution in _attributing(claim, reading):
        if attribution.cue is None or attribution.source is None or attribution.pronoun:
            continue
        if attribution.frame != "clause" or not attribution.certain:
            continue
        start, end = attribution.source
        if any(
            span.start <= min(start, attribution.cue[0])
            and max(end, attribution.cue[1]) <= span.end
            for span in claim.content
        ):
            said = reading.document.text[start:end]
            message = (
                f"The words hold their own attribution (“{said}”); leave it out of the content."
            )
            return [
                Problem(
                    code="attribution-in-words", severity="doubt", message=message, field="content"
                )
            ]
    return []


def _attributing(claim: Claim, reading: Reading) -> list[Attribution]:
    """What grammar attributes of a claim's words: attributions that share most of their content.

    The one with the claim's own cue, if there is one; else none that stands in another's words, for
    in "Lund says that Brandt fears …" the words that Lund says hold Brandt.
    """
    found = [
        attribution
        for number in reading.numbers_of([*claim.content, *([claim.cue] if claim.cue else [])])
        for attribution in reading.scan.attributions_in.get(number, ())
        if _shares_most(attribution, claim) or _has_cue(attribution, claim)
    ]
    own = [attribution for attribution in found if _has_cue(attribution, claim)]
    return own or [a for a in found if not any(_holds(other, a) for other in found)]


def _has_cue(attribution: Attribution, claim: Claim) -> bool:
    """Whether the claim is this very attribution, if with the words that "this" takes up."""
    return claim.cue is not None and attribution.cue == (claim.cue.start, claim.cue.end)


def _holds(outer: Attribution, inner: Attribution) -> bool:
    """Whether the cue of one attribution stands in the words of another."""
    return inner.cue is not None and any(
        start <= inner.cue[0] and inner.cue[1] <= end for start, end in outer.content
    )


def _shares_most(attribution: Attribution, claim: Claim) -> bool:
    ranges = [(span.start, span.end) for span in claim.content]
    shared = sum(
        max(0, min(end, b) - max(start, a)) for start, end in attribution.content for a, b in ranges
    )
    sizes = [
        sum(end - start for start, end in attribution.content),
        sum(end - start for start, end in ranges),
    ]
    return shared > MOST * min(sizes)


def _same_source(source: str, claim: Claim, reading: Reading) -> bool:
    names = f"{claim.speaker.name} {claim.speaker.canonical} {claim.speaker.span.text}"
    words, named = (
        {word.strip(".,’'").lower() for word in text.split()} for text in (source, names)
    )
    small = {"the", "a", "an", "of", "mr", "mrs", "ms"}
    return bool((words & named) - small)
