"""Claims of the reader's own on the page: weighed in their visit alone, marked, told, given back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date

import pytest
import xlsxwriter
from streamlit.testing.v1 import AppTest

from dashboard.answer.scene import compose
from dashboard.charts import timeline
from dashboard.charts.entries import CHARTS
from dashboard.charts.stretches import OWN_TICK
from dashboard.look.theme import LIGHT
from dashboard.map import film
from dashboard.page import store, uploads
from dashboard.paper import jobs
from dashboard.paper import timeline as paper_timeline
from dashboard.paper.canvas import Canvas
from dashboard.paper.ink import Shape
from dashboard.paper.layout import Box
from dashboard.paper.words import words_of
from dashboard.question.choices import Choices
from dashboard.question.order import Format, Order
from dashboard.question.view import View
from dashboard.wording import charts as wording
from dashboard.wording import own_claims as words
from dashboard.wording.claims import claim_row
from dashboard.wording.own_claims import rests_on_own
from geodata.adding.own import Own, own_claims, read_table, what_changes, with_own
from geodata.bundle.reading import read_bundle
from geodata.catalog import Catalog
from geodata.exports.kml import HUES
from tests.dashboard.conftest import Open, said
from tests.dashboard.test_charts import of
from tests.marks import some_slow

DAY = date(2026, 6, 20)
TABLE = (
    "place_id,value,start,publisher,published\n"
    "Muse,TNLA,2026-06-02,Example Weekly,2026-06-03\n"
    "Muse,TNLA,2026-06-02,Another House,2026-06-04\n"
)


@pytest.fixture(scope="module")
def mine() -> Own:
    return own_claims(read_bundle(), read_table(TABLE.encode()), date(2026, 11, 27))


@pytest.fixture(scope="module")
def joined(catalog: Catalog, mine: Own) -> Catalog:
    return with_own(catalog, read_bundle(), mine)


def weighing(app: AppTest, mine: Own) -> AppTest:
    app.session_state["own_claims"] = mine
    return app.run()


def texts(app: AppTest) -> str:
    """Return all text of a page, tables too, without the marks that keep it from being Markdown."""
    cells = (str(cell) for each in app.table for cell in each.value.to_numpy().ravel())
    return "\n".join([*(each.value for each in app.markdown), *cells]).replace("\\", "")


# -- In their visit alone --------------------------------------------------------------------------


def test_explore_says_what_they_change(open_page: Open, mine: Own, catalog: Catalog) -> None:
    app = open_page({"on": str(DAY), "place": "Muse"})
    before = said(app)
    assert "With your" not in texts(app)
    app = weighing(app, mine)
    assert not app.exception
    told = f"With your 2 claims: 1 of {len(catalog.crossings)} crossing towns differs: Muse"
    assert told in texts(app) and said(app) != before
    assert "(yours)" in texts(app) and "own-1" in texts(app)
    assert app.query_params["own"] in ("1", ["1"])


def test_no_other_visit_has_them(open_page: Open, mine: Own) -> None:
    asked = {"on": str(DAY), "place": "Muse"}
    first = weighing(open_page(asked), mine)
    second = open_page(asked)
    assert "(yours)" in texts(first)
    assert "(yours)" not in texts(second) and "own-1" not in texts(second)
    assert "own" not in second.query_params
    assert store.newest().own == () and "own-1" not in store.newest().claims


def test_their_answers_are_kept_in_the_visit(open_page: Open, mine: Own) -> None:
    app = weighing(open_page({"on": str(DAY)}), mine)
    kept = app.session_state["own_kept"]
    assert {"catalog", "choices", "scene", "chart", "card", "film"} <= set(kept)
    assert kept["scene"] and all("+own-" in key for key in kept["scene"])
    assert kept["card"] and all("+own-" in data for data, *_ in (*kept["card"], *kept["chart"]))
    assert all(scene.catalog.own for scene in kept["scene"].values())


def test_a_link_made_with_them_says_so(open_page: Open) -> None:
    app = open_page({"own": "1", "on": str(DAY)})
    assert any("data or claims of its sender’s own" in each.value for each in app.warning)


PAGES = ["compare", "log", "briefing", "evidence", "unknown", "words", "data"]


@pytest.mark.parametrize("page", some_slow(PAGES, PAGES[:2]))
def test_every_page_says_that_they_are_weighed(open_page: Open, mine: Own, page: str) -> None:
    app = weighing(open_page({"on": str(DAY)}, page), mine)
    assert not app.exception and not app.error
    assert "2 claims of your own are weighed here too; only this visit has them." in texts(app)


def test_evidence_marks_each_of_them(open_page: Open, mine: Own) -> None:
    app = weighing(open_page({"on": str(DAY), "tab": "Claims"}, "evidence"), mine)
    app = app.text_input(key="text").set_value("own-2").run()
    assert "the outlet itself (yours)" in texts(app) and "own-2" in texts(app)


# -- Giving them -----------------------------------------------------------------------------------


def test_the_form_adds_one_and_removes_it(open_page: Open) -> None:
    app = open_page(page="data")
    app.selectbox(key="mine_place").set_value("muse")
    app.multiselect(key="mine_actors").set_value(["tnla"])
    app.text_input(key="mine_start").set_value("2026-06-02")
    app.text_input(key="mine_publisher").set_value("Example Weekly")
    app.text_input(key="mine_published").set_value("2026-06-03")
    app = app.button(key="mine_add").click().run()
    assert not app.exception and not app.error
    assert app.session_state["own_claims"].claims[0]["value"] == "tnla"
    assert app.text_input(key="mine_start").value == ""
    assert "own-1" in texts(app) and "(yours)" in texts(app)
    app = app.button(key="mine_remove_1").click().run()
    assert app.session_state["own_claims"] is None and "own-1" not in texts(app)


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(open_page: Open) -> None:
    app = open_page(page="data")
    app.text_input(key="mine_start").set_value("20.11.2024")
    app = app.button(key="mine_add").click().run()
    told = app.error[0].value.replace("\\", "")
    for column in ("place_id", "value", "start", "source_id"):
        assert column in told
    assert "20.11.2024" in told
    assert app.text_input(key="mine_start").value == "20.11.2024"
    assert "own_claims" not in app.session_state or app.session_state["own_claims"] is None


def test_a_table_is_taken_whole_or_not_at_all(open_page: Open) -> None:
    app = open_page(page="data")
    app.file_uploader(key="mine_table_0").upload("mine.csv", (TABLE + "Muse,NOBODY,2026,A,2026\n").encode())
    app = app.run()
    told = app.error[0].value.replace("\\", "")
    assert "Line 4, value" in told
    app.file_uploader(key="mine_table_0").upload("mine.csv", TABLE.encode())
    app = app.run()
    assert not app.error and len(app.session_state["own_claims"].claims) == 2


def test_a_workbook_is_taken_too_and_streamlits_copy_let_go(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[tuple[str, str]] = []
    let_go = uploads.let_go
    monkeypatch.setattr(uploads, "let_go", lambda *given: (gone.append(given), let_go(*given)))
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ("place_id", "value", "start", "publisher", "published"))
        sheet.write_row(1, 0, ("Muse", "TNLA", "", "Example Weekly", 2026))
        sheet.write_datetime(1, 2, date(2026, 6, 2), day)
    app = open_page(page="data")
    app.file_uploader(key="mine_table_0").upload("mine.xlsx", b"PK\x03\x04 and no more")
    app = app.run()
    assert "mine.xlsx is a zip that cannot be opened" in app.error[0].value.replace("\\", "")
    assert not gone, "what was not taken stays in its field"
    app.file_uploader(key="mine_table_0").upload("mine.xlsx", made.getvalue())
    app = app.run()
    assert not app.exception and not app.error
    (claim,) = app.session_state["own_claims"].claims
    assert (claim["start"], claim["recorded"]) == ("2026-06-02", "2026")
    assert [key for key, _ in gone] == ["mine_table_0"] and "mine_table_0" not in app.session_state


# -- Their mark ------------------------------------------------------------------------------------


def test_a_claim_is_marked_as_yours(catalog: Catalog, joined: Catalog) -> None:
    assert str(claim_row(joined, joined.claims["own-1"]).who) == "Example Weekly (yours)"
    assert "(yours)" not in str(claim_row(catalog, catalog.claims["k0001"]).who)


def test_the_sentence_counts_what_differs(catalog: Catalog, joined: Catalog) -> None:
    found = what_changes(catalog, joined, DAY)
    assert words.difference(joined, found) == "With your 2 claims: 1 of 19 crossing towns differs: Muse."
    none = what_changes(catalog, joined, date(2020, 1, 1))
    assert (
        words.difference(joined, none) == "With your 2 claims: none of 19 crossing towns answers otherwise."
    )


def test_a_briefing_says_that_they_were_weighed(joined: Catalog, choices: Choices) -> None:
    view = View(on=DAY, place="muse")
    scene = compose(joined, view)
    made = words_of(scene, Order(), choices, "https://ledger.example/briefing")
    assert "With 2 claims of the maker’s own" in str(made.evidence)
    assert "own=1" in made.link and f"data={joined.ledger}" in made.link
    assert "--with own-claims.csv" in made.command
    job = jobs.Job(joined, view, Order(), choices, "", None)
    assert "--with own-claims.csv" in jobs.command(job)


@pytest.mark.slow
def test_the_files_of_a_briefing_are_marked(joined: Catalog, choices: Choices) -> None:
    job = jobs.Job(joined, View(on=DAY, place="muse"), Order(), choices, "", None)
    with zipfile.ZipFile(io.BytesIO(jobs.make(job, Format.ZIP))) as files:
        readme = files.read("README.txt").decode()
        states = files.read("states.csv").decode("utf-8-sig")
    assert "maker’s own" in readme and joined.hash in readme
    (muse,) = [row for row in csv.DictReader(io.StringIO(states)) if row["place_id"] == "muse"]
    assert "own-1" in muse["used"] and "not in the ledger" in muse["sources"]


def test_the_film_is_brought_along_and_no_server_has_it(
    joined: Catalog, catalog: Catalog, choices: Choices
) -> None:
    mine, ours = (film.url(View(on=DAY), LIGHT, choices, each) for each in (joined, catalog))
    assert mine != ours and joined.hash.replace("+", "%2B") in mine.replace("+", "%2B")


def test_the_hues_of_kml_are_those_of_the_light_map() -> None:
    assert LIGHT.fills == HUES


# -- On the timeline -------------------------------------------------------------------------------


def test_the_lanes_have_a_sign_for_each_with_an_entry_in_the_key(catalog: Catalog, joined: Catalog) -> None:
    view = View(on=DAY)
    ours, mine = (compose(each, view) for each in (catalog, joined))
    plain, marked = (timeline.spec(each, LIGHT) for each in (ours, mine))
    assert not of(plain, "z") and wording.OWN_CLAIM() not in json.dumps(plain["params"])
    (row,) = of(marked, "z")
    assert mine.lanes[int(row["r"])].place_id == "muse"
    assert row["w"] == str(mine.axis.number(date(2026, 6, 2)))
    assert of(plain, "t") == of(marked, "t"), "the ledger's have their ticks as ever"
    assert wording.OWN_CLAIM() in json.dumps(marked["params"])


def test_own_claims_of_the_lanes_are_in_alt_text_and_table(catalog: Catalog, joined: Catalog) -> None:
    chart, heading = CHARTS["lanes"], wording.OWN_CLAIMS()
    ours, mine = (compose(each, View(on=DAY)) for each in (catalog, joined))
    assert "own" not in chart.alt(ours) and not any(heading in row for row in chart.table(ours))
    assert "2 claims are the reader’s own, not in the ledger, and drawn as diamonds: Muse." in chart.alt(mine)
    counted = {row["Crossing or gate"]: row[heading] for row in chart.table(mine)}
    assert counted.pop("Muse") == "2" and set(counted.values()) == {"0"}
    before = compose(joined, View(on=DAY, known_on=date(2026, 1, 1)))
    assert "own" not in chart.alt(before), "they were not known by then"


def test_the_lanes_of_a_briefing_have_them_too(catalog: Catalog, joined: Catalog) -> None:
    written = []
    for each in (catalog, joined):
        scene, canvas = compose(each, View(on=DAY, place="muse")), Canvas((900, 700), 9, LIGHT)
        days = (date(2026, 3, 1), scene.axis.end)
        paper_timeline.draw(canvas, Box(0, 0, 900, 700), scene, scene.lanes, days)
        shapes = [each for each in canvas.drawn if isinstance(each, Shape)]
        paths = [each.path.vertices for each in shapes if len(each.path) == len(OWN_TICK) + 1]
        signs = [
            each for each in paths if all(each[0] != each[1])
        ]  # those of boxes have an edge along an axis
        written.append((len(signs), [text.text for text in canvas.texts]))
    (plain, without), (marked, told) = written
    assert marked - plain == 4, "one sign on the lane, one in the key, each with its rim"
    assert wording.OWN_CLAIM() in told and wording.OWN_CLAIM() not in without


def test_a_sentence_that_rests_on_own_claims_says_so() -> None:
    assert rests_on_own(["k0001", "s0002"]) == ""
    assert rests_on_own(["own-1", "k0001"]) == "it rests on 1 claim of the reader’s own"
