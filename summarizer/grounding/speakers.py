"""Who speaks: from words beside a cue, or words a model copied, to a named speaker."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from summarizer.grounding.entities import described
from summarizer.grounding.gender import pronouns_of
from summarizer.grounding.given_names import HE_NAMES, SHE_NAMES
from summarizer.grounding.reading import Reading
from summarizer.scan import Attribution, Name, tokenize
from summarizer.scan.attribution import MOSTLY_QUOTED
from summarizer.scan.lexicon import (
    DETERMINERS,
    GENERIC_SOURCES,
    ORGANISATION_WORDS,
    PLURAL_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
    ROLE_WORDS,
    SINGULAR_PRONOUNS,
    TIME_WORDS,
    TITLES,
)
from summarizer.scan.phrases import Phrases
from summarizer.schemas.claim import Speaker
from summarizer.schemas.span import Span

__all__ = ["NOBODY", "Speakers", "is_nobody"]

NOBODY = frozenset(
    """none no nobody unknown narration narrator n/a null not unnamed the article article
    reporter author writer text""".split()
)
# "African Americans", "Social Democrats": several people.
_PEOPLES = ("cans", "ians", "rats", "ists")
AUTHOR = "the author"
FIRST_PERSON = frozenset({"i", "we", "me", "my", "our"})
# A pronoun's speaker is looked for this many sentences back.
MAX_SENTENCES_BACK = 6
# What a model gives as a speaker is no longer than this: "a spokesman for the health authority in
# the north of the country" has 13.
MAX_SPEAKER_TOKENS = 16
_SEPARATORS = re.compile(r"\s*[,;(—–]\s*")
_PERSON_WORDS = (
    ROLE_WORDS - {"foreign", "interior", "finance", "state", "deputy", "former"}
) | frozenset("man woman boy girl teenager".split())


# Forms of a pronoun beside its subject form.
_OTHER_FORMS = {
    "his": "he",
    "him": "he",
    "her": "she",
    "their": "they",
    "them": "they",
    "its": "it",
    "us": "we",
}


def _subject_form(pronoun: str) -> str:
    return _OTHER_FORMS.get(pronoun, pronoun)


def is_nobody(words: str) -> bool:
    """Whether an answer says that nobody is quoted ("none", "plain narration")."""
    lower = re.findall(r"\w[\w/]*", words.lower())
    return not lower or all(word in NOBODY for word in lower) or lower[0] in ("none", "narration")


@dataclass(frozen=True)
class Speakers:
    """Resolves the speakers of one reading."""

    reading: Reading

    def from_source(self, start: int, end: int) -> Speaker | None:
        """The speaker that the words `start`..`end` name; None when they are a pronoun."""
        words = self.reading.document.text[start:end]
        if words.lower() in PRONOUNS | _OTHER_FORMS.keys():
            return None
        span = self.reading.span(start, end)
        return Speaker(name=span.text, canonical=self._canonical(start, end), span=span)

    def name_at(self, span: Span) -> str:
        """The fullest name of whom a span describes or names and nothing else; else its own words."""
        words = " ".join(span.text.split())
        known = described(span.start, span.end, self.reading)
        named = words[:1].isupper() and self.reading.scan.roster.canonical(words)
        return known or named or words

    def named_by(self, attribution: Attribution) -> Speaker | None:
        """The speaker whom the source of `attribution` names; it stands at "who" where there is one."""
        if attribution.source is None:
            return None
        speaker = self.from_source(*attribution.source)
        if speaker is None or attribution.relative is None:
            return speaker
        return speaker.model_copy(update={"span": self.reading.span(*attribution.relative)})

    def from_words(self, words: str, near: list[tuple[int, int]]) -> Speaker | None:
        """The speaker that a model's words name, at their mention nearest to `near`; None if absent.

        A longer answer than the text has ("Jane Okoro, the mayor") counts by its first part.
        """
        for candidate in dict.fromkeys([words.strip(), _SEPARATORS.split(words.strip())[0]]):
            if not candidate or candidate.lower() in PRONOUNS:
                continue
            found = self.reading.locator.find(candidate, near)
            if (
                found.status in ("verbatim", "folded")
                and found.start is not None
                and found.end is not None
                and self._can_name(found.start, found.end)
            ):
                return self.from_source(found.start, found.end)
            known = self.reading.scan.roster.canonical(_without_titles(candidate))
            if known:
                return self._nearest_mention(known, near)
        return None

    def _can_name(self, start: int, end: int) -> bool:
        """Whether a stretch of the text is whole words that can name a source: no clause, no mark."""
        text = self.reading.document.text
        if text[start - 1 : start].isalnum() or text[end : end + 1].isalnum():
            return False
        phrases = Phrases(tokenize(text, start, end))
        count = len(phrases.tokens)
        if count > MAX_SPEAKER_TOKENS or any(map(phrases.looks_like_verb, range(count))):
            return False
        opens = phrases.tokens[0].lower if count else ""
        return count > 0 and (opens in DETERMINERS or phrases.names_somebody((0, count - 1)))

    def expected(self, attribution: Attribution) -> Speaker | None:
        """Whom the rules make out as the speaker: named, a pronoun's referent, or whoever went on.

        None when the sentence names nobody and no quotation stands shortly before it.
        """
        if attribution.source is not None:
            if attribution.pronoun:
                return self.referent(attribution)
            return self.named_by(attribution) if attribution.certain else None
        if attribution.cue is not None:
            return None
        return (
            self._who_closes(attribution)
            or self._who_introduced(attribution)
            or self._who_went_on(attribution)
        )

    def _who_closes(self, attribution: Attribution) -> Speaker | None:
        """The speaker named at the end of a quotation of several sentences or paragraphs."""
        number = attribution.sentence
        end = self._quotation_end(attribution)
        while number < len(self.reading.segments) and self.reading.segments[number].start < end:
            number += 1
            for later in self.reading.scan.attributions_in.get(number, ()):
                if later.cue is not None and later.content[0][0] < end:
                    return self.expected(later)
        return None

    def _quotation_end(self, attribution: Attribution) -> int:
        """Where the quoted passage of `attribution` ends, with the paragraphs that go on with it."""
        start, end = attribution.content[0]
        quotes = self.reading.scan.quotes
        at = bisect_right(quotes, start, key=attrgetter("start")) - 1
        while at > 0 and quotes[at].depth > 0:
            at -= 1
        for quote in (quotes[index] for index in range(max(at, 0), len(quotes))):
            if quote.start <= start < quote.end or (quote.continues and quote.start >= end):
                end = max(end, quote.end)
            elif quote.depth == 0 and quote.start >= end:
                break
        return end

    def _who_introduced(self, attribution: Attribution) -> Speaker | None:
        """Whom the sentence before names when it ends in a colon: `Lund told reporters:`"""
        number = attribution.sentence - 1
        if number < 1 or self.reading.segments[number - 1].text.rstrip()[-1:] != ":":
            return None
        sentence = self.reading.scan.sentence(number)
        phrases = Phrases(sentence.tokens)
        phrase = phrases.subject()
        if phrase is None or not phrases.names_somebody(phrase):
            return None
        start, end = sentence.tokens[phrase[0]].start, sentence.tokens[phrase[1]].end
        if not phrases.is_pronoun(phrase):
            return self.from_source(start, end)
        return self.referent(replace(attribution, sentence=number, source=(start, end)))

    def _who_went_on(self, attribution: Attribution) -> Speaker | None:
        """The speaker of the direct quotation that this one goes on from.

        Only a sentence that is all quotation goes on; "A banner read: “…”" has a voice of its own.
        """
        sentence = self.reading.scan.sentence(attribution.sentence)
        words = [
            quoted
            for token, quoted in zip(sentence.tokens, sentence.quoted, strict=True)
            if token.is_word
        ]
        if sum(words) < MOSTLY_QUOTED * len(words):
            return None
        for before in self._back_from(attribution.sentence - 1, attribution.sentence):
            if before.cue is not None and before.quotation != "indirect":
                return self.expected(before)
        return None

    def _back_from(self, last: int, sentence: int) -> Iterator[Attribution]:
        """The attributions from sentence `last` back to where `sentence` may still refer to."""
        for number in range(last, max(0, sentence - MAX_SENTENCES_BACK - 1), -1):
            yield from reversed(self.reading.scan.attributions_in.get(number, ()))

    def is_author(self, attribution: Attribution) -> bool:
        """Whether the words are the writer's own: "I think the plan is sound"."""
        if attribution.source is None:
            return False
        return self.reading.document.text[slice(*attribution.source)].lower() in FIRST_PERSON

    def referent(self, attribution: Attribution) -> Speaker | None:
        """Whom the pronoun of `attribution` stands for, as the sentences before it tell."""
        if attribution.source is None:
            return None
        start, end = attribution.source
        pronoun = _subject_form(self.reading.document.text[start:end].lower())
        if pronoun in FIRST_PERSON:
            # Outside quotation marks it is whoever wrote the letter, the column or the report.
            span = self.reading.span(start, end)
            return Speaker(name=AUTHOR, canonical=AUTHOR, span=span)
        found = self._candidate(pronoun, start, attribution)
        if found is None:
            return None
        return Speaker(
            name=found.canonical, canonical=found.canonical, span=self.reading.span(start, end)
        )

    def fits(self, pronoun: str, speaker: Speaker) -> bool:
        """Whether a pronoun can stand for a speaker: "he" for a person, "they" for several."""
        pronoun = _subject_form(pronoun)
        if pronoun in SINGULAR_PRONOUNS:
            return self.is_person(speaker) and self._takes(pronoun, speaker)
        if pronoun == "it":
            return not self.is_person(speaker)
        return True

    def _takes(self, pronoun: str, speaker: Speaker) -> bool:
        """Whether nothing in the text says that "he" is a she, or the other way round."""
        subject = _subject_form(pronoun)
        if subject not in ("he", "she"):
            return True
        mentions = self.reading.scan.roster.mentions(speaker.canonical)
        return subject in pronouns_of(speaker.name, mentions, self.reading.document.text)

    def is_person(self, speaker: Speaker) -> bool:
        """Whether a speaker is one person, as far as titles and the words of bodies tell."""
        words = [word.strip(".,").lower() for word in speaker.name.split()]
        if _head_noun(words) in _PERSON_WORDS:
            return True
        if any(word in ("mr", "mrs", "ms", "miss", "dr", "sir") for word in words):
            return True
        name = speaker.canonical
        if " and " in name:
            return False
        if self.reading.scan.roster.is_person(name):
            return True
        parts = name.split()
        if len(parts) > 1 and parts[0].lower() in HE_NAMES | SHE_NAMES:
            return True
        capitals = sum(part[0].isupper() for part in parts if part)
        bodies = ORGANISATION_WORDS | GENERIC_SOURCES | TIME_WORDS | {"day"}
        if not 2 <= len(parts) <= 4 or capitals < 2 or any(p.lower() in bodies for p in parts):
            return False
        return not parts[-1].endswith(_PEOPLES) and not self._is_placed(name)

    # -- inside ------------------------------------------------------------------------------

    def _canonical(self, start: int, end: int) -> str:
        head = self._head_name(start, end)
        if head is not None:
            return self._full_name(head)
        words = self.reading.document.text[start:end].split()
        if words[0].lower() in GENERIC_SOURCES and self._opens_sentence(start):
            words[0] = words[0].lower()
        if len(words) > 1 and words[0].lower() in ("the", "a", "an"):
            known = self.reading.scan.roster.canonical(" ".join(words[1:]))
            return known or described(start, end, self.reading) or " ".join(words[1:])
        known = (
            self.reading.scan.roster.canonical(" ".join(words)) if words[0][0].isupper() else None
        )
        return known or " ".join(words)

    def _full_name(self, name: Name) -> str:
        """The fullest form of a name; of two people with one surname, the one named last before."""
        roster = self.reading.scan.roster
        known = roster.canonical(name.text) or name.text
        if known != name.text or " " in known:
            return known
        for earlier in reversed(self.reading.scan.names_between(0, name.start)):
            if earlier.text.endswith(f" {name.text}"):
                return roster.canonical(earlier.text) or earlier.text
        return known

    def _opens_sentence(self, offset: int) -> bool:
        sentence = self.reading.scan.sentence_at(offset)
        return sentence is not None and sentence.start == offset

    def _head_name(self, start: int, end: int) -> Name | None:
        """The name that a noun phrase is about: not the one in "a spokesman for X" or "X officials"."""
        names = self.reading.scan.names_between(start, end)
        inside = [name for name in names if name.end <= end]
        last = inside[-1] if inside and inside[-1].end == end else None
        led = "" if last is None else self.reading.document.text[start : last.start]
        if (
            last is not None
            and "," in led
            and all(
                word.strip(",").lower() in ROLE_WORDS | {"former", "acting"} or word.endswith(",")
                for word in led.rpartition(",")[2].split()
            )
        ):
            return (
                last  # "the minister of Oran, Juno Talbek", "the envoy, former judge Solveig Aran"
            )
        for name in inside:
            before = self.reading.document.text[start : name.start].split()
            after = self.reading.document.text[name.end : end].split()
            if any(word.lower() in PREPOSITIONS for word in before):
                return None
            if after[:1] == ["and"] and inside[-1] is not name:
                return None  # two people
            if (
                not after
                or after[0].lower() in PREPOSITIONS
                or after[0].startswith((",", "(", "and"))
            ):
                return name
        return None

    def _nearest_mention(self, canonical: str, near: list[tuple[int, int]]) -> Speaker | None:
        mentions = self.reading.scan.roster.mentions(canonical)
        if not mentions:
            return None
        at = near[0][0] if near else 0
        mention = min(mentions, key=lambda name: abs(name.start - at))
        span = self.reading.span(mention.start, mention.end)
        return Speaker(name=span.text, canonical=canonical, span=span)

    def _candidate(self, pronoun: str, offset: int, attribution: Attribution) -> Speaker | None:
        sentence = attribution.sentence
        subject = self._subject(pronoun, offset, attribution)
        if subject is not None:
            return subject
        return self._recent_speaker(pronoun, offset, sentence) or self._recent_name(
            pronoun, offset, sentence
        )

    def _subject(self, pronoun: str, offset: int, attribution: Attribution) -> Speaker | None:
        """Whom a pronoun takes up: the subject of its own sentence, else of the one before."""
        sentence = attribution.sentence
        single = pronoun in SINGULAR_PRONOUNS
        for number in (sentence - 1,) if single else (sentence, sentence - 1):
            if number < 1:
                return None
            tokens = self.reading.scan.sentence(number).tokens
            phrases = Phrases(tokens)
            phrase = phrases.subject()
            if phrase is None or phrases.is_pronoun(phrase) or tokens[phrase[0]].start >= offset:
                continue
            start, end = tokens[phrase[0]].start, tokens[phrase[1]].end
            if any(a <= start < b for a, b in attribution.content):
                continue  # "Trains were slowed, it said": what is said does not speak
            speaker = self.from_source(start, end) if phrases.names_somebody(phrase) else None
            if speaker is None or (single and not speaker.canonical[0].isupper()):
                continue
            if self._agrees(pronoun, speaker):
                return speaker
        return None

    def _recent_speaker(self, pronoun: str, offset: int, sentence: int) -> Speaker | None:
        """The last one who spoke and whom the pronoun fits; a lone surname or first name counts."""
        for attribution in self._back_from(sentence, sentence):
            if attribution.source is None or attribution.source[0] >= offset or attribution.pronoun:
                continue
            speaker = self.from_source(*attribution.source)
            if speaker is None:
                continue
            near = sentence - attribution.sentence <= 1
            lone = pronoun in SINGULAR_PRONOUNS and near and self._may_be_person(speaker)
            if (lone and self._takes(pronoun, speaker)) or self._agrees(pronoun, speaker):
                return speaker
        return None

    def _may_be_person(self, speaker: Speaker) -> bool:
        """Whether one capitalised word can be somebody's only name: never used as a place or body."""
        word = speaker.canonical
        if " " in word or not word[:1].isupper() or word.isupper():
            return False
        if word.lower() in ORGANISATION_WORDS | GENERIC_SOURCES:
            return False
        placed = rf"\b(?:to|of|with|for|against)\s+{re.escape(word)}\b"
        text = self.reading.document.text
        return not self._is_placed(word) and not re.search(placed, text)

    def _is_placed(self, name: str) -> bool:
        """Whether the text has a name as that of a place: "in Fort Orrin"."""
        placed = rf"\b(?:in|at|near|from|across|outside)\s+{re.escape(name)}\b"
        return re.search(placed, self.reading.document.text) is not None

    def _agrees(self, pronoun: str, speaker: Speaker) -> bool:
        if pronoun in PLURAL_PRONOUNS:
            several = speaker.name.rstrip().lower().endswith(("s", "people", "police"))
            return several or " and " in speaker.canonical
        return self.fits(pronoun, speaker)

    def _recent_name(self, pronoun: str, offset: int, sentence: int) -> Speaker | None:
        """The nearest earlier name that the pronoun can stand for."""
        earliest = self.reading.scan.sentence(max(1, sentence - MAX_SENTENCES_BACK)).start
        for name in reversed(self.reading.scan.names_between(earliest, offset)):
            speaker = self.from_source(name.start, name.end)
            if speaker is not None and self._agrees(pronoun, speaker):
                return speaker
        return None


def _head_noun(words: list[str]) -> str:
    """The noun that a phrase is about: the last word before a preposition or comma."""
    for index, word in enumerate(words):
        if index and word in PREPOSITIONS:
            return words[index - 1]
    return words[-1] if words else ""


def _without_titles(words: str) -> str:
    parts = words.split()
    while len(parts) > 1 and parts[0].lower().rstrip(".") in TITLES | DETERMINERS:
        parts = parts[1:]
    return " ".join(parts)
