"""A reader's own file on its way to the map: raw table, questions, findings, rows set aside, and the layer.

Nothing here reads a file or knows a page. Every value of the file is foreign text: it is kept as it was,
and `cleaned` is what of it may be shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.errors import LedgerError

Shapes = npt.NDArray[Any]
"""Geometries of shapely, None where there is none."""

# -- What is told ----------------------------------------------------------------------------------


class Level(StrEnum):
    """How grave a finding is: an error keeps rows from the map, a warning may mislead, a note informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the linter has to say of a file.

    Attributes:
        rule: The name of the rule, a key of `lint.RULES`.
        level: How grave it is.
        count: How many rows, features or columns it is about.
        sentence: What is so, in plain words, with the values.
        advice: What to do about it.
        examples: At most three of them, `cleaned`.
    """

    rule: str
    level: Level
    count: int
    sentence: str
    advice: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row or feature that is not drawn: its number in the file from 1, the rule, why, and what it holds."""

    row: int
    rule: str
    reason: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What only the reader can say: a field of `Answers`, in words, and the answers that are possible."""

    name: str
    sentence: str
    options: tuple[str, ...]


class Refused(LedgerError):
    """The file cannot be taken; the text says what is wrong, where, why, and what to do."""


# -- What is asked ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answers:
    """What the reader decided about a file; empty where the file says it, or nobody asked.

    Attributes:
        layer: Of a file with several layers or sheets, which one.
        encoding: Of text, a name that Python knows.
        separator: Between the cells of a CSV.
        decimal: `.` or `,`.
        lon, lat: Columns of the coordinates.
        point: One column with both, latitude first.
        place: Column of a place's name or P-code.
        first, last: Columns of the first and the last day.
        day_first: `true` where 05/11/2024 is the fifth of November, `false` where it is the eleventh of May.
        crs: `EPSG:` and a number.
        swapped: `true` where x and y change places.
        shift: `gcj02` or `bd09`, the datum that points are moved back from, else empty.
        zawgyi: `true` where text in Zawgyi becomes Unicode.
    """

    layer: str = ""
    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    lon: str = ""
    lat: str = ""
    point: str = ""
    place: str = ""
    first: str = ""
    last: str = ""
    day_first: str = ""
    crs: str = ""
    swapped: str = ""
    shift: str = ""
    zawgyi: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too much; said on the page and in the README.

    Attributes:
        bytes, session_bytes: Of one file, and of all files of a visit.
        layers: Files of a visit.
        rows, columns, vertices: Of one file.
        inflated_bytes, entries: Of an archive.
        placemarks: Of a KML or KMZ: its text needs far more memory than the same points elsewhere.
        seconds: Until a reader that is not done is stopped, on a machine that has other work too.
        work_seconds: Of the processor, after which the system stops it: a file that cannot be read is
            refused after 5 seconds at the latest where the machine has nothing else to do.
        memory_bytes: Of the process that reads.
    """

    bytes: int = 120 * 2**20
    session_bytes: int = 240 * 2**20
    layers: int = 5
    rows: int = 200_000
    columns: int = 200
    vertices: int = 2_000_000
    inflated_bytes: int = 400 * 2**20
    entries: int = 50
    placemarks: int = 100_000
    seconds: float = 10.0
    work_seconds: int = 4
    memory_bytes: int = 2**30


LIMITS = Limits()

# -- What is read ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it was read, before anything is understood: texts by column, geometry where it has any.

    Attributes:
        format: `csv`, `xlsx`, `geojson`, `topojson`, `gpkg`, `shapefile`, `kml`, `kmz`, `gpx`, `parquet` or
            `geoparquet`.
        columns: Texts by column; None where a cell is empty. Numbers and days are the text of the file.
        rows: The number of each row or feature in the file, from 1.
        shapes: Its geometries in `crs`, x first; None where the format has none.
        crs: `EPSG:` and a number as the file says, empty where it does not.
        layers: All layers or sheets of the file; `layer` is the one that was read.
        findings: What reading itself found: an encoding that was guessed, times that were read elsewhere.
        set_aside: Rows that could not be read.
        questions: What must be answered before it can be read right.
        made_by: The kind of the program that wrote it, where marks beside its rows say so: `my_maps`.
    """

    format: str
    columns: Mapping[str, Sequence[str | None] | npt.NDArray[Any]]
    rows: npt.NDArray[np.int64]
    shapes: Shapes | None = None
    crs: str = ""
    layers: tuple[str, ...] = ()
    layer: str = ""
    findings: tuple[Finding, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    questions: tuple[Question, ...] = ()
    made_by: str = ""


# -- What is drawn ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Layer:
    """A reader's own layer: what of the file is drawn, what was set aside, and all that must be told.

    Attributes:
        name: The file's name, `cleaned`; never a path.
        hash: SHA-256 of the file's bytes and of the answers.
        format, shape: As in `Table`; `shape` is the known kind of table, such as `acled`, or empty.
        total: Rows or features in the file: as many as are drawn and set aside together.
        columns: Texts by column of what is drawn, as they were.
        rows: The number of each drawn row in the file.
        shapes: Geometry of each, WGS 84, valid.
        first, last: First and last possible day of each row, None where the file says none.
        precise: Whether each position is as precise as it looks: false for a row known to a township only.
        actors: The actor of ours that each row names, empty where it names none.
        findings, set_aside, questions: What is told and asked; a layer with questions is not drawn yet.
        shareable: False where the terms of its source forbid to pass rows on: it enters no export.
        facts: What the page tells about it: licence, attribution, the mapping of its columns.
    """

    name: str
    hash: str
    format: str
    shape: str
    total: int
    columns: Mapping[str, Sequence[str | None]]
    rows: npt.NDArray[np.int64]
    shapes: Shapes
    first: Sequence[date | None]
    last: Sequence[date | None]
    precise: npt.NDArray[np.bool_]
    actors: Sequence[str]
    findings: tuple[Finding, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    questions: tuple[Question, ...] = ()
    shareable: bool = True
    facts: Mapping[str, str] = field(default_factory=dict)


# -- Foreign text ----------------------------------------------------------------------------------

_LONGEST = 200
_SPACES = re.compile(r"\s+")


def cleaned(text: object, longest: int = _LONGEST) -> str:
    """Return a foreign text fit for the screen: one line, no control characters, not too long.

    Markup in it stays as it is: who shows it as Markdown or HTML escapes it.
    """
    given = _SPACES.sub(" ", str(text))
    kept = "".join(each for each in given if unicodedata.category(each) not in ("Cc", "Cs", "Co", "Cn"))
    # Marks that turn the direction of what follows would change the words around them.
    kept = re.sub("[\u202a-\u202e\u2066-\u2069]", "", kept).strip()
    return kept if len(kept) <= longest else f"{kept[: longest - 1]}…"
