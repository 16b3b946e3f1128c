"""What is to be checked, as statements: the sentences of a text, or the items of a summary."""

from dataclasses import dataclass

from summarizer.documents import Document
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.summary import Summary
from summarizer.segments import segments

__all__ = ["Checked", "Statement", "of_summary", "of_text"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence to check. `start` is its offset in the checked text.

    `item` is the event or claim it comes from; `told` is where, in `text`, the words begin that the
    source must show: those after "Ada Brandt asserts: ".
    """

    text: str
    start: int
    item: Event | Claim | None = None
    told: int = 0

    @property
    def end(self) -> int:
        """Offset after its last character."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Checked:
    """A text and its statements: `text[s.start:s.end] == s.text` for each."""

    text: str
    statements: tuple[Statement, ...]


def of_text(text: str) -> Checked:
    """The sentences of a text. Raises DocumentError when it is blank."""
    document = Document.from_text(text, source="the summary")
    found = tuple(Statement(one.text, one.start) for one in segments(document))
    return Checked(document.text, found)


def of_summary(summary: Summary) -> Checked:
    """Events by their summary, claims by their speaker and text, one a line."""
    lines: list[str] = []
    found: list[Statement] = []
    at = 0
    items: list[Event | Claim] = [*summary.events, *summary.claims]
    for item in items:
        head = f"{item.speaker.name} {item.stance}: " if isinstance(item, Claim) else ""
        words = " ".join((item.text if isinstance(item, Claim) else item.summary).split())
        found.append(Statement(head + words, at, item, len(head)))
        lines.append(head + words)
        at += len(lines[-1]) + 1
    return Checked("\n".join(lines), tuple(found))
