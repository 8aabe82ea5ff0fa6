"""The errors of the package: one root, and the issue that every check reports."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

# -- Commands that errors advise -------------------------------------------------------------------
# Words that messages share: the commands that a reader is told to run, and counts.

FOLDER = Path(__file__).parent / "data"
"""The bundle of the package."""


def check_command(folder: Path) -> str:
    """Return the command that checks the bundle of a folder, as a reader is told to run it."""
    return f"`python -m geodata check{_named('--bundle', folder)}`"


def build_command(folder: Path, release: bool = False) -> str:
    """Return the command that renews the bundle of a folder, or lists a release of it."""
    changes = ' --release "what changed"' if release else ""
    return f"`python -m geodata build{_named('--out', folder)}{changes}`"


def _named(option: str, folder: Path) -> str:
    return "" if folder == FOLDER else f" {option} {shlex.quote(str(folder))}"


def how_many(number: int, thing: str, things: str = "") -> str:
    """Return a number with what is counted: 1 row, 2 rows; `things` is the plural where it adds no s."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"


# -- Errors ----------------------------------------------------------------------------------------


class LedgerError(Exception):
    """Any error of this package that a user can act on; its text is a whole sentence."""


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One fault of one value: where it is, what was found, which rule it breaks.

    `record` is the record's id, or `row N` (the header is row 1) where it has none. `line` is the
    line of the file on which the record lies (the header is line 1), 0 where it has no line.
    """

    dataset: str
    record: str
    field: str
    value: str
    rule: str
    line: int = 0

    def __str__(self) -> str:
        line = f" (line {self.line})" if self.line else ""
        return f"{self.dataset} · {self.record} · {self.field} = {self.value!r}: {self.rule}{line}"

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the issue as plain values, for JSON; `line` is None where it has no line."""
        return asdict(self) | {"line": self.line or None}


class BrokenBundle(LedgerError):
    """The bundle breaks its own rules; `issues` has every breach that was found."""

    def __init__(self, issues: Sequence[Issue], folder: Path) -> None:
        self.issues = tuple(issues)
        shown = "\n".join(f"  {issue}" for issue in self.issues)
        super().__init__(
            f"The bundle has {how_many(len(self.issues), 'fault')} and was not opened:\n{shown}\n"
            f"Mend what is named and run {check_command(folder)} again."
        )


class UnknownName(LedgerError):
    """A place, actor, policy or dataset that the ledger does not have."""


class BadDate(LedgerError):
    """A text that is no date, or no EDTF date this package reads."""
