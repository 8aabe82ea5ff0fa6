"""The map of bench_map.py by streamlit-folium: Leaflet on a canvas, every layer inline as GeoJSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import folium
import streamlit as st
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry
from streamlit_folium import st_folium

from benchmarks.same_map import HEIGHT, LAT, LON, ZOOM, Drawn, Points, asked, layers


@st.cache_resource(max_entries=40)
def geometries(name: str, points: Points, _shapes: Sequence[BaseGeometry]) -> list[dict[str, Any]]:
    """Return the shapes of a layer as GeoJSON; they are the same every day."""
    return [mapping(shape) for shape in _shapes]


def style(feature: dict[str, Any]) -> dict[str, Any]:
    """Return how Leaflet draws a feature."""
    return {"fillColor": feature["properties"]["colour"], "fillOpacity": 1, "color": "#000", "weight": 0.5}


def layer(drawn: Drawn, points: Points) -> folium.GeoJson:
    """Return a layer with its data inline, the colour of each feature among its properties."""
    features = [
        {
            "type": "Feature",
            "properties": {"colour": "#{:02x}{:02x}{:02x}".format(*colour)},
            "geometry": geometry,
        }
        for geometry, colour in zip(geometries(drawn.name, points, drawn.shapes), drawn.colours, strict=True)
    ]
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=drawn.name,
        style_function=style,
        marker=folium.CircleMarker(radius=drawn.radius, fill=True),
    )


# Only Leaflet itself is asked for: nothing here needs what folium loads beside it.
folium.Map.default_js = [each for each in folium.Map.default_js if each[0] == "leaflet"]
folium.Map.default_css = [each for each in folium.Map.default_css if each[0] == "leaflet_css"]
on, points, place = asked()
# Leaflet's zoom counts tiles of 256 pixels, deck.gl's of 512.
drawing = folium.Map((LAT, LON), zoom_start=ZOOM + 1, zoom_snap=0.1, tiles=None, prefer_canvas=True)
for drawn in layers(on, points):
    layer(drawn, points).add_to(drawing)
with place:
    st_folium(drawing, key="folium", height=HEIGHT, use_container_width=True, returned_objects=[])
