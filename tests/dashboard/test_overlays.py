"""Overlays and legend on the shipped ledger: what is drawn, what it says, and how little is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from dashboard.answer.scene import Scene, compose
from dashboard.look import hatch
from dashboard.look.signs import sign_svg
from dashboard.look.theme import DARK, GREY, LIGHT, THEMES, Theme, plain
from dashboard.map import files as map_files
from dashboard.map import film, overlays
from dashboard.map.labels import CROSSING_RADIUS, TOWN_RADIUS, Mark
from dashboard.map.layers import Layer
from dashboard.map.legend import legend
from dashboard.map.overlays import OVERLAYS, Drawn, credit, stamp, warning
from dashboard.question.camera import Bounds
from dashboard.question.choices import CHOOSABLE
from dashboard.question.framing import KACHIN, WHOLE_BORDER, frame
from dashboard.question.online import ONLINE
from dashboard.question.view import View
from geodata.catalog import Catalog
from geodata.vocab import Tracked

DEFAULT = tuple(name for name, overlay in OVERLAYS.items() if overlay.on_by_default)
DAYS = [date(2023, 10, 26), date(2024, 9, 1), date(2024, 11, 1), date(2024, 11, 26), date(2025, 10, 28)]


def scene_on(catalog: Catalog, on: date, **changes: object) -> Scene:
    view = View(on=on, layers=tuple(OVERLAYS), actors=CHOOSABLE)
    return compose(catalog, replace(view, **changes))  # type: ignore[arg-type]


def draw(scene: Scene, theme: Theme) -> Drawn:
    """What all overlays that are on make of a scene, together."""
    drawn = list(overlays.draw(scene, theme).values())
    return Drawn(
        tuple(layer for each in drawn for layer in each.layers),
        tuple(mark for each in drawn for mark in each.marks),
        next((each.tiles for each in drawn if each.tiles), None),
    )


def layer_of(drawn: Drawn, name: str) -> Layer:
    return next(layer for layer in drawn.layers if layer.id == name)


def marks(drawn: Drawn) -> dict[str, Mark]:
    return {mark.pin.id: mark for mark in drawn.marks}


def second_line(mark: Mark) -> str:
    return "".join(text for text, _ in mark.badge.codes)


def test_the_names_in_links_are_stable() -> None:
    ours = ("crossings", "towns", "mines", "catchments", "pools", "districts", "events")
    assert tuple(OVERLAYS) == (*ours, "online-light", "online-satellite")
    assert DEFAULT == ("crossings", "towns", "mines", "catchments")


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("name", OVERLAYS)
def test_every_overlay_draws_something_in_both_themes(name: str, theme: object, catalog: Catalog) -> None:
    drawn = draw(scene_on(catalog, DAYS[3], layers=(name,)), theme)  # type: ignore[arg-type]
    assert drawn.layers or drawn.marks or drawn.tiles


def test_another_host_is_called_only_where_the_reader_asks_and_is_told(catalog: Catalog) -> None:
    quiet = scene_on(catalog, DAYS[3], layers=tuple(n for n in OVERLAYS if n not in ONLINE))
    assert draw(quiet, LIGHT).tiles is None and warning(quiet) == ""
    for name, online in ONLINE.items():
        loud = scene_on(catalog, DAYS[3], layers=("crossings", name))
        assert f"https://{online.host}/" in str(draw(loud, LIGHT).tiles)
        assert online.host in warning(loud)


def test_no_overlay_draws_nothing(catalog: Catalog) -> None:
    assert draw(scene_on(catalog, DAYS[3], layers=()), LIGHT) == Drawn()


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_every_address_is_a_file_and_every_key_a_feature(on: date, catalog: Catalog) -> None:
    for layer in draw(scene_on(catalog, on), LIGHT).layers:
        address = map_files.printed(layer, catalog)["data"]
        name = address.removeprefix("/ledger/").partition(".")[0].replace("{z}", "8")
        features = json.loads(map_files.content(name, catalog))["features"]
        keys = {feature["properties"]["key"] for feature in features}
        styled = [key for keys in layer.styles.values() for key in keys]
        assert set(styled) <= keys
        assert len(styled) == len(set(styled)), "one look for each feature"


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_no_dot_for_a_placeholder_a_gate_or_a_base(on: date, catalog: Catalog) -> None:
    for mark in draw(scene_on(catalog, on), LIGHT).marks:
        assert catalog.places[mark.pin.id].drawable
        assert catalog.places[mark.pin.id].tracked is not Tracked.BASE


def test_the_day_of_the_mock_ups(catalog: Catalog) -> None:
    found = marks(draw(scene_on(catalog, date(2024, 11, 26)), LIGHT))
    kanpaiti, phimaw, chipwi, laiza = (found[name] for name in ("kanpaiti", "phimaw", "chipwi", "laiza"))
    assert kanpaiti.pin.crossing and not chipwi.pin.crossing
    assert (kanpaiti.badge.fills, second_line(kanpaiti), kanpaiti.note) == (
        (LIGHT.fills["kia"],),
        "KIA",
        "gate closed",
    )
    pangwa = marks(draw(scene_on(catalog, date(2024, 10, 18)), LIGHT))["pangwa"]
    assert (pangwa.badge.pattern, second_line(pangwa)) == ("diagonal", "BGF → KIA")
    assert "changing from BGF to KIA" in pangwa.badge.says
    assert phimaw.pin.imprecise and not kanpaiti.pin.imprecise
    assert (kanpaiti.pin.radius, chipwi.pin.radius) == (CROSSING_RADIUS, TOWN_RADIUS)
    assert (kanpaiti.pin.side, chipwi.pin.side) == (1, -1)
    assert (
        laiza.badge.dashed
        and laiza.note == "no news since Jul 2023 · gate closed"
        and laiza.badge.rim == LIGHT.texts["kia"]
    )


def test_a_place_without_a_claim_is_grey_and_says_so(catalog: Catalog) -> None:
    mark = marks(draw(scene_on(catalog, date(2024, 11, 26)), DARK))["man-hio"]
    assert (mark.badge.pattern, mark.badge.fills, second_line(mark), mark.note) == (
        "none",
        (DARK.no_claim,),
        "",
        "no information · gate closed, no news",
    )


def test_the_map_says_what_may_have_changed_and_what_is_carried_back(catalog: Catalog) -> None:
    tangyan = marks(draw(scene_on(catalog, date(2024, 9, 1)), LIGHT))["tangyan"]
    assert tangyan.note == "may have changed"
    early = marks(draw(scene_on(catalog, date(2020, 1, 1)), LIGHT))["kanpaiti"]
    assert early.badge.dashed and early.note == "first evidence Jun 2024"
    muse = marks(draw(scene_on(catalog, date(2024, 11, 26)), LIGHT))["muse"]
    assert muse.note == "gates closed, 1 partly open"


def test_an_actor_left_out_is_hollow_on_the_map_and_in_the_legend(catalog: Catalog) -> None:
    scene = scene_on(catalog, date(2024, 11, 26), actors=("sac",), layers=DEFAULT)
    found = marks(draw(scene, LIGHT))
    assert found["kanpaiti"].badge.fills == (LIGHT.page,)
    assert found["muse"].badge.fills == (LIGHT.fills["sac"],)
    assert second_line(found["kanpaiti"]) == "KIA", "its words stay"
    areas = layer_of(draw(scene, LIGHT), "catchments")
    assert "kanpaiti" not in [key for keys in areas.styles.values() for key in keys]
    entries = {entry.actor: entry for entry in legend([scene], LIGHT, WHOLE_BORDER) if entry.actor}
    assert entries["kia"].hidden and not entries["sac"].hidden, "the legend brings it back"


def test_mines_carry_their_derivation(catalog: Catalog) -> None:
    drawn = draw(scene_on(catalog, date(2024, 11, 26), layers=("mines",)), LIGHT)
    styles = layer_of(drawn, "mines").styles
    assert sum(map(len, styles.values())) == len(catalog.layers["mine_clusters"].features)
    assert {style.says.partition(",")[0] for style in styles} == {"KIA"}
    assert all("derived from" in style.says for style in styles)


def test_mines_in_dispute_or_changing_are_striped(catalog: Catalog) -> None:
    striped = {
        layer.id
        for day in range(17, 22)
        for layer in draw(scene_on(catalog, date(2024, 10, day)), LIGHT).layers
        if layer.styles
    }
    assert "mines-diagonal" in striped
    assert set(hatch.ZOOMS) <= {6, 7, 8, 9, 10}


def test_stamp_and_credit(catalog: Catalog) -> None:
    scene = scene_on(catalog, date(2024, 11, 6))
    assert stamp(scene) == f"as known on {_day(catalog.newest_record)} · reported"
    assert "mining-detector" in credit(scene)
    assert "mining-detector" not in credit(scene_on(catalog, date(2024, 11, 6), layers=("crossings",)))


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_the_legend_has_each_thing_once_and_only_what_is_on(on: date, catalog: Catalog) -> None:
    entries = legend([scene_on(catalog, on, layers=DEFAULT)], LIGHT, WHOLE_BORDER)
    labels = [str(entry.label) for entry in entries]
    assert len(labels) == len(set(labels))
    assert labels[-4:] == ["crossing", "town", "mine cluster", "catchment, not a front line"]
    close = legend([scene_on(catalog, on, layers=(*DEFAULT, "pools"))], LIGHT, KACHIN)
    assert "leaching pool" in [str(entry.label) for entry in close]
    only = legend([scene_on(catalog, on, layers=("crossings",))], LIGHT, WHOLE_BORDER)
    assert [entry.kind for entry in only if entry.kind not in ("actor", "status")] == ["crossing"]


def test_the_legend_explains_every_hue_and_pattern_that_is_drawn(catalog: Catalog) -> None:
    for on in DAYS:
        scene = scene_on(catalog, on, layers=DEFAULT)
        entries = legend([scene], LIGHT, WHOLE_BORDER)
        patterns = {entry.look.pattern for entry in entries if entry.kind == "status"}
        hues = {fill for entry in entries if entry.kind == "actor" for fill in entry.look.fills}
        for mark in draw(scene, LIGHT).marks:
            assert mark.badge.pattern in patterns | {"solid"}
            if not mark.badge.dashed and mark.badge.pattern == "solid":
                assert set(mark.badge.fills) <= hues


def test_the_legend_has_only_what_is_in_the_frame(catalog: Catalog) -> None:
    scene = scene_on(catalog, date(2024, 11, 26), layers=DEFAULT)
    around_muse = frame(replace(scene.view, place="muse"), catalog)
    kachin, south = (
        {str(entry.label) for entry in legend([scene], LIGHT, at)} for at in (KACHIN, around_muse)
    )
    assert "mine cluster" in kachin and "mine cluster" not in south
    assert "MNDAA" in south and "MNDAA" not in kachin
    assert legend([scene], LIGHT, Bounds(110, 40, 111, 41)) == ()


def test_a_sliver_at_the_edge_is_not_in_the_legend(catalog: Catalog) -> None:
    scene = scene_on(catalog, date(2024, 11, 26), layers=("catchments",))
    area = next(each for each in catalog.layers["catchments"].features if each.id == "panghsang").geometry
    west, south, east, north = area.bounds

    def names(share: float) -> set[str]:
        frame = Bounds(east - share * (east - west), south, east + 2, north)
        return {str(entry.label) for entry in legend([scene], LIGHT, frame)}

    assert "UWSA" in names(0.5) and "UWSA" not in names(0.001)


def test_the_legend_explains_a_mine_cluster_of_which_the_frame_has_a_part(catalog: Catalog) -> None:
    scene = scene_on(catalog, date(2024, 11, 26), layers=("mines",))
    cluster = max(catalog.layers["mine_clusters"].features, key=lambda each: each.geometry.area)
    west, south, _, north = cluster.geometry.bounds
    part = Bounds(west, south, west + 0.001, north)
    assert not any(part.covers(mine.lon, mine.lat) for mine in scene.mines.clusters)
    assert "mine cluster" in {str(entry.label) for entry in legend([scene], LIGHT, part)}


@pytest.mark.parametrize("theme", [LIGHT, DARK, GREY], ids=lambda theme: theme.name)
def test_mines_and_catchments_look_in_the_legend_as_on_the_map(theme: Theme, catalog: Catalog) -> None:
    scene = scene_on(catalog, date(2024, 11, 26), layers=("mines", "catchments"))
    entries = {entry.kind: entry for entry in legend([scene], theme, WHOLE_BORDER)}
    mine, catchment = (sign_svg(kind, entries[kind].look, theme) for kind in ("mine", "catchment"))
    looks = layer_of(draw(scene, theme), "mines").styles
    assert any(f'fill="{plain(style.fills[0])}" stroke="{style.line}"' in mine for style in looks)
    assert f'fill="{plain(entries["catchment"].look.fills[0])}"' in catchment


@pytest.mark.slow
@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_may_go_without_a_change_elsewhere(
    name: str, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(OVERLAYS, name)  # type: ignore[arg-type]
    scene = scene_on(catalog, DAYS[3], layers=tuple(OVERLAYS))
    assert name not in overlays.draw(scene, LIGHT)
    made = film.film_json(catalog, scene.view, LIGHT)
    assert name not in {layer["of"] for layer in made["layers"]} | {mark["of"] for mark in made["marks"]}
    legend([scene], LIGHT, WHOLE_BORDER)


def test_the_legend_of_two_maps_has_what_either_shows(catalog: Catalog) -> None:
    scenes = [scene_on(catalog, on, layers=DEFAULT) for on in (date(2024, 9, 1), date(2024, 11, 26))]
    both, one, other = (
        [str(entry.label) for entry in legend(each, LIGHT, KACHIN)]
        for each in (scenes, scenes[:1], scenes[1:])
    )
    assert set(both) >= (set(one) | set(other)) - {"changing", "contested"}
    assert len(both) == len(set(both))
