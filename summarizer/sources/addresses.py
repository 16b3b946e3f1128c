"""Which addresses belong to the internet, and which to this machine or to a network of somebody's own.

A page that a stranger names may lead to what only this machine can reach: a database's web page, the
metadata of a cloud server. Names are looked up, and so are numbers in any form (2130706433, 0x7f.1);
what counts in the end is where the connection was made to, before anything is sent there.
"""

import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from summarizer.errors import DocumentError

__all__ = ["PrivateAddressError", "Watch", "is_public", "place_of"]

_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
"""What stands for IPv4 in networks that have IPv6 only (RFC 6052): the IPv4 address is its end."""


class PrivateAddressError(DocumentError):
    """A page lies where nobody asked to read."""

    def __init__(self, name: str, address: str) -> None:
        super().__init__(
            f"{name} leads to {address}, which is this machine or a network of its own; give that address"
            " itself if it is to be read (summarize, check, batch: --allow-private-addresses)"
        )


def is_public(address: str) -> bool:
    """Whether an IP address, as a socket writes it, is one of the internet.

    Not: loopback, private, shared (100.64.0.0/10), link-local (which has 169.254.169.254), multicast,
    unspecified and reserved ones, and no IPv6 address that stands for such an IPv4 address.
    """
    ip = ip_address(address.partition("%")[0])
    inner = _inner(ip) if isinstance(ip, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _inner(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if ip in _TRANSLATED:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    teredo = ip.teredo
    return ip.ipv4_mapped or ip.sixtofour or (teredo and teredo[1])


def place_of(url: str) -> tuple[str, int | None]:
    """Host and port of an address; None for the port that its scheme has anyway."""
    parts = urlsplit(url)
    port = None if parts.port in (80, 443) else parts.port
    return (parts.hostname or "").rstrip("."), port


class Watch:
    """Keeps one request away from private addresses: before it is made, and where it connects to."""

    def __init__(self, name: str, host: str) -> None:
        """`name` is what to call the page, `host` as the request has it."""
        self._name = name
        self._host = host
        self._is_direct = False

    async def look_up(self) -> None:
        """Raises PrivateAddressError when one of the host's addresses is private.

        A name that is not known here may be known to a proxy; without one, connecting will tell.
        """
        for address in _written_out(self._host) or await _looked_up(self._host):
            if not is_public(address):
                raise PrivateAddressError(self._name, address)

    async def __call__(self, event: str, info: dict[str, Any]) -> None:
        """Hears what the client does (httpx's `trace`): where it has connected to must be public.

        Whoever answers for a name may say another address to the client than to us. What connects
        to another host than the page's is the user's proxy.
        """
        if event == "connection.connect_tcp.started":
            self._is_direct = info["host"] == self._host
        elif event == "connection.connect_tcp.complete" and self._is_direct:
            stream = info["return_value"]
            address = str(stream.get_extra_info("server_addr")[0])
            if not is_public(address):
                await stream.aclose()
                raise PrivateAddressError(self._name, address)


def _written_out(host: str) -> list[str]:
    """The address that a host itself says, in any form that a socket takes; none for a name."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):  # whatever is looked up (RFC 6761)
        return ["127.0.0.1"]
    with suppress(ValueError):
        return [str(ip_address(host.strip("[]").partition("%")[0]))]
    with suppress(OSError):
        return [socket.inet_ntoa(socket.inet_aton(name))]
    return []


async def _looked_up(host: str) -> list[str]:
    import asyncio  # for addresses only: see `web.fetch`

    loop = asyncio.get_running_loop()
    with suppress(OSError, UnicodeError):
        found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        return [str(address[0]) for *_, address in found]
    return []
