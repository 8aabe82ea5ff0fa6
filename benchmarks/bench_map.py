"""What a map costs a reader's browser: pictures a second in playback, painted pixels after a change of date.

The ways are this project's component, the same of its first release, `st.pydeck_chart` with inline
data, streamlit-folium and streamlit-lonboard. Run it alone on the machine:

    python -m benchmarks.bench_map

prints the figures that something is promised of, and with `--ways` or `--features` the table of what
each way costs. Playback is measured on the page as a reader gets it, by playing.js; a change of
date on pages with a date and a map alone, which draw the same layers of the same day: the bundle
with its leaching pools, or so many points in the place of the pools. Its milliseconds are from the
key press, or from the opening with an empty cache, to the last change of the map's pixels, read
back by painting.js. Chromium draws by software here, and so most of that time is drawing. Bytes
are all that the page received, those of a first load with Streamlit's own scripts.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.browsing import HEIGHT, PATIENCE, WIDTH, Chromium, NoPicture, Tab, chromium
from benchmarks.figures import Figure, LeftOut, first_release
from benchmarks.same_map import FIRST, LAT, LON, ZOOM, Points
from benchmarks.serving import HOST, ROOT, served

CHANGES, WARM = 9, 2
"""Changes of date that are timed, after so many that do not count."""
PLAYS, SECONDS = 3, 6.0
"""How often the map is played, after once that does not count, and for how long at most."""
DAYS = 30.0
"""Days a second at normal speed; more pictures of them cannot be."""
SIZES = (0, 3_000, 100_000)
"""Points in the place of the pools; none: the pools themselves."""
COLUMNS = (
    "map",
    "drawn by",
    "first load, kB",
    "painted, ms",
    "a change, kB",
    "a change, ms",
    "inline kB / these",
    "inline ms / these",
)
PEERS = ROOT / ".venv-maps"
"""An environment with the packages of other ways, and the files that they would load from other hosts."""
_PLAYING = Path(__file__).with_name("playing.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Way:
    """One way to draw the map.

    Attributes:
        name: What it is called on the command line and in the table.
        script: The app, in the folder of the benchmarks.
        module: The package that has to be installed in `PEERS`; empty for what this project has.
        lent: Files of other hosts that it asks for, in `PEERS`.
        folder: The checkout that it belongs to.
    """

    name: str
    script: str
    module: str = ""
    lent: tuple[str, ...] = ()
    folder: Path = ROOT


PLAIN = Way("st.pydeck_chart", "map_plain.py")
OURS = Way("component", "map_server.py")
LONBOARD = Way(
    "streamlit-lonboard",
    "map_lonboard.py",
    "streamlit_lonboard",
    ("@geoarrow/geoarrow-js/dist/earcut-worker.min.js",),
)
FOLIUM = Way(
    "streamlit-folium",
    "map_folium.py",
    "streamlit_folium",
    ("leaflet/dist/leaflet.js", "leaflet/dist/leaflet.css"),
)
WAYS = (PLAIN, OURS, FOLIUM, LONBOARD)


@dataclass(frozen=True)
class Cost:
    """What a way costs: bytes and milliseconds of a first load and of a change."""

    opening: float
    opened: float
    change: float
    changed: float


def lacking(way: Way) -> str:
    """Return why a way cannot be measured here; nothing if it can."""
    if not way.module:
        return ""
    python = PEERS / "bin" / "python"
    look = f"from importlib.util import find_spec; raise SystemExit(find_spec({way.module!r}) is None)"
    if not python.exists() or subprocess.run([python, "-c", look], check=False).returncode:
        return f"{way.name} is not installed in {PEERS.name}"
    away = [name for name in way.lent if not (PEERS / "node_modules" / name).is_file()]
    return f"{way.name} needs {', '.join(away)} of another host" if away else ""


def app(way: Way) -> AbstractContextManager[tuple[str, int]]:
    """Serve the app of a way; give its address and process id."""
    script = str(way.folder / "benchmarks" / way.script)
    # Streamlit's own limit of a message, in MB; the dashboard allows less.
    options = ("--server.headless=true", "--server.maxMessageSize=200")
    at = (f"--server.address={HOST}", "--server.port={port}")
    python = str(PEERS / "bin" / "python") if way.module else sys.executable
    return served("streamlit", "run", script, *at, *options, folder=way.folder, python=python)


def files(way: Way) -> list[Path]:
    """Return the files that stand in for those of other hosts."""
    return [PEERS / "node_modules" / name for name in way.lent]


def asked(points: Points) -> str:
    """Return what the link of an app asks for."""
    return f"/?on={FIRST}&points={points.count}&spread={'even' if points.even else 'strewn'}"


def changed(browser: Chromium, *arms: tuple[Way, Points]) -> list[float]:
    """Return how long a change of date takes with each of these, measured in turns: median milliseconds.

    Raises:
        NoPicture: If a picture takes too long.
    """
    with ExitStack() as stack:
        tabs = []
        for way, points in arms:
            url, _ = stack.enter_context(app(way))
            tabs.append(stack.enter_context(browser.tab(files(way))))
            tabs[-1].open(url + asked(points))
        found: list[list[float]] = [[] for _ in tabs]
        for turn in range(WARM + CHANGES):
            for arm in _order(turn, len(tabs)):
                tabs[arm].front()
                found[arm].append(tabs[arm].press("n"))
    return [statistics.median(each[WARM:]) for each in found]


def _order(turn: int, arms: int) -> list[int]:
    """Return the arms, each first in its turn: none is always measured after the same other one."""
    return [(arm + turn) % arms for arm in range(arms)]


@contextmanager
def page(browser: Chromium, folder: Path, asked: str = "/", *, watched: bool = False) -> Iterator[Tab]:
    """Open the page of a checkout as a reader gets it, by a link, and wait until its map is at rest.

    Raises:
        NoPicture: If it takes too long.
    """
    with (
        served("dashboard", "run", "--port", "{port}", folder=folder) as (url, _),
        browser.tab(watched=watched) as tab,
    ):
        if watched:
            tab.open(url + asked)
        else:
            tab.call("Page.navigate", url=url + asked)
        until = time.monotonic() + PATIENCE
        while not tab.ask(_PLAYING + "playing.ready()"):
            if time.monotonic() > until:
                raise NoPicture("the map of the page did not come")
            time.sleep(0.2)
        time.sleep(4)  # what follows by itself: the address, the ranges of the charts
        yield tab


def played(tab: Tab, speed: str, seconds: float = SECONDS) -> dict[str, Any]:
    """Play the map from its first day on; return what playing.js counted."""
    tab.front()
    found: dict[str, Any] = tab.ask(f"playing.play({speed!r}, {seconds * 1000})")
    time.sleep(1)
    return found


def playback(browser: Chromium, older: Path) -> Iterator[Figure]:
    """Measure the playback of this checkout and the first release, in turns."""
    rates: dict[tuple[str, int], list[float]] = {}
    with page(browser, ROOT) as ours, page(browser, older) as theirs:
        tabs = (ours, theirs)
        for turn in range(PLAYS + 1):
            for speed in ("normal", "fast"):
                for arm in _order(turn, len(tabs)):
                    found = played(tabs[arm], speed)
                    if turn:
                        rates.setdefault((speed, arm), []).append(found["pictures"] / found["seconds"])
    for speed in ("normal", "fast"):
        this, that = (statistics.median(rates[speed, arm]) for arm in (0, 1))
        # A machine on which the first release is quick has no five times as many days to show.
        least = min(5.0, 0.9 * DAYS / that) if speed == "normal" else 5.0
        yield Figure(
            "Playback", f"{speed} speed", "pictures a second", this, "first release", that, least=least
        )


def shown(browser: Chromium) -> Iterator[Figure]:
    """Count what the playback of this checkout shows: nothing is timed."""
    with page(browser, ROOT, watched=True) as tab:
        walked: dict[str, Any] = tab.ask("playing.walk()")
        found = played(tab, "fast", PATIENCE * 0.9)
    days, beside = set(walked["days"]), "step by step"
    both = len(days & set(found["days"]))
    yield Figure("Playback", "changes shown", "days", both, beside, len(days), least=1)
    differ = "changes with another picture"
    yield Figure("Playback", differ, "days", found["drawn"], beside, walked["drawn"], least=1)


def stepped(browser: Chromium, older: Path) -> Iterator[Figure]:
    """Measure the key for the next change on the page of this checkout and of the first release, in turns."""
    link = f"/?on={FIRST}&camera={LON},{LAT},{ZOOM}"
    with page(browser, ROOT, link, watched=True) as ours, page(browser, older, link, watched=True) as theirs:
        tabs = ours, theirs
        found: tuple[list[float], ...] = [], []
        for turn in range(WARM + CHANGES):
            for arm in _order(turn, len(tabs)):
                tabs[arm].front()
                found[arm].append(_changed(tabs[arm]))
    this, that = (statistics.median(each[WARM:]) for each in found)
    what = "on the page, to painted pixels"
    yield Figure("Change of date", what, "ms", this, "first release", that, most=1 / 3)


def _changed(tab: Tab) -> float:
    """Go to the next change that the areas of the map show; return how long the last step to it took."""
    for _ in range(10):
        try:
            return tab.press("n", PATIENCE / 6)
        except NoPicture:  # that of a place without an area
            continue
    raise NoPicture("no change is seen on the map")


def dates(browser: Chromium, older: Path) -> Iterator[Figure | LeftOut]:
    """Measure a change of date on pages with a map alone, each way that something is promised of."""
    beside = {"first release": (replace(OURS, folder=older), 1 / 3), PLAIN.name: (PLAIN, 1 / 12)}
    what = "a map alone, to painted pixels"
    if why := lacking(LONBOARD):
        yield LeftOut("Change of date", what, why)
    else:
        beside[LONBOARD.name] = (LONBOARD, 1 / 3)
    bundle = Points(0)
    this, *those = changed(browser, (OURS, bundle), *((way, bundle) for way, _ in beside.values()))
    for (name, (_, most)), that in zip(beside.items(), those, strict=True):
        yield Figure("Change of date", what, "ms", this, name, that, most=most)
    many, few = changed(browser, (OURS, Points(100_000, even=True)), (OURS, Points(3_000, even=True)))
    what = "100,000 points, spread evenly"
    yield Figure("Change of date", what, "ms", many, "3,000 points", few, most=1.5)


def figures(older: Path) -> Iterator[Figure | LeftOut]:
    """Measure this checkout and the one at `older`, the first release, in turns.

    Raises:
        NoPicture: If a picture takes too long.
    """
    with chromium() as browser:
        yield from playback(browser, older)
        yield from shown(browser)
        yield from stepped(browser, older)
        yield from dates(browser, older)


def measure(browser: Chromium, way: Way, points: Points) -> Cost:
    """Return what a way costs with so many points.

    The first page is weighed, and whatever the server makes once is made then; the second, with
    an empty cache again, is timed.

    Raises:
        NoPicture: If a picture takes too long.
    """
    with app(way) as (base, _):
        url = base + asked(points)
        with browser.tab(files(way)) as tab:
            tab.weigh()
            tab.open(url)
            opening = tab.received
            tab.press("n")
            before = tab.received
            tab.press("n")
            change = tab.received - before
        with browser.tab(files(way)) as tab:
            opened = tab.open(url)
            tab.press("n")
            took = statistics.median(tab.press("n") for _ in range(CHANGES))
    return Cost(opening, opened, change, took)


def row(way: Way, points: Points, cost: Cost | str, plain: Cost | str | None) -> str:
    """Return a line of the table; `plain` is what the plain way costs, for the last two columns."""
    spread = " evenly" if points.even else ""
    start = f"| {f'{points.count:,} points{spread}' if points.count else 'bundle'} | {way.name} |"
    if isinstance(cost, str):
        return f"{start} {cost} |{' |' * (len(COLUMNS) - 3)}"
    ratios = " |"
    if isinstance(plain, Cost):
        ratios = f"{plain.change / cost.change:,.1f} | {plain.changed / cost.changed:.1f}"
    return (
        f"{start} {cost.opening / 1e3:,.0f} | {cost.opened:,.0f} | {cost.change / 1e3:,.1f} "
        f"| {cost.changed:,.0f} | {ratios} |"
    )


def table(browser: Chromium, ways: Sequence[Way], sizes: Sequence[Points]) -> None:
    """Print what ways cost, line by line as it is known."""
    costs: dict[tuple[Way, Points], Cost | str] = {}
    print(f"| {' | '.join(COLUMNS)} |\n|{' --- |' * len(COLUMNS)}")
    for points in sizes:
        for way in ways:
            try:
                costs[way, points] = lacking(way) or measure(browser, way, points)
            except NoPicture as error:
                costs[way, points] = f"given up: {error}"
            print(row(way, points, costs[way, points], costs.get((PLAIN, points))), flush=True)


def main() -> None:
    """Print the figures, or the table that was asked for."""
    reader = argparse.ArgumentParser(
        prog="python -m benchmarks.bench_map", description=__doc__.split("\n")[0]
    )
    names = [way.name for way in WAYS]
    reader.add_argument("--ways", nargs="+", choices=names, help="print a table of what these cost")
    told = "points in the place of the pools; 0: the pools themselves"
    reader.add_argument("--features", nargs="+", type=int, help=told)
    reader.add_argument("--even", action="store_true", help="spread the points over the view")
    given = reader.parse_args()
    if given.ways or given.features or given.even:
        chosen = [way for way in WAYS if way.name in (given.ways or names)]
        with chromium() as browser:
            print(f"{browser.about()}; page of {WIDTH} x {HEIGHT} pixels")
            table(browser, chosen, [Points(count, given.even) for count in given.features or SIZES])
        return
    with first_release() as older:
        for found in figures(older):
            print(found, flush=True)


if __name__ == "__main__":
    main()
