"""The command `cube`: events of an archive, reduced once to a small table."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from geodata.catalog import open_catalog
from geodata.cli.arguments import read_evidence
from geodata.cli.printing import print_json
from geodata.errors import LedgerError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ENGINES = ("local", "spark")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare the files, the folder and how it is made."""
    parser.add_argument(
        "events", nargs="+", type=Path, metavar="EVENTS", help="files of events, or folders of them"
    )
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="the folder of the cube")
    parser.add_argument(
        "--engine", choices=ENGINES, default="local", help="what runs it (default: this process)"
    )
    parser.add_argument("--master", metavar="URL", default="", help="of Spark, such as spark://host:7077")
    parser.add_argument(
        "--shape",
        default="",
        metavar="KIND",
        help="kind of all files, such as acled (default: by their columns)",
    )
    parser.add_argument(
        "--resolution", type=int, default=None, metavar="N", help="of H3, 0 to 10 (default: 6)"
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing while it works")


def run_cube(options: argparse.Namespace) -> int:
    """Make the cube, or go on with one that was not finished; print what stands in it."""
    from geodata.events import folder  # pyarrow and more, only for who asks
    from geodata.events.archives import ARCHIVES
    from geodata.events.cube import RESOLUTION
    from geodata.events.ground import Ground

    resolution = RESOLUTION if options.resolution is None else options.resolution
    if not 0 <= resolution <= 10:
        raise LedgerError(f"--resolution {resolution} is none of H3's that a map can show: give 0 to 10.")
    if options.shape and options.shape not in ARCHIVES:
        raise LedgerError(f"--shape {options.shape} is none of {', '.join(ARCHIVES)}.")
    if options.master and options.engine != "spark":
        raise LedgerError("--master is for Spark: add --engine spark.")
    catalog = open_catalog(options.bundle, release=options.release)
    question = read_evidence(options)
    ground = Ground.of(catalog, question["policy"], question["known_on"])
    began = monotonic()
    made = folder.build(
        options.events,
        options.out,
        ground,
        _engine(options),
        engine=options.engine,
        archive=options.shape,
        resolution=resolution,
        progress=None if options.quiet or options.json else partial(progress, began),
    )
    if options.json:
        print_json(made)
        return 0
    if not options.quiet:
        print("\r\x1b[K" if sys.stderr.isatty() else "", end="", file=sys.stderr)
    print(f"{told(made)} Written to {options.out} in {monotonic() - began:.1f} s.")
    return 0


def told(made: Mapping[str, Any]) -> str:
    """Return in words what stands in a cube, and what was set aside, from its manifest."""
    rejects = ", ".join(f"{count:,} {reason}" for reason, count in made["rejects"].items())
    read = f"{_many(made['rows'], 'row')} of {_many(len(made['inputs']), 'file')}"
    said = [
        f"{read}: {made['events']:,} counted"
        f"{f'; not counted: {rejects}' if rejects else ''}. {_many(made['cells'], 'cell')}, "
        f"{_many(made['weeks'], 'week')} (data {made['ledger']}, {made['policy']})."
    ]
    if count := made["without_figures_in_order"]:
        many = _many(count, "event")
        said.append(f"{many} counted without deaths: low, best and high are not in order there.")
    if made["made_up"]:
        said.append("These events were made up for measuring: nothing of them happened.")
    return " ".join(said)


def _engine(options: argparse.Namespace) -> Callable[..., Any]:
    run: Callable[..., Any] = import_module(f"geodata.events.{options.engine}").run
    return partial(run, master=options.master) if options.engine == "spark" else run


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def progress(began: float, done: int, total: int) -> None:
    """Draw on a terminal how far a cube is that was begun at some time (`monotonic`)."""
    if not sys.stderr.isatty():
        return
    share = done / total if total else 1.0
    left = (monotonic() - began) * (1 - share) / share if share else 0
    bar = "#" * int(30 * share)
    print(f"\r[{bar:<30}] {share:4.0%}, {left:.0f} s left", end="", file=sys.stderr, flush=True)
