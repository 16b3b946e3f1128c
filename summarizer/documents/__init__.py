"""A file, an address or a record of an archive -> a `Document`: one article with its own text.

`sources` finds and decodes; here the article is found in its page, its title and dateline at its head.

Nothing slow is imported here: trafilatura, httpx2 and charset_normalizer are loaded by the
function that needs them, so that `summarizer --help` and a plain text file do not pay for them.
"""

from summarizer.documents.document import Document

__all__ = ["Document"]
