"""The plain way to draw the same map: every layer inline as GeoJSON in `st.pydeck_chart`.

Only a measure for bench_date_change.py; it has no charts, card or sentence.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pydeck
import streamlit as st
from shapely.geometry import mapping

from geodata.analysis.mines import mines_on
from geodata.catalog import Catalog, open_catalog
from geodata.resolver.resolve import states

_COLOURS = {"kia": [0, 114, 178], "sac": [213, 94, 0], "kbgf": [230, 159, 0], "mndaa": [204, 121, 167]}
_NOBODY = [187, 187, 187]
_BACKDROP = ("neighbours", "land", "districts", "states", "boundaries", "rivers")


@st.cache_resource
def catalog() -> Catalog:
    """Return the bundled ledger."""
    return open_catalog()


def features(name: str, colours: dict[str, list[int]], key: str = "") -> dict[str, Any]:
    """Return a layer as GeoJSON, with the colour of each feature among its properties."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"colour": colours.get(str(each.properties.get(key, each.id)), _NOBODY)},
                "geometry": mapping(each.geometry),
            }
            for each in catalog().layers[name].features
        ],
    }


def layer(name: str, data: dict[str, Any]) -> pydeck.Layer:
    """Return a layer with its data inline."""
    return pydeck.Layer("GeoJsonLayer", data, id=name, get_fill_color="properties.colour", get_line_width=50)


def colour(actors: tuple[str, ...]) -> list[int]:
    """Return the hue of the first holder."""
    return _COLOURS.get(actors[0], _NOBODY) if actors else _NOBODY


on = st.date_input("As of", value=date(2024, 11, 26), min_value=date(2000, 1, 1), max_value=date(2030, 1, 1))
answers = {each.place_id: each for each in states(catalog(), on)}
held = {place_id: colour(each.actors) for place_id, each in answers.items()}
mined = {each.cluster_id: colour(each.actors) for each in mines_on(catalog(), on).clusters}
crossings = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {
                "colour": held[place.place_id],
                "name": place.name,
                "status": answers[place.place_id].status,
                "actors": " + ".join(answers[place.place_id].actors),
            },
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
        }
        for place in catalog().places.values()
        if place.drawable
    ],
}
st.pydeck_chart(
    pydeck.Deck(
        [
            *(layer(name, features(name, {})) for name in _BACKDROP),
            layer("catchments", features("catchments", held, "place_id")),
            layer("mine_clusters", features("mine_clusters", mined)),
            layer("mine_pools", features("mine_pools", mined, "cluster_id")),
            layer("crossings", crossings),
        ],
        map_style=None,
        initial_view_state=pydeck.ViewState(longitude=98.1, latitude=24.9, zoom=7),
        tooltip={"text": "{name}: {status} {actors}"},
    )
)
