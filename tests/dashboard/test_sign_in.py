"""Who may read: nobody gets past the door by a header of their own, and what was asked opens afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit import auth_util
from streamlit.runtime.secrets import AttrDict
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette import starlette_websocket as streamlits
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from dashboard.__main__ import main
from dashboard.page import signed_in
from dashboard.service import health, logs, sign_in
from dashboard.service.peers import is_trusted
from dashboard.service.sign_in import ASKED, Door, asked_before, auth, named
from dashboard.settings import Settings, read
from geodata.errors import LedgerError

PROXY, READER = "10.0.0.7", "203.0.113.9"
HEADER = "X-Forwarded-User"


def who(request: Request) -> PlainTextResponse:
    return PlainTextResponse("one")


async def talks(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


async def back(request: Request) -> RedirectResponse:
    return RedirectResponse("/", status_code=302)


ROUTES = [
    Route("/log", who),
    Route("/claim/k0020", who),
    Route(health.PATH, who),
    Route("/oauth2callback", back),
    Route("/auth/logout", back),
    *sign_in.ROUTES,
    WebSocketRoute("/_stcore/stream", talks),
]


def client(peer: str = PROXY) -> TestClient:
    """Return a client at an address, of a server that starts with the settings of now."""
    app = Starlette(routes=ROUTES, middleware=[Middleware(Door)])
    return TestClient(app, client=(peer, 50_000), follow_redirects=False)


# -- A proxy's header ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("peer", "trusted"),
    [
        ("10.0.0.7", True),
        ("10.0.0.8", False),
        ("192.168.3.200", True),
        ("::ffff:10.0.0.7", True),
        ("fd00::5", True),
        ("::1", False),
        ("", False),
        ("testclient", False),
        ("10.0.0.7, 1.2.3.4", False),
    ],
)
def test_a_proxy_is_known_by_its_address(peer: str, trusted: bool) -> None:
    assert is_trusted(peer, ("10.0.0.7", "192.168.3.1/16", "fd00::/8")) is trusted


def test_a_name_counts_only_from_a_proxy_and_only_once() -> None:
    assert named(PROXY, ["a@news.example"], [PROXY]) == "a@news.example"
    assert named(READER, ["a@news.example"], [PROXY]) == ""
    assert named(PROXY, [], [PROXY]) == named(PROXY, [" "], [PROXY]) == ""
    assert named(PROXY, ["chosen by the reader", "a@news.example"], [PROXY]) == ""
    assert named(PROXY, ["a@news.example"], []) == ""


@pytest.fixture
def by_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BORDER_LEDGER_SIGN_IN", "header")
    monkeypatch.setenv("BORDER_LEDGER_TRUSTED_PROXIES", PROXY)


def test_without_a_door_nobody_has_to_sign_in() -> None:
    assert client(READER).get("/log").status_code == 200
    with client(READER).websocket_connect("/_stcore/stream") as talk:
        assert talk.receive_text() == "hello"


def test_only_who_a_proxy_names_is_answered(by_header: None) -> None:
    name = {HEADER: "a@news.example"}
    for path in ("/log?place=kanpaiti", "/claim/k0020"):
        assert client(PROXY).get(path, headers=name).status_code == 200
        for peer, sent in ((PROXY, {}), (READER, name), (READER, {})):
            answer = client(peer).get(path, headers=sent)
            assert (
                answer.status_code == 401
                and "signs you in" in answer.text
                and "set-cookie" not in answer.headers
            )
    assert client(READER).get(health.PATH).status_code == 200


def test_neither_is_a_connection_of_the_page(by_header: None) -> None:
    with client(PROXY).websocket_connect("/_stcore/stream", headers={HEADER: "a"}) as talk:
        assert talk.receive_text() == "hello"
    for peer, sent in ((PROXY, {}), (READER, {HEADER: "a"})):
        with (
            pytest.raises(WebSocketDisconnect),
            client(peer).websocket_connect("/_stcore/stream", headers=sent),
        ):
            pass


def test_another_header_can_be_set(by_header: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BORDER_LEDGER_SIGN_IN_HEADER", "Remote-User")
    assert client().get("/log", headers={HEADER: "a"}).status_code == 401
    assert client().get("/log", headers={"remote-user": "a"}).status_code == 200


# -- OpenID ----------------------------------------------------------------------------------------

SECRETS = {
    "openid_metadata_url": "https://login.example/.well-known/openid-configuration",
    "openid_client_id": "border-ledger",
    "openid_client_secret": "of-this-test",
    "openid_cookie_secret": "of-this-test-alone",
}
ADDRESS = "https://news.example/maps"


def test_the_settings_become_the_secrets_of_streamlit() -> None:
    made = auth(Settings(address=ADDRESS, **SECRETS), {})
    assert made == {
        "client_id": "border-ledger",
        "client_secret": "of-this-test",
        "server_metadata_url": SECRETS["openid_metadata_url"],
        "cookie_secret": "of-this-test-alone",
        "redirect_uri": f"{ADDRESS}/oauth2callback",
    }


def test_settings_go_before_the_file_of_secrets_and_the_file_may_have_more() -> None:
    file = {"client_id": "other", "client_kwargs": {"prompt": "login"}, "redirect_uri": "http://old.example"}
    made = auth(Settings(address=ADDRESS, **SECRETS), file)
    assert made["client_id"] == "border-ledger" and made["client_kwargs"] == {"prompt": "login"}
    assert made["redirect_uri"] == f"{ADDRESS}/oauth2callback"
    whole = auth(Settings(address=ADDRESS, **SECRETS), {})
    assert auth(Settings(address=ADDRESS), whole) == whole


def test_all_that_is_missing_is_named_and_no_secret_is() -> None:
    with pytest.raises(LedgerError) as told:
        auth(Settings(address=ADDRESS, **dict(list(SECRETS.items())[1:3])), {})
    assert "openid_metadata_url, openid_cookie_secret are not set" in str(told.value)
    shown = f"{told.value} {Settings(**SECRETS, metrics_token='of-this-test-too')!r}"
    assert "border-ledger" in shown and "of-this-test" not in shown


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("openid_metadata_url", "login.example", "'login.example' is no address of the web"),
        ("openid_client_secret", "a\x07b", "OPENID_CLIENT_SECRET: it is no text"),
        ("openid_cookie_secret", "short", "it has fewer than 16 characters"),
    ],
)
def test_settings_of_the_provider_are_checked_and_secrets_not_repeated(
    name: str, value: str, told: str
) -> None:
    with pytest.raises(LedgerError) as error:
        read({f"BORDER_LEDGER_{name.upper()}": value})
    assert told in str(error.value)
    assert name == "openid_metadata_url" or value not in str(error.value)


def test_no_server_starts_without_what_signing_in_needs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BORDER_LEDGER_SIGN_IN", "openid")
    monkeypatch.setenv("BORDER_LEDGER_ADDRESS", ADDRESS)
    monkeypatch.setattr(logs, "begin", lambda *_: pytest.fail("it started"))
    assert main(["run"]) == 2
    told = capsys.readouterr().err
    assert told.startswith(
        "run: sign_in is openid, but openid_client_id, openid_client_secret, openid_metadata_url"
    )


def test_the_file_of_secrets_is_read_and_a_broken_one_named_without_its_text(tmp_path: Path) -> None:
    file = tmp_path / "secrets.toml"
    assert sign_in._table(file) == {}
    file.write_text('[auth]\nclient_id = "x"\n[other]\ny = 1\n', encoding="utf-8")
    assert sign_in._table(file) == {"client_id": "x"}
    file.write_text('[auth]\nclient_secret = "of-this-test\n', encoding="utf-8")
    with pytest.raises(LedgerError) as told:
        sign_in._table(file)
    assert str(file) in str(told.value) and "of-this-test" not in str(told.value)


@pytest.fixture
def by_openid(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"sign_in": "openid", "address": ADDRESS, **SECRETS}
    for name, value in given.items():
        monkeypatch.setenv(f"BORDER_LEDGER_{name.upper()}", value)
    made = AttrDict(auth(Settings(address=ADDRESS, **SECRETS), {}))
    monkeypatch.setattr(auth_util, "get_secrets_auth_section", lambda: made)
    monkeypatch.setattr(auth_util, "get_signing_secret", lambda: SECRETS["openid_cookie_secret"])
    monkeypatch.setattr(streamlits, "get_cookie_secret", lambda: SECRETS["openid_cookie_secret"])


def test_the_package_that_speaks_openid_is_asked_for_at_the_start(
    by_openid: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sign_in.secrets() == {"auth": auth(Settings(address=ADDRESS, **SECRETS), {})}
    monkeypatch.setattr(auth_util, "is_authlib_installed", lambda: False)
    with pytest.raises(
        LedgerError, match=r"Authlib is not installed. Run: pip install 'border-ledger\[sign-in\]'"
    ):
        sign_in.secrets()
    monkeypatch.setenv("BORDER_LEDGER_SIGN_IN", "off")
    assert sign_in.secrets() is None


def cookie(claims: Mapping[str, Any], secret: str = SECRETS["openid_cookie_secret"]) -> dict[str, str]:
    signed = create_signed_value(secret, "_streamlit_user", json.dumps(claims))
    return {"Cookie": f"_streamlit_user={signed.decode()}"}


SIGNED_IN = {"origin": "https://news.example", "is_logged_in": True, "email": "a@news.example"}


def test_a_cookie_counts_only_if_this_server_signed_it_for_this_address(by_openid: None) -> None:
    def counts(sent: Mapping[str, str]) -> bool:
        headers = [(name.lower().encode(), value.encode()) for name, value in sent.items()]
        return sign_in.signed_in(HTTPConnection({"type": "http", "headers": headers}))

    assert counts(cookie(SIGNED_IN))
    assert not counts({})
    assert not counts(cookie(SIGNED_IN, "another-secret-than-ours"))
    assert not counts(cookie({**SIGNED_IN, "origin": "https://other.example"}))
    assert not counts(cookie({**SIGNED_IN, "is_logged_in": False}))
    assert not counts({"Cookie": f"_streamlit_user={json.dumps(SIGNED_IN)}"})


def test_every_address_asks_to_sign_in_first(by_openid: None) -> None:
    for path in ("/log", "/claim/k0020", "/nothing"):
        answer = client().get(path, headers={HEADER: "a"})
        assert answer.status_code == 401, path
    page = client().get("/log?place=kanpaiti", headers={"Accept": "text/html"})
    assert page.status_code == 401 and '<a href="https://news.example/maps/sign-in">Sign in</a>' in page.text
    assert client().get("/log", headers=cookie(SIGNED_IN)).status_code == 200
    assert client().get(health.PATH).status_code == 200
    with pytest.raises(WebSocketDisconnect), client().websocket_connect("/_stcore/stream"):
        pass
    with client().websocket_connect("/_stcore/stream", headers=cookie(SIGNED_IN)) as talk:
        assert talk.receive_text() == "hello"


def test_signing_in_begins_with_a_link_that_is_made_then(by_openid: None) -> None:
    answer = client().get("/sign-in")
    address, _, token = answer.headers["location"].partition("?provider=")
    assert answer.status_code == 303 and address == f"{ADDRESS}/auth/login"
    assert auth_util.decode_provider_token(token)["provider"] == "default"


def test_where_nobody_signs_in_by_openid_there_is_no_such_address() -> None:
    for path in ("/sign-in", "/auth/login", "/auth/logout", "/oauth2callback"):
        assert client().get(path).status_code == 404, path


@pytest.mark.parametrize(
    "asked", ["/log?place=kanpaiti&on=2024-11-26", "/log?place=%E1%80%99&q=a%2Bb%3Bc", "/"]
)
def test_what_was_asked_opens_once_the_reader_has_signed_in(by_openid: None, asked: str) -> None:
    page = client().get(asked, headers={"Accept": "text/html"})
    kept = page.headers["set-cookie"]
    assert kept.startswith(f"{ASKED}=") and "Path=/maps/" in kept and "Secure" in kept and "HttpOnly" in kept
    back = client().get("/oauth2callback", headers={"Cookie": kept.partition(";")[0]})
    assert back.headers["location"] == ADDRESS + asked
    assert f'{ASKED}=""; HttpOnly; Max-Age=0' in back.headers["set-cookie"]  # it is of use once
    out = client().get("/auth/logout")
    assert out.headers["location"] == f"{ADDRESS}/"


def test_no_cookie_leads_away_from_this_server() -> None:
    def led(text: str) -> str:
        return asked_before([(b"cookie", f"{ASKED}={quote(text, safe='')}".encode())])

    for wrong in ("https://other.example/", "javascript:x", "", "/a\r\nSet-Cookie: b=c", "/" + "a" * 3000):
        assert led(wrong) == "/", wrong
    # Our own address goes before it, so even this stays on our server.
    assert (ADDRESS + led("//other.example/")).startswith(f"{ADDRESS}//other.example")
    assert asked_before([(b"cookie", b"\xff=;;=")]) == asked_before([]) == "/"


# -- What the page says ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        (b"anna@news.example", "anna@news.example"),
        ("မေ Müller".encode(), "မေ Müller"),
        ("Müller".encode("latin-1"), "Müller"),
    ],
)
def test_a_name_in_a_header_keeps_its_letters(sent: bytes, name: str) -> None:
    assert signed_in.in_letters(sent.decode("latin-1")) == name, "servers hand headers on as Latin-1"


def test_a_name_that_is_too_long_ends_with_an_ellipsis(monkeypatch: pytest.MonkeyPatch) -> None:
    def page() -> None:
        from dashboard.page import signed_in

        signed_in.line()

    monkeypatch.setattr(signed_in, "name", lambda: "Anna " * 30)
    (said,) = AppTest.from_function(page).run().markdown
    assert "Signed in as Anna" in said.value and "Anna…" in said.value and len(said.value) < 120
