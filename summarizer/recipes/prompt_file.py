"""prompt.md: front matter with the recipe's name, version, subject and cues, then the prompt."""

import re
import sys
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import yaml

from summarizer.recipes import names
from summarizer.recipes.cues import Cues, cues_fault
from summarizer.recipes.faults import Fault, line_of, read_text

__all__ = ["PROMPT", "Prompt", "name_fault"]

PROMPT: Final = "prompt.md"

MAX_TOKENS: Final = 4000
"""Of an answer, where the recipe does not say: what `events` and `claims` have."""

_FRONT_MATTER: Final = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.DOTALL)
_NEEDED: Final = {
    "name": "small letters, digits and hyphens",
    "version": "a whole number from 1",
    "what": "a line that says what an item is",
}
_KEYS: Final = (*_NEEDED, "cues", "max_tokens")
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def name_fault(name: object) -> str:
    """What is wrong with a recipe's name; empty when nothing is."""
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        return f"the name must be small letters, digits and hyphens, not {name!r}"
    if name in names():
        return f"{name!r} is a name of the program's own; choose another"
    return ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What prompt.md says. `cues` finds any of them as whole words, `text` is the prompt itself."""

    name: str
    version: int
    what: str
    cues: Cues | None
    max_tokens: int
    text: str

    @classmethod
    def read(cls, path: Path, faults: list[Fault]) -> "Prompt | None":
        """What stands in the file; None, and faults more, when it cannot be used."""
        text = read_text(path, faults)
        if text is None:
            return None
        match = _FRONT_MATTER.match(text)
        if match is None:
            faults.append(
                Fault(path, 1, "it must begin with front matter between two lines of ---")
            )
            return None
        front = _front(match[1], path, faults)
        said = {key: _front_fault(key, front.get(key)) for key in _KEYS} if front else {}
        wrong = {key: message for key, message in said.items() if message}
        wrong |= {key: _unknown(key) for key in front if key not in _KEYS}
        found = [Fault(path, line_of(text, rf"{re.escape(key)}\s*:"), wrong[key]) for key in wrong]
        faults += sorted(found, key=lambda fault: fault.line or sys.maxsize)
        if not match[2].strip():
            faults.append(Fault(path, text.count("\n") + 1, "the prompt itself is missing"))
        if not front or wrong:
            return None
        cues = Cues.of(front["cues"]) if front.get("cues") else None
        limit = front.get("max_tokens") or MAX_TOKENS
        what = " ".join(front["what"].split())
        return cls(front["name"], front["version"], what, cues, limit, match[2].strip())


def _front(text: str, path: Path, faults: list[Fault]) -> dict[str, Any]:
    try:
        front = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        at = error.problem_mark.line + 2 if error.problem_mark else 1
        faults.append(Fault(path, at, f"the front matter is not YAML: {error.problem}"))
        return {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A control character, a 13th month, brackets too deep.
        reason = str(error).splitlines()[0]
        faults.append(Fault(path, 1, f"the front matter cannot be read: {reason}"))
        return {}
    if not isinstance(front, dict) or not front:
        faults.append(Fault(path, 1, f"the front matter must give {', '.join(_NEEDED)}"))
        return {}
    return {str(key): value for key, value in front.items()}


def _front_fault(key: str, value: Any) -> str:
    """What is wrong with one value of the front matter; empty when nothing is."""
    if value is None and key in _NEEDED:
        return f"{key!r} is missing: give {_NEEDED[key]}"
    if key == "name":
        return name_fault(value)
    if key == "version":
        return "" if _is_count(value) else "the version must be a whole number from 1"
    if key == "what":
        said = isinstance(value, str) and value.strip()
        return "" if said else f"{key!r} must be {_NEEDED[key]}"
    if key == "cues":
        return _cues_fault(value)
    return "" if value is None or _is_count(value) else "max_tokens must be a whole number from 1"


def _unknown(key: str) -> str:
    meant = get_close_matches(key, _KEYS, n=1)
    return f"there is no {key!r} here; " + (
        f"did you mean {meant[0]!r}?" if meant else f"choose from {', '.join(_KEYS)}"
    )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _cues_fault(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, list) or not all(isinstance(cue, str) and cue for cue in value):
        return "the cues must be a list of words or regular expressions"
    return cues_fault(value)
