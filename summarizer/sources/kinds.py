"""Which reader reads which file. A new format is one more line here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import File
from summarizer.sources.newsml import read_xml
from summarizer.sources.packed import Member, members_of_zip, unpacked
from summarizer.sources.pages import read_page, read_text
from summarizer.sources.record import Found
from summarizer.sources.tables import read_csv, read_json, read_json_lines, read_parquet
from summarizer.sources.tar import members_of_tar
from summarizer.sources.warc import read_warc

__all__ = ["KINDS", "Container", "Kind", "Reader", "kind_of"]


@dataclass(frozen=True, slots=True)
class Package:
    """An optional package: its name where it is installed from, its module, the extra that has it."""

    name: str
    module: str
    extra: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Finds records in a file, `one` of them or any number; needs the optional package `needs`.

    What `streams` may be far larger than memory, also behind an address.
    """

    read: Callable[[File, ReadingOptions], Iterator[Found]]
    needs: Package | None = None
    one: bool = False
    streams: bool = False

    def lacks(self) -> str | None:
        """What to do about the optional package, when it is not installed."""
        if self.needs is None or find_spec(self.needs.module):
            return None
        return f"needs {self.needs.name}; install structured-summarizer[{self.needs.extra}]"


@dataclass(frozen=True, slots=True)
class Container:
    """Finds files in a file. `nests` when it may hold many, which are looked into once more."""

    members: Callable[[File], Iterator[Member]]
    nests: bool = True


Kind = Reader | Container


def _later(module: str, name: str) -> Callable[[File, ReadingOptions], Iterator[Found]]:
    """A reader whose module is loaded by the first file that asks for it: together they take 20 ms."""

    def read(file: File, options: ReadingOptions) -> Iterator[Found]:
        reader = getattr(import_module(f"summarizer.sources.{module}"), name)
        yield from reader(file, options)

    return read


_TAR, _COMPRESSED = Container(members_of_tar), Container(unpacked, nests=False)
_TEXT, _PAGE = Reader(read_text, one=True), Reader(read_page, one=True)
_LINES, _TABLE = Reader(read_json_lines, streams=True), Reader(read_csv, streams=True)
_XML = Reader(read_xml)
_WARC = Reader(read_warc, Package("fastwarc", "fastwarc", "archive"), streams=True)
_FEED = Reader(_later("feeds", "read_feed"))
_SUBTITLES = Reader(_later("subtitles", "read_subtitles"), one=True)

# JSON and XML that follow a news standard are told by what they hold: `ninjs`, `newsml`.
KINDS: dict[str, Kind] = {
    ".txt": _TEXT, ".text": _TEXT, ".md": _TEXT, ".markdown": _TEXT,
    ".html": _PAGE, ".htm": _PAGE, ".xhtml": _PAGE,
    ".json": Reader(read_json),
    ".jsonl": _LINES, ".ndjson": _LINES,
    ".csv": _TABLE, ".tsv": _TABLE,
    ".parquet": Reader(read_parquet, Package("pyarrow", "pyarrow", "archive"), streams=True),
    ".warc": _WARC, ".warc.gz": _WARC,
    ".xml": _XML, ".nitf": _XML,
    ".rss": _FEED, ".atom": _FEED, ".rdf": _FEED,
    ".feed.json": Reader(_later("feeds", "read_json_feed")),
    ".eml": Reader(_later("mail", "read_mail"), one=True),
    ".mbox": Reader(_later("mail", "read_mailbox")),
    ".docx": Reader(_later("office", "read_word"), Package("python-docx", "docx", "office"), one=True),
    ".odt": Reader(_later("office", "read_odt"), one=True),
    ".pdf": Reader(_later("pdf", "read_pdf"), Package("pypdf", "pypdf", "pdf"), one=True),
    ".srt": _SUBTITLES, ".vtt": _SUBTITLES,
    ".zip": Container(members_of_zip),
    ".tar": _TAR, ".tgz": _TAR, ".tar.gz": _TAR, ".tar.bz2": _TAR, ".tar.xz": _TAR,
    ".gz": _COMPRESSED, ".bz2": _COMPRESSED, ".xz": _COMPRESSED,
}  # fmt: skip


_PARTS = max(ending.count(".") for ending in KINDS)
"""Parts of a name that its ending may have."""


def kind_of(name: str) -> Kind | None:
    """The kind of a file by its longest known ending; None when it has none.

    What is only compressed is of a kind if what it holds is.
    """
    name = name.lower().rpartition("/")[2]
    outermost: Kind | None = None
    while ending := _ending(name):
        kind = KINDS[ending]
        outermost = outermost or kind
        if kind is not _COMPRESSED:
            return outermost
        name = name.removesuffix(ending)
    return None


def _ending(name: str) -> str | None:
    parts = name.rsplit(".", _PARTS)
    endings = ("." + ".".join(parts[start:]) for start in range(1, len(parts)))
    return next((ending for ending in endings if ending in KINDS), None)
