"""The map of bench_map.py by `st.pydeck_chart`, the plain way: every layer inline as GeoJSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pydeck
import streamlit as st
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from benchmarks.same_map import HEIGHT, LAT, LON, ZOOM, Drawn, Points, asked, layers


@st.cache_resource(max_entries=40)
def geometries(name: str, points: Points, _shapes: Sequence[BaseGeometry]) -> list[dict[str, Any]]:
    """Return the shapes of a layer as GeoJSON; they are the same every day."""
    return [mapping(shape) for shape in _shapes]


def layer(drawn: Drawn, points: Points) -> pydeck.Layer:
    """Return a layer with its data inline, the colour of each feature among its properties."""
    features = [
        {"type": "Feature", "properties": {"colour": colour}, "geometry": geometry}
        for geometry, colour in zip(geometries(drawn.name, points, drawn.shapes), drawn.colours, strict=True)
    ]
    return pydeck.Layer(
        "GeoJsonLayer",
        {"type": "FeatureCollection", "features": features},
        id=drawn.name,
        get_fill_color="properties.colour",
        get_line_width=50,
        point_radius_min_pixels=drawn.radius,
    )


on, points, place = asked()
with place:
    st.pydeck_chart(
        pydeck.Deck(
            [layer(drawn, points) for drawn in layers(on, points)],
            map_style=None,
            initial_view_state=pydeck.ViewState(longitude=LON, latitude=LAT, zoom=ZOOM),
        ),
        height=HEIGHT,
    )
