"""Saved pages of a news site, made up, as many as wanted, no two alike: 30 to 80 kB of HTML each.

    python benchmarks/made_pages.py 1000 FOLDER

Each has what such pages have around their article: scripts and styles, metadata, menus, what to read
next, comments, a footer; about a thousand elements, most of them not of the article.
"""

import argparse
import html
import json
import random
from collections.abc import Iterator
from pathlib import Path

from made_archive import GIVEN, PEOPLE, PLACES, THINGS

__all__ = ["write_pages"]

WORDS = (250, 700)
BYTES = (30_000, 80_000)

_DAYS = "Monday Tuesday Wednesday Thursday Friday".split()
_SAYS = (
    "{given} {person}, the mayor of {place}, said on {day} that the {thing} would stay closed.",
    "“We counted {n} boats off {place},” {given} {person} told reporters on {day}.",
    "At least {n} people were injured when the {thing} of {place} caught fire on {day}, police said.",
    "The council of {place} denied that the {thing} had been sold to {given} {person}.",
    "A court in {place} fined the owners of the {thing} {n} million marks on {day}.",
    "{person} and {n} others were arrested beside the {thing} of {place}.",
    "The {thing} stands near the old {other} of {place}, and nobody has opened it for {n} years.",
    "Residents walked from the {other} to the {thing}, where {given} {person} spoke for {n} minutes.",
    "“It is our {thing},” {person} said. “The {other} can wait.”",
)
_SECTIONS = "Region Harbour Courts Weather Culture Sport Money Letters Archive Shop".split()
_RULE = ".c{n}-card{{display:grid;margin:0 auto}}@media(max-width:{n}px){{.c{n}{{display:block}}}}"
_CALL = 'window.queue=window.queue||[];queue.push({{"slot":"s{n}","size":[{n},250]}});'
_REMARKS = (
    "I was there in the morning and saw nothing of the kind.",
    "Who pays for that? We do, as always.",
    "Thank you for going there and asking.",
    "The library used to be open on Sundays as well.",
)


def write_pages(number: int, folder: Path, seed: int = 1) -> None:
    """Writes `number` pages into the folder, each a file."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for at in range(number):
        (folder / f"page-{at:05d}.html").write_text(_page(at, chance), encoding="utf-8")


def _page(at: int, chance: random.Random) -> str:
    title = f"The {chance.choice(THINGS)} of {chance.choice(PLACES)}, part {at}"
    body = "".join(f"<p>{html.escape(one)}</p>\n" for one in _story(chance))
    head = _head(at, title, f"20{20 + at % 9}-{1 + at % 12:02d}-{1 + at % 28:02d}")
    page = (
        f"{head}<body>{_menu()}<main><article><h1>{title}</h1>{_byline(at)}<div>{body}</div></article>"
        f"{_next(at, chance)}{_comments(at, chance)}</main>{_footer()}</body></html>\n"
    )
    return page.replace("<!--more-->", _filled(chance.randrange(*BYTES) - len(page)))


def _story(chance: random.Random) -> Iterator[str]:
    """Paragraphs, until there are words enough."""
    left = chance.randrange(*WORDS)
    while left > 0:
        paragraph = " ".join(_sentence(chance) for _ in range(3))
        left -= len(paragraph.split())
        yield paragraph


def _sentence(chance: random.Random) -> str:
    pick = chance.choice
    thing, other = chance.sample(THINGS, 2)
    return pick(_SAYS).format(
        given=pick(GIVEN),
        person=pick(PEOPLE),
        place=pick(PLACES),
        day=pick(_DAYS),
        thing=thing,
        other=other,
        n=chance.randrange(2, 90),
    )


def _head(at: int, title: str, day: str) -> str:
    told = {"@type": "NewsArticle", "headline": title, "datePublished": day}
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title} | The Tarn'
        f' Courier</title><meta property="og:title" content="{title}"><meta property="og:type"'
        f' content="article"><meta property="article:published_time" content="{day}T08:00:00Z">'
        f'<link rel="canonical" href="https://courier.example/region/{at}"><script'
        f' type="application/ld+json">{json.dumps(told)}</script><!--more--></head>'
    )


def _filled(size: int) -> str:
    """Styles and scripts, about half and half, as much as is wanted."""
    styles, scripts, n = [], [], 0
    while size > 0:
        n += 1
        styles.append(_RULE.format(n=n))
        scripts.append(_CALL.format(n=n))
        size -= len(styles[-1]) + len(scripts[-1])
    return f"<style>{''.join(styles)}</style><script>{''.join(scripts)}</script>"


def _menu() -> str:
    def below(section: str) -> str:
        links = (
            f'<li class="menu__item"><a class="menu__link" href="/{section}/{one}"><span>'
            f"{section} {one}</span></a></li>"
            for one in range(8)
        )
        return f'<li><button>{section}</button><ul class="menu">{"".join(links)}</ul></li>'

    search = '<form role="search"><input name="q" placeholder="Search"></form>'
    sections = "".join(map(below, _SECTIONS))
    head = f'<div class="logo">The Tarn Courier</div>{search}'
    return f"<header>{head}<nav><ul>{sections}</ul></nav></header>"


def _byline(at: int) -> str:
    share = "".join(f'<button data-to="{one}">{one}</button>' for one in ("Mail", "Link", "Print"))
    return (
        f'<p class="byline">By <a rel="author" href="/people/{at % 7}">Hanne Corvin</a></p>'
        f'<div class="share">{share}</div><figure><img src="/images/{at}.jpg" alt="The quay">'
        "<figcaption>The quay in the morning. Photo: Marek Venn</figcaption></figure>"
    )


def _next(at: int, chance: random.Random) -> str:
    cards = "".join(
        f'<li class="card"><div class="card__box"><a href="/region/{at + one}"><div class="card__image">'
        f'<img src="/thumbs/{at + one}.jpg" alt=""></div><div class="card__text"><h3>Notes from part'
        f" {at + one}</h3><p>{_sentence(chance)}</p></div></a><span>{one} min</span></div></li>"
        for one in range(1, 25)
    )
    return f'<aside class="related"><h2>Read on</h2><ul>{cards}</ul></aside>'


def _comments(at: int, chance: random.Random) -> str:
    each = "".join(
        f'<div class="comment" id="c{at}-{one}"><div class="who"><b>Reader {chance.randrange(900)}</b>'
        f'</div><p>{chance.choice(_REMARKS)}</p><a href="#reply">Reply</a></div>'
        for one in range(20)
    )
    return f'<section id="comments"><h2>Comments</h2>{each}</section>'


def _footer() -> str:
    links = "".join(f'<li><a href="/about/{one}">Page {one}</a></li>' for one in range(40))
    return f"<footer><ul>{links}</ul><p>© The Tarn Courier. All rights reserved.</p></footer>"


def main() -> None:
    """Writes them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    write_pages(given.number, given.folder)


if __name__ == "__main__":
    main()
