"""The only importer of pydeck, whose wheel brings the script of deck.gl that the browser runs.

deck.gl feels the reader's hand on the map and draws the reader's own layers; those of the ledger are painted
by the map's own script. pydeck's printer is not used: it takes any misspelt property, and makes an expression
of every string.
"""

from __future__ import annotations

from pathlib import Path

import pydeck

VERSION: str = pydeck.__version__


def bundle() -> bytes:
    """Return the script of deck.gl that pydeck's wheel ships."""
    return (Path(pydeck.__file__).parent / "nbextension" / "static" / "index.js").read_bytes()
