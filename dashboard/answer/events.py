"""Conflict events beside the ledger: what a cube of them says of a window, and of which days it can speak.

Events are no claims, so no answer follows from them. Who held the ground is the cube's own answer, made by
the question's policy and day of knowledge where the events are the bundle's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import starmap
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast
from weakref import WeakKeyDictionary

from dashboard import settings
from dashboard.answer.scene import Scene
from geodata.catalog import Catalog
from geodata.datasets.events import COVERED, EVENTS
from geodata.vocab import Policy

if TYPE_CHECKING:  # pyarrow and H3: only for who looks at events
    from geodata.events.asked import Cube

LAYER = "events"
"""The overlay; what is said of events is said where it is on."""

_T = TypeVar("_T")
_DAY = timedelta(days=1)
_MOST = 64

Days = tuple[date, date]
"""First and last day, both in."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many events, how many of them have figures of deaths, and the sums of these."""

    events: int = 0
    counted: int = 0
    low: int = 0
    best: int = 0
    high: int = 0

    def __add__(self, other: Count) -> Count:
        """Return both together."""
        return Count(
            self.events + other.events,
            self.counted + other.counted,
            self.low + other.low,
            self.best + other.best,
            self.high + other.high,
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """What happened in a cell within a window.

    Attributes:
        cell: The cell of H3.
        count: All of it.
        exact: How many events have an exact place; the others are known to a surrounding or an area.
        pairs: Pairs of actors with their events, the most first.
        lon, lat: Its middle, WGS 84.
        weeks: The first day of the first week and the last of the last one.
    """

    cell: int
    count: Count
    exact: int
    pairs: tuple[tuple[str, int], ...]
    weeks: Days
    lon: float
    lat: float


@dataclass(frozen=True, eq=False)
class Archive:
    """Events that can be shown.

    Attributes:
        cube: Them.
        title: What they are, empty for those of the bundle.
        attribution: Who made them.
        covered: The days of which they tell, in order: elsewhere no event is no data.
        policy: What counted as evidence of who held the ground.
        bundled: Whether they are those of the bundle.
        own: Whether they are of the reader's own file.
        made_up: Whether they are made by a program, to try things: then nothing of it is real.
        shareable: Whether counts of cells may leave as a file.
        ledger: The ledger by which it is known who held the ground; empty for that of the question.
        mark: Letters by which it is told from others; empty for those that all readers see.
    """

    cube: Cube
    title: str
    attribution: str
    covered: tuple[Days, ...]
    policy: str
    bundled: bool = False
    own: bool = False
    made_up: bool = False
    shareable: bool = True
    ledger: str = ""
    mark: str = ""
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    def kept(self, key: Any, make: Callable[[], _T]) -> _T:
        """Return what is kept under a key, made where there is none; the oldest makes room."""
        if key not in self._kept:
            made = make()
            self._kept[key] = made
            if len(self._kept) > _MOST:
                self._kept.pop(next(iter(self._kept)), None)
            return made
        return cast(_T, self._kept[key])

    def covers(self, window: Days) -> bool:
        """Tell whether it tells of any day of a window."""
        return any(first <= window[1] and window[0] <= last for first, last in self.covered)

    def gaps(self, window: Days) -> tuple[Days, ...]:
        """Return the days of a window of which it does not tell, in order."""
        found, day = [], window[0]
        for first, last in self.covered:
            if first > window[1]:
                break
            if first > day:
                found.append((day, first - _DAY))
            day = max(day, last + _DAY)
        return (*found, (day, window[1])) if day <= window[1] else tuple(found)


def on(scene: Scene) -> bool:
    """Tell whether events are shown."""
    return LAYER in scene.view.layers


# -- Which events ----------------------------------------------------------------------------------

_CUBES: WeakKeyDictionary[Catalog, dict[Any, Archive | None]] = WeakKeyDictionary()
"""The bundle's cubes by ledger, kept as long as it: one with claims of a reader's own goes with its visit."""
_MOST_CUBES = 12
_MAKING = Lock()


def archive_of(scene: Scene) -> Archive | None:
    """Return the events of a scene: the reader's own, or those that all see; None where there are none."""
    return scene.events or archive_on(scene.catalog, scene.view.policy, scene.known_on)


def archive_on(
    catalog: Catalog, policy: Policy = Policy.REPORTED, known_on: date | None = None
) -> Archive | None:
    """Return the events that all readers see, the ground under a policy as known on a day."""
    with _MAKING:
        of, folder = _CUBES.setdefault(catalog, {}), settings.current().events
        asked = (policy, catalog.knowledge_day(known_on))
        key = (folder, *asked)
        if key not in of:
            of[key] = served(folder) if folder else _bundled(catalog, *asked)
            if len(of) > _MOST_CUBES:
                of.pop(next(iter(of)))
        return of[key]


@lru_cache(maxsize=2)
def served(folder: str) -> Archive:
    """Return the events of the cube that this server shows in place of the bundle's.

    Raises:
        LedgerError: If the folder has no whole cube.
    """
    from geodata.events.asked import Cube

    cube = Cube.opened(Path(folder))
    named = sorted({str(each.get("archive", "")) for each in cube.manifest.get("inputs", ())} - {"", "own"})
    title = " + ".join(map(str.upper, named)) or Path(folder).name
    return of_cube(cube, title, mark="")


def of_cube(cube: Cube, title: str, *, mark: str, own: bool = False) -> Archive:
    """Return the events of a cube, those alone that lie where the map can look."""
    import pyarrow as pa

    from geodata.events.asked import Cube
    from geodata.events.hexagons import cells_of

    west, south, east, north = _WHERE_MAPS_LOOK
    cells = cells_of(cube)
    lon, lat = cube.centres(pa.array(cells)).T
    near = cells[(lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)]
    if len(near) < len(cells):
        import pyarrow.compute as pc

        kept = pc.is_in(cube.rows.column("cell"), pa.array(near))
        cube = Cube(cube.rows.filter(kept), cube.manifest)
    told = cube.manifest
    return Archive(
        cube,
        title,
        "; ".join(told.get("attribution", ())),
        (cube.weeks,),
        str(told.get("policy", Policy.REPORTED)),
        own=own,
        made_up=bool(told.get("made_up")),
        shareable=bool(told.get("shareable", True)),
        ledger=str(told.get("ledger", "")),
        mark=mark,
    )


_WHERE_MAPS_LOOK = (90.0, 15.0, 105.0, 32.0)
"""West, south, east, north: a camera goes no further."""


def served_mark() -> str:
    """Return what tells the cube that this server shows from others; empty where it shows the bundle's."""
    folder = settings.current().events
    return str(served(folder).cube.manifest.get("sha256", "")) if folder else ""


def _bundled(catalog: Catalog, policy: Policy, known_on: date) -> Archive | None:
    from geodata.events import bundled

    cube = bundled.cube_of(catalog, policy, known_on)
    if cube is None:
        return None
    return Archive(cube, "", EVENTS.attribution, COVERED, str(policy), bundled=True)


_COARSE = 4
"""Resolution of cells some 45 km across."""


def leaving(archive: Archive) -> Archive:
    """Return events as they may leave the page: those that may not be passed on, summed in large cells."""
    if archive.shareable:
        return archive
    from geodata.events.files import coarser

    def made() -> Archive:
        cube = coarser(archive.cube, min(_COARSE, finest(archive)))
        return replace(archive, cube=cube, mark=f"{archive.mark}-coarse", _kept={})

    return archive.kept("leaving", made)


# -- What they say ---------------------------------------------------------------------------------


def finest(archive: Archive) -> int:
    """Return the resolution of H3 of an archive's cells."""
    cells = archive.cube.words("cell")
    return int(cells[0]) >> 52 & 15 if cells else 0


def spots(archive: Archive, window: Days, resolution: int) -> tuple[Spot, ...]:
    """Return what happened in each cell within a window, without what is known to a country alone.

    Args:
        archive: The events.
        window: First and last day; weeks that they touch count whole.
        resolution: Of H3, no finer than the archive's.
    """
    return archive.kept(("spots", window, resolution), lambda: _spots(archive, window, resolution))


_PLACED = ("exact", "near", "area")
_PAIRS = 3


def _spots(archive: Archive, window: Days, resolution: int) -> tuple[Spot, ...]:
    import pyarrow as pa

    from dashboard.answer.event_sums import columns, most
    from geodata.events.asked import Asked

    cube, asked = archive.cube, Asked(*window, wheres=_PLACED)
    if not cube.rows.num_rows or not archive.covers(window):
        return ()
    cells, counts = columns(cube.sums(["cell"], asked, resolution=resolution))
    exact = cube.sums(["cell"], replace(asked, wheres=["exact"]), resolution=resolution, figures=["events"])
    exactly = dict(zip(*(column.to_pylist() for column in exact.columns), strict=True))
    pairs = most(cube.sums(["cell", "pair"], asked, resolution=resolution, figures=["events"]), _PAIRS)
    spans = cube.spans(["cell"], asked, resolution=resolution)
    first, last = (spans.column(name).to_pylist() for name in ("first", "last"))
    middles = cube.centres(pa.array(cells, pa.uint64())).tolist()
    return tuple(
        Spot(
            cell,
            Count(*count),
            exactly.get(cell, 0),
            tuple(pairs[cell]),
            (begin, end + 6 * _DAY),
            *middle,
        )
        for cell, count, begin, end, middle in zip(cells, counts, first, last, middles, strict=True)
    )


def counted(archive: Archive, scene: Scene, by: Sequence[str], days: Days) -> dict[tuple[Any, ...], Count]:
    """Return the sums of some days by columns of the cube, of the part of the map that charts are of."""
    from dashboard.answer.event_sums import columns
    from geodata.events.asked import Asked

    extent: Any = scene.view.extent
    key = ("counted", tuple(by), days, extent)

    def made() -> dict[tuple[Any, ...], Count]:
        *values, counts = columns(archive.cube.sums(by, Asked(*days, extent=extent)))
        return dict(zip(zip(*values, strict=True), starmap(Count, counts), strict=True))

    return archive.kept(key, made)


def periods(
    archive: Archive, scene: Scene, by: str, words: Sequence[str], days: Days, *, monthly: bool
) -> Mapping[tuple[str, bool, Days], Count]:
    """Return the sums of some days by week or month, of the part of the map that charts are of.

    Args:
        archive: The events.
        scene: The question.
        by: `pair` or another column of the cube.
        words: Values of it; all others are counted together, under an empty text.
        days: First and last day.
        monthly: Whether by month, that of a week's last day.

    Returns:
        Counts by value, by whether the day is known to a month or longer alone, and by the days `[from, to)`:
        of a month too where it is known to one. The values in any order, the days of each in theirs.
    """
    key = ("periods", by, tuple(words), days, monthly, scene.view.extent)
    return archive.kept(key, lambda: _periods(archive, scene, by, words, days, monthly))


def _periods(
    archive: Archive, scene: Scene, by: str, words: Sequence[str], days: Days, monthly: bool
) -> Mapping[tuple[str, bool, Days], Count]:
    from dashboard.answer.event_sums import by_period
    from geodata.events.asked import Asked

    extent: Any = scene.view.extent
    sums = archive.cube.sums((by, "week", "when"), Asked(*days, extent=extent))
    found = by_period(sums, by, words, monthly=monthly)
    return {key: Count(*counts) for key, counts in found.items()}


def total(counts: Collection[Count]) -> Count:
    """Return all counts together."""
    return sum(counts, Count())


def days_counted(archive: Archive, window: Days) -> Days:
    """Return the whole weeks that a window touches: the days of which an answer is."""
    return window[0] - timedelta(window[0].weekday()), window[1] + timedelta(6 - window[1].weekday())


def latest(archive: Archive) -> Days:
    """Return the last year, or all of it, of the longest stretch of days that an archive covers."""
    first, last = max(archive.covered, key=lambda each: each[1] - each[0])
    return max(first, date(last.year, 1, 1)), last
