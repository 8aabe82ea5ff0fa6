"""The maps of a page and their legend: what they show, and what a click or a look at them does."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from dashboard import settings
from dashboard.answer.comparison import Comparison, Ring
from dashboard.answer.events import Days, archive_of, latest
from dashboard.answer.events import on as events_on
from dashboard.answer.holdings import of_window
from dashboard.answer.scene import Scene
from dashboard.charts import timeline
from dashboard.look.signs import sign
from dashboard.look.theme import Look, Theme
from dashboard.map import files as map_files
from dashboard.map import film, overlays
from dashboard.map.component import MapSpec, events, linked_map, shown
from dashboard.map.legend import LegendEntry, explained
from dashboard.map.legend import legend as legend_of
from dashboard.page import address, controls, measures, messages, own_rows, store, uploads
from dashboard.page.caption import caption
from dashboard.question.camera import Bounds
from dashboard.question.choices import Choices
from dashboard.question.framing import frame, home, point_of
from dashboard.question.view import Layout, View
from dashboard.wording import alts, differences, map_words
from dashboard.wording import events as event_words
from dashboard.wording import page as words
from dashboard.wording.text import escape, markdown
from geodata.catalog import Catalog

MAP = "map"
"""Key of a page's maps; also where their clicks arrive."""

_FOLLOW = "follow_the_map"
_LOOK = "map_look"
"""Where the map was last asked to look: its home, the camera, and whether charts and totals follow it."""
_BOUNDS = "map_bounds"
"""What the maps of this run show, as they have told. Streamlit takes long to say what a component told."""
_HEIGHT, _COMPARED = 412, 452
_EM = "\N{EM SPACE}"


def the_map(scene: Scene, theme: Theme) -> None:
    """Draw the map of the scene from where the reader looks; a click on it chooses a place."""
    films = store.own_films([scene], theme)
    _linked([_spec(scene, theme)], scene, theme, height=_HEIGHT, play=_play(scene), films=films)
    if not scene.view.layers:
        st.info(words.NO_LAYERS())


def first(view: View, catalog: Catalog, theme: Theme) -> dict[str, Any]:
    """Return what `the_map` tells the browser on a new visit, before the page has run."""
    scene = store.answer(view, catalog)
    maps = [_spec(scene, theme, choices=store.choices_on(catalog.hash))]
    return _shown(maps, scene, theme, height=_HEIGHT, play=_play(scene))


def compared(comparison: Comparison, view: View, theme: Theme) -> None:
    """Draw the two answers of a comparison in step, or one picture of what differs alone."""
    rings, plates = dict(comparison.rings), differences.sides(comparison)
    after = comparison.after
    if view.layout is Layout.DIFFERENCE:
        told: dict[str, Any] = {"plate": " → ".join(plates), "label": differences.difference_alt(comparison)}
        maps = [_spec(after, theme, rings=rings, only=_differing(comparison), **told)]
    else:
        maps = [
            _spec(scene, theme, rings=rings, plate=plate)
            for scene, plate in zip((comparison.before, after), plates, strict=True)
        ]
    swipe, films = view.layout is Layout.SWIPE, store.own_films([comparison.before, after], theme)
    _linked(maps, after, theme, height=_COMPARED, swipe=swipe, films=films)


def _differing(comparison: Comparison) -> list[str]:
    """Return the ids of what may be drawn of a difference: its places, and the mines of these towns."""
    places = [row.place_id for row in comparison.places]
    mines = comparison.after.mines.clusters
    return places + [mine.cluster_id for mine in mines if mine.place_id in places]


@st.fragment
def _linked(maps: Sequence[MapSpec], scene: Scene, theme: Theme, **options: Any) -> None:
    """Draw the maps; where the pointer comes to rest, its lane is marked and nothing else runs.

    All else that they tell concerns the whole page: the callbacks ask for its run.
    """
    with messages.fragment() as alone, measures.run("map") if alone else nullcontext():
        _draw(maps, scene, theme, **options)


def _draw(maps: Sequence[MapSpec], scene: Scene, theme: Theme, **options: Any) -> None:
    view, catalog = scene.view, scene.catalog
    look = home(view, catalog), view.camera, view.extent is not None
    if view.extent and not view.camera and st.session_state.get(_LOOK) != look:
        address.wait_for_map()
    st.session_state[_LOOK] = look
    told = linked_map(
        _shown(maps, scene, theme, **options),
        key=MAP,
        on_pick=_picked,
        on_seen=_seen,
        on_stopped=_stopped,
        on_rows=_rows,
    )
    st.session_state[_BOUNDS] = told.bounds
    top, height = timeline.lane_box(scene, told.hover)
    st.html(f"<style>:root {{ --lane-top: {top}px; --lane-height: {height}px }}</style>")
    if warning := overlays.warning(scene):
        caption(f":material/public: {escape(warning)}")
    own_rows.panel(scene)


def _shown(maps: Sequence[MapSpec], scene: Scene, theme: Theme, **options: Any) -> dict[str, Any]:
    view, catalog = scene.view, scene.catalog
    return shown(
        maps,
        ground=settings.at(map_files.url(f"ground-{theme.name}", catalog)),
        home=home(view, catalog),
        camera=view.camera,
        follow=view.extent is not None,
        **options,
    )


def _play(scene: Scene) -> tuple[date, date] | None:
    return None if of_window(scene) else scene.view.window


def _spec(scene: Scene, theme: Theme, *, choices: Choices | None = None, **more: Any) -> MapSpec:
    view = scene.view
    address = film.url(view, theme, choices or store.choices(), scene.catalog, scene.events)
    told: dict[str, Any] = {
        "film": settings.at(address),
        "on": view.on,
        "layers": view.layers,
        "stamp": overlays.stamp(scene),
        "window": overlays.window(scene),
        "label": alts.map_alt(scene),
        "chosen": view.place,
        "lang": view.lang,
        "own": [uploads.url(each, theme) for each in scene.own],
        "own_days": view.window if of_window(scene) else None,
    }
    return MapSpec(**told | more)


def _picked() -> None:
    told = events(MAP)
    if found := told.pick:
        controls.pick(found)
        # The list of the map also has what lies outside of what is seen.
        if told.bounds and not _seen_at(found, told.bounds):
            address.come_home()
        st.rerun()


def _seen_at(place_id: str, bounds: Bounds) -> bool:
    """Tell whether a place or mine cluster lies within what the map shows; one without a point does."""
    point = point_of(place_id, store.catalog())
    return point is None or bounds.covers(*point)


def _stopped() -> None:
    if day := events(MAP).stopped:
        controls.go_to(day)
        st.rerun()


def _rows() -> None:
    if rows := events(MAP).rows:
        own_rows.pick(rows)


def _seen() -> None:
    told = events(MAP)
    if told.camera and told.bounds:
        address.look_at(told.camera, told.bounds)
        st.rerun()


def follow(view: View) -> None:
    """Draw the switch that limits charts and totals to what the map shows."""
    st.session_state[_FOLLOW] = view.extent is not None
    st.toggle(words.ONLY_MAP(), key=_FOLLOW, on_change=_follow, args=(view,), help=words.ONLY_MAP_HELP())


def _follow(view: View) -> None:
    if not st.session_state[_FOLLOW]:
        address.limit(None)
    elif view.camera and (told := events(MAP).bounds):
        address.limit(told)
    else:
        address.limit(frame(view, store.catalog()))
        address.wait_for_map()


def _frame(view: View) -> Bounds:
    """Return what the map shows, as it has told or, before that, as it begins."""
    told: Bounds | None = st.session_state.get(_BOUNDS)
    return told or frame(view, store.catalog())


@dataclass(frozen=True, slots=True)
class Legend:
    """What colours and patterns mean, which actors are in colour, and whose data the maps are drawn from."""

    entries: tuple[LegendEntry, ...]
    theme: Theme
    actors: tuple[str, ...]
    credit: str
    events: str = ""
    latest: Days | None = None
    made_up: str = ""


def legend(scene: Scene, theme: Theme) -> Legend:
    """Return the legend of a map."""
    return legend_of_several([scene], theme)


def legend_of_several(scenes: Sequence[Scene], theme: Theme, rings: Sequence[Ring] = ()) -> Legend:
    """Return the legend of the frame of the maps, with the rings that are on them."""
    scene = scenes[-1]
    plain = Look("none", (theme.page,), False, (), "")
    differing = [explained(plain, map_words.RINGS[ring](), ring.value) for ring in Ring if ring in rings]
    entries = (*differing, *legend_of(scenes, theme, _frame(scene.view)))
    archive = archive_of(scene) if events_on(scene) else None
    told = event_words.about(archive, scene) if archive else ""
    window = scene.view.window
    days = latest(archive) if archive and not archive.covers(window) else None
    made_up = event_words.MADE_UP() if archive and archive.made_up else ""
    return Legend(entries, theme, scene.view.actors, overlays.credit(scene), told, days, made_up)


def draw_legend(legend: Legend) -> None:
    """Draw a legend. An actor is a button that leaves it out of the colours, and brings it back."""
    named = store.catalog().actors
    with st.container(horizontal=True, gap="small", key="legend"):
        for entry in legend.entries:
            if entry.actor:
                st.button(
                    _entry(entry, legend.theme),
                    key=f"legend_{entry.actor}",
                    type="tertiary",
                    help=(words.SHOW_ACTOR if entry.hidden else words.LEAVE_OUT_ACTOR)(
                        code=entry.label, name=named[entry.actor].name
                    ),
                    on_click=controls.toggle_actor,
                    args=(entry.actor, legend.actors),
                )
        controls.spell_out(
            {f".st-key-legend_{each.actor} button": each.actor for each in legend.entries if each.actor}
        )
        rest = (f":small[{_entry(entry, legend.theme)}]" for entry in legend.entries if not entry.actor)
        st.markdown(_EM.join(rest), width="content")
    if legend.made_up:
        st.error(legend.made_up)
    if legend.events:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="events_told"):
            caption(escape(legend.events, longest=900))
            if legend.latest:
                st.button(
                    event_words.show_latest(legend.latest),
                    key="events_latest",
                    on_click=controls.study,
                    args=(legend.latest,),
                )
    caption(escape(legend.credit))


def _entry(entry: LegendEntry, theme: Theme) -> str:
    label = f"~~{markdown(entry.label)}~~" if entry.hidden else markdown(entry.label)
    return f"{sign(entry.kind, entry.look, theme)} {label}"
