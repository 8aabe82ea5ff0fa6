"""The card says what is known of a place, and leads to every claim behind it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from dashboard.answer import proof
from dashboard.answer.grounds import evidence_span
from dashboard.answer.scene import compose
from dashboard.question.view import View
from dashboard.wording import language, mines
from dashboard.wording.card import Topic, card_of, cluster_card
from dashboard.wording.claims import every_claim
from dashboard.wording.dates import span_text
from dashboard.wording.text import markdown
from geodata.analysis.mines import mines_near
from geodata.catalog import Catalog
from geodata.vocab import Policy, Status
from tests.dashboard.pseudo import outside


def rows(
    catalog: Catalog, place: str, on: date = date(2024, 11, 26), policy: Policy = Policy.REPORTED
) -> dict[Topic, str]:
    card = card_of(compose(catalog, View(on=on, place=place, policy=policy)))
    assert card is not None
    return {row.topic: markdown(row.text) for row in card.rows}


def test_the_card_of_kanpaiti_tells_who_since_when_and_who_before(catalog: Catalog) -> None:
    control = rows(catalog, "kanpaiti")[Topic.CONTROL]
    assert control.startswith(":blue[**KIA**] with People's Defence Force, since **20 Nov 2024**")
    assert ":gray[before\\:] :yellow[**BGF**] :gray[\\+] :orange[**SAC**]" in control


def test_the_claims_of_one_source_are_set_aside_with_their_reason(catalog: Catalog) -> None:
    card = card_of(compose(catalog, View()))
    assert card is not None
    first = card.set_aside[0]
    assert first.claims == ("k0020", "k0021")
    assert "2023" in first.day
    assert "**differs from its origin**" in markdown(first.result)
    assert "Associated Press itself says by 26 Nov 2024" in str(first.result)


def test_every_claim_of_the_place_and_its_gates_is_in_the_table(catalog: Catalog) -> None:
    scene = compose(catalog, View())
    card, claims = card_of(scene), every_claim(scene, catalog.places["kanpaiti"])
    assert card is not None and card.claims == len(claims)
    listed = [name for row in claims for name in row.claims]
    expected = [
        claim.claim_id for claim in catalog.claims.values() if claim.place_id in ("kanpaiti", "kanpaiti-gate")
    ]
    assert sorted(listed) == sorted(expected)
    assert all(row.day and row.says and row.who and row.result for row in claims)
    results = {row.claims: markdown(row.result) for row in claims}
    assert results["k0007",] == "**used**"
    assert results["k0020",] == "set aside\\: **differs from its origin**"


@pytest.mark.parametrize(
    ("place", "on", "said"),
    [
        ("man-hio", date(2024, 11, 26), "no information"),
        ("pangwa", date(2024, 10, 18), "changing, within"),
        ("kanpaiti", date(2020, 1, 1), "first evidence 14 Jun 2024"),
        (
            "tangyan",
            date(2024, 9, 1),
            "changed to] :orange[**SAC**] :gray[at some time between 12 Jul 2024 and",
        ),
        ("mawhtike", date(2023, 12, 1), "the next known state began at some time between 15 Nov 2023 and"),
        ("kan-hpan", date(2024, 11, 26), "one origin only · newest evidence 4 Nov 2024"),
        ("kanpaiti", date(2024, 9, 1), "at the latest"),
        ("kanpaiti", date(2026, 9, 1), "no news since"),
        ("muse", date(2024, 11, 26), ":orange[**SAC**] with Pro\\-regime militias of Muse District"),
    ],
)
def test_each_kind_of_answer_has_its_own_words(catalog: Catalog, place: str, on: date, said: str) -> None:
    assert said in rows(catalog, place, on)[Topic.CONTROL]


def test_a_dispute_is_said_to_be_one(catalog: Catalog) -> None:
    assert "contested" in rows(catalog, "kanpaiti", date(2023, 12, 1), Policy.ANY)[Topic.CONTROL]


def test_every_place_of_the_ledger_has_a_card(catalog: Catalog) -> None:
    for place in catalog.places:
        card = card_of(compose(catalog, View(place=place)))
        assert card is not None and card.title and card.facts
        assert card.claims or card.note


def test_a_card_names_the_other_spellings_and_the_nearest_mines(catalog: Catalog) -> None:
    card = card_of(compose(catalog, View(place="pangwa")))
    assert card is not None
    (also,) = map(str, card.beside)
    assert "Pangwa" in also and "Pang War" not in also
    scene = compose(catalog, View(place="pangwa"))
    every = mines_near(catalog, "pangwa", 60)
    listed = mines.rows(scene, catalog.places["pangwa"])
    assert [row.label for row in listed] == [mine.label for mine in every] and len(listed) == 34
    assert listed[0].distance == f"{every[0].distance_km:.1f} km"
    assert str(listed[0].holder).startswith("KIA") and listed[0].size.startswith(f"{every[0].pools}, ")
    rows = list(mines.file_rows(scene, catalog.places["pangwa"]))
    assert rows[0]["actors"] == ["kia"] and rows[0]["near_km"] == every[0].distance_km and rows[0]["claims"]
    muse, gate = (card_of(compose(catalog, View(place=name))) for name in ("muse", "kanpaiti-gate"))
    assert muse and "none surveyed" in str(muse.beside[-1])
    assert gate and not any("clusters" in str(line) for line in gate.beside)


def test_every_mine_cluster_has_a_card_that_says_how_it_was_derived(catalog: Catalog) -> None:
    for mine in catalog.layers["mine_clusters"].features:
        card = cluster_card(compose(catalog, View(place=mine.id)))
        assert card is not None
        assert "catchment" in card.row(Topic.CONTROL)
        assert "larger than the mined area" in card.row(Topic.SIZE)
        assert "not surveyed" in card.note


def test_the_card_of_a_mine_names_the_older_holder_the_sides_and_the_age(catalog: Catalog) -> None:
    mine = next(m.id for m in catalog.layers["mine_clusters"].features if "Pang War" in m.properties["label"])

    def control(on: date, **state: object) -> str:
        scene = compose(catalog, View(on=on, place=mine))
        clusters = tuple(replace(each, **state) for each in scene.mines.clusters)  # type: ignore[arg-type]
        card = cluster_card(replace(scene, mines=replace(scene.mines, clusters=clusters)))
        assert card is not None
        return card.row(Topic.CONTROL)

    assert control(date(2024, 10, 18)).startswith("BGF → KIA with People's Defence Force, changing")
    assert "first evidence 12 Oct 2024" in control(date(2020, 1, 1))
    assert "newest evidence 23 Oct 2024" in control(date(2024, 11, 26))
    assert "before: BGF · newest" in control(date(2024, 11, 26))
    assert "before:" not in control(date(2024, 10, 18)) and "before:" not in control(date(2020, 1, 1))
    old = control(date(2024, 11, 26), stale=True)
    assert "no news since 23 Oct 2024" in old and "independent origins" in old
    sides = control(date(2024, 11, 26), status=Status.CONTESTED, actors=("kbgf", "kia"), partners=())
    assert sides.startswith("BGF / KIA, contested")
    assert control(date(2024, 11, 26), status=Status.UNKNOWN, actors=()).startswith("no information")


def test_every_state_says_its_origins_and_the_day_of_its_newest_evidence(
    catalog: Catalog,
) -> None:
    scene = compose(catalog, View(on=date(2024, 9, 1)))
    for place, state in scene.control.items():
        card = card_of(replace(scene, view=replace(scene.view, place=place)))
        assert card is not None
        control = card.row(Topic.CONTROL)
        if state.status is not Status.UNKNOWN:
            assert ("one origin only" in control) is (state.origins == 1)
            assert f"{state.origins} independent origins" in control or state.origins == 1
        if state.newest_evidence and state.status is not Status.UNKNOWN:
            assert span_text(evidence_span(state, state.newest_evidence, catalog)) in control


def test_every_word_of_every_card_can_be_translated(catalog: Catalog) -> None:
    with language.speaking(language.PSEUDO):
        scene = compose(catalog, View(on=date(2024, 10, 18)))
        clusters = [mine.id for mine in catalog.layers["mine_clusters"].features[:3]]
        for place in (*catalog.places, *clusters):
            chosen = replace(scene, view=replace(scene.view, place=place))
            card = card_of(chosen) or cluster_card(chosen)
            assert card
            rows = [text for row in card.rows for text in (row.label, row.text)]
            claims = [text for row in (*card.used, *card.set_aside) for text in (row.says, row.result)]
            for text in (card.facts, card.note, card.silent, *card.beside, *rows, *claims):
                assert outside(str(text), catalog) == "", text


def test_nothing_chosen_is_no_card(catalog: Catalog) -> None:
    scene = compose(catalog, replace(View(), place=None))
    assert card_of(scene) is None and cluster_card(scene) is None


def test_the_evidence_file_has_the_answers_of_the_place_its_gates_and_bases(catalog: Catalog) -> None:
    scene = compose(catalog, View(on=date(2024, 11, 26), policy=Policy.STRICT, known_on=date(2025, 1, 1)))
    assert scene.place
    with zipfile.ZipFile(io.BytesIO(proof.evidence_file(scene, scene.place))) as packed:
        told = json.loads(packed.read("answer.json"))
    asked = told["question"]
    assert (asked["policy"], asked["known_on"]) == ("strict", "2025-01-01")
    assert asked["places"].split(", ")[0] == "kanpaiti" and "kanpaiti-gate" in asked["places"]
    control = told["answers"][0]
    assert control["used"] == list(scene.control["kanpaiti"].used)
    assert proof.file_name(scene, scene.place).startswith("border-ledger-evidence-kanpaiti-and-")
