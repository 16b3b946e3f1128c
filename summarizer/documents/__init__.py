"""Readers: a file, standard input or a web page -> a `Document` with its own text.

Nothing slow is imported here: trafilatura, httpx2 and charset_normalizer are loaded by the
function that needs them, so that `summarizer --help` and a plain text file do not pay for them.
"""

from summarizer.documents.document import Document
from summarizer.documents.encoding import MAX_BYTES

__all__ = ["MAX_BYTES", "Document"]
