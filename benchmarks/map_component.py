"""The map of bench_map.py by this project's component alone: geometry once as a file, a day as its number.

It is the page; map_server.py serves it with the files.
"""

from __future__ import annotations

from datetime import timedelta

from benchmarks.map_files import LAYERS, THEME, film_url
from benchmarks.same_map import DAYS, FIRST, HEIGHT, LAT, LON, ZOOM, asked, catalog
from dashboard.map import files as map_files
from dashboard.map.component import MapSpec, linked_map, shown
from dashboard.page import store
from dashboard.question.camera import Camera
from dashboard.question.framing import WHOLE_BORDER

store.spare_gc(whole=True)  # as every page of ours
on, points, place = asked()
spec = MapSpec(film=film_url(points), on=on, layers=LAYERS, stamp="as measured", label="the map")
with place:
    linked_map(
        shown(
            [spec],
            ground=map_files.url(f"ground-{THEME.name}", catalog()),
            home=WHOLE_BORDER,
            camera=Camera(LON, LAT, ZOOM),
            height=HEIGHT,
            play=(FIRST, FIRST + timedelta(days=DAYS)),
        ),
        key="linked",
        on_pick=lambda: None,
        on_seen=lambda: None,
        on_rows=lambda: None,
        on_stopped=lambda: None,
    )
