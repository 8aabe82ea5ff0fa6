"""The page of words, and the names of actors at hand."""

from __future__ import annotations

from dashboard.page import controls
from dashboard.wording import glossary
from dashboard.wording.page import PAGES, tab_title
from dashboard.wording.text import Run, Text
from geodata.catalog import Catalog
from geodata.vocab import Policy, Reason, Status
from tests.dashboard.conftest import Open


def test_every_actor_of_the_ledger_is_spelled_out(catalog: Catalog) -> None:
    rows = glossary.actors(catalog)
    assert len(rows) == len(catalog.actors) == len(list(glossary.actor_rows(catalog)))
    kia = next(row for row in rows if str(row.code) == "KIA")
    assert kia.name.startswith("Kachin Independence Army") and kia.kind == "ethnic armed organisation"
    bgf = next(row for row in rows if row.name == "Kachin Border Guard Force")
    assert bgf.ties == "Part of SAC. Allied with SAC. Called NDK before."


def test_every_word_of_the_rules_has_a_meaning() -> None:
    terms = {term.word: term.meaning for _, group in glossary.terms() for term in group}
    assert len([*Policy, *Status, *Reason]) <= len(terms)
    assert all(terms.values())
    assert "180" in next(word for word in terms if word.startswith("no news"))


def test_the_page_shows_both(open_page: Open) -> None:
    app = open_page(page="words")
    assert not app.exception
    assert {"Actors", "Words of the page"} <= {header.value for header in app.header}
    assert len(app.table) == 1 + len(list(glossary.terms()))


def test_names_of_codes_are_in_the_help_of_the_actors(open_page: Open) -> None:
    app = open_page()
    assert "KIA: Kachin Independence Army" in app.button_group(key="actors").help


def test_the_tab_names_the_page() -> None:
    assert tab_title(PAGES["compare"][0]()) == "Compare · Border Ledger"


def test_a_code_is_spelled_out_wherever_it_stands(open_page: Open, catalog: Catalog) -> None:
    told = glossary.spelled(Text.of("the ", Run("UWSA", strong=True), " and KIAX"), catalog, "/words?on=x")
    assert told == 'the [**UWSA**](/words?on=x "United Wa State Army") and KIAX'
    app = open_page({"place": "Pang War"})
    kia = '](/words?place=Pang+War "Kachin Independence Army'
    shown = [app.title[0].value, *(each.value for each in app.markdown)]
    shown += [str(each.value.to_dict()) for each in app.table]
    assert sum(kia in text for text in shown) >= 4, shown


def test_what_says_a_name_by_a_style_is_no_way_out_of_it(open_page: Open) -> None:
    styles = [each.proto.body for each in open_page().get("html") if "::after" in each.proto.body]
    assert any("st-key-actors" in style and "Kachin Independence Army" in style for style in styles)
    assert controls.css_text('a</style>"\\') == '"a\\3c \\2f style\\3e \\22 \\5c "'


def test_pages_without_a_question_have_no_sidebar(open_page: Open) -> None:
    for page in ("words", "data", "compare"):
        app = open_page(page=page)
        assert not app.exception and not app.sidebar.children, page
