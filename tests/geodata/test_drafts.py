"""A claim before it is written: ids that are free, documents that are known, and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from geodata.adding.drafts import (
    Draft,
    actor_ids,
    document_at,
    documents_like,
    empty_row,
    judge,
    next_claim_id,
    next_source_id,
    origin_group,
    twin,
    with_draft,
)
from geodata.bundle.reading import Bundle, read_bundle

TODAY = date(2026, 11, 27)
CLAIM = {
    "claim_id": "k9001",
    "place_id": "kanpaiti",
    "dimension": "control",
    "value": "kia",
    "stance": "asserts",
    "speaker": "residents",
    "start": "2024-11-20",
    "source_id": "border-post-2024-kanpaiti",
    "recorded": "2024-11-21",
    "restates": "The KIA took the town.",
    "since_before": "false",
}
SOURCE = {
    "source_id": "border-post-2024-kanpaiti",
    "publisher": "Border Post",
    "title": "The fall of Kanpaiti | in pictures",
    "url": "https://example.org/kanpaiti",
    "published": "2024-11-21",
    "language": "en",
    "kind": "media",
    "origin_group": "border-post-2024-kanpaiti",
    "retrieved": "full",
}


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return read_bundle()


def draft(bundle: Bundle, source: dict[str, str] | None = None, **cells: str) -> Draft:
    """Return a claim of Kanpaiti from a new document, with other cells."""
    document = empty_row(bundle, "sources") | SOURCE | (source or {})
    return Draft(empty_row(bundle, "claims") | CLAIM | cells, document)


def faults(bundle: Bundle, made: Draft) -> set[tuple[str, str]]:
    return {(issue.dataset, issue.field) for issue in judge(bundle, made, TODAY).issues}


def odd(bundle: Bundle, made: Draft) -> list[str]:
    return [note.rule for note in judge(bundle, made, TODAY).notes]


def test_a_good_claim_from_a_new_document_breaks_no_rule(bundle: Bundle) -> None:
    judgement = judge(bundle, draft(bundle), TODAY)
    assert (judgement.issues, judgement.notes) == ((), ())
    grown = with_draft(bundle, draft(bundle))
    assert grown.rows["claims"][-1]["claim_id"] == "k9001"
    assert grown.rows["sources"][:-1] == bundle.rows["sources"]


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"place_id": "kanpaitii"}, "place_id"),
        ({"value": "kiaa"}, "value"),
        ({"start": "2026-11-28"}, "start"),
        ({"start": "2024-11-22"}, "recorded"),
        ({"start": "0001"}, "start"),
        ({"start": ""}, "start"),
        ({"speaker": "one|two"}, "speaker"),
        ({"claim_id": "k0001"}, "claim_id"),
        ({"supersedes": "k9999"}, "supersedes"),
        ({"supersedes": "k0052"}, "supersedes"),
        ({"source_id": "nobody-2024"}, "source_id"),
    ],
)
def test_a_draft_is_judged_by_the_rules_of_the_tables(
    bundle: Bundle, cells: dict[str, str], field: str
) -> None:
    assert ("claims", field) in faults(bundle, draft(bundle, **cells))


def test_the_document_of_a_draft_is_judged_too(bundle: Bundle) -> None:
    assert faults(bundle, draft(bundle, {"published": "2027", "url": "border.example"})) == {
        ("sources", "published"),
        ("sources", "url"),
    }
    assert faults(bundle, draft(bundle, {"source_id": "ap-2024-kanpaiti"}, source_id="ap-2024-kanpaiti")) == {
        ("sources", "source_id")
    }


def test_what_is_odd_about_a_draft_is_said_but_accepted(bundle: Bundle) -> None:
    announced = odd(bundle, draft(bundle, stance="unconfirmed", start="2024-12-01"))
    assert announced == ["lies after the day of record (2024-11-21): announced, not seen"]
    assert odd(bundle, draft(bundle, recorded="2024-11-23")) == [
        "is not the day on which the document was published (2024-11-21)"
    ]
    known = bundle.rows["sources"][0]
    assert odd(bundle, draft(bundle, {"url": f"{known['url']}#top"})) == [
        f"is the address of {known['source_id']} too"
    ]
    old = dict(bundle.rows["claims"][0])
    again = Draft(old | {"claim_id": "k9001", "note": "again"})
    assert odd(bundle, again) == [f"says the same as {old['claim_id']}, which is in the ledger"]
    assert twin(bundle, again.claim) == ""
    assert twin(bundle, {**old, "claim_id": "k9001", "supersedes": old["claim_id"]}) == old["claim_id"]
    corrected = next(row for row in bundle.rows["claims"] if row["claim_id"] == "k0039")
    rules = odd(bundle, Draft(corrected | {"claim_id": "k9001", "supersedes": "k0039", "end": "2021-12-01"}))
    assert "is corrected by k0321 already: correct that one" in rules


def test_the_next_claim_id_follows_the_highest_of_the_state(bundle: Bundle) -> None:
    def highest(letter: str) -> int:
        return max(int(row["claim_id"][1:]) for row in bundle.rows["claims"] if row["claim_id"][0] == letter)

    assert next_claim_id(bundle, "kanpaiti") == f"k{highest('k') + 1:04}"
    for town in ("muse", "mogok"):
        assert next_claim_id(bundle, town) == f"s{highest('s') + 1:04}"
    assert next_claim_id(bundle, "nowhere") == ""
    last = {**bundle.rows["claims"][0], "claim_id": "k9999"}
    shorter = tuple(row for row in bundle.rows["claims"] if row["claim_id"] != "k0100")
    grown = replace(bundle, rows={**bundle.rows, "claims": (*shorter, last)})
    assert next_claim_id(grown, "kanpaiti") == "k10000", "a gap is no free id, and four digits are no end"


def test_every_place_has_a_next_claim_id_that_is_free(bundle: Bundle) -> None:
    taken = {row["claim_id"] for row in bundle.rows["claims"]}
    for place in bundle.rows["places"]:
        made = next_claim_id(bundle, place["place_id"])
        assert made and made not in taken


@pytest.mark.parametrize(
    ("publisher", "published", "made"),
    [
        ("Border Post", "2024-11-21", "border-post-2024-kanpaiti"),
        ("Associated Press", "2025", "ap-2025-kanpaiti"),
        ("Associated Press", "2024-11-27~", "ap-2024-kanpaiti-2"),
        ("Agência Café", "../2023", "agencia-cafe-2023-kanpaiti"),
        ("緬甸报", "2024", "source-2024-kanpaiti"),
        ("Border Post", "", "border-post-kanpaiti"),
        ("Border Post", "last week", "border-post-kanpaiti"),
    ],
)
def test_a_document_id_is_publisher_year_and_topic(
    bundle: Bundle, publisher: str, published: str, made: str
) -> None:
    source = empty_row(bundle, "sources") | {"publisher": publisher, "published": published}
    assert next_source_id(bundle, source, "kanpaiti") == made


@pytest.mark.parametrize(
    ("publisher", "url", "name"),
    [
        ("AP", "https://example.org/1", "ap-2026-kanpaiti"),
        ("ဧရာဝတီ", "https://burma.irrawaddy.com/1", "irrawaddy-2026-kanpaiti"),
        ("边境报", "https://www.border-post.com.cn/1", "border-post-2026-kanpaiti"),
        ("边境报", "", "source-2026-kanpaiti"),
    ],
)
def test_a_new_document_is_named_by_the_publisher_that_was_given_or_by_its_site(
    bundle: Bundle, publisher: str, url: str, name: str
) -> None:
    source = {"publisher": publisher, "url": url, "published": "2026-11-24"}
    assert next_source_id(bundle, source, "kanpaiti") == name


def test_a_copy_has_the_origin_of_the_document_that_it_copies(bundle: Bundle) -> None:
    copy = {"source_id": "border-post-2024-kanpaiti", "syndicated_from": "uslive-2024-kanpaiti"}
    assert origin_group(bundle, copy) == "ap-2024-11-26-kanpaiti"
    for original in ("", "Kachin News Group"):
        assert origin_group(bundle, copy | {"syndicated_from": original}) == copy["source_id"]


def test_a_document_is_known_by_its_id_or_its_address(bundle: Bundle) -> None:
    row = next(row for row in bundle.rows["sources"] if row["url"].startswith("https://www."))
    address = row["url"].removeprefix("https://www.")
    for text in (row["source_id"], row["url"], f"http://{address}/", f"{row['url']}#comments"):
        assert document_at(bundle, text) == row
    for text in ("", "nobody-2024", "https://example.org/"):
        assert document_at(bundle, text) is None
    node = next(row for row in bundle.rows["sources"] if "?" in row["url"])
    assert document_at(bundle, node["url"] + "0") != node, "what follows the question mark tells apart"


def test_documents_are_offered_by_words_and_by_near_ids(bundle: Bundle) -> None:
    assert documents_like(bundle, "associated kanpaiti") == documents_like(bundle, "rebel group takes")
    assert documents_like(bundle, "ap-2024-kanpait")[0]["source_id"] == "ap-2024-kanpaiti"
    assert len(documents_like(bundle, "irrawaddy")) == 5
    assert documents_like(bundle, "no such words anywhere") == []


def test_actors_are_known_by_any_name_and_stand_in_order(bundle: Bundle) -> None:
    assert actor_ids(bundle, "KIO, pdf") == actor_ids(bundle, "pdf + kia") == "kia+pdf"
    assert actor_ids(bundle, "junta+BGF") == "kbgf+sac"
    assert actor_ids(bundle, "kiaa") == "kiaa", "the check says what is near"


def test_a_new_row_belongs_to_the_release_after_the_newest(bundle: Bundle) -> None:
    assert empty_row(bundle, "claims")["added"] == empty_row(bundle, "sources")["added"]
    assert int(empty_row(bundle, "claims")["added"]) == len(bundle.releases) + 1
    assert empty_row(replace(bundle, releases=()), "claims")["added"] == "1"
