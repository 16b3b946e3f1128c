"""Words whose speaker is a label beside them: `LUND: We left.` and `“We left.” — Ada Brandt`."""

from collections.abc import Sequence

from summarizer.scan.lexicon import DETERMINERS, TIME_WORDS
from summarizer.scan.sentence import Range, Sentence, stripped
from summarizer.scan.tokens import Token

__all__ = ["label_after", "label_before"]

# "Sen. Ada M. Brandt" is as long as a label's name gets.
MAX_NAME_TOKENS = 5
# A place before a colon opens an article, after its title at most: `OTTAWA: The mayor said …`.
LAST_DATELINE = 3
_DASHES = frozenset("—–―-")
# What stands before a colon in print and speaks no words.
_NO_SPEAKERS = frozenset(
    """photo photos photograph picture image video audio source sources credit caption update correction
    editor's note watch read listen live exclusive breaking analysis opinion comment explainer
    related q a""".split()
)
_QUOTES = frozenset("\"“'‘")


def label_before(sentence: Sentence) -> tuple[Range, Range, Range] | None:
    """Name, colon and words of a turn in a transcript or of a headline: `LUND: We left.`

    In running text a name before a colon is no label: it must be in capitals, or the sentence must
    open the article or lack its stop, as headlines do.
    """
    tokens = sentence.tokens
    first = 1 if tokens and tokens[0].text in _QUOTES else 0
    last = first
    while last < len(tokens) and last - first < MAX_NAME_TOKENS and _is_part_of_name(tokens[last]):
        last += 1
    if last == first or last + 1 >= len(tokens) or tokens[last].text != ":":
        return None
    shouted = all(token.text.isupper() for token in tokens[first:last]) and last - first <= 3
    headline = sentence.number == 1 or tokens[-1].text not in '.”"'
    dateline = sentence.number <= LAST_DATELINE and bool(sentence.cues)
    words = stripped(sentence.tokens, tokens[last + 1].start, sentence.end)
    if words is None or dateline or not (shouted or headline):
        return None
    colon = tokens[last]
    return (tokens[first].start, tokens[last - 1].end), (colon.start, colon.end), words


def label_after(sentence: Sentence) -> tuple[Range, Range, Range] | None:
    """Name, dash and words of a signed quotation: `“We left.” — Ada Brandt, 34`."""
    outer = [quote for quote in sentence.quotes if quote.depth == 0]
    if not outer:
        return None
    after = [token for token in sentence.tokens if token.start >= outer[-1].inner_end]
    while after and after[0].text in "”\"'’.":
        after = after[1:]
    if len(after) < 2 or after[0].text not in _DASHES:
        return None
    named = _leading_name(after[1:])
    start = max(outer[-1].inner_start, sentence.start)
    words = stripped(sentence.tokens, start, outer[-1].inner_end)
    if named is None or words is None:
        return None
    return named, (after[0].start, after[0].end), words


def _leading_name(tokens: Sequence[Token]) -> Range | None:
    last = 0
    while last < len(tokens) and last < MAX_NAME_TOKENS and _is_part_of_name(tokens[last]):
        last += 1
    ends = last == len(tokens) or not tokens[last].is_word
    return (tokens[0].start, tokens[last - 1].end) if last and ends else None


def _is_part_of_name(token: Token) -> bool:
    return token.is_capital and token.lower not in DETERMINERS | TIME_WORDS | _NO_SPEAKERS
