"""Attributions: which words of a sentence are said, by what cue, and by whom, as grammar shows it.

What grammar settles is marked `certain`; the rest is what a model is asked about. English only:
in other languages there are quotations, and no cues.
"""

from dataclasses import dataclass

from summarizer.scan.cues import Cue
from summarizer.scan.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BOUNDARY_WORDS,
    CUE_FORMS,
    DETERMINERS,
    GENERIC_SOURCES,
    PREPOSITIONS,
    PRONOUNS,
    ROLE_WORDS,
    TIME_WORDS,
    TITLES,
)
from summarizer.scan.quotes import QuotedPassage, how_quoted
from summarizer.scan.tokens import Token
from summarizer.schemas.claim import Quotation, Stance

__all__ = ["Attribution", "Sentence", "attributions"]

# A noun phrase that names a speaker is at most this many tokens before its cue ("a spokesman for
# the regional health authority in the north of the country said").
MAX_SOURCE_TOKENS = 16
# An apposition between a speaker and the cue ("X, the mayor of Y, said").
MAX_APPOSITION_TOKENS = 22

_CLOSING = frozenset("”\"»’')")
_MARKS = frozenset("“”\"«»„‘’")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as the scan sees it. Ranges are offsets into the document's text."""

    number: int
    start: int
    end: int
    paragraph: int
    tokens: tuple[Token, ...]
    quoted: tuple[bool, ...]
    quotes: tuple[QuotedPassage, ...]
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words that somebody is reported to have uttered.

    `source` is the range of the words that name the speaker beside the cue (None when there are
    none), `certain` whether grammar alone settles that they do. `content` holds the ranges of what
    is said.
    """

    sentence: int
    cue: tuple[int, int] | None
    lemma: str
    stance: Stance
    source: tuple[int, int] | None
    certain: bool
    pronoun: bool
    content: tuple[tuple[int, int], ...]
    quotation: Quotation


def attributions(sentence: Sentence) -> list[Attribution]:
    """What one sentence attributes, in the order of the cues; a bare quotation comes as one without cue."""
    return _Reader(sentence).read()


class _Reader:
    """Reads one sentence from left to right, cue by cue."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.taken: list[tuple[int, int]] = []

    def read(self) -> list[Attribution]:
        found: list[Attribution] = []
        cues = self.sentence.cues
        for index, cue in enumerate(cues):
            following = cues[index + 1] if index + 1 < len(cues) else None
            attribution = self._attribution(cue, following, found)
            if attribution is not None:
                found.append(attribution)
        return found or self._bare_quotation()

    # -- one cue -----------------------------------------------------------------------------

    def _attribution(
        self, cue: Cue, following: Cue | None, earlier: list[Attribution]
    ) -> Attribution | None:
        source, inverted = self._source(cue, earlier)
        after = self._after(cue, source if inverted else None)
        content = self._content(cue, source, after, following)
        content = [part for part in content if self._is_free(part)]
        if not content:
            return None
        self.taken.extend(content)
        span = None if source is None else self._range(*source)
        return Attribution(
            sentence=self.sentence.number,
            cue=(cue.start, cue.end),
            lemma=cue.lemma,
            stance=cue.stance,
            source=span,
            certain=source is not None and self._is_speaker(source),
            pronoun=source is not None and self._is_pronoun(source),
            content=tuple(content),
            quotation=how_quoted(content, self.sentence.quotes),
        )

    def _is_free(self, part: tuple[int, int]) -> bool:
        return not any(start < part[1] and part[0] < end for start, end in self.taken)

    def _source(self, cue: Cue, earlier: list[Attribution]) -> tuple[tuple[int, int] | None, bool]:
        """Token range (inclusive) of who speaks, and whether it stands after the cue."""
        if cue.lemma == "according to":
            return self._phrase_right(cue.last + 1), True
        before = self.tokens[cue.first - 1] if cue.first > 0 else None
        stands_after_break = before is None or before.text in _CLOSING or before.text in ",;—–-"
        if cue.participle and stands_after_break:
            return self._subject_of_clause(cue, earlier), False
        if stands_after_break and not cue.participle:
            right = self._phrase_right(cue.last + 1)
            apposed = self._over_apposition(cue.first - 1)
            quote_before = before is not None and before.text in _CLOSING
            if right and (quote_before or apposed is None or self._names_somebody(right)):
                return right, True
            return apposed or right, apposed is None and right is not None
        if before is not None and before.lower in ("who", "which", "that"):
            return self._antecedent(cue.first - 2), False
        left = self._phrase_left(cue.first - 1)
        if left is None and before is not None and before.lower in ("and", "but", "then"):
            return self._subject_of_clause(cue, earlier), False
        return left, False

    def _phrase_left(self, last: int) -> tuple[int, int] | None:
        """The noun phrase that ends at token `last`, read leftwards."""
        at = last
        while at >= 0 and self.tokens[at].lower in TIME_WORDS:
            at -= 1
        last = at
        while at >= 0 and last - at < MAX_SOURCE_TOKENS:
            token = self.tokens[at]
            if not token.is_word and token.lower != "'s" and token.text not in "&.":
                break
            if token.lower in BOUNDARY_WORDS or token.lower in TIME_WORDS or token.lower in AUXILIARIES:
                break
            if token.lower in ("and", "or") and not self._joins_names(at):
                break
            if token.lower in PRONOUNS:
                at -= at == last
                break
            at -= 1
        return self._trimmed(at + 1, last)

    def _trimmed(self, first: int, last: int) -> tuple[int, int] | None:
        """The phrase without leading words that cannot begin it; None when nothing is left."""
        for at in range(first, last + 1):
            lower = self.tokens[at].lower
            if lower in PREPOSITIONS and at > first:
                continue
            if lower in PREPOSITIONS | ADVERBS | {"and", "or", "'s", "&", "."}:
                # "In Oran officials said": what follows the place is the phrase.
                first = at + 1
                continue
            break
        if first > last or self.tokens[last].lower in PREPOSITIONS:
            return None
        return first, last

    def _joins_names(self, at: int) -> bool:
        if at == 0 or at + 1 >= len(self.tokens):
            return False
        left, right = self.tokens[at - 1], self.tokens[at + 1]
        if left.is_capital and right.is_capital:
            return True
        return left.lower in GENERIC_SOURCES and (right.lower in GENERIC_SOURCES or right.lower in DETERMINERS)

    def _phrase_right(self, first: int) -> tuple[int, int] | None:
        """The noun phrase that begins at token `first`."""
        at = first
        while at < len(self.tokens) and self.tokens[at].lower in TIME_WORDS | ADVERBS:
            at += 1
        first = at
        while at < len(self.tokens) and at - first < MAX_SOURCE_TOKENS:
            token = self.tokens[at]
            if token.text in _MARKS or (not token.is_word and token.lower != "'s" and token.text not in "&."):
                break
            if token.lower in BOUNDARY_WORDS or token.lower in AUXILIARIES or token.lower in TIME_WORDS:
                break
            if at > first and token.lower in PRONOUNS:
                break
            if token.lower in ("and", "or") and not self._joins_names(at):
                break
            at += 1
        last = at - 1
        while last >= first and (
            self.tokens[last].lower in PREPOSITIONS or self.tokens[last].lower in DETERMINERS
        ):
            last -= 1
        if last < first or self.tokens[first].lower in PREPOSITIONS:
            return None
        return first, last

    def _over_apposition(self, comma: int) -> tuple[int, int] | None:
        """Who stands before ", the mayor of Oran," when `comma` is the second comma."""
        if comma <= 0 or self.tokens[comma].text != ",":
            return None
        for at in range(comma - 1, max(-1, comma - MAX_APPOSITION_TOKENS), -1):
            token = self.tokens[at]
            if token.text in _MARKS:
                return None
            if token.text == ",":
                inside = self.tokens[at + 1 : comma]
                if inside and (
                    inside[0].lower in DETERMINERS | {"who", "which", "whose", "now"}
                    or inside[0].text[0].isdigit()
                    or any(word.lower in ROLE_WORDS | GENERIC_SOURCES for word in inside)
                ):
                    return self._phrase_left(at - 1)
                return None
        return None

    def _antecedent(self, last: int) -> tuple[int, int] | None:
        """What "who" stands for: the phrase before it and its comma."""
        while last >= 0 and self.tokens[last].text == ",":
            last -= 1
        return self._phrase_left(last)

    def _subject_of_clause(self, cue: Cue, earlier: list[Attribution]) -> tuple[int, int] | None:
        """The subject that a participle or a second verb shares with what stands before it."""
        if cue.first > 0 and self.tokens[cue.first - 1].lower not in (",", "and", "but", "then"):
            near = self._phrase_left(cue.first - 1)
            if near is not None:
                return near
        for attribution in reversed(earlier):
            if attribution.source is not None:
                return self._tokens_at(attribution.source)
        first = 0
        while first < len(self.tokens) and self.tokens[first].lower in ADVERBS | {","}:
            first += 1
        return self._phrase_right(self._skip_opening(first))

    def _skip_opening(self, first: int) -> int:
        """Past an opening like "Also on Thursday," to where the subject stands."""
        if first < len(self.tokens) and self.tokens[first].lower in PREPOSITIONS | BOUNDARY_WORDS:
            for at in range(first, min(len(self.tokens), first + 12)):
                if self.tokens[at].text == ",":
                    return at + 1
        return first

    def _tokens_at(self, span: tuple[int, int]) -> tuple[int, int] | None:
        inside = [i for i, token in enumerate(self.tokens) if span[0] <= token.start < span[1]]
        return (inside[0], inside[-1]) if inside else None

    def _range(self, first: int, last: int) -> tuple[int, int]:
        return self.tokens[first].start, self.tokens[last].end

    def _is_pronoun(self, source: tuple[int, int]) -> bool:
        return source[0] == source[1] and self.tokens[source[0]].lower in PRONOUNS

    def _is_speaker(self, source: tuple[int, int]) -> bool:
        return self._is_pronoun(source) or self._names_somebody(source)

    def _names_somebody(self, source: tuple[int, int]) -> bool:
        words = self.tokens[source[0] : source[1] + 1]
        if self._is_pronoun(source):
            return True
        return any(
            (word.is_capital and word.lower not in DETERMINERS | TIME_WORDS)
            or word.lower in GENERIC_SOURCES
            or word.lower in TITLES
            for word in words
        )

    # -- what is said ------------------------------------------------------------------------

    def _after(self, cue: Cue, inverted: tuple[int, int] | None) -> int:
        """The first token after the cue, its object ("told reporters"), and "that"."""
        at = cue.last + 1
        if inverted is not None:
            at = inverted[1] + 1
        elif cue.lemma in ("tell", "ask", "urge", "remind", "warn", "accuse"):
            addressee = self._phrase_right(at)
            if addressee and cue.lemma == "tell":
                at = addressee[1] + 1
        return at

    def _content(
        self,
        cue: Cue,
        source: tuple[int, int] | None,
        after: int,
        following: Cue | None,
    ) -> list[tuple[int, int]]:
        group_first = min(cue.first, source[0]) if source and source[0] < cue.first else cue.first
        quotes_before = self._quotes_before(group_first)
        quotes_after = self._quotes_after(after)
        if quotes_before and not cue.participle:
            return quotes_before + (quotes_after if self._is_split_quote(after) else [])
        fronted = self._fronted_clause(group_first, cue, after)
        if fronted:
            return fronted
        return self._wedged_before(source, group_first, after) + self._clause_after(after, following)

    def _wedged_before(
        self, source: tuple[int, int] | None, group_first: int, after: int
    ) -> list[tuple[int, int]]:
        """What a wedged-in "it said" is about: `15 men it said were soldiers`."""
        wedged = source is not None and self._is_pronoun(source) and source[0] == group_first
        if not wedged or group_first == 0 or after >= len(self.tokens):
            return []
        before, goes_on = self.tokens[group_first - 1], self.tokens[after].lower
        if not before.is_word or goes_on not in AUXILIARIES | CUE_FORMS.keys():
            return []
        phrase = self._phrase_left(group_first - 1)
        if phrase is None or before.lower in BOUNDARY_WORDS | PREPOSITIONS | ADVERBS:
            return []
        return [self._range(*self._last_noun_phrase(phrase))]

    def _last_noun_phrase(self, phrase: tuple[int, int]) -> tuple[int, int]:
        """The phrase without what stands before its last preposition ("on X of" 15 men)."""
        for at in range(phrase[1], phrase[0], -1):
            if self.tokens[at - 1].lower in PREPOSITIONS - {"about", "over", "around"}:
                return at, phrase[1]
        return phrase

    def _outer_quotes(self) -> list[QuotedPassage]:
        return [quote for quote in self.sentence.quotes if quote.depth == 0]

    def _quotes_before(self, group_first: int) -> list[tuple[int, int]]:
        """A quotation that ends right before the speaker and cue: `“…,” he said`."""
        if group_first <= 0:
            return []
        limit = self.tokens[group_first].start
        found = []
        for quote in self._outer_quotes():
            clipped = self._clip(quote)
            if quote.end <= limit and clipped:
                found.append((quote.end, clipped))
        if not found:
            return []
        gap = [token for token in self.tokens[:group_first] if token.start >= found[-1][0]]
        if len([token for token in gap if token.is_word]) > 2:
            return []
        # Words before the quotation belong to it: `The deal was “dead”, he said`.
        first_quote = self._clip_start(found[0][1])
        return [first_quote] if len(found) == 1 else [(first_quote[0], found[-1][1][1])]

    def _clip(self, quote: QuotedPassage) -> tuple[int, int] | None:
        """The part of a quotation that lies in this sentence, marks left out."""
        start, end = max(quote.inner_start, self.sentence.start), min(quote.inner_end, self.sentence.end)
        return self._stripped(start, end)

    def _clip_start(self, inner: tuple[int, int]) -> tuple[int, int]:
        words = [t for t in self.tokens if t.end <= inner[0] and t.text not in _MARKS]
        if len([token for token in words if token.is_word]) >= 2 and not self._has_cue_before(inner[0]):
            return words[0].start, inner[1]
        return inner

    def _has_cue_before(self, offset: int) -> bool:
        return any(cue.start < offset for cue in self.sentence.cues)

    def _quotes_after(self, after: int) -> list[tuple[int, int]]:
        if after >= len(self.tokens):
            return []
        limit = self.tokens[after].start
        clipped = [self._clip(quote) for quote in self._outer_quotes() if quote.start >= limit]
        return [part for part in clipped if part]

    def _is_split_quote(self, after: int) -> bool:
        """Whether a quotation goes on right after the speaker: `“…,” he said, “…”`."""
        lead = [token for token in self.tokens[after : after + 3] if token.text not in ",.;:—–-"]
        return bool(lead) and lead[0].text in _MARKS

    def _fronted_clause(self, group_first: int, cue: Cue, after: int) -> list[tuple[int, int]]:
        """A clause before the speaker: `The road was shut, police said.`"""
        if group_first <= 0 or self.tokens[group_first - 1].text not in ",—–":
            return []
        rest = [token for token in self.tokens[after:] if token.is_word and token.lower not in TIME_WORDS]
        opens_clause = after < len(self.tokens) and (
            self.tokens[after].lower == "that" or self.tokens[after].text in ":“\"«"
        )
        words = [token for token in self.tokens[:group_first] if token.is_word]
        if cue.participle or opens_clause or len(words) < 3:
            return []
        if self.tokens[0].lower in PREPOSITIONS and len(words) < 6:
            return []
        clear_end = after >= len(self.tokens) or not self.tokens[after].is_word
        if not clear_end and len(rest) > 6:
            return []
        part = self._stripped(self._free_start(), self.tokens[group_first - 1].start)
        return [part] if part else []

    def _free_start(self) -> int:
        """Where untaken text begins: after the last words already attributed."""
        return max([self.sentence.start, *(end for _, end in self.taken)])

    def _clause_after(self, after: int, following: Cue | None) -> list[tuple[int, int]]:
        while after < len(self.tokens) and (
            self.tokens[after].lower in TIME_WORDS | {"that", ",", ":", "this", "on"}
            and not self._opens_subject(after)
        ):
            after += 1
        if after >= len(self.tokens):
            return []
        end = self.sentence.end
        if following is not None:
            end = self._clause_start_of(following, after)
        part = self._stripped(self.tokens[after].start, end)
        if not part:
            return []
        return [part] if len([t for t in self.tokens if part[0] <= t.start < part[1] and t.is_word]) else []

    def _opens_subject(self, at: int) -> bool:
        """Whether "this" or "that" at `at` is a subject ("said this was wrong"), not a joint."""
        if self.tokens[at].lower not in ("this", "that") or at + 1 >= len(self.tokens):
            return False
        following = self.tokens[at + 1].lower
        if self.tokens[at].lower == "this":
            return following not in TIME_WORDS
        return following in AUXILIARIES

    def _clause_start_of(self, following: Cue, after: int) -> int:
        """Where the next cue's own clause begins, as the end of this one's content."""
        at = following.first - 1
        while at > after and self.tokens[at].text not in ",;—–" and self.tokens[at].lower not in ("and", "but", "while"):
            at -= 1
        if at > after and (self.tokens[at].text in ",;—–" or self.tokens[at].lower in ("but", "while")):
            return self.tokens[at].start
        return self.sentence.end

    def _stripped(self, start: int, end: int) -> tuple[int, int] | None:
        inside = [t for t in self.tokens if start <= t.start and t.end <= end]
        while inside and (inside[0].text in ",;:.—–-" or inside[0].text in "”»'"):
            inside = inside[1:]
        while inside and (inside[-1].text in ",;:.—–-" or inside[-1].text in "“«'"):
            inside = inside[:-1]
        if not inside or not any(token.is_word for token in inside):
            return None
        return inside[0].start, inside[-1].end

    def _bare_quotation(self) -> list[Attribution]:
        """A sentence that is all quotation, with no cue of its own."""
        parts = [part for quote in self._outer_quotes() if (part := self._clip(quote))]
        words = sum(token.is_word for token in self.tokens)
        quoted = sum(
            token.is_word and any(start <= token.start < end for start, end in parts) for token in self.tokens
        )
        if not parts or quoted < 0.8 * words:
            return []
        whole = (parts[0][0], parts[-1][1])
        number = self.sentence.number
        return [Attribution(number, None, "", "asserts", None, False, False, (whole,), "direct")]
