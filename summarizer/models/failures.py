"""What one failed attempt at a call means: try again, give this question up, or give the run up.

SDKs of all vendors are sorted here by what they have in common (a status code, a response with
headers and a body, names of exception classes), so that the rules are written once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final, Literal

from summarizer.models.redaction import one_line
from summarizer.models.redirects import LeavesServerError
from summarizer.rounds import Tokens

__all__ = [
    "MOST_RETRY_AFTER",
    "AttemptError",
    "Verdict",
    "failure_of",
    "message_of",
    "parse_retry_after",
    "rejects",
    "unreadable",
]

Verdict = Literal["transient", "unreachable", "question", "refused", "hopeless"]
"""transient: try again. unreachable: try again a few times, then end the run. question: this
question cannot be answered, others may. refused: the service declines it. hopeless: end the run."""

MOST_RETRY_AFTER: Final = 86_400.0
"""Seconds: a day's quota. Whoever asks for more (a date of the year 9999) means no time at all."""

LONGEST_MESSAGE: Final = 10_000
"""Characters of a server's message that are looked at."""

_TRANSIENT_STATUSES: Final = frozenset({408, 409, 425, 429})
"""Besides 5xx: timeout, conflict (a lock, in OpenAI's words), too early, too many requests."""

_HOPELESS: Final[Mapping[int, str]] = {
    401: "the key was not accepted (HTTP 401); set or correct it",
    402: "the account has no credit (HTTP 402)",
    403: "access was denied (HTTP 403); check the key's rights",
    404: "no such model or address (HTTP 404); check the model's name and the base URL",
    405: "this is not an OpenAI-compatible address (HTTP 405); check the base URL",
}
"""What no other question and no later attempt would change, and what to do about it."""

# Each as its server says it: OpenAI and vLLM, llama.cpp, Anthropic, Gemini.
_TOO_LONG: Final = re.compile(
    r"context[_ ](?:length|size|window)|prompt is too long|exceed_context"
    r"|too many (?:input )?tokens|input token count",
    re.IGNORECASE,
)
_NO_CREDIT: Final = re.compile(r"insufficient_quota|exceeded your current quota|credit balance")
_WRONG_KEY: Final = re.compile(  # Gemini's 400
    r"api[ _]key (?:is )?(?:not valid|not found|invalid|expired)|api_key_invalid", re.IGNORECASE
)
_FILTERED: Final = re.compile(r"content_filter|content management policy", re.IGNORECASE)
_NO_STRICT_JSON: Final = re.compile(r"response_format|json_schema", re.IGNORECASE)
_BAD_SCHEMA: Final = re.compile(r"invalid[ _](?:json[ _])?schema|grammar", re.IGNORECASE)

_REJECTED: Final = re.compile(
    r"unsupported|not support|unrecogni[sz]ed|unknown|unexpected|extra|not permitted|not allowed",
    re.IGNORECASE,
)

_UNREACHABLE_NAMES: Final = frozenset(
    {"ConnectError", "ConnectTimeout", "ConnectionRefusedError", "ClientConnectorError", "gaierror"}
)
_TIMEOUT_NAMES: Final = frozenset({"TimeoutException", "APITimeoutError", "TimeoutError"})
_OVERSIZED: Final = "OversizedError"
"""See `bodies`: asked again, it would come again."""
_BROKEN_NAMES: Final = frozenset({"TransportError", "APIConnectionError", "OSError"})


@dataclass(frozen=True, slots=True)
class Sorted:
    """A verdict and its reason, before it becomes an exception."""

    verdict: Verdict
    detail: str


class AttemptError(Exception):
    """One attempt at a call brought no answer. `detail` is one line for a person, without keys.

    `retry_after` is what the server asked for, in seconds; `tokens` counts the call when an HTTP
    answer arrived, and `status` is that of the answer.
    """

    def __init__(
        self,
        verdict: Verdict,
        detail: str,
        *,
        retry_after: float | None = None,
        tokens: Tokens = Tokens(),
        status: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.verdict: Verdict = verdict
        self.detail = detail
        self.retry_after = retry_after
        self.tokens = tokens
        self.status = status


def unreadable(reason: str, tokens: Tokens | None = None) -> AttemptError:
    """For an HTTP answer that is there and cannot be used: broken JSON, a web page, no choices."""
    return AttemptError(
        "transient", f"the answer cannot be read: {reason}", tokens=tokens or Tokens(1)
    )


def failure_of(error: BaseException, secrets: Iterable[str] = ()) -> AttemptError:
    """Sorts an SDK's exception. The result carries no key and no reference to the original."""
    status = status_of(error)
    if status is None:
        sorted_ = _without_answer(error)
        return AttemptError(sorted_.verdict, one_line(sorted_.detail, secrets))
    message = message_of(error)
    sorted_ = _by_status(status, message)
    return AttemptError(
        sorted_.verdict,
        one_line(sorted_.detail, secrets),
        retry_after=_retry_after_of(error),
        tokens=Tokens(calls=1),
        status=status,
    )


def rejects(message: str, setting: str) -> bool:
    """Whether a server or an SDK says that it does not take this setting, by name."""
    return bool(_REJECTED.search(message) and re.search(rf"\b{re.escape(setting)}\b", message))


def status_of(error: BaseException) -> int | None:
    """The HTTP status of the answer behind an SDK's exception, if one came."""
    for name in ("status_code", "code"):
        value = getattr(error, name, None)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def message_of(error: BaseException) -> str:
    """The server's own words, with its error code and type, dug out of the body if possible."""
    body = getattr(error, "body", None)
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        if isinstance(inner, Mapping):
            parts = [inner.get(name) for name in ("message", "code", "type", "param")]
            found = [str(part)[:LONGEST_MESSAGE] for part in parts if part not in (None, "")]
            if found:
                return " ".join([found[0], *(f"[{part}]" for part in found[1:])])
    text = body if isinstance(body, str) and body.strip() else getattr(error, "message", None)
    text = str(text or error)[:LONGEST_MESSAGE]
    return "(a web page)" if text.lstrip().startswith("<") else text


def _by_status(status: int, message: str) -> Sorted:
    if status == 429 and _NO_CREDIT.search(message):
        return Sorted("hopeless", f"the account's quota is used up (HTTP 429): {message}")
    if status in _HOPELESS:
        return Sorted("hopeless", f"{_HOPELESS[status]}: {message}")
    if status in _TRANSIENT_STATUSES or status >= 500:
        # llama.cpp has answered a prompt beyond its context with 500: no use in asking again.
        if status == 500 and _TOO_LONG.search(message):
            return _too_long(message)
        return Sorted("transient", f"the server answered HTTP {status}: {message}")
    return _bad_request(status, message)


def _bad_request(status: int, message: str) -> Sorted:
    if _WRONG_KEY.search(message):
        return Sorted("hopeless", f"{_HOPELESS[401]}: {message}")
    if _FILTERED.search(message):
        return Sorted("refused", message)
    if _TOO_LONG.search(message):
        return _too_long(message)
    if _NO_STRICT_JSON.search(message) and not _BAD_SCHEMA.search(message):
        return Sorted(
            "hopeless",
            "the server does not take response_format json_schema, which this program needs;"
            f" choose another server or model: {message}",
        )
    return Sorted("question", f"the server rejected the request (HTTP {status}): {message}")


def _too_long(message: str) -> Sorted:
    return Sorted("question", f"the prompt is too long for the model's context window: {message}")


def _without_answer(error: BaseException) -> Sorted:
    names = {kind.__name__ for cause in _chain(error) for kind in type(cause).__mro__}
    root = list(_chain(error))[-1]
    reason = str(root) or type(root).__name__
    if isinstance(root, LeavesServerError):
        return Sorted("hopeless", reason)
    if _OVERSIZED in names:
        return Sorted("question", reason)
    if names & _UNREACHABLE_NAMES:
        return Sorted("unreachable", f"no connection: {reason}")
    if names & _TIMEOUT_NAMES:
        return Sorted("transient", f"no answer in time ({reason})")
    if names & _BROKEN_NAMES:
        return Sorted("transient", f"the connection broke: {reason}")
    return Sorted("question", f"{type(error).__name__}: {reason}")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was raised from, outermost first.

    Only `__cause__`: a context may be some error the caller was handling when it asked.
    """
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__


def _retry_after_of(error: BaseException) -> float | None:
    headers: Any = getattr(getattr(error, "response", None), "headers", None)
    value = headers.get("retry-after") if hasattr(headers, "get") else None
    return parse_retry_after(value) if isinstance(value, str) else None


def parse_retry_after(value: str, now: datetime | None = None) -> float | None:
    """Seconds to wait by a Retry-After header (RFC 9110: seconds or an HTTP date), or None.

    MOST_RETRY_AFTER at most.
    """
    text = value.strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, OverflowError):
            return None
        # A date with zone "-0000" comes back naive; HTTP dates are always GMT.
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    # Written this way round so that NaN is nonsense too.
    return min(max(seconds, 0.0), MOST_RETRY_AFTER) if seconds < float("inf") else None
