"""The film: the map on every day. It has the days `[from, to)` on which each place and area has a look.

The browser fetches it once for each policy, day of knowledge and choice of actors. A change of date
then sends the day alone, and playback sends nothing. The film asks the overlays for each day on which
anything on the map changes, with the answers about that alone, so an overlay need not know of it. Where the
map shows a window, it is one picture for all days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from typing import Any, Generic, TypeVar

from dashboard.answer import events
from dashboard.answer.events import Archive
from dashboard.answer.holdings import of_window
from dashboard.answer.scene import Scene, compose
from dashboard.look.theme import Theme
from dashboard.map import files as map_files
from dashboard.map.labels import RECENT, Badge, Mark, Pin
from dashboard.map.layers import Layer, Printer, Style
from dashboard.map.overlays import OVERLAYS, draw
from dashboard.question import link
from dashboard.question.choices import Choices
from dashboard.question.view import FIRST_DAY, MapOf, View
from dashboard.wording import firmness
from geodata.analysis.evidence import newest_report
from geodata.analysis.mines import clusters_of, mines_on, only
from geodata.analysis.timeline import change_days, segments
from geodata.catalog import Catalog
from geodata.resolver import resolve
from geodata.resolver.answers import State, Track, state_in
from geodata.vocab import Dimension, Reason

_DAY = timedelta(days=1)
_EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Return a day as the film counts it: days from 1 January 1970."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """Return the day of a number of the film's; raises OverflowError where there is none."""
    return _EPOCH + timedelta(days=number)


def url(view: View, theme: Theme, choices: Choices, catalog: Catalog, archive: Archive | None = None) -> str:
    """Return the address of a view's film; whatever does not change the film is left out of it.

    `archive` has events of the reader's own.
    """
    query = link.query(question(view, choices), choices)
    own = f"&own={catalog.hash}" if catalog.own else ""  # no server has it: the page brings it along
    if archive and events.LAYER in view.layers:
        own += f"&events={archive.mark}"
    return f"{map_files.url(f'film-{theme.name}', catalog)}?{query}{own}"


def question(view: View, choices: Choices) -> View:
    """Return what of a view the film depends on: its policy, its day of knowledge and its actors.

    Where the map shows the window or events, that too.
    """
    asked = replace(choices.default, policy=view.policy, known_on=view.known_on, actors=view.actors)
    if events.LAYER in view.layers:
        asked = replace(asked, layers=(*asked.layers, events.LAYER), window=view.window)
    if view.map_of is MapOf.DAY:
        return asked
    return replace(asked, map_of=view.map_of, window=view.window)


@dataclass(frozen=True, slots=True)
class LayerRuns:
    """A layer of an overlay over time: by key of a feature, its looks as `(from, to, style)`."""

    overlay: str
    layer: Layer
    runs: Mapping[str, Sequence[tuple[int, int, Style]]]


@dataclass(frozen=True, slots=True)
class MarkRuns:
    """A place of an overlay over time: its marks as `(from, to, mark)`."""

    overlay: str
    pin: Pin
    runs: Sequence[tuple[int, int, Mark]]


@dataclass(frozen=True, slots=True)
class Film:
    """The map on every day of the ledger. Days are numbers, see `day_number`.

    Attributes:
        changes: The days on which control changes somewhere.
        layers: The layers from the bottom up.
        marks: The places from north to south.
        tiles: The address of each picture map, by overlay.
        ages: How old the evidence of a place is and how many origins it has: `runs` of
            `[from, to, number]` by place, the number being that of one of its `words`; `of` has
            the town that speaks for a mine cluster.
        verified: The last day on which what is shown is verified, None where no day is known; `late` is what
            is said on every later day.
    """

    changes: Sequence[int]
    layers: Sequence[LayerRuns]
    marks: Sequence[MarkRuns]
    tiles: Mapping[str, str]
    ages: Mapping[str, Any]
    verified: date | None
    late: str

    def days(self) -> list[date]:
        """Return the days on which anything on the map changes, in order."""
        starts = {run[0] for mark in self.marks for run in mark.runs}
        starts |= {run[0] for layer in self.layers for runs in layer.runs.values() for run in runs}
        return [_EPOCH + timedelta(start) for start in sorted(starts)]

    def as_dict(self, printed: Printer) -> dict[str, Any]:
        """Return it for JSON: `of` is an overlay's name; runs name badges and looks by their numbers."""
        badges: dict[Badge, int] = {}

        def run(first: int, after: int, mark: Mark) -> list[Any]:
            return [first, after, badges.setdefault(mark.badge, len(badges)), mark.rank, mark.note]

        film: dict[str, Any] = {
            "changes": self.changes,
            "layers": [_layer(each, printed) for each in self.layers],
            "marks": [
                {"id": each.pin.id, "of": each.overlay, "runs": [run(*part) for part in each.runs]}
                for each in self.marks
            ],
            "badges": [badge.as_dict() for badge in badges],
            "tiles": self.tiles,
            "ages": self.ages,
        }
        if self.verified:
            film |= {"unreported": day_number(self.verified), "unverified": self.late}
        return film


def film_of(catalog: Catalog, view: View, theme: Theme, archive: Archive | None = None) -> Film:
    """Return the film for the view's policy, day of knowledge and actors, or its window.

    `archive` has events of the reader's own, which are drawn in place of those that all see.

    Raises:
        LedgerError: If the ledger cannot answer.
    """
    # Events are of a window, so a film without them serves all windows.
    wanted = (name for name in OVERLAYS if name != events.LAYER or name in view.layers)
    whole = replace(compose(catalog, replace(view, layers=tuple(wanted), on=FIRST_DAY)), events=archive)
    shows_window = of_window(whole)
    end = catalog.newest_record + _DAY
    layers: dict[str, tuple[str, Layer, _Runs[Style]]] = {}
    marks: dict[Pin, tuple[str, _Runs[Mark]]] = {}
    tiles: dict[str, str] = {}
    for day, until in [(FIRST_DAY, {})] if shows_window else _changes(whole):
        begins = day == FIRST_DAY
        scene = whole if begins else _only(whole, day, until)
        for name, drawn in draw(scene, theme).items():
            tiles |= {name: drawn.tiles} if drawn.tiles else {}
            for layer in drawn.layers:
                *_, styles = layers.setdefault(layer.id, (name, layer, _Runs()))
                for style, keys in layer.styles.items():
                    for key in keys if begins else filter(until.__contains__, keys):
                        styles.add(key, (day, until.get(key, end)), style)
            for mark in drawn.marks:
                _, looks = marks.setdefault(mark.pin, (name, _Runs()))
                looks.add("", (day, until.get(mark.pin.id, end)), mark)
    verified, late = _verified(whole)
    return Film(
        changes=[day_number(day) for day in change_days(catalog, known_on=view.known_on, policy=view.policy)],
        layers=[LayerRuns(name, layer, runs.by_key) for name, layer, runs in layers.values()],
        marks=[
            MarkRuns(name, pin, runs.by_key[""])
            for pin, (name, runs) in sorted(marks.items(), key=lambda each: -each[0].lat)
        ],
        tiles=tiles,
        # Of a window the marks say all themselves.
        ages={"words": [], "runs": {}, "of": {}} if shows_window else _ages(whole),
        verified=verified,
        late=late,
    )


def _verified(scene: Scene) -> tuple[date | None, str]:
    """Return the last verified day, and what is said after it; of a late window that is said on every day."""
    newest = newest_report(scene.catalog)
    if newest is None:
        return None, ""
    if not of_window(scene):
        return newest.published, firmness.unverified(newest.published)
    if scene.view.window[1] <= newest.published:
        return None, ""
    return FIRST_DAY - _DAY, firmness.unverified_after(newest.published)


def film_json(catalog: Catalog, view: View, theme: Theme, archive: Archive | None = None) -> dict[str, Any]:
    """Return the film for a browser that gets its files from the server; arguments as in `film_of`."""
    printed = partial(map_files.printed, catalog=catalog, mark=archive.mark if archive else "")
    return film_of(catalog, view, theme, archive).as_dict(printed)


def _layer(film: LayerRuns, printed: Printer) -> dict[str, Any]:
    numbers: dict[Style, int] = {}
    runs = {
        key: [(first, after, numbers.setdefault(style, len(numbers))) for first, after, style in each]
        for key, each in film.runs.items()
    }
    looks = [style.as_dict() for style in numbers]
    return printed(film.layer) | {"of": film.overlay, "looks": looks, "runs": runs}


def _ages(scene: Scene) -> dict[str, Any]:
    """Return how old each place's evidence is over time, and each mine cluster's, as `Film.ages` has it."""
    words: dict[str, int] = {}
    towns: dict[str, list[tuple[int, int, int | None]]] = {}
    for place_id in scene.control:
        runs: _Runs[int | None] = _Runs()
        lane = _track(scene, place_id, Dimension.CONTROL)
        for first, after in pairwise(_age_edges(lane, scene.catalog)):
            age = firmness.on_pointing(state_in(lane, first, scene.catalog.newest_record))
            runs.add("", (first, after), words.setdefault(age, len(words)) if age else None)
        towns[place_id] = [run for run in runs.by_key.get("", ()) if run[2] is not None]
    return {
        "words": list(words),
        "runs": {key: runs for key, runs in towns.items() if runs},
        "of": {mine.cluster_id: mine.place_id for mine in scene.mines.clusters if mine.place_id in towns},
    }


def _age_edges(lane: Track, catalog: Catalog) -> list[date]:
    """Return the days on which the words for the age of an answer may change, first and last included."""
    end = catalog.newest_record + _DAY
    days = {FIRST_DAY, end}
    for each in lane.intervals:
        starts = (each.start, each.until.earliest if each.until else None)
        days |= {*each.evidence, *(day for day in starts if day)}
    return sorted(day for day in days if FIRST_DAY <= day <= end)


_T = TypeVar("_T")


class _Runs(Generic[_T]):
    """What holds by key over days; neighbouring days with one answer are one run."""

    def __init__(self) -> None:
        self.by_key: dict[str, list[tuple[int, int, _T]]] = {}

    def add(self, key: str, days: tuple[date, date], answer: _T) -> None:
        """Add what holds on the days `[from, to)`, which follow those added before."""
        first, after = map(day_number, days)
        runs = self.by_key.setdefault(key, [])
        if runs and runs[-1][1] == first and runs[-1][2] == answer:
            first = runs.pop()[0]
        runs.append((first, after, answer))


def _changes(scene: Scene) -> Iterator[tuple[date, dict[str, date]]]:
    """Yield each day on which anything on the map may change, from the first of all on, with what it is.

    That is the ids of places, and of the mine clusters in their catchments, each with the day on which it may
    change next. What never changes has none on the first day.
    """
    catalog = scene.catalog
    found: dict[date, dict[str, date]] = defaultdict(dict)
    for place_id in scene.control:
        ids = (place_id, *clusters_of(catalog, place_id))
        for day, after in pairwise([*_edges(scene, place_id), catalog.newest_record + _DAY]):
            found[day] |= dict.fromkeys(ids, after)
    yield FIRST_DAY, found.pop(FIRST_DAY, {})
    yield from sorted(found.items())


def _only(whole: Scene, on: date, ids: Collection[str]) -> Scene:
    """Return the answers of another day about some places and mine clusters alone, and no events."""
    catalog, known_on, policy = whole.catalog, whole.known_on, whole.view.policy

    def state(lane: State) -> State:
        return state_in(_track(whole, lane.place_id, lane.dimension), on, catalog.newest_record)

    mines = whole.mines
    if any(mine.cluster_id in ids for mine in mines.clusters):
        mines = mines_on(catalog, on, known_on=known_on, policy=policy)
    layers = tuple(name for name in whole.view.layers if name != events.LAYER)
    return replace(
        whole,
        view=replace(whole.view, on=on, layers=layers),
        control={key: state(lane) for key, lane in whole.control.items() if key in ids},
        gates={key: tuple(map(state, gates)) for key, gates in whole.gates.items() if key in ids},
        mines=only(mines, lambda mine: mine.cluster_id in ids),
    )


def _edges(scene: Scene, place_id: str) -> list[date]:
    """Return the days on which a place may change on the map, the first day of all before them."""
    catalog, edges = scene.catalog, {FIRST_DAY}
    end = catalog.newest_record + _DAY
    gates = (_track(scene, gate.place_id, Dimension.GATE) for gate in scene.gates.get(place_id, ()))
    for lane in (_track(scene, place_id, Dimension.CONTROL), *gates):
        edges |= {part.start for part in segments(lane, FIRST_DAY, end, catalog.newest_record)}
        edges |= {each.until.earliest for each in lane.intervals if each.until and each.until.earliest}
        for item in lane.set_aside:
            claim = catalog.claims[item.claim_id]
            when = claim.start or claim.as_of
            if item.reason is Reason.OWN_CLAIM and when and when.earliest:
                edges |= {when.earliest, when.earliest + RECENT + _DAY}  # its note comes and goes
    return sorted(day for day in edges if FIRST_DAY <= day < end)


def _track(scene: Scene, place_id: str, dimension: Dimension) -> Track:
    return resolve.track(scene.catalog, place_id, dimension, scene.known_on, scene.view.policy)
