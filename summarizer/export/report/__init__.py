"""A summary beside its article as one web page, and an index page for many.

    page = to_html(summary, document.text)
    index = write_index(rows, folder)

Nothing in a page is fetched from elsewhere: styles and the one script stand in it, and its Content
Security Policy lets nothing else run. All of it can be read without the script, too: items and
sentences are joined by ordinary links.
"""

from summarizer.export.report.index import (
    IndexOptions,
    IndexRow,
    add_index,
    report_name,
    write_index,
)
from summarizer.export.report.page import to_html

__all__ = ["IndexOptions", "IndexRow", "add_index", "report_name", "to_html", "write_index"]
