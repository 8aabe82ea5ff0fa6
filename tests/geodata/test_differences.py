"""What two catalogs answer otherwise: the days, the answers before and after, and why."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.__main__ import main
from geodata.analysis import differences as module
from geodata.analysis.differences import Cause, Disagreement, differences
from geodata.catalog import Catalog, open_catalog
from geodata.datasets.claims import Claim
from geodata.resolver.answers import Interval, State, Track
from geodata.resolver.resolve import RESOLVED, state
from geodata.vocab import EDITIONS, Dimension, Policy, Rules, SourceKind, Status
from tests.geodata.worlds import catalog, claim, day, drawn_catalog, drawn_claims, source

DAY = timedelta(days=1)
OLD, NEW = EDITIONS[1], EDITIONS[2]
FALL = claim("x0001", "kia", "a", start="2024-01-10")
HELD = claim("x0000", "sac", "b", start="2024-01-01")


def town(*claims: Claim, rules: Rules = OLD) -> Catalog:
    return replace(catalog(claims), rules=rules)


def only(found: tuple[Disagreement, ...]) -> Disagreement:
    (one,) = found
    return one


def told(found: State) -> tuple[object, ...]:
    answer = found.status, found.actors, found.partners, found.from_actors, found.value, found.from_value
    return *answer, found.may_have_changed


def test_a_new_claim_is_named_with_the_days_on_which_it_changes_the_answer() -> None:
    changing, held = differences(town(HELD), town(HELD, FALL))
    assert (changing.start, changing.end) == (held.start - DAY, held.start) == (day(9), day(10))
    assert (held.place_id, held.dimension, held.end) == ("town", Dimension.CONTROL, None)
    assert (held.old.actors, held.new.actors) == (("sac",), ("kia",))
    for one in (changing, held):
        assert (one.cause, one.rules, one.came, one.went) == (Cause.CLAIMS, (), ("x0001",), ())


def test_a_claim_that_only_the_first_has_is_named_as_gone() -> None:
    *_, one = differences(town(HELD, FALL), town(HELD))
    assert (one.old.actors, one.new.actors) == (("kia",), ("sac",))
    assert (one.came, one.went) == ((), ("x0001",))


def test_a_correction_is_named_though_another_claim_is_used() -> None:
    later = claim("x0002", "sac", "a", as_of="2024-01-20", supersedes="x0001")
    found = differences(town(HELD, FALL), town(HELD, FALL, later))
    assert {each.came for each in found} == {("x0002",)}


def test_a_document_that_is_described_otherwise_is_the_reason() -> None:
    before = catalog([FALL], [source("a")])
    brief = replace(source("a"), kind=SourceKind.BRIEF)
    after = catalog([FALL], [brief])
    for each in differences(before, after):
        assert (each.sources, each.came, each.went) == (("a",), (), ())
    reworded = catalog([FALL], [replace(source("a"), note="in other words")])
    assert differences(before, reworded) == ()


def test_a_place_that_only_one_has_was_unknown_in_the_other() -> None:
    with_town = town(FALL)
    without = replace(
        with_town,
        places=MappingProxyType({"other": replace(with_town.places["town"], place_id="other", name="Other")}),
        claims=MappingProxyType({"y0001": replace(FALL, claim_id="y0001", place_id="other")}),
    )
    found = {each.place_id: each for each in differences(without, with_town)}
    assert found["town"].old.status is found["other"].new.status is Status.UNKNOWN
    assert (found["town"].came, found["other"].went) == (("x0001",), ("y0001",))


def _faked(answers: Callable[[bool, Rules], str]) -> Callable[..., Track]:
    """Return a resolver whose holder depends on whether the newer rows are there, and on the rules."""

    def track(of: Catalog, place: str, dimension: Dimension, known_on: date | None, policy: Policy) -> Track:
        newer = "x0001" in of.claims
        holder = answers(newer, of.rules) if dimension is Dimension.CONTROL else "sac"
        used = ("x0000", "x0001") if newer else ("x0000",)
        interval = Interval(None, None, Status.HELD, actors=(holder,), used=used)
        return Track(place, dimension, day(90), policy, (interval,), ())

    return track


SEVERAL = ("disputes_last", "members_stand")


@pytest.mark.parametrize(
    ("answers", "cause", "rules", "together", "came"),
    [
        (lambda newer, rules: "kia" if newer else "sac", Cause.CLAIMS, (), False, ("x0001",)),
        (lambda newer, rules: "kia" if rules.members_stand else "sac", Cause.RULES, SEVERAL[1:], False, ()),
        (
            lambda newer, rules: "kia" if rules.members_stand or rules.disputes_last else "sac",
            Cause.RULES,
            SEVERAL,
            False,
            (),
        ),
        (
            lambda newer, rules: "kia" if rules.members_stand and rules.disputes_last else "sac",
            Cause.RULES,
            SEVERAL,
            True,
            (),
        ),
        (
            lambda newer, rules: "kia" if rules.members_stand or newer else "sac",
            Cause.EITHER,
            SEVERAL[1:],
            False,
            ("x0001",),
        ),
        (
            lambda newer, rules: "kia" if rules.members_stand and newer else "sac",
            Cause.BOTH,
            SEVERAL[1:],
            False,
            ("x0001",),
        ),
        (
            lambda newer, rules: "kia" if all(getattr(rules, s) for s in SEVERAL) and newer else "sac",
            Cause.BOTH,
            SEVERAL,
            True,
            ("x0001",),
        ),
    ],
)
def test_what_is_due_to_claims_is_told_from_what_is_due_to_rules(
    monkeypatch: pytest.MonkeyPatch,
    answers: Callable[[bool, Rules], str],
    cause: Cause,
    rules: tuple[str, ...],
    together: bool,
    came: tuple[str, ...],
) -> None:
    monkeypatch.setattr(module, "track", _faked(answers))
    one = only(differences(town(HELD), town(HELD, FALL, rules=NEW)))
    assert (one.start, one.end) == (None, None)
    assert (one.cause, one.rules, one.together, one.came) == (cause, rules, together, came)


@given(drawn_claims(), st.data())
def test_a_difference_is_there_on_exactly_the_days_on_which_the_answers_differ(
    claims: list[Claim], data: st.DataObject
) -> None:
    kept = [c for c in claims if data.draw(st.booleans(), label=c.claim_id)] or claims
    one = replace(drawn_catalog(kept), rules=OLD)
    other = replace(drawn_catalog(claims), rules=data.draw(st.sampled_from([OLD, NEW])))
    policy = data.draw(st.sampled_from(list(Policy)))
    found = [d for d in differences(one, other, policy=policy) if d.dimension is Dimension.CONTROL]
    for step in (-900, *range(-20, 110), 300, 900):
        on = day(step)
        before, after = (state(of, "town", on, policy=policy) for of in (one, other))
        runs = [d for d in found if (d.start is None or d.start <= on) and (d.end is None or on < d.end)]
        assert len(runs) == (told(before) != told(after))
        for run in runs:
            assert (told(run.old), told(run.new)) == (told(before), told(after))


@given(drawn_claims())
def test_a_catalog_differs_from_itself_nowhere(claims: list[Claim]) -> None:
    assert differences(drawn_catalog(claims), drawn_catalog(claims)) == ()


def test_every_difference_of_the_releases_has_its_reason(shipped: Catalog) -> None:
    first = open_catalog(release=1)
    found = differences(first, shipped)
    assert len({each.place_id for each in found}) > 40
    for each in found:
        assert told(each.old) != told(each.new)
        if each.cause is Cause.RULES:
            assert each.rules and not each.came
        else:
            assert each.came or each.sources
            assert all(name not in first.claims for name in each.came)
        assert bool(each.rules) == (each.cause is not Cause.CLAIMS)
    assert {each.dimension for each in found} == set(RESOLVED)
    tangyan = [each for each in found if each.place_id == "tangyan"]
    assert tangyan == list(differences(first, shipped, places=["tangyan"])) != []


def ask(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["diff", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_command_prints_a_table_and_one_object(
    capsys: pytest.CaptureFixture[str], shipped: Catalog
) -> None:
    hash_of = shipped.releases[1].hash
    found = ask(capsys, "1", hash_of[:6], "--place", "kan-hpan", "Pangwa")
    assert found["first"] == {"data": "d86ced91d09e", "release": 1, "rules": 1}
    assert (found["second"]["data"], found["policy"]) == (hash_of, "reported")
    assert {each["place_id"] for each in found["differences"]} == {"kan-hpan", "pangwa"}
    last = [each for each in found["differences"] if each["dimension"] == "control" and not each["end"]]
    one = next(each for each in last if each["place_id"] == "kan-hpan")
    assert one["start"] == "2024-11-05" and one["name"] == "Kan Hpan"
    assert (one["before"]["status"], one["after"]["actors"]) == ("unknown", ["kia"])
    assert one["claims_new"] == ["k0392"]
    assert main(["diff", "1", "2", "--place", "kan-hpan"]) == 0
    said = capsys.readouterr().out
    assert "release 1 (d86ced91d09e, rules 1)" in said
    assert "from 2024-11-05" in said and "k0392" in said


def test_mines_follow_their_town_and_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    found = ask(capsys, "1", "2", "--policy", "strict", "--place", "pangwa", "chipwi", "tsawlaw")
    assert {each["mine_clusters"] for each in found["differences"] if each["dimension"] == "gate"} <= {0}
    control = {each["place_id"]: each["mine_clusters"] for each in found["differences"]}
    assert set(control) <= {"pangwa", "chipwi", "tsawlaw"}


def test_a_folder_is_compared_like_a_release(
    capsys: pytest.CaptureFixture[str], second: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(second, tmp_path / "data"))
    assert ask(capsys, str(folder), "2", "--place", "kanpaiti")["differences"] == []
    row = (
        "k9001,kanpaiti,control,sac,asserts,sole,residents,,2025-11-20,,,ap-2024-kanpaiti,2026-01-26,"
        "The regime took the town.,,,false,3\n"
    )
    file = folder / "claims.csv"
    file.write_text(file.read_text(encoding="utf-8") + row, encoding="utf-8")
    found = ask(capsys, "2", str(folder), "--place", "kanpaiti", "kanpaiti-gate", "pangwa")
    assert (found["second"]["release"], found["first"]["release"]) == (None, 2)
    assert {each["place_id"] for each in found["differences"]} == {"kanpaiti"}
    assert found["differences"][-1]["claims_new"] == ["k9001"]
    assert main(["diff", "2", str(folder), "--place", "kanpaiti"]) == 0
    assert "rows in no release yet" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("1", "99"), "'99' is no release of this ledger"),
        (("1", "2", "--place", "kanpati"), "did you mean 'kanpaiti'?"),
        (("1", "2", "--policy", "strickt"), "did you mean 'strict'?"),
        (("1", "no/such/folder"), "is no release of this ledger"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert main(["diff", *arguments]) == 2
    out = capsys.readouterr()
    assert out.out == "" and len(out.err.splitlines()) == 1 and said in out.err
