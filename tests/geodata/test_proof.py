"""The evidence of an answer as one file: complete, escaped, the same each time, and read by others."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import zipfile
from dataclasses import replace
from datetime import date
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from types import MappingProxyType

import pytest
import xlsxwriter
from rocrate.rocrate import ROCrate

from geodata import __version__
from geodata.__main__ import main
from geodata.analysis.weighed import OTHER_DAYS, USED, counts, weighed
from geodata.catalog import Catalog
from geodata.exports import blocks
from geodata.exports.blocks import Grid, Heading, Link, Paragraph
from geodata.exports.columns import PROOF_COLUMNS, SOURCE_COLUMNS
from geodata.exports.crate import PROV_TERMS
from geodata.exports.dossier import dossier
from geodata.exports.proof import FILES, OWN_FILE, Proof, proof_zip, prove
from geodata.exports.sentences import age_text, counts_text, why_text
from geodata.resolver.resolve import RESOLVED, state
from geodata.vocab import Dimension, Policy, Reason

DAY = date(2024, 11, 26)
OWN = "place_id,value,start,publisher,published\nKanpaiti,SAC,2024-11-23,Cmd <b>x*,2024-11-24\n"


def opened(proof: Proof) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(proof_zip(proof))) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist()}


def rows(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf"), "a spreadsheet knows UTF-8 by this mark"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def kanpaiti(shipped: Catalog) -> Proof:
    return prove(
        shipped,
        DAY,
        places=["kanpaiti", "kanpaiti-gate"],
        dimensions=RESOLVED,
    )


@pytest.fixture(scope="module")
def files(kanpaiti: Proof) -> dict[str, bytes]:
    return opened(kanpaiti)


def test_every_claim_about_an_answer_has_a_result(shipped: Catalog) -> None:
    for place_id in ("kanpaiti", "muse", "lashio", "pangwa", "kanpaiti-gate"):
        for dimension in RESOLVED:
            found = state(shipped, place_id, DAY, dimension=dimension)
            every = weighed(shipped, found)
            results = {each.claim.claim_id: each.result for each in every}
            assert len(results) == len(every)
            assert {name for name, result in results.items() if result == USED} == set(found.used)
            assert {n: r for n, r in results.items() if r not in (USED, OTHER_DAYS)} == {
                each.claim_id: str(each.reason) for each in found.set_aside
            }
            groups = [0 if each.used else 1 if each.reason else 2 for each in every]
            assert groups == sorted(groups), "used, set aside, of other days"
            assert results.keys() >= {c.claim_id for c in shipped.claims_of(place_id, dimension)}


def test_an_answer_that_is_derived_brings_the_claims_it_rests_on(kanpaiti: Proof) -> None:
    derived = next(each for each in kanpaiti.answers if each.state.derived_from)
    assert derived.state.place_id == "kanpaiti" and derived.state.dimension is Dimension.GATE
    assert {each.claim.place_id for each in derived.claims} == {"kanpaiti-gate", "kachin-china-border"}


def test_what_nobody_claims_is_told_and_not_left_out(kanpaiti: Proof, files: dict[str, bytes]) -> None:
    silent = [(place.place_id, str(dimension)) for place, dimension in kanpaiti.silent]
    assert silent == [("kanpaiti", "rare_earth"), ("kanpaiti-gate", "rare_earth")]
    told = json.loads(files["answer.json"])["no_claims"]
    assert [(each["place_id"], each["dimension"]) for each in told] == silent
    assert "no claim at all" in files["dossier.md"].decode()


def test_the_same_question_gives_the_same_bytes(shipped: Catalog, kanpaiti: Proof) -> None:
    again = prove(
        shipped,
        DAY,
        places=["kanpaiti", "kanpaiti-gate"],
        dimensions=[Dimension.RARE_EARTH, Dimension.GATE, Dimension.CONTROL],
        known_on=shipped.newest_record,
    )
    assert proof_zip(again) == proof_zip(kanpaiti)
    with zipfile.ZipFile(io.BytesIO(proof_zip(kanpaiti))) as packed:
        assert {part.date_time for part in packed.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_the_files_are_those_that_the_readme_names(files: dict[str, bytes]) -> None:
    assert set(files) == set(FILES) - {OWN_FILE}
    readme = files["README.txt"].decode()
    assert all(f"{name}: {FILES[name]}" in readme for name in files)
    for name, columns in (("claims.csv", PROOF_COLUMNS), ("sources.csv", SOURCE_COLUMNS)):
        for column in rows(files[name])[0]:
            assert f"  {column}: {columns[column].meaning}" in readme


@pytest.mark.parametrize("name", ["claims.csv", "sources.csv", "states.csv"])
def test_a_row_stands_under_the_names_of_its_columns(files: dict[str, bytes], name: str) -> None:
    key = {"claims.csv": "claim_id", "sources.csv": "source_id", "states.csv": "place_id"}[name]
    data = json.loads(files["answer.json"])["data"]
    for row in rows(files[name]):
        assert re.fullmatch(r"[a-z0-9-]+", row[key]) and row["data"] == data


def test_csv_and_json_tell_the_same_of_each_claim(kanpaiti: Proof, files: dict[str, bytes]) -> None:
    table = [(row["answer"], row["claim_id"], row["result"], row["why"]) for row in rows(files["claims.csv"])]
    told = [
        (one["answer"], one["claim_id"], one["result"], one["why"] or "")
        for answer in json.loads(files["answer.json"])["answers"]
        for one in answer["claims"]
    ]
    assert table == told
    expected = [(each.claim.claim_id, each.result) for answer in kanpaiti.answers for each in answer.claims]
    assert [(claim, result) for _, claim, result, _ in table] == expected
    for _, _, result, why in table:
        meaning = "" if result in (USED, OTHER_DAYS) else Reason(result).meaning
        assert why.startswith(meaning.rstrip(".")) and bool(why) == bool(meaning)


def test_the_dossier_has_the_sentence_of_every_claim_that_is_used_or_set_aside(
    kanpaiti: Proof, files: dict[str, bytes]
) -> None:
    page, text = files["dossier.html"].decode(), files["dossier.md"].decode()
    for answer in kanpaiti.answers:
        for each in answer.claims:
            assert each.claim.claim_id in page and each.claim.claim_id in text
            if each.result != OTHER_DAYS:
                assert blocks.escaped(each.claim.restates) in text
            if each.reason:
                assert blocks.escaped(f"{each.reason}: {why_text(each)}") in text
    assert "Held by Kachin Independence Army / Organisation (KIA)" in page
    assert kanpaiti.catalog.hash in page and "Creative" not in page[:200]


def grids(proof: Proof) -> list[Grid]:
    return [block for block in dossier(proof) if isinstance(block, Grid)]


def test_the_age_is_told_apart_from_the_origins(shipped: Catalog) -> None:
    found = state(shipped, "kanpaiti", DAY)
    assert age_text(found) == (
        "Newest evidence up to that day: 26 Nov 2024. The answer rests on claims of 12 independent origins."
    )
    later = age_text(state(shipped, "kanpaiti", date(2024, 11, 24)))
    assert later.startswith("Newest evidence up to that day: 21 Nov 2024, 3 days before it. ")
    disputed = state(shipped, "hsenwi", date(2023, 12, 1))
    assert disputed.origins < len(
        {shipped.sources[shipped.claims[c].source_id].origin_group for c in disputed.used}
    )
    assert age_text(disputed).endswith("Claims of 2 independent origins speak for it.")


def test_numbers_of_claims_are_those_of_the_card(shipped: Catalog) -> None:
    proof = prove(shipped, DAY, places=["kanpaiti"])
    found = counts(proof.answers[0].state)
    assert (found.aside, found.silent) == (4, 6)
    text = blocks.to_markdown(dossier(proof))
    assert f"Claims: {found.used} used, 4 set aside, 6 add nothing." in text
    assert counts_text(proof.answers[0].state) in text
    assert "### Claims set aside (4)" in text and "### Claims that add nothing (6)" in text


def test_each_document_is_matched_with_the_claims_that_are_printed(kanpaiti: Proof) -> None:
    *tables, documents = grids(kanpaiti)
    named: dict[str, set[str]] = {}
    for table in tables:
        for row in table.rows:
            link = row[5]
            assert isinstance(link, Link)
            number = link.text.partition("]")[0] + "]"
            named.setdefault(number, set()).add(str(row[0]))
    assert {str(row[0]): set(str(row[2]).split(", ")) for row in documents.rows} == named
    assert all(named.values()) and len(named) < len(kanpaiti.sources)


def test_a_reason_names_the_claim_that_counts_instead(shipped: Catalog) -> None:
    corrected = next(
        each for each in shipped.claims.values() if each.supersedes and each.dimension in RESOLVED
    )
    about = state(shipped, corrected.place_id, DAY, dimension=corrected.dimension)
    results = {each.claim.claim_id: each for each in weighed(shipped, about)}
    assert corrected.supersedes
    older = results[corrected.supersedes]
    assert older.reason is Reason.SUPERSEDED and older.instead == (corrected.claim_id,)
    assert why_text(older) == f"A later claim of the ledger corrects it: {corrected.claim_id}."
    seen = 0
    for each in weighed(shipped, state(shipped, "kanpaiti", DAY)):
        if each.reason is Reason.SAME_ORIGIN:
            seen += 1
            origin = shipped.sources[each.claim.source_id].origin_group
            assert each.instead and each.instead[0] in why_text(each)
            for other in each.instead:
                assert shipped.sources[shipped.claims[other].source_id].origin_group == origin
                assert shipped.claims[other].source_id != each.claim.source_id
    assert seen


def test_claims_for_other_days_stand_beside_the_answer_that_uses_them(kanpaiti: Proof) -> None:
    text = blocks.to_markdown(dossier(kanpaiti))
    part = text.partition("### Claims for other days")[2].partition("\n## ")[0]
    others = [each.claim.claim_id for each in kanpaiti.answers[0].of(OTHER_DAYS)]
    assert others and all(len(re.findall(rf"\b{each}\b", part)) == 1 for each in others)
    assert re.search(r"^- .* to .*: Held .* Claims: ", part, re.MULTILINE)


def test_it_says_what_its_words_and_its_days_are(files: dict[str, bytes], shipped: Catalog) -> None:
    page = files["dossier.html"].decode()
    assert "none of them is a quotation" in page and f"border-ledger, version {__version__}" in page
    assert "29 Jun 2026, the day of the newest report in the ledger (documents that are no reporting" in page
    early = prove(shipped, DAY, places=["kanpaiti"], known_on=date(2025, 1, 1))
    assert "As known on: 1 Jan 2025\n" in blocks.to_markdown(dossier(early))


def test_only_a_long_word_of_a_cell_breaks_within_itself() -> None:
    page = blocks.to_html("x", [Grid(("a",), [("Organisation of a spokesman",), ("&" * 30,)])])
    assert ">Organisation of a spokesman<" in page
    assert f'<span class="long">{"&amp;" * 30}</span>' in page
    assert "th, td { overflow-wrap: normal; }" in page


# -- The command that gives it again ---------------------------------------------------------------


def test_the_command_gives_the_same_file_again(
    kanpaiti: Proof, files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert f"    {kanpaiti.command}\n" in files["README.txt"].decode()
    program, *arguments = shlex.split(kanpaiti.command)[2:]
    assert program == "geodata" and "--release" in arguments and "--known-on" in arguments
    assert main(arguments) == 0
    assert Path(f"{kanpaiti.name}.zip").read_bytes() == proof_zip(kanpaiti)


def test_claims_of_a_workbook_are_given_back_as_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with xlsxwriter.Workbook("mine.xlsx") as book:
        sheet = book.add_worksheet("claims")
        for number, line in enumerate(csv.reader(OWN.splitlines())):
            for column, cell in enumerate(line):
                sheet.write_string(number, column, cell)
    asked = ["prove", "--place", "kanpaiti", "--on", "2024-11-23", "--with", "mine.xlsx", "--out", "a.zip"]
    assert main(asked) == 0
    with zipfile.ZipFile("a.zip") as packed:
        table = packed.read(OWN_FILE).decode()
    assert "kanpaiti" in table.casefold() and table.startswith("place_id")


def test_claims_of_ones_own_are_marked_and_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_text(OWN, encoding="utf-8")
    asked = ["prove", "--place", "kanpaiti", "--on", "2024-11-23"]
    assert main([*asked, "--with", "mine.csv", "--out", "a.zip"]) == 0
    assert "with 1 claim of your own: own-1" in capsys.readouterr().out
    with zipfile.ZipFile("a.zip") as packed:
        packed.extractall(".")
    command = re.search(r"^    (python -m geodata prove .*)$", Path("README.txt").read_text(), re.MULTILINE)
    assert command and f"--with {OWN_FILE}" in command[1]
    assert main(shlex.split(command[1])[3:]) == 0
    assert Path("border-ledger-evidence-kanpaiti-2024-11-23.zip").read_bytes() == Path("a.zip").read_bytes()
    (mine,) = [row for row in rows(Path("claims.csv").read_bytes()) if row["own"] == "true"]
    assert mine["claim_id"] == "own-1"
    page = Path("dossier.html").read_text()
    assert "own-1 (the reader’s own)" in page and "<b>" not in page and "&lt;b&gt;" in page
    assert "Cmd \\<b\\>x\\*" in Path("dossier.md").read_text()


def test_what_cannot_be_asked_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = str(tmp_path / "a.zip")
    for arguments, said in (
        (["--place", "kanpaitee", "--out", out], "did you mean 'kanpaiti'?"),
        (["--dimension", "gatee", "--out", out], "did you mean 'gate'?"),
        (["--out", str(tmp_path / "a.csv")], "end in .zip"),
        (["--place", "kanpaiti", "--out", str(tmp_path / "no" / "a.zip")], "cannot be written"),
    ):
        assert main(["prove", "--on", str(DAY), *arguments]) == 2
        err = capsys.readouterr().err
        assert said in err and len(err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


# -- HTML and Markdown -----------------------------------------------------------------------------


class Page(HTMLParser):
    """What a page asks of other machines, and whether it has any script."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            assert not name.startswith("on"), "no handler of an event"
            if name in ("src", "srcset", "background", "data", "poster"):
                self.loads.append(value or "")
            if name == "href":
                self.links.append(value or "")


def test_the_page_needs_no_other_machine_and_runs_no_script(files: dict[str, bytes]) -> None:
    text = files["dossier.html"].decode()
    page = Page(text)
    assert not page.loads and not page.tags & {"script", "iframe", "link", "img", "object", "base", "form"}
    assert page.links and all(link.startswith(("http://", "https://")) for link in page.links)
    assert "default-src 'none'" in text and "url(" not in text and "@import" not in text


FOREIGN = '<script>alert(1)</script> & "x" | [a](javascript:b) `c` *d* _e_\n# f ![g](h)'


def test_foreign_text_stays_text() -> None:
    document = [
        Heading(1, FOREIGN),
        Paragraph(FOREIGN),
        Grid(("a", "b"), [(FOREIGN, Link(FOREIGN, "javascript:alert(1)"))]),
        Grid(("a",), [(Link("x", 'https://example.org/"><script>(a)|b'),)]),
    ]
    page = Page(blocks.to_html(FOREIGN, document))
    assert "script" not in page.tags
    assert page.links == ["https://example.org/%22%3E%3Cscript%3E%28a%29%7Cb"]
    lines = blocks.to_markdown(document).splitlines()
    assert len(lines) == 11, "a line break of a text begins no block"
    assert not any(re.search(r"(?<!\\)[`*_<>\[\]]", line) for line in lines[:3])
    row = lines[6]
    assert len(re.findall(r"(?<!\\)\|", row)) == 3, "a bar of a text parts no cells"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("- a", "\\- a"), ("1. a", "1\\. a"), ("# a", "\\# a"), ("= a", "\\= a"), ("a - b", "a - b")],
)
def test_a_text_begins_no_list_or_heading(text: str, shown: str) -> None:
    assert blocks.escaped(text) == shown


def test_a_formula_in_a_claim_runs_in_no_spreadsheet(shipped: Catalog) -> None:
    claims = dict(shipped.claims)
    claims["k0007"] = replace(claims["k0007"], restates='=HYPERLINK("http://x")', speaker="@x")
    spoiled = replace(shipped, claims=MappingProxyType(claims), hash="0" * 12)
    content = opened(prove(spoiled, DAY, places=["kanpaiti"]))["claims.csv"]
    (row,) = [row for row in rows(content) if row["claim_id"] == "k0007"]
    assert row["sentence"].startswith("'=") and row["speaker"] == "'@x"


# -- RO-Crate --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crate(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> ROCrate:
    folder = tmp_path_factory.mktemp("crate")
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return ROCrate(str(folder))


def linked(entity: object, name: str) -> list[str]:
    """Return the ids that a property of an entity leads to."""
    value = entity[name]  # type: ignore[index]
    return [each.id for each in (value if isinstance(value, list) else [value])]


def test_rocrate_reads_it_back(crate: ROCrate, files: dict[str, bytes]) -> None:
    assert crate.version == "1.2" and crate.license.id.startswith("https://creativecommons.org/")
    assert {each.id for each in crate.data_entities} == set(files) - {"ro-crate-metadata.json"}
    for each in crate.data_entities:
        assert each["sha256"] == sha256(files[each.id]).hexdigest()
        assert each["contentSize"] == str(len(files[each.id]))


def test_each_answer_was_derived_from_the_claims_used(crate: ROCrate, kanpaiti: Proof) -> None:
    run = crate.get("#run")
    for answer in kanpaiti.answers:
        entity = crate.get(f"#answer-{answer.state.place_id}-{answer.state.dimension}")
        assert "Entity" in entity.type and linked(entity, "wasGeneratedBy") == ["#run"]
        assert linked(entity, "wasDerivedFrom") == [f"#claim-{each}" for each in answer.state.used]
        aside = [crate.get(each)["value"] for each in linked(entity, "additionalProperty")]
        assert sorted(aside) == sorted(each.claim_id for each in answer.state.set_aside)
    assert "Activity" in run.type and linked(run, "wasAssociatedWith") == ["#software"]
    assert {each for each in linked(run, "used") if each.startswith("#claim-")} == {
        f"#claim-{each}" for each in kanpaiti.claims
    }
    assert crate.get("#software")["version"] == __version__
    assert crate.get("#ledger")["identifier"] == kanpaiti.catalog.hash


def test_a_claim_names_its_document_and_a_copy_is_no_primary_source(crate: ROCrate, kanpaiti: Proof) -> None:
    kinds = set()
    for claim_id, each in kanpaiti.claims.items():
        source = kanpaiti.catalog.sources[each.claim.source_id]
        term = "wasDerivedFrom" if source.syndicated_from else "hadPrimarySource"
        kinds.add(term)
        assert linked(crate.get(f"#claim-{claim_id}"), term) == [f"#source-{source.source_id}"]
    assert kinds == {"wasDerivedFrom", "hadPrimarySource"}


def test_everything_that_is_named_is_described(files: dict[str, bytes]) -> None:
    metadata = json.loads(files["ro-crate-metadata.json"])
    context, terms = metadata["@context"]
    assert context == "https://w3id.org/ro/crate/1.2/context" and terms == dict(PROV_TERMS)
    assert all(meaning == f"http://www.w3.org/ns/prov#{term}" for term, meaning in terms.items())
    here = {node["@id"] for node in metadata["@graph"]}
    assert len(here) == len(metadata["@graph"])
    named = re.findall(r'\{"@id": "([^"]+)"\}', json.dumps(metadata))
    assert set(named) - here == {"https://w3id.org/ro/crate/1.2"}


# -- Other ledgers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", Policy)
def test_an_older_knowledge_and_every_policy_are_proved_too(shipped: Catalog, policy: Policy) -> None:
    proof = prove(shipped, DAY, places=["kanpaiti", "lashio"], known_on=date(2024, 11, 21), policy=policy)
    assert proof.known_on == date(2024, 11, 21) and f"--policy {policy}" in proof.command
    results = {each.result for answer in proof.answers for each in answer.claims}
    assert str(Reason.NOT_YET_KNOWN) in results
    assert opened(proof)


def test_a_ledger_with_rows_in_no_release_names_none(shipped: Catalog) -> None:
    waiting = replace(shipped, hash="123456789abc", release=None)
    proof = prove(waiting, DAY, places=["kanpaiti"])
    assert "--release" not in proof.command and proof.release is None
    assert "rows in no release yet" in opened(proof)["dossier.md"].decode()


def test_the_version_is_that_of_the_project() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert f'\nversion = "{__version__}"\n' in text
