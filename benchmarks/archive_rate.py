"""How fast an archive goes through against a server that takes a second, and what an article costs.

    python benchmarks/archive_rate.py --articles 4000
    python benchmarks/archive_rate.py --peers            # beside langextract and instructor

The server (`stand_in.py`) answers each call after a set time; with 200 calls in flight and a second
each, 200 articles a second are the most there can be. Rates are taken from the fifth to the last
twentieth of the run, so that neither start nor end counts; CPU is that of all processes of the
run, start-up and tables left out by taking the difference of two runs of different length.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from made_archive import articles

__all__ = ["Run", "timed"]

HERE = Path(__file__).parent
WARM_UP = 0.2
LAST = 0.95


@dataclass(frozen=True)
class Run:
    """One run: articles, seconds of CPU of all its processes, and articles a second in the middle."""

    articles: int
    cpu: float
    rate: float


def timed(number: int, words: int, in_flight: int, url: str, folder: Path) -> Run:
    """Runs `batch` over made-up articles and watches how they come in."""
    archive = folder / f"{number}.jsonl"
    with archive.open("w", encoding="utf-8") as file:
        for article in articles(number, words):
            file.write(json.dumps(article) + "\n")
    out = folder / f"out-{number}"
    command = [sys.executable, "-m", "summarizer", "batch", str(archive), "--out", str(out)]
    options = ["--base-url", url, "--model", "stand-in", "--strategy", "focused", "--quiet"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(
        [*command, *options, "--concurrency", str(in_flight)],
        env={**os.environ, "OPENAI_API_KEY": ""},
    )
    first, last = _moments(process, url, number)
    process.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    rate = (LAST - WARM_UP) * number / (last - first) if last > first else 0.0
    assert len((out / "results.jsonl").read_text().splitlines()) == number
    return Run(number, cpu, rate)


def _moments(process: "subprocess.Popen[bytes]", url: str, number: int) -> tuple[float, float]:
    """When the server had answered the first part of the calls, and nearly all of them."""
    start = _answered(url)
    moments = []
    for share in (WARM_UP, LAST):
        while _answered(url) - start < share * number and process.poll() is None:
            time.sleep(0.2)
        moments.append(time.perf_counter())
    return moments[0], moments[1]


def _answered(url: str) -> int:
    with urllib.request.urlopen(f"{url.removesuffix('/v1')}/stats") as page:
        return int(json.load(page)["calls"])


@contextmanager
def server(latency: float) -> Iterator[str]:
    """The stand-in in a process of its own; its base URL."""
    command = [sys.executable, str(HERE / "stand_in.py"), "--latency", str(latency)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().decode().strip()
    finally:
        process.kill()
        process.wait()


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=4000)
    parser.add_argument("--words", type=int, default=150)
    parser.add_argument("--in-flight", type=int, default=200)
    parser.add_argument("--latency", type=float, default=1.0)
    parser.add_argument("--peers", action="store_true", help="langextract and instructor as well")
    given = parser.parse_args()
    ideal = given.in_flight / given.latency
    with server(given.latency) as url, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        short = timed(given.articles // 4, given.words, given.in_flight, url, folder)
        long = timed(given.articles, given.words, given.in_flight, url, folder)
        each = (long.cpu - short.cpu) / (long.articles - short.articles) * 1000
        print(f"{'':22} {'articles/s':>10} {'of ideal':>9} {'CPU ms/article':>15}")
        print(f"{'summarizer batch':22} {long.rate:10.1f} {long.rate / ideal:9.1%} {each:15.2f}")
        if given.peers:
            from archive_peers import measured

            for peer, rate, cpu in measured(url, given.words, given.in_flight):
                print(f"{peer:22} {rate:10.1f} {rate / ideal:9.1%} {cpu:15.2f}")


if __name__ == "__main__":
    main()
