"""A summary as schema.org JSON-LD: the article, its events, claims and quotations, for web pages."""

from collections.abc import Iterable
from typing import Any, Final

from summarizer.export.event_facts import event_facts
from summarizer.export.interchange import (
    claim_line,
    document_iri,
    event_line,
    item_iri,
    json_text,
    recipe_line,
    reported,
    said,
    web_address,
)
from summarizer.export.printable import printable
from summarizer.export.wording import recipe_title
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.summary import DocumentInfo, Summary

__all__ = ["to_schema_org"]

_QUOTED: Final = frozenset({"direct", "mixed"})

_Json = dict[str, Any]


def to_schema_org(summary: Summary) -> str:
    """The summary as a graph of a NewsArticle with its Events, Claims and Quotations (JSON-LD).

    It can be set into a page as it is. A claim names its speaker as `author` and the article as
    `appearance`; words quoted directly are a Quotation that the claim cites, what is only reported
    cites the words as text. Items of other recipes are Statements. schema.org has no words for
    stances and for what is planned, alleged or denied: `name` and `text` say it in plain words, and
    `keywords` holds our own terms. Persons and bodies have a name and no type, since a summary does
    not tell which of the two they are.
    """
    document, told = summary.document, event_facts(summary)
    graph = [_article(summary)]
    graph += [_event(document, event, told[event.id]) for event in summary.events]
    events = reported(summary)
    graph += [_claim(document, claim, events[claim.id]) for claim in summary.claims]
    graph += [_quotation(document, claim) for claim in summary.claims if _is_quoted(claim)]
    graph += [_statement(document, item) for item in summary.items]
    return json_text({"@context": "https://schema.org", "@graph": graph})


def _article(summary: Summary) -> _Json:
    document = summary.document
    return _known(
        {
            "@type": "NewsArticle",
            "@id": document_iri(document),
            "identifier": document.id,
            "headline": printable(document.title or ""),
            "datePublished": document.published,
            "inLanguage": document.language,
            "url": web_address(document.source),
            "about": [_link(document, event.id) for event in summary.events],
            "mentions": [_named(entity.canonical) for entity in summary.entities],
            "hasPart": [
                _link(document, _quotation_id(claim))
                for claim in summary.claims
                if _is_quoted(claim)
            ],
        }
    )


def _event(document: DocumentInfo, event: Event, told: Iterable[tuple[str, str]]) -> _Json:
    time, place = event.time, event.place
    return _known(
        {
            "@type": "Event",
            "@id": item_iri(document, event.id),
            "identifier": event.id,
            "name": event_line(event),
            "description": " · ".join(f"{label}: {printable(words)}" for label, words in told),
            "keywords": [event.type, event.status],
            "startDate": time and time.start,
            "endDate": time and time.end,
            "location": place and {"@type": "Place", "name": printable(place.name)},
            "about": [
                _named(name) for name in dict.fromkeys(one.name for one in event.participants)
            ],
            "subjectOf": {"@id": document_iri(document)},
        }
    )


def _claim(document: DocumentInfo, claim: Claim, events: list[str]) -> _Json:
    cited = (
        _link(document, _quotation_id(claim)) if _is_quoted(claim) else _words_of_the_source(claim)
    )
    return _known(
        {
            "@type": "Claim",
            "@id": item_iri(document, claim.id),
            "identifier": claim.id,
            "name": claim_line(claim),
            "text": said(claim),
            "keywords": [claim.stance],
            "author": _named(claim.speaker.canonical),
            "appearance": {"@id": document_iri(document)},
            "citation": cited,
            "about": [_link(document, event_id) for event_id in events],
        }
    )


def _quotation(document: DocumentInfo, claim: Claim) -> _Json:
    return {
        "@type": "Quotation",
        "@id": item_iri(document, _quotation_id(claim)),
        "text": _words_of_the_source(claim),
        "spokenByCharacter": _named(claim.speaker.canonical),
        "isPartOf": {"@id": document_iri(document)},
    }


def _statement(document: DocumentInfo, item: RecipeItem) -> _Json:
    evidence = [printable(sentence.text) for sentence in item.evidence]
    return {
        "@type": "Statement",
        "@id": item_iri(document, item.id),
        "identifier": item.id,
        "name": recipe_title(item.recipe),
        "text": recipe_line(item),
        "keywords": [item.recipe],
        "citation": [{"@id": document_iri(document)}, *evidence],
    }


def _is_quoted(claim: Claim) -> bool:
    return claim.quotation in _QUOTED


def _quotation_id(claim: Claim) -> str:
    return f"{claim.id}-quotation"


def _words_of_the_source(claim: Claim) -> str:
    return " … ".join(printable(span.text) for span in claim.content)


def _named(name: str) -> _Json:
    return {"name": printable(name)}


def _link(document: DocumentInfo, item_id: str) -> _Json:
    return {"@id": item_iri(document, item_id)}


def _known(node: _Json) -> _Json:
    """The node without what is not there."""
    return {key: value for key, value in node.items() if value}
