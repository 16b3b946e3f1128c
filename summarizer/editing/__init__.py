"""Summaries in the hands of editors: revised, accepted, rejected, added to, compared, handed on.

A summary is a record of the public contract that can be edited. Each edit is a `Change`: what an
item was and what it became. Carrying one out, and undoing it, is a pure function of the record.
"""

from summarizer.editing.difference import Changed, Diff
from summarizer.editing.items import Claim, Event, RecipeItem
from summarizer.editing.reviewed import reviewed_rows
from summarizer.editing.rules import check_by_rules
from summarizer.editing.summary import Summary

__all__ = [
    "Changed",
    "Claim",
    "Diff",
    "Event",
    "RecipeItem",
    "Summary",
    "check_by_rules",
    "reviewed_rows",
]
