"""What must hold of an item before it is shown: (item, reading) -> problems. Pure.

Each check is a small function of its own; `check_claim` and `check_event` run all that apply. The
codes and messages are listed in docs/checks.md.
"""

from summarizer.verification.items import check_claim, check_event

__all__ = ["check_claim", "check_event"]
