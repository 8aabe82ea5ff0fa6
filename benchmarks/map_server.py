"""The app of map_component.py: the page, the dashboard's own files, and those of grown points.

streamlit run benchmarks/map_server.py
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

import streamlit as st
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks import map_files as grown
from benchmarks.same_map import Points
from dashboard.map.files import ROUTE
from dashboard.service.server import ledger_file


@lru_cache(maxsize=4)
def _packed(points: Points, address: str) -> bytes | None:
    content = grown.files(points).get(address)
    return gzip.compress(content, mtime=0) if content else None


async def grown_file(request: Request) -> Response:
    """Serve one file of grown points, which a browser may keep for ever."""
    points = Points(request.path_params["points"], request.path_params["spread"] == "even")
    content = await to_thread.run_sync(_packed, points, request.url.path)
    if content is None:
        return Response("There is no such file.", status_code=404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Content-Encoding": "gzip"}
    return Response(content, media_type="application/json", headers=headers)


app = st.App(
    Path(__file__).with_name("map_component.py"),
    routes=[
        Route(f"{ROUTE}/{{name:path}}", ledger_file),
        Route(f"{grown.ROUTE}/{{points:int}}/{{spread}}/{{name}}", grown_file),
    ],
)
