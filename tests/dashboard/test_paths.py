"""Which paths there are: the pages, what the server gives, nothing else; beneath another path as well."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from streamlit.file_util import get_static_dir
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_handler

from dashboard import settings
from dashboard.service import paths, server
from dashboard.service.paths import within
from dashboard.settings import ADDRESS, PREFIX, TAKEN
from dashboard.wording.page import PAGES, path_of
from geodata.errors import LedgerError
from tests.dashboard.asking import BROWSER, HOST, ask
from tests.dashboard.conftest import Open

STREAMLITS = create_streamlit_static_handler(directory=get_static_dir(), base_url="")


async def leads(request: Request) -> Response:
    return RedirectResponse("/log?on=2024-11-26")


async def stream(request: Request) -> Response:
    return JSONResponse({"path": request.url.path})


@pytest.fixture(autouse=True)
def this_host_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}HOSTS", HOST)


def at(path: str, accept: str = BROWSER, **more: Any) -> Any:
    app = Starlette(  # anew, since what stands around the page reads the settings once
        routes=[
            *server.app._user_routes,
            Route("/leads", leads),
            Route("/_stcore/health", stream),
            Route("/_stcore/upload_file/{file}", stream, methods=["PUT"]),
            Mount("/", STREAMLITS),
        ],
        middleware=server.app._user_middleware,
    )
    return ask(path, accept, app=app, **more)


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_there(name: str) -> None:
    reply = at(path_of(name))
    assert reply.status == 200 and b'<div id="root">' in reply.body


@pytest.mark.parametrize(
    "path", ["/index.html", "/favicon.png", "/_stcore/health", "/llms.txt", "/embed", "/feed.json", "/ogc"]
)
def test_what_else_is_served_is_there(path: str) -> None:
    assert at(path).status == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/nothing", "/explore", "/explore/x", "/log/x", "/Log", "/static", "/static/js/x.js", "/_stcore/x"),
        *("/nothing/", "//nothing", "/..%2f", "/log\\x", "/ledgers", "/embedded", "/x.html", "/%00"),
    ],
)
def test_nothing_is_anywhere_else(path: str) -> None:
    page, text = at(path), at(path, "*/*")
    assert page.status == text.status == 404
    assert page.headers["content-type"].startswith("text/html") and "<h1>There is nothing" in page.text
    assert '<a href="/log">What happened</a>' in page.text and "set-cookie" not in page.headers
    assert text.headers["content-type"].startswith("text/plain")
    assert text.text.startswith("There is nothing at this address.") and "Data: /data\n" in text.text
    assert at(path, "*/*", method="POST").status == 404


def test_where_files_are_only_given_there_is_nothing_to_read() -> None:
    assert at("/_stcore/upload_file/x").status == at("/_stcore/upload_file/x", method="HEAD").status == 404
    assert at("/_stcore/upload_file/x", method="PUT").status == 200


def test_a_slash_at_the_end_of_a_page_s_address_is_taken_away() -> None:
    reply = at("/log/?on=2024-11-26")
    assert (reply.status, reply.headers["location"]) == (301, "/log?on=2024-11-26")


def test_no_path_before_all_others_may_be_a_path_of_ours() -> None:
    """A proxy that takes `/data` off could not be told from one that hands it on."""
    own = {route.path for route in server.app._user_routes if "{" not in route.path}  # type: ignore[attr-defined]
    files = {f"/{name}" for name in paths._files() if "/" not in name}
    pages = {f"/{name}" for name in PAGES}
    single = {path for path in own | files | pages if path.count("/") == 1 and path != "/"}
    assert single <= TAKEN
    for path in single - {"/briefing"}:  # it stands for the address above it
        with pytest.raises(LedgerError, match="is a page of this server, too"):
            settings.read({ADDRESS: f"https://news.example{path}"})


@pytest.mark.parametrize(
    ("path", "root", "found"),
    [
        ("/maps/log", "/maps", "/log"),
        ("/maps/", "/maps", "/"),
        ("/log", "/maps", "/log"),
        ("/mapslog", "/maps", "/mapslog"),
        ("/maps/maps/log", "/maps", "/maps/log"),
        ("/a/b/log", "/a/b", "/log"),
        ("/ledger/log", "/ledger", "/log"),
        ("/ledger/ledger/x", "/ledger", "/ledger/x"),
        ("/ledger/x", "/ledger", "/ledger/x"),
        ("/maps/nothing", "/maps", "/nothing"),
    ],
)
def test_what_lies_beneath_is_found_with_and_without_the_path(path: str, root: str, found: str) -> None:
    def is_there(each: str) -> bool:
        return each in ("/", "/log") or each.startswith("/ledger/")

    assert within(path, root, is_there) == found


@pytest.fixture
def beneath(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(ADDRESS, f"https://{HOST}/maps/")
    return "/maps"


@pytest.mark.parametrize("asked", ["/maps", ""])
def test_both_kinds_of_proxies_are_answered_alike(beneath: str, asked: str) -> None:
    for path in ("/log", "/claim/k0007", "/feed", "/dataset", "/embed", "/ogc?f=html", "/llms.txt"):
        reply = at(f"{asked}{path}")
        assert reply.status == 200, path
        for attribute in ('href="', 'src="', "url(", "](", '"/'):
            for name in ("/ledger/", "/claim/", "/feed", "/dataset", "/data", "/log", "/embed"):
                assert f"{attribute}{name}".encode() not in reply.body, path
    reply = at(f"{asked}/nothing")
    assert reply.status == 404 and '<a href="/maps/log">' in reply.text


def test_an_answer_leads_beneath_the_path_and_its_cookies_stay_there(beneath: str) -> None:
    reply = at("/leads")
    assert reply.headers["location"] == "/maps/log?on=2024-11-26"
    assert at("/maps?on=2024-11-26").headers["location"] == "/maps/?on=2024-11-26"
    assert at("/maps/log/").headers["location"] == "/maps/log"
    assert "; Path=/maps" in at("/log").headers["set-cookie"]
    past_the_proxy = at("/log", host="127.0.0.1:8501")
    assert "; Path=/;" in past_the_proxy.headers["set-cookie"]


def test_a_cookie_of_another_path_and_an_address_of_another_host_stay() -> None:
    headers = MutableHeaders({"location": "https://login.example/"})
    for cookie in ("a=1; path=/; HttpOnly", "b=2; Path=/own", "c=/; Path=/"):
        headers.append("set-cookie", cookie)
    paths._mend(headers, "/maps", public=True)
    assert headers["location"] == "https://login.example/"
    assert headers.getlist("set-cookie") == ["a=1; Path=/maps; HttpOnly", "b=2; Path=/own", "c=/; Path=/maps"]
    headers["location"] = "//elsewhere.example/"
    paths._mend(headers, "/maps", public=False)
    assert headers["location"] == "//elsewhere.example/"


def test_without_a_path_nothing_is_changed() -> None:
    reply = at("/leads")
    assert reply.headers["location"] == "/log?on=2024-11-26"
    assert "; Path=/;" in at("/log").headers["set-cookie"]
    assert settings.at("/ledger/x") == "/ledger/x"


def test_an_address_of_elsewhere_stays_as_it_is(beneath: str) -> None:
    assert settings.at("/ledger/x") == "/maps/ledger/x"
    for address in ("https://a.example/x", "//a.example", "?on=1", "#x", ""):
        assert settings.at(address) == address


@pytest.mark.parametrize(("page", "path"), [(None, "/"), ("log", "/log")])
def test_the_link_to_a_question_has_the_public_address(
    page: str | None, path: str, beneath: str, open_page: Open
) -> None:
    app = open_page({"place": "Muse"}, page)
    assert any(each.value.startswith(f"https://{HOST}{beneath}{path}?") for each in app.code)
