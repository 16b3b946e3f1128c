"""A support report as an editor reads it in a terminal."""

import json
from typing import Final

from summarizer.export.layout import PLAIN, Page, Role, Style
from summarizer.export.printable import escaped
from summarizer.export.wording import usage_line
from summarizer.schemas.verdict import SentenceSupport, SupportReport, Verdict

__all__ = ["verdicts_to_json", "verdicts_to_text"]

TEXT_WIDTH: Final = 88
INDENT: Final = "  "
QUOTE: Final = f"{INDENT}│ "

_MARKS: Final[dict[Verdict, tuple[str, str, Role]]] = {
    "supported": ("✓", "supported", "faint"),
    "contradicted": ("✗", "contradicted", "denial"),
    "not_found": ("?", "not found", "stance"),
}


def verdicts_to_text(
    report: SupportReport, *, width: int | None = None, style: Style | None = None
) -> str:
    """The sentences in order, each with its verdict, what differs, and the nearest sentence.

    Lines of at most `width` columns (None: 88), ended by a line feed. Ranges in brackets are
    offsets into the source's text.
    """
    page = Page(width or TEXT_WIDTH, style or PLAIN)
    parts = [_sentence(one, page) for one in report.sentences]
    parts.append(page.block([(_totals(report), "heading")]))
    parts.append(page.block([(usage_line(report.usage), "faint")]))
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"


def verdicts_to_json(report: SupportReport) -> str:
    """The report as indented JSON; read it back with `SupportReport.model_validate_json`."""
    text = json.dumps(report.model_dump(mode="json"), indent=2, ensure_ascii=False)
    # As `to_json`: the name of a file can hold half a character.
    return escaped(text.encode(errors="replace").decode()) + "\n"


def _sentence(one: SentenceSupport, page: Page) -> list[str]:
    mark, name, role = _MARKS[one.verdict]
    sure = f" (supported with {round(100 * one.support)} %)"
    lines = page.block([(f"{mark} {name}", role), (sure, "faint")])
    lines += page.block([(one.text, "plain")], INDENT)
    for problem in one.problems:
        lines += page.block([(problem.message, role)], f"{INDENT}→ ", f"{INDENT}  ")
    if one.evidence:
        span = one.evidence[0]
        place = f" [{span.start}–{span.end}]"
        lines += page.block([(span.text, "plain"), (place, "faint")], QUOTE, QUOTE)
    return lines


def _totals(report: SupportReport) -> str:
    counts = {
        name: sum(one.verdict == verdict for one in report.sentences)
        for verdict, (_, name, _) in _MARKS.items()
    }
    told = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
    return f"{len(report.sentences)} checked: {told or 'nothing to check'}"
