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
    PREPOSITIONS,
    TIME_WORDS,
)
from summarizer.scan.phrases import QUOTATION_MARKS, Phrase, Phrases
from summarizer.scan.quotes import QuotedPassage, how_quoted
from summarizer.scan.tokens import Token
from summarizer.schemas.claim import Quotation, Stance

__all__ = ["Attribution", "Sentence", "attributions"]

Range = tuple[int, int]

# Between a cue and "that" or a colon, this many tokens may say where: "said in a statement that".
MAX_SETTING_TOKENS = 10
# A sentence is a bare quotation when this share of its words is quoted.
MOSTLY_QUOTED = 0.8
# A fronted clause has at least this many words; fewer are an opening ("In Oran, police said …").
MIN_FRONTED_WORDS = 3
# Words that may follow the speaker of a fronted clause ("… , police said in a statement on Monday").
MAX_WORDS_AFTER_FRONTED = 6
CLOSING_MARKS = frozenset("”\"»’')")
# With any other word after the cue a clause follows it: "Asked about it, she said it was shut".
_AFTER_FRONTED = (
    PREPOSITIONS
    | TIME_WORDS
    | ADVERBS
    | frozenset("as when after before while late early last".split())
)
_BREAKS = frozenset(",;—–-")
_RELATIVES = frozenset({"who", "which", "that"})
_NOBODY = frozenset({"no", "nobody", "none", "neither"})
# "The road is shut, accused Lund" is not English: after a comma such a verb has its object there.
_INVERTED_STANCES = frozenset({"asserts", "confirms", "predicts", "doubts", "asks"})
_ADDRESSING = frozenset({"tell"})


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
    cue: Range | None
    lemma: str
    stance: Stance
    source: Range | None
    certain: bool
    pronoun: bool
    content: tuple[Range, ...]
    quotation: Quotation


def attributions(sentence: Sentence) -> list[Attribution]:
    """What one sentence attributes, cue by cue; a sentence that is all quotation comes without cue."""
    if not sentence.cues:
        return _bare_quotation(sentence) if sentence.quotes else []
    return _Reader(sentence).read() or _bare_quotation(sentence)


class _Reader:
    """Reads one sentence from left to right, cue by cue."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.phrases = Phrases(sentence.tokens)
        self.outer = [quote for quote in sentence.quotes if quote.depth == 0]
        self.taken: list[Range] = []

    def read(self) -> list[Attribution]:
        found: list[Attribution] = []
        cues = self.sentence.cues
        for index, cue in enumerate(cues):
            following = cues[index + 1] if index + 1 < len(cues) else None
            attribution = self._attribution(cue, following, found)
            if attribution is not None:
                found.append(attribution)
        return found

    def _attribution(
        self, cue: Cue, following: Cue | None, earlier: list[Attribution]
    ) -> Attribution | None:
        source, inverted = self._source(cue, earlier)
        if source is not None and self.tokens[source[0]].lower in _NOBODY:
            return None  # "No group claimed …" reports that nothing was said
        after = self._after(cue, source if inverted else None)
        content = [
            part for part in self._content(cue, source, after, following) if self._is_free(part)
        ]
        if not content:
            return None
        self.taken.extend(content)
        return Attribution(
            sentence=self.sentence.number,
            cue=(cue.start, cue.end),
            lemma=cue.lemma,
            stance=cue.stance,
            source=None if source is None else self._span(source),
            certain=source is not None and self._is_speaker(source, cue),
            pronoun=source is not None and self.phrases.is_pronoun(source),
            content=tuple(content),
            quotation=how_quoted(content, self.sentence.quotes),
        )

    def _is_free(self, part: Range) -> bool:
        return not any(start < part[1] and part[0] < end for start, end in self.taken)

    def _is_speaker(self, source: Phrase, cue: Cue) -> bool:
        """Whether the phrase beside a cue can only be its speaker."""
        if self.phrases.names_somebody(source):
            return True
        return cue.speech and self.tokens[source[0]].lower in DETERMINERS

    # -- who says it -------------------------------------------------------------------------

    def _source(self, cue: Cue, earlier: list[Attribution]) -> tuple[Phrase | None, bool]:
        """Who speaks, and whether they stand after the cue."""
        if cue.lemma == "according to":
            right = self.phrases.right(cue.last + 1)
            return right and self.phrases.with_name(right), True
        before = self.tokens[cue.first - 1] if cue.first > 0 else None
        if before is not None and before.lower in _RELATIVES:
            return self._antecedent(cue.first - 1, earlier), False
        if before is None or before.text in (CLOSING_MARKS | _BREAKS) - {")"}:
            if cue.participle:
                return self._shared_subject(earlier), False
            return self._after_break(cue, before)
        left = self.phrases.left(self._before_brackets(cue.first - 1))
        if left is None and before.lower in ("and", "but", "then"):
            return self._shared_subject(earlier), False
        return left, False

    def _before_brackets(self, at: int) -> int:
        """The token before `(pictured)` when that ends at token `at`, else `at`."""
        if self.tokens[at].text != ")":
            return at
        opened = [i for i in range(at) if self.tokens[i].text == "("]
        return opened[-1] - 1 if opened else at

    def _after_break(self, cue: Cue, before: Token | None) -> tuple[Phrase | None, bool]:
        """The speaker of a cue that follows a mark: inverted (`,” said X`) or apposed (`X, Y, said`)."""
        right = self.phrases.right(cue.last + 1)
        apposed = self.phrases.apposed(cue.first - 1)
        quote_before = before is not None and before.text in CLOSING_MARKS
        inverted = quote_before or (apposed is None and cue.stance in _INVERTED_STANCES)
        if right and inverted and self.phrases.ends_clause(right):
            return self.phrases.with_name(right), True
        return apposed, False

    def _antecedent(self, relative: int, earlier: list[Attribution]) -> Phrase | None:
        """What "who" at token `relative` stands for."""
        near = self.phrases.antecedent(relative - 1)
        if near is None or not earlier or earlier[-1].source is None:
            return near
        # "said X, the mayor, who added": the mayor is X.
        known = self._phrase_at(earlier[-1].source)
        between = self.tokens[known[1] + 1 : near[0]] if known else ()
        return known if known and [token.text for token in between] == [","] else near

    def _shared_subject(self, earlier: list[Attribution]) -> Phrase | None:
        """The subject that a participle or a second verb shares with what stands before it."""
        for attribution in reversed(earlier):
            if attribution.source is not None:
                return self._phrase_at(attribution.source)
        return self.phrases.subject()

    def _span(self, phrase: Phrase) -> Range:
        return self.tokens[phrase[0]].start, self.tokens[phrase[1]].end

    def _phrase_at(self, span: Range) -> Phrase | None:
        inside = [i for i, token in enumerate(self.tokens) if span[0] <= token.start < span[1]]
        return (inside[0], inside[-1]) if inside else None

    def _last_part(self, phrase: Phrase) -> Phrase:
        """The phrase without what stands before its last preposition ("on X of" 15 men)."""
        for at in range(phrase[1], phrase[0], -1):
            if self.tokens[at - 1].lower in PREPOSITIONS - {"about", "over", "around"}:
                return at, phrase[1]
        return phrase

    # -- what is said ------------------------------------------------------------------------

    def _after(self, cue: Cue, inverted: Phrase | None) -> int:
        """The first token after the cue and its object ("told reporters")."""
        if inverted is not None:
            return inverted[1] + 1
        at = self._past_second_verb(cue.last + 1)
        if cue.lemma in _ADDRESSING:
            addressee = self.phrases.right(at)
            at = addressee[1] + 1 if addressee else at
        return self._past_setting(at)

    def _past_second_verb(self, at: int) -> int:
        """Past a cue joined to the one before: `neither confirmed nor denied that`."""
        if at < len(self.tokens) and self.tokens[at].lower in ("and", "or", "nor"):
            joined = [cue for cue in self.sentence.cues if at in (cue.first, cue.first - 1)]
            return joined[0].last + 1 if joined else at
        return at

    def _past_setting(self, after: int) -> int:
        """Where the words begin after where they were said: `in a statement that`, `on her site: “`."""
        if after >= len(self.tokens) or self.tokens[after].lower not in PREPOSITIONS:
            return after
        for at in range(after + 2, min(len(self.tokens), after + MAX_SETTING_TOKENS)):
            token = self.tokens[at]
            if token.lower == "that" or token.text == ":" or self._is_split_quote(at):
                return at
            if not token.is_word and token.lower != "'s":
                break
        return after

    def _content(
        self, cue: Cue, source: Phrase | None, after: int, following: Cue | None
    ) -> list[Range]:
        relative = cue.first > 0 and self.tokens[cue.first - 1].lower in _RELATIVES
        group = cue.first if relative or source is None else min(cue.first, source[0])
        quotes = [] if cue.participle else self._quotes_before(group)
        if quotes:
            return quotes + (self._quotes_after(after) if self._is_split_quote(after) else [])
        fronted = self._fronted_clause(group, cue, after)
        if fronted:
            return fronted
        clause = self._clause_after(after, following, relative)
        return self._wedged_before(source, group, after) + clause

    def _quotes_before(self, group: int) -> list[Range]:
        """A quotation that ends right before the speaker and cue: `“…,” he said`."""
        if group <= 0:
            return []
        limit = self.tokens[group].start
        found = [(q.end, part) for q in self.outer if q.end <= limit and (part := self._clip(q))]
        if not found:
            return []
        gap = [token for token in self.tokens[:group] if token.start >= found[-1][0]]
        if any(token.is_word for token in gap) and len([t for t in gap if t.is_word]) > 1:
            return []
        start = self._with_lead(found[0][1])[0]
        led = start < found[0][1][0]
        return [(start, min(found[-1][0], self.sentence.end) if led else found[-1][1][1])]

    def _clip(self, quote: QuotedPassage) -> Range | None:
        """The part of a quotation that lies in this sentence, marks left out."""
        start = max(quote.inner_start, self.sentence.start)
        return self._stripped(start, min(quote.inner_end, self.sentence.end))

    def _with_lead(self, inner: Range) -> Range:
        """A quotation with the words of its sentence before it: `The deal was “dead”, he said`."""
        words = [t for t in self.tokens if t.end <= inner[0] and t.is_word]
        reported = any(cue.start < inner[0] for cue in self.sentence.cues)
        return (words[0].start, inner[1]) if len(words) >= 2 and not reported else inner

    def _quotes_after(self, after: int) -> list[Range]:
        if after >= len(self.tokens):
            return []
        limit = self.tokens[after].start
        parts = [self._clip(quote) for quote in self.outer if quote.start >= limit]
        return [part for part in parts if part]

    def _is_split_quote(self, after: int) -> bool:
        """Whether a quotation goes on right after the speaker: `“…,” he said, “…”`."""
        lead = [token for token in self.tokens[after : after + 3] if token.text not in ",.;:—–-"]
        return bool(lead) and lead[0].text in QUOTATION_MARKS

    def _fronted_clause(self, group: int, cue: Cue, after: int) -> list[Range]:
        """A clause before the speaker: `The road was shut, police said.`"""
        if group <= 0 or self.tokens[group - 1].text not in _BREAKS or cue.participle:
            return []
        following = self.tokens[after] if after < len(self.tokens) else None
        if following is not None and (following.lower == "that" or following.text in ':“"«'):
            return []
        words = [token for token in self.tokens[:group] if token.is_word]
        front = self._stripped(self._free_start(), self.tokens[group - 1].start)
        if self._parts_clause(group, after):
            return self._around(front, after)
        if len(words) < MIN_FRONTED_WORDS or self._is_opening(words):
            return []
        inverted = after - 1 > cue.last
        parted = following is not None and following.text == "," and not inverted
        if parted and self._clause_goes_on(after + 1):
            return self._around(front, after)
        rest = [t for t in self.tokens[after:] if t.is_word and t.lower not in TIME_WORDS]
        unrelated = (
            following is not None
            and following.is_word
            and (following.lower not in _AFTER_FRONTED or len(rest) > MAX_WORDS_AFTER_FRONTED)
        )
        if unrelated:
            return []
        return [front] if front else []

    def _parts_clause(self, group: int, after: int) -> bool:
        """Whether speaker and cue part a subject from its verb: `The plan, Lund said, would fail.`"""
        if after + 1 >= len(self.tokens) or self.tokens[after].text != ",":
            return False
        if group < 2 or self.tokens[group - 2].lower in ADVERBS | BOUNDARY_WORDS | TIME_WORDS:
            return False
        quoted = self.tokens[after + 1].text in QUOTATION_MARKS
        return self.phrases.looks_like_verb(min(after + 1 + quoted, len(self.tokens) - 1))

    def _is_opening(self, words: list[Token]) -> bool:
        return words[0].lower in PREPOSITIONS and len(words) < 2 * MIN_FRONTED_WORDS

    def _clause_goes_on(self, at: int) -> bool:
        """Whether the fronted clause itself goes on at token `at`, after a wedged-in speaker."""
        if at >= len(self.tokens) or not self.tokens[at].is_word:
            return False
        lower = self.tokens[at].lower
        cued = any(cue.first <= at <= cue.last for cue in self.sentence.cues)
        return (
            not cued
            and lower not in _RELATIVES | {"whose", "where", "when", "whom"}
            and not (lower.endswith("ing"))
        )

    def _around(self, front: Range | None, after: int) -> list[Range]:
        """Both sides of a wedged-in speaker: `Two of them, he noted, were hit.`"""
        back = self._stripped(self.tokens[after].start, self.sentence.end)
        return [self._unwrapped(part) for part in (front, back) if part]

    def _free_start(self) -> int:
        """Where untaken text begins: after the last words already attributed."""
        return max([self.sentence.start, *(end for _, end in self.taken)])

    def _wedged_before(self, source: Phrase | None, group: int, after: int) -> list[Range]:
        """What a wedged-in "it said" is about: `15 men it said were soldiers`."""
        if source is None or source[0] != group or not self.phrases.is_pronoun(source):
            return []
        if group == 0 or after >= len(self.tokens):
            return []
        goes_on = self.tokens[after].lower
        if not self.tokens[group - 1].is_word or goes_on not in AUXILIARIES | CUE_FORMS.keys():
            return []
        phrase = self.phrases.left(group - 1)
        return [self._span(self._last_part(phrase))] if phrase else []

    def _clause_after(self, after: int, following: Cue | None, relative: bool) -> list[Range]:
        while after < len(self.tokens) and (
            self.tokens[after].lower in TIME_WORDS | {"that", ",", ":", "this", "on"}
            and not self._opens_subject(after)
            and not self._is_possessor(after)
        ):
            after += 1
        if after >= len(self.tokens):
            return []
        end = self.sentence.end if following is None else self._clause_start(following, after)
        if relative:
            end = min(end, self._relative_end(after))
        part = self._stripped(self.tokens[after].start, end)
        return [self._unwrapped(part)] if part else []

    def _relative_end(self, after: int) -> int:
        """Where `X, who said …, resigned` goes back to X."""
        for at in range(after + 1, len(self.tokens) - 1):
            if self.tokens[at].text == "," and self.phrases.looks_like_verb(at + 1):
                return self.tokens[at].start
        return self.sentence.end

    def _unwrapped(self, part: Range) -> Range:
        """A part that is all quotation, without its marks."""
        for quote in self.outer:
            if quote.start == part[0] and part[1] <= quote.end:
                return self._clip(quote) or part
        return part

    def _opens_subject(self, at: int) -> bool:
        """Whether "this" or "that" at `at` is a subject ("said this was wrong"), not a joint."""
        if self.tokens[at].lower not in ("this", "that") or at + 1 >= len(self.tokens):
            return False
        following = self.tokens[at + 1].lower
        if self.tokens[at].lower == "this":
            return following not in TIME_WORDS
        return following in AUXILIARIES

    def _is_possessor(self, at: int) -> bool:
        """Whether a possessive follows: "confirmed that Sunday’s match was his last"."""
        return at + 1 < len(self.tokens) and self.tokens[at + 1].lower == "'s"

    def _clause_start(self, following: Cue, after: int) -> int:
        """Where the next cue's own clause begins, as the end of this one's content."""
        at = following.first - 1
        while at > after and self.tokens[at].text not in _BREAKS:
            if self.tokens[at].lower in ("and", "but", "while"):
                break
            at -= 1
        joint = self.tokens[at]
        if at > after and (
            joint.text in _BREAKS or joint.lower in ("but", "while") or self._second_verb(following)
        ):
            return joint.start
        return self.sentence.end

    def _second_verb(self, cue: Cue) -> bool:
        """Whether a cue follows "and" directly: `admitted … and promised …`."""
        return cue.first > 0 and self.tokens[cue.first - 1].lower == "and"

    def _stripped(self, start: int, end: int) -> Range | None:
        return stripped(self.tokens, start, end)


def stripped(tokens: tuple[Token, ...], start: int, end: int) -> Range | None:
    """The range without marks at its ends; None when no word is left."""
    inside = [t for t in tokens if start <= t.start and t.end <= end]
    while inside and inside[0].text in ",;:.—–-”»'":
        inside = inside[1:]
    while inside and inside[-1].text in ",;:.—–-“«'":
        inside = inside[:-1]
    if not any(token.is_word for token in inside):
        return None
    return inside[0].start, inside[-1].end


def _bare_quotation(sentence: Sentence) -> list[Attribution]:
    """A sentence that is all quotation, with no cue of its own."""
    ranges = [
        (max(quote.inner_start, sentence.start), min(quote.inner_end, sentence.end))
        for quote in sentence.quotes
        if quote.depth == 0
    ]
    parts = [part for start, end in ranges if (part := stripped(sentence.tokens, start, end))]
    words = [token for token in sentence.tokens if token.is_word]
    quoted = [t for t in words if any(start <= t.start < end for start, end in parts)]
    if not parts or len(quoted) < MOSTLY_QUOTED * len(words):
        return []
    whole = (parts[0][0], parts[-1][1])
    return [
        Attribution(sentence.number, None, "", "asserts", None, False, False, (whole,), "direct")
    ]
