"""Which words of a sentence are denied: the negations of English and how far they reach.

A negation has a reach (every word that it may deny) and heads (words that it surely denies). The
check raises an alarm on heads and calls it off on reach, so that doubt speaks for the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from summarizer.verification.stems import FUNCTION_WORDS, LIGHT_VERBS, stem

__all__ = ["Negation", "Sentence", "is_english", "read_sentences"]

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|[,;:()]|[—–]")
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]*\s+|\n+")
_MARKS = frozenset(",;:()—–")
_BREAKS = frozenset(
    """but while although though whereas because when after before if unless which who whom as since
    until where so and or""".split()
)
"""Words that begin another part of a sentence."""
_STOPS = _BREAKS - {"and", "or"} | _MARKS
"""Where a negation's reach ends. "and" may go on with what is denied, so it does not end it."""

_AUXILIARIES = frozenset(
    """is are was were be been being has have had do does did will would can could may might shall
    should must""".split()
)
_NOT = re.compile(r"(?:not|never|cannot|.*n['’]t)$")
_NOT_DENYING_AFTER_NOT = frozenset(
    """only merely just simply necessarily least until unlike all every everyone far to mention
    uncommon unusual without long""".split()
)
_NOT_DENYING_AFTER_NO = frozenset(
    "doubt matter sooner fewer less more other later wonder way surprise one".split()
)
_NOBODY = frozenset("nobody none nothing neither nor no-one nowhere".split())
_DENY = frozenset(
    "deny denies denied denying denial denials refute refutes refuted refuting".split()
)
_REJECT = frozenset(
    """reject rejects rejected rejecting rejection rebuff rebuffs rebuffed rebuffing dismiss
    dismisses dismissed dismissing dispute disputes disputed disputing""".split()
)
_CLAIMS = frozenset(
    """claim claims allegation allegations accusation accusations suggestion suggestions report
    reports rumour rumours rumor rumors charge charges assertion assertions idea notion speculation
    wrongdoing""".split()
)
_WITH_TO = frozenset(
    """refuse refuses refused refusing refusal decline declines declined declining fail fails failed
    failing failure unable unwilling unlikely impossible reluctant""".split()
)
_WITH_FROM = frozenset(
    """prevent prevents prevented preventing bar bars barred barring ban bans banned banning refrain
    refrained refraining stop stops stopped stopping block blocked blocking""".split()
)
_WITH_OF = frozenset("lack absence short".split())
_UNHARMED = frozenset("unhurt unharmed uninjured unscathed".split())
_DENIED_NOUNS = frozenset(
    """involvement responsibility role link links knowledge participation entry access permission
    bail visa visas request requests""".split()
)
"""Nouns that name the whole matter. "denied murder" is a plea: there was a murder all the same."""
_PARTIAL = frozenset("just only merely solely simply necessarily".split())
_ACCEPTING = frozenset(stem(word) for word in "approve accept adopt pass support".split())
"""What is denied by "rejected the plan"."""
_REPORTING = frozenset(stem(word) for word in "report record announce find give make".split())
"""Verbs that add nothing to the noun denied: "no injuries were reported"."""
_UNSURE = frozenset(
    """whether if unless may might could should accuse accuses accused accusing accusation
    accusations alleged allegedly allegation allegations allege suspected rumour rumours rumors
    claims suggestions ask asked asks urged demanded demands threatened threatens wants plans
    hopes hoped""".split()
)
"""What follows them in their part of the sentence is neither said to be so nor denied."""

_ENGLISH = frozenset(
    """the of and was were is that it with by has had not from their his are this which they have be
    been at to on said who""".split()
)
_ENGLISH_SHARE = 0.08
"""Of all words; English news has about 0.3, headlines 0.1, French, Spanish or German under 0.05."""


@dataclass(frozen=True, slots=True)
class Negation:
    """One negation of a sentence.

    `cue` is the index of its word; each of `heads` (stems) is denied by it, provided that one of
    `also` stands beside it, if there are any. `reach` are the indexes of words it may deny.
    """

    cue: int
    heads: frozenset[str]
    reach: range
    also: frozenset[str] = frozenset()


@dataclass(slots=True)
class Sentence:
    """A sentence as words, the stem of each ("" without content), its parts and its negations.

    `words` are in lower case, and include commas and dashes; `spans` are their places in `text`.
    """

    text: str
    spans: list[tuple[int, int]]
    words: list[str]
    capital: list[bool]
    stems: list[str]
    part: list[int]
    """The number of the part (between commas, conjunctions …) each word is in."""
    negations: list[Negation] = field(default_factory=list)
    unsure: set[int] = field(default_factory=set)

    def affirmed(self) -> list[int]:
        """Indexes of the words with content that are stated as they are."""
        silent = self.unsure.union(*(negation.reach for negation in self.negations))
        return [index for index, word in enumerate(self.stems) if word and index not in silent]

    def part_stems(self, *indexes: int) -> frozenset[str]:
        """The content of the parts that the words at `indexes` are in."""
        parts = {self.part[index] for index in indexes}
        return frozenset(
            word for word, part in zip(self.stems, self.part, strict=True) if word and part in parts
        )

    def word(self, index: int) -> str:
        """The word at `index` as it is written."""
        start, end = self.spans[index]
        return self.text[start:end]

    def excerpt(self, negation: Negation) -> str:
        """The words of `negation`, from two before its cue to the end of its reach."""
        first, last = max(0, negation.cue - 2), max(negation.cue, negation.reach.stop - 1)
        return self.text[self.spans[first][0] : self.spans[last][1]]


def is_english(texts: Sequence[str]) -> bool:
    """Whether the texts have the little words of English. Short texts need one of them."""
    words = [word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower())]
    known = sum(word in _ENGLISH for word in words)
    return known > 0 and known >= _ENGLISH_SHARE * len(words)


def read_sentences(text: str) -> list[Sentence]:
    """The sentences of `text` with their negations."""
    return [_read(piece) for piece in _SENTENCE.split(text) if piece.strip()]


def _read(text: str) -> Sentence:
    spans = [match.span() for match in _TOKEN.finditer(text)]
    words = [text[start:end].lower() for start, end in spans]
    parts: list[int] = []
    for index, word in enumerate(words):
        opens = index > 0 and (word in _BREAKS or words[index - 1] in _MARKS)
        parts.append((parts[-1] if parts else 0) + opens)
    capital = [text[start].isupper() for start, _ in spans]
    sentence = Sentence(text, spans, words, capital, [stem(word) for word in words], parts)
    for index in range(len(words)):
        negation = _negation_at(sentence, index)
        if negation is not None:
            sentence.negations.append(negation)
            sentence.stems[index] = ""
    sentence.unsure = set(_unsure(sentence))
    return sentence


def _negation_at(sentence: Sentence, index: int) -> Negation | None:
    """The negation whose cue is the word at `index`, by the kind of cue."""
    word = sentence.words[index]
    if _NOT.match(word):
        return _not(sentence, index)
    if word == "no":
        return _no(sentence, index)
    if word in _NOBODY:
        return _nobody(sentence, index)
    if word == "without":
        return _plain(sentence, index, index + 1)
    if word in _DENY:
        return _deny(sentence, index)
    if word in _REJECT:
        return _reject(sentence, index)
    if word in _UNHARMED:
        return Negation(index, frozenset({stem("injured")}), range(index, index + 1))
    return _infinitive(sentence, index)


def _not(sentence: Sentence, index: int) -> Negation | None:
    """ "did not approve the plan", "is n't a threat"; but not "not only", "whether or not"."""
    after = _word(sentence, index + 1)
    if after in _NOT_DENYING_AFTER_NOT or _word(sentence, index - 1) in ("or", "if", "why"):
        return None
    found = _plain(sentence, index, index + 1)
    # "did not leave until Monday": they left.
    return None if _word(sentence, found.reach.stop) == "until" else found


def _no(sentence: Sentence, index: int) -> Negation | None:
    """ "no injuries were reported", "no one was hurt", "no longer", but not "no doubt", "No 10"."""
    after = _word(sentence, index + 1)
    if after == "longer" or after == "one":
        return _plain(sentence, index, index + 2)
    if after in _NOT_DENYING_AFTER_NO or not after[:1].isalpha():
        return None
    end = _reach_end(sentence, index + 1)
    phrase = _phrase_end(sentence, index + 1, end)
    nouns = [
        at for at in range(index + 1, phrase) if sentence.stems[at] and not sentence.capital[at]
    ]
    if not nouns:
        return Negation(index, frozenset(), range(index, end))
    verb = _after_auxiliary(sentence, phrase, end)
    also = {sentence.stems[verb]} - _REPORTING if verb is not None else set()
    head = frozenset({sentence.stems[nouns[-1]]})
    return Negation(index, head, range(index, end), frozenset(also))


def _nobody(sentence: Sentence, index: int) -> Negation | None:
    """ "none of them was hurt", "neither side signed", "nothing was stolen"; not "nothing but"."""
    word, after = sentence.words[index], _word(sentence, index + 1)
    if word == "nothing" and after in ("but", "less", "short"):
        return None
    end = _reach_end(sentence, index + 1)
    head = _after_auxiliary(sentence, index + 1, end)
    if head is None and word not in ("nothing", "nowhere", "none"):
        head = _verb_like(sentence, index + 1, end)
    return Negation(index, _stems_at(sentence, head), range(index, end))


def _deny(sentence: Sentence, index: int) -> Negation:
    """ "denied it was arming", "denied killing him", "denied claims that …", "was denied bail"."""
    end = _reach_end(sentence, index + 1)
    return Negation(
        index, _stems_at(sentence, _denied(sentence, index + 1, end)), range(index, end)
    )


def _denied(sentence: Sentence, start: int, end: int) -> int | None:
    """The word that "denied" is about, in the words from `start` on."""
    first = _first_content(sentence, start, end)
    if first is None:
        return None
    if sentence.words[first] in _CLAIMS:
        joint = _word(sentence, first + 1)
        if joint in ("that", "of"):
            return _denied(sentence, first + 2, end)
        return _after_auxiliary(sentence, first + 1, end)
    if sentence.words[first].endswith("ing") or sentence.words[first] in _DENIED_NOUNS:
        return first
    return _after_auxiliary(sentence, start, end)


def _reject(sentence: Sentence, index: int) -> Negation | None:
    """ "rejected claims that …" denies the claim; "rejected the plan", that it was accepted."""
    end = _reach_end(sentence, index + 1)
    first = _first_content(sentence, index + 1, end)
    if first is None:
        return None
    if sentence.words[first] in _CLAIMS:
        return _deny(sentence, index)
    if not sentence.words[index].startswith("reject"):
        return Negation(index, frozenset(), range(index, end))
    objects = frozenset(sentence.stems[at] for at in range(first, end) if sentence.stems[at])
    return Negation(index, _ACCEPTING, range(index, end), objects)


def _infinitive(sentence: Sentence, index: int) -> Negation | None:
    """ "refused to sign", "barred … from leaving", "a lack of evidence"."""
    word, after = sentence.words[index], _word(sentence, index + 1)
    if word in _WITH_TO and after == "to":
        return _plain(sentence, index, index + 2)
    if word in _WITH_OF and after == "of":
        return _plain(sentence, index, index + 2)
    if word in _WITH_FROM:
        end = _reach_end(sentence, index + 1)
        for at in range(index + 1, end - 1):
            if sentence.words[at] == "from" and sentence.words[at + 1].endswith("ing"):
                return _plain(sentence, index, at + 1)
    return None


def _plain(sentence: Sentence, cue: int, start: int) -> Negation:
    """A negation of the first word with content from `start` on; a light verb needs its noun."""
    end = _reach_end(sentence, start)
    head = _first_content(sentence, start, end)
    reached = range(start, head or start)
    if any(sentence.capital[at] and sentence.stems[at] for at in reached) or (
        _PARTIAL & set(sentence.words[start:end])
    ):
        # "not Smith but …" denies a name, "not just for …" denies nothing.
        return Negation(cue, frozenset(), range(cue, end))
    also: frozenset[str] = frozenset()
    if head is not None and sentence.stems[head] in _LIGHT_STEMS:
        also = frozenset(word for word in sentence.stems[head + 1 : end] if word)
    return Negation(cue, _stems_at(sentence, head), range(cue, end), also)


_LIGHT_STEMS = frozenset(stem(word) for word in LIGHT_VERBS)


def _word(sentence: Sentence, index: int) -> str:
    return sentence.words[index] if 0 <= index < len(sentence.words) else ""


def _stems_at(sentence: Sentence, index: int | None) -> frozenset[str]:
    return frozenset() if index is None else frozenset({sentence.stems[index]})


def _reach_end(sentence: Sentence, start: int) -> int:
    """The index of the mark or word, at or after `start`, that ends a negation's reach."""
    for index in range(start, len(sentence.words)):
        if sentence.words[index] in _STOPS:
            return index
    return len(sentence.words)


def _phrase_end(sentence: Sentence, start: int, end: int) -> int:
    """Where the noun phrase that begins at `start` ends: at an auxiliary, preposition or so."""
    for index in range(start, end):
        if sentence.words[index] in FUNCTION_WORDS:
            return index
    return end


def _first_content(sentence: Sentence, start: int, end: int) -> int | None:
    """The first word with content that is no name and no adverb in -ly."""
    for index in range(start, end):
        passed_over = sentence.capital[index] or sentence.words[index].endswith("ly")
        if sentence.stems[index] and not passed_over:
            return index
    return None


def _after_auxiliary(sentence: Sentence, start: int, end: int) -> int | None:
    """The first word with content after the first auxiliary: the predicate of a clause."""
    for index in range(start, end):
        if sentence.words[index] in _AUXILIARIES:
            return _first_content(sentence, index + 1, end)
    return None


def _verb_like(sentence: Sentence, start: int, end: int) -> int | None:
    """The first word that looks like a verb in the past."""
    for index in range(start, end):
        if sentence.words[index].endswith("ed") and not sentence.capital[index]:
            return index
    return None


def _unsure(sentence: Sentence) -> Iterator[int]:
    for index, word in enumerate(sentence.words):
        if word in _UNSURE:
            yield from range(index + 1, _reach_end(sentence, index + 1))
