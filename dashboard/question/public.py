"""Where printed links lead: the address at which others reach the page, never one of this machine alone."""

from __future__ import annotations

from urllib.parse import urlsplit

_OWN_NAMES = ("localhost", "0.0.0.0", "::", "::1")  # noqa: S104 - nothing listens there


def public(*addresses: str | None) -> str:
    """Return the first address that others can open, empty where there is none."""
    return next((each for each in addresses if each and not is_own(each)), "")


def is_own(address: str) -> bool:
    """Tell whether an address opens on the machine itself only."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host in _OWN_NAMES or host.endswith(".localhost") or host.startswith("127.")
