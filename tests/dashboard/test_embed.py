"""The embedded page: what it says, what it may load, who may frame it, and the code that embeds it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard.__main__ import main
from dashboard.look.theme import THEMES
from dashboard.page.embed_code import snippet
from dashboard.question.choices import Choices
from dashboard.question.public import embed_address, embedded
from dashboard.question.view import MapOf
from dashboard.service import embed
from dashboard.service.headers import SecurityHeaders
from dashboard.service.middleware import KnownAgain
from dashboard.settings import ADDRESS, EMBED_ON, sites
from dashboard.wording import language
from geodata.catalog import Catalog
from geodata.errors import LedgerError
from tests.dashboard.conftest import Open
from tests.dashboard.pseudo import faults, outside, page_texts
from tests.dashboard.test_server import get


async def _hello(request: object) -> PlainTextResponse:
    return PlainTextResponse("hello", media_type="text/html")


APP = Starlette(
    routes=[*embed.ROUTES, Route("/", _hello)],
    middleware=[Middleware(SecurityHeaders), Middleware(KnownAgain)],
)


def opened(query: str = "", path: str = "/embed") -> tuple[int, dict[str, str], str]:
    status, headers, body = get(f"{path}?{query}", app=APP, kind="text/html")
    return status, headers, body.decode()


def words(html: str) -> str:
    """Return what of a page is read, in one line."""
    html = re.sub(r"<(style|script)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def data(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.fixture
def embed_on(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda text: monkeypatch.setenv(EMBED_ON, text)


# -- What it shows ---------------------------------------------------------------------------------


def test_it_says_the_answer_its_day_the_rule_the_ledger_the_sources_and_the_way_back(
    catalog: Catalog,
) -> None:
    status, headers, html = opened("place=Pang+War&on=2024-10-05&policy=corroborated")
    assert status == 200 and headers["content-type"].startswith("text/html")
    said = words(html)
    assert "5 October 2024" in said and "Pang War" in said and "corroborated" in said
    assert catalog.release and f"release {catalog.release.number} of" in said and catalog.hash in said
    assert "CC BY 4.0" in said and "Sources: " in said and "OpenStreetMap" in said
    assert "catchment, not a front line" in said, "the legend explains"
    (back,) = re.findall(r'<a href="(/\?[^"]*)" target="_blank" rel="noopener"', html)
    asked = parse_qs(urlsplit(unescape(back)).query)
    assert asked == {"place": ["Pang War"], "on": ["2024-10-05"], "policy": ["corroborated"]}
    links = re.findall(r"<a [^>]*>", html)
    assert links and all('target="_blank" rel="noopener"' in link for link in links)


def test_the_map_is_that_of_the_question_in_both_colours() -> None:
    _, _, html = opened("place=Muse&on=2024-01-20&policy=any&camera=98.1,24.2,9&lang=zh")
    shown = data(html)
    assert shown["map"]["on"] == (date(2024, 1, 20) - date(1970, 1, 1)).days
    assert shown["map"]["chosen"] == "muse" and shown["map"]["lang"] == "zh"
    assert shown["map"]["label"].startswith("Map of the Myanmar–China border on 20 Jan 2024")
    assert shown["camera"] == {"lon": 98.1, "lat": 24.2, "zoom": 9}
    assert set(shown["themes"]) == set(THEMES)
    assert all("policy=any" in theme["film"] for theme in shown["themes"].values())
    assert html.count('<img class="light"') == html.count('<img class="dark"') > 5
    assert get(shown["component"], app=APP)[0] == 404, "the map's own files have another route"


def test_colours_may_be_asked_for() -> None:
    _, _, html = opened("theme=dark")
    assert set(data(html)["themes"]) == {"dark"} and "prefers-color-scheme" not in html
    assert THEMES["dark"].page in html and THEMES["light"].page not in html
    assert "theme=dark" in data(html)["query"], "a place that is chosen keeps them"


def test_a_window_has_no_day_and_is_not_played() -> None:
    _, _, html = opened("map_of=window&window=2024-09-01&window=2024-12-31")
    assert "2024" in data(html)["map"]["window"] and data(html)["play"] is None


@pytest.mark.parametrize("place", ["", "pw-pang-war-w-2p2km", "Bhamo"])
def test_it_answers_for_nothing_a_mine_cluster_and_an_inland_town(place: str) -> None:
    status, _, html = opened(f"place={place}")
    assert status == 200 and words(html).count("On 26 November 2024") >= 1


def test_nothing_is_embedded_that_calls_another_host_or_that_no_reader_of_it_sees(choices: Choices) -> None:
    asked = replace(
        choices.default, layers=("crossings", "online-light"), within="days", compare_on=date(2024, 1, 1)
    )
    kept = embedded(asked, choices)
    assert kept == replace(choices.default, layers=("crossings",))
    window = replace(choices.default, map_of=MapOf.WINDOW, window=(date(2023, 1, 1), date(2023, 6, 1)))
    assert embedded(window, choices) == window
    _, _, html = opened("layers=online-satellite&layers=mines")
    assert data(html)["map"]["layers"] == ["mines"] and "Esri" not in words(html)


def test_an_older_release_says_so_and_what_today_s_ledger_says() -> None:
    _, _, html = opened("data=1&place=Kanpaiti")
    assert "This link asks for release 1 of" in words(html) and "Today’s ledger" in words(html)
    assert "data=" in data(html)["query"], "a place that is chosen asks the same release"


def notice(html: str) -> str:
    found = re.findall(r'<p class="notice">([^<]*)</p>', html.partition("<div id=")[0])
    return unescape(found[0]) if found else ""


@pytest.mark.parametrize("number", [1, 2])
def test_a_release_is_asked_by_the_name_that_every_other_address_has(number: int, catalog: Catalog) -> None:
    release = catalog.releases[number - 1]
    for query in (f"release={number}", f"release={release.hash}", f"data={release.hash}"):
        _, _, html = opened(f"place=Kanpaiti&{query}")
        assert release.hash in words(html), query
        assert parse_qs(data(html)["query"])["data"] == [release.hash], query
        assert not notice(html).startswith("Part of this link")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("foo=1", "foo: there is no such parameter"),
        ("entry=kanpaiti.2024-11-20.control.change", "entry: there is no such parameter"),
        ("place=muse&place=laiza", "place: given twice, the last one counts"),
        ("at=muse&place=laiza", "place: given twice, the last one counts"),
        ("release=1&release=2", "release: given twice, the last one counts"),
        ("data=1&release=2", "release: given twice, the last one counts"),
        ("theme=dark&theme=light", "theme: given twice, the last one counts"),
        ("release=99", "release: “99” is no release of the ledger"),
        ("place=muse&place=muse", ""),
        (
            "window=2024-09-01&window=2024-12-31&actors=KIA&actors=TNLA&layers=mines&layers=crossings&log_as=x",
            "",
        ),
    ],
)
def test_what_is_unknown_or_given_twice_is_told(query: str, said: str) -> None:
    status, _, html = opened(query)
    assert status == 200 and said in notice(html)
    assert said or not notice(html)


def test_a_hostile_link_is_told_in_one_line_and_runs_nothing() -> None:
    hostile = (
        "place=%3Cscript%3Ealert(1)%3C/script%3E&on=1066-10-14&policy=gossip&data=%22%3E%3Cb%3E&theme=red"
    )
    status, headers, html = opened(f"{hostile}&{'x=' + 'y' * 3000}&own=1")
    assert status == 200
    (notice,) = re.findall(r'<p class="notice">([^<]*)</p>', html.partition("<div id=")[0])
    assert notice.startswith("Part of this link could not be used:") and len(notice) < 500
    assert "alert(" not in html and html.count("<script") == 2
    assert "script-src 'self';" in headers["content-security-policy"]


def test_no_text_of_the_ledger_can_end_the_page_s_own_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed.alts, "map_alt", lambda scene: "</script><b>now</b>")
    embed._page.cache_clear()
    _, _, html = opened()
    embed._page.cache_clear()
    assert data(html)["map"]["label"] == "</script><b>now</b>" and "</script><b>" not in html


@pytest.fixture
def pseudo() -> Iterator[None]:
    with language.speaking(language.PSEUDO):
        yield


def test_every_word_of_it_can_be_translated(pseudo: None, catalog: Catalog) -> None:
    _, _, html = opened("place=atlantis&policy=strict&data=1")
    html = re.sub(r"<title>.*?</title>", "", html).replace("</p>", "</p>\n").replace("</li>", "</li>\n")
    lines = re.sub(r"<(style|script)\b.*?</\1>", " ", html, flags=re.DOTALL).splitlines()
    wrong = {line: found for each in lines if (found := outside(line := words(each), catalog))}
    assert wrong == {}


# -- Who may frame it ------------------------------------------------------------------------------


def ancestors(headers: dict[str, str]) -> str:
    (rule,) = re.findall(r"frame-ancestors ([^;]*)", headers["content-security-policy"])
    return rule


def test_only_sites_of_the_setting_may_frame_it_and_nothing_else(embed_on: Callable[[str], None]) -> None:
    assert ancestors(opened()[1]) == "'self'"
    embed_on("https://news.example, https://*.example.org:8443/")
    assert ancestors(opened()[1]) == "'self' https://news.example https://*.example.org:8443"
    for path in ("/", "/embed/", "/embed/nothing", embed.SCRIPT):
        assert ancestors(opened(path=path)[1]) == "'self'", path


def test_it_gives_no_cookie_and_may_be_kept_a_while() -> None:
    _, headers, _ = opened()
    assert "set-cookie" not in headers and headers["cache-control"] == "public, max-age=300"
    assert "set-cookie" in opened(path="/")[1], "the page itself does"


def test_its_script_may_be_kept_for_ever_and_another_name_is_not_found() -> None:
    status, headers, body = get(embed.SCRIPT, app=APP)
    assert status == 200 and "immutable" in headers["cache-control"] and b"LinkedMap" in body
    status, _, html = opened(path="/embed/embed.000000000000.js")
    assert status == 404 and "/embed" in html


@pytest.mark.parametrize(
    ("text", "origins"),
    [
        ("", ()),
        ("https://news.example", ("https://news.example",)),
        ("HTTPS://News.Example/ , http://127.0.0.1:8080", ("https://news.example", "http://127.0.0.1:8080")),
        ("https://*.news.example\nhttps://*.news.example", ("https://*.news.example",)),
        ("https://xn--80ak6aa92e.example", ("https://xn--80ak6aa92e.example",)),
    ],
)
def test_the_setting_lists_origins(text: str, origins: tuple[str, ...]) -> None:
    assert sites(text) == origins


@pytest.mark.parametrize(
    "text",
    [
        *(
            "*",
            "news.example",
            "https://",
            "https://*",
            "ftp://news.example",
            "'none'",
            "https://news.example/a",
        ),
        *("https://news.example?x", "https://user@news.example", "https://news.example;script-src", "null"),
        *("https://news.example:port", "https://.example", "https://news..example", "https://нов.example"),
        *("https://a.*.example", "https://news.example:123456", "https://-a.example", "data:"),
        " ".join(f"https://s{number}.example" for number in range(60)),
    ],
)
def test_what_is_no_origin_is_refused_at_the_start_with_a_sentence(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(LedgerError):
        sites(text)
    monkeypatch.setenv(EMBED_ON, "")  # the command sets it
    assert (
        main(["run", "--embed-on", *text.split()[:1], *(f"--embed-on={each}" for each in text.split()[1:])])
        == 2
    )
    said = capsys.readouterr().err
    assert said.startswith("run: ") and "embed the map" in said and "Traceback" not in said
    monkeypatch.setenv(EMBED_ON, text)
    assert main(["run"]) == 2, "as a variable of the environment too"
    for nothing in ("", " ", ","):
        assert main(["run", "--embed-on", nothing, "--embed-on", "https://news.example"]) == 2
        assert "--embed-on names no site" in capsys.readouterr().err


# -- The code that embeds it -----------------------------------------------------------------------


class _Frame(HTMLParser):
    frames: list[dict[str, str | None]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "iframe"
        self.frames = [*getattr(self, "frames", []), dict(attrs)]


def frame_of(code: str) -> dict[str, str | None]:
    parser = _Frame()
    parser.feed(code)
    (frame,) = parser.frames
    return frame


def test_the_code_is_one_frame_whatever_its_title_says() -> None:
    frame = frame_of(snippet('https://ledger.example/embed?a=1&b="', '"><script>x</script> ' + "long " * 200))
    assert frame["src"] == 'https://ledger.example/embed?a=1&b="'
    assert str(frame["title"]).startswith('"><script>x</script> long') and len(str(frame["title"])) == 300
    assert (frame["width"], frame["height"], frame["loading"]) == ("100%", "560", "lazy")


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("https://ledger.example/briefing", "https://ledger.example/embed?on=2024-10-05"),
        ("https://ledger.example", "https://ledger.example/embed?on=2024-10-05"),
        ("https://news.example/ledger/briefing?x=1#y", "https://news.example/ledger/embed?on=2024-10-05"),
    ],
)
def test_its_address_lies_beside_that_of_the_other_pages(page: str, address: str) -> None:
    assert embed_address(page, "on=2024-10-05") == address


def test_the_code_names_the_public_address_with_its_path(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ADDRESS, "https://news.example/maps")
    app = open_page({"place": "Muse"}).button(key="embed_code").click().run()
    (code,) = [each.value for each in app.code if "iframe" in each.value]
    address = urlsplit(str(frame_of(code)["src"]))
    assert (address.netloc, address.path) == ("news.example", "/maps/embed")


def test_the_page_offers_code_for_this_question_on_this_ledger(
    open_page: Open, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, embed_on: Callable[[str], None]
) -> None:
    monkeypatch.setenv(ADDRESS, "https://ledger.example/briefing")
    embed_on("https://news.example")
    app = open_page(
        {"place": "Muse", "policy": "strict", "layers": ["crossings", "online-light"], "beside": "log"}
    )
    assert not any("iframe" in each.value for each in app.code), "closed it costs nothing"
    app.button(key="embed_code").click().run()
    (code,) = [each.value for each in app.code if "iframe" in each.value]
    address = urlsplit(str(frame_of(code)["src"]))
    assert (address.netloc, address.path) == ("ledger.example", "/embed")
    assert parse_qs(address.query) == {
        "on": ["2024-11-26"],
        "place": ["Muse"],
        "policy": ["strict"],
        "layers": ["crossings"],
        "data": [catalog.ledger],
    }
    status, _, html = opened(address.query)
    assert status == 200 and 'class="notice"' not in html.partition("<div id=")[0]
    assert frame_of(code)["title"] in words(html), "the frame is called what it says"
    assert any("These sites may show it" in each.value for each in app.markdown)


def test_every_word_about_the_code_can_be_translated(pseudo: None, open_page: Open, catalog: Catalog) -> None:
    app = open_page()
    assert faults(page_texts(app.button(key="embed_code").click().run()), catalog) == []
