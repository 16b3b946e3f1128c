"""An archive of made-up articles, as long as wanted, no two alike: JSON Lines on standard output.

    python benchmarks/made_archive.py 100000 --words 150 > archive.jsonl

Each article has one statement that grammar cannot settle, so that the `focused` strategy asks about
it once: one call an article.
"""

import argparse
import json
import random
from collections.abc import Iterator

__all__ = ["GIVEN", "PEOPLE", "PLACES", "THINGS", "articles"]

PLACES = "Orlen Varrow Drennick Sarrow Marenda Tarn Ostrel Brennholm Calder Vesk".split()
PEOPLE = "Lund Brandt Okoro Reyes Talbek Vaskin Darrow Brask Venn Aldane Corvin Hale".split()
GIVEN = "Ada Pavel Jane Tom Juno Petar Ilse Hanne Orla Marek Lena Oskar".split()
THINGS = (
    "harbour bridge school library market quarry orchard railway theatre reservoir museum mill"
    " hospital tunnel stadium canal lighthouse foundry garden archive station depot forest"
).split()
_LIKE = (
    "old new northern quiet crowded wooden narrow famous empty busy distant muddy restored"
    " half-finished unlit handsome"
).split()
_STANDS = "stands lies remains looks seems is".split()
_WHERE = "beside behind near above below beyond opposite".split()


def articles(number: int, words: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """`number` articles of about so many words each."""
    chance = random.Random(seed)
    for one in range(number):
        yield _article(one, words, chance)


def _article(number: int, words: int, chance: random.Random) -> dict[str, str]:
    pick = chance.choice
    place = pick(PLACES)
    first, second = (f"{pick(GIVEN)} {pick(PEOPLE)}" for _ in range(2))
    sentences = [f"{first} and {second} stood in {place} beside the {pick(_LIKE)} {pick(THINGS)}."]
    sentences.append(f"“The {pick(THINGS)} of {place} is {pick(_LIKE)} and {pick(_LIKE)}.”")
    while sum(len(one.split()) for one in sentences) < words:
        sentences.append(
            f"The {pick(_LIKE)} {pick(THINGS)} {pick(_STANDS)} {pick(_LIKE)} {pick(_WHERE)} the"
            f" {pick(_LIKE)} {pick(THINGS)} of {pick(PLACES)}."
        )
    paragraphs = [" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)]
    month, day = 1 + number % 12, 1 + number % 28
    return {
        "id": f"made-{number:08d}",
        "published": f"20{20 + number % 9}-{month:02d}-{day:02d}",
        "title": f"Notes from {place}, part {number}",
        "text": "\n\n".join(paragraphs),
    }


def main() -> None:
    """Prints them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("--words", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    for article in articles(given.number, given.words, given.seed):
        print(json.dumps(article, ensure_ascii=False))


if __name__ == "__main__":
    main()
