"""What the formats of other systems share: names that stay, and lines that say how things stand.

Who reads such a file may take one line of an item and leave the rest. So the line itself says that
something is denied, planned or only alleged: "Brightwater Lines denies: the alarms were off".
"""

import hashlib
import json
import re
from typing import Any, Final
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid5

from summarizer.errors import DocumentError
from summarizer.export.printable import escaped, printable
from summarizer.export.wording import item_facts
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.summary import DocumentInfo, Summary

__all__ = [
    "SOFTWARE",
    "claim_line",
    "document_iri",
    "event_line",
    "item_iri",
    "json_text",
    "recipe_line",
    "refuse_another",
    "reported",
    "said",
    "title_of",
    "web_address",
]

SOFTWARE: Final = "structured-summarizer"

_OURS: Final = UUID("5f0d6a52-3c1b-5c0e-9d5b-8a3f1f6f7c21")
"""The namespace of our documents' names: chosen once, by chance."""

_AS_SAID: Final = frozenset({"asserts", "confirms"})
_AS_TOLD: Final = frozenset({"occurred", "ongoing"})

# Reserved characters of RFC 3986, and the percent sign of what is escaped already.
_OF_ADDRESSES: Final = ":/?#[]@!$&'()*+,;=%~"
_STRAY_PERCENT: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")

# What ends a script element, or a line in JavaScript; JSON has a second way to write them.
_MARKUP: Final = re.compile("[<>&\u2028\u2029]")


def document_iri(document: DocumentInfo) -> str:
    """A document's name, `urn:uuid:…`: the same text has the same name everywhere."""
    return f"urn:uuid:{uuid5(_OURS, document.id)}"


def item_iri(document: DocumentInfo, item_id: str) -> str:
    """The name of an item, or of another part of a document's summary."""
    return f"{document_iri(document)}#{quote(item_id, safe='')}"


def web_address(source: str | None) -> str | None:
    """A source as a URI where it is an address on the web; never `javascript:` or a local file."""
    address = _STRAY_PERCENT.sub("%25", quote(source or "", safe=_OF_ADDRESSES, errors="replace"))
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in ("http", "https") and parts.netloc else None


def title_of(document: DocumentInfo) -> str:
    """A document's title on one line; something to show where it has none."""
    return printable(document.title or "") or "Untitled article"


def claim_line(claim: Claim) -> str:
    """Who says what, and how: `Orla Venn accuses: the owners are to blame`."""
    return printable(f"{claim.speaker.canonical} {claim.stance}: {claim.text}")


def said(claim: Claim) -> str:
    """What is claimed; with the stance where without it a reader would take it as asserted."""
    return printable(claim.text) if claim.stance in _AS_SAID else claim_line(claim)


def event_line(event: Event) -> str:
    """What happened; `Planned: …`, `Alleged: …` or `Denied: …` where it is not told as a fact."""
    line = printable(event.summary)
    return line if event.status in _AS_TOLD else f"{event.status.capitalize()}: {line}"


def recipe_line(item: RecipeItem) -> str:
    """What an item of a recipe says: its fields that are filled in, each with its label."""
    return " · ".join(printable(f"{label}: {words}") for label, words in item_facts(item))


def reported(summary: Summary) -> dict[str, list[str]]:
    """The ids of the events that each claim reports, by the claim's id; in the order of the events.

    Either side may name the other. What is not in the summary any more is left out.
    """
    told: dict[str, set[str]] = {claim.id: set(claim.event_ids) for claim in summary.claims}
    for event in summary.events:
        for claim in event.claim_ids:
            told.get(claim, set()).add(event.id)
    place = {event.id: number for number, event in enumerate(summary.events)}
    return {
        claim: sorted(events & place.keys(), key=place.__getitem__)
        for claim, events in told.items()
    }


def json_text(value: Any) -> str:
    """`value` as indented JSON with a line feed at its end, harmless on a terminal and in a page.

    Control characters and those that mark up HTML are escaped, so that the text can stand in a
    `script` element as it is. Half characters become question marks.
    """
    text = json.dumps(value, indent=2, ensure_ascii=False).encode(errors="replace").decode()
    return _MARKUP.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped(text)) + "\n"


def refuse_another(summary: Summary, text: str | None) -> None:
    """Raises DocumentError when `text` is there and is not the one the summary was made from."""
    if text is None:
        return
    digest = hashlib.sha256(text.encode(errors="replace")).hexdigest()
    if digest != summary.document.text_sha256:
        raise DocumentError(
            "this is not the text that the summary was made from; give the article as it was, or"
            " none, to do with the words that the summary holds"
        )
