"""The map of bench_map.py by streamlit-lonboard: every layer as Arrow, in the component of a third party.

The layers are kept between runs and only their colours set, as its manual advises.
"""

from __future__ import annotations

import geopandas
import numpy as np
import streamlit as st
from lonboard import BaseLayer, PathLayer, PolygonLayer, ScatterplotLayer
from streamlit_lonboard import st_lonboard

from benchmarks.same_map import HEIGHT, LAT, LON, ZOOM, Drawn, Points, asked, layers

# A style of MapLibre that fetches nothing.
NO_BASEMAP = 'data:application/json,{"version":8,"sources":{},"layers":[]}'


@st.cache_resource(max_entries=40)
def layer(name: str, points: Points, _drawn: Drawn) -> BaseLayer:
    """Return a layer without its colours; its shapes are the same every day."""
    frame = geopandas.GeoDataFrame(geometry=list(_drawn.shapes), crs="EPSG:4326")
    kind = _drawn.shapes[0].geom_type
    if kind.endswith("Point"):
        return ScatterplotLayer.from_geopandas(
            frame, radius_min_pixels=_drawn.radius, stroked=True, get_line_width=50
        )
    if kind.endswith("LineString"):
        return PathLayer.from_geopandas(frame, get_width=50)
    return PolygonLayer.from_geopandas(frame, get_line_width=50)


def coloured(drawn: Drawn, points: Points) -> BaseLayer:
    """Return the layer in the colours of the day; lines are black."""
    made = layer(drawn.name, points, drawn)
    if not isinstance(made, PathLayer):
        made.get_fill_color = np.array(drawn.colours, dtype=np.uint8)
    return made


on, points, place = asked()
with place:
    st_lonboard(
        layers=[coloured(drawn, points) for drawn in layers(on, points)],
        view_state={"longitude": LON, "latitude": LAT, "zoom": ZOOM},
        basemap_style=NO_BASEMAP,
        height=HEIGHT,
        key="lonboard",
    )
