"""Reading how likely each of a question's labelled choices was, out of a completion's first token."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp, isfinite, log
from typing import Any

from summarizer.rounds import Reply

__all__ = ["choice_logprobs", "reply_to_choice"]


ROUNDING = 0.01
"""A log-probability that is greater than 0 by no more than this is 0; one that is greater is none."""

LEAST_MASS = 0.1
"""Of the first token's probability; with less the model began to say something else."""


def reply_to_choice(reply: Reply, envelope: Mapping[str, Any], choices: Sequence[str]) -> Reply:
    """`reply` with the log-probabilities of `choices`; one token is all that was asked for.

    An answer that is a label is complete, though the limit of one token ended it.
    """
    found = choice_logprobs(envelope, choices)
    if reply.status == "truncated" and (found or reply.text.strip() in choices):
        return replace(reply, status="complete", detail="", choice_logprobs=found)
    return replace(reply, choice_logprobs=found)


def choice_logprobs(
    envelope: Mapping[str, Any], choices: Sequence[str]
) -> Mapping[str, float] | None:
    """Label -> natural logarithm of its probability as the first token; None without any of them,
    or when something else is likelier by far.

    Tokens that differ in white space are one label. A label that is not among the likeliest tokens
    gets the least likely one's figure, which is more than it has.
    """
    likeliest = _first_token(envelope)
    masses = {label: sum(exp(p) for token, p in likeliest if token == label) for label in choices}
    if sum(masses.values()) < LEAST_MASS:
        return None
    least = min(probability for _, probability in likeliest)
    return {label: log(min(mass, 1.0)) if mass else least for label, mass in masses.items()}


def _first_token(envelope: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The first token's likeliest values with their log-probabilities; empty where none are told."""
    try:
        entries = envelope["choices"][0]["logprobs"]["content"][0]["top_logprobs"]
        told = [(str(one["token"]).strip(), float(one["logprob"])) for one in entries]
        return [(token, min(p, 0.0)) for token, p in told if isfinite(p) and p <= ROUNDING]
    except (LookupError, TypeError, ValueError, OverflowError):
        return []
