"""Many summaries as one index page: search, facets, and a line for each."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup

from summarizer.export.marks import Marks, marks_in
from summarizer.export.report.figures import conflicts
from summarizer.export.report.items import failing
from summarizer.export.report.parts import part, policy, render, visible
from summarizer.export.wording import EVENT_NAMES, item_facts, recipe_title
from summarizer.schemas.summary import Summary

__all__ = [
    "STATES",
    "IndexLine",
    "IndexOptions",
    "IndexRow",
    "add_index",
    "data_of",
    "line_of",
    "report_name",
    "write_index",
]

LINES_A_FILE: Final = 100
"""Articles whose lines share a file. A file is read when one of its articles is opened: at some 3 kB
of lines an article that is 300 kB, which a disk gives at once and a network in a second."""

LONGEST_NAME: Final = 100
"""Characters of an id in a file name: disks take 255 bytes, old ones count the folders too."""

MARKS: Final = ("denied", "figures differ", "rejected items", "not covered", "failed checks")
"""What an article can be looked for by, beside dates, kinds and speakers; one bit each."""


STATES: Final = ("not begun", "in review", "reviewed")
"""How far people are with an article, where they are at it."""


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One article of the index; `report` is the path of its own page from the index, if it has one."""

    id: str
    summary: Summary
    report: str | None = None


@dataclass(frozen=True, slots=True)
class IndexLine:
    """What an index page itself knows of one article."""

    title: str
    published: str
    kinds: list[str]
    speakers: list[str]
    marks: int
    events: int
    claims: int
    items: dict[str, int]
    """How many items there are of each recipe, by its title."""
    report: str | None
    state: int | None = None
    """Which of `STATES` it is in."""


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """How an index is written."""

    title: str = "Summaries"
    file: str = "index.html"
    lines: str = "index-lines"
    """The folder beside it with what each article's line opens to."""


def write_index(
    rows: Iterable[IndexRow], folder: Path, options: IndexOptions = IndexOptions()
) -> Path:
    """Write an index page of `rows` into `folder`, which is made if need be; returns its path.

    The page can be opened as a file. It holds title, date, kinds, speakers and counts of all
    articles, some 300 bytes each, and searches those; the summaries' own lines lie beside it, and
    are read when an article without a report is opened. `rows` is gone through once.

    Raises RunError when it cannot be written, SettingsError where a file stands that is not ours.
    """
    with marks_in(folder) as marks:
        return add_index(rows, marks, options)


def add_index(
    rows: Iterable[IndexRow], marks: Marks, options: IndexOptions = IndexOptions()
) -> Path:
    """`write_index` into a folder whose marks are at hand, since more is written there."""
    path = marks.folder / options.file
    marks.refuse_others([path])
    listed = _write_lines(rows, marks, options.lines)
    with marks.whole_file(path) as partial:
        partial.write_text(_page(listed, options), encoding="utf-8")
    return path


def line_of(row: IndexRow) -> IndexLine:
    """What an index page knows of a summary."""
    summary = row.summary
    return IndexLine(
        title=visible(summary.document.title or row.id),
        published=summary.document.published or "",
        kinds=list(dict.fromkeys(EVENT_NAMES[event.type] for event in summary.events)),
        speakers=list(dict.fromkeys(visible(one.speaker.canonical) for one in summary.claims)),
        marks=_marks(summary),
        events=len(summary.events),
        claims=len(summary.claims),
        items=dict(Counter(recipe_title(item.recipe) for item in summary.items)),
        report=row.report,
    )


def data_of(lines: Iterable[IndexLine]) -> Markup:
    """The JSON that `index.html` holds of all articles."""
    listed = _Listed()
    for line in lines:
        listed.add(line)
    return _embedded(listed)


def report_name(id: str) -> str:
    """The file name of the report of the record with this id: always the same, safe on any disk."""
    if _PLAIN_NAME.fullmatch(id):
        return f"{id}.html"
    # Upper case too: on many disks `A` and `a` are one file.
    digest = hashlib.sha256(id.encode(errors="replace")).hexdigest()[:12]
    readable = _NOT_PLAIN.sub("-", id.lower()).strip("-")[:LONGEST_NAME]
    return f"{readable or 'report'}-{digest}.html"


_PLAIN_NAME: Final = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST_NAME - 1}}}")
_NOT_PLAIN: Final = re.compile(r"[^a-z0-9]+")


class _Listed:
    """What the page itself knows of all articles: names once each, and rows of numbers."""

    def __init__(self) -> None:
        self._speakers: dict[str, int] = {}
        self._types: dict[str, int] = {}
        self._recipes: dict[str, int] = {}
        self._rows: list[list[Any]] = []

    def add(self, line: IndexLine) -> None:
        report = line.report
        self._rows.append(
            [
                line.title,
                line.published,
                [self._types.setdefault(kind, len(self._types)) for kind in line.kinds],
                [self._speakers.setdefault(name, len(self._speakers)) for name in line.speakers],
                line.marks,
                line.events,
                line.claims,
                [
                    (self._recipes.setdefault(title, len(self._recipes)), count)
                    for title, count in line.items.items()
                ],
                0 if report is None else f"./{quote(report.encode(errors='replace'))}",
                *(() if line.state is None else (line.state,)),
            ]
        )

    def data(self) -> dict[str, Any]:
        return {
            "linesAFile": LINES_A_FILE,
            "marks": MARKS,
            "states": STATES,
            "types": list(self._types),
            "speakers": list(self._speakers),
            "recipes": list(self._recipes),
            "rows": self._rows,
        }


def _write_lines(rows: Iterable[IndexRow], marks: Marks, name: str) -> _Listed:
    """Write the files of lines, and remove those of an earlier and longer index."""
    stale = set(marks.matching(f"{name}/*.js"))
    listed = _Listed()
    for number, chunk in enumerate(_chunks(rows)):
        path = marks.folder / name / f"{number}.js"
        script = f"summaryLines({number},{_json([_lines(row) for row in chunk])});\n"
        with marks.whole_file(path) as partial:
            partial.write_text(script, encoding="utf-8")
        stale.discard(path)
        for row in chunk:
            listed.add(line_of(row))
    for path in stale:
        marks.remove(path)
    return listed


def _page(listed: _Listed, options: IndexOptions) -> str:
    style, script = part("colours.css") + part("index.css"), part("index.js")
    return render(
        "index.html",
        title=options.title,
        lines=quote(options.lines),
        style=style,
        script=script,
        data=_embedded(listed),
        policy=policy(style, script, "'self'"),
    )


def _embedded(listed: _Listed) -> Markup:
    return Markup(_json(listed.data()))


def _marks(summary: Summary) -> int:
    denied = any(event.status == "denied" for event in summary.events)
    denied = denied or any(claim.stance == "denies" for claim in summary.claims)
    left_out = summary.coverage.left_out
    signs = (denied, conflicts(summary), summary.rejected, left_out, failing(summary))
    return sum(1 << bit for bit, sign in enumerate(signs) if sign)


def _lines(row: IndexRow) -> list[list[str]]:
    """What an article's line opens to: pairs of a heading and the words under it."""
    summary = row.summary
    events = [
        [EVENT_NAMES[event.type] + _unless(event.status, "occurred"), visible(event.summary)]
        for event in summary.events
    ]
    claims = [
        [visible(claim.speaker.canonical) + _unless(claim.stance, "asserts"), visible(claim.text)]
        for claim in summary.claims
    ]
    items = [
        [recipe_title(item.recipe), visible("; ".join(words for _, words in item_facts(item)))]
        for item in summary.items
    ]
    return [] if row.report else [*events, *claims, *items]


def _unless(word: str, usual: str) -> str:
    return "" if word == usual else f" ({word})"


def _chunks(rows: Iterable[IndexRow]) -> Iterator[list[IndexRow]]:
    chunk: list[IndexRow] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == LINES_A_FILE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _json(value: Any) -> str:
    """JSON that may stand inside a script: nothing in it ends the element or, in old engines, a line."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return (
        _BREAKING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
        .encode(errors="replace")
        .decode()
    )


_BREAKING: Final = re.compile("[<>&\u2028\u2029]")
