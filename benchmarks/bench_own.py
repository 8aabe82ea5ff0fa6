"""A reader's own file, from the upload to linked map and charts: this project and the plain way.

The file has 200,000 rows in the shape of an ACLED export and is made here. Each turn begins with
a new server of its own; memory is the most that its process held from the upload on.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
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

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
ROWS = 200_000
PATIENCE = 120_000
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
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


def _at_rest(page: Page) -> None:
    page.wait_for_selector('[data-test-script-state="notRunning"]', state="attached")


def _ours(browser: Browser, file: Path, port: int) -> Turn:
    with _served(["dashboard", "--port", str(port)], port) as pid:
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        page.set_default_timeout(PATIENCE)
        fetched: list[float] = []
        page.on("response", lambda each: fetched.append(time.monotonic()) if "/own/" in each.url else None)
        page.goto(f"http://127.0.0.1:{port}/?on=2024-11-26")
        page.locator(".st-key-legend").wait_for()
        _at_rest(page)
        page.get_by_role("link", name="Data").first.click()
        field = page.locator('input[type="file"]').first
        field.wait_for(state="attached")
        _at_rest(page)
        before = _memory(pid, "VmRSS")
        Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="utf-8")
        began = time.monotonic()
        field.set_input_files(file)
        page.get_by_text("rows in the file").first.wait_for()
        report = time.monotonic() - began
        page.get_by_role("link", name="See it on the map").first.click()
        page.locator(".st-key-legend").get_by_text("(your data)").first.wait_for()
        page.get_by_text("your data over time").first.wait_for()
        while not fetched:
            page.wait_for_timeout(20)
        _at_rest(page)
        drawn = max(time.monotonic(), fetched[-1]) - began
        most = _memory(pid, "VmHWM")
        page.close()
        return Turn(report, drawn, before, most)


def _plain(browser: Browser, file: Path, port: int, query: str = "") -> Turn:
    script = str(Path(__file__).with_name("plain_own.py"))
    # The limit of our own configuration would stop it.
    options = ["--server.port", str(port), "--server.headless", "true", "--server.maxMessageSize", "2000"]
    with _served(["streamlit", "run", script, *options], port) as pid:
        page = browser.new_page(viewport={"width": 1600, "height": 900})
        page.set_default_timeout(PATIENCE)
        page.goto(f"http://127.0.0.1:{port}/{query}")
        field = page.locator('input[type="file"]').first
        field.wait_for(state="attached")
        _at_rest(page)
        before = _memory(pid, "VmRSS")
        Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="utf-8")
        began = time.monotonic()
        field.set_input_files(file)
        page.get_by_text("Drawn", exact=True).wait_for()
        page.locator('[data-testid="stDeckGlJsonChart"] canvas').first.wait_for()
        _at_rest(page)
        drawn = time.monotonic() - began
        most = _memory(pid, "VmHWM")
        page.close()
        return Turn(drawn, drawn, before, most)


def main() -> None:
    """Print what both ways take, in turns, as medians, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--rows", type=int, default=ROWS)
    given = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, _NAMES)), None)
    ways = {
        "Border Ledger": _ours,
        "plain way": _plain,
        "plain way, three columns": partial(_plain, query="?slim"),
    }
    taken: dict[str, list[Turn]] = {name: [] for name in ways}
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "acled.csv"
        write_file(file, given.rows)
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        for turn in range(given.turns):
            for name, way in ways.items():
                taken[name].append(way(browser, file, 8971 + turn))
        browser.close()
    found = {name: Turn(*map(median, zip(*turns, strict=True))) for name, turns in taken.items()}
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
