"""The runner's table, of figures that are made up: nothing is measured here."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from benchmarks import __main__ as runner
from benchmarks.figures import Figure, LeftOut

PAPER = Figure("Paper", "one PNG, cold", "s", 0.9, "first release", 2.0, most=0.6)
PLAYBACK = Figure("Playback", "normal speed", "pictures a second", 18, "first release", 3.5, least=5)
SLOW = Figure("Answers", "a year of states", "ms", 1_250, "day by day", 5_000, most=0.05)
COUNT = Figure("Playback", "changes shown", "days", 18, "step by step", 18, least=1)
SIZE = Figure("First visit", "on the wire", "kB", 2_314.2, "first release", 4_657)
PEER = LeftOut("Change of date", "to painted pixels", "streamlit-lonboard is not installed in .venv-maps")


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (PAPER, "| Paper: one PNG, cold | 0.9 s | first release | 2 s | 0.45 | at most 0.6 | kept |"),
        (
            PLAYBACK,
            "| Playback: normal speed | 18 pictures a second | first release | 3.5 pictures a second "
            "| 5.14 | at least 5 | kept, within 10% |",
        ),
        (
            SLOW,
            "| Answers: a year of states | 1,250 ms | day by day | 5,000 ms | 0.25 | at most 0.05 "
            "| **not kept** |",
        ),
        (COUNT, "| Playback: changes shown | 18 days | step by step | 18 days | 1 | at least 1 | kept |"),
        (SIZE, "| First visit: on the wire | 2,314 kB | first release | 4,657 kB | 0.497 |  |  |"),
        (
            PEER,
            "| Change of date: to painted pixels | | | | | | left out: streamlit-lonboard is not installed "
            "in .venv-maps |",
        ),
    ],
)
def test_a_line_has_both_sides_the_ratio_the_promise_and_whether_it_is_kept(
    found: Figure | LeftOut, line: str
) -> None:
    assert runner.row(found) == line


def test_a_ratio_near_its_promise_says_so_on_both_sides_of_it() -> None:
    for this, told in ((5.4, "kept, within 10%"), (6.4, "**not kept**, within 10%"), (5.0, "kept")):
        assert runner.verdict(Figure("s", "w", "s", this, "b", 10, most=0.6)) == told


@pytest.mark.parametrize(
    ("found", "said", "code"),
    [
        ([PAPER, COUNT, SIZE], "Every promise is kept.", 0),
        ([PAPER, PLAYBACK], "Every promise is kept; 1 within 10% of what is promised.", 0),
        ([PAPER, SLOW], "1 of 2 promises are not kept.", 1),
        ([PAPER, PEER], "Every promise that was measured is kept; 1 left out.", 1),
    ],
)
def test_the_run_ends_with_a_sentence_and_a_code(
    found: list[Figure | LeftOut],
    said: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    module = ModuleType("benchmarks.bench_open")
    module.__dict__["figures"] = lambda _: iter(found)
    monkeypatch.setitem(sys.modules, "benchmarks.bench_open", module)
    monkeypatch.setattr(runner, "machine", lambda: "a machine")
    monkeypatch.setattr(sys, "argv", ["benchmarks", "bench_open", "--older", str(tmp_path)])
    assert runner.main() == code
    first, _, *table, _, last = capsys.readouterr().out.splitlines()
    assert first == "a machine" and last == said
    assert table[2:] == [runner.row(each) for each in found]
    assert {line.count("|") for line in table} == {8}


def test_what_goes_wrong_is_a_line_and_the_other_figures_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    def figures(_: Path) -> Iterator[Figure]:
        yield PAPER
        raise OSError("no such program")

    module = ModuleType("benchmarks.bench_open")
    module.__dict__["figures"] = figures
    monkeypatch.setitem(sys.modules, "benchmarks.bench_open", module)
    found = list(runner.measured("bench_open", Path()))
    assert found == [PAPER, LeftOut("bench_open", "the rest", "OSError: no such program")]
