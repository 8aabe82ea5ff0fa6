"""The resolver's rules one by one, on ledgers drawn by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.errors import UnknownName
from geodata.resolver import disputes, resolve, spells
from geodata.resolver.answers import Span, State
from geodata.resolver.resolve import state, states, track
from geodata.resolver.spells import Spell
from geodata.resolver.ties import Side, Ties
from geodata.resolver.voices import Voice
from geodata.vocab import Dimension, Policy, SourceKind
from tests.geodata.worlds import catalog, claim, day, source

KIA_TOOK_IT = [
    claim("x0001", "sac", "a", as_of="2024-01-05"),
    claim("x0002", "kia", "b", start="2024-01-20"),
    claim("x0003", "kia", "c", start="2024-01-20"),
]


def asked(claims: list, on: int | date, **how: object) -> State:
    sources = how.pop("sources", None)
    return state(catalog(claims, sources), "town", on if isinstance(on, date) else day(on), **how)


def reasons(found: State) -> dict[str, str]:
    return {item.claim_id: str(item.reason) for item in found.set_aside}


def test_without_a_claim_nothing_is_known() -> None:
    found = asked([claim("x0001", "kia", "a", as_of="2024-01-05", stance="denies")], 10)
    assert (found.status, found.actors, found.since, found.used) == ("unknown", (), None, ())


def test_a_state_holds_forwards_and_never_backwards() -> None:
    assert asked(KIA_TOOK_IT, 3).status == "unknown"
    assert asked(KIA_TOOK_IT, 4).actors == ("sac",)
    assert asked(KIA_TOOK_IT, 18).actors == ("sac",)
    assert asked(KIA_TOOK_IT, 300).actors == ("kia",)


def test_the_day_of_a_transition_is_changing_between_the_old_and_the_new() -> None:
    found = asked(KIA_TOOK_IT, 19)
    assert (found.status, found.actors, found.from_actors) == ("changing", ("kia",), ("sac",))
    assert found.since == Span(day(19), day(20))
    assert asked(KIA_TOOK_IT, 18).until == Span(day(19), day(20))
    assert asked(KIA_TOOK_IT, 20).until is None


def test_between_two_as_of_claims_the_day_of_change_is_open() -> None:
    claims = [claim("x0001", "sac", "a", as_of="2024-01-05"), claim("x0002", "kia", "b", as_of="2024-01-15")]
    assert [asked(claims, n).status for n in (4, 5, 13, 14)] == ["held", "changing", "changing", "held"]
    assert asked(claims, 14).since == Span(day(5), day(14))


def test_a_loose_as_of_is_read_as_late_as_it_may_be_where_it_follows_another_holder() -> None:
    claims = [claim("x0001", "sac", "a", as_of="2024-01-05"), claim("x0002", "kia", "b", as_of="2024-02")]
    assert asked(claims, date(2024, 2, 10)).status == "changing"
    assert asked(claims, date(2024, 2, 29)).status == "held"


OLD = claim("x0009", "3bha", "old", as_of="2010-05", stance="denies")
"""Evidence of 2010 in the ledger: so far may a state be carried back."""


def test_held_for_long_before_is_carried_back_fades_and_ends() -> None:
    claims = [claim("x0001", "kia", "a", as_of="2024-01-05", before=True), OLD]
    found = asked(claims, date(2020, 1, 1))
    assert found.status == "held" and found.since == Span(None, day(5))
    assert (found.first_evidence, found.newest_evidence) == (day(4), None)
    assert [asked(claims, day(4 - n)).stale for n in (181, 180, 0)] == [True, False, False]
    assert asked(claims, day(4)).first_evidence is None
    assert asked(claims, date(2010, 5, 1)).status == "held"
    assert asked(claims, date(2010, 4, 30)).status == "unknown", "no evidence reaches so far back"


def test_no_holder_is_carried_back_before_it_had_its_name() -> None:
    claims = [claim("x0001", "kbgf", "a", as_of="2024-01-05", before=True), OLD]
    assert [asked(claims, date(2023, 12, 1)).status, asked(claims, date(2023, 11, 30)).status] == [
        "held",
        "unknown",
    ]


def test_a_stated_end_ends_what_is_known() -> None:
    claims = [claim("x0001", "kia", "a", start="2024-01-05", end="2024-01-10")]
    assert [asked(claims, n).status for n in (5, 9, 10)] == ["held", "held", "unknown"]


def test_a_partys_own_claim_does_not_count_alone_and_leaves_the_older_holder_behind() -> None:
    claims = [
        claim("x0001", "sac", "a", as_of="2024-01-05"),
        claim("x0002", "kia", "b", start="2024-01-20", speaker="kia"),
    ]
    assert asked(claims, 18).actors == ("sac",)
    assert asked(claims, 25).status == "unknown"
    assert reasons(asked(claims, 25)) == {"x0002": "party's own claim"}
    assert asked(claims, 25, policy=Policy.ANY).actors == ("kia",)
    conceded = [claims[0], claim("x0002", "kia", "b", start="2024-01-20", speaker="sac")]
    assert asked(conceded, 25).actors == ("kia",)


def test_a_member_speaks_in_the_interest_of_its_alliance() -> None:
    assert asked([claim("x0001", "3bha", "a", as_of="2024-01-05", speaker="tnla")], 10).status == "unknown"


def test_a_rejected_claim_leaves_a_gap_until_the_older_holder_is_attested_again() -> None:
    claims = [
        claim("x0001", "sac", "a", as_of="2024-01-05"),
        claim("x0002", "kia", "b", start="2024-01-20", speaker="kia"),
        claim("x0003", "sac", "c", as_of="2024-02-10"),
    ]
    assert [asked(claims, n).status for n in (10, 18, 19, 30, 40)] == [
        "held",
        "held",
        "unknown",
        "unknown",
        "held",
    ]


def test_corroborated_needs_two_independent_origins() -> None:
    one = [claim("x0001", "kia", "a", start="2024-01-20")]
    assert asked(one, 30).status == "held"
    assert asked(one, 30, policy=Policy.CORROBORATED).status == "unknown"
    assert asked(KIA_TOOK_IT, 30, policy=Policy.CORROBORATED).actors == ("kia",)
    copies = [one[0], claim("x0002", "kia", "b", start="2024-01-20")]
    wire = [source("a", "wire"), source("b", "wire", "a")]
    assert asked(copies, 30, policy=Policy.CORROBORATED, sources=wire).status == "unknown"


def test_strict_wants_each_denial_answered_by_a_later_record() -> None:
    denied = [
        *(claim(c.claim_id, c.value, c.source_id, start=str(c.start) if c.start else None,
                as_of=str(c.as_of) if c.as_of else None, recorded="2024-01-25") for c in KIA_TOOK_IT),
        claim("x0004", "kia", "d", stance="denies", as_of="2024-01-28", recorded="2024-01-28"),
    ]  # fmt: skip
    assert asked(denied, 40, policy=Policy.CORROBORATED).actors == ("kia",)
    assert asked(denied, 40, policy=Policy.STRICT).status == "unknown"
    answered = [*denied, claim("x0005", "kia", "a", as_of="2024-02-01", recorded="2024-02-02")]
    assert asked(answered, 40, policy=Policy.STRICT).actors == ("kia",)


def test_a_rewrite_that_says_more_than_its_origin_is_set_aside() -> None:
    wire = [source("agency", "wire"), source("copy", "wire", "agency")]
    claims = [
        claim("x0001", "kia", "agency", start="../2024-01-20"),
        claim("x0002", "kia", "copy", start="2024-01-03"),
    ]
    found = asked(claims, 30, sources=wire)
    assert reasons(found) == {"x0002": "differs from its origin"} and found.used == ("x0001",)
    assert asked(claims, 5, policy=Policy.ANY, sources=wire).status == "held"


def test_without_the_origin_the_earliest_document_of_a_group_prevails() -> None:
    group = [source("a", "wire", "an agency"), source("b", "wire", "an agency")]
    claims = [
        claim("x0001", "kia", "a", start="2024-01-20", recorded="2024-01-21"),
        claim("x0002", "kia", "b", start="2024-01-18", recorded="2024-01-22"),
    ]
    found = asked(claims, 30, sources=group)
    assert found.since == Span(day(19), day(20)) and reasons(found) == {"x0002": "same origin"}


def test_a_beginning_is_one_transition_whatever_day_each_source_gives() -> None:
    claims = [
        claim("x0001", "kia", "a", start="2024-01-20"),
        claim("x0002", "kia", "b", start="2024-01-20"),
        claim("x0003", "kia", "c", start="2024-01-16"),
        claim("x0004", "kia", "d", start="2024-01"),
        claim("x0005", "kia", "e", start="../2024-01-22"),
        claim("x0006", "kia", "f", start="2024-03-01"),
    ]
    found = asked(claims, 60)
    assert found.since == Span(day(15), day(20))
    assert reasons(found) == {"x0006": "date differs"}


@pytest.mark.parametrize(
    ("other", "window", "aside"),
    [
        ("2024-01-06", Span(day(5), day(20)), set()),
        ("2024-01-05", Span(day(19), day(20)), {"x0003"}),
    ],
)
def test_starts_within_fourteen_days_are_one_transition(other: str, window: Span, aside: set[str]) -> None:
    agreed = [claim(f"x000{n}", "kia", name, start="2024-01-20") for n, name in ((1, "a"), (2, "b"))]
    found = asked([*agreed, claim("x0003", "kia", "c", start=other)], 40)
    assert found.since == window and set(reasons(found)) == aside


def test_an_actor_and_its_parent_do_not_contradict() -> None:
    claims = [claim("x0001", "sac", "a", as_of="2024-01-05"), claim("x0002", "kbgf", "b", as_of="2024-01-09")]
    found = asked(claims, 20)
    assert (found.status, found.actors) == ("joint", ("kbgf", "sac"))


def test_an_ally_that_nobody_names_alone_is_a_partner() -> None:
    claims = [
        claim("x0001", "kia", "a", as_of="2024-01-05"),
        claim("x0002", "kia+pdf", "b", as_of="2024-01-09"),
    ]
    found = asked(claims, 20)
    assert (found.status, found.actors, found.partners) == ("held", ("kia",), ("pdf",))


def test_an_alliance_stands_for_the_member_which_as_many_origins_name_or_two() -> None:
    both = [claim("x0001", "3bha", "a", as_of="2024-01-05"), claim("x0002", "mndaa", "b", as_of="2024-01-05")]
    assert asked(both, 20).actors == ("mndaa",)
    more = [*both, *(claim(f"x001{n}", "3bha", f"o{n}", as_of="2024-01-06") for n in range(5))]
    assert asked(more, 20).actors == ("3bha",)
    assert asked([*more, claim("x0003", "mndaa", "c", as_of="2024-01-06")], 20).actors == ("mndaa",)


def test_untied_actors_open_a_dispute_which_a_later_claim_settles() -> None:
    claims = [
        claim("x0001", "mndaa", "a", start="2024-01-05"),
        claim("x0002", "mndaa+sac", "b", as_of="2024-01-20"),
        claim("x0003", "mndaa+sac", "d", as_of="2024-01-21"),
        claim("x0004", "mndaa", "c", as_of="2024-02-10"),
    ]
    assert [asked(claims, n).status for n in (10, 19, 39, 40)] == ["held", "contested", "contested", "held"]
    assert asked(claims, 30).actors == ("mndaa", "sac")
    started = [claims[0], claim("x0002", "mndaa+sac", "b", start="2024-01-20")]
    assert asked(started, 30).status == "joint"


FOUGHT = [
    claim("x0001", "sac", "a", as_of="2024-01-05"),
    claim("x0002", "kia", "b", as_of="2024-01-10/2024-01-12", share="contested"),
    claim("x0003", "kia", "c", as_of="2024-01-20", share="contested"),
]


def test_a_dispute_lasts_until_it_is_settled_and_is_no_change() -> None:
    assert [asked(FOUGHT, n).status for n in (8, 9, 11, 12, 18)] == ["held", *["contested"] * 4]
    assert asked(FOUGHT, 10).actors == ("kia", "sac")
    assert asked(FOUGHT, 200).status == "contested" and asked(FOUGHT, 200).stale
    settled = [*FOUGHT, claim("x0004", "sac", "d", as_of="2024-02-01")]
    assert [asked(settled, n).status for n in (30, 31)] == ["contested", "held"]
    taken = [*FOUGHT, claim("x0004", "kia", "d", start="2024-02-01")]
    assert [asked(taken, n).status for n in (30, 31, 32)] == ["contested", "changing", "held"]
    assert asked(taken, 31).from_actors == ("sac",)


def test_a_start_that_is_set_aside_only_for_its_date_settles_a_dispute() -> None:
    taken = [claim(f"x001{n}", "kia", f"o{n}", start="2024-01-05") for n in range(2)]
    claims = [*taken, *FOUGHT[1:], claim("x0020", "kia", "late", start="2024-02-10")]
    found = asked(claims, 39)
    assert (found.status, reasons(found)["x0020"]) == ("contested", "date differs")
    assert asked(claims, 40).status == "held"


def test_a_partys_own_claim_settles_nothing() -> None:
    claims = [*FOUGHT, claim("x0004", "sac", "d", as_of="2024-02-01", speaker="sac")]
    assert asked(claims, 40).status == "contested"
    assert asked(claims, 40, policy=Policy.ANY).status == "held"


def test_one_late_list_against_a_spell_attested_before_and_after_is_set_aside() -> None:
    spell = [
        claim("x0001", "kia", "a", start="2024-01-05"),
        claim("x0002", "kia", "b", as_of="2024-01-08"),
        claim("x0003", "kia", "c", as_of="2024-03-10"),
    ]
    late = claim("x0004", "sac", "d", as_of="2024-02-01")
    found = asked([*spell, late], 40)
    assert (found.status, found.actors, reasons(found)) == ("held", ("kia",), {"x0004": "contradicted"})
    fight = claim("x0004", "kia+sac", "d", as_of="2024-02-01", share="contested")
    assert reasons(asked([*spell, fight], 40)) == {"x0004": "contradicted"}
    last_shots = claim("x0004", "sac", "d", as_of="2024-01-05/2024-01-07", share="contested")
    assert reasons(asked([*spell, last_shots], 6)) == {"x0004": "contradicted"}, "on the day it began"
    second = claim("x0005", "sac", "e", as_of="2024-02-02")
    assert asked([*spell, late, second], 31).actors == ("sac",), "two origins are a spell"
    assert asked([*spell[1:], late], 31).actors == ("kia",)
    assert asked([*spell[2:], late], 31).actors == ("sac",), "nothing is attested before"
    anew = claim("x0006", "kia", "f", start="2024-02-20")
    assert asked([claim("x0001", "kia", "a", as_of="2024-01-05"), *spell[1:2], late, anew], 31).actors == (
        "sac",
    )
    assert asked([*spell, late], 31, policy=Policy.ANY).actors == ("sac",)


def test_in_a_wide_window_the_older_answer_is_carried_and_the_window_is_told() -> None:
    claims = [claim("x0001", "sac", "a", as_of="2024-01-05"), claim("x0002", "kia", "b", as_of="2024-03-07")]
    found = asked(claims, 50)
    window = Span(day(5), day(66))
    assert (found.status, found.actors, found.until, found.may_have_changed) == (
        "held",
        ("sac",),
        window,
        True,
    )
    assert not asked(claims, 4).may_have_changed
    assert asked(claims, 66).actors == ("kia",) and asked(claims, 66).since == window
    narrow = [claims[0], claim("x0002", "kia", "b", as_of="2024-03-06")]
    assert asked(narrow, 50).status == "changing" and not asked(narrow, 50).may_have_changed


def test_where_the_older_holder_is_unknown_the_window_is_no_change() -> None:
    found = asked([claim("x0001", "kia", "a", start="2024-01-05/2024-01-09")], 6)
    assert (found.status, found.until, found.may_have_changed) == ("unknown", Span(day(4), day(9)), True)


def test_a_stated_end_within_a_wide_window_makes_it_a_change() -> None:
    claims = [
        claim("x0001", "closed", "a", start="2024-01-01", end="2024-03-20", dimension="gate"),
        claim("x0002", "open", "b", start="2024-01-10/2024-03-25", dimension="gate"),
    ]
    found = [asked(claims, n, dimension=Dimension.GATE) for n in (78, 79, 80, 85)]
    assert [(each.status, each.value) for each in found] == [
        ("held", "closed"), ("held", "closed"), ("changing", "open"), ("held", "open"),
    ]  # fmt: skip


def test_partners_stay_one_side_after_their_alliance_ends() -> None:
    """PDF and TNLA are allies until 25 January 2024 in this world."""
    began = [claim(f"x000{n}", "pdf+tnla", f"o{n}", start="2024-01-10") for n in range(2)]
    later = claim("x0005", "pdf+tnla", "a", as_of="2024-02-10")
    assert asked([*began, later], 50).status == "joint"
    assert asked([claim("x0001", "tnla", "b", start="2024-01-10"), later], 50).status == "contested"
    town = [
        claim("x0009", "sac", "c", as_of="2024-01-02"),
        claim("x0001", "pdf+tnla", "d", start="2024-01-24"),
    ]
    west = claim("x0006", "pdf+tnla", "e", start="2024-01-05", share="contested")
    found = asked([*town, west], 10)
    assert (found.status, found.actors) == ("contested", ("pdf", "sac", "tnla")), "with the older holder"


def test_a_brief_carries_neither_a_state_nor_freshness() -> None:
    sources = [source("a"), source("brief", kind=SourceKind.BRIEF)]
    sources.append(source("digest", "digest", "brief", SourceKind.AGGREGATOR))
    claims = [
        claim("x0001", "kia", "a", as_of="2024-01-05", recorded="2024-01-06"),
        claim("x0002", "kia", "brief", as_of="2024-06-01", recorded="2024-06-01"),
        claim("x0003", "kia", "digest", as_of="2024-06-01", recorded="2024-06-01"),
    ]
    found = asked(claims, date(2024, 6, 1), sources=sources)
    assert (found.newest_evidence, found.stale, found.origins) == (day(4), True, 1)
    assert reasons(found) == {"x0002": "no reporting", "x0003": "no reporting"}
    assert found.known_on == date(2024, 1, 6)
    assert asked(claims[1:], date(2024, 6, 1), sources=sources).status == "unknown"


def test_an_end_announced_for_later_is_no_end_yet() -> None:
    claims = [
        claim("x0001", "kia", "a", start="2024-01-05", end="2024-02-20", recorded="2024-02-01"),
        claim("x0002", "sac", "b", start="2024-02-10", recorded="2024-02-12"),
    ]
    assert [asked(claims, n).actors for n in (38, 41)] == [("kia",), ("sac",)]
    assert asked(claims, 41).status == "held"


def test_a_state_says_how_many_origins_speak_for_it() -> None:
    assert [asked(KIA_TOOK_IT, n).origins for n in (3, 10, 19, 30)] == [0, 1, 2, 2]
    assert asked(FOUGHT, 25).origins == 2, "those that report the dispute"


def test_spells_attested_for_the_same_days_are_contested_until_one_stands_alone() -> None:
    claims = [
        claim("x0001", "sac", "a", start="2024-01-05", as_of="2024-01-25"),
        claim("x0002", "kia", "b", start="2024-01-15"),
    ]
    assert [asked(claims, n).status for n in (10, 14, 15, 23, 24)] == [
        "held", "changing", "contested", "contested", "held",
    ]  # fmt: skip
    assert asked(claims, 30).actors == ("sac",)


def test_a_day_attested_between_two_claims_parts_them_whatever_start_goes_with_it() -> None:
    claims = [
        claim("x0001", "closed", "a", start="2024-01-02", as_of="2024-02-10", dimension="gate"),
        claim("x0002", "partial", "b", as_of="2024-01-20/2024-01-25", dimension="gate"),
        claim("x0003", "partial", "c", as_of="2024-03-10", dimension="gate"),
    ]
    found = [asked(claims, n, dimension=Dimension.GATE) for n in (25, 40, 68, 69)]
    assert [(each.status, each.value) for each in found] == [
        ("contested", "closed/partial"), ("held", "closed"), ("changing", "partial"), ("held", "partial"),
    ]  # fmt: skip


def test_a_day_attested_within_a_window_ends_it() -> None:
    claims = [
        claim("x0001", "sac", "a", as_of="2024-01-02"),
        claim("x0002", "kia", "b", start="2024-01-05/2024-02-04"),
        claim("x0003", "kia", "c", start="2024-01", as_of="2024-01-25"),
    ]
    assert asked(claims, 30).since == Span(day(4), day(24))
    short = [claims[0], claim("x0002", "kia", "b", start="2024-01-05/2024-01-09", as_of="2024-01-07")]
    assert asked(short, 30).since == Span(day(4), day(9)), "within a few days the sources are only that exact"


def test_a_run_of_days_is_sure_from_its_first_and_a_loose_end_only_to_its_first() -> None:
    gate = [
        claim("x0001", "closed", "a", as_of="2023-12-20", dimension="gate"),
        claim("x0002", "open", "b", as_of="2024-01/2024-03", dimension="gate"),
    ]
    assert asked(gate, 29, dimension=Dimension.GATE).status == "changing"
    assert asked(gate, 30, dimension=Dimension.GATE).value == "open"
    ended = [
        claim("x0001", "closed", "a", start="2024-01-02", end="2024-02", dimension="gate"),
        claim("x0002", "open", "b", start="2024-02-10", dimension="gate"),
    ]
    assert asked(ended, 41, dimension=Dimension.GATE).status == "held"


def test_starts_far_apart_are_no_window_and_the_later_one_still_attests() -> None:
    claims = [
        claim("x0001", "kia", "a", start="2024-01-10", recorded="2024-06-30"),
        claim("x0002", "kia", "b", start="2024-05-10", recorded="2024-06-30"),
    ]
    assert asked(claims, 200).newest_evidence == date(2024, 5, 10), "it still says that the KIA held it then"
    found = asked(claims, 20)
    assert (found.status, found.since, reasons(found)) == (
        "held",
        Span(day(9), day(10)),
        {"x0002": "date differs"},
    )


def test_by_a_day_supports_the_starts_up_to_it() -> None:
    claims = [
        claim("x0001", "kia", "a", start="2024-01-05"),
        claim("x0002", "kia", "b", start="2024-02-10"),
        claim("x0003", "kia", "c", start="../2024-01-20"),
    ]
    assert asked(claims, 60).since == Span(day(4), day(5))


def test_all_voices_of_a_dispute_are_weighed_together() -> None:
    assert asked(FOUGHT, 12, policy=Policy.CORROBORATED).status == "contested"
    assert asked(FOUGHT[:2], 12, policy=Policy.CORROBORATED).status == "unknown"


def test_a_dispute_is_an_older_state_from_which_a_place_changes() -> None:
    claims = [*FOUGHT[1:], claim("x0004", "kia", "d", start="2024-02-01")]
    assert [asked(claims, n).status for n in (30, 31, 32)] == ["contested", "changing", "held"]


def test_what_was_recorded_later_was_not_yet_known() -> None:
    claims = [
        claim("x0001", "sac", "a", as_of="2024-01-05", recorded="2024-01-06"),
        claim("x0002", "kia", "b", start="2024-01-20", recorded="2024-02"),
    ]
    found = asked(claims, 40, known_on=date(2024, 1, 31))
    assert found.actors == ("sac",) and reasons(found) == {"x0002": "not yet known"}
    assert asked(claims, 40, known_on=date(2024, 2, 1)).actors == ("kia",)


def test_a_correction_supersedes_from_the_day_it_is_known() -> None:
    claims = [
        claim("x0001", "kia", "a", start="2024-01-05", recorded="2024-01-06"),
        claim("x0002", "sac", "a", as_of="2024-01-05", recorded="2024-02-01", supersedes="x0001"),
    ]
    assert asked(claims, 40, known_on=date(2024, 1, 31)).actors == ("kia",)
    assert asked(claims, 40).actors == ("sac",) and reasons(asked(claims, 40)) == {"x0001": "superseded"}


def test_old_evidence_is_stale_and_so_is_all_past_the_newest_record() -> None:
    assert not asked(KIA_TOOK_IT, 19 + 41).stale
    assert asked(KIA_TOOK_IT, date(2024, 4, 1)).stale, "past the newest record"
    fresh = [*KIA_TOOK_IT, claim("x0009", "kia", "d", as_of="2024-01-21", recorded="2025-01-01")]
    assert not asked(fresh, day(20 + 180)).stale
    assert asked(fresh, day(20 + 181)).stale
    assert asked(fresh, day(20 + 181)).newest_evidence == day(20)


def test_values_of_a_gate_exclude_each_other_and_those_of_mining_at_work_do_not() -> None:
    gate = [
        claim("x0001", "closed", "a", start="2024-01-05", dimension="gate"),
        claim("x0002", "partial", "b", start="2024-01-20", dimension="gate"),
    ]
    found = asked(gate, 30, dimension=Dimension.GATE)
    assert (found.value, found.actors) == ("partial", ())
    changing = asked(gate, 19, dimension=Dimension.GATE)
    assert (changing.status, changing.value, changing.from_value) == ("changing", "partial", "closed")
    mining = [
        claim("x0001", "permitted", "a", as_of="2024-01-05", dimension="rare_earth"),
        claim("x0002", "taxed", "b", as_of="2024-01-20", dimension="rare_earth"),
    ]
    assert asked(mining, 30, dimension=Dimension.RARE_EARTH).status == "held"


def test_a_gate_answers_for_its_town_and_the_border_for_a_gate_without_claims(shipped: Catalog) -> None:
    on = date(2024, 11, 26)
    town, gate = (state(shipped, p, on, dimension=Dimension.GATE) for p in ("kanpaiti", "kanpaiti-gate"))
    assert (town.value, town.derived_from, gate.value, gate.derived_from) == (
        "closed", "kanpaiti-gate", "closed", None,
    )  # fmt: skip
    without_claims = state(shipped, "man-wein-gyi-gate", date(2024, 11, 10), dimension=Dimension.GATE)
    assert (without_claims.value, without_claims.derived_from) == ("closed", "kachin-china-border")
    assert state(shipped, "muse", on, dimension=Dimension.GATE).derived_from is None


def test_what_has_no_states_is_refused() -> None:
    town = catalog(KIA_TOOK_IT)
    with pytest.raises(UnknownName, match="nowhere"):
        track(town, "nowhere")
    with pytest.raises(UnknownName, match="offensive"):
        track(town, "town", Dimension.OFFENSIVE)
    with pytest.raises(UnknownName, match="nowhere"):
        states(town, day(1), places=["nowhere"])


# -- Nothing is worked out twice -------------------------------------------------------------------


def test_each_track_is_made_once_whoever_asks_for_it(
    shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gates ask for the border-wide track, and for who held their town as somebody spoke."""
    made = []

    def counted(ledger: Catalog, claims: Sequence[Claim], *more: Any) -> list[Voice]:
        made.append((claims[0].place_id, claims[0].dimension))
        return admissible(ledger, claims, *more)

    admissible = resolve._admissible
    monkeypatch.setattr(resolve, "_admissible", counted)
    fresh = replace(shipped)  # another ledger, of which no track was made yet
    for dimension in (Dimension.GATE, Dimension.CONTROL):
        states(fresh, date(2024, 11, 26), dimension=dimension)
    assert len(made) == len(set(made)) > 100


def test_claims_are_seldom_grouped_again_and_sides_held_against_each_other_once(
    shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    forming, grouped, united = [], [], []

    def form(*of: Any) -> tuple[Spell, ...]:
        forming.append(of)
        return form_spells(*of)

    def group(*of: Any) -> Any:
        grouped.append(of)
        return parts(*of)

    def hangs_together(ties: Ties, side: Side, day: date | None = None) -> bool:
        united.append((side, day))
        return of_ties(ties, side, day)

    form_spells, parts, of_ties = spells.form_spells, spells._parts, Ties.united
    monkeypatch.setattr(resolve, "form_spells", form)
    monkeypatch.setattr(disputes, "form_spells", form)
    monkeypatch.setattr(spells, "_parts", group)
    monkeypatch.setattr(Ties, "united", hangs_together)
    fresh = replace(shipped)
    states(fresh, date(2024, 11, 26))
    assert len(grouped) <= 1.1 * len(forming), "a second look at most groupings is spared"
    # Each claim is asked whether it names a dispute itself; else only new pairs of sides are asked.
    assert len(united) < 1.5 * sum(c.dimension is Dimension.CONTROL for c in fresh.claims.values())
