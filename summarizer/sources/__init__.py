"""Archives of articles: whatever lies in files, folders and buckets -> records, one by one.

    inputs -> places (files, sorted) -> kinds (by ending) -> packed (members) -> a reader -> records

Readers that need little are loaded with the room; pyarrow, fastwarc and fsspec are extras and are
loaded when a file asks for them.
"""

from summarizer.sources.fields import ReadingOptions
from summarizer.sources.reading import read_found, read_records
from summarizer.sources.record import BadRecord, Record, Skipped

__all__ = [
    "BadRecord",
    "ReadingOptions",
    "Record",
    "Skipped",
    "read_found",
    "read_records",
]
