"""The OGC API as a client without a library asks it: documents, links, forms, errors, headers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from jsonschema import Draft201909Validator
from openapi_spec_validator import validate

from dashboard.service import features, features_pages
from dashboard.service.features_documents import Place
from dashboard.service.features_pages import At, Part, Value, values
from dashboard.wording import language
from geodata.catalog import Catalog
from geodata.exports.features import COLLECTIONS
from geodata.exports.query import MOST
from tests.loopback import served

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    with served(features.ROUTES) as address:
        yield f"{address}/ogc"


Answer = tuple[int, dict[str, str], str]


def ask(address: str, method: str = "GET", **headers: str) -> Answer:
    """Return status, headers and body."""
    given = {name.replace("_", "-"): text for name, text in headers.items()}
    request = urllib.request.Request(address, method=method, headers=given)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read().decode()


def read(address: str) -> Any:
    status, headers, body = ask(address)
    assert status == 200, body
    assert "json" in headers["content-type"]
    return json.loads(body)


def links(doc: Any, rel: str) -> list[str]:
    return [each["href"] for each in doc["links"] if each["rel"] == rel]


def test_every_document_is_reached_by_links_from_the_first_and_is_what_its_link_says(root: str) -> None:
    seen: dict[str, str] = {}
    waiting = [(root, "application/json")]
    while waiting:
        address, kind = waiting.pop()
        if address in seen or not address.startswith(root) or len(seen) > 150:
            continue
        status, headers, body = ask(address)
        assert status == 200, (address, body)
        seen[address] = headers["content-type"]
        assert headers["content-type"].startswith(kind), address
        if "json" in kind:
            doc = json.loads(body)
            parts = [doc, *doc.get("collections", [])]
            waiting += [(e["href"], e["type"]) for part in parts for e in part.get("links", ())]
    paths = {urlsplit(address).path for address in seen}
    assert {f"/ogc/collections/{name}/items" for name in COLLECTIONS} <= paths
    assert {"/ogc", "/ogc/api", "/ogc/conformance", "/ogc/collections"} <= paths


@pytest.mark.parametrize(
    "path", ["", "/collections", "/collections/gates", "/collections/gates/items", "/conformance"]
)
def test_an_address_is_there_with_and_without_a_slash(root: str, path: str) -> None:
    assert read(f"{root}{path}") == read(f"{root}{path}/")


def test_the_description_is_openapi_and_has_every_address_and_parameter(root: str) -> None:
    status, headers, body = ask(f"{root}/api")
    assert status == 200 and headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    doc = json.loads(body)
    validate(doc)
    assert doc["openapi"].startswith("3.0") and doc["servers"] == [{"url": root}]
    described = {path.replace("{featureId}", "{feature}") for path in doc["paths"]}
    for route in features.ROUTES:
        below = route.path.removeprefix(features.ROOT).rstrip("/") or "/"
        if "{rest" not in below:
            wanted = {below.replace("{collection}", name) for name in COLLECTIONS}
            assert wanted <= described, below
    limit = doc["components"]["parameters"]["limit"]["schema"]
    assert limit["maximum"] == MOST and limit["minimum"] == 1
    for name, of in COLLECTIONS.items():
        given = doc["paths"][f"/collections/{name}/items"]["get"]["parameters"]
        names = [each.get("name") or each["$ref"].rpartition("/")[2] for each in given]
        assert len(names) == len(set(names)) and set(of.columns) <= set(names)


def test_what_it_conforms_to_is_there(root: str) -> None:
    classes = read(f"{root}/conformance")["conformsTo"]
    part = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
    assert {f"{part}{name}" for name in ("core", "oas30", "geojson", "html")} <= set(classes)
    assert not [each for each in classes if "-2/" in each or "-4/" in each or "spatial" in each]


@pytest.mark.parametrize("name", COLLECTIONS)
def test_features_have_the_form_that_the_schema_says(root: str, name: str) -> None:
    schema = read(f"{root}/collections/{name}/schema")
    queryables = read(f"{root}/collections/{name}/queryables")
    Draft201909Validator.check_schema(schema)
    Draft201909Validator.check_schema(queryables)
    page = read(f"{root}/collections/{name}/items?limit=20")
    columns = schema["properties"]["properties"]["properties"]
    assert list(columns) == list(queryables["properties"])
    for feature in page["features"]:
        assert list(feature["properties"]) == list(columns)
        there = {**feature, "properties": {k: v for k, v in feature["properties"].items() if v is not None}}
        if there["geometry"] is None:
            del there["geometry"]
        needed = {**schema, "required": ["type", "id", "properties"]}
        Draft201909Validator(needed).validate(there)
        assert feature["geometry"] is None or feature["geometry"]["type"] in (
            "Point",
            "Polygon",
            "MultiPolygon",
        )


def test_next_leads_through_all_features_and_keeps_every_parameter(root: str, catalog: Catalog) -> None:
    address = f"{root}/collections/claims/items?limit=400&policy=strict&known_on=2026-01-01&stance=asserts"
    seen: list[str] = []
    pages = 0
    while address:
        asked = dict(parse_qsl(urlsplit(address).query))
        assert (asked["policy"], asked["known_on"], asked["stance"]) == ("strict", "2026-01-01", "asserts")
        page = read(address)
        assert page["numberReturned"] == len(page["features"])
        seen += [each["id"] for each in page["features"]]
        pages += 1
        address = next(iter(links(page, "next")), "")
    assert len(seen) == len(set(seen)) == page["numberMatched"] and pages == -(-len(seen) // 400)
    assert links(page, "prev") and not links(page, "next")


def test_a_limit_too_high_is_no_error_and_is_told(root: str, catalog: Catalog) -> None:
    page = read(f"{root}/collections/claims/items?limit=99999")
    assert page["numberReturned"] == MOST < page["numberMatched"] == len(catalog.claims)
    assert page["note"] == f"limit=99999 was asked; a page has at most {MOST}."
    assert read(f"{root}/collections/gates/items?limit=99999999999999999999")["note"].startswith("limit=9999")
    (following,) = links(page, "next")
    assert f"limit={MOST}" in following and f"offset={MOST}" in following


def test_one_feature_is_that_of_its_page(root: str) -> None:
    page = read(f"{root}/collections/control-intervals/items?place_id=kanpaiti")
    for each in page["features"]:
        one = read(f"{root}/collections/control-intervals/items/{each['id']}")
        assert {k: v for k, v in one.items() if k != "links"} == each
        assert links(one, "collection") == [f"{root}/collections/control-intervals"]


def test_every_address_takes_what_a_client_adds_to_all_and_hands_it_on(root: str) -> None:
    kept = "datetime=2024-11-26&policy=any&known_on=2024-12-01&release=1"
    for path in (
        "",
        "/conformance",
        "/api",
        "/collections",
        "/collections/gates",
        "/collections/gates/items",
    ):
        doc = read(f"{root}{path}?{kept}")
        own = [e["href"] for e in doc.get("links", ()) if e["href"].startswith(root)]
        assert all(kept in href for href in own), path
    (row,) = read(f"{root}/collections/crossings/items?{kept}&place_id=kanpaiti")["features"]
    told = {name: row["properties"][name] for name in ("on", "policy", "known_on", "data")}
    assert told == {"on": "2024-11-26", "policy": "any", "known_on": "2024-12-01", "data": "d86ced91d09e"}


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/collections/gates/items?limt=3", 400, "did you mean 'limit'?"),
        ("/collections?bbox=1,2,3,4", 400, "There is no parameter 'bbox' here"),
        ("/collections/gates?f=xml", 400, "'xml' is not one of json, html"),
        ("/collections/gates/items?release=99", 400, "release: '99' is not one of 1 (d86ced91d09e)"),
        ("/collections/gates/items?filter=name+%3D", 400, "ends too early"),
        ("/collections/gate/items", 404, "did you mean 'gates'?"),
        ("/collections/gates/items/kanpaiti-gat", 404, "did you mean 'kanpaiti-gate'?"),
        ("/collections/gates/items/kanpaiti-gate/x", 404, "Nothing is at"),
        ("/collections/gates/items?crs=x", 400, "every coordinate is in http://www.opengis.net/def/crs/OGC"),
        ("/nothing", 404, "begin at"),
        ("/..%2f..%2fetc/passwd", 404, "Nothing is at"),
    ],
)
def test_what_is_wrong_is_told_to_programs_and_to_people(
    root: str, path: str, status: int, told: str
) -> None:
    found, headers, body = ask(f"{root}{path}")
    assert found == status and headers["content-type"] == "application/json"
    said = json.loads(body)
    assert told in said["description"] and said["code"] in ("InvalidParameterValue", "NotFound")
    assert headers["access-control-allow-origin"] == "*"
    found, headers, body = ask(f"{root}{path}", Accept=BROWSER)
    assert found == status and headers["content-type"].startswith("text/html" if "f=xml" not in path else "")
    assert "Traceback" not in body


def test_scripts_of_other_sites_may_read(root: str) -> None:
    address = f"{root}/collections/gates/items"
    status, headers, body = ask(address, "OPTIONS", Origin="https://example.org")
    assert status == 204 and not body
    assert headers["access-control-allow-origin"] == "*" and headers["allow"] == "GET, HEAD, OPTIONS"
    assert ask(address, Origin="https://example.org")[1]["access-control-allow-origin"] == "*"
    assert ask(address, "POST")[0] == 405


def test_who_would_write_is_told_that_it_is_only_read(root: str) -> None:
    _, asked, _ = ask(f"{root}/collections", "OPTIONS")
    for path in ("/collections", "/collections/gates/items", "/nothing"):
        status, headers, body = ask(f"{root}{path}", "POST")
        assert status == 405 and json.loads(body)["code"] == "MethodNotAllowed"
        assert "POST" in json.loads(body)["description"]
        assert headers["allow"] == asked["allow"] and headers["access-control-allow-origin"] == "*"


def test_a_head_has_the_headers_and_an_answer_known_is_not_sent_again(root: str) -> None:
    address = f"{root}/collections/gates/items?datetime=2024-11-26"
    _, headers, body = ask(address)
    head = ask(address, "HEAD")
    assert head[0] == 200 and head[2] == "" and head[1]["etag"] == headers["etag"]
    assert head[1]["content-length"] == headers["content-length"] == str(len(body.encode()))
    assert headers["cache-control"] == "no-cache" and "Accept" in headers["vary"]
    known = ask(address, If_None_Match=f'"x", W/{headers["etag"]}')
    assert known[0] == 304 and known[2] == "" and known[1]["access-control-allow-origin"] == "*"
    assert ask(f"{address}&policy=any", If_None_Match=headers["etag"])[0] == 200


# -- Pages for people ------------------------------------------------------------------------------


class _Outline(HTMLParser):
    """What a page consists of: its tags, its links, and those that are not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.hrefs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "br", "link"):
            self.open.append(tag)
        if tag == "a":
            self.hrefs.append(dict(attrs)["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


PAGES = (
    "",
    "/conformance",
    "/api",
    "/collections",
    "/collections/crossings",
    "/collections/crossings/queryables",
    "/collections/crossings/schema",
    "/collections/crossings/items?limit=5",
    "/collections/crossings/items?offset=900",
    "/collections/crossings/items/kanpaiti",
    "/collections/mine-clusters/items/pw-laotiki-e-0p8km",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_gets_a_page_that_is_whole(root: str, path: str) -> None:
    status, headers, body = ask(f"{root}{path}", Accept=BROWSER)
    assert status == 200 and headers["content-type"] == "text/html; charset=utf-8"
    page = _Outline()
    page.feed(body)
    assert not page.open and page.tags.count("h1") == 1 and {"main", "title"} <= set(page.tags)
    assert "script" not in page.tags and "img" not in page.tags
    assert all(href.startswith(("http://", "https://", "/")) for href in page.hrefs)
    joined = "&" if "?" in path else "?"
    assert ask(f"{root}{path}{joined}f=json", Accept=BROWSER)[1]["content-type"] != headers["content-type"]
    assert ask(f"{root}{path}{joined}f=html")[2].count("<h1>") == 1


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "crossings/items?datetime=2024-11-26&policy=strict&known_on=2025-01-01&release=1",
            "On 26 Nov 2024, evidence: strict, as known on 1 Jan 2025, release 1 of 21 Nov 2026.",
        ),
        ("gates/items", "On 29 Jun 2026, evidence: reported, as known on 29 Jun 2026, release 2 of "),
        (
            "control-intervals/items?datetime=2024-11-01/..",
            "On some day from 1 Nov 2024 on, evidence: reported,",
        ),
        ("control-intervals/items", "Of all days, evidence: reported, as known on "),
        ("claims/items?datetime=../2024-11-01", "On some day up to 1 Nov 2024, as known on 29 Jun 2026, "),
    ],
)
def test_a_page_of_features_says_what_was_asked(root: str, path: str, said: str) -> None:
    _, _, body = ask(f"{root}/collections/{path}", Accept=BROWSER)
    assert said in body and "move it sideways" in body


def test_foreign_text_is_escaped(root: str) -> None:
    evil = "%3Cscript%3Ealert(1)%3C%2Fscript%3E"
    for path in (f"/collections/{evil}", f"/collections/gates/items?{evil}={evil}", f"/{evil}"):
        body = ask(f"{root}{path}", Accept=BROWSER)[2]
        assert "<script" not in body and "&lt;script" in body
    evil_cell = [Part("table", heads=("a",), rows=[[values('"><img src=x onerror=y>')]])]
    assert "<img" not in features_pages._page("a", evil_cell, {}, At(Place("/ogc"), ""))
    assert values("javascript:alert(1)") == [Value("javascript:alert(1)")], "no link"


def test_every_label_of_a_page_can_be_translated(root: str) -> None:
    with language.speaking(language.PSEUDO):
        body = ask(f"{root}/collections/crossings/items?limit=3", Accept=BROWSER)[2]
    heads = re.findall(r'<a href="[^"]*"(?: rel="\w+")?>([^<]*)</a>', body)
    assert [each for each in heads if each.startswith("[")], heads
    assert "Next page" not in re.sub(r"\[[^\]]*\]", "", body)


def test_the_routes_load_nothing_before_they_are_asked() -> None:
    code = (
        "import sys; from dashboard.service import features; "
        "print([m for m in sys.modules if m in ('streamlit', 'shapely', 'geodata.exports.query', "
        "'dashboard.service.features_pages', 'pandas')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
