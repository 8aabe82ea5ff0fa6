"""Writing a file whole or not at all: whatever fails, what was there before is still there."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from secrets import token_hex


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file: beside its place first, which it takes in one step.

    A disk that is full, a crash or a power cut leaves the old file or none, never a part. What is no plain
    file, such as `/dev/stdout`, is written to as it is.

    Raises:
        OSError: If it cannot be written; nothing of it is left.
    """
    place = path.resolve()  # a link stays a link
    if place.exists() and not place.is_file():
        place.write_bytes(data)
        return
    new = beside(place, data)
    try:
        new.replace(place)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Write a file of text as `write_bytes` does, the same bytes on every system."""
    write_bytes(path, text.encode("utf-8"))


def beside(place: Path, data: bytes) -> Path:
    """Write a file in the folder of another, with the rights of that one, and return its path.

    Raises:
        OSError: If it cannot be written, or the other may not be; nothing of it is left.
    """
    if place.exists() and not os.access(place, os.W_OK):
        raise PermissionError(13, os.strerror(13), str(place))  # to replace it needs no right to write it
    new = place.with_name(f".ledger-{token_hex(8)}.part")
    try:
        with new.open("xb") as written:
            written.write(data)
            written.flush()
            os.fsync(written.fileno())
        if place.exists():
            shutil.copymode(place, new)
    except BaseException as error:  # an interrupt too
        with suppress(OSError):
            new.unlink()
        if isinstance(error, OSError):
            error.filename = str(place)  # a reader knows no other
        raise
    return new
