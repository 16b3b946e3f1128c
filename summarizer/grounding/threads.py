"""Attributions as a reader takes them: a quotation that goes on in its paragraph is one claim."""

from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.scan import Attribution
from summarizer.scan.content import DENIALS
from summarizer.scan.lexicon import PREPOSITIONS, TIME_WORDS
from summarizer.scan.quotes import outer_at

if TYPE_CHECKING:
    from summarizer.grounding.reading import Reading

__all__ = ["threads"]


def threads(reading: "Reading") -> list[Attribution]:
    """The attributions of a document; a quotation that goes on is joined to the one it goes on from.

    `Reading.threads` keeps them. "“It is over,” she said. “We lost.”" is one attribution with two
    stretches of content. A quotation that opens a paragraph of its own stays apart.
    """
    found: list[Attribution] = []
    contents: list[list[tuple[int, int]]] = []  # of each: a speech may have thousands of stretches
    for read in reading.scan.attributions:
        attribution = _taking_up(read, found, contents, reading)
        if attribution is None:
            continue
        if found and _closes(found[-1], attribution, reading):
            found[-1] = attribution
            contents[-1].extend(attribution.content)
        elif found and _goes_on(found[-1], contents[-1][-1], attribution, reading):
            contents[-1].extend(attribution.content)
        else:
            found.append(attribution)
            contents.append(list(attribution.content))
    return [
        replace(one, content=tuple(content)) for one, content in zip(found, contents, strict=True)
    ]


def _goes_on(
    before: Attribution, stretch: tuple[int, int], attribution: Attribution, reading: "Reading"
) -> bool:
    """Whether a quotation goes on from `before`, of which `stretch` is the last so far."""
    if attribution.cue is not None or before.quotation != "direct":
        return False
    last = reading.number_at(stretch[1] - 1) or before.sentence
    same = (
        reading.scan.sentence(last).paragraph
        == reading.scan.sentence(attribution.sentence).paragraph
    )
    return same and attribution.sentence - max(last, before.sentence) == 1


def _closes(before: Attribution, attribution: Attribution, reading: "Reading") -> bool:
    """Whether a quotation that opened sentences before ends here, with its speaker."""
    if before.cue is not None or attribution.cue is None:
        return False
    start, end = before.content[0][0], attribution.content[0][0]
    return any(
        quote.depth == 0 and quote.inner_start <= start and end < quote.inner_end
        for quote in outer_at(start, end, reading.scan.quotes)
    )


# "Lund denied this" takes up what was said this many sentences before at most.
SENTENCES_BACK = 2


# "Denied it on Monday in a statement" says no more than "denied it".
_WHEN = TIME_WORDS | PREPOSITIONS | {"a", "the", "statement", "late", "early", "last"}


def _taking_up(
    attribution: Attribution,
    earlier: list[Attribution],
    contents: list[list[tuple[int, int]]],
    reading: "Reading",
) -> Attribution | None:
    """A denial of "this" with the words it denies: the last that another said; None without any."""
    start, end = attribution.content[0]
    words = reading.document.text[start:end].lower().split()
    alone = words[0] in ("this", "it", "that") and set(words[1:]) <= _WHEN
    if attribution.lemma not in DENIALS or not alone:
        return attribution
    for before, content in zip(reversed(earlier), reversed(contents), strict=True):
        if attribution.sentence - before.sentence > SENTENCES_BACK:
            break
        if before.stance != attribution.stance:
            return replace(attribution, content=tuple(content), quotation=before.quotation)
    return None
