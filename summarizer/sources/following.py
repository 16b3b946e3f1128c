"""Entries of feeds and sitemaps -> the articles at their addresses, where the user wants them fetched."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from summarizer.sources.fetched import file_at
from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import File
from summarizer.sources.guard import reason_of
from summarizer.sources.record import BadRecord, Found, Linked, Record, Settled, Skipped

__all__ = ["followed"]

ONLY_ADDRESS = "holds only an address; --fetch-pages reads it"
ONLY_LIST = "is a list of further addresses; --fetch-pages reads them"
ONLY_DESCRIPTION = "only the feed's description of it was read; --fetch-pages reads the article"

MAX_LISTS = 1
"""Lists in lists that are followed: the standard of sitemaps knows no index in an index."""

Read = Callable[[File, ReadingOptions], Iterator[Found]]


def followed(
    found: Iterator[Found], options: ReadingOptions, read: Read, depth: int = 0
) -> Iterator[Settled]:
    """What was found, and in place of each entry its article: fetched, or what the entry says of it.

    `read` is how a fetched file is read. An address that fails is one bad record.
    """
    for item in found:
        if not isinstance(item, Linked):
            yield item
        elif options.fetch_pages:
            yield from _fetched(item, options, read, depth)
        else:
            yield _unfetched(item)


def _unfetched(entry: Linked) -> Record | Skipped:
    record = entry.record
    if record.raw:
        return replace(record, notes=(*record.notes, ONLY_DESCRIPTION))
    reason = ONLY_LIST if entry.is_list else ONLY_ADDRESS
    return Skipped(record.file, record.position, reason, record.id)


def _fetched(entry: Linked, options: ReadingOptions, read: Read, depth: int) -> Iterator[Settled]:
    record = entry.record
    if entry.is_list and depth == MAX_LISTS:
        yield _bad(record, "is a list of lists of lists; give the lists themselves")
        return
    try:
        file = file_at(record.source or "", options.allow_private, named=record.file)
    except Exception as error:
        yield _bad(record, reason_of(error))
        return
    if entry.is_list:
        yield from followed(read(file, options), options, read, depth + 1)
    else:
        yield _article(record, read(file, options))


def _article(entry: Record, found: Iterator[Found]) -> Record | BadRecord:
    """The one article that an entry's page holds, with what the entry says of it."""
    page, more = next(found, None), next(found, None)
    if isinstance(page, BadRecord):
        return _bad(entry, f"{page.file} {page.reason}")
    if not isinstance(page, Record) or more is not None:
        return _bad(entry, f"{entry.source} holds no article, or more than one")
    return replace(
        page,
        id=entry.id,
        file=entry.file,
        position=entry.position,
        title=entry.title or page.title,
        published=entry.published or page.published,
        language=entry.language or page.language,
        notes=(*entry.notes, *page.notes),
    )


def _bad(record: Record, reason: str) -> BadRecord:
    return BadRecord(record.id, record.file, record.position, reason)
