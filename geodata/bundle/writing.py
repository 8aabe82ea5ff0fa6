"""Writing a file whole or not at all: whatever fails, what was there before is still there."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

UNFINISHED = re.compile(r"\.ledger-[0-9a-f]{16}\.part")
"""Name of a file that has not taken its place yet; where its writer was killed, it is left."""


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a path to write a file to: beside its place, which it takes in one step once it is whole.

    A disk that is full, a crash or a power cut leaves the old file or none, never a part. What is no plain
    file, such as `/dev/stdout`, is written to as it is.

    Raises:
        OSError: If it cannot be written; nothing of it is left.
    """
    place = path.resolve()  # a link stays a link
    if place.exists() and not place.is_file():
        yield place
        return
    with _begun(place) as new:
        yield new
    try:
        new.replace(place)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file as `whole` does."""
    with whole(path) as new:
        new.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write a file of text as `whole` does, the same bytes on every system."""
    write_bytes(path, text.encode("utf-8"))


def beside(place: Path, data: bytes) -> Path:
    """Write a file in the folder of another, with the rights of that one, and return its path.

    Raises:
        OSError: If it cannot be written, or the other may not be; nothing of it is left.
    """
    with _begun(place) as new:
        new.write_bytes(data)
    return new


@contextmanager
def _begun(place: Path) -> Iterator[Path]:
    """Give the path of a new file beside another; after it is on the disk, with the rights of that one."""
    if place.exists() and not os.access(place, os.W_OK):
        raise PermissionError(13, os.strerror(13), str(place))  # to replace it needs no right to write it
    new = place.with_name(f".ledger-{token_hex(8)}.part")
    try:
        new.touch(exist_ok=False)
        yield new
        with new.open("rb+") as written:
            os.fsync(written.fileno())
        if place.exists():
            shutil.copymode(place, new)
    except BaseException as error:  # an interrupt too
        with suppress(OSError):
            new.unlink()
        if isinstance(error, OSError):
            error.filename = str(place)  # a reader knows no other
        raise
