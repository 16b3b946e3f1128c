"""Subtitles: the running text of what was spoken, with who speaks at the head of a paragraph."""

import time
from pathlib import Path

import pytest

from summarizer.documents import Document
from summarizer.scan import scan
from summarizer.segments import segments
from summarizer.sources import BadRecord, Record, read_records


def srt(*cues: str, gap: float = 0.0) -> str:
    blocks = (
        f"{n}\n{clock(n * (3 + gap))},000 --> {clock(n * (3 + gap) + 3)},000\n{cue}\n"
        for n, cue in enumerate(cues, 1)
    )
    return "\n".join(blocks)


def clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def vtt(*cues: str, head: str = "WEBVTT") -> str:
    return f"{head}\n\n{srt(*cues).replace(',000', '.000')}"


def text_of(folder: Path, content: str | bytes, name: str = "a.srt") -> str:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return Document.read(str(path)).text


@pytest.mark.parametrize(
    "content",
    [
        srt("The ferry sank", "off Port Maren on Monday.", "All live."),
        srt("The ferry sank\noff Port Maren", "on Monday. All", "live.").replace("\n", "\r\n"),
        "\ufeff"
        + srt(
            "<i>The ferry</i> sank",
            r"{\an8}off Port Maren on Monday.",
            '<font color="#fff">All live.</font>',
        ),
        srt("The ferry sank", "", "off Port Maren on Monday. All live."),
        srt("The ferry sank off", "Port Maren on Monday. All live.").replace(",000", ".5"),
        "\n\n" + srt("The ferry sank off Port Maren on Monday.", "All live.").replace("1\n", "", 1),
    ],
)
def test_cues_are_joined(tmp_path: Path, content: str) -> None:
    assert text_of(tmp_path, content) == "The ferry sank off Port Maren on Monday. All live."


@pytest.mark.parametrize(
    "content",
    [
        vtt("The <b>ferry</b> sank <00:00:01.000><c>off</c> Port Maren.", "AT&amp;T &lt;3"),
        vtt(
            "The ferry sank off",
            "Port Maren. AT&amp;T &lt;3",
            head="WEBVTT - Evening news\nKind: captions",
        ),
        vtt("The ferry sank off", "Port Maren.\nAT&amp;T &lt;3").replace(
            "1\n", "NOTE a --> b\nsays\n\nSTYLE\n::cue {}\n\n1\n", 1
        ),
        vtt("The <ruby>ferry<rt>ship</rt></ruby> sank off", "Port Maren. AT&amp;T &lt;3").replace(
            "00:00:0", "00:0", 1
        ),
        vtt("The ferry sank off Port Maren. AT&amp;T &lt;3").replace(
            "6.000", "6.000 align:start position:0%"
        ),
    ],
)
def test_webvtt(tmp_path: Path, content: str) -> None:
    assert text_of(tmp_path, content, "a.vtt") == "The ferry sank off Port Maren. AT&T <3"


@pytest.mark.parametrize(
    ("cues", "text"),
    [
        (("JUDGE BRASK: Sit", "down.", "MR FALK: No."), "JUDGE BRASK: Sit down.\n\nMR FALK: No."),
        (
            ("<v Ilse Darrow>We left", "<v Ilse Darrow>at noon.", "<v Idris Falk>No.</v>"),
            "Ilse Darrow: We left at noon.\n\nIdris Falk: No.",
        ),
        (("- Ilse Darrow: We left.\n- No."), None),
        (
            ("[Ilse Darrow]: We left.", "[Idris Falk]: No."),
            "Ilse Darrow: We left.\n\nIdris Falk: No.",
        ),
        (
            (">> ILSE DARROW: We left.", ">> No.", ">>> [Idris Falk] Yes."),
            "ILSE DARROW: We left.\n\nNo.\n\nIdris Falk: Yes.",
        ),
        (("Ilse Darrow (by phone): We left."), None),
        (
            ("<v.loud Ilse Darrow>We left.</v> <v Idris Falk>No.</v>",),
            "Ilse Darrow: We left.\n\nIdris Falk: No.",
        ),
        (
            ("at 10:30: the ferry sank.", "It had two decks: upper, lower."),
            "at 10:30: the ferry sank. It had two decks: upper, lower.",
        ),
    ],
)
def test_who_speaks(tmp_path: Path, cues: tuple[str, ...] | str, text: str | None) -> None:
    if isinstance(cues, str):
        cues = (cues,)
        text = {"-": "Ilse Darrow: We left.\n\nNo.", "I": "Ilse Darrow: We left."}[cues[0][0]]
    for name in ("a.srt", "a.vtt"):
        made = srt(*cues) if name == "a.srt" else vtt(*cues)
        assert text_of(tmp_path, made, name) == text


def test_the_scan_reads_who_speaks(tmp_path: Path) -> None:
    path = tmp_path / "a.srt"
    path.write_text(
        srt(
            "JUDGE BRASK: The harbour was closed at noon,",
            "and nobody was told.",
            "MR FALK: We were told.",
        )
    )
    document = Document.read(str(path))
    found = scan(document, segments(document))
    speakers = {document.text[slice(*one.source)] for one in found.attributions if one.source}
    assert {"JUDGE BRASK", "MR FALK"} <= speakers


ROLLING = (
    (
        "the ferry sank",
        "the ferry sank\noff port maren",
        "off port maren\non monday",
        "on monday\nall live",
    ),
    ("the ferry sank\noff port maren", "off port maren\non monday\nall live"),
    (
        "the ferry sank",
        "the ferry sank",
        "off port maren",
        "off port maren",
        "on monday\nall live",
        "on monday\nall live",
    ),
)


@pytest.mark.parametrize("cues", ROLLING)
def test_rolling_captions_are_said_once(tmp_path: Path, cues: tuple[str, ...]) -> None:
    assert text_of(tmp_path, srt(*cues)) == "the ferry sank off port maren on monday all live"


def test_who_repeats_himself_is_heard(tmp_path: Path) -> None:
    cues = ["No.", "No.", *(f"Sentence {n}." for n in range(9))]
    assert text_of(tmp_path, srt(*cues)).startswith("No. No. Sentence 0.")


def test_a_pause_parts_paragraphs(tmp_path: Path) -> None:
    assert text_of(tmp_path, srt("It sank.", "All live.", gap=9)) == "It sank.\n\nAll live."
    assert text_of(tmp_path, srt("It sank", "on Monday.", gap=9)) == "It sank on Monday."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "utf-8-sig"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    said = "Die Fähre ist am Montag in Köln gesunken, und niemand war an Bord."
    assert text_of(tmp_path, srt(said).encode(encoding)) == said


@pytest.mark.parametrize(
    ("said", "code"),
    [("de-CH", "de"), ("deu", "de"), ("spanish", "es"), ("est", None), ("Kelmari", None)],
)
def test_the_language_of_the_file(tmp_path: Path, said: str, code: str | None) -> None:
    (tmp_path / "a.vtt").write_text(vtt("Ja.", head=f"WEBVTT\nKind: captions\nLanguage: {said}"))
    (one,) = read_records([str(tmp_path / "a.vtt")])
    assert isinstance(one, Record)
    assert one.language == code
    assert any(note.startswith("language: ") for note in one.notes) == (code is None)


@pytest.mark.parametrize("content", ["WEBVTT\n\n", "1\nwords\n", srt("<i></i>", ""), "9" * 100_000])
def test_without_words_it_is_bad(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.srt").write_text(content)
    (bad,) = read_records([str(tmp_path / "a.srt")])
    assert isinstance(bad, BadRecord)
    assert "no cues" in bad.reason


@pytest.mark.parametrize(
    "cue", ["w\n" * 200_000, "<rt" * 100_000, "A" * 500_000, "<v " * 100_000, "Aa " * 100_000]
)
def test_cues_without_end_take_no_time(tmp_path: Path, cue: str) -> None:
    (tmp_path / "a.srt").write_text(srt(cue.strip()))
    began = time.process_time()
    assert len(list(read_records([str(tmp_path / "a.srt")]))) == 1
    assert time.process_time() - began < 3.0
