"""What each format holds comes back equal; what it cannot hold, it says; each has licence and citation."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import geopandas
import pyarrow.parquet as pq
import pyogrio
import pytest

from geodata.__main__ import main
from geodata.analysis.log import log
from geodata.analysis.timeline import intervals
from geodata.catalog import Catalog
from geodata.exports import rows
from geodata.exports.about import LIMITS, about_file, citation
from geodata.exports.columns import COLUMNS, RECORD_COLUMNS
from geodata.exports.evidence import claim_row, on_the_map
from geodata.exports.files import FORMATS, export_bytes, rows_bytes
from geodata.exports.kml import HUES
from tests.programs import needed

DAY = date(2024, 11, 26)
PLACES = ("kanpaiti", "pangwa", "mansi", "kanpaiti-gate", "lashio")
BOUNDS = ("since_earliest", "since_latest", "until_earliest", "until_latest")
GEOMETRY = ("geojson", "geoparquet", "gpkg", "kml")
parsed = ElementTree.fromstring  # of our own files
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def made(shipped: Catalog) -> list[rows.Record]:
    found = [rows.interval_row(shipped, *each) for each in intervals(shipped, places=PLACES)]
    assert len(found) > 20 and {row["place_id"] for row in found} >= {"kanpaiti", "kanpaiti-gate"}
    return found


def written(
    catalog: Catalog, form: str, of: Sequence[rows.Record], names: Sequence[str], tmp_path: Path
) -> Path:
    path = tmp_path / f"a.{'parquet' if form == 'geoparquet' else form}"
    path.write_bytes(rows_bytes(of, form, about_file(catalog, "Some rows"), names))
    return path


# -- What comes back -------------------------------------------------------------------------------


def text(value: Any) -> str:
    """Return a value as the formats without types have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " | ".join(value) if isinstance(value, list) else str(value)


def placemarks(content: bytes) -> list[dict[str, str]]:
    """Return the ExtendedData of each placemark, with its times and its point."""
    root = parsed(content)
    found = []
    for mark in root.iter(f"{KML}Placemark"):
        data = {each.get("name", ""): each.findtext(f"{KML}value", "") for each in mark.iter(f"{KML}Data")}
        for name in ("begin", "end", "when", "coordinates", "styleUrl", "name"):
            data[f"<{name}>"] = next((each.text or "" for each in mark.iter(f"{KML}{name}")), "")
        found.append(data)
    return found


def test_geojson_gives_back_every_value(shipped: Catalog, made: list[rows.Record], tmp_path: Path) -> None:
    path = written(shipped, "geojson", made, rows.INTERVAL_COLUMNS, tmp_path)
    features = json.loads(path.read_text("utf-8"))["features"]
    for row, feature in zip(made, features, strict=True):
        for name, value in feature["properties"].items():
            expected = row[name].isoformat() if isinstance(row[name], date) else row[name]
            assert value == expected, name
        point = feature["geometry"] and feature["geometry"]["coordinates"]
        assert point == (None if row["lon"] is None else [row["lon"], row["lat"]])


def test_geoparquet_gives_back_every_value(shipped: Catalog, made: list[rows.Record], tmp_path: Path) -> None:
    path = written(shipped, "geoparquet", made, rows.INTERVAL_COLUMNS, tmp_path)
    found = pq.read_table(path).drop_columns(["geometry"]).to_pylist()
    points = geopandas.read_parquet(path).geometry
    for row, same, point in zip(made, found, points, strict=True):
        assert same == {name: value for name, value in row.items() if name not in ("lon", "lat")}
        assert (None if point is None else (point.x, point.y)) == (
            None if row["lon"] is None else (row["lon"], row["lat"])
        )


def test_geopackage_gives_back_every_value(shipped: Catalog, made: list[rows.Record], tmp_path: Path) -> None:
    path = written(shipped, "gpkg", made, rows.INTERVAL_COLUMNS, tmp_path)
    _, table = pyogrio.read_arrow(path, layer="rows")
    found = table.to_pylist()
    frame = geopandas.read_file(path, layer="rows").geometry
    for row, same, point in zip(made, found, frame, strict=True):
        for name, value in row.items():
            if name not in ("lon", "lat"):
                assert same[name] == (" | ".join(value) if isinstance(value, list) else value), name
        assert (None if point is None else (point.x, point.y)) == (
            None if row["lon"] is None else (row["lon"], row["lat"])
        )


def test_kml_gives_back_every_value_as_text(
    shipped: Catalog, made: list[rows.Record], tmp_path: Path
) -> None:
    path = written(shipped, "kml", made, rows.INTERVAL_COLUMNS, tmp_path)
    called = {"name": "place_name", "end": "end_day"}
    for row, same in zip(made, placemarks(path.read_bytes()), strict=True):
        for name, value in row.items():
            if name not in ("lon", "lat"):
                assert same.get(called.get(name, name), "") == text(value), name
        point = f"{row['lon']},{row['lat']}" if row["lon"] is not None else ""
        assert same["<coordinates>"] == point
        assert (same["<begin>"], same["<end>"]) == (text(row["start"]), text(row["end"])), "what is played"


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_has_four_bounds_sources_licence_hash_and_citation(
    shipped: Catalog, made: list[rows.Record], form: str, tmp_path: Path
) -> None:
    path = written(shipped, form, made, rows.INTERVAL_COLUMNS, tmp_path)
    about, heads = told(path, form)
    assert {*BOUNDS, "sources", "data"} <= heads
    assert about["licence"].startswith("CC-BY-4.0") and about["citation"] == citation(shipped)
    assert shipped.hash in about["citation"]
    if form != "csv":
        assert about["data"] == shipped.hash and about["limits"] == LIMITS[form]
        assert "OpenStreetMap" in about["attribution"]


def told(path: Path, form: str) -> tuple[Mapping[str, str], set[str]]:
    """Return what a file says of itself, and its columns."""
    match form:
        case "csv":
            (row, *_) = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
            return row, set(row)
        case "geojson":
            found = json.loads(path.read_text("utf-8"))
            return found, set(found["features"][0]["properties"])
        case "geoparquet":
            schema = pq.read_schema(path)
            return json.loads(schema.metadata[b"border_ledger"]), set(schema.names)
        case "gpkg":
            table = pyogrio.read_dataframe(path, layer="about", read_geometry=False)
            return dict(zip(table["name"], table["value"], strict=True)), set(
                pyogrio.read_info(path, layer="rows")["fields"]
            )
        case "kml":
            document = parsed(path.read_bytes())[0]
            data = document.find(f"{KML}ExtendedData")
            assert data is not None
            about = {each.get("name", ""): each.findtext(f"{KML}value", "") for each in data}
            return about, {name for mark in placemarks(path.read_bytes()) for name in mark}
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(path)
    about = {row[0]: row[1] for row in book.get_sheet_by_name("about").to_python()}
    return about, set(book.get_sheet_by_name("rows").to_python()[0])


# -- KML -------------------------------------------------------------------------------------------


def test_the_log_is_played_from_the_first_day_to_the_day_after_the_last(shipped: Catalog) -> None:
    entries = log(shipped, date(2024, 9, 1), date(2024, 12, 31), places=["kanpaiti"])
    made = [row for each in entries for row in rows.entry_source_rows(shipped, each)]
    found = placemarks(rows_bytes(made, "kml", {}, rows.LOG_COLUMNS))
    assert found
    for row, mark in zip(made, found, strict=True):
        assert mark["<begin>"] == row["first"].isoformat()
        assert mark["<end>"] == (row["last"] + timedelta(days=1)).isoformat()


def test_a_state_stands_on_its_day_and_has_the_hue_of_its_holder(shipped: Catalog) -> None:
    content = export_bytes(shipped, "kml", DAY, places=["kanpaiti", "mansi", "laukkai"])
    held, contested, other = placemarks(content)
    assert {each["<when>"] for each in (held, contested, other)} == {DAY.isoformat()}
    assert held["<name>"] == "Kanpaiti: kia" and held["since_last_day"] == "2024-11-20"
    assert held["<styleUrl>"] == "#holder-kia" and contested["<styleUrl>"] == "#several"
    red, green, blue = (HUES["kia"][at : at + 2].lower() for at in (1, 3, 5))
    assert f"<color>ff{blue}{green}{red}</color>" in content.decode()


def test_dates_of_known_precision_stay_text(shipped: Catalog) -> None:
    made = [on_the_map(shipped, claim_row(shipped, each)) for each in shipped.claims.values()][:200]
    found = placemarks(rows_bytes(made, "kml", {}, rows.CLAIM_COLUMNS, RECORD_COLUMNS))
    assert not any(mark["<begin>"] or mark["<when>"] for mark in found)
    assert any(mark.get("start", "").startswith("../") for mark in found)
    assert [mark.get("start", "") for mark in found] == [row["start"] or "" for row in made]


def test_no_text_becomes_markup() -> None:
    row = {"place_id": "a", "name": "<b>&]]>\x00\x0b", "lon": 98.0, "lat": 25.0, "url": "javascript:alert(1)"}
    row["sources"] = ['A "house" <script>, https://a.example/?x=1&y=<i>']
    content = rows_bytes([row], "kml", {"title": "<x>"}, [*row], COLUMNS)
    root = parsed(content)
    (mark,) = root.iter(f"{KML}Placemark")
    described = mark.findtext(f"{KML}description", "")
    assert "<script>" not in described and "&lt;script&gt;" in described
    assert 'href="https://a.example/?x=1&amp;y="' in described and 'href="javascript' not in described
    assert mark.findtext(f"{KML}name") == "<b>&]]>\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"


def test_gdal_reads_the_spans_of_kml(shipped: Catalog, made: list[rows.Record], tmp_path: Path) -> None:
    ogrinfo = needed("ogrinfo")
    path = written(shipped, "kml", made, rows.INTERVAL_COLUMNS, tmp_path)
    told = subprocess.run([ogrinfo, "-ro", "-al", path], capture_output=True, text=True, check=True)
    assert "Warning" not in told.stderr and "driver `LIBKML'" in told.stdout
    assert f"Feature Count: {len(made)}" in told.stdout
    assert "begin: DateTime" in told.stdout and "end: DateTime" in told.stdout
    held = next(row for row in made if row["holder"] == "kia" and row["place_id"] == "kanpaiti")
    assert f"begin (DateTime) = {held['start']:%Y/%m/%d} 00:00:00" in told.stdout
    for name in ("place_name", "since_latest", "sources", "used"):
        assert f"{name}: String" in told.stdout


@pytest.mark.parametrize("form", GEOMETRY)
def test_gdal_opens_each_geometry_format(
    shipped: Catalog, made: list[rows.Record], form: str, tmp_path: Path
) -> None:
    path = written(shipped, form, made, rows.INTERVAL_COLUMNS, tmp_path)
    frame = geopandas.read_parquet(path) if form == "geoparquet" else geopandas.read_file(path, layer=0)
    assert len(frame) == len(made) and frame.crs.to_epsg() == 4326
    drawn = [row for row in made if row["lon"] is not None]
    assert frame.geometry.notna().sum() == len(drawn)


def test_the_command_line_writes_kml(tmp_path: Path) -> None:
    for command, name in (
        (["intervals", "--place", "kanpaiti"], "i.kml"),
        (["log", "--from", "2024-11-01", "--to", "2024-11-30"], "l.kml"),
        (["export", "--format", "kml", "--on", str(DAY)], "s.kml"),
        (["export", "--format", "kml", "--rows", "claims"], "c.kml"),
    ):
        assert main([*command, "--out", str(tmp_path / name)]) == 0
        assert placemarks((tmp_path / name).read_bytes())
