"""A reader's own file, from the upload to linked map and charts: this project and the plain way.

The file has 200,000 rows in the shape of an ACLED export and is made here. Each turn begins with
a new server of its own; memory is the most that its process held from the upload on.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks import browsing
from benchmarks.browsing import Chromium, NoPicture, Tab, chromium

ROOT = Path(__file__).parents[1]
ROWS = 200_000
PATIENCE = browsing.PATIENCE = 120.0
"""Seconds after which a way is given up: the plain one keeps the browser busy for long."""
_COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type"),
    *("sub_event_type", "actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2"),
    *("interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3"),
    *("location", "latitude", "longitude", "geo_precision", "source", "source_scale", "notes"),
    *("fatalities", "tags", "timestamp"),
)
_ACTORS = (
    "KIO/KIA: Kachin Independence Organization/Kachin Independence Army",
    "Military Forces of Myanmar (2021-)",
    "MNDAA: Myanmar National Democratic Alliance Army",
    "Unidentified Armed Group (Myanmar)",
)


class Turn(NamedTuple):
    """What one upload took: seconds until the report, until map and charts, and megabytes."""

    report: float
    drawn: float
    before: float
    most: float


def write_file(path: Path, rows: int) -> None:
    """Write a table in the shape of an ACLED export: made up, the same at each call."""
    draw = random.Random(1)  # noqa: S311 - no secret
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(_COLUMNS)
        for number in range(rows):
            day = date(2021, 1, 1) + timedelta(days=draw.randrange(1800))
            table.writerow(
                (
                    *(f"MMR{number}", day, day.year, 1, "Political violence", "Battles", "Armed clash"),
                    *(draw.choice(_ACTORS), "", "2", draw.choice(_ACTORS), "", "1", "12", "", 104),
                    *("Southeast Asia", "Myanmar", "Kachin", "Myitkyina", "Chipwi"),
                    *(f"Place {draw.randrange(4000)}", f"{draw.uniform(20, 27):.4f}"),
                    *(f"{draw.uniform(96, 99):.4f}", draw.choice((1, 1, 2)), "Some Source", "National"),
                    *("On the day clashes were reported near the village between two sides.",),
                    *(draw.randrange(4), "", 1_700_000_000 + number),
                )
            )


@contextmanager
def _served(command: list[str], port: int) -> Iterator[int]:
    """Yield the number of a server's process, once it answers."""
    server = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                    break
            except (URLError, OSError):
                time.sleep(0.1)
        yield server.pid
    finally:
        server.terminate()
        server.wait()


def _memory(pid: int, key: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(key))


def _clear_peak(pid: int) -> float:
    """Forget the most that a process held; return what it holds now, in megabytes."""
    Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="utf-8")
    return _memory(pid, "VmRSS")


def _until(tab: Tab, *conditions: str) -> None:
    """Wait until expressions of the page are all true, in this order.

    Raises:
        NoPicture: If they do not come to be in time, or the page shows an exception.
    """
    end = time.monotonic() + PATIENCE
    for each in conditions:
        while not tab.ask(f"Boolean({each})"):
            if time.monotonic() > end or tab.ask("Boolean(document.querySelector('.stException'))"):
                raise NoPicture(each)
            time.sleep(0.05)


def _says(text: str) -> str:
    return f"document.body.innerText.includes({json.dumps(text)})"


_REST = "document.querySelector('[data-test-script-state=notRunning]')"
_FIELD = "document.querySelector('input[type=file]')"


def _give(tab: Tab, file: Path) -> None:
    root = tab.call("DOM.getDocument")["root"]["nodeId"]
    field = tab.call("DOM.querySelector", nodeId=root, selector="input[type=file]")["nodeId"]
    tab.call("DOM.setFileInputFiles", files=[str(file)], nodeId=field)


def _link(text: str) -> str:
    every = "[...document.querySelectorAll('a, button')]"
    return f"{every}.find((each) => each.innerText.includes({json.dumps(text)}))"


def _ours(browser: Chromium, file: Path, port: int) -> Turn:
    with _served(["dashboard", "--port", str(port)], port) as pid, browser.tab() as tab:
        tab.open(f"http://127.0.0.1:{port}/?on=2024-11-26")
        tab.ask(f"{_link('Data')}.click()")
        _until(tab, _FIELD, _REST)
        time.sleep(1)
        before, began = _clear_peak(pid), time.monotonic()
        _give(tab, file)
        _until(tab, _says("rows in the file"), _link("See it on the map"))
        report = time.monotonic() - began
        tab.ask(f"{_link('See it on the map')}.click()")
        fetched = "performance.getEntriesByType('resource').some((each) => each.name.includes('/own/'))"
        _until(tab, _says("(your data)"), _says("your data over time"), fetched, _REST)
        return Turn(report, time.monotonic() - began, before, _memory(pid, "VmHWM"))


def _plain(browser: Chromium, file: Path, port: int, query: str = "") -> Turn:
    script = str(Path(__file__).with_name("plain_own.py"))
    # The limit of our own configuration would stop it.
    options = ["--server.port", str(port), "--server.headless", "true", "--server.maxMessageSize", "2000"]
    with _served(["streamlit", "run", script, *options], port) as pid, browser.tab() as tab:
        tab.call("Page.navigate", url=f"http://127.0.0.1:{port}/{query}")
        _until(tab, _FIELD, _REST)
        time.sleep(1)
        before, began = _clear_peak(pid), time.monotonic()
        _give(tab, file)
        canvas = "document.querySelector('[data-testid=stDeckGlJsonChart] canvas')"
        _until(tab, _says("Drawn"), canvas, _REST)
        drawn = time.monotonic() - began
        return Turn(drawn, drawn, before, _memory(pid, "VmHWM"))


def main() -> None:
    """Print what both ways take, in turns, as medians, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--rows", type=int, default=ROWS)
    given = parser.parse_args()
    ways = {
        "Border Ledger": _ours,
        "plain way": _plain,
        "plain way, three columns": partial(_plain, query="?slim"),
    }
    taken: dict[str, list[Turn]] = {name: [] for name in ways}
    with TemporaryDirectory() as folder, chromium() as browser:
        file = Path(folder) / "acled.csv"
        write_file(file, given.rows)
        for turn in range(given.turns):
            for name, way in ways.items():
                try:
                    taken[name].append(way(browser, file, 8971 + turn))
                except NoPicture as error:
                    print(f"{name}: gave up after {PATIENCE:.0f} s ({error})")
    found = {name: Turn(*map(median, zip(*turns, strict=True))) for name, turns in taken.items() if turns}
    print(f"{given.rows:,} rows, medians of {given.turns} turns")
    for name, turn in found.items():
        print(
            f"{name}: report {turn.report:.1f} s, map and charts {turn.drawn:.1f} s, "
            f"memory {turn.before:.0f} MB before, at most {turn.most:.0f} MB"
        )
    ours, *others = found.values()
    print("ratios of time:", ", ".join(f"{ours.drawn / other.drawn:.2f}" for other in others))


if __name__ == "__main__":
    main()
