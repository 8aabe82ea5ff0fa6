"""Only this window: lists, charts and files have what lies in it and count the rest; no answer changes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from dashboard.__main__ import main
from dashboard.answer.claims import claims_about
from dashboard.answer.scene import Scene, compose
from dashboard.charts import timeline
from dashboard.charts.entries import CHARTS
from dashboard.charts.ticks import first_name, shown
from dashboard.charts.vega import COLUMNS, Spec
from dashboard.look.theme import LIGHT
from dashboard.map.overlays import OVERLAYS
from dashboard.paper import jobs
from dashboard.paper import timeline as paper_timeline
from dashboard.question.axis import Axis, axis_of, axis_within
from dashboard.question.choices import Choices
from dashboard.question.order import Format, Order, Template
from dashboard.question.view import View, Within
from dashboard.wording.card import card_alt, card_of
from dashboard.wording.claims import every_claim
from dashboard.wording.headline import headline
from dashboard.wording.window import imports_outside, window_sentence
from geodata.analysis.window import By, Window
from geodata.catalog import Catalog
from tests.dashboard.conftest import Open
from tests.marks import some_slow

DAY = timedelta(days=1)
MONTHS = date(2024, 9, 1), date(2024, 12, 31)
WEEKS = date(2024, 11, 11), date(2024, 11, 24)
ONE = date(2024, 11, 20), date(2024, 11, 20)
YEARS = date(2015, 3, 11), date(2024, 11, 11)
LATE = date(2026, 5, 1), date(2026, 6, 1)
WINDOWS = (MONTHS, WEEKS, ONE, YEARS, LATE)
ON = (Within.DAYS, Within.RECORDED)
SHOWN = tuple(name for name, each in OVERLAYS.items() if each.on_by_default)

Ask = Callable[..., Scene]


@pytest.fixture
def ask(catalog: Catalog, choices: Choices) -> Ask:
    return lambda **fields: compose(catalog, replace(choices.default, **fields))


def rows(spec: Spec) -> list[dict[str, str]]:
    (data,) = spec["datasets"].values()
    return [dict(zip(COLUMNS, line.split("\t"), strict=False)) for line in data[0]["t"].split("\n")[1:]]


# -- The axis --------------------------------------------------------------------------------------


def test_the_axis_is_the_window_and_no_day_more(ask: Ask) -> None:
    for window in WINDOWS:
        for within in ON:
            axis = ask(window=window, within=within, on=date(2020, 1, 1)).axis
            assert (axis.start, axis.last) == window
    assert ask().axis == ask(window=WEEKS).axis, "unless it is asked for"


axes = st.builds(
    lambda start, length: Axis(start, start + timedelta(days=length)),
    st.dates(date(1985, 1, 1), date(2030, 1, 1)),
    st.integers(1, 60) | st.integers(60, 1500) | st.integers(1500, 16000),
)


@given(axes, st.integers(60, 2000))
def test_the_names_of_an_axis_of_any_length_never_meet(axis: Axis, wide: int) -> None:
    named = [mark for mark, has_name in shown(axis, wide) if has_name]
    assert named[0].number == 0 and named[0].text, "its first day says where it begins"
    assert str(axis.start.year) in named[0].text
    assert all(0 <= mark.number < axis.span for mark in named)
    px = [mark.number * wide / axis.span for mark in named]
    assert all(b - a >= 15 for a, b in pairwise(px[1:])), [mark.text for mark in named]
    assert len(px) < 2 or px[1] >= first_name(axis)


@pytest.mark.parametrize(
    ("window", "names"),
    [
        (ONE, ["20 Nov 2024"]),
        (WEEKS, ["11 Nov 2024", *map(str, range(12, 25))]),
        (MONTHS, ["Sep 2024", *(f"{d}" for d in (8, 15, 22)), "Oct"]),
        (YEARS, ["11 Mar 2015", "Oct", "2016", "Apr", "Jul", "Oct", "2017"]),
    ],
)
def test_an_axis_is_marked_by_days_weeks_months_or_years(window: tuple[date, date], names: list[str]) -> None:
    named = [mark.text for mark, has_name in shown(axis_within(window), 1000) if has_name]
    assert named[: len(names)] == names


def test_the_whole_record_is_marked_by_quarters_as_ever() -> None:
    axis = axis_of(date(1989, 1, 1), date(2026, 6, 29), date(2024, 1, 1))
    marks = list(shown(axis, 1000))
    assert [mark.text for mark, _ in marks[:5]] == ["2021", "Apr", "Jul", "Oct", "2022"]
    assert axis.samples == axis.quarters


@given(axes)
def test_tables_have_the_days_of_the_axis_and_its_parts_cover_it(axis: Axis) -> None:
    assert axis.samples[0] == axis.start and all(map(axis.has, axis.samples))
    assert len(axis.samples) <= 180
    if axis.span <= 731:
        assert axis.samples[-1] == axis.last
    assert axis.parts[0][0] == axis.start and axis.parts[-1][1] == axis.end
    assert all(one[1] == other[0] for one, other in pairwise(axis.parts))


# -- Charts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("within", ON)
@pytest.mark.parametrize("window", WINDOWS, ids=str)
@pytest.mark.parametrize("name", some_slow(CHARTS, list(CHARTS)[:2]))
def test_every_chart_keeps_to_the_window(
    ask: Ask, name: str, window: tuple[date, date], within: Within
) -> None:
    chart = CHARTS[name]
    layers = (*SHOWN, chart.overlay) if chart.overlay else SHOWN
    scene = ask(window=window, within=within, layers=layers)
    for row in rows(chart.spec(scene, LIGHT)):
        ends = [float(row[end]) for end in ("a", "b") if row.get(end)]
        assert all(0 <= end <= scene.axis.span for end in ends), row
        assert ends == sorted(ends), row
    assert chart.alt(scene).endswith(".")
    none_known = name == "imports" or (chart.overlay and window != YEARS)  # the archive has no later days
    assert chart.table(scene) or none_known
    assert list(chart.rows(scene)) or none_known


@pytest.mark.parametrize("name", list(CHARTS))
def test_another_day_sends_no_chart_again_while_it_is_zoomed(ask: Ask, name: str) -> None:
    days = (date(2024, 11, 26), date(2019, 3, 1), date(2026, 2, 1))
    scenes = [ask(on=day, within=Within.DAYS) for day in days]
    assert len({str(CHARTS[name].spec(scene, LIGHT)) for scene in scenes}) == 1
    assert len({CHARTS[name].alt(scene) for scene in scenes}) == 1
    assert len({timeline.identity(scene) for scene in scenes}) == 1


def test_the_lanes_start_afresh_when_they_are_zoomed(ask: Ask) -> None:
    assert len({timeline.identity(ask(within=within)) for within in (Within.OFF, Within.DAYS)}) == 2


def test_a_day_outside_the_window_is_a_flag_at_its_end(ask: Ask) -> None:
    def flag(on: date) -> tuple[str, str, str]:
        scene = ask(on=on, within=Within.DAYS)
        row = next(row for row in rows(timeline.day_spec(scene, LIGHT)) if row["k"] == "v")
        return row["a"], row["h"], row["w"]

    assert flag(date(2024, 8, 31)) == ("0", "1", "◂ 31 Aug 2024")
    assert flag(date(2025, 1, 1)) == ("122", "1", "1 Jan 2025 ▸")
    assert flag(date(2024, 12, 31)) == ("121", "0", "31 Dec 2024")


def test_no_band_lies_over_a_chart_that_is_the_window(ask: Ask) -> None:
    for name in CHARTS:
        bands = [row for row in rows(CHARTS[name].spec(ask(within=Within.DAYS), LIGHT)) if row["k"] == "w"]
        assert all((row["a"], row["b"]) == ("0", "0") for row in bands)


def test_the_ticks_of_the_lanes_are_those_of_listed_claims(ask: Ask) -> None:
    def ticks(within: Within) -> int:
        spec = CHARTS["lanes"].spec(ask(within=within), LIGHT)
        return sum(len(row["w"].split(" ")) for row in rows(spec) if row["k"] == "t")

    assert ticks(Within.OFF) > ticks(Within.DAYS) > ticks(Within.RECORDED) > 0


def test_the_holders_of_a_short_window_have_a_row_for_each_day(ask: Ask) -> None:
    table = CHARTS["holders"].table(ask(window=WEEKS, within=Within.DAYS))
    assert [row["day"] for row in table][:2] == ["11 Nov 2024", "12 Nov 2024"] and len(table) == 14
    assert all(sum(int(count) for name, count in row.items() if name != "day") == 19 for row in table)
    table = CHARTS["holders"].table(ask(within=Within.DAYS))
    assert [row["day"][:5].strip() for row in table] == ["1 Sep", "1 Oct", "1 Nov", "1 Dec", "31 De"]


@pytest.mark.parametrize("window", WINDOWS, ids=str)
def test_coverage_counts_what_was_recorded_outside(
    ask: Ask, catalog: Catalog, window: tuple[date, date]
) -> None:
    scene = ask(window=window, within=Within.DAYS)
    table = CHARTS["coverage"].table(scene)
    assert sum(int(row["claims recorded"]) for row in table) == len(catalog.claims)
    assert sum(int(row["claims"]) for row in CHARTS["coverage"].rows(scene)) == len(catalog.claims)
    heads = [next(iter(row.values())) for row in table]
    assert window == YEARS or heads[0].startswith("before ")
    assert window == LATE or heads[-1].startswith("after ")


@pytest.mark.parametrize("within", ON)
def test_figures_on_imports_in_the_window_and_outside_are_all(ask: Ask, within: Within) -> None:
    scene, every = ask(within=within), ask().imports
    inside, outside = scene.imports.inside, scene.imports.outside
    assert not every.outside and {*inside, *outside} == {*every.inside}
    assert len(inside) + len(outside) == len(every.inside) and inside and outside
    assert len(list(CHARTS["imports"].rows(scene))) == len(inside)
    told = f"{len(inside)} of {len(every.inside)} figures on imports are listed; {len(outside)} lie outside"
    assert told in CHARTS["imports"].note(scene) and told in CHARTS["imports"].alt(scene)
    assert imports_outside(ask()) == ""


def test_the_words_say_the_days_of_the_window(ask: Ask) -> None:
    for name in ("lanes", "holders", "mines", "coverage"):
        alt = CHARTS[name].alt(ask(window=WEEKS, within=Within.DAYS))
        assert "from 11 November 2024 to 24 November 2024" in alt
        assert "on 20 November 2024" in CHARTS[name].alt(ask(window=ONE, within=Within.DAYS))
    scene = ask(within=Within.DAYS)
    assert f"{len(scene.listed.inside)} of {len(scene.catalog.claims):,} claims" in window_sentence(scene)
    assert window_sentence(ask()) == ""


@pytest.mark.parametrize(
    ("selection", "asked"),
    [({"whole": [{"k": "e"}]}, True), ({"whole": []}, False), ({"whole": {}}, False), ({}, False)],
)
def test_a_double_click_in_the_strip_asks_for_the_whole(selection: dict[str, Any], asked: bool) -> None:
    assert timeline.whole_asked({"selection": selection}) is asked


# -- Lists -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("within", ON)
@pytest.mark.parametrize("place", ["kanpaiti", "pangwa", "muse", "lweje"])
def test_the_card_lists_the_window_counts_the_rest_and_answers_the_same(
    ask: Ask, catalog: Catalog, place: str, within: Within
) -> None:
    scene, whole = ask(place=place, within=within), ask(place=place)
    some, all_of_it = card_of(scene), card_of(whole)
    assert some and all_of_it
    assert some.rows == all_of_it.rows and headline(scene) == headline(whole)
    about = claims_about(catalog, catalog.places[place])
    window = Window(*MONTHS, By(within))
    inside = {claim.claim_id for claim in about if window.has(claim)}
    assert some.claims == len(inside) < all_of_it.claims == len(about)
    assert {row.claims[0] for row in every_claim(scene, catalog.places[place])} == inside
    assert all(window.has(catalog.claims[claim]) for row in some.used for claim in row.claims)
    assert all(window.has(catalog.claims[claim]) for row in some.set_aside for claim in row.claims)
    assert "lie outside this window" in some.outside and all_of_it.outside == ""
    assert int(some.outside.split()[0]) >= len(about) - len(inside)
    assert some.outside in card_alt(some)


def number(text: str) -> int:
    return int(text.replace(",", ""))


def counted(app: AppTest) -> tuple[int, int]:
    """Return how many rows a list of the Evidence page has, and how many lie outside the window."""
    texts = [each.value for each in app.markdown]
    text = [each for each in texts if re.search(r"\d of [\d,]+ (claims that fit|document)", each)][-1]
    listed, _, outside = text.partition(" · ")
    return number(re.findall(r"of ([\d,]+)", listed)[0]), number((re.findall(r"[\d,]+", outside) or ["0"])[0])


@pytest.mark.parametrize("within", ON)
@pytest.mark.parametrize("tab", ["Claims", "Sources"])
def test_the_tables_of_evidence_count_what_lies_outside(open_page: Open, tab: str, within: str) -> None:
    app = open_page({"tab": tab, "within": within}, "evidence")
    assert not app.exception
    some, outside = counted(app)
    every, _ = counted(open_page({"tab": tab}, "evidence"))
    assert some + outside == every and 0 < some < every


def test_disputes_of_the_window_are_those_with_a_claim_in_it(open_page: Open) -> None:
    whole = int(open_page({}, "evidence").title[0].value.split()[0])
    app = open_page({"within": "days"}, "evidence")
    some, every = (int(app.title[0].value.split()[at]) for at in (0, 2))
    assert every == whole and 0 < some < whole
    assert any(f"{whole - some} more disputes have no claim in this window" in m.value for m in app.markdown)


def test_the_control_is_in_the_address_of_every_page_that_has_it(open_page: Open) -> None:
    for page in (None, "evidence", "briefing"):
        app = open_page({"within": "recorded"}, page)
        assert app.session_state["within"] == "recorded" and app.query_params["within"] == "recorded"
        control = next(each for each in app.get("button_group") if each.proto.label == "Only this window")
        assert control
    app = open_page({"within": "days"})
    app.button(key="show_all_days").click().run()
    assert "within" not in app.query_params and not app.exception


# -- Files -----------------------------------------------------------------------------------------


def job(catalog: Catalog, choices: Choices, template: Template, **asked: Any) -> jobs.Job:
    view = replace(choices.default, **asked)
    return jobs.Job(catalog, view, Order(template=template), choices, "https://ledger.example/briefing")


@pytest.mark.parametrize("template", [Template.TIMELINE, Template.CROSSING, Template.MINES])
@pytest.mark.usefixtures("no_ink")
def test_the_printed_axis_is_the_window_and_the_link_says_so(
    catalog: Catalog, choices: Choices, template: Template
) -> None:
    page = next(job(catalog, choices, template, window=WEEKS, within=Within.DAYS).pages())
    assert paper_timeline.span(page.scene) == (WEEKS[0], WEEKS[1] + DAY)
    assert "within=days" in page.words.link
    wide = next(job(catalog, choices, template, window=WEEKS).pages())
    assert paper_timeline.span(wide.scene)[0] < WEEKS[0] and "within" not in wide.words.link


def test_the_archive_has_the_rows_of_the_window_and_counts_the_others(
    catalog: Catalog, choices: Choices
) -> None:
    asked = job(catalog, choices, Template.MAP, within=Within.RECORDED)
    with zipfile.ZipFile(io.BytesIO(jobs.make(asked, Format.ZIP))) as opened:
        parts = {name: opened.read(name).decode("utf-8-sig", "replace") for name in opened.namelist()}
    scene = next(asked.pages()).scene
    for name, split in (("claims.csv", scene.listed), ("imports.csv", scene.imports)):
        assert len(list(csv.DictReader(io.StringIO(parts[name])))) == len(split.inside) > 0
        assert f"{len(split.outside):,}" in parts["README.txt"]
    assert "only rows recorded in the window, Sep–Dec 2024" in parts["README.txt"]


def test_the_command_takes_the_window(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[View] = []
    monkeypatch.setattr(jobs, "make", lambda job, *_: asked.append(job.view) or b"")
    out = str(tmp_path / "a.png")
    days = ("--from", "2024-11-11", "--to", "2024-11-24")
    assert main(["brief", "--out", out, *days, "--within", "recorded"]) == 0
    assert (asked[0].within, asked[0].window) == (Within.RECORDED, WEEKS)
    assert main(["brief", "--out", out, "--within", "never"]) == 2
    assert "there are off, days, recorded" in capsys.readouterr().err
