"""Days worth going to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.answer.jumps import jumps
from geodata import open_catalog
from geodata.vocab import Policy

CATALOG = open_catalog()


def test_every_episode_of_the_ledger_can_be_gone_to_in_order() -> None:
    found = jumps(CATALOG, None, CATALOG.newest_record, Policy.REPORTED)[1:]
    assert len(found) == len(CATALOG.episodes)
    assert [jump.on for jump in found] == sorted(jump.on for jump in found)
    assert all(jump.window and jump.window[0] == jump.on <= jump.window[1] for jump in found)
    (special_region,) = (jump for jump in found if "Special Region 1" in jump.episode)
    assert special_region.window == (date(2024, 9, 21), date(2024, 11, 20))


@pytest.mark.parametrize(("place", "newest"), [("kanpaiti", date(2025, 10, 28)), ("man-hio", None)])
def test_the_newest_evidence_is_that_of_the_chosen_place(place: str, newest: date | None) -> None:
    found = jumps(CATALOG, place, CATALOG.newest_record, Policy.REPORTED)
    first = found[0]
    assert (None if first.episode else first.on) == newest


def test_a_jump_sets_the_day_and_the_window_and_is_forgotten(open_page: Callable[..., AppTest]) -> None:
    page = open_page()
    label = next(option for option in page.selectbox(key="jump").options if "Lashio handover" in option)
    page.selectbox(key="jump").select(label).run()
    assert not page.exception
    assert page.session_state["on"] == date(2025, 4, 21)
    assert page.session_state["window"][0] == date(2025, 4, 21)
    assert page.session_state["jump"] is None
