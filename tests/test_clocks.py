"""A clock that jumps changes no answer: one function reads it, durations are of another clock."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import pytest

from dashboard.service.limits import RateGuard
from geodata import dates
from geodata.__main__ import main
from geodata.catalog import open_catalog
from geodata.exports.files import export_bytes

DAY = date(2024, 11, 26)
WALL = {"time", "time_ns", "now", "today", "utcnow", "localtime", "gmtime", "ctime"}
"""What gives the time of the wall clock, of the modules `time` and `datetime`."""


def _read(tree: ast.Module) -> Iterator[int]:
    """Yield the lines on which a module reads the wall clock."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (node.lineno for name in node.names if name.name in WALL)
        called = node.func if isinstance(node, ast.Call) else None
        of = called.value if isinstance(called, ast.Attribute) and called.attr in WALL else None
        if isinstance(of, ast.Name) and of.id in ("time", "date", "datetime"):
            yield of.lineno


def test_one_function_reads_the_wall_clock(root: Path) -> None:
    found = [
        str(file.relative_to(root))
        for package in ("geodata", "dashboard")
        for file in sorted((root / package).rglob("*.py"))
        for _ in _read(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert found == ["geodata/dates.py"], "days are asked of `geodata.dates.today`, durations of `monotonic`"


@pytest.fixture(params=[date(1999, 12, 31), date(2099, 1, 1)])
def jumped(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> date:
    """Let the machine's clock stand far back, or far ahead."""
    day: date = request.param

    class Jumped:
        def astimezone(self) -> Jumped:
            return self

        def date(self) -> date:
            return day

        @classmethod
        def now(cls, *_: Any) -> Jumped:
            return cls()

    monkeypatch.setattr(dates, "datetime", Jumped)
    assert dates.today() == day
    return day


def test_no_answer_follows_the_clock(jumped: date, monkeypatch: pytest.MonkeyPatch) -> None:
    made = open_catalog()
    then = [export_bytes(made, form, DAY) for form in ("csv", "gpkg", "xlsx")], made.hash, made.newest_record
    monkeypatch.undo()
    again = open_catalog()
    now = (
        [export_bytes(again, form, DAY) for form in ("csv", "gpkg", "xlsx")],
        again.hash,
        again.newest_record,
    )
    assert then == now


def test_a_check_on_a_clock_that_stands_back_says_which_day_it_takes_for_today(
    jumped: date, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = main(["check"])
    told = capsys.readouterr().out
    assert ended == (1 if jumped.year < 2000 else 0)
    assert ("today is 31 Dec 1999" in told) == bool(ended)


@pytest.mark.parametrize("jump", [-86_400.0, 86_400.0])
def test_the_guard_counts_by_a_clock_that_never_jumps(jump: float, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(range(10**6))
    monkeypatch.setattr(time, "time", lambda: 1.7e9 + jump * next(times))
    waits: list[float] = []

    async def slept(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("dashboard.service.limits.sleep", slept)

    async def page(scope: Any, receive: Any, send: Any) -> None:
        for _ in range(40):
            await receive()

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.receive", "bytes": b""}

    anyio.run(
        RateGuard(page),
        {"type": "websocket", "path": "/", "headers": [], "client": ("127.0.0.1", 1)},
        receive,
        None,
    )
    assert waits and all(0 < seconds < 30 for seconds in waits), "it waits, and never for long"
