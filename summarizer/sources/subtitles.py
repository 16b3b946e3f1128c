"""Transcripts as subtitles, SubRip and WebVTT: cues -> the running text that was spoken.

Who speaks stands at the head of a paragraph ("JUDGE BRASK: …"), where the scan looks for it.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.sources.article import Article
from summarizer.sources.encoding import decode
from summarizer.sources.fields import ReadingOptions
from summarizer.sources.file import File, whole
from summarizer.sources.record import Found

__all__ = ["read_subtitles"]

PAUSE = 4.0
"""Seconds without a cue after which a new paragraph begins, where a sentence had ended: speakers of
our own transcripts take breath for one or two."""

ROLLING_SHARE = 0.3
"""Share of cues that begin with what the cue before them showed, above which captions roll: in those
of broadcasts and of recognised speech nearly all do, in others it takes a speaker who repeats himself."""

LONGEST_PARTICLE = 3
"""Letters of the words of a name that may be small: "von", "de", "al"."""

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,80})>")
_RUBY = re.compile(r"<rt\b[^<>]{0,100}>[^<]*(?:</rt>)?")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<\d[\d:.]*>|\{\\[^{}]{0,200}\}")
_BLANK = re.compile(r"\n[ \t]*\n")
_CHANGE = re.compile(r"(?:>>+|[-–—])\s*(?=\S)")
_NAME = r"(?:[^\W\d_][\w.'’-]*)(?:\s+[^\W\d_][\w.'’-]*){0,4}"
_LABEL = re.compile(rf"(?:\[({_NAME})\]|({_NAME})\s*(?:\([^()]{{1,40}}\))?)\s*:\s+(?=\S)")
_BRACKETED = re.compile(rf"\[({_NAME})\]\s+(?=\S)")
_STOPS = tuple('.!?…"”’)]')
_LANGUAGE = re.compile(r"^Language:\s*([A-Za-z-]{2,20})\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Cue:
    start: float
    end: float
    lines: tuple[str, ...]


def read_subtitles(file: File, options: ReadingOptions) -> Iterator[Found]:
    """The one transcript of an .srt or .vtt file."""
    with file.open() as stream:
        data = whole(stream)
    decoded = decode(data, file.name, (file.charset,))
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    cues = list(_cues(text))
    paragraphs = _paragraphs(_unrolled(cues))
    if not paragraphs:
        yield file.bad(1, "holds no cues with words; give a transcript", file.relative)
        return
    language = _LANGUAGE.search(text[:1000]) if text.startswith("WEBVTT") else None
    yield Article(
        text="\n\n".join(paragraphs),
        source=file.name,
        language=language[1] if language else None,
        notes=decoded.notes,
    ).found(file, 1, file.relative)


def _cues(text: str) -> Iterator[_Cue]:
    """The cues; headers, notes and styles have no times and fall away."""
    for block in _BLANK.split(text):
        lines = block.strip("\n").split("\n")
        at = next((n for n, line in enumerate(lines[:2]) if _TIMES.match(line)), None)
        if at is None:
            continue
        times = _TIMES.match(lines[at])
        assert times, "it was found there"
        said = tuple(filter(None, (_plain(line) for line in _joined(lines[at + 1 :]))))
        yield _Cue(_seconds(times.groups()[:4]), _seconds(times.groups()[4:]), said)


def _joined(lines: list[str]) -> list[str]:
    """Lines with the voice of their cue as a label: `<v Ilse Darrow>We left.`"""
    marked = _RUBY.sub("", "\n".join(lines))
    return _VOICE.sub(lambda voice: f"\n{voice[1].strip()}: ", marked).split("\n")


def _plain(line: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", line)).split())


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _unrolled(cues: list[_Cue]) -> list[_Cue]:
    """Cues without the lines that live captions show again while they move up."""
    shown: tuple[str, ...] = ()
    fresh: list[_Cue] = []
    again = 0
    for cue in cues:
        repeated = _overlap(shown, cue.lines)
        again += repeated > 0
        fresh.append(_Cue(cue.start, cue.end, cue.lines[repeated:]))
        shown = cue.lines or shown
    return fresh if again > ROLLING_SHARE * len(cues) else cues


def _overlap(shown: tuple[str, ...], lines: tuple[str, ...]) -> int:
    """How many lines stand at the end of what was shown and at the beginning of `lines`."""
    sizes = range(min(len(shown), len(lines)), 0, -1)
    return next((size for size in sizes if shown[-size:] == lines[:size]), 0)


def _paragraphs(cues: list[_Cue]) -> list[str]:
    """Running text, with a new paragraph where somebody else speaks, and after a pause."""
    found: list[list[str]] = []
    ended, speaker = 0.0, ""
    for cue in cues:
        for number, line in enumerate(cue.lines):
            late = found and not number and cue.start - ended > PAUSE
            paused = late and found[-1][-1].endswith(_STOPS)
            turn, name, said = _turn(line)
            # A voice is told for each cue, also where the same goes on.
            goes_on = name == speaker if name else not turn
            if found and goes_on and not paused:
                found[-1].append(said)
            else:
                found.append([f"{name}: {said}" if name else said])
            speaker = name or ("" if turn else speaker)
        ended = max(ended, cue.end)
    return [" ".join(parts) for parts in found]


def _turn(line: str) -> tuple[bool, str, str]:
    """Whether somebody begins to speak in a line, the name of who does, and the words."""
    change = _CHANGE.match(line)
    said = line[change.end() :] if change else line
    label = _LABEL.match(said) or (_BRACKETED.match(said) if change else None)
    if label:
        name = next(filter(None, label.groups()))
        if not any(word[0].islower() for word in name.split() if len(word) > LONGEST_PARTICLE):
            return True, name, said[label.end() :]
    return change is not None, "", said
