"""The log of a window: every entry, in order, nothing net, nothing twice."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet as pq

from geodata import UnknownName, intervals, log, states_over
from geodata.__main__ import main
from geodata.analysis.log import Entry, Happening
from geodata.analysis.stretches import STRETCHES
from geodata.analysis.timeline import answer, change_days, followed
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.exports import rows
from geodata.exports.columns import COLUMNS
from geodata.exports.files import write_rows
from geodata.resolver.answers import Track
from geodata.resolver.resolve import RESOLVED, state, track
from geodata.vocab import Dimension, Policy, Stance, Status
from tests.geodata.worlds import catalog, claim, day, drawn_catalog, drawn_claims, source

DAY = timedelta(days=1)
AUTUMN = date(2024, 9, 1), date(2024, 12, 31)
ALWAYS = date(1900, 1, 1), date(2100, 1, 1)


def told(entries: tuple[Entry, ...]) -> list[tuple[str, str | None, str | None]]:
    """Return what entries tell in short: what happened, and the answers on both sides."""

    def side(each: object) -> str | None:
        value, actors = getattr(each, "value", None), getattr(each, "actors", ())
        return value or "+".join(actors) or None

    return [(str(e.happening), side(e.before), side(e.after)) for e in entries]


def town(*claims: Claim) -> Catalog:
    return catalog(claims)


def gate(claim_id: str, value: str, source_id: str, start: str, end: str | None = None) -> Claim:
    return claim(claim_id, value, source_id, start=start, end=end, dimension="gate")


# -- The shipped ledger ----------------------------------------------------------------------------


def test_the_gate_of_kan_paik_ti_closed_on_22_october_2024(shipped: Catalog) -> None:
    entries = log(shipped, *AUTUMN, places=["kanpaiti-gate"], dimensions=[Dimension.GATE])
    first = entries[0]
    assert (first.first, first.last) == (date(2024, 10, 22), date(2024, 10, 22))
    assert told(entries)[0] == ("change", "partial", "closed")
    assert first.claims and set(first.claims) <= {
        c.claim_id for c in shipped.claims_of("kanpaiti-gate", "gate")
    }


def test_pang_war_changed_hands_on_18_or_19_october_and_its_mines_followed(shipped: Catalog) -> None:
    change, mines = [
        each
        for each in log(shipped, *AUTUMN, places=["pangwa"], dimensions=[Dimension.CONTROL])
        if each.happening in (Happening.CHANGE, Happening.MINES)
    ]
    assert (change.first, change.last) == (date(2024, 10, 18), date(2024, 10, 19))
    assert told((change,)) == [("change", "kbgf", "kia")]
    assert mines.happening is Happening.MINES and mines.clusters and mines.claims == change.claims


def test_a_gate_that_closed_and_opened_again_has_an_entry_for_each(shipped: Catalog) -> None:
    entries = log(shipped, date(2024, 10, 1), *AUTUMN[1:], places=["pangwa-gate"], dimensions=["gate"])
    assert told(entries) == [
        ("change", "open", "closed"),
        ("change", "closed", "partial"),
        ("change", "partial", "closed"),
        ("change", "closed", "open"),
    ]


def test_what_a_town_takes_from_its_only_gate_is_told_once(shipped: Catalog) -> None:
    places = [entry.place_id for entry in log(shipped, *ALWAYS, dimensions=[Dimension.GATE])]
    assert "kanpaiti-gate" in places and "kanpaiti" not in places


def test_figures_of_one_document_about_one_place_are_one_entry(shipped: Catalog) -> None:
    figures = [each for each in log(shipped, *ALWAYS) if each.happening is Happening.FIGURES]
    assert sorted(m for each in figures for m in each.measures) == sorted(
        m.measure_id for m in shipped.measures
    )
    documents = {m.measure_id: m.source_id for m in shipped.measures}
    assert all(len({documents[m] for m in each.measures}) == 1 for each in figures)


def test_every_edge_of_the_followed_places_is_within_an_entry(shipped: Catalog) -> None:
    for policy in Policy:
        entries = log(shipped, *ALWAYS, policy=policy)
        for dimension in (Dimension.CONTROL, Dimension.GATE):
            for on, places in change_days(shipped, policy=policy, dimension=dimension).items():
                for place_id in places:
                    if track(shipped, place_id, dimension, policy=policy).derived_from is None:
                        assert any(
                            each.place_id == place_id
                            and each.dimension is dimension
                            and each.first <= on <= each.last + DAY
                            for each in entries
                        ), (policy, dimension, place_id, on)


def test_an_unknown_place_is_refused(shipped: Catalog) -> None:
    with pytest.raises(UnknownName):
        log(shipped, *AUTUMN, places=["atlantis"], dimensions=[Dimension.OFFENSIVE])


def test_what_was_not_known_yet_is_not_in_the_log(shipped: Catalog) -> None:
    then = log(shipped, *AUTUMN, known_on=date(2024, 10, 1))
    assert {c for each in then for c in each.claims} < {
        c for each in log(shipped, *AUTUMN) for c in each.claims
    }
    assert not [each for each in then if each.place_id == "kanpaiti" and each.happening is Happening.CHANGE]


# -- Small ledgers ---------------------------------------------------------------------------------


def test_the_first_that_is_known_is_no_change() -> None:
    entries = log(town(claim("x1", "sac", "a", as_of="2024-01-05")), *ALWAYS)
    assert told(entries) == [("known", None, "sac")]
    assert (entries[0].first, entries[0].last) == (day(4), day(4))


def test_a_state_carried_back_is_told_on_the_day_of_its_first_evidence() -> None:
    entries = log(town(claim("x1", "sac", "a", as_of="2024-01-05", before=True)), *ALWAYS)
    assert [(each.happening, each.first) for each in entries] == [(Happening.KNOWN, day(4))]


def test_the_days_of_a_change_are_one_entry_from_the_old_holder_to_the_new() -> None:
    ledger = town(
        claim("x1", "sac", "a", as_of="2024-01-05"), claim("x2", "kia", "b", start="2024-01-20/2024-01-22")
    )
    _, change = log(ledger, *ALWAYS)
    assert told((change,)) == [("change", "sac", "kia")]
    assert (change.first, change.last, change.claims) == (day(19), day(21), ("x2",))
    for on in (day(19), day(20), day(21)):
        assert log(ledger, on, on) == (change,), "it may have happened on each of these days"
    assert log(ledger, day(18), day(18)) == log(ledger, day(22), day(22)) == ()


def test_a_gate_that_closed_for_some_days_and_is_not_told_of_after_has_both_ends() -> None:
    ledger = town(
        gate("x1", "open", "a", "2024-01-02"), gate("x2", "closed", "b", "2024-01-10", "2024-01-12")
    )
    assert told(log(ledger, *ALWAYS)) == [
        ("change", None, "open"),
        ("change", "open", "closed"),
        ("not known", "closed", None),
    ]
    assert log(ledger, *ALWAYS)[-1].first == day(12)


def test_a_dispute_begins_and_ends() -> None:
    ledger = town(
        claim("x1", "sac", "a", as_of="2024-01-05"),
        claim("x2", "kia+sac", "b", start="2024-01-10", share="contested"),
        claim("x3", "kia", "c", start="2024-01-20"),
    )
    assert [happening for happening, *_ in told(log(ledger, *ALWAYS))] == [
        "known",
        "dispute begins",
        "dispute ends",
    ]


def test_a_change_to_something_that_did_not_last_is_not_lost(shipped: Catalog) -> None:
    entries = log(shipped, date(2024, 8, 1), date(2024, 10, 31), places=["chinshwehaw"], dimensions=["gate"])
    assert told(entries) == [("change", "closed", "partial"), ("change", "partial", "closed")]


@pytest.mark.parametrize(("start", "loose"), [("2023", True), ("2024-01", False), ("2024-01-10", False)])
def test_a_year_is_loose_and_a_month_is_not(start: str, loose: bool) -> None:
    (entry,) = log(town(claim("x1", "kia", "a", start=start)), *ALWAYS)
    assert entry.loose is loose


def test_attacks_that_several_documents_tell_are_one_entry() -> None:
    attack = {"dimension": "offensive", "start": "2024-01-10"}
    ledger = town(
        claim("x1", "kia", "a", **attack),  # type: ignore[arg-type]
        claim("x2", "kia", "b", **attack),  # type: ignore[arg-type]
        claim("x3", "kia", "c", dimension="offensive", start="2024-02-20"),
        claim("x4", "sac", "d", dimension="offensive", start="2024-01-10", stance="denies"),
    )
    entries = log(ledger, *ALWAYS)
    assert [(each.value, each.claims) for each in entries] == [
        ("kia", ("x1", "x2")),
        ("sac", ("x4",)),
        ("kia", ("x3",)),
    ]
    assert [each.stance for each in entries] == [Stance.ASSERTS, Stance.DENIES, Stance.ASSERTS]
    two = log(ledger, *ALWAYS, policy=Policy.CORROBORATED)
    assert [each.claims for each in two] == [("x1", "x2")], "two origins are needed"


def test_a_claim_that_was_corrected_is_in_no_entry() -> None:
    ledger = town(
        claim("x1", "kia", "a", dimension="offensive", start="2024-01-10"),
        claim("x2", "kia", "a", dimension="offensive", start="2024-02-10", supersedes="x1"),
    )
    assert [each.claims for each in log(ledger, *ALWAYS)] == [("x2",)]


def test_only_what_names_an_actor_is_left_where_one_is_asked_for() -> None:
    ledger = town(claim("x1", "sac", "a", as_of="2024-01-05"), claim("x2", "kia", "b", start="2024-01-20"))
    assert told(log(ledger, *ALWAYS, actors=["kia"])) == [("change", "sac", "kia")]
    assert len(log(ledger, *ALWAYS, actors=["sac"])) == 2
    assert log(ledger, *ALWAYS, actors=["tnla"]) == ()


def test_rows_of_one_document_are_one_source() -> None:
    sources = [source("a"), source("b")]
    claims = [
        claim("x1", "kia", "a", start="2024-01-10"),
        claim("x2", "kia", "a", start="2024-01-10"),
        claim("x3", "kia", "b", start="2024-01-10"),
    ]
    ledger = catalog(claims, sources)
    (entry,) = log(ledger, *ALWAYS)
    long = rows.entry_source_rows(ledger, entry)
    assert [(row["source_id"], row["claims"]) for row in long] == [("a", ["x1", "x2"]), ("b", ["x3"])]


# -- Whatever is claimed ---------------------------------------------------------------------------


def edges(lane: Track) -> list[date]:
    """Return the days on which the answer of a track becomes another, but for what is carried back."""
    return [
        after.start
        for before, after in pairwise(lane.intervals)
        if after.start
        and answer(before) != answer(after)
        and not (after.carried_back and before.status is Status.UNKNOWN)
    ]


@given(drawn_claims(), st.integers(-10, 70), st.integers(0, 40), st.integers(1, 40), st.sampled_from(Policy))
def test_the_log_of_a_window_is_that_of_its_two_halves(
    claims: list[Claim], start: int, first: int, second: int, policy: Policy
) -> None:
    ledger = drawn_catalog(claims)
    middle, end = start + first, start + first + second
    whole = log(ledger, day(start), day(end), policy=policy)
    halves = (
        *log(ledger, day(start), day(middle), policy=policy),
        *log(ledger, day(middle + 1), day(end), policy=policy),
    )
    assert all(each in whole for each in halves) and all(each in halves for each in whole)
    assert all(each.first <= day(end) and each.last >= day(start) for each in whole), "nothing outside"
    assert len(set(map(repr, whole))) == len(whole), "nothing twice"
    assert [each.first for each in whole] == sorted(each.first for each in whole)


def test_a_dispute_does_not_end_before_what_ended_it() -> None:
    # The claim of the second day says that it was so before, so its answer is carried back.
    ledger = town(
        claim("x0000", "kia", "a", start="2024-01-01"),
        claim("x0001", "sac", "a", start="2024-01-01", share="contested"),
        claim("x0002", "sac", "a", start="2024-01-01", stance="denies"),
        claim("x0003", "kia", "a", start="2024-01-02", before=True),
    )
    entries = log(ledger, *ALWAYS, dimensions=[Dimension.CONTROL], policy=Policy.ANY)
    ended = next(each for each in entries if each.happening is Happening.SETTLED)
    assert ended.first == date(2024, 1, 3)


@given(drawn_claims(), st.sampled_from(Policy))
def test_every_edge_of_a_track_is_within_an_entry_of_that_day_or_the_day_before(
    claims: list[Claim], policy: Policy
) -> None:
    ledger = drawn_catalog(claims)
    for dimension in RESOLVED:
        for on in edges(track(ledger, "town", dimension, policy=policy)):
            near = log(ledger, on - DAY, on, dimensions=[dimension], policy=policy)
            assert near, (dimension, on)


# -- Intervals, and states over days ---------------------------------------------------------------


def test_intervals_are_all_that_is_known_with_their_tracks(shipped: Catalog) -> None:
    every = list(intervals(shipped, places=["kanpaiti", "kanpaiti-gate"]))
    assert {(lane.place_id, lane.dimension) for lane, _ in every} == {
        ("kanpaiti", Dimension.CONTROL),
        ("kanpaiti", Dimension.GATE),
        ("kanpaiti-gate", Dimension.CONTROL),
        ("kanpaiti-gate", Dimension.GATE),
    }
    assert all(each.status is not Status.UNKNOWN for _, each in every)


def test_states_over_days_are_those_of_each_day(shipped: Catalog) -> None:
    days = [date(2024, 11, 19) + number * DAY for number in range(4)]
    over = states_over(shipped, days, places=["kanpaiti", "pangwa"])
    assert list(over) == days
    for on, answers in over.items():
        assert answers == tuple(state(shipped, place, on) for place in ("kanpaiti", "pangwa"))


def test_the_followed_places_are_those_of_the_log(shipped: Catalog) -> None:
    entries = log(shipped, *AUTUMN, places=followed(shipped))
    assert {each.place_id for each in entries} <= set(followed(shipped))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_the_command_gives_the_log_as_a_table_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    window = ("--from", "2024-09-01", "--to", "2024-12-31", "--place", "kanpaiti-gate")
    assert " ".join(run(capsys, "log", *window).split()).count("2024-10-22 Kan Paik Ti gate change gate") == 1
    asked = json.loads(run(capsys, "log", *window, "--json"))
    assert asked["entries"][0]["first"] == "2024-10-22" and asked["entries"][0]["value"] == "closed"
    (document,) = [each for each in asked["entries"][0]["sources"] if "k0049" in each["says"]]
    assert document["url"].startswith("https://") and document["publisher"].startswith("The Irrawaddy")
    turned = json.loads(run(capsys, "log", *window, "--json", "--newest-first"))
    assert turned["entries"] == asked["entries"][::-1]


def test_the_command_tells_of_a_stretch(capsys: pytest.CaptureFixture[str], shipped: Catalog) -> None:
    window = ("--from", "2024-09-01", "--to", "2024-12-31", "--json")
    found = {
        stretch: {
            each["entry"] for each in json.loads(run(capsys, "log", *window, "--stretch", stretch))["entries"]
        }
        for stretch in STRETCHES
    }
    assert found["kachin"] and found["northern-shan"] and not found["kachin"] & found["northern-shan"]
    assert found["kachin"] | found["northern-shan"] < found["border"]
    assert main(["log", *window, "--stretch", "wa"]) == 2


def test_the_files_have_the_columns_that_they_promise(shipped: Catalog) -> None:
    long = [row for entry in log(shipped, *ALWAYS) for row in rows.entry_source_rows(shipped, entry)]
    assert {tuple(row) for row in long} == {rows.LOG_COLUMNS}
    flat = [rows.interval_row(shipped, *each) for each in intervals(shipped)]
    assert {tuple(row) for row in flat} == {rows.INTERVAL_COLUMNS}
    for row in (*long, *flat):
        for name, value in row.items():
            holds = COLUMNS[name].holds
            kinds = (int, float) if holds is float else holds
            assert value is None or isinstance(value, kinds), (name, value)


@pytest.mark.parametrize("place", ["kanpaiti", "phimaw", "no-such-rows"])
def test_a_column_has_its_type_also_where_it_is_empty(shipped: Catalog, place: str, tmp_path: Path) -> None:
    flat = [rows.interval_row(shipped, *each) for each in intervals(shipped) if each[0].place_id == place]
    write_rows(tmp_path / "some.parquet", flat, {}, rows.INTERVAL_COLUMNS)
    every = [rows.interval_row(shipped, *each) for each in intervals(shipped)]
    write_rows(tmp_path / "all.parquet", every, {}, rows.INTERVAL_COLUMNS)
    some, all_ = (pq.read_schema(tmp_path / name) for name in ("some.parquet", "all.parquet"))
    assert [(each.name, each.type) for each in some] == [(each.name, each.type) for each in all_]
    assert (
        str(some.field("start").type) == "date32[day]"
        and str(some.field("used").type) == "list<element: string>"
    )


def test_a_file_without_rows_has_its_columns(tmp_path: Path) -> None:
    write_rows(tmp_path / "log.csv", [], {}, rows.LOG_COLUMNS)
    assert (tmp_path / "log.csv").read_text("utf-8-sig").strip().split(",") == list(rows.LOG_COLUMNS)
    write_rows(tmp_path / "log.geojson", [], {}, rows.LOG_COLUMNS)
    assert json.loads((tmp_path / "log.geojson").read_text())["features"] == []


@pytest.mark.parametrize("ending", ["csv", "geojson", "parquet"])
def test_the_commands_write_files_that_open(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log_file, intervals_file = tmp_path / f"log.{ending}", tmp_path / f"intervals.{ending}"
    run(capsys, "log", "--from", "2024-10-01", "--to", "2024-10-31", "--out", str(log_file))
    run(capsys, "intervals", "--place", "kanpaiti", "--out", str(intervals_file))
    for path in (log_file, intervals_file):
        if ending == "csv":
            table = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
        elif ending == "geojson":
            table = [each["properties"] for each in json.loads(path.read_text())["features"]]
        else:
            table = pq.read_table(path).to_pylist()
        assert table and all(each["place_id"] for each in table)
    out = tmp_path / "log.ods"
    assert main(["log", "--from", "2024-10-01", "--to", "2024-10-31", "--out", str(out)]) == 2
