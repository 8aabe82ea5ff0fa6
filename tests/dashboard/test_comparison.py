"""What differs between two answers, and its words: on the shipped ledger and on drawn cases."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from dashboard.answer.comparison import (
    Comparison,
    Difference,
    Outcome,
    Ring,
    Tally,
    compare,
    comparison_rows,
    in_order,
)
from dashboard.answer.scene import Scene, compose
from dashboard.question.view import View
from dashboard.wording import differences
from dashboard.wording.dates import long_day
from dashboard.wording.language import listed, number
from dashboard.wording.states import state_codes
from geodata.analysis.timeline import answer
from geodata.catalog import Catalog
from geodata.dates import show_day
from geodata.exports.files import to_csv
from geodata.resolver.answers import Span
from geodata.vocab import Policy, Status, Tracked

SEPTEMBER, NOVEMBER = "2024-09-01", "2024-11-26"
UNKNOWN = {"status": Status.UNKNOWN, "actors": (), "from_actors": (), "since": None, "used": ()}
OCTOBER = Span(date(2024, 10, 3), date(2024, 10, 5))
FORBIDDEN = re.compile(r"captur|liberat|rebel|took|today|junta|seiz", re.I)

Ask = Callable[..., Scene]


def sentence_of(comparison: Comparison) -> str:
    return " ".join(differences.comparison_sentences(comparison))


@pytest.fixture(scope="module")
def ask(catalog: Catalog) -> Ask:
    known: dict[object, Scene] = {}

    def scene(on: str, **fields: object) -> Scene:
        key = (on, *fields.items())
        if key not in known:
            known[key] = compose(catalog, View(on=date.fromisoformat(on), **fields))  # type: ignore[arg-type]
        return known[key]

    return scene


def of(rows: tuple[Difference, ...]) -> dict[str, Outcome]:
    return {row.place_id: row.kind for row in rows}


def row_of(comparison: Comparison, place: str) -> Difference:
    return next(row for row in comparison.places + comparison.gates if row.place_id == place)


def drawn(ask: Ask, before: dict[str, object], after: dict[str, object], *places: str) -> Comparison:
    """Two days between which only these places differ, in these answers."""
    places = places or ("pangwa",)
    one, other = ask(SEPTEMBER), ask(NOVEMBER)

    def with_answers(scene: Scene, fields: dict[str, object]) -> Scene:
        control = {place: replace(state, on=scene.view.on) for place, state in one.control.items()}
        for place in places:
            plain = {"since": None, "from_actors": (), "first_evidence": None}
            control[place] = replace(control[place], **{**plain, **fields})  # type: ignore[arg-type]
        return replace(scene, control=control, gates=one.gates)

    return compare(with_answers(one, before), with_answers(other, after))


def first_sentence(comparison: Comparison) -> str:
    return sentence_of(comparison).split(". ")[0].rstrip(".") + "."


def test_the_autumn_of_2024_in_one_sentence(ask: Ask) -> None:
    comparison = compare(ask(SEPTEMBER), ask(NOVEMBER))
    kinds = of(comparison.places)
    gained = [p for p in kinds if row_of(comparison, p).gained == ("kia",)]
    sentence = sentence_of(comparison)
    assert {"pangwa", "kanpaiti", "tsawlaw", "chipwi"} <= set(gained)
    assert sentence.startswith(
        f"Between 1 September and 26 November 2024: the KIA gained {number(len(gained))} places; "
    )
    assert "Myitkyina had no information before. Who held " in sentence
    assert "Tsawlaw on 1 September is not on record. China’s gates: " in sentence
    assert sentence.endswith(
        "All 34 mine clusters followed their towns, derived: 32 from BGF to KIA and two from BGF + SAC to "
        "KIA. "
        "Changed at some time, perhaps by then; nobody gives the day: China’s gates of Muse as a whole."
    )


def test_two_years_are_counted_where_names_would_be_too_many(ask: Ask) -> None:
    comparison = compare(ask("2023-10-26"), ask("2025-10-28"))
    sentence = sentence_of(comparison)
    kia = sum(row.gained == ("kia",) for row in comparison.places)
    assert kia > 4
    assert sentence.startswith(
        f"Between 26 October 2023 and 28 October 2025: the KIA gained {number(kia)} places; "
    )
    blank = sum(row.on_the_ground and row.before.status is Status.UNKNOWN for row in comparison.places)
    assert f"Who held {number(blank)} of these on 26 October 2023 is not on record. " in sentence


def test_stricter_evidence_moves_nothing_on_the_ground(ask: Ask) -> None:
    comparison = compare(ask(NOVEMBER), ask(NOVEMBER, policy=Policy.STRICT))
    sentence = sentence_of(comparison)
    places = comparison.after.catalog.places
    lost = [places[row.place_id].name for row in comparison.places if row.kind is Outcome.NO_CLAIM]
    assert lost and sentence.startswith("On 26 November 2024, strict instead of reported: ")
    assert f"{listed(lost)} have no accepted claim" in sentence
    assert sentence.endswith(" Nothing moved on the ground: only the evidence differs.")
    assert not comparison.other_day
    assert not any(row.on_the_ground for row in comparison.places + comparison.gates)
    assert set(comparison.rings.values()) == {Ring.DASHED}
    assert comparison.tallies == comparison.unsure == ()


def test_what_was_not_yet_known_is_a_difference_of_the_record(ask: Ask) -> None:
    comparison = compare(ask(NOVEMBER, known_on=date(2024, 11, 15)), ask(NOVEMBER))
    newest = long_day(comparison.after.catalog.newest_record)
    otherwise = sum(row.kind is Outcome.READ_OTHERWISE for row in comparison.places)
    sentence = sentence_of(comparison)
    assert sentence.startswith(f"On 26 November 2024, known on {newest} instead of 15 November 2024: ")
    assert 1 < otherwise <= 4 and ": Kanpaiti (KIA instead of BGF + SAC), " in sentence
    assert ") have another answer; " in sentence
    assert row_of(comparison, "kanpaiti").kind is Outcome.READ_OTHERWISE
    assert row_of(comparison, "myitkyina").kind is Outcome.NOW_KNOWN
    swapped = compare(ask(NOVEMBER), ask(NOVEMBER, known_on=date(2024, 11, 15)))
    assert row_of(swapped, "myitkyina").kind is Outcome.NO_CLAIM
    assert f"known on 15 November 2024 instead of {newest}" in sentence_of(swapped)


def test_the_same_answer_in_the_days_of_a_change_without_a_date_may_have_changed(
    ask: Ask, catalog: Catalog
) -> None:
    comparison = compare(ask(SEPTEMBER), ask(NOVEMBER))
    (muse,) = [row for row in comparison.unsure if row.town_id == "muse"]
    assert (muse.place_id, muse.kind, muse.on_the_ground) == ("muse", Outcome.MAY_HAVE_CHANGED, False)
    assert muse.before.value == muse.after.value == "closed"
    assert "muse" not in of(comparison.gates)
    row = differences.comparison_table(comparison)[-1]
    assert (row.what, row.place_id, row.when) == (
        "China’s gate: Muse, town as a whole",
        "muse",
        "8 Nov 2024–21 Jun 2025",
    )
    assert (row.after.answer, row.before.window) == ("closed", "")
    assert row.after.window == "changed at some time between 8 Nov 2024 and 21 Jun 2025"
    lines = list(csv.DictReader(io.StringIO(to_csv(comparison_rows(comparison)))))
    written = next(line for line in lines if line["kind"] == "changed at some time")
    assert (written["place_id"], written["after_changed_earliest"], written["after_changed_latest"]) == (
        "muse",
        "2024-11-08",
        "2025-06-22",
    )
    later = compare(ask(NOVEMBER), ask("2024-12-31"))
    assert "muse" not in of(later.unsure), "on both days it may have changed already"


def test_the_evidence_of_both_answers_stands_beside_them(ask: Ask) -> None:
    rows = {r.what: r for r in differences.comparison_table(compare(ask(SEPTEMBER), ask(NOVEMBER)))}
    origins = [ask(day).control["kanpaiti"].origins for day in (SEPTEMBER, NOVEMBER)]
    assert rows["Kanpaiti"].before.evidence == f"newest 14 Jun 2024, {origins[0]} origins"
    assert rows["Kanpaiti"].after.evidence == f"newest 26 Nov 2024, {origins[1]} origins"
    assert rows["Pang War"].before.evidence.startswith("first 12 Oct 2024, ")
    assert rows["Tsawlaw"].before.evidence == ""


def test_a_day_after_the_newest_report_is_called_unverified(ask: Ask) -> None:
    sentence = sentence_of(compare(ask(NOVEMBER), ask("2026-05-01")))
    assert sentence.endswith("1 May 2026 is unverified: the newest report on any holder is of 7 March 2026.")
    assert "unverified: " not in sentence_of(compare(ask(NOVEMBER), ask("2026-03-07")))


def test_another_day_on_other_evidence_is_not_called_a_change_on_the_ground(ask: Ask) -> None:
    comparison = compare(ask(NOVEMBER, policy=Policy.STRICT), ask(SEPTEMBER))
    sentence = sentence_of(comparison)
    assert sentence.startswith("26 Nov 2024, strict, beside 1 Sep 2024, reported: ")
    assert "32 KIA instead of BGF" in sentence
    assert sentence.endswith(
        "The day and the evidence both differ, so this may not be a change on the ground."
    )
    assert not any(row.on_the_ground for row in comparison.places)
    assert "gained" not in sentence


def test_the_earlier_day_is_before_whichever_is_given_first(ask: Ask) -> None:
    there, back = compare(ask(SEPTEMBER), ask(NOVEMBER)), compare(ask(NOVEMBER), ask(SEPTEMBER))
    assert back.before.view.on == date(2024, 9, 1)
    assert back.places == there.places
    assert sentence_of(back) == sentence_of(there)


def test_the_same_question_twice_differs_in_nothing(ask: Ask) -> None:
    comparison = compare(ask(NOVEMBER), ask(NOVEMBER))
    assert comparison.places == comparison.gates == comparison.mines == ()
    assert sentence_of(comparison) == (
        "On 26 November 2024: none of the 50 places followed has another answer."
    )
    assert differences.comparison_table(comparison) == []
    assert "No place differs." in differences.difference_alt(comparison)
    assert list(comparison_rows(comparison)) == []


def test_a_day_on_which_nothing_changes_says_so(ask: Ask) -> None:
    quiet = compare(ask("2024-11-27"), ask(NOVEMBER))
    assert sentence_of(quiet) == (
        "Between 26 November and 27 November 2024: no accepted claim changes who held any of the 50 places "
        "followed."
    )
    known = date(2025, 1, 1)
    early = compare(ask("2024-11-27", known_on=known), ask(NOVEMBER, known_on=known))
    assert "27 November 2024 (as known on 1 January 2025): no accepted claim" in first_sentence(early)


def test_evidence_that_changes_no_answer_says_so(ask: Ask) -> None:
    comparison = compare(ask("2015-01-01"), ask("2015-01-01", policy=Policy.ANY))
    assert sentence_of(comparison) == (
        "On 1 January 2015, any instead of reported: none of the 50 places followed has another answer."
    )


def test_kinds_and_rings_of_the_autumn_of_2024(ask: Ask) -> None:
    comparison = compare(ask(SEPTEMBER), ask(NOVEMBER))
    assert of(comparison.places) == {
        "kan-hpan": Outcome.CHANGED_HANDS,
        "phimaw": Outcome.CHANGED_HANDS,
        "pangwa": Outcome.CHANGED_HANDS,
        "kanpaiti": Outcome.CHANGED_HANDS,
        "tsawlaw": Outcome.CHANGED_HANDS,
        "chipwi": Outcome.CHANGED_HANDS,
        "myitkyina": Outcome.FIRST_CLAIM,
        "tangyan": Outcome.CHANGED_HANDS,
    }
    rows = {row.place_id: row for row in comparison.places}
    assert [place for place, ring in comparison.rings.items() if ring is Ring.DASHED] == ["myitkyina"]
    assert (row_of(comparison, "kanpaiti").gained, row_of(comparison, "kanpaiti").lost) == (
        ("kia",),
        ("kbgf", "sac"),
    )
    assert row_of(comparison, "tsawlaw").first
    assert not row_of(comparison, "kanpaiti").first
    assert of(comparison.gates)["kanpaiti-gate"] is Outcome.NEW_STATUS
    assert row_of(comparison, "kanpaiti-gate").town_id == "kanpaiti"
    places = comparison.after.catalog.places
    towns = {place for place in rows if places[place].tracked is Tracked.CROSSING}
    assert len(of(comparison.gates)) == len(comparison.gates)
    gained = sum(row.gained == ("kia",) and place in towns for place, row in rows.items())
    assert comparison.tallies == (Tally("kia", gained, 0), Tally("sac", 0, 1), Tally("kbgf", 0, 2))


def test_a_place_without_a_point_has_no_ring(ask: Ask) -> None:
    comparison = compare(ask("2023-10-26"), ask("2025-10-28"))
    assert "kyin-san-kyawt-gate" in of(comparison.places)
    assert "kyin-san-kyawt-gate" not in comparison.rings
    after = str(state_codes(comparison.after.control["kyin-san-kyawt-gate"], comparison.after.catalog))
    assert f"Without a point on the map: Kyin San Kyawt gate: no information, then {after}" in (
        differences.difference_alt(comparison)
    )


def test_mines_move_with_the_town_that_they_are_derived_from(ask: Ask) -> None:
    comparison = compare(ask(SEPTEMBER), ask(NOVEMBER))
    assert [(move.town.place_id, move.clusters) for move in comparison.mines] == [
        ("pangwa", 32),
        ("chipwi", 2),
    ]
    total = comparison.after.mines.total
    assert sum(move.pools for move in comparison.mines) == total.pools
    assert sum(move.area_ha for move in comparison.mines) == pytest.approx(total.area_ha, abs=0.2)
    only_chipwi = replace(comparison, mines=comparison.mines[1:])
    assert "Of 34 mine clusters, two followed their towns, derived: two from BGF + SAC to KIA." in (
        sentence_of(only_chipwi)
    )


@pytest.mark.parametrize(
    ("pair", "fields"),
    [
        ((SEPTEMBER, NOVEMBER), {}),
        (("2016-01-01", "2026-09-26"), {}),
        ((NOVEMBER, NOVEMBER), {"policy": Policy.ANY}),
        ((NOVEMBER, NOVEMBER), {"policy": Policy.CORROBORATED}),
        (("2023-11-03", NOVEMBER), {"known_on": date(2024, 10, 1)}),
    ],
)
def test_every_followed_place_differs_or_is_the_same_or_is_unknown(
    ask: Ask, pair: tuple[str, str], fields: dict[str, object]
) -> None:
    before, after = ask(pair[0]), ask(pair[1], **fields)
    comparison = compare(before, after)
    order = in_order(before.catalog)
    assert sorted(of(comparison.places), key=order.index) == list(of(comparison.places))
    for place in order:
        same = answer(before.control[place]) == answer(after.control[place])
        known = before.control[place].status is not Status.UNKNOWN
        assert (place in of(comparison.places)) is not same
        assert (place in comparison.unchanged) is (same and known)


def test_places_run_north_to_south_lanes_first(catalog: Catalog) -> None:
    order = in_order(catalog)
    lanes = [place.place_id for place in catalog.lanes]
    assert list(order[: len(lanes)]) == lanes
    latitudes = [catalog.places[place].lat or 0 for place in order[len(lanes) :]]
    assert latitudes == sorted(latitudes, reverse=True)


@pytest.mark.parametrize(
    ("before", "after", "kind", "sentence"),
    [
        (
            {"actors": ("kbgf",)},
            {"actors": ("kia",)},
            Outcome.CHANGED_HANDS,
            "the KIA gained Pang War.",
        ),
        (
            {"status": Status.JOINT, "actors": ("kbgf", "sac")},
            {"actors": ("sac",)},
            Outcome.CHANGED_HANDS,
            "Pang War passed to the regime alone.",
        ),
        (
            {"actors": ("kbgf",)},
            {"status": Status.JOINT, "actors": ("kbgf", "sac")},
            Outcome.BECAME_JOINT,
            "Pang War became jointly held by the BGF and the regime.",
        ),
        (
            {"actors": ("kbgf",)},
            {"status": Status.CHANGING, "from_actors": ("kbgf",), "actors": ("kia",)},
            Outcome.CHANGING,
            "Pang War was changing hands.",
        ),
        (
            {"actors": ("kbgf",)},
            {"status": Status.CONTESTED, "actors": ("kbgf", "kia")},
            Outcome.CONTESTED,
            "Pang War became contested between the BGF and the KIA.",
        ),
        (
            {"actors": ("kbgf",)},
            {"status": Status.CONTESTED, "actors": ("kia",)},
            Outcome.CONTESTED,
            "Pang War became contested.",
        ),
        (
            {"status": Status.CHANGING, "from_actors": ("kbgf",), "actors": ("kia",)},
            {"actors": ("kia",)},
            Outcome.SETTLED,
            "Pang War was settled as held by the KIA.",
        ),
        (
            {"status": Status.CONTESTED, "actors": ("kbgf", "kia")},
            {"actors": ("kbgf",)},
            Outcome.SETTLED,
            "Pang War was settled as held by the BGF.",
        ),
        (
            {"status": Status.CONTESTED, "actors": ("kbgf", "sac")},
            {"actors": ("kia",)},
            Outcome.CHANGED_HANDS,
            "the KIA gained Pang War.",
        ),
        (
            {"actors": ("kbgf",)},
            UNKNOWN,
            Outcome.NO_CLAIM,
            "Pang War has no accepted claim any more.",
        ),
    ],
)
def test_each_kind_has_its_verb(
    ask: Ask, before: dict[str, object], after: dict[str, object], kind: Outcome, sentence: str
) -> None:
    held = {"status": Status.HELD}
    comparison = drawn(ask, held | before, held | after)
    assert of(comparison.places) == {"pangwa": kind}
    assert first_sentence(comparison) == f"Between 1 September and 26 November 2024: {sentence}"
    assert kind.meaning


def test_from_nothing_known_only_a_dated_beginning_is_a_change_on_the_ground(ask: Ask) -> None:
    held = {"status": Status.HELD, "actors": ("kia",)}
    dated = drawn(ask, UNKNOWN, held | {"since": OCTOBER})
    assert of(dated.places) == {"pangwa": Outcome.CHANGED_HANDS}
    assert dated.rings == {"pangwa": Ring.SOLID}
    assert sentence_of(dated).startswith(
        "Between 1 September and 26 November 2024: the KIA gained Pang War. "
        "Who held Pang War on 1 September is not on record."
    )
    for since in (None, Span(None, OCTOBER.latest), Span(date(2024, 9, 1), OCTOBER.latest)):
        undated = drawn(ask, UNKNOWN, held | {"since": since})
        assert of(undated.places) == {"pangwa": Outcome.NOW_KNOWN}
        assert undated.rings == {"pangwa": Ring.DASHED}
        assert "Pang War has a claim where there was none." in first_sentence(undated)
        assert "not on record" not in sentence_of(undated)


def test_several_first_claims_only(ask: Ask) -> None:
    comparison = compare(ask(SEPTEMBER), ask(NOVEMBER))
    (first,) = [row for row in comparison.places if row.kind is Outcome.FIRST_CLAIM]
    two = replace(comparison, places=(first, replace(first, place_id="bhamo")), gates=(), mines=(), unsure=())
    assert sentence_of(two) == (
        "Between 1 September and 26 November 2024: Myitkyina and Bhamo had no information before."
    )


def test_a_joint_holding_gained_from_nobody_on_record_is_nobodys_gain(ask: Ask) -> None:
    joint = {"status": Status.JOINT, "actors": ("kia", "sac")}
    unknown = drawn(ask, UNKNOWN, joint | {"since": OCTOBER})
    assert row_of(unknown, "pangwa").kind is Outcome.BECAME_JOINT
    assert row_of(unknown, "pangwa").gained == ()
    known = row_of(drawn(ask, {"status": Status.HELD, "actors": ("sac",)}, joint), "pangwa")
    assert (known.gained, known.lost) == (("kia",), ())


def test_in_a_change_under_way_the_older_holder_is_the_one_to_lose(ask: Ask) -> None:
    changing = {"status": Status.CHANGING, "from_actors": ("kbgf",), "actors": ("kia",)}
    row = row_of(drawn(ask, changing, {"status": Status.HELD, "actors": ("sac",)}), "pangwa")
    assert (row.kind, row.gained, row.lost) == (Outcome.CHANGED_HANDS, ("sac",), ("kbgf",))


def test_up_to_four_places_are_named_and_more_are_counted(ask: Ask) -> None:
    held = {"status": Status.HELD}
    before, after = held | {"actors": ("sspp",)}, held | {"actors": ("ndaa",)}
    many = ("kan-hpan", "phimaw", "pangwa", "kanpaiti", "laiza")
    assert first_sentence(drawn(ask, before, after, *many[:4])).endswith(
        ": the NDAA gained Kan Hpan, Phimaw, Pang War and Kanpaiti."
    )
    assert first_sentence(drawn(ask, before, after, *many)).endswith(" the NDAA gained five places.")


def test_a_claim_that_is_no_more_is_ringed_as_of_the_record(ask: Ask) -> None:
    comparison = drawn(ask, {"status": Status.HELD, "actors": ("kbgf",)}, UNKNOWN)
    assert of(comparison.places) == {"pangwa": Outcome.NO_CLAIM}
    assert comparison.rings == {"pangwa": Ring.DASHED}


def test_a_claim_after_a_gap_is_not_called_the_first(ask: Ask) -> None:
    known = {"status": Status.HELD, "actors": ("kia",), "since": None}
    comparison = drawn(ask, UNKNOWN, known, "pangwa")
    assert row_of(comparison, "pangwa").kind is Outcome.NOW_KNOWN, "the BGF is on record before"
    assert "Pang War has a claim where there was none" in first_sentence(comparison)


def test_a_cell_tells_the_day_of_old_evidence_once(ask: Ask) -> None:
    table = differences.comparison_table(compare(ask("2005-01-01"), ask("2020-01-01")))
    mong_la = next(row for row in table if row.what == "Mong La")
    assert (mong_la.after.answer, mong_la.after.evidence) == (
        "NDAA, no news for over 180 days",
        "newest 9 Dec 2016, 3 origins",
    )


def test_a_state_that_is_only_carried_back_is_no_change(ask: Ask) -> None:
    comparison = compare(ask("2005-01-01"), ask("2020-01-01"))
    assert of(comparison.places) == {"mong-la": Outcome.FIRST_CLAIM} and comparison.mines == ()
    assert {"pangwa", "kanpaiti"} <= set(of(comparison.carried_back))
    assert sentence_of(comparison).endswith(
        " Carried back to 1 January 2020 from later evidence, which is no change: "
        "Pang War, Kanpaiti and Chipwi."
    )
    reached = compare(ask("2005-01-01"), ask("2024-07-01"))
    assert row_of(reached, "kanpaiti").kind is Outcome.FIRST_CLAIM
    assert "kanpaiti" not in of(reached.carried_back)


def test_a_dispute_is_on_record_since_its_own_first_day(ask: Ask) -> None:
    table = differences.comparison_table(compare(ask("2024-07-01"), ask("2024-07-30")))
    lashio = next(row for row in table if row.what == "Lashio")
    assert lashio.when == "on record since 24 Jul 2024"
    assert lashio.who.startswith("4 origins")


def test_gates_are_told_by_what_became_of_them(ask: Ask) -> None:
    comparison = compare(ask(SEPTEMBER), ask(NOVEMBER))

    def gate(value: str, status: Status = Status.HELD) -> Difference:
        row = row_of(comparison, "kanpaiti-gate")
        return replace(row, after=replace(row.after, value=value, status=status))

    def told(*gates: Difference) -> str:
        return sentence_of(replace(comparison, places=(), gates=gates, mines=(), unsure=()))

    assert told(gate("closed")).endswith(" any of the 50 places followed. China’s gates: one closed.")
    assert told(gate("open"), gate("open")).endswith(" China’s gates: two opened.")
    settled = replace(gate("open"), kind=Outcome.SETTLED)
    assert told(settled, gate("partial")).endswith("gates: one became partly open; one was settled.")


def test_the_table_is_the_pictures_alternative(ask: Ask) -> None:
    comparison = compare(ask(SEPTEMBER), ask(NOVEMBER))
    rows = {row.what: row for row in differences.comparison_table(comparison)}
    parts = (comparison.places, comparison.gates, comparison.mines, comparison.unsure)
    assert len(rows) == sum(map(len, parts))
    kanpaiti = rows["Kanpaiti"]
    assert (kanpaiti.before.answer, kanpaiti.after.answer) == ("BGF + SAC", "KIA")
    assert (kanpaiti.place_id, kanpaiti.kind) == ("kanpaiti", Outcome.CHANGED_HANDS)
    assert kanpaiti.when == "20 Nov 2024"
    assert "Kanpaiti: BGF + SAC, then KIA; " in differences.table_alt(comparison)
    assert re.match(r"\d+ origins; 1 set aside \(20 Nov 2023\)", kanpaiti.who)
    assert rows["Tsawlaw"].who == "4 origins; no information before"
    assert rows["Tsawlaw"].when == "30 Sep–2 Oct 2024"
    assert rows["Myitkyina"].when == "on record since 25 Nov 2024"
    assert rows["Kyin San Kyawt gate"].after.answer.startswith("partly open")
    assert rows["Man Wein Gyi gate"].who.endswith("; derived from Kachin-China border gates (all)")
    assert rows["32 mine clusters near Pang War"].who.startswith("derived from Pang War, in whose ")
    strict = compare(ask(NOVEMBER), ask(NOVEMBER, policy=Policy.STRICT))
    rejected = {row.what: row for row in differences.comparison_table(strict)}["Kan Hpan"]
    assert (rejected.after.answer, rejected.when) == ("no information", "")
    assert rejected.who.startswith("no accepted claim; 1 set aside (one origin only)")


def test_the_download_has_the_claims_their_citations_and_both_questions(ask: Ask, catalog: Catalog) -> None:
    known, newest = date(2024, 11, 30), catalog.newest_record.isoformat()
    comparison = compare(ask(SEPTEMBER), ask(NOVEMBER, known_on=known))
    rows = list(csv.DictReader(io.StringIO(to_csv(comparison_rows(comparison)))))
    differing = (
        *comparison.places,
        *comparison.gates,
        *(m.town for m in comparison.mines),
        *comparison.unsure,
    )
    claims = [{*row.before.used, *row.after.used} for row in differing]
    assert len(rows) == sum(max(len(ids), 1) for ids in claims)
    of_pangwa = [row for row in rows if row["place_id"] == "pangwa"]
    pangwa = next(row for row in of_pangwa if row["about"] == "control")
    mines = next(row for row in of_pangwa if row["about"] != "control")
    assert (pangwa["before_on"], pangwa["after_on"]) == (SEPTEMBER, NOVEMBER)
    assert (pangwa["before_known_on"], pangwa["after_known_on"]) == (newest, "2024-11-30")
    assert (pangwa["before_policy"], pangwa["before_actors"], pangwa["after_actors"]) == (
        "reported",
        "kbgf",
        "kia",
    )
    assert pangwa["data"] == catalog.hash
    after = [row for row in of_pangwa if row["about"] == "control" and "after" in row["claim_of"]]
    assert {row["claim_id"] for row in after} == set(comparison.after.control["pangwa"].used)
    for row in after:
        claim = catalog.claims[row["claim_id"]]
        assert row["sentence"] == claim.restates
        assert row["url"] == catalog.sources[claim.source_id].url
    assert (mines["about"], mines["clusters"], pangwa["clusters"]) == ("mines, derived", "32", "")
    assert not any(re.match(r"[=+\-@]", value) for row in rows for value in row.values())


def test_the_sides_are_named_by_what_tells_them_apart(ask: Ask) -> None:
    usual, strict = ask(NOVEMBER), ask(NOVEMBER, policy=Policy.STRICT)
    early = ask(NOVEMBER, known_on=date(2024, 11, 15))
    newest = show_day(usual.catalog.newest_record)
    assert differences.sides(compare(ask(SEPTEMBER), usual)) == ("1 Sep 2024", "26 Nov 2024")
    assert differences.sides(compare(usual, strict)) == ("reported", "strict")
    assert differences.sides(compare(early, usual)) == ("known on 15 Nov 2024", f"known on {newest}")
    assert differences.sides(compare(ask(SEPTEMBER), strict)) == (
        "1 Sep 2024, reported",
        "26 Nov 2024, strict",
    )
    assert differences.sides(compare(usual, usual)) == ("26 Nov 2024", "26 Nov 2024")


def test_the_difference_in_words_tells_the_rings_apart(ask: Ask) -> None:
    comparison = compare(ask(SEPTEMBER), ask(NOVEMBER))
    text = differences.difference_alt(comparison)
    assert text.startswith("The Myanmar–China border, 1 Sep 2024 beside 26 Nov 2024. Solid ring, changed on ")
    solid, dashed = text.split("Dashed ring, another answer in the record only: ")
    assert "Phimaw: no information, then KIA; Pang War: BGF, then KIA;" in solid
    same = len(comparison.unchanged)
    rest = f"In both, {same} places have the same known answer."
    assert dashed == f"Myitkyina: no information, beside SAC. {rest}"


def test_whatever_is_compared_the_words_are_plain(ask: Ask, catalog: Catalog) -> None:
    days = ["2015-01-01", "2023-11-03", NOVEMBER, "2025-10-28", "2026-09-26"]
    scenes = [ask(day, policy=policy) for day in days for policy in (Policy.ANY, Policy.STRICT)]
    scenes += [ask(day, known_on=date(2024, 10, 20)) for day in days]
    for one in scenes:
        for other in scenes:
            comparison = compare(one, other)
            texts = [sentence_of(comparison), differences.difference_alt(comparison)]
            for text in texts:
                assert text.endswith(".")
                assert not text.endswith("..")
                assert not re.search(r"  |None|,,|\{|\bone (have|are|were)\b", text), text
                assert not FORBIDDEN.search(text), text
            if comparison.other_evidence:
                assert "gained" not in texts[0]
