"""The one-file map: nothing in it is asked of anybody, nothing in it obeys, and it is small."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from base64 import b64decode, b64encode
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from dashboard.answer.scene import Scene, compose
from dashboard.look.theme import LIGHT
from dashboard.map.film import day_number
from dashboard.map.overlays import OVERLAYS
from dashboard.paper.formats.html.document import document
from dashboard.paper.formats.html.payload import film_for_file
from dashboard.paper.words import SourceLine, Words, words_of
from dashboard.question.choices import choices_of
from dashboard.question.order import FRAMES, Order
from dashboard.wording.text import Text, coloured
from geodata.catalog import Catalog

HOSTILE = "</script></style><img src=https://evil.example/x onerror=alert(1)>\"'&$payload\x00\ud800"
FETCHING = {"src", "srcset", "data", "poster", "action", "background", "style"}


class Page(HTMLParser):
    """What a browser would make of the file: tags with their attributes, text by tag, ids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, str] = {}
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = f"{tag} {dict(attrs).get('type') or ''}".strip()

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        self.inside[self._open] = self.inside.get(self._open, "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for each, attrs in self.tags if each == tag]


@pytest.fixture(scope="module")
def scene(catalog: Catalog) -> Scene:
    made = compose(catalog, choices_of(catalog, OVERLAYS).default)
    view = replace(made.view, layers=(*made.view.layers, "online-light"), extent=FRAMES["kachin"])
    return compose(catalog, view)


@pytest.fixture(scope="module")
def words(scene: Scene, catalog: Catalog) -> Words:
    """The words of a briefing, every one of them with hostile text."""
    made = words_of(scene, Order(frame="kachin"), choices_of(catalog, OVERLAYS), "https://ledger.example/")
    return replace(
        made,
        kicker=HOSTILE,
        title=HOSTILE,
        sentence=coloured(f"The KIA held {HOSTILE}", catalog),
        evidence=Text.of(HOSTILE),
        sources=(SourceLine(1, HOSTILE), *made.sources[1:]),
        citations=(f"{HOSTILE} https://paper.example/a?b=1&c={HOSTILE}", *made.citations[1:]),
        disclaimer=HOSTILE,
        credit=HOSTILE,
        alt=HOSTILE,
    )


@pytest.fixture(scope="module")
def made(scene: Scene, words: Words, catalog: Catalog) -> bytes:
    return document(scene, LIGHT, choices_of(catalog, OVERLAYS), words, FRAMES["kachin"], scene.view.window)


@pytest.fixture(scope="module")
def page(made: bytes) -> Page:
    return Page(made.decode())


@pytest.fixture(scope="module")
def load(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(b64decode(page.inside["script application/gzip"])))
    return found


def test_it_is_small_and_the_same_for_the_same_question(
    made: bytes, scene: Scene, words: Words, catalog: Catalog
) -> None:
    assert len(made) < 3_500_000
    again = document(scene, LIGHT, choices_of(catalog, OVERLAYS), words, FRAMES["kachin"], scene.view.window)
    assert made == again


def test_nothing_in_it_is_asked_of_anybody(page: Page) -> None:
    asking = [(tag, name) for tag, attrs in page.tags for name in attrs if name in FETCHING]
    assert set(asking) == {("img", "src")}
    assert all((attrs["src"] or "").startswith("data:image/svg+xml;base64,") for attrs in page.all("img"))
    assert not page.all("link") and not page.all("iframe")
    assert set(re.findall(r"url\((\w+):", page.inside["style"])) == {"data"}
    assert "@import" not in page.inside["style"]


def test_its_policy_lets_nothing_out_and_runs_only_what_is_written_in_it(page: Page) -> None:
    (policy,) = [each["content"] or "" for each in page.all("meta") if "http-equiv" in each]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'" and "connect-src" not in rules
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    for rule, text in (("script-src", page.inside["script module"]), ("style-src", page.inside["style"])):
        digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[rule] == f"'sha256-{digest}' blob:"


def test_hostile_words_stay_words(page: Page, load: dict[str, Any]) -> None:
    assert len(page.all("script")) == 2 and len(page.all("style")) == 1
    assert not [attrs for _, attrs in page.tags if "onerror" in attrs]
    shown = HOSTILE.replace("\x00", " ").replace("\ud800", " ")
    assert page.inside["title"] == page.inside["h1"] == shown
    assert "<script" not in page.inside["a"] and "https://evil.example/x" in page.inside["a"]
    assert load["page"]["alt"] == HOSTILE


def test_addresses_are_links_that_only_a_click_follows(page: Page, words: Words) -> None:
    links = page.all("a")
    assert links and all(each["rel"] == "noopener" for each in links)
    assert all((each["href"] or "").startswith("https://") for each in links)
    assert words.link in [each["href"] for each in links]
    assert not [each for each in links if '"' in (each["href"] or "") or "<" in (each["href"] or "")]


def test_what_it_carries_is_all_that_its_map_asks_for_and_no_more(load: dict[str, Any]) -> None:
    carried = load["page"]
    layers = [*carried["film"]["layers"], *carried["ground"]["under"], *carried["ground"]["over"]]
    asked = set()
    for layer in layers:
        first, last = layer.get("zooms", (0, 0))
        asked |= {layer["data"].replace("{z}", str(zoom)) for zoom in range(first, last + 1)}
    assert asked == set(carried["files"])
    assert carried["film"]["tiles"] == {} and carried["layers"] and "online-light" not in carried["layers"]
    for layer in carried["film"]["layers"]:
        if "zooms" in layer:
            shapes = carried["files"][layer["data"].replace("{z}", "7")]["features"]
            assert {each["properties"]["key"] for each in shapes} <= set(layer["runs"])


def test_it_carries_every_pool_for_who_looks_close(load: dict[str, Any], catalog: Catalog) -> None:
    (pools,) = (layer for layer in load["page"]["film"]["layers"] if layer["id"] == "pools")
    closest = load["page"]["files"][pools["data"].replace("{z}", str(pools["zooms"][1]))]
    assert len(closest["features"]) == len(catalog.layers["mine_pools"].features)


def test_its_scripts_stand_after_those_that_they_import(load: dict[str, Any]) -> None:
    before: set[str] = set()
    for name, source in load["modules"]:
        assert set(re.findall(r'from "\./([\w-]+\.js)"', source.split("export")[0])) <= before, name
        before.add(name)
    assert {"document.js", "linkedmap.js"} <= before


def test_every_place_on_its_map_has_a_card(load: dict[str, Any], scene: Scene) -> None:
    carried = load["page"]
    mines = next(layer for layer in carried["film"]["layers"] if layer["id"] == "mines")
    ids = {mark["id"] for mark in carried["film"]["marks"]} | set(mines["runs"])
    assert ids <= set(carried["cards"])
    card = carried["cards"]["kanpaiti"]
    assert card["title"] == "Kanpaiti" and dict(card["native"])["zh"] == "甘拜地" and card["sources"]
    assert carried["on"] == day_number(scene.view.on) and carried["first"] <= carried["on"] <= carried["last"]


def test_its_legend_says_for_every_day_what_the_map_shows(page: Page, scene: Scene) -> None:
    entries = [each for each in page.all("li") if "data-days" in each]
    today = day_number(scene.view.on)

    def covers(entry: dict[str, str | None], day: int) -> bool:
        runs = (
            (int(run.split("-")[0]), int(run.split("-")[1])) for run in (entry["data-days"] or "").split()
        )
        return any(first <= day < after for first, after in runs)

    off = [entry for entry in entries if entry.get("data-of") not in (None, *scene.view.layers)]
    assert {entry["data-of"] for entry in off} == {"pools"}
    assert all("hidden" in entry for entry in off)
    assert all(("hidden" in entry) is not covers(entry, today) for entry in entries if entry not in off)
    whole = film_for_file(scene, LIGHT, choices_of(scene.catalog, OVERLAYS))
    for day in whole.days()[1:]:
        assert any(covers(entry, day_number(day)) for entry in entries), day
