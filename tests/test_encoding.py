"""Bytes -> text: damaged UTF-8, declarations that lie, NULs, text that was encoded twice."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_documents import SENTENCES

from summarizer.documents import Document
from summarizer.errors import DocumentError
from summarizer.sources.encoding import decode
from summarizer.sources.legacy import codec_of
from summarizer.sources.plausibility import cyrillic_sense, oddity
from summarizer.sources.reading import read_records
from summarizer.sources.record import Record
from summarizer.sources.utf8 import once_encoded

STORY = (
    "The ferry between Sarrow and Kelmar was stopped on Monday. “It leaks,” said Ilse Darrow, "
    "who runs the café on the quay. She won’t sail again — not for €500."
)
ENCODINGS = {
    "ru": ["cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic"],
    "uk": ["cp1251", "koi8-u"], "bg": ["cp1251", "koi8-r"], "sr": ["cp1251"],
    "el": ["cp1253"], "he": ["cp1255"], "ar": ["cp1256"], "th": ["cp874"],
    "zh": ["gb18030", "big5"], "ja": ["shift_jis"], "ko": ["euc_kr"],
    "pl": ["cp1250", "iso8859-2"], "cs": ["cp1250"], "hu": ["cp1250"], "ro": ["cp1250"],
    "tr": ["cp1254"], "de": ["cp1252"], "fr": ["cp1252"], "es": ["cp1252"], "sv": ["cp1252"],
}  # fmt: skip
WRITTEN = [(language, encoding) for language in ENCODINGS for encoding in ENCODINGS[language]]


def text_of(data: bytes, *declared: str | None) -> str:
    return decode(data, "a.txt", declared).text


# ---------------------------------------------------------------- damaged UTF-8


@pytest.mark.parametrize("declared", [(), ("utf-8",), (None, "windows-1252"), ("iso-8859-1",)])
@pytest.mark.parametrize("bad", [b"\xa9", b"\xff", b"\xe9", b"\xc3", b"\xe2\x80", b"\xf0\x9f"])
def test_utf8_but_for_one_place(bad: bytes, declared: tuple[str | None, ...]) -> None:
    data = STORY.encode() + b"\n" + bad + b" 2024\n"
    decoded = decode(data, "a.txt", declared)
    assert decoded.text == f"{STORY}\n\ufffd 2024\n"
    (note,) = decoded.notes
    assert "U+FFFD" in note
    assert str(len(STORY.encode()) + 1) in note


@pytest.mark.parametrize("language", sorted(set(SENTENCES) - {"en", "nl", "id"}))
def test_damaged_utf8_in_every_language(language: str) -> None:
    data = SENTENCES[language].encode()
    assert text_of(data + b" \xa9 2024") == SENTENCES[language] + " \ufffd 2024"


@pytest.mark.parametrize("cut", range(1, 4))
def test_utf8_cut_inside_a_character(cut: int) -> None:
    data = f"{STORY} Darrow 😀".encode()[:-cut]
    decoded = decode(data, "a.txt")
    assert decoded.text == f"{STORY} Darrow \ufffd"
    assert len(decoded.notes) == 1


def test_a_cut_alone_tells_utf8_where_it_is_declared() -> None:
    assert text_of(b"The mayor left the caf" + b"\xc3", "utf-8")[-4:] == "caf\ufffd"
    assert text_of("The mayor left the café".encode("cp1252"))[-4:] == "café"


def test_a_note_names_the_first_places_only() -> None:
    decoded = decode((STORY * 3).encode() + b"\xff\n" * 9, "a.txt")
    (note,) = decoded.notes
    first = len((STORY * 3).encode())
    assert (
        note
        == f"9 bytes are no UTF-8; shown as U+FFFD (at bytes {first}, {first + 2}, {first + 4}, …)"
    )


@pytest.mark.parametrize("language", ["de", "fr", "es", "sv"])
def test_western_text_keeps_its_letters_whatever_it_declares(language: str) -> None:
    data = SENTENCES[language].encode("cp1252")
    for declared in (None, "utf-8", "us-ascii", "iso-8859-1", "windows-1251", "koi8-r", "none"):
        assert text_of(data, declared) == SENTENCES[language]


@given(st.text(), st.binary(max_size=3), st.sampled_from([None, "utf-8", "cp1252", "big5"]))
def test_decoding_never_crashes(text: str, tail: bytes, declared: str | None) -> None:
    try:
        decoded = decode(text.encode("utf-8", "replace") + tail, "a.txt", (declared,))
    except DocumentError:
        return
    assert "\0" not in decoded.text


# ---------------------------------------------------------------- declarations


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
def test_declarations_that_lie(language: str, encoding: str) -> None:
    text = "\n".join([SENTENCES[language]] * 3)
    data = text.encode(encoding, "ignore")
    text = data.decode(encoding)
    for declared in (encoding, "utf-8", "iso-8859-1", "windows-1252", "koi8-r", "undefined", None):
        assert text_of(data, declared) == text, declared


@pytest.mark.parametrize("declared", ["iso-8859-1", "koi8-r", "windows-1252", "shift_jis"])
def test_a_lie_is_noted(declared: str) -> None:
    decoded = decode(SENTENCES["ru"].encode("cp1251"), "a.txt", (declared,))
    (note,) = decoded.notes
    assert note.startswith("declares ")
    assert note.endswith("but reads as windows-1251")


def test_what_is_guessed_is_noted_and_the_truth_is_not() -> None:
    data = SENTENCES["ru"].encode("koi8-r")
    (note,) = decode(data, "a.txt").notes
    assert "names no encoding" in note
    for declared in (("koi8-r",), ("utf-8", "KOI8-R"), ("none", "koi8_r")):
        assert decode(data, "a.txt", declared).notes == ()
    assert decode(STORY.encode(), "a.txt", ("utf8",)).notes == ()
    assert "reads as utf-8" in decode(STORY.encode(), "a.txt", ("latin1",)).notes[0]
    assert decode(b"Plain words.", "a.txt", ("latin1",)).notes == ()


@pytest.mark.parametrize(
    "label",
    ["undefined", "none", "hex", "zlib", "bz2", "base64", "quopri", "uu", "idna", "punycode", "rot13",
     "unicode_escape", "raw_unicode_escape", "mbcs", "oem", "utf-7", "utf-16", "x-user-defined", "x-",
     "a" * 40, "", None],
)  # fmt: skip
def test_what_is_no_encoding_of_a_page(label: str | None) -> None:
    assert codec_of(label) is None
    assert text_of(SENTENCES["de"].encode("cp1252"), label) == SENTENCES["de"]
    assert text_of(STORY.encode(), label) == STORY


@pytest.mark.parametrize(
    ("label", "codec"),
    [("UTF8", "utf-8"), ("Latin1", "cp1252"), ("ISO_8859-9", "cp1254"), ("x-sjis", "cp932"),
     ("GB2312", "gb18030"), ("x-mac-cyrillic", "mac-cyrillic"), ("ks_c_5601-1987", "cp949")],
)  # fmt: skip
def test_encodings_as_browsers_read_them(label: str, codec: str) -> None:
    assert codec_of(label) == codec


def test_a_damaged_page_in_the_encoding_it_declares() -> None:
    data = SENTENCES["zh"].encode("gb18030")
    decoded = decode(data + b"\xff\xff", "a.html", ("gb2312",))
    assert decoded.text.startswith(SENTENCES["zh"])
    assert any("U+FFFD" in note for note in decoded.notes)


def test_a_lying_page_in_a_file(tmp_path: Path) -> None:
    body = "".join(f"<p>{SENTENCES['ru']}</p>" for _ in range(3))
    for declared in ("iso-8859-1", "koi8-r", "utf-8", "hex", "undefined"):
        page = f'<html><head><meta charset="{declared}"><title>Мост</title></head><body>{body}'
        (tmp_path / "a.html").write_bytes(page.encode("cp1251"))
        document = Document.from_path(tmp_path / "a.html")
        assert document.text.count("Никто не пострадал") == 3
        assert document.title == "Мост"
        assert any("windows-1251" in note for note in document.notes)


@pytest.mark.parametrize("language", SENTENCES)
def test_true_text_is_plausible(language: str) -> None:
    assert oddity(SENTENCES[language]) == 0
    sense = cyrillic_sense(SENTENCES[language])
    assert (sense is not None) == (language in ("ru", "uk", "bg", "sr"))
    assert sense is None or sense > 0.55


@pytest.mark.parametrize(
    "text",
    ["Ìîñêâà ñåãîäíÿ", "cafй au lait", "by³o zimno", "caf\x92s", "Br點ke zu", "▓²╒╩├╦╔", "ﾏﾟﾓﾔﾁ"],
)
def test_text_read_in_another_encoding_is_odd(text: str) -> None:
    assert oddity(text) > 0.5


# ---------------------------------------------------------------- NULs and UTF-16


@pytest.mark.parametrize("at", [0, 10, len(STORY)])
def test_a_nul_does_not_make_a_text_binary(at: int) -> None:
    data = STORY[:at].encode() + b"\0" + STORY[at:].encode()
    decoded = decode(data, "a.txt")
    assert decoded.text == STORY
    assert decoded.notes == ("1 NUL is left out",)


def test_a_page_with_nuls(tmp_path: Path) -> None:
    page = f"<html><head><title>Ferry\0 stops</title></head><body><p>{STORY}\0</p></body></html>"
    (tmp_path / "a.html").write_bytes(page.encode() + bytes(4096))
    document = Document.from_path(tmp_path / "a.html")
    assert document.text.endswith(STORY)
    assert document.title == "Ferry stops"
    assert document.notes == ("4098 NULs are left out",)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("language", ["en", "ru", "el", "de"])
def test_utf16_without_its_mark(language: str, encoding: str) -> None:
    decoded = decode(SENTENCES[language].encode(encoding), "a.txt", ("utf-8",))
    assert decoded.text == SENTENCES[language]
    assert "byte order mark" in decoded.notes[0]


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf16_cut_inside_a_character(mark: bytes) -> None:
    encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    decoded = decode(mark + STORY.encode(encoding)[:-1], "a.txt")
    assert decoded.text[:-1] == STORY[:-1]
    assert any("U+FFFD" in note for note in decoded.notes)


@pytest.mark.parametrize(
    "data", [bytes(500), bytes(range(256)) * 20, b"Hi\0\0" * 50, b"\x7fELF\2\1\1" + bytes(9) + b"x"]
)
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"binary|known encoding"):
        decode(data, "a.bin")


# ---------------------------------------------------------------- encoded twice


def twice(text: str) -> str:
    """As what reads UTF-8 as windows-1252 has it; open bytes stand for themselves."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize(
    "text", [STORY, SENTENCES["de"], SENTENCES["pl"], SENTENCES["ru"], "It’s.", "Café"]
)
def test_text_encoded_twice_is_mended(text: str) -> None:
    assert twice(text) != text
    mended, (note,) = once_encoded(f"{twice(text)}\nPlain.\r\nToo — plain.")
    assert mended == f"{text}\nPlain.\r\nToo — plain."
    assert note == "1 line encoded twice as UTF-8; mended"


@pytest.mark.parametrize(
    "line", [f"{twice(STORY)} — so", "MANHÃ”", f"{twice('it’s')}…", "Ã©t\ufffd"]
)
def test_a_line_in_doubt_is_left_and_noted(line: str) -> None:
    assert once_encoded(line) == (
        line, ("1 line perhaps encoded twice as UTF-8; left as found",)
    )  # fmt: skip


@pytest.mark.parametrize("language", SENTENCES)
def test_text_encoded_once_is_left_alone(language: str) -> None:
    assert once_encoded(SENTENCES[language]) == (SENTENCES[language], ())


@pytest.mark.parametrize(
    "line", ["« LIBERTÉ\u00a0! OÙ\u00a0?", "LIBERTÉ\u00a0: OÙ\u00a0:", "IST ES Ä… Ü–"]
)
def test_capitals_before_marks_are_not_mended(line: str) -> None:
    assert once_encoded(line)[0] == line


def test_a_document_encoded_twice(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(twice(STORY), encoding="utf-8")
    (tmp_path / "b.html").write_text(
        f"<html><head><title>{twice('Café shut')}</title></head><body><p>{twice(STORY)}</p>",
        encoding="utf-8",
    )
    for record in read_records([str(tmp_path)]):
        assert isinstance(record, Record)
        document = Document.from_record(record)
        assert document.text.endswith(STORY)
        assert any("encoded twice" in note for note in document.notes)
    assert document.title == "Café shut"
