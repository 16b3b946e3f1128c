"""One model at one address of OpenAI's protocol, and short looks at what else is there."""

import json
import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, Self
from urllib.parse import urljoin, urlsplit

import httpx2

from summarizer.errors import SettingsError
from summarizer.models.bodies import bounded
from summarizer.models.deadline import within
from summarizer.models.envelope import envelope_of
from summarizer.models.failures import AttemptError, failure_of
from summarizer.models.pricing import PriceTag
from summarizer.models.redirects import LeavesServerError, stay

__all__ = [
    "HOSTED_CONCURRENCY",
    "HOSTED_TIMEOUT",
    "OPENAI_URL",
    "Endpoint",
    "certificates",
    "failure_at",
    "look",
]

OPENAI_URL: Final = "https://api.openai.com/v1"

HOSTED_TIMEOUT: Final = 180.0
"""Seconds of silence. The longest answers asked for take a hosted model well under a minute."""

CONNECT_TIMEOUT: Final = 10.0
"""Seconds; a server that is there accepts in one."""

HOSTED_CONCURRENCY: Final = 8
"""Within the rate limits of the lowest paid tiers, and enough to hide a round's latency."""

_NO_KEY: Final = "none"
"""Sent where a server needs no key. The client would otherwise look for OPENAI_API_KEY by itself
and hand it to whatever server `base_url` names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One model at one address."""

    model: str
    """As the server calls it."""
    name: str
    """As results and the journal call it."""
    base_url: str = OPENAI_URL
    api_key: str | None = field(default=None, repr=False)
    timeout: float = HOSTED_TIMEOUT
    """Seconds one call may stay silent; a quarter more is all that an attempt may take."""
    context_window: int | None = None
    concurrency: int = HOSTED_CONCURRENCY
    price: PriceTag | None = None

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    @property
    def is_loopback(self) -> bool:
        return self.host in ("localhost", "::1") or self.host.startswith("127.")

    @property
    def connect_timeout(self) -> float:
        """Seconds until a connection must be there."""
        return min(CONNECT_TIMEOUT, self.timeout)

    @property
    def trusts_environment(self) -> bool:
        """A proxy set for the internet must not get what is meant for this machine."""
        return not self.is_loopback

    def with_key(self) -> Self:
        """The same with the key that is sent. Raises SettingsError when OpenAI's is missing."""
        if self.api_key:
            return self
        if self.base_url != OPENAI_URL:
            return replace(self, api_key=_NO_KEY)
        key = os.environ.get("OPENAI_API_KEY", "").strip()
        if not key:
            raise SettingsError("OpenAI's models need a key: set OPENAI_API_KEY")
        return replace(self, api_key=key)


def look(endpoint: Endpoint, path: str) -> Mapping[str, Any]:
    """One short GET beside the questions, e.g. `models`, without retries.

    Raises AttemptError when no JSON object comes back, SettingsError as `Endpoint.with_key`.
    """
    endpoint = endpoint.with_key()
    url = urljoin(f"{endpoint.base_url}/", path)
    try:
        response = within(endpoint.connect_timeout, lambda: _got(endpoint, url))
    except (httpx2.HTTPError, LeavesServerError, _StatusError) as error:
        raise failure_at(endpoint, error) from None
    return envelope_of(response.content)


def failure_at(endpoint: Endpoint, error: Exception) -> AttemptError:
    """What went wrong; where nobody answers, at which address, and what to look at."""
    failure = failure_of(error, (endpoint.api_key or "",))
    if failure.verdict != "unreachable":
        return failure
    parts = urlsplit(endpoint.base_url)
    at = f"{parts.hostname}:{parts.port}" if parts.port else f"{parts.hostname}"
    detail = f"{failure.detail} at {at}; is the server running, and is the address right?"
    return AttemptError("unreachable", detail, tokens=failure.tokens)


@cache
def certificates() -> ssl.SSLContext:
    """One for all clients: reading the certificates is 27 of the 30 ms a client takes to make."""
    return httpx2.create_ssl_context()


class _StatusError(Exception):
    """An answer of an error status, with what the SDKs' exceptions tell of one."""

    def __init__(self, response: httpx2.Response) -> None:
        super().__init__(response.text.strip() or f"HTTP {response.status_code}")
        self.response = response
        self.status_code = response.status_code
        try:
            self.body = json.loads(response.content)
        except (ValueError, RecursionError):
            self.body = response.text


def _got(endpoint: Endpoint, url: str) -> httpx2.Response:
    client = httpx2.Client(
        headers={"Authorization": f"Bearer {endpoint.api_key}", "Accept": "application/json"},
        timeout=endpoint.connect_timeout,
        follow_redirects=True,
        trust_env=endpoint.trusts_environment,
        verify=certificates(),
        event_hooks={"response": [stay]},
    )
    with bounded(client):
        response = client.get(url)
    if response.is_error:
        raise _StatusError(response)
    return response
