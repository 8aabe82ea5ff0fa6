"""Contradictions between claims, and what rests on a source."""

from __future__ import annotations

from datetime import date

from geodata.adding.drafts import Draft, empty_row, with_draft
from geodata.analysis.evidence import Quarrel, contradictions, reading, rests_on
from geodata.bundle.reading import read_bundle
from geodata.catalog import Catalog, from_bundle
from geodata.resolver.resolve import state
from geodata.vocab import Dimension, Policy, Reason
from tests.geodata.worlds import catalog, claim, day


def pairs(claims: list, policy: Policy = Policy.REPORTED) -> list[tuple[str, str, str]]:
    found = contradictions(catalog(claims), policy=policy)
    return [(str(c.quarrel), c.one.claim_id, c.other.claim_id) for c in found]


def test_two_holders_of_the_same_days_contradict() -> None:
    claims = [
        claim("x0001", "sac", "a", start="2024-01-05", as_of="2024-01-25"),
        claim("x0002", "kia", "b", as_of="2024-01-15"),
    ]
    assert pairs(claims) == [("holder", "x0001", "x0002")]


def test_a_handover_on_one_day_and_a_fight_contradict_nobody() -> None:
    handover = [
        claim("x0001", "sac", "a", as_of="2024-01-05", end="2024-01-20"),
        claim("x0002", "kia", "b", start="2024-01-20"),
    ]
    fight = [*handover, claim("x0003", "kia", "c", as_of="2024-01-10", share="contested")]
    kin = [claim("x0001", "sac", "a", as_of="2024-01-05"), claim("x0002", "kbgf", "b", as_of="2024-01-05")]
    assert pairs(handover) == pairs(fight) == pairs(kin) == []


def test_two_days_for_one_beginning_contradict_and_a_coarser_date_does_not() -> None:
    claims = [
        claim("x0001", "kia", "a", start="2024-01-18"),
        claim("x0002", "kia", "b", start="2024-01-20"),
        claim("x0003", "kia", "c", start="2024-01"),
    ]
    assert pairs(claims) == [("date", "x0001", "x0002")]


def test_a_denial_contradicts_what_is_said_of_its_days_only() -> None:
    said = claim("x0001", "kia", "a", start="2024-01-10", as_of="2024-01-20")
    denied = [
        claim(f"x000{n}", "kia", "b", stance="denies", as_of=f"2024-01-{d}")
        for n, d in ((2, "05"), (3, "15"))
    ]
    assert pairs([said, *denied]) == [("denial", "x0001", "x0003")]


def test_the_year_of_kanpaiti_is_in_the_queue_with_what_the_policy_did(shipped: Catalog) -> None:
    found = contradictions(shipped, places=["kanpaiti"])
    year = next(c for c in found if (c.one.claim_id, c.other.claim_id) == ("k0020", "k0007"))
    assert (year.quarrel, year.reasons) == (Quarrel.DATE, (Reason.DIFFERS_FROM_ORIGIN, None))
    assert any({c.one.claim_id, c.other.claim_id} == {"k0056", "k0060"} for c in contradictions(shipped))


def test_what_rests_on_a_source(shipped: Catalog) -> None:
    """The fall of Kan Hpan is told by one origin."""
    on = date(2024, 11, 26)
    held = state(shipped, "kan-hpan", on)
    (source_id,) = {shipped.claims[claim_id].source_id for claim_id in held.used}
    (change,) = (c for c in rests_on(shipped, source_id, on) if c.place_id == "kan-hpan")
    assert (change.before.actors, change.after.actors) == (("kia",), ("kbgf", "sac"))
    assert rests_on(shipped, "mestios-2024-kanpaiti", on) == ()


def test_a_state_that_two_origins_carry_rests_on_neither() -> None:
    town = catalog(
        [claim("x0001", "kia", "a", as_of="2024-01-05"), claim("x0002", "kia", "b", as_of="2024-01-05")]
    )
    assert rests_on(town, "a", day(10)) == ()


def test_a_claim_is_said_to_be_used_or_why_it_is_not(shipped: Catalog) -> None:
    bundle = read_bundle()

    def grown(**cells: str) -> Catalog:
        row = empty_row(bundle, "claims") | {
            "claim_id": "k9001",
            "dimension": "control",
            "stance": "asserts",
            "speaker": "residents",
            "source_id": "ap-2024-kanpaiti",
            "restates": "It changed hands.",
            "since_before": "false",
        }
        return from_bundle(with_draft(bundle, Draft(row | cells)))

    new = {"place_id": "kanpaiti", "start": "2026-10-01", "recorded": "2026-11-01"}
    said = grown(value="kbgf", **new)
    assert [reading(said, "k9001", policy) for policy in Policy] == [
        "used",
        "used",
        "uncorroborated",
        "uncorroborated",
    ]
    own = grown(value="kbgf", speaker_actor="kbgf", **new)
    assert reading(own, "k9001", Policy.REPORTED) == "party's own claim"
    attack = grown(value="kia", **new | {"dimension": Dimension.OFFENSIVE})
    assert reading(attack, "k9001", Policy.REPORTED) == "no state"
    denied = grown(value="kia", **new | {"stance": "denies"})
    assert reading(denied, "k9001", Policy.ANY) == "denial"
