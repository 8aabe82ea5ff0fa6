"""Events at scale: the cube of made-up events beside the plain way, its memory, and what is asked of it.

    python -m benchmarks.bench_events [--events 5000000] [--most 20000000] [--turns 3]

Each cube is made by the command, in a process of its own; the plain way (plain_events.py) makes the same cube
of the same file in turns with it, and both say the same sums. What is asked is what a page asks and more, of
cubes of a million and of the most events: CPU time of the process, the median of several. "Page" is all that
the page counts for a map or a chart, down to the things that it draws.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import made_events
from benchmarks.figures import Figure, LeftOut
from benchmarks.serving import ROOT
from dashboard.answer.events import periods, served, spots
from dashboard.answer.scene import compose
from dashboard.question.camera import Bounds
from dashboard.question.view import View
from geodata import open_catalog
from geodata.events.asked import Asked, Cube

SUMS = ("events", "low", "best", "high")
MEMORY = {5_000_000: 1_500, 20_000_000: 2_500}
"""What may be held at most of so many events, MB."""
ANSWER = 50
"""Milliseconds that an answer may take at most."""
FEW = 1_000_000
LONG = (date(2015, 2, 1), date(2024, 11, 30))
YEAR = (date(2022, 1, 1), date(2022, 12, 31))
PART = (97.0, 23.0, 98.9, 27.0)
"""West, south, east, north: three quarters of the events lie in it."""


def measured(command: Sequence[str]) -> tuple[float, float, dict[str, Any]]:
    """Run a command of Python; return its seconds, the most that it held in MB, and what it printed."""
    began = time.monotonic()
    with subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        said = running.stdout.read()
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"{command[1]} ended with {running.returncode}")
    return time.monotonic() - began, used.ru_maxrss / 1e3, json.loads(said)


def cube(file: Path, out: Path) -> tuple[float, float, dict[str, Any]]:
    """Make a cube anew; return seconds, MB and its manifest."""
    for each in out.glob("*"):
        each.unlink()
    return measured(["-m", "geodata", "cube", str(file), "--out", str(out), "--json"])


def questions(asked: Cube) -> Mapping[str, tuple[Sequence[str], Asked]]:
    """Return what a page asks, and more: columns to sum by, and a filter."""
    pairs, kinds = asked.words("pair"), asked.words("kind")
    return {
        "all hexagons": (["cell"], Asked()),
        "hexagons of a year": (["cell"], Asked(*YEAR)),
        "weeks by pair": (["week", "pair"], Asked()),
        "who held the ground": (["held_by", "where"], Asked(*YEAR)),
        "hexagons of a pair": (["cell"], Asked(*LONG, pairs=pairs[:1])),
        "pairs of hexagons with a place": (["cell", "pair"], Asked(*LONG, wheres=["exact", "near", "area"])),
        "pairs of an extent": (["pair"], Asked(*LONG, PART)),
        "who held the ground of an extent": (["held_by"], Asked(*LONG, PART)),
        "weeks by pair of an extent": (["week", "pair"], Asked(extent=PART)),
        "every filter but one": (
            ["held_by", "where"],
            Asked(*LONG, PART, kinds[:2], wheres=["exact", "near"]),
        ),
        "every filter": (["held_by", "when"], Asked(*LONG, PART, kinds[:2], whens=["day", "week"])),
    }


def drawn(folder: Path) -> Mapping[str, Callable[[], object]]:
    """Return what a page counts for maps and charts of a cube, each time anew."""
    archive, catalog = served(str(folder)), open_catalog()
    pairs = ["|".join(pair) for pair in archive.cube.words("pair")[:5]]
    every, part = (compose(catalog, View(extent=extent)) for extent in (None, Bounds(*PART)))

    def hexagons(resolution: int, days: tuple[date, date]) -> object:
        return spots(replace(archive, _kept={}), days, resolution)

    def bars(of: Any, by: str, words: Sequence[str]) -> object:
        return periods(replace(archive, _kept={}), of, by, words, LONG, monthly=True)

    held = archive.cube.words("held_by")
    return {
        "page: large hexagons": lambda: hexagons(4, LONG),
        "page: small hexagons": lambda: hexagons(6, LONG),
        "page: small hexagons of a year": lambda: hexagons(6, YEAR),
        "page: bars of pairs": lambda: bars(every, "pair", pairs),
        "page: bars of pairs of an extent": lambda: bars(part, "pair", pairs),
        "page: bars of holders": lambda: bars(every, "held_by", held),
        "page: bars of holders of an extent": lambda: bars(part, "held_by", held),
    }


def answers(folder: Path) -> dict[str, float]:
    """Return how many milliseconds of CPU time each question takes: the median of 25, after one."""
    cube = served(str(folder)).cube

    def sums(by: Sequence[str], asked: Asked) -> Callable[[], object]:
        return lambda: cube.sums(by, asked, figures=("events", "best"))

    taken: dict[str, float] = {}
    asked = {name: sums(*of) for name, of in questions(cube).items()}
    for name, answer in {**asked, **drawn(folder)}.items():
        times = []
        for _ in range(26):
            began = time.process_time()
            answer()
            times.append((time.process_time() - began) * 1e3)
        taken[name] = median(times[1:])
    return taken


def opened(folder: Path) -> tuple[float, float]:
    """Return the seconds of CPU time in which a process opens a cube, and the most that it held in MB."""
    program = (
        "import json, sys, time; from pathlib import Path; from geodata.events.asked import Cube; "
        "began = time.process_time(); Cube.opened(Path(sys.argv[1])); "
        "print(json.dumps({'seconds': time.process_time() - began}))"
    )
    _, held, said = measured(["-c", program, str(folder)])
    return said["seconds"], held


def figures(
    older: Path, events: int = 5_000_000, most: int = 20_000_000, turns: int = 3
) -> Iterator[Figure | LeftOut]:
    """Give all figures; the first release had no events."""
    subject = "Events"
    with TemporaryDirectory() as given:
        folder = Path(given)
        files = {number: folder / f"{number}.parquet" for number in (FEW, events, most)}
        for number, file in files.items():
            made_events.write(file, number)
        ours, plain = [], []
        for _ in range(turns):
            ours.append(cube(files[events], folder / "cube"))
            plain.append(measured(["-m", "benchmarks.plain_events", str(files[events])]))
        told = {json.dumps([manifest[name] for name in SUMS]) for _, _, manifest in (*ours, *plain)}
        if len(told) != 1:
            raise RuntimeError(f"the two ways have other sums: {told}")
        what = f"a cube of {events / 1e6:.3g} million"
        yield Figure(
            subject, what, "s", median(turn[0] for turn in ours), "sjoin, h3ronpy, groupby",
            median(turn[0] for turn in plain), most=1 / 3,
        )  # fmt: skip
        held = max(turn[1] for turn in ours)
        yield Figure(
            subject,
            f"{what}, most memory",
            "MB",
            held,
            "sjoin, h3ronpy, groupby",
            max(turn[1] for turn in plain),
        )
        yield Figure(subject, f"{what}, most memory", "MB", held, "limit", MEMORY[5_000_000], most=1)
        _, held, _ = cube(files[most], folder / "most")
        limit = MEMORY[20_000_000]
        yield Figure(
            subject, f"a cube of {most / 1e6:.3g} million, most memory", "MB", held, "limit", limit, most=1
        )
        cube(files[FEW], folder / "few")
        # Before this process holds cubes itself: what it holds counts as held by those that it starts.
        seconds, held = opened(folder / "most")
        less, fewer = opened(folder / "few")
        what = f"a cube of {most / 1e6:.3g} million is opened"
        yield Figure(subject, what, "s", seconds, "of a million", less)
        yield Figure(subject, f"{what}, most memory", "MB", held, "of a million", fewer)
        few, many = answers(folder / "few"), answers(folder / "most")
        slowest = max(many, key=lambda name: many[name])
        yield Figure(subject, f"the slowest answer ({slowest})", "ms", many[slowest], "limit", ANSWER, most=1)
        for name, taken in many.items():
            yield Figure(
                subject,
                f"{name}, of {most / 1e6:.3g} million",
                "ms",
                taken,
                "of a million",
                few[name],
                most=1.2,
            )


def main() -> None:
    """Print the figures."""
    from benchmarks.__main__ import HEAD, row

    reader = argparse.ArgumentParser(
        prog="python -m benchmarks.bench_events", description=__doc__.split("\n")[0]
    )
    reader.add_argument("--events", type=int, default=5_000_000)
    reader.add_argument("--most", type=int, default=20_000_000)
    reader.add_argument("--turns", type=int, default=3)
    given = reader.parse_args()
    print(HEAD)
    for found in figures(ROOT, given.events, given.most, given.turns):
        print(row(found), flush=True)


if __name__ == "__main__":
    main()
