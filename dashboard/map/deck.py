"""The only importer of pydeck, and the only writer of deck.gl's JSON.

pydeck's wheel brings the script of deck.gl, which the browser runs. Its own printer is not used:
it takes any misspelt property, and makes an expression of every string.
"""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pydeck

from dashboard.map.layers import Layer, Style

VERSION: str = pydeck.__version__


_TILE_MAPS = ("mapboxgl", "maplibregl")
"""Libraries in pydeck's script that draw somebody's tiles: nearly half of it. No map of ours asks them."""


def bundle() -> bytes:
    """Return the script of deck.gl that pydeck's wheel ships, without its two libraries of tile maps."""
    script = Path(pydeck.__file__).parent / "nbextension" / "static" / "index.js"
    return slimmed(script.read_text(encoding="utf-8")).encode()


def slimmed(script: str) -> str:
    """Return pydeck's script with an empty module in place of each library of tile maps.

    Each is one function that esbuild wraps: it begins by setting a global name and ends by returning what
    that name stands for. A library that is not found so, in another version of pydeck, stays.
    """
    for name in _TILE_MAPS:
        begins = re.compile(
            r"=\w+\(\((\w+),\w+\)=>\{\(function\(\w+,\w+\)\{[^{}]*\."
            + name
            + r"=\w+\(\)\)\}\)\(\1,function\(\)\{"
        )
        found = list(begins.finditer(script))
        ends = _ENDS.search(script, found[0].end()) if len(found) == 1 else None
        if ends:
            script = f"{script[: found[0].end()]}return{{}}}})}});{script[ends.end() :]}"
    return script


_ENDS = re.compile(r"return \w+\}(?:\),\w+\})?\)\}\);")


def layer_json(layer: Layer, address: str) -> dict[str, Any]:
    """Return a layer as deck.gl's GeoJsonLayer reads it, without its styles.

    `address` is where the browser finds its file; `{z}` in it stands for a whole zoom.
    `zooms` and `below` are for the map's own script: the zooms that have files, and whether the
    border lies above.
    """
    least, most = layer.points or (None, None)
    spec = {
        "@@type": "GeoJsonLayer",
        "id": layer.id,
        "data": address,
        "stroked": layer.outlined,
        "lineWidthUnits": "pixels",
        "lineJointRounded": layer.rounded,
        "lineCapRounded": layer.rounded and layer.dash is None,  # a dash ends where it ends
        "pointRadiusMinPixels": least,
        "pointRadiusMaxPixels": most,
        "pickable": layer.pickable,
        "zooms": layer.zooms,
        "below": layer.below_border or None,
    }
    return {name: value for name, value in spec.items() if value is not None}


def style_json(style: Style) -> dict[str, Any]:
    """Return a look as the map's script reads it, without what it does not set."""
    return {item.name: value for item in fields(style) if (value := getattr(style, item.name))}
