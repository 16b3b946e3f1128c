"""Every reader over records that were made bad: rows, failures and what is skipped are all there is.

Nothing that a file holds may end the reading with an exception, take long, or cost a record that it is
not in. `make torture` does it a hundred times as long (`--torture-rounds`).
"""

import datetime
import io
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from faults import VALUES, changed, odd_object
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from shapes import ROWS, SHAPES, Shape, row

from summarizer.documents import Document
from summarizer.errors import DocumentError
from summarizer.sources import BadRecord, Record, Skipped, read_found

pytestmark = pytest.mark.torture

SECONDS = 5.0
"""Of CPU for a file of seven short records: some hundred times what it takes."""

by_name = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)

Found = Record | BadRecord | Skipped


@pytest.fixture
def rounds(request: pytest.FixtureRequest, shape: Shape) -> Iterator[Random]:
    """So many as asked for, each with a chance of its own, the same each time."""
    return (
        Random(f"{request.node.name}, {number}")
        for number in range(request.config.getoption("--torture-rounds"))
    )


def read(path: Path, data: bytes) -> list[Found]:
    """What is found, each of which is kept to what holds always."""
    path.write_bytes(data)
    started = time.process_time()
    found = list(read_found([str(path)]))
    assert time.process_time() - started < SECONDS, path
    places = Counter((one.file, one.position) for one in found)
    assert max(places.values(), default=1) == 1, "two outcomes at one place, of which one is lost"
    for one in found:
        assert isinstance(one, Record | BadRecord | Skipped)
        one.file.encode()
        if isinstance(one, Record):
            assert len(one.digest) == 16
            assert one.id.strip()
        else:
            assert one.reason is None or one.reason.isprintable()
    return found


def records(found: Sequence[Found]) -> dict[str, bytes]:
    """The digests of what can be summarized, by id."""
    return {one.id: one.digest for one in found if isinstance(one, Record)}


def pairs(found: Sequence[Found]) -> set[tuple[str, bytes]]:
    """Each id with its digest: a change may give a record the id of another."""
    return {(one.id, one.digest) for one in found if isinstance(one, Record)}


def made(shape: Shape) -> list[bytes]:
    return [shape.record(number) for number in range(shape.records)]


def is_articles(found: Sequence[Found]) -> None:
    """What comes of each record next: an article, or what is wrong with it."""
    for one in found:
        if isinstance(one, Record):
            with suppress(DocumentError):
                assert Document.from_record(one).text.strip()


@by_name
def test_untouched_all_is_read(tmp_path: Path, shape: Shape) -> None:
    path = tmp_path / f"a{shape.ending}"
    found = read(path, shape.whole(made(shape)))
    assert list(records(found)) == [shape.ids(path.name, each) for each in range(shape.records)]
    is_articles(found)


@by_name
def test_bytes_anywhere(tmp_path: Path, shape: Shape, rounds: Iterator[Random]) -> None:
    path = tmp_path / f"a{shape.ending}"
    whole = shape.whole(made(shape))
    for chance in rounds:
        found = read(path, changed(whole, chance))
        assert found or shape.records > 1 or not path.read_bytes().strip()


@by_name
def test_a_record_that_is_damaged_costs_no_other(
    tmp_path: Path, shape: Shape, rounds: Iterator[Random]
) -> None:
    path = tmp_path / f"a{shape.ending}"
    sound = made(shape)
    before = records(read(path, shape.whole(sound)))
    if not shape.is_apart:
        return
    for chance in rounds:
        numbers = chance.sample(range(shape.records), chance.randint(1, min(3, shape.records)))
        bad = list(sound)
        for number in numbers:
            bad[number] = changed(sound[number], chance, shape.parts)
        found = read(path, shape.whole(bad))
        after = pairs(found)
        for number in set(range(shape.records)) - set(numbers):
            id = shape.ids(path.name, number)
            assert (id, before[id]) in after, (number, numbers)
        if shape.is_exact:
            blank = sum(not one.strip(b" \t\r\n\x0b\x0c") for one in bad) if shape.parts else 0
            # Lines of which the first begins with a bracket are taken for a list.
            assert len(found) == shape.records - blank or bad[0].lstrip().startswith(b"[")
        is_articles([one for one in found if isinstance(one, Record) and one.id not in before][:3])


@pytest.mark.parametrize("shape", ROWS[:3], ids=lambda shape: shape.name)
def test_values_of_other_systems(tmp_path: Path, shape: Shape, rounds: Iterator[Random]) -> None:
    path = tmp_path / f"a{shape.ending}"
    sound = made(shape)
    before = records(read(path, shape.whole(sound)))
    for chance in rounds:
        number = chance.randrange(shape.records)
        bad = list(sound)
        bad[number] = odd_object(json.loads(sound[number]), chance)
        found = read(path, shape.whole(bad))
        assert len(found) == shape.records
        after = records(found)
        others = [shape.ids("", each) for each in range(shape.records) if each != number]
        assert [after.get(id) for id in others] == [before[id] for id in others], bad[number][:300]
        is_articles([found[number]])


@pytest.mark.parametrize("shape", ROWS[3:], ids=lambda shape: shape.name)
def test_values_in_cells(tmp_path: Path, shape: Shape, rounds: Iterator[Random]) -> None:
    path = tmp_path / f"a{shape.ending}"
    sound = made(shape)
    before = records(read(path, shape.whole(sound)))
    sign = shape.record(0)[len("urn:kelmar:0") : len("urn:kelmar:0") + 1]
    for chance in rounds:
        number = chance.randrange(shape.records)
        cells = sound[number].split(sign)
        value = chance.choice(VALUES).strip('"')[:200_000].encode("utf-8", "surrogatepass")
        for taken in (b'"', b"\n", b"\r", sign):
            value = value.replace(taken, b" ")
        cells[chance.randrange(len(cells))] = value
        found = read(path, shape.whole([*sound[:number], sign.join(cells), *sound[number + 1 :]]))
        assert len(found) == shape.records
        after = records(found)
        others = [shape.ids("", each) for each in range(shape.records) if each != number]
        assert [after.get(id) for id in others] == [before[id] for id in others], value[:300]
        is_articles([found[number]])


# Parquet, whose columns have types

_DAY = datetime.date(2019, 3, 4)


def _column(type: pa.DataType, good: Any, odd: Sequence[Any]) -> Callable[[Random], pa.Array]:
    """A column with one odd value among good ones; the storage of some types takes what Python has not."""

    def filled(chance: Random) -> pa.Array:
        storage = {"timestamp": pa.int64(), "date32": pa.int32(), "date64": pa.int64()}
        raw = storage.get(str(type).partition("[")[0])
        values = [good] * 7
        values[chance.randrange(7)] = chance.choice(odd)
        return pa.array(values, raw).cast(type) if raw else pa.array(values, type)

    return filled


_FAR = (None, 2**62, -(2**62), 10**17, 0, -1)
COLUMNS = (
    *(_column(pa.timestamp(unit), 1_551_690_000, _FAR) for unit in ("s", "ms", "us", "ns")),
    _column(pa.timestamp("us", "Nowhere/Kelmar"), 1_551_690_000, _FAR),
    _column(pa.date32(), 17_959, (None, 2**31 - 1, -(2**31), 10**8)),
    _column(pa.float64(), 2019.0, (None, float("nan"), float("inf"), 1e300, -0.0)),
    _column(pa.int64(), 20190304, (None, 2**63 - 1, -(2**63), 0)),
    _column(pa.bool_(), True, (None, False)),
    _column(pa.binary(), b"2019-03-04", (None, b"\xff\xfe", b"", b"\x00" * 9)),
    _column(pa.decimal256(70), Decimal(20190304), (None, Decimal(10**69))),
    _column(pa.time64("ns"), datetime.time(9), (None,)),
    _column(pa.duration("ns"), 1, (None, 2**62)),
    _column(pa.list_(pa.string()), ["2019-03-04"], (None, [], [None], ["x"] * 99)),
    _column(pa.struct({"date": pa.string()}), {"date": "2019-03-04"}, (None, {"date": None})),
    _column(pa.map_(pa.string(), pa.string()), [("a", "b")], (None, [])),
    _column(pa.string(), "2019-03-04", (None, "", "NaN", "99999-01-01", "\x00", "<o:p>")),
)


@pytest.mark.parametrize("shape", [one for one in SHAPES if one.name == "parquet"], ids=["parquet"])
def test_columns_of_every_type(tmp_path: Path, shape: Shape, rounds: Iterator[Random]) -> None:
    path = tmp_path / "a.parquet"
    for chance in rounds:
        table = pa.Table.from_pylist([row(number) for number in range(7)])
        for name in chance.sample(("id", "title", "date", "language", "text", "url"), 2):
            column = chance.choice(COLUMNS)(chance)
            at = table.schema.get_field_index(name)
            table = (
                table.set_column(at, name, column) if at >= 0 else table.append_column(name, column)
            )
        buffer = io.BytesIO()
        try:
            parquet.write_table(table, buffer, row_group_size=4, allow_truncated_timestamps=True)
        except pa.ArrowInvalid:  # seconds that no Parquet file can hold
            continue
        assert len(read(path, buffer.getvalue())) == 7, table.schema


# Whatever hypothesis thinks of

_TEXT = st.text(max_size=40)
_NAMES = (
    st.sampled_from(["text", "id", "date", "title", "language", "url", "body_text", "uri"]) | _TEXT
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=6,
)
_LINES = st.lists(st.dictionaries(_NAMES, _JSON, max_size=6) | _JSON, min_size=1, max_size=6)


@pytest.mark.parametrize("ending", [".jsonl", ".json"])
def test_any_objects(tmp_path: Path, ending: str, pytestconfig: pytest.Config) -> None:
    path = tmp_path / f"a{ending}"

    @settings(
        max_examples=4 * pytestconfig.getoption("--torture-rounds"),
        suppress_health_check=list(HealthCheck),
    )
    @given(_LINES)
    def check(values: list[Any]) -> None:
        if ending == ".jsonl" and len(values) == 1 and isinstance(values[0], list):
            return  # one list, which is read as JSON whatever the file is called
        spelt = [json.dumps(value) for value in values]
        sound = json.dumps(
            row(0)
        )  # a file that begins with a bracket is a list, whatever it is called
        data = "[" + ",".join(spelt) + "]" if ending == ".json" else "\n".join([sound, *spelt])
        assert len(read(path, data.encode())) == len(values) + (ending == ".jsonl")

    check()


@by_name
def test_any_bytes(tmp_path: Path, shape: Shape, pytestconfig: pytest.Config) -> None:
    """Alone, and behind a sound beginning."""
    path = tmp_path / f"a{shape.ending}"
    whole = shape.whole(made(shape))

    @settings(
        max_examples=2 * pytestconfig.getoption("--torture-rounds"),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.binary(max_size=200), st.integers(0, len(whole)))
    def check(data: bytes, at: int) -> None:
        read(path, data)
        read(path, whole[:at] + data)
        read(path, whole[:at] + data + whole[at:])

    check()
