"""docs/checks.md lists every problem code of the code base, with its severity, and no other."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from summarizer.schemas.problem import Severity

ROOT = Path(__file__).parent.parent
DOC = ROOT / "docs" / "checks.md"
MODULES = sorted([*(ROOT / "summarizer").rglob("*.py"), *(ROOT / "schemas").rglob("*.py")])

SEVERITIES = frozenset(get_args(Severity))
_CODE = re.compile(r"[a-z]+(?:-[a-z]+)*")
_ROW = re.compile(r"^\| `(?P<code>[a-z-]+)` \| (?P<severities>[a-z, ]+) \|", re.MULTILINE)


def calls_of_problem(tree: ast.AST) -> Iterator[dict[str | None, ast.expr]]:
    """The keyword arguments of each `Problem(...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Problem":
            yield {keyword.arg: keyword.value for keyword in node.keywords}


def text_of(node: ast.expr | None) -> str | None:
    """The string that a constant is, None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def findings(tree: ast.AST) -> Iterator[tuple[str, frozenset[str]]]:
    """Tuples that open with a code and a message, and end in a severity where they have one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple) and len(node.elts) in (2, 3):
            code, message = text_of(node.elts[0]), node.elts[1]
            if code and _CODE.fullmatch(code) and is_sentence(message):
                last = text_of(node.elts[2]) if len(node.elts) == 3 else "error"
                yield code, frozenset({last}) if last else SEVERITIES


def is_sentence(node: ast.expr) -> bool:
    """Whether an expression is a message: filled in, or a text of several words."""
    return isinstance(node, ast.JoinedStr) or " " in (text_of(node) or "")


def severities_in(arguments: dict[str | None, ast.expr]) -> frozenset[str]:
    """Which severities a call of `Problem` may give: all when it is decided at run time."""
    given = arguments.get("severity")
    if given is None:
        return frozenset({"error"})
    text = text_of(given)
    return frozenset({text}) if text else SEVERITIES


def codes_in(path: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """The codes a module can give to a problem, written out in the call or in a table."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    from_table = False
    for arguments in calls_of_problem(tree):
        code = text_of(arguments.get("code"))
        if code is None:
            from_table = True
        else:
            yield code, severities_in(arguments)
    if from_table:
        yield from findings(tree)


def codes_of_the_code() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for path in MODULES:
        for code, severities in codes_in(path):
            found[code] |= severities
    return found


def codes_of_the_doc() -> dict[str, set[str]]:
    rows = _ROW.finditer(DOC.read_text(encoding="utf-8"))
    return {row["code"]: set(row["severities"].strip().split(", ")) for row in rows}


def test_the_walk_finds_codes_in_calls_and_in_tables() -> None:
    """Else the comparison below could hold between two empty lists."""
    found = codes_of_the_code()
    assert {"span-broken", "answer-cut", "number-not-in-evidence", "number-rounded"} <= set(found)


def test_every_code_is_documented_and_every_documented_code_exists() -> None:
    assert sorted(codes_of_the_doc()) == sorted(codes_of_the_code())


def test_every_severity_of_the_code_is_documented() -> None:
    """The documentation may name more: a limit turns an error into a note at times."""
    doc = codes_of_the_doc()
    missing = {c: s - doc[c] for c, s in codes_of_the_code().items() if c in doc and s - doc[c]}
    assert missing == {}
    assert {severity for given in doc.values() for severity in given} <= SEVERITIES


def test_no_code_stands_twice() -> None:
    codes = [row["code"] for row in _ROW.finditer(DOC.read_text(encoding="utf-8"))]
    assert len(codes) == len(set(codes))


def test_no_problem_is_made_in_a_way_the_walk_cannot_see() -> None:
    """A code hidden behind `**` or set by a copy would escape this file."""
    hidden = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if any(
            None in arguments
            for arguments in calls_of_problem(ast.parse(path.read_text(encoding="utf-8")))
        )
        or re.search(r"""update=\{[^}]*["']code["']""", path.read_text(encoding="utf-8"))
    ]
    assert hidden == []
