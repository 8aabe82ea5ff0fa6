"""What a benchmark finds: one figure on this side and on the other, measured in turns in one run."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import isinf
from pathlib import Path
from tempfile import TemporaryDirectory

FIRST_RELEASE = "4f1c87f"
"""The commit that most figures are held against, with the bundle that it had."""
_HERE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes:
        subject: What it belongs to, such as `Paper`.
        what: What was measured, such as `one PNG, cold`.
        unit: Of `this` and `other`: `s`, `ms`, `kB`, `MB`, `pictures a second`.
        this: What this checkout took.
        beside: What the other side is: `first release`, or the plain way by its name.
        other: What the other side took.
        most: What `this / other` may be at most; None where nothing is promised.
        least: What `this / other` has to be at least; None where nothing is promised.
    """

    subject: str
    what: str
    unit: str
    this: float
    beside: str
    other: float
    most: float | None = None
    least: float | None = None

    @property
    def ratio(self) -> float:
        """Return this side's figure by the other's."""
        return self.this / self.other

    @property
    def holds(self) -> bool:
        """Return whether the promise is kept; true where nothing is promised."""
        return (self.most is None or self.ratio <= self.most) and (
            self.least is None or self.ratio >= self.least
        )


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One figure that could not be measured here, and why: a sentence without its full stop."""

    subject: str
    what: str
    why: str


def number(value: float) -> str:
    """Return a figure with as many digits as mean something: `1,203`, `18`, `4.25`, `0.083`."""
    if isinf(value):
        return "no end of"
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


@contextmanager
def first_release() -> Iterator[Path]:
    """Give a folder with the first release, as git has it.

    Raises:
        subprocess.CalledProcessError: If this is no checkout, or one without that commit.
    """
    with TemporaryDirectory() as folder:
        archive = subprocess.run(
            ["git", "archive", FIRST_RELEASE], cwd=_HERE, check=True, stdout=subprocess.PIPE
        ).stdout
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
        yield Path(folder)
