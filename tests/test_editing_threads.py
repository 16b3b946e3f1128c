"""One summary in several hands at once: no edit is lost, and no reader sees half of one."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from scripting import FERRY, assert_sound, summarize

from summarizer import Document, Summary

ARTICLE = Document.from_text(FERRY, language="en")
PLAIN = summarize(FERRY, "focused")[0]
EDITORS = ["Ilse", "Maro", "Nora", "Teo"]
ROUNDS = 25


def together(*work: Callable[[], object]) -> None:
    """Each in a thread of its own, begun at the same moment; raises what one of them raises."""
    gate = threading.Barrier(len(work))

    def begin(one: Callable[[], object]) -> None:
        gate.wait()
        one()

    with ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(begin, one) for one in work]:
            done.result()


def test_edits_of_one_claim_by_several_editors_all_count() -> None:
    summary = Summary.of(PLAIN, ARTICLE)
    claim = summary.claims[0]

    def edit(editor: str) -> None:
        for number in range(ROUNDS):
            claim.revise(text=f"The ferry Vega sank, said {editor} {number}.", by=editor)

    together(*(lambda editor=editor: edit(editor) for editor in EDITORS))
    assert len(summary.history) == ROUNDS * len(EDITORS)
    for editor in EDITORS:
        texts = [change.after["text"] for change in summary.history if change.who == editor]
        assert texts == [f"The ferry Vega sank, said {editor} {n}." for n in range(ROUNDS)]
    # Each edit was made on what the one before had left.
    for before, after in zip(summary.history, summary.history[1:], strict=False):
        assert after.before == before.after


def test_items_that_are_added_at_once_have_numbers_of_their_own() -> None:
    summary = Summary.of(PLAIN, ARTICLE)
    start = FERRY.index("They knew")

    def add(editor: str) -> None:
        for _ in range(ROUNDS):
            summary.add_claim(start, start + len("They knew"), by=editor)

    together(*(lambda editor=editor: add(editor) for editor in EDITORS))
    ids = [claim.id for claim in summary.claims]
    assert len(ids) == len(set(ids)) == len(PLAIN.claims) + ROUNDS * len(EDITORS)


def test_a_reader_sees_whole_edits_only() -> None:
    summary = Summary.of(PLAIN, ARTICLE)
    done = threading.Event()

    def edit() -> None:
        for _ in range(ROUNDS):
            summary.events[0].reject("No.")
            summary.undo()
        done.set()

    def read() -> None:
        while not done.is_set():
            seen = Summary.from_json(summary.to_json())
            assert_sound(seen, FERRY)
            edits = [change for change in seen.history if change.what == "rejected"]
            undone = [change for change in seen.history if change.what == "undone"]
            assert len(PLAIN.events) - len(seen.events) == len(edits) - len(undone)

    together(edit, read, read)
    assert len(summary.history) == 2 * ROUNDS
