"""Who asks: the network address of a reader, and which proxies are believed when they name it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import Scope


def asks_from(scope: Scope, trusted: Sequence[str]) -> str:
    """Return the network address of who asks; empty where the server does not know it.

    Of IPv6 it is the network of 64 bits, since whoever has one address has all of it.

    Args:
        scope: A request or a websocket.
        trusted: Addresses or networks of proxies: of one of them the header X-Forwarded-For is believed.
    """
    named = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    found = forwarded(connected_from(scope), b",".join(named).decode("latin-1"), trusted)
    number = _number(found)
    return str(ip_network((number, 64), strict=False)) if isinstance(number, IPv6Address) else found


def connected_from(scope: Scope) -> str:
    """Return the address at the other end of the connection; empty where there is none."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def forwarded(peer: str, named: str, trusted: Sequence[str]) -> str:
    """Return the last address that is none of a trusted proxy's, as each proxy adds who asked it.

    Args:
        peer: The address at the other end of the connection.
        named: The header X-Forwarded-For.
        trusted: Addresses or networks of proxies.
    """
    for each in (peer, *reversed(named.split(","))):
        spelled = _spelled(each)
        if spelled and not is_trusted(spelled, trusted):
            return spelled
    return _spelled(peer)


def is_trusted(peer: str, proxies: Sequence[str]) -> bool:
    """Tell whether an address is that of a proxy whose headers are believed.

    Args:
        peer: The address of the machine that connected; empty where it has none.
        proxies: Addresses and networks.
    """
    number = _number(peer)
    return number is not None and any(number in network for network in _networks(tuple(proxies)))


def _spelled(text: str) -> str:
    """Return an address without its port, in one spelling; what is none as it is, shortened."""
    name = text.strip()
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    number = _number(name)
    return name[:64] if number is None else str(number)


def _number(text: str) -> IPv4Address | IPv6Address | None:
    try:
        number = ip_address(text)
    except ValueError:
        return None
    # A server that listens on both kinds sees an address of the one as one of the other.
    mapped = number.ipv4_mapped if isinstance(number, IPv6Address) else None
    return mapped or number


@cache
def _networks(trusted: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each, strict=False) for each in trusted)
