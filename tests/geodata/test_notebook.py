"""Answers in a notebook: they stay what they are, show themselves, and become frames with exact dates."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from html.parser import HTMLParser
from types import MappingProxyType
from typing import Any

import geopandas
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geodata
from geodata.analysis import log as logs
from geodata.analysis import mines, timeline
from geodata.catalog import Catalog
from geodata.dates import When, edtf_of
from geodata.errors import LedgerError
from geodata.exports import html
from geodata.exports.columns import COLUMNS
from geodata.exports.notebook import Shown, Table
from geodata.exports.rows import state_row
from geodata.resolver import resolve
from geodata.vocab import Dimension, Status
from tests.geodata.worlds import TOWN, claim, day, source
from tests.geodata.worlds import catalog as world

ON, AUTUMN = date(2024, 11, 26), (date(2024, 9, 1), date(2024, 12, 31))

ANSWERS: dict[str, Callable[[Catalog], Any]] = {
    "state": lambda of: geodata.state(of, "kanpaiti", ON),
    "states": lambda of: geodata.states(of, ON),
    "gates": lambda of: geodata.states(of, ON, places=["kanpaiti-gate"], dimension=Dimension.GATE),
    "states of a range": lambda of: geodata.states(of, *AUTUMN, places=["kanpaiti", "muse"]),
    "states over days": lambda of: geodata.states_over(of, [AUTUMN[0], ON], places=["kanpaiti", "muse"]),
    "log": lambda of: geodata.log(of, *AUTUMN),
    "intervals": lambda of: geodata.intervals(of, places=["kanpaiti", "pangwa"]),
    "changes": lambda of: geodata.changes_between(of, AUTUMN[0], ON),
    "mines": lambda of: geodata.mines_on(of, ON),
    "mines near": lambda of: geodata.mines_near(of, "pangwa", 30),
    "catchments": geodata.catchments,
}


@pytest.fixture(params=ANSWERS)
def shown(request: pytest.FixtureRequest, shipped: Catalog) -> Shown:
    answer: Shown = ANSWERS[request.param](shipped)
    return answer


class _Page(HTMLParser):
    """The tags, links and words of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[dict[str, str | None]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [dict(attrs)] if tag == "a" else []

    def handle_data(self, data: str) -> None:
        self.words += f"{data} " if self.tags[-1:] != ["style"] else ""


def page(answer: Shown) -> _Page:
    return _Page(answer._repr_html_())


# -- They stay what they are -----------------------------------------------------------------------


def test_the_answers_are_those_of_the_resolver(shipped: Catalog) -> None:
    plain = resolve.state(shipped, "kanpaiti", ON)
    answer = geodata.state(shipped, "kanpaiti", ON)
    assert answer == plain and plain == answer and hash(answer) == hash(plain)
    assert answer != geodata.state(shipped, "kanpaiti", AUTUMN[0]) and isinstance(answer, type(plain))
    assert asdict(answer) == asdict(plain), "the ledger is no field"
    assert geodata.states(shipped, ON) == resolve.states(shipped, ON)
    assert geodata.log(shipped, *AUTUMN) == logs.log(shipped, *AUTUMN)
    assert geodata.intervals(shipped) == tuple(timeline.intervals(shipped))
    assert geodata.changes_between(shipped, AUTUMN[0], ON) == timeline.changes_between(shipped, AUTUMN[0], ON)
    assert geodata.states_over(shipped, [ON]) == timeline.states_over(shipped, [ON])
    assert geodata.mines_on(shipped, ON) == mines.mines_on(shipped, ON)
    assert geodata.mines_near(shipped, "pangwa", 30) == mines.mines_near(shipped, "pangwa", 30)
    assert geodata.catchments(shipped).features == mines.catchments(shipped).features


def test_the_public_functions_are_called_and_explained_as_the_inner_ones(shipped: Catalog) -> None:
    assert inspect.signature(geodata.log).parameters == inspect.signature(logs.log).parameters
    assert inspect.getdoc(geodata.state) == inspect.getdoc(resolve.state)
    with pytest.raises(geodata.UnknownName):
        geodata.state(shipped, "atlantis", ON)


def test_a_part_of_a_table_is_one_too(shipped: Catalog) -> None:
    entries = geodata.log(shipped, *AUTUMN)
    assert isinstance(entries[:3], Table) and len(entries[:3].to_frame()) == 3
    assert entries[0] == logs.log(shipped, *AUTUMN)[0]


def test_an_answer_that_was_made_by_hand_says_that_it_has_no_sources(shipped: Catalog) -> None:
    changed = replace(geodata.state(shipped, "kanpaiti", ON), status=Status.UNKNOWN)
    for ask in (changed.to_frame, changed._repr_html_):
        with pytest.raises(LedgerError, match="made by hand"):
            ask()


# -- Frames ----------------------------------------------------------------------------------------


def test_a_frame_has_the_columns_of_every_file_with_their_types(shown: Shown) -> None:
    made = shown.to_frame()
    assert set(made.columns) <= set(COLUMNS) and len(made) == len(shown.rows()) > 0
    for name in made.columns:
        kept, holds = made[name].dropna(), COLUMNS[name].holds
        if holds is date:
            assert pandas.api.types.is_datetime64_dtype(made[name]), name
        elif holds is list:
            assert kept.map(lambda each: isinstance(each, list)).all(), name
        else:
            assert kept.map(
                lambda each, of=holds: isinstance(each, (int, float) if of is float else of)
            ).all()
    assert "CC-BY-4.0" in made.attrs["licence"] and "Border Ledger" in made.attrs["citation"]


def test_dates_keep_how_exactly_they_are_known(shown: Shown) -> None:
    made = shown.to_frame()
    names = [(name, f"{name}_earliest", f"{name}_latest") for name in ("since", "until") if name in made]
    for name, earliest, latest in names:
        for text, first, after in made[[name, earliest, latest]].itertuples(index=False):
            bounds = (None if pandas.isna(each) else each.date() for each in (first, after))
            when = (None, None) if pandas.isna(text) else (When.parse(text).earliest, When.parse(text).latest)
            assert when == tuple(bounds)
    for row in made.to_dict("records") if "when" in made else ():
        when = When.parse(row["when"])
        assert (when.earliest, when.last_day) == (row["first"].date(), row["last"].date())


# Evidence that turns old, a change, its window, and days after all of it.
SOME_DAYS = [date(2023, 10, 20) + timedelta(days=number) for number in (0, 9, 300, 396, 397, 400, 577, 2000)]


@pytest.mark.parametrize("dimension", resolve.RESOLVED)
def test_a_table_of_many_days_is_that_of_day_by_day(shipped: Catalog, dimension: Dimension) -> None:
    over = geodata.states_over(shipped, SOME_DAYS, dimension=dimension)
    days = [geodata.states(shipped, each, dimension=dimension).to_frame() for each in SOME_DAYS]
    made = over.to_frame()
    pandas.testing.assert_frame_equal(made, pandas.concat(days, ignore_index=True))
    assert made.attrs == days[0].attrs
    assert over.rows() == [row for each in over.values() for row in each.rows()]


def test_a_range_has_both_its_days_and_each_day_s_answers(shipped: Catalog) -> None:
    found = geodata.states(shipped, date(2024, 11, 19), date(2024, 11, 22), places=["pangwa", "kanpaiti"])
    assert list(found) == [date(2024, 11, number) for number in (19, 20, 21, 22)]
    assert found == geodata.states(
        shipped, date(2024, 11, 22), date(2024, 11, 19), places=["pangwa", "kanpaiti"]
    )
    assert found[ON - timedelta(days=5)] == resolve.states(
        shipped, ON - timedelta(days=5), places=["pangwa", "kanpaiti"]
    )
    made = found.to_frame()
    assert list(made["place_id"]) == ["pangwa", "kanpaiti"] * 4
    assert list(made["on"].dt.day) == [19, 19, 20, 20, 21, 21, 22, 22]
    assert ON not in found
    with pytest.raises(KeyError):
        found[ON]


def test_a_table_of_no_day_or_no_place_has_its_columns(shipped: Catalog) -> None:
    whole = geodata.states(shipped, ON).to_frame()
    for none in (geodata.states_over(shipped, []), geodata.states(shipped, ON, ON, places=[])):
        made = none.to_frame()
        assert len(made) == 0 and list(made.columns) == list(whole.columns) and none.rows() == []
    with pytest.raises(geodata.UnknownName):
        geodata.states(shipped, *AUTUMN, places=["atlantis"])


def test_a_date_filter_returns_what_it_says(shipped: Catalog) -> None:
    made = geodata.states(shipped, ON).to_frame()
    late = made[made["since_earliest"] >= "2024-10-01"]
    expected = [
        answer.place_id
        for answer in resolve.states(shipped, ON)
        if answer.since and answer.since.earliest and answer.since.earliest >= date(2024, 10, 1)
    ]
    assert list(late["place_id"]) == expected != []


def test_towns_are_points_mines_and_catchments_areas_and_what_has_no_point_has_no_geometry(
    shown: Shown, shipped: Catalog
) -> None:
    made = shown.to_geodataframe()
    assert isinstance(made, geopandas.GeoDataFrame) and made.crs == "EPSG:4326"
    areas = bool(shown.form.layer)
    assert len(made) == len(shown.rows()) and made.geometry.dropna().is_valid.all()
    for row, geometry in zip(shown.rows(), made.geometry, strict=True):
        if areas:
            assert geometry.geom_type in ("Polygon", "MultiPolygon")
        elif shipped.places[row["place_id"]].drawable:
            assert (geometry.x, geometry.y) == (row["lon"], row["lat"])
        else:
            assert geometry is None
    if areas and "lon" in made:
        middles = geopandas.points_from_xy(made["lon"], made["lat"], crs="EPSG:4326")
        assert made.to_crs(32647).distance(geopandas.GeoSeries(middles).to_crs(32647)).max() < 2000


def test_an_answer_without_rows_has_its_columns_all_the_same(shipped: Catalog) -> None:
    none = geodata.log(shipped, date(1990, 1, 1), date(1990, 1, 2))
    some = geodata.log(shipped, *AUTUMN)
    assert len(none) == 0 and list(none.to_frame().columns) == list(some.to_frame().columns)
    assert none.to_geodataframe().crs == "EPSG:4326" and "0 rows" in page(none).words


@st.composite
def _bounds(draw: st.DrawFn) -> tuple[date | None, date | None]:
    first = draw(st.none() | st.dates(date(1900, 1, 1), date(2030, 1, 1)))
    length = draw(st.none() | st.integers(1, 800) | st.just(366))
    if first and draw(st.booleans()):
        first = first.replace(day=1)
    after = (first or date(2024, 1, 1)) + timedelta(days=length) if length else None
    return first, after


@given(_bounds())
def test_days_as_edtf_are_read_again_as_the_same_days(bounds: tuple[date | None, date | None]) -> None:
    text = edtf_of(*bounds)
    assert bounds == ((When.parse(text).earliest, When.parse(text).latest) if text else (None, None))


@pytest.mark.parametrize(
    ("first", "after", "text"),
    [
        (date(2024, 1, 1), date(2025, 1, 1), "2024"),
        (date(2024, 11, 1), date(2024, 12, 1), "2024-11"),
        (date(2024, 11, 20), date(2024, 11, 21), "2024-11-20"),
        (date(2024, 10, 19), date(2024, 10, 21), "2024-10-19/2024-10-20"),
        (None, date(2024, 11, 21), "../2024-11-20"),
        (date(2024, 11, 20), None, "2024-11-20/.."),
        (None, None, ""),
    ],
)
def test_days_are_written_as_short_as_they_stay_exact(
    first: date | None, after: date | None, text: str
) -> None:
    assert edtf_of(first, after) == text


# -- How they show themselves ----------------------------------------------------------------------


def test_a_table_is_small_and_runs_nothing(shown: Shown) -> None:
    made = page(shown)
    assert not {"script", "img", "iframe", "link"} & set(made.tags) and made.tags.count("table") == 1
    assert len(shown._repr_html_()) < 30_000 and made.tags.count("tr") <= html.MOST_ROWS + 1
    assert all(str(link["href"]).startswith("http") and "noopener" in str(link["rel"]) for link in made.links)
    rows = len(shown.rows())
    assert rows <= html.MOST_ROWS or f"and {rows - html.MOST_ROWS} more rows" in made.words
    assert "Border Ledger, release" in made.words


def test_a_state_says_its_age_claims_and_sources(shipped: Catalog) -> None:
    answer = geodata.state(shipped, "kanpaiti", ON)
    said = page(answer).words
    for part in ("Kanpaiti: control on 26 Nov 2024", "KIA", "held", "20 Nov 2024", "independent origins"):
        assert part in said
    assert answer.used[0] in said and f"set aside: {answer.set_aside[0].claim_id}" in said
    later = geodata.state(shipped, "kanpaiti", date(2026, 6, 1))
    assert "no news for over 180 days" in page(later).words and " days before" in page(later).words
    publishers = {shipped.sources[shipped.claims[each].source_id].publisher for each in answer.used}
    assert any(each.partition(" (")[0] in said for each in publishers)


def test_what_is_unknown_names_nobody(shipped: Catalog) -> None:
    answer = geodata.state(shipped, "kanpaiti", date(1990, 1, 1))
    assert answer.status is Status.UNKNOWN
    said = page(answer).words
    codes = {actor.code for actor in shipped.actors.values()}
    assert "unknown" in said and not codes & set(said.replace(",", " ").split())
    row = state_row(shipped, answer) | {"actors": ["kia"], "holder": "kia", "from_status": "unknown"}
    cells = (html.CELLS[head](shipped, row | {"from_holder": "kia"}) for head in ("Answer", "Before"))
    assert not any("KIA" in cell for cell in cells), "whatever a row has besides"


def test_a_change_and_a_dispute_name_both_sides() -> None:
    ledger = world(
        [
            claim("x1", "sac", "a", as_of="2024-01-05"),
            claim("x2", "kia", "b", start="2024-01-20/2024-01-25"),
            claim("x3", "kia+sac", "c", start="2024-02-20", share="contested"),
        ]
    )
    assert "SAC→KIA" in page(geodata.state(ledger, "town", day(20))).words
    assert "KIA/SAC" in page(geodata.state(ledger, "town", day(52))).words


def _hostile() -> Iterator[Catalog]:
    evil = '"><script>alert(1)</script><b onclick=x>'
    for url in ("javascript:alert(1)", 'https://x.example/"onmouseover="y'):
        document = replace(source("a"), publisher=evil, title=evil, url=url)
        ledger = world([claim("x1", "kia", "a", start="2024-01-05")], [document])
        yield replace(ledger, places=MappingProxyType({"town": replace(TOWN, name=evil)}))


@pytest.mark.parametrize("ledger", [*_hostile()], ids=["no address", "a quote in an address"])
def test_foreign_text_is_escaped(ledger: Catalog) -> None:
    for answer in (
        geodata.state(ledger, "town", day(10)),
        geodata.states(ledger, day(10)),
        geodata.log(ledger, day(0), day(30)),
        geodata.intervals(ledger),
    ):
        made = page(answer)
        assert not {"script", "b"} & set(made.tags) and "alert(1)" in made.words
        assert all(set(link) == {"href", "target", "rel"} for link in made.links)
        assert all(str(link["href"]).startswith("https://") for link in made.links)


def test_rows_are_those_of_the_files(shipped: Catalog) -> None:
    answer = geodata.state(shipped, "kanpaiti", ON)
    assert answer.rows() == [state_row(shipped, resolve.state(shipped, "kanpaiti", ON))]


def test_mines_name_the_claims_and_documents_about_their_town(shipped: Catalog) -> None:
    balance = geodata.mines_on(shipped, ON)
    (row,) = (each for each in balance.rows()[:1])
    town = resolve.state(shipped, row["place_id"], ON)
    assert row["used"] == list(town.used) != [] and len(row["sources"]) > 1
    made = page(balance)
    assert row["used"][0] in made.words and "Claims" in made.words and made.links


def test_a_log_names_its_window_and_places_and_says_when_each_entry_was_reported(shipped: Catalog) -> None:
    every = geodata.log(shipped, *AUTUMN)
    assert "Log of Sep–Dec 2024: " in page(every).words
    entries = geodata.log(shipped, AUTUMN[1], AUTUMN[0], places=iter(["kanpaiti", "pangwa"]))
    said = page(entries).words
    assert "Log of Kanpaiti, Pang War, Sep–Dec 2024: " in said and "Reported" in said
    first = min(
        shipped.claims[each].recorded.last_day
        for each in entries[0].claims  # type: ignore[type-var]
    )
    assert f"{first:%Y}" in html.CELLS["Reported"](shipped, entries.rows()[0])
    many = geodata.log(shipped, *AUTUMN, places=list(shipped.places)[:7])
    assert " and 3 more, Sep–Dec" in page(many).words
    figures = [each for each in every.rows() if each["measures"]]
    assert all(html.CELLS["Reported"](shipped, each) for each in figures)


def test_a_mine_that_is_fought_over_is_not_shown_as_held_together(shipped: Catalog) -> None:
    shown = html._answer(shipped, {"status": "contested", "actors": ["kia", "sac"]})
    assert "KIA / SAC" in shown or "KIA/SAC" in shown, shown
