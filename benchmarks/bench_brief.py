"""What a briefing costs, beside the plain way: the same towns and mines by geopandas' own `plot`.

The plain picture has no title, words, labels, timeline, legend or sources.

    python -m benchmarks.bench_brief
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

RUNS = 5
_MONTHS = (date(2024, 1, 1), date(2025, 12, 1))
"""A window with 24 pages, one a month."""

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


def cold(command: list[str]) -> float:
    """Return the median seconds of new interpreters."""
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def warm(work: Callable[[], object]) -> float:
    """Return the median seconds of a work that was done once before."""
    work()
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def sequence(form: str) -> tuple[float, float, int]:
    """Return seconds, peak MB and bytes of a command that writes 24 monthly maps."""
    first, last = (day.isoformat() for day in _MONTHS)
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"a.{form}"
        ask = ["--template", "sequence", "--step", "monthly", "--from", first, "--to", last]
        command = [sys.executable, "-m", "dashboard", "brief", *ask, "--view", "kachin", "--out", str(out)]
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - begun
        if status:
            raise SystemExit(f"the command ended with {os.waitstatus_to_exitcode(status)}")
        return took, used.ru_maxrss / 1024, out.stat().st_size


def main() -> None:
    """Measure and print."""
    with TemporaryDirectory() as folder:
        out = str(Path(folder) / "a.png")
        ask = ["brief", "--on", "2024-11-26", "--view", "kachin", "--out", out]
        ours = cold([sys.executable, "-m", "dashboard", *ask])
    plain = cold([sys.executable, "-c", _PLAIN])
    print(f"one PNG, cold         {ours:5.2f} s   plain way {plain:5.2f} s   ratio {ours / plain:.2f}")
    # Before this process grows: what it starts counts its size as its own at first.
    for form in ("pdf", "pptx", "apng"):
        took, peak, size = sequence(form)
        print(f"24 maps as {form:<5} {took:5.1f} s   {peak:4.0f} MB of memory   {size / 1e6:.1f} MB")

    from dashboard.map.overlays import OVERLAYS
    from dashboard.paper import jobs
    from dashboard.question.choices import choices_of
    from dashboard.question.order import Order
    from geodata.catalog import open_catalog

    catalog = open_catalog()
    choices = choices_of(catalog, OVERLAYS)
    order = Order(frame="kachin")
    one = jobs.Job(catalog, choices.default, order, choices, "https://ledger.example/briefing")
    ours = warm(lambda: jobs.make(one, "png"))
    plain = warm(lambda: exec(_PLAIN, {}))  # noqa: S102  our own few lines above
    print(f"one PNG, warm         {ours:5.2f} s   plain way {plain:5.2f} s   ratio {ours / plain:.2f}")


if __name__ == "__main__":
    main()
