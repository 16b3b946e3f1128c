"""The question "who is speaking?", about one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from summarizer.dialogue.acceptance import accept_attribution
from summarizer.dialogue.answers import BrokenReplyError, parse
from summarizer.dialogue.board import HOPELESS, Ask, Board, unanswered
from summarizer.grounding.confidence import AGREED, ANSWERED, FOLLOWED_ON, INFERRED
from summarizer.grounding.speakers import Speakers, is_nobody
from summarizer.prompting import Page, Part, as_json, compose, numbered
from summarizer.recipes import load
from summarizer.rounds import Question, Reply
from summarizer.scan import Attribution
from summarizer.schemas.claim import Speaker, SpeakerDraft
from summarizer.schemas.problem import Problem

__all__ = ["SpeakerAsk"]

# A quotation without cue, and without anybody speaking before it, has its speaker this near.
MAX_SENTENCES_AWAY = 3


@dataclass(frozen=True)
class SpeakerAsk:
    """Who says the words of `attribution`? `expected` is whom the rules make out, if anybody."""

    attribution: Attribution
    page: Page
    expected: Speaker | None
    attempt: int = 1
    again: Part | None = None

    @property
    def question(self) -> Question:
        """The question about the sentence, with what was wrong before when it is asked again."""
        number = self.attribution.sentence
        shown = [segment for segment in self.page.segments if segment.number == number]
        parts = [Part(load("speaker"), {"near": numbered(shown)})]
        if self.again is not None:
            parts.append(self.again)
        return compose(self.page, parts, f"who speaks in sentence {number}")

    def settle(self, reply: Reply, board: Board) -> Sequence[Ask]:
        """Take the words when they name somebody of the text; else the rules' choice; else ask again."""
        try:
            words = parse(reply, SpeakerDraft).speaker
        except BrokenReplyError as error:
            problem = unanswered(reply, str(error))
            if reply.status in HOPELESS:
                self.give_up(board, problem)
                return []
            return self._again(problem, reply.text, board)
        if is_nobody(words):
            return self._nobody(board)
        named = self._named(words, board)
        if named is None or not self._may_speak(named, board):
            missing = "is not named in the article" if named is None else "does not say these words"
            message = f"“{words}” {missing}. Copy words that name the speaker."
            problem = Problem(code="speaker-not-found", message=message, field="speaker")
            return self._again(problem, words, board)
        self._choose(named, board)
        return []

    def give_up(self, board: Board, problem: Problem) -> None:
        """Fall back on the rules' choice, and say so; without one the claim is rejected."""
        if self.expected is not None:
            note = problem.model_copy(update={"severity": "note", "field": "speaker"})
            accept_attribution(self.attribution, self.expected, INFERRED, [note], board)
            return
        text = board.reading.document.text
        content = " … ".join(text[start:end] for start, end in self.attribution.content)
        item = {"sentence": self.attribution.sentence, "content": content}
        board.reject("claim", item, [problem], self.attempt)

    def _named(self, words: str, board: Board) -> Speaker | None:
        sentence = board.reading.sentence_span(self.attribution.sentence)
        return Speakers(board.reading).from_words(words, [(sentence.start, sentence.end)])

    def _again(self, problem: Problem, answer: str, board: Board) -> Sequence[Ask]:
        if self.expected is not None or self.attempt >= board.limits.attempts:
            self.give_up(board, problem)
            return []
        values = {"answer": as_json({"speaker": answer[:200]}), "problems": f"- {problem.message}"}
        return [replace(self, attempt=self.attempt + 1, again=Part(load("again"), values))]

    def _nobody(self, board: Board) -> Sequence[Ask]:
        """The model sees plain narration: the rules' speaker stands; quoted words stay in view."""
        if self.expected is not None:
            certainty = FOLLOWED_ON if self.attribution.cue is None else INFERRED
            accept_attribution(self.attribution, self.expected, certainty, [], board)
        elif self.attribution.quotation == "direct":
            message = "Nobody in the article could be shown to say these words."
            self.give_up(board, Problem(code="speaker-not-found", message=message, field="speaker"))
        return []

    def _may_speak(self, named: Speaker, board: Board) -> bool:
        """Whether somebody stands where a speaker can: outside the words, and near them.

        A sentence with a cue names its speaker itself, unless by a pronoun; a bare quotation's stands
        shortly before or after it.
        """
        start, end = named.span.start, named.span.end
        if any(a <= start and end <= b for a, b in self.attribution.content):
            return False
        if self.expected is not None or self.attribution.pronoun:
            return True
        number = board.reading.number_at(start) or 0
        away = abs(number - self.attribution.sentence)
        return away == 0 if self.attribution.cue is not None else away <= MAX_SENTENCES_AWAY

    def _choose(self, named: Speaker, board: Board) -> None:
        """Between the model's speaker and the rules': agreement first, then grammar.

        Whom a pronoun stands for is a matter of sense: there a model that may be right is believed.
        """
        expected = self.expected
        if expected is None:
            if self._fits(named, board):
                accept_attribution(
                    self.attribution, self._beside_cue(named, board), ANSWERED, [], board
                )
            return
        if named.canonical == expected.canonical:
            certainty = AGREED
        elif self.attribution.pronoun:
            self._choose_referent(named, expected, board)
            return
        else:
            certainty = FOLLOWED_ON if self.attribution.cue is None else INFERRED
        accept_attribution(self.attribution, expected, certainty, [], board)

    def _choose_referent(self, named: Speaker, expected: Speaker, board: Board) -> None:
        """The model's person when the pronoun can mean them; else the rules' choice, with a note."""
        if self._may_be_meant(named, board):
            speaker = self._beside_cue(named, board)
            accept_attribution(self.attribution, speaker, ANSWERED, [], board)
            return
        message = f"The model named “{named.name}” as the speaker, grammar “{expected.name}”."
        note = Problem(code="speaker-disputed", message=message, field="speaker", severity="note")
        accept_attribution(self.attribution, expected, INFERRED, [note], board)

    def _may_be_meant(self, named: Speaker, board: Board) -> bool:
        """Whether a pronoun can mean a person: named shortly before it, and fit for it."""
        number = board.reading.number_at(named.span.start) or 0
        before = 0 <= self.attribution.sentence - number <= MAX_SENTENCES_AWAY
        source = self.attribution.source
        return (
            before
            and source is not None
            and named.span.end <= source[0]
            and Speakers(board.reading).is_person(named)
            and self._fits(named, board)
        )

    def _fits(self, named: Speaker, board: Board) -> bool:
        if not self.attribution.pronoun or self.attribution.source is None:
            return True
        start, end = self.attribution.source
        return Speakers(board.reading).fits(board.reading.document.text[start:end].lower(), named)

    def _beside_cue(self, named: Speaker, board: Board) -> Speaker:
        """The named speaker, standing at the pronoun beside the cue when there is one."""
        if not self.attribution.pronoun or self.attribution.source is None:
            return named
        return named.model_copy(update={"span": board.reading.span(*self.attribution.source)})
