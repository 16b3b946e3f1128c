"""How soon a run over finished articles comes to its first new question, after it is started again.

    python benchmarks/restart.py --articles 100000 --folder kept     # 100,000 take ten minutes to make
    python benchmarks/restart.py --articles 100000 --folder kept     # … and are there the second time

A run of that many made-up articles is finished first, unless the folder has one. Then, several times, one
new article is added and `batch` started again; what counts is from there until the server is asked.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from archive_memory import _started, _write, seconds_to_first_question
from archive_rate import server
from made_archive import articles

__all__ = ["restarted"]

LATENCY = 0.2


def restarted(archive: Path, out: Path, url: str, in_flight: int) -> float:
    """Seconds to the first question about one more article, which is new each time."""
    extra = next(articles(1, 60, seed=time.time_ns()))
    with archive.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**extra, "id": f"one more {time.time_ns()}"}) + "\n")
    return seconds_to_first_question(archive, out, url, in_flight)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=60)
    parser.add_argument("--in-flight", type=int, default=200)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="keep archive and run there, or take them")
    given = parser.parse_args()
    with server(LATENCY) as url, tempfile.TemporaryDirectory() as name:
        folder = given.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        archive, out = (folder / f"{given.articles}.jsonl", folder / f"out-{given.articles}")
        if not archive.exists():
            _write(archive, given.articles, given.words)
        assert _started(archive, out, url, given.in_flight).wait() == 0
        seconds = [restarted(archive, out, url, given.in_flight) for _ in range(given.times)]
    shown = ", ".join(f"{one:.2f}" for one in seconds)
    print(
        f"over {given.articles:,} finished articles: {statistics.median(seconds):.2f} s ({shown})"
    )


if __name__ == "__main__":
    main()
