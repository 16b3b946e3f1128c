"""Who may ask what of the page: a ring around the application through which every request goes.

    link with a token   exchanged for a cookie that scripts cannot read and other sites cannot send
    Host                must be an address of this server: a name that somebody bends to it is none
    Origin, Sec-Fetch   changes come from a page of this server only,
    X-Review-Token      and carry a word that only such a page knows
    headers             no script, style or frame from elsewhere, no address told to others
    size                a request body has a limit

What is refused is answered with one line of text. Nothing of a request stands in it.
"""

import ipaddress
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["MAX_BODY", "Door", "Guard", "is_loopback"]

MAX_BODY: Final = 256 * 1024
"""Bytes of a request. An edit is a few sentences; even a claim that copies a long article fits."""

ENTRANCE: Final = "/enter/"

_SAFE_METHODS: Final = ("GET", "HEAD")

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Door:
    """What opens the page: new with every start of the server, and told to nobody but its user."""

    host: str
    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    """Stands in the link."""
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    """Stands in the cookie."""
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    """Stands in the page, and comes back with every change."""

    @property
    def cookie(self) -> str:
        """Its name: cookies do not tell ports apart, and two servers may run at once."""
        return f"review-{self.port}"

    @property
    def link(self) -> str:
        """The address that lets a browser in."""
        shown = "127.0.0.1" if _is_any(self.host) else self.host
        shown = f"[{shown}]" if ":" in shown else shown
        return f"http://{shown}:{self.port}{ENTRANCE}{self.token}"

    def is_here(self, host: str) -> bool:
        """Whether a Host header names this server.

        A server of all addresses goes by any address, but by no name: names can be bent to it.
        """
        name, _, port = host.rpartition(":")
        if port != str(self.port):
            return False
        name = name.strip("[]").lower()
        if _is_any(self.host) and _is_address(name):
            return True
        loopback = _is_any(self.host) or is_loopback(self.host)
        return name == self.host or (loopback and name in ("localhost", "127.0.0.1", "::1"))


class Guard:
    """The ring itself, as ASGI middleware."""

    def __init__(self, app: ASGIApp, door: Door, open_paths: Collection[str] = ()) -> None:
        self._app = app
        self._door = door
        self._open = frozenset(open_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        answer = self._entering(request) or self._refused(request)
        await (answer or self._app)(scope, _limited(receive), _sealed(send))

    def _entering(self, request: Request) -> Response | None:
        """The cookie for the token, and the way on to an address without it."""
        path = request.scope["path"]
        if not path.startswith(ENTRANCE) or not self._door.is_here(_host(request)):
            return None
        if not _same(path.removeprefix(ENTRANCE), self._door.token):
            return _refusal(403, "this link is not valid any more; take the one now shown")
        answer = _onward(request)
        answer.set_cookie(
            self._door.cookie, self._door.session, httponly=True, samesite="strict", path="/"
        )
        return answer

    def _refused(self, request: Request) -> Response | None:
        """The reason why a request goes no further; None when it may."""
        door, headers = self._door, request.headers
        if not door.is_here(_host(request)):
            return _refusal(421, "this server does not go by that name; use the link it shows")
        if request.scope["path"] in self._open:
            return None
        if not _same(request.cookies.get(door.cookie, ""), door.session):
            return _refusal(403, "open the page by the link that the program shows")
        if request.method in _SAFE_METHODS:
            return None
        if not _is_own(headers):
            return _refusal(403, "changes are made from the page itself only")
        if not _same(headers.get("x-review-token", ""), door.csrf):
            return _refusal(403, "the page is older than the server; load it again")
        if _length(headers.get("content-length", "0")) > MAX_BODY:
            return _refusal(413, "this is more than one edit can be")
        return None


def _onward(request: Request) -> Response:
    """The way to the pages. A browser that comes from another site would not send the new cookie
    after a redirect, since that site began it; it goes on from a page of ours."""
    if request.headers.get("sec-fetch-site") != "cross-site":
        return RedirectResponse("/", status_code=303)
    return HTMLResponse('<a href="/">To the review</a>', headers={"Refresh": "0; url=/"})


def _is_own(headers: Headers) -> bool:
    """Whether a page of this server sent it. Browsers say so twice; both must agree, one must speak."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is None and origin is None:
        return False
    return site in (None, "same-origin") and origin in (None, f"http://{headers.get('host')}")


def _limited(receive: Receive) -> Receive:
    """The body as it comes; a longer one ends as if the browser had gone away."""
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        return {"type": "http.disconnect"} if size > MAX_BODY else message

    return counted


def _sealed(send: Send) -> Send:
    """Whatever is answered carries the headers, errors too."""

    async def sealed(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(_HEADERS)
        await send(message)

    return sealed


def _refusal(status: int, line: str) -> Response:
    return PlainTextResponse(f"{line}\n", status)


def _host(request: Request) -> str:
    return request.headers.get("host", "")


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode(errors="replace"), wanted.encode())


def _length(given: str) -> int:
    """A length as the header gives it; what is no number of bytes is longer than anything."""
    plain = given.isascii() and given.isdigit() and len(given) < 10
    return int(given) if plain else MAX_BODY + 1


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(name: str) -> bool:
    """Whether only programs on this machine reach an address."""
    return name == "localhost" or (_is_address(name) and ipaddress.ip_address(name).is_loopback)


def _is_any(name: str) -> bool:
    return _is_address(name) and ipaddress.ip_address(name).is_unspecified
