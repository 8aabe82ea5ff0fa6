"""Every rule of honesty finds what it is for, and keeps quiet where there is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from geodata.catalog import Catalog
from geodata.dates import today
from geodata.imports.datums import as_indian, to_bd09, to_gcj02
from geodata.imports.known import SHAPES
from geodata.imports.layer import Level, Table
from geodata.imports.rules.lint import RULES
from tests.geodata.imported import layer, rules, shaped, table

PLACES = {
    "muse": (97.904722, 23.979167), "kanpaiti": (98.11739, 25.40319), "laukkai": (98.765042, 23.690225),
    "namtit": (98.867219, 23.475831),
}  # fmt: skip
LON = [f"{lon}" for lon, _ in PLACES.values()]
LAT = [f"{lat}" for _, lat in PLACES.values()]


def at(**columns: list[str | None]) -> Table:
    """Return four rows with coordinates and these further columns."""
    return table({"lon": LON, "lat": LAT, **columns})


def shifted(way: object) -> Table:
    """Return the places at points of another datum."""
    lon, lat = way(*np.array(list(PLACES.values())).T)  # type: ignore[operator]
    return table({"name": list(PLACES), "lon": [f"{x:.6f}" for x in lon], "lat": [f"{y:.6f}" for y in lat]})


def events(days: list[str]) -> Table:
    spread = [f"{97 + i * 0.01234:.5f}" for i in range(len(days))]
    return table({"lon": spread, "lat": ["25.41234"] * len(days), "date": days})


ACLED = {
    "event_id_cnty": ["MMR1"], "event_date": ["20 November 2024"], "event_type": ["Battles"],
    "actor1": ["Someone"],
    "latitude": ["25.40319"], "longitude": ["98.11739"], "geo_precision": ["3"], "time_precision": ["1"],
}  # fmt: skip
SOON = (today() + timedelta(days=9)).isoformat()
BOW_TIE = "POLYGON ((98 25, 99 26, 99 25, 98 26, 98 25))"
GDELT_ROW = ["1"] * 61
GDELT_ROW[1], GDELT_ROW[56], GDELT_ROW[57] = "20241120", "25.41", "98.12"

DATED = shaped("POINT (98.11739 25.40319)", form="gpkg")

FOUND: dict[str, tuple[Table, int]] = {
    "no_position_columns": (table({"a": ["x", "y"]}), 2),
    "no_coordinates": (table({"lon": ["98.1", None], "lat": ["25.4", "25.4"]}), 1),
    "unread_coordinates": (table({"lon": ["98.1", "east"], "lat": ["25.4", "25.4"]}), 1),
    "null_island": (table({"lon": ["98.1", "0"], "lat": ["25.4", "0"]}), 1),
    "mixed_crs": (table({"x": ["98.1", "98.2", "439700"], "y": ["25.4", "25.4", "2820449"]}), 1),
    "impossible_coordinates": (table({"lon": ["98.1", "98.2"], "lat": ["25.4", "254"]}), 1),
    "unmatched_places": (table({"place": ["Kanpaiti", "Atlantis"]}), 1),
    "ambiguous_places": (table({"place": ["Kanpaiti", "Houqiao-Kan Paik Ti", "猴桥"]}), 0),
    "places_without_point": (table({"place": ["Kanpaiti", "mai-ja-yang"]}), 1),
    "no_geometry": (shaped("POINT (98 25)", None, "POINT EMPTY"), 2),
    "broken_geometry": (shaped("POINT (98 25)", "LINESTRING (1 1, 1 1)"), 1),
    "unreadable_days": (at(date=["2024-11-20", "soon", None, "2024-11-21"]), 1),
    "impossible_days": (at(date=["2024-11-20", "2024-02-30", None, "2024-11-21"]), 1),
    "burmese_era": (at(date=["2024-11-20", "၁၃၈၆", None, "2024-11-21"]), 1),
    "backward_days": (at(start=["2024-11-20"] * 4, end=["2024-11-19", "2024-11-21", None, "2024-11-20"]), 1),
    "damaged_days": (at(date=["00:00.0"] * 4), 4),
    "mixed_day_order": (at(date=["25/11/2024", "11/25/2024", "26/11/2024", "27/11/2024"]), 1),
    "days_not_taken": (at(today=["2024-11-20"] * 4), 1),
    "days_by_cells": (replace(DATED, columns={"d": ["2024-11-20"]}), 1),
    "days_in_parts": (at(year=["2024"] * 4, month=["11"] * 4, day=["5"] * 4), 4),
    "epoch_days": (at(timestamp=["1732060800", "1732147200", None, None]), 2),
    "serial_days": (table({"lon": LON, "lat": LAT, "date": ["45616", "2024-11-20", None, None]}, "xlsx"), 1),
    "day_order_by_few": (events(["05/11/2024"] * 12 + ["25/11/2024"]), 12),
    "day_order": (at(date=["05/11/2024"] * 3 + ["25/11/2024"]), 3),
    "coordinates_not_taken": (table({"name": ["Kanpaiti"], "a": ["98.11739"], "b": ["25.40319"]}), 2),
    "future_days": (at(date=["2024-11-20", SOON, "2024-11-22", "2024-11-21"]), 1),
    "first_of_year": (events(["2024-01-01"] * 8 + [f"2024-03-{i:02}" for i in range(2, 9)]), 8),
    "first_of_month": (events([f"2024-{i:02}-01" for i in range(2, 10)] + ["2024-03-02"] * 8), 8),
    "days_by_zone": (at(date=["2024-11-20T19:10Z", "2024-11-20T10:00Z", None, "2024-11-20"]), 1),
    "loose_days": (at(date=["2024", "2024-11", None, "2024-11-20"]), 2),
    "undated": (at(date=["2024-11-20", None, None, "2024-11-20"]), 2),
    "crs_assumed": (shaped("POINT (98 25)", form="shapefile", crs=""), 1),
    "datum_moved": (shaped("POINT (98.11739 25.40319)", form="shapefile", crs="EPSG:4239"), 1),
    "shifted_china": (shifted(to_gcj02), 4),
    "shifted_indian": (shifted(as_indian), 4),
    "outside_myanmar": (table({"lon": ["98.1", "13.4"], "lat": ["25.4", "52.5"]}), 1),
    "whole_degrees": (table({"lon": ["98.123", "98"], "lat": ["25.4", "25"]}), 1),
    "few_decimals": (table({"lon": ["98.123", "98.1"], "lat": ["25.4", "25.4"]}), 1),
    "crowded_points": (table({"lon": ["98.123"] * 12 + ["97.9"], "lat": ["25.41"] * 12 + ["24.12"]}), 12),
    "imprecise_positions": (table(ACLED), 1),
    "by_place": (table({"place": ["Kanpaiti", "ပန်ဝါ", "甘拜地"]}), 3),
    "repaired_geometry": (shaped(BOW_TIE), 1),
    "antimeridian": (shaped("LINESTRING (170 10, -170 12)"), 1),
    "wrong_winding": (shaped("POLYGON ((98 25, 98 26, 99 26, 99 25, 98 25))"), 1),
    "mixed_types": (shaped("POINT (98 25)", "LINESTRING (98 25, 98 26)"), 2),
    "duplicates": (table({"lon": ["98.123"] * 3, "lat": ["25.4"] * 3, "what": ["a", "a", "b"]}), 1),
    "zawgyi": (at(what=["ကခ်င္", "ကချင်", "x", None]), 1),
    "foreign_digits": (table({"lon": ["၉၈.၁၂", "98.2"], "lat": ["၂၅.၄၁", "25.3"]}), 1),
    "pcodes": (at(pcode=["MMR001002", "1002", "MMR1002", "1002.0"]), 3),
    "overlaps": (
        at(
            place=["Kanpaiti", "kanpaiti", "Muse", "Muse"], holder=["kia", "sac", "sac", "kia"],
            start=["2024-01-01", "2024-02-01", "2024-01-01", "2024-03-01"],
            end=["2024-02-15", "2024-03-01", "2024-02-28", "2024-04-01"],
        ),
        2,
    ),
    "no_source": (at(source=["bni", None, "kng", " "]), 2),
    "other_actors": (at(actor=["KIO/KIA", "Somebody", "MNDAA", "Somebody"]), 2),
    "sensitive": (at(kind=["IDP camp", "school", "road", "09 425 012 345"]), 2),
    "known_kind": (table(ACLED), 1),
    "not_shared": (table(ACLED), 1),
    "header_supplied": (table({f"column {i + 1}": [cell] for i, cell in enumerate(GDELT_ROW)}), 1),
    "hxl": (table({"Lat": ["#geo+lat", "25.4"], "Lon": ["#geo+lon", "98.123"]}), 1),
}  # fmt: skip
"""A table for each rule, and how many rows it is to find."""

WITH_ANSWERS = {"moved_back", "zawgyi_converted", "shifted_unclear", "centroids"}
"""Rules that have a test of their own below."""


@pytest.mark.parametrize("rule", sorted(set(FOUND) - {"ambiguous_places"}))
def test_a_rule_finds_its_rows(rule: str, shipped: Catalog) -> None:
    given, count = FOUND[rule]
    made = layer(shipped, given)
    assert rules(made).get(rule) == count, made.findings
    aside = sum(each.rule == rule for each in made.set_aside)
    assert aside == (count if RULES[rule].level is Level.ERROR or rule == "hxl" else 0)


def test_each_rule_is_tested_and_says_why_it_matters() -> None:
    assert set(FOUND) | WITH_ANSWERS == set(RULES)
    for name, rule in RULES.items():
        assert rule.why.endswith("."), name
        assert rule.sentence, name
        assert bool(rule.reason) == (rule.level is Level.ERROR), name
        assert rule.advice or rule.level is Level.NOTE or name == "antimeridian", name


def test_an_honest_table_is_left_in_peace(shipped: Catalog) -> None:
    days = ["2024-11-20", "2024-11-21", "2024-11-22", "2024-10-23"]
    assert not rules(layer(shipped, at(name=list(PLACES), date=days, source=["a", "b", "c", "d"])))


def test_a_name_of_two_places_is_not_guessed(shipped: Catalog) -> None:
    shared: dict[str, set[str]] = {}
    for place in shipped.places.values():
        for spelling in place.spellings:
            shared.setdefault(spelling, set()).add(place.place_id)
    name = next(name for name, ids in shared.items() if len(ids) > 1 and len(shipped.places_named(name)) > 1)
    made = layer(shipped, table({"place": ["Kanpaiti", name]}))
    assert rules(made)["ambiguous_places"] == 1
    assert [each.rule for each in made.set_aside] == ["ambiguous_places"]


def test_a_centroid_is_known_to_an_area_only(shipped: Catalog) -> None:
    middle = shipped.layers["districts"].features[0].geometry.centroid
    made = layer(shipped, table({"lon": [str(middle.x), "98.11739"], "lat": [str(middle.y), "25.40319"]}))
    assert rules(made)["centroids"] == 1
    assert list(made.precise) == [False, True]


@pytest.mark.parametrize(("shift", "way"), [("gcj02", to_gcj02), ("bd09", to_bd09)])
def test_points_are_moved_back_only_as_the_reader_says(shift: str, way: object, shipped: Catalog) -> None:
    given = shifted(way)
    as_is, moved = layer(shipped, given), layer(shipped, given, shift=shift)
    assert f"{as_is.shapes[0].x:.6f}" == given.columns["lon"][0]
    assert [(round(s.x, 4), round(s.y, 4)) for s in moved.shapes] == [
        (round(lon, 4), round(lat, 4)) for lon, lat in PLACES.values()
    ]
    finding = next(each for each in as_is.findings if each.rule == "shifted_china")
    assert f"shift to {shift}" in finding.advice
    assert "moved_back" in rules(moved) and "shifted_china" not in rules(moved)


def test_a_shift_that_two_datums_explain_is_left_open(
    shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def both(*at: object) -> dict[str, float]:
        return {"none": 330.0, "gcj02": 120.0, "indian": 130.0, "bd09": 700.0}

    monkeypatch.setattr("geodata.imports.rules.shifts.residuals", both)
    assert "shifted_unclear" in rules(layer(shipped, shifted(to_gcj02)))


def test_too_few_places_prove_no_shift(shipped: Catalog) -> None:
    lon, lat = to_gcj02(*np.array(list(PLACES.values())[:2]).T)
    given = table({"name": list(PLACES)[:2], "lon": [str(x) for x in lon], "lat": [str(y) for y in lat]})
    assert not {"shifted_china", "shifted_indian", "shifted_unclear"} & rules(layer(shipped, given)).keys()


def test_zawgyi_is_converted_on_consent_and_then_matches_places(shipped: Catalog) -> None:
    pytest.importorskip("icu")
    made = layer(shipped, at(what=["ကခ်င္", "ကချင်", "ၸႄႈမိူင်းတႆး", None]), zawgyi="true")
    assert rules(made)["zawgyi_converted"] == 1
    assert list(made.columns["what"]) == ["ကချင်", "ကချင်", "ၸႄႈမိူင်းတႆး", None]


def test_without_icu_the_report_says_so(shipped: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geodata.imports.celltexts.zawgyi_converter", lambda: None)
    made = layer(shipped, at(what=["ကခ်င္", "x", "y", None]), zawgyi="true")
    (finding,) = [each for each in made.findings if each.rule == "zawgyi"]
    assert "ICU is not installed" in finding.advice
    assert made.columns["what"][0] == "ကခ်င္"


def test_every_kind_that_forbids_sharing_is_told() -> None:
    assert [name for name, shape in SHAPES.items() if not shape.shareable] == ["acled"]


@pytest.mark.parametrize("text", ["clinic", "Kutkai hospital", "ဆေးရုံ", "医院"])
def test_places_of_the_sick_are_sensitive(text: str, shipped: Catalog) -> None:
    assert rules(layer(shipped, at(kind=[text, "road", None, "gate"])))["sensitive"] == 1


def test_a_column_of_a_known_kind_is_no_person(shipped: Catalog) -> None:
    row = list(GDELT_ROW)
    row[52], row[56], row[57] = "Muse, Shan State, Burma", "23.993", "97.902"
    made = layer(shipped, table({f"column {i + 1}": [cell] for i, cell in enumerate(row)}))
    assert made.shape == "gdelt" and "sensitive" not in rules(made)
