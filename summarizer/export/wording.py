"""What the parts of a summary are called when a person reads them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from summarizer.export.printable import printable
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event, EventType, Quantity, Time
from summarizer.schemas.problem import Problem
from summarizer.schemas.recipe_item import RecipeItem
from summarizer.schemas.span import Span
from summarizer.schemas.summary import DocumentInfo, Gap, Rejected, Summary, Usage

__all__ = [
    "EVENT_NAMES",
    "asked",
    "by_speaker",
    "byline",
    "coverage_line",
    "cues_of",
    "doubts",
    "excerpt",
    "facts",
    "faults",
    "field_label",
    "given",
    "item_facts",
    "nothing_asked",
    "own_words",
    "quoted_mark",
    "range_of",
    "reasons",
    "recipe_title",
    "remarks",
    "says_more",
    "standing",
    "usage_line",
]

EVENT_NAMES: Final[dict[EventType, str]] = {
    "conflict.attack": "Attack or battle",
    "conflict.seize": "Taken by force",
    "conflict.withdraw": "Retreat or ceasefire",
    "conflict.demonstrate": "Protest",
    "conflict.mobilize": "Forces deployed",
    "life.die": "Death",
    "life.injure": "Injury",
    "life.be-born": "Birth",
    "life.marry": "Marriage or divorce",
    "movement.transport": "Journey or transport",
    "contact.meet": "Meeting",
    "contact.phone-write": "Call or letter",
    "justice.investigate": "Investigation",
    "justice.arrest-jail": "Arrest or jailing",
    "justice.charge-indict": "Charge",
    "justice.sue": "Lawsuit",
    "justice.trial-hearing": "Trial or hearing",
    "justice.convict": "Conviction",
    "justice.acquit": "Acquittal",
    "justice.sentence": "Sentence",
    "justice.fine": "Fine",
    "justice.appeal": "Appeal",
    "justice.release-parole": "Release",
    "justice.pardon": "Pardon",
    "justice.extradite": "Extradition",
    "justice.execute": "Execution",
    "crime.offence": "Crime",
    "personnel.elect": "Election",
    "personnel.nominate": "Nomination",
    "personnel.start-position": "Appointment",
    "personnel.end-position": "Departure from office",
    "politics.decide": "Decision",
    "politics.agree": "Agreement",
    "politics.sanction": "Sanctions",
    "politics.aid": "Aid",
    "business.start-org": "Opening or founding",
    "business.merge-org": "Merger",
    "business.end-org": "Closure",
    "business.declare-bankruptcy": "Bankruptcy",
    "business.results": "Results and figures",
    "business.labour": "Strike, jobs or pay",
    "transaction.transfer-ownership": "Sale or purchase",
    "transaction.transfer-money": "Payment",
    "disaster.natural": "Natural disaster",
    "disaster.accident": "Accident",
    "health.outbreak": "Outbreak of disease",
    "health.care": "Medical care",
    "science.discover": "Finding",
    "science.launch": "Launch or test",
    "sport.contest": "Sport",
    "culture.release": "Culture",
    "other": "Other event",
}
"""Each type as an editor would head it; what falls under it stands in `schemas.event`."""

_QUOTED: Final = {"direct": "quoted", "mixed": "partly quoted", "indirect": ""}
_QUOTATION_MARKS: Final = '"“”„«»「」『』'

LONGEST_ITEM: Final = 200
"""Characters shown of an item that was rejected: two to three lines, enough to recognise it."""


def byline(document: DocumentInfo) -> str:
    """When and where an article was published, as far as that is known."""
    published = f"published {document.published}" if document.published else ""
    source = "standard input" if document.source == "-" else document.source or ""
    return " · ".join(part for part in (published, source, document.language or "") if part)


def facts(event: Event) -> list[tuple[str, str]]:
    """Who, where, when and how many, each with its label; what is not known is left out."""
    names = {role: _names(event, role) for role in ("agent", "target", "other")}
    who = " → ".join(filter(None, (names["agent"], names["target"])))
    # Without a doer, the names are those it happened to.
    lines = [
        ("Who" if names["agent"] else "Whom", who),
        ("With", names["other"]),
        ("Where", event.place.name if event.place else ""),
        ("When", _when(event.time) if event.time else ""),
        ("Figures", _figures(event.quantities)),
    ]
    return [(label, words) for label, words in lines if words]


def item_facts(item: RecipeItem) -> list[tuple[str, str]]:
    """The fields of a recipe's item that are filled in, each with its label."""
    return [
        (field_label(name), _field(value))
        for name, value in item.fields.items()
        if value not in ("", None, [])
    ]


def field_label(name: str) -> str:
    """What a field of a recipe is headed with: `prize_money` -> `Prize money`."""
    return name.replace("_", " ").capitalize()


def recipe_title(identifier: str) -> str:
    """What the items of a recipe are headed with: `court-judgments@v1` -> `Court judgments`."""
    return identifier.partition("@")[0].replace("-", " ").capitalize()


def by_speaker(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """The claims of each speaker, under their canonical name, in order of first appearance."""
    speakers: dict[str, list[Claim]] = {}
    for claim in claims:
        speakers.setdefault(claim.speaker.canonical, []).append(claim)
    return speakers


def own_words(claim: Claim) -> bool:
    """Whether the claim's text adds nothing to the words of the source that carry it."""
    said = " … ".join(" ".join(span.text.split()) for span in claim.content)
    return _bare(claim.text) == _bare(said)


def says_more(event: Event) -> bool:
    """Whether the event's summary is other than the one sentence that is its evidence."""
    return len(event.evidence) > 1 or _bare(event.summary) != _bare(event.evidence[0].text)


def excerpt(sentence: Span, marked: Sequence[Span]) -> list[tuple[str, bool]]:
    """The sentence cut into stretches, each with whether it lies in one of the marked spans."""
    inside = [False] * len(sentence.text)
    for span in marked:
        for place in range(max(span.start, sentence.start), min(span.end, sentence.end)):
            inside[place - sentence.start] = True
    pairs = zip(inside, sentence.text, strict=True)
    return [
        ("".join(character for _, character in run), flag)
        for flag, run in groupby(pairs, key=lambda pair: pair[0])
    ]


def range_of(span: Span) -> str:
    """Where a span stands: offsets into the document's text, the last one not included."""
    return f"[{span.start}–{span.end}]"


def quoted_mark(claim: Claim) -> str:
    """Says that the words are a quotation where the sentences shown do not.

    A sentence from the middle of a long quotation carries no marks of its own.
    """
    marked = any(mark in sentence.text for sentence in claim.evidence for mark in _QUOTATION_MARKS)
    return "" if marked else _QUOTED[claim.quotation]


def given(rejected: Rejected) -> str:
    """What the model gave, short enough to recognise it."""
    item = rejected.item
    speaker = item.get("speaker")
    name = speaker.get("canonical", "") if isinstance(speaker, dict) else speaker
    words = next(filter(None, (_words(item.get(key)) for key in _TELLING)), str(item))
    said = f"{name}: {words}" if name else words
    if rejected.kind == "item":
        said = _given_fields(item)
    return said if len(said) <= LONGEST_ITEM else said[: LONGEST_ITEM - 1] + "…"


def reasons(problems: Iterable[Problem]) -> list[str]:
    """The messages of some problems, each once; who rejects an item need not say why."""
    return list(dict.fromkeys(problem.message for problem in problems if problem.message))


def asked(rejected: Rejected) -> str:
    """How an item came to be rejected: how often it was asked, or that a person took it out."""
    if any(problem.code == "rejected-by-editor" for problem in rejected.problems):
        return "rejected by an editor"
    return "asked once" if rejected.attempts == 1 else f"asked {rejected.attempts} times"


def remarks(problems: Iterable[Problem]) -> list[str]:
    """What an editor should know of an accepted item; answers that were not taken are no part of it."""
    return reasons(
        problem
        for problem in problems
        if problem.severity == "note" and problem.code not in _NOT_TAKEN
    )


_NOT_TAKEN = frozenset({"answer-left-out"})


def faults(problems: Iterable[Problem]) -> list[str]:
    """What the article does not bear out: of an item that a person wrote or changed."""
    return reasons(problem for problem in problems if problem.severity == "error")


def doubts(problems: Iterable[Problem]) -> list[str]:
    """What grammar has otherwise, where nobody has decided between the two."""
    return reasons(problem for problem in problems if problem.severity == "doubt")


def standing(item: Event | Claim | RecipeItem) -> list[tuple[str, str]]:
    """How far an item can be relied on, each line with its label: problem, doubt, note, review."""
    lines = [
        ("problem", " ".join(faults(item.problems))),
        ("doubt", " ".join(doubts(item.problems))),
        ("note", " ".join(remarks(item.problems))),
        ("review", "" if item.review == "none" else f"{item.review} by an editor"),
    ]
    return [(label, words) for label, words in lines if words]


def coverage_line(summary: Summary) -> str:
    """How many of the sentences that call for an item have one."""
    found, covered = summary.coverage.found, summary.coverage.covered
    if not {"events", "claims"}.issuperset(summary.recipes):
        return f"{covered} of {_count(found, 'sentence')} with a cue are covered."
    if not found:
        return "No sentence of the article reports an event or a statement."
    if found == 1:
        return f"{covered} of 1 sentence that reports an event or a statement is covered."
    return f"{covered} of {found:,} sentences that report an event or a statement are covered."


def cues_of(gap: Gap) -> str:
    """What makes a sentence one that should have been covered."""
    return ", ".join(gap.cues)


def usage_line(usage: Usage) -> str:
    """Cost and time: model, strategy, calls, tokens, money where a price is known, seconds."""
    parts = [usage.model, f"strategy {usage.strategy}", *_calls(usage)]
    if usage.calls:
        cached = f" ({usage.cached_tokens:,} cached)" if usage.cached_tokens else ""
        parts.append(f"{usage.input_tokens:,} tokens read{cached}, {usage.output_tokens:,} written")
    if usage.cost is not None:
        parts.append(f"{usage.cost:.4f} USD")
    if usage.seconds is not None:
        parts.append(f"{usage.seconds:.1f}\N{NO-BREAK SPACE}s")
    return " · ".join(parts)


def nothing_asked(usage: Usage) -> str:
    """Says that every answer came out of the journal; empty when one did not."""
    if usage.calls or not usage.replayed:
        return ""
    if usage.replayed == 1:
        return "nothing asked: the only answer was in the journal"
    return f"nothing asked: all {usage.replayed:,} answers were in the journal"


_TELLING: Final = ("summary", "text", "content", "trigger", "question", "reply")
"""The fields of a rejected item that say most about it, the most telling first."""


def _names(event: Event, role: str) -> str:
    return ", ".join(one.name for one in event.participants if one.role == role)


def _when(time: Time) -> str:
    if time.start is None:
        return time.text
    later = f" to {time.end}" if time.end and time.end != time.start else ""
    return time.text if time.text == time.start else f"{time.text} [{time.start}{later}]"


def _figures(quantities: Sequence[Quantity]) -> str:
    """Figures of one kind together: `killed: 36 fighters; 18 soldiers · wounded: 4`."""
    kinds: dict[str, list[str]] = {}
    for quantity in quantities:
        counted = quantity.who if quantity.who not in quantity.text else ""
        kinds.setdefault(quantity.what, []).append(f"{quantity.text} {counted}".strip())
    return " · ".join(
        "; ".join(figures) if what == "other" else f"{what}: {'; '.join(figures)}"
        for what, figures in kinds.items()
    )


def _bare(text: str) -> str:
    """Text without what changes nothing: the case of its first letter, marks at its ends."""
    folded = " ".join(text.split()).strip("“”\"'‘’«».,;: ")
    return folded[:1].lower() + folded[1:]


def _given_fields(item: Mapping[str, Any]) -> str:
    """A recipe's item as the model or an editor gave it: whose it is, and what is filled in."""
    fields = item.get("fields")  # of one that was an item before an editor took it out
    values = fields if isinstance(fields, dict) else item
    filled = [
        _field(value)
        for name, value in values.items()
        if name not in ("recipe", "sentences") and value not in ("", None, [])
    ]
    return printable(f"{recipe_title(str(item.get('recipe', '')))}: {'; '.join(filled)}")


def _field(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, float) and value.is_integer():
        return f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int | float) else str(value)


def _words(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("text")
    return printable(value) if isinstance(value, str) else ""


def _calls(usage: Usage) -> list[str]:
    if nothing := nothing_asked(usage):
        return [nothing]
    replayed = f"{_count(usage.replayed, 'answer')} from the journal" if usage.replayed else ""
    return [part for part in (_count(usage.calls, "call"), replayed) if part]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
