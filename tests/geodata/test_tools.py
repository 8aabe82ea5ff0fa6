"""What programs ask: bounded, with claim ids, age and caveats, and the same as everywhere else."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from geodata.__main__ import main
from geodata.analysis.evidence import reading
from geodata.analysis.log import log
from geodata.analysis.standing import standing
from geodata.analysis.weighed import USED
from geodata.catalog import Catalog, open_catalog
from geodata.cli import tools
from geodata.cli.cited import CITE_ROW
from geodata.cli.results import on_all_days
from geodata.errors import LedgerError
from geodata.exports.references import of_answer, of_claim
from geodata.resolver.resolve import RESOLVED, state, states
from geodata.vocab import Dimension, Policy

DAY = "2024-11-26"


def every(catalog: Catalog) -> dict[str, tools.Answer]:
    return {
        "state": tools.state(catalog, DAY, ["kanpaiti", "Muse"]),
        "log": tools.log(catalog, "2024-11-01", "2024-11-30"),
        "claims": tools.claims(catalog, place="kanpaiti", on=DAY),
        "mines": tools.mines(catalog, DAY),
        "cite": tools.cite(catalog, ["k0007", "ap-2024-kanpaiti"]),
    }


@pytest.fixture(scope="module")
def answers(shipped: Catalog) -> dict[str, tools.Answer]:
    return every(shipped)


def test_there_are_five_and_each_has_the_same_parts(
    answers: dict[str, tools.Answer], shipped: Catalog
) -> None:
    assert [tool.__name__ for tool in tools.TOOLS] == list(answers)
    for answer in answers.values():
        assert list(answer) == ["text", "about", "caveats", "total", "left_out", "rows"]
        assert answer["about"]["data"] == shipped.hash and shipped.hash in answer["text"]
        assert answer["about"]["release"] == (shipped.release and shipped.release.number)
        assert answer["about"]["newest_report_control"] and answer["caveats"]
        assert all(caveat in answer["text"] for caveat in answer["caveats"])
        assert answer["total"] == answer["left_out"] + len(answer["rows"])
        assert json.loads(json.dumps(answer)) == answer, "plain values only"


@pytest.mark.parametrize(
    ("name", "columns", "ids"),
    [
        ("state", tools.STATE_ROW, "used"),
        ("log", tools.LOG_ROW, "claims"),
        ("claims", tools.CLAIM_ROW, "claim_id"),
        ("mines", tools.MINE_ROW, "claims"),
        ("cite", CITE_ROW, "id"),
    ],
)
def test_rows_have_their_columns_and_name_claims(
    answers: dict[str, tools.Answer], shipped: Catalog, name: str, columns: tuple[str, ...], ids: str
) -> None:
    rows = answers[name]["rows"]
    assert rows and all(tuple(row) == columns for row in rows)
    named = [each for row in rows for each in ([row[ids]] if isinstance(row[ids], str) else row[ids])]
    assert any(each in shipped.claims for each in named)
    assert all(each in shipped.claims or each in shipped.sources for each in named)


def test_a_state_is_that_of_the_command_line(shipped: Catalog, capsys: pytest.CaptureFixture[str]) -> None:
    for dimension in ("control", "gate"):
        places = ["kanpaiti", "muse", "laiza", "pangwa"]
        options = ["--place", *places, "--on", DAY, "--dimension", dimension, "--policy", "strict"]
        assert main(["state", *options, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)["places"]
        asked = tools.state(shipped, DAY, places, dimension=dimension, policy="strict")["rows"]
        same = (
            "place_id",
            "status",
            "actors",
            "with",
            "value",
            "newest_evidence",
            "stale",
            "origins",
            "used",
        )
        assert [{name: row[name] for name in same} for row in asked] == [
            {name: row[name] for name in same} for row in told
        ]


def test_the_age_is_the_days_from_the_newest_evidence(shipped: Catalog) -> None:
    for row in tools.state(shipped, "2026-01-01", ["kanpaiti", "lweje", "muse"])["rows"]:
        newest = row["newest_evidence"]
        age = (date(2026, 1, 1) - date.fromisoformat(newest)).days if newest else None
        assert row["age_days"] == age and row["stale"] == (age is None or age > 180)


def test_unknown_is_told_to_be_nobody(shipped: Catalog) -> None:
    unknown = next(s.place_id for s in states(shipped, date(2024, 11, 26)) if s.status == "unknown")
    answer = tools.state(shipped, DAY, [unknown])
    assert answer["rows"][0]["holder"] is None and "Unknown: no accepted claim" in answer["text"]
    assert "never means that the holder of before" in answer["text"]


def test_days_after_the_newest_report_are_unverified(shipped: Catalog) -> None:
    assert "unverified" in tools.state(shipped, "2026-06-20", ["kanpaiti"])["text"]
    assert "unverified" not in tools.state(shipped, DAY, ["kanpaiti"])["text"]
    assert "unverified" in tools.log(shipped, "2026-05-01", "2026-06-20")["text"]
    assert "unverified" in tools.mines(shipped, "2026-06-20")["text"]


def test_the_log_is_that_of_the_ledger_and_says_what_it_leaves_out(shipped: Catalog) -> None:
    entries = log(shipped, date(2024, 9, 1), date(2024, 12, 31))
    answer = tools.log(shipped, "2024-09-01", "2024-12-31", limit=10)
    assert answer["total"] == len(entries) and answer["left_out"] == len(entries) - 10
    assert [row["entry"] for row in answer["rows"]] == [entry.entry_id for entry in entries[:10]]
    assert f"{len(entries) - 10} more rows left out" in answer["text"]
    newest = tools.log(shipped, "2024-09-01", "2024-12-31", limit=1, newest_first=True)
    assert newest["rows"][0]["entry"] == entries[-1].entry_id
    kia = tools.log(shipped, "2024-11-01", "2024-11-30", actors=["kia"], dimensions=["control"])
    assert 0 < kia["total"] < answer["total"] and all(row["dimension"] == "control" for row in kia["rows"])


def test_claims_say_what_the_rule_did_with_each_the_used_first(shipped: Catalog) -> None:
    answer = tools.claims(shipped, place="kanpaiti", dimension="control", on=DAY, limit=100)
    row = tools.state(shipped, DAY, ["kanpaiti"])["rows"][0]
    results = {each["claim_id"]: each["result"] for each in answer["rows"]}
    used = [claim for claim, result in results.items() if result == "used"]
    assert sorted(used) == sorted(row["used"]) and list(results)[: len(used)] == used
    aside = [f"{c} ({r})" for c, r in results.items() if r not in ("used", "other days")]
    assert sorted(aside) == sorted(row["set_aside"])
    assert all(each["why"] for each in answer["rows"] if each["result"] not in ("used", "other days"))


def test_a_claim_says_what_the_rule_does_with_it_whatever_day_is_asked(shipped: Catalog) -> None:
    answer = tools.claims(shipped, ids=["k0020", "k0007"])
    results = {each["claim_id"]: (each["result"], each["why"]) for each in answer["rows"]}
    assert results["k0007"] == ("used", None)
    result, why = results["k0020"]
    assert result not in ("used", None) and f"[set aside, {result}: {why}]" in answer["text"]
    note = shipped.claims["k0020"].note or shipped.claims["k0007"].note
    assert note and f"Note: {note}" in answer["text"]
    for policy in Policy:
        rows = tools.claims(shipped, ids=list(shipped.claims)[:100], policy=policy, limit=100)["rows"]
        for row in rows:
            told = reading(shipped, row["claim_id"], policy)
            assert row["result"] == told and bool(row["why"]) == (told != "used")
    early = tools.claims(shipped, ids=["k0007"], known_on="2024-12-31", policy="any")
    assert early["rows"][0]["result"] == "used"


def test_a_state_tells_the_numbers_of_the_card(shipped: Catalog) -> None:
    assert "4 set aside, 6 add nothing; used: " in tools.state(shipped, DAY, ["kanpaiti"])["text"]


def test_claims_are_turned_page_by_page_and_none_is_later_than_known(shipped: Catalog) -> None:
    whole = [row["claim_id"] for row in tools.claims(shipped, place="muse", limit=100)["rows"]]
    parts = [
        row["claim_id"]
        for start in range(0, len(whole), 7)
        for row in tools.claims(shipped, place="muse", limit=7, offset=start)["rows"]
    ]
    assert parts == whole and len(whole) > 20
    early = tools.claims(shipped, place="muse", known_on="2023-12-31", limit=100)["rows"]
    assert 0 < len(early) < len(whole)
    assert all(row["recorded_first_day"] <= "2023-12-31" for row in early)


def test_mines_near_a_place_are_nearest_first(shipped: Catalog) -> None:
    near = tools.mines(shipped, DAY, near="Pang War", km=5)
    distances = [row["distance_km"] for row in near["rows"]]
    assert distances == sorted(distances) and distances[-1] <= 5
    assert near["rows"][0]["holder"] == "kia" and near["rows"][0]["claims"]
    assert tools.mines(shipped, DAY)["total"] == len(shipped.layers["mine_clusters"].features)


def test_a_citation_names_document_claim_and_ledger(shipped: Catalog) -> None:
    answer = tools.cite(shipped, ["k0007"])
    (row,) = answer["rows"]
    assert row["path"].startswith("/claim/k0007") and row["sentence"] == shipped.claims["k0007"].restates
    reference, document = of_claim(shipped, "k0007", "https://ledger.example", date(2026, 11, 27))
    assert row["citation"] == tools.cite(shipped, ["k0007"])["rows"][0]["citation"]
    assert row["citation"].startswith("Claim k0007 on Kanpaiti") and row["document"] == document.text
    assert row["citation"] in answer["text"] and row["document"] in answer["text"]
    there = tools.cite(shipped, ["k0007"], base="https://ledger.example")["rows"][0]
    assert there["citation"] == reference.text
    (alone,) = tools.cite(shipped, [document.key])["rows"]
    assert alone["citation"] == document.text and alone["document"] is None


def test_an_answer_is_cited_with_its_documents(shipped: Catalog) -> None:
    found = tools.cite(shipped, place="Kanpaiti", on=DAY)
    first, *rest = of_answer(shipped, state(shipped, "kanpaiti", date(2024, 11, 26)), "", date(2026, 11, 27))
    assert [row["citation"] for row in found["rows"]] == [first.text, *(each.text for each in rest)]
    assert found["rows"][0]["path"].startswith("/answer?place=kanpaiti&")
    strict = tools.cite(shipped, place="kanpaiti", on=DAY, policy="strict")
    assert strict["rows"][0]["id"] != found["rows"][0]["id"] and strict["about"]["policy"] == "strict"


REFUSED: list[tuple[str, tuple[Any, ...], dict[str, Any], str]] = [
    ("state", (DAY, ["kanpaitee"]), {}, "did you mean 'kanpaiti'?"),
    ("state", (DAY, []), {}, "at least one place"),
    ("state", (DAY, ["muse"] * 21), {}, "at most 20"),
    ("state", ("26 Nov 2024", ["muse"]), {}, "write YYYY-MM-DD"),
    ("state", ("2024-11-31", ["muse"]), {}, "did you mean 2024-11-30?"),
    ("state", (DAY, ["muse"]), {"policy": "strickt"}, "did you mean 'strict'?"),
    ("state", (DAY, ["muse"]), {"dimension": "offensive"}, "one of control, gate, rare_earth"),
    ("state", (DAY, ["muse"]), {"known_on": "soon"}, "is not a day"),
    ("state", (DAY, ["x" * 10_000]), {}, "no place"),
    ("log", (DAY, "2024-11-01"), {}, "did you mean from 2024-11-01"),
    ("log", ("2024-11-01", DAY), {"actors": ["kai"]}, "did you mean 'kia'?"),
    ("log", ("2024-11-01", DAY), {"limit": 0}, "from 1 to 100 rows"),
    ("log", ("2024-11-01", DAY), {"limit": 101}, "from 1 to 100 rows"),
    ("log", ("2024-11-01", DAY), {"dimensions": ["gates"]}, "did you mean 'gate'?"),
    ("claims", (), {}, "Name a place"),
    ("claims", (), {"ids": ["k00077"]}, "did you mean"),
    ("mines", (DAY,), {"near": "nowhere-at-all"}, "no place"),
    ("mines", (DAY,), {"near": "pangwa", "km": float("nan")}, "no distance"),
    ("mines", (DAY,), {"near": "kachin-china-border"}, "no point"),
    ("cite", (["nobody"],), {}, "no claim or source"),
    ("cite", ([],), {}, "at least one"),
    ("cite", (["k0007"],), {"place": "muse", "on": DAY}, "or an answer by"),
    ("cite", (), {"place": "muse"}, "give both"),
]


@pytest.mark.parametrize(("name", "args", "asked", "said"), REFUSED)
def test_what_is_not_understood_is_refused_in_one_short_sentence(
    shipped: Catalog, name: str, args: tuple[Any, ...], asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(LedgerError) as caught:
        getattr(tools, name)(shipped, *args, **asked)
    assert said in str(caught.value)
    assert len(str(caught.value)) < 700 and "\n" not in str(caught.value)


def test_the_largest_answers_are_bounded(shipped: Catalog) -> None:
    most = [
        tools.state(shipped, DAY, list(shipped.places)[: tools.MOST_PLACES]),
        tools.log(shipped, "1990-01-01", "2026-12-31", limit=tools.MOST_ROWS),
        tools.claims(shipped, ids=list(shipped.claims), limit=tools.MOST_ROWS),
        tools.mines(shipped, DAY, limit=tools.MOST_ROWS),
        tools.cite(shipped, list(shipped.claims)[: tools.MOST_ROWS]),
    ]
    assert max(len(json.dumps(answer)) for answer in most) < 400_000
    assert all(len(answer["rows"]) <= tools.MOST_ROWS for answer in most)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_days_at_the_end_of_time_have_an_answer(shipped: Catalog, day: str) -> None:
    for policy in Policy:
        assert tools.state(shipped, day, ["kanpaiti"], policy=policy)["rows"]
    assert tools.mines(shipped, day)["rows"]
    assert tools.claims(shipped, place="kanpaiti", on=day, dimension=Dimension.CONTROL)["rows"]


def test_the_path_of_a_claim_keeps_the_release_that_was_asked() -> None:
    older = open_catalog(release=1)
    (row,) = tools.claims(older, ids=["k0020"])["rows"]
    assert row["path"] == f"/claim/k0020?release={older.release.hash}"  # type: ignore[union-attr]
    (cited,) = tools.cite(older, ["k0020"])["rows"]
    assert cited["path"] == row["path"]


def test_a_claim_counts_for_programs_where_its_page_says_so(shipped: Catalog) -> None:
    part = [claim for claim in shipped.claims.values() if claim.dimension in RESOLVED]
    found = on_all_days(shipped, part, known_on=None, policy=Policy.REPORTED)
    for claim in part[::9]:
        assert (found[claim.claim_id][0] == USED) is bool(standing(shipped, claim.claim_id).used)
