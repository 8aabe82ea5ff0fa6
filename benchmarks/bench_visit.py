"""What a first visit of Explore costs: its bytes on the wire, its time on a poor network, its first visitor.

The other side is the first release, each with its own ledger. Every visit has an empty cache. Run it alone
on the machine:

    python -m benchmarks.bench_visit

On the wire is what the browser received, heads of answers included; messages of the websocket as
permessage-deflate packs them. The browser is on the server's machine and so asks for brotli, as it would over
https; over plain http it takes gzip, which `--gzip` shows by asking each file of the visit so. A poor network
gives 1.6 Mbit/s, and each answer 150 ms after its question.
"""

from __future__ import annotations

import argparse
import statistics
import time
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.browsing import Chromium, chromium
from benchmarks.figures import Figure, first_release
from benchmarks.serving import HOST, ROOT, served

TURNS = 3
BITS, DELAY = 1.6e6, 0.15
"""Bits a second of a poor network, and the seconds that an answer takes on it."""
PATIENCE = 120.0
"""Seconds that a page may take there."""
ALL, UP_TO_STILL = 2_400, 1_400
"""Kilobytes that a first visit may have on the wire: in all, and until the still picture of its map."""
STILL, LIVE = "border-ledger-still", "border-ledger-live"
"""The marks that the map sets once its still picture is drawn, and once a hand can move it."""
_AT = 'performance.getEntriesByName("{}")[0]?.startTime ?? null'
_CANVAS_AT = """new Promise((found) => {
  const look = () => document.querySelector('[data-testid="stDeckGlJsonChart"] canvas')
    ? found(performance.now()) : requestAnimationFrame(look);
  look();
})"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One first visit.

    Attributes:
        painted: Milliseconds until the map was painted.
        still: Milliseconds until its still picture was, None where there is none.
        live: Milliseconds until a hand could move it, None where that is not known apart.
        all: Kilobytes on the wire.
        until_still: Of them those that came before the still picture.
        files: What each part of it had on the wire, in kilobytes by address.
    """

    painted: float
    still: float | None
    live: float | None
    all: float
    until_still: float
    files: dict[str, float]


def visit(browser: Chromium, url: str, *, poor: bool = False) -> Visit:
    """Visit a page once, on a poor network or on none."""
    with browser.tab() as tab:
        tab.weigh()
        if poor:
            tab.slow_down(BITS, DELAY)
        painted = tab.open(url, PATIENCE)
        still, live = tab.ask(_AT.format(STILL)), None
        giving_up = time.monotonic() + PATIENCE
        while still is not None and live is None and time.monotonic() < giving_up:
            time.sleep(0.5)
            live = tab.ask(_AT.format(LIVE))
        until = tab.began + (still or 0) / 1000
        files: dict[str, float] = {}
        for _, address, size in tab.wire:
            files[address] = files.get(address, 0) + size / 1000
        early = sum(size for when, _, size in tab.wire if when <= until) / 1000
    return Visit(painted, still, live, sum(files.values()), early, files)


def empty(browser: Chromium, url: str) -> float:
    """Return the milliseconds until the canvas of an empty map stands in its page."""
    with browser.tab() as tab:
        tab.call("Page.navigate", url=url)
        return float(tab.ask(_CANVAS_AT))


def dashboard(folder: Path) -> AbstractContextManager[tuple[str, int]]:
    """Serve the dashboard of a checkout."""
    return served("dashboard", "run", "--port", "{port}", "--address", HOST, folder=folder)


def figures(older: Path) -> Iterator[Figure]:
    """Measure this checkout and the first release, which lies in `older`."""
    with chromium() as browser:
        yield from _network(browser, older)
        yield from _first_visitor(browser)


def _network(browser: Chromium, older: Path) -> Iterator[Figure]:
    """Bytes and the time on a poor network; each server has served one visit before."""
    with dashboard(ROOT) as (here, _), dashboard(older) as (there, _):
        for base in (here, there):
            visit(browser, base)
        ours, theirs = [], []
        for _ in range(TURNS):
            ours.append(visit(browser, here, poor=True))
            theirs.append(visit(browser, there, poor=True))
        sizes = [statistics.median(each.all for each in side) for side in (ours, theirs)]
        # What is promised is a size, so the ratio follows from what the other side takes.
        yield Figure(
            "First visit",
            f"on the wire, {ALL:,} kB at most",
            "kB",
            sizes[0],
            "first release",
            sizes[1],
            most=ALL / sizes[1],
        )
        yield Figure(
            "First visit",
            "to the painted map at 1.6 Mbit/s and 150 ms",
            "s",
            statistics.median(each.painted for each in ours) / 1000,
            "first release",
            statistics.median(each.painted for each in theirs) / 1000,
            most=0.5,
        )
        if any(each.still is None for each in ours):
            return
        yield Figure(
            "First visit",
            "until a hand can move the map, on that network",
            "s",
            statistics.median(each.live or PATIENCE * 1000 for each in ours) / 1000,
            "first release",
            statistics.median(each.painted for each in theirs) / 1000,
        )
        early = statistics.median(each.until_still for each in ours)
        yield Figure(
            "First visit",
            f"on the wire until the still picture, {UP_TO_STILL:,} kB at most",
            "kB",
            early,
            "first release, all",
            sizes[1],
            most=UP_TO_STILL / sizes[1],
        )
        script = str(Path(__file__).with_name("visit_empty.py"))
        options = ("--server.port", "{port}", "--server.headless", "true")
        with served("streamlit", "run", script, *options) as (plain, _):
            empty(browser, plain)
            stills, empties = [], []
            for _ in range(TURNS + 2):
                stills.append(visit(browser, here).still or 0)
                empties.append(empty(browser, plain))
        yield Figure(
            "First visit",
            "to the still picture",
            "s",
            statistics.median(stills) / 1000,
            "st.pydeck_chart, empty",
            statistics.median(empties) / 1000,
            most=1.6,
        )


def _first_visitor(browser: Chromium) -> Iterator[Figure]:
    """The wait of who comes as soon as a server is healthy, and of the next one."""
    firsts, seconds = [], []
    for _ in range(TURNS):
        with dashboard(ROOT) as (base, _):
            firsts.append(visit(browser, base).painted / 1000)
            seconds.append(visit(browser, base).painted / 1000)
    yield Figure(
        "First visit",
        "the first visitor of a server just started",
        "s",
        statistics.median(firsts),
        "the second",
        statistics.median(seconds),
        most=1.2,
    )


def main() -> int:
    """Print the figures; return 1 where one does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--older", type=Path, help="the first release, checked out (default: from git)")
    parser.add_argument("--gzip", action="store_true", help="only say what it has over plain http")
    given = parser.parse_args()
    if given.gzip:
        _tell_gzip()
        return 0
    found = []
    with first_release() as archived:
        for each in figures(given.older or archived):
            found.append(each)
            verdict = "holds" if each.holds else "DOES NOT HOLD"
            print(
                f"{each.what}: {each.this:,.2f} {each.unit}, {each.beside} {each.other:,.2f}; "
                f"ratio {each.ratio:.2f}, at most {each.most:.2f}: {verdict}",
                flush=True,
            )
    return int(not all(each.holds for each in found))


def _tell_gzip() -> None:
    """Say what a first visit has on the wire in all where a browser takes gzip only."""
    with chromium() as browser, dashboard(ROOT) as (base, _):
        seen = visit(browser, base)
        total = 0.0
        for address, size in seen.files.items():
            if urlsplit(address).netloc != urlsplit(base).netloc or "_stcore" in address:
                total += size
                continue
            request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})  # noqa: S310
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - our own
                total += (len(answer.read()) + len(str(answer.headers))) / 1000
    print(f"on the wire with brotli {seen.all:,.0f} kB, with gzip {total:,.0f} kB")


if __name__ == "__main__":
    raise SystemExit(main())
