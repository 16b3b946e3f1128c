"""Words and marks of a text, with their offsets. Everything else in this folder reads these."""

import re
from dataclasses import dataclass

__all__ = ["Token", "tokenize"]

# Words keep inner hyphens, apostrophes, points of initials and figures' separators: "al-Assad",
# "O'Neill", "U.S.", "1,200.5". Everything else that is not space is a mark of its own.
_TOKEN = re.compile(
    r"\d[\d.,]*\d|"  # figures with separators
    r"(?:[^\W\d_]\.){2,}|"  # U.S., J.K.
    r"(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Rev|St|Jr|Sr|Hon|Maj|Det|Insp)\.(?=\s)|"
    r"[^\W\d_](?=\.\s[^\W\d_])\.|"  # a single initial: J. Okoro
    r"\w+(?:[-‐‑'’]\w+)*|"
    r"[^\w\s]"
)
POSSESSIVE = ("'s", "’s")


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark; `start`/`end` are offsets into the text it was read from."""

    start: int
    end: int
    text: str
    lower: str

    @property
    def is_word(self) -> bool:
        """Whether it starts with a letter or digit."""
        return self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """Whether it starts with an upper-case letter."""
        return self.text[0].isupper()


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of `text[start:end]`; offsets count from the start of `text`."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word, at = match[0], match.start()
        if word.endswith(POSSESSIVE) and len(word) > 2:
            stem, cut = word[:-2], match.end() - 2
            tokens.append(Token(at, cut, stem, stem.lower()))
            tokens.append(Token(cut, match.end(), word[-2:], "'s"))
        else:
            tokens.append(Token(at, match.end(), word, word.lower()))
    return tokens
