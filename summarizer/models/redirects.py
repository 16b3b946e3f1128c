"""A server that sends us elsewhere gets no articles and no keys there.

A redirect with 307 or 308 repeats the request: whoever answers at the base URL could have the article, and
for some clients the key, posted to any other address.
"""

import httpx2

__all__ = ["LeavesServerError", "astay", "stay"]


class LeavesServerError(Exception):
    """A redirect leads to another scheme, host or port than the request went to."""


def stay(response: httpx2.Response) -> None:
    """Hears each answer before a redirect is followed (httpx's `response` hook).

    Raises LeavesServerError for one that leads to another server.
    """
    if not response.has_redirect_location:
        return
    here = response.request.url
    target = here.join(response.headers["Location"])
    if _origin(target) != _origin(here):
        there = target.copy_with(username=None, password=None, query=None, fragment=None)
        raise LeavesServerError(
            f"{here.scheme}://{here.netloc.decode()} redirects to {there}, where nothing was sent;"
            " give that as --base-url if you trust it"
        )


async def astay(response: httpx2.Response) -> None:
    """The same for an asynchronous client."""
    stay(response)


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port  # None for the port that the scheme has anyway
