"""The errors of the package, the issue that every check reports, and the messages both are made of."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# -- Messages --------------------------------------------------------------------------------------


class Message(str):
    """An English text for the command line; code and values say the same in any other language.

    Attributes:
        code: The short stable name of what is said.
        sentence: The text with a gap, such as `{low}`, for each value.
        values: What fills the gaps; a message among them is itself to be translated.
    """

    code: str
    sentence: str
    values: Mapping[str, Any]

    def __new__(cls, code: str, sentence: str, **values: Any) -> Message:
        """Fill the gaps of the sentence."""
        message = super().__new__(cls, sentence.format(**values))
        message.code, message.sentence, message.values = code, sentence, values
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str, str], dict[str, Any]]:
        """Return what a copy is made of."""
        return (self.code, self.sentence), dict(self.values)


# The commands that a reader is told to run, and counts.

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


def how_many(number: int, thing: str) -> str:
    """Return a number with what is counted: 1 row, 2 rows."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


# -- Errors ----------------------------------------------------------------------------------------


class LedgerError(Exception):
    """Any error of this package that a user can act on; its text is a whole sentence.

    Where it is a `Message`, it can be told in another language too.
    """

    @property
    def message(self) -> str:
        """Its text."""
        return self.args[0] if self.args else ""


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One fault of one value: where it is, the value, and the rule that it breaks.

    `rule` says in English what is wrong; it is a `Message` wherever it can be. `record` is the
    record's id, or `row N` (the header is row 1) where it has none. `line` is the line of the file on
    which the record lies (the header is line 1), 0 where it has no line.
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

    @property
    def code(self) -> str:
        """The short stable name of the rule that is broken; empty where it has none."""
        return getattr(self.rule, "code", "")

    @property
    def values(self) -> Mapping[str, Any]:
        """What the rule names, such as its bounds."""
        return getattr(self.rule, "values", {})

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the issue as plain values, for JSON; `line` is None where it has no line."""
        return asdict(self) | {"line": self.line or None}


class BrokenBundle(LedgerError):
    """The bundle breaks its own rules; `issues` names every fault."""

    def __init__(self, issues: Sequence[Issue], folder: Path) -> None:
        self.issues = tuple(issues)
        shown = "\n".join(f"  {issue}" for issue in self.issues)
        super().__init__(
            Message(
                "broken_bundle",
                "The bundle has {faults} and was not opened:\n{shown}\n"
                "Correct what is named and run {command} again.",
                faults=how_many(len(self.issues), "fault"),
                shown=shown,
                command=check_command(folder),
            )
        )


class UnknownName(LedgerError):
    """A place, actor, policy or dataset that the ledger does not have."""


class BadDate(LedgerError):
    """A text that is no date, or no EDTF date this package reads."""
