"""Who ever held each place within a window: on the map, in words, in the file, and on paper."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import pytest
from pyarrow import BufferReader

from dashboard.__main__ import main
from dashboard.answer.holdings import Held, ever_held, held, held_rows
from dashboard.answer.scene import Scene, compose
from dashboard.look.theme import DARK, LIGHT, actor_fill, hues, look_over, marker_fills, mine_rim
from dashboard.map import film, overlays
from dashboard.map.labels import Mark
from dashboard.map.legend import legend
from dashboard.page import log_list
from dashboard.paper import page as pages
from dashboard.paper.jobs import Job, file_name
from dashboard.question import link
from dashboard.question.choices import Choices
from dashboard.question.framing import WHOLE_BORDER
from dashboard.question.order import OF_WINDOW, Format, Order, Template
from dashboard.question.view import MapOf, View
from dashboard.wording import alts, headline, holdings, language
from geodata.catalog import Catalog
from geodata.exports.columns import COLUMNS
from geodata.exports.files import rows_bytes
from geodata.resolver import resolve
from geodata.resolver.answers import Interval, Track
from geodata.vocab import SECOND_HAND, Dimension, Policy, Status
from tests.dashboard.conftest import Open
from tests.dashboard.pseudo import outside
from tests.geodata.worlds import catalog as world
from tests.geodata.worlds import claim

_DAY = timedelta(days=1)
AUTUMN = (date(2024, 9, 1), date(2024, 12, 31))
YEARS = (date(2021, 1, 1), date(2026, 6, 29))


def scene(catalog: Catalog, choices: Choices, window: tuple[date, date] = AUTUMN, **asked: Any) -> Scene:
    return compose(catalog, replace(choices.default, map_of=MapOf.WINDOW, window=window, **asked))


def by_place(asked: Scene) -> dict[str, Held]:
    return {each.place_id: each for each in ever_held(asked)}


def marks(asked: Scene) -> dict[str, Mark]:
    return {mark.pin.id: mark for each in overlays.draw(asked, LIGHT).values() for mark in each.marks}


def second(mark: Mark) -> str:
    return "".join(text for text, _ in mark.badge.codes)


# -- Who held it -----------------------------------------------------------------------------------


def test_each_followed_place_has_its_holders_in_order(catalog: Catalog, choices: Choices) -> None:
    asked = scene(catalog, choices)
    found = by_place(asked)
    assert found["kanpaiti"].changes == 1 and found["laiza"].changes == 0
    assert str(holdings.holders(found["pangwa"], asked)) == "BGF 1 Sep–17 Oct 2024 → KIA 18 Oct–31 Dec 2024"
    assert found["hsipaw"].changes == 4, "a dispute that came and went is not netted out"
    assert str(holdings.holders(found["man-hio"], asked)) == "no information"
    for each in found.values():
        days = [day for holding in each.holdings for day in (holding.first, holding.last)]
        assert days == sorted(days) and all(AUTUMN[0] <= day <= AUTUMN[1] for day in days)


def test_the_holders_are_those_of_the_days_of_the_window(catalog: Catalog, choices: Choices) -> None:
    random = Random(7)
    for _ in range(12):
        first = date(2023, 9, 1) + timedelta(days=random.randrange(700))
        window = (first, first + timedelta(days=random.randrange(40)))
        days = [window[0] + _DAY * number for number in range((window[1] - window[0]).days + 1)]
        for each in ever_held(scene(catalog, choices, window)):
            lane = resolve.track(catalog, each.place_id, Dimension.CONTROL, catalog.newest_record)
            of_days = [lane.at(day) for day in days]
            named = {actor for answer in of_days for actor in (*answer.actors, *answer.from_actors)}
            about = f"{each.place_id} {window}"
            assert set(each.actors) <= named or set(each.actors) - named <= {
                actor
                for answer in lane.intervals
                if answer.end == of_days[0].start
                for actor in answer.actors
            }, about
            assert named <= set(each.actors) or not each.whole, about
            if each.holdings and not each.faded and not each.changed:
                answers = {(answer.status, answer.actors) for answer in of_days}
                assert len(answers) == 1 and Status.UNKNOWN not in {status for status, _ in answers}, about
            assert bool(each.holdings) == any(answer.status is not Status.UNKNOWN for answer in of_days), (
                about
            )


def test_a_window_that_begins_within_a_change_has_both_holders(catalog: Catalog, choices: Choices) -> None:
    on = date(2024, 10, 18)  # Pang War changes hands on the 18th or 19th
    for window in ((on, on), (on, AUTUMN[1])):
        found = by_place(scene(catalog, choices, window))["pangwa"]
        assert [each.actors for each in found.answers] == [("kbgf",), ("kia",)] and found.changes == 1


def test_what_changes_from_nothing_known_is_not_known_throughout() -> None:
    ledger = world([claim("k1", "kia", "a", start="2024-01-10/2024-01-14")])
    window = (date(2024, 1, 10), date(2024, 1, 20))
    asked = compose(ledger, View(window=window, map_of=MapOf.WINDOW, place=None))
    found = held("town", asked)
    assert [each.actors for each in found.answers] == [("kia",)] and found.changes == 0
    assert found.faded and found.known[0][0] > window[0]


@pytest.mark.parametrize(("later", "changed"), [("sac", False), ("kia", True)])
def test_days_without_information_between_two_answers_are_said(
    later: str, changed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = world([claim("k1", "sac", "a", start="2024-01-01")])
    window = (date(2024, 1, 1), date(2024, 1, 31))
    parts = (
        Interval(None, date(2024, 1, 6), Status.HELD, ("sac",)),
        Interval(date(2024, 1, 6), date(2024, 1, 20), Status.UNKNOWN),
        Interval(date(2024, 1, 20), None, Status.HELD, (later,)),
    )
    lane = Track("town", Dimension.CONTROL, ledger.newest_record, Policy.REPORTED, parts, ())
    asked = compose(ledger, View(window=window, place=None))
    monkeypatch.setattr(resolve, "track", lambda *_: lane)
    found = held("town", asked)
    assert (found.changed, found.changes, found.whole) == (changed, 0, False)
    assert found.faded is not changed, "one holder all the time it is not"
    assert holdings.known(found) == "known 1–5 Jan 2024 and 20–31 Jan 2024"


def test_what_is_carried_back_to_days_before_its_evidence_is_not_known_there(
    catalog: Catalog, choices: Choices
) -> None:
    kanpaiti = by_place(scene(catalog, choices, YEARS))["kanpaiti"]
    assert holdings.known(kanpaiti) == "known from 14 Jun 2024"
    before = marks(scene(catalog, choices, (date(2024, 1, 1), date(2024, 3, 1))))["kanpaiti"]
    assert before.badge.dashed and before.note == "first evidence Jun 2024"


# -- On the map ------------------------------------------------------------------------------------


def test_the_map_shows_all_who_held_a_place(catalog: Catalog, choices: Choices) -> None:
    found = marks(scene(catalog, choices))
    pangwa, kanpaiti = found["pangwa"], found["kanpaiti"]
    assert (second(pangwa), pangwa.badge.pattern) == ("BGF → KIA", "diagonal")
    assert pangwa.note == "1 change · known from 12 Oct 2024" and pangwa.badge.dashed
    assert pangwa.badge.fills == (LIGHT.fills["kbgf"], LIGHT.fills["kia"])
    assert (second(kanpaiti), kanpaiti.note) == ("BGF + SAC → KIA", "1 change")
    assert kanpaiti.badge.fills == tuple(LIGHT.fills[each] for each in ("kbgf", "sac", "kia"))
    assert kanpaiti.badge.says == "BGF and SAC jointly, then KIA"
    assert (found["muse"].badge.pattern, second(found["muse"]), found["muse"].note) == ("solid", "SAC", "")
    assert (found["hsipaw"].note, second(found["hsipaw"])) == ("4 changes", "TNLA → … → TNLA")
    assert found["hsipaw"].badge.says.count(", then ") == 4, "read aloud are all of them"


def test_what_is_not_known_has_no_colour(catalog: Catalog, choices: Choices) -> None:
    found = marks(scene(catalog, choices))
    man_hio, tsawlaw, laiza = (found[name] for name in ("man-hio", "tsawlaw", "laiza"))
    assert (man_hio.badge.fills, man_hio.note) == ((LIGHT.no_claim,), "no information")
    assert tsawlaw.badge.dashed and tsawlaw.badge.fills != (LIGHT.fills["kia"],), "known in part"
    assert tsawlaw.note == "known from 3 Oct 2024"
    assert laiza.badge.dashed and laiza.note == "no news since Jul 2023", "old the whole window"
    early = scene(catalog, choices, (date(1985, 1, 1), date(1985, 12, 31)))
    assert {mark.badge.fills for mark in marks(early).values()} == {(LIGHT.no_claim,)}
    styles = [
        style
        for each in overlays.draw(early, LIGHT).values()
        for layer in each.layers
        for style in layer.styles
    ]
    hues_of_actors = {*LIGHT.fills.values(), LIGHT.neutral}
    assert not [style for style in styles if {fill[:7] for fill in style.fills} & hues_of_actors]
    assert next(str(entry.label) for entry in legend([early], LIGHT, WHOLE_BORDER)) == "no information"


def test_no_hue_on_the_map_is_of_an_actor_that_held_nothing(catalog: Catalog, choices: Choices) -> None:
    for window in (AUTUMN, YEARS, (date(2024, 11, 20), date(2024, 11, 20))):
        asked = scene(catalog, choices, window)
        for place_id, mark in marks(asked).items():
            of = held(place_id, asked)
            whole = look_over(of.answers, of.faded, LIGHT, catalog.actors)
            drawn = {actor_fill(actor, LIGHT) for actor in hues(of.actors, catalog.actors)}
            assert set(whole.fills) <= drawn | {LIGHT.no_claim}
            assert mark.badge.fills == marker_fills(whole, LIGHT)
            assert len(whole.fills) <= 3, "more hues would take turns unevenly"


def test_mines_are_held_with_their_town_and_say_so(catalog: Catalog, choices: Choices) -> None:
    drawn = overlays.draw(scene(catalog, choices, layers=("mines", "pools")), LIGHT)
    striped = next(layer for layer in drawn["mines"].layers if layer.id == "mines-diagonal")
    assert sum(map(len, striped.styles.values())) == 34
    says = {style.says for layer in drawn["mines"].layers for style in layer.styles if style.says}
    assert "BGF, then KIA, 1 change · known from 12 Oct 2024, derived from Pang War" in says
    pools = {fill for layer in drawn["pools"].layers for style in layer.styles for fill in style.fills}
    assert pools == {mine_rim(LIGHT.neutral, LIGHT)}, (
        "a pool of a cluster that changed hands has no actor's hue"
    )


def test_an_actor_that_is_left_out_stays_out_of_colour(catalog: Catalog, choices: Choices) -> None:
    asked = scene(catalog, choices, actors=("sac",))
    found = marks(asked)
    assert found["laiza"].badge.fills == (LIGHT.page,) and second(found["laiza"]) == "KIA"
    assert found["muse"].badge.fills == (LIGHT.fills["sac"],)
    areas = overlays.draw(asked, LIGHT)["catchments"].layers
    assert "laiza" not in {key for layer in areas for keys in layer.styles.values() for key in keys}


def test_the_legend_has_what_the_window_shows(catalog: Catalog, choices: Choices) -> None:
    asked = scene(catalog, choices, layers=("crossings",))
    labels = [str(entry.label) for entry in legend([asked], LIGHT, WHOLE_BORDER)]
    assert labels[-6:] == [
        "changed hands, in order",
        "joint",
        "known on some days only",
        "no news for over 180 days",
        "no information",
        "crossing",
    ]
    both = [str(entry.label) for entry in legend([scene(catalog, choices)], DARK, WHOLE_BORDER)]
    assert "changed hands or contested" in both and len(both) == len(set(both))


def test_the_film_of_a_window_is_one_picture_for_all_days(catalog: Catalog, choices: Choices) -> None:
    asked = scene(catalog, choices)
    made = film.film_json(catalog, asked.view, LIGHT)
    runs = [mark["runs"] for mark in made["marks"]]
    runs += [each for layer in made["layers"] for each in layer["runs"].values()]
    first, after = film.day_number(date(1985, 1, 1)), film.day_number(catalog.newest_record + _DAY)
    assert {(len(each), each[0][0], each[0][1]) for each in runs} == {(1, first, after)}
    other = replace(asked.view, on=date(2023, 5, 5))
    assert film.film_json(catalog, other, LIGHT) == made
    assert "unverified" not in made
    late = film.film_json(catalog, replace(asked.view, window=YEARS), LIGHT)
    assert late["unreported"] < first and late["unverified"] == "days after 7 Mar 2026 are unverified"


def test_the_address_of_the_film_has_the_window_only_where_it_is_shown(
    catalog: Catalog, choices: Choices
) -> None:
    def url(**asked: Any) -> str:
        return film.url(replace(choices.default, **asked), LIGHT, choices, catalog)

    assert url(window=YEARS) == url(), "a map of the day does not depend on the window"
    assert url(map_of=MapOf.WINDOW) != url()
    assert url(map_of=MapOf.WINDOW, window=YEARS) != url(map_of=MapOf.WINDOW)
    assert url(map_of=MapOf.WINDOW, on=date(2023, 5, 5)) == url(map_of=MapOf.WINDOW)


# -- In words --------------------------------------------------------------------------------------


def test_the_headline_says_what_changed_hands_in_the_window(catalog: Catalog, choices: Choices) -> None:
    assert headline.headline(scene(catalog, choices)) == (
        "Between 1 September and 31 December 2024, of 19 crossing towns, four changed hands: Kan Hpan and "
        "Kanpaiti from the BGF and the regime to the KIA, Phimaw and Pang War from the BGF to the KIA; three "
        "are known for part of this time only; there is no information on Man Hio."
    )
    long = headline.headline(scene(catalog, choices, YEARS))
    assert "ten changed hands or came into dispute" in long and "6 more;" in long
    assert long.endswith("; days after 7 March 2026 are unverified.")
    early = scene(catalog, choices, known_on=date(2024, 11, 1))
    assert headline.headline(early).startswith(
        "Between 1 September and 31 December 2024 (as known on 1 November 2024), of"
    )
    one = scene(catalog, choices, (date(2024, 11, 20), date(2024, 11, 20)))
    assert headline.headline(one).startswith("On 20 November 2024, of 19 crossing towns, one changed hands:")
    assert headline.on_the_day(one).startswith("On 26 November 2024 the KIA held Kanpaiti")


def test_there_and_back_is_told_with_its_changes(catalog: Catalog, choices: Choices) -> None:
    found = by_place(scene(catalog, choices, YEARS))["lashio"]
    said = holdings._moves([found], scene(catalog, choices, YEARS))
    assert said == "Lashio from the regime and back (4 changes)"


def test_the_figures_add_up(catalog: Catalog, choices: Choices) -> None:
    for window in (AUTUMN, YEARS, (date(1985, 1, 1), date(1985, 1, 2))):
        asked = scene(catalog, choices, window)
        for figure in holdings.figures(asked)[:2]:
            counts = [int(str(part).rpartition("\N{NO-BREAK SPACE}")[2]) for part in figure.parts]
            assert sum(counts) == int(figure.label.split()[0]), figure
        assert len(holdings.strip(asked)) == 19


def test_the_alternative_text_has_every_crossing(catalog: Catalog, choices: Choices) -> None:
    asked = scene(catalog, choices)
    text = alts.map_alt(asked)
    assert "Sep–Dec 2024, as known on" in text and "changed hands: 4 of 19" in text
    assert "Pang War: BGF 1 Sep–17 Oct 2024 → KIA 18 Oct–31 Dec 2024" in text
    assert all(place.name in text for place in asked.crossings)


def test_every_word_is_a_message_or_data(catalog: Catalog, choices: Choices) -> None:
    with language.speaking(language.PSEUDO):
        for window in (AUTUMN, YEARS):
            asked = scene(catalog, choices, window)
            told = [headline.headline(asked), alts.map_alt(asked), holdings.stamp(asked)]
            told += [mark.note for mark in marks(asked).values()]
            told += [mark.badge.says for mark in marks(asked).values()]
            told += [str(part) for figure in holdings.figures(asked) for part in figure.parts]
            told += [str(entry.label) for entry in legend([asked], LIGHT, WHOLE_BORDER) if not entry.actor]
            for text in told:
                assert outside(text, catalog) == "", text


# -- As a file -------------------------------------------------------------------------------------


def test_the_file_has_a_row_for_each_holding_and_claim(catalog: Catalog, choices: Choices) -> None:
    asked = scene(catalog, choices)
    rows = list(held_rows(asked))
    for name, value in (cell for row in rows for cell in row.items()):
        assert value is None or isinstance(value, COLUMNS[name].holds), (name, value)
    for some in (rows, []):
        schema = pq.read_schema(BufferReader(rows_bytes(some, "geoparquet", {}, tuple(rows[0]))))
        assert str(schema.field("known_from").type) == str(schema.field("last").type) == "date32[day]"
    assert len({tuple(row) for row in rows}) == 1, "the same columns in every row"
    pangwa = [row for row in rows if row["place_id"] == "pangwa"]
    told = {(row["number"], row["first"], row["last"], *row["codes"]) for row in pangwa}
    assert told == {
        (1, date(2024, 9, 1), date(2024, 10, 17), "BGF"),
        (2, date(2024, 10, 18), date(2024, 12, 31), "KIA"),
    }
    assert all(row["claim_id"] in catalog.claims and row["source_id"] in catalog.sources for row in pangwa)
    assert {row["known_from"] for row in pangwa} == {date(2024, 10, 12)}
    (nothing,) = (row for row in rows if row["place_id"] == "man-hio")
    assert (nothing["status"], nothing["codes"], nothing["claim_id"]) == ("unknown", [], None)
    assert {row["place_id"] for row in rows} == {each.place_id for each in ever_held(asked)}


def test_the_table_is_the_same_whatever_the_day(catalog: Catalog, choices: Choices) -> None:
    tables = [
        log_list._held_data(scene(catalog, choices, on=on)) for on in (date(2023, 5, 5), date(2024, 11, 26))
    ]
    assert tables[0] == tables[1]
    rows = {row["id"]: row for row in tables[0]["rows"]}
    pangwa = rows["pangwa"]
    assert (pangwa["when"], pangwa["of"]) == ("1 change", "known from 12 Oct 2024")
    assert ["BGF", "yellow"] in pangwa["what"] and rows["laiza"]["when"] == "0 changes"


# -- Links and pages -------------------------------------------------------------------------------


def test_a_link_says_that_the_map_shows_the_window(choices: Choices) -> None:
    view, faults = link.read({"map_of": "window"}, choices)
    assert not faults and view.map_of is MapOf.WINDOW
    assert link.params(view, choices) == {"map_of": ("window",)}
    wrong, faults = link.read({"map_of": "year"}, choices)
    assert wrong.map_of is MapOf.DAY and [each.parameter for each in faults] == ["map_of"]
    assert view.compared.map_of is MapOf.DAY, "two days are compared"


def test_explore_shows_the_window_and_the_day_again(open_page: Open) -> None:
    app = open_page()
    assert app.button_group(key="map_of").value == "day"
    app.button_group(key="map_of").set_value("window").run()
    assert not app.exception and app.query_params["map_of"] in ("window", ["window"])
    assert app.title[0].value.startswith("Between 1 September and 31 December 2024, of 19 crossing towns")
    said = [each.value for each in app.markdown]
    assert any("To play, choose" in text for text in said)
    assert any("On 26 November 2024 the KIA held Kanpaiti" in text for text in said)
    assert any("changed hands, in order" in text.value for text in app.markdown)
    app.button_group(key="map_of").set_value("day").run()
    assert app.title[0].value.startswith("On 26 November 2024 the [KIA]")
    assert "map_of" not in app.query_params


def test_compare_keeps_the_choice_and_shows_days(open_page: Open) -> None:
    app = open_page({"map_of": "window"}, page="compare")
    assert not app.exception and "window" in app.query_params["map_of"]
    assert not any("changed hands, in order" in text.value for text in app.markdown)


# -- On paper --------------------------------------------------------------------------------------

BASE = "https://ledger.example/briefing"


@pytest.mark.usefixtures("no_ink")
@pytest.mark.parametrize("template", OF_WINDOW)
def test_a_briefing_shows_the_window(template: Template, catalog: Catalog, choices: Choices) -> None:
    order = Order(template=template, frame="kachin")
    page = pages.draw(scene(catalog, choices), order, choices, base=BASE)
    assert "1 September 2024 to 31 December 2024" in page.words.title
    assert re.search(r"\b(map_of|m)=window\b", page.words.link)
    assert "all who held each place, Sep–Dec 2024" in page.pictures[0][1]
    assert "changed hands or contested" in [str(entry.label) for entry in page.legend]
    if template is not Template.LOG:
        assert str(page.words.sentence).startswith(
            "Between 1 September and 31 December 2024, of 7 crossing towns in Kachin, four changed hands"
        )
        used = by_place(page.scene)["pangwa"].used
        documents = {catalog.claims[each].source_id for each in used}
        documents = {each for each in documents if catalog.sources[each].kind not in SECOND_HAND}
        assert len(page.words.numbers["pangwa"]) == len(documents), "of both holders"


@pytest.mark.usefixtures("no_ink")
def test_other_templates_show_their_day(catalog: Catalog, choices: Choices) -> None:
    page = pages.draw(scene(catalog, choices), Order(template=Template.CROSSING), choices, base=BASE)
    assert page.words.title == "Who held Kanpaiti on 26 November 2024"
    assert page.scene.view.map_of is MapOf.DAY and "map_of" not in page.words.link


def test_the_command_draws_the_window_and_refuses_where_it_cannot(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], catalog: Catalog, choices: Choices
) -> None:
    out = tmp_path / "held.html"
    days = ["--from", "2024-10-01", "--to", "2024-10-31"]
    asked = ["brief", "--quiet", "--map", "window", "--view", "kachin", *days, "--out", str(out)]
    assert main(asked) == 0
    text = out.read_text(encoding="utf-8")
    assert "Who held the Kachin–China border, 1 October 2024 to 31 October 2024" in text
    assert "The map: Oct 2024, ever held" in text and "Sources for Oct 2024, ever held" in text
    assert main([*asked, "--template", "mines"]) == 2 and "choose one of map" in capsys.readouterr().err
    assert main([*asked, "--map", "year"]) == 2 and "it can show day, window" in capsys.readouterr().err
    view = replace(choices.default, map_of=MapOf.WINDOW)
    named = file_name(Job(catalog, view, Order(template=Template.MAP), choices, BASE), Format.PNG)
    assert "2024-09-01-to-2024-12-31" in named
