"""Compare and the way from page to page, run in process on the shipped ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from streamlit.testing.v1 import AppTest

from dashboard.wording.text import escape
from geodata.catalog import Catalog
from tests.dashboard.conftest import APP, Open, said

PAGES = Path(APP).parent / "app_pages"


def page(open_page: Open, **params: str | list[str]) -> AppTest:
    return open_page(params, "compare")


def text(app: AppTest) -> str:
    return "\n".join(str(each.value) for kind in ("title", "markdown") for each in app.get(kind))


def test_compare_begins_with_the_window_s_first_day_beside_the_day_asked(
    open_page: Open, catalog: Catalog
) -> None:
    app = page(open_page)
    assert not app.exception and not app.warning
    assert app.date_input(key="compare_on").value == date(2024, 9, 1)
    assert said(app).startswith(escape("Between 1 September and 26 November 2024: the KIA gained"))
    mines = len(catalog.layers["mine_clusters"].features)
    assert f"All {mines} mine clusters followed their towns" in text(app)


def test_two_policies_are_compared_on_one_day(open_page: Open) -> None:
    app = page(open_page, compare_policy="strict")
    assert app.date_input(key="compare_on").value is None
    (title,) = app.title
    assert "On 26 November 2024, reported instead of strict" in title.value
    assert "Nothing moved on the ground" in text(app)


def test_two_states_of_knowledge_are_compared(open_page: Open) -> None:
    app = page(open_page, compare_known_on="2024-11-15")
    assert "instead of 15 November 2024" in said(app)


def test_two_equal_answers_are_said_to_be_equal(open_page: Open) -> None:
    app = page(open_page, compare_on="2024-11-26")
    assert "none of the" in said(app) and "has another answer" in said(app)
    assert any("Nothing differs" in info.value for info in app.info)


def test_how_they_are_laid_out_is_in_the_link(open_page: Open) -> None:
    app = page(open_page, layout="swipe")
    assert not app.exception and app.session_state["layout"] == "swipe"
    assert app.query_params["layout"] == "swipe"


def test_the_question_goes_along_from_page_to_page(open_page: Open) -> None:
    app = open_page({"on": "2024-01-10", "policy": "strict", "place": "Muse", "extent": "97,23,99,25"})
    app.switch_page(str(PAGES / "evidence.py")).run()
    assert app.segmented_control(key="policy").value == "strict"
    app.switch_page(str(PAGES / "compare.py")).run()
    assert app.date_input(key="on").value == date(2024, 1, 10)
    app.switch_page(str(PAGES / "data.py")).run()
    app.switch_page(str(PAGES / "explore.py")).run()
    assert not app.exception
    assert app.session_state["place"] == "muse" and app.session_state["policy"] == "strict"
    assert app.query_params["extent"] == "97.0,23.0,99.0,25.0"
