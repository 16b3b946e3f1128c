"""What became of right drafts and planted faults, as a page to read and as JSON."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from summarizer.evaluation.oracle import OUTCOMES, Kind, Oracle, Trial
from summarizer.evaluation.planting import CLAIM_FAULTS, EVENT_FAULTS
from summarizer.evaluation.report import misses_page, worst_of
from summarizer.evaluation.tables import table
from summarizer.evaluation.tally import Miss
from summarizer.evaluation.tasks import ORACLE
from summarizer.export.printable import escaped

__all__ = ["oracle_json", "oracle_text"]

_RIGHT: Final = ("passed", "doubted", "refused")
_ORDER: Final[Mapping[Kind, tuple[str, ...]]] = {"claims": CLAIM_FAULTS, "events": EVENT_FAULTS}


def oracle_text(oracle: Oracle, misses: int) -> str:
    """Right drafts, planted faults by their kind, and `misses` of what went wrong, for a person."""
    parts = [
        _drafts(oracle),
        *(_faults(kind, trial) for kind, trial in oracle.trials.items()),
        _told(oracle),
        misses_page(_misses(oracle, misses)),
    ]
    return "\n".join(part for part in parts if part)


def oracle_json(oracle: Oracle, misses: int, about: Mapping[str, Any]) -> str:
    """One JSON object: `about` (how it was run) first, then the counts of each kind, and misses."""
    value = {
        "task": ORACLE,
        **about,
        "documents": oracle.documents,
        **{str(kind): _counts(kind, trial) for kind, trial in oracle.trials.items()},
        "misses": [
            {"doc_id": doc_id, "kind": miss.kind, "text": miss.text}
            for doc_id, miss in _misses(oracle, misses)
        ],
    }
    return escaped(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def _drafts(oracle: Oracle) -> str:
    rows = [
        [kind, f"{trial.drafts.total():,}", *_cells(trial.drafts, _RIGHT)]
        for kind, trial in oracle.trials.items()
    ]
    return table(["right drafts", "tried", *_RIGHT], rows)


def _faults(kind: Kind, trial: Trial) -> str:
    rows = [
        [fault, f"{counts.total():,}", *_cells(counts, OUTCOMES)]
        for fault in _ORDER[kind]
        if (counts := trial.faults.get(fault))
    ]
    return table([f"planted in {kind}", "planted", *OUTCOMES], rows) if rows else ""


def _told(oracle: Oracle) -> str:
    """What stands in no table, a line each."""
    lines = []
    for kind, trial in oracle.trials.items():
        if trial.codes:
            codes = ", ".join(f"{code} {number}" for code, number in trial.codes.most_common())
            lines.append(f"Found in right {kind}: {codes}.")
        if trial.parts:
            lines.append(f"Participants and places lost: {trial.parts_lost} of {trial.parts:,}.")
        if trial.left_out:
            lines.append(f"Left out: {trial.left_out} {kind} without a source or content.")
    return "".join(f"{line}\n" for line in lines)


def _cells(counts: Counter[str], names: tuple[str, ...]) -> list[str]:
    return [f"{counts[one]:,} {_percent(counts[one], counts.total()):>7}" for one in names]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _counts(kind: Kind, trial: Trial) -> dict[str, Any]:
    return {
        "drafts": {"tried": trial.drafts.total(), **{one: trial.drafts[one] for one in _RIGHT}},
        "codes": dict(trial.codes.most_common()),
        "left_out": trial.left_out,
        "parts": trial.parts,
        "parts_lost": trial.parts_lost,
        "faults": {
            fault: {
                "planted": counts.total(),
                **{one.replace(" ", "_"): counts[one] for one in OUTCOMES},
            }
            for fault in _ORDER[kind]
            if (counts := trial.faults.get(fault))
        },
    }


def _misses(oracle: Oracle, number: int) -> list[tuple[str, Miss]]:
    return worst_of((miss for trial in oracle.trials.values() for miss in trial.misses), number)
