"""Tables and lines of a page to read."""

from collections.abc import Iterable, Sequence

from summarizer.export.printable import printable

__all__ = ["cut", "table"]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns as wide as their widest cell, the first to the left and the others to the right."""
    lines = [list(head), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        + "\n"
        for line in lines
    )


def cut(text: str, longest: int) -> str:
    """`text` as it can be printed, with an ellipsis where it is longer."""
    shown = printable(text)
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
