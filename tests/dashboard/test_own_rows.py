"""A click on a row of the reader's own layer: which row it means, what of it is shown, and to whom."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
import shapely
from streamlit.testing.v1 import AppTest

from dashboard.answer.own_rows import (
    Drawn,
    Pick,
    RowRef,
    edition,
    points_of,
    refs_of,
    row_of,
    rows_at,
    shapes_of,
)
from dashboard.map import component
from dashboard.map.component import Rows, events
from dashboard.map.own import content, packed
from dashboard.page import own_rows, uploads
from dashboard.page.uploads import Upload
from dashboard.wording import own as words
from geodata.catalog import Catalog
from tests.dashboard.conftest import Open, said
from tests.dashboard.test_own import DAY, LIGHT, layer, own

SPOT = shapely.Point(98.1, 25.4)
EVER = (date(1900, 1, 1), date(2100, 1, 1))


def pick(number: int, drawn: Drawn = Drawn.POINT, **given: Any) -> Pick:
    return Pick(**{"layer": "abcd", "edition": "0" * 12, "drawn": drawn, "number": number} | given)


# -- Which row -------------------------------------------------------------------------------------


def test_every_number_of_the_maps_file_is_the_row_that_was_drawn(catalog: Catalog) -> None:
    square, line = shapely.box(97, 24, 98, 25), shapely.LineString([(97, 24), (98, 25)])
    several = shapely.MultiPoint([(97.5, 24.5), (98.5, 25.5)])
    shapes = [square, None, several, shapely.GeometryCollection([square, line]), SPOT]
    given = own(shapes=shapes, columns={"k": [*"abcde"]}, first=[None] * 5, last=[None] * 5, actors=[""] * 5)
    made = content(given, LIGHT, catalog)
    of = [rows_at(given, pick(number), *EVER)[0] for number in range(len(made["points"][0]))]
    assert of == points_of(given)[1].tolist() and sorted(of) == [0, 2, 2, 3, 4]
    shaped = [rows_at(given, pick(number, Drawn.SHAPE), *EVER) for number in range(len(made["shapes"]))]
    assert shaped == [[at] for at, _ in shapes_of(given)] == [[0], [3], [3]]


def test_all_rows_on_the_spot_are_found_that_are_drawn_on_the_days() -> None:
    given = own(shapes=[SPOT, shapely.Point(98.100001, 25.4), SPOT])
    assert rows_at(given, pick(2), *EVER) == [2, 0, 1], "what was clicked comes first"
    assert rows_at(given, pick(0), DAY, DAY) == [0, 1, 2]
    after = date(2024, 12, 24)
    assert rows_at(given, pick(2), after, after) == [2, 1], "the first is of 26 November alone"


@pytest.mark.parametrize(
    "told",
    [
        pick(3),
        pick(-1),
        pick(0, Drawn.SHAPE),
        pick(0, edition="f" * 12),
        pick(0, layer="efgh"),
    ],
)
def test_a_number_that_is_no_longer_any_is_ignored(told: Pick) -> None:
    assert rows_at(own(), told, *EVER) == []
    assert refs_of([own()], [told], *EVER) == ()


def test_another_reading_of_the_file_is_another_edition() -> None:
    given = own()
    (ref,) = refs_of([given], [pick(1)], *EVER)
    assert row_of([given], ref) is not None
    assert row_of([own(hash="f" * 64)], ref) is None
    assert row_of([], ref) is None and row_of([given], replace(ref, at=3)) is None


def test_rows_of_several_layers_come_once_each_the_upper_first() -> None:
    one, other = own(shapes=[SPOT] * 3), replace(own(), id="efgh")
    told = [pick(0, layer="efgh"), pick(1), pick(2), pick(0, layer="none")]
    found = refs_of([one, other], told, *EVER)
    assert [(ref.layer, ref.at) for ref in found] == [
        ("efgh", 0),
        ("abcd", 1),
        ("abcd", 0),
        ("abcd", 2),
    ]


# -- What it says ----------------------------------------------------------------------------------


def test_a_row_says_its_filled_cells_cleaned_and_bounded() -> None:
    columns = {f"c{number}": [f"v{number}", None, ""] for number in range(40)}
    columns |= {
        "c1": ["<b>well</b>\n![x](http://elsewhere.example)\u202e", None, None],
        "c2": ["x" * 900] * 3,
    }
    given = own(columns=columns, precise=np.array([False, True, True]), rows=np.array([7, 8, 9]))
    row = row_of([given], RowRef("abcd", edition(given), 0))
    assert row
    assert (row.title, row.number, row.first, row.precise) == ("Camps", 7, DAY, False)
    assert len(row.cells) == 30 and row.more == 10
    cells = dict(row.cells)
    assert cells["c1"] == "<b>well</b> ![x](http://elsewhere.example)" and len(cells["c2"]) == 200
    empty = row_of([given], RowRef("abcd", edition(given), 1))
    assert empty and empty.cells == (("c2", "x" * 199 + "…"),) and not empty.more


def test_days_of_a_row_are_said_in_words() -> None:
    given = own(last=[DAY, None, date(2024, 1, 2)])
    rows = [row_of([given], RowRef("abcd", edition(given), at)) for at in range(3)]
    told = [words.row_days(row) for row in rows if row]
    assert told == ["26 Nov 2024", "from 1 Nov 2024", "until 2 Jan 2024"]
    undated = row_of([own()], RowRef("abcd", edition(own()), 2))
    assert undated and words.row_days(undated) == "no day: drawn on every day"
    assert words.row_turn(2, 8, more=True) == "2 of at least 8 rows on this spot"


def test_the_maps_file_still_has_no_value_and_one_that_travels_has_no_edition(catalog: Catalog) -> None:
    given = own(columns={"secret": ["x1", "y2", "z3"]})
    served = json.loads(packed(given, LIGHT, catalog))
    assert served["edition"] == edition(given) and "x1" not in json.dumps(served)
    assert "edition" not in content(given, LIGHT, catalog)


# -- On the page -----------------------------------------------------------------------------------

TOLD = {
    "picks": [{"layer": "abcd", "edition": "0" * 12, "drawn": "point", "number": 1}],
    "days": [20053, 20053],
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"picks": [], "days": [1, 2]},
        {"picks": [{"layer": "abcd"}], "days": [1, 2]},
        TOLD | {"days": [1]},
        TOLD | {"days": [10**12, 1]},
        TOLD | {"picks": [TOLD["picks"][0] | {"drawn": "circle"}]},  # type: ignore[dict-item]
        TOLD | {"picks": 3},
        "text",
    ],
)
def test_a_click_that_is_told_wrong_counts_as_none(monkeypatch: pytest.MonkeyPatch, wrong: Any) -> None:
    monkeypatch.setattr(component.st, "session_state", {"map": {"rows": TOLD}})
    assert events("map").rows == Rows((pick(1),), DAY, DAY, more=False)
    monkeypatch.setattr(component.st, "session_state", {"map": {"rows": wrong}})
    assert events("map").rows is None


def with_layer(app: AppTest, **given: Any) -> AppTest:
    """Give a visit a layer of three rows, two of them on one spot."""
    files = app.session_state["own_files"] if "own_files" in app.session_state else uploads.Uploads()
    upload = Upload(
        "abcd", "camps.csv", b"", layer=layer(shapes=[SPOT, SPOT, shapely.Point(97, 24)], **given)
    )
    files.add(upload)
    app.session_state["own_files"] = files
    return app


def texts(app: AppTest) -> str:
    return "\n".join(each.value for each in app.markdown).replace("\\", "")


def clicked(app: AppTest, *places: int) -> AppTest:
    shown = tuple(RowRef("abcd", "0" * 12, at) for at in places)
    app.session_state["own_rows"] = own_rows._Shown(shown)
    return app.run()


def test_a_row_is_shown_beneath_the_map_stepped_through_and_closed(open_page: Open) -> None:
    asked = {"on": str(DAY)}
    before = open_page(asked)
    app = open_page(asked)
    columns = {"*kind*": ["<b>school</b>", "clinic", "school"]}
    app = clicked(with_layer(app, columns=columns, precise=np.zeros(3, np.bool_)), 0, 1)
    assert not app.exception
    text = texts(app)
    assert "camps (your data): row 1" in text and "1 of 2 rows on this spot · 26 Nov 2024" in text
    assert "stands for an area, such as a township" in text
    table = next(each for each in app.table if "school" in str(each.value))
    assert table.value.to_numpy().tolist() == [["\\*kind\\*", "\\<b\\>school\\<\\/b\\>"]]
    assert said(app) == said(before), "no answer changes"
    assert set(app.query_params) == {*before.query_params, "own"}
    app.button(key="own_row_next").click().run()
    assert "2 of 2 rows" in texts(app) and app.button(key="own_row_next").disabled
    app.button(key="own_row_close").click().run()
    assert "own_rows" not in app.session_state and "on this spot" not in texts(app)


def test_a_row_of_a_layer_that_is_gone_is_shown_no_more(open_page: Open) -> None:
    app = clicked(with_layer(open_page({"on": str(DAY)})), 0)
    assert "camps (your data): row 1" in texts(app)
    app.session_state["own_files"].files["abcd"].shown = False
    app.run()
    assert not app.exception and "row 1" not in texts(app)
