"""What opening the catalog costs, cold: seconds and memory, imports included, beside the plain way.

The plain way reads the same files with pandas.read_csv and geopandas.read_file and checks
nothing. Each run is a new interpreter; the two ways take turns. Linux only (peak memory is
`VmHWM` of /proc). Run it alone on the machine:

    python -m benchmarks.bench_open
"""

from __future__ import annotations

import json
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
from geodata.resolver import states
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


def _run(code: str) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> int:
    """Print the medians of both ways and their ratios; return 1 where a promise is not kept."""
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
