"""What is said: the stretches of a sentence that a cue reports, without the attribution."""

from summarizer.scan.cues import Cue
from summarizer.scan.lexicon import (
    ADVERBS,
    AUXILIARIES,
    BOUNDARY_WORDS,
    CUE_FORMS,
    DAYS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    TIME_WORDS,
)
from summarizer.scan.phrases import QUOTATION_MARKS, Phrase, Phrases
from summarizer.scan.quotes import QuotedPassage
from summarizer.scan.sentence import Range, Sentence, stripped
from summarizer.scan.tokens import Token

__all__ = ["BREAKS", "DENIALS", "RELATIVES", "Content"]

# Between a cue and "that" or a colon, this many tokens may say where: "said in a statement that".
MAX_SETTING_TOKENS = 10
# A fronted clause has at least this many words; fewer are an opening ("In Oran, police said …").
MIN_FRONTED_WORDS = 3
# Words that may follow the speaker of a fronted clause ("… , police said in a statement on Monday").
MAX_WORDS_AFTER_FRONTED = 6
# With any other word after the cue a clause follows it: "Asked about it, she said it was shut".
_AFTER_FRONTED = (
    PREPOSITIONS
    | TIME_WORDS
    | ADVERBS
    | frozenset("as when after before while late early last".split())
)
# Between a mark and the cue (or its subject) of the clause that begins there: ", and later said".
MAX_WORDS_BEFORE_CUE = 3
BREAKS = frozenset(",;—–-")
RELATIVES = frozenset({"who", "which", "that"})
DENIALS = frozenset("deny reject dismiss dispute refute rebuff confirm".split())
_NOTHING_SAID = frozenset("then enough much more it this that".split())
_ADDRESSING = frozenset({"tell"})
# These have an addressee only before a clause: "warned voters that …", not "warned of floods".
_MAY_ADDRESS = frozenset(
    "warn remind assure inform advise notify caution convince persuade promise".split()
)
# "After Ada said the road was shut, Otto left": what Ada said ends where the main clause begins.
_SUBORDINATORS = frozenset("after because although though since when while before once as".split())
# After a comma these go on from an object without belonging to it.
_ADDED = RELATIVES | PRONOUNS | DETERMINERS
_ADDED |= frozenset(
    """and but while when as after before although though because so where whose whom""".split()
)
# Without a comma these begin a clause beside an object: "praised the crew as it left".
_BESIDE = frozenset("as after because although though since when while before".split())
_JOINTS = frozenset({"and", "but", "while"})


class Content:
    """Cuts what is said out of one sentence, cue by cue from left to right."""

    def __init__(self, sentence: Sentence, phrases: Phrases) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.phrases = phrases
        self.outer = [quote for quote in sentence.quotes if quote.depth == 0]
        self.taken: list[Range] = []

    def take(self, parts: list[Range]) -> None:
        """Mark ranges as attributed: no later cue reports them again."""
        self.taken.extend(parts)

    def after(self, cue: Cue, inverted: Phrase | None) -> int:
        """The first token after the cue and its object ("told reporters")."""
        if inverted is not None:
            return inverted[1] + 1
        at = self._past_second_verb(cue.last + 1)
        if cue.lemma in _ADDRESSING:
            addressee = self.phrases.right(at)
            at = addressee[1] + 1 if addressee else at
        elif cue.lemma in _MAY_ADDRESS:
            addressee = self.phrases.right(at)
            joint = addressee[1] + 1 if addressee else at
            if addressee and joint < len(self.tokens) and self.tokens[joint].lower == "that":
                at = joint
        return self._past_setting(at)

    def _past_second_verb(self, at: int) -> int:
        """Past a cue joined to the one before: `neither confirmed nor denied that`."""
        if at < len(self.tokens) and self.tokens[at].lower in ("and", "or", "nor"):
            joined = [cue for cue in self.sentence.cues if at in (cue.first, cue.first - 1)]
            return joined[0].last + 1 if joined else at
        return at

    def _past_setting(self, after: int) -> int:
        """Where the words begin after where they were said: `in a statement that`, `on her site: “`."""
        if after >= len(self.tokens) or not self._opens_setting(after):
            return after
        for at in range(after + 1, min(len(self.tokens), after + MAX_SETTING_TOKENS)):
            token = self.tokens[at]
            if token.lower == "that" or token.text == ":" or self._is_split_quote(at):
                return at
            if not token.is_word and token.lower != "'s":
                break
        return after

    def denied(self, comma: int, said: list[Range]) -> list[Range]:
        """What `, which X denies` at token `comma` is about: words said before it, or its clause."""
        limit = self.tokens[comma].start
        before = [part for part in said if part[1] <= limit]
        clause = self._stripped(self.sentence.start, limit)
        return before[-1:] or ([clause] if clause else [])

    def _opens_setting(self, at: int) -> bool:
        """Whether a place or time begins at token `at`: `in a letter`, `last week`, `two weeks ago`."""
        lower = self.tokens[at].lower
        following = [token.lower for token in self.tokens[at + 1 : at + 3]]
        if lower in ("last", "this", "next"):
            return bool(following) and following[0] in TIME_WORDS
        settings = PREPOSITIONS | TIME_WORDS | {"late", "early", "earlier", "later"}
        return lower in settings or "ago" in following

    def says_nothing(self, cue: Cue, parts: list[Range]) -> bool:
        """Whether the content is a mere "so" or "nothing about the road"."""
        words = [t.lower for t in self.tokens if parts[0][0] <= t.start < parts[0][1]]
        if cue.lemma in DENIALS and words in (["this"], ["it"], ["that"]):
            return False  # what was said before
        if words == ["so"] or (len(words) == 1 and words[0] in ADVERBS | _NOTHING_SAID):
            return True
        return words[0] == "nothing" and (len(words) == 1 or words[1] in PREPOSITIONS)

    def of(self, cue: Cue, source: Phrase | None, after: int, following: Cue | None) -> list[Range]:
        """The ranges that a cue reports, those already attributed left out."""
        parts = self._read(cue, source, after, following)
        if source is not None and self._is_nested(cue, source):
            told = cue.frame == "clause" and not self.phrases.is_pronoun(source)
            return [part for part in parts if told and part[0] > self.tokens[cue.last].start]
        return [part for part in parts if self.is_free(part) or self._is_around(part)]

    def _is_around(self, part: Range) -> bool:
        """Whether a part holds all that was attributed before: `Lund plans to leave, police said.`"""
        inside = [(a, b) for a, b in self.taken if a < part[1] and part[0] < b]
        whole = all(part[0] <= a and b <= part[1] for a, b in inside)
        opening = stripped(self.tokens, self.sentence.start, part[1])
        return whole and opening is not None and part[0] == opening[0]

    def _is_nested(self, cue: Cue, source: Phrase) -> bool:
        """Whether cue and source stand in reported words: `Lund says that Brandt fears …`."""
        start, end = self.tokens[source[0]].start, self.tokens[cue.last].end
        return any(a <= start and end <= b for a, b in self.taken)

    def _read(
        self, cue: Cue, source: Phrase | None, after: int, following: Cue | None
    ) -> list[Range]:
        relative = cue.first > 0 and self.tokens[cue.first - 1].lower in RELATIVES
        group = cue.first if relative or source is None else min(cue.first, source[0])
        quotes = [] if cue.participle else self._quotes_before(group)
        if quotes and not self._is_setting(quotes[0], after):
            return quotes + (self._quotes_after(after) if self._is_split_quote(after) else [])
        fronted = self._fronted_clause(group, cue, after)
        if fronted:
            return fronted
        end = self._clause_end(cue, source, after, following)
        if cue.frame != "clause":
            end = min(end, self._object_end(after))
        clause = self._clause_after(after, end) if cue.frame != "object" else self._part(after, end)
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

    def _is_setting(self, part: Range, after: int) -> bool:
        """Whether words before the speaker say where it was said: `On “Night Desk”, Lund said he …`."""
        opens = next(token for token in self.tokens if token.start >= part[0])
        led = opens.lower in PREPOSITIONS and part[0] == opens.start
        following = self.tokens[after] if after < len(self.tokens) else None
        return (
            led
            and following is not None
            and following.is_word
            and following.lower not in _AFTER_FRONTED
        )

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
        lead = [
            token
            for token in self.tokens[after : after + 3]
            if token.text not in ",.;:—–-" and token.lower not in ("but", "and")
        ]
        return bool(lead) and lead[0].text in QUOTATION_MARKS

    def _fronted_clause(self, group: int, cue: Cue, after: int) -> list[Range]:
        """A clause before the speaker: `The road was shut, police said.`"""
        if group <= 0 or self.tokens[group - 1].text not in BREAKS or cue.participle:
            return []
        if cue.frame != "clause":
            return []
        following = self.tokens[after] if after < len(self.tokens) else None
        if following is not None and (following.lower == "that" or following.text in ':“"«'):
            return []
        if cue.lemma != "according to" and self._quotes_next(after):
            return []
        words = [token for token in self.tokens[:group] if token.is_word]
        front = self._stripped(self._front_start(group), self.tokens[group - 1].start)
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
        if unrelated and not (cue.lemma == "according to" and cue.first > 1):
            return []
        return [front] if front else []

    def _quotes_next(self, after: int) -> bool:
        """Whether a quotation opens after the cue and a comma: `Asked about it, Lund said, “No.”`"""
        if after + 1 >= len(self.tokens) or self.tokens[after].text not in ",:":
            return False
        return any(quote.start == self.tokens[after + 1].start for quote in self.outer)

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
            and lower not in RELATIVES | {"whose", "where", "when", "whom", "while", "but"}
            and not (lower.endswith("ing"))
        )

    def _around(self, front: Range | None, after: int) -> list[Range]:
        """Both sides of a wedged-in speaker: `Two of them, he noted, were hit.`"""
        back = self._stripped(self.tokens[after].start, self.sentence.end)
        return [self._unwrapped(part) for part in (front, back) if part]

    def _front_start(self, group: int) -> int:
        """Where a clause before the speaker at token `group` begins: with all that it attributes
        itself, unless a quotation came before it."""
        last = max((end for _, end in self.taken), default=0)
        reaches = self.tokens[group - 1].text == "," and last >= self.tokens[group - 2].end
        whole = reaches and not any(q.end <= self.tokens[group].start for q in self.outer)
        return self.sentence.start if whole else self._free_start()

    def _free_start(self) -> int:
        """Where untaken text begins: after the last words already attributed."""
        return max([self.sentence.start, *(end for _, end in self.taken)])

    def _wedged_before(self, source: Phrase | None, group: int, after: int) -> list[Range]:
        """What a wedged-in "it said" is about: `nine boats it said were stolen`."""
        if source is None or source[0] != group or not self.phrases.is_pronoun(source):
            return []
        if group == 0 or after >= len(self.tokens):
            return []
        goes_on = self.tokens[after].lower
        if not self.tokens[group - 1].is_word or goes_on not in AUXILIARIES | CUE_FORMS.keys():
            return []
        phrase = self.phrases.left(group - 1)
        return [self._span(self._last_part(phrase))] if phrase else []

    def _clause_end(
        self, cue: Cue, source: Phrase | None, after: int, following: Cue | None
    ) -> int:
        """The offset where a clause after the cue ends at the latest."""
        end = self.sentence.end if following is None else self._clause_start(following, after)
        opener = cue.first - 1
        if opener < 0 or self.tokens[opener].lower not in RELATIVES:
            if source is None or source[0] == 0 or source[0] > cue.first:
                return end
            opener = source[0] - 1
        lower = self.tokens[opener].lower
        if lower in RELATIVES:
            parted = opener > 0 and self.tokens[opener - 1].text == ","
            left = self.phrases.left(opener - 2) if parted else None
            return min(end, self._return(after, parted=left is not None and left[0] == 0))
        fronted = lower == "whom" or (lower in _SUBORDINATORS and opener == 0)
        return min(end, self._return(after, parted=True)) if fronted else end

    def _object_end(self, after: int) -> int:
        """Where an object ends: at a dash, a comma before what is added to it, the day it was said."""
        for at in range(after + 1, len(self.tokens) - 1):
            if self._is_closing_day(at):
                return self.tokens[at].start
            token, following = self.tokens[at], self.tokens[at + 1]
            if token.text in "—–" or (token.text == "-" and not self._touches(at)):
                return token.start
            added = following.lower in _ADDED or following.lower.endswith("ing")
            if self._is_outer_comma(at) and added:
                return token.start
            if token.lower in _BESIDE and self._begins_clause(at + 1):
                return token.start
        return self.sentence.end

    def _is_closing_day(self, at: int) -> bool:
        """Whether the sentence ends in a day at token `at`: `rejected the charge on Wednesday.`"""
        if self.tokens[at].lower != "on" or self.tokens[at + 1].lower not in DAYS:
            return False
        return not any(token.is_word for token in self.tokens[at + 2 :])

    def _begins_clause(self, at: int) -> bool:
        """Whether a subject and its verb stand at token `at`: `as police withdrew`, `when he left`."""
        if self.tokens[at].lower in PRONOUNS | {"there"} or self.tokens[at].lower.endswith("ing"):
            return True
        subject = self.phrases.right(at)
        verb = subject[1] + 1 if subject else len(self.tokens)
        return verb < len(self.tokens) and self.phrases.looks_like_verb(verb)

    def _touches(self, at: int) -> bool:
        """Whether no space parts the mark at token `at` from the words around it."""
        before, after = self.tokens[at - 1], self.tokens[at + 1]
        return before.end == self.tokens[at].start or self.tokens[at].end == after.start

    def _clause_after(self, after: int, end: int) -> list[Range]:
        joined = False
        while after < len(self.tokens) and (
            self.tokens[after].lower in TIME_WORDS | {"that", ",", ":", "this", "on"}
            and not self._opens_subject(after)
            and not self._is_possessor(after)
            and not (joined and self.tokens[after].lower in TIME_WORDS | {"on"})
        ):
            joined = joined or self.tokens[after].lower == "that"
            after += 1
        return self._part(after, end)

    def _part(self, after: int, end: int) -> list[Range]:
        """The words from token `after` to `end`, as a list of one range or none."""
        if after >= len(self.tokens):
            return []
        part = self._stripped(self.tokens[after].start, end)
        return [self._unwrapped(part)] if part else []

    def _return(self, after: int, *, parted: bool) -> int:
        """Where `X, who said …, resigned` goes back to X, or `After X said …, Y left` to Y.

        `parted` says that a comma must close the clause, whatever follows it.
        """
        commas = [at for at in range(after + 1, len(self.tokens) - 1) if self._is_outer_comma(at)]
        for at in commas:
            if self.phrases.looks_like_verb(at + 1):
                return self.tokens[at].start
        return self.tokens[commas[0]].start if commas and parted else self.sentence.end

    def _is_outer_comma(self, at: int) -> bool:
        token = self.tokens[at]
        quoted = any(quote.start <= token.start < quote.end for quote in self.outer)
        return token.text == "," and not quoted

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
        while at > after and self.tokens[at].text not in BREAKS:
            if self.tokens[at].lower in _JOINTS:
                break
            at -= 1
        joint = self.tokens[at]
        if at > after and (
            (joint.text in BREAKS and self._begins_clause_of(at, following))
            or joint.lower in ("but", "while")
            or self._second_verb(following)
            or self._is_second_clause(at, after, following)
        ):
            return joint.start
        return self.sentence.end

    def _begins_clause_of(self, joint: int, cue: Cue) -> bool:
        """Whether the cue or its subject stands right after a mark: not `…, she had been mocked for
        saying …`, where the main clause lies between."""
        first = cue.first
        if self.tokens[first - 1].lower in RELATIVES:
            first -= 1
        if first - joint <= MAX_WORDS_BEFORE_CUE:
            return True
        subject = self.phrases.left(cue.first - 1)
        return subject is not None and subject[0] - joint <= MAX_WORDS_BEFORE_CUE

    def _is_second_clause(self, joint: int, after: int, following: Cue) -> bool:
        """Whether "and" joins clauses: `said the road was shut and Ada Brandt said …`."""
        subject = self.phrases.left(following.first - 1)
        told = any(self.phrases.looks_like_verb(at) for at in range(after, joint))
        return told and subject is not None and subject[0] == joint + 1

    def _second_verb(self, cue: Cue) -> bool:
        """Whether a cue follows "and" directly: `admitted … and promised …`."""
        return cue.first > 0 and self.tokens[cue.first - 1].lower == "and"

    def _stripped(self, start: int, end: int) -> Range | None:
        return stripped(self.tokens, start, end)

    def is_free(self, part: Range) -> bool:
        """Whether nothing of the range is attributed yet."""
        return not any(start < part[1] and part[0] < end for start, end in self.taken)

    def _span(self, phrase: Phrase) -> Range:
        return self.tokens[phrase[0]].start, self.tokens[phrase[1]].end

    def _last_part(self, phrase: Phrase) -> Phrase:
        """The phrase without what stands before its last preposition ("on X of" nine boats)."""
        for at in range(phrase[1], phrase[0], -1):
            if self.tokens[at - 1].lower in PREPOSITIONS - {"about", "over", "around"}:
                return at, phrase[1]
        return phrase
