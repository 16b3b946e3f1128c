"""What elements inside paragraphs say, put into the page's words: trafilatura knows their tags only.

It drops the marks that <q> stands for and parts the paragraph there, makes 106 of 10<sup>6</sup>,
and one line of a <pre>.
"""

import re

from summarizer.sources.flow import QUOTES, raised

__all__ = ["in_words"]

_QUOTATION = re.compile(r"<(/?)q(?=[\s>])[^<>]{0,500}>", re.IGNORECASE)
_RAISED = re.compile(
    r"<(su[pb])(?=[\s>])[^<>]{0,500}>((?:(?!</?su[pb]\b).){0,300}?)</\1\s*>",
    re.IGNORECASE | re.DOTALL,
)
_PREFORMATTED = re.compile(r"<pre(?=[\s>])(?:(?!<pre\b).)*?</pre", re.IGNORECASE | re.DOTALL)
_LINE_BREAK = re.compile(r"\r\n|[\n\r]")
_TAG = re.compile(r"<[^<>]*>")
_TO_A_PLACE = re.compile(r"<a\b[^<>]*\bhref\s*=\s*[\"']?[^\"'\s<>]*#[^<>]*>", re.IGNORECASE)

_EMPTY_LINK = re.compile(r"<a\b[^<>]*#[^<>]*>\s*</a\s*>", re.IGNORECASE)
"""Left of the mark of a footnote; trafilatura drops short paragraphs for it."""

_LOOKED_BACK = 300
"""Characters before a <sup> in which what it stands behind is looked for: a link with its address."""


def in_words(page: str) -> str:
    """The page with quotation marks for <q>, raised figures for <sup>, and <br> in <pre>."""
    page = _QUOTATION.sub(_Marks(), page)
    page = _EMPTY_LINK.sub("", _RAISED.sub(_raised, page))
    return _PREFORMATTED.sub(lambda match: _LINE_BREAK.sub("<br>", match[0]), page)


class _Marks:
    """Puts marks for the tags of quotations, single ones for those within others."""

    def __init__(self) -> None:
        self._depth = 0

    def __call__(self, match: re.Match[str]) -> str:
        page = match.string
        if match[1]:
            self._depth = max(0, self._depth - 1)
            own = page[max(0, match.start() - 1) : match.start()] in QUOTES
            return "" if own else "”’"[self._depth % 2]
        own = page[match.end() : match.end() + 1] in QUOTES
        self._depth += 1
        return "" if own else "“‘"[(self._depth - 1) % 2]


def _raised(match: re.Match[str]) -> str:
    behind = match.string[max(0, match.start() - _LOOKED_BACK) : match.start()]
    link = next(reversed(list(_TO_A_PLACE.finditer(behind))), None)
    is_linked = bool(_TO_A_PLACE.search(match[2])) or (
        link is not None and "</a" not in behind[link.end() :]
    )
    inside, before = _TAG.sub("", match[2]), _TAG.sub("", behind)
    return raised(match[1].lower(), inside, before, is_linked)
