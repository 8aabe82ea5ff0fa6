"""Answers as files: nothing a spreadsheet runs, nothing lost, sources and hash in each row."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.catalog import Catalog
from geodata.errors import LedgerError
from geodata.exports.files import FORMATS, export, export_bytes, safe_cell, to_csv

DAY = date(2024, 11, 26)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', "-", "-inf", "+1_0"]
)
def test_a_formula_becomes_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell([text, "b"]).startswith("'")


@pytest.mark.parametrize("text", ["-10", "+3.5", "-1e5", "-2.5E-3", "kia", "", "a=b", "2024-11-26"])
def test_numbers_and_plain_text_are_left_alone(text: str) -> None:
    assert safe_cell(text) == text


def is_number(cell: str) -> bool:
    with contextlib.suppress(ValueError):
        return isinstance(float(cell), float)
    return False


@given(
    st.lists(st.fixed_dictionaries({"=a": st.text(), "b": st.none() | st.text() | st.integers()}), max_size=5)
)
def test_no_cell_of_any_table_begins_a_formula(rows: list[dict[str, object]]) -> None:
    read = [cell for line in csv.reader(io.StringIO(to_csv(rows), newline="")) for cell in line]
    assert len(read) >= 2 * len(rows)
    for cell in read:
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or is_number(cell), cell


def test_csv_has_every_place_its_sources_and_the_hash(shipped: Catalog, tmp_path: Path) -> None:
    out = tmp_path / "states.csv"
    assert export(shipped, out, "csv", DAY) == len(shipped.places)
    rows = {
        row["place_id"]: row
        for row in csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline=""))
    }
    assert list(rows) == list(shipped.places)
    kanpaiti = rows["kanpaiti"]
    assert (kanpaiti["status"], kanpaiti["actors"], kanpaiti["with"]) == ("held", "kia", "pdf")
    assert (kanpaiti["since_earliest"], kanpaiti["since_latest"]) == ("2024-11-20", "2024-11-21")
    assert "k0020 (differs from its origin)" in kanpaiti["set_aside"]
    assert "https://kesq.com/" in kanpaiti["sources"]
    assert {row["data"] for row in rows.values()} == {shipped.hash}
    assert rows["mang-wein-gate"]["lon"] == "", "a placeholder is no point"


def test_every_format_says_whose_claims_a_gate_rests_on_and_what_it_was_before(shipped: Catalog) -> None:
    (day, gates) = date(2024, 10, 20), ["man-wein-gyi-gate"]
    text = export_bytes(shipped, "csv", day, places=gates, dimension="gate").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    (feature,) = json.loads(export_bytes(shipped, "geojson", day, places=gates, dimension="gate"))["features"]
    for told in (row, feature["properties"]):
        assert (told["from_value"], told["derived_from"]) == ("open", "kachin-china-border")


def test_a_file_and_its_bytes_are_the_same(shipped: Catalog, tmp_path: Path) -> None:
    for form in FORMATS:
        export(shipped, tmp_path / form, form, DAY, places=["muse"], known_on=date(2030, 1, 1))
        content = export_bytes(shipped, form, DAY, places=["muse"], known_on=shipped.newest_record)
        assert (tmp_path / form).read_bytes() == content


def test_geojson_has_points_of_their_own_only(shipped: Catalog, tmp_path: Path) -> None:
    out = tmp_path / "states.geojson"
    export(shipped, out, "geojson", DAY, places=["kanpaiti", "kanpaiti-gate", "mai-ja-yang"])
    found = json.loads(out.read_text(encoding="utf-8"))
    assert (found["data"], found["on"], found["policy"]) == (shipped.hash, "2024-11-26", "reported")
    assert [each["geometry"] for each in found["features"]] == [
        {"type": "Point", "coordinates": [98.11739, 25.40319]},
        None,
        None,
    ]
    assert found["features"][0]["properties"]["actors"] == ["kia"]
    assert found["features"][0]["properties"]["sources"]


def test_geoparquet_reads_back_with_crs_dates_and_hash(shipped: Catalog, tmp_path: Path) -> None:
    import geopandas
    import pyarrow.parquet

    out = tmp_path / "states.parquet"
    export(shipped, out, "geoparquet", DAY)
    frame = geopandas.read_parquet(out).set_index("place_id")
    assert len(frame) == len(shipped.places) and frame.crs.to_epsg() == 4326
    assert list(frame.loc["kanpaiti", "actors"]) == ["kia"]
    assert frame.loc["kanpaiti", "since_earliest"] == date(2024, 11, 20)
    assert frame.loc["kanpaiti", "geometry"].x == 98.11739
    assert frame.loc["kanpaiti-gate", "geometry"] is None
    about = json.loads(pyarrow.parquet.read_schema(out).metadata[b"border_ledger"])
    assert about["data"] == shipped.hash


def test_the_same_question_writes_the_same_bytes(shipped: Catalog, tmp_path: Path) -> None:
    for form in FORMATS:
        for name in ("a", "b"):
            export(shipped, tmp_path / name, form, DAY, dimension="gate", policy="any")
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_no_row_at_all_is_a_file_too(shipped: Catalog, tmp_path: Path) -> None:
    for form in FORMATS:
        assert export(shipped, tmp_path / form, form, DAY, places=[]) == 0
        assert (tmp_path / form).exists()


def test_what_cannot_be_written_is_said(shipped: Catalog, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be written"):
        export(shipped, tmp_path / "no" / "folder.csv", "csv", DAY)
    with pytest.raises(LedgerError, match="not one of csv, geojson, geoparquet, gpkg, kml, xlsx"):
        export(shipped, tmp_path / "x", "ods", DAY)
