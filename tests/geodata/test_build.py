"""Building: what was compiled becomes our schema, and building again changes nothing."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from geodata import build
from geodata.bundle import FOLDER, read_bundle
from geodata.datasets import DATASETS, TABLES


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    """Return a folder of source tables as they are compiled, made back from the bundle."""
    folder = tmp_path / "compiled"
    for name in ("ledger", "mines", "context"):
        (folder / name).mkdir(parents=True)
    for table in TABLES:
        with (FOLDER / table.file).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            row["upstream_only"] = "dropped"
            if "since_before" in row:
                row["since_before"] = {"true": "yes", "false": ""}[row["since_before"]]
            if "derived" in row:
                row["derived"] = {"true": "yes", "false": "no"}[row["derived"]]
            if row.get("coord_precision") == "none":
                row["coord_precision"] = "township"
        with (folder / "ledger" / table.file).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    for name, (path, _) in build._SOURCES.items():
        collection = json.loads((FOLDER / DATASETS[name].file).read_text(encoding="utf-8"))
        for each in collection["features"]:
            each["properties"] = _upstream(each["properties"])
        (folder / f"{path}.geojson").write_text(json.dumps(collection), encoding="utf-8")
    return folder


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


def test_building_from_the_compiled_tables_gives_the_bundle(
    compiled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "data"
    assert build.main([str(compiled), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "claims.csv: 595 rows in, 595 out; left out: column upstream_only" in said
    assert "answers.csv: not in the bundle" in said
    differing = [
        file.name for file in FOLDER.iterdir() if (out / file.name).read_bytes() != file.read_bytes()
    ]
    assert differing == []
    assert read_bundle(out).notices == ()


def test_renewing_after_an_edit_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = shutil.copytree(FOLDER, tmp_path / "data")
    text = (out / "claims.csv").read_text(encoding="utf-8")
    row = text.splitlines()[-1].replace("s", "s9", 1)
    (out / "claims.csv").write_text(f"{text}{row}\n", encoding="utf-8")
    assert read_bundle(out).notices != ()
    assert build.main(["--out", str(out)]) == 0
    assert read_bundle(out).notices == ()
    assert len(read_bundle(out).rows["claims"]) == len(text.splitlines())


def test_a_broken_bundle_is_not_described(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = shutil.copytree(FOLDER, tmp_path / "data")
    described = (out / "datapackage.json").read_bytes()
    text = (out / "places.csv").read_text(encoding="utf-8")
    (out / "places.csv").write_text(text.replace("kanpaiti,Kanpaiti", "kanpaiti,", 1), encoding="utf-8")
    assert build.main(["--out", str(out)]) == 1
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
    assert build._changed("places", place, changed)["coord_precision"] == "placeholder"
    bare = place | {"lon": "", "lat": ""}
    assert build._changed("places", bare, changed)["coord_precision"] == "none"
    claim = build._changed("claims", {"since_before": "yes", "value": "sac+kbgf"}, changed)
    assert claim == {"since_before": "true", "value": "kbgf+sac"}
    assert build._changed("actors", {"actor_id": "mndaa", "code": "MNDA"}, changed)["code"] == "MNDAA"
    assert changed.total() == 7
