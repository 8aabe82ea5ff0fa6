"""Who held a place before its present holder."""

from __future__ import annotations

from dashboard.markdown import codes
from dashboard.scene import Scene
from geodata import resolver
from geodata.states import State
from geodata.vocab import Status


def before_text(scene: Scene, state: State) -> str:
    """Return who held the place before the present holder, from its track.

    Nobody is named while it changes or is unknown, nor where nobody else is known to have held it before.
    """
    if state.status in (Status.CHANGING, Status.UNKNOWN):
        return ""
    known_on, policy = scene.known_on, scene.view.policy
    track = resolver.track(scene.catalog, state.place_id, known_on=known_on, policy=policy)
    last: tuple[str, ...] = ()
    for interval in track.intervals:
        if interval.covers(state.on):
            break
        if interval.status in (Status.HELD, Status.JOINT) and set(interval.actors) != set(state.actors):
            last = interval.actors
    return f"before: {codes(scene.catalog, last)}" if last else ""
