"""How near a summary comes to the answers worked out by hand in `tests/gold` (format: its README).

Everything is compared by where it stands in the article. A *passage* is a set of half-open ranges;
a statement is found when a claim's words and its own cover most of the shorter of the two.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from summarizer import Document, Summary
from summarizer.schemas.claim import Claim
from summarizer.schemas.event import Event, Quantity, QuantityKind
from summarizer.schemas.span import Span

__all__ = [
    "ARTICLES",
    "FOLDERS",
    "MEASURES",
    "Answers",
    "Tally",
    "answers_of",
    "forbidden_items",
    "measure",
    "options",
]

TESTS = Path(__file__).parent
GOLD = TESTS / "gold"
FOLDERS = (TESTS / "corpus", TESTS.parent / "examples")
ARTICLES = sorted(path.stem for path in GOLD.glob("*.json"))

# Two passages tell the same thing when they share this much of the shorter one. Gold of the older
# articles marks a part of a statement only, which is why the shorter one counts.
SAME = 0.6

# What may stand before a name without making it another: "the ministry", "a nurse".
_ARTICLE = re.compile(r"^(?:the|an?|its|his|her|their) ")

# What makes one name a part of another's description, not a name with its title.
_LINKING = re.compile(r"\b(?:of|for|by|in|from|at|to|with|and)\b")

Range = tuple[int, int]
Row = dict[str, Any]


@dataclass
class Tally:
    """So many of so many, and a line for each that is not among them."""

    right: float = 0.0
    total: int = 0
    misses: list[str] = field(default_factory=list)

    def count(self, right: float, miss: str) -> None:
        """One more, right to the degree `right` from 0 to 1."""
        self.right += right
        self.total += 1
        if right < 1:
            self.misses.append(miss if right == 0 else f"{miss} ({right:.2f})")

    def add(self, other: "Tally") -> None:
        self.right += other.right
        self.total += other.total
        self.misses += other.misses

    @property
    def share(self) -> float:
        return self.right / self.total if self.total else 1.0


@dataclass(frozen=True)
class Answers:
    """An article and what people read in it."""

    name: str
    path: Path
    gold: Row

    @property
    def gold_path(self) -> Path:
        return GOLD / f"{self.name}.json"

    @property
    def document(self) -> Document:
        return Document.read(str(self.path))


def answers_of(name: str) -> Answers:
    """The article of that name, from the corpus or the examples, and its gold."""
    gold = json.loads((GOLD / f"{name}.json").read_text(encoding="utf-8"))
    path = next(
        folder / gold["article"] for folder in FOLDERS if (folder / gold["article"]).exists()
    )
    return Answers(name, path, gold)


def measure(summary: Summary, answers: Answers) -> dict[str, Tally]:
    """Every measure of one summary, by name."""
    text = answers.document.text
    tallies = {name: Tally() for name in MEASURES}
    _measure_claims(summary.claims, answers.gold["attributions"], text, tallies)
    _measure_events(summary.events, answers.gold, text, tallies)
    for tally in tallies.values():
        tally.misses = [f"{answers.name}: {miss}" for miss in tally.misses]
    return tallies


MEASURES = (
    "claims found",
    "claims right",
    "speaker",
    "stance",
    "content",
    "cue",
    "quotation",
    "events found",
    "events right",
    "told once",
    "status",
    "who",
    "whom",
    "place",
    "time",
    "figures",
)


# Claims


def _measure_claims(
    claims: Sequence[Claim], rows: Sequence[Row], text: str, tallies: dict[str, Tally]
) -> None:
    for row in rows:
        found = _best_claim(claims, row, text)
        told = f"{row['speaker']} | {row['content']}"
        if found is not None:
            _measure_claim(found, row, text, tallies)
        if not row.get("optional") or found is not None:
            tallies["claims found"].count(float(found is not None), told)
    for claim in claims:
        known = any(_same(_content(claim), _passage(row, text)) for row in rows)
        told = f"{claim.speaker.canonical} | {' … '.join(span.text for span in claim.content)}"
        tallies["claims right"].count(float(known), told)


def _measure_claim(claim: Claim, row: Row, text: str, tallies: dict[str, Tally]) -> None:
    told = f"{row['speaker']} | {row['content']}"
    speaker = _speaks(claim, _names(row))
    tallies["speaker"].count(float(speaker), f"{told} | got {claim.speaker.canonical}")
    stance = claim.stance in (row["stance"], *row.get("also_stances", []))
    tallies["stance"].count(float(stance), f"{told} | got {claim.stance}")
    if "quotation" not in row:
        return  # only a part of the words is marked
    got = " … ".join(span.text for span in claim.content)
    passage = _passage(row, text)
    tallies["content"].count(_content_f1(claim, passage, text), f"{told} | got {got}")
    quoted = claim.quotation in (row["quotation"], *row.get("also_quotations", []))
    tallies["quotation"].count(float(quoted), f"{told} | got {claim.quotation}")
    if "cue" in row:
        cue = claim.cue.text.lower() if claim.cue else ""
        tallies["cue"].count(row["cue"].lower() in cue, f"{told} | {row['cue']} | got {cue!r}")


def _best_claim(claims: Sequence[Claim], row: Row, text: str) -> Claim | None:
    """The claim that tells a statement; for one inside another's, only if it has its own speaker."""
    passage = _passage(row, text)
    same = [claim for claim in claims if _same(_content(claim), passage)]
    if row.get("nested"):
        same = [claim for claim in same if _speaks(claim, _names(row))]
    return max(
        same,
        key=lambda claim: (_speaks(claim, _names(row)), _content_f1(claim, passage, text)),
        default=None,
    )


def _passage(row: Row, text: str) -> set[int]:
    """The characters of a statement's words; `within` says which of several places is meant."""
    base = text.index(row["within"]) if "within" in row else 0
    first = text.index(row["content"], base)
    places = [(first, first + len(row["content"]))]
    places += [_range(words, text) for words in row.get("rest", [])]
    return _characters(places)


def _content(claim: Claim) -> set[int]:
    return _characters((span.start, span.end) for span in claim.content)


def _content_f1(claim: Claim, passage: set[int], text: str) -> float:
    """F1 over letters and digits of those spans of a claim that touch the passage.

    Other spans do not count against it: a claim may say more than one statement of the gold.
    """
    spans = [_characters([(span.start, span.end)]) for span in claim.content]
    told = {at for span in spans if span & passage for at in span if text[at].isalnum()}
    meant = {at for at in passage if text[at].isalnum()}
    return 2 * len(told & meant) / (len(told) + len(meant))


def _names(row: Row) -> list[str]:
    return [row["speaker"], *row.get("also", [])]


def _speaks(claim: Claim, names: Sequence[str]) -> bool:
    """Whether a claim's speaker has one of the names: a title or a place may stand beside it.

    A surname alone is not the name, for two people may share it; nor is "a spokesman for Lowe" Lowe.
    """
    told = _plain(claim.speaker.canonical)
    for name in map(_plain, names):
        if told == name or told.startswith((f"{name} of ", f"{name},")):
            return True
        if _titled(told, name) or (" " in told and _titled(name, told)):
            return True
    return False


def _titled(longer: str, name: str) -> bool:
    title = longer.removesuffix(f" {name}")
    return title != longer and not _LINKING.search(title)


# Events


def _measure_events(
    events: Sequence[Event], gold: Row, text: str, tallies: dict[str, Tally]
) -> None:
    left = list(events)
    for row in gold["events"]:
        found = _best_event(left, row, text)
        if found is not None:
            left.remove(found)
            again = [event for event in left if _tells_again(event, row, text)]
            told = [event.trigger.text for event in again]
            tallies["told once"].count(float(not again), f"{row['sentence']} | also {told}")
            _measure_event(found, row, tallies)
        if not row.get("optional") or found is not None:
            tallies["events found"].count(float(found is not None), row["sentence"])
    known = [_range(words, text) for words in _known_happenings(gold)]
    never = [_range(words, text) for words in _not_known_to_have_happened(gold)]
    for event in events:
        right = any(_touches(event.evidence, place) for place in known)
        right |= event.status == "denied" and any(_touches([event.trigger], at) for at in never)
        tallies["events right"].count(float(right), f"{event.type} | {event.summary}")


def _measure_event(event: Event, row: Row, tallies: dict[str, Tally]) -> None:
    told = row["sentence"]
    status = event.status in (row["status"], *row.get("also_statuses", []))
    tallies["status"].count(float(status), f"{told} | got {event.status}")
    for key, role in (("who", "agent"), ("whom", "target")):
        if row[key] is not None:
            names = [one.name for one in event.participants if one.role == role]
            right = any(_alike(name, one) for name in names for one in options(row[key]))
            tallies[key].count(float(right), f"{told} | {row[key]} | got {names}")
    if row["place"] is not None:
        place = event.place.name if event.place else ""
        tallies["place"].count(
            _alike(place, row["place"]), f"{told} | {row['place']} | got {place}"
        )
    if row["time"] is not None:
        got = event.time and (event.time.text, event.time.start, event.time.end)
        tallies["time"].count(_same_time(event, row["time"]), f"{told} | {row['time']} | got {got}")
    for kind in get_args(QuantityKind):
        for figure in row.get(kind, []):
            right = any(_same_figure(one, kind, figure) for one in event.quantities)
            tallies["figures"].count(float(right), f"{told} | {kind} {figure}")


def _best_event(events: Sequence[Event], row: Row, text: str) -> Event | None:
    """The event of the right kind whose sentences hold the passage; its trigger there, if possible."""
    place = _range(row["sentence"], text)
    same = [
        event for event in events if _touches(event.evidence, place) and _kind(event) in _kinds(row)
    ]
    return max(
        same,
        key=lambda event: (_touches([event.trigger], place), event.type in row["types"]),
        default=None,
    )


def _tells_again(event: Event, row: Row, text: str) -> bool:
    places = [_range(words, text) for words in (row["sentence"], *row.get("retold", []))]
    return _kind(event) in _kinds(row) and any(_touches([event.trigger], place) for place in places)


def _known_happenings(gold: Row) -> Iterator[str]:
    for row in gold["events"]:
        yield row["sentence"]
        yield from row.get("retold", [])
    yield from gold["background_events"]


def _not_known_to_have_happened(gold: Row) -> list[str]:
    return [*gold.get("forbidden_events", []), *gold.get("unconfirmed_events", [])]


def _kind(event: Event) -> str:
    return event.type.split(".", maxsplit=1)[0]


def _kinds(row: Row) -> set[str]:
    return {name.split(".")[0] for name in row["types"]}


def _same_time(event: Event, time: Row) -> bool:
    """The same days, and where the text gives none the same words."""
    if event.time is None:
        return False
    if time["start"] or time["end"]:
        return (event.time.start, event.time.end) == (time["start"], time["end"])
    return _alike(event.time.text, time["text"])


def _same_figure(quantity: Quantity, kind: str, figure: Row) -> bool:
    return quantity.what == kind and (quantity.low, quantity.high) == (
        figure["low"],
        figure["high"],
    )


# What would be false


def forbidden_items(summary: Summary, answers: Answers) -> list[str]:
    """The claims and events that say what the article does not, told for a person."""
    gold, text = answers.gold, answers.document.text
    told = [f"claim of nobody: {c}" for c in _covering(summary, gold["not_attributed"], text)]
    for row in gold.get("forbidden_claims", []):
        told += [f"claim: {one}" for one in _covering(summary, [row["content"]], text, row)]
    told += _false_events(summary, gold.get("forbidden_events", []), {"denied"}, text)
    open_yet = {"denied", "planned", "alleged"}
    told += _false_events(summary, gold.get("unconfirmed_events", []), open_yet, text)
    told += [line for row in gold["events"] for line in _false_figures(summary, row, text)]
    return [f"{answers.name}: {one}" for one in told]


def _covering(
    summary: Summary, passages: Sequence[str], text: str, row: Row | None = None
) -> Iterator[str]:
    """The claims that have most of a passage among their words, of the row's speaker and stance."""
    for passage in passages:
        place = _characters([_range(passage, text)])
        for claim in summary.claims:
            if len(_content(claim) & place) < SAME * len(place):
                continue
            if row and not _speaks(claim, [row["speaker"]]):
                continue
            if row and claim.stance not in row.get("stances", [claim.stance]):
                continue
            yield f"{claim.speaker.canonical} {claim.stance} {passage!r}"


def _false_events(
    summary: Summary, passages: Sequence[str], allowed: set[str], text: str
) -> Iterator[str]:
    for passage in passages:
        place = _range(passage, text)
        for event in summary.events:
            if event.status not in allowed and _touches([event.trigger], place):
                yield f"event: {event.type} {event.status} {passage!r} ({event.summary})"


def _false_figures(summary: Summary, row: Row, text: str) -> Iterator[str]:
    """Casualties of an event that are figures of something else: an age, an older disaster."""
    found = _best_event(summary.events, row, text)
    for quantity in found.quantities if found else []:
        if quantity.what not in ("money", "other") and quantity.low in row.get("false_figures", []):
            yield f"figure: {quantity.what} {quantity.text!r} of {row['sentence']!r}"


# Words and places


def options(words: str | list[str] | None) -> list[str]:
    """The wordings that are right, whether the gold gives one, several or none."""
    return [words] if isinstance(words, str) else words or []


def _range(words: str, text: str) -> Range:
    start = text.index(words)
    return start, start + len(words)


def _characters(ranges: Iterable[Range]) -> set[int]:
    return {at for start, end in ranges for at in range(start, end)}


def _same(left: set[int], right: set[int]) -> bool:
    return len(left & right) >= SAME * min(len(left), len(right))


def _touches(spans: Iterable[Span], place: Range) -> bool:
    return any(span.start < place[1] and place[0] < span.end for span in spans)


def _plain(name: str) -> str:
    return _ARTICLE.sub("", name.lower().replace("’", "'")).removesuffix("'s")


def _alike(left: str, right: str) -> bool:
    """Whether one of two names holds the other, whole words and all."""
    shorter, longer = sorted((_plain(left), _plain(right)), key=len)
    return bool(shorter) and re.search(rf"\b{re.escape(shorter)}\b", longer) is not None
