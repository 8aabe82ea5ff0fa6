"""Building: what was compiled becomes our schema, and building again changes nothing."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from geodata.__main__ import main
from geodata.bundle import build
from geodata.bundle.build import into_our_words, read_rows
from geodata.bundle.reading import check_releases, read_bundle
from geodata.catalog import open_catalog
from geodata.datasets import DATASETS, TABLES
from geodata.vocab import CURRENT, SourceKind


@pytest.fixture
def compiled(second: Path, tmp_path: Path) -> Path:
    """Return a folder of source tables as they are compiled, made back from the bundle.

    They have each row as it stood first, so not what we corrected by a later row.
    """
    folder = tmp_path / "compiled"
    for name in ("ledger", "mines", "context"):
        (folder / name).mkdir(parents=True)
    for table in TABLES:
        _, rows = read_rows(second / table.file)
        first = {tuple(row[name] for name in table.schema.key): row for row in reversed(rows)}
        rows = [row for row in rows if row is first[tuple(row[name] for name in table.schema.key)]]
        for row in rows:
            del row["added"]
            row["upstream_only"] = "dropped"
            if "since_before" in row:
                row["since_before"] = {"true": "yes", "false": ""}[row["since_before"]]
            if "derived" in row:
                row["derived"] = {"true": "yes", "false": "no"}[row["derived"]]
            if row.get("coord_precision") == "none":
                row["coord_precision"] = "township"
        _write(folder / "ledger" / table.file, rows)
    for name, (path, _) in build._SOURCES.items():
        collection = json.loads((second / DATASETS[name].file).read_text(encoding="utf-8"))
        for each in collection["features"]:
            each["properties"] = _upstream(each["properties"])
        (folder / f"{path}.geojson").write_text(json.dumps(collection), encoding="utf-8")
    return folder


@pytest.fixture
def out(second: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(second, tmp_path / "data"))


def _write(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _edit(file: Path, change: Callable[[list[dict[str, str]]], object]) -> None:
    """Rewrite a table after `change` was done to its rows."""
    _, rows = read_rows(file)
    change(rows)
    _write(file, rows)


def _differing(out: Path, kept: Path) -> list[str]:
    return [file.name for file in kept.iterdir() if (out / file.name).read_bytes() != file.read_bytes()]


def _upstream(p: dict[str, object]) -> dict[str, object]:
    """Return properties under the names that they have where they were compiled."""
    names = {
        "pools": "n_pools",
        "sites": "n_sites",
        "detections_2022": "n_model_2022",
        "detections_2024": "n_model_2024",
        "detections": "n_detections",
        "pool_id": "id",
        "state": "admin1",
        "rank": "scalerank",
        "country": "cc",
        "population": "pop",
    }
    made = {names.get(name, name): value for name, value in p.items()}
    if str(made.get("id", "")).startswith("geonames-"):
        made["geonameid"] = int(str(made.pop("id")).removeprefix("geonames-"))
    return made


def test_building_from_the_compiled_tables_keeps_the_bundle_and_our_own_corrections(
    second: Path, compiled: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for layer in out.glob("*.geojson"):
        layer.unlink()
    assert main(["build", str(compiled), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    claims = len(read_rows(second / "claims.csv")[1])
    assert f"claims.csv: {claims} rows in, {claims} out; left out: column upstream_only" in said
    assert "answers.csv: not in the bundle" in said
    assert _differing(out, second) == []
    assert read_bundle(out).notices == ()
    assert open_catalog(out).sources["brief-2026-ree"].kind is SourceKind.BRIEF


def test_new_rows_come_with_the_next_release_and_older_ones_keep_theirs(
    second: Path, compiled: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newest = open_catalog(out).release
    assert newest is not None

    def add(rows: list[dict[str, str]]) -> None:
        rows.insert(3, rows[-1] | {"claim_id": "s9999", "restates": "  Said  twice. "})

    _edit(compiled / "ledger" / "claims.csv", add)
    assert main(["build", str(compiled), "--out", str(out)]) == 0
    assert f"1 row is new: it comes with release {newest.number + 1}" in capsys.readouterr().out
    _, rows = read_rows(out / "claims.csv")
    assert (rows[-1]["claim_id"], rows[-1]["restates"]) == ("s9999", "Said twice.")
    assert rows[-1]["added"] == str(newest.number + 1)
    assert rows[:-1] == read_rows(second / "claims.csv")[1]


def test_a_compiled_row_that_was_given_out_otherwise_is_refused_and_nothing_is_written(
    second: Path, compiled: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit(compiled / "ledger" / "claims.csv", lambda rows: rows[2].update(value="kia"))
    _edit(compiled / "ledger" / "actors.csv", lambda rows: rows.append(rows[0] | {"actor_id": "new"}))
    assert main(["build", str(compiled), "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert "claims.csv · k0003 · value: the bundle has 'kbgf+sac', the source table 'kia'." in said
    assert "correct it by a new row" in said and "supersedes" in said
    assert _differing(out, second) == []


def test_a_row_that_was_not_given_out_yet_may_change(compiled: Path, out: Path) -> None:
    table = compiled / "ledger" / "claims.csv"
    _edit(table, lambda rows: rows.append(rows[-1] | {"claim_id": "s9999"}))
    assert main(["build", str(compiled), "--out", str(out)]) == 0
    _edit(table, lambda rows: rows[-1].update(note="clearer"))
    assert main(["build", str(compiled), "--out", str(out)]) == 0
    assert open_catalog(out).claims["s9999"].note == "clearer"


def test_a_ledger_built_for_the_first_time_has_no_release_and_its_first_is_number_1(
    compiled: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh"
    assert main(["build", str(compiled), "--out", str(fresh)]) == 0
    opened = open_catalog(fresh)
    assert (opened.release, opened.releases) == (None, ())
    assert main(["build", "--release", "The first.", "--out", str(fresh)]) == 0
    (first,) = open_catalog(fresh).releases
    assert (first.number, first.hash, first.changes) == (1, opened.hash, "The first.")


def test_a_release_lists_the_rows_that_waited_with_hash_day_and_rules(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = open_catalog(out).releases
    number = str(len(older) + 1)
    _edit(out / "claims.csv", lambda rows: rows.append(rows[-1] | {"claim_id": "s9999", "added": number}))
    waiting = open_catalog(out)
    assert (waiting.release, waiting.rules) == (None, CURRENT)
    assert main(["build", "--out", str(out), "--release", "One  claim more."]) == 0
    assert f"release {number}" in capsys.readouterr().out
    given = open_catalog(out)
    assert given.release is not None and given.releases == (*older, given.release)
    assert given.release.hash == given.hash == waiting.hash
    assert (given.release.rules, given.release.changes) == (CURRENT.edition, "One claim more.")
    assert read_bundle(out).notices == () and check_releases(read_bundle(out)) == []
    assert main(["build", "--out", str(out), "--release", "Again."]) == 1
    assert "No row waits for a release" in capsys.readouterr().err


def test_renewing_after_an_edit_by_hand(out: Path) -> None:
    _edit(out / "claims.csv", lambda rows: rows.append(rows[-1] | {"claim_id": "s9999", "added": "3"}))
    assert read_bundle(out).notices != ()
    assert main(["build", "--out", str(out)]) == 0
    assert read_bundle(out).notices == ()
    assert "s9999" in open_catalog(out).claims


def test_a_broken_bundle_is_not_described(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    described = (out / "datapackage.json").read_bytes()
    text = (out / "places.csv").read_text(encoding="utf-8")
    (out / "places.csv").write_text(text.replace("kanpaiti,Kanpaiti", "kanpaiti,", 1), encoding="utf-8")
    assert main(["build", "--out", str(out)]) == 1
    assert "places · kanpaiti · name" in capsys.readouterr().err
    assert (out / "datapackage.json").read_bytes() == described


def test_cells_are_put_into_our_words() -> None:
    changed: Counter[str] = Counter()
    place = {
        "lon": "98",
        "lat": "25",
        "coord_source": "placeholder: Muse",
        "coord_precision": "near",
        "official_post": "",
    }
    assert into_our_words("places", place, changed)["coord_precision"] == "placeholder"
    bare = place | {"lon": "", "lat": ""}
    assert into_our_words("places", bare, changed)["coord_precision"] == "none"
    claim = into_our_words("claims", {"since_before": "yes", "value": "sac+kbgf"}, changed)
    assert claim == {"since_before": "true", "value": "kbgf+sac"}
    assert into_our_words("actors", {"actor_id": "mndaa", "code": "MNDA"}, changed)["code"] == "MNDAA"
    assert changed.total() == 7


@pytest.mark.parametrize("changes", ["", "  "])
def test_a_release_without_a_text_is_refused_before_anything_is_written(
    second: Path, out: Path, capsys: pytest.CaptureFixture[str], changes: str
) -> None:
    _edit(out / "claims.csv", lambda rows: rows.append(rows[-1] | {"claim_id": "s9999", "added": "3"}))
    assert main(["build", "--out", str(out), "--release", changes]) == 2
    assert "--release needs a text that says what changed" in capsys.readouterr().err
    assert _differing(out, second) == ["claims.csv"]


def test_a_folder_without_source_tables_is_refused_in_one_sentence(
    second: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in (tmp_path / "none", tmp_path):
        assert main(["build", str(folder), "--out", str(out)]) == 2
        said = capsys.readouterr().err
        assert said == f"{folder} is no folder of source tables: it has no ledger/, no mines/, no context/.\n"
    assert _differing(out, second) == []
