"""Run the benchmarks: each figure beside the first release or a plain way, and whether promises are kept.

    python -m benchmarks [bench_map bench_brief ...] [--older DIR]

Both sides are measured in turns in one run, after rounds that do not count, and medians are taken: the
ratios are the same on another machine, the figures are not. Prints one Markdown table, line by line
as it is known; ends with 1 where a promise is not kept or could not be measured.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from importlib.metadata import version
from pathlib import Path

from benchmarks.browsing import chromium
from benchmarks.figures import FIRST_RELEASE, Figure, LeftOut, first_release
from benchmarks.serving import ROOT

MODULES = ("bench_open", "bench_date_change", "bench_map", "bench_visit", "bench_brief", "bench_events")
"""Each has a function `figures`: it takes the folder of the first release and gives what it finds."""
PACKAGES = ("streamlit", "pydeck", "geopandas", "shapely", "matplotlib", "pillow")
NEAR = 0.1
"""A ratio this near to what is promised may be on the other side of it the next time."""
HEAD = "| | this | beside it | | ratio | promised | |\n| --- | --- | --- | --- | --- | --- | --- |"


def number(value: float) -> str:
    """Return a figure with as many digits as mean something: `1,203`, `18`, `4.25`, `0.083`."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def promise(figure: Figure) -> str:
    """Return what is promised of a figure's ratio; nothing where nothing is."""
    bounds = (("at most", figure.most), ("at least", figure.least))
    return ", ".join(f"{word} {number(bound)}" for word, bound in bounds if bound is not None)


def verdict(figure: Figure) -> str:
    """Return whether a promise is kept, and whether that was close; nothing where nothing is promised."""
    bounds = [bound for bound in (figure.most, figure.least) if bound is not None]
    if not bounds:
        return ""
    # Counts that are just as they have to be are not close.
    near = any(0 < abs(figure.ratio / bound - 1) <= NEAR for bound in bounds)
    told = "kept" if figure.holds else "**not kept**"
    return f"{told}, within {NEAR:.0%}" if near else told


def row(found: Figure | LeftOut) -> str:
    """Return a line of the table."""
    if isinstance(found, LeftOut):
        return f"| {found.subject}: {found.what} | | | | | | left out: {found.why} |"
    this, that = (f"{number(value)} {found.unit}" for value in (found.this, found.other))
    cells = (f"{found.subject}: {found.what}", this, found.beside, that)
    return f"| {' | '.join((*cells, number(found.ratio), promise(found), verdict(found)))} |"


def sentence(found: Sequence[Figure | LeftOut]) -> str:
    """Return what came of all of it."""
    figures = [each for each in found if isinstance(each, Figure) and promise(each)]
    broken = [each for each in figures if not each.holds]
    close = sum("within" in verdict(each) for each in figures)
    left = len(found) - sum(isinstance(each, Figure) for each in found)
    kept = "Every promise that was measured is kept" if left else "Every promise is kept"
    if broken:
        kept = f"{len(broken)} of {len(figures)} promises are not kept"
    more = [f"{close} within {NEAR:.0%} of what is promised"] if close else []
    more += [f"{left} left out"] if left else []
    return "; ".join([kept, *more]) + "."


def machine() -> str:
    """Return on what this runs, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    described = ["git", "describe", "--always", "--dirty"]
    found = subprocess.run(described, cwd=ROOT, capture_output=True, text=True, check=False)
    commit = found.stdout.strip()
    with chromium() as browser:
        drawn = browser.about()
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Commit {commit or 'unknown'} beside {FIRST_RELEASE}; {len(os.sched_getaffinity(0))} cores, "
        f"{memory:.0f} GB of memory, {platform.system()} {platform.machine()}; "
        f"Python {platform.python_version()}, {packages}; {drawn}"
    )


def measured(name: str, older: Path) -> Iterator[Figure | LeftOut]:
    """Give the figures of a module; whatever goes wrong leaves out the rest of them, but of no other."""
    try:
        yield from importlib.import_module(f"benchmarks.{name}").figures(older)
    except Exception as error:  # noqa: BLE001  the other modules take many minutes
        yield LeftOut(name, "the rest", f"{type(error).__name__}: {error}".replace("\n", " "))


def main() -> int:
    """Print the table; return 1 where a promise is not kept or could not be measured."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.split("\n")[0])
    reader.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(MODULES)}; all if none")
    reader.add_argument("--older", type=Path, metavar="DIR", help="a checkout of the first release")
    given = reader.parse_args()
    if unknown := sorted(set(given.modules) - set(MODULES)):
        reader.error(f"there is no {', '.join(unknown)}; there are {', '.join(MODULES)}")
    found: list[Figure | LeftOut] = []
    with nullcontext(given.older.resolve()) if given.older else first_release() as older:
        print(f"{machine()}\n\n{HEAD}", flush=True)
        for name in given.modules or MODULES:
            for each in measured(name, older):
                found.append(each)
                print(row(each), flush=True)
    print(f"\n{sentence(found)}")
    kept = all(isinstance(each, Figure) and each.holds for each in found)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
