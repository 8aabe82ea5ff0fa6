"""What the map of a page has in its frame, and how the page's height is shared out."""

from __future__ import annotations

from dataclasses import replace

from dashboard import deck
from dashboard.briefing import paperlanes
from dashboard.briefing.layout import Box, Plan
from dashboard.briefing.order import BadOrder, Order, Template
from dashboard.briefing.projection import framed
from dashboard.camera import Bounds
from dashboard.scene import Scene

MINE_BELT = Bounds(98.07, 25.52, 98.56, 26.02)
"""Where mines were looked for, in degrees."""
WITH_LANES = (Template.TIMELINE, Template.SEQUENCE)
"""Templates with a timeline beneath the map."""

_AROUND = (0.32, 0.22)
"""Degrees shown on each side of a crossing."""


def bounds(scene: Scene, order: Order, box: Box) -> Bounds:
    """Return what must be in the map's frame."""
    asked = order.bounds()
    if asked:
        return asked
    if order.template is Template.MINES:
        return MINE_BELT
    if order.template is Template.CROSSING:
        around = deck.home(scene.view, scene.catalog)
        place = scene.place
        if place is None:
            raise BadOrder("The template crossing is about one place: choose a place.")
        if place.lon is None or place.lat is None:
            return around
        wide, high = _AROUND
        return Bounds(place.lon - wide, place.lat - high, place.lon + wide, place.lat + high)
    if scene.view.camera:
        return deck.frame(scene.view, scene.catalog, round(box.width), round(box.height))
    return deck.home(scene.view, scene.catalog)


def with_room(made: Plan, order: Order, scene: Scene, bounds: Bounds) -> Plan:
    """Return the plan with the height that the timeline does not need given to the map."""
    if order.template not in WITH_LANES or made.strip is None:
        return made
    (above,), below = made.maps, made.strip
    most = paperlanes.room(below.height)
    for count in range(most + 1):
        spare = below.height - paperlanes.height(count)
        taller = replace(above, height=above.height + spare)
        seen = framed(scene, bounds, taller)
        if count == most or len(seen.lanes) <= count:
            strip = Box(below.x, below.y + spare, below.width, below.height - spare)
            return replace(made, maps=(taller,), strip=strip)
    return made
