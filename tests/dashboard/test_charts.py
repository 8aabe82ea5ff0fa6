"""The charts: what they draw from a Scene, how small they are, what clicks on them mean."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from altair import LayerChart, VConcatChart

from dashboard.answer.scene import Scene, compose
from dashboard.charts import stacks, timeline
from dashboard.charts.entries import CHARTS
from dashboard.charts.vega import COLUMNS, Rows
from dashboard.look.theme import DARK, LIGHT, STALE_GATE, THEMES, mixed
from dashboard.paper.panels import mine_holders
from dashboard.question.axis import OPENS, Axis
from dashboard.question.camera import Bounds
from dashboard.question.view import View, Within
from dashboard.wording import charts as wording
from dashboard.wording import phrases
from dashboard.wording.counts import crossing_states, parts
from dashboard.wording.language import speaking
from geodata.analysis.evidence import newest_report
from geodata.catalog import Catalog
from geodata.dates import show_day
from geodata.exports.files import to_csv
from geodata.vocab import Policy, Status
from tests.dashboard.test_theme import contrast

ALL = View(actors=("kia", "sac", "kbgf", "mndaa", "tnla", "uwsa"))

AXIS = Axis(date(2021, 1, 1), date(2026, 7, 1))

Ask = Callable[..., Scene]
Row = dict[str, str]


@pytest.fixture
def ask(catalog: Catalog) -> Ask:
    def scene(**fields: Any) -> Scene:
        return compose(catalog, replace(ALL, **fields))

    return scene


def rows(spec: dict[str, Any]) -> list[Row]:
    """The rows of a drawing as the browser reads them, colours and words looked up."""
    (data,) = spec["datasets"].values()
    head, *lines = data[0]["t"].split("\n")
    _, _, hues, *says = head.split("\t")
    found = []
    for line in lines:
        cells = dict(zip(COLUMNS, line.split("\t"), strict=False))
        if cells.get("f"):
            cells["f"] = hues.split(" ")[int(cells["f"])]
        if cells["k"] in "bd":
            cells["w"] = says[int(cells["w"])]
        found.append(cells)
    return found


def of(spec: dict[str, Any], kind: str, lane: int | None = None) -> list[Row]:
    return [row for row in rows(spec) if row["k"] == kind and lane in (None, int(row["r"]))]


@pytest.mark.parametrize("name", list(CHARTS))
@pytest.mark.parametrize("theme", list(THEMES))
def test_every_chart_is_valid_vega_lite_with_words_and_a_table(ask: Ask, name: str, theme: str) -> None:
    scene, chart = ask(**_covered(name)), CHARTS[name]
    assert chart.name == name
    spec = chart.spec(scene, THEMES[theme])
    built = (VConcatChart if "vconcat" in spec else LayerChart).from_dict(spec).to_dict()
    assert built["datasets"]
    assert chart.alt(scene).endswith(".")
    table = chart.table(scene)
    assert table
    assert len({tuple(row) for row in table}) == 1


def _covered(name: str) -> dict[str, object]:
    """Return a question of days of which a chart has something."""
    return {"window": (date(2023, 1, 1), date(2023, 12, 31))} if CHARTS[name].overlay else {}


@pytest.mark.parametrize("name", list(CHARTS))
def test_a_chart_of_an_odd_question_is_drawn_too(ask: Ask, name: str) -> None:
    for fields in (
        {"place": None, "actors": ()},
        {"on": date(2015, 1, 1), "known_on": date(2015, 1, 1)},
        {"on": date(2026, 9, 26), "window": (date(2026, 5, 1), date(2026, 9, 1))},
        {"extent": Bounds(97, 24.66, 99, 26.3)},
        {"extent": Bounds(110, 10, 111, 11), "place": None},
        {"policy": Policy.STRICT, "place": "kyin-san-kyawt-gate", "compare_on": date(2030, 1, 1)},
    ):
        scene = ask(**fields)
        assert json.dumps(CHARTS[name].spec(scene, LIGHT))
        assert CHARTS[name].alt(scene).endswith(".")
        table = CHARTS[name].table(scene)
        nothing_seen = not scene.crossings and name in ("lanes", "mines")
        nothing_known = scene.known_on < date(2016, 1, 1) and name == "imports"
        no_data = bool(CHARTS[name].overlay)  # no event is known of the days of these windows
        assert bool(table) is not (nothing_seen or nothing_known or no_data)


@pytest.mark.parametrize("name", list(CHARTS))
def test_a_change_of_date_changes_only_the_rows(ask: Ask, name: str) -> None:
    specs = [
        CHARTS[name].spec(ask(on=date(2024, month, 3), policy=policy), LIGHT)
        # Another rule is another set of holders, and each has a row in a chart of events.
        for month, policy in ((2, Policy.ANY), (11, Policy.ANY if CHARTS[name].overlay else Policy.STRICT))
    ]
    fixed = [{key: part for key, part in spec.items() if key != "datasets"} for spec in specs]
    assert json.dumps(fixed[0]) == json.dumps(fixed[1])


def test_the_charts_of_panels_are_one_drawing_that_is_made_once(ask: Ask) -> None:
    scene = ask()
    made = [CHARTS[name].spec(scene, LIGHT) for name in ("holders", "mines", "imports", "coverage")]
    assert all(spec["layer"] is made[0]["layer"] for spec in made)
    assert len({spec["height"] for spec in made}) > 2, "each has a height of its own"


def test_what_a_change_of_date_sends_is_small(ask: Ask) -> None:
    spec = timeline.day_spec(ask(), LIGHT)
    (data,) = spec["datasets"].values()
    assert len(data[0]["t"]) < 1_500
    assert len(json.dumps({key: part for key, part in spec.items() if key != "datasets"})) < 4_000


def test_both_pictures_of_the_timeline_have_one_height(ask: Ask) -> None:
    under = CHARTS["lanes"].spec(ask(), LIGHT)
    assert sum(view["height"] for view in under["vconcat"]) == timeline.day_spec(ask(), LIGHT)["height"]


def test_the_picture_over_the_timeline_has_words_of_its_own(ask: Ask) -> None:
    over = CHARTS["lanes"].over
    assert over is not None
    kia = sum(ask().control[place.place_id].actors == ("kia",) for place in ask().crossings)
    assert over.alt(ask()).startswith(f"Crossing towns on 26 Nov 2024: KIA\N{NO-BREAK SPACE}{kia}, ")
    assert over.alt(ask()).endswith("Kanpaiti: KIA.")
    assert LayerChart.from_dict(over.spec(ask(compare_on=date(2024, 9, 1)), DARK)).to_dict()


@pytest.mark.parametrize("name", list(CHARTS))
def test_no_chart_knows_the_date_but_what_lies_over_it(ask: Ask, name: str) -> None:
    """So that a change of date sends the charts not at all."""
    chart = CHARTS[name]
    a, b = (ask(on=date(2024, month, 26)) for month in (3, 11))
    assert chart.spec(a, LIGHT) == chart.spec(b, LIGHT)
    assert chart.alt(a) == chart.alt(b)


def on_axis(scene: Scene, day: date) -> int:
    return scene.axis.number(day)


def test_a_lane_shows_holder_change_and_holder(ask: Ask, catalog: Catalog) -> None:
    spec = CHARTS["lanes"].spec(ask(), LIGHT)
    kanpaiti = [place.place_id for place in catalog.lanes].index("kanpaiti")
    fresh, taken, held = (on_axis(ask(), date(2024, *day)) for day in ((1, 1), (11, 21), (12, 1)))
    bars = of(spec, "b", kanpaiti)
    bgf, sac = (bar for bar in bars if int(bar["a"]) <= fresh < int(bar["b"]))
    (kia,) = (bar for bar in bars if int(bar["a"]) <= held < int(bar["b"]))
    assert (bgf["f"], bgf["s"], bgf["h"]) == (LIGHT.fills["kbgf"], "0", "4")
    assert (sac["f"], sac["s"], sac["h"]) == (LIGHT.fills["sac"], "4", "4")
    assert (kia["f"], kia["h"]) == (LIGHT.fills["kia"], "8")
    assert kia["w"].startswith("Kanpaiti: KIA · ")
    change, *_ = of(spec, "d", kanpaiti)
    assert (change["a"], change["b"]) == (str(taken - 1), str(taken))
    assert change["w"] == "Kanpaiti: BGF + SAC → KIA · 20 Nov 2024"
    assert len(of(spec, "h", kanpaiti)) == len(of(spec, "d", kanpaiti))
    assert len(of(spec, "a", kanpaiti)) == 1, "held since before the axis begins"


def test_neighbours_that_look_alike_are_one_bar(ask: Ask) -> None:
    spec = CHARTS["lanes"].spec(ask(), LIGHT)
    for lane in range(21):
        bars = [(bar["b"], bar["f"], bar["w"], bar["s"]) for bar in of(spec, "b", lane)]
        starts = [(bar["a"], bar["f"], bar["w"], bar["s"]) for bar in of(spec, "b", lane)]
        assert not set(bars) & set(starts)


def test_old_evidence_is_mixed_and_no_claim_is_a_dotted_line(ask: Ask, catalog: Catalog) -> None:
    ids = [place.place_id for place in catalog.lanes]
    for theme in (LIGHT, DARK):
        spec = CHARTS["lanes"].spec(ask(), theme)
        old = next(
            bar for bar in of(spec, "b", ids.index("laiza")) if "no news for over 180 days" in bar["w"]
        )
        assert old["f"] not in theme.fills.values()
        unknown = next(i for i in ask().tracks["mawhtike"].intervals if i.status is Status.UNKNOWN)
        assert unknown.start is None and unknown.end
        (line,) = of(spec, "n", ids.index("mawhtike"))
        assert (line["a"], line["b"]) == ("0", str(on_axis(ask(), unknown.end)))


def test_an_actor_that_is_not_chosen_loses_its_hue(ask: Ask) -> None:
    spec = CHARTS["lanes"].spec(ask(actors=("sac",)), LIGHT)
    assert LIGHT.fills["kia"] not in {bar["f"] for bar in of(spec, "b")}
    assert LIGHT.line in {bar["f"] for bar in of(spec, "b")}


def test_the_codes_are_those_of_the_day(ask: Ask, catalog: Catalog) -> None:
    ids = [place.place_id for place in catalog.lanes]
    spec = timeline.day_spec(ask(), LIGHT)
    said = {place: " ".join(part["w"] for part in of(spec, "c", ids.index(place))) for place in ids}
    assert said["kanpaiti"] == "KIA"
    assert said["laiza"] == "KIA · no news"
    unknown = {place for place in ids if ask().control[place].status is Status.UNKNOWN}
    assert unknown and {place for place in ids if said[place] == "no information"} == unknown
    assert of(spec, "e")[0]["w"] == "on 26 Nov"
    assert of(spec, "v")[0]["w"] == "26 Nov 2024"


def test_a_long_change_leaves_out_the_holder_before(ask: Ask, catalog: Catalog) -> None:
    ids = [place.place_id for place in catalog.lanes]
    scene = ask(on=date(2024, 11, 20))
    kanpaiti = of(timeline.day_spec(scene, LIGHT), "c", ids.index("kanpaiti"))
    assert " ".join(part["w"] for part in kanpaiti) == "BGF + SAC → KIA"
    state = replace(scene.control["kanpaiti"], from_actors=("kbgf", "sac", "mndaa"))
    longer = replace(scene, control={**scene.control, "kanpaiti": state})
    parts = of(timeline.day_spec(longer, LIGHT), "c", ids.index("kanpaiti"))
    assert " ".join(part["w"] for part in parts) == "→ KIA"


def test_after_the_newest_report_every_lane_is_pale_and_says_so(ask: Ask, catalog: Catalog) -> None:
    scene = ask()
    newest = newest_report(catalog)
    assert newest
    spec, edge = CHARTS["lanes"].spec(scene, LIGHT), on_axis(scene, newest.published) + 1
    (line,) = of(spec, "u")
    said = f"no report after {show_day(newest.published)}"
    assert (line["a"], line["w"]) == (str(edge), said)
    bars = [bar for bar in rows(spec) if bar["k"] in "bd"]
    assert not any(int(bar["a"]) < edge < int(bar["b"]) for bar in bars)
    late = [bar for bar in bars if int(bar["a"]) >= edge]
    assert late and all(said in bar["w"] and bar["f"] not in LIGHT.fills.values() for bar in late)
    assert not any(said in bar["w"] for bar in bars if int(bar["a"]) < edge)
    assert said in CHARTS["lanes"].alt(scene)


@pytest.mark.parametrize("name", list(CHARTS))
def test_words_are_no_part_of_an_expression(ask: Ask, name: str) -> None:
    """They come as data, so that an apostrophe or a bar of another language breaks nothing."""
    with speaking("pseudo"):
        spec = CHARTS[name].spec(ask(), LIGHT)

    def expressions(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            for key, value in part.items():
                if key in ("expr", "calculate", "filter") and isinstance(value, str):
                    yield value
                else:
                    yield from expressions(value)
        elif isinstance(part, list):
            for each in part:
                yield from expressions(each)

    texts = list(expressions({**spec, "datasets": {}}))
    assert texts and not [text for text in texts if " x" in text or re.search(r"[a-z] [a-z]", text)]


def test_a_text_of_a_row_may_have_any_sign() -> None:
    written = Rows()
    written.add("b", says="Kan|pai: KIA")
    written.add("b", says="two\tcells\nor rows")
    written.add("c", w="a|b\tc")
    spec = {"datasets": written.datasets()}
    assert [row["w"] for row in rows(spec)] == ["Kan|pai: KIA", "two cells or rows", "a|b c"]


def test_the_line_of_a_closed_gate_can_be_seen_when_it_is_old() -> None:
    for theme in THEMES.values():
        old = mixed(theme.ink2, theme.page, STALE_GATE)
        assert old != theme.ink2 and contrast(old, theme.page) >= 3


def test_the_gates_line_has_style_and_age_but_no_hue(ask: Ask, catalog: Catalog) -> None:
    ids = [place.place_id for place in catalog.lanes]
    lines = of(CHARTS["lanes"].spec(ask(), LIGHT), "g", ids.index("pangwa"))
    assert {line["s"] for line in lines} == {"0", "1", "2"}
    assert {line["h"] for line in lines} == {"0", "1"}
    assert not any(line.get("f") for line in lines)


def test_a_claim_not_yet_known_has_no_tick(ask: Ask) -> None:
    now = CHARTS["lanes"].spec(ask(), LIGHT)
    then = CHARTS["lanes"].spec(ask(known_on=date(2024, 1, 1)), LIGHT)

    def ticks(spec: dict[str, Any]) -> int:
        return sum(len(row["w"].split(" ")) for row in of(spec, "t"))

    assert ticks(now) > ticks(then) > 0


def test_a_date_outside_the_axis_is_a_flag_without_a_line(ask: Ask) -> None:
    early = of(timeline.day_spec(ask(on=date(1985, 5, 3)), LIGHT), "v")[0]
    assert (early["a"], early["h"], early["w"]) == ("0", "1", "◂ 3 May 1985")
    after = ask().axis.end
    late = of(timeline.day_spec(ask(on=after), LIGHT), "v")[0]
    assert (late["a"], late["w"]) == (str(ask().axis.span), f"{show_day(after)} ▸")


def test_the_axis_ends_with_the_newest_record_and_widens_to_the_day_asked(ask: Ask, catalog: Catalog) -> None:
    axis = ask().axis
    assert axis.start == OPENS and axis.has(catalog.newest_record)
    assert (axis.end - catalog.newest_record).days <= 31
    assert ask(on=date(2020, 5, 3)).axis.start == date(2020, 1, 1)
    assert ask(window=(date(2019, 5, 3), date(2024, 1, 1))).axis.start == date(2019, 1, 1)
    assert ask(compare_on=date(2016, 5, 3)).axis.start == date(2016, 1, 1)
    assert ask(on=date(1985, 1, 1)).axis.start == catalog.oldest_evidence.replace(month=1, day=1)
    early = of(timeline.day_spec(ask(on=date(2020, 5, 3)), LIGHT), "v")[0]
    assert (early["a"], early["h"]) == ("123", "0"), "its line stands on its day"


def test_no_claim_is_cut_off_by_the_axis(ask: Ask, catalog: Catalog) -> None:
    for scene in (ask(), ask(on=date(1989, 6, 1))):
        counted = sum(int(row["claims recorded"]) for row in CHARTS["coverage"].table(scene))
        assert counted == len(catalog.claims)
        assert f"{counted} of {counted} in the ledger" in CHARTS["coverage"].alt(scene)
    earlier = CHARTS["coverage"].table(ask())[0]
    assert earlier["month"] == "before 2021"
    assert f"{earlier['claims recorded']} of them before 2021" in CHARTS["coverage"].alt(ask())


@pytest.mark.parametrize("name", ["lanes", "holders", "mines", "coverage"])
def test_the_words_of_a_chart_say_how_far_its_axis_reaches(ask: Ask, name: str) -> None:
    assert phrases.axis_span(ask().axis) in CHARTS[name].alt(ask())
    assert "from January 1989 to " in CHARTS[name].alt(ask(on=date(1987, 1, 1)))


def test_the_other_date_of_a_comparison_is_dashed(ask: Ask) -> None:
    dates = of(timeline.day_spec(ask(compare_on=date(2024, 9, 1)), LIGHT), "v")
    assert [(row["s"], row["w"]) for row in dates] == [("1", "1 Sep 2024"), ("0", "26 Nov 2024")]


def test_the_notes_of_a_lane_do_not_meet(ask: Ask, catalog: Catalog) -> None:
    for place in catalog.lanes:
        notes = of(timeline.day_spec(ask(place=place.place_id), LIGHT), "x")
        ends = []
        for note in notes:
            day, length = int(note["a"]), len(note["w"]) * 6
            ends.append((day - length, day) if note["h"] == "1" else (day, day + length))
        for (_, end), (begin, _) in zip(sorted(ends), sorted(ends)[1:], strict=False):
            assert end <= begin


def test_a_chosen_gate_opens_its_towns_lane(ask: Ask, catalog: Catalog) -> None:
    ids = [place.place_id for place in catalog.lanes]
    (ground,) = of(CHARTS["lanes"].spec(ask(place="kanpaiti-gate"), LIGHT), "o")
    assert int(ground["r"]) == ids.index("kanpaiti")
    assert not of(CHARTS["lanes"].spec(ask(place="myitkyina"), LIGHT), "o")


@pytest.mark.parametrize(
    ("event", "place"),
    [
        ({"selection": {"lane": [{"place_id": "pangwa"}]}}, "pangwa"),
        ({"selection": {"lane": [], "brush": {}}}, None),
        ({"selection": {"lane": {}}}, None),
        ({"selection": {"lane": [{"place_id": None}]}}, None),
        ({"selection": {}}, None),
        ({}, None),
        (None, None),
    ],
)
def test_a_click_names_a_place(event: dict[str, Any] | None, place: str | None) -> None:
    assert timeline.lane_pick(event) == place


@pytest.mark.parametrize(
    ("days", "window"),
    [
        ([180.4, 324.8], (date(2021, 6, 30), date(2021, 11, 21))),
        ([324.8, 180.4], (date(2021, 6, 30), date(2021, 11, 21))),
        ([-50, 4000], (AXIS.start, date(2026, 6, 30))),
        ([7, 13.4], (date(2021, 1, 8), date(2021, 1, 13))),
        ([7, 7.1], None),
        ([7], None),
        (["x", "y"], None),
        ([float("nan"), 3], None),
        ([True, False], None),
        ([5000, 6000], None),
        ({}, None),
    ],
)
def test_a_drag_is_a_window_of_whole_days(days: object, window: tuple[date, date] | None) -> None:
    assert timeline.brush_window({"selection": {"brush": {"day": days}}}, AXIS) == window


def test_the_timeline_starts_afresh_for_another_place_window_or_axis_but_not_for_another_day(
    ask: Ask,
) -> None:
    assert timeline.identity(ask()) == timeline.identity(ask(on=date(2023, 1, 1)))
    assert timeline.identity(ask()) != timeline.identity(ask(place="muse"))
    assert timeline.identity(ask()) != timeline.identity(ask(window=(date(2023, 1, 1), date(2023, 2, 1))))
    assert timeline.identity(ask()) != timeline.identity(ask(on=date(2020, 1, 1))), (
        "a drag is of another axis"
    )


@pytest.mark.parametrize(
    ("pointed", "chosen", "box"),
    [
        ("kan-hpan", "kanpaiti", (32, 17)),
        ("pangwa", "kanpaiti", (32 + 2 * 17, 17)),
        ("laiza", "kanpaiti", (32 + 4 * 17 + 13, 17)),
        ("laiza", None, (32 + 4 * 17, 17)),
        ("pw-pang-war-w-2p2km", "kanpaiti", (32 + 2 * 17, 17)),
        ("kanpaiti-gate", "kanpaiti", (0, 0)),
        ("pangwa", "pw-pang-war-w-2p2km", (0, 0)),
        ("myitkyina", "kanpaiti", (0, 0)),
        ("nowhere", "kanpaiti", (0, 0)),
        (None, "kanpaiti", (0, 0)),
    ],
)
def test_the_lane_of_what_is_pointed_at_stands_beneath_the_opened_one(
    ask: Ask, pointed: str | None, chosen: str | None, box: tuple[int, int]
) -> None:
    assert timeline.lane_box(ask(place=chosen), pointed) == box


def test_days_of_the_axis_go_there_and_back() -> None:
    assert (AXIS.number(AXIS.start), AXIS.number(AXIS.end), AXIS.span) == (0, AXIS.span, 2007)
    assert AXIS.day(AXIS.number(date(2024, 2, 29))) == date(2024, 2, 29)
    assert AXIS.quarters[:2] == (date(2021, 1, 1), date(2021, 4, 1)) and len(AXIS.years) == 6


@pytest.mark.parametrize("policy", list(Policy))
def test_the_stack_of_holders_always_adds_up(ask: Ask, catalog: Catalog, policy: Policy) -> None:
    spec = CHARTS["holders"].spec(ask(policy=policy), LIGHT)
    bars = [row for row in rows(spec) if row["k"] in "bd"]
    days = sorted({int(bar["a"]) for bar in bars})
    for day in days:
        heights = sum(float(bar["h"]) for bar in bars if int(bar["a"]) <= day < int(bar["b"]))
        assert heights == pytest.approx(7 * len(catalog.crossings))


def test_old_evidence_in_a_stack_has_lines_and_never_another_actors_colour(ask: Ask) -> None:
    for theme in THEMES.values():
        spec = CHARTS["holders"].spec(ask(), theme)
        old = [bar for bar in of(spec, "b") if "no news for over 180 days" in bar["w"]]
        assert old and not {bar["f"] for bar in old} & set(theme.fills.values())
        lines = [(int(row["a"]), int(row["b"]), float(row["s"]), row["f"]) for row in of(spec, "l")]
        for bar in old:
            top, height = float(bar["s"]), float(bar["h"])
            across = [
                hue
                for a, b, y, hue in lines
                if (a, b) == (int(bar["a"]), int(bar["b"])) and top < y < top + height
            ]
            assert len(across) == max(1, round(height / 7)), "a line for each town"
            assert set(across) <= {*theme.fills.values(), theme.neutral}
        kia = [bar["f"] for bar in old if bar["w"].startswith("KIA:")]
        uwsa = [bar["f"] for bar in old if bar["w"].startswith("UWSA:")]
        assert set(kia).isdisjoint(uwsa)


def test_no_information_in_a_stack_is_dots_on_nothing(ask: Ask) -> None:
    spec = CHARTS["holders"].spec(ask(), LIGHT)
    empty = [bar for bar in of(spec, "b") if bar["w"].startswith("no information")]
    dots = [row for row in of(spec, "l") if row["h"] == "1"]
    assert {bar["f"] for bar in empty} == {LIGHT.page} and {row["f"] for row in dots} == {LIGHT.no_claim}


def test_a_stretch_too_short_to_be_seen_is_no_spike_and_is_counted(ask: Ask, catalog: Catalog) -> None:
    scene = ask()
    least = stacks.shortest(scene)
    assert least == scene.axis.span // 100
    changing = [bar["w"] for bar in of(CHARTS["holders"].spec(scene, LIGHT), "d")]
    assert changing and not any("→ KIA" in says for says in changing)
    assert re.search(rf"\d+ stretches of less than {least} days", CHARTS["holders"].note(scene))
    near = ask(within=Within.DAYS, window=(date(2024, 11, 1), date(2024, 11, 30)))
    assert "too short" not in CHARTS["holders"].note(near)
    assert any("→ KIA" in bar["w"] for bar in of(CHARTS["holders"].spec(near, LIGHT), "d"))


def test_the_table_of_holders_adds_up_in_every_row(ask: Ask) -> None:
    for row in CHARTS["holders"].table(ask()):
        assert sum(int(count) for name, count in row.items() if name != "day") == 19


@pytest.mark.parametrize("policy", list(Policy))
def test_the_mines_add_up_on_every_day(ask: Ask, policy: Policy) -> None:
    spec = CHARTS["mines"].spec(ask(policy=policy), LIGHT)
    bars = [row for row in rows(spec) if row["k"] in "bd"]
    for day in sorted({int(bar["a"]) for bar in bars}):
        heights = sum(float(bar["h"]) for bar in bars if int(bar["a"]) <= day < int(bar["b"]))
        assert heights == pytest.approx(51, abs=0.01)
    assert [row["w"] for row in of(spec, "y")] == ["0", "34"]
    assert [row["w"] for row in of(spec, "p")][-2:] == ["2,497 leaching pools", "outlines: 6,088 ha"]


def test_the_table_of_mines_adds_up_by_day(ask: Ask) -> None:
    table = CHARTS["mines"].table(ask())
    for day in {row["day"] for row in table}:
        assert sum(int(row["clusters"]) for row in table if row["day"] == day) == 34


def test_imports_of_one_panel_have_one_scope(ask: Ask, catalog: Catalog) -> None:
    spec = CHARTS["imports"].spec(ask(), LIGHT)
    years = [bar["w"] for bar in of(spec, "b") if bar["w"].startswith("202") and "t gross" in bar["w"]]
    assert years == [
        "2022: 14,000 t gross, SMM",
        "2023: 43,906 t gross, GITI",
        "2024: 48,876 t gross, calculated",
        "2024: 43,855 t gross, SMM",
        "2023: 41,711 t gross, calculated",
        "2024: 34,213 t gross, calculated",
    ]
    months = [bar["w"] for bar in of(spec, "b") if "t gross" in bar["w"] and bar["w"] not in years]
    allowed = {f.t_gross for f in catalog.monthly if f.series == "A: unlisted oxide, all origins"}
    found = {float(text.split(": ")[1].split(" ")[0].replace(",", "")) for text in months}
    assert found <= {round(value) for value in allowed}


def test_figures_that_contradict_each_other_stand_behind_one_another_for_the_whole_year(ask: Ask) -> None:
    spec = CHARTS["imports"].spec(ask(), LIGHT)
    one, other = (
        bar
        for bar in of(spec, "b")
        if bar["w"] in ("2024: 48,876 t gross, calculated", "2024: 43,855 t gross, SMM")
    )
    assert (one["a"], one["b"]) == (other["a"], other["b"]), "a year is a year"
    assert float(one["b"]) - float(one["a"]) == pytest.approx(366, abs=3)
    assert float(one["h"]) > float(other["h"]) and one["f"] != other["f"]
    texts = {row["w"]: float(row["s"]) for row in of(spec, "t")}
    assert texts["2024, calculated: 48,876"] <= texts["2024, SMM: 43,855"] - 12
    assert max(texts["2024, SMM: 43,855"], 0) < float(one["s"])


def test_a_bar_of_a_month_is_of_one_month_and_says_in_words_that_it_is_calculated(ask: Ask) -> None:
    spec = CHARTS["imports"].spec(ask(), LIGHT)
    bars = [bar for bar in of(spec, "b") if "t gross" in bar["w"]]
    months = [bar for bar in bars if not re.match(r"\d{4}:", bar["w"])]
    assert months and all(float(bar["b"]) - float(bar["a"]) <= 31 for bar in months)
    said = [float(row["a"]) for row in of(spec, "t") if row["w"] == "c"]
    assert said == [float(bar["a"]) for bar in months if bar["w"].endswith("calculated")]
    assert "Apr–Jun 2023: 11,976" in CHARTS["imports"].note(ask())


def test_imports_show_what_was_published_by_then(ask: Ask, catalog: Catalog) -> None:
    early = ask(known_on=date(2023, 6, 1))
    then, now = (len(CHARTS["imports"].table(scene)) for scene in (early, ask()))
    assert 0 < then < now
    assert (
        CHARTS["imports"].spec(early, LIGHT)["datasets"] != CHARTS["imports"].spec(ask(), LIGHT)["datasets"]
    )
    assert "No monthly figure" in CHARTS["imports"].alt(ask(known_on=date(2019, 1, 1)))


def test_imports_are_marked_with_control_and_gates(ask: Ask) -> None:
    spec = CHARTS["imports"].spec(ask(), LIGHT)
    assert [row["w"] for row in of(spec, "p")][:4] == ["Chipwi", "Pang War", "Kanpaiti", "Lweje"]
    assert any(bar["w"].startswith("Pang War: KIA · ") for bar in of(spec, "b"))
    assert {line["s"] for line in of(spec, "g")} == {"0", "1", "2"}
    assert str(on_axis(ask(), date(2024, 11, 20))) in {row["a"] for row in of(spec, "m")}


def test_a_bound_of_zero_is_a_bound() -> None:
    assert wording.within(500, 0, 800) == "500 (0–800)"
    assert wording.within(500, None, 800) == "500 (500–800)"
    assert wording.within(500, None, None) == "500"


def test_the_names_beside_a_stack_are_those_of_the_day_asked(ask: Ask) -> None:
    for day in (date(2024, 11, 19), date(2024, 11, 26), date(2026, 3, 1)):
        scene = ask(on=day)
        for name in ("holders", "mines"):
            assert CHARTS[name].names is not None
            beside = [each.text for each in CHARTS[name].names(scene, LIGHT)]
            assert beside[-1] == f"on {show_day(day)}"
            assert not list(of(CHARTS[name].spec(scene, LIGHT), "c"))
        counts = {
            str(part.text).replace("\N{NO-BREAK SPACE}", " ") for part in parts(crossing_states(scene), scene)
        }
        towns = {each.text for each in CHARTS["holders"].names(scene, LIGHT)}
        assert {text for text in counts if text.startswith(("KIA", "SAC", "TNLA"))} <= towns


def test_the_hectares_are_one_number_everywhere(ask: Ask) -> None:
    scene = ask(on=date(2025, 1, 1))
    assert "6,088 ha" in CHARTS["mines"].sentence(scene)
    assert "6,088" in CHARTS["mines"].alt(scene)
    hectares = wording.HECTARES()
    assert "6,088" in {row[hectares] for row in CHARTS["mines"].table(scene)}
    assert mine_holders(scene, LIGHT)[0].hectares == scene.counted.total.area_ha


def test_mines_that_two_hold_have_both_colours_on_paper_and_those_of_nobody_have_none(ask: Ask) -> None:
    shared = mine_holders(ask(on=date(2023, 1, 1)), LIGHT)
    assert [(each.label, each.look.pattern, each.clusters) for each in shared] == [
        ("BGF", "solid", 32),
        ("BGF + SAC", "bands", 2),
    ]
    assert set(shared[1].look.fills) == {LIGHT.fills["kbgf"], LIGHT.fills["sac"]}
    (nobody,) = mine_holders(ask(on=date(1990, 1, 1)), LIGHT)
    assert nobody.look.pattern == "none" and not set(nobody.look.fills) & set(LIGHT.fills.values())


def test_imports_say_where_the_years_before_the_axis_are(ask: Ask) -> None:
    def heads(**fields: Any) -> set[str]:
        return {row["w"] for row in of(CHARTS["imports"].spec(ask(**fields), LIGHT), "p")}

    assert "earlier: see table" in heads()
    assert not any("see table" in head for head in heads(on=date(2019, 5, 1)))


def test_the_table_of_imports_names_each_scope(ask: Ask, catalog: Catalog) -> None:
    table = CHARTS["imports"].table(ask())
    assert len(table) == sum(m.subject == "imports" and m.best is not None for m in catalog.measures)
    assert all(row["scope"] and row["unit"] and row["country"] for row in table)


def test_coverage_counts_what_was_known(ask: Ask) -> None:
    def claims(**fields: Any) -> int:
        return sum(int(row["claims recorded"]) for row in CHARTS["coverage"].table(ask(**fields)))

    assert claims() > claims(known_on=date(2024, 1, 1)) > 0
    start, end = ask().axis.start, ask().axis.end
    months = (end.year - start.year) * 12 + end.month - start.month
    assert len(CHARTS["coverage"].table(ask())) == months + 1, "and one row for all that was before"


@pytest.mark.parametrize("name", list(CHARTS))
def test_every_chart_is_a_file_with_iso_days_and_the_ledger(ask: Ask, catalog: Catalog, name: str) -> None:
    written = list(csv.DictReader(io.StringIO(to_csv(CHARTS[name].rows(ask(**_covered(name)))))))
    assert written and all(None not in row and set(row) == set(written[0]) for row in written)
    assert all(row["data"] and row["policy"] == "reported" for row in written)
    day = {"imports": "period", "coverage": "last", "events": "week", "event_ground": "week"}.get(name, "on")
    assert all(re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?.*", row[day]) for row in written)
    if name == "coverage":
        assert sum(int(row["claims"]) for row in written) == len(catalog.claims)
    assert name not in ("lanes", "imports") or any(row["url"].startswith("http") for row in written)
