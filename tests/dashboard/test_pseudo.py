"""Every text of ours can be translated: in the pseudo-language nothing of it stands outside brackets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st

from dashboard.wording import language
from geodata.catalog import Catalog
from tests.dashboard.conftest import Open
from tests.dashboard.pseudo import faults, outside, page_texts
from tests.marks import some_slow

QUESTIONS: list[dict[str, str | list[str]]] = [
    {},
    {"place": ""},
    {"place": "Muse", "on": "2024-01-20", "policy": "strict"},
    {"place": "Mine cluster 8.6 km W of Pang War", "on": "2024-10-18"},
    {"place": "Bhamo", "on": "2026-06-01", "layers": ["online-light", "mines"]},
    {"place": "Pang War", "beside": "log", "log": "control", "log_order": "newest first"},
    {"place": "Muse", "beside": "log", "log_of": "place", "on": "2024-10-22"},
    {"place": "Kanpaiti", "within": "days"},
    {"place": "Muse", "within": "recorded", "window": ["2024-11-11", "2024-11-11"]},
    {"place": "atlantis", "on": "1066-10-14", "policy": "xyz"},
]


@pytest.fixture
def pseudo() -> Iterator[None]:
    with language.speaking(language.PSEUDO):
        st.cache_data.clear()
        yield
    st.cache_data.clear()


def test_words_outside_brackets_are_seen_and_data_is_not(catalog: Catalog) -> None:
    assert outside(":small[:gray[\\[Previous xx\\] Muse]]", catalog) == ""
    assert outside("[Date xx] ![](data:image/svg+xml;base64,AAAA)", catalog) == ""
    assert outside(":gray[Previous] \\[x\\]", catalog) == "Previous"
    assert outside("since [13 Nov] KIA", catalog) == "since"


@pytest.mark.parametrize("question", some_slow(QUESTIONS, QUESTIONS[:2]), ids=str)
def test_explore(
    pseudo: None, open_page: Open, catalog: Catalog, question: dict[str, str | list[str]]
) -> None:
    assert faults(page_texts(open_page(question)), catalog) == []


@pytest.mark.parametrize("tab", ["Contradictions", "Claims", "Sources"])
def test_evidence_of_a_window(pseudo: None, open_page: Open, catalog: Catalog, tab: str) -> None:
    asked = {"within": "days", "tab": tab, "places": "Kanpaiti"}
    assert faults(page_texts(open_page(asked, "evidence")), catalog) == []


@pytest.mark.parametrize("page", ["compare", "log", "briefing", "evidence", "data", "unknown", "words"])
def test_every_other_page(pseudo: None, open_page: Open, catalog: Catalog, page: str) -> None:
    assert faults(page_texts(open_page({}, page)), catalog) == []


@pytest.mark.parametrize("window", [("2023-01-01", "2023-12-31"), ("2024-09-01", "2024-12-31")])
def test_conflict_events_are_in_messages(
    pseudo: None, open_page: Open, catalog: Catalog, window: tuple[str, str]
) -> None:
    asked = {"layers": ("crossings", "events"), "window": window}
    assert faults(page_texts(open_page(asked)), catalog) == []
