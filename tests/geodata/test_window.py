"""What lies in a window: both ends are in it, nothing is lost, and the days are those of the resolver."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.__main__ import main
from geodata.analysis.window import By, Window, days_of
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.resolver.ties import Ties
from geodata.resolver.voices import make_voice
from tests.geodata.worlds import claim, day, drawn_claims

DAY = timedelta(days=1)
AUTUMN = date(2024, 9, 1), date(2024, 12, 31)
WINDOW = ("--from", "2024-09-01", "--to", "2024-12-31")


def window(first: str, last: str, by: By = By.DAYS) -> Window:
    return Window(date.fromisoformat(first), date.fromisoformat(last), by)


def said(**dates: str | bool) -> Claim:
    return claim("x0001", "kia", "a", **{"recorded": "2024-12-31"} | dates)


# -- By the days of which a claim speaks -----------------------------------------------------------


@pytest.mark.parametrize(
    ("dates", "first", "last", "inside"),
    [
        ({"start": "2024-10-22"}, "2024-10-22", "2024-10-22", True),
        ({"start": "2024-10-22"}, "2024-10-01", "2024-10-22", True),
        ({"start": "2024-10-22"}, "2024-10-22", "2024-10-31", True),
        ({"start": "2024-10-22"}, "2024-10-23", "2024-10-31", False),
        ({"start": "2024-10-22"}, "2024-10-01", "2024-10-21", False),
        ({"start": "2024-10"}, "2024-10-31", "2024-11-30", True),
        ({"start": "2024-10"}, "2024-11-01", "2024-11-30", False),
        ({"start": "2024-10~"}, "2024-09-01", "2024-10-01", True),
        ({"start": "../2024-10-22"}, "2024-10-22", "2024-10-22", True),
        ({"start": "../2024-10-22"}, "2024-10-01", "2024-10-21", False),
        ({"start": "2024-03-01", "end": "2024-10-22"}, "2024-06-01", "2024-06-02", True),
        ({"start": "2024-03-01", "as_of": "2024-10-22"}, "2024-06-01", "2024-06-02", True),
        ({"start": "2024-03-01", "end": "2024-10-22"}, "2024-10-23", "2024-10-23", False),
        ({"as_of": "2024-10-22", "before": True}, "2020-01-01", "2020-01-02", True),
        ({"as_of": "2024-10-22", "before": True}, "2024-10-23", "2024-10-23", False),
        ({"as_of": "2024", "recorded": "2024-06-01"}, "2024-06-02", "2024-12-31", False),
        ({"start": "2024-03", "end": "2024-10", "recorded": "2024-06-01"}, "2024-06-02", "2024-12-31", False),
        ({"stance": "unconfirmed"}, "1900-01-01", "2100-01-01", False),
    ],
)  # fmt: skip
def test_a_claim_lies_where_one_of_its_days_does_both_ends_included(
    dates: dict[str, str | bool], first: str, last: str, inside: bool
) -> None:
    assert window(first, last).has(said(**dates)) is inside


def test_the_days_of_every_claim_are_those_that_the_resolver_reads(shipped: Catalog) -> None:
    for each in shipped.claims.values():
        last = each.recorded.last_day
        assert last
        voice = make_voice(
            each,
            shipped.sources[each.source_id],
            Ties(shipped.actors),
            last,
            lambda *_: False,
            shipped.rules,
        )
        assert days_of(each) == (voice.first, voice.last), each.claim_id


def test_a_figure_lies_where_its_period_does(shipped: Catalog) -> None:
    months = [each for each in shipped.measures if each.period.text == "2024-10"]
    assert months
    for each in months:
        assert window("2024-10-31", "2024-11-30").has(each)
        assert not window("2024-11-01", "2024-11-30").has(each)


# -- By the day on which it was recorded -----------------------------------------------------------


@pytest.mark.parametrize(
    ("recorded", "first", "last", "inside"),
    [
        ("2024-10-22", "2024-10-22", "2024-10-22", True),
        ("2024-10-22", "2024-10-23", "2024-10-31", False),
        ("2024-10", "2024-10-31", "2024-11-30", True),
        ("2024-10-20/2024-10-24", "2024-10-22", "2024-10-22", True),
        ("../2024-10-22", "2024-10-01", "2024-10-21", False),
    ],
)
def test_a_record_lies_where_one_of_the_days_that_it_may_mean_does(
    recorded: str, first: str, last: str, inside: bool
) -> None:
    assert window(first, last, By.RECORDED).has(said(start="2020-01-01", recorded=recorded)) is inside


# -- Nothing is lost -------------------------------------------------------------------------------

edges = st.tuples(st.integers(-40, 120), st.integers(0, 80)).map(lambda pair: (pair[0], sum(pair)))


@given(drawn_claims(), edges, st.sampled_from(list(By)), st.integers(0, 2))
def test_inside_and_outside_are_all(claims: list[Claim], days: tuple[int, int], by: By, undated: int) -> None:
    every = [*claims, *(claim(f"y{number}", "kia", "a", stance="denies") for number in range(undated))]
    split = Window(day(days[0]), day(days[1]), by).split(every)
    assert sorted(c.claim_id for c in (*split.inside, *split.outside)) == sorted(c.claim_id for c in every)
    assert split.undated == (undated if by is By.DAYS else 0)
    assert [each for each in every if each in split.inside] == list(split.inside)


@given(drawn_claims(), st.lists(st.integers(-40, 120), max_size=5))
def test_each_record_lies_in_one_of_some_windows_that_follow_each_other(
    claims: list[Claim], cuts: list[int]
) -> None:
    """The sum over windows that share no day is the whole, where each was recorded on one day."""
    ends = [date.min, *(day(number) for number in sorted(set(cuts))), date.max]
    windows = [Window(a, b if b == date.max else b - DAY, By.RECORDED) for a, b in pairwise(ends)]
    assert sum(len(each.split(claims).inside) for each in windows) == len(claims)


def test_the_shipped_claims_and_figures_add_up_over_the_months(shipped: Catalog) -> None:
    firsts = [date(year, month, 1) for year in range(2015, 2028) for month in range(1, 13)]
    exact = [c for c in shipped.claims.values() if len(c.recorded.text.rstrip("~?")) == 10]
    months = [Window(a, b - DAY, By.RECORDED) for a, b in pairwise(firsts)]
    assert len(exact) > 800
    assert sum(len(month.split(exact).inside) for month in months) == len(exact)
    for by in By:
        for records in (tuple(shipped.claims.values()), shipped.measures):
            split = Window(*AUTUMN, by).split(records)
            assert split.inside and split.outside
            assert len(split.inside) + len(split.outside) == len(records)


# -- On the command line ---------------------------------------------------------------------------


@pytest.mark.parametrize("by", list(By))
@pytest.mark.parametrize("what", ["claims", "figures"])
def test_export_writes_what_lies_in_the_window_and_counts_the_rest(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, shipped: Catalog, what: str, by: By
) -> None:
    out = tmp_path / "rows.csv"
    command = ["export", "--rows", what, "--format", "csv", "--out", str(out), *WINDOW, "--by", by]
    assert main(command) == 0
    every = tuple(shipped.claims.values()) if what == "claims" else shipped.measures
    split = Window(*AUTUMN, by).split(every)
    written = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    key = "claim_id" if what == "claims" else "measure_id"
    assert [row[key] for row in written] == [getattr(each, key) for each in split.inside]
    told = capsys.readouterr()
    assert f"{len(split.outside)} more rows lie outside the window." in told.err
    assert f"{len(split.inside)} rows written" in told.out


@pytest.mark.parametrize("form", ["geojson", "geoparquet", "gpkg", "xlsx"])
@pytest.mark.parametrize("what", ["claims", "figures", "disputes"])
def test_claims_figures_and_disputes_are_written_in_every_format(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, what: str, form: str
) -> None:
    out = tmp_path / "out"
    assert main(["export", "--rows", what, "--format", form, "--out", str(out), *WINDOW]) == 0
    assert out.stat().st_size > 1000
    if form == "geojson":
        about = json.loads(out.read_text(encoding="utf-8"))
        assert (about["from"], about["to"], about["by"]) == ("2024-09-01", "2024-12-31", "days")


def test_intervals_of_a_window_are_those_that_meet_it(capsys: pytest.CaptureFixture[str]) -> None:
    def ask(*options: str) -> tuple[list[dict[str, str]], str]:
        assert main(["intervals", "--place", "kanpaiti", "--json", *options]) == 0
        told = capsys.readouterr()
        return json.loads(told.out)["intervals"], told.err

    every, told = ask()
    assert told == ""
    kept, told = ask(*WINDOW)
    assert 0 < len(kept) < len(every)
    assert f"{len(every) - len(kept)} more rows lie outside the window." in told
    assert all((row["start"] or "") <= "2024-12-31" and (row["end"] or "9") > "2024-09-01" for row in kept)
    recorded, _ = ask(*WINDOW, "--by", "recorded")
    assert 0 < len(recorded) < len(every) and recorded != kept


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--rows", "states", "--on", "2024-11-26", *WINDOW), "--rows claims, figures, disputes or events"),
        (("--rows", "claims", "--on", "2024-11-26"), "give --from and --to"),
        (("--rows", "claims", "--from", "2024-09-01"), "give both --from and --to"),
        (("--rows", "claims", *WINDOW, "--by", "day"), "did you mean 'days'?"),
        (
            ("--rows", "claims", "--from", "2024-12-01", "--to", "2024-11-01"),
            "did you mean --from 2024-11-01",
        ),
        (("--rows", "claim"), "did you mean 'claims'?"),
        (("--rows", "figures", "--dimension", "control"), "leave --dimension out"),
        ((), "give the day with --on"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    out = tmp_path / "x.csv"
    assert main(["export", "--format", "csv", "--out", str(out), *options]) == 2
    assert words in capsys.readouterr().err and not out.exists()
