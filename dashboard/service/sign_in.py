"""Who may read: everybody; who a trusted proxy names in a header; or who signed in by OpenID Connect.

Where readers have to sign in, each address asks for it, so a page, a file and a feed alike. Open are the
address for the state of the server, that for its figures, which has a token, and those for signing in.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import settings
from dashboard.service import health, metrics
from dashboard.service.peers import connected_from, is_trusted
from dashboard.service.refusing import refusal, refuse
from dashboard.service.replies import HTML, best
from dashboard.settings import Settings, SignIn
from dashboard.wording import programs as words
from geodata.errors import LedgerError

PATH = "/sign-in"
ASKED = "ledger_asked"
"""Cookie with the address that a reader asked before signing in, so that it opens afterwards."""
_LOGIN, _LOGOUT, _CALLBACK = "/auth/login", "/auth/logout", "/oauth2callback"
_OPEN = frozenset({health.PATH, metrics.PATH})
_SIGNING_IN = frozenset({PATH, _LOGIN, _LOGOUT, _CALLBACK})
_LONGEST = 2000
"""Characters of an address that is opened again after signing in; the page's own links are shorter."""
INSTALL = "pip install 'border-ledger[sign-in]'"

_FILE = Path(".streamlit") / "secrets.toml"
"""Streamlit's file of secrets, in the folder where the server is started."""
_SECRETS = {
    "client_id": "openid_client_id",
    "client_secret": "openid_client_secret",
    "server_metadata_url": "openid_metadata_url",
    "cookie_secret": "openid_cookie_secret",
}
"""Our settings by Streamlit's names in the table [auth] of its secrets."""


# -- At the start ----------------------------------------------------------------------------------


def auth(given: Settings, file: Mapping[str, Any]) -> dict[str, Any]:
    """Return the table [auth] of Streamlit's secrets: our settings go before the file's.

    Args:
        given: The settings.
        file: The table in `.streamlit/secrets.toml`, empty where there is none.

    Raises:
        LedgerError: If something is missing; it names all of it.
    """
    ours = {name: getattr(given, setting) for name, setting in _SECRETS.items()}
    made = {**file, **{name: value for name, value in ours.items() if value}}
    made["redirect_uri"] = f"{given.address}{_CALLBACK}"
    if missing := [setting for name, setting in _SECRETS.items() if not made.get(name)]:
        raise LedgerError(
            f"sign_in is openid, but {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set. "
            "Set them in the file of settings, in the environment, or by Streamlit's names in the table "
            "[auth] of .streamlit/secrets.toml."
        )
    return made


def secrets() -> dict[str, Any] | None:
    """Return the secrets for Streamlit; None where nobody signs in by OpenID.

    Raises:
        LedgerError: If something is missing, the package that speaks OpenID among it.
    """
    given = settings.current()
    if given.sign_in is not SignIn.OPENID:
        return None
    from streamlit.auth_util import is_authlib_installed

    if not is_authlib_installed():
        raise LedgerError(f"sign_in is openid, but the package Authlib is not installed. Run: {INSTALL}")
    return {"auth": auth(given, _table(_FILE))}


def _table(file: Path) -> Mapping[str, Any]:
    """Return the table [auth] of a file of secrets, empty where there is none.

    Streamlit reads it too, but only once it has all of its own settings.
    """
    if not file.is_file():
        return {}
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8")).get("auth", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LedgerError(f"The secrets in {file} cannot be read. It has to be TOML.") from error
    return found if isinstance(found, Mapping) else {}


# -- Who asks --------------------------------------------------------------------------------------


def named(peer: str, sent: Sequence[str], proxies: Sequence[str]) -> str:
    """Return who has signed in by a proxy's header; empty for nobody.

    Args:
        peer: The address of the machine that connected.
        sent: All that the request has under the header's name. Of several one may be the reader's own.
        proxies: Addresses and networks of the proxies that are believed.
    """
    if len(sent) != 1 or not is_trusted(peer, proxies):
        return ""
    return sent[0].strip()


def signed_in(connection: HTTPConnection) -> bool:
    """Tell whether a request has the cookie of who signed in, by the code of Streamlit, which gave it."""
    from streamlit.auth_util import get_origin_from_redirect_uri
    from streamlit.web.server.starlette import starlette_websocket as streamlits
    from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

    raw = streamlits._get_signed_cookie_with_chunks(dict(connection.cookies), USER_COOKIE_NAME)
    origin = get_origin_from_redirect_uri()
    if not raw or not origin:
        return False
    return streamlits._parse_decoded_user_cookie(raw, origin).get("is_logged_in") is True


# -- The door --------------------------------------------------------------------------------------


class Door:
    """Answers only who has signed in, where readers have to."""

    def __init__(self, app: ASGIApp) -> None:
        """Read the settings, once for all requests."""
        self.app = app
        self._given = settings.current()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection, or refuse it."""
        given = self._given
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        by_openid = given.sign_in is SignIn.OPENID
        if path in _SIGNING_IN and not by_openid and scope["type"] == "http":
            # Streamlit answers there all the same, and logs an error each time that somebody asks (1.67.0).
            await refusal(Request(scope), 404, words.NO_ADDRESS())(scope, receive, send)
        elif given.sign_in is SignIn.NOBODY:
            await self.app(scope, receive, send)
        elif path in _OPEN or path in _SIGNING_IN:
            back = by_openid and path in (_LOGOUT, _CALLBACK)
            await self.app(scope, receive, _led_back(scope, send, given) if back else send)
        elif _may_pass(scope, given):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await refuse(scope, receive, send, 401, words.SIGN_IN_FIRST())
        else:
            await _refusal(Request(scope), path, given)(scope, receive, send)


def _may_pass(scope: Scope, given: Settings) -> bool:
    if given.sign_in is SignIn.OPENID:
        return signed_in(HTTPConnection(scope))
    sent = Headers(scope=scope).getlist(given.sign_in_header)
    return bool(named(connected_from(scope), sent, given.trusted_proxies))


def _refusal(request: Request, path: str, given: Settings) -> Response:
    if given.sign_in is SignIn.HEADER:
        return refusal(request, 401, words.NOBODY())
    answer = refusal(request, 401, words.SIGN_IN_FIRST(), **{words.SIGN_IN(): f"{given.address}{PATH}"})
    asked = f"{path}?{request.url.query}" if request.url.query else path
    page = best(request.headers.get("accept", ""), {"text": "text/plain", "html": HTML}) == "html"
    if page and request.method == "GET" and len(asked) <= _LONGEST:
        _keep(answer, quote(asked, safe=""), given, age=600)
    return answer


def _keep(answer: Response, value: str, given: Settings, age: int) -> None:
    secure = given.address.startswith("https:")
    path = f"{given.root}/"
    answer.set_cookie(ASKED, value, max_age=age, path=path, secure=secure, httponly=True, samesite="lax")


def _led_back(scope: Scope, send: Send, given: Settings) -> Send:
    """Lead from Streamlit's answer, which goes to the root of the server, to what the reader asked before.

    The question is in its address, and Streamlit forgets that (1.67.0).
    """

    async def send_led(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=list(message["headers"]))
            if headers.get("location") == "/":
                headers["location"] = given.address + asked_before(scope["headers"])
                gone = Response()
                _keep(gone, "", given, age=0)
                headers.append("set-cookie", gone.headers["set-cookie"])
                message = {**message, "headers": headers.raw}
        await send(message)

    return send_led


def asked_before(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Return the path and the query that a reader asked before signing in, `/` where none is known."""
    for name, value in headers:
        if name == b"cookie":
            try:
                kept = SimpleCookie(value.decode("latin-1")).get(ASKED)
            except CookieError:
                continue
            found = unquote(kept.value) if kept else ""
            # A site beside ours may have set it: it follows our own address, and has no control characters.
            if found.startswith("/") and found.isprintable() and len(found) <= _LONGEST:
                return quote(found, safe="/?&=%+,:;~-._!'()*@$")
    return "/"


async def _sign_in(request: Request) -> Response:
    """Lead to the provider. The link that Streamlit makes for it lasts two minutes, so it is made now."""
    given = settings.current()
    from streamlit.auth_util import encode_provider_token

    address = f"{given.address}{_LOGIN}?provider={encode_provider_token('default')}"
    return RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})


ROUTES = [Route(PATH, _sign_in)]
