"""The map component: layers painted on a canvas, places as buttons above them.

The deck.gl bundle of pydeck's wheel feels the reader's hand on the map, and draws the reader's own layers.

Streamlit's own deck.gl chart cannot give the camera back, keep two maps in step, or select
features of data loaded by URL (streamlit issues 8654 and 8655, open since 2024).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import settings
from dashboard.answer.own_rows import Drawn, Pick
from dashboard.map.deck import VERSION
from dashboard.map.files import ROUTE
from dashboard.map.film import day_number, day_of
from dashboard.question.camera import Bounds, Camera
from dashboard.question.view import Lang
from dashboard.wording.component import map_words

_HERE = Path(__file__).parent


def _scripts() -> Mapping[str, bytes]:
    """Return the component's scripts and style by name; all share a folder named by their hash.

    So they name each other without a hash, and a browser may keep each for ever.
    """
    scripts = {
        path.name: path.read_bytes() for path in sorted(_HERE.iterdir()) if path.suffix in (".js", ".css")
    }
    folder = f"linkedmap.{sha256(b''.join(scripts.values())).hexdigest()[:12]}"
    return {f"{folder}/{name}": content for name, content in scripts.items()}


SCRIPTS = _scripts()
"""The component's scripts and style by the names under which the server gives them."""

SCRIPT, FIRST = (
    next(name for name in SCRIPTS if name.endswith(f"/{each}.js")) for each in ("linkedmap", "first")
)
BUNDLE = f"pydeck.{VERSION}.without-tile-maps.js"
"""The component's own module, the one of its first picture, and the deck.gl bundle of pydeck's wheel."""

NARROW, LOW = 520, 300
"""Pixels of width below which a map is at most so many high."""

# The module comes from the server as a file that browsers keep; a rerun sends these lines only. Room for the
# map is held meanwhile, or what is below it would jump. The address is beside that of the page, as those of
# Streamlit's own scripts are.
_LOADER = f"""
const module = import(new URL({"." + ROUTE + "/" + SCRIPT!r}, document.baseURI));
export default function (component) {{
  const maps = component.parentElement.querySelector(".maps"), {{ height }} = component.data;
  const high = maps.clientWidth < {NARROW} ? Math.min({LOW}, height) : height;
  if (height && !maps.style.height) maps.style.height = `${{high}}px`;
  let free = () => {{}}, gone = false;
  module.then((map) => {{ if (!gone) free = map.default(component); }});
  return () => {{ gone = true; free(); }};
}}
"""
_mount = st.components.v2.component(
    "border_ledger_linked_map",
    html='<div class="maps"></div>',
    js=_LOADER,
)


@dataclass(frozen=True, slots=True)
class MapSpec:
    """What one map of a mount shows.

    Attributes:
        film: Address of what has which look on which day.
        on: The day.
        layers: Names of the overlays that are on.
        stamp: The line under the map's date.
        window: What stands in place of the date where the film shows a window, empty where it shows days.
        label: Its alt text.
        chosen: Id of the chosen place or mine cluster.
        plate: Large words in place of date and stamp, where maps are compared.
        rings: `solid` or `dashed` by place id: what differs, `dashed` where only the record changed.
        only: Ids of all that may be drawn; None draws everything.
        lang: Language of the names of places.
        own: Addresses of the files of the reader's own layers.
        own_days: First and last day of which their rows are drawn; None for those of the map's day.
    """

    film: str
    on: date
    layers: Sequence[str]
    stamp: str
    label: str
    window: str = ""
    chosen: str | None = None
    plate: str | None = None
    rings: Mapping[str, str] = field(default_factory=dict)
    only: Sequence[str] | None = None
    lang: Lang = Lang.EN
    own: Sequence[str] = ()
    own_days: tuple[date, date] | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON, without what is not set; days are numbers from 1 January 1970."""
        spec = {
            "film": self.film,
            "on": day_number(self.on),
            "layers": list(self.layers),
            "stamp": self.stamp,
            "label": self.label,
            "lang": self.lang,
        }
        more = {"window": self.window, "chosen": self.chosen, "plate": self.plate, "rings": dict(self.rings)}
        spec |= {name: value for name, value in more.items() if value}
        if self.own:
            days = {"days": list(map(day_number, self.own_days))} if self.own_days else {}
            spec["own"] = {"files": list(self.own), **days}
        return spec if self.only is None else spec | {"only": list(self.only)}


@dataclass(frozen=True, slots=True)
class Rows:
    """What of the reader's own layers was clicked.

    Attributes:
        picks: All that lies there, what is on top first.
        first, last: First and last day that the map showed.
        more: Whether more may lie there than was looked for.
    """

    picks: tuple[Pick, ...]
    first: date
    last: date
    more: bool


_MOST_PICKS = 8
"""What of the reader's own layers is told of one click at most."""


def _rows(told: Any) -> Rows | None:
    """Return a click as the browser told it, None for none; what is wrong raises as `events` expects."""
    if not told:
        return None
    picks = tuple(
        Pick(str(each["layer"]), str(each["edition"]), Drawn(each["drawn"]), int(each["number"]))
        for each in told["picks"][:_MOST_PICKS]
    )
    first, last = (day_of(int(day)) for day in told["days"])
    return Rows(picks, first, last, len(picks) == _MOST_PICKS) if picks else None


@dataclass(frozen=True, slots=True)
class MapEvents:
    """What the browser reported of a mount's maps; None where it reported nothing yet.

    Attributes:
        pick: Id of the place or mine cluster that was clicked, for one run.
        hover: Id of the place or mine cluster at which the pointer rests.
        stopped: Day at which the playback stopped, for one run.
        rows: What of the reader's own layers was clicked, for one run.
        camera: Where the maps came to rest.
        bounds: What each of them shows then.
    """

    pick: str | None = None
    hover: str | None = None
    stopped: date | None = None
    rows: Rows | None = None
    camera: Camera | None = None
    bounds: Bounds | None = None


def events(key: str) -> MapEvents:
    """Return what the browser reported of the mount with this key; a report that is wrong counts as none."""
    state = st.session_state.get(key) or {}
    pick, hover, stopped, seen = (state.get(name) for name in ("pick", "hover", "stopped", "seen"))
    try:
        day = date.fromisoformat(stopped) if stopped else None
        camera = Camera(*(float(seen["camera"][name]) for name in ("lon", "lat", "zoom"))) if seen else None
        bounds = Bounds(*map(float, seen["bounds"])) if seen else None
        rows = _rows(state.get("rows"))
    except (KeyError, OverflowError, TypeError, ValueError):
        return MapEvents()
    pick, hover = (name if isinstance(name, str) else None for name in (pick, hover))
    return MapEvents(pick, hover, day, rows, camera, bounds)


def shown(
    maps: Sequence[MapSpec],
    *,
    ground: str,
    home: Bounds,
    camera: Camera | None,
    height: int,
    play: tuple[date, date] | None = None,
    follow: bool = False,
    swipe: bool = False,
    films: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return what the browser is told of maps that share one camera.

    Args:
        maps: The maps, side by side.
        ground: Address of the ground in one theme: its layers, words, colours and inset.
        home: What the maps show before anybody moves them, in degrees; they go there again
            only when this changes.
        camera: Where they look instead, from a link.
        height: Pixels; at most 300 where the page is narrow.
        play: First and last day of the playback that is offered, None offers none.
        follow: Whether the page needs the bounds: they are reported as soon as this turns on.
        swipe: Whether two maps lie on one another under a handle, not side by side.
        films: Films that the page brings along, by their addresses, since no server has them.
    """
    return {
        "bundle": settings.at(f"{ROUTE}/{BUNDLE}"),
        "ground": ground,
        "home": list(home),
        "camera": asdict(camera) if camera else None,
        "height": height,
        "maps": [each.as_dict() for each in maps],
        "play": [day_number(day) for day in play] if play else None,
        "words": map_words(),
        "follow": follow,
        "swipe": swipe,
        **({"films": dict(films)} if films else {}),
    }


def linked_map(
    data: Mapping[str, Any],
    *,
    key: str,
    on_pick: Callable[[], None],
    on_seen: Callable[[], None],
    on_rows: Callable[[], None],
    on_stopped: Callable[[], None],
) -> MapEvents:
    """Draw maps and return what the browser reported, as `events` does.

    Args:
        data: What is `shown`.
        key: The widget key.
        on_pick: Called when something is clicked, before the page runs again.
        on_seen: Called when the maps have come to rest, with a new camera and new bounds.
        on_rows: Called when rows of the reader's own layers are clicked, before the page runs again.
        on_stopped: Called when the playback has stopped.
    """
    _mount(
        key=key,
        data=data,
        on_pick_change=on_pick,
        on_seen_change=on_seen,
        on_rows_change=on_rows,
        on_hover_change=lambda: None,
        on_stopped_change=on_stopped,
    )
    return events(key)
