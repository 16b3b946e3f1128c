"""Where the sentences of one paragraph end: sentencex, and rules for what it gets wrong.

sentencex (Wikimedia, no dependencies) was chosen over nupunkt, pysbd and yasbd: it knows some 300
languages, is much the fastest, and what it gets wrong can be put right by few rules. What
`python benchmarks/segment_splitters.py` printed (boundary F1, paragraphs cut exactly right):

                            development       held out s per MB
    summarizer.segments    1.000  68/68   0.976  34/36     0.44
    sentencex 1.0.32       0.912  55/68   0.914  30/36     0.04
    nupunkt 0.8.0          0.861  49/68   0.889  28/36     0.23
    pysbd 0.3.4            0.873  51/68   0.843  27/36    15.10
    yasbd-lib 1.0.4        0.962  62/68   0.963  34/36     1.48

nupunkt is made for English and does not cut Arabic, Chinese or Hindi. yasbd comes near, but keeps
quotations whole as sentencex does, would need most of the same rules, and is 37 times slower.

With the rules, 5 MB of news take 0.9 to 2.4 s on one busy core.

sentencex holds a quotation together, however long. A newsroom wants its sentences one by one, so
quotation marks are hidden from it (each replaced by a space, which keeps every offset) and the
marks that follow a stop are given back to the sentence they close. The rules after that:

- no end before a lower-case letter: `"Is it over?" he asked.`
- no end between a quotation's `?` or `!` and who said it: `“Stop!” Mr Okoro shouted.`
- no end between "a.m." or "p.m." and a day, a month or a time zone: `at 11 p.m. Tuesday`
- no end after a courtesy title it does not know: `Ms. Lund`, `M. Roche`
- no end after the number of a list's item: `1. The pass is shut.`
- an end after an ellipsis or "etc." before a capital, and after a bracket that holds a sentence
- an end after an English month before a capital: `It leaves in May. Rebels …`
- what holds no letter or figure belongs to the sentence before it
"""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

__all__ = ["sentence_ends"]

_HIDDEN = str.maketrans(dict.fromkeys('"“”„‟«»‘‹›「」『』\n\r\v\f\x85\u2028\u2029', " "))
_APOSTROPHE_AS_QUOTE = re.compile(r"(?<!\w)['’]|['’](?!\w)")

_STOPS = ".!?…。！？؟۔।"
_OPENERS = "\"'“”„‟«»‘‹›「『([（【¿¡"
_TRAILING = re.compile(
    rf"[{_STOPS}]*"
    r"(?:[”’»›」』)\]）】]|[\"'“‘«‹](?!\w))*"  # the second group opens a quotation beside a word
    r"(?:[\s\u202f]»(?![\w])[.,]?)?"  # French parts its guillemets from the words
)
"""What may follow a stop and still belong to its sentence."""

_NEXT_LETTER = re.compile(rf"[\s{re.escape(_OPENERS)}—–-]*(\w)")
_ELLIPSIS = re.compile(rf"(?:\.\.\.|…|\betc\.)[\"'”’»]*(?=\s+[{re.escape(_OPENERS)}]*[^\W\d_])")
_MONTH_END = re.compile(
    r"(?:\b(?:May|March)|\b(?:after|before|by|early|from|in|last|late|mid|next|of|on|since|this|"
    r"till|to|until)[ -](?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec))"
    r"\.[\"'”’»]*(?=\s+[^\W\d_])"
)
"""sentencex takes some months for abbreviations that end nothing, "May" among them."""
_BRACKET_END = re.compile(r"[.!?…][\"'”’»]*[)\]](?=\s)")
_SENTENCE_BEFORE = re.compile(rf"(?:^|[{_STOPS}][\"'”’»)\]]*)\s*$")
LONGEST_BRACKET = 1000
"""Characters; a bracket that holds a whole sentence is looked back for no further than this."""

_ASKED = re.compile(r"[!?…][\"'”’»]+$")
_NOT_A_NAME = r"(?!(?:He|She|They|We|I|It|The|A|An|But|And|Yet|So|Then|When|Later|Nobody)\s)"
_SPEAKER_FOLLOWS = re.compile(
    rf"\s+{_NOT_A_NAME}(?:[^\W\d_a-z][\w.’'-]*\s+){{1,5}}"
    r"(?:added|answered|asked|began|called|cried|declared|exclaimed|insisted|joked|replied|said|"
    r"says|screamed|shouted|told\s+\w+|tweeted|warned|wondered|wrote|yelled)"
    r"(?=\W*$|[.,;:!?…—–]|\s+(?:after|again|as|at|before|by|during|earlier|from|in|later|on|through|"
    r"to|via|when|while|with)\b)"
)
# "“We left.” — Ada Brandt, 34": who signs a quotation belongs to it.
_QUOTATION_END = re.compile(r"[\"”’»]\s*$")
_SIGNED = re.compile(r"\s*[—–―]\s*(?:[^\W\d_a-z][\w.’'-]*\s*){1,4}(?=,|\n|$)")
_CLOCK = re.compile(r"\b[ap]\.\s?m\.$", re.IGNORECASE)
_AFTER_CLOCK = re.compile(
    r"\s+(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?"
    r"|Oct|Nov|Dec)[a-z]*\.?\s\d|[A-Z]{2,4}T\b|GMT|UTC|ET\b|PT\b|Eastern|Central|Mountain|Pacific)"
)
_TITLE = {
    "en": re.compile(r"\b(?:Mrs?|Ms|Messrs)\.$"),
    "fr": re.compile(r"(?<!\w)(?:MM?|Mgr|Me)\.$"),
}
_LIST_NUMBER = re.compile(r"\W*(?:\d{1,3}|[A-Za-z]|[ivx]{2,4})[.)]")
_WORD_CHARACTER = re.compile(r"\w")
AT_ONCE = 5000
"""Characters: longer than paragraphs of news. sentencex takes time by the square of a paragraph's length in
scripts without spaces: 2.4 s for 80,000 characters at once, 0.1 s in such parts."""

_TAIL = 12
"""Characters before an end that the rules look at."""


def sentence_ends(paragraph: str, language: str | None = None) -> list[int]:
    """Offsets in `paragraph` (stripped, not empty) at which its sentences end, the last included.

    `language` is an ISO 639-1 code; English is assumed without one.
    """
    code = (language or "en").partition("-")[0].lower()
    last_word = _last_word(paragraph)
    ends: list[int] = []
    start, word = 0, _next_word(paragraph, 0)
    for end in _candidates(paragraph, code):
        if end > last_word:
            break
        if word >= end:  # nothing but marks since the last end
            ends[-1:] = [end] if ends else []
            start = end
        elif _is_end(paragraph, start, end, code):
            ends.append(end)
            start, word = end, _next_word(paragraph, end)
    return [*ends, len(paragraph)]


def _candidates(paragraph: str, language: str) -> list[int]:
    hidden = _APOSTROPHE_AS_QUOTE.sub(" ", paragraph.translate(_HIDDEN))
    found = {match.end() for match in _ELLIPSIS.finditer(paragraph)}
    for stop in _boundaries(hidden, language):
        trailing = _TRAILING.match(paragraph, stop)
        found.add(trailing.end() if trailing else stop)
    if language == "en":
        found.update(match.end() for match in _MONTH_END.finditer(paragraph))
    for match in _BRACKET_END.finditer(paragraph):
        if _is_whole_sentence(paragraph, match.end()):
            found.add(match.end())
    return sorted(found)


def _boundaries(text: str, language: str) -> Iterator[int]:
    """Where sentencex ends sentences; a long paragraph is shown to it in parts that begin with one."""
    start, size = 0, AT_ONCE
    while start < len(text):
        found = get_sentence_boundaries(language, text[start : start + size])
        is_rest = start + size >= len(text)
        if len(found) < 2 and not is_rest:
            size *= 2
            continue
        for boundary in found if is_rest else found[:-1]:
            yield start + boundary["start_index"] + len(boundary["text"].rstrip())
        start = len(text) if is_rest else start + found[-1]["start_index"]
        size = AT_ONCE


def _is_whole_sentence(paragraph: str, end: int) -> bool:
    """Whether the bracket that closes at `end` opens where a sentence could start."""
    opener = "(" if paragraph[end - 1] == ")" else "["
    begin = paragraph.rfind(opener, max(0, end - LONGEST_BRACKET), end)
    return begin >= 0 and bool(_SENTENCE_BEFORE.search(paragraph[max(0, begin - _TAIL) : begin]))


def _is_end(paragraph: str, start: int, end: int, language: str) -> bool:
    """Whether none of the rules above speaks against a sentence `start`..`end`."""
    letter = _NEXT_LETTER.match(paragraph, end)
    if letter and letter[1].islower():
        return False
    tail = paragraph[max(start, end - _TAIL) : end]
    if _ASKED.search(tail) and _SPEAKER_FOLLOWS.match(paragraph, end):
        return False
    if _QUOTATION_END.search(tail) and _SIGNED.match(paragraph, end):
        return False
    if _CLOCK.search(tail) and _AFTER_CLOCK.match(paragraph, end):
        return False
    if language in _TITLE and _TITLE[language].search(tail):
        return False
    return not (end - start < _TAIL and _LIST_NUMBER.fullmatch(paragraph[start:end].strip()))


def _next_word(paragraph: str, start: int) -> int:
    match = _WORD_CHARACTER.search(paragraph, start)
    return match.start() if match else len(paragraph)


def _last_word(paragraph: str) -> int:
    """Offset of the last letter or figure; -1 without one."""
    return next((i for i in range(len(paragraph) - 1, -1, -1) if paragraph[i].isalnum()), -1)
