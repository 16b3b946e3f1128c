"""Archives at web addresses, read through fsspec: their redirects lead to no private address either."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from summarizer.sources.addresses import Watch, place_of
from summarizer.sources.web import without_password

if TYPE_CHECKING:
    import aiohttp

__all__ = ["options_for"]


def options_for(address: str) -> dict[str, Any]:
    """What fsspec is to be given for the filesystem of an address; nothing but for the web's."""
    if urlsplit(address).scheme not in ("http", "https"):
        return {}
    try:
        from aiohttp import (
            TraceConfig,
        )  # an optional extra, which fsspec asks for with its own words
    except ImportError:
        return {}
    trace = TraceConfig()
    trace.on_request_redirect.append(_Named(address))
    return {"client_kwargs": {"trace_configs": [trace]}}


class _Named:
    """Hears of each redirect before it is followed. What the user named may be private."""

    def __init__(self, address: str) -> None:
        self._place = place_of(address)

    async def __call__(
        self,
        session: "aiohttp.ClientSession",
        context: SimpleNamespace,
        params: "aiohttp.TraceRequestRedirectParams",
    ) -> None:
        """Raises PrivateAddressError."""
        headers = params.response.headers
        location = headers.get("Location") or headers.get("URI") or ""
        target = urljoin(str(params.response.url), location)
        if place_of(target) != self._place:
            await Watch(without_password(target), urlsplit(target).hostname or "").look_up()
