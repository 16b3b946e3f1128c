"""Text with markup in it, in whatever field and however little of it -> its paragraphs.

A web page is another matter: there the article must be found first (`documents.html`).
"""

import html
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

from summarizer.sources.elements import BLOCKS, KNOWN, NEVER_TEXT, NOT_OF_THE_BODY
from summarizer.sources.flow import Flow

__all__ = ["element_text", "fragment_text", "plain", "plain_line"]

_RAW = frozenset({"script", "style", "textarea", "title", "xml"})
"""Elements that end with the first end of their name, whatever stands in them."""

_NAME = r"[A-Za-z][\w.-]{0,60}(?::[A-Za-z][\w.-]{0,60})?"
_MARKUP = re.compile(
    rf"<(?P<end>/?)(?P<name>{_NAME})(?=[\s/>])"
    r"(?P<attributes>(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+(?=>)|[^<>]*+)(?P<close>>|\Z)"
    r"|(?P<comment><!--)|<!\[CDATA\[|\]\]>|<!(?:doctype\b|\[)[^<>]*+>|<\?[^<>]*+>",
    re.IGNORECASE,
)
_NAMES = re.compile(rf"<(/?)({_NAME})(?=[\s/>])")
_VALUE = re.compile(r"=\s*[\"']|/\Z")
_TARGET = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ESCAPED = re.compile(rf"\s*&lt;(?:{'|'.join(sorted(BLOCKS))})\b", re.IGNORECASE)
_MICROSOFT = "urn:schemas-microsoft-com"
_MARKS = re.compile(r"[\x00-\x08]")


class _Tag(NamedTuple):
    name: str
    ends: bool
    target: str = ""


Filled = Callable[[Flow, frozenset[str]], None]
"""Fills a flow with what a text holds, without elements of the names given."""


def plain(text: str, is_html: bool = False) -> str:
    """`text` without its markup: paragraphs parted by blank lines, rows and preformatted lines kept.

    What is no markup stays as it is: "p < 0.05", "<ada@x.example>". Where `is_html` says that all
    of the field is HTML, its line breaks are spaces and every tag is one; otherwise only known
    and paired tags are, and line breaks part lines unless elements do. Never raises.
    """
    if "<" not in text and "&" not in text:
        return text
    text = _MARKS.sub("", text)
    tokens = list(_tokens(text, is_html))
    names = {token.name for token in tokens if isinstance(token, _Tag)}
    if not names:
        once = "".join(token for token in tokens if isinstance(token, str)).strip()
        return plain(once, is_html=True) if _ESCAPED.match(text) else once

    def fill(flow: Flow, left_out: frozenset[str]) -> None:
        _fill_from_tokens(flow, tokens, left_out)

    has_layout = is_html or not names.isdisjoint(BLOCKS | {"br"})
    return _flowing(fill, "p" in names, has_layout)


def fragment_text(markup: str) -> str:
    """The paragraphs of what is known to be HTML."""
    return plain(markup, is_html=True)


def plain_line(text: str) -> str:
    """A headline without its markup, on one line."""
    return " ".join(plain(text).split())


def element_text(root: etree._Element) -> str:
    """The paragraphs of an NITF or HTML body, parted by blank lines; captions are left out."""

    def fill(flow: Flow, left_out: frozenset[str]) -> None:
        _fill_from_tree(flow, root, left_out)

    return _flowing(fill, has_paragraphs=True, has_layout=True)


def _flowing(fill: Filled, has_paragraphs: bool, has_layout: bool) -> str:
    for left_out in (NEVER_TEXT | NOT_OF_THE_BODY, NEVER_TEXT):
        flow = Flow(has_paragraphs, has_layout)
        fill(flow, left_out)
        if text := flow.text():
            return text
    return ""


# ---------------------------------------------------------------- text


def _tokens(text: str, is_html: bool) -> Iterator[_Tag | str]:
    """Tags, and the text between them with its entities resolved; comments are left out."""
    paired = set() if is_html else _paired(text)
    last_comment = text.rfind("-->")
    start = at = 0
    while match := _MARKUP.search(text, at):
        at = match.end()
        if match["name"]:
            if not (is_html and match["close"]) and not _is_tag(match, paired):
                continue
            yield _unescaped(text[start : match.start()])
            yield from _tags(match["name"].lower(), bool(match["end"]), match["attributes"])
        elif match["comment"]:
            if at > last_comment:
                continue
            yield _unescaped(text[start : match.start()])
            at = text.index("-->", at) + len("-->")
        else:
            yield _unescaped(text[start : match.start()])
        start = at
    yield _unescaped(text[start:])


def _paired(text: str) -> set[str]:
    """The names of elements that both begin and end somewhere in a text."""
    found = {(name.lower(), bool(slash)) for slash, name in _NAMES.findall(text)}
    return {name for name, ends in found if ends and (name, False) in found}


def _is_tag(match: re.Match[str], paired: set[str]) -> bool:
    """Whether what may be a tag is one: "<b and c>" and "<Enter>" are not."""
    name, attributes = match["name"].lower(), match["attributes"].strip()
    if not match["close"]:  # the text breaks off inside of it
        return name in KNOWN and "=" in attributes
    if name in paired or ":" in name or _VALUE.search(attributes):
        return True
    return name in KNOWN and (attributes in ("", "/") or "=" in attributes)


def _tags(name: str, ends: bool, attributes: str) -> Iterator[_Tag]:
    target = _TARGET.search(attributes) if name == "a" else None
    yield _Tag(name, ends, target[1] if target else "")
    if attributes.endswith("/") and not ends and name != "br":
        yield _Tag(name, True)


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text


def _fill_from_tokens(flow: Flow, tokens: list[_Tag | str], left_out: frozenset[str]) -> None:
    ends = _ends(tokens, left_out)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if at in ends:
            assert isinstance(token, _Tag)
            flow.left_out(token.name)
            at = ends[at]
        elif isinstance(token, str):
            flow.data(token)
        elif token.ends:
            flow.end(token.name)
        else:
            flow.start(token.name, token.target)
        at += 1


def _ends(tokens: list[_Tag | str], names: frozenset[str]) -> dict[int, int]:
    """For each element of these names where it ends; those that never end are not among them."""
    ends: dict[int, int] = {}
    begun: dict[str, list[int]] = {}
    for at, token in enumerate(tokens):
        if isinstance(token, str) or token.name not in names:
            continue
        open_at = begun.setdefault(token.name, [])
        if not token.ends:
            open_at.append(at)
        elif open_at:
            ends[open_at.pop(0 if token.name in _RAW else -1)] = at
            if token.name in _RAW:
                open_at.clear()
    return ends


# ---------------------------------------------------------------- trees


def _fill_from_tree(flow: Flow, root: etree._Element, left_out: frozenset[str]) -> None:
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        name = _name(element)
        is_left_out = name in left_out and element is not root
        if event == "start" and is_left_out:
            flow.left_out(name)
            walk.skip_subtree()
        elif event == "start":
            flow.start(name, element.get("href") or "")
            flow.data(_text_within(element))
        elif name and not is_left_out:
            flow.end(name)
        if event != "start" and element is not root:
            flow.data(element.tail or "")


def _name(node: etree._Element) -> str:
    """The local name of an element, "" of what is none.

    That of an element of Microsoft's keeps a prefix: its "p" is no paragraph.
    """
    if not isinstance(node.tag, str):
        return ""
    # Not by etree.QName, which refuses the names of elements whose prefix is not declared.
    namespace, _, name = node.tag.rpartition("}")
    is_foreign = namespace.startswith(f"{{{_MICROSOFT}")
    return f"o:{name}" if is_foreign else name.lower()


def _text_within(node: etree._Element) -> str:
    """What stands before the first child, or is the character that an entity names.

    Entities are not expanded by the parser; those that HTML and NITF's own DTD share are known.
    """
    text = node.text or ""
    return html.unescape(text) if isinstance(node, etree._Entity) else text
