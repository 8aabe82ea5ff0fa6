"""Every claim and every answer has an address: a page, JSON, and citations, each on its release."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import bibtexparser
import pytest
import rispy
from lxml import html
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route

from dashboard.page import store
from dashboard.service import claims
from dashboard.service.middleware import KnownAgain
from dashboard.service.replies import best
from dashboard.settings import ADDRESS
from dashboard.wording import language
from geodata.catalog import Catalog, open_catalog
from geodata.exports import references
from geodata.exports.references import of_answer
from geodata.resolver.resolve import state
from tests.dashboard.asking import BROWSER, HOST, ask
from tests.dashboard.conftest import Open
from tests.dashboard.pseudo import outside


def shown(text: str) -> str:
    """Return what a page shows, on one line."""
    return " ".join(html.fromstring(text).text_content().split())


# -- The page of a claim ---------------------------------------------------------------------------


def test_a_browser_gets_the_claim_in_one_sentence_with_all_that_it_is(catalog: Catalog) -> None:
    reply = ask("/claim/k0007", BROWSER)
    assert reply.status == 200 and reply.headers["content-type"] == "text/html; charset=utf-8"
    (heading,) = html.fromstring(reply.text).xpath("//h1/text()")
    assert heading == catalog.claims["k0007"].restates
    said = shown(reply.text)
    source = catalog.sources[catalog.claims["k0007"].source_id]
    for part in (
        source.title,
        source.publisher,
        "a resident and a source close to the KIA",
        "release 1 of 21 Nov",
    ):
        assert part in said
    assert "20 Nov 2024 2024-11-20" in said, "the day in words, and as EDTF"
    assert f'href="{source.url}"' in reply.text


def test_answers_that_rest_on_it_lead_to_the_place_on_a_day_of_them() -> None:
    reply = ask("/claim/k0007", BROWSER)
    links = html.fromstring(reply.text).xpath("//table//a/@href")
    assert [re.findall(r"(?:place|on)=([^&]+)", link) for link in links] == [
        ["kanpaiti", "2024-11-20"],
        ["kanpaiti", "2024-11-21"],
    ]
    assert all("data=" in link for link in links)


def test_every_claim_has_a_page_that_says_what_became_of_it(catalog: Catalog) -> None:
    some = [*list(catalog.claims)[::60], "k0004", "k0039", "k0020"]
    for claim_id in some:
        reply = ask(f"/claim/{claim_id}", BROWSER)
        assert reply.status == 200
        told = html.fromstring(reply.text).xpath("//h2[.='Answers that rest on it']/following-sibling::p[1]")
        assert told[0].text_content().strip().endswith(".")


def test_a_claim_that_was_corrected_says_so_first(catalog: Catalog) -> None:
    reply = ask("/claim/k0039", BROWSER)
    (notice,) = html.fromstring(reply.text).xpath("//*[@role='note']")
    assert "This claim was corrected by k0321, in release 2 of 27 November 2026" in notice.text_content()
    assert notice.xpath(".//a/@href") == [f"/claim/k0321?release={catalog.hash}"]
    assert "No answer rests on it: a later claim corrects it." in shown(reply.text)
    assert "Corrects k0039" in shown(ask("/claim/k0321", BROWSER).text)


def test_a_claim_of_an_older_release_is_shown_as_it_was_and_says_what_came_since() -> None:
    first = open_catalog(release=1)
    for which in ("1", first.hash, first.hash[:6]):
        reply = ask(f"/claim/k0039?release={which}", BROWSER)
        said = shown(reply.text)
        assert "This is the claim as of release 1 of 21 November 2026." in said
        assert "Today’s ledger corrects it by k0321." in said and "No answer rests" not in said
    assert ask(f"/claim/k0039?data={first.hash}").status == 200, "as links of the page have it"


def test_a_claim_that_came_later_is_not_found_there_and_the_reader_is_told_when_it_came() -> None:
    reply = ask("/claim/k0321?release=1", BROWSER)
    assert reply.status == 404
    assert "Claim k0321 is not in release 1: it came with release 2 of 27 November 2026." in shown(reply.text)
    assert '<a href="/claim/k0321">' in reply.text


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/claim/k00200", 404, "The ledger has no claim k00200. Did you mean k0"),
        ("/claim/zzz", 404, "The ledger has no claim zzz."),
        ("/claim/k0020/x", 404, "There is nothing at this address."),
        ("/claim", 404, "A claim is at /claim/k0020"),
        ("/claim/k0020.pdf", 404, "f: there is no “pdf”"),
        ("/claim/k0020?f=bibtx", 400, "did you mean “bibtex”?"),
        ("/claim/k0020?relase=1", 400, "There is no parameter “relase”; did you mean “release”?"),
        ("/claim/k0020?release=9", 404, "is no release of this ledger"),
        ("/claim/k9999", 404, "The ledger has no claim k9999."),
        ("/claim/k0020?policy=gossip", 400, "policy: there is no “gossip”; there are any, reported,"),
        ("/claim/k0020?policy=strct", 400, "did you mean “strict”?"),
        ("/claim/k0020?foo=1", 400, "“foo”; there are data, f, known_on, policy and release."),
        ("/claim/k0020?release=1&release=2", 400, "The parameter “release” is given twice"),
        ("/claim/k0020?release=1&data=2", 400, "both name the ledger"),
        ("/answer?place=muse&at=laiza&on=2024-11-26", 400, "The parameter “place” is given twice"),
        ("/claim/k0020?place=" + "x" * 2500, 400, "too long"),
        ("/answer?place=kanpaiti", 400, "Give place and on."),
        ("/answer?place=kanpaitt&on=2024-11-26", 400, "no place called “kanpaitt”. Did you mean “kanpaiti”?"),
        ("/answer?place=kanpaiti&on=2024-11-31", 400, "on: “2024-11-31” is not understood."),
        ("/answer?place=kanpaiti&on=2024-11-26&dimension=gates", 400, "did you mean “gate”?"),
        ("/answer?place=c01&on=2024-11-26", 400, "c01"),
        ("/answer/kanpaiti", 404, "an answer at /answer?place=kanpaiti"),
    ],
)
def test_what_cannot_be_given_is_said_in_a_sentence(path: str, status: int, told: str) -> None:
    plain, page, made = (ask(path, accept) for accept in ("*/*", BROWSER, "application/json"))
    assert plain.status == page.status == made.status == status
    assert told in plain.text and told in shown(page.text) and told in made.json["error"]
    assert "Traceback" not in page.text and plain.headers["cache-control"] == "no-store"


def test_only_an_id_with_the_same_number_may_be_meant() -> None:
    assert "Did you mean k0020?" in ask("/claim/k20").text
    assert "Did you mean" not in ask("/claim/k9999").text


def test_an_address_of_json_says_in_json_what_it_cannot_give() -> None:
    for path in ("/claim/k9999.json", "/answer.json?place=muse", "/feed.json?policy=x", "/claim/k9?f=json"):
        reply = ask(path)
        assert reply.status in (400, 404) and reply.json["status"] == reply.status, path


@pytest.mark.parametrize("path", ["/claim/k0020.json", "/answer.json", "/feed.json", "/dataset/claims.csv"])
def test_a_script_of_another_site_may_ask_what_it_may_send(path: str) -> None:
    reply = ask(path, method="OPTIONS", origin="https://other.example")
    assert reply.status == 204 and "GET" in reply.headers["access-control-allow-methods"]
    assert reply.headers["access-control-allow-origin"] == "*"


def test_foreign_text_is_text_everywhere(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = "</h1><script>alert(1)</script>{{ 7*7 }}"
    claim = replace(catalog.claims["k0007"], restates=evil, note=evil, speaker=evil)
    source = replace(catalog.sources[claim.source_id], title=evil, publisher=evil, url="javascript:alert(1)")
    hostile = replace(
        catalog,
        claims={**catalog.claims, "k0007": claim},
        sources={**catalog.sources, source.source_id: source},
    )
    monkeypatch.setattr(store, "newest", lambda: hostile)
    made = ask("/claim/k0007", BROWSER).text
    assert "<script>alert" not in made and "&lt;script&gt;alert(1)" in made and "{{ 7*7 }}" in made
    assert 'href="javascript' not in made
    page = ask("/claim/%3Cscript%3E", BROWSER)
    assert page.status == 404 and "<script>" not in page.text


# -- Forms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (BROWSER, "text/html"),
        ("*/*", "text/html"),
        ("", "text/html"),
        ("application/json", "application/json"),
        ("text/html;q=0.4, application/json", "application/json"),
        ("application/x-bibtex", "application/x-bibtex"),
        ("application/vnd.citationstyles.csl+json", "application/vnd.citationstyles.csl+json"),
        ("image/png", "text/html"),
        ("application/json;q=oops, text/plain", "text/plain"),
    ],
)
def test_a_reader_gets_the_form_it_wants_most(accept: str, kind: str) -> None:
    reply = ask("/claim/k0020", accept)
    assert reply.status == 200 and reply.headers["content-type"].split(";")[0] == kind
    assert "Accept" in reply.headers["vary"]


def test_a_form_that_is_refused_is_not_given() -> None:
    offered = {"html": "text/html", "json": "application/json"}
    assert best("text/html;q=0, */*", offered) == "json"
    assert best("application/*", offered) == "json"


@pytest.mark.parametrize("path", ["/claim/k0020.json", "/claim/k0020?f=json", "/claim/K0020.json"])
def test_a_claim_as_json_has_what_its_page_says(path: str, catalog: Catalog) -> None:
    reply = ask(path, BROWSER)
    assert reply.headers["access-control-allow-origin"] == "*"
    found, claim = reply.json, catalog.claims["k0020"]
    assert (found["sentence"], found["source_id"]) == (claim.restates, claim.source_id)
    assert found["set_aside"] == "differs from its origin" and found["used_by"] == []
    assert found["came_with"]["number"] == 1 and found["release"]["hash"] == catalog.hash
    assert found["address"] == f"https://{HOST}/claim/k0020?release={catalog.hash}"
    for address in found["cite"].values():
        path, _, query = address.removeprefix(f"https://{HOST}").partition("?")
        assert ask(f"{path}?{query}").status == 200


def test_under_another_rule_another_answer_rests_on_a_claim() -> None:
    assert ask("/claim/k0020.json?policy=any").json["used_by"]
    assert "By the rule “any”" in shown(ask("/claim/k0020?policy=any", BROWSER).text)


def test_citations_come_as_files_with_a_name(catalog: Catalog) -> None:
    bib, ris = ask("/claim/k0020.bib"), ask("/claim/k0020.ris")
    assert f'filename="border-ledger-k0020-{catalog.hash}.bib"' in bib.headers["content-disposition"]
    entry = bibtexparser.parse_string(bib.text).entries[0]
    assert entry["url"] == f"https://{HOST}/claim/k0020?release={catalog.hash}"
    assert rispy.load(io.StringIO(ris.text))[0]["type_of_reference"] == "DATA"
    assert "date-parts" in str(ask("/claim/k0020.csl.json").json)


def test_a_citation_names_no_address_that_only_this_machine_can_open() -> None:
    assert "http" not in ask("/claim/k0020.txt", host="localhost:8501").text.splitlines()[0]


def test_the_address_that_others_use_comes_before_that_of_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ADDRESS, "https://public.example/ledger/briefing")
    found = ask("/claim/k0020.json", host="10.0.0.7").json
    assert found["address"].startswith("https://public.example/ledger/claim/k0020")
    monkeypatch.delenv(ADDRESS)
    assert ask("/claim/k0020.json").json["address"].startswith(f"https://{HOST}/")
    assert references.ADDRESS == ADDRESS, "the command line reads the same variable"


def test_what_the_reader_has_already_is_not_sent_again() -> None:
    first = ask("/claim/k0020.json")
    again = ask("/claim/k0020.json", if_none_match=first.headers["etag"])
    assert again.status == 304 and again.body == b""
    assert ask("/claim/k0020.json?policy=any", if_none_match=first.headers["etag"]).status == 200


def test_no_cache_between_keeps_the_cookie_of_a_reader() -> None:
    async def page(request: object) -> HTMLResponse:
        return HTMLResponse("<p>")

    app = Starlette(routes=[*claims.ROUTES, Route("/", page)], middleware=[Middleware(KnownAgain)])
    assert "set-cookie" in ask("/", BROWSER, app=app).headers
    reply = ask("/claim/k0020", BROWSER, app=app)
    assert "public" in reply.headers["cache-control"] and "set-cookie" not in reply.headers


# -- An answer -------------------------------------------------------------------------------------

ASKED = "place=Kanpaiti&on=2024-11-26"


def test_an_answer_as_json_has_its_question_and_the_address_of_each_claim(catalog: Catalog) -> None:
    found = ask(f"/answer.json?{ASKED}").json
    assert (found["answer"]["status"], found["answer"]["actors"]) == ("held", ["kia"])
    assert (found["on"], found["policy"], found["data"]) == ("2024-11-26", "reported", catalog.hash)
    assert set(found["answer"]["used"]) < set(found["claims"]), "those set aside have an address, too"
    same = ask(found["address"].removeprefix(f"https://{HOST}"), "application/json").json
    assert same == found, "its address gives it again"


def test_a_browser_is_led_to_the_page_with_that_question(catalog: Catalog) -> None:
    reply = ask(f"/answer?{ASKED}&policy=strict&release=1", BROWSER)
    assert reply.status == 303
    assert reply.headers["location"] == f"/?policy=strict&data={open_catalog(release=1).hash}"


def test_an_answer_is_cited_with_what_it_depends_on() -> None:
    text = ask(f"/answer.txt?{ASKED}&known_on=2024-12-01&policy=any").text
    assert text.startswith("Kanpaiti, control, 26 Nov 2024:") and "as known on 1 Dec 2024" in text
    assert "policy=any&known_on=2024-12-01&release=" in text.splitlines()[0]
    gate = ask(f"/answer.bib?{ASKED}&dimension=gate").text
    assert "Kanpaiti, gate, 26 Nov 2024: closed" in gate


def test_an_answer_of_an_older_release_is_that_of_then() -> None:
    then, now = (ask(f"/answer.json?place=kan-hpan&on=2024-11-26{more}").json for more in ("&release=1", ""))
    assert then["release"] == 1 and then["answer"]["status"] == "unknown" != now["answer"]["status"]


@pytest.mark.parametrize("day", ["1984-01-01", "2030-01-01"])
def test_any_day_is_answered_as_the_command_line_answers_it(day: str, catalog: Catalog) -> None:
    found = ask(f"/answer.json?place=kanpaiti&on={day}").json
    asked = date.fromisoformat(day)
    assert found["on"] == day and found["unverified"] is (asked > catalog.newest_record)
    assert found["answer"]["status"] == str(state(catalog, "kanpaiti", asked).status)
    assert f"on={day}" in ask(f"/answer?place=kanpaiti&on={day}", BROWSER).headers["location"]
    cited = of_answer(catalog, state(catalog, "kanpaiti", asked), f"https://{HOST}", asked)[0]
    assert ask(cited.url.removeprefix(f"https://{HOST}"), "application/json").json["on"] == day


# -- Words -----------------------------------------------------------------------------------------


@pytest.fixture
def pseudo() -> Iterator[None]:
    with language.speaking(language.PSEUDO):
        yield


@pytest.mark.parametrize(
    "path",
    [
        *("/claim/k0007", "/claim/k0039?release=1", "/claim/k0020?policy=any", "/claim/k0009x"),
        *("/feed?place=kanpaiti", "/feed?since=2", "/feed?stretch=kachin&page=2", "/dataset"),
    ],
)
def test_every_text_of_ours_can_be_translated(path: str, pseudo: None, catalog: Catalog) -> None:
    tree = html.fromstring(ask(path, BROWSER).text)
    for data in tree.xpath("//pre | //code | //script | //style | //footer/p[1]"):
        data.drop_tree()
    blocks = tree.xpath(
        "//title | //h1 | //h2 | //p | //td | //th | //dt | //dd/div | //li | //summary | //nav"
    )
    assert len(blocks) > 3
    wrong = {words for each in blocks if (words := outside(each.text_content(), catalog))}
    assert wrong == set()


# -- On the page -----------------------------------------------------------------------------------


def test_the_ids_on_the_card_and_on_evidence_lead_to_their_claims(open_page: Open, catalog: Catalog) -> None:
    def said(params: dict[str, str], page: str | None = None) -> str:
        app = open_page(params, page)
        tables = [str(each.value.to_dict()) for each in app.table]
        return "\n".join([*tables, *(str(each.value) for each in app.markdown)])

    release = f"release={catalog.hash}"
    assert f"[k0007](/claim/k0007?{release})" in said({})
    assert f"/claim/k0007?policy=any&{release}" in said({"policy": "any"})
    assert f"[k0020](/claim/k0020?{release})" in said({"claim": "k0020"}, "evidence")


def test_the_page_cites_its_answer_in_every_format(open_page: Open) -> None:
    app = open_page({"place": "Muse", "on": "2024-05-01"})
    before = len(app.code)
    app.button(key="cite").click().run()
    assert not app.exception and len(app.code) == before + 1, "it is made once it is asked for"
    assert app.code[-1].value.startswith("Muse, control, 1 May 2024: ")
    app.segmented_control(key="cite_as").select("bibtex").run()
    assert not app.exception
