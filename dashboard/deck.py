"""The only importer of pydeck: layers that refuse a misspelt word, and where the camera stands.

pydeck takes any keyword without a word, makes an expression of every string, and gives random
ids. Here a layer has an id, known keywords and literal strings. Geometry is named by its
address and never sent along: what a new day sends are the looks of its features, by their keys.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeAlias

import pydeck

from dashboard.camera import Bounds
from dashboard.view import View
from geodata.catalog import Catalog
from geodata.datasets.places import Place

PROPS = frozenset(
    {
        "auto_highlight",
        "filled",
        "highlight_color",
        "line_cap_rounded",
        "line_joint_rounded",
        "line_width_min_pixels",
        "line_width_units",
        "pickable",
        "point_radius_max_pixels",
        "point_radius_min_pixels",
        "point_radius_units",
        "stroked",
    }
)
"""Properties of deck.gl's GeoJsonLayer that a layer here may have, in Python's spelling.

Accessors are not among them: looks come from styles.
"""


VERSION: str = pydeck.__version__


def bundle() -> bytes:
    """Return the script of deck.gl that pydeck's wheel ships."""
    return (Path(pydeck.__file__).parent / "nbextension" / "static" / "index.js").read_bytes()


Layer: TypeAlias = Any
"""A `pydeck.Layer`; pydeck has no types."""


@dataclass(frozen=True, slots=True)
class Style:
    """One look of the features with these keys; colours are `#RRGGBB` or `#RRGGBBAA`.

    `fills` with several colours is for stripes: the feature's property `stripe` says whose turn
    it is. `width` is in pixels. `says` is what a reader is told who points at the feature.
    """

    keys: tuple[str, ...]
    fills: tuple[str, ...] = ()
    line: str = ""
    width: float = 0.0
    says: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON, without what it does not say."""
        return {item.name: value for item in fields(self) if (value := getattr(self, item.name))}


def layer(
    name: str,
    data: str,
    *,
    styles: Sequence[Style],
    style_key: str = "key",
    zooms: tuple[int, int] | None = None,
    **props: Any,
) -> Layer:
    """Return a deck.gl GeoJsonLayer.

    Args:
        name: Its id, the same at every run, so that it is updated and not made again.
        data: Address of its GeoJSON; `{z}` in it stands for the whole zoom nearest to the map's.
        styles: The looks of its features; a feature in none of them is not drawn.
        style_key: The feature's property that styles name it by.
        zooms: First and last whole zoom for which there is data, where its address has `{z}`.
        **props: Properties of the deck.gl class, in Python's spelling.

    Raises:
        TypeError: If a property is not one of the class's, which deck.gl would not say.
    """
    unknown = props.keys() - PROPS
    if unknown:
        raise TypeError(f"a GeoJsonLayer has no {', '.join(sorted(unknown))}")
    props |= {"styles": [style.as_dict() for style in styles], "style_key": style_key}
    props.setdefault("line_width_units", "pixels")
    if zooms:
        props["zooms"] = list(zooms)
    # pydeck makes an expression of a string; in quotes it stays what it is.
    literal = {prop: f"'{value}'" if isinstance(value, str) else value for prop, value in props.items()}
    return pydeck.Layer("GeoJsonLayer", id=name, data=data, **literal)


def deck_json(layers: Iterable[Layer]) -> dict[str, Any]:
    """Return the layers as a deck.gl JSON specification, without anybody else's basemap."""
    deck = pydeck.Deck(list(layers), map_provider=None, map_style=None, tooltip=False)
    found: dict[str, Any] = json.loads(deck.to_json())
    return {"layers": found["layers"]}


WHOLE_BORDER = Bounds(97.0, 21.45, 100.4, 26.45)
KACHIN = Bounds(97.0, 24.66, 99.0, 26.3)
"""The Special Region and the towns around it, where most of the ledger's changes are."""
_AROUND = (0.95, 0.6)


def home(view: View, catalog: Catalog) -> Bounds:
    """Return what the map shows before anybody moves it; it depends on the chosen place only."""
    if view.place is None:
        return WHOLE_BORDER
    if view.place not in catalog.places:
        return KACHIN  # a mine cluster
    point = _point(catalog.places[view.place], catalog)
    if point is None:
        return WHOLE_BORDER
    lon, lat = point
    if KACHIN.covers(lon, lat):
        return KACHIN
    wide, high = _AROUND
    return Bounds(lon - wide, lat - high, lon + wide, lat + high)


def frame(view: View, catalog: Catalog, width: int = 1080, height: int = 412) -> Bounds:
    """Return what a map of so many pixels shows before it has told what it shows itself.

    The camera of the view, or `home` fitted into the map.
    """
    west, south, east, north = home(view, catalog)
    top, bottom = _mercator(north), _mercator(south)
    scale = min(width / math.radians(east - west), height / (top - bottom))
    lon, middle = (west + east) / 2, (top + bottom) / 2
    if view.camera:
        scale = 512 * 2**view.camera.zoom / (2 * math.pi)
        lon, middle = view.camera.lon, _mercator(view.camera.lat)
    wide, high = math.degrees(width / 2 / scale), height / 2 / scale
    return Bounds(lon - wide, _latitude(middle - high), lon + wide, _latitude(middle + high))


def _point(place: Place, catalog: Catalog) -> tuple[float, float] | None:
    """Return the place's point, or that of the place it is part of."""
    if place.lon is not None and place.lat is not None:
        return place.lon, place.lat
    return _point(catalog.places[place.part_of], catalog) if place.part_of else None


def _mercator(latitude: float) -> float:
    return math.asinh(math.tan(math.radians(latitude)))


def _latitude(mercator: float) -> float:
    return math.degrees(math.atan(math.sinh(mercator)))
