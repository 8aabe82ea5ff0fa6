"""Many readers at once: how long they wait, what the server uses, and whether one can hold up the others.

    python -m benchmarks.load [--minutes 10] [--sessions 50] [--think 5] [--parts steady ...] [--older DIR]

Serves this app, the plain page (plain_app.py: the same map by `st.pydeck_chart`) and the app of the first
release one after the other on the loopback, and lets scripted readers change the date, each after a pause
of chance around the think time. Client and server run on the same machine. Prints one table, and ends with 1
where this app does not stay within a limit. Run it alone on the machine; nothing is left running.

Parts: `steady` (many sessions for some minutes), `crowd` (twice as many, who think three times as long),
`storm` (all click at once), `flood` (one client sends without a pause), `memory` (what a session more takes)
and `churn` (readers who come and go). What stands beside this app is measured for two minutes at most.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import signal
import statistics
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from importlib.metadata import version
from math import ceil, inf
from pathlib import Path
from typing import Final

from benchmarks import crowds
from benchmarks.crowds import Site, Tally
from benchmarks.figures import FIRST_RELEASE, first_release, number
from benchmarks.readers import port_of, xsrf
from benchmarks.serving import ROOT, served

TODAY, PLAIN, OLDER = "this app", "plain page", f"first release ({FIRST_RELEASE})"
_APPS = {"this": TODAY, "plain": PLAIN, "first": OLDER}
BESIDE: Final = 2.0
"""Minutes for which the apps beside this one are measured at most."""
SETTLED: Final = 25.0
"""Seconds until this app has made what later visitors ask for (`service/warming.py`)."""
READING, COMING = ("steady", "crowd", "storm", "flood"), ("memory", "churn")
PARTS: Final = READING + COMING
"""What is done with an app; those of a row share a server, which has no session left at its beginning."""
ALONE: Final = ("flood", "churn")
"""What is done with this app alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table.

    Attributes:
        part: What was done.
        what: What was measured.
        unit: Of the values and of the limit.
        values: What came out, by app.
        most: What it may be at most of this app; None where nothing is judged.
    """

    part: str
    what: str
    unit: str
    values: Mapping[str, float]
    most: float | None = None

    @property
    def met(self) -> bool:
        """Return whether this app stays within the limit; true where there is none."""
        return self.most is None or self.values.get(TODAY, inf) <= self.most


def percentile(values: Iterable[float], share: float) -> float:
    """Return the smallest value that so great a share of them does not exceed; infinity for no values."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)] if ordered else inf


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return by how much the second number of points grows with the first; infinity for too few."""
    if len(points) < 2:
        return inf
    return statistics.linear_regression(*zip(*points, strict=True)).slope


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything.

    Attributes:
        parts: Which parts.
        sessions: Readers of `steady` and of `storm`; there are twice as many in `crowd`.
        think: Seconds that they think in `steady`; it is three times as long in `crowd`.
        minutes: How long `steady` lasts; `crowd` lasts two minutes at most, `flood` twenty seconds.
        sizes: Numbers of sessions at which memory is read.
        times: How many readers come and go.
        settled: Seconds to wait after the first visit.
    """

    parts: Sequence[str] = PARTS
    sessions: int = 50
    think: float = 5.0
    minutes: float = 10.0
    sizes: Sequence[int] = (10, 25, 40, 55, 70, 85, 100)
    times: int = 1000
    settled: float = SETTLED


@dataclass(frozen=True, slots=True)
class Found:
    """One value that an app gave; the rest as in `Row`."""

    part: str
    what: str
    unit: str
    value: float
    most: float | None = None


def _met(part: str, tally: Tally) -> Iterator[Found]:
    yield Found(part, "sessions lost", "", tally.lost, 0)
    yield Found(part, "errors on pages", "", len(tally.faults), 0)


def _waits(part: str, tally: Tally, half: float | None, most: float | None) -> Iterator[Found]:
    for share, limit in ((0.5, half), (0.95, most)):
        waited = percentile(tally.waited, share) * 1e3
        yield Found(part, f"answers, {share:.0%} within", "ms", waited, limit)


def _used(part: str, tally: Tally) -> Iterator[Found]:
    yield Found(part, "answers", "", len(tally.waited))
    yield Found(part, "CPU of the server", "% of a core", 100 * tally.server)
    yield Found(part, "CPU of the readers", "% of a core", 100 * tally.client)
    yield Found(part, "CPU of all else on the machine", "% of a core", 100 * tally.others)
    yield Found(part, "messages of an answer", "", tally.messages)
    yield Found(part, "bytes of an answer, unpacked", "kB", tally.received)


async def _measure(part: str, site: Site, plan: Plan, minutes: float) -> list[Found]:
    """Do one part with an app that is being served, and return what came of it."""
    match part:
        case "steady":
            name = f"{plan.sessions} sessions, {plan.think:g} s think time"
            tally = await crowds.steady(site, plan.sessions, plan.think, 60 * minutes)
            return [*_met(name, tally), *_waits(name, tally, 120, 400), *_used(name, tally)]
        case "crowd":
            sessions, think = 2 * plan.sessions, 3 * plan.think
            name = f"{sessions} sessions, {think:g} s think time"
            tally = await crowds.steady(site, sessions, think, 60 * min(minutes, BESIDE))
            return [*_met(name, tally), *_waits(name, tally, None, 1000), *_used(name, tally)]
        case "storm":
            name = f"{plan.sessions} clicks at once"
            tally = await crowds.storm(site, plan.sessions)
            last = Found(name, "the last answer", "s", max(tally.waited, default=inf), 5)
            return [*_met(name, tally), last]
        case "flood":
            name = "One client sends without a pause"
            tally, probes, sent = await crowds.flood(site, plan.think, min(60 * minutes, 20))
            return [
                *_met(name, tally),
                Found(name, "messages that the server let it send", "", sent),
                Found(name, "the slowest answer about health", "ms", max(probes, default=inf) * 1e3, 500),
                Found(name, "the slowest answer to others", "ms", max(tally.waited, default=inf) * 1e3, 1000),
            ]
        case "memory":
            name = f"{plan.sizes[0]} to {plan.sizes[-1]} sessions"
            tally, points = await crowds.grown(site, plan.sizes)
            return [
                *_met(name, tally),
                Found(name, "memory for each session more", "MB", slope(points), 1),
                Found(name, "memory at the end", "MB", points[-1][1]),
            ]
        case _:
            name = f"{plan.times:,} readers come and go"
            tally, points = await crowds.churn(site, plan.times)
            later = points[len(points) // 2 :]
            return [
                *_met(name, tally),
                # What is less than this is noise of the allocator.
                Found(name, "memory for each of the second half", "kB", 1024 * slope(later), 20),
                Found(name, "memory at the end", "MB", points[-1][1] if points else inf),
            ]


async def _measured(site: Site, parts: Sequence[str], plan: Plan, minutes: float) -> list[Found]:
    found: list[Found] = []
    async with crowds.opened(site, 1, tally := Tally()) as first:  # what is made once is made now
        for reader in first:
            await crowds.move(reader, tally)
    await asyncio.sleep(plan.settled)
    for part in parts:
        print(f"{part} ...", file=sys.stderr, flush=True)
        values = await _measure(part, site, plan, minutes)
        for each in values:
            print(f"  {each.what}: {number(each.value)} {each.unit}", file=sys.stderr, flush=True)
        found += values
    return found


def measured(name: str, plan: Plan, older: Path) -> list[Found]:
    """Serve an app by its name, do all parts of a plan with it, and return what came of them."""
    own = ("dashboard", "run", "--port", "{port}")
    plain = ("streamlit", "run", str(Path(__file__).with_name("plain_app.py")), "--server.port={port}")
    command = (*plain, "--server.address=127.0.0.1", "--server.headless=true") if name == PLAIN else own
    minutes = plan.minutes if name == TODAY else min(plan.minutes, BESIDE)
    found: list[Found] = []
    for group in (READING, COMING):
        parts = [each for each in group if each in plan.parts and (name == TODAY or each not in ALONE)]
        if not parts:
            continue
        print(f"{name}:", file=sys.stderr, flush=True)
        with served(*command, folder=older if name == OLDER else ROOT) as (url, pid):
            port = port_of(url)
            site = Site(port, pid, xsrf(port))
            found += asyncio.run(_measured(site, parts, plan, minutes))
    return found


def rows(found: Mapping[str, Sequence[Found]]) -> list[Row]:
    """Return the lines of the table in the order of this app; what stands beside it adds its values."""
    lines: dict[tuple[str, str], tuple[Found, dict[str, float]]] = {}
    for name, values in found.items():
        for each in values:
            lines.setdefault((each.part, each.what), (each, {}))[1][name] = each.value
    return [Row(of.part, of.what, of.unit, values, of.most) for of, values in lines.values()]


def line(row: Row, names: Sequence[str]) -> str:
    """Return a line of the table as Markdown."""
    shown = [f"{number(row.values[each])} {row.unit}".strip() if each in row.values else "" for each in names]
    limit = "" if row.most is None else f"at most {number(row.most)} {row.unit}".strip()
    verdict = "" if row.most is None else "met" if row.met else "**not met**"
    return f"| {' | '.join((f'{row.part}: {row.what}', *shown, limit, verdict))} |"


def table(found: Sequence[Row], names: Sequence[str]) -> str:
    """Return the table as Markdown."""
    head = f"| | {' | '.join(names)} | judged | |\n| --- |{' --- |' * (len(names) + 2)}"
    return "\n".join([head, *(line(each, names) for each in found)])


def sentence(found: Sequence[Row]) -> str:
    """Return what came of all of it."""
    judged = [each for each in found if each.most is not None]
    broken = sum(not each.met for each in judged)
    return (
        f"{broken} of {len(judged)} limits are not met." if broken else f"All {len(judged)} limits are met."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 where this app does not stay within a limit, 3 where time was up."""
    usual = Plan()
    reader = argparse.ArgumentParser(
        prog="python -m benchmarks.load", description=(__doc__ or "").split("\n")[0]
    )
    reader.add_argument("--minutes", type=float, default=usual.minutes, help="how long the steady part lasts")
    reader.add_argument("--sessions", type=int, default=usual.sessions, help="readers of the steady part")
    reader.add_argument("--think", type=float, default=usual.think, help="seconds before the next change")
    reader.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="some of it")
    reader.add_argument("--apps", nargs="+", choices=tuple(_APPS), default=tuple(_APPS), help="some of them")
    reader.add_argument("--older", type=Path, metavar="DIR", help="a checkout of the first release")
    reader.add_argument("--max-seconds", type=int, default=3600, help="after which all of it is given up")
    given = reader.parse_args(arguments)
    plan = Plan(given.parts, given.sessions, given.think, given.minutes)
    names = [_APPS[each] for each in given.apps]
    # Whoever ends this program ends its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGALRM, lambda *_: sys.exit(3))
    signal.alarm(given.max_seconds)
    packages = ", ".join(f"{each} {version(each)}" for each in ("streamlit", "uvicorn", "websockets"))
    cores = len(os.sched_getaffinity(0))
    print(
        f"{cores} cores for client and server; Python {platform.python_version()}, {packages}\n", flush=True
    )
    with nullcontext(given.older) if given.older or OLDER not in names else first_release() as older:
        found = rows({name: measured(name, plan, older or ROOT) for name in names})
    signal.alarm(0)
    print(f"{table(found, names)}\n\n{sentence(found)}")
    return 0 if all(each.met for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
