"""Files of events, as archives give them: all rows here are made up."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import geopandas
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import made_events
from geodata.errors import LedgerError
from geodata.events import pieces, reading, rows
from geodata.events.archives import ARCHIVES
from geodata.events.records import EVENT, Reject
from geodata.imports.known import GDELT_COLUMNS, UCDP_COLUMNS

UCDP = {
    "id": "7", "type_of_violence": "1", "side_a": "Union", "side_b": "League", "where_prec": "1",
    "latitude": "25.4", "longitude": "98.1", "date_prec": "1", "date_start": "2024-11-20 00:00:00.000",
    "date_end": "2024-11-21 00:00:00.000", "best": "3", "high": "5", "low": "2",
    "source_article": 'A "made up" title,\nin two lines',
}  # fmt: skip
ACLED = {
    "event_id_cnty": "MMR1", "event_date": "20 November 2024", "time_precision": "2",
    "event_type": "Explosions/Remote violence", "actor1": "Union", "actor2": "League", "latitude": "25.4",
    "longitude": "98.1", "geo_precision": "2", "fatalities": "4", "notes": "made up,\n in two lines",
}  # fmt: skip
GDELT = {
    "GLOBALEVENTID": "1", "SQLDATE": "20241120", "QuadClass": "4", "Actor1Name": 'THE "UNION',
    "Actor2Name": "LEAGUE", "ActionGeo_Type": "4", "ActionGeo_Lat": "25.4", "ActionGeo_Long": "98.1",
}  # fmt: skip
FIRES = {
    "latitude": "25.4", "longitude": "98.1", "acq_date": "2024-11-20", "acq_time": "113", "confidence": "n",
}  # fmt: skip
OWN = {"lon": "98.1", "lat": "25.4", "first": "2024-11-20"}


def text(columns: Sequence[str], made: Sequence[Mapping[str, str]], header: bool = True) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="")
    if header:
        writer.writeheader()
    writer.writerows(made)
    return out.getvalue()


def read(file: Path, archive: str = "") -> tuple[list[dict[str, Any]], Counter[str], int, int]:
    """Return the events of a file, rejects by reason, rows, and those whose figures are not in order."""
    events: list[dict[str, Any]] = []
    rejects: Counter[str] = Counter()
    count = unordered = 0
    for piece in pieces.pieces(file, archive):
        for batch in reading.read(piece):
            assert batch.events.schema == EVENT
            events += batch.events.to_pylist()
            rejects.update(batch.rejects)
            count += batch.rows
            unordered += batch.unordered
    assert len(events) + rejects.total() == count
    return events, rejects, count, unordered


@pytest.mark.parametrize("packed", ["", ".gz", ".zip"])
@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_ucdp_with_and_without_a_header_packed_or_not(
    tmp_path: Path, header: bool, bom: str, packed: str
) -> None:
    data = (bom + text(UCDP_COLUMNS, [UCDP, UCDP | {"side_b": ""}], header)).encode()
    file = tmp_path / f"made.csv{packed}"
    if packed == ".zip":
        with ZipFile(file, "w") as out:
            out.writestr("made.csv", data)
    else:
        file.write_bytes(gzip.compress(data) if packed else data)
    assert [piece.archive for piece in pieces.pieces(file)] == ["ucdp"]
    events, rejects, _, _ = read(file)
    assert not rejects and [event["actor_b"] for event in events] == ["Union", ""]
    assert events[0] == {
        "lon": 98.1, "lat": 25.4, "first": date(2024, 11, 20), "last": date(2024, 11, 21),
        "kind": "state-based", "actor_a": "League", "actor_b": "Union", "low": 2, "best": 3, "high": 5,
        "where": "exact", "when": "day",
    }  # fmt: skip


@pytest.mark.parametrize("day", ["20 November 2024", "2024-11-20", "20 Nov 2024"])
def test_acled_has_one_figure_of_deaths_and_two_ways_to_write_a_day(tmp_path: Path, day: str) -> None:
    file = tmp_path / "made.csv"
    made = [ACLED | {"event_date": day}, ACLED | {"geo_precision": "1", "time_precision": "1"}]
    file.write_text("\ufeff" + text(made_events.ACLED_COLUMNS, made))
    first, second = read(file)[0]
    assert first["kind"] == "explosions-remote-violence" and first["first"] == date(2024, 11, 20)
    assert (first["low"], first["best"], first["high"]) == (4, 4, 4)
    assert (first["where"], first["when"]) == ("near", "week")
    assert (second["where"], second["when"]) == ("exact", "day")
    assert not ARCHIVES["acled"].shareable and "ACLED" in ARCHIVES["acled"].attribution


@pytest.mark.parametrize("columns", ARCHIVES["gdelt"].headers)
def test_gdelt_has_tabs_no_header_and_quotes_that_mean_nothing(
    tmp_path: Path, columns: tuple[str, ...]
) -> None:
    file = tmp_path / "20241120.export.CSV"
    lines = (
        "\t".join(made.get(name, "") for name in columns) for made in (GDELT, GDELT | {"QuadClass": "1"})
    )
    file.write_text("\n".join(lines) + "\n")
    assert len(columns) in (58, 61) and columns[:5] == GDELT_COLUMNS[:5]
    first, second = read(file)[0]
    assert (first["actor_a"], first["actor_b"]) == ("LEAGUE", 'THE "UNION')
    assert (first["kind"], second["kind"]) == ("material-conflict", "verbal-cooperation")
    assert first["first"] == date(2024, 11, 20) and first["best"] is None and first["where"] == "near"


def test_fires_have_a_day_and_no_deaths(tmp_path: Path) -> None:
    file = tmp_path / "fires.csv"
    file.write_text(text([*FIRES], [FIRES]))
    [fire] = read(file)[0]
    assert fire["kind"] == "fire" and fire["best"] is None and fire["actor_a"] == ""
    assert fire["first"] == fire["last"] == date(2024, 11, 20)


@pytest.mark.parametrize("ending", ["tsv", "csv"])
def test_a_table_of_ones_own_needs_three_columns(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"own.{ending}"
    file.write_text(text([*OWN], [OWN]).replace(",", "\t" if ending == "tsv" else ","))
    [event] = read(file)[0]
    assert (event["kind"], event["where"], event["when"]) == ("event", "exact", "day")


def test_parquet_and_geoparquet(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "first": [date(2024, 11, 20), date(2024, 11, 21), None],
            "kind": ["Fight", "Fight", None],
            "best": [1, None, 2],
            "low": [1.0, 0, 2],
            "high": [1, 0, 2],
        }
    )
    points = [shapely.Point(98.1, 25.4), None, shapely.Point(98.2, 25.5)]
    geopandas.GeoDataFrame(frame, geometry=points, crs=4326).to_parquet(tmp_path / "points.parquet")
    events, rejects, count, _ = read(tmp_path / "points.parquet")
    assert count == 3 and rejects == {Reject.NO_POSITION: 1, Reject.NO_DAY: 1}
    assert events[0]["lon"] == 98.1 and events[0]["kind"] == "fight" and events[0]["best"] == 1
    frame.assign(lon=[98.1, 98.1, 98.1], lat=[25.4] * 3).to_parquet(tmp_path / "plain.parquet")
    events, rejects, _, _ = read(tmp_path / "plain.parquet")
    assert rejects == {Reject.NO_DAY: 1} and [event["best"] for event in events] == [1, None]


@pytest.mark.parametrize(("crs", "told"), [(32647, "UTM zone 47N"), (None, "no known system")])
def test_points_on_another_system_are_refused(tmp_path: Path, crs: int | None, told: str) -> None:
    frame = pd.DataFrame({"first": [date(2024, 11, 20)]})
    file = tmp_path / "points.parquet"
    geopandas.GeoDataFrame(frame, geometry=[shapely.Point(4e5, 2.8e6)], crs=crs).to_parquet(file)
    with pytest.raises(LedgerError, match=f"{told}.*to_crs"):
        read(file)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ({"longitude": ""}, Reject.NO_POSITION),
        ({"latitude": "25,4"}, Reject.NO_POSITION),
        ({"latitude": "nan"}, Reject.NO_POSITION),
        ({"longitude": "25.4", "latitude": "98.1"}, Reject.NO_SUCH_POSITION),
        ({"date_start": " "}, Reject.NO_DAY),
        ({"date_start": "20/11/2024"}, Reject.UNREADABLE_DAY),
        ({"date_start": "2024-11-31"}, Reject.UNREADABLE_DAY),
        ({"date_start": "၂၀၂၄-၁၁-၂၀"}, Reject.UNREADABLE_DAY),
        ({"date_end": "2024"}, Reject.UNREADABLE_DAY),
        ({"date_end": "2024-11-19"}, Reject.DAYS_REVERSED),
        ({"best": "-1"}, Reject.NO_COUNT),
        ({"high": "some"}, Reject.NO_COUNT),
        ({"low": "1.5"}, Reject.NO_COUNT),
        ({"best": "99999999999"}, Reject.NO_COUNT),
    ],
)
def test_a_row_that_is_no_event_has_one_reason(tmp_path: Path, cell: dict[str, str], reason: Reject) -> None:
    file = tmp_path / "made.csv"
    file.write_text(text(UCDP_COLUMNS, [UCDP, UCDP | cell, UCDP]))
    events, rejects, count, _ = read(file)
    assert len(events) == 2 and rejects == {reason: 1} and count == 3


def test_what_is_no_row_is_counted_wherever_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "made.csv"
    row = text([*OWN], [OWN], header=False)
    file.write_text("lon,lat,first\n" + "cut off\n" + row + "a,b,c,d\n" + row + "cut off\n")
    events, rejects, count, _ = read(file)
    assert (len(events), rejects, count) == (2, {Reject.NO_ROW: 3}, 5)
    file.write_text("lon,lat,first\ncut off\n")
    assert read(file)[1] == {Reject.NO_ROW: 1}
    file.write_text("lon,lat,first\n")
    assert read(file)[2] == 0


def test_an_event_whose_figures_are_not_in_order_is_counted_without_them(tmp_path: Path) -> None:
    file = tmp_path / "made.csv"
    file.write_text(text(UCDP_COLUMNS, [UCDP | {"low": "9"}, UCDP | {"high": ""}, UCDP]))
    events, rejects, _, unordered = read(file)
    assert not rejects and unordered == 1
    assert [event["best"] for event in events] == [None, None, 3]


def test_names_are_compared_as_they_look(tmp_path: Path) -> None:
    file = tmp_path / "made.csv"
    two = (
        "\u1019\u103c\u102d\u1037\u103a",
        "\u1019\u103c\u102d\u103a\u1037",
    )  # U+1037 and U+103A in both orders
    made = [OWN | {"actor_a": f" {name}  x ", "actor_b": "", "kind": "တိုက်ပွဲ/ကြီး"} for name in two]
    file.write_text(text([*made[0]], made))
    one, other = read(file)[0]
    assert one["actor_a"] == other["actor_a"] and one["actor_a"].endswith(" x") and one["actor_b"] == ""
    assert one["kind"] == "တိုက်ပွဲ-ကြီး"


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"place,day\nx,y\n", "no file of events that is known.*place, day.*--shape"),
        ("a.csv", b"lon,lat,first\n\xff\xfe\n", "cannot be read as events"),
        ("a.csv", "lon,lat,first\n1,2,x\n".encode("utf-16"), "cannot be read as events"),
        ("a.parquet", b"lon", "cannot be read as events"),
        ("a.csv.gz", b"lon", "cannot be read as events"),
    ],
)
def test_what_cannot_be_read_is_a_sentence(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    with pytest.raises(LedgerError, match=told) as error:
        read(file)
    assert name in str(error.value)


def test_a_kind_that_is_named_needs_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(text([*OWN], [OWN]))
    with pytest.raises(LedgerError, match=r"no columns longitude, latitude, date_start.* kind ucdp"):
        read(file, "ucdp")
    packed = tmp_path / "two.zip"
    with ZipFile(packed, "w") as out:
        out.writestr("a.csv", "x")
        out.writestr("b.csv", "x")
    with pytest.raises(LedgerError, match="has 2 files"):
        read(packed)


def test_files_of_a_folder_come_in_the_order_of_their_names_without_those_of_the_cube(tmp_path: Path) -> None:
    for name in ("b.csv", "a/c.parquet", "A.CSV.GZ", "notes.md", "out/cube.parquet"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = pieces.files([tmp_path, tmp_path / "b.csv"], tmp_path / "out")
    assert [each.name for each in found] == ["A.CSV.GZ", "c.parquet", "b.csv"]
    with pytest.raises(LedgerError, match="no file of events"):
        pieces.files([tmp_path / "out"], tmp_path / "out")
    with pytest.raises(LedgerError, match="There is no file"):
        pieces.files([tmp_path / "none.csv"], tmp_path / "out")


@given(st.dates())
def test_a_day_is_read_however_archives_write_it(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%Y-%m-%d 00:00:00.000", "%Y-%m-%dT10:00Z"):
        written = datetime(day.year, day.month, day.day).strftime(form.replace("%Y", f"{day.year:04}"))  # noqa: DTZ001
        assert rows.day_of(written) == day
    assert rows.day_of(f"{day:%m}/{day:%d}/2024") is None


CELL = st.sampled_from(
    ["", "98.1", "25", "-1", "3", "1.0", "x", "2024-11-20", "20241121", "NaN", "1e3", "99999999999"]
)


@given(
    st.sampled_from(sorted(ARCHIVES)),
    st.lists(st.lists(CELL, min_size=12, max_size=12), max_size=20),
    st.booleans(),
)
def test_every_row_ends_as_an_event_or_has_a_reason(name: str, made: list[list[str]], coded: bool) -> None:
    kind = ARCHIVES[name]
    columns: dict[str, pa.Array] = {}
    for at, column in enumerate(kind.columns):
        texts = pa.array([row[at] or None for row in made], pa.string())
        columns[column] = texts.dictionary_encode() if coded and column not in (kind.lon, kind.lat) else texts
    found = rows.events(columns, len(made), kind)
    assert found.rows == len(made) == found.events.num_rows + sum(found.rejects.values())
    assert found.events.schema == EVENT and set(found.rejects) <= set(Reject)
    found.events.validate(full=True)
    for event in found.events.to_pylist():
        assert event["first"] <= event["last"] and (
            not event["actor_b"] or event["actor_a"] <= event["actor_b"]
        )
        assert (event["best"] is None) or 0 <= event["low"] <= event["best"] <= event["high"]


@pytest.mark.parametrize("shape", ["own", "ucdp", "acled", "gdelt"])
def test_made_up_events_are_read_in_every_shape_and_say_what_they_are(
    tmp_path: Path, shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made_events, "ROWS", 5_000)
    file = tmp_path / f"made.{'parquet' if shape == 'own' else 'csv'}"
    made_events.write(file, 4_000, shape)
    events, rejects, count, _ = read(file)
    assert [piece.archive for piece in pieces.pieces(file)] == [shape]
    assert count == 4_000 + (shape != "own") and rejects[Reject.NO_POSITION] > 5
    assert all(event["actor_a"].endswith("(made up)") for event in events)


def test_fewer_made_up_events_are_the_first_of_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made_events, "ROWS", 200)
    few, more = tmp_path / "few.parquet", tmp_path / "more.parquet"
    made_events.write(few, 100)
    made_events.write(more, 300)
    assert pq.read_table(few).equals(pq.read_table(more).slice(0, 100))
    made_events.write(few, 100, seed=2)
    assert not pq.read_table(few).equals(pq.read_table(more).slice(0, 100))
