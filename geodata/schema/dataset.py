"""What a dataset is: its file, schema, licence, attribution and caveats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from geodata.errors import Issue
from geodata.schema.columns import ADDED, Row, Schema

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by its short name (SPDX where it has one), title and address."""

    name: str
    title: str
    path: str


CC_BY = Licence(
    "CC-BY-4.0", "Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"
)
CC0 = Licence("CC0-1.0", "Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")
MIT = Licence("MIT", "MIT License", "https://opensource.org/license/mit")
ODBL = Licence(
    "ODbL-1.0",
    "Open Data Commons Open Database License 1.0",
    "https://opendatacommons.org/licenses/odbl/1-0/",
)
PUBLIC_DOMAIN = Licence("other-pd", "Public domain", "https://www.naturalearthdata.com/about/terms-of-use/")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a dataset comes from, by the name that its makers ask for."""

    title: str
    path: str


LEDGER = Origin("Border Ledger: our own compilation of facts, each with its source", "")
GEONAMES = Origin("GeoNames", "https://www.geonames.org/")
UCDP = Origin(
    "Uppsala Conflict Data Program, UCDP GED 24.1 (Davies et al. 2024; Sundberg and Melander 2013)",
    "https://ucdp.uu.se/",
)
UCDP_CANDIDATE = Origin(
    "Uppsala Conflict Data Program, UCDP Candidate Events 26.0.4 (Hegre et al. 2020)", "https://ucdp.uu.se/"
)
MIMU = Origin("Myanmar Information Management Unit, P-codes v9.3 (town points only)", "https://themimu.info/")
OSM = Origin("OpenStreetMap contributors", "https://www.openstreetmap.org/copyright")
MESOSHAPES = Origin("Mesoshapes via Who's On First", "https://whosonfirst.org/")
NATURAL_EARTH = Origin("Natural Earth", "https://www.naturalearthdata.com/")
DETECTOR = Origin("oballinger/mining-detector, Earth Genome", "https://github.com/oballinger/mining-detector")


@dataclass(frozen=True, slots=True)
class Dataset:
    """One file of the bundle: what it holds, whose it is, and what a reader must not conclude.

    `since` is the first release that has the file. A bundle may be made without one
    that is `optional`.
    """

    name: str
    file: str
    title: str
    schema: Schema
    licences: tuple[Licence, ...]
    origins: tuple[Origin, ...]
    caveats: tuple[str, ...] = ()
    since: int = 1
    optional: bool = False

    @property
    def attribution(self) -> str:
        """The line that names the makers."""
        return "; ".join(origin.title for origin in self.origins)

    def file_fault(self, rule: str, field: str = "file", value: str = "") -> Issue:
        """Return a fault of the whole file."""
        return Issue(self.name, self.file, field, value, rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Dataset, Generic[R]):
    """A CSV table; `record` is made of the values of a row, by column."""

    record: Callable[..., R]

    def read(self, row: Row) -> R:
        """Return the record of a row that has passed the check."""
        columns = (column for column in self.schema.columns if column is not ADDED)
        return self.record(**{column.name: column.value(row[column.name]) for column in columns})


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerFile(Dataset):
    """A GeoJSON file: WGS 84, the geometry types it may hold, the window (west, south, east, north)."""

    types: tuple[str, ...]
    window: tuple[float, float, float, float]
