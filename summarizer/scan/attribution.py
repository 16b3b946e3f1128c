"""Attributions: which words of a sentence are said, by what cue, and by whom, as grammar shows it.

What grammar settles is marked `certain`; the rest is what a model is asked about. English only:
in other languages there are quotations, and no cues.
"""

from dataclasses import dataclass, replace

from summarizer.scan.content import BREAKS, RELATIVES, Content
from summarizer.scan.cues import DOCUMENTS, NOUN_LIKE, Cue, Frame
from summarizer.scan.labels import label_after, label_before
from summarizer.scan.lexicon import DETERMINERS, PREPOSITIONS
from summarizer.scan.phrases import Phrase, Phrases
from summarizer.scan.possessed import possessed
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
# Between two verbs of one subject: "revised the plan and promised", "demands facts, yet refuses".
_JOINS_VERBS = frozenset("and but then or yet nor".split())
_SUBJECT_PRONOUNS = frozenset("i he she we they you".split())
POSSESSIVE_PRONOUNS = frozenset({"his", "her", "their", "its"})
_CLAUSE_JOINTS = frozenset("that how why what whether if where when".split())
_SOMEBODY = frozenset("someone somebody everyone everybody all percent".split())
# "crisis", "virus", "business": no plurals.
_SINGULAR_ENDINGS = ("is", "us", "ss")
_QUESTION_WORDS = frozenset("what when where why how who".split())
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
    relative: Range | None = None
    """Where "who" stands for the source beside the cue, in "Ada Brandt, who said …"."""
    frame: Frame = "clause"
    """Whether a clause or quotation is reported, or what somebody wants or holds an attitude to."""
    passive: Range | None = None
    """The words of a passive up to "by", whose subject is the content: "The plan was praised"."""


def attributions(sentence: Sentence) -> list[Attribution]:
    """What one sentence attributes, cue by cue; a sentence that is all quotation comes without cue."""
    labelled = _labelled(sentence)
    if labelled is not None:
        return [labelled]
    if not sentence.cues:
        return _held(sentence, []) or (_bare_quotation(sentence) if sentence.quotes else [])
    found = _Reader(sentence).read()
    return [*found, *_held(sentence, found)] or _bare_quotation(sentence)


def _labelled(sentence: Sentence) -> Attribution | None:
    """A turn of a transcript, a headline with a name and colon, or a quotation signed after a dash."""
    before = label_before(sentence)
    if before is not None:
        name, mark, words = before
        content = (words,)
    else:
        after = label_after(sentence)
        if after is None:
            return None
        name, mark, words = after
        content = (words,)
    return Attribution(
        sentence.number,
        mark,
        "",
        "asserts",
        name,
        True,
        False,
        content,
        how_quoted(list(content), sentence.quotes),
    )


def _held(sentence: Sentence, found: list[Attribution]) -> list[Attribution]:
    """What the sentence's nouns of saying hold, where no cue reports the same words."""
    phrases = Phrases(sentence.tokens)
    taken = [part for attribution in found for part in attribution.content]
    held = []
    for one in possessed(sentence, phrases):
        if any(start < one.held[1] and one.held[0] < end for start, end in taken):
            continue
        first, last = one.possessor
        source = sentence.tokens[first].start, sentence.tokens[last].end
        pronoun = sentence.tokens[first].lower in POSSESSIVE_PRONOUNS and first == last
        held.append(
            Attribution(
                sentence.number,
                one.cue,
                one.lemma,
                one.stance,
                source,
                True,
                pronoun,
                (one.held,),
                how_quoted([one.held], sentence.quotes),
            )
        )
    return held


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
        if cue.agent is not None:
            return self._by_agent(cue, cue.agent)
        denial = self._trailing_denial(cue, earlier)
        if denial is not None:
            return denial
        source, inverted = self._source(cue, earlier)
        if source is not None and (
            self._is_unsaid(source, inverted)
            or self._is_bare_infinitive(source, cue)
            or (cue.form in NOUN_LIKE and not self._may_hold(source, cue))
            or (cue.lemma == "show" and not self._may_show(source, cue))
        ):
            return None
        after = self.content.after(cue, source if inverted else None)
        content = self.content.of(cue, source, after, following)
        if not content or self.content.says_nothing(cue, content):
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
            relative=self._relative(cue, source),
            frame=cue.frame,
        )

    def _by_agent(self, cue: Cue, agent: int) -> Attribution | None:
        """What a passive is about, held by its agent: `The plan was praised by Lund`."""
        source = self.phrases.right(agent)
        before = cue.first - 1
        parted = self.tokens[before].text == "," or self.tokens[before].lower in RELATIVES
        about = self.phrases.antecedent(before - parted) if parted else self.phrases.left(before)
        if source is None or about is None:
            return None
        content = [self._span(about)]
        if not self.content.is_free(content[0]):
            return None
        self.content.take(content)
        clause = content[0][0], self.tokens[agent - 2].end
        found = self._attributed(cue, self.phrases.with_name(source), content)
        return replace(found, passive=clause)

    def _relative(self, cue: Cue, source: Phrase | None) -> Range | None:
        before = cue.first - 1
        if source is None or before <= source[1] or self.tokens[before].lower not in RELATIVES:
            return None
        return self.tokens[before].start, self.tokens[before].end

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
        asked = before in ("did", "does", "do") and any(
            token.lower in _QUESTION_WORDS for token in self.tokens[: first - 1]
        )
        return before in _FRAMES or (before in _TURNED_VERBS and opens) or asked

    def _may_hold(self, source: Phrase, cue: Cue) -> bool:
        """Whether a phrase can be the subject of a word that may be a noun: a name, or a plural."""
        plural = cue.form == cue.lemma and self.tokens[source[1]].lower.endswith("s")
        return plural or self.phrases.names_somebody(source)

    def _may_show(self, source: Phrase, cue: Cue) -> bool:
        """Whether "show" reports: documents show things, others only "that" something is so."""
        following = self.tokens[cue.last + 1].lower if cue.last + 1 < len(self.tokens) else ""
        words = {token.lower for token in self.tokens[source[0] : source[1] + 1]}
        return following in _CLAUSE_JOINTS or bool(words & DOCUMENTS)

    def _is_bare_infinitive(self, source: Phrase, cue: Cue) -> bool:
        """Whether one subject stands before a base form: "helped Lund maintain the road"."""
        if cue.form != cue.lemma or cue.first != cue.last or cue.form.endswith("ed"):
            return False
        words = [token.lower for token in self.tokens[source[0] : source[1] + 1]]
        name = self.tokens[source[1]].is_capital and not words[-1].endswith("s")
        return name and "and" not in words and not self.phrases.is_pronoun(source)

    def _is_speaker(self, source: Phrase, cue: Cue) -> bool:
        """Whether the phrase beside a cue can only be its speaker."""
        if self.phrases.names_somebody(source) or self._is_of_people(source):
            return True
        return cue.speech and self.tokens[source[0]].lower in DETERMINERS

    def _is_of_people(self, source: Phrase) -> bool:
        """Whether a phrase without a name can be of people: "some economists", "63 percent"."""
        last = self.tokens[source[1]].lower
        plural = last.endswith("s") and not last.endswith(_SINGULAR_ENDINGS)
        return last in _SOMEBODY or plural

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
        left = self.phrases.left(self.phrases.before_brackets(cue.first - 1))
        if left is None and (
            before.lower in _JOINS_VERBS or (cue.participle and before.lower in PREPOSITIONS)
        ):
            return self._shared_subject(earlier), False
        if left is not None and not self.phrases.names_somebody(left):
            if cue.participle:
                return self._shared_subject(earlier) or left, False
            return self._before_relative(left), False
        return left, False

    def _before_relative(self, phrase: Phrase) -> Phrase:
        """Who stands before a short relative clause: "the experts I met said", "one who rang said"."""
        opener = phrase[0] - 1
        if opener < 1 or self.tokens[opener].lower not in RELATIVES | _SUBJECT_PRONOUNS:
            return phrase
        before = self.phrases.left(opener - 1)
        if before is None:
            return phrase
        opens = self.tokens[before[0]].lower in DETERMINERS
        return before if opens or self.phrases.names_somebody(before) else phrase

    def _after_break(self, cue: Cue, before: Token | None) -> tuple[Phrase | None, bool]:
        """The speaker of a cue that follows a mark: inverted (`,” said X`) or apposed (`X, Y, said`)."""
        right = self.phrases.right(cue.last + 1)
        apposed = self.phrases.apposed(cue.first - 1)
        quote_before = before is not None and before.text in CLOSING_MARKS
        inverted = quote_before or (apposed is None and cue.stance in _INVERTED_STANCES)
        if right and inverted and cue.lemma != "tell" and self.phrases.ends_clause(right):
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
