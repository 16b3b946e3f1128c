"""What pages are put together from: the templates, styles and scripts beside this module."""

import base64
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

__all__ = ["link_of", "part", "policy", "render", "shown_otherwise", "visible"]

# As export.printable has it, with the line breaks left out: they are only space in a page.
_COMMANDS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def render(template: str, package: str = __package__, /, **values: Any) -> str:
    """A template with values set into it. Every value is text, never markup.

    The templates of another `package` come before those here, which they may extend. Half
    characters, which a file's name can hold, become question marks.
    """
    page = _templates(package).get_template(template).render(values)
    return page.encode(errors="replace").decode()


@cache
def part(name: str, package: str = __package__) -> Markup:
    """A style or script of a package, to be set into a page as it stands."""
    return Markup(files(package).joinpath(name).read_text(encoding="utf-8"))


def policy(style: str, script: str, more: str = "") -> str:
    """A Content Security Policy under which just this style and this script count.

    `more` is a further source of scripts.
    """
    scripts = f"'{_digest(script)}' {more}".strip()
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src {scripts}; "
        "base-uri 'none'; form-action 'none'"
    )


def visible(text: object) -> str:
    """`text` with control characters and marks that turn the direction of writing made visible.

    An article can hold a mark that makes a name read as another; here it is read as `[U+202E]`.
    """
    return _COMMANDS.sub(lambda found: f"[U+{ord(found[0]):04X}]", str(text))


def shown_otherwise(text: str) -> Iterator[int]:
    """The places of the characters that a page shows as another number of them, or not as they are.

    These are what `visible` writes out, and the carriage return, which browsers make a line feed.
    """
    return (found.start() for found in _OTHERWISE.finditer(text))


_OTHERWISE: Final = re.compile(rf"{_COMMANDS.pattern}|\r")


def link_of(source: str | None) -> str | None:
    """A document's source where it is an address on the web; never `javascript:` or a local file."""
    try:
        parts = urlsplit(source or "")
    except ValueError:
        return None
    return source if parts.scheme in ("http", "https") and parts.netloc else None


@cache
def _templates(package: str) -> Environment:
    def source(name: str) -> str:
        theirs = files(package).joinpath(name).is_file()
        return part(name, package if theirs else __package__)

    environment = Environment(
        loader=FunctionLoader(source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if isinstance(value, Markup) else visible(value),
    )
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return environment


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
