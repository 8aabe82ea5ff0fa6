"""Feeds: the ground and the record told apart, the same ids in every release, read by real readers."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import feedparser
import jsonschema
import pytest
from lxml import etree, html
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from dashboard.answer import feed as answers
from dashboard.answer.feed import Added, Item, Kind, Revised, feed, since
from dashboard.page import store
from dashboard.question.choices import Choices
from dashboard.question.following import Followed, params
from dashboard.question.view import Subject
from dashboard.service import feeds
from dashboard.service.middleware import FeedLinks, feed_links, in_head
from dashboard.settings import ADDRESS
from dashboard.wording.feed import title, told
from geodata.analysis import timeline
from geodata.analysis.log import Entry, Happening
from geodata.catalog import Catalog
from geodata.resolver.resolve import state
from geodata.resolver.voices import known_day
from geodata.vocab import Dimension, Policy, Stance, Status
from tests.dashboard.asking import HOST, ask
from tests.dashboard.conftest import Open

# What RFC 4287 asks of a feed, in a grammar of our own.
_ATOM = """<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.w3.org/2005/Atom"
    datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <start><element name="feed"><interleave>
    <ref name="head"/>
    <oneOrMore><ref name="person"/></oneOrMore>
    <optional><element name="generator"><text/></element></optional>
    <optional><element name="rights"><text/></element></optional>
    <zeroOrMore><ref name="entry"/></zeroOrMore>
  </interleave></element></start>
  <define name="head">
    <element name="id"><data type="anyURI"/></element>
    <element name="title"><text/></element>
    <element name="updated"><data type="dateTime"><param name="pattern">.+T.+Z</param></data></element>
    <oneOrMore><element name="link">
      <attribute name="href"><data type="anyURI"/></attribute>
      <attribute name="rel"/><optional><attribute name="type"/></optional>
    </element></oneOrMore>
  </define>
  <define name="person"><element name="author"><element name="name"><text/></element></element></define>
  <define name="entry"><element name="entry"><interleave>
    <ref name="head"/>
    <element name="published"><data type="dateTime"/></element>
    <oneOrMore>
      <element name="category"><attribute name="term"/><attribute name="label"/></element>
    </oneOrMore>
    <element name="content"><attribute name="type"><value>html</value></attribute><text/></element>
  </interleave></element></define>
</grammar>"""

# What JSON Feed 1.1 asks, with our extension.
_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT00:00:00Z$"}
_JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items", "feed_url", "home_page_url", "authors"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": _TEXT,
        "home_page_url": _TEXT,
        "feed_url": _TEXT,
        "next_url": _TEXT,
        "language": _TEXT,
        "authors": {"type": "array", "items": {"type": "object", "required": ["name"]}},
        "_border_ledger": {"type": "object"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "url", "title", "content_html", "date_published", "date_modified", "tags"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"},
                    **dict.fromkeys(("url", "title", "content_html"), _TEXT),
                    **dict.fromkeys(("date_published", "date_modified"), _INSTANT),
                    "tags": {"type": "array", "items": _TEXT, "minItems": 2},
                    "_border_ledger": {"type": "object", "required": ["kind", "name", "claims", "release"]},
                },
            },
        },
    },
}


opened = feeds._opened  # the same ledgers as the server's: what they answer otherwise is worked out once


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return store.newest()


@pytest.fixture
def no_differences(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what releases answer otherwise, for a test that is about something else: it takes seconds."""
    monkeypatch.setattr(answers, "_differences", lambda *_: {})


def entries_of(catalog: Catalog, **asked: Any) -> dict[str, Item]:
    return {item.name: item for item in feed(catalog, Followed(**asked), opened)}


# -- Entries ---------------------------------------------------------------------------------------


def test_the_ground_and_the_record_are_told_apart(catalog: Catalog) -> None:
    for item in feed(catalog, Followed(), opened):
        words = told(item, catalog, Policy.REPORTED)
        ground = isinstance(item.of, Entry) and item.of.happening not in (
            Happening.KNOWN,
            Happening.NOT_KNOWN,
            Happening.FIGURES,
        )
        said = not isinstance(item.of, Entry) or item.of.stance is Stance.ASSERTS
        kind = Kind.RECORD if not ground else Kind.GROUND if said else Kind.REPORTED
        assert item.kind is kind and words.title.startswith(f"{_BEGINS[kind]}: ")
        assert next(iter(words.categories)) == str(item.kind)


_BEGINS = {Kind.GROUND: "On the ground", Kind.REPORTED: "Reported only", Kind.RECORD: "In the record"}


def test_what_is_denied_or_unconfirmed_is_not_told_as_what_happened(catalog: Catalog) -> None:
    every = {item: told(item, catalog, Policy.REPORTED) for item in entries_of(catalog).values()}
    for item, words in every.items():
        happened = any("it happened" in line for line in words.lines)
        assert happened is (item.kind is Kind.GROUND)
        assert not happened or any(line.startswith("Claims say that it happened") for line in words.lines)
    denied = next(words for item, words in every.items() if item.claims == ("k0302",))
    assert denied.title.endswith(": agreement (kio-india-ree), denied")
    assert "It was reported, and is denied: no claim says that it is so." in denied.lines
    assert any("Haigeng ceasefire (haigeng-2024-01)" in words.title for words in every.values())


def test_an_entry_of_figures_has_each_with_its_number_and_unit(catalog: Catalog) -> None:
    figures = [
        told(item, catalog, Policy.REPORTED)
        for item in entries_of(catalog).values()
        if isinstance(item.of, Entry) and item.of.happening is Happening.FIGURES
    ]
    money = next(words for words in figures if "m0239" in [each.claim_id for each in words.claims])
    assert "388,000,000 USD" in money.title
    assert [(each.sentence[:24], each.address) for each in money.claims] == [
        ("388,000,000 USD, 2020: C", "/dataset/measures.csv")
    ]
    assert not any("e+" in text for words in figures for text in (words.title, *words.lines))
    told_all = [each for words in figures for each in words.claims]
    units = {each.measure_id: each.unit for each in catalog.measures if each.best or each.low}
    assert all(units[each.claim_id] in each.sentence for each in told_all if each.claim_id in units)
    assert any("at least" in each.sentence for each in told_all)


def test_every_entry_says_on_which_claims_or_figures_it_rests(catalog: Catalog) -> None:
    for item in entries_of(catalog).values():
        assert told(item, catalog, Policy.REPORTED).claims, item.name
    by_rules = [
        item
        for item in entries_of(catalog).values()
        if isinstance(item.of, Revised) and not item.of.changed and item.of.runs[0].new.used
    ]
    assert by_rules
    for item in by_rules:
        assert isinstance(item.of, Revised)
        assert set(item.claims) == {each for run in item.of.runs for each in run.new.used}
        lines = told(item, catalog, Policy.REPORTED).lines
        assert lines[-1] == "The answers rest on these claims now:"


def test_a_release_names_the_entries_that_it_replaced(catalog: Catalog) -> None:
    old, new = entries_of(opened(catalog.releases[0].hash)), entries_of(catalog)
    gone = {name for name, item in old.items() if isinstance(item.of, Entry)} - set(new)
    whole = new["release 2"].of
    assert isinstance(whole, Added)
    assert {f"log {each.entry_id}" for each in whole.replaced} == gone and len(gone) > 50
    words = told(new["release 2"], catalog, Policy.REPORTED)
    assert len(words.replaced) == 13 and words.replaced[-1] == f"and {len(gone) - 12} entries more"
    page = ask("/feed.json?since=1").json["items"][0]
    assert set(page["_border_ledger"]["replaced"]) == {old[name].urn for name in gone}
    assert words.replaced[0] in html.fromstring(page["content_html"]).text_content()
    place = entries_of(catalog, place="kan-hpan").get("release 2 kan-hpan")
    assert place is None or len(place.of.replaced) < len(gone)


def test_a_feed_of_what_was_known_does_not_count_what_was_not(catalog: Catalog) -> None:
    day = date(2024, 11, 26)
    known = {name for name, claim in catalog.claims.items() if known_day(claim, catalog.newest_record) <= day}
    items = feed(catalog, Followed(known_on=day), opened)
    assert {each for item in items for each in item.claims} <= known
    (added,) = (item for item in items if isinstance(item.of, Added) and item.number == 2)
    came = [each for each in known if catalog.added[each] == 2]
    assert len(added.claims) == len(came) < 458
    words = told(added, catalog, Policy.REPORTED)
    assert f"{len(came)} claims added of those known on 26 Nov 2024" in words.title
    assert not any("458" in line for line in (words.title, *words.lines))
    for item in items:
        if isinstance(item.of, Revised):
            assert {state.known_on for run in item.of.runs for state in (run.old, run.new)} == {day}
    assert not {item.urn for item in items} & {item.urn for item in feed(catalog, Followed(), opened)}


def test_an_entry_has_its_claims_with_their_sentences_and_documents(catalog: Catalog) -> None:
    item = entries_of(catalog)["log kanpaiti-gate.2024-10-22.gate.change"]
    words = told(item, catalog, Policy.REPORTED)
    assert words.title == "On the ground: 22 Oct 2024, Kan Paik Ti gate: partly open → closed"
    for each in words.claims:
        claim = catalog.claims[each.claim_id]
        assert each.sentence == claim.restates and catalog.sources[claim.source_id].title in each.document
    assert words.claims and item.claims


def test_ids_are_the_same_in_every_release(catalog: Catalog) -> None:
    first = opened(catalog.releases[0].hash)
    old, new = entries_of(first), entries_of(catalog)
    both = old.keys() & new.keys()
    assert len(both) > 250
    assert all(old[name].urn == new[name].urn for name in both)
    assert len({item.urn for item in new.values()}) == len(new), "one id, one entry"


def test_an_entry_was_changed_by_the_first_release_that_tells_it_so(catalog: Catalog) -> None:
    first = opened(catalog.releases[0].hash)
    old, new = entries_of(first), entries_of(catalog)
    one, two = (each.day for each in catalog.releases[:2])
    assert {item.updated for item in old.values()} == {one}
    for name, item in new.items():
        if isinstance(item.of, Entry):
            same = name in old and _tells(old[name].of) == _tells(item.of)
            assert (item.published, item.updated) == (one if name in old else two, one if same else two), name
    assert {item.updated for item in new.values() if item.published == one} == {one, two}


def _tells(entry: Any) -> tuple[object, ...]:
    sides = [side and timeline.answer(side) for side in (entry.before, entry.after)]
    return (*sides, entry.claims, entry.stance, entry.clusters, entry.measures)


def test_the_newest_comes_first_and_a_release_before_what_it_changed(catalog: Catalog) -> None:
    items = feed(catalog, Followed(), opened)
    days = [item.updated for item in items]
    assert days == sorted(days, reverse=True)
    assert isinstance(items[0].of, Added) and items[0].number == catalog.releases[-1].number
    dated = [item.of.last for item in items if isinstance(item.of, Entry) and item.updated == days[0]]
    assert dated == sorted(dated, reverse=True)


def test_a_release_says_which_answers_it_made_others_and_because_of_which_claims(catalog: Catalog) -> None:
    first = opened(catalog.releases[0].hash)
    (item,) = (each for name, each in entries_of(catalog).items() if name == "release 2 kanpaiti-gate gate")
    assert isinstance(item.of, Revised) and item.kind is Kind.RECORD
    for run in item.of.runs:
        day = run.start or date(2000, 1, 1)
        then, now = (state(each, "kanpaiti-gate", day, dimension=run.dimension) for each in (first, catalog))
        assert (then.status, then.value) == (run.old.status, run.old.value)
        assert (now.status, now.value) == (run.new.status, run.new.value)
    assert "k0321" in item.claims
    words = told(item, catalog, Policy.REPORTED)
    assert any("“closed” is now" in line or "is now “closed”" in line for line in words.lines)
    assert words.then_label.startswith("As release 1 had it") and first.hash in words.then


def test_a_release_counts_what_it_added_and_corrected(catalog: Catalog) -> None:
    whole = entries_of(catalog)["release 2"].of
    assert isinstance(whole, Added)
    assert len(whole.claims) == 458 and len(whole.corrections) == 10
    assert whole.claims == tuple(each for each, number in catalog.added.items() if number == 2)
    place = entries_of(catalog, place="kanpaiti")["release 2 kanpaiti"]
    assert 0 < len(place.claims) < 30 and place.urn != entries_of(catalog)["release 2"].urn


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({"place": "muse"}, lambda item, catalog: _place(item) in _kin(catalog, "muse")),
        ({"actors": ("tnla",)}, lambda item, _: _names(item, "tnla")),
        ({"stretch": "kachin"}, lambda item, catalog: _place(item) not in _kin(catalog, "muse") - {""}),
        ({"subjects": (Subject.GATE,)}, lambda item, _: getattr(item.of, "dimension", "gate") == "gate"),
        ({"crossings": True}, lambda item, catalog: _place(item) not in ("lashio", "bhamo")),
    ],
)
def test_a_feed_has_only_what_is_followed(asked: dict[str, Any], fits: Any, catalog: Catalog) -> None:
    some, every = entries_of(catalog, **asked), entries_of(catalog)
    assert 5 < len(some) < len(every)
    assert [name for name, item in some.items() if not fits(item, catalog)] == []
    rest = [name for name, item in every.items() if name not in some and not isinstance(item.of, Added)]
    assert rest


def _place(item: Item) -> str:
    return "" if isinstance(item.of, Added) else item.of.place_id


def _kin(catalog: Catalog, place: str) -> set[str]:
    return {
        "",
        *(each.place_id for each in catalog.places.values() if place in (each.place_id, each.part_of)),
    }


def _names(item: Item, actor: str) -> bool:
    of = item.of
    if isinstance(of, Entry):
        return of.names(actor)
    if isinstance(of, Added):
        return True
    return any(actor in (*run.old.actors, *run.new.actors) for run in of.runs)


def test_another_rule_tells_other_entries_under_ids_of_their_own(
    catalog: Catalog, no_differences: None
) -> None:
    usual, other = entries_of(catalog), entries_of(catalog, policy=Policy.ANY)
    assert not {i.urn for i in usual.values() if isinstance(i.of, Entry)} & {i.urn for i in other.values()}


def test_since_a_release_there_is_only_what_later_ones_changed(catalog: Catalog) -> None:
    items = feed(catalog, Followed(), opened)
    assert {each.number for each in since(items, 1)} == {2} and since(items, 2) == ()


def test_a_feed_is_asked_by_the_parameters_of_a_view(choices: Choices, catalog: Catalog) -> None:
    followed = Followed(place="muse", actors=("kia",), subjects=(Subject.GATE,), policy=Policy.STRICT)
    assert params(followed, choices) == {
        "place": ("Muse",),
        "actors": ("KIA",),
        "log": ("gate",),
        "policy": ("strict",),
    }
    assert title(followed, catalog, choices) == "Border Ledger: KIA, Muse, China’s gates, rule “strict”"


# -- Atom ------------------------------------------------------------------------------------------


def test_atom_keeps_the_rules_of_its_rfc() -> None:
    schema = etree.RelaxNG(etree.fromstring(_ATOM))
    for path in ("/feed.atom", "/feed.atom?place=Muse", "/feed.atom?since=2", "/feed.atom?page=3"):
        reply = ask(path)
        assert reply.status == 200 and reply.headers["content-type"] == "application/atom+xml"
        schema.assertValid(etree.fromstring(reply.body))


def test_a_feed_reader_reads_it() -> None:
    reply = ask("/feed.atom?place=Kanpaiti")
    read = feedparser.parse(reply.body)
    assert not read.bozo and read.version == "atom10" and read.feed.title == "Border Ledger: Kanpaiti"
    assert (
        len({each.id for each in read.entries})
        == len(read.entries)
        == len(ask("/feed.json?place=Kanpaiti").json["items"])
    )
    change = next(each for each in read.entries if each.title.endswith("Kanpaiti: BGF + SAC → KIA"))
    assert change.title.startswith("On the ground: 20 Nov 2024")
    assert {tag.term for tag in change.tags} == {"ground", "change"}
    assert change.updated in ("2026-11-21T00:00:00Z", "2026-11-27T00:00:00Z")
    content = html.fromstring(change.content[0].value)
    assert any(f"https://{HOST}/claim/k0007?release=" in link for link in content.xpath(".//a/@href"))
    assert [each.href for each in change.links if each.rel == "via"]


def test_its_ids_stay_when_a_release_comes() -> None:
    old, new = (feedparser.parse(ask(f"/feed.atom?place=Kanpaiti{more}").body) for more in ("&release=1", ""))
    assert old.feed.id == new.feed.id
    ids = {each.id: each.title for each in new.entries}
    kept = [each for each in old.entries if each.id in ids]
    assert len(kept) > 5 and old.feed.updated < new.feed.updated


@pytest.mark.parametrize("place_id", ["kanpaiti", "pangwa", "phimaw"])
def test_a_feed_tells_of_a_town_what_its_intervals_say(place_id: str, catalog: Catalog) -> None:
    spells = [
        interval
        for lane, interval in timeline.intervals(catalog, places=[place_id], dimensions=[Dimension.CONTROL])
        if lane.place_id == place_id
    ]
    items = ask(f"/feed.json?place={place_id}&log=control").json["items"]
    told = {each["_border_ledger"]["name"]: each["title"] for each in items}
    taken = [each for each in spells if each.status is Status.CHANGING and each.end]
    for each in taken:
        last = each.end - timedelta(days=1)
        days = f"{each.start}" if last == each.start else f"{each.start}..{last}"
        title = told[f"log {place_id}.{days}.control.change"]
        assert title.startswith("On the ground: ")
        assert all(catalog.actors[actor].code in title.rpartition("→")[2] for actor in each.actors), title
    assert taken


def test_pages_are_bounded_and_next_leads_through_all_of_them() -> None:
    path, seen, count = "/feed.json?stretch=kachin", set[str](), 0
    while path:
        made = ask(path).json
        jsonschema.validate(made, _JSON_FEED)
        assert 0 < len(made["items"]) <= 50
        seen |= {each["id"] for each in made["items"]}
        count += len(made["items"])
        path = made.get("next_url", "").removeprefix(f"https://{HOST}")
    assert count == len(seen) > 150
    atom = feedparser.parse(ask("/feed.atom?stretch=kachin&page=2").body)
    links = {each.rel: each.href for each in atom.feed.links}
    assert links["previous"] == links["first"] == f"https://{HOST}/feed.atom?stretch=kachin"
    assert links["next"].endswith("page=3") and "page=2" in links["self"]


def test_foreign_text_stays_text(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, no_differences: None
) -> None:
    evil = "<img src=x onerror=alert(1)> & ]]>"
    claim = replace(catalog.claims["k0007"], restates=evil)
    hostile = replace(catalog, claims={**catalog.claims, "k0007": claim})
    monkeypatch.setattr(store, "newest", lambda: hostile)
    reply = ask("/feed.atom?place=Kanpaiti")
    read = feedparser.parse(reply.body, sanitize_html=False)
    assert not read.bozo
    content = "".join(each.content[0].value for each in read.entries)
    assert "&lt;img src=x onerror" in content and "<img" not in content


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/feed.atom?plce=Muse", 400, "did you mean “place”?"),
        ("/feed.atom?place=Muze", 400, "no place called “Muze”"),
        ("/feed.atom?actors=xyz", 400, "actors: there is no “xyz”; there are KIA, SAC,"),
        ("/feed.atom?actors=kai", 400, "did you mean “KIA”?"),
        ("/feed.atom?policy=strct", 400, "policy: there is no “strct”; did you mean “strict”?"),
        ("/feed.atom?place=Muse&place=Laiza", 400, "The parameter “place” is given twice"),
        ("/feed.atom?foo=1", 400, "there are actors, data, known_on, log,"),
        ("/feed.atom?since=foo", 404, "since: 'foo' is no release"),
        ("/feed.atom?release=9", 404, "no release of this ledger"),
        ("/feed.atom?since=9", 404, "no release of this ledger"),
        ("/feed.atom?page=999", 404, "there is no page 999"),
        ("/feed.atom?page=0", 404, "there is no page 0"),
        ("/feed.atom?page=²", 404, "there is no page"),
        ("/feed.rss", 404, "Feeds are at /feed.atom"),
        ("/feed/muse", 404, "Feeds are at /feed.atom"),
    ],
)
def test_what_cannot_be_followed_is_said_in_a_sentence(path: str, status: int, told: str) -> None:
    reply = ask(quote(path, safe="/?=&."))
    assert reply.status == status and told in reply.text


def test_a_link_of_a_page_is_a_feed_too() -> None:
    asked = "place=Kanpaiti&on=2024-11-26&layers=crossings&window=2024-09-01&window=2024-12-31&beside=log"
    assert ask(f"/feed.json?{asked}").json["title"] == "Border Ledger: Kanpaiti"


def test_who_has_it_already_is_not_sent_it_again() -> None:
    first = ask("/feed.atom?place=Muse")
    assert ask("/feed.atom?place=Muse", if_none_match=first.headers["etag"]).status == 304


def test_nothing_new_is_said_plainly() -> None:
    reply = ask("/feed?since=2", "text/html")
    assert "Nothing has changed since release 2 of 27 November 2026." in reply.text
    assert ask("/feed.json?since=2").json["items"] == []
    assert "In the record: release 2" in ask("/feed?since=1", "text/html").text


# -- Found from a page -----------------------------------------------------------------------------


def test_a_page_names_its_feeds_and_the_description_of_the_data() -> None:
    async def page(request: object) -> HTMLResponse:
        return HTMLResponse("<head><title>x</title></head><p>")

    async def plain(request: object) -> PlainTextResponse:
        return PlainTextResponse("x")

    app = Starlette(routes=[Route("/log", page), Route("/x", plain)], middleware=[Middleware(FeedLinks)])
    found = ask("/log?place=Muse&log_of=place&on=2024-11-26&layers=mines&evil=%0d%0aSet-Cookie:x", app=app)
    links = found.headers["link"].split(", ")
    assert links[0].startswith('</feed.atom?place=Muse>; rel="alternate"; type="application/atom+xml"')
    assert int(found.headers["content-length"]) == len(found.body)
    heads = html.fromstring(found.text).xpath("//head/link[@rel='alternate']/@href")
    assert heads == ["/feed.atom?place=Muse", "/feed.json?place=Muse"], "a reader of feeds looks there"
    squeezed = Starlette(routes=app.routes, middleware=[Middleware(FeedLinks), Middleware(GZipMiddleware, 1)])
    packed = ask("/log?place=Muse&log_of=place", app=squeezed, accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert b'href="/feed.atom?place=Muse"' in gzip.decompress(packed.body)
    assert "evil" not in found.headers["link"] and "\n" not in found.headers["link"]
    for each in links:
        path = re.findall(r"<([^>]+)>", each)[0]
        assert ask(path).status == 200, path
    assert "link" not in ask("/x", app=app).headers
    assert feed_links("place=" + "x" * 700) == feed_links("")
    assert urlsplit(re.findall(r"<([^>]+)>", feed_links('place=a"><b'))[0]).path == "/feed.atom"
    assert b"<b" not in in_head(b"<head></head>", 'place=a"><b', "/")
    named = b'<head><link type="application/atom+xml"></head>'
    assert in_head(named, "", "/feed") == named, "a page of the server's own names its feed itself"


@pytest.mark.parametrize(
    ("query", "feeds_of"),
    [
        ("place=muse", "/feed.atom"),
        ("place=muse&log_of=place", "/feed.atom?place=muse"),
        ("log_of=place", "/feed.atom?place=kanpaiti"),
        ("log_of=crossings&place=muse", "/feed.atom?log_of=crossings"),
        ("policy=any&policy=strict", "/feed.atom?policy=strict"),
    ],
)
def test_the_log_names_the_feed_that_its_button_gives(
    query: str, feeds_of: str, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = re.findall(r"<([^>]+)>", feed_links(query, "/log"))[0]
    assert named == feeds_of
    monkeypatch.setenv(ADDRESS, "https://ledger.example/briefing")
    app = open_page(parse_qs(query), "log")
    app.session_state["follow"] = True
    app.run()
    given = next(each.value for each in app.code if "/feed.atom" in each.value)
    assert given.startswith("https://ledger.example/feed.atom")
    titles = [
        ask(each.removeprefix(f"https://{HOST}")).text.partition("</title>")[0] for each in (named, given)
    ]
    assert titles[0].partition("<title>")[2] == titles[1].partition("<title>")[2]
