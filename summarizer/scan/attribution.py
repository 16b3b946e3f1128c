"""Attributions: which words of a sentence are said, by what cue, and by whom, as grammar shows it.

What grammar settles is marked `certain`; the rest is what a model is asked about. English only:
in other languages there are quotations, and no cues.
"""

from dataclasses import dataclass

from summarizer.scan.content import BREAKS, RELATIVES, Content
from summarizer.scan.cues import Cue
from summarizer.scan.lexicon import DETERMINERS
from summarizer.scan.phrases import Phrase, Phrases
from summarizer.scan.quotes import how_quoted
from summarizer.scan.sentence import Range, Sentence, stripped
from summarizer.scan.tokens import Token
from summarizer.schemas.claim import Quotation, Stance

__all__ = ["Attribution", "attributions"]

# A sentence is a bare quotation when this share of its words is quoted.
MOSTLY_QUOTED = 0.8
CLOSING_MARKS = frozenset("”\"»’')")
_NOBODY = frozenset({"no", "nobody", "none", "neither", "hardly", "scarcely", "barely"})
# Before a speaker these take the saying back: "despite what X claimed", "nor X", "if X says".
_FRAMES = frozenset("what whatever not nor hardly scarcely barely if unless whether".split())
# "…, a charge Norland denies": what the denial is of, in apposition to the words before.
_DENIED_NOUNS = frozenset(
    """charge charges claim claims allegation allegations accusation accusations
    something""".split()
)
# At the start of a clause these make it hypothetical or a question: "Had Lund said …".
_TURNED_VERBS = frozenset("had should would could did does do".split())
# "The road is shut, accused Lund" is not English: after a comma such a verb has its object there.
_INVERTED_STANCES = frozenset({"asserts", "confirms", "predicts", "doubts", "asks"})


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
        self.content = Content(sentence, self.phrases)

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
        denial = self._trailing_denial(cue, earlier)
        if denial is not None:
            return denial
        source, inverted = self._source(cue, earlier)
        if source is not None and self._is_unsaid(source, inverted):
            return None
        after = self.content.after(cue, source if inverted else None)
        content = self.content.of(cue, source, after, following)
        if not content or self.content.says_nothing(content):
            return None
        self.content.take(content)
        return self._attributed(cue, source, content)

    def _attributed(self, cue: Cue, source: Phrase | None, content: list[Range]) -> Attribution:
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

    def _trailing_denial(self, cue: Cue, earlier: list[Attribution]) -> Attribution | None:
        """A denial of the words before it, by whomever they are: `…, which Norland denies`."""
        ends = cue.last + 1 >= len(self.tokens) or not self.tokens[cue.last + 1].is_word
        left = self.phrases.left(cue.first - 1) if cue.lemma == "deny" and ends else None
        if left is None:
            return None
        nouns = [at for at in range(left[0], left[1]) if self.tokens[at].lower in _DENIED_NOUNS]
        first = nouns[-1] + 1 if nouns else left[0]
        comma = self._before_denied(first - 1)
        if comma < 1 or self.tokens[comma].text not in BREAKS:
            return None
        content = self.content.denied(comma, [part for found in earlier for part in found.content])
        return self._attributed(cue, (first, left[1]), content) if content else None

    def _before_denied(self, at: int) -> int:
        """The token before "which" or "a charge" when that ends at token `at`, else -1."""
        if at < 1 or self.tokens[at].lower not in _DENIED_NOUNS | {"which"}:
            return -1
        return at - 2 if self.tokens[at - 1].lower in DETERMINERS else at - 1

    def _is_unsaid(self, source: Phrase, inverted: bool) -> bool:
        """Whether nothing is reported as said: "No group claimed …", "Had Lund said …"."""
        first = source[0]
        if self.tokens[first].lower in _NOBODY:
            return True
        if inverted or first == 0:
            return False
        before = self.tokens[first - 1].lower
        opens = first == 1 or not self.tokens[first - 2].is_word
        return before in _FRAMES or (before in _TURNED_VERBS and opens)

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
        if before is not None and before.lower in RELATIVES:
            return self._antecedent(cue.first - 1, earlier), False
        if before is None or before.text in (CLOSING_MARKS | BREAKS) - {")"}:
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
