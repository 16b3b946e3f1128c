"""What is kept and kept out of saved web pages, beside plain trafilatura, and their dates.

    python benchmarks/page_boilerplate.py FOLDER                # both halves
    python benchmarks/page_boilerplate.py FOLDER --half held-out --sample 3
    python benchmarks/page_boilerplate.py FOLDER --wrong tuning # what is kept or lost there

FOLDER is `tests/` of trafilatura's repository: `evaldata.json` names the pages, which lie in
`cache/` and `eval/`, and for each gives passages of the article (`with`), passages of what stands around
it (`without`) and mostly its date. None of it is in this repository.

Pages are sorted by name; those at even places are the half on which rules and settings were chosen, the
others were only counted. A passage counts as kept when it stands in the text, white space aside. `news`
are the pages that call themselves a NewsArticle. Seconds are of one process, decoding included for ours.
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trafilatura import bare_extraction

from summarizer.documents import Document
from summarizer.errors import DocumentError
from summarizer.sources.record import Record

__all__ = ["Page", "Score", "main", "pages", "score"]

Reader = Callable[["Page"], tuple[str, str | None]]
"""A page -> its text, and its date as YYYY-MM-DD."""

_NEWS = re.compile(rb"\"@type\"\s*:\s*\[?\s*\"(?:[A-Z]\w+)?NewsArticle\"|schema\.org/NewsArticle")
_HALVES = {"tuning": 0, "held-out": 1}


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    data: bytes
    kept: tuple[str, ...]
    kept_out: tuple[str, ...]
    date: str | None

    @property
    def is_news(self) -> bool:
        return bool(_NEWS.search(self.data))


@dataclass(slots=True)
class Score:
    """Passages kept and lost, and dates."""

    seconds: float = 0.0
    kept: int = 0
    lost: int = 0
    let_in: int = 0
    kept_out: int = 0
    dates: dict[str, int] = field(default_factory=lambda: {"right": 0, "wrong": 0, "none": 0})

    def line(self, name: str) -> str:
        precision = self.kept / max(1, self.kept + self.let_in)
        recall = self.kept / max(1, self.kept + self.lost)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        out = self.kept_out / max(1, self.kept_out + self.let_in)
        dates = " ".join(f"{count:4}" for count in self.dates.values())
        return (
            f"{name:24} kept {recall:.4f}  kept out {out:.4f}  precision {precision:.4f}"
            f"  F1 {f1:.4f}  dates {dates}  {self.seconds:6.1f} s"
        )


def pages(folder: Path) -> list[Page]:
    """All pages of the set, by name."""
    told: dict[str, dict[str, Any]] = json.loads((folder / "evaldata.json").read_text("utf-8"))
    found = []
    for item in sorted(told.values(), key=lambda item: item["file"]):
        places = (folder / part / item["file"] for part in ("cache", "eval"))
        path = next((place for place in places if place.is_file()), None)
        if path is None:
            raise SystemExit(
                f"{folder} lacks {item['file']}; give tests/ of trafilatura's repository"
            )
        passages = (tuple(map(_flat, item[key])) for key in ("with", "without"))
        found.append(Page(item["file"], path.read_bytes(), *passages, item.get("date") or None))
    return found


def ours(page: Page) -> tuple[str, str | None]:
    record = Record("page", page.name, 1, page.data, form="html", source=page.name)
    try:
        document = Document.from_record(record)
    except DocumentError:
        return "", None
    return document.text, document.published.isoformat() if document.published else None


def plain_trafilatura(page: Page) -> tuple[str, str | None]:
    found = bare_extraction(page.data, include_comments=False, with_metadata=True)
    return getattr(found, "text", None) or "", getattr(found, "date", None)


def score(chosen: Iterable[Page], read: Reader, wrong: bool = False) -> Score:
    """Run `read` over the pages; `wrong` prints what it lets in and loses."""
    total = Score()
    for page in chosen:
        started = time.perf_counter()
        text, date = read(page)
        total.seconds += time.perf_counter() - started
        text = _flat(text)
        lost = [each for each in page.kept if each not in text]
        let_in = [each for each in page.kept_out if each in text]
        total.lost += len(lost)
        total.kept += len(page.kept) - len(lost)
        total.let_in += len(let_in)
        total.kept_out += len(page.kept_out) - len(let_in)
        verdict = "none" if not date else "right" if date == page.date else "wrong"
        if page.date:
            total.dates[verdict] += 1
        if wrong and (lost or let_in or (page.date and verdict == "wrong")):
            dated = f", dated {date} for {page.date}" if page.date and verdict == "wrong" else ""
            print(f"{page.name}: lost {lost}, let in {let_in}{dated}")
    return total


def _flat(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=_HALVES)
    parser.add_argument("--sample", type=int, default=1, help="every Nth page only")
    parser.add_argument("--wrong", action="store_true", help="print what is let in and lost")
    given = parser.parse_args()
    for half in [given.half] if given.half else _HALVES:
        chosen = pages(given.folder)[_HALVES[half] :: 2][:: given.sample]
        news = [page for page in chosen if page.is_news]
        print(f"{half}: {len(chosen)} pages, {len(news)} news; dates: right, wrong, none")
        for name, read in (("trafilatura", plain_trafilatura), ("ours", ours)):
            print(score(chosen, read, given.wrong and read is ours).line(name), flush=True)
            print(score(news, read).line(f"  {name}, news"), flush=True)


if __name__ == "__main__":
    main()
