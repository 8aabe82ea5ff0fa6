"""The only importer of pydeck, and the only writer of deck.gl's JSON.

pydeck's wheel brings the script of deck.gl, which the browser runs. Its own printer is not used:
it takes any misspelt property, and makes an expression of every string.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from dashboard.map.layers import Layer, Style


def version() -> str:
    """Return the version of pydeck."""
    import pydeck  # it loads slowly, and a briefing needs none of it

    return str(pydeck.__version__)


def bundle() -> bytes:
    """Return the script of deck.gl that pydeck's wheel ships."""
    import pydeck

    return (Path(pydeck.__file__).parent / "nbextension" / "static" / "index.js").read_bytes()


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
