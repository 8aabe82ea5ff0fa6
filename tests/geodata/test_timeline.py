"""States over time: changes, steps and the segments of a lane."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from geodata.analysis.timeline import changes_between, followed, next_change, previous_change, segments
from geodata.catalog import Catalog
from geodata.resolver.answers import Span
from geodata.resolver.resolve import state, track
from geodata.vocab import Dimension, Status
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
