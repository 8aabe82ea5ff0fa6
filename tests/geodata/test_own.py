"""Claims of the reader's own: read from a table, checked like the ledger's, weighed with them, given back."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from geodata.__main__ import main
from geodata.adding.own import (
    MOST,
    BrokenClaims,
    Given,
    Own,
    contribution,
    own_claims,
    read_table,
    table_of,
    what_changes,
    with_own,
)
from geodata.analysis.citing import cite
from geodata.bundle.reading import Bundle, read_bundle
from geodata.catalog import Catalog, from_bundle
from geodata.errors import FOLDER, UnknownName
from geodata.imports.claim_tables import read_claims
from geodata.resolver.resolve import state
from geodata.vocab import Dimension

TODAY = date(2026, 11, 27)
DAY = date(2026, 10, 20)
HEAD = "place_id,value,start,publisher,published\n"
MUSE = "Muse,TNLA,2026-10-02,Example Weekly,2026-10-03\n"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return read_bundle()


def own(bundle: Bundle, text: str) -> Own:
    return own_claims(bundle, read_table(text.encode()), TODAY)


def faults(bundle: Bundle, text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(BrokenClaims) as caught:
        own(bundle, text)
    return [(issue.line, issue.field, str(issue.rule)) for issue in caught.value.issues]


# -- Reading ---------------------------------------------------------------------------------------


def test_few_columns_are_enough(bundle: Bundle) -> None:
    made = own(
        bundle,
        HEAD + MUSE + "Kanpaiti gate,closed,2026-10,Example Weekly,2026-10-03\n",
    )
    first, second = made.claims
    assert first == {
        "claim_id": "own-1", "place_id": "muse", "dimension": "control", "value": "tnla",
        "stance": "asserts", "share": "", "speaker": "the outlet itself", "speaker_actor": "",
        "start": "2026-10-02", "end": "", "as_of": "", "source_id": "own-example-weekly-2026",
        "recorded": "2026-10-03", "restates": first["restates"], "supersedes": "", "note": "",
        "since_before": "false", "added": first["added"],
    }  # fmt: skip
    assert first["restates"].startswith("Muse: control, ")
    assert (second["claim_id"], second["place_id"]) == ("own-2", "kanpaiti-gate")
    assert (second["dimension"], second["value"]) == ("gate", "closed")
    assert second["source_id"] == first["source_id"], "one document, two claims"
    (source,) = made.sources
    assert (source["publisher"], source["published"], source["kind"]) == (
        "Example Weekly",
        "2026-10-03",
        "media",
    )
    assert source["origin_group"] == source["source_id"]


def test_a_document_of_the_ledger_is_found_by_id_and_by_address(bundle: Bundle, shipped: Catalog) -> None:
    known = shipped.sources["ap-2024-kanpaiti"]
    made = own(
        bundle,
        "place_id,value,start,source_id,url\n"
        f"kanpaiti,kia,2024-11-20,{known.source_id},\n"
        f"kanpaiti,kia,2024-11-20,,{known.url}\n",
    )
    assert not made.sources and {row["source_id"] for row in made.claims} == {known.source_id}
    assert {row["recorded"] for row in made.claims} == {known.published.text}


def test_ids_that_are_given_stay_told_apart_and_corrections_follow(bundle: Bundle) -> None:
    text = (
        "claim_id,supersedes,"
        + HEAD
        + "k9001,k9002,"
        + MUSE
        + "k9002,,"
        + MUSE
        + ",,"
        + MUSE
        + "own-1,,"
        + MUSE
    )
    made = own(bundle, text)
    assert [row["claim_id"] for row in made.claims] == ["own-k9001", "own-k9002", "own-2", "own-1"]
    assert made.claims[0]["supersedes"] == "own-k9002"


def test_all_faults_come_at_once_with_line_and_column(bundle: Bundle) -> None:
    found = faults(
        bundle,
        "claim_id,place_id,dimension,value,stance,start,source_id,publisher,published,note\n"
        "k0001,kanpaitii,control,kiaa,assert,2024-11-31,ap-2024-kanpait,,,\n"
        ",kanpaiti,gate,shut,asserts,,,,,\n"
        "\n"
        ",kanpaiti,control,kia,asserts,2024-11-20,,Example,2024-11-21,=1+1\n",
    )
    where = {(line, field) for line, field, _ in found}
    assert where == {
        *((2, field) for field in ("claim_id", "place_id", "value", "stance", "start", "source_id")),
        *((3, field) for field in ("value", "start", "source_id")),
        (5, "note"),
    }
    said = " ".join(rule for *_, rule in found)
    for near in ("'kanpaiti'", "'kia'", "'asserts'", "'ap-2024-kanpaiti'"):
        assert f"did you mean {near}" in said
    assert "a spreadsheet would run it as a formula" in said


@pytest.mark.parametrize(
    ("text", "field", "rule"),
    [
        ("place_id;value;start\nmuse;kia;2025\n", "header", "semicolons"),
        ("place_id,valu,value\nmuse,kia,kia\n", "valu", "did you mean 'value'"),
        ("place_id,start\nmuse,2025\n", "value", "missing"),
        ("place_id,value,value\nmuse,kia,kia\n", "value", "twice"),
        ("place_id,value\nmuse,kia,more\n", "row", "3 cells"),
        ("place_id,value\n", "file", "no rows"),
        ("", "place_id", "missing"),
    ],
)
def test_a_table_that_is_none_is_refused(bundle: Bundle, text: str, field: str, rule: str) -> None:
    assert any(each[1] == field and rule in each[2] for each in faults(bundle, text))


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BrokenClaims, match="not readable as UTF-8 CSV"):
        read_table(b"place_id,value\n\xff\xfe,kia\n")


# -- Workbooks -------------------------------------------------------------------------------------

Cells = Sequence[Sequence[object]]
NAMES = ("place_id", "value", "start", "publisher", "published")
FIRST = ("Muse", "TNLA", date(2026, 10, 2), "Example Weekly", date(2026, 10, 3))


def workbook(*sheets: tuple[str, Cells]) -> bytes:
    """Return an XLSX with these sheets; dates are cells that are dates."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        plain, exact = (book.add_format({"num_format": form}) for form in ("d/m/yy", "d/m/yy hh:mm"))
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(number, column, cell, exact)
                    elif isinstance(cell, date):
                        sheet.write_datetime(number, column, datetime.combine(cell, time()), plain)
                    elif cell is not None:
                        sheet.write(number, column, cell)
    return made.getvalue()


def broken(data: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(BrokenClaims) as caught:
        read_claims(data, "mine.xlsx")
    return [(issue.line, issue.field, str(issue.rule)) for issue in caught.value.issues]


def test_a_workbook_says_the_same_as_a_csv(bundle: Bundle) -> None:
    year = (
        "Kanpaiti gate",
        "closed",
        2025,
        "Another House",
        datetime.combine(date(2026, 10, 3), time(14, 30)),
    )
    given = read_claims(workbook(("Sheet1", (NAMES, FIRST, (), year))))
    assert [each.line for each in given] == [2, 4]
    assert [each.cells["start"] for each in given] == ["2026-10-02", "2025"]
    assert [each.cells["published"] for each in given] == ["2026-10-03", "2026-10-03"]
    csv_rows = "Kanpaiti gate,closed,2025,Another House,2026-10-03\n"
    same = own(bundle, HEAD + MUSE + csv_rows)
    made = own_claims(bundle, given, TODAY)
    assert (made.claims, made.sources) == (same.claims, same.sources)


def test_a_workbook_is_held_to_the_same_rules(bundle: Bundle) -> None:
    rows = (NAMES, FIRST, ("Muse", "NOBODY", date(2027, 1, 1), "=1+1 ", date(2026, 10, 3)))
    given = read_claims(workbook(("Sheet1", rows)))
    with pytest.raises(BrokenClaims) as caught:
        own_claims(bundle, given, TODAY)
    assert {(issue.line, issue.field) for issue in caught.value.issues} >= {(3, "value"), (3, "start")}
    assert (1, "valu", "is not declared; did you mean 'value'?") in broken(
        workbook(("Sheet1", (("place_id", "valu", "value"), ("muse", "kia", "kia"))))
    )
    assert broken(workbook(("Sheet1", (("place_id", "value", "value"), ("muse", "kia", "kia"))))) == [
        (1, "value", "names a column twice")
    ]


def test_of_several_sheets_the_claims_are_the_one_that_is_called_so() -> None:
    other = ("Notes", (("name", "note"), ("a", "b")))
    (given,) = read_claims(workbook(other, ("Claims", (NAMES, FIRST))))
    assert given.cells["place_id"] == "Muse"
    ((_, field, rule),) = broken(workbook(other, ("Sheet2", (NAMES, FIRST))))
    assert field == "file" and "'claims'" in rule


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04 and no more", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel file"),
        (workbook(("Sheet1", (NAMES,))), "rows"),
    ],
)
def test_a_workbook_that_is_none_is_refused_with_what_to_do(data: bytes, told: str) -> None:
    ((_, field, rule),) = broken(data)
    assert field == "file" and told in rule


def test_state_weighs_the_claims_of_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mine.xlsx"
    file.write_bytes(workbook(("Sheet1", (NAMES, FIRST))))
    assert main(["state", "--on", "2026-10-20", "--with", str(file), "--json"]) == 0
    assert '"own-1"' in capsys.readouterr().out
    file.write_bytes(workbook(("Sheet1", (NAMES, (*FIRST[:1], "TNLAA", *FIRST[2:])))))
    assert main(["state", "--on", "2026-10-20", "--with", str(file)]) != 0
    assert "did you mean 'tnla'" in capsys.readouterr().err


def test_two_lines_may_not_describe_one_document_otherwise(bundle: Bundle) -> None:
    text = HEAD.strip() + ",url\n" + MUSE.strip() + ",https://example.org/a\n"
    other = "Muse,TNLA,2026-10-02,Another House,2026-10-03,https://example.org/a\n"
    ((line, field, rule),) = faults(bundle, text + other)
    assert (line, field) == (3, "publisher") and "line 2" in rule and "Example Weekly" in rule


def test_too_many_are_refused(bundle: Bundle) -> None:
    with pytest.raises(BrokenClaims, match=f"at most {MOST}"):
        own_claims(bundle, [Given({"place_id": "muse", "value": "kia"})] * (MOST + 1), TODAY)


def test_a_day_that_has_not_come_is_refused(bundle: Bundle) -> None:
    found = faults(bundle, HEAD + "Muse,TNLA,2026-12-01,Example Weekly,2026-12-02\n")
    assert {(line, field) for line, field, _ in found} >= {(2, "start"), (2, "recorded")}


# -- Weighing --------------------------------------------------------------------------------------


def test_they_join_the_resolver_and_are_marked(bundle: Bundle, shipped: Catalog) -> None:
    more = MUSE.replace("Example Weekly", "Another House")
    made = own(bundle, HEAD + MUSE + more)
    after = with_own(shipped, bundle, made)
    assert state(shipped, "muse", DAY).actors != ("tnla",)
    answer = state(after, "muse", DAY)
    assert answer.actors == ("tnla",) and set(answer.used) == {"own-1", "own-2"}
    assert after.own == ("own-1", "own-2") and after.is_own("own-1") and not after.is_own("k0001")
    assert after.hash == f"{shipped.hash}+own-{made.hash}" and after.ledger == shipped.hash
    assert after.release is None, "never in a release"
    assert "not in the ledger" in cite(after, "own-1") and "not in the ledger" not in cite(after, "k0001")
    assert not shipped.own and "own-1" not in shipped.claims, "the ledger itself stays as it is"


def test_the_hash_follows_what_they_say(bundle: Bundle) -> None:
    assert own(bundle, HEAD + MUSE).hash == own(bundle, HEAD + MUSE).hash
    assert own(bundle, HEAD + MUSE).hash != own(bundle, HEAD + MUSE.replace("TNLA", "KIA")).hash
    assert own(bundle, HEAD + MUSE).hash != own(bundle, HEAD + MUSE.replace("Weekly", "Daily")).hash


def test_what_one_more_report_would_change(bundle: Bundle, shipped: Catalog) -> None:
    after = with_own(shipped, bundle, own(bundle, HEAD + MUSE))
    found = what_changes(shipped, after, DAY)
    assert found.total == len(shipped.crossings)
    ((before, then),) = found.differing
    assert (before.place_id, then.place_id, then.actors) == ("muse", "muse", ("tnla",))
    assert not what_changes(shipped, after, date(2024, 1, 1)).differing
    assert not what_changes(shipped, after, DAY, dimension=Dimension.GATE).differing
    assert what_changes(shipped, after, DAY, places=["kanpaiti"]) == type(found)(1, ())


def test_a_copy_is_no_second_witness(bundle: Bundle, shipped: Catalog) -> None:
    text = HEAD.strip() + ",syndicated_from\n" + MUSE.strip() + ",bni-2024-gate-reopen\n"
    (source,) = own(bundle, text).sources
    assert source["origin_group"] == shipped.sources["bni-2024-gate-reopen"].origin_group


def test_an_older_release_takes_what_it_has_the_words_for(bundle: Bundle, shipped: Catalog) -> None:
    older = from_bundle(bundle, 1)
    newer = next(each for each in shipped.sources.values() if each.source_id not in older.sources)
    made = own(bundle, f"place_id,value,start,source_id\nmuse,tnla,2021-01-01,{newer.source_id}\n")
    assert newer.source_id in with_own(older, bundle, made).sources
    places = [each for each in shipped.places if each not in older.places]
    if places:
        made = own(
            bundle, f"place_id,value,start,publisher,published\n{places[0]},tnla,2024-01-01,A,2024-01-02\n"
        )
        with pytest.raises(UnknownName, match="as it stood at release 1"):
            with_own(older, bundle, made)


# -- Given back ------------------------------------------------------------------------------------


def test_they_come_back_as_rows_that_the_ledger_takes(bundle: Bundle, tmp_path: Path) -> None:
    made = own(
        bundle,
        "claim_id,supersedes,"
        + HEAD
        + "a1,,"
        + MUSE
        + ",a1,"
        + MUSE
        + ",k0001,kanpaiti,KBGF,2024-11-01,Example Weekly,2026-10-03\n",
    )
    files = contribution(bundle, made)
    assert set(files) == {"claims.csv", "sources.csv"}
    folder = Path(shutil.copytree(FOLDER, tmp_path / "data"))
    for name, content in files.items():
        with (folder / name).open("ab") as file:
            file.write(content.split(b"\n", 1)[1])
    grown = read_bundle(folder, TODAY)
    assert not grown.issues, "rows ready for a pull request keep every rule"
    new = [row for row in grown.rows["claims"] if row not in bundle.rows["claims"]]
    assert len(new) == 3 and not any(row["claim_id"].startswith("own") for row in new)
    assert new[1]["supersedes"] == new[0]["claim_id"] and new[2]["supersedes"] == "k0001"
    assert state(from_bundle(grown), "muse", DAY).actors == ("tnla",)


def test_a_table_of_them_is_taken_again(bundle: Bundle) -> None:
    made = own(bundle, HEAD + MUSE)
    again = own_claims(bundle, read_table(table_of(made.given)), TODAY)
    assert (again.claims, again.sources, again.hash) == (made.claims, made.sources, made.hash)


# -- On the command line ---------------------------------------------------------------------------


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "mine.csv"
    path.write_text(HEAD + MUSE, encoding="utf-8")
    return str(path)


def test_the_command_says_that_they_were_used(
    table: str, capsys: pytest.CaptureFixture[str], shipped: Catalog
) -> None:
    assert main(["state", "--on", str(DAY), "--place", "muse", "--with", table]) == 0
    said = capsys.readouterr().out
    assert "with 1 claim of your own" in said and f"{shipped.hash}+own-" in said
    assert f"With your 1 claim: 1 of {len(shipped.crossings)} crossing towns differs: Muse" in said
    assert main(["state", "--on", str(DAY), "--place", "muse", "--with", table, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["own"] == ["own-1"] and found["places"][0]["used"] == ["own-1"]
    assert found["difference"]["differing"][0]["after"]["actors"] == ["tnla"]


@pytest.mark.parametrize(
    "command",
    [
        ["changes", "--from", "2026-01-01", "--to", str(DAY)],
        ["log", "--from", "2026-10-01", "--to", str(DAY)],
        ["intervals", "--place", "muse"],
        ["mines", "--on", str(DAY)],
    ],
)
def test_the_other_commands_weigh_them_too(
    command: list[str], table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--with", table]) == 0
    assert "+own-" in capsys.readouterr().out
    assert main([*command, "--with", table, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["own"] == ["own-1"]


def test_an_export_has_them_marked(table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a.csv"
    command = [
        "export",
        "--on",
        str(DAY),
        "--place",
        "muse",
        "--with",
        table,
        "--format",
        "csv",
        "--out",
        str(out),
    ]
    assert main(command) == 0
    assert "with 1 claim of your own" in capsys.readouterr().out
    (row,) = csv.DictReader(io.StringIO(out.read_text("utf-8-sig")))
    assert row["used"] == "own-1" and "+own-" in row["data"] and "not in the ledger" in row["sources"]


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(HEAD + "Muse,TNLAA,2026-10-02,Example Weekly,2026-10-03\n", encoding="utf-8")
    assert main(["state", "--on", str(DAY), "--with", str(path)]) == 2
    said = capsys.readouterr().err
    assert "(line 2)" in said and "did you mean 'tnla'" in said
    assert main(["state", "--on", str(DAY), "--with", str(tmp_path / "none.csv")]) == 2
    assert "cannot be read" in capsys.readouterr().err
