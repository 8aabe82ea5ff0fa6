"""The settings of a server: one small file or the environment, checked once, before anything else.

A file is TOML, named by `--settings` or `BORDER_LEDGER_SETTINGS`; each setting also has a variable of the
environment, `BORDER_LEDGER_` and its name in capitals, which goes before the file. README has the list.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from socket import gethostname
from typing import Any
from urllib.parse import SplitResult, urlsplit

from geodata.errors import LedgerError, UnknownName
from geodata.exports.references import is_own, server_of
from geodata.schema.columns import nearest

PREFIX = "BORDER_LEDGER_"
"""What the names of all variables of the environment begin with."""
FILE = f"{PREFIX}SETTINGS"
"""The variable of the environment with the file of settings; `run --settings` sets it."""
ADDRESS, EMBED_ON, BUNDLE, EVENTS = (
    f"{PREFIX}{name}" for name in ("ADDRESS", "EMBED_ON", "BUNDLE", "EVENTS")
)
"""Variables that sentences name, and that options of the command line set."""


class SignIn(StrEnum):
    """How readers sign in, where they have to."""

    NOBODY = "off"
    HEADER = "header"
    OPENID = "openid"


class Log(StrEnum):
    """What lines of the log are: sentences for people, or JSON for programs."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set for a server, or for a briefing from the command line.

    Attributes:
        address: Where others open it, with the path beneath which it lies: `https://news.example/maps`;
            empty where none is set. Without a slash at its end.
        listen: The address of this machine on which it listens; `0.0.0.0` lets other machines in.
        port: The port.
        hosts: Names of hosts that are answered beside this machine's own and that of `address`;
            `*` answers all.
        embed_on: Origins of the sites that may show the page /embed in a frame.
        bundle: The folder of the data, empty for those of the package.
        events: Events that are shown in place of the bundled ones: the folder of a cube, which `python -m
            geodata cube` makes, or files that are counted at the start; empty for the bundled ones.
        trusted_proxies: Addresses or networks of the proxies in front, whose headers are believed.
        sign_in: How readers sign in.
        sign_in_header: The header in which a trusted proxy names who has signed in.
        openid_metadata_url: Where the OpenID provider describes itself.
        openid_client_id, openid_client_secret: Who this server is to that provider.
        openid_cookie_secret: Signs the cookie of who has signed in; another one signs everybody out.
        metrics_token: What who reads /metrics has to know; empty closes it.
        log: What lines of the log are.
        messages_a_second, messages_at_once: What one open page may send; a person sends fewer.
        requests_a_second: What one network address may ask, files and pages alike.
        pages_of_one: How many pages of one network address are made at once; more wait their turn.
        connections: How many pages may be open at once on this server.
        connections_of_one: How many of them from one network address.
        upload_mb: Largest file of a reader's own, in MB.
        uploads_mb: What the files of all readers may have together, in MB.
        briefings_waiting: How many briefings wait for their turn; one is made at a time.
        films_kept: How many films of the map are kept, some 100 kB each.
        previews_kept: How many previews of briefings are kept, some MB each.
    """

    address: str = ""
    listen: str = "localhost"
    port: int = 8501
    hosts: tuple[str, ...] = ()
    embed_on: tuple[str, ...] = ()
    bundle: str = ""
    events: str = ""
    trusted_proxies: tuple[str, ...] = ()
    sign_in: SignIn = SignIn.NOBODY
    sign_in_header: str = "X-Forwarded-User"
    openid_metadata_url: str = ""
    openid_client_id: str = ""
    openid_client_secret: str = field(default="", repr=False)
    openid_cookie_secret: str = field(default="", repr=False)
    metrics_token: str = field(default="", repr=False)
    log: Log = Log.TEXT
    messages_a_second: int = 5
    messages_at_once: int = 20
    requests_a_second: int = 200
    pages_of_one: int = 2
    connections: int = 500
    connections_of_one: int = 200
    upload_mb: int = 120
    uploads_mb: int = 2000
    briefings_waiting: int = 20
    films_kept: int = 64
    previews_kept: int = 24

    @property
    def root(self) -> str:
        """The path beneath which it lies at its public address, such as `/maps`; empty for none."""
        return urlsplit(self.address).path

    @property
    def public(self) -> str:
        """Its public address; empty where there is none that another machine can open."""
        return "" if is_own(self.address) else self.address

    @property
    def briefing(self) -> str:
        """Where others open the page Briefing, to which printed links lead; empty as `public`."""
        return f"{self.public}/briefing" if self.public else ""

    def answers(self, host: str) -> bool:
        """Tell whether a request for a host is answered.

        Names of this machine are, and addresses in digits: only a name can be made to lead here by others.

        Args:
            host: The header Host, with or without a port.
        """
        name = _name(host)
        known = {*self.hosts, _name(urlsplit(self.address).netloc), gethostname().casefold()}
        return "*" in self.hosts or (
            bool(_HOST.fullmatch(host)) and (name in known or is_own(f"http://{host}") or _is_number(name))
        )


def current() -> Settings:
    """Return what is set in the environment and its file.

    Raises:
        LedgerError: If something of it cannot be used; it says all that is wrong.
    """
    return of(os.environ)


def of(environment: Mapping[str, str]) -> Settings:
    """Return what is set in an environment and the file that it names; raises as `current`.

    A file is read once: a server goes on with what it began with, whatever is written into it meanwhile.
    """
    given = tuple(sorted(each for each in environment.items() if each[0].startswith(PREFIX)))
    return _kept(given, environment.get(FILE, ""))


def root() -> str:
    """Return the path beneath which this server lies at its public address, empty for none."""
    return _root(os.environ.get(ADDRESS, ""), os.environ.get(FILE, ""))


@lru_cache(maxsize=8)  # a page asks for hundreds of addresses
def _root(address: str, file: str) -> str:
    return current().root


def at(path: str) -> str:
    """Return the address of a path of this server, as its pages name it: beneath `root`.

    Args:
        path: Such as `/ledger/x`; an address of another kind stays as it is.
    """
    return f"{root()}{path}" if path.startswith("/") and not path.startswith("//") else path


@lru_cache(maxsize=8)
def _kept(given: tuple[tuple[str, str], ...], path: str) -> Settings:
    return read(dict(given), Path(path) if path else None)


def read(environment: Mapping[str, str], file: Path | None = None) -> Settings:
    """Return the settings of an environment and a file; the environment goes before the file.

    Args:
        environment: Variables by name; those of other programs are left alone.
        file: A file of settings as TOML.

    Raises:
        LedgerError: If something of it cannot be used; it says all that is wrong, and where.
    """
    given: dict[str, tuple[Any, str]] = {}
    wrong: list[str] = []
    if file:
        for name, value in _table(file).items():
            given[name] = (value, f"{name} in {file}")
    for variable, text in environment.items():
        # An empty one is as none: files for containers hand on what is not set so.
        if variable.startswith(PREFIX) and variable != FILE and text:
            given[variable.removeprefix(PREFIX).lower()] = (text, variable)
    found: dict[str, Any] = {}
    for name, (value, where) in given.items():
        if name not in _KINDS:
            wrong.append(f"{where}: {_unknown(name)}")
            continue
        try:
            found[name] = _KINDS[name](value)
        except (LedgerError, ValueError) as error:
            wrong.append(f"{where}: {error}")
    if not wrong:
        made = Settings(**found)
        wrong += _together(made)
    if wrong:
        raise LedgerError("\n".join(wrong))
    return made


def _table(file: Path) -> Mapping[str, Any]:
    try:
        with file.open("rb") as opened:
            return tomllib.load(opened)
    except OSError as error:
        reason = error.strerror or error
        raise LedgerError(
            f"The settings in {file} cannot be read: {reason}. Give a file that is there, and that this "
            "program may read."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LedgerError(
            f'{file} is no TOML: {error}. Write one setting a line, such as address = "https://news.example".'
        ) from error


def _unknown(name: str) -> str:
    near = nearest(name, _KINDS)
    means = f"do you mean {near}?" if near else f"there are {', '.join(sorted(_KINDS))}"
    return f"there is no such setting; {means}"


def _together(made: Settings) -> Iterator[str]:
    """Yield what is wrong with settings that are right alone."""
    if made.sign_in is SignIn.HEADER and not made.trusted_proxies:
        yield (
            "sign_in is header, but trusted_proxies is empty: anybody could send the header. List the "
            "address of the proxy that sets it, such as 127.0.0.1."
        )
    if made.sign_in is SignIn.HEADER and any(
        ip_network(each, strict=False).prefixlen == 0 for each in made.trusted_proxies
    ):
        yield (
            "sign_in is header, but trusted_proxies has every address: anybody could send the header. List "
            "the address of the proxy that sets it, such as 127.0.0.1."
        )
    if made.sign_in is SignIn.OPENID and not made.address:
        yield (
            "sign_in is openid, but address is not set: the provider has to know where to send readers back. "
            "Set address to where they open the page."
        )


# -- What each may be ------------------------------------------------------------------------------


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError(f"{value!r} is no text")
    return value.strip()


def _address(value: Any) -> str:
    try:
        found = server_of(_text(value))
    except UnknownName as error:
        raise ValueError(str(error)) from error
    parts = urlsplit(found)
    if "@" in parts.netloc or "?" in value or "#" in value:
        raise ValueError(
            f"{value!r} has more than a host and a path: write one such as https://news.example/maps"
        )
    if not _has_real_port(parts):
        raise ValueError(f"{value!r} has no port from 1 to 65535: leave it out, or write one that there is")
    if not re.fullmatch(r"(/(?!\.+(/|$))[A-Za-z0-9._~-]+)*", parts.path):
        raise ValueError(f"{parts.path!r} is no path that can lie before others: write one such as /maps")
    if parts.path in TAKEN:
        raise ValueError(f"{parts.path!r} is a page of this server, too: choose another path, such as /maps")
    return found


def _has_real_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


TAKEN = frozenset(
    f"/{name}"
    for name in (
        *("explore", "compare", "log", "evidence", "unknown", "words", "data", "briefing"),
        *("answer", "claim", "dataset", "dataset.json", "embed", "feed", "feed.atom", "feed.json", "health"),
        *(
            "llms.txt",
            "mcp",
            "metrics",
            "ogc",
            "sign-in",
            "oauth2callback",
            "favicon.png",
            "index.html",
            "manifest.json",
        ),
    )
)
"""Paths of this server that no path before all of them may be: a proxy that takes it off could not be told
from one that hands it on."""


def _texts(value: Any) -> tuple[str, ...]:
    """Return the parts of a list, or of a text with blanks or commas between them."""
    parts: Sequence[Any] = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise ValueError(f"{value!r} is no list")
    return tuple(dict.fromkeys(_text(each) for each in parts))


def _hosts(value: Any) -> tuple[str, ...]:
    found = tuple(each.casefold() for each in _texts(value))
    for each in found:
        if each != "*" and not re.fullmatch(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]", each):
            raise ValueError(f"{each!r} is no name of a host: write one such as news.example, without a port")
    return found


_SITE = re.compile(
    r"https?://(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?(:\d{1,5})?"
)
_MOST_SITES = 50


def sites(value: Any) -> tuple[str, ...]:
    """Return the origins of the sites that may show the embedded page.

    Args:
        value: A list of origins, or a text of them with blanks or commas between:
            `https://news.example https://*.example.org`.

    Raises:
        LedgerError: If one of them is no origin.
    """
    found = tuple(dict.fromkeys(_site(each) for each in _texts(value)))
    if len(found) > _MOST_SITES:
        raise LedgerError(f"{len(found)} sites may embed the map; list at most {_MOST_SITES}.")
    return found


def _site(text: str) -> str:
    origin = text.casefold().removesuffix("/")
    if not _SITE.fullmatch(origin) or len(origin) > 200:
        shown = "".join(each if each.isprintable() else "?" for each in text[:80])
        raise LedgerError(
            f"{shown!r} is not the origin of a site that may embed the map: give its scheme and name, and "
            "its port if it has one, without a path, such as https://news.example or "
            "https://*.news.example."
        )
    return origin


def _networks(value: Any) -> tuple[str, ...]:
    found = _texts(value)
    for each in found:
        try:
            ip_network(each, strict=False)
        except ValueError as error:
            raise ValueError(
                f"{each!r} is no address of a machine or a network: write one such as 127.0.0.1 or 10.0.0.0/8"
            ) from error
    return found


def _header(value: Any) -> str:
    found = _text(value)
    if not re.fullmatch(r"[A-Za-z0-9-]{1,64}", found):
        raise ValueError(f"{value!r} is no name of a header: write one such as X-Forwarded-User")
    return found


def _metadata_url(value: Any) -> str:
    found = _text(value)
    parts = urlsplit(found)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(
            f"{value!r} is no address of the web: write one such as "
            "https://login.example/.well-known/openid-configuration"
        )
    return found


def _secret(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError("it is no text")  # it is a secret, so it is not repeated
    return value.strip()


def _token(value: Any) -> str:
    found = _secret(value)
    if found and (len(found) < _SHORTEST_TOKEN or " " in found):
        # It is a secret, so it is not repeated.
        raise ValueError(f"it has fewer than {_SHORTEST_TOKEN} characters, or a blank: make a longer one")
    return found


_SHORTEST_TOKEN = 16


def _one_of(kind: type[StrEnum]) -> Callable[[Any], StrEnum]:
    def one(value: Any) -> StrEnum:
        if value not in list(kind):
            raise ValueError(f"{value!r} is none of {', '.join(kind)}")
        return kind(value)

    return one


def _whole(first: int, last: int) -> Callable[[Any], int]:
    def whole(value: Any) -> int:
        number = int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value) else value
        if isinstance(number, bool) or not isinstance(number, int) or not first <= number <= last:
            raise ValueError(f"{value!r} is no whole number from {first} to {last}")
        return number

    return whole


_KINDS: Mapping[str, Callable[[Any], Any]] = {
    "address": _address,
    "listen": _text,
    "port": _whole(1, 65535),
    "hosts": _hosts,
    "embed_on": sites,
    "bundle": _text,
    "events": _text,
    "trusted_proxies": _networks,
    "sign_in": _one_of(SignIn),
    "sign_in_header": _header,
    "openid_metadata_url": _metadata_url,
    "openid_client_id": _text,
    "openid_client_secret": _secret,
    "openid_cookie_secret": _token,
    "metrics_token": _token,
    "log": _one_of(Log),
    "messages_a_second": _whole(1, 1000),
    "messages_at_once": _whole(1, 10_000),
    "requests_a_second": _whole(1, 100_000),
    "pages_of_one": _whole(1, 1000),
    "connections": _whole(1, 100_000),
    "connections_of_one": _whole(1, 100_000),
    "upload_mb": _whole(1, 120),
    "uploads_mb": _whole(1, 1_000_000),
    "briefings_waiting": _whole(1, 1000),
    "films_kept": _whole(1, 10_000),
    "previews_kept": _whole(1, 1000),
}
"""Reads each setting by its name. What is wrong with one is told in words that go on after its name."""


_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")
"""What the header Host may be."""


def _name(host: str) -> str:
    """Return the name of a header Host, without its port."""
    text = host.casefold()
    return text.partition("]")[0] + "]" if text.startswith("[") else text.partition(":")[0]


def _is_number(name: str) -> bool:
    try:
        ip_network(name.strip("[]"))
    except ValueError:
        return False
    return True
