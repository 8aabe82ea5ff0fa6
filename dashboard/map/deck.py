"""The only importer of pydeck: layers that refuse a misspelt word, and where the camera stands.

pydeck takes any keyword without a word, makes an expression of every string, and gives random
ids. Here a layer has an id, known keywords and literal strings. Geometry is named by its
address and never sent along: what a new day sends are the looks of its features, by their keys.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeAlias

import pydeck

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
