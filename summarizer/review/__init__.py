"""The review page: a report that editors mend, served on this machine to their browser.

    open_shelf -> Shelf (summaries, articles) -> Desk (edits, saved in SQLite) -> pages over HTTP

    serving    the socket and the link           guard    who may ask what
    app        what each address answers         page     the report made editable, the index
    desk       what the pages show and do        edits    one edit, and when it comes too late
    shelf      what there is to review           reviews  its state, on disk
    formats    what it is handed on as           impatience  an end to half a request

Needs the extra `review` (Starlette, uvicorn). Nothing is fetched from elsewhere, and nothing leaves
the machine.
"""

from summarizer.review.serving import Place, serve
from summarizer.review.shelf import Shelf, open_shelf

__all__ = ["Place", "Shelf", "open_shelf", "serve"]
