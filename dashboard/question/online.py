"""Picture maps of other hosts: off unless the reader turns one on, and named where it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OnlineMap:
    """A picture map: who serves it, and the address of a tile with `{z}`, `{x}` and `{y}`.

    `dark` is the address in the dark theme.
    """

    host: str
    light: str
    dark: str


_CARTO = "basemaps.cartocdn.com"
_ESRI = "server.arcgisonline.com"
_IMAGERY = f"https://{_ESRI}/ArcGIS/rest/services/World_Imagery/MapServer/tile/{{z}}/{{y}}/{{x}}"

ONLINE: Mapping[str, OnlineMap] = {
    "online-light": OnlineMap(
        _CARTO,
        f"https://{_CARTO}/light_nolabels/{{z}}/{{x}}/{{y}}.png",
        f"https://{_CARTO}/dark_nolabels/{{z}}/{{x}}/{{y}}.png",
    ),
    "online-satellite": OnlineMap(_ESRI, _IMAGERY, _IMAGERY),
}
"""Every picture map by its public name in links."""
