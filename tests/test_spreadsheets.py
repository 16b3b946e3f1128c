"""Cells of CSV that no spreadsheet takes for formulas, however it cuts the file."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sample_summary import SUMMARY
from test_export_tables import line, row

from summarizer.export.as_csv import to_csv
from summarizer.export.csv_tables import write_csv
from summarizer.export.spreadsheets import with_formula, without_formula

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("  =1+1", "'  =1+1"),
        ('"=1+1"', '\'"=1+1"'),
        ("''=1", "'''=1"),
        ("a;=1+1", "a;'=1+1"),
        ("a; @sum(1)", "a;' @sum(1)"),
        ("a\t+49", "a\t'+49"),
        ("a\n-2+3", "a\n'-2+3"),
        ("a\r\n=x", "a\r\n'=x"),
        ("a;\n=x", "a;\n'=x"),
        ("a\u2028=x", "a\u2028'=x"),
        ('a;"=1"', 'a;\'"=1"'),
        ("a;\uff1dx;=y", "a;'\uff1dx;'=y"),
        ("\tx", "'\tx"),
        ("\t=x", "'\t'=x"),
    ],
)
def test_a_stretch_that_begins_like_a_formula(text: str, safe: str) -> None:
    assert without_formula(text) == safe


@pytest.mark.parametrize(
    "text",
    [
        "-5",
        "-4.5",
        "a;-5;b",
        "4 = 2 + 2",
        "mail@marenda.example",
        "a; b - c",
        "'Nobody came'",
        "",
        "well-known",
    ],
)
def test_other_text_and_numbers_stay(text: str) -> None:
    assert without_formula(text) == text


@given(st.text(alphabet=f"{SIGNS};\t\r\n'\" a5.\u2028", max_size=12))
@example("'-5")
@example("\t'=")
def test_the_exact_text_is_had_again(text: str) -> None:
    assert with_formula(without_formula(text)) == text


@given(st.text(alphabet=f"{SIGNS};\t\r\n,'\" a5", max_size=12))
@example('x;"=1+1"')
@example("x\n=1+1")
def test_no_way_to_cut_a_file_makes_a_formula(text: str) -> None:
    """With other separators, and with quotation marks that mean something or nothing."""
    file = io.StringIO(newline="")
    csv.writer(file).writerow(["r1", without_formula(text), "end"])
    for separator in (";", "\t"):
        for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
            lines = file.getvalue().splitlines(keepends=True)
            for cells in csv.reader(lines, delimiter=separator, quoting=quoting):
                assert not any(is_formula(cell) for cell in cells), cells


def is_formula(cell: str) -> bool:
    return (
        cell.lstrip()[:1] in tuple(SIGNS)
        and not cell.removeprefix("-").split('"')[0].strip(",end").isdigit()
    )


HOSTILE = "Fire; =HYPERLINK(1)\n@cmd\tend"


def test_every_table_is_safe(tmp_path: Path) -> None:
    of = row("r1")
    of["document"]["title"] = HOSTILE
    of["claims"][0]["text"] = HOSTILE
    of["events"][0]["participants"][0]["name"] = HOSTILE
    write_csv([line(of)], tmp_path)
    for name, column in (("documents", "title"), ("claims", "text"), ("participants", "name")):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            cell = next(csv.DictReader(file))[column]
        assert cell == "Fire;' =HYPERLINK(1)\n'@cmd\tend"
        assert with_formula(cell) == HOSTILE


def test_a_single_summary_is_safe() -> None:
    (first, *_) = SUMMARY.claims
    claim = first.model_copy(update={"text": HOSTILE})
    table = to_csv(SUMMARY.model_copy(update={"claims": [claim]}))
    (cell,) = (one["text"] for one in csv.DictReader(io.StringIO(table)) if one["kind"] == "claim")
    assert cell == "Fire;' =HYPERLINK(1) @cmd end"
