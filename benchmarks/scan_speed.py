"""How long the scan and a whole dialogue take without a model.

    python benchmarks/scan_speed.py            # a 1,000-word article, then documents of up to 50,000

Prints milliseconds of CPU for each part of reading a 1,000-word article (the best of 20), and
seconds of CPU for dialogues about longer and longer documents with a window of 4,000 tokens, where
every answer is empty. The seconds should grow with the words, not with their square.
"""

import argparse
import random
import time
from collections.abc import Callable

from summarizer.dialogue import STRATEGIES, Capacity, Limits, converse
from summarizer.documents import Document
from summarizer.drivers import run
from summarizer.models import ScriptedModel
from summarizer.scan import find_figures, find_names, scan, tokenize
from summarizer.scan.dates import find_dates
from summarizer.segments import segments

__all__ = ["article", "best_of", "main"]

RUNS = 20
LENGTHS = (6_250, 12_500, 25_000, 50_000)
WINDOW = 4_000
NOTHING = (
    '{"claims": [], "events": [], "speaker": "none", "who": "none", "whom": "none",'
    ' "where": "none", "when": "none"}'
)
PEOPLE = ("Ada Brandt", "Pavel Lund", "Jane Okoro", "Tom Reyes", "Mira Sand", "Ole Varga")
PLACES = ("Orlen", "Varna", "Tilsbury", "Kestrel", "Moorhaven", "Ashby")
PARAGRAPHS = (
    "A storm flooded {n} houses in {here} on Tuesday, and at least {few} people were killed near the"
    " road to {there}, officials said. The rain began at dawn and did not stop until Thursday.",
    "“We lost everything in {here},” said {who}, who runs a mill of {n} workers. “Nobody came to"
    " help us, and nobody asked.” She added that the bank had refused a loan of ${n} million.",
    "{who} denied that the dam at {here} had failed. He said the gates were opened at {few} a.m. and"
    " stayed open, according to a report by the Norland Water Authority.",
    "Police in {here} arrested {n} people after a march on Friday. {other}, the mayor of {there},"
    " told reporters that most of them had been freed, but that {few} would be charged.",
    "The council of {here} approved a plan for {n} homes, a rise of {few} per cent. According to"
    " {other}, the work will start in {there} in March 2031.",
    "Trains between {here} and {there} were late for the whole week, and buses took {n} passengers"
    " over the hills, where the snow lay a metre deep and the inns were full.",
)


def article(words: int) -> str:
    """News of fictional towns, the same each time, of at least so many words."""
    dice, parts, count = random.Random(1), [], 0
    while count < words:
        who, other = dice.sample(PEOPLE, 2)
        here, there = dice.sample(PLACES, 2)
        number = dice.randint(3, 900)
        values = {"n": number, "few": number % 9 + 2, "who": who, "other": other}
        parts.append(dice.choice(PARAGRAPHS).format(here=here, there=there, **values))
        count += len(parts[-1].split())
    return "\n\n".join(parts)


def best_of(work: Callable[[], object], runs: int = RUNS) -> float:
    """The least CPU time of `runs` runs, in seconds."""
    times = []
    for _ in range(runs):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--words", type=int, nargs="*", default=LENGTHS, help="lengths of dialogues"
    )
    lengths = parser.parse_args().words
    document = Document.from_text(article(1_000), language="en")
    cut = segments(document)
    tokens = [tokenize(one.text) for one in cut]
    print(f"{len(document.text.split())} words, {len(cut)} sentences")
    for name, work in {
        "segments": lambda: segments(document),
        "scan, all of it": lambda: scan(document, cut),
        "  tokens": lambda: [tokenize(one.text) for one in cut],
        "  names": lambda: find_names(tokens),
        "  figures": lambda: find_figures(document.text),
        "  dates": lambda: find_dates(document.text),
    }.items():
        print(f"{name:<18}{1000 * best_of(work):8.2f} ms")
    for words in lengths:
        for strategy in STRATEGIES:
            _dialogue(words, strategy)


def _dialogue(words: int, strategy: str) -> None:
    document = Document.from_text(article(words), language="en")
    model = ScriptedModel(lambda _: NOTHING)
    began = time.process_time()
    run(converse(document, strategy, Capacity(WINDOW), Limits(questions=20_000)), model)
    spent = time.process_time() - began
    print(f"{words:>6} words, {strategy:<8}{spent:8.2f} s {len(model.asked):>6} questions")


if __name__ == "__main__":
    main()
