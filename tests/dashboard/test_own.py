"""The reader's own layers: classes, days, counts, what goes to the map, the legend, whose they are."""

from __future__ import annotations

import csv
import gc
import io
import itertools
import json
import math
import re
import weakref
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
import shapely
from starlette.applications import Starlette
from starlette.routing import Route
from streamlit.testing.v1 import AppTest

from dashboard.answer.own import (
    Kind,
    Own,
    Scheme,
    Styling,
    actors_named,
    as_geojson,
    beneath_places,
    bounds_on,
    classes_of,
    day_to_see,
    decimal_of,
    number_of,
    numbers_in,
    own_of,
    rows_of,
    tallies,
)
from dashboard.answer.scene import Scene, compose
from dashboard.charts.own import chart_of
from dashboard.look.own import SHAPES, colours, glyph
from dashboard.look.theme import THEMES, rgb
from dashboard.map.legend import legend
from dashboard.map.own import content, locator
from dashboard.page import own_data, uploads
from dashboard.page.uploads import Upload, Uploads
from dashboard.paper import jobs
from dashboard.paper.own import readable
from dashboard.question.axis import Axis
from dashboard.question.camera import Bounds
from dashboard.question.choices import Choices
from dashboard.question.framing import camera_at
from dashboard.question.order import Format, Order
from dashboard.question.view import MapOf, View
from dashboard.service import server
from dashboard.service.middleware import KnownAgain
from dashboard.wording import alts
from dashboard.wording import own as words
from dashboard.wording.slides import foot
from geodata.catalog import Catalog
from geodata.imports.layer import Answers, Finding, Layer, Level, Question, Refused, SetAside
from geodata.imports.understand import read
from tests.dashboard.conftest import Open
from tests.dashboard.test_server import get

DAY = date(2024, 11, 26)
WORLD = Bounds(-180, -90, 180, 90)
LIGHT = THEMES["light"]
POINTS: Sequence[Any] = [shapely.Point(98.1, 25.4), shapely.Point(97.9, 24.0), shapely.Point(98.5, 25.8)]


def layer(shapes: Sequence[Any] = POINTS, **given: Any) -> Layer:
    """Return a layer made by hand: three rows, of one day, of some days, of no day."""
    count = len(shapes)
    usual: dict[str, Any] = {
        "name": "mine.csv",
        "hash": "0" * 64,
        "format": "csv",
        "shape": "",
        "total": count,
        "columns": {"kind": ["school", "clinic", "school"][:count]},
        "rows": np.arange(1, count + 1),
        "shapes": np.array(shapes, dtype=object),
        "first": [DAY, date(2024, 11, 1), None][:count],
        "last": [DAY, date(2024, 12, 31), None][:count],
        "precise": np.ones(count, np.bool_),
        "actors": ["kia", "", ""][:count],
    }
    return Layer(**usual | given)


def own(styling: Styling | None = None, **given: Any) -> Own:
    return own_of("abcd", "Camps", layer(**given), styling or Styling())


@pytest.fixture
def scene(catalog: Catalog, choices: Choices) -> Scene:
    return replace(compose(catalog, replace(choices.default, on=DAY)), own=(own(),))


# -- Classes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), (" 1.5 ", 1.5), ("1,234,567.5", 1234567.5), ("၁၂", 12), ("-3e2", -300), ("1,5", math.nan)]
    + [("", math.nan), (None, math.nan), ("nan", math.nan), ("inf", math.nan), ("many", math.nan)],
)
def test_a_cell_is_a_number_or_none(text: str | None, number: float) -> None:
    assert number_of(text) == pytest.approx(number, nan_ok=True)


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1,5", "1.234,5", "7", None], [1.5, 1234.5, 7, math.nan]),
        (["12,25", "1.234", "၁၂,၅"], [12.25, 1234, 12.5]),
        (["1,234", "5,678"], [1234, 5678]),  # nothing shows that the comma is a decimal sign
        (["1,5", "1.5"], [math.nan, 1.5]),
        (["1,234.5", "2"], [1234.5, 2]),
    ],
)
def test_a_column_shows_its_decimal_sign(cells: list[str | None], numbers: list[float]) -> None:
    assert [number_of(cell, decimal_of(cells)) for cell in cells] == pytest.approx(numbers, nan_ok=True)


def test_numbers_with_decimal_commas_are_numbers() -> None:
    given = layer(columns={"a": ["1,5", "2,5", "1.000,5"], "b": ["x", "1,5", "y"]})
    assert numbers_in(given) == ("a",)


def test_the_commonest_values_have_a_class_each_and_all_others_share_one() -> None:
    cells = [*"aaabbbccdde", "", *"fg"]
    found = classes_of(layer([POINTS[0]] * 14, columns={"k": cells}), Styling(Kind.CATEGORY, "k"))
    assert [(group.value, group.rest) for group in found.groups] == [
        *(("a", False), ("b", False), ("c", False), ("d", False), ("e", False), ("", True))
    ]
    assert found.groups[-1].others == 2
    assert [int((found.of == number).sum()) for number in range(6)] == [3, 3, 2, 2, 1, 3]


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("numbers", [[1, 1, 1, 2, 3], [5] * 6, [1, 2, 3, 4, 5, 6, 7, 100], [0, *[1] * 50]])
def test_numbers_fall_into_classes_in_order_whatever_their_ties(numbers: list[int], scheme: Scheme) -> None:
    cells = [*map(str, numbers), "", "nan", "none"]
    found = classes_of(
        layer([POINTS[0]] * len(cells), columns={"n": cells}), Styling(Kind.NUMBER, "n", scheme)
    )
    assert found.left_out == 3 and found.groups[-1].rest
    classed = found.groups[:-1]
    assert 1 <= len(classed) <= 5
    for low, high in itertools.pairwise(classed):
        assert low.high < high.low and low.rank < high.rank
    for value, number in zip(numbers, found.of, strict=False):
        assert classed[number].low <= value <= classed[number].high
    assert (found.of[len(numbers) :] == len(classed)).all()


def test_fisher_jenks_takes_many_numbers() -> None:
    cells = [str(number % 997) for number in range(50_000)]
    shapes = [POINTS[0]] * len(cells)
    found = classes_of(layer(shapes, columns={"n": cells}), Styling(Kind.NUMBER, "n", Scheme.FISHER_JENKS))
    assert len(found.groups) == 5 and found.groups[-1].high == 996


def test_an_actors_hue_is_for_rows_that_name_the_actor_and_nothing_else() -> None:
    found = classes_of(layer(), Styling(Kind.ACTOR))
    first, rest = (glyph(group, LIGHT) for group in found.groups)
    assert first.fill == LIGHT.fills["kia"] and rest.fill not in LIGHT.fills.values()


@pytest.mark.parametrize("theme", THEMES.values(), ids=str)
@pytest.mark.parametrize("kind", [Kind.CATEGORY, Kind.NUMBER])
def test_no_colour_is_near_an_actors_and_none_near_another(kind: Kind, theme: Any) -> None:
    hues = colours(kind, theme)
    for hue in hues:
        assert min(_apart(hue, fill) for fill in theme.fills.values()) > 25
    least = 30 if kind is Kind.CATEGORY else 13
    assert min(_apart(*two) for two in itertools.combinations(hues, 2)) > least
    light = [_lab(hue)[0] for hue in hues]
    if kind is Kind.NUMBER:
        assert light == sorted(light, reverse=theme.name == "light")


@pytest.mark.parametrize("theme", THEMES.values(), ids=str)
def test_colour_blind_eyes_tell_the_categories_apart(theme: Any) -> None:
    # Machado, Oliveira and Fernandes 2009: protanopia and deuteranopia.
    for eye in (
        ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
        ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    ):
        hues = colours(Kind.CATEGORY, theme)
        assert min(_apart(*two, np.array(eye)) for two in itertools.combinations(hues, 2)) > 15


def _lab(colour: str, eye: Any = None) -> Any:
    share = np.array(rgb(colour)) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    linear = np.clip(eye @ linear if eye is not None else linear, 0, 1)
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175]]
    xyz = np.array([*to_xyz, [0.0193339, 0.119192, 0.9503041]]) @ linear / (0.95047, 1, 1.08883)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _apart(one: str, other: str, eye: Any = None) -> float:
    """Return how far two colours lie apart in CIELAB."""
    return float(np.linalg.norm(_lab(one, eye) - _lab(other, eye)))


# -- Days and counts -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "drawn"),
    [
        (DAY, DAY, [True, True, True]),
        (date(2024, 11, 1), date(2024, 11, 25), [False, True, True]),
        (date(2024, 12, 31), date(2025, 2, 1), [False, True, True]),
        (date(2025, 1, 1), date(2025, 1, 1), [False, False, True]),
    ],
)
def test_a_row_is_drawn_from_its_first_to_its_last_day_and_one_without_a_day_always(
    first: date, last: date, drawn: list[bool]
) -> None:
    assert own().shown(first, last).tolist() == drawn
    assert own().undated == 1


def test_an_end_that_the_file_does_not_say_is_open() -> None:
    given = own(first=[DAY, None, None], last=[None, DAY, None])
    assert given.shown(date(2030, 1, 1), date(2030, 1, 1)).tolist() == [True, False, True]
    assert given.shown(date(1990, 1, 1), date(1990, 1, 1)).tolist() == [False, True, True]


def test_rows_count_once_by_month_or_week_and_within_the_map_alone() -> None:
    months = tallies(own(), Axis(date(2023, 1, 15), date(2025, 1, 1)))
    assert (months[0].first, months[0].after) == (date(2023, 1, 15), date(2023, 2, 1))
    assert {each.first: each.total for each in months if each.total} == {date(2024, 11, 1): 2}
    weeks = tallies(own(), Axis(date(2024, 11, 1), date(2025, 1, 1)))
    assert {each.first: each.total for each in weeks if each.total} == {
        date(2024, 11, 1): 1,
        date(2024, 11, 25): 1,
    }
    assert all(each.first.weekday() == 0 for each in weeks[1:])
    north = tallies(own(), Axis(date(2023, 1, 15), date(2025, 1, 1)), Bounds(98, 25, 99, 26))
    assert sum(each.total for each in north) == 1


def test_a_row_without_a_geometry_is_counted_and_drawn_nowhere(catalog: Catalog) -> None:
    given = own(shapes=[shapely.Point(98, 25), None, shapely.Point()])
    assert np.isfinite(given.points).all(axis=1).tolist() == [True, False, False]
    assert content(given, LIGHT, catalog)["points"][0] == [98.0]


# -- What goes to the map --------------------------------------------------------------------------


def test_the_maps_file_has_positions_classes_and_days_and_no_value_of_the_table(catalog: Catalog) -> None:
    columns = {"kind": ["school", "clinic", "school"], "secret": ["x1", "y2", "z3"]}
    made = content(own(Styling(Kind.CATEGORY, "kind"), columns=columns), LIGHT, catalog)
    text = json.dumps(made)
    assert not any(value in text for value in ("x1", "y2", "z3", "secret", "mine.csv"))
    lon, lat, of = made["points"]
    assert lon == [98.1, 97.9, 98.5] and lat == [25.4, 24.0, 25.8]
    days = [made["groups"][group][1:] for group in of]
    assert days == [[20053, 20054], [20028, 20089], [-10_000_000, 10_000_000]]
    says = [made["looks"][made["groups"][group][0]]["says"] for group in of]
    school, clinic = "Camps (your data): school", "Camps (your data): clinic"
    assert says == [school, clinic, school]


def test_lines_and_areas_are_drawn_and_have_a_sign_each(catalog: Catalog) -> None:
    square = shapely.box(97, 24, 98, 25)
    line = shapely.LineString([(97, 24), (98, 25)])
    several = shapely.MultiPoint([(97, 24), (98, 25)])
    collection = shapely.GeometryCollection([square, line])
    made = content(own(shapes=[square, several, collection]), LIGHT, catalog)
    assert [each["geometry"]["type"] for each in made["shapes"]] == ["Polygon", "Polygon", "LineString"]
    assert len(made["points"][0]) == 4
    assert {each["properties"]["key"] for each in made["shapes"]} <= set(made["points"][2])


def test_no_sign_is_the_circle_of_a_place() -> None:
    corners = [len(shape) for shape in SHAPES.values()]
    assert max(corners) <= 12 and len(set(SHAPES.values())) == len(SHAPES)


def test_a_small_picture_shows_where_the_rows_lie(catalog: Catalog) -> None:
    far = own(shapes=[shapely.Point(179, 80), shapely.Point(-179, -80), None])
    for each in (own(), far, own(shapes=[None, None, None])):
        assert locator(each, catalog, LIGHT).startswith("data:image/svg+xml;base64,")


# -- Legend, words, charts, briefings --------------------------------------------------------------


def test_a_row_known_to_an_area_only_is_hollow_on_map_and_paper_and_said(
    scene: Scene, catalog: Catalog
) -> None:
    given = own(precise=np.array([True, False, False]))
    made = content(given, LIGHT, catalog)
    looks = [made["looks"][made["groups"][group][0]] for group in made["points"][2]]
    filled, *hollow = looks
    assert all(each["fill"] == LIGHT.page != each["rim"] for each in hollow)
    assert filled["fill"] != LIGHT.page and filled["corners"] == hollow[0]["corners"]
    assert "known to an area only" in hollow[0]["says"] and "area" not in filled["says"]
    seen = replace(scene, own=(given,))
    entry = legend([seen], LIGHT, WORLD)[-1]
    assert entry.kind == "own-hollow" and "2 rows" in str(entry.label)
    assert "2 rows whose position is known to an area only" in words.map_alt(seen)
    area = own(shapes=[shapely.box(98, 25, 99, 26)], precise=np.array([False]))
    assert not area.hollow.any(), "an area shows itself how far it goes"


def test_the_legend_names_the_layer_and_counts_what_is_drawn(scene: Scene) -> None:
    labels = [str(entry.label) for entry in legend([scene], LIGHT, WORLD)]
    assert labels[-1] == "Camps (your data): 3 of 3 rows on this day"
    classed = replace(scene, own=(own(Styling(Kind.CATEGORY, "kind")),))
    entries = legend([classed], LIGHT, WORLD)[-3:]
    assert [str(entry.label) for entry in entries[1:]] == ["school (2)", "clinic (1)"]
    assert [entry.kind for entry in entries] == ["own-layer", "own-square", "own-triangle"]


def test_a_map_of_the_window_has_the_rows_of_the_window(scene: Scene) -> None:
    view = replace(scene.view, map_of=MapOf.WINDOW, window=(date(2024, 12, 1), date(2024, 12, 31)))
    told = alts.map_alt(replace(scene, view=view))
    assert told.endswith(
        "Reader’s own data, not part of the ledger: Camps (your data): 2 of 3 rows in this window."
    )


def test_nothing_is_said_of_own_data_where_there_are_none(scene: Scene) -> None:
    without = replace(scene, own=())
    assert "own data" not in alts.map_alt(without)
    assert words.in_briefing(()) == ""
    assert not any(entry.kind.startswith("own") for entry in legend([without], LIGHT, WORLD))


def test_the_chart_says_itself_in_words_and_rows(scene: Scene) -> None:
    chart = chart_of(replace(scene.own[0], title="{x} </b>"))
    assert chart.title == "{x} </b>: your data over time"
    assert "1 row without a day is not in the chart" in chart.sentence(scene)
    assert "2 rows by month" in chart.alt(scene)
    assert chart.table(scene) == [{"Period": "Nov 2024", "Rows": "2"}]
    assert [row["rows"] for row in chart.rows(scene)] == [2]
    assert "Nov 2024: 2 rows" in json.dumps(chart.spec(scene, LIGHT))


def test_foreign_text_obeys_nothing() -> None:
    shown = words.foreign("![x](http://host/p.png)\u202e\n<b>")
    assert "](" not in shown and "\u202e" not in shown and "\n" not in shown and "//" not in shown


def _job(catalog: Catalog, choices: Choices, *owns: Own) -> jobs.Job:
    return jobs.Job(catalog, replace(choices.default, on=DAY), Order(), choices, "", None, owns)


def test_a_briefing_says_that_it_shows_own_data(catalog: Catalog, choices: Choices, no_ink: None) -> None:
    page = _job(catalog, choices, replace(own(), title="Camps \U0001f3d5")).page(DAY)
    assert str(page.words.evidence).startswith("With the reader’s own data Camps ?, not part of the ledger.")
    assert "Camps ?" in page.words.alt
    assert "With the reader’s own data Camps ?" in foot(page.scene, 0, 0)
    with_link = replace(_job(catalog, choices, own()), base="https://example.org/")
    assert "&own=1" in with_link.page(DAY).words.link
    plain = _job(catalog, choices).page(DAY)
    assert "own data" not in str(plain.words.evidence)


@pytest.mark.slow
@pytest.mark.parametrize("shareable", [True, False])
def test_rows_are_in_a_briefings_files_only_where_their_source_lets_them(
    catalog: Catalog, choices: Choices, shareable: bool
) -> None:
    given = own(shareable=shareable, columns={"kind": ["=1+1", "clinic", "school"]})
    packed = jobs.make(_job(catalog, choices, given), Format.ZIP)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names, told = archive.namelist(), archive.read("README.txt").decode()
        assert ("own-data-1.csv" in names) is shareable
        assert ("they are in no data file" in told) is not shareable
        if shareable:
            text = archive.read("own-data-1.csv").decode("utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text)))
            assert len(rows) == 3 and rows[0]["kind"] == "'=1+1"


def test_a_row_for_a_file_has_its_number_point_days_and_cells() -> None:
    first, *_ = rows_of(own())
    assert first == {"_row": 1, "_lon": 98.1, "_lat": 25.4, "_first": DAY, "_last": DAY, "kind": "school"}


# -- Whose they are --------------------------------------------------------------------------------


FILES = Starlette(routes=[Route(f"{uploads.ROUTE}/{{token}}/{{name}}", server.own_file)])


@pytest.fixture
def visit() -> Iterator[Uploads]:
    """Return the files of a visit as the server finds them: one layer."""
    files = Uploads("cookie")
    files.add(Upload("abcd", "mine.csv", b"data", layer=layer()))
    uploads._FOUND[files.token] = files
    yield files
    files.forget()


def _asked(path: str, cookie: str = "cookie") -> tuple[int, dict[str, str], bytes]:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        headers = [*scope["headers"], (b"cookie", f"{uploads.VISIT}={cookie}".encode())]
        await FILES({**scope, "headers": headers}, receive, send)

    return get(path, app=app, accepts="identity")


def test_a_layer_goes_to_its_own_visit_and_is_kept_by_nobody(visit: Uploads) -> None:
    status, headers, body = _asked(f"/own/{visit.token}/abcd.0.light.json")
    assert status == 200 and headers["cache-control"] == "no-store"
    assert json.loads(body)["points"][0] == [98.1, 97.9, 98.5]


def test_nobody_else_finds_it(visit: Uploads) -> None:
    other = Uploads("cookie")
    uploads._FOUND[other.token] = other
    good = f"/own/{visit.token}/abcd.0.light.json"
    for path, cookie in [
        (good, "another browser"),
        (good, ""),
        (f"/own/{other.token}/abcd.0.light.json", "cookie"),
        (f"/own/{visit.token[:-1]}/abcd.0.light.json", "cookie"),
        (f"/own/{visit.token}/abce.0.light.json", "cookie"),
        (f"/own/{visit.token}/abcd.0.sepia.json", "cookie"),
        (f"/own/{visit.token}/abcd", "cookie"),
    ]:
        status, headers, body = _asked(path, cookie)
        assert status == 404 and headers["cache-control"] == "no-store" and b"98.1" not in body


def test_a_file_that_was_removed_or_a_visit_that_ended_is_not_found(visit: Uploads) -> None:
    path = f"/own/{visit.token}/abcd.0.light.json"
    uploads._end(visit.token)
    assert not visit.files and _asked(path)[0] == 404
    short = Uploads("cookie")
    short.add(Upload("abcd", "mine.csv", b"", layer=layer()))
    uploads._FOUND[short.token] = short
    path = f"/own/{short.token}/abcd.0.light.json"
    assert _asked(path)[0] == 200
    short.remove("abcd")
    assert _asked(path)[0] == 404
    token = short.token
    del short
    assert token not in uploads._FOUND, "the visit alone keeps its files"


def test_a_browser_that_opens_a_page_gets_a_cookie_that_no_script_reads() -> None:
    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def cookie(*headers: tuple[bytes, bytes]) -> str:
        async def app(scope: Any, receive: Any, send: Any) -> None:
            await KnownAgain(page)({**scope, "headers": list(headers)}, receive, send)

        return get("/", app=app)[1].get("set-cookie", "")

    opens = (b"accept", b"text/html,*/*")
    given = cookie(opens)
    assert given.startswith(f"{uploads.VISIT}=") and "HttpOnly" in given and "SameSite=Lax" in given
    assert cookie(opens) != given
    assert cookie((b"accept", b"*/*")) == cookie(opens, (b"cookie", b"ledger_visit=x")) == ""


# -- The page --------------------------------------------------------------------------------------

FILE = b"lon,lat\n98,25\n"


def _loaded(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, made: Layer | Refused, name: str = "mine.csv"
) -> tuple[AppTest, list[Answers]]:
    """Return the Data page after a file was put into it, and the answers by which it was read."""
    asked: list[Answers] = []

    def read(data: bytes, name: str, catalog: Catalog, answers: Answers, **_: Any) -> Layer:
        asked.append(answers)
        if isinstance(made, Refused):
            raise made
        answered = {each.name for each in made.questions if getattr(answers, each.name)}
        return replace(made, questions=tuple(each for each in made.questions if each.name not in answered))

    monkeypatch.setattr(own_data, "read", read)
    app = open_page(page="data")
    app.file_uploader[0].set_value((name, FILE, "text/csv"))
    app.run()
    assert not app.exception
    return app, asked


def _said(app: AppTest) -> str:
    return "\n".join(
        each.value for kind in ("markdown", "subheader", "error", "info") for each in app.get(kind)
    )


def test_the_report_says_what_was_found_and_what_was_set_aside(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = (
        Finding("points", Level.WARNING, 4, "4 rows lie on *one* point.", "Look at them.", ("98, 25",)),
        Finding("rows", Level.ERROR, 1, "1 row has no day."),
    )
    aside = (SetAside(7, "days", "It has no day.", {"kind": "<b>"}),)
    app, _ = _loaded(open_page, monkeypatch, layer(findings=found, set_aside=aside, total=4))
    text = _said(app)
    assert "4 rows in the file \\= 3 drawn \\+ 1 set aside" in text
    assert (
        text.index("Errors") < text.index("1 row has no day") < text.index("Warnings") < text.index("one\\*")
    )
    assert "Look at them" in text and "98, 25" in text
    assert any("Row 7: It has no day" in str(table.value) for table in app.table)


def test_a_question_is_asked_and_its_answer_reads_the_file_again(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question("day_first", "Is 05/11/2024 in May or in November?", ("true", "false"))
    app, asked = _loaded(open_page, monkeypatch, layer(questions=(question,)))
    assert "3 drawn" not in _said(app)
    (box,) = [each for each in app.selectbox if "05/11/2024" in each.label.replace("\\", "")]
    assert list(box.options) == [words.choice("day_first", each) for each in ("true", "false")]
    box.select_index(0)
    next(each for each in app.button if each.label == words.USE_ANSWERS()).click()
    app.run()
    assert [each.day_first for each in asked] == ["", "true"]
    assert "3 drawn" in _said(app)


def test_a_refused_file_says_why_and_leaves_nothing(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app, asked = _loaded(open_page, monkeypatch, Refused("It is a picture. Give a table."))
    assert "It is a picture" in _said(app)
    app.run()
    assert "It is a picture" in _said(app) and len(asked) == 1, "no run reads it again"
    assert not app.session_state["own_files"].files


def test_a_fault_of_ours_is_a_sentence_and_no_trace(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, **__: object) -> Layer:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(own_data, "read", read)
    app = open_page(page="data")
    app.file_uploader[0].set_value(("mine.csv", FILE, "text/csv"))
    app.run()
    assert not app.exception and "did not foresee" in _said(app) and "a fault" not in _said(app)


def test_a_file_beyond_what_is_left_is_not_read(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Uploads, "left", 5)
    app, asked = _loaded(open_page, monkeypatch, layer())
    assert not asked and "are left for this visit" in _said(app)


def test_a_layer_is_named_coloured_hidden_and_removed(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = _loaded(open_page, monkeypatch, layer(), name="../a*b*.csv")
    (kept,) = app.session_state["own_files"].files.values()
    assert "a\\*b\\*" in app.subheader[0].value
    next(each for each in app.text_input if each.label == words.NAME()).set_value("Camps").run()
    next(each for each in app.selectbox if each.label == words.STYLE()).select_index(1).run()
    assert (kept.title, kept.styling) == ("Camps", Styling(Kind.CATEGORY, "kind"))
    assert "school \\(2\\)" in _said(app)
    next(each for each in app.toggle if each.label == words.SHOW()).set_value(False).run()
    assert not kept.shown
    next(each for each in app.button if each.label == words.REMOVE()).click().run()
    assert not app.exception and not app.session_state["own_files"].files


def test_explore_has_it_in_legend_and_chart_and_its_link_says_so(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = _loaded(open_page, monkeypatch, layer(), name="camps.csv")
    app.switch_page("app_pages/explore.py").run()
    assert not app.exception
    text = _said(app).replace("\\", "")
    assert "camps (your data): 3 of 3 rows on this day" in text
    assert "camps: your data over time" in text
    assert app.query_params["own"] in ("1", ["1"])
    assert any("own=1" in each.value for each in app.code)
    app.switch_page("app_pages/briefing.py").run()
    assert not app.exception


def test_a_file_that_is_removed_is_held_by_nothing(open_page: Open) -> None:
    app = open_page({}, "data")
    app.file_uploader[0].set_value(("a.csv", b"lon,lat,day\n98.1,25.4,2024-11-20\n", "text/csv")).run()
    field = "own_file_0"
    assert field not in app.session_state, "the field that it was put into has let go of it"
    files = app.session_state["own_files"].files
    layer = next(iter(files.values())).layer.rows  # an array, which a weak reference can follow
    gone = weakref.ref(layer)
    app.switch_page("app_pages/explore.py").run()
    assert "a (your data)" in _said(app).replace("\\", "")
    del layer, files
    app.switch_page("app_pages/data.py").run()
    next(each for each in app.button if each.label == words.REMOVE()).click().run()
    assert not app.exception and not app.session_state["own_files"].files
    gc.unfreeze()
    gc.collect()
    assert gone() is None, "no callback, no cache and no field has it"


def test_a_link_made_beside_own_data_opens_without_them_and_says_so(open_page: Open) -> None:
    app = open_page({"own": "1"})
    assert not app.exception
    assert "made with data or claims of its sender" in app.warning[0].value
    assert not open_page().warning


def test_no_scene_that_is_kept_has_a_readers_own_data(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = _loaded(open_page, monkeypatch, layer(), name="camps.csv")
    app.switch_page("app_pages/explore.py").run()
    assert "camps" in _said(app)
    assert "your data" not in _said(open_page())


def test_the_view_has_no_word_of_own_data() -> None:
    assert not any("own" in name.split("_") for name in View.__dataclass_fields__)


@pytest.mark.slow
def test_no_mark_of_fifty_visits_is_seen_in_another(open_page: Open) -> None:
    visits = []
    for number in range(50):
        app = open_page({}, "data")
        mark = f"mark-{number:02}-of-fifty"
        table = f"lon,lat,note\n98.1,25.4,{mark}\n".encode()
        app.file_uploader[0].set_value((f"{mark}.csv", table, "text/csv")).run()
        assert not app.exception
        visits.append((mark, app))
    for mark, app in visits:
        app.run()
        shown = "\n".join(
            str(each.value) for each in (*app.markdown, *app.caption, *app.text_input) if each.value
        )
        seen = set(re.findall(r"mark-\d\d-of-fifty", shown.replace("\\", "")))
        assert seen == {mark}
    tokens = [token for token in uploads._FOUND if uploads._FOUND.get(token)]
    assert len(set(tokens)) == len(tokens)


def test_names_of_actors_are_mapped_by_a_table_of_the_reader(open_page: Open, catalog: Catalog) -> None:
    data = b"lon,lat,actor\n98.1,25.4,KIA\n98.2,25.4,The other ones\n98.3,25.4,The other ones\n"
    made = read(data, "a.csv", catalog)
    assert actors_named(made) == {"The other ones": "", "KIA": "kia"}
    mapped = read(data, "a.csv", catalog, actors={"The other ones": "mndaa"})
    assert actors_named(mapped) == {"The other ones": "mndaa", "KIA": "kia"}
    app = open_page({}, "data")
    app.file_uploader[0].set_value(("a.csv", data, "text/csv")).run()
    assert not app.exception
    assert any(each.label == words.ACTORS() for each in app.expander)


# -- What leaves -----------------------------------------------------------------------------------


def test_no_text_of_a_row_that_may_not_be_passed_on_is_a_class_on_paper() -> None:
    columns = {"notes": ["a secret", "b", "c"], "event_type": ["Battles", "Battles", "Riots"]}
    for column, kept in (("notes", False), ("event_type", True)):
        given = own(Styling(Kind.CATEGORY, column), columns=columns, shareable=False)
        assert (readable(given).styling == given.styling) is kept
        assert kept or "secret" not in repr(readable(given).classes)
    free = own(Styling(Kind.CATEGORY, "notes"), columns=columns)
    assert readable(free).styling == free.styling


def test_a_source_is_named_and_people_at_risk_are_spoken_of_where_rows_leave() -> None:
    acled = own(facts={"attribution": "ACLED, acleddata.com"}, shareable=False)
    assert "acleddata.com" in words.in_briefing([acled]) and words.in_archive([acled]) == ""
    camps = own(findings=(Finding("sensitive", Level.WARNING, 3, "People."),))
    assert "people who are at risk" in words.in_archive([camps])
    assert "does not cover" in words.in_archive([own()]) and "at risk" not in words.in_archive([own()])


def test_rows_leave_with_their_shapes() -> None:
    mixed = shapely.GeometryCollection([shapely.Point(98, 25), shapely.box(98, 25, 99, 26)])
    made = json.loads(as_geojson(own(shapes=[shapely.Point(98.1234567, 25), mixed, POINTS[2]])))
    assert [each["geometry"]["type"] for each in made["features"]] == ["Point", "GeometryCollection", "Point"]
    assert made["features"][0]["geometry"]["coordinates"] == [98.12346, 25.0]
    assert made["features"][0]["properties"]["_first"] == str(DAY)


def test_the_way_to_the_map_leads_to_rows_that_are_drawn() -> None:
    given = own(first=[DAY, date(2024, 11, 1), None], last=[DAY, date(2024, 11, 1), None])
    assert day_to_see(given, DAY) == DAY
    assert day_to_see(given, date(2025, 5, 1)) == DAY, "the newest day on which something begins"
    assert day_to_see(own(first=[None] * 3, last=[None] * 3), date(2025, 5, 1)) == date(2025, 5, 1)
    bounds = bounds_on(given, DAY)
    assert bounds and bounds.covers(given.points[0, 0], given.points[0, 1])
    camera = camera_at(bounds, room=0.75)
    assert bounds.west <= camera.lon <= bounds.east and 4 <= camera.zoom <= 9


def test_a_row_where_a_place_is_shows_around_its_marker(catalog: Catalog) -> None:
    muse = catalog.places["muse"]
    assert muse.lon and muse.lat
    given = own(
        shapes=[shapely.Point(muse.lon, muse.lat), shapely.Point(98.9, 22.0), shapely.Point(97.6, 20.1)]
    )
    assert beneath_places(given, catalog).tolist() == [True, False, False]
    made = content(given, LIGHT, catalog)
    sizes = [made["looks"][made["groups"][group][0]]["grow"] for group in made["points"][2]]
    assert sizes[0] > 2 and sizes[1:] == [1.0, 1.0]


def test_the_page_says_what_a_file_may_have_on_this_server(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BORDER_LEDGER_UPLOAD_MB", "7")
    app = open_page(page="data")
    assert any("At most 7 MB a file" in each.value for each in app.markdown)
    assert app.get("file_uploader")[0].proto.max_upload_size_mb == 7
