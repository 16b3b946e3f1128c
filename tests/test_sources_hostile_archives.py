"""Archives that are damaged, or made to do harm: each member answers for itself, within bounds."""

import bz2
import gzip
import io
import json
import lzma
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from bounded import outcomes
from test_sources_packed import LINES, STORY, ids, read, tar_of, zip_of

from summarizer.errors import MachineError
from summarizer.sources import BadRecord, Record, allowance, file, packed, read_records, unpacking
from summarizer.sources.kinds import kind_of
from summarizer.sources.packed import members_of_zip
from summarizer.sources.record import Skipped
from summarizer.sources.tar import members_of_tar


def reasons(found: list[Record | BadRecord]) -> list[str | None]:
    return [one.reason if isinstance(one, BadRecord) else None for one in found]


@pytest.fixture
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (packed, unpacking):
        monkeypatch.setattr(module, "FREE", 1 << 20)
    monkeypatch.setattr(unpacking, "FREE_IN_ALL", 8 << 20)


MEGABYTE = 1 << 20
ZEROS = b" " * (9 * MEGABYTE)


@pytest.mark.usefixtures("small_bounds")
@pytest.mark.parametrize(
    ("ending", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)]
)
def test_a_compressed_bomb(tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / f"a.jsonl.{ending}"
    path.write_bytes(pack(LINES.encode() + ZEROS + LINES.encode()))
    *found, bad = read(path)
    assert ids(found) == ["0", "1", "2"]
    assert isinstance(bad, BadRecord)
    assert "unpacks to more than 250 times its size" in bad.reason
    assert bad.reason.endswith("the rest of the file, of unknown length, was not read")


@pytest.mark.usefixtures("small_bounds")
def test_bombs_in_bombs(tmp_path: Path) -> None:
    for levels in range(2, 6):
        data = ZEROS
        for _ in range(levels):
            data = gzip.compress(data)
        path = tmp_path / f"a.txt{'.gz' * levels}"
        path.write_bytes(data)
    found = read(tmp_path)
    assert len(found) == 4
    assert all(isinstance(one, BadRecord) for one in found)


@pytest.mark.usefixtures("small_bounds")
def test_a_member_that_is_a_bomb_costs_itself_only(tmp_path: Path) -> None:
    members = {"a.txt": STORY.encode(), "b.jsonl": ZEROS, "c.txt": STORY.encode()}
    (tmp_path / "a.zip").write_bytes(zip_of(members))
    first, bad, last = read(tmp_path / "a.zip")
    assert (first.id, last.id) == ("a.zip!a.txt", "a.zip!c.txt")
    assert isinstance(bad, BadRecord)


@pytest.mark.usefixtures("small_bounds")
def test_many_members_that_are_bombs_cost_their_archive(tmp_path: Path) -> None:
    """Each is told by name all the same."""
    members = {f"{number}.jsonl": ZEROS for number in range(12)}
    (tmp_path / "a.zip").write_bytes(zip_of(members))
    found = read(tmp_path / "a.zip")
    assert len(found) == 12
    assert all("its size" in str(reason) for reason in reasons(found))


def test_what_shrinks_as_text_does_is_never_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "FREE", 0)
    monkeypatch.setattr(unpacking, "FREE_IN_ALL", 0)
    chance = random.Random(0)
    rows = [
        json.dumps({"id": number, "text": " ".join(chance.choices(STORY.split(), k=90))})
        for number in range(2000)
    ]
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress("\n".join(rows).encode()))
    assert len(ids(read(tmp_path))) == 2000
    assert None not in ids(read(tmp_path))


def test_a_bomb_of_gigabytes_within_memory_and_time(tmp_path: Path) -> None:
    """400 kB that become 400 MB, and those packed again."""
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"a" * MEGABYTE) * 400)
    (tmp_path / "c.txt.gz.gz").write_bytes(gzip.compress((tmp_path / "a.jsonl.gz").read_bytes()))
    (tmp_path / "z.txt").write_text(STORY)
    found = outcomes(tmp_path, megabytes=900)
    assert [one[3] is None for one in found] == [False, False, True]


def test_names_of_endless_endings() -> None:
    assert kind_of("a.txt" + ".gz" * 1500) is not None
    assert kind_of("a.jpg" + ".gz" * 1500) is None
    assert kind_of("a" + ".tar.gz" * 1500) is not None
    assert kind_of("." * 60_000) is None
    assert kind_of("a" + ".b" * 60_000 + ".TXT") is not None


@pytest.mark.parametrize("ending", [".gz", ".bz2", ".gz.xz"])
def test_a_name_of_fifteen_hundred_endings_in_an_archive(tmp_path: Path, ending: str) -> None:
    members = {"a.txt": STORY.encode(), "b.txt" + ending * 1500: gzip.compress(b"x"), "c.txt": b"y"}
    (tmp_path / "a.zip").write_bytes(zip_of(members))
    first, bad, last = read(tmp_path / "a.zip")
    assert isinstance(first, Record)
    assert isinstance(bad, BadRecord)
    assert "again and again" in bad.reason
    assert isinstance(last, Record)


# Zip


def test_names_that_lead_out_of_an_archive_are_only_names(tmp_path: Path) -> None:
    names = ["../../etc/passwd.txt", "/etc/motd.txt", "C:\\x\\y.txt", "a/../b.txt", "n\x01\n.txt"]
    (tmp_path / "a.zip").write_bytes(zip_of({name: STORY.encode() for name in names}))
    (tmp_path / "b.tar").write_bytes(tar_of({name: STORY.encode() for name in names}))
    found = read(tmp_path)
    assert ids(found) == [f"{archive}!{name}" for archive in ("a.zip", "b.tar") for name in names]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_are_told_apart(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for text in (STORY, "", STORY + "!", ""):
            archive.writestr("a.txt", text)
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())
    (tmp_path / "b.tar").write_bytes(tar_of({"a.txt": b""})[:512] * 2 + tar_of({"a.txt": b"x"}))
    found = read(tmp_path)
    assert [one.file.partition("!")[2] for one in found] == [
        "a.txt", "a.txt (2)", "a.txt (3)", "a.txt (4)", "a.txt", "a.txt (2)", "a.txt (3)",
    ]  # fmt: skip
    assert [isinstance(one, Record) for one in found] == [True, False] * 2 + [False, False, True]


def directory_entries(data: bytearray) -> list[int]:
    """Where the entries of a zip archive's directory stand."""
    found, at = [], data.find(b"PK\x01\x02")
    while at >= 0:
        found.append(at)
        at = data.find(b"PK\x01\x02", at + 4)
    return found


def test_members_that_share_their_bytes(tmp_path: Path) -> None:
    data = bytearray(zip_of({f"{number}.txt": STORY.encode() for number in range(4)}))
    for at in directory_entries(data)[1:3]:
        struct.pack_into("<I", data, at + 42, 0)  # both say that they begin where the first does
    (tmp_path / "a.zip").write_bytes(data)
    found = read(tmp_path)
    assert [isinstance(one, Record) for one in found] == [True, False, False, True]
    assert "shares its bytes" in str(found[1])


@pytest.mark.parametrize(
    ("at", "format", "value"),
    [
        (24, "<I", 0),  # unpacked, it says, nothing
        (20, "<I", 3),
        (42, "<I", 0xFFFFFFF0),  # begins beyond the end
        (16, "<I", 0x12345678),  # its checksum
        (10, "<H", 99),  # packed by no known method
        (8, "<H", 1),  # encrypted
    ],
)
def test_a_member_that_lies_about_itself(tmp_path: Path, at: int, format: str, value: int) -> None:
    data = bytearray(zip_of({f"{number}.txt": STORY.encode() for number in range(3)}))
    struct.pack_into(format, data, directory_entries(data)[2] + at, value)
    (tmp_path / "a.zip").write_bytes(data)
    first, second, bad = read(tmp_path)
    assert (first.id, second.id) == ("a.zip!0.txt", "a.zip!1.txt")
    assert isinstance(bad, BadRecord)
    assert bad.file.endswith("a.zip!2.txt")


@pytest.mark.parametrize("at", [20, 24])
def test_a_member_that_claims_gigabytes_is_as_long_as_it_is(tmp_path: Path, at: int) -> None:
    """Packed, or unpacked."""
    data = bytearray(zip_of({f"{number}.txt": STORY.encode() for number in range(3)}))
    struct.pack_into("<I", data, directory_entries(data)[2] + at, 0xFFFFFFF0)
    (tmp_path / "a.zip").write_bytes(data)
    found = outcomes(tmp_path, megabytes=400)
    assert [one[2] for one in found] == [f"a.zip!{number}.txt" for number in range(3)]


@pytest.mark.parametrize("name", ["café.txt", "Łódź.txt", "日本語.txt"])
def test_a_name_that_is_no_text_costs_no_other(tmp_path: Path, name: str) -> None:
    """Its flag says UTF-8, and its bytes are not: cut inside a character."""
    data = zip_of({"a.txt": STORY.encode(), name: STORY.encode(), "c.txt": STORY.encode()})
    spelt = name.encode()
    at = next(number for number, byte in enumerate(spelt) if byte > 127)
    (tmp_path / "a.zip").write_bytes(data.replace(spelt, spelt[: at + 1] + b"x" + spelt[at + 2 :]))
    found = read(tmp_path)
    assert [type(one) for one in found] == [Record] * 3
    assert (found[0].id, found[2].id) == ("a.zip!a.txt", "a.zip!c.txt")
    assert found[1].file.endswith(".txt")


def test_encrypted_members(tmp_path: Path) -> None:
    data = bytearray(zip_of({"a.txt": STORY.encode(), "b.jsonl": b"{}", "c.html": b"<p>"}))
    for at in directory_entries(data)[1:]:
        data[at + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    found = read(tmp_path)
    assert isinstance(found[0], Record)
    assert ["encrypted with a password" in str(reason) for reason in reasons(found)] == [
        False, True, True,
    ]  # fmt: skip


def test_links_in_archives_are_left_out_with_a_reason(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("l.txt")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(link, "a.txt")
    (tmp_path / "a.zip").write_bytes(buffer.getvalue())
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for number, type in enumerate((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, b"3")):
            info = tarfile.TarInfo(f"{number}.txt")
            info.type, info.linkname = type, "a.txt"
            tar.addfile(info)
    (tmp_path / "b.tar").write_bytes(buffer.getvalue())
    of = [
        (members_of_zip, "a.zip", ["is a link, no file"]),
        (members_of_tar, "b.tar", ["is a link, no file"] * 2 + ["is a device, no file"] * 2),
    ]
    for members, name, told in of:
        here = file.File(name, name, name, partial(open, tmp_path / name, "rb"))
        found = list(members(here))
        assert all(isinstance(one, Skipped) for one in found)
        assert [one.reason for one in found if isinstance(one, Skipped)] == told


# Tar


def with_header(name: str, size: int, type: bytes = tarfile.REGTYPE) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.type = size, type
    return info.tobuf(tarfile.GNU_FORMAT)


AFTER = tar_of({"z.txt": STORY.encode()})


@pytest.mark.parametrize("type", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.XGLTYPE])
@pytest.mark.parametrize("size", [11 << 30, 1 << 62, 100_000])
def test_a_header_that_claims_gigabytes_costs_one_member(
    tmp_path: Path, type: bytes, size: int
) -> None:
    before = tar_of({"a.txt": STORY.encode()})[:1024]
    (tmp_path / "a.tar").write_bytes(before + with_header("x", size, type) + AFTER)
    first, bad, last = outcomes(tmp_path / "a.tar", megabytes=400)
    assert (first[2], last[2]) == ("a.tar!a.txt", "a.tar!z.txt")
    assert "header claims more than 64 kB" in bad[3]
    assert bad[1] == 2


def test_a_header_that_is_gigabytes(tmp_path: Path) -> None:
    """11 MB that unpack to 11 GB of a name; 1 MB of them here."""
    head = with_header("x", 600 << 20, tarfile.GNUTYPE_LONGNAME)
    (tmp_path / "a.tar.gz").write_bytes(gzip.compress(head) + gzip.compress(b"x" * MEGABYTE) * 600)
    found = outcomes(tmp_path, megabytes=400, seconds=120)
    assert len(found) == 2
    assert "header claims" in found[0][3]
    assert "250 times" in found[1][3]


def test_sparse_members(tmp_path: Path) -> None:
    sparse = bytearray(with_header("s.txt", 512, tarfile.GNUTYPE_SPARSE))
    sparse[386:410] = b"00000000000\x0000000001000\x00"
    sparse[483:495] = b"77777777777\x00"  # 8 GB, of which half a kilobyte is there
    sparse[148:156] = b"        "
    sparse[148:156] = b"%06o\0 " % sum(sparse[:512])
    (tmp_path / "a.tar").write_bytes(bytes(sparse) + b"x" * 512 + AFTER)
    bad, last = read(tmp_path)
    assert isinstance(bad, BadRecord)
    assert "sparse" in bad.reason
    assert last.id == "a.tar!z.txt"


def test_endless_lists_of_a_sparse_member(tmp_path: Path) -> None:
    header = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "s.txt"}
    header["GNU.sparse.realsize"] = "1"
    info = tarfile.TarInfo("x.txt")
    info.pax_headers = header
    info.size = 512 * 400
    start = info.tobuf(tarfile.PAX_FORMAT)
    (tmp_path / "a.tar").write_bytes(start + b"9999999\n" + b"1\n" * 102_396 + AFTER)
    bad, last = read(tmp_path)
    assert isinstance(bad, BadRecord)
    assert last.id == "a.tar!z.txt"


@pytest.mark.parametrize("offset", [0, 124, 148, 156])
def test_a_damaged_header_costs_its_member_only(tmp_path: Path, offset: int) -> None:
    """In the name, the size, the checksum and the type; of any member, the first and last too."""
    members = {f"{number}.txt": STORY.encode() for number in range(4)}
    for number in range(4):
        data = bytearray(tar_of(members))
        data[number * 1024 + offset] ^= 0x55
        (tmp_path / "a.tar").write_bytes(data)
        found = read(tmp_path / "a.tar")
        names = [one.id for one in found if isinstance(one, Record)]
        assert names == [f"a.tar!{other}.txt" for other in range(4) if other != number]
        (bad,) = (one for one in found if isinstance(one, BadRecord))
        assert bad.reason == "has a damaged header; at least one member was not read"
        assert bad.position == number + 1


def test_archives_that_were_joined_and_what_follows_them(tmp_path: Path) -> None:
    both = tar_of({"a.txt": STORY.encode()}) + tar_of({"b.txt": STORY.encode()})
    (tmp_path / "a.tar").write_bytes(both)
    assert ids(read(tmp_path / "a.tar")) == ["a.tar!a.txt", "a.tar!b.txt"]
    (tmp_path / "a.tar").write_bytes(both + b"signed by nobody" * 64)
    *found, bad = read(tmp_path / "a.tar")
    assert len(found) == 2
    assert isinstance(bad, BadRecord)
    assert bad.reason.startswith("goes on behind its end")


@pytest.mark.parametrize("name", ["a.tar.gz", "a.tgz", "a.tar"])
def test_tar_is_unpacked_by_its_bytes_and_gzip_in_pieces_is_read_whole(
    tmp_path: Path, name: str
) -> None:
    data = tar_of({f"{number}.txt": STORY.encode() for number in range(4)})
    pieces = [gzip.compress(data[at : at + 1000]) for at in range(0, len(data), 1000)]
    (tmp_path / name).write_bytes(b"".join(pieces))
    assert len(ids(read(tmp_path))) == 4
    (tmp_path / name).write_bytes(data)
    assert len(ids(read(tmp_path))) == 4


def test_a_checksum_that_does_not_fit_is_told(tmp_path: Path) -> None:
    data = bytearray(gzip.compress(tar_of({"a.txt": STORY.encode()})))
    data[-6] ^= 1
    (tmp_path / "a.tar.gz").write_bytes(data)
    first, bad = read(tmp_path)
    assert isinstance(first, Record)
    assert isinstance(bad, BadRecord)
    assert "CRC" in bad.reason


def test_digits_without_end_in_a_header(tmp_path: Path) -> None:
    start = with_header("x", 60_000, tarfile.XHDTYPE)
    (tmp_path / "a.tar").write_bytes(start + b"1" * 60_000 + bytes(416) + AFTER)
    bad, last = read(tmp_path)
    assert isinstance(bad, BadRecord)
    assert last.id == "a.tar!z.txt"


# The machine


def test_no_room_to_unpack_is_no_record_s_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.zip").write_bytes(zip_of({"a.parquet": b"PAR1" * 99, "b.txt": STORY.encode()}))

    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("summarizer.sources.file.tempfile.TemporaryFile", Full)
    with pytest.raises(MachineError, match=r"No space left.*TMPDIR.*run the same command again"):
        read(tmp_path)


def test_no_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.zip").write_bytes(zip_of({"a.zip": zip_of({"b.txt": STORY.encode()})}))

    def refuse() -> object:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("summarizer.sources.file.tempfile.TemporaryFile", refuse)
    with pytest.raises(MachineError, match="No usable temporary directory"):
        read(tmp_path)


def test_a_line_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "MAX_PASSED_OVER", 50 << 20)
    path = tmp_path / "a.jsonl"
    path.write_text(LINES)
    with path.open("r+b") as stream:
        stream.truncate(60 << 20)  # zeros, of which none is written
    *found, bad = read_records([str(path)])
    assert len(found) == 3
    assert isinstance(bad, BadRecord)
    assert "line of more than 50 MB" in bad.reason
    assert bad.reason.endswith("was not read")


def test_the_bounds_are_for_bombs() -> None:
    assert allowance.FREE_IN_ALL >= 4 * allowance.FREE
