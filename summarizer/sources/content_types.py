"""What servers call the kinds of files that are read, and the endings that such files have."""

__all__ = ["ending_of"]

_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/vtt": ".vtt",
    "text/xml": ".xml",
    "application/xml": ".xml",
    "application/json": ".json",
    "application/feed+json": ".feed.json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/pdf": ".pdf",
    "application/x-subrip": ".srt",
    "application/mbox": ".mbox",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/x-gzip": ".gz",
    "application/octet-stream": "",
    "message/rfc822": ".eml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
}
_SUFFIXES = (("+json", ".json"), ("+xml", ".xml"))
_PICTURES = "image/"


def ending_of(content_type: str) -> str | None:
    """The ending of files of a type, "" when the type tells nothing; None for one that is not read."""
    if content_type in _ENDINGS:
        return _ENDINGS[content_type]
    if content_type.startswith(_PICTURES):  # image/svg+xml
        return None
    return next((ending for suffix, ending in _SUFFIXES if content_type.endswith(suffix)), None)
