"""The bundled events: trimmed, honest about their days, in no hash, and one cube under each policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from geodata.__main__ import main
from geodata.bundle.build import read_rows
from geodata.bundle.reading import read_bundle
from geodata.catalog import Catalog, open_catalog
from geodata.datasets.events import COVERED, EVENTS, KINDS, WHENS, WHERES
from geodata.errors import FOLDER
from geodata.events import archives, bundled, files
from geodata.events.asked import Asked
from geodata.events.ground import Ground
from geodata.events.records import When, Where
from geodata.exports.files import FORMATS
from geodata.vocab import Policy

_CANDIDATE = "Candidate 26.0.4"


def test_the_words_of_the_table_are_those_of_every_archive() -> None:
    assert tuple(Where) == WHERES and tuple(When) == WHENS
    assert sorted(archives.ARCHIVES["ucdp"].kinds.values()) == sorted(KINDS)


def test_each_event_lies_in_the_days_that_are_said_to_be_covered() -> None:
    _, rows = read_rows(FOLDER / EVENTS.file)
    spans = [(str(first), str(last)) for first, last in COVERED]
    assert len(rows) > 1_000
    assert all(any(first <= row["first"] <= last for first, last in spans) for row in rows)


def test_the_candidate_release_has_a_month_and_no_day() -> None:
    _, rows = read_rows(FOLDER / EVENTS.file)
    april = [row for row in rows if row["archive"] == _CANDIDATE]
    assert april
    assert {(row["first"], row["last"], row["when"]) for row in april} == {
        ("2026-04-01", "2026-04-30", "month")
    }
    assert any("damaged" in caveat for caveat in EVENTS.caveats)


def test_events_are_in_no_hash_so_every_link_still_holds(tmp_path: Path) -> None:
    without = tmp_path / "without"
    without.mkdir()
    for file in FOLDER.iterdir():
        if file.name not in (EVENTS.file, "datapackage.json"):
            (without / file.name).write_bytes(file.read_bytes())
    bundle = read_bundle(without)
    assert not bundle.issues and not bundle.events
    assert bundle.hash == read_bundle().hash == open_catalog().hash


def test_a_bundle_that_names_its_events_and_lacks_them_is_broken(tmp_path: Path) -> None:
    for file in FOLDER.iterdir():
        if file.name != EVENTS.file:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    assert [issue.dataset for issue in read_bundle(tmp_path).issues] == ["events"]


def test_an_older_release_has_the_same_events(shipped: Catalog) -> None:
    older = open_catalog(release=1)
    assert older.hash != shipped.hash and list(older.events) == list(shipped.events)


def test_the_cube_counts_every_event_once(shipped: Catalog) -> None:
    cube = bundled.cube_of(shipped, Policy.REPORTED)
    assert cube is not None
    sums = cube.sums(["where"])
    assert sum(sums.column("events").to_pylist()) == len(shipped.events)
    assert sum(sums.column("best").to_pylist()) == sum(int(row["best"]) for row in shipped.events)


def test_few_points_are_placed_as_many_are(shipped: Catalog) -> None:
    lon, lat = (np.array([float(row[name]) for row in shipped.events]) for name in ("lon", "lat"))
    few, many = bundled.FewPoints.of(shipped), Ground.of(shipped)
    assert few.place_of(lon, lat).tolist() == many.place_of(lon, lat).tolist()


def test_a_stricter_policy_knows_less_of_the_ground(shipped: Catalog) -> None:
    def unknown(policy: Policy) -> int:
        cube = bundled.cube_of(shipped, policy)
        assert cube is not None
        sums = cube.sums(["held_by"])
        held = dict(zip(sums.column("held_by").to_pylist(), sums.column("events").to_pylist(), strict=True))
        return int(held["unknown"])

    assert unknown(Policy.STRICT) > unknown(Policy.ANY)


def test_what_was_known_early_holds_less(shipped: Catalog) -> None:
    early = bundled.cube_of(shipped, Policy.REPORTED, date(2022, 1, 1))
    now = bundled.cube_of(shipped, Policy.REPORTED)
    assert early is not None and now is not None
    assert early.rows.num_rows and not early.rows.equals(now.rows)


def test_a_ledger_without_events_has_no_cube(shipped: Catalog) -> None:
    assert bundled.cube_of(replace(shipped, events=()), Policy.REPORTED) is None


@pytest.mark.parametrize("name", ["source_article", "source_headline", "where_description"])
def test_no_text_of_the_archive_is_passed_on(name: str) -> None:
    header, _ = read_rows(FOLDER / EVENTS.file)
    assert name not in header


def test_the_command_writes_the_events_of_a_window(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["export", "--rows", "events", "--format", "csv", "--out", str(tmp_path / "events.csv")]
    assert main([*asked, "--from", "2023-10-02", "--to", "2023-12-31"]) == 0
    _, rows = read_rows(tmp_path / "events.csv")
    assert f"{len(rows)} rows written" in capsys.readouterr().out
    assert {row["held_by"] for row in rows} >= {"sac", "mndaa", "outside", "unknown"}
    assert min(row["first"] for row in rows) == "2023-10-02" and "Uppsala" in rows[0]["citation"]
    assert main([*asked, "--from", "2023-10-02", "--to", "2023-12-31", "--by", "recorded"]) == 2
    assert "not recorded in the ledger" in capsys.readouterr().err


@pytest.mark.parametrize("form", FORMATS)
def test_larger_cells_have_the_same_sums_and_no_kind(shipped: Catalog, form: str) -> None:
    cube = bundled.cube_of(shipped, Policy.REPORTED)
    assert cube is not None
    larger = files.coarser(cube, 4)
    for name in ("events", "low", "best", "high"):
        sums = [sum(each.rows.column(name).to_pylist()) for each in (cube, larger)]
        assert sums[0] == sums[1]
    assert larger.words("kind") == ("",) and len(larger.words("cell")) < len(cube.words("cell"))
    assert files.file(shipped, larger, Asked(), form, makers="Somebody")
