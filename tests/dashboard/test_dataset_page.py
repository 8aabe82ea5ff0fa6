"""The ledger as catalogues read it: JSON-LD that a crawler finds, files at addresses, CITATION.cff."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import yaml
from lxml import html

from dashboard.service.replies import _with_code
from geodata.catalog import Catalog
from geodata.datasets import DATASETS
from geodata.errors import FOLDER
from tests.dashboard.asking import BROWSER, HOST, ask
from tests.dashboard.conftest import Open


def test_a_crawler_finds_the_description_in_the_head_without_running_anything(catalog: Catalog) -> None:
    tree = html.fromstring(ask("/dataset", BROWSER).text)
    (text,) = tree.xpath("//head/script[@type='application/ld+json']/text()")
    found = json.loads(text)
    assert found == ask("/dataset.json").json
    assert (found["@context"], found["@type"], found["@id"]) == (
        "https://schema.org/",
        "Dataset",
        f"https://{HOST}/dataset",
    )
    assert (
        found["identifier"] == catalog.hash and found["dateModified"] == catalog.releases[-1].day.isoformat()
    )
    assert found["license"].startswith("https://creativecommons.org/licenses/by/4.0")
    south, west, north, east = map(float, found["spatialCoverage"]["geo"]["box"].split())
    assert south < north and west < east
    assert 50 <= len(found["description"]) <= 5000, "as search engines ask"


def test_each_file_is_at_its_address_with_the_hash_that_is_told() -> None:
    parts = ask("/dataset.json").json["hasPart"]
    assert {part["distribution"]["contentUrl"].rpartition("/")[2] for part in parts} == {
        each.file for each in DATASETS.values()
    }
    for part in parts:
        told = part["distribution"]
        reply = ask(told["contentUrl"].removeprefix(f"https://{HOST}"))
        assert reply.status == 200 and reply.headers["content-type"].startswith(told["encodingFormat"])
        assert hashlib.sha256(reply.body).hexdigest() == told["sha256"]
        assert told["contentSize"] == f"{len(reply.body)} B"


@pytest.mark.parametrize(
    "name", ["LICENSES.md", "../catalog.py", "%2e%2e/catalog.py", "claims.csv/x", "nothing"]
)
def test_nothing_else_is_given(name: str) -> None:
    reply = ask(f"/dataset/{name}")
    assert reply.status == 404 and "The data is described at /dataset" in reply.text


def test_the_days_covered_are_those_of_which_claims_speak(catalog: Catalog) -> None:
    found = ask("/dataset.json").json["temporalCoverage"]
    assert found == "1989-01-01/2026-03-06", "no claim that counts speaks of a later day"
    assert catalog.newest_record.isoformat() > found.partition("/")[2]


def test_what_is_code_is_shown_as_code() -> None:
    page, told = ask("/dataset", BROWSER).text, ask("/dataset.json").text
    tree = html.fromstring(page)
    assert "python -m geodata describe" in tree.xpath("//dd//code/text()")
    assert "`" not in tree.xpath("//main")[0].text_content() and "`" not in told
    assert str(_with_code("a <b> `c <d>` e")) == "a &lt;b&gt; <code>c &lt;d&gt;</code> e"
    assert str(_with_code("one ` <alone>")) == "one ` &lt;alone&gt;"


@pytest.mark.parametrize("path", ["/dataset", "/dataset.json", "/dataset/claims.csv"])
def test_only_the_newest_release_has_files(path: str, catalog: Catalog) -> None:
    for asked in ("", "?release=2", f"?data={catalog.hash}"):
        assert ask(f"{path}{asked}").status == 200
    for asked, status, told in (
        ("release=1", 400, "rows of release 1, too: those whose “added” is at most 1"),
        ("release=99", 404, "is no release of this ledger"),
        ("foo=1", 400, "There is no parameter “foo”"),
        ("place=muse", 400, "There is no parameter “place”"),
    ):
        reply = ask(f"{path}?{asked}")
        assert reply.status == status and told in reply.text


def test_the_page_data_leads_to_it(open_page: Open) -> None:
    assert any("](/dataset)" in str(each.value) for each in open_page({}, "data").markdown)


def test_citation_cff_names_the_newest_release(root: Path, catalog: Catalog) -> None:
    text = (root / "CITATION.cff").read_text(encoding="utf-8")
    found, newest = yaml.safe_load(text), catalog.releases[-1]
    assert {"cff-version", "message", "title", "authors"} <= found.keys(), "what the format asks for"
    assert found["type"] == "dataset" and found["license"] == ["CC-BY-4.0"]
    assert found["version"] == f"release {newest.number}, data {newest.hash}"
    assert found["date-released"] == newest.day.isoformat()
    assert [each["value"] for each in found["identifiers"]] == [newest.hash]
    assert FOLDER.is_dir()
