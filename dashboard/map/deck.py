"""The only importer of pydeck, whose wheel brings the script of deck.gl that the browser runs.

deck.gl feels the reader's hand on the map and draws the reader's own layers; those of the ledger are painted
by the map's own script. pydeck's printer is not used: it takes any misspelt property, and makes an expression
of every string.
"""

from __future__ import annotations

import re
from pathlib import Path

import pydeck

VERSION: str = pydeck.__version__

_TILE_MAPS = ("mapboxgl", "maplibregl")
"""Libraries in pydeck's script that draw somebody's tiles: nearly half of it. No map of ours asks them."""


def bundle() -> bytes:
    """Return the script of deck.gl that pydeck's wheel ships, without its two libraries of tile maps."""
    script = Path(pydeck.__file__).parent / "nbextension" / "static" / "index.js"
    return slimmed(script.read_text(encoding="utf-8")).encode()


def slimmed(script: str) -> str:
    """Return pydeck's script with an empty module in place of each library of tile maps.

    Each is one function that esbuild wraps: it begins by setting a global name and ends by returning what
    that name stands for. A library that is not found so, in another version of pydeck, stays.
    """
    for name in _TILE_MAPS:
        begins = re.compile(
            r"=\w+\(\((\w+),\w+\)=>\{\(function\(\w+,\w+\)\{[^{}]*\."
            + name
            + r"=\w+\(\)\)\}\)\(\1,function\(\)\{"
        )
        found = list(begins.finditer(script))
        ends = _ENDS.search(script, found[0].end()) if len(found) == 1 else None
        if ends:
            script = f"{script[: found[0].end()]}return{{}}}})}});{script[ends.end() :]}"
    return script


_ENDS = re.compile(r"return \w+\}(?:\),\w+\})?\)\}\);")
