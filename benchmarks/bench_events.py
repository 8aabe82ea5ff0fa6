"""Events at scale: the cube of made-up events beside the plain way, its memory, and what is asked of it.

    python -m benchmarks.bench_events [--events 5000000] [--most 20000000] [--turns 3]

Each cube is made by the command, in a process of its own; the plain way (plain_events.py) makes the same cube
of the same file in turns with it, and both say the same sums. What is asked is what a page asks, of cubes
of a million and of the most events: CPU time of the process, the median of several.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import made_events
from benchmarks.figures import Figure, LeftOut
from benchmarks.serving import ROOT
from geodata.events.asked import Asked, Cube

SUMS = ("events", "low", "best", "high")
MEMORY = {5_000_000: 1_500, 20_000_000: 2_500}
"""What may be held at most of so many events, MB."""
ANSWER = 50
"""Milliseconds that an answer may take at most."""
FEW = 1_000_000


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
    """Return what a page asks: columns to sum by, and a filter."""
    pairs, kinds = asked.words("pair"), asked.words("kind")
    year = (date(2022, 1, 1), date(2022, 12, 31))
    long, part = (date(2015, 2, 1), date(2024, 11, 30)), (97.0, 23.0, 98.9, 27.0)
    return {
        "all hexagons": (["cell"], Asked()),
        "hexagons of a year": (["cell"], Asked(*year)),
        "weeks by pair": (["week", "pair"], Asked()),
        "who held the ground": (["held_by", "where"], Asked(*year)),
        "hexagons of a pair": (["cell"], Asked(*long, pairs=pairs[:1])),
        "weeks by pair of an extent": (["week", "pair"], Asked(extent=part)),
        "every filter but one": (
            ["held_by", "where"],
            Asked(*long, part, kinds[:2], wheres=["exact", "near"]),
        ),
        "every filter": (["held_by", "when"], Asked(*long, part, kinds[:2], whens=["day", "week"])),
    }


def answers(folder: Path) -> dict[str, float]:
    """Return how many milliseconds of CPU time each question takes: the median of 25, after one."""
    asked = Cube.opened(folder)
    taken: dict[str, float] = {}
    for name, (by, what) in questions(asked).items():
        times = []
        for _ in range(26):
            began = time.process_time()
            asked.sums(by, what, figures=("events", "best"))
            times.append((time.process_time() - began) * 1e3)
        taken[name] = median(times[1:])
    return taken


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
