"""What opening the catalog costs, cold: seconds and memory, imports included, beside the plain way.

The plain way reads the same files with pandas.read_csv and geopandas.read_file and checks
nothing. Each run is a new interpreter; the two ways take turns. Linux only (peak memory is
`VmHWM` of /proc). Run it alone on the machine:

    python -m benchmarks.bench_open

With another checkout of this project, each with its own bundle, the two checkouts take turns:

    python -m benchmarks.bench_open --against ../older
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 7
LIMITS = {"open_s": 1.5, "peak_mb": 250.0, "states_s": 0.020}
"""What the project promises: cold opening, and one call for the states of all places."""

_PEAK = """
from pathlib import Path
status = Path("/proc/self/status").read_text()
peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
"""

_LEDGER = f"""
import json, statistics, time
begun = time.perf_counter()
from geodata import open_catalog
catalog = open_catalog()
opened = time.perf_counter() - begun
{_PEAK}
from datetime import date, timedelta
from geodata.resolver.resolve import states
begun = time.perf_counter()
states(catalog, date(2024, 11, 26))
first = time.perf_counter() - begun
times = []
for step in range(200):
    day = date(2024, 1, 1) + timedelta(days=3 * step)
    begun = time.perf_counter()
    states(catalog, day)
    times.append(time.perf_counter() - begun)
print(json.dumps({{"open_s": opened, "peak_mb": peak, "first_s": first,
    "states_s": statistics.median(times), "states_max_s": max(times)}}))
"""

_PLAIN = f"""
import json, time
begun = time.perf_counter()
from pathlib import Path
import geopandas, pandas
folder = Path("geodata/data")
tables = {{file.stem: pandas.read_csv(file) for file in sorted(folder.glob("*.csv"))}}
layers = {{file.stem: geopandas.read_file(file) for file in sorted(folder.glob("*.geojson"))}}
opened = time.perf_counter() - begun
{_PEAK}
print(json.dumps({{"open_s": opened, "peak_mb": peak}}))
"""


_OPEN = """
import json, resource, time
begun = time.perf_counter()
from geodata import open_catalog
catalog = open_catalog()
opened = time.perf_counter() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"open_s": opened, "peak_mb": peak, "claims": len(catalog.claims)}))
"""

PAIRS = 21
"""Runs of each of two checkouts: their difference is small."""


def _run(code: str, folder: Path = ROOT) -> dict[str, float]:
    # Bytecode may be kept, whatever this shell says: else modules would be compiled in each run.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=kept, capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _against(other: Path) -> int:
    """Print the medians of this checkout and another, and their ratios; return 1 where one is over 1."""
    ours, theirs = [], []
    for number in range(PAIRS + 1):
        pair = [(ROOT, ours), (other, theirs)]
        for folder, runs in pair if number % 2 else reversed(pair):
            found = _run(_OPEN, folder)
            if number:  # the first run of each writes its bytecode
                runs.append(found)
    print(f"median of {PAIRS} new interpreters each, in turns")
    print(f"{'':34}{'this':>10}{'other':>10}{'ratio':>8}")
    over = False
    for name, words in (
        ("claims", "claims"),
        ("open_s", "open, imports included: s"),
        ("peak_mb", "peak memory: MB"),
    ):
        this, that = (statistics.median(run[name] for run in runs) for runs in (ours, theirs))
        print(f"{words:34}{this:10.3f}{that:10.3f}{this / that:8.2f}")
        over |= name != "claims" and this > that
    return int(over)


def main() -> int:
    """Print the medians of both ways and their ratios; return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench_open", description=__doc__)
    parser.add_argument("--against", type=Path, metavar="DIR", help="another checkout, with its own bundle")
    options = parser.parse_args()
    if options.against:
        return _against(options.against.resolve())
    ours, plain = [], []
    for _ in range(RUNS):
        ours.append(_run(_LEDGER))
        plain.append(_run(_PLAIN))
    median = {name: statistics.median(run[name] for run in ours) for name in ours[0]}
    other = {name: statistics.median(run[name] for run in plain) for name in plain[0]}
    print(f"median of {RUNS} new interpreters each, in turns")
    print(f"{'':34}{'this':>10}{'plain':>10}{'ratio':>8}{'limit':>8}")
    for name, words in (("open_s", "open, imports included: s"), ("peak_mb", "peak memory: MB")):
        ratio = median[name] / other[name]
        print(f"{words:34}{median[name]:10.2f}{other[name]:10.2f}{ratio:8.2f}{LIMITS[name]:8g}")
    print(
        f"states of all places, first call: {median['first_s'] * 1000:.1f} ms (makes the tracks, kept after)"
    )
    print(
        f"states of all places, later days: {median['states_s'] * 1000:.2f} ms median, "
        f"{median['states_max_s'] * 1000:.2f} ms slowest of 200; limit {LIMITS['states_s'] * 1000:g} ms"
    )
    return int(any(median[name] > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
