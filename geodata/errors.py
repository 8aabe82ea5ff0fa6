"""The errors of the package, the issue that every check reports, and the messages both are made of."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# -- Messages --------------------------------------------------------------------------------------

SENTENCES: Mapping[str, str] = {
    # Names that are asked for
    "unknown_place": "The ledger has no place {text!r}{hint}",
    "several_places": "{text!r} may be {ids}: write the id.",
    "unknown_claim_or_source": "The ledger has no claim or source {text!r}{hint}",
    "unknown_release": (
        "{text!r} is no release of this ledger: write the number or the hash of one of {known}."
    ),
    "several_releases": (
        "{text!r} stands for several releases: write the number or the hash of one of {known}."
    ),
    "no_states": "{dimension} claims are shown but make no state: ask for {known}",
    "no_point": "{place} has no point of its own, so nothing can be measured from it.",
    "did_you_mean": "; did you mean {near!r}?",
    # Files
    "broken_bundle": (
        "The bundle has {faults} and was not opened:\n{shown}\nCorrect what is named and run {command} again."
    ),
    "no_folder": "there is no folder {folder} to read the ledger from.",
    "missing": "the file is missing",
    "unreadable": "the file cannot be read ({error})",
    "empty_file": "the file is empty",
    "no_csv": "is not readable as UTF-8 CSV: cut off or damaged ({error})",
    "no_json": "is not readable as JSON: cut off or damaged ({error})",
    "no_manifest": "is missing or damaged ({error}): {renew}",
    "edited": "is not the file that {manifest} describes (edited since, or damaged): {renew}",
    "not_derived": "is missing, damaged or not what the data say: run {command} to renew it",
    "column_twice": "names a column twice",
    "no_column": "the column is missing",
    "unknown_column": "is not declared{hint}",
    "other_separator": "has {signs} between its cells: save the file with commas",
    "other_length": "has {cells} cells, the header {header}: cut off, or a comma without quotes",
    "no_rows": "has no rows",
    "several_sheets": "has several sheets with rows: call that of the claims {sheet!r}, or delete the others",
    "no_table_of_claims": "is no table: save it as CSV or XLSX, one claim a row",
    # Cells
    "empty": "must not be empty",
    "unclean": "must not begin or end with a space, nor hold a line break or control character",
    "several_values": "must hold one value, not several joined by '|'",
    "empty_part": "must have a value on both sides of each {separator!r}, and no space beside it",
    "twice": "names one value twice",
    "not_unique": "must be unique: row {first} and row {other} both have it",
    "no_text": "must be a text",
    "not_numeric": "must be a number",
    "no_number": "must be a number such as 98.125",
    "no_whole_number": "must be a whole number",
    "out_of_bounds": "must lie between {low:g} and {high:g}",
    "no_flag": "must be true or false",
    "other_form": "must have the form {pattern}",
    "other_form_than": "must have the form {pattern}, such as {example}",
    "unknown_id": "is not an id of {dataset}{hint}",
    "unknown_word": "must be one of {words}{hint}",
    "circle": "must not lead back to {record} itself",
    "part": "{part!r} {fault}",
    # Dates
    "no_date": "{text!r} is no date: write an EDTF date such as 2024-11-20, 2024-11 or ../2024-11-20",
    "two_slashes": "{text!r} is no date: an interval has one slash",
    "open_date": "{text!r} is no date: both of its ends are open",
    "backward_date": "{text!r} is no date: it ends before it starts",
    "no_day_month_or_year": (
        "{text!r} is no date: {part} is not a day, month or year of EDTF level 0 or 1, such as "
        "2024-11-20, 2024-11, 2024 or 2024-11-20~ (about)"
    ),
    "too_old": "must not lie before {shown}",
    "in_the_future": "must not lie in the future: today is {shown}",
    "end_before_start": "must not lie before {start} ({value})",
    # Rows
    "half_a_point": "a point needs both lon and lat",
    "precision_of_no_point": "must be 'none' exactly where there is no point",
    "point_without_source": "a point needs its source",
    "no_town": "a {kind} belongs to a town",
    "no_lane": "a crossing has a lane",
    "no_relation": "{text!r} must be ally:, successor: or predecessor: with an actor and, if known, a period",
    "out_of_order": "{names} must be in order",
    "no_slug": "an agreement is named by a slug such as haigeng-2024-01",
    "actor_twice": "names one actor twice",
    "no_date_at_all": "an assertion needs a start, an end or an as_of date",
    "no_latest_day": "must have a latest day: it decides when the claim became known",
    "not_begun": (
        "must not lie before {name} ({date}): nobody can assert what has not begun; what was only "
        "announced has the stance 'unconfirmed'"
    ),
    "announced": "lies after the day of record ({recorded}): announced, not seen",
    "other_matter": "{claim} is about {of}, not {to}",
    # Releases
    "no_single_day": "must be a day, such as 2026-11-27",
    "release_number": "must be {number}: releases are numbered 1, 2, 3 in the order of the rows",
    "release_day": "must not lie before the day of release {release}",
    "lost_release": "is described by datapackage.json and is no longer in {file}: put its line back",
    "changed_release": (
        "the rows of release {release} now give {hash}: a row or a layer of it was changed, taken out or "
        "put in{where}. Rows are only added: {look}put the old row back, and correct it by a new row. If "
        "you added a row, write {next} in its 'added'"
    ),
    "at_release": "{rule} (as it stood at release {release})",
    "release_too_high": "must be at most {following}: {newest} is the newest release that is listed",
    "above_older": (
        "must not be higher than in a row below: a row of release {added} stands above rows of release "
        "{below}; move it to the end of {file}"
    ),
    "below_newer": (
        "must not be lower than in a row above ({above}): new rows stand at the end, and this one comes "
        "with release {following}"
    ),
    # Geometry
    "no_collection": "must be a GeoJSON FeatureCollection",
    "no_features": "has no features",
    "no_feature": "must be a GeoJSON Feature",
    "no_key": "must have the property {key}",
    "no_geometry": "is no geometry: {error}",
    "has_crs": "GeoJSON is WGS 84 and has no crs member",
    "other_geometry": "must be {types}",
    "out_of_window": "must lie in the window {window} (longitude first)",
    "three_coordinates": "must have two coordinates a point",
    "open_ring": "must have rings whose last point is the first",
    "wrong_winding": "outer rings must run anticlockwise and holes clockwise (RFC 7946)",
    "invalid_geometry": "must be valid: {reason}",
    # Rows that are added
    "id_in_use": "is the id of another document: a new one needs its own",
    "other_day_of_record": "is not the day on which the document was published ({day})",
    "address_in_use": "is the address of {source} too",
    "no_original": "{fault}: {source}",
    "says_the_same": "says the same as {claim}, which is in the ledger",
    "corrected_already": "is corrected by {claim} already: correct that one",
    # Claims of the reader's own
    "broken_own": (
        "These claims have {faults} and were not used:\n{shown}\nCorrect what is named and try again."
    ),
    "own_id_taken": (
        "is the id of a claim of the ledger: leave the cell empty, or name that claim in 'supersedes'"
    ),
    "no_document": (
        "must not be empty: write the id of a document of the ledger, or of a new one publisher, published "
        "and url"
    ),
    "other_document": "is not what line {line} says of the same document ({other})",
    "formula": "must not begin with {sign}: a spreadsheet would run it as a formula",
    "too_many_own": "has {count} claims, and at most {most} can be joined: keep those that you want to weigh",
    "not_at_release": "{what} is not in the ledger as it stood at release {release}: ask the newest one.",
}
"""The English sentence of each message by its code, with gaps for its values."""


class Sentence(str):
    """An English text for the command line; code and values say the same in any other language.

    Attributes:
        code: Its short stable name, one of `SENTENCES`.
        values: What fills the gaps; a message among them is itself to be translated.
    """

    code: str
    values: Mapping[str, Any]

    def __new__(cls, code: str, **values: Any) -> Sentence:
        """Fill the gaps of the sentence."""
        message = super().__new__(cls, SENTENCES[code].format(**values))
        message.code, message.values = code, values
        return message

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Any]]:
        """Return what a copy is made of."""
        return (self.code,), dict(self.values)


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


def how_many(number: int, thing: str, things: str = "") -> str:
    """Return a number with what is counted: 1 row, 2 rows; `things` is the plural where it adds no s."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"


# -- Errors ----------------------------------------------------------------------------------------


class LedgerError(Exception):
    """Any error of this package that a user can act on; its text is a whole sentence.

    Where it is a `Sentence`, it can be told in another language too.
    """

    @property
    def message(self) -> str:
        """Its text."""
        return self.args[0] if self.args else ""


@dataclass(frozen=True, slots=True, order=True)
class Issue:
    """One fault of one value: where it is, the value, and the rule that it breaks.

    `rule` says in English what is wrong; it is a `Sentence` wherever it can be. `record` is the
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

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the issue as plain values, for JSON; `line` is None where it has no line."""
        return asdict(self) | {"line": self.line or None}


class BrokenBundle(LedgerError):
    """The bundle breaks its own rules; `issues` names every fault."""

    def __init__(self, issues: Sequence[Issue], folder: Path) -> None:
        self.issues = tuple(issues)
        shown = "\n".join(f"  {issue}" for issue in self.issues)
        faults, command = how_many(len(self.issues), "fault"), check_command(folder)
        super().__init__(Sentence("broken_bundle", faults=faults, shown=shown, command=command))


class UnknownName(LedgerError):
    """A place, actor, policy or dataset that the ledger does not have."""


class BadDate(LedgerError):
    """A text that is no date, or no EDTF date this package reads."""
