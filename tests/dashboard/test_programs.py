"""What programs that read find on the server: /llms.txt and /mcp, over HTTP on this machine alone."""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import anyio
import pytest
import uvicorn
from mcp import Client
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

import geodata
from dashboard.page import store
from dashboard.service import llms, mcp_endpoint
from dashboard.service.headers import SecurityHeaders
from dashboard.service.limits import RateGuard
from dashboard.service.mcp_endpoint import LARGEST, Endpoint, allowed
from dashboard.service.middleware import KnownAgain
from dashboard.settings import ADDRESS, FILE
from dashboard.wording import language
from dashboard.wording.llms import SNIPPET, llms_txt
from dashboard.wording.page import PAGES
from geodata.__main__ import COMMANDS
from geodata.catalog import Catalog
from geodata.cli import tools
from geodata.vocab import Policy
from tests.browser.serving import Server
from tests.dashboard.test_server import get
from tests.test_project import ROOT, loaded_by

DAY = "2024-11-26"
JSON = {"content-type": "application/json", "accept": "application/json"}

# -- /mcp ------------------------------------------------------------------------------------------


class Running:
    """Our routes in a server of their own, as the dashboard's has them; `base` is its address."""

    def __init__(self) -> None:
        endpoint = Endpoint()
        app = Starlette(
            routes=[*llms.ROUTES, *mcp_endpoint._routes(endpoint)],
            lifespan=endpoint.lifespan,
            middleware=[Middleware(SecurityHeaders), Middleware(KnownAgain), Middleware(RateGuard)],
        )
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="on")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            time.sleep(0.01)
        (socket,) = self._server.servers[0].sockets
        return f"http://127.0.0.1:{socket.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        assert not self._thread.is_alive(), "what the tools started ends with the server"


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with Running() as address:
        yield address


def post(url: str, body: bytes, **headers: str) -> tuple[int, str]:
    """Return status and body of one request."""
    request = urllib.request.Request(url, data=body, headers=JSON | headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


LIST = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).encode()


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_package_s_own_client_asks_over_http(base: str, catalog: Catalog, mode: str) -> None:
    async def ask() -> list[Any]:
        async with Client(f"{base}/mcp", mode=mode) as client:
            listed = [tool.name for tool in (await client.list_tools()).tools]
            now = await client.call_tool("state", {"on": DAY, "places": ["kanpaiti"]})
            first = await client.call_tool("state", {"on": DAY, "places": ["kanpaiti"], "release": "1"})
            wrong = await client.call_tool("state", {"on": DAY, "places": ["kanpaitee"]})
            return [listed, now, first, wrong]

    listed, now, first, wrong = anyio.run(ask)
    assert listed == [tool.__name__ for tool in tools.TOOLS]
    assert now.structured_content == tools.state(catalog, DAY, ["kanpaiti"])
    assert first.structured_content["about"]["release"] == 1
    assert wrong.is_error and "did you mean 'kanpaiti'?" in wrong.content[0].text


def test_a_citation_names_the_address_that_a_file_of_settings_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ask() -> Any:
        async with Client(f"{address}/mcp") as client:
            return await client.call_tool("cite", {"ids": ["k0007"]})

    file = tmp_path / "settings.toml"
    file.write_text('address = "https://ledger.example/maps"\n', encoding="utf-8")
    monkeypatch.delenv(ADDRESS, raising=False)
    monkeypatch.setenv(FILE, str(file))
    with Running() as address:
        assert "https://ledger.example/maps/claim/k0007" in anyio.run(ask).structured_content["text"]


def test_an_answer_is_one_json_object_without_a_session(base: str) -> None:
    status, body = post(f"{base}/mcp", LIST)
    assert status == 200 and len(json.loads(body)["result"]["tools"]) == len(tools.TOOLS)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "127.0.0.1.evil.example:80"}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"content-type": "text/plain"}, 400),
        ({"accept": "text/html"}, 406),
    ],
)
def test_no_page_of_another_site_asks_through_a_browser(
    base: str, headers: dict[str, str], status: int
) -> None:
    assert post(f"{base}/mcp", LIST, **headers)[0] == status


def test_a_request_has_a_bounded_size(base: str) -> None:
    assert post(f"{base}/mcp", b" " * (LARGEST + 1))[0] == 413
    assert post(f"{base}/mcp", b"[" * 50_000)[0] == 400


class Failing:
    """A session manager that fails when it is told to."""

    def __init__(self) -> None:
        self.fail = anyio.Event()

    @asynccontextmanager
    async def run(self) -> AsyncIterator[None]:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._fail)
            yield

    async def _fail(self) -> None:
        await self.fail.wait()
        raise RuntimeError("broken")

    async def handle_request(self, scope: Any, receive: Any, send: Any) -> None:
        await PlainTextResponse("answered")(scope, receive, send)


def test_the_tools_begin_once_and_their_failure_ends_nothing_else(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made: list[Failing] = []
    monkeypatch.setattr(mcp_endpoint, "_manager", lambda: made.append(Failing()) or made[-1])
    endpoint, answers = Endpoint(), list[int]()

    async def ask() -> None:
        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                answers.append(message["status"])

        scope = {"type": "http", "method": "POST", "path": "/mcp", "headers": []}
        await endpoint(scope, anyio.sleep_forever, send)

    async def serve() -> None:
        await ask()  # outside the lifespan
        async with endpoint.lifespan(None):
            async with anyio.create_task_group() as tasks:
                for _ in range(5):
                    tasks.start_soon(ask)
            assert len(made) == 1, "five at once begin it once"
            made[0].fail.set()
            with anyio.fail_after(5):
                while endpoint._manager:
                    await anyio.sleep(0.01)
            await ask()
        await ask()

    anyio.run(serve)
    assert answers == [503, 200, 200, 200, 200, 200, 200, 503] and len(made) == 2
    assert "begin anew" in caplog.text


def test_the_address_at_which_others_reach_the_page_is_answered_too() -> None:
    assert {"maps.example", "maps.example:*"} <= set(allowed("", ("maps.example",))[0])
    assert allowed("", ("*",)) == allowed(""), "all of them are never answered"
    hosts, origins = allowed("https://ledger.example/briefing")
    assert "ledger.example" in hosts and "https://ledger.example" in origins
    assert "http://ledger.example" not in origins
    for strange in ("", "ledger", "/briefing"):
        assert allowed(strange) == allowed("")


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [("/mcp", 405, "POST"), ("/mcp/", 404, "no such address"), ("/mcp/x/y", 404, "no such address")],
)
def test_what_is_no_question_gets_a_plain_answer(path: str, status: int, said: str) -> None:
    found, headers, body = get(path, app=Starlette(routes=mcp_endpoint.ROUTES))
    assert found == status and said in body.decode() and headers["content-type"].startswith("text/plain")


def test_without_the_package_the_address_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mcp_endpoint, "installed", lambda: False)
    status, _, body = get("/mcp", app=Starlette(routes=mcp_endpoint.ROUTES))
    assert status == 404 and "pip install 'border-ledger[mcp]'" in body.decode()


def test_the_server_of_the_page_loads_nothing_of_it() -> None:
    loaded = loaded_by("import dashboard.service.server")
    assert not loaded & {"mcp", "mcp_types", "pydantic", "httpx2", "sse_starlette", "opentelemetry"}
    some = loaded_by(
        "import sys, dashboard.service.server\n"
        "names = ('geodata.__main__', 'geodata.cli.tools', 'geodata.exports.proof')\n"
        "assert not [name for name in names if name in sys.modules]"
    )
    assert "streamlit" in some


@pytest.mark.slow
def test_the_dashboard_answers_programs_while_it_serves_the_page(tmp_path: Path, catalog: Catalog) -> None:
    with Server(ROOT, tmp_path / "log") as running:

        async def ask() -> Any:
            async with Client(f"{running.base}/mcp") as client:
                return await client.call_tool("state", {"on": DAY, "places": ["kanpaiti"]})

        assert anyio.run(ask).structured_content == tools.state(catalog, DAY, ["kanpaiti"])
        status, body = post(f"{running.base}/mcp/nothing", b"{}")
        assert status == 404 and "<html" not in body


def test_the_server_runs_the_lifespan_of_the_tools() -> None:
    from dashboard.service import server

    assert server.app._user_lifespan == server._lifespan, "in which that of the tools is: see test_visit.py"
    paths = [route.path for route in server.app._user_routes]
    assert {"/llms.txt", "/mcp"} <= set(paths)


# -- /llms.txt -------------------------------------------------------------------------------------


async def _page(request: object) -> PlainTextResponse:
    return PlainTextResponse("a page")


@pytest.fixture(scope="module")
def text() -> str:
    app = Starlette(
        routes=[*llms.ROUTES, *mcp_endpoint.ROUTES, Mount("/", Starlette(routes=[Route("/{x}", _page)]))]
    )
    status, headers, body = get("/llms.txt", app=app)
    assert status == 200 and headers["content-type"] == "text/plain; charset=utf-8"
    return body.decode()


def test_it_has_the_form_of_llms_txt(text: str) -> None:
    lines = text.splitlines()
    assert lines[0].startswith("# ") and lines[2].startswith("> ")
    assert [line for line in lines if line.startswith("# ")] == lines[:1]
    assert re.findall(r"^## (.+)$", text, re.MULTILINE)[-1] == "Optional"
    assert max(map(len, lines)) < 700 and len(text) < 12_000


def test_it_names_the_ledger_the_rules_and_what_a_grey_means(text: str) -> None:
    catalog = store.newest()
    assert catalog.hash in text and catalog.release and f"release {catalog.release.number}" in text
    assert "It is never the holder of before" in text
    for policy in Policy:
        assert f"`{policy}`: {policy.meaning}" in text


def test_it_names_every_tool_command_page_and_public_name(text: str) -> None:
    for tool in tools.TOOLS:
        assert f"- `{tool.__name__}`: " in text
    for name, (_, told, _) in COMMANDS.items():
        assert f"- `python -m geodata {name}`: {told}" in text
    for page, (title, _) in PAGES.items():
        assert f"[{title()}](/{'' if page == 'explore' else page})" in text
    for name in geodata.__all__:
        assert f"`{name}`" in text


def test_its_lines_of_code_run(text: str) -> None:
    assert all(line.strip() in text for line in SNIPPET.splitlines())
    with redirect_stdout(StringIO()) as printed:
        exec(SNIPPET, {"date": date})  # noqa: S102 - our own lines
    assert "kia" in printed.getvalue() and "2024" in printed.getvalue()


def test_it_names_only_addresses_that_the_server_has() -> None:
    async def claim(request: object) -> PlainTextResponse:
        return PlainTextResponse("claim")

    catalog = store.newest()
    routes = [*mcp_endpoint.ROUTES, Route("/claim/{claim_id}", claim), Mount("/", Starlette())]
    claim.__module__ = "starlette.somewhere"
    assert [path for path in llms.addresses(catalog) if llms.served(routes, path)] == ["/mcp"]
    claim.__module__ = "dashboard.service.claims"
    here = [path for path in llms.addresses(catalog) if llms.served(routes, path)]
    assert here == [f"/claim/{next(iter(catalog.claims))}", "/mcp"]


def test_the_server_s_own_text_names_what_it_serves() -> None:
    from dashboard.service import server

    routes = server.app._user_routes
    made = llms._text(routes)
    links = re.findall(r"^- \[(/\S+)\]", made, re.MULTILINE)
    assert "/mcp" in links and all(llms.served(routes, link) for link in links)
    app = Starlette(routes=routes)
    pages = {"/", *(f"/{page}" for page in PAGES)}  # these are Streamlit's own
    for link in links:
        status, _, _ = get(link, app=app)
        assert status == (405 if link == "/mcp" else 200) or link in pages, link
    assert "for POST requests only" in made


def test_it_is_said_in_the_language_in_use(catalog: Catalog) -> None:
    with language.speaking(language.PSEUDO):
        made = llms_txt(catalog, {})
    assert "[It is never" not in made and "> [Who holds" in made
