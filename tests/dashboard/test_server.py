"""The files beside the page, without a network."""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from streamlit.web import bootstrap

import dashboard
from dashboard.look.theme import THEMES
from dashboard.map import component, film
from dashboard.map import files as map_files
from dashboard.page import store
from dashboard.question.camera import Camera
from dashboard.service import server, serving
from dashboard.settings import Settings
from dashboard.wording.component import DOCUMENT, MAP
from geodata import open_catalog
from geodata.catalog import Catalog
from geodata.vocab import Policy

FILES = Starlette(routes=[Route(f"{map_files.ROUTE}/{{name:path}}", server.ledger_file)])


def get(
    path: str, accepts: str = "gzip", app: Any = FILES, kind: str = "*/*"
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of one request to an ASGI app."""
    sent: list[dict[str, Any]] = []
    headers = [(b"accept-encoding", accepts.encode()), (b"accept", kind.encode())]
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": headers,
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    anyio.run(app, scope, receive, send)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(part.get("body", b"") for part in sent[1:])


@pytest.mark.parametrize("name", ["mines", "border-8", "ground-light"])
def test_a_file_of_the_map_is_packed_and_kept_for_ever(name: str) -> None:
    status, headers, body = get(map_files.url(name, open_catalog()))
    assert status == 200 and headers["content-encoding"] == "gzip"
    assert "immutable" in headers["cache-control"] and "max-age=31536000" in headers["cache-control"]
    json.loads(gzip.decompress(body))


def test_no_query_makes_a_file_anew_or_pushes_another_out(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def content(name: str, catalog: Catalog) -> bytes:
        made.append(name)
        return b"{}"

    monkeypatch.setattr(map_files, "content", content)
    server._packed.cache_clear()
    mines, border = (map_files.url(name, open_catalog()) for name in ("mines", "border-8"))
    for address in (border, *(f"{mines}?x={number}" for number in range(200)), border):
        assert get(address)[0] == 200
    server._packed.cache_clear()
    assert made == ["border-8", "mines"]


def test_a_browser_that_takes_no_gzip_gets_the_plain_file() -> None:
    status, headers, body = get(map_files.url("border-8", open_catalog()), accepts="identity")
    assert status == 200 and "content-encoding" not in headers
    assert json.loads(body)["type"] == "FeatureCollection"


@pytest.mark.slow
def test_a_film_answers_its_question_and_no_other_names_one() -> None:
    catalog, choices = open_catalog(), store.choices_on("")
    strict = replace(choices.default, policy=Policy.STRICT, known_on=date(2024, 11, 15))
    address = film.url(strict, THEMES["light"], choices, catalog)
    status, headers, body = get(address)
    assert status == 200 and "immutable" in headers["cache-control"]
    made = json.loads(gzip.decompress(body))
    assert made == json.loads(json.dumps(film.film_json(catalog, strict, THEMES["light"])))
    assert get(address.replace("film-light", "film-sepia"))[0] == 404
    status, _, body = get(address.partition("?")[0] + "?policy=gossip&known_on=x")
    usual = json.loads(json.dumps(film.film_json(catalog, choices.default, THEMES["light"])))
    assert status == 200 and json.loads(gzip.decompress(body)) == usual


def test_a_film_s_address_has_what_changes_it_and_nothing_else() -> None:
    catalog, choices = open_catalog(), store.choices_on("")
    default, light = choices.default, THEMES["light"]
    usual = film.url(default, light, choices, catalog)
    same = replace(default, on=date(2023, 1, 1), place=None, layers=("mines",), camera=Camera(98, 25, 8))
    assert film.url(same, light, choices, catalog) == usual
    for other in (replace(default, policy=Policy.ANY), replace(default, actors=("kia",))):
        assert film.url(other, light, choices, catalog) != usual


@pytest.mark.parametrize("name", [*component.SCRIPTS, component.BUNDLE])
def test_the_maps_scripts_come_from_here(name: str) -> None:
    status, headers, body = get(f"{map_files.ROUTE}/{name}")
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    assert status == 200 and headers["content-type"].startswith(kind)
    assert "immutable" in headers["cache-control"]
    assert len(gzip.decompress(body)) > 500


def test_scripts_say_the_words_that_come_with_the_map_s_data_and_no_others() -> None:
    scripts = Path(dashboard.__file__).parent
    said = {
        folder: {
            key
            for script in (scripts / folder).glob("*.js")
            for key in re.findall(r'\bsay\("(\w+)"', script.read_text(encoding="utf-8"))
        }
        for folder in ("map/component", "paper/formats/html")
    }
    speeds = {"slow", "normal", "fast"}  # said by the names that the script has
    assert said["map/component"] | speeds == set(MAP)
    assert said["paper/formats/html"] == set(DOCUMENT)


def test_modules_name_only_modules_that_are_served() -> None:
    for name, script in component.SCRIPTS.items():
        folder = name.rpartition("/")[0]
        for module in re.findall(rb'from "\./([a-z.]+)"', script):
            assert f"{folder}/{module.decode()}" in component.SCRIPTS


@pytest.mark.parametrize(
    "name", ["border-8.000000000000.geojson", "nothing", "..%2f..%2fetc%2fpasswd", "border"]
)
def test_another_name_is_not_found_and_says_what_to_do(name: str) -> None:
    status, _, body = get(f"{map_files.ROUTE}/{name}")
    assert status == 404 and b"reload the page" in body


def test_nobody_looks_at_the_files_of_the_settings_while_the_server_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Streamlit's own watchers took 3 ms of CPU a second, whether anybody was there or not."""
    watched: list[str] = []
    monkeypatch.setattr(bootstrap, "watch_file", lambda name, *_, **__: watched.append(name))
    monkeypatch.setattr(bootstrap, "load_config_options", lambda *_, **__: None)
    monkeypatch.setattr(uvicorn.Server, "run", lambda self: None)
    bootstrap._install_config_watchers({})
    assert watched, "this Streamlit watches them by this function"
    watched.clear()
    serving.serve(server.app, Settings(), {})
    assert not watched


def test_threads_take_short_turns_while_the_server_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    # Else the thread that sends all messages waits 5 ms for a run of the page, at each of them.
    @asynccontextmanager
    async def nothing(*_: object) -> AsyncIterator[None]:
        yield

    async def turn() -> float:
        async with server._lifespan(None):
            return sys.getswitchinterval()

    monkeypatch.setattr(server.warming, "begun", nothing)
    monkeypatch.setattr(server.mcp_endpoint.ENDPOINT, "lifespan", nothing)
    before = sys.getswitchinterval()
    assert anyio.run(turn) == pytest.approx(0.0005)
    assert sys.getswitchinterval() == before
