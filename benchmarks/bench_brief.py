"""What a briefing costs, beside the first release, and beside the plain way: geopandas' own `plot`.

The plain picture shows the same towns and mines, without title, words, labels, timeline, legend or sources.

    python -m benchmarks.bench_brief [FOLDER OF THE FIRST RELEASE]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, first_release

ROOT = Path(__file__).resolve().parent.parent
RUNS, SEQUENCES = 7, 3
"""Runs of one picture, and of 24: their medians count."""
COLD, WARM, MAPS, MEMORY = 0.6, 0.5, 0.4, 400.0
"""What is promised: of the first release's time, and MB of all processes together."""
FORMS = ("pdf", "pptx", "apng")
_SAMPLE = 0.02
"""Seconds between two looks at the memory."""

_PNG = ("--on", "2024-11-26", "--view", "kachin")
_MONTHS = ("--from", "2024-01-01", "--to", "2025-12-01", "--view", "kachin")
"""A window with 24 pages, one a month."""
_PAGE = ("--purpose", "page")
"""The first release knows pages that are read only; today they are slides unless one asks for those."""

_PLAIN = """
import io
from datetime import date
import geopandas, matplotlib
matplotlib.use("Agg")
from geodata import open_catalog, state
catalog = open_catalog()
def table(name):
    shapes = [each.geometry for each in catalog.layers[name].features]
    return geopandas.GeoDataFrame(geometry=shapes, crs=4326)
places = [place for place in catalog.places.values() if place.drawable]
points = geopandas.points_from_xy([p.lon for p in places], [p.lat for p in places])
held = [" ".join(state(catalog, p.place_id, date(2024, 11, 26)).actors) for p in places]
axes = table("land").plot(color="#eeeeee", figsize=(13.333, 7.5))
table("mine_clusters").plot(ax=axes, color="#555555")
geopandas.GeoDataFrame({"held": held}, geometry=points, crs=4326).plot(ax=axes, column="held", legend=True)
axes.set_xlim(97.0, 98.9), axes.set_ylim(23.6, 26.3)
axes.figure.savefig(io.BytesIO(), dpi=240)
"""


_WARM = """
import statistics, sys, time
def warm(work):
    work()
    times = []
    for _ in range(int(sys.argv[1])):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    print(statistics.median(times))
"""
_OURS = (
    _WARM
    + """
from dashboard.map.overlays import OVERLAYS
from dashboard.paper import jobs
from dashboard.question.choices import choices_of
from dashboard.question.order import Order
from geodata.catalog import open_catalog
catalog = open_catalog()
choices = choices_of(catalog, OVERLAYS)
order = Order(frame="kachin", purpose=sys.argv[2])
one = jobs.Job(catalog, choices.default, order, choices, "https://ledger.example/briefing")
warm(lambda: jobs.make(one, "png"))
"""
)
_THEIRS = (
    _WARM
    + """
from dashboard.briefing import press
from dashboard.briefing.order import Order
from dashboard.terms import terms_of
from geodata.catalog import open_catalog
catalog = open_catalog()
terms = terms_of(catalog)
one = press.Job(catalog, terms.default, Order(frame="kachin"), terms, "http://localhost:8501/briefing")
warm(lambda: press.make(one, "png"))
"""
)
_WARM_PLAIN = f"{_WARM}\nwarm(lambda: exec({_PLAIN!r}, {{}}))"


class _Runs:
    """Runs of commands, in a checkout each, with bytecode kept between them as an installed copy has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.environment = kept | {"PYTHONPYCACHEPREFIX": str(folder / "bytecode")}

    def brief(self, checkout: Path, form: str, *ask: str) -> tuple[float, float]:
        """Return seconds of a briefing by the command line, and MB of its processes together at most."""
        out = str(self.folder / f"a.{form}")
        return self.measured(checkout, ["-m", "dashboard", "brief", *ask, "--out", out])

    def measured(self, checkout: Path, arguments: Sequence[str]) -> tuple[float, float]:
        """Return seconds of an interpreter, and MB of its processes together at most."""
        begun, peak = time.perf_counter(), 0.0
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=checkout,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None:
            peak = max(peak, _megabytes(process.pid))
            try:
                process.wait(_SAMPLE)
            except subprocess.TimeoutExpired:
                continue
        took = time.perf_counter() - begun
        if process.returncode:
            raise SystemExit(f"the command ended with {process.returncode}: {' '.join(arguments)[:200]}")
        return took, peak

    def warm(self, checkout: Path, code: str, *arguments: str) -> float:
        """Return what a script prints: seconds."""
        done = subprocess.run(
            [sys.executable, "-c", code, str(RUNS), *arguments],
            cwd=checkout,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return float(done.stdout)


def _megabytes(process: int) -> float:
    """Return what a process and those that it started hold in memory; what they share counts for each."""
    total = 0.0
    try:
        held = Path(f"/proc/{process}/statm").read_text("ascii").split()[1]
        total = int(held) * os.sysconf("SC_PAGE_SIZE") / 1e6
        for task in Path(f"/proc/{process}/task").iterdir():
            total += sum(map(_megabytes, map(int, (task / "children").read_text("ascii").split())))
    except (OSError, IndexError):
        pass  # it has ended
    return total


def figures(older: Path) -> Iterator[Figure]:
    """Yield what briefings take here and in the first release, whose checkout is `older`, in turns."""
    with TemporaryDirectory() as folder:
        runs = _Runs(Path(folder))
        yield from _cold(runs, older)
        yield from _warm(runs, older)
        for form in FORMS:
            yield from _maps(runs, older, form)


def _cold(runs: _Runs, older: Path) -> Iterator[Figure]:
    arms: Mapping[str, tuple[Path, Sequence[str]]] = {
        "slide": (ROOT, ["-m", "dashboard", "brief", *_PNG, "--out", str(runs.folder / "a.png")]),
        "page": (ROOT, ["-m", "dashboard", "brief", *_PNG, *_PAGE, "--out", str(runs.folder / "b.png")]),
        "older": (older, ["-m", "dashboard", "brief", *_PNG, "--out", str(runs.folder / "c.png")]),
        "plain": (ROOT, ["-c", _PLAIN]),
    }
    took: dict[str, list[float]] = {name: [] for name in arms}
    for number in range(RUNS + 1):
        for name, (checkout, arguments) in arms.items():
            seconds, _ = runs.measured(checkout, arguments)
            if number:  # the first of each writes its bytecode
                took[name].append(seconds)
    middle = {name: statistics.median(each) for name, each in took.items()}
    yield Figure("Paper", "one PNG, cold", "s", middle["slide"], "first release", middle["older"], COLD)
    yield Figure("Paper", "one PNG as a page, cold", "s", middle["page"], "first release", middle["older"])
    yield Figure("Paper", "one PNG, cold", "s", middle["slide"], "geopandas’ plot", middle["plain"])


def _warm(runs: _Runs, older: Path) -> Iterator[Figure]:
    took: dict[str, list[float]] = {"slide": [], "page": [], "older": [], "plain": []}
    for _ in range(SEQUENCES):
        took["older"].append(runs.warm(older, _THEIRS))
        for purpose in ("slide", "page"):
            took[purpose].append(runs.warm(ROOT, _OURS, purpose))
        took["plain"].append(runs.warm(ROOT, _WARM_PLAIN))
    middle = {name: statistics.median(each) for name, each in took.items()}
    yield Figure("Paper", "one PNG, warm", "s", middle["slide"], "first release", middle["older"], WARM)
    yield Figure("Paper", "one PNG as a page, warm", "s", middle["page"], "first release", middle["older"])
    yield Figure("Paper", "one PNG, warm", "s", middle["slide"], "geopandas’ plot", middle["plain"])


def _maps(runs: _Runs, older: Path, form: str) -> Iterator[Figure]:
    asked = ("--template", "sequence", "--step", "monthly", *_MONTHS)
    ours: list[float] = []
    pages: list[float] = []
    theirs: list[float] = []
    held: list[float] = []
    for _ in range(SEQUENCES):
        theirs.append(runs.brief(older, form, *asked)[0])
        for took, more in ((ours, ()), (pages, _PAGE)):
            seconds, megabytes = runs.brief(ROOT, form, *asked, *more)
            took.append(seconds)
            held.append(megabytes)
    that = statistics.median(theirs)
    yield Figure("Paper", f"24 maps as {form}", "s", statistics.median(ours), "first release", that, MAPS)
    what = f"24 maps as {form}, pages"
    yield Figure("Paper", what, "s", statistics.median(pages), "first release", that)
    yield Figure("Paper", f"24 maps as {form}, memory", "MB", max(held), "promise", MEMORY, 1.0)


def main() -> int:
    """Measure and print; return 1 where a promise is not kept."""
    kept = True
    with nullcontext(Path(sys.argv[1])) if sys.argv[1:] else first_release() as older:
        for each in figures(older.resolve()):
            beside = f"{each.beside} {each.other:7.2f} {each.unit}"
            most = f"at most {each.most:g}" if each.most is not None else ""
            print(f"{each.what:26}{each.this:8.2f} {each.unit:3} {beside:32} ratio {each.ratio:.2f} {most}")
            kept &= each.holds
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
