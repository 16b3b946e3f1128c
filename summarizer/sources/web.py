"""A web page's bytes: http and https only, within limits of size, time and redirects."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from summarizer.errors import DocumentError
from summarizer.sources.addresses import Watch, place_of
from summarizer.sources.content_types import ending_of
from summarizer.sources.encoding import MAX_BYTES, too_large

if TYPE_CHECKING:
    import httpx2

__all__ = ["Page", "fetch", "without_password"]

TOTAL_SECONDS = 30.0
"""For everything: names, redirects, body. Slow news sites answer in 5 s; 20 MB take 16 s at
10 Mbit/s."""

STALL_SECONDS = 10.0
"""Longest wait for a connection, or for the next bytes."""

MAX_REDIRECTS = 5
"""Browsers allow 20; http -> https -> www -> consent -> article are four."""

_USER = re.compile(r"//[^/?#]*@")
_HINTS = {
    401: "it wants a login; open it in a browser, save it, and give the file",
    403: "it refuses programs; open it in a browser, save it, and give the file",
    404: "check the address",
    410: "the page is gone",
    429: "it has had too many requests; try again later",
    451: "it is withheld for legal reasons where you are",
}
_HEADERS = {
    "User-Agent": "structured-summarizer",
    "Accept-Encoding": "gzip, deflate",
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.9, text/markdown;q=0.9, */*;q=0.5",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What came back: the last address, the body, and what the server said of it."""

    url: str
    body: bytes
    content_type: str
    charset: str | None


def without_password(url: str) -> str:
    """`url` without user name and password, fit to be shown and kept."""
    return _USER.sub("//", url, count=1)


def fetch(url: str, *, allow_private: bool | None = None, named: str | None = None) -> Page:
    """Fetch `url`, following redirects.

    Private addresses (see `addresses.is_public`) are read at the host and port that the user named
    and nowhere else; `allow_private` reads them everywhere when true, nowhere when false. `named` is
    what the user named where `url` comes out of it, as of a feed; without it, `url` itself.

    Works inside a running event loop too. Raises PrivateAddressError for others of them, and
    DocumentError when the address is not http or https (also after a redirect), cannot be reached,
    answers with an error, is no text, or goes past `MAX_BYTES`, `TOTAL_SECONDS` or `MAX_REDIRECTS`.
    """
    # Loading these and httpx2 takes 0.08 s of CPU, which only addresses should pay.
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    # Asynchronous inside, because only cancelling bounds the whole of a fetch: a timeout of the
    # synchronous client starts anew with every byte that trickles in.
    fetching = _fetch_in_time(url, _Limits(allow_private, named or url))
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(fetching)
    with ThreadPoolExecutor(max_workers=1) as worker:
        return worker.submit(asyncio.run, fetching).result()


@dataclass(frozen=True, slots=True)
class _Limits:
    """Where private addresses may be read; see `fetch`."""

    allow_private: bool | None
    named: str

    def apply_to(self, url: str) -> bool:
        """Whether `url` must be public."""
        if self.allow_private is None:
            return place_of(url) != place_of(self.named)
        return not self.allow_private


async def _fetch_in_time(url: str, limits: _Limits) -> Page:
    import asyncio  # see above

    import httpx2

    name = without_password(url)
    try:
        async with asyncio.timeout(TOTAL_SECONDS):
            return await _fetch(url, limits)
    except (TimeoutError, httpx2.TimeoutException):
        raise DocumentError(
            f"{name} did not answer in time; try again later, or save the page and give the file"
        ) from None
    except (httpx2.InvalidURL, ValueError):
        raise DocumentError(f"{name} is not a web address; check it") from None
    except httpx2.HTTPError as error:
        raise DocumentError(f"{name} cannot be reached ({_reason(error)}); check it") from None


async def _fetch(url: str, limits: _Limits) -> Page:
    import httpx2  # see above

    async with httpx2.AsyncClient(timeout=STALL_SECONDS, headers=_HEADERS) as client:
        for _ in range(MAX_REDIRECTS + 1):
            _refuse_other_schemes(url)
            extensions = await _watched(url) if limits.apply_to(url) else {}
            async with client.stream("GET", url, extensions=extensions) as response:
                if not response.has_redirect_location:
                    return await _page(response)
                url = str(response.url.join(response.headers["Location"]))
    raise DocumentError(f"{without_password(url)} redirects too often; open it in a browser")


async def _watched(url: str) -> dict[str, Watch]:
    """What has a request kept away from private addresses."""
    import httpx2  # see above

    watch = Watch(without_password(url), httpx2.URL(url).raw_host.decode("ascii"))
    await watch.look_up()
    return {"trace": watch}


def _refuse_other_schemes(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise DocumentError(
            f"{without_password(url)}: cannot read {parts.scheme or 'such'} addresses; "
            "give an http or https one, or a file"
        )
    if not parts.hostname or parts.port == 0:  # reading a port past 65535 raises ValueError
        raise DocumentError(f"{without_password(url)} names no host; check the address")


async def _page(response: "httpx2.Response") -> Page:
    url = without_password(str(response.url))
    if response.status_code != 200:
        hint = _HINTS.get(response.status_code, "try again later")
        raise DocumentError(f"{url} answers {response.status_code}; {hint}")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if ending_of(kind) is None:
        raise DocumentError(f"{url} is {kind or 'of no stated type'}; give an article or a feed")
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > MAX_BYTES:
            raise too_large(url)
    return Page(url, bytes(body), kind, response.charset_encoding)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
