"""Files of events, as archives give them, read in batches into the columns of `records`.

A CSV is read as text, column by column that is needed; a Parquet file, GeoParquet too, as it is typed. Each row
ends as an event or is counted with the reason why it is none.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from geodata.errors import LedgerError
from geodata.events.records import EVENT, Reject, When, Where
from geodata.imports.known import GDELT_COLUMNS, SHAPES, UCDP_COLUMNS

_BLOCK = 16 * 2**20
"""Bytes of a CSV that are read at once."""
_ROWS = 250_000
"""Rows of a Parquet file that are read at once."""


@dataclass(frozen=True)
class Archive:
    """One kind of file: which columns hold what of an event.

    Attributes:
        name: As `imports.known` has it; `own` for files with the columns of `records.EVENT`.
        lon, lat, first, last, kind, actors, low, best, high, where, when: Names of columns; empty where it has none.
        kinds: Its kinds by their values; a value that is not there is written in small letters.
        wheres: Its precisions of place by their values; any other is the vaguest.
        whens: Its precisions of day by their values.
        header: The columns of a file without a header.
        delimiter: What stands between the cells.
        one_kind: The kind of all its events, where it has no column for it.
    """

    name: str
    lon: str
    lat: str
    first: str
    last: str = ""
    kind: str = ""
    actors: tuple[str, str] = ("", "")
    low: str = ""
    best: str = ""
    high: str = ""
    where: str = ""
    when: str = ""
    kinds: Mapping[str, str] | None = None
    wheres: Mapping[str, Where] | None = None
    whens: Mapping[str, When] | None = None
    header: tuple[str, ...] = ()
    delimiter: str = ","
    one_kind: str = "event"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns that it reads."""
        named = (self.lon, self.lat, self.first, self.last, self.kind, *self.actors)
        named += (self.low, self.best, self.high, self.where, self.when)
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def needed(self) -> tuple[str, ...]:
        """Those without which there are no events."""
        return (self.lon, self.lat, self.first)

    @property
    def attribution(self) -> str:
        """How to name who made it; empty for files of the reader's own."""
        return SHAPES[self.name].attribution if self.name in SHAPES else ""

    @property
    def shareable(self) -> bool:
        """Whether its rows may be passed on."""
        return self.name not in SHAPES or SHAPES[self.name].shareable


_UCDP_WHERE = {"1": Where.EXACT, "2": Where.NEAR, "3": Where.NEAR, "4": Where.AREA, "5": Where.AREA}
_UCDP_WHEN = {"1": When.DAY, "2": When.WEEK, "3": When.WEEK, "4": When.MONTH, "5": When.LONGER}

ARCHIVES: Mapping[str, Archive] = {
    each.name: each
    for each in (
        # UCDP GED codebook: type of violence, where_prec 1 to 7, date_prec 1 to 5.
        Archive(
            "ucdp",
            "longitude",
            "latitude",
            "date_start",
            "date_end",
            "type_of_violence",
            ("side_a", "side_b"),
            "low",
            "best",
            "high",
            "where_prec",
            "date_prec",
            kinds={"1": "state-based", "2": "non-state", "3": "one-sided"},
            wheres=_UCDP_WHERE,
            whens=_UCDP_WHEN,
            header=UCDP_COLUMNS,
        ),
        # ACLED codebook: geo_precision 1 to 3, time_precision 1 to 3; one figure of deaths.
        Archive(
            "acled",
            "longitude",
            "latitude",
            "event_date",
            "",
            "event_type",
            ("actor1", "actor2"),
            "fatalities",
            "fatalities",
            "fatalities",
            "geo_precision",
            "time_precision",
            wheres={"1": Where.EXACT, "2": Where.NEAR, "3": Where.AREA},
            whens={"1": When.DAY, "2": When.WEEK, "3": When.MONTH},
        ),
        # GDELT event codebook 2.0: QuadClass; ActionGeo_Type 1 country, 2 and 5 state, 3 and 4 city.
        Archive(
            "gdelt",
            "ActionGeo_Long",
            "ActionGeo_Lat",
            "SQLDATE",
            "",
            "QuadClass",
            ("Actor1Name", "Actor2Name"),
            where="ActionGeo_Type",
            kinds={
                "1": "verbal-cooperation",
                "2": "material-cooperation",
                "3": "verbal-conflict",
                "4": "material-conflict",
            },
            wheres={"3": Where.NEAR, "4": Where.NEAR, "2": Where.AREA, "5": Where.AREA},
            header=GDELT_COLUMNS,
            delimiter="\t",
        ),
        # The day is that of UTC: a fire at 19:10 UTC was on the next day in Myanmar.
        Archive("firms", "longitude", "latitude", "acq_date", one_kind="fire"),
        Archive(
            "own",
            "lon",
            "lat",
            "first",
            "last",
            "kind",
            ("actor_a", "actor_b"),
            "low",
            "best",
            "high",
            "where",
            "when",
            wheres={str(each): each for each in Where},
            whens={str(each): each for each in When},
        ),
    )
}
"""Every kind of file by its name."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What is read in one go: a group of rows of a Parquet file, or a whole CSV.

    Attributes:
        file: The file.
        archive: The name of its kind.
        group: The number of the group of rows, None for a CSV.
        size: Bytes, for the progress.
    """

    file: Path
    archive: str
    group: int | None
    size: int

    @property
    def kind(self) -> Archive:
        """Its kind."""
        return ARCHIVES[self.archive]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some events, with how many rows they came from and why the others are none.

    `unordered` counts the events whose figures of deaths are not in order, low, best and high: they are counted
    without figures. UCDP GED 24.1 has ten of them among the 7,374 of Myanmar.
    """

    events: pa.RecordBatch
    rows: int
    rejects: Mapping[str, int]
    unordered: int = 0


# -- Files -----------------------------------------------------------------------------------------


def files(paths: Sequence[Path]) -> list[Path]:
    """Return the files of paths, those of folders too, in the order of their names.

    Raises:
        LedgerError: If one does not exist, or there is none in a folder.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            within = sorted(each for each in path.rglob("*") if each.is_file() and _ending(each) in _ENDINGS)
            if not within:
                raise LedgerError(
                    f"{path} has no file of events: it has none that ends in {', '.join(_ENDINGS)}."
                )
            found += within
        elif path.is_file():
            found.append(path)
        else:
            raise LedgerError(f"There is no file {path}. Give files of events, or folders of them.")
    return list(dict.fromkeys(found))


_ENDINGS = (".csv", ".tsv", ".txt", ".parquet", ".geoparquet", ".export.csv", ".csv.gz", ".tsv.gz")


def _ending(file: Path) -> str:
    name = file.name.casefold()
    return next((each for each in sorted(_ENDINGS, key=len, reverse=True) if name.endswith(each)), "")


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, as hexadecimal digits."""
    found = sha256()
    with file.open("rb") as opened:
        while block := opened.read(1 << 22):
            found.update(block)
    return found.hexdigest()


def pieces(file: Path, archive: str = "") -> list[Piece]:
    """Return the pieces of a file.

    Args:
        file: A CSV, packed by gzip or not, a Parquet or GeoParquet file.
        archive: The name of its kind; empty where its columns say it.

    Raises:
        LedgerError: If it cannot be read, or its kind is not known.
    """
    if "parquet" in _ending(file):
        with _told(file):
            opened = pq.ParquetFile(file)
        name = archive or _kind_of(opened.schema_arrow.names, file)
        _check(ARCHIVES[name], opened.schema_arrow.names, file)
        groups = opened.metadata.num_row_groups
        sizes = [opened.metadata.row_group(at).total_byte_size for at in range(groups)]
        return [Piece(file, name, at, size) for at, size in enumerate(sizes)]
    return [Piece(file, archive or _csv_kind(file), None, file.stat().st_size)]


def _kind_of(columns: Sequence[str], file: Path) -> str:
    """Return the kind of file with some columns."""
    have = set(columns) | ({"lon", "lat"} if "geometry" in columns else set())
    for each in ARCHIVES.values():
        if have >= {*each.needed, *((each.where,) if each.name not in ("own", "firms") else ())}:
            return each.name
    needed = "; ".join(f"{each.name}: {', '.join(each.needed)}" for each in ARCHIVES.values())
    raise LedgerError(
        f"{file.name} is no file of events that is known: its columns are {', '.join(columns[:12])}. "
        f"A kind is known by its columns ({needed}). Name them so, or say the kind with --shape."
    )


def _csv_kind(file: Path) -> str:
    """Return the kind of a CSV, by its header or, without one, by its first row."""
    with _told(file):
        first = pcsv.open_csv(file, read_options=pcsv.ReadOptions(block_size=1 << 20)).schema.names
        if len(first) == 1:
            options = pcsv.ParseOptions(delimiter="\t", newlines_in_values=True)
            first = pcsv.open_csv(file, pcsv.ReadOptions(block_size=1 << 20), options).schema.names
    for name in ("ucdp", "gdelt"):
        header = ARCHIVES[name].header
        if len(first) == len(header) and first[0].isdigit():
            return name
    return _kind_of(first, file)


def _check(kind: Archive, columns: Sequence[str], file: Path) -> None:
    have = {*columns, *(("lon", "lat") if "geometry" in columns else ())}
    if lacking := [name for name in kind.needed if name not in have]:
        raise LedgerError(
            f"{file.name} has no column {', '.join(lacking)}: it is no file of the kind {kind.name}."
        )


class _told:
    """Tells what cannot be read of a file in a sentence."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Turn the library's error into a sentence."""
        if isinstance(error, (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError, UnicodeDecodeError)):
            reason = " ".join(str(error).split())[:200]
            raise LedgerError(
                f"{self.file.name} cannot be read as events: {reason}. Give a CSV in UTF-8 or a Parquet file."
            ) from error


# -- Reading ---------------------------------------------------------------------------------------


def read(piece: Piece) -> Iterator[Batch]:
    """Yield the events of a piece, batch by batch.

    Raises:
        LedgerError: If it cannot be read to its end.
    """
    kind = piece.kind
    with _told(piece.file):
        if piece.group is None:
            yield from _of_csv(piece.file, kind)
            return
        opened = pq.ParquetFile(piece.file)
        names = opened.schema_arrow.names
        geometry = "geometry" in names and not {kind.lon, kind.lat} <= set(names)
        if geometry:
            _wgs84(opened, piece.file)
        wanted = [name for name in (*kind.columns, *(("geometry",) if geometry else ())) if name in names]
        for rows in opened.iter_batches(_ROWS, [piece.group], wanted):
            columns = dict(zip(rows.schema.names, rows.columns, strict=True))
            if geometry:
                columns |= _positions(columns["geometry"], kind)
            yield events(columns, rows.num_rows, kind)


def _of_csv(file: Path, kind: Archive) -> Iterator[Batch]:
    wrong = 0

    def skipped(row: Any) -> str:
        nonlocal wrong
        wrong += 1
        return "skip"

    parse = pcsv.ParseOptions(
        delimiter=kind.delimiter,
        newlines_in_values=not kind.delimiter == "\t",
        quote_char=False if kind.delimiter == "\t" else '"',
        invalid_row_handler=skipped,
    )
    headless = kind.header and _headless(file, kind)
    given = list(kind.header) if headless else None
    convert = pcsv.ConvertOptions(
        include_columns=list(kind.columns),
        include_missing_columns=True,
        column_types={name: pa.string() for name in kind.columns},
        strings_can_be_null=False,
    )
    opened = pcsv.open_csv(file, pcsv.ReadOptions(block_size=_BLOCK, column_names=given), parse, convert)
    for rows in opened:
        columns = dict(zip(rows.schema.names, rows.columns, strict=True))
        made = events(columns, rows.num_rows, kind)
        lost, wrong = wrong, 0
        rejects = Counter(made.rejects) + Counter({str(Reject.NO_ROW): lost})
        yield Batch(made.events, made.rows + lost, rejects, made.unordered)
    if wrong:
        yield Batch(_nothing(), wrong, {str(Reject.NO_ROW): wrong})


def _nothing() -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=EVENT)


def _headless(file: Path, kind: Archive) -> bool:
    options = pcsv.ParseOptions(delimiter=kind.delimiter, newlines_in_values=True)
    names = pcsv.open_csv(file, pcsv.ReadOptions(block_size=1 << 20), options).schema.names
    return kind.first not in names


def _wgs84(opened: pq.ParquetFile, file: Path) -> None:
    """Refuse a GeoParquet file whose points are not degrees on WGS 84."""
    told = json.loads((opened.schema_arrow.metadata or {}).get(b"geo", b"{}"))
    crs = told.get("columns", {}).get("geometry", {}).get("crs")
    code = (crs or {}).get("id", {}).get("code", "CRS84")
    if str(code) not in ("CRS84", "4326"):
        raise LedgerError(
            f"The points of {file.name} are in {(crs or {}).get('name', code)}. Give longitude and latitude on WGS 84: "
            "geopandas' to_crs(4326) makes them."
        )


def _positions(wkb: pa.Array, kind: Archive) -> dict[str, pa.Array]:
    import shapely

    points = shapely.from_wkb(np.asarray(wkb.to_pylist(), dtype=object), on_invalid="ignore")
    return {
        name: pa.array(of(points), from_pandas=True)
        for name, of in ((kind.lon, shapely.get_x), (kind.lat, shapely.get_y))
    }


# -- A batch of rows -------------------------------------------------------------------------------


def events(columns: Mapping[str, pa.Array], rows: int, kind: Archive) -> Batch:
    """Return the events of some rows of an archive.

    Args:
        columns: By name, as text or typed; one that the archive may lack can be away, or null.
        rows: How many there are.
        kind: The archive.
    """
    why = np.full(rows, "", object)

    def reject(mask: Any, reason: Reject) -> None:
        wrong = np.asarray(mask) & (why == "")
        why[wrong] = str(reason)

    def get(name: str) -> pa.Array | None:
        column = columns.get(name) if name else None
        return None if column is None or column.null_count == rows else column

    lon, no_lon = _floats(get(kind.lon), rows)
    lat, no_lat = _floats(get(kind.lat), rows)
    reject(no_lon | no_lat, Reject.NO_POSITION)
    reject(~((np.abs(lon) <= 180) & (np.abs(lat) <= 90)), Reject.NO_SUCH_POSITION)
    first, none, unreadable = _days(get(kind.first), rows)
    reject(none, Reject.NO_DAY)
    reject(unreadable, Reject.UNREADABLE_DAY)
    last = first
    if (column := get(kind.last)) is not None:
        last, none, unreadable = _days(column, rows)
        last = np.where(none, first, last)
        reject(unreadable, Reject.UNREADABLE_DAY)
        reject(last < first, Reject.DAYS_REVERSED)
    figures = {}
    for name, of in (("low", kind.low), ("best", kind.best), ("high", kind.high)):
        figures[name], wrong = _wholes(get(of), rows)
        reject(wrong, Reject.NO_COUNT)
    low, best, high = (np.ma.filled(each, 0) for each in figures.values())
    whole = ~np.any([np.ma.getmaskarray(each) for each in figures.values()], axis=0)
    unordered = whole & ((low > best) | (best > high))
    figures = {name: np.ma.array(of, mask=~whole | unordered) for name, of in figures.items()}
    actors = [_texts(get(name), rows) for name in kind.actors]
    swapped = pc.greater(*actors)
    keep = why == ""
    made = {
        "lon": pa.array(lon),
        "lat": pa.array(lat),
        "first": pa.array(first.astype(np.int32)).cast(pa.date32()),
        "last": pa.array(last.astype(np.int32)).cast(pa.date32()),
        "kind": _mapped(get(kind.kind), rows, _kind_words(kind), kind.one_kind),
        "actor_a": pc.if_else(swapped, actors[1], actors[0]),
        "actor_b": pc.if_else(swapped, actors[0], actors[1]),
        **{name: pa.array(of.astype(np.int32)) for name, of in figures.items()},
        "where": _mapped(get(kind.where), rows, _precision(kind.wheres, Where.COUNTRY), str(Where.EXACT)),
        "when": _mapped(get(kind.when), rows, _precision(kind.whens, When.LONGER), str(When.DAY)),
    }
    found = pa.record_batch([made[name] for name in EVENT.names], schema=EVENT).filter(pa.array(keep))
    return Batch(found, rows, Counter(why[~keep].tolist()), int((unordered & keep).sum()))


def _kind_words(kind: Archive) -> Callable[[str], str]:
    known = kind.kinds or {}
    return lambda text: (
        known.get(text) or re.sub(r"[^\w]+", "-", text.strip().casefold()).strip("-") or "event"
    )


def _precision(known: Mapping[str, Any] | None, vaguest: str) -> Callable[[str], str]:
    return lambda text: str((known or {}).get(text.removesuffix(".0"), vaguest))


def _mapped(column: pa.Array | None, rows: int, to: Callable[[str], str], otherwise: str) -> pa.Array:
    """Return the word of each value; a function is asked once for each different one."""
    if column is None:
        return pa.array([otherwise]).take(pa.array(np.zeros(rows, np.int64)))
    coded = _texts(column, rows).dictionary_encode()
    words = pa.array(
        [to(text.strip()) if text.strip() else otherwise for text in coded.dictionary.to_pylist()]
    )
    return words.cast(pa.string()).take(coded.indices)


def _texts(column: pa.Array | None, rows: int) -> pa.Array:
    if column is None:
        return pa.array([""]).take(pa.array(np.zeros(rows, np.int64)))
    return pc.fill_null(column if pa.types.is_string(column.type) else column.cast(pa.string()), "")


_NUMBER = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"


def _floats(column: pa.Array | None, rows: int) -> tuple[Any, Any]:
    """Return numbers, and for which rows there is none."""
    if column is None:
        return np.zeros(rows), np.ones(rows, bool)
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
        text = _texts(column, rows)
        readable = pc.match_substring_regex(text, _NUMBER)
        column = pc.if_else(readable, pc.utf8_trim_whitespace(text), None)
    found = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    none = ~np.isfinite(found)
    return np.where(none, 0.0, found), none


_EPOCH = date(1970, 1, 1).toordinal()


def _days(column: pa.Array | None, rows: int) -> tuple[Any, Any, Any]:
    """Return days since 1970, for which rows there is none, and for which it cannot be read."""
    if column is None:
        return np.zeros(rows, np.int64), np.ones(rows, bool), np.zeros(rows, bool)
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        day = column.cast(pa.date32()).cast(pa.int32())
        none = pc.is_null(day).to_numpy(zero_copy_only=False)
        return (
            pc.fill_null(day, 0).to_numpy(zero_copy_only=False).astype(np.int64),
            none,
            np.zeros(rows, bool),
        )
    coded = _texts(column, rows).dictionary_encode()
    texts = coded.dictionary.to_pylist()
    at = coded.indices.to_numpy(zero_copy_only=False)
    # There are some thousands of different days, however many rows.
    read = [day_of(text) for text in texts]
    days = np.array([0 if day is None else day.toordinal() - _EPOCH for day in read] or [0], np.int64)
    blank = np.array([not text.strip() for text in texts] or [True])
    unread = np.array([day is None for day in read] or [True]) & ~blank
    return days[at], blank[at], unread[at]


def day_of(text: str) -> date | None:
    """Return the day of a text as archives write it, None for any other.

    `2024-11-20`, also with a time after it, `20241120`, `20 November 2024`, `20 Nov 2024`.
    """
    text = text.strip()
    if not text.isascii():
        return None
    for form, pattern in _FORMS:
        if found := pattern.fullmatch(text):
            try:
                return datetime.strptime(found[1], form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                return None
    return None


_FORMS = (
    ("%Y-%m-%d", re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}.*)?")),
    ("%Y%m%d", re.compile(r"(\d{8})")),
    (
        "%d %B %Y",
        re.compile(
            r"(\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4})"
        ),
    ),
    ("%d %b %Y", re.compile(r"(\d{1,2} [A-Z][a-z]{2} \d{4})")),
)


def _wholes(column: pa.Array | None, rows: int) -> tuple[Any, Any]:
    """Return whole numbers from 0 on, masked where there is none, and for which rows it is no such number."""
    if column is None:
        return np.ma.masked_all(rows, np.int64), np.zeros(rows, bool)
    coded = _texts(column, rows).dictionary_encode()
    texts = [text.strip() for text in coded.dictionary.to_pylist()]
    at = coded.indices.to_numpy(zero_copy_only=False)
    read = [int(found[1]) if (found := _WHOLE.fullmatch(text)) else -1 for text in texts]
    values = np.array([min(each, _MOST) for each in read] or [0], np.int64)
    blank = np.array([not text for text in texts] or [True])
    wrong = (values < 0) & ~blank | (values >= _MOST)
    return np.ma.array(values[at], mask=blank[at] | wrong[at]), wrong[at]


_WHOLE = re.compile(r"(\d{1,12})(?:\.0+)?", re.ASCII)
_MOST = 2**31 - 1
