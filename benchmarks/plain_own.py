"""The plain way to put a file of one's own on a map: pandas, geopandas, `st.pydeck_chart`, a chart by month.

Only a measure for bench_own.py: it checks nothing of the file. With `?slim` it sends three columns only.
"""

from __future__ import annotations

import geopandas
import pandas as pd
import pydeck
import streamlit as st

file = st.file_uploader("File", max_upload_size=120)
if file is not None:
    table = pd.read_csv(file)
    points = geopandas.GeoDataFrame(
        table, geometry=geopandas.points_from_xy(table.longitude, table.latitude), crs=4326
    )
    # All columns go to the browser for the tooltip; without them it shows and tells nothing.
    whole = pd.DataFrame(points.drop(columns="geometry"))
    shown = whole[["longitude", "latitude", "actor1"]] if "slim" in st.query_params else whole
    place = ["longitude", "latitude"]
    layer = pydeck.Layer("ScatterplotLayer", shown, get_position=place, get_radius=400, pickable=True)
    st.pydeck_chart(pydeck.Deck([layer], pydeck.ViewState(24, 97.5, 5), map_provider=None, map_style=None))
    months = pd.to_datetime(table.event_date).dt.to_period("M").value_counts().sort_index()
    st.bar_chart(pd.DataFrame({"rows": months.to_numpy()}, index=months.index.to_timestamp()))
    st.caption("Drawn")
