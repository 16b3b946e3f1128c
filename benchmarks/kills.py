"""Kills a run at random moments, many times, and compares what it comes to with an undisturbed one.

    python benchmarks/kills.py --kills 50

Each session is a process of its own, ended by SIGKILL, against a server that fails one call in five.
Printed: whether the rows are the same, byte for byte after sorting, and how many questions were
answered again. Those can only be ones that were on their way when the process was killed, of which no
program can know: at most as many a kill as there are calls in flight, and none in the last session.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from made_archive import articles

__all__ = ["Outcome", "kill_and_compare"]

HERE = Path(__file__).parent
COPIES = 20
"""Every so many articles, one comes again with a lead of its own."""

IN_FLIGHT = 64
"""Enough for two processes."""

LATENCY = 0.05
SETTLE_SECONDS = 0.2
"""After a kill, until the server has given what it was asked for."""


@dataclass(frozen=True)
class Outcome:
    """What a comparison found."""

    same: bool
    rows: int
    kills: int
    answered: int
    lost: tuple[int, ...]
    """A session each: answers that were given and did not reach the journal. The last is no kill's."""

    @property
    def once(self) -> bool:
        """Whether no answer that was kept was asked for again."""
        return max(self.lost, default=0) <= IN_FLIGHT and self.lost[-1] == 0


def kill_and_compare(number: int, kills: int, seed: int = 1) -> Outcome:
    """Runs an archive of `number` articles twice: in peace, and with `kills`."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = folder / "archive.jsonl"
        archive.write_text("\n".join(_lines(number)) + "\n", encoding="utf-8")
        with _server(faults=0.0) as url:
            _session(archive, folder / "peace", url).wait()
        with _server(faults=0.2) as url:
            out = folder / "war"
            lost = [0]
            while len(lost) <= kills and _killed(_session(archive, out, url), out, chance):
                time.sleep(SETTLE_SECONDS)
                lost.append(_answers(url) - _kept(out))
            _session(archive, out, url).wait()
            answered = _answers(url)
        lost.append(answered - _kept(out))
        return Outcome(
            same=_rows(out) == _rows(folder / "peace"),
            rows=len(_rows(out)),
            kills=len(lost) - 2,
            answered=answered,
            lost=tuple(after - before for before, after in pairwise(lost)),
        )


def _lines(number: int) -> Iterator[str]:
    for at, article in enumerate(articles(number, 80)):
        yield json.dumps(article)
        if at % COPIES == 0:
            text = f"Sent again, with a correction of the headline.\n\n{article['text']}"
            yield json.dumps({**article, "id": f"{article['id']}-again", "text": text})


def _session(archive: Path, out: Path, url: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "summarizer", "batch", str(archive), "--out", str(out)]
    options = ["--base-url", url, "--model", "stand-in", "--strategy", "focused", "--quiet"]
    environment = {**os.environ, "OPENAI_API_KEY": ""}
    return subprocess.Popen([*command, *options, "--concurrency", str(IN_FLIGHT)], env=environment)


def _killed(run: "subprocess.Popen[bytes]", out: Path, chance: random.Random) -> bool:
    """Kills the run some time after it has done something; False when it was done before."""
    before = _kept(out)
    while run.poll() is None and _kept(out) == before:
        time.sleep(0.02)
    time.sleep(chance.uniform(0.0, 0.6))
    if run.poll() is not None:
        return False
    run.send_signal(signal.SIGKILL)
    run.wait()
    return True


def _kept(out: Path) -> int:
    """Answers in the journal."""
    path = out / "journal.sqlite3"
    if not path.exists():
        return 0
    try:
        with closing(sqlite3.connect(path)) as journal:
            return int(journal.execute("SELECT count(*) FROM reply").fetchone()[0])
    except sqlite3.OperationalError:  # being made at the moment
        return 0


def _answers(url: str) -> int:
    """Good answers that the server has given, each time one was."""
    with urllib.request.urlopen(f"{url.removesuffix('/v1')}/stats") as page:
        stats = json.load(page)
    return int(stats["answered"] + stats["answered_again"])


def _rows(out: Path) -> list[str]:
    return sorted((out / "results.jsonl").read_text(encoding="utf-8").splitlines())


@contextmanager
def _server(faults: float) -> Iterator[str]:
    command = [sys.executable, str(HERE / "stand_in.py"), "--latency", str(LATENCY)]
    server = subprocess.Popen([*command, "--faults", str(faults)], stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().decode().strip()
    finally:
        server.kill()
        server.wait()


def main() -> None:
    """Compares, and says what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--articles", type=int, default=4000)
    given = parser.parse_args()
    found = kill_and_compare(given.articles, given.kills)
    print(f"{found.kills} kills, {found.rows} rows; the same as undisturbed: {found.same}")
    print(f"{found.answered} answers; lost on their way, a session each: {found.lost}")
    print(f"no kept answer was asked for again: {found.once}")
    sys.exit(0 if found.same and found.once else 1)


if __name__ == "__main__":
    main()
