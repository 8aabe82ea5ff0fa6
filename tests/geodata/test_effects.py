"""What a new claim changes: the runs of days found are those on which the answers differ, and no others."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.ages import state_in
from geodata.bundle import Bundle, read_bundle
from geodata.catalog import Catalog, from_bundle
from geodata.drafts import Draft, with_draft
from geodata.effects import effects, reading
from geodata.joins import mines_on
from geodata.resolver import RESOLVED, track
from geodata.timeline import answer, track_changes
from geodata.vocab import Dimension, Policy, Status
from tests.geodata.worlds import DAYS, catalog, claim, day, drawn_catalog, drawn_claims


def test_a_later_claim_changes_the_days_from_its_start() -> None:
    before = catalog([claim("x0001", "sac", "a", start="2024-01-05")])
    after = catalog(
        [claim("x0001", "sac", "a", start="2024-01-05"), claim("x0002", "kia", "b", start="2024-02-01")]
    )
    lanes = [track(each, "town") for each in (before, after)]
    first, second = track_changes(*lanes)
    assert (first.start, first.end) == (date(2024, 2, 1), date(2024, 2, 2))
    assert (first.before.actors, first.after.status) == (("sac",), Status.CHANGING)
    assert (second.start, second.end, second.after.actors) == (date(2024, 2, 2), None, ("kia",))
    assert track_changes(lanes[0], lanes[0]) == ()


def test_a_claim_that_says_the_same_changes_no_answer() -> None:
    said = claim("x0001", "sac", "a", start="2024-01-05")
    more = [said, claim("x0002", "sac", "b", as_of="2024-02-01")]
    assert track_changes(track(catalog([said]), "town"), track(catalog(more), "town")) == ()


@settings(max_examples=60)
@given(st.lists(drawn_claims(5), min_size=2, max_size=2))
def test_the_runs_are_just_the_days_with_another_answer(drawn: list[list[object]]) -> None:
    lanes = [track(drawn_catalog(claims), "town") for claims in drawn]  # type: ignore[arg-type]
    runs = track_changes(*lanes)
    for number in range(-40, DAYS + 60):
        on = day(number)
        old, new = (state_in(lane, on, lane.known_on) for lane in lanes)
        differs = (*answer(old), old.may_have_changed) != (*answer(new), new.may_have_changed)
        inside = [run for run in runs if (run.start or date.min) <= on < (run.end or date.max)]
        assert len(inside) == differs
        for run in inside:
            assert (answer(run.before), answer(run.after)) == (answer(old), answer(new))
    for one, other in pairwise(runs):
        assert one.end is not None and other.start is not None and one.end <= other.start
        alike = (answer(one.before), answer(one.after)) == (answer(other.before), answer(other.after))
        windows = [each.may_have_changed for run in (one, other) for each in (run.before, run.after)]
        assert one.end < other.start or not alike or any(windows), "one run is not told as two"


def grown(bundle: Bundle, **cells: str) -> Catalog:
    row = dict.fromkeys(bundle.rows["claims"][0], "") | {
        "claim_id": "k9001",
        "dimension": "control",
        "stance": "asserts",
        "speaker": "residents",
        "source_id": "ap-2024-kanpaiti",
        "restates": "It changed hands.",
        "since_before": "false",
    }
    return from_bundle(with_draft(bundle, Draft(row | cells)))


def test_on_the_shipped_ledger_the_mines_follow_their_town(shipped: Catalog) -> None:
    after = grown(read_bundle(), place_id="pangwa", value="kbgf", start="2026-10-01", recorded="2026-11-01")
    found = [each for each in effects(shipped, after) if each.policy is Policy.REPORTED]
    assert {each.place_id for each in found} == {"pangwa"}
    last = found[-1]
    assert (last.start, last.end, last.after.actors) == (date(2026, 10, 2), None, ("kbgf",))
    following = [m for m in mines_on(after, date(2026, 11, 1)).clusters if m.place_id == "pangwa"]
    assert len(last.mines) == len(following) > 0
    assert last.pools == sum(mine.pools for mine in following)
    assert all(mine.actors == ("kbgf",) for mine in following)


def test_on_the_shipped_ledger_every_difference_of_a_day_is_in_a_run(shipped: Catalog) -> None:
    after = grown(read_bundle(), place_id="muse", value="tnla", start="2024-12-01", recorded="2024-12-05")
    found = effects(shipped, after)
    for policy in Policy:
        for place_id in shipped.places:
            for dimension in RESOLVED:
                lanes = [track(each, place_id, dimension, None, policy) for each in (shipped, after)]
                of = [
                    e for e in found if (e.place_id, e.dimension, e.policy) == (place_id, dimension, policy)
                ]
                for on in (date(2024, 11, 30), date(2024, 12, 1), date(2024, 12, 10), date(2026, 1, 1)):
                    differs = answer(lanes[0].at(on)) != answer(lanes[1].at(on))
                    inside = [e for e in of if (e.start or date.min) <= on < (e.end or date.max)]
                    assert len(inside) >= differs


def test_a_claim_is_said_to_be_used_or_why_it_is_not(shipped: Catalog) -> None:
    bundle = read_bundle()
    new = {"place_id": "kanpaiti", "start": "2026-10-01", "recorded": "2026-11-01"}
    said = grown(bundle, value="kbgf", **new)
    assert [reading(said, "k9001", policy) for policy in Policy] == [
        "used",
        "used",
        "uncorroborated",
        "uncorroborated",
    ]
    own = grown(bundle, value="kbgf", speaker_actor="kbgf", **new)
    assert reading(own, "k9001", Policy.REPORTED) == "party's own claim"
    attack = grown(bundle, value="kia", **new | {"dimension": Dimension.OFFENSIVE})
    assert reading(attack, "k9001", Policy.REPORTED) == "no state"
    denied = grown(bundle, value="kia", **new | {"stance": "denies"})
    assert reading(denied, "k9001", Policy.ANY) == "denial"
