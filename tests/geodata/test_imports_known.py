"""Kinds of tables that are known by their header, and actors that are mapped to ours."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from geodata.catalog import Catalog
from geodata.imports.known import (
    GDELT_COLUMNS,
    SHAPES,
    UCDP_COLUMNS,
    actors_csv,
    actors_of,
    read_actors,
)
from geodata.imports.layer import Refused, Table
from geodata.imports.understand import read
from tests.geodata.imported import ACLED, layer, rules, table

OLD_ACLED = ["data_id", "iso", *(name for name in ACLED if name not in ("iso", "tags")), "iso3"]


def rows(names: list[str] | tuple[str, ...], *given: dict[str, str]) -> Table:
    """Return a table with all these columns, of which most are empty."""
    return table({name: [each.get(name) for each in given] for name in names})


@pytest.mark.parametrize("names", [ACLED, OLD_ACLED, ["\ufeffevent_id_cnty", *ACLED[1:]]])
def test_acled_old_and_new(names: list[str], shipped: Catalog) -> None:
    place = {"latitude": "25.40319", "longitude": "98.11739"}
    actor = "KIO/KIA: Kachin Independence Organization/Kachin Independence Army"
    made = layer(
        shipped,
        rows(
            names,
            {
                **place,
                "event_date": "2024-11-20",
                "time_precision": "1",
                "geo_precision": "1",
                "actor1": actor,
            },
            {**place, "event_date": "20 November 2024", "time_precision": "2", "geo_precision": "2"},
            {**place, "event_date": "20 November 2024", "time_precision": "3", "geo_precision": "3"},
        ),
    )
    assert (made.shape, made.shareable) == ("acled", False)
    assert list(made.first) == [date(2024, 11, 20), date(2024, 11, 14), date(2024, 11, 1)]
    assert list(made.last) == [date(2024, 11, 20), date(2024, 11, 26), date(2024, 11, 30)]
    assert list(made.precise) == [True, False, False]
    assert list(made.actors) == ["kia", "", ""]
    assert rules(made)["not_shared"] == 3 and "ACLED" in made.facts["attribution"]


GED = {
    "id": "386284", "year": "2021", "latitude": "23.957135", "longitude": "98.129121", "where_prec": "5",
    "date_prec": "1", "date_start": "2021-02-21 00:00:00.000", "date_end": "2021-02-22", "side_a": "KIO",
    "geom_wkt": "POINT (98.129121 23.957135)", "source_article": "BNI",
}  # fmt: skip


def test_ucdp_keeps_its_codes(shipped: Catalog) -> None:
    made = layer(shipped, rows(UCDP_COLUMNS, GED, {**GED, "id": "2", "where_prec": "1", "latitude": "23.95"}))
    assert (made.shape, made.shareable) == ("ucdp", True)
    assert (list(made.first), list(made.last)) == ([date(2021, 2, 21)] * 2, [date(2021, 2, 22)] * 2)
    assert list(made.precise) == [False, True] and list(made.actors) == ["kia"] * 2


def test_ucdp_candidate_without_a_header(shipped: Catalog) -> None:
    with_names = rows(UCDP_COLUMNS, GED, {**GED, "id": "2", "latitude": "23.95"})
    bare = table({f"column {i}": cells for i, cells in enumerate(with_names.columns.values())})
    made = layer(shipped, bare)
    assert made.shape == "ucdp" and len(made.rows) == 2
    assert made.columns["id"] == ["386284", "2"] and "header_supplied" in rules(made)


def test_ucdp_with_damaged_days_keeps_the_year(shipped: Catalog) -> None:
    made = layer(shipped, rows(UCDP_COLUMNS, {**GED, "date_start": "00:00.0", "date_end": "00:00.0"}))
    assert (made.first, made.last) == ([date(2021, 1, 1)], [date(2021, 12, 31)])
    assert "damaged_days" in rules(made) and made.facts["column_first"] == "year"


def test_gdelt_without_a_header(shipped: Catalog) -> None:
    event = {"GLOBALEVENTID": "1", "SQLDATE": "20241120", "ActionGeo_Lat": "25.41", "ActionGeo_Long": "98.12",
             "ActionGeo_Type": "4"}  # fmt: skip
    named = rows(GDELT_COLUMNS, event, {**event, "GLOBALEVENTID": "2", "ActionGeo_Type": "1"})
    made = layer(shipped, table({f"column {i}": cells for i, cells in enumerate(named.columns.values())}))
    assert made.shape == "gdelt" and len(GDELT_COLUMNS) == 61 and GDELT_COLUMNS[51] == "ActionGeo_Type"
    assert made.first == [date(2024, 11, 20)] * 2 and list(made.precise) == [True, False]


@pytest.mark.parametrize("confidence", ["n", "nominal", "78"])
def test_firms_times_are_padded_and_counted_in_myanmar(confidence: str, shipped: Catalog) -> None:
    names = ["latitude", "longitude", "bright_ti4", "acq_date", "acq_time", "satellite", "confidence"]
    fire = {
        "latitude": "25.41234",
        "longitude": "98.12345",
        "acq_date": "2024-11-20",
        "confidence": confidence,
    }
    made = layer(shipped, rows(names, *({**fire, "acq_time": time} for time in ("113", "0642", "1910", "7"))))
    assert made.shape == "firms"
    assert list(made.first) == [
        date(2024, 11, 20),
        date(2024, 11, 20),
        date(2024, 11, 21),
        date(2024, 11, 20),
    ]
    assert rules(made)["days_by_zone"] == 1


def test_the_tags_of_hxl_are_used_and_no_row(shipped: Catalog) -> None:
    made = layer(
        shipped,
        table(
            {
                "Breite": ["#geo+lat", "25.40319"], "Länge": ["#geo +lon", "98.11739"],
                "Tag": ["#date+start", "2024-11-20"], "Zahl": ["#affected+killed", "3"],
            }
        ),
    )  # fmt: skip
    assert (made.shape, made.total, len(made.rows)) == ("hxl", 2, 1)
    assert [(each.row, each.rule) for each in made.set_aside] == [(1, "hxl")]
    assert made.first == [date(2024, 11, 20)] and made.shapes[0].x == 98.11739


def test_a_colour_is_no_tag(shipped: Catalog) -> None:
    made = layer(shipped, table({"lon": ["98.1"], "lat": ["25.4"], "fill": ["#ff0000"]}))
    assert made.shape == "" and len(made.rows) == 1


def test_a_kml_of_my_maps(shipped: Catalog) -> None:
    mark = (
        "<Placemark><name>a</name><description>b</description>{}"
        "<Point><coordinates>98.1,25.4</coordinates></Point></Placemark>"
    )
    kml = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
    style = '<Style id="icon-1899-0288D1-nodesc-normal"><IconStyle><scale>1</scale></IconStyle></Style>'
    mine = kml.format(style + mark.format("<styleUrl>#icon-1899-0288D1-nodesc</styleUrl>")).encode()
    other = kml.format(mark.format("")).encode()
    assert read(mine, "a.kml", shipped).shape == "my_maps"
    assert read(other, "a.kml", shipped).shape == ""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("doc.kml", mine)
    assert read(packed.getvalue(), "a.kmz", shipped).shape == "my_maps"


def test_claims_in_the_short_form(shipped: Catalog) -> None:
    claim = {"place_id": "Muse", "value": "TNLA", "start": "2026-06-02", "publisher": "Example Weekly"}
    given = rows([*claim, "published", "url"], claim, {**claim, "value": "sac"}, {**claim, "value": "open"})
    made = layer(shipped, given)
    assert made.shape == "short_claims" and made.actors == ["tnla", "sac", ""]
    assert made.first == [date(2026, 6, 2)] * 3 and made.facts["column_source"] == "publisher"


def test_our_own_claims(shipped: Catalog) -> None:
    claim = {"claim_id": "k1", "place_id": "kanpaiti", "dimension": "control", "value": "kia"}
    claim |= {"stance": "asserts", "source_id": "bni"}
    names = [*claim, "share", "start", "end", "as_of"]
    made = layer(
        shipped,
        rows(
            names,
            {**claim, "start": "../2024-11-20", "end": ""},
            {**claim, "claim_id": "k2", "as_of": "2024-11-26", "source_id": ""},
        ),
    )
    assert made.shape == "claims" and list(made.actors) == ["kia", "kia"]
    assert list(made.first) == [None, date(2024, 11, 26)]
    assert rules(made)["no_source"] == 1


def test_each_kind_names_its_makers() -> None:
    for name, shape in SHAPES.items():
        assert shape.title, name
        assert bool(shape.licence) == bool(shape.attribution), name


# -- Actors ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("KIO/KIA: Kachin Independence Organization/Kachin Independence Army", "kia"),
        ("Military Forces of Myanmar (2021-)", "sac"),
        ("Military Forces of Myanmar (2016-2021)", "sac"),
        ("PSLF/TNLA: Palaung State Liberation Front/Ta’ang National Liberation Army", "tnla"),
        ("MNDAA: Myanmar National Democratic Alliance Army", "mndaa"),
        ("ULA/AA: United League of Arakan/Arakan Army", "aa"),
        ("UWSP/UWSA", "uwsa"), ("同盟军", "mndaa"), ("kia", "kia"), ("Government of Myanmar (Burma)", "sac"),
        ("KIA/MNDAA", ""), ("Civilians (Myanmar)", ""), ("", ""),
    ],
)  # fmt: skip
def test_names_of_actors(name: str, actor: str, shipped: Catalog) -> None:
    assert actors_of([name, None], shipped) == [actor, ""]


def test_the_reader_corrects_the_table_and_saves_it(shipped: Catalog) -> None:
    mine = {"KNDF": "pdf", "KIA": "", "=x": "sac"}
    assert read_actors(actors_csv(mine), shipped) == mine
    assert actors_of(["KNDF", "KIA", "KIO"], shipped, mine) == ["pdf", "", "kia"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"a,b\n1,2\n", "columns name"),
        (b"name,actor_id\nx,kiaa\n", "no actor"),
        (b"name,actor_id\n\xff,kia\n", "UTF-8"),
    ],
)
def test_a_table_of_actors_that_is_none(data: bytes, says: str, shipped: Catalog) -> None:
    with pytest.raises(Refused, match=says):
        read_actors(data, shipped)


def test_all_built_in_spellings_are_actors_of_the_ledger(shipped: Catalog) -> None:
    from geodata.imports.known import SPELLINGS

    assert set(SPELLINGS.values()) <= set(shipped.actors)


# -- ACLED in other clothes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "names",
    [
        [name[:10] for name in ACLED],  # a Shapefile
        [name for name in ACLED if name not in ("latitude", "longitude")],
        ["event_id_cnty", "name", "lat", "lon"],
        ["event_id_c", "name", "lat", "lon"],
        ["acled.event_id_cnty", "lat", "lon"],
        ["event_date", "event_type", "actor1", "latitude", "longitude"],
        ["event_date", "sub_event_type", "actor1", "location"],
        ["id", "disorder_type", "geo_precision", "lat", "lon"],
        ["id", "Civilian targeting", "Assoc Actor 1", "lat", "lon"],
    ],
)
def test_acled_is_known_by_a_part_of_it(names: list[str], shipped: Catalog) -> None:
    filled = {"lat": "25.40319", "lon": "98.11739", "latitude": "25.40319", "longitude": "98.11739"}
    made = layer(shipped, rows(names, filled))
    assert (made.shape, made.shareable) == ("acled", False)


def test_acled_is_known_by_its_types_of_events(shipped: Catalog) -> None:
    many = 6000
    what = ["a"] * (many - 1) + ["Violence against civilians"]
    given = table({"y": ["25.4"] * many, "x": ["98.1"] * many, "what": what})
    assert not layer(shipped, given).shareable


def test_columns_cut_by_a_shapefile_keep_their_meaning(shipped: Catalog) -> None:
    event = {"event_date": "2024-11-20", "time_preci": "2", "geo_precis": "3"}
    place = {"latitude": "25.40319", "longitude": "98.11739"}
    made = layer(shipped, rows([name[:10] for name in ACLED], {**event, **place}))
    assert made.first == [date(2024, 11, 14)] and not made.precise.any()


def test_other_tables_of_events_are_no_acled(shipped: Catalog) -> None:
    names = ["event_date", "event_type", "latitude", "longitude", "location", "notes"]
    assert layer(shipped, rows(names, {"latitude": "25.40319", "longitude": "98.11739"})).shareable


def test_near_the_place_is_not_exact_for_ucdp(shipped: Catalog) -> None:
    """Code 2 of `where_prec` is a point within about 25 km."""
    made = layer(shipped, rows(UCDP_COLUMNS, {**GED, "where_prec": "2", "latitude": "23.95"}))
    assert not made.precise.any() and rules(made)["imprecise_positions"] == 1
