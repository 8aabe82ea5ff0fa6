"""What the maps tell the page, and what the page makes of a pointer at rest."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dashboard.map import component
from dashboard.map.component import MapEvents, events
from dashboard.question.camera import Bounds, Camera
from tests.dashboard.conftest import Open

SEEN = {"camera": {"lon": 98, "lat": 25.5, "zoom": 7.3}, "bounds": [97, 25, 99, 26]}


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (None, MapEvents()),
        ({}, MapEvents()),
        ({"pick": "muse", "hover": None}, MapEvents(pick="muse")),
        ({"hover": "pangwa"}, MapEvents(hover="pangwa")),
        ({"stopped": "2024-10-24"}, MapEvents(stopped=date(2024, 10, 24))),
        ({"seen": SEEN}, MapEvents(camera=Camera(98, 25.5, 7.3), bounds=Bounds(97, 25, 99, 26))),
        ({"pick": 7, "hover": ["pangwa"]}, MapEvents()),
        ({"hover": "pangwa", "stopped": "soon"}, MapEvents()),
        ({"seen": {"camera": {"lon": 98}, "bounds": []}}, MapEvents()),
        ({"seen": SEEN | {"bounds": [1, 2]}}, MapEvents()),
    ],
)
def test_what_is_not_as_it_should_be_counts_as_not_told(
    monkeypatch: pytest.MonkeyPatch, state: dict[str, Any] | None, told: MapEvents
) -> None:
    monkeypatch.setattr(component.st, "session_state", {"map": state})
    assert events("map") == told


@pytest.mark.parametrize(
    ("hover", "style"),
    [
        (None, "--lane-top: 0px; --lane-height: 0px"),
        ("pangwa", "--lane-top: 66px; --lane-height: 17px"),
        ("pw-pang-war-w-2p2km", "--lane-top: 66px; --lane-height: 17px"),
        ("</style><script>", "--lane-top: 0px; --lane-height: 0px"),
    ],
)
@pytest.mark.parametrize("page", [None, "compare"])
def test_the_lane_of_what_the_pointer_rests_at_is_marked(
    monkeypatch: pytest.MonkeyPatch, open_page: Open, page: str | None, hover: str | None, style: str
) -> None:
    monkeypatch.setattr(component, "events", lambda _: MapEvents(hover=hover))
    app = open_page(page=page)
    assert not app.exception
    marks = [each.proto.body for each in app.get("html") if "--lane-top:" in each.proto.body]
    assert marks == [f"<style>:root {{ {style} }}</style>"]
