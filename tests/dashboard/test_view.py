"""The View keeps itself valid, and a link brings back exactly the View it was made from."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import date
from urllib.parse import parse_qs

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.question import link
from dashboard.question.camera import Bounds, Camera
from dashboard.question.choices import Choices
from dashboard.question.view import (
    FIRST_DAY,
    Beside,
    Lang,
    Layout,
    MapOf,
    Sort,
    Subject,
    View,
    Where,
    Within,
)
from dashboard.wording.page import fault
from geodata.vocab import Policy

CHOICES = Choices(
    places={"kanpaiti": "Kanpaiti", "muse": "Muse", "pangwa": "Pang War", "pw-x": "Mine cluster X & Y"},
    spellings={
        "Kan Paik Ti": ("kanpaiti",),
        "ကန်ပိုက်တီ": ("kanpaiti",),
        "甘拜地": ("kanpaiti",),
        "Shared": ("muse", "pangwa"),
    },
    actors={"kia": "KIA", "sac": "SAC", "kbgf": "BGF"},
    layers=("crossings", "towns", "mines", "pools"),
    layers_on=("crossings", "towns", "mines"),
    last=date(2026, 9, 26),
    oldest=date(1989, 1, 1),
)

days = st.dates(FIRST_DAY, CHOICES.last)
edges = st.integers(150_000, 800_000).map(lambda number: number / 1e4)
views = st.builds(
    View,
    on=days,
    window=st.tuples(days, days),
    known_on=st.none() | st.dates(FIRST_DAY, date(2026, 9, 25)),
    policy=st.sampled_from(list(Policy)),
    map_of=st.sampled_from(list(MapOf)),
    layers=st.sets(st.sampled_from(CHOICES.layers)).map(
        lambda chosen: tuple(name for name in CHOICES.layers if name in chosen)
    ),
    actors=st.sets(st.sampled_from(list(CHOICES.actors))).map(
        lambda chosen: tuple(actor for actor in CHOICES.actors if actor in chosen)
    ),
    place=st.none() | st.sampled_from(list(CHOICES.places)),
    compare_on=st.none() | days,
    compare_policy=st.none() | st.sampled_from(list(Policy)),
    compare_known_on=st.none() | days,
    layout=st.sampled_from(list(Layout)),
    within=st.sampled_from(list(Within)),
    extent=st.none()
    | st.builds(lambda west, south: Bounds(west, south, west + 1.5, south + 0.75), edges, edges),
    camera=st.none() | st.builds(Camera, st.floats(80, 110), st.floats(10, 40), st.floats(0, 20)),
)


@given(views)
@example(View(extent=Bounds(30.9205, 15.0, 30.9205 + 1.5, 15.75)))  # whose east has 15 decimals
def test_a_link_brings_back_exactly_the_view_it_was_made_from(view: View) -> None:
    params = parse_qs(link.query(view, CHOICES), keep_blank_values=True)
    assert link.read(params, CHOICES) == (view, ())


@given(views)
def test_a_link_is_short(view: View) -> None:
    assert len(link.query(view, CHOICES)) <= 2_000


def test_the_default_question_needs_no_link() -> None:
    assert link.params(CHOICES.default, CHOICES) == {}
    assert link.read({}, CHOICES) == (CHOICES.default, ())
    assert CHOICES.default.layers == ("crossings", "towns", "mines")


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(["on", "window", "policy", "place", "camera", "x"]), st.text()))
def test_any_text_gives_a_view(params: dict[str, str]) -> None:
    view, _ = link.read(params, CHOICES)
    assert link.read(link.params(view, CHOICES), CHOICES) == (view, ())


def test_ten_thousand_hostile_links_open_the_default_question_with_a_note() -> None:
    rng = random.Random(8612)
    pieces = ["\0", "%zz", "<script>", "../", "9" * 30, "NaN", "inf", "၂", "\ud800", "'--", "{{", "@@="]
    names = ["on", "window", "known_on", "policy", "layers", "actors", "place", "compare_on", "camera"]
    names += ["compare_policy", "compare_known_on", "layout", "extent"]
    for _ in range(10_000):
        name = rng.choice(names)
        text = "".join(rng.choices(pieces, k=rng.randint(1, 6))) * rng.choice([1, 1, 1, 500])
        view, notes = link.read({name: [text]}, CHOICES)
        assert view == CHOICES.default
        assert [note.parameter for note in notes] == [name]
        assert fault(notes[0]).startswith(f"{name}: ") and len(fault(notes[0])) < 200


@pytest.mark.parametrize(
    ("params", "field", "value", "said"),
    [
        ({"on": "2031-01-01"}, "on", date(2026, 9, 26), "outside the ledger"),
        ({"on": "1900-01-01"}, "on", FIRST_DAY, "outside the ledger"),
        ({"on": "2024-02-30"}, "on", date(2024, 11, 26), "not understood"),
        (
            {"window": ["2024-12-31", "2024-09-01"]},
            "window",
            (date(2024, 9, 1), date(2024, 12, 31)),
            "swapped",
        ),
        ({"window": "2024-09-01"}, "window", (date(2024, 9, 1), date(2024, 12, 31)), "not understood"),
        ({"policy": "gossip"}, "policy", Policy.REPORTED, "not understood"),
        ({"layers": ["towns", "roads"]}, "layers", ("towns",), "no layer is called"),
        ({"actors": ["KIA", "xyz"]}, "actors", ("kia",), "no actor is called"),
        ({"place": "Atlantis"}, "place", "kanpaiti", "no place called “Atlantis”"),
        ({"camera": "nan,25,8"}, "camera", None, "not understood"),
        ({"extent": "99,25,98,26"}, "extent", None, "not understood"),
        ({"extent": "97,25,nan,26"}, "extent", None, "not understood"),
        ({"within": "reason"}, "within", Within.OFF, "not understood"),
        ({"layout": "upside down"}, "layout", Layout.SIDES, "not understood"),
    ],
)
def test_what_a_link_gets_wrong_is_mended_and_said(
    params: dict[str, str | list[str]], field: str, value: object, said: str
) -> None:
    view, notes = link.read(params, CHOICES)
    assert getattr(view, field) == value
    assert len(notes) == 1 and said in fault(notes[0])


@pytest.mark.parametrize(
    "spelling", ["kanpaiti", "Kanpaiti", "KAN  PAIK TI", "Kan-Paik-Tí", "ကန်ပိုက်တီ", "甘拜地"]
)
def test_a_place_is_found_in_any_spelling(spelling: str) -> None:
    view, notes = link.read({"place": spelling}, CHOICES)
    assert (view.place, notes) == ("kanpaiti", ())


def test_a_spelling_of_several_places_opens_the_first_and_the_note_names_the_others() -> None:
    view, notes = link.read({"place": "shared"}, CHOICES)
    assert view.place == "muse"
    assert len(notes) == 1 and "“shared” may also be “pangwa”" in fault(notes[0])


def test_an_actor_is_found_by_its_code_or_its_id() -> None:
    assert link.read({"actors": ["sac", "bgf"]}, CHOICES)[0].actors == ("sac", "kbgf")


def test_the_newest_record_is_the_default_second_clock() -> None:
    assert link.read({"known_on": "2026-09-26"}, CHOICES)[0].known_on is None


def test_a_view_made_by_hand_is_put_in_order() -> None:
    view = View(on=date(1700, 1, 1), window=(date(2025, 1, 1), date(2024, 1, 1)), layers=("a", "a"))
    assert view.on == FIRST_DAY
    assert view.window == (date(2024, 1, 1), date(2025, 1, 1))
    assert view.layers == ("a",)


def test_a_camera_is_kept_over_the_country_and_to_what_a_link_can_hold() -> None:
    assert Camera(200, 25.123456, 99) == Camera(105.0, 25.1235, 14.0)
    with pytest.raises(ValueError, match="finite"):
        Camera(float("nan"), 25, 8)


def test_every_field_of_a_view_can_be_in_a_link() -> None:
    full = View(
        on=date(2024, 1, 1),
        window=(date(2023, 1, 1), date(2024, 1, 1)),
        known_on=date(2025, 1, 1),
        policy=Policy.STRICT,
        map_of=MapOf.WINDOW,
        layers=("mines",),
        actors=("sac",),
        place="muse",
        compare_on=date(2023, 5, 5),
        compare_policy=Policy.ANY,
        compare_known_on=date(2024, 2, 2),
        layout=Layout.SWIPE,
        within=Within.RECORDED,
        beside=Beside.LOG,
        log=(Subject.GATE,),
        log_of=Where.PLACE,
        log_order=Sort.NEWEST,
        lang=Lang.MY,
        camera=Camera(98, 25, 8),
        extent=Bounds(97, 24, 99, 26),
        stretch="kachin",
    )
    params = link.params(full, CHOICES)
    assert set(params) == {item.name for item in fields(View)}
    assert link.read(params, CHOICES) == (full, ())


def test_the_other_question_is_this_one_but_for_what_differs() -> None:
    view = View(compare_policy=Policy.STRICT, compare_known_on=date(2024, 12, 1))
    assert (view.other.policy, view.other.known_on, view.other.on) == (
        Policy.STRICT,
        date(2024, 12, 1),
        view.on,
    )
    assert View(compare_on=date(2024, 9, 1)).other.on == date(2024, 9, 1)
    assert View().other == View()
