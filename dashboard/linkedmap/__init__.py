"""The map component: deck.gl specs made in Python, drawn by pydeck's own bundle, places as buttons.

Streamlit's own deck.gl chart cannot give the camera back, keep two maps in step, or select
features of data loaded by URL (streamlit issues 8654 and 8655, open since 2024).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.basemap import ROUTE
from dashboard.deck import VERSION, Bounds, Layer, deck_json
from dashboard.marks import Mark
from dashboard.view import Camera

_HERE = Path(__file__).parent


def _scripts() -> Mapping[str, bytes]:
    """Return the component's scripts and style by name; all share a folder named by their hash.

    So they name each other without a hash, and a browser may keep each for ever.
    """
    found = {
        path.name: path.read_bytes() for path in sorted(_HERE.iterdir()) if path.suffix in (".js", ".css")
    }
    folder = f"linkedmap.{sha256(b''.join(found.values())).hexdigest()[:12]}"
    return {f"{folder}/{name}": content for name, content in found.items()}


SCRIPTS = _scripts()
"""The component's scripts and style by the names under which the server gives them."""

SCRIPT = next(name for name in SCRIPTS if name.endswith("/linkedmap.js"))
BUNDLE = f"pydeck.{VERSION}.js"
"""The component's first module, and the deck.gl bundle of pydeck's wheel."""

# The module comes from the server as a file that browsers keep; a rerun sends these lines only.
_LOADER = f"""
const module = import(new URL({ROUTE + "/" + SCRIPT!r}, location.origin));
export default function (component) {{
  let free = () => {{}}, gone = false;
  module.then((found) => {{ if (!gone) free = found.default(component); }});
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

    `stamp` is its date line and the line under it, `label` its alt text, `tiles` the address of
    a picture map of another host that takes the place of our ground, where the reader wants it.
    """

    layers: Sequence[Layer]
    marks: Sequence[Mark]
    stamp: tuple[str, str]
    label: str
    tiles: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON; the looks that places share are sent once."""
        badges = list(dict.fromkeys(mark.badge for mark in self.marks))
        return {
            "layers": deck_json(self.layers)["layers"],
            "badges": [badge.as_dict() for badge in badges],
            "marks": [mark.as_dict(badges.index(mark.badge)) for mark in self.marks],
            "stamp": list(self.stamp),
            "label": self.label,
            "tiles": self.tiles,
        }


def linked_map(
    maps: Sequence[MapSpec],
    *,
    key: str,
    ground: str,
    home: Bounds,
    camera: Camera | None,
    height: int,
    on_pick: Callable[[], None],
    on_camera: Callable[[], None],
) -> None:
    """Draw maps that share one camera.

    Args:
        maps: The maps, side by side.
        key: The widget key; `st.session_state[key]` has `pick` (the id of what was clicked, for
            one run) and `camera` (lon, lat, zoom, after the map came to rest).
        ground: Address of the ground in one theme: its layers, words, colours and inset.
        home: What the maps show before anybody moves them, in degrees; they go there again
            only when this changes.
        camera: Where they look instead, from a link.
        height: Pixels; at most 300 where the page is narrow.
        on_pick: Called when something is clicked, before the page runs again.
        on_camera: Called when the maps have come to rest.
    """
    _mount(
        key=key,
        data={
            "bundle": f"{ROUTE}/{BUNDLE}",
            "ground": ground,
            "home": list(home),
            "camera": asdict(camera) if camera else None,
            "height": height,
            "maps": [each.as_dict() for each in maps],
        },
        on_pick_change=on_pick,
        on_camera_change=on_camera,
    )
