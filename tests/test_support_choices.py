"""Questions answered by one of their labels: on the wire, in the journal, in fingerprints."""

import hashlib
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from faulty_server import Behaviour, FaultyServer, answer, raw, status

from summarizer.models.choices import choice_logprobs
from summarizer.models.openai_compatible import Endpoint, OpenAICompatible
from summarizer.models.transport import Transport, TransportLimits
from summarizer.rounds import Message, Question, Reply
from summarizer.store import Journal
from summarizer.store.journal import SCHEMA_VERSION

PLAIN = Question("support@v1", (Message("user", "A or B?"),), "ChoiceDraft", {}, "doc-1", 40)
CHOICE = replace(PLAIN, choices=("A", "B"))


def told(tokens: dict[str, float], finish_reason: str = "length", text: str = "A") -> Behaviour:
    """A completion of one token, with the likeliest tokens and their log-probabilities."""
    body = json.loads(answer(text, finish_reason=finish_reason).body)
    top = [{"token": token, "logprob": value} for token, value in tokens.items()]
    body["choices"][0]["logprobs"] = {"content": [{"token": text, "top_logprobs": top}]}
    return raw(json.dumps(body).encode())


def asked(question: Question, *behaviours: Behaviour) -> tuple[Reply, list[dict[str, object]]]:
    with FaultyServer(behaviours) as server:
        endpoint = Endpoint(model="tiny", name="here/tiny", base_url=server.base_url)
        model = OpenAICompatible(endpoint, Transport(TransportLimits(first_wait=0.001)))
        try:
            return model.ask(question), [request.body for request in server.requests]
        finally:
            model.close()


def test_one_token_is_asked_for_with_its_rivals() -> None:
    _, (body,) = asked(CHOICE, told({"A": -0.2, "B": -1.8}))
    assert (body["max_tokens"], body["logprobs"], body["top_logprobs"]) == (1, True, 20)
    assert "response_format" not in body


def test_other_questions_are_sent_as_ever() -> None:
    _, (body,) = asked(PLAIN, answer("{}"))
    assert (body["max_tokens"], "logprobs" in body) == (40, False)
    assert "response_format" in body


def test_labels_get_their_probabilities_and_the_answer_is_complete() -> None:
    reply, _ = asked(CHOICE, told({"A": -0.2, " B": -1.8, "The": -4.0}))
    assert (reply.text, reply.status) == ("A", "complete")
    assert reply.choice_logprobs == pytest.approx({"A": -0.2, "B": -1.8})


def test_without_probabilities_the_letter_stays() -> None:
    reply, _ = asked(CHOICE, answer("B", finish_reason="length"))
    assert (reply.text, reply.status, reply.choice_logprobs) == ("B", "complete", None)


def test_a_word_that_is_no_label_has_the_question_put_as_an_object() -> None:
    said = told({"Well": -0.1}, text="Well")
    reply, (first, second) = asked(CHOICE, said, answer('{"choice": "B"}'))
    assert ("logprobs" in first, "logprobs" in second) == (True, False)
    assert (reply.text, reply.status) == ('{"choice": "B"}', "complete")


def test_labels_that_are_unlikely_beside_another_word_are_not_weighed() -> None:
    said = told({"The": -0.01, "A": -9.0, "B": -15.0, "C": float("-inf")}, text="The")
    reply, bodies = asked(CHOICE, said, answer('{"choice": "A"}'))
    assert (len(bodies), reply.choice_logprobs, reply.text) == (2, None, '{"choice": "A"}')


def test_a_server_that_refuses_log_probabilities_is_asked_for_an_object() -> None:
    refused = status(400, "Unsupported parameter: 'logprobs' is not supported with this model.")
    reply, (first, second) = asked(CHOICE, refused, answer('{"choice": "B"}'))
    assert "logprobs" in first
    assert "response_format" in second
    assert (second["max_tokens"], reply.text) == (40, '{"choice": "B"}')


def test_a_label_that_is_not_listed_has_the_least_of_the_listed() -> None:
    first = {"logprobs": {"content": [{"top_logprobs": [{"token": "A", "logprob": -0.1}]}]}}
    assert choice_logprobs({"choices": [first]}, ("A", "B")) == pytest.approx(
        {"A": -0.1, "B": -0.1}
    )


@pytest.mark.parametrize(
    "logprobs",
    [None, [], {"content": []}, {"content": [{}]}, {"content": [{"top_logprobs": [{"token": 1}]}]}],
)
def test_a_server_that_tells_nothing_usable_tells_nothing(logprobs: object) -> None:
    assert choice_logprobs({"choices": [{"logprobs": logprobs}]}, ("A", "B")) is None


def test_choices_are_part_of_the_fingerprint_only_where_there_are_any() -> None:
    parts = ["support@v1", "doc-1", "ChoiceDraft", {}, 40, [("user", "A or B?")]]
    kept = hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
    assert PLAIN.fingerprint == kept
    assert (
        len({PLAIN.fingerprint, CHOICE.fingerprint, replace(PLAIN, choices=("A",)).fingerprint})
        == 3
    )


def test_the_journal_keeps_probabilities(tmp_path: Path) -> None:
    reply = Reply("A", choice_logprobs={"A": -0.5376, "B": -0.89})
    with Journal(tmp_path / "journal.sqlite3") as journal:
        journal.put(CHOICE, "m", reply)
        journal.put(PLAIN, "m", Reply("{}"))
        assert journal.get(CHOICE.fingerprint, "m") == replace(reply, replayed=True)
        assert journal.get(PLAIN.fingerprint, "m") == Reply("{}", replayed=True)


def test_a_journal_of_before_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path) as journal:
        journal.put(PLAIN, "m", Reply("{}"))
    connection = sqlite3.connect(path)
    connection.execute("ALTER TABLE reply DROP COLUMN choice_logprobs")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    with Journal(path) as journal:
        assert journal.get(PLAIN.fingerprint, "m") == Reply("{}", replayed=True)
        journal.put(CHOICE, "m", Reply("A", choice_logprobs={"A": -0.1, "B": -2.4}))
        kept = journal.get(CHOICE.fingerprint, "m")
    assert kept is not None
    assert kept.choice_logprobs == {"A": -0.1, "B": -2.4}
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    connection.close()
