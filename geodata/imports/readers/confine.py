"""Leaving the network and all folders but a few, where the system lets an ordinary process do so (Linux).

Both cannot be taken back by the process, hold for libraries of C too, and need no right of an administrator.
Where the system offers neither, the process has its other bounds; see `worker`.
"""

from __future__ import annotations

import ctypes
import os
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

import geodata

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
"""Flags of `unshare(2)`."""

# Of landlock(7), Linux 5.13 and later; the numbers of its calls are the same on all processors.
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_BENEATH = 1
_NO_NEW_PRIVILEGES = 38
_RUN, _READ, _LIST = 1 << 0, 1 << 2, 1 << 3
_ALL = (1 << 13) - 1
"""Every right of its first edition: to run, read, list, write, make and remove."""


class _Rules(ctypes.Structure):
    _fields_ = [("handled", ctypes.c_uint64)]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


def leave_network() -> bool:
    """Leave the network for good; tell whether the system did it."""
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None)
    return hasattr(library, "unshare") and library.unshare(_NEW_USER | _NEW_NETWORK) == 0


def programs() -> tuple[Path, ...]:
    """Return the folders of Python, its libraries and this program: what a reader must open to work."""
    places = {Path(text) for name, text in sysconfig.get_paths().items() if name not in ("scripts", "data")}
    places |= {Path(geodata.__file__).parent}
    places |= {Path(sys.prefix, "lib"), Path(sys.base_prefix, "lib")}
    places |= {Path(text) for text in ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib")}
    places |= {Path(text) for text in ("/usr/share/zoneinfo", "/etc/ld.so.cache", "/dev/urandom")}
    return tuple(sorted({place.resolve() for place in places if place.exists()}))


def leave_folders(folder: Path, readable: Iterable[Path]) -> bool:
    """Leave all files but those in a folder, and `readable` ones to read; tell whether the system did it.

    What is open already stays open.
    """
    if sys.platform != "linux":
        return False
    call = ctypes.CDLL(None, use_errno=True).syscall
    rules = _Rules(_ALL)
    made = call(_CREATE, ctypes.byref(rules), ctypes.sizeof(rules), 0)
    if made < 0:
        return False
    try:
        for place, rights in [(folder, _ALL), *((each, _RUN | _READ | _LIST) for each in readable)]:
            if not place.is_dir():
                rights &= ~_LIST
            opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
            try:
                beneath = _Beneath(rights, opened)
                if call(_ADD, made, _BENEATH, ctypes.byref(beneath), 0) != 0:
                    return False
            finally:
                os.close(opened)
        if ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
            return False
        return bool(call(_RESTRICT, made, 0) == 0)
    finally:
        os.close(made)
