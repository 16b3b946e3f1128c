"""How fast a folder of saved pages goes through `batch` on one core and on two, and how evenly.

    python benchmarks/saved_pages.py --pages 1000

The server (`stand_in.py`) answers at once, so that what is measured is this program: reading pages and
the work about them. Server and run share the cores they are given. Pages a second are those of the
whole run, from its start to the end of its tables. Printed for few calls in flight and for many.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive_rate import server
from made_pages import write_pages

__all__ = ["Run", "timed"]

IN_FLIGHT = (4, 64)


@dataclass(frozen=True)
class Run:
    """One run: its pages, and seconds of the clock and of all its processes' CPU."""

    pages: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


def timed(pages: Path, out: Path, in_flight: int, cores: set[int]) -> Run:
    """Runs `batch` over the folder on these cores."""
    with _on(cores), server(0.0) as url:
        command = [sys.executable, "-m", "summarizer", "batch", str(pages), "--out", str(out)]
        options = ["--base-url", url, "--model", "stand-in", "--concurrency", str(in_flight)]
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        environment = {**os.environ, "OPENAI_API_KEY": ""}
        subprocess.run([*command, *options, "--quiet"], env=environment, check=True)
        seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    number = sum(1 for _ in pages.iterdir())
    assert len((out / "results.jsonl").read_text().splitlines()) == number
    return Run(number, seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


@contextmanager
def _on(cores: set[int]) -> Iterator[None]:
    """What is started inside has these cores alone."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    given = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))[:2]
    print(f"{'in flight':>9} {'cores':>5} {'pages/s':>8} {'CPU ms/page':>12} {'of one core':>12}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(given.pages, folder / "pages")
        for in_flight in IN_FLIGHT:
            alone: Run | None = None
            for number in (1, 2):
                out = folder / f"out-{in_flight}-{number}"
                run = timed(folder / "pages", out, in_flight, set(cores[:number]))
                alone = alone or run
                each = run.cpu / run.pages * 1000
                print(
                    f"{in_flight:9} {number:5} {run.rate:8.1f} {each:12.1f}"
                    f" {run.rate / alone.rate:12.2f}"
                )


if __name__ == "__main__":
    main()
