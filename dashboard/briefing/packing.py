"""Zipped files of which the same content has the same bytes: no clock, no order of chance."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""When every file of ours says that it was made: what is known when is in its words."""


def repacked(data: bytes, change: Callable[[str, bytes], bytes] = lambda _, part: part) -> bytes:
    """Return a zipped file with fixed times, its parts in their order, each as `change` makes it."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as given, zipfile.ZipFile(packed, "w") as made:
        for name in given.namelist():
            part = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            part.create_system = 0
            made.writestr(part, change(name, given.read(name)))
    return packed.getvalue()
