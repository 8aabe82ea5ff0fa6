"""States over time: changes, steps and the segments of a lane."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from geodata.analysis import timeline
from geodata.analysis.timeline import (
    changes_between,
    followed,
    next_change,
    previous_change,
    runs_over,
    segments,
)
from geodata.catalog import Catalog
from geodata.errors import UnknownName
from geodata.resolver.answers import Span, State, Track, state_in
from geodata.resolver.resolve import RESOLVED, Asked, state, states, track
from geodata.vocab import Dimension, Policy, Status
from tests.geodata.worlds import catalog, claim, day

NEWEST = date(2024, 12, 31)
TOWN = catalog(
    [
        claim("x0001", "sac", "a", as_of="2024-01-05"),
        claim("x0002", "kia", "b", start="2024-01-20"),
        claim("x0003", "kia", "c", as_of="2024-11-01", recorded="2024-12-31"),
    ]
)


def test_changes_between_two_days_have_both_states_and_the_claims() -> None:
    (change,) = changes_between(TOWN, day(10), day(30))
    assert (change.before.actors, change.after.actors) == (("sac",), ("kia",))
    assert change.window == Span(day(19), day(20)) and change.claims == ("x0002", "x0003")
    assert changes_between(TOWN, day(30), day(10)) == (change,), "the earlier day goes first"
    assert changes_between(TOWN, day(30), day(60)) == ()


def test_stepping_reaches_each_change_and_stops() -> None:
    steps, on = [], day(-10)
    while found := next_change(TOWN, on):
        on = found[0]
        steps.append(on)
    assert steps == [day(4), day(19), day(20)]
    back = []
    while found := previous_change(TOWN, on + timedelta(days=1)):
        on = found[0]
        back.append(on)
        on -= timedelta(days=1)
    assert back == steps[::-1]


def test_a_state_that_is_only_carried_back_is_no_change_and_no_step(shipped: Catalog) -> None:
    began = date(2009, 1, 1)
    early, kanpaiti = began - timedelta(days=1), ["kanpaiti"]
    assert track(shipped, "kanpaiti").at(began).start == began
    assert state(shipped, "kanpaiti", early).status is Status.UNKNOWN
    assert state(shipped, "kanpaiti", began).status is Status.JOINT
    assert changes_between(shipped, early, began, places=kanpaiti) == ()
    assert next_change(shipped, early, places=kanpaiti) == (date(2024, 11, 20), ("kanpaiti",))
    (change,) = changes_between(shipped, early, date(2024, 7, 1), places=kanpaiti)
    assert change.after.first_evidence is None, "by then there is evidence"


def test_segments_are_cut_where_a_state_turns_stale_and_fresh() -> None:
    found = segments(track(TOWN, "town"), day(0), date(2025, 2, 1), NEWEST)
    looks = [(s.start, s.end, str(s.interval.status), s.stale) for s in found]
    assert looks == [
        (day(0), day(4), "unknown", False),
        (day(4), day(19), "held", False),
        (day(19), day(20), "changing", False),
        (day(20), day(19 + 181), "held", False),
        (day(19 + 181), date(2024, 11, 1), "held", True),
        (date(2024, 11, 1), date(2025, 1, 1), "held", False),
        (date(2025, 1, 1), date(2025, 2, 1), "held", True),
    ]


def test_segments_of_the_shipped_lanes_tell_the_states(shipped: Catalog) -> None:
    start, end = date(2023, 1, 1), date(2026, 4, 1)
    for place in shipped.lanes:
        found = segments(track(shipped, place.place_id), start, end, shipped.newest_record)
        assert found[0].start == start and found[-1].end == end
        assert all(a.end == b.start for a, b in pairwise(found))
        for segment in found:
            answer = state(shipped, place.place_id, segment.start)
            assert (answer.status, answer.actors, answer.stale) == (
                segment.interval.status,
                segment.interval.actors,
                segment.stale,
            )


def test_the_autumn_of_2024_on_the_shipped_ledger(shipped: Catalog) -> None:
    changed = {c.place_id: c for c in changes_between(shipped, date(2024, 9, 1), date(2024, 11, 26))}
    assert {"chipwi", "tsawlaw", "pangwa", "kanpaiti"} <= set(changed)
    assert all(changed[p].after.actors == ("kia",) for p in ("chipwi", "tsawlaw", "pangwa", "kanpaiti"))
    assert (changed["phimaw"].after.status, changed["phimaw"].after.actors) == (Status.HELD, ("kia",))
    assert "laiza" not in changed and "muse" not in changed
    day_of_it, places = previous_change(shipped, date(2024, 11, 21), places=["kanpaiti"]) or (None, ())
    assert (day_of_it, places) == (date(2024, 11, 20), ("kanpaiti",))


def test_gates_and_mines_have_changes_of_their_own(shipped: Catalog) -> None:
    (closed,) = changes_between(
        shipped, date(2024, 10, 1), date(2024, 11, 26), places=["kanpaiti-gate"], dimension=Dimension.GATE
    )
    assert (closed.before.value, closed.after.value) == ("partial", "closed")
    assert set(followed(shipped)) >= {"kanpaiti", "myitkyina", "kyin-san-kyawt-gate"}


# -- Many days at once -----------------------------------------------------------------------------

MANY = [
    *(date(2024, 11, 1) + timedelta(days=number) for number in range(30)),
    *(date(2020, 1, 1) + timedelta(days=11 * number) for number in range(260)),
    date(1950, 6, 1),
]
"""Days before all evidence, among it and after the newest record, in no order."""


@pytest.mark.parametrize("dimension", RESOLVED)
@pytest.mark.parametrize("policy", [Policy.REPORTED, Policy.STRICT])
def test_runs_have_the_state_of_each_day(shipped: Catalog, dimension: Dimension, policy: Policy) -> None:
    known_on = date(2026, 1, 5) if policy is Policy.STRICT else None
    asked: Asked = {"dimension": dimension, "policy": policy, "known_on": known_on}
    end = [shipped.newest_record + timedelta(days=number) for number in (1, 0)]
    runs = runs_over(shipped, [*MANY, *end], **asked)
    assert set(runs.days) == {*MANY, *end} and len(runs.numbers) == len(shipped.places)
    for at, on in enumerate(runs.days):
        found = tuple(replace(runs.states[numbers[at]], on=on) for numbers in runs.numbers)
        assert found == states(shipped, on, **asked), on
        assert [runs.states[numbers[at]].may_have_changed for numbers in runs.numbers] == [
            each.may_have_changed for each in found
        ]


def test_runs_ask_a_track_only_where_it_may_say_something_else(
    shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def counted(lane: Track, on: date, newest_record: date) -> State:
        asked.append(on)
        return state_in(lane, on, newest_record)

    monkeypatch.setattr(timeline, "state_in", counted)
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]
    runs = runs_over(shipped, days)
    assert len(asked) < len(days) * len(shipped.places) / 25
    assert len(runs.states) <= len(asked)
    assert runs_over(shipped, []).states == () and runs_over(shipped, days, places=[]).numbers == ()


def test_runs_of_an_unknown_place_are_refused(shipped: Catalog) -> None:
    with pytest.raises(UnknownName):
        runs_over(shipped, MANY, places=["atlantis"])
