"""What memory a run takes at two sizes, and how soon a finished one comes to its first new question.

    python benchmarks/archive_memory.py --small 10000 --large 100000

Peak memory is the most of all processes of the run together, looked at ten times a second: proportional
set sizes, so that what they share counts once. Linux only.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from archive_rate import _answered, server
from made_archive import articles

__all__ = ["peak_of_run", "seconds_to_first_question"]


def peak_of_run(archive: Path, out: Path, url: str, in_flight: int) -> float:
    """The most MB that the run's processes held."""
    process = _started(archive, out, url, in_flight)
    most = 0
    while process.poll() is None:
        most = max(most, _resident(process.pid))
        time.sleep(0.1)
    assert process.returncode == 0
    return most / 1024


def seconds_to_first_question(archive: Path, out: Path, url: str, in_flight: int) -> float:
    """From the start of the program until the server is asked something."""
    before = _answered(url)
    began = time.perf_counter()
    process = _started(archive, out, url, in_flight)
    while _answered(url) == before and process.poll() is None:
        time.sleep(0.01)
    seconds = time.perf_counter() - began
    process.wait()
    return seconds


def _started(archive: Path, out: Path, url: str, in_flight: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "summarizer", "batch", str(archive), "--out", str(out)]
    options = ["--base-url", url, "--model", "stand-in", "--strategy", "focused", "--quiet"]
    return subprocess.Popen(
        [*command, *options, "--concurrency", str(in_flight)],
        env={**os.environ, "OPENAI_API_KEY": ""},
    )


def _resident(pid: int) -> int:
    """kB of a process and its children."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has just ended
        return 0
    own = sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
    return own + sum(_resident(int(child)) for child in children)


def _write(archive: Path, number: int, words: int) -> None:
    with archive.open("w", encoding="utf-8") as file:
        for article in articles(number, words):
            file.write(json.dumps(article) + "\n")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=60)
    parser.add_argument("--in-flight", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="keep archives and runs there")
    given = parser.parse_args()
    with server(0.2) as url, tempfile.TemporaryDirectory() as name:
        folder = given.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        peaks = []
        for number in (given.small, given.large):
            archive = folder / f"{number}.jsonl"
            _write(archive, number, given.words)
            peaks.append(peak_of_run(archive, folder / f"out-{number}", url, given.in_flight))
            print(f"{number:>9,} articles: peak {peaks[-1]:.0f} MB", flush=True)
        print(f"the larger takes {peaks[1] / peaks[0]:.2f} times the memory of the smaller")
        extra = next(articles(1, given.words, seed=999))
        with archive.open("a", encoding="utf-8") as file:
            file.write(json.dumps({**extra, "id": "one more"}) + "\n")
        out = folder / f"out-{given.large}"
        seconds = seconds_to_first_question(archive, out, url, given.in_flight)
        print(f"over {given.large:,} finished articles to the first new question: {seconds:.2f} s")


if __name__ == "__main__":
    main()
