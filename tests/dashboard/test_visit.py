"""A first visit: what is packed and how it is asked for, its bytes, the head of its page, the warm start."""

from __future__ import annotations

import gzip
import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import brotli
import pytest
from fontTools.ttLib import TTFont
from starlette.applications import Starlette
from starlette.middleware import Middleware
from streamlit.file_util import get_static_dir
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_assets_routes

import dashboard
from dashboard.look.theme import THEMES
from dashboard.map import component, deck, files, film
from dashboard.question.choices import Choices
from dashboard.service import codings, head, scripts, server, warming
from dashboard.service.middleware import FeedLinks
from dashboard.service.scripts import PackedScripts
from geodata.catalog import Catalog
from geodata.errors import LedgerError

STREAMLIT = Path(get_static_dir())
SCRIPT = next(name for name in scripts.first() if name.startswith("js/index."))
APP = Starlette(routes=create_streamlit_static_assets_routes(None), middleware=[Middleware(PackedScripts)])
PAGE = Starlette(routes=APP.routes, middleware=[Middleware(FeedLinks)])
UNPACK: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}


def ask(
    path: str, *, app: Any = APP, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of one request; a header is given with `_` for `-`."""
    sent: list[dict[str, Any]] = []
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }

    given = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        if message := next(given, None):
            return message
        await anyio.sleep_forever()  # who asked stays
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    anyio.run(app, scope, receive, send)
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(part.get("body", b"") for part in sent[1:])


# -- What a browser takes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZip", "gzip"),
        ("x-gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br; q=0.5 , gzip ; q=0.5", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0, *", "br"),
        ("*", "br"),
        ("*;q=0", None),
        ("*;q=0, identity", "identity"),
        ("*;q=0, gzip;q=0.1", "gzip"),
        ("identity;q=0", None),
        ("identity;q=0, gzip", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip", "gzip"),
        ("gzip;q=0.001", "gzip"),
        ("gzip;q=high, br;q=2, ;;,", "identity"),
        ("gzip;q=nan", "identity"),
        ("deflate", "identity"),
    ],
)
def test_the_most_wanted_coding_is_sent(header: str | None, coding: str | None) -> None:
    assert codings.accepted(header, ["br", "gzip"]) == coding


@pytest.mark.parametrize(
    ("header", "known"),
    [
        (None, False),
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ('"b"', False),
        ("", False),
    ],
)
def test_what_a_browser_has_is_not_sent_again(header: str | None, known: bool) -> None:
    assert codings.known(header, '"a"') is known


# -- Streamlit's own scripts -----------------------------------------------------------------------


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_streamlit_s_scripts_go_packed(coding: str) -> None:
    status, headers, body = ask(f"/static/{SCRIPT}", accept_encoding=coding)
    assert status == 200 and headers["content-encoding"] == coding
    assert UNPACK[coding](body) == (STREAMLIT / "static" / SCRIPT).read_bytes()
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["vary"] == "Accept-Encoding" and int(headers["content-length"]) == len(body)
    assert {"public", "immutable", "max-age=31536000"} == set(headers["cache-control"].split(", "))
    assert headers["content-security-policy"] == "default-src 'self'"
    same = ask(f"/static/{SCRIPT}", method="HEAD", accept_encoding=coding)
    assert same[:2] == (status, headers)


def test_each_coding_of_a_script_has_a_tag_of_its_own() -> None:
    tags = {}
    for coding in ("br", "gzip", "identity"):
        _, headers, _ = ask(f"/static/{SCRIPT}", accept_encoding=coding)
        tags[coding] = headers["etag"]
        status, again, body = ask(
            f"/static/{SCRIPT}", accept_encoding=coding, if_none_match=f'"x", {tags[coding]}'
        )
        assert status == 304 and not body and again["etag"] == tags[coding]
        assert again["vary"] == "Accept-Encoding"
    assert len(set(tags.values())) == 3
    assert ask(f"/static/{SCRIPT}", accept_encoding="br", if_none_match=tags["gzip"])[0] == 200


def test_what_is_asked_plain_or_in_parts_is_streamlit_s_answer() -> None:
    whole = (STREAMLIT / "static" / SCRIPT).read_bytes()
    status, headers, body = ask(f"/static/{SCRIPT}")
    assert status == 200 and body == whole and "content-encoding" not in headers
    assert headers["vary"] == "Accept-Encoding", "else a cache gives it to all"
    status, headers, body = ask(f"/static/{SCRIPT}", accept_encoding="gzip, br", range="bytes=10-19")
    assert (status, body) == (206, whole[10:20]) and "content-encoding" not in headers
    assert headers["content-range"] == f"bytes 10-19/{len(whole)}" and headers["vary"] == "Accept-Encoding"
    assert ask(f"/static/{SCRIPT}", accept_encoding="identity;q=0, deflate")[0] == 406


@pytest.mark.parametrize("path", ["/static/js/none.js", "/static/", "/static/js/../index.html", f"/{SCRIPT}"])
def test_another_name_is_left_to_streamlit(path: str) -> None:
    assert "content-encoding" not in ask(path, accept_encoding="gzip, br")[1]


def test_a_script_is_packed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    packed = codings.packed
    monkeypatch.setattr(codings, "packed", lambda content, kind: made.append(1) or packed(content, kind))
    scripts.packed.cache_clear()
    for _ in range(3):
        ask("/static/" + next(name for name in scripts.files() if "/Html." in name), accept_encoding="gzip")
    assert made == [1]


# -- How much it is --------------------------------------------------------------------------------


def test_a_first_visit_keeps_to_its_bytes(catalog: Catalog, choices: Choices) -> None:
    question = film.question(choices.default, choices)
    made = {
        "Streamlit's scripts": [scripts.packed(name) for name in scripts.first()],
        "deck.gl": [server._packed(component.BUNDLE)],
        "the map's scripts": [server._packed(name) for name in component.SCRIPTS],
        "fonts": [server._packed(name) for name in (*head.CUTS, *_faces())],
        "the map's files": [
            *(
                server._packed(files.url(name, catalog).removeprefix("/ledger/"))
                for name in ("ground-light", "mines", *_of_zoom("7"))
            ),
            server._film_bytes(catalog.hash, "light", question, "en"),
        ],
    }
    budget = {
        "Streamlit's scripts": 1_100,
        "deck.gl": 700,
        "the map's scripts": 60,
        "fonts": 155,
        "the map's files": 190,
    }
    for coding, most in (("gzip", 2_200), ("br", 2_000)):
        sizes = {
            name: sum(len(each.by_coding[coding]) for each in parts if each) / 1000
            for name, parts in made.items()
        }
        assert {name for name, size in sizes.items() if size > budget[name]} == set(), sizes
        # Heads of 170 answers and the websocket's messages are another 100 kB; 2.4 MB are promised.
        assert sum(sizes.values()) < most, sizes


def _of_zoom(zoom: str) -> Iterator[str]:
    """Return the files of a zoom that the layers ask which are on at first."""
    for name in ("land", "states", "border", "catchments", "catchments-diagonal"):
        yield f"{name}-{zoom}"


def _faces() -> Iterator[str]:
    yield from (name for name in server._FONTS if name.endswith(".woff"))


def test_the_script_of_deck_gl_has_no_library_of_tile_maps() -> None:
    script = deck.bundle().decode()
    whole = (Path(deck.pydeck.__file__).parent / "nbextension" / "static" / "index.js").read_text("utf-8")
    assert len(script) < 0.6 * len(whole)
    assert "globalThis.deck" in script
    assert script[:40_000] == whole[:40_000] and script[-100_000:] == whole[-100_000:]
    assert deck.slimmed("var a=1;") == "var a=1;", "what is not found stays"
    assert deck.slimmed(whole + whole) == whole + whole, "and what is not sure"


# -- The head of the page --------------------------------------------------------------------------


def test_streamlit_s_page_gets_short_fonts_and_hints_and_goes_packed() -> None:
    status, headers, body = ask("/", app=PAGE, accept_encoding="gzip")
    assert status == 200 and headers["content-encoding"] == "gzip" and headers["vary"] == "Accept-Encoding"
    assert "etag" not in headers and "last-modified" not in headers, (
        "the tag of the file is not that of the page"
    )
    page = gzip.decompress(body).decode()
    assert page == ask("/", app=PAGE)[2].decode()
    for name, cut in head.CUTS.items():
        assert f'href="/ledger/{name}" as="font"' in page and page.count(cut.whole) == 1, "only in the script"
    hinted = set(re.findall(r'<link rel="(?:modulepreload|preload)"[^>]* href="(/ledger/[^"]+)"', page))
    assert {f"/ledger/{name}" for name in component.SCRIPTS} <= hinted
    assert "BidiComponent" in page.partition("</style>")[2]


def test_the_hints_are_of_the_link_s_own_question(catalog: Catalog, choices: Choices) -> None:
    def hinted(path: str) -> set[str]:
        found = re.findall(
            r'as="fetch" crossorigin href="([^"]+)" media="\(prefers-color-scheme: light\)"', _page(path)
        )
        return {each.replace("&amp;", "&") for each in found}

    light = THEMES["light"]
    usual = film.url(choices.default, light, choices, catalog)
    assert hinted("/") == {files.url("ground-light", catalog), usual} == hinted("/?on=2024-01-01&place=Muse")
    assert usual not in hinted("/?policy=any") and len(hinted("/?policy=any")) == 2
    older = hinted("/?data=1")
    assert len(older) == 2 and usual not in older
    assert hinted("/?data=none&on=%00&policy=gossip") == hinted("/")
    assert hinted("/data") == set() and "linkedmap" not in _page("/data")
    assert hinted("/?entry=none") == set(), "the page finds out which question that is"


def test_the_first_picture_is_told_what_the_map_will_be(catalog: Catalog) -> None:
    def told(path: str) -> dict[str, Any]:
        found = re.search(r'<script type="application/json" id="first-map">(.*?)</script>', _page(path))
        return json.loads(found[1]) if found else {}

    usual = told("/")
    assert set(usual) == set(THEMES)
    for theme, data in usual.items():
        assert data["ground"] == files.url(f"ground-{theme}", catalog)
    asked = told("/?on=2024-05-01&place=Muse&layers=towns&camera=98,25,9")["light"]
    day = (date(2024, 5, 1) - date(1970, 1, 1)).days
    spec = asked["maps"][0]
    assert (spec["on"], spec["chosen"], spec["layers"]) == (day, "muse", ["towns"])
    assert asked["camera"] == {"lon": 98, "lat": 25, "zoom": 9}
    assert told("/?entry=none") == told("/compare") == {}
    assert _page("/?entry=none").count("first-map") == _page("/compare").count("first-map") == 0


def test_every_page_of_streamlit_s_ends_with_our_styles() -> None:
    style = (Path(dashboard.__file__).parent / "page" / "page.css").read_text(encoding="utf-8")
    for path in ("/", "/compare", "/data"):
        assert _page(path).count(style) == 1 and f"{style}</style></body>" in _page(path)


def test_a_ledger_that_does_not_open_leaves_out_the_hints_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: str) -> Catalog:
        raise LedgerError("no ledger")

    monkeypatch.setattr(head.store, "ledger", broken)
    head._first.cache_clear()
    page = _page("/")
    assert "linkedmap" in page and 'as="fetch"' not in page


def _page(path: str) -> str:
    return ask(path, app=PAGE)[2].decode()


def test_another_page_stays_as_it_is_and_so_does_another_streamlit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert head.improved(b"<head></head>", "/", "") == b"<head></head>"
    monkeypatch.setattr(scripts, "media", lambda: frozenset({"SourceSansVF-Upright.ttf.other.woff2"}))
    head._cuts.cache_clear()
    page = head.improved((STREAMLIT / "index.html").read_bytes(), "/", "").decode()
    head._cuts.cache_clear()
    assert "SourceSansVF-Upright.ttf.BsWL4Kly.woff2" in page and "ledger-sans" not in page


# -- The cuts of fonts -----------------------------------------------------------------------------


def _font(content: bytes) -> TTFont:
    return TTFont(io.BytesIO(content))


def _characters(ranges: str) -> set[int]:
    found: set[int] = set()
    for each in ranges.split(", "):
        first, _, last = each.removeprefix("U+").partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


@pytest.mark.parametrize("name", head.CUTS)
def test_a_cut_and_what_it_leaves_are_the_whole_font(name: str) -> None:
    cut = head.CUTS[name]
    whole = set(_font((STREAMLIT / "static" / "media" / cut.whole).read_bytes()).getBestCmap())
    part = set(_font((Path(dashboard.__file__).parent / "fonts" / name).read_bytes()).getBestCmap())
    has, leaves = _characters(cut.has), _characters(cut.leaves)
    assert not has & leaves
    if cut.family == "Source Sans":
        assert part == has & whole, "a character of its range that it lacks would be drawn by another font"
        assert whole - part <= leaves


def test_the_cut_of_the_icons_has_every_icon_of_ours_and_of_streamlit_s() -> None:
    name = "ledger-symbols.1.woff2"
    whole, part = (
        _icons(_font(file.read_bytes()))
        for file in (
            STREAMLIT / "static" / "media" / head.CUTS[name].whole,
            Path(dashboard.__file__).parent / "fonts" / name,
        )
    )
    sources = [*Path(dashboard.__file__).parent.rglob("*.py"), *(STREAMLIT / "static" / "js").glob("*.js")]
    texts = [file.read_text(encoding="utf-8") for file in sources]
    asked = {icon for text in texts for icon in re.findall(r":material/(\w+):", text)}
    assert len(asked) > 80 and asked & whole == asked & part


def _icons(font: TTFont) -> set[str]:
    """Return the names that a font of icons draws as one sign."""
    letters = {glyph: chr(code).lower() for code, glyph in font.getBestCmap().items()}
    found = set()
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in (getattr(each, "ExtSubTable", each) for each in lookup.SubTable):
            for first, ligatures in getattr(table, "ligatures", {}).items():
                found |= {
                    "".join(letters.get(glyph, "?") for glyph in (first, *each.Component))
                    for each in ligatures
                }
    return found


# -- The warm start --------------------------------------------------------------------------------


class _Runs:
    """A runtime whose page runs."""

    asked = 0

    @classmethod
    def instance(cls) -> _Runs:
        return cls()

    async def does_script_run_without_error(self) -> tuple[bool, str]:
        type(self).asked += 1
        return True, "ok"


class _Fails(_Runs):
    async def does_script_run_without_error(self) -> tuple[bool, str]:
        raise RuntimeError("no page")


def _begun(steps: list[list[warming.Step]], seconds: float) -> None:
    async def run() -> None:
        async with warming.begun(*steps, pause=0.05, patience=0.05):
            await anyio.sleep(seconds)

    anyio.run(run)


def test_a_warm_start_runs_the_page_and_makes_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "Runtime", _Runs)
    made: list[int] = []
    before = _Runs.asked
    _begun([[lambda number=number: made.append(number)] for number in range(4)], 0.3)
    assert sorted(made) == [0, 1, 2, 3] and made.index(1) < made.index(2) < made.index(3)
    assert _Runs.asked == before + 1


def test_what_a_first_visit_asks_is_made_before_the_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "Runtime", _Runs)
    made: list[str] = []
    steps: list[list[warming.Step]] = [
        [lambda name=name: made.append(name)]  # type: ignore[misc]
        for name in ("script", "film", "file", "later")
    ]

    async def run() -> None:
        before = _Runs.asked
        async with warming.begun(*steps, patience=60):
            assert {*made} == {"script", "film", "file"} and _Runs.asked == before + 1

    anyio.run(run)


def test_a_server_does_not_wait_for_long_until_it_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "Runtime", _Runs)
    answers, made = threading.Event(), list[bool]()

    async def run() -> None:
        async with warming.begun([], [lambda: made.append(answers.wait(60))], [], patience=0.05):
            assert not made
            answers.set()
            while not made:
                await anyio.sleep(0.01)

    anyio.run(run)
    assert made == [True]


def test_what_fails_in_a_warm_start_is_logged_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(warming, "Runtime", _Fails)
    made: list[int] = []
    _begun([[lambda: 1 / 0, lambda: made.append(1)], [lambda: [][0]], [lambda: made.append(2)]], 0.3)
    assert sorted(made) == [1, 2]
    assert {each.levelname for each in caplog.records} == {"ERROR"} and len(caplog.records) == 3


def test_a_warm_start_ends_with_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "Runtime", _Runs)
    made: list[int] = []

    def step() -> None:
        made.append(1)
        anyio.from_thread.run(anyio.sleep, 0.05)

    _begun([[step] * 1000, [step] * 1000, []], 0.2)
    assert 0 < len(made) < 20


def test_a_warm_start_makes_what_a_first_visit_asks(
    monkeypatch: pytest.MonkeyPatch, catalog: Catalog, choices: Choices
) -> None:
    packed: list[str] = []
    films: list[tuple[Any, ...]] = []
    monkeypatch.setattr(server, "_packed", packed.append)
    monkeypatch.setattr(server, "_film_bytes", lambda *question: films.append(question))
    steps = [*server._first_film(), *server._first_files(), *server._later_files()]
    for step in (*steps, *list(server._first_scripts())[len(scripts.first()) :]):
        step()
    question = film.question(choices.default, choices)
    assert films == [(catalog.hash, theme, question, "en") for theme in ("light", "dark")]
    wanted = ["ground-light", "ground-dark", "mines", "districts", *_of_zoom("6"), *_of_zoom("7")]
    assert {files.url(name, catalog) for name in wanted} <= {f"/ledger/{name}" for name in packed}
    assert {*component.SCRIPTS, component.BUNDLE, *head.CUTS} <= set(packed)
    assert len(scripts.first()) > 100


def test_the_server_s_lifespan_is_both_the_tools_and_the_warm_start(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    class _Begun:
        def __init__(self, *steps: Any) -> None: ...
        async def __aenter__(self) -> None:
            seen.append("began")

        async def __aexit__(self, *error: object) -> None:
            seen.append("ended")

    monkeypatch.setattr(warming, "begun", _Begun)

    async def run() -> None:
        async with server._lifespan(None):
            assert seen == ["began"] and server.mcp_endpoint.ENDPOINT._tasks is not None

    anyio.run(run)
    assert seen == ["began", "ended"]
