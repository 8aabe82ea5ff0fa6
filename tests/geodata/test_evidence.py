"""Contradictions between claims, and what rests on a source."""

from __future__ import annotations

from datetime import date

from geodata.adding.drafts import Draft, empty_row, with_draft
from geodata.analysis.evidence import Quarrel, contradictions, disputes, reading, rests_on
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


def test_two_holders_of_one_month_can_both_be_true() -> None:
    month = [
        claim("x0001", "sac", "a", as_of="2024-01"),
        claim("x0002", "kia", "b", start="2024-01-20"),
        claim("x0003", "kia", "c", start="2024-01"),
    ]
    assert pairs(month) == []
    same = [claim("x0001", "sac", "a", as_of="2024-01"), claim("x0002", "kia", "b", as_of="2024-01")]
    assert pairs(same) == [("holder", "x0001", "x0002")]


def test_a_day_has_room_for_a_state_and_for_the_one_that_follows_it() -> None:
    noon = [claim("x0001", "sac", "a", as_of="2024-01-20"), claim("x0002", "kia", "b", start="2024-01-20")]
    assert pairs(noon) == []


def test_a_day_by_which_it_was_over_is_not_a_day_on_which_it_held() -> None:
    claims = [
        claim("x0001", "sac", "a", as_of="2023-12", end="2024-01-25"),
        claim("x0002", "kia", "b", start="2024-01-20"),
    ]
    assert pairs(claims) == []


def test_joint_holders_agree_with_one_of_them_unless_it_is_said_to_be_alone() -> None:
    joint = claim("x0001", "mndaa+sac", "a", as_of="2024-01-20", share="joint")
    for share, found in ((None, []), ("joint", []), ("sole", [("holder", "x0001", "x0002")])):
        assert pairs([joint, claim("x0002", "3bha", "b", as_of="2024-01-20", share=share)]) == found


def test_about_a_day_is_no_other_day() -> None:
    claims = [claim("x0001", "kia", "a", start="2024-01-18~"), claim("x0002", "kia", "b", start="2024-01-19")]
    assert pairs(claims) == []


def test_a_gate_that_closed_twice_closed_on_two_days() -> None:
    closed, opened, again = (
        claim("x0001", "closed", "a", start="2023-02-01", dimension="gate"),
        claim("x0002", "open", "b", start="2023-06-01", dimension="gate"),
        claim("x0003", "closed", "c", start="2023-09-01", dimension="gate"),
    )
    assert pairs([closed, opened, again]) == []
    assert pairs([closed, claim("x0002", "closed", "b", start="2023-02-03", dimension="gate")]) == [
        ("date", "x0001", "x0002")
    ]


def test_pairs_of_the_ledger_that_can_both_be_true_are_none(shipped: Catalog) -> None:
    every = {frozenset((pair.one.claim_id, pair.other.claim_id)) for pair in contradictions(shipped)}
    for pair in (("s0060", "s0055"), ("s0114", "s0116"), ("k0006", "k0007"), ("k0041", "k0051")):
        assert frozenset(pair) not in every


def test_claims_that_contradict_each_other_are_one_dispute_with_all_of_each_side(shipped: Catalog) -> None:
    (fall,) = (d for d in disputes(shipped, places=["kanpaiti"]) if d.quarrel is Quarrel.DATE)
    one, other = ({claim.claim_id for claim in side} for side in fall.sides)
    assert one == {"k0020", "k0021"} and {"k0007", "k0012", "k0341"} < other
    assert fall.settled and "k0007" not in fall.reasons
    assert fall.days == (date(2023, 11, 20), date(2024, 12, 31))


def test_every_contradiction_is_in_one_dispute_and_on_two_of_its_sides(shipped: Catalog) -> None:
    every = disputes(shipped)
    for pair in contradictions(shipped):
        homes = [
            dispute
            for dispute in every
            if dispute.quarrel is pair.quarrel
            and (dispute.place_id, dispute.dimension) == (pair.place_id, pair.dimension)
            and {pair.one, pair.other} <= set(dispute.claims)
        ]
        assert len(homes) == 1
        sides = [
            next(n for n, side in enumerate(homes[0].sides) if claim in side)
            for claim in (pair.one, pair.other)
        ]
        assert sides[0] != sides[1]
        assert homes[0].days[0] <= pair.days[0] <= pair.days[1] <= homes[0].days[1]


def test_a_dispute_is_settled_where_claims_of_one_side_only_are_used() -> None:
    claims = [claim(f"x000{n}", who, who, as_of="2024-01-15") for n, who in ((1, "kia"), (2, "sac"))]
    (open_one,) = disputes(catalog(claims))
    assert [[each.value for each in side] for side in open_one.sides] == [["kia"], ["sac"]]
    assert not open_one.settled


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
