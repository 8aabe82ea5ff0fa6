"""Words that messages share: the commands that a reader is told to run, and counts."""

from __future__ import annotations

import shlex
from pathlib import Path

FOLDER = Path(__file__).parent / "data"
"""The bundle of the package."""


def check_command(folder: Path) -> str:
    """Return the command that checks the bundle of a folder, as a reader is told to run it."""
    return f"`python -m geodata check{_named('--bundle', folder)}`"


def build_command(folder: Path, release: bool = False) -> str:
    """Return the command that renews the bundle of a folder, or lists a release of it."""
    changes = ' --release "what changed"' if release else ""
    return f"`python -m geodata.build{_named('--out', folder)}{changes}`"


def _named(option: str, folder: Path) -> str:
    return "" if folder == FOLDER else f" {option} {shlex.quote(str(folder))}"


def how_many(number: int, thing: str) -> str:
    """Return a number with what is counted: 1 row, 2 rows."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
