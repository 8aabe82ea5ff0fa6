"""What answers cost, cold: opening the catalog, the first answers, the command, a table of a year.

Beside it stand the plain way, which reads the same files with pandas.read_csv and geopandas.read_file and
checks nothing, and the first release with its own bundle. Each run is a new interpreter; the two sides
take turns. Linux only (peak memory is `VmHWM` of /proc). Run it alone on the machine:

    python -m benchmarks.bench_open

The first release is taken from git; `--against DIR` sets another checkout of this project in its place.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from benchmarks.figures import Figure, first_release

Run = Callable[[], dict[str, float]]
SUBJECT = "Answers"
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
catalog.layers["land"]  # they are read when one is asked for; the plain way reads them too
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

_CATALOG = f"""
import json, time
begun = time.perf_counter()
from geodata import open_catalog
catalog = open_catalog()
opened = time.perf_counter() - begun
{_PEAK}
try:
    from geodata.resolver.resolve import states
except ImportError:  # the first release
    from geodata.resolver import states
from datetime import date
begun = time.perf_counter()
states(catalog, date(2024, 11, 26))
first = time.perf_counter() - begun
begun = time.perf_counter()
catalog.layers["land"]
drawn = opened + time.perf_counter() - begun
print(json.dumps({{"open_s": opened, "first_ms": first * 1000, "both_s": opened + first, "drawn_s": drawn,
    "peak_mb": peak, "claims": len(catalog.claims)}}))
"""

_YEAR = """
import json, time
from datetime import date, timedelta
import pandas
from geodata import open_catalog, states
catalog, first = open_catalog(), date(2024, 1, 1)
states(catalog, first).to_frame()
begun = time.perf_counter()
{table}
took = time.perf_counter() - begun
assert len(table) == 366 * len(catalog.places)
print(json.dumps({{"year_s": took}}))
"""
_RANGE = _YEAR.format(table="table = states(catalog, first, date(2024, 12, 31)).to_frame()")
_DAY_BY_DAY = _YEAR.format(
    table="days = [states(catalog, first + timedelta(days=number)).to_frame() for number in range(366)]\n"
    "table = pandas.concat(days, ignore_index=True)"
)

PAIRS, FEW = 15, 5
"""Runs of each side; of the table of a year, which takes seconds day by day."""
_COMMANDS = (
    ("`geodata state` of one place", ("--place", "kanpaiti")),
    ("`geodata state` of all places", ()),
)


def _run(code: str, folder: Path = ROOT) -> dict[str, float]:
    found: dict[str, float] = json.loads(_output(["-c", code], folder))
    return found


def _output(arguments: Sequence[str], folder: Path) -> str:
    # Bytecode may be kept, whatever this shell says: else modules would be compiled in each run.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, check=True).stdout


def _command(options: Sequence[str], folder: Path) -> dict[str, float]:
    begun = time.perf_counter()
    _output(["-m", "geodata", "state", "--on", "2024-11-26", *options], folder)
    return {"command_s": time.perf_counter() - begun}


def _in_turns(this: Run, other: Run, pairs: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return the medians of both sides; the first run of each writes its bytecode and does not count."""
    runs: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
    for number in range(pairs + 1):
        for at in (0, 1) if number % 2 else (1, 0):
            found = (this, other)[at]()
            if number:
                runs[at].append(found)
    ours, theirs = ({name: statistics.median(run[name] for run in of) for name in of[0]} for of in runs)
    return ours, theirs


def figures(older: Path) -> Iterator[Figure]:
    """Yield what answers cost, beside the first release with its own bundle.

    Args:
        older: The folder of its checkout.
    """
    this, that = _in_turns(lambda: _run(_CATALOG), lambda: _run(_CATALOG, older), PAIRS)
    beside = "first release"
    for what, unit, name in (
        ("open the catalog", "s", "open_s"),
        ("open the catalog, and the first states of all places", "s", "both_s"),
        ("open the catalog, layers read", "s", "drawn_s"),
        ("the first states of all places", "ms", "first_ms"),
        ("peak memory of opening the catalog", "MB", "peak_mb"),
    ):
        yield Figure(SUBJECT, what, unit, this[name], beside, that[name], most=1)
    for what, options in _COMMANDS:
        this, that = _in_turns(partial(_command, options, ROOT), partial(_command, options, older), PAIRS)
        yield Figure(SUBJECT, what, "s", this["command_s"], beside, that["command_s"], most=0.7)
    this, that = _in_turns(lambda: _run(_RANGE), lambda: _run(_DAY_BY_DAY), FEW)
    what = "a year of daily states of all places as a table"
    yield Figure(SUBJECT, what, "s", this["year_s"], "day by day", that["year_s"], most=1 / 20)


def _plain() -> bool:
    """Print the medians beside the plain way, and return whether what is promised of them holds."""
    median, other = _in_turns(lambda: _run(_LEDGER), lambda: _run(_PLAIN), RUNS)
    print(f"median of {RUNS} new interpreters each, in turns")
    print(f"{'':34}{'this':>10}{'plain':>10}{'ratio':>8}{'limit':>8}")
    for name, words in (("open_s", "open, layers and imports: s"), ("peak_mb", "peak memory: MB")):
        ratio = median[name] / other[name]
        print(f"{words:34}{median[name]:10.2f}{other[name]:10.2f}{ratio:8.2f}{LIMITS[name]:8g}")
    print(
        f"states of all places, first call: {median['first_s'] * 1000:.1f} ms (makes the tracks, kept after)"
    )
    print(
        f"states of all places, later days: {median['states_s'] * 1000:.2f} ms median, "
        f"{median['states_max_s'] * 1000:.2f} ms slowest of 200; limit {LIMITS['states_s'] * 1000:g} ms"
    )
    return all(median[name] <= limit for name, limit in LIMITS.items())


def main() -> int:
    """Print the medians and their ratios; return 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench_open", description=__doc__)
    parser.add_argument("--against", type=Path, metavar="DIR", help="another checkout, with its own bundle")
    options = parser.parse_args()
    holds = _plain()
    with nullcontext(options.against.resolve()) if options.against else first_release() as older:
        print(f"\nmedian of {PAIRS} new interpreters each, in turns ({FEW} of the table of a year)")
        for each in figures(older):
            bound = f"at most {each.most:g}" if each.most else ""
            print(
                f"{each.what:54}{each.this:9.3f}{each.other:9.3f} {each.unit:3} "
                f"{each.ratio:6.2f}  {bound:13} beside {each.beside}"
            )
            holds &= each.holds
    return int(not holds)


if __name__ == "__main__":
    sys.exit(main())
