"""What every model is to the rest of the package."""

from typing import Protocol

from summarizer.rounds import Question, Reply

__all__ = ["Model"]


class Model(Protocol):
    """Something that answers questions, here or behind a network.

    `ask` and `aask` return one reply a question, whatever happened to it: a refusal, a cut answer
    or a failure after all transport retries is a reply with that status. They raise
    ModelUnavailableError only when no question will ever be answered (no server, a wrong key).
    """

    @property
    def name(self) -> str:
        """What a result and the journal record, e.g. `openai/gpt-4.1-mini`."""

    @property
    def parameters(self) -> str:
        """The fixed settings of every call that decide the answer, e.g. `temperature=0 seed=0`."""

    @property
    def context_window(self) -> int | None:
        """Tokens that prompt and answer may take together; None when nobody knows."""

    @property
    def concurrency(self) -> int:
        """How many calls in flight make sense."""

    def ask(self, question: Question) -> Reply: ...

    async def aask(self, question: Question) -> Reply: ...

    def close(self) -> None:
        """Lets go of connections and of whatever runs in this process. May be called twice."""

    async def aclose(self) -> None:
        """The same from inside an event loop, where asynchronous connections can be closed too."""
