"""A model whose answers are written beforehand: for tests, also those of users."""

from collections.abc import Callable, Iterable, Mapping

from summarizer.rounds import Question, Reply, Tokens

__all__ = ["Script", "ScriptExhaustedError", "ScriptedModel"]

Script = Iterable[str | Reply] | Mapping[str, str | Reply] | Callable[[Question], str | Reply]
"""Replies in the order of asking, by the question's label, or worked out from the question."""


class ScriptExhaustedError(AssertionError):
    """A question came that the script has no reply for: the test's script is wrong, not the run."""


class ScriptedModel:
    """Answers from a script and keeps, in `asked`, every question it got.

    A reply given as a string counts one call; give a `Reply` to say more.
    """

    parameters = ""

    def __init__(
        self,
        script: Script,
        *,
        name: str = "scripted",
        context_window: int | None = None,
        concurrency: int = 1,
    ) -> None:
        self.name = name
        self.context_window = context_window
        self.concurrency = concurrency
        self.asked: list[Question] = []
        self.closed = False
        self._next = _reader(script)

    def ask(self, question: Question) -> Reply:
        """The script's reply. Raises ScriptExhaustedError when it has none for this question."""
        self.asked.append(question)
        reply = self._next(question)
        return reply if isinstance(reply, Reply) else Reply(reply, tokens=Tokens(calls=1))

    async def aask(self, question: Question) -> Reply:
        return self.ask(question)

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.close()


def _reader(script: Script) -> Callable[[Question], str | Reply]:
    if callable(script):
        return script
    if isinstance(script, Mapping):
        return _by_label(script)
    return _in_order(script)


def _by_label(script: Mapping[str, str | Reply]) -> Callable[[Question], str | Reply]:
    def read(question: Question) -> str | Reply:
        if question.label not in script:
            raise ScriptExhaustedError(f"the script has no reply for {_describe(question)}")
        return script[question.label]

    return read


def _in_order(script: Iterable[str | Reply]) -> Callable[[Question], str | Reply]:
    replies = list(script)
    left = iter(replies)

    def read(question: Question) -> str | Reply:
        for reply in left:
            return reply
        raise ScriptExhaustedError(
            f"all {len(replies)} replies of the script are used up; next was {_describe(question)}"
        )

    return read


def _describe(question: Question) -> str:
    return f"{question.label!r} ({question.recipe})" if question.label else question.recipe
