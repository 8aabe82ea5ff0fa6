"""Orders: valid or refused with a reason, kept whole by a link, and in tones that a printer keeps apart."""

from __future__ import annotations

import re
from dataclasses import fields
from itertools import combinations
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.look.theme import DARK, GREY, LIGHT, rgb, theme_of
from dashboard.question.order import (
    FRAMES,
    LONGEST_TITLE,
    PRESETS,
    Aspect,
    BadOrder,
    Order,
    Step,
    Template,
    Tone,
)
from dashboard.question.view import View
from dashboard.wording.page import fault, refusal

KINDS = {"template": Template, "aspect": Aspect, "tone": Tone, "step": Step}
EACH = [Order(**{name: value}) for name, kind in KINDS.items() for value in kind]


@pytest.mark.parametrize(
    "order",
    [
        *EACH,
        Order(title="Who held {place} on {date}? ကန်ပိုက်တီ 甘拜地 & 100 % {{so}}"),
        *(Order(frame=frame) for frame in (*FRAMES, "97.5,24.25,99,26.1234")),
        *PRESETS.values(),
    ],
    ids=str,
)
def test_a_link_keeps_every_field(order: Order) -> None:
    assert Order.from_params(order.params()) == (order, ())
    as_browser = parse_qs(urlencode(order.params()), keep_blank_values=True)
    assert Order.from_params(as_browser) == (order, ())


def test_a_link_names_only_what_differs() -> None:
    assert Order().params() == {}
    assert Order(tone=Tone.GREY).params() == {"tone": "grey"}


def test_an_order_and_a_question_share_a_link() -> None:
    assert not {item.name for item in fields(Order)} & {item.name for item in fields(View)}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("value", ["", "nothing", "MAP", "<script>", "\x00", "../../etc", "a" * 10_000])
def test_what_a_link_cannot_mean_gives_a_note_and_the_default(name: str, value: str) -> None:
    order, notes = Order.from_params({name: value, "title": "kept"})
    assert order == Order(title="kept")
    assert [note.parameter for note in notes] == [name]
    assert fault(notes[0]).startswith(f"There is no {name} “")
    assert ", ".join(KINDS[name]) in fault(notes[0])


@pytest.mark.parametrize(
    "frame",
    ["nowhere", "1,2,3", "98,24,97,25", "97,25,98,24", "nan,1,2,3", "97,24,inf,25", "97,24,181,25", "<b>"],
)
def test_a_frame_that_is_none_is_refused(frame: str) -> None:
    with pytest.raises(BadOrder) as refused:
        Order(frame=frame)
    assert re.match("The map cannot show .*west,south,east,north", refusal(refused.value))
    order, notes = Order.from_params({"frame": frame})
    assert order == Order() and len(notes) == 1


@given(
    st.dictionaries(st.sampled_from([item.name for item in fields(Order)]), st.text() | st.lists(st.text()))
)
def test_no_link_is_too_strange_to_be_read(params: dict[str, str | list[str]]) -> None:
    order, notes = Order.from_params(params)
    assert len(notes) <= len(params)
    assert Order.from_params(order.params()) == (order, ())


def test_of_a_repeated_parameter_the_last_is_meant_and_an_empty_one_is_none() -> None:
    assert Order.from_params({"tone": ["dark", "grey"], "step": []}) == (Order(tone=Tone.GREY), ())


def test_a_title_of_300_characters_is_kept_and_a_longer_one_is_refused() -> None:
    assert len(Order(title="x" * LONGEST_TITLE).title) == 300
    with pytest.raises(BadOrder) as refused:
        Order(title="x" * 301)
    assert refusal(refused.value) == "The title has 301 characters; give at most 300."
    order, notes = Order.from_params({"title": "x" * 301})
    assert order.title == "" and "301" in fault(notes[0])


def test_date_and_place_are_filled_in_and_a_doubled_brace_is_a_brace() -> None:
    order = Order(title="{place}, {date}: {{as reported}}")
    assert order.titled("26 November 2024", "Kanpaiti") == "Kanpaiti, 26 November 2024: {as reported}"
    assert Order(title="Who held {place}").titled("today", "Muse") == "Who held Muse"
    assert Order(title="{date} {date}").titled("{place}", "x") == "{place} {place}"


@pytest.mark.parametrize("title", ["{other}", "{}", "{0}", "{date!r}", "{date:>99999999}", "{place.name}"])
def test_a_placeholder_that_does_not_exist_is_refused(title: str) -> None:
    with pytest.raises(BadOrder) as refused:
        Order(title=title)
    assert refusal(refused.value).endswith("only {date} and {place} are filled in.")


@pytest.mark.parametrize("title", ["{", "}", "half {date", "date}"])
def test_a_single_brace_is_refused(title: str) -> None:
    with pytest.raises(BadOrder) as refused:
        Order(title=title)
    assert refusal(refused.value) == (
        "The title has a single brace; write {date}, {place}, or {{ for a brace."
    )


def test_spare_spaces_and_line_breaks_leave_a_title() -> None:
    assert Order(title="  one \n two\t ").title == "one two"


def test_frames_have_names_and_are_real_parts_of_the_border() -> None:
    assert set(FRAMES) == {"kachin", "northern-shan", "border"}
    whole = FRAMES["border"]
    for name, bounds in FRAMES.items():
        assert Order(frame=name).bounds() == bounds
        assert whole.covers(bounds.west, bounds.south) and whole.covers(bounds.east, bounds.north)
    assert Order().bounds() is None
    assert Order(frame="97,24,98,25").bounds() == (97, 24, 98, 25)


def test_six_greys_are_far_enough_apart_to_be_told_apart() -> None:
    assert set(GREY.fills) == set(LIGHT.fills)
    levels = {actor: rgb(fill)[0] for actor, fill in GREY.fills.items()}
    for one, other in combinations(levels, 2):
        assert abs(levels[one] - levels[other]) >= 20, (one, other)


def test_nothing_in_the_grey_tone_has_a_colour() -> None:
    named = {item.name: getattr(GREY, item.name) for item in fields(GREY)}
    colours = {name: value for name, value in named.items() if isinstance(value, str) and value[0] == "#"}
    assert len(colours) > 10
    colours |= {f"fills {actor}": fill for actor, fill in GREY.fills.items()}
    colours |= {f"texts {actor}": ink for actor, ink in GREY.texts.items()}
    for name, colour in colours.items():
        assert len(set(rgb(colour))) == 1, (name, colour)


def test_light_and_dark_are_those_of_the_page() -> None:
    assert [theme_of(tone) for tone in Tone] == [LIGHT, DARK, GREY]
