"""What a map costs a reader's browser, four ways: painted pixels after a key press, bytes, frames.

The ways are this project's component, `st.pydeck_chart` with inline data, streamlit-folium and
streamlit-lonboard. Each is one page with a date and a map, and draws the same layers of the same
day: the bundle with its leaching pools, or so many points in the place of the pools. Run it alone
on the machine:

    python -m benchmarks.bench_map

Milliseconds are from the key press that changes the date, or from the opening with an empty
cache, to the last change of the map's pixels, read back from its canvas. Chromium draws by
software here, and so most of that time is drawing. Bytes are all that the page received, those of
a first load with Streamlit's own scripts. Frames are pictures a second that differ from the one
before, while the component plays its film; nothing else plays, so for the others it says how
often a second a reader could change the date.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from benchmarks.bench_date_change import HOST, served
from benchmarks.browsing import HEIGHT, WIDTH, Chromium, NoPicture, chromium
from benchmarks.same_map import FIRST

CHANGES = 5
"""Changes of date that are timed, after one that does not count."""
SIZES = (0, 3_000, 100_000)
"""Points in the place of the pools; none: the pools themselves."""
COLUMNS = (
    "map",
    "drawn by",
    "first load, kB",
    "painted, ms",
    "a change, kB",
    "a change, ms",
    "frames/s",
    "inline kB / these",
    "inline ms / these",
)
LENT = Path(sys.prefix) / "node_modules"
"""Where the files lie that a way would load from another host."""


@dataclass(frozen=True)
class Way:
    """One way to draw the map.

    Attributes:
        name: What it is called on the command line and in the table.
        script: The app, in this folder.
        module: The package that has to be installed.
        lent: Files of other hosts that it asks for, in `LENT`.
        plays: Whether it can play the map over time.
    """

    name: str
    script: str
    module: str = "streamlit"
    lent: tuple[str, ...] = ()
    plays: bool = False


PLAIN = Way("st.pydeck_chart", "map_plain.py")
WAYS = (
    PLAIN,
    Way("component", "map_server.py", plays=True),
    Way(
        "streamlit-folium",
        "map_folium.py",
        "streamlit_folium",
        ("leaflet/dist/leaflet.js", "leaflet/dist/leaflet.css"),
    ),
    Way(
        "streamlit-lonboard",
        "map_lonboard.py",
        "streamlit_lonboard",
        ("@geoarrow/geoarrow-js/dist/earcut-worker.min.js",),
    ),
)


@dataclass(frozen=True)
class Cost:
    """What a way costs: bytes and milliseconds of a first load and of a change, frames a second."""

    opening: float
    opened: float
    change: float
    changed: float
    frames: float


def lacking(way: Way) -> str:
    """Return why a way cannot be measured here; nothing if it can."""
    if find_spec(way.module) is None:
        return "not installed"
    away = [name for name in way.lent if not (LENT / name).is_file()]
    return f"not measured: needs {', '.join(away)} of another host" if away else ""


def measure(browser: Chromium, way: Way, points: int) -> Cost:
    """Return what a way costs with so many points.

    The first page is weighed, and whatever the server makes once is made then; the second, with
    an empty cache again, is timed.

    Raises:
        NoPicture: If a picture takes too long.
    """
    script = str(Path(__file__).with_name(way.script))
    options = [f"--server.address={HOST}", "--server.port={port}", "--server.headless=true"]
    options.append("--server.maxMessageSize=200")  # Streamlit's own default; the dashboard allows less
    lent = [LENT / name for name in way.lent]
    with served([sys.executable, "-m", "streamlit", "run", script, *options]) as (port, _):
        url = f"http://{HOST}:{port}/?on={FIRST}&points={points}"
        with browser.tab(lent) as tab:
            tab.weigh()
            tab.open(url)
            opening = tab.received
            tab.press("n")
            before = tab.received
            tab.press("n")
            change = tab.received - before
        with browser.tab(lent) as tab:
            opened = tab.open(url)
            tab.press("n")
            changed = statistics.median(tab.press("n") for _ in range(CHANGES))
            frames = tab.play() if way.plays else 1000 / changed
    return Cost(opening, opened, change, changed, frames)


def row(way: Way, points: int, cost: Cost | str, plain: Cost | str | None) -> str:
    """Return a line of the table; `plain` is what the plain way costs, for the last two columns."""
    start = f"| {f'{points:,} points' if points else 'bundle'} | {way.name} |"
    if isinstance(cost, str):
        return f"{start} {cost} |{' |' * (len(COLUMNS) - 3)}"
    frames = f"{cost.frames:.1f}" if way.plays else f"({cost.frames:.1f})"
    ratios = " |"
    if isinstance(plain, Cost):
        ratios = f"{plain.change / cost.change:,.1f} | {plain.changed / cost.changed:.1f}"
    return (
        f"{start} {cost.opening / 1e3:,.0f} | {cost.opened:,.0f} | {cost.change / 1e3:,.1f} "
        f"| {cost.changed:,.0f} | {frames} | {ratios} |"
    )


def growth(costs: dict[tuple[Way, int], Cost | str], sizes: list[int]) -> str:
    """Return how much longer a change takes with the most points than with the fewest, by way."""
    least, most = min(sizes), max(sizes)
    told = []
    for way in dict.fromkeys(way for way, _ in costs):
        few, many = costs.get((way, least)), costs.get((way, most))
        if isinstance(few, Cost) and isinstance(many, Cost):
            told.append(f"{way.name} {many.changed / few.changed:.1f}")
    return f"Time of a change, {most:,} points to {least:,}: {', '.join(told)}"


def versions() -> str:
    """Return which versions of the packages are compared."""
    found = []
    for package in ("streamlit", "pydeck", "streamlit-folium", "streamlit-lonboard"):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


def main() -> None:
    """Measure what was asked for and print the table, line by line as it is known."""
    reader = argparse.ArgumentParser(
        prog="python -m benchmarks.bench_map", description=__doc__.split("\n")[0]
    )
    names = [way.name for way in WAYS]
    reader.add_argument("--ways", nargs="+", choices=names, default=names)
    told = "points in the place of the pools; 0: the pools themselves"
    reader.add_argument("--features", nargs="+", type=int, default=SIZES, help=told)
    asked = reader.parse_args()
    ways = [way for way in WAYS if way.name in asked.ways]
    costs: dict[tuple[Way, int], Cost | str] = {}
    with chromium() as browser:
        print(f"{versions()}; {browser.about()}; page of {WIDTH} x {HEIGHT} pixels")
        print(f"Medians of {CHANGES} changes of date from {FIRST} on; in brackets where nothing plays.")
        print(f"| {' | '.join(COLUMNS)} |")
        print(f"|{' --- |' * len(COLUMNS)}")
        for points in asked.features:
            for way in ways:
                try:
                    costs[way, points] = lacking(way) or measure(browser, way, points)
                except NoPicture as error:
                    costs[way, points] = f"given up: {error}"
                print(row(way, points, costs[way, points], costs.get((PLAIN, points))), flush=True)
    grown = [points for points in asked.features if points]
    if len(grown) > 1:
        print(growth(costs, grown))


if __name__ == "__main__":
    main()
