"""What a text shows without a model: cues of speech, quotations, names, figures, dates, event words.

`scan` runs them all. The parts are pure functions over tokens; word lists live in `lexicon` and
`triggers`.
"""

from summarizer.scan.attribution import Attribution
from summarizer.scan.cues import Cue
from summarizer.scan.dates import DateMention, resolve
from summarizer.scan.figures import Figure, find_figures
from summarizer.scan.names import Name, Roster, find_names, name_key
from summarizer.scan.quotes import QuotedPassage
from summarizer.scan.scanner import Scan, scan
from summarizer.scan.sentence import Sentence
from summarizer.scan.tokens import tokenize
from summarizer.scan.triggers import Trigger

__all__ = [
    "Attribution",
    "Cue",
    "DateMention",
    "Figure",
    "Name",
    "QuotedPassage",
    "Roster",
    "Scan",
    "Sentence",
    "Trigger",
    "find_figures",
    "find_names",
    "name_key",
    "resolve",
    "scan",
    "tokenize",
]
