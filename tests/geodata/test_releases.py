"""Releases: the ledger as it stood, from the rows alone; what was given out stays as it was."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from geodata.__main__ import main
from geodata.bundle.build import read_rows, write_rows
from geodata.bundle.reading import Bundle, check_releases, read_bundle
from geodata.bundle.releases import hash_at
from geodata.catalog import Catalog, open_catalog
from geodata.datasets import TABLES
from geodata.datasets.actors import ACTORS
from geodata.datasets.claims import CLAIMS
from geodata.datasets.sources import SOURCES
from geodata.errors import BrokenBundle, Issue, UnknownName
from geodata.resolver.answers import Span, State
from geodata.resolver.resolve import state
from geodata.vocab import CURRENT, EDITIONS, Dimension, Policy, SourceKind

Rows = list[dict[str, str]]

FIRST = "d86ced91d09e"
"""The hash by which links cite the first ledger."""

ASKED = list(
    csv.DictReader((Path(__file__).parent / "release-1.csv").read_text(encoding="utf-8").splitlines())
)
"""Questions to the first ledger, with the answers that were written down before its rules changed."""


@pytest.fixture(scope="module")
def first() -> Catalog:
    return open_catalog(release=1)


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return read_bundle()


@pytest.fixture
def folder(second: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(second, tmp_path / "data"))


def edit(folder: Path, name: str, change: Callable[[Rows], object]) -> None:
    """Rewrite a table after `change` was done to its rows."""
    table = next(each for each in TABLES if each.name == name)
    _, rows = read_rows(folder / table.file)
    change(rows)
    write_rows(table, rows, folder)


def faults(folder: Path) -> list[Issue]:
    """Return what `check` lists."""
    found = read_bundle(folder)
    return [*found.issues, *check_releases(found)]


def next_release(folder: Path) -> str:
    return str(len(read_bundle(folder).releases) + 1)


# The first release, as it was cited.


def _span(span: Span | None) -> str:
    return f"{span.earliest or '..'}/{span.latest or '..'}" if span else ""


def _answer(found: State) -> dict[str, str]:
    return {
        "status": str(found.status),
        "actors": "|".join(found.actors),
        "with": "|".join(found.partners),
        "from_actors": "|".join(found.from_actors),
        "value": found.value or "",
        "from_value": found.from_value or "",
        "since": _span(found.since),
        "until": _span(found.until),
        "stale": "true" if found.stale else "false",
        "newest_evidence": found.newest_evidence.isoformat() if found.newest_evidence else "",
        "used": "|".join(found.used),
        "set_aside": "|".join(f"{item.claim_id}: {item.reason}" for item in found.set_aside),
        "derived_from": found.derived_from or "",
    }


@pytest.mark.parametrize(
    "row", ASKED, ids=lambda r: " ".join(r[n] for n in ("place_id", "dimension", "on", "known_on", "policy"))
)
def test_the_first_release_answers_as_when_it_was_cited(first: Catalog, row: dict[str, str]) -> None:
    found = state(
        first,
        row["place_id"],
        date.fromisoformat(row["on"]),
        known_on=date.fromisoformat(row["known_on"]) if row["known_on"] else None,
        policy=Policy(row["policy"]),
        dimension=Dimension(row["dimension"]),
    )
    expected = {name: row[name] for name in _answer(found)}
    assert _answer(found) == expected


def test_the_questions_to_the_first_release_are_200_of_every_kind() -> None:
    assert len(ASKED) == 200
    for column, most in (("dimension", 3), ("policy", 4), ("status", 5), ("stale", 2)):
        assert len({row[column] for row in ASKED}) == most
    assert sum(bool(row["known_on"]) for row in ASKED) >= 40
    assert sum(bool(row["derived_from"]) for row in ASKED) >= 20
    assert sum(row["since"].startswith("..") for row in ASKED) >= 10


def test_the_first_release_has_the_rows_the_hash_and_the_rules_of_its_day(first: Catalog) -> None:
    assert (first.hash, first.rules) == (FIRST, EDITIONS[1])
    assert first.release is not None and first.release.number == 1
    assert (len(first.claims), len(first.sources), len(first.measures)) == (595, 392, 237)
    assert first.sources["brief-2026-ree"].kind is SourceKind.AGGREGATOR
    assert "Seed 1" in first.sources["uslive-2024-kanpaiti"].note


# Opening a release.


def test_without_a_number_the_ledger_is_its_newest_release(shipped: Catalog, second: Path) -> None:
    newest = open_catalog(second).releases[-1]
    opened = open_catalog(second)
    assert read_bundle(second).unreleased == {}
    assert (opened.release, opened.hash, newest.number) == (newest, newest.hash, 2)
    assert opened.rules == EDITIONS[newest.rules]
    assert [each.number for each in shipped.releases] == list(range(1, len(shipped.releases) + 1))
    assert shipped.releases[:2] == opened.releases


def test_every_release_that_is_listed_can_be_made_from_the_rows(bundle: Bundle) -> None:
    tables = {table.name: bundle.rows[table.name] for table in TABLES}
    assert {each.hash: hash_at(tables, bundle.layers, each.number) for each in bundle.releases} == {
        each.hash: each.hash for each in bundle.releases
    }
    assert check_releases(bundle) == []


@pytest.mark.parametrize("which", [1, "1", FIRST, FIRST.upper(), FIRST[:4]])
def test_a_release_is_opened_by_its_number_or_its_hash(which: int | str) -> None:
    assert open_catalog(release=which).hash == FIRST


@pytest.mark.parametrize("which", [0, 99, "d86", "0123456789ab", "first", ""])
def test_an_unknown_release_is_refused_with_the_list_of_those_there_are(which: int | str) -> None:
    with pytest.raises(UnknownName, match=rf"is no release of this ledger.*1 \({FIRST}, 21 Nov 2026\)"):
        open_catalog(release=which)


def test_a_row_that_replaces_an_older_one_stands_from_its_release_on(
    first: Catalog, shipped: Catalog, bundle: Bundle
) -> None:
    rows = [row for row in bundle.rows["sources"] if row["source_id"] == "brief-2026-ree"]
    assert [(row["kind"], row["added"]) for row in rows] == [("aggregator", "1"), ("brief", "2")]
    assert {name for name in rows[0] if rows[0][name] != rows[1][name]} == {"kind", "added"}
    assert shipped.sources["brief-2026-ree"].kind is SourceKind.BRIEF
    assert list(shipped.sources)[: len(first.sources)] == list(first.sources)


def test_the_catchments_of_an_older_release_are_those_of_its_towns(folder: Path) -> None:
    number = next_release(folder)

    def settle(rows: Rows) -> None:
        other = {"place_id": "new-town", "name": "New Town", "lon": "97.9", "lat": "24.9", "lane": ""}
        like = next(row for row in rows if row["place_id"] == "lashio")
        rows.append(like | other | {"names": "", "name_my": "", "name_zh": "", "added": number})

    edit(folder, "places", settle)
    assert faults(folder) == []  # before the catchments are drawn again
    assert main(["build", "--out", str(folder), "--release", "A town more."]) == 0
    assert faults(folder) == []
    now, then = open_catalog(folder), open_catalog(folder, release=1)
    assert {each.id for each in now.layers["catchments"].features} - {
        each.id for each in then.layers["catchments"].features
    } == {"new-town"}
    assert then.hash == FIRST and "new-town" not in then.places


# Rows that wait for a release.


def test_rows_in_no_release_yet_open_under_the_rules_of_now_and_check_counts_them(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = next_release(folder)
    edit(folder, "claims", lambda rows: rows.append(rows[-1] | {"claim_id": "s9999", "added": number}))
    opened = open_catalog(folder)
    assert (opened.release, opened.rules) == (None, CURRENT)
    assert opened.hash not in {each.hash for each in opened.releases}
    assert open_catalog(folder, release=1).hash == FIRST
    assert main(["check", "--bundle", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "1 row is not in any release yet (1 of claims)" in said and "--release" in said
    assert main(["check", "--bundle", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unreleased"] == {"claims": 1}


# What was given out stays.


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("claims", lambda rows: rows[0].update(note="another")),
        ("claims", lambda rows: rows.pop(300)),
        ("claims", lambda rows: rows.insert(300, rows[299] | {"claim_id": "s9998"})),
        ("places", lambda rows: rows[5].update(name_zh="别名")),
        ("sources", lambda rows: rows[0].update(publisher="Another")),
    ],
)
def test_an_old_row_that_was_edited_is_named_by_its_release_and_nothing_opens(
    folder: Path, name: str, change: Callable[[Rows], object]
) -> None:
    edit(folder, name, change)
    found = [(issue.dataset, issue.record, issue.field, issue.value) for issue in faults(folder)]
    assert ("releases", "1", "hash", FIRST) in found
    assert len(found) == 2
    with pytest.raises(BrokenBundle) as caught:
        open_catalog(folder)
    said = str(caught.value)
    assert f"{name}.csv" in said and "Rows are only added" in said and "correct it by a new row" in said


def test_a_row_that_was_moved_to_a_later_release_is_found_by_check(folder: Path) -> None:
    def move(rows: Rows) -> None:
        last = max(at for at, row in enumerate(rows) if row["added"] == "1")
        rows[last]["added"] = "2"

    edit(folder, "claims", move)
    (issue,) = faults(folder)
    assert (issue.record, issue.field) == ("1", "hash") and "claims.csv" in issue.rule
    with pytest.raises(BrokenBundle, match="release 1"):
        open_catalog(folder, release=1)


def test_a_layer_that_was_edited_is_named_by_its_file(folder: Path) -> None:
    file = folder / "rivers.geojson"
    file.write_text(file.read_text(encoding="utf-8").replace('"rank":', '"rank": ', 1), encoding="utf-8")
    assert {issue.field for issue in faults(folder)} == {"hash"}
    assert all("rivers.geojson" in issue.rule for issue in faults(folder))


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("1", "must not be lower than in a row above (2)"),
        ("9", "must be at most 3"),
        ("0", "must lie between 1 and inf"),
        ("", "must not be empty"),
        ("two", "must be a whole number"),
    ],
)
def test_a_row_of_a_release_that_cannot_be_is_refused(folder: Path, added: str, said: str) -> None:
    edit(folder, "claims", lambda rows: rows.append(rows[-1] | {"claim_id": "s9999", "added": added}))
    (issue,) = read_bundle(folder).issues
    assert (issue.dataset, issue.record, issue.field) == ("claims", "s9999", "added")
    assert said in issue.rule


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"release": "7"}, "release"),
        ({"hash": "d86ced91d09"}, "hash"),
        ({"rules": "9"}, "rules"),
        ({"day": "2026-11"}, "day"),
        ({"day": "1999-01-01"}, "day"),
        ({"changes": ""}, "changes"),
    ],
)
def test_a_bad_line_in_the_list_of_releases_is_named(
    folder: Path, change: dict[str, str], field: str
) -> None:
    file = folder / "releases.csv"
    _, rows = read_rows(file)
    rows[-1] |= change
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert {(issue.dataset, issue.field) for issue in read_bundle(folder).issues} == {("releases", field)}


def test_a_release_that_is_listed_no_more_is_missed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "releases.csv"
    *kept, lost = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(kept), encoding="utf-8")
    (issue,) = faults(folder)
    assert (issue.dataset, issue.record, issue.value) == ("releases", "2", lost.split(",")[2])
    assert "no longer in releases.csv: put its line back" in issue.rule
    assert main(["check", "--bundle", str(folder)]) == 1
    assert "note: " not in capsys.readouterr().out
    for arguments in ([], ["--release", "Another."]):
        assert main(["build", "--out", str(folder), *arguments]) == 1
        assert "put its line back" in capsys.readouterr().err
    file.write_text("".join([*kept, lost]), encoding="utf-8")
    assert faults(folder) == []


def test_a_row_of_a_newer_release_among_older_ones_is_named_once(folder: Path) -> None:
    edit(folder, "claims", lambda rows: rows.insert(40, rows[-1] | {"claim_id": "s9999", "added": "3"}))
    (issue,) = faults(folder)
    assert (issue.record, issue.field, issue.line) == ("s9999", "added", 42)
    said = "a row of release 3 stands above rows of release 1; move it to the end of claims.csv"
    assert said in issue.rule


def test_a_changed_release_says_how_to_look_and_what_a_new_row_needs(folder: Path) -> None:
    edit(folder, "claims", lambda rows: rows.append(rows[-1] | {"claim_id": "s9999"}))
    (issue,) = faults(folder)
    assert f"compare with `git diff {folder / 'claims.csv'}`" in issue.rule
    assert "If you added a row, write 3 in its 'added'" in issue.rule


def test_advice_names_the_folder_that_was_checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def add(rows: Rows) -> None:
        rows[0].update(stance="asserts")
        rows.append(rows[-1] | {"claim_id": "s9999", "added": "3"})

    edit(folder, "claims", lambda rows: rows[0].update(stance="sure"))
    assert main(["check", "--bundle", str(folder)]) == 1
    said = capsys.readouterr().out
    again = f"`python -m geodata check --bundle {folder}` again"
    assert f"1 fault: correct what is named and run {again}" in said
    assert main(["describe", "--bundle", str(folder)]) == 1
    said = capsys.readouterr().err
    assert "The bundle has 1 fault and was" in said and again in said
    edit(folder, "claims", add)
    assert main(["check", "--bundle", str(folder)]) == 0
    said = capsys.readouterr().out
    assert f"`python -m geodata build --out {folder}` to renew" in said
    assert f"list it with `python -m geodata build --out {folder} --release" in said


def test_a_row_may_name_only_what_had_come_by_its_release(bundle: Bundle) -> None:
    sources = [
        dict(row) | {"added": "2"} if row["source_id"] == "bni-2024-gate-reopen" else row
        for row in bundle.rows["sources"]
    ]
    later = replace(bundle, rows={**bundle.rows, "sources": tuple(sources)})
    named = {(issue.record, issue.field) for issue in check_releases(later)}
    assert ("k0001", "source_id") in named
    assert all("release 1" in issue.rule for issue in check_releases(later))


# A row in the place of an older one.


def test_a_claim_is_never_replaced_but_other_rows_are(bundle: Bundle) -> None:
    keys: dict[str, frozenset[str]] = {
        table.name: frozenset(row[table.schema.key[0]] for row in bundle.rows[table.name]) for table in TABLES
    }
    for table, replaced in ((CLAIMS, False), (SOURCES, True), (ACTORS, True)):
        row = bundle.rows[table.name][0]
        later = dict(row) | {"note": "later", "added": "2"}
        issues = table.schema.check(table.name, [row, later], keys)
        assert bool(issues) is not replaced
        twice = table.schema.check(table.name, [row, dict(row) | {"note": "too"}], keys)
        assert "row 2 and row 3 both have it" in twice[0].rule
        assert table.schema.standing([row, later]) == ((later,) if replaced else (row, later))
        assert table.schema.standing([row, later], 1) == (row,)


def test_names_may_change_hands_between_rows_that_come_together(bundle: Bundle) -> None:
    keys = {"actors": frozenset(row["actor_id"] for row in bundle.rows["actors"])}
    rows = list(bundle.rows["actors"])
    one, other = dict(rows[0]), dict(rows[1])
    swapped = [
        one | {"name": other["name"], "code": other["code"], "added": "2"},
        other | {"name": one["name"], "code": one["code"], "added": "2"},
    ]
    assert ACTORS.schema.check("actors", [*rows, *swapped], keys) == []
    (name, code) = ACTORS.schema.check("actors", [*rows, swapped[0]], keys)
    assert {name.field, code.field} == {"name", "code"}


# On the command line.


def test_every_command_that_answers_takes_a_release(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def ask(*arguments: str) -> dict[str, object]:
        assert main([*arguments, "--json"]) == 0
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    on = ("--on", "2026-09-26")
    assert ask("state", *on, "--release", "1")["data"] == FIRST
    assert ask("state", *on, "--release", "1") != ask("state", *on)
    assert main(["state", *on, "--release", FIRST]) == 0
    assert f"Data {FIRST} (release 1)" in capsys.readouterr().out
    described = ask("describe", "--release", FIRST)
    assert (described["data"], described["release"]) == (FIRST, 1)
    rows = {each["name"]: each["rows"] for each in described["datasets"]}  # type: ignore[attr-defined]
    assert (rows["claims"], rows["sources"]) == (595, 392)
    days = ("--from", "2024-06-01", "--to", "2024-11-26")
    assert ask("changes", *days, "--release", "1") != ask("changes", *days)
    assert main(["mines", *on, "--release", "1"]) == 0
    assert FIRST in capsys.readouterr().out
    out = tmp_path / "states.csv"
    assert main(["export", "--format", "csv", *on, "--out", str(out), "--release", "1"]) == 0
    assert FIRST in out.read_text(encoding="utf-8")
    assert main(["state", *on, "--release", "99"]) == 2
    assert "99" in capsys.readouterr().err
