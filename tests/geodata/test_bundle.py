"""The shipped bundle is whole and described; a broken one is refused with every fault at once."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geodata.bundle.reading import MANIFEST, Bundle, counted, read_bundle
from geodata.catalog import Catalog, open_catalog
from geodata.datasets import DATASETS, LAYER_FILES, TABLES
from geodata.errors import FOLDER, BrokenBundle, Issue, Sentence
from geodata.schema import geojson
from geodata.schema.dataset import LayerFile
from geodata.schema.features import Feature
from geodata.schema.geojson import parse

ROWS = {
    "places": 97,
    "actors": 24,
    "sources": 392,
    "claims": 595,
    "episodes": 8,
    "measures": 237,
    "monthly_series": 59,
    "mine_clusters": 34,
    "mine_pools": 2497,
    "mine_model_clusters": 47,
}
"""What was compiled at first; rows are only ever added."""


@pytest.fixture
def folder(second: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(second, tmp_path / "data"))


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return read_bundle()


def edit(file: Path, change: Callable[[list[dict[str, str]]], object]) -> None:
    """Rewrite a table after `change` was done to its rows."""
    with file.open(encoding="utf-8", newline="") as opened:
        reader = csv.DictReader(opened)
        rows, names = list(reader), list(reader.fieldnames or ())
    change(rows)
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def edit_layer(file: Path, change: Callable[[list[dict[str, object]]], object]) -> None:
    collection = json.loads(file.read_text(encoding="utf-8"))
    change(collection["features"])
    file.write_text(json.dumps(collection), encoding="utf-8")


def faults(folder: Path) -> set[tuple[str, str, str]]:
    issues = read_bundle(folder).issues
    assert all(isinstance(issue.rule, Sentence) for issue in issues), (
        "every fault can be told in another language"
    )
    return {(issue.dataset, issue.record, issue.field) for issue in issues}


def test_the_shipped_bundle_keeps_every_rule_and_its_description_is_current(bundle: Bundle) -> None:
    assert bundle.issues == ()
    assert bundle.notices == (), "run `python -m geodata build` after an edit of the data"


def test_all_rows_are_carried(bundle: Bundle) -> None:
    assert {name: len(bundle.rows[name]) >= count for name, count in ROWS.items()} == dict.fromkeys(
        ROWS, True
    )


def test_the_bundle_is_small_and_has_no_stray_file() -> None:
    expected = {each.file for each in DATASETS.values()} | {MANIFEST, "LICENSES.md"}
    assert {file.name for file in FOLDER.iterdir()} == expected
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 8_000_000


def test_the_description_names_licence_attribution_rows_bytes_and_hash_of_each_file(bundle: Bundle) -> None:
    package = json.loads((FOLDER / MANIFEST).read_text(encoding="utf-8"))
    assert package["name"] == "border-ledger" and package["licenses"] and package["contributors"]
    assert [each["name"] for each in package["resources"]] == list(DATASETS)
    for each in package["resources"]:
        data = (FOLDER / each["path"]).read_bytes()
        assert each["bytes"] == len(data)
        assert each["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert each[counted(DATASETS[each["name"]])] == len(bundle.rows[each["name"]])
        assert each["licenses"] and each["attribution"] and each["sources"]
        assert [field["name"] for field in each["schema"]["fields"]] == list(
            DATASETS[each["name"]].schema.names
        )
    page = (FOLDER / "LICENSES.md").read_text(encoding="utf-8")
    assert all(f"`{each.file}`" in page and each.attribution in page for each in DATASETS.values())


def test_the_field_s_own_validator_can_keep_what_the_description_declares(bundle: Bundle) -> None:
    """It counts the rows of a table, not those of a layer, and knows nothing of rows that replace others."""
    package = json.loads((FOLDER / MANIFEST).read_text(encoding="utf-8"))
    for each in package["resources"]:
        rows, schema = bundle.rows[each["name"]], each["schema"]
        assert ("rows" in each) is (each["type"] == "table"), each["name"]
        keys = [tuple(row[name] for name in schema["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys), each["name"]
        for field in schema["fields"]:
            limits = field.get("constraints", {})
            cells = [row[field["name"]] for row in rows]
            given = [cell for cell in cells if cell]
            assert len(given) == len(cells) or "required" not in limits
            assert len(set(given)) == len(given) or "unique" not in limits
            assert set(given) <= set(limits.get("enum", given))
            assert all(re.fullmatch(limits.get("pattern", ".*"), cell) for cell in given)
        for link in schema.get("foreignKeys", ()):
            (field,), there = link["fields"], link["reference"]
            (key,) = there["fields"]
            known = {row[key] for row in bundle.rows[there["resource"]]}
            assert {row[field] for row in rows} - {""} <= known


def test_a_table_whose_rows_may_be_replaced_declares_no_column_unique() -> None:
    package = json.loads((FOLDER / MANIFEST).read_text(encoding="utf-8"))
    for each in package["resources"]:
        if DATASETS[each["name"]].schema.replaceable:
            assert each["schema"]["primaryKey"][-1] == "added"
            assert not any("unique" in field.get("constraints", {}) for field in each["schema"]["fields"])


def test_every_column_says_what_it_means() -> None:
    assert all(column.about for each in DATASETS.values() for column in each.schema.columns)


def test_four_faults_of_claims_are_all_refused_in_one_run(folder: Path) -> None:
    def spoil(rows: list[dict[str, str]]) -> None:
        rows[0]["place_id"] = "kanpaitii"
        rows[1]["start"] = "2024-02-30"
        rows[2]["source_id"] = "nobody-2024-nothing"
        rows[3]["claim_id"] = rows[4]["claim_id"]

    edit(folder / "claims.csv", spoil)
    with pytest.raises(BrokenBundle) as caught:
        open_catalog(folder)
    found = {(issue.field, issue.value): issue.rule for issue in caught.value.issues}
    assert "did you mean 'kanpaiti'?" in found["place_id", "kanpaitii"]
    assert "2024-02-30" in found["start", "2024-02-30"]
    assert "is not an id of sources" in found["source_id", "nobody-2024-nothing"]
    assert any(field == "claim_id" and "must be unique" in rule for (field, _), rule in found.items())
    assert caught.value.issues == read_bundle(folder).issues


# -- Layers are left until they are asked for ------------------------------------------------------


def test_layers_are_read_once_and_when_one_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []

    def counted(dataset: LayerFile, data: bytes) -> tuple[tuple[Feature, ...], list[Issue]]:
        parsed.append(dataset.name)
        return parse(dataset, data)

    monkeypatch.setattr(geojson, "parse", counted)
    catalog = open_catalog()
    assert parsed == [] and list(catalog.layers) == [each.name for each in LAYER_FILES]
    assert catalog.layers["land"] is catalog.layers["land"] and catalog.layers["rivers"].features
    assert catalog.under(catalog.rules).layers["land"] is catalog.layers["land"]
    assert sorted(parsed) == sorted(each.name for each in LAYER_FILES)


def test_layers_that_are_left_are_those_that_are_read_at_once(bundle: Bundle) -> None:
    left = read_bundle(layers=False)
    assert left.hash == bundle.hash and left.layers == bundle.layers
    assert left.rows == {table: bundle.rows[table] for table in left.rows}
    for name, features in bundle.features.items():
        told = [(each.id, dict(each.properties), each.geometry) for each in features]
        assert told == [(each.id, dict(each.properties), each.geometry) for each in left.features[name]]


def test_no_layer_is_left_where_a_file_is_not_the_one_described(folder: Path) -> None:
    def turn(features: list[Any]) -> None:
        features[0]["geometry"]["coordinates"] = [250.0, 95.0]

    edit_layer(folder / "towns.geojson", turn)
    with pytest.raises(BrokenBundle) as caught:
        open_catalog(folder)
    assert {issue.dataset for issue in caught.value.issues} == {"towns"}


def test_a_broken_layer_that_is_described_all_the_same_is_never_given(folder: Path) -> None:
    """Only who writes the description and the hash of the release by hand can make such a bundle."""

    def turn(features: list[Any]) -> None:
        features[0]["geometry"]["coordinates"] = [250.0, 95.0]

    package = json.loads((FOLDER / MANIFEST).read_text(encoding="utf-8"))
    edit_layer(folder / "towns.geojson", turn)
    forged = read_bundle(folder).hash
    edit(folder / "releases.csv", lambda rows: rows[-1].update(hash=forged))
    package["releases"] = [*package["releases"][:1], forged]
    rows = read_bundle(folder).rows
    for each in package["resources"]:
        each["hash"] = f"sha256:{hashlib.sha256((folder / each['path']).read_bytes()).hexdigest()}"
        each[counted(DATASETS[each["name"]])] = len(rows[each["name"]])
    (folder / MANIFEST).write_text(json.dumps(package), encoding="utf-8")
    catalog = open_catalog(folder)
    for name in ("towns", "land"):
        with pytest.raises(BrokenBundle) as caught:
            catalog.layers[name]
        assert [(issue.dataset, issue.field) for issue in caught.value.issues] == [("towns", "geometry")]
    assert read_bundle(folder).issues == caught.value.issues


# -- Faults of cells and files ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "field", "value"),
    [
        ("claims", "dimension", "controll"),
        ("claims", "value", "kiaa"),
        ("claims", "value", "kia+kia"),
        ("claims", "value", ""),
        ("claims", "stance", "maybe"),
        ("claims", "share", "half"),
        ("claims", "speaker_actor", "nobody"),
        ("claims", "recorded", ""),
        ("claims", "recorded", "2024-11-20/.."),
        ("claims", "end", "1999"),
        ("claims", "as_of", "26 November"),
        ("claims", "supersedes", "k9999"),
        ("claims", "since_before", "yes"),
        ("claims", "restates", ""),
        ("claims", "note", "two\nlines"),
        ("places", "lon", "25.4"),
        ("places", "lat", "97.7"),
        ("places", "lat", ""),
        ("places", "lon", "1_00"),
        ("places", "kind", "city"),
        ("places", "coord_precision", "none"),
        ("places", "part_of", "nowhere"),
        ("places", "lane", "1.5"),
        ("places", "name", "Pang War"),
        ("actors", "parent", "nobody"),
        ("actors", "code", "toolong"),
        ("actors", "relations", "friend:kia"),
        ("actors", "relations", "ally:nobody"),
        ("actors", "relations", "ally:kia:2024-13"),
        ("sources", "url", "javascript:alert(1)"),
        ("sources", "published", "last week"),
        ("sources", "kind", "blog"),
        ("sources", "origin_group", ""),
        ("episodes", "claims", "k0001|k9999"),
        ("episodes", "region", "nowhere"),
        ("episodes", "end", "1999"),
        ("measures", "low", "many"),
        ("measures", "source_id", "nobody"),
        ("measures", "place_id", "nowhere"),
        ("monthly_series", "t_gross", "-5"),
        ("monthly_series", "measure_id", "m9999"),
    ],
)
def test_a_bad_cell_is_named(table: str, field: str, value: str, bundle: Bundle) -> None:
    rows = [dict(row) for row in bundle.rows[table]]
    keys = {
        each.name: frozenset(row[each.schema.key[0]] for row in bundle.rows[each.name])
        for each in DATASETS.values()
    }
    if (table, field) == ("claims", "value"):
        rows[0]["dimension"] = "control"
    rows[0] |= {field: value, **({"start": "2024"} if field == "end" else {})}
    issues = DATASETS[table].schema.check(table, rows, keys)
    assert field in {issue.field for issue in issues} or ((table, field) == ("places", "lat") and issues)
    assert {issue.dataset for issue in issues} == {table}


def test_gates_and_rare_earths_have_their_own_words(bundle: Bundle) -> None:
    schema = DATASETS["claims"].schema
    keys = {"actors": frozenset({"kia"}), "places": frozenset({"muse"}), "sources": frozenset({"s"})}
    row = dict(bundle.rows["claims"][0]) | {"place_id": "muse", "source_id": "s"}
    for dimension, good, bad in (
        ("gate", "closed", "shut"),
        ("rare_earth", "taxed", "closed"),
        ("agreement", "truce-2024", "A truce"),
        ("offensive", "kia", "closed"),
    ):
        assert schema.check("claims", [row | {"dimension": dimension, "value": good}], keys) == []
        (issue,) = schema.check("claims", [row | {"dimension": dimension, "value": bad}], keys)
        assert issue.field == "value"


def test_an_assertion_without_any_date_is_refused(folder: Path) -> None:
    edit(folder / "claims.csv", lambda rows: rows[0].update(start="", end="", as_of="", stance="asserts"))
    assert ("claims", "k0001", "start") in faults(folder)


def test_a_correction_of_another_place_or_in_a_circle_is_refused(folder: Path) -> None:
    def spoil(rows: list[dict[str, str]]) -> None:
        by_id = {row["claim_id"]: row for row in rows}
        by_id["k0052"]["supersedes"] = "k0001"  # Pang War corrects Kanpaiti
        by_id["k0002"]["supersedes"], by_id["k0003"]["supersedes"] = "k0003", "k0002"
        by_id["k0004"]["supersedes"] = "k0004"

    edit(folder / "claims.csv", spoil)
    named = {record for name, record, field in faults(folder) if (name, field) == ("claims", "supersedes")}
    assert named == {"k0052", "k0002", "k0003", "k0004"}


def test_a_place_or_actor_that_belongs_to_itself_is_refused(folder: Path) -> None:
    edit(folder / "places.csv", lambda rows: rows[0].update(part_of="kanpaiti-gate"))
    edit(folder / "actors.csv", lambda rows: rows[0].update(parent="kbgf"))
    assert faults(folder) == {
        ("places", "kanpaiti", "part_of"),
        ("places", "kanpaiti-gate", "part_of"),
        ("actors", "sac", "parent"),
        ("actors", "kbgf", "parent"),
    }


def test_columns_that_lack_or_are_not_ours_are_named(folder: Path) -> None:
    file = folder / "claims.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("stance", "stanse", 1), encoding="utf-8")
    assert {("claims", "row 1", "stance"), ("claims", "row 1", "stanse")} <= faults(folder)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda f: f[0]["geometry"]["coordinates"][0].reverse(), "geometry"),
        (lambda f: f[0]["geometry"]["coordinates"][0].pop(), "geometry"),
        (lambda f: f[0].update(geometry={"type": "Point", "coordinates": [98.3, 25.7]}), "geometry"),
        (lambda f: f[0].update(geometry=None), "geometry"),
        (lambda f: f[0]["properties"].update(pools="248"), "pools"),
        (lambda f: f[0]["properties"].update(pools=-1), "pools"),
        (lambda f: f[0]["properties"].update(village="x"), "village"),
        (lambda f: f[0]["properties"].update(cluster_id=f[1]["properties"]["cluster_id"]), "cluster_id"),
        (lambda f: f[0]["properties"].pop("source_id"), "source_id"),
    ],
)
def test_a_bad_mine_cluster_is_named(
    folder: Path, change: Callable[[list[dict[str, object]]], object], field: str
) -> None:
    edit_layer(folder / "mine_clusters.geojson", change)
    assert ("mine_clusters", field) in {(name, where) for name, _, where in faults(folder)}


def test_swapped_coordinates_and_a_foreign_crs_are_named(folder: Path) -> None:
    file = folder / "mine_pools.geojson"
    collection = json.loads(file.read_text(encoding="utf-8"))
    collection["features"][0]["geometry"]["coordinates"].reverse()
    collection["crs"] = {"type": "name", "properties": {"name": "EPSG:32647"}}
    file.write_text(json.dumps(collection), encoding="utf-8")
    assert {("mine_pools", "p0001", "geometry"), ("mine_pools", "mine_pools.geojson", "crs")} <= faults(
        folder
    )


def test_missing_files_are_all_named_in_one_run(folder: Path) -> None:
    for each in DATASETS.values():
        (folder / each.file).unlink()
    issues = read_bundle(folder).issues
    assert {(issue.dataset, issue.rule) for issue in issues} == {(n, "the file is missing") for n in DATASETS}


def test_empty_files_are_all_named_in_one_run(folder: Path) -> None:
    for each in DATASETS.values():
        (folder / each.file).write_bytes(b"\n")
    issues = read_bundle(folder).issues
    assert {(issue.dataset, issue.rule) for issue in issues} == {(n, "the file is empty") for n in DATASETS}


def test_truncated_files_are_all_named_in_one_run(folder: Path) -> None:
    for each in DATASETS.values():
        data = (folder / each.file).read_bytes()
        cut = len(data) // 2
        while data[cut - 1 : cut] in b"\n\r":
            cut -= 1
        (folder / each.file).write_bytes(data[:cut])
    bundle = read_bundle(folder)
    named = {issue.dataset for issue in bundle.issues}
    assert {each.name for each in LAYER_FILES} <= named
    assert len(named & {each.name for each in TABLES}) >= 5
    assert all("cut off" in issue.rule for issue in bundle.issues if issue.dataset == "land")


@pytest.mark.parametrize(("sign", "called"), [(";", "semicolons"), ("\t", "tabs")])
def test_a_table_with_other_signs_between_its_cells_is_one_fault(
    folder: Path, sign: str, called: str
) -> None:
    file = folder / "claims.csv"
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened, delimiter=sign).writerows(rows)
    (issue,) = read_bundle(folder).issues
    assert issue.rule == f"has {called} between its cells: save the file with commas"


def test_a_folder_that_is_not_there_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from geodata.__main__ import main

    for command in ("check", "describe"):
        assert main([command, "--bundle", str(tmp_path / "none")]) == 2
        said = capsys.readouterr().err
        assert said == f"{command}: there is no folder {tmp_path / 'none'} to read the ledger from.\n"


def test_a_header_without_rows_is_named(folder: Path) -> None:
    for each in TABLES:
        text = (folder / each.file).read_text(encoding="utf-8")
        (folder / each.file).write_text(text.splitlines()[0] + "\n", encoding="utf-8")
    rules = {issue.dataset: issue.rule for issue in read_bundle(folder).issues}
    assert {rules[each.name] for each in TABLES} == {"has no rows"}


@pytest.mark.parametrize("name", ["claims", "sources", "mine_clusters", "rivers", "catchments"])
def test_one_wrong_byte_is_a_fault_or_a_notice_never_silence(folder: Path, name: str) -> None:
    file = folder / DATASETS[name].file
    data = bytearray(file.read_bytes())
    chance = random.Random(name)
    for _ in range(2):
        place = chance.randrange(len(data))
        data[place] = data[place] ^ (1 << chance.randrange(8))
        file.write_bytes(data)
        bundle = read_bundle(folder)
        assert name in {issue.dataset for issue in (*bundle.issues, *bundle.notices)}


def test_an_edit_by_hand_opens_with_a_notice(folder: Path) -> None:
    edit(folder / "claims.csv", lambda rows: rows.append(rows[-1] | {"claim_id": "s9999", "added": "3"}))
    catalog = open_catalog(folder)
    assert "s9999" in catalog.claims
    (notice,) = catalog.notices
    assert notice.dataset == "claims" and "geodata build" in notice.rule


def test_a_missing_description_is_a_notice(folder: Path) -> None:
    (folder / MANIFEST).unlink()
    (notice,) = open_catalog(folder).notices
    assert notice.dataset == "datapackage"


def test_the_hash_is_the_same_on_a_checkout_with_other_line_ends(folder: Path) -> None:
    before = read_bundle(folder).hash
    for each in DATASETS.values():
        data = (folder / each.file).read_bytes()
        (folder / each.file).write_bytes(data.replace(b"\n", b"\r\n"))
    bundle = read_bundle(folder)
    assert (bundle.hash, bundle.issues, bundle.notices) == (before, (), ())


def test_the_hash_is_over_rows_and_layers_and_is_no_secret(shipped: Catalog, folder: Path) -> None:
    assert len(shipped.hash) == 12 and int(shipped.hash, 16) >= 0
    edit(folder / "claims.csv", lambda rows: rows[0].update(note="another"))
    assert read_bundle(folder).hash != shipped.hash


def test_a_table_saved_by_a_spreadsheet_still_opens_with_the_same_hash(folder: Path) -> None:
    before = open_catalog(folder)
    for each in TABLES:
        file = folder / each.file
        quoted = io.StringIO()
        rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))
        csv.writer(quoted, quoting=csv.QUOTE_ALL).writerows(rows)
        file.write_bytes(b"\xef\xbb\xbf" + quoted.getvalue().encode())
    opened = open_catalog(folder)
    assert (opened.claims, opened.hash) == (before.claims, before.hash)
