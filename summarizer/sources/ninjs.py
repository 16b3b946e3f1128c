"""IPTC ninjs: news items in JSON, versions 1.x, 2.x and 3.x.

1.x has a property for each way a text is given (`body_text`, `body_xhtml`, `headline`,
`headline_main`); 2.x has lists of objects with a role (`bodies`, `headlines`); 3.x writes its
names in camel case (`versionCreated`, `contentType`).
"""

import re
from collections.abc import Mapping
from typing import Any

from summarizer.sources.article import Article
from summarizer.sources.dates import first_date
from summarizer.sources.markup import plain, plain_line
from summarizer.sources.standing import standing_of
from summarizer.sources.values import id_text

__all__ = ["is_ninjs", "ninjs_article"]

_TAG = re.compile(r"</(?:p|div|section|article)>|<br\s*/?>", re.IGNORECASE)

_TEXT_TYPES = frozenset({"text", "composite", ""})
"""Values of `type` whose items have a body; pictures, video and planning have none."""


def is_ninjs(row: Mapping[str, Any]) -> bool:
    """Whether a JSON object has the fields of a ninjs item."""
    if "uri" not in row and "guid" not in row:
        return False
    if isinstance(row.get("bodies"), list) or isinstance(row.get("headlines"), list):
        return True
    if "versioncreated" in row or "versionCreated" in row:
        return True
    return any(name.startswith("body_") for name in row)


def ninjs_article(item: Mapping[str, Any]) -> Article:
    """The article in a ninjs item.

    Its date is that of the version, to which the "yesterday" of its text refers.
    """
    item = {name.lower(): value for name, value in item.items()}
    dates = (item.get(name) for name in ("versioncreated", "firstcreated", "contentcreated"))
    kind = str(item.get("type") or "")
    published = first_date(dates)
    return Article(
        text=_body(item),
        id=next((item[name] for name in ("uri", "guid") if id_text(item.get(name))), None),
        title=_headline(item),
        published=published,
        language=item.get("language"),
        is_text=kind in _TEXT_TYPES,
        standing=standing_of(item, made=published),
    )


def _body(item: Mapping[str, Any]) -> str:
    """The body as paragraphs; one with markup is taken first, for there they are certain."""
    values = list(_values(item, "bodies", "body"))
    values.sort(key=lambda value: not _TAG.search(value))
    return next(filter(None, (plain(value).strip() for value in values)), "")


def _headline(item: Mapping[str, Any]) -> str | None:
    found = next(filter(None, _values(item, "headlines", "headline")), None)
    return plain_line(found) or None if found else None


def _values(item: Mapping[str, Any], many: str, one: str) -> list[str]:
    """The texts of a list of 2.x and 3.x, or of the properties of 1.x; the main one first."""
    given = item.get(many)
    if isinstance(given, list):
        parts = [part for part in given if isinstance(part, Mapping)]
        parts.sort(key=lambda part: part.get("role") != "main")
        values = [part.get("value") for part in parts]
    else:
        names = sorted(name for name in item if name == one or name.startswith(f"{one}_"))
        names.sort(key=lambda name: name not in (one, f"{one}_main", f"{one}_text"))
        values = [item[name] for name in names]
    return [value for value in values if isinstance(value, str)]
