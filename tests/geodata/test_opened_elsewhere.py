"""Every format is opened by a program that did not write it: DuckDB, GDAL's own tools, LibreOffice."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import geopandas
import pandas as pd
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
import pyogrio
import pytest

from geodata.__main__ import main
from geodata.analysis.evidence import disputes
from geodata.analysis.log import log
from geodata.analysis.timeline import intervals
from geodata.catalog import Catalog
from geodata.exports import rows
from geodata.exports.columns import COLUMNS, RECORD_COLUMNS
from geodata.exports.evidence import claim_row, dispute_rows, measure_row, on_the_map
from geodata.exports.files import export, export_bytes, rows_bytes, spreadsheet
from geodata.resolver.resolve import RESOLVED, states
from tests.programs import needed, office

DAY = date(2024, 11, 26)
DAYS = (date(1985, 1, 1), date(2024, 1, 26), date(2024, 11, 19), DAY, date(2026, 9, 26))


def rows_of(catalog: Catalog, what: str) -> tuple[list[rows.Record], tuple[str, ...], Any]:
    """Return the rows of a kind of file, its columns, and what they hold."""
    match what:
        case "states":
            return [rows.state_row(catalog, s) for s in states(catalog, DAY)], rows.STATE_COLUMNS, COLUMNS
        case "intervals":
            made = [rows.interval_row(catalog, *each) for each in intervals(catalog)]
            return made, rows.INTERVAL_COLUMNS, COLUMNS
        case "log":
            entries = log(catalog, date(2024, 9, 1), date(2024, 12, 31))
            made = [row for each in entries for row in rows.entry_source_rows(catalog, each)]
            return made, rows.LOG_COLUMNS, COLUMNS
        case "claims":
            made = [on_the_map(catalog, claim_row(catalog, each)) for each in catalog.claims.values()]
            return made, rows.CLAIM_COLUMNS, RECORD_COLUMNS
        case "figures":
            made = [on_the_map(catalog, measure_row(catalog, each)) for each in catalog.measures]
            return made, rows.FIGURE_COLUMNS, RECORD_COLUMNS
    made = [on_the_map(catalog, row) for row in dispute_rows(catalog, disputes(catalog))]
    return made, rows.DISPUTE_COLUMNS, RECORD_COLUMNS


KINDS = ("states", "intervals", "log", "claims", "figures", "disputes")

# -- One schema ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(shipped: Catalog, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Files of several days and dimensions, one of a place without a point, one of no place."""
    folder = tmp_path_factory.mktemp("many")
    asked: list[tuple[date, dict[str, Any]]] = [
        *((day, {}) for day in DAYS),
        *((DAY, {"dimension": dimension}) for dimension in RESOLVED),
        (DAY, {"places": ["kanpaiti-gate"]}),
        (DAY, {"places": []}),
    ]
    files = []
    for number, (day, more) in enumerate(asked):
        files.append(folder / f"{number:02}.parquet")
        export(shipped, files[-1], "geoparquet", day, **more)
    return files


def test_geoparquet_has_one_schema_whatever_the_question(many: list[Path]) -> None:
    schemas = [pq.read_schema(path).remove_metadata() for path in many]
    assert all(each.equals(schemas[0]) for each in schemas)
    types = {field.name: str(field.type) for field in schemas[0]}
    assert "null" not in types.values()
    assert {types[name] for name in ("on", "since_earliest", "until_last_day")} == {"date32[day]"}
    assert {types[name] for name in ("actors", "from_actors", "with", "sources")} == {"list<element: string>"}


def test_files_of_several_days_are_read_as_one(shipped: Catalog, many: list[Path]) -> None:
    places = len(shipped.places)
    names = [str(path) for path in many]
    found = duckdb.read_parquet(names)  # type: ignore[arg-type]
    assert found.aggregate('count(*), count(distinct "on"), count(distinct dimension)').fetchall() == [
        (places * (len(DAYS) + len(RESOLVED)) + 1, len(DAYS), len(RESOLVED))
    ]
    kind = dict(zip(found.columns, map(str, found.types), strict=True))
    assert (kind["on"], kind["since_last_day"], kind["actors"]) == ("DATE", "DATE", "VARCHAR[]")
    held = found.filter("list_contains(actors, 'kia') and place_id = 'kanpaiti'").project('"on"').fetchall()
    assert (DAY,) in held
    assert pyarrow.dataset.dataset(names).to_table().num_rows == len(found)
    frame = pd.concat([geopandas.read_parquet(path) for path in many[:3]])
    assert len(frame) == 3 * places and frame.crs.to_epsg() == 4326


@pytest.mark.parametrize("what", KINDS)
def test_a_file_of_any_kind_has_its_types_also_without_rows(shipped: Catalog, what: str) -> None:
    made, names, columns = rows_of(shipped, what)
    assert made and {tuple(row) for row in made} == {names}
    full, none = (
        pq.read_schema(pa.BufferReader(rows_bytes(each, "geoparquet", {}, names, columns)))
        for each in (made, [])
    )
    assert full.remove_metadata().equals(none.remove_metadata())
    assert not any(pa.types.is_null(field.type) for field in full)


# -- Days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["states", "intervals"])
def test_the_last_day_stands_beside_each_half_open_span(shipped: Catalog, what: str) -> None:
    made, names, _ = rows_of(shipped, what)
    pairs = {name: name.replace("_latest", "_last_day") for name in names if name.endswith("_latest")}
    pairs |= {"end": "last_day"} if what == "intervals" else {}
    assert len(pairs) == (3 if what == "intervals" else 2)
    spans = 0
    for row in made:
        for after, last in pairs.items():
            assert row[last] == (row[after] - timedelta(days=1) if row[after] else None)
            spans += row[after] is not None
    assert spans > 50


def test_a_file_says_what_its_columns_mean(shipped: Catalog, tmp_path: Path) -> None:
    asked = {"places": ["kanpaiti"]}
    geojson = json.loads(export_bytes(shipped, "geojson", DAY, **asked))
    export(shipped, tmp_path / "a.parquet", "geoparquet", DAY, **asked)
    about = json.loads(pq.read_schema(tmp_path / "a.parquet").metadata[b"border_ledger"])
    export(shipped, tmp_path / "a.gpkg", "gpkg", DAY, **asked)
    table = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="columns", read_geometry=False)
    in_gpkg = dict(zip(table["name"], table["meaning"], strict=True))
    book = sheets(export_bytes(shipped, "xlsx", DAY, **asked))
    in_xlsx = {row[0]: row[1] for row in book["columns"][1:]}
    for told in (geojson["columns"], about["columns"], in_gpkg, in_xlsx):
        assert told["since_latest"].startswith("First day after")
        assert "day before since_latest" in told["since_last_day"]
        assert set(rows.STATE_COLUMNS) - {"lon", "lat"} <= set(told)
        assert all(told.values())


# -- GDAL ------------------------------------------------------------------------------------------


def test_gdal_reads_the_geopackage(shipped: Catalog, tmp_path: Path) -> None:
    ogrinfo = needed("ogrinfo")
    path = tmp_path / "states.gpkg"
    export(shipped, path, "gpkg", DAY)
    told = subprocess.run([ogrinfo, "-ro", "-so", path, "rows"], capture_output=True, text=True, check=True)
    assert "Warning" not in told.stderr
    assert f"Feature Count: {len(shipped.places)}" in told.stdout and 'ID["EPSG",4326]' in told.stdout
    for line in ("since_last_day: Date", "on: Date", "stale: Integer(Boolean)", "holder: String"):
        assert line in told.stdout
    one = [ogrinfo, "-ro", "-al", "-where", "place_id='kanpaiti'", path, "rows"]
    said = subprocess.run(one, capture_output=True, text=True, check=True).stdout
    assert "holder (String) = kia\n" in said and "since_last_day (Date) = 2024/11/20" in said
    assert "POINT (98.11739 25.40319)" in said


def test_geojson_through_gdal_keeps_a_plain_holder_and_dates(shipped: Catalog, tmp_path: Path) -> None:
    ogr2ogr = needed("ogr2ogr")
    export(shipped, tmp_path / "a.geojson", "geojson", DAY)
    subprocess.run(
        [ogr2ogr, "-f", "CSV", tmp_path / "a.csv", tmp_path / "a.geojson"], check=True, capture_output=True
    )
    found = {row["place_id"]: row for row in csv.DictReader((tmp_path / "a.csv").read_text().splitlines())}
    assert found["kanpaiti"]["holder"] == "kia"
    assert found["kanpaiti"]["since_earliest"] in ("2024-11-20", "2024/11/20")
    assert not any("(" in row["holder"] for row in found.values())


@pytest.mark.parametrize(
    ("day", "place", "holder"),
    [
        (date(2024, 11, 26), "kanpaiti", "kia"),
        (date(2024, 11, 19), "kanpaiti", "kbgf+sac"),
        (date(2024, 11, 20), "kanpaiti", "kbgf+sac→kia"),
        (date(2024, 11, 26), "mansi", "kia/sac"),
        (date(1985, 1, 1), "laukkai", None),
    ],
)
def test_the_holder_is_one_text_as_the_map_writes_it(
    shipped: Catalog, day: date, place: str, holder: str | None
) -> None:
    (feature,) = json.loads(export_bytes(shipped, "geojson", day, places=[place]))["features"]
    assert feature["properties"]["holder"] == holder


def test_duckdb_reads_the_csv(shipped: Catalog, tmp_path: Path) -> None:
    export(shipped, tmp_path / "a.csv", "csv", DAY)
    found = duckdb.read_csv(str(tmp_path / "a.csv"))
    assert found.columns[0] == "place_id" and len(found) == len(shipped.places)
    assert str(dict(zip(found.columns, found.types, strict=True))["since_last_day"]) == "DATE"


# -- Spreadsheets ----------------------------------------------------------------------------------

HOSTILE = ["=1+1", "@SUM(A1)", "+1+1", "-2+3", "0012", "1e5", "2024-11-26", "ကန်ပိုက်တီ", "https://a.example"]


def sheets(book: bytes) -> dict[str, list[list[str]]]:
    """Return the cells of a workbook's sheets as text, read from its XML."""
    read = ElementTree.fromstring
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        root = read(opened.read("xl/sharedStrings.xml"))
        texts = ["".join(t.text or "" for t in each.iter(f"{{{space['m']}}}t")) for each in root]
        names = [each.attrib["name"] for each in read(opened.read("xl/workbook.xml"))[3]]
        found: dict[str, list[list[str]]] = {}
        for number, name in enumerate(names, 1):
            tree = read(opened.read(f"xl/worksheets/sheet{number}.xml"))
            assert not tree.findall(".//m:f", space), "no cell has a formula"
            found[name] = [
                [
                    texts[int(value)] if cell.get("t") == "s" else value
                    for cell in row
                    if (value := cell.findtext("m:v", "", space)) is not None
                ]
                for row in tree.iterfind(".//m:row", space)
            ]
    return found


def through_libreoffice(path: Path) -> list[dict[str, str]]:
    """Return a table as LibreOffice has it after opening the file."""
    filtered = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"
    # What a person is asked when the file opens: LibreOffice's own dialog reads the mark, headless does not.
    read_utf8 = ["--infilter=CSV:44,34,76,1,,0,false,true"] if path.suffix == ".csv" else []
    out = office(path.parent, [path], filtered, "--calc", *read_utf8)
    (made,) = out.glob("*.csv")
    return list(csv.DictReader(io.StringIO(made.read_text("utf-8-sig"))))


def hostile() -> tuple[list[rows.Record], list[str]]:
    made: Iterable[rows.Record] = (
        {"place_id": text, "on": DAY, "data": "50790a3c4c08", "actors": [text, "b"]} for text in HOSTILE
    )
    return list(made), ["place_id", "on", "data", "actors"]


def test_a_workbook_holds_texts_as_texts_and_days_as_days() -> None:
    made, names = hostile()
    written = sheets(rows_bytes(made, "xlsx", {"title": "x"}, names))
    assert [row[0] for row in written["rows"]] == ["place_id", *HOSTILE]
    days = {date(1899, 12, 30) + timedelta(days=int(row[1])) for row in written["rows"][1:]}
    assert days == {DAY}


def test_a_workbook_opens_in_libreoffice(shipped: Catalog, tmp_path: Path) -> None:
    made, names = hostile()
    (tmp_path / "a.xlsx").write_bytes(rows_bytes(made, "xlsx", {"title": "x"}, names))
    found = through_libreoffice(tmp_path / "a.xlsx")
    assert [row["place_id"] for row in found] == HOSTILE
    assert {row["on"] for row in found} == {"2024-11-26"}
    assert {row["data"] for row in found} == {"50790a3c4c08"}


def test_no_text_of_a_csv_is_garbled_or_run_in_libreoffice(tmp_path: Path) -> None:
    made, names = hostile()
    (tmp_path / "a.csv").write_bytes(rows_bytes(made, "csv", {}, names))
    found = {row["place_id"].removeprefix("'") for row in through_libreoffice(tmp_path / "a.csv")}
    assert {"=1+1", "@SUM(A1)", "+1+1", "-2+3", "2024-11-26", "ကန်ပိုက်တီ", "https://a.example"} <= found


def test_ids_and_days_of_a_csv_survive_libreoffice(shipped: Catalog, tmp_path: Path) -> None:
    made, names, _ = rows_of(shipped, "states")
    (tmp_path / "a.csv").write_bytes(spreadsheet(made, names))
    found = {row["place_id"]: row for row in through_libreoffice(tmp_path / "a.csv")}
    assert list(found) == [row["place_id"] for row in made]
    for row in made:
        for name in ("name", "holder", "since_earliest", "since_last_day", "data", "on"):
            assert found[row["place_id"]][name] == ("" if row[name] is None else str(row[name])), name


def test_a_text_too_long_for_a_cell_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from geodata.errors import LedgerError

    with pytest.raises(LedgerError, match="32767: write it as csv"):
        rows_bytes([{"place_id": "x" * 40000}], "xlsx", {}, ["place_id"])


def test_disputes_are_exported_a_row_for_each_claim(
    shipped: Catalog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "d.csv"
    command = ["export", "--rows", "disputes", "--format", "csv", "--place", "kanpaiti", "--out", str(out)]
    assert main(command) == 0
    found = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    every = disputes(shipped, places=["kanpaiti"])
    assert [row["claim_id"] for row in found] == [c.claim_id for each in every for c in each.claims]
    window = ["--from", "2024-09-01", "--to", "2024-09-02"]
    assert main([*command, *window]) == 0
    assert "more dispute" in capsys.readouterr().err
