"""What a one-file map carries packed: scripts, deck.gl, film, geometry, and the cards of its places.

All of it is one gzip file in base64: deck.gl's 4.3 MB become 1.6, the geometry's 4 MB become 1.
"""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dashboard
from dashboard.answer.events import LAYER
from dashboard.answer.holdings import of_window
from dashboard.answer.scene import Scene
from dashboard.look.theme import Theme
from dashboard.map import deck, ground, overlays
from dashboard.map import files as map_files
from dashboard.map.film import Film, day_number, film_of, question
from dashboard.map.labels import pins
from dashboard.map.layers import Layer
from dashboard.map.overlays import OVERLAYS
from dashboard.map.own import content
from dashboard.paper.words import Words
from dashboard.question.camera import Bounds
from dashboard.question.choices import Choices
from dashboard.question.online import ONLINE
from dashboard.question.view import View
from dashboard.wording import language
from dashboard.wording.card import card_of, cluster_card
from dashboard.wording.component import document_words
from geodata.catalog import Catalog


def offered(view: View) -> tuple[str, ...]:
    """Return the overlays that can be turned on: all that call nobody, and events where the file has them."""
    absent = {*ONLINE, *({LAYER} - set(view.layers))}
    return tuple(name for name in OVERLAYS if name not in absent)


_HERE = Path(__file__).parent
_COMPONENT = Path(dashboard.__file__).parent / "map" / "component"
# The component's Python mounts it in Streamlit; its scripts are the same here as there.
_SCRIPTS = (*_COMPONENT.glob("*.js"), _HERE / "document.js")
_STYLE = _COMPONENT / "linkedmap.css"
_IMPORT = re.compile(r'^import .* from "\./([\w-]+\.js)";$', re.MULTILINE)

_ZOOMS = (6, 9)
"""Whole zooms that travel of lines and areas: the next one doubles the size for their last bends."""


def packed(
    scene: Scene,
    theme: Theme,
    choices: Choices,
    words: Words,
    frame: Bounds,
    play: tuple[date, date] | None,
    whole: Film,
) -> str:
    """Return everything that the page's script needs, as base64 of gzip of JSON.

    The arguments are those of `document`; `whole` is the map on every day, of `film_for_file`.
    """
    on = day_number(scene.view.on)
    window = [day_number(day) for day in play] if play else None
    page = {
        "on": on,
        "first": min([*whole.changes[:1], *(window or []), on]),
        "last": max([day_number(choices.last), *(window or []), on]),
        "play": window,
        "home": list(frame),
        "layers": [name for name in scene.view.layers if name in offered(scene.view)],
        "chosen": scene.view.place,
        "lang": scene.view.lang,
        "stamp": overlays.stamp(scene),
        "window": overlays.window(scene),
        "alt": words.alt,
        "cards": dict(_cards(scene, words)),
        "film": whole.as_dict(_printed),
        "ground": ground.ground_of(theme, scene.catalog, _printed),
        "files": dict(_files(scene, whole, theme)),
        "words": document_words(),
        "own": [content(own, theme, scene.catalog) for own in scene.own if own.layer.shareable],
        "ownDays": [day_number(day) for day in scene.view.window] if of_window(scene) else None,
    }
    load = {
        "modules": _modules(),
        "bundle": deck.bundle().decode(),
        "style": _STYLE.read_text(encoding="utf-8"),
        "page": page,
    }
    text = json.dumps(load, separators=(",", ":"))
    return b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


def film_for_file(scene: Scene, theme: Theme, choices: Choices) -> Film:
    """Return the film of a scene's question, without what calls another host."""
    return replace(film_of(scene.catalog, question(scene.view, choices), theme, scene.events), tiles={})


def _printed(layer: Layer) -> dict[str, Any]:
    """Return a layer for the file's own browser script: it names the files that travel."""
    carried = _carried(layer)
    return carried.as_dict(carried.file)


def _carried(layer: Layer) -> Layer:
    """Return a layer that asks for no other zooms than those that travel."""
    # Of points the last zoom travels too: it alone has all of them.
    return layer if layer.points or not layer.zooms else replace(layer, zooms=_ZOOMS)


def _files(scene: Scene, whole: Film, theme: Theme) -> Iterator[tuple[str, Any]]:
    """Yield the geometry by name; of each layer of the film, what it draws on any day."""
    everything = [(layer, None) for layer in (*ground.under(theme), *ground.over(theme))]
    for layer, runs in [*everything, *((each.layer, each.runs) for each in whole.layers)]:
        first, last = _carried(layer).zooms or (0, 0)
        for zoom in range(first, last + 1):
            name = layer.file.replace("{z}", str(zoom))
            if scene.events and layer.shows in map_files.EVENTS:
                content = map_files.events_file(layer.shows, zoom, scene.events)
            else:
                content = json.loads(_geometry(name, scene.catalog, language.current()))
            drawn = content["features"]
            if runs is not None:
                drawn = [each for each in drawn if each["properties"]["key"] in runs]
            yield name, content | {"features": drawn}


@lru_cache(maxsize=64)
def _geometry(name: str, catalog: Catalog, spoken: str) -> bytes:
    """Return a file of the map; they take seconds to make, and are the same for every briefing."""
    return map_files.content(name, catalog)


def _modules() -> list[tuple[str, str]]:
    """Return name and source of every script, each after those that it imports."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in sorted(_SCRIPTS)}
    needs = {name: _IMPORT.findall(source) for name, source in sources.items()}
    return [(name, sources[name]) for name in TopologicalSorter(needs).static_order()]


def _cards(scene: Scene, words: Words) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the card of everything that can be chosen, by id; its rows are those of the scene's day."""
    places = scene.catalog.places
    clusters = [each.id for each in scene.catalog.layers["mine_clusters"].features]
    for name in dict.fromkeys([*pins(scene.catalog), *clusters, *filter(None, [scene.view.place])]):
        chosen = replace(scene, view=replace(scene.view, place=name))
        card = card_of(chosen) or cluster_card(chosen)
        if card is None:
            continue
        native = []
        if place := places.get(name):
            native = [each for each in (("my", place.name_my), ("zh", place.name_zh)) if each[1]]
        rows = [(row.label, str(row.text).split("\n")) for row in card.rows]
        said = {"title": card.title, "facts": card.facts, "rows": rows, "note": card.note}
        yield name, said | {"native": native, "sources": list(words.numbers.get(name, ()))}
