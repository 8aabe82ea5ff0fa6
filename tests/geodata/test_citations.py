"""Citations are read by the programs that people cite with: BibTeX, RIS, CSL-JSON, and text for the rest."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from geodata import open_catalog
from geodata.__main__ import main
from geodata.adding.own import own_claims, read_table, with_own
from geodata.bundle.reading import read_bundle
from geodata.catalog import Catalog
from geodata.dates import When
from geodata.exports.citations import FORMS, as_csl, write_references
from geodata.exports.references import (
    Kind,
    Reference,
    claim_path,
    of_answer,
    of_claim,
    of_ledger,
    server_of,
)
from geodata.resolver.resolve import state
from geodata.vocab import Dimension, Policy

DAY, BASE = date(2026, 11, 30), "https://ledger.example"
NASTY = Reference(
    key="nasty",
    kind=Kind.NEWS,
    title="50% of {all} $ & #1_a \\ ~x^2",
    text="x",
    publisher="A & B_C",
    issued=When.parse("2024-11~"),
    url="https://example.org/a_b?x=1%20&y={z}",
    abstract="one line\r\nER  - \nTY  - NEWS",
)


def printed(items: Sequence[dict[str, Any]], date_form: str = "numeric") -> list[str]:
    """Return how a citation processor prints items, by a style with all that we give it."""
    style = f"""<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
      <info><title>t</title><id>t</id><updated>2026-01-01T00:00:00Z</updated></info>
      <citation><layout><text variable="title"/></layout></citation>
      <bibliography><layout><names variable="author"/><text prefix=" " variable="title"/>
      <text prefix=" " variable="container-title"/><text prefix=" " variable="version"/>
      <date prefix=" issued " variable="issued" form="{date_form}" date-parts="year-month-day"/>
      <date prefix=" accessed " variable="accessed" form="{date_form}" date-parts="year-month-day"/>
      <text prefix=" " variable="URL"/></layout></bibliography></style>"""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that it does not know `custom`, and a style of our own
        source = CiteProcJSON(list(items))

        made = CitationStylesStyle(io.BytesIO(style.encode()), validate=False)
        bibliography = CitationStylesBibliography(made, source, formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        return [str(each) for each in bibliography.bibliography()]


def test_a_citation_processor_prints_the_days_of_a_claim_and_of_its_document(shipped: Catalog) -> None:
    items = as_csl(of_claim(shipped, "k0020", BASE, DAY))
    ledger, document = printed(items)
    assert "Border Ledger" in ledger and shipped.hash in ledger and "2026" in ledger
    assert f"{BASE}/claim/k0020?release={shipped.hash}" in ledger
    assert "2024" in document and "mestios" in document
    assert items[1]["custom"]["edtf"]["issued"] == "2024-11-26~" and items[1]["issued"]["circa"] is True


def test_a_processor_that_was_given_the_edtf_text_alone_would_print_no_year(shipped: Catalog) -> None:
    (item,) = as_csl(of_claim(shipped, "k0020", BASE, DAY)[1:])
    assert "2024" in printed([item])[0]
    assert "2024" not in printed([item | {"issued": {"edtf": "2024-11-26"}, "URL": ""}])[0]


@pytest.mark.parametrize(
    ("edtf", "parts"),
    [
        ("2024", [[2024]]),
        ("2024-11", [[2024, 11]]),
        ("2024-11-20?", [[2024, 11, 20]]),
        ("2024-10-19/2024-10-20", [[2024, 10, 19], [2024, 10, 20]]),
        ("2024-21", [[2024, 3], [2024, 5]]),
        ("../2024-11-20", None),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(edtf: str, parts: list[list[int]] | None) -> None:
    (item,) = as_csl([replace(NASTY, issued=When.parse(edtf))])
    assert item.get("issued", {}).get("date-parts") == parts
    assert item["custom"]["edtf"]["issued"] == edtf
    for form in ("bibtex", "ris"):
        assert "2024" in write_references([replace(NASTY, issued=When.parse(edtf), url="")], form)


def test_bibtex_is_read_by_a_parser_as_it_was_meant(shipped: Catalog) -> None:
    found = of_answer(shipped, state(shipped, "kanpaiti", date(2024, 11, 26)), BASE, DAY)
    library = bibtexparser.parse_string(write_references([*found, NASTY], "bibtex"))
    assert not library.failed_blocks and len(library.entries) == len(found) + 1
    first = library.entries[0]
    assert first.key == found[0].key and first["urldate"] == "2026-11-30"
    assert (first["year"], first["month"], first["day"]) == ("2026", "nov", "27")
    assert shipped.hash in first["note"] and first["url"] == found[0].url
    nasty = library.entries[-1]
    assert nasty["title"] == (
        r"{50\% of \{all\} \$ \& \#1\_a \textbackslash{} \textasciitilde{}x\textasciicircum{}2}"
    )
    assert nasty["url"] == "https://example.org/a_b?x=1%20&y=%7Bz%7D"
    assert nasty["edtf"] == "2024-11~" and "day" not in nasty.fields_dict
    decoded = bibtexparser.parse_string(
        write_references([NASTY], "bibtex"), append_middleware=[LatexDecodingMiddleware()]
    )
    assert decoded.entries[0]["journal"] == "A & B_C"


def test_ris_is_read_by_a_parser_and_no_text_begins_a_record(shipped: Catalog) -> None:
    found = of_claim(shipped, "k0020", BASE, DAY)
    ledger, document, nasty = rispy.loads(write_references([*found, NASTY], "ris"))
    assert (ledger["type_of_reference"], ledger["year"], ledger["date"]) == ("DATA", "2026", "2026/11/27/")
    assert ledger["access_date"] == "2026/11/30/" and ledger["urls"] == [found[0].url]
    assert document["publisher"] == "mestios.com" and "access_date" not in document
    assert "2024-11-26~ (EDTF)" in document["notes"][0]
    assert nasty["abstract"] == "one line ER - TY - NEWS" and nasty["date"] == "2024/11//"


def test_every_claim_can_be_cited_in_every_format(shipped: Catalog) -> None:
    every: dict[str, Reference] = {}
    for claim_id in shipped.claims:
        for each in of_claim(shipped, claim_id, BASE, DAY):
            assert every.setdefault(each.key, each) == each, "one key, one thing"
    several = list(every.values())
    assert len(rispy.loads(write_references(several, "ris"))) == len(several)
    library = bibtexparser.parse_string(write_references(several, "bibtex"))
    assert len(library.entries) == len(several) and not library.failed_blocks
    assert {each["id"] for each in json.loads(write_references(several, "csl-json"))} == set(every)
    assert len(write_references(several, "text").splitlines()) == len(several)


def test_an_address_stays_with_its_release(shipped: Catalog) -> None:
    first = open_catalog(release=1)
    assert claim_path(first, "k0020") == f"claim/k0020?release={first.hash}"
    keys = {of_claim(each, "k0020", BASE, DAY)[0].key for each in (first, shipped)}
    assert len(keys) == 2, "the claim of another release is another reference"
    old, new = (
        of_answer(each, state(each, "kanpaiti", date(2024, 11, 26)), BASE, DAY)[0]
        for each in (first, shipped)
    )
    assert old.url != new.url and f"release={first.hash}" in old.url


def test_answers_that_differ_in_anything_asked_have_other_keys_and_addresses(shipped: Catalog) -> None:
    asked: list[dict[str, Any]] = [
        {},
        {"policy": Policy.ANY},
        {"known_on": date(2024, 12, 1)},
        {"dimension": Dimension.GATE},
    ]
    found = [
        of_answer(shipped, state(shipped, "muse", date(2024, 5, 1), **each), BASE, DAY)[0] for each in asked
    ]
    assert len({each.key for each in found}) == len({each.url for each in found}) == len(asked)


def test_claims_of_the_reader_s_own_have_no_address(shipped: Catalog) -> None:
    rows = b"place_id,value,start,publisher,published,url\nMuse,TNLA,2026-06-02,E,2026-06-03,https://example.org/m\n"
    bundle = read_bundle()
    mine = with_own(shipped, bundle, own_claims(bundle, read_table(rows), date(2026, 11, 30)))
    (claim_id,) = mine.own
    ledger, document = of_claim(mine, claim_id, BASE, DAY)
    assert ledger.url == "" and "that no release has" in ledger.text and ledger.issued is None
    assert "not in the ledger" in document.text
    assert of_answer(mine, state(mine, "muse", date(2026, 6, 20)), BASE, DAY)[0].url == ""


@pytest.mark.parametrize("form", FORMS)
def test_the_command_writes_every_format(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", "--claim", "k0020", "k0021", "--format", form, "--base", f"{BASE}/briefing"]) == 0
    said = capsys.readouterr().out
    assert f"{BASE}/claim/k0020?release=" in said.replace("\\", "") and "k0021" in said


def test_the_command_cites_an_answer_and_the_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["cite", "--place", "Kanpaiti", "--on", "2024-11-26", "--accessed", "2026-11-30"]
    assert main([*asked, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["references"][0]["title"] == (
        "Kanpaiti, control, 26 Nov 2024: held by KIA with PDF, since 20 Nov 2024"
    )
    assert len(found["text"].splitlines()) == len(found["references"])
    assert main(["cite"]) == 0
    assert "Who holds each crossing" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--claim", "k002O"], "did you mean 'k0020'?"),
        (["--claim", "k9999"], "no claim or source 'k9999'.\n"),
        (["--claim", "ap-2024-kanpaitj"], "did you mean 'ap-2024-kanpaiti'?"),
        (
            ["--claim", "S0506", "--release", "1"],
            "s0506 is not in release 1: it came with release 2",
        ),
        (["--claim", "k0020", "--base", "http://localhost:8501/"], "opens on this machine only"),
        (["--claim", "ap-2024-kanpaiti"], "is a source"),
        (["--claim", "k0020", "--on", "2024-11-26"], "either claims"),
        (["--place", "kanpaiti"], "give both"),
        (["--format", "bibtx"], "did you mean 'bibtex'"),
        (["--base", "ledger.example"], "no address of the web"),
        (["--base", "https://a b.example"], "no address of the web"),
    ],
)
def test_what_cannot_be_cited_is_said_in_a_sentence(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cite", *arguments]) == 2
    said = capsys.readouterr()
    assert told in said.err and said.out == ""


def test_a_claim_is_cited_with_its_days_and_with_what_became_of_it(shipped: Catalog) -> None:
    held, aside, corrected = (of_claim(shipped, each, BASE, DAY)[0] for each in ("k0007", "k0020", "k0039"))
    assert "(control, began 20 Nov 2024): The town" in held.text and "began 20 Nov 2024" in held.abstract
    assert "Set aside by the policy “reported”: differs from its origin. Border Ledger" in aside.text
    assert "Corrected by k0321." in corrected.text and "Set aside" not in held.text + corrected.text
    assert aside.note.startswith("Set aside") and not held.note.startswith("Set aside")


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("lweje", "held by KIA with AA, since some day of 28 Mar–8 Apr 2024"),
        ("pang-hseng", "held by MNDAA, since 2 Nov 2023"),
    ],
)
def test_an_answer_is_cited_with_partners_and_its_beginning(place: str, told: str, shipped: Catalog) -> None:
    (found, *_) = of_answer(shipped, state(shipped, place, date(2024, 11, 26)), BASE, DAY)
    assert found.title.endswith(f": {told}") and told in found.text


def test_the_case_of_an_id_does_not_matter(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cite", "--claim", "K0020"]) == 0
    assert capsys.readouterr().out.startswith("Claim k0020 on Kanpaiti")


def test_an_address_of_this_machine_alone_is_left_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BORDER_LEDGER_ADDRESS", "http://localhost:8792/briefing")
    assert main(["cite", "--claim", "k0007"]) == 0
    said = capsys.readouterr()
    assert "localhost" not in said.out and "opens on this machine only" in said.err


def test_the_address_of_the_page_leads_to_its_server() -> None:
    assert server_of("https://ledger.example/briefing") == server_of("https://ledger.example/") == BASE
    assert server_of("https://a.example/ledger/briefing/") == "https://a.example/ledger"
    assert server_of("") == ""


def test_the_ledger_is_cited_with_its_release(shipped: Catalog) -> None:
    (whole,) = of_ledger(shipped, BASE, DAY)
    assert shipped.hash in whole.text and whole.url == f"{BASE}/?data={shipped.hash}"
