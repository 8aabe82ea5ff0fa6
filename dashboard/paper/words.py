"""What a briefing says around its picture: which title, sentence, evidence and sources, and its link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from urllib.parse import urlencode

from dashboard.answer.comparison import Comparison
from dashboard.answer.grounds import dating
from dashboard.answer.holdings import held, of_window
from dashboard.answer.log import log_of
from dashboard.answer.scene import Scene
from dashboard.map import overlays
from dashboard.map.labels import pins
from dashboard.question import link
from dashboard.question.choices import Choices
from dashboard.question.command_line import OWN_CLAIMS, command_line
from dashboard.question.framing import FRAMES
from dashboard.question.order import Order, Template
from dashboard.question.public import is_own
from dashboard.question.view import View
from dashboard.wording import alts, headline
from dashboard.wording import events as event_words
from dashboard.wording import paper as wording
from dashboard.wording.counts import crossings_sentence, parts
from dashboard.wording.dates import long_day
from dashboard.wording.firmness import firmness
from dashboard.wording.log import paper_sentence
from dashboard.wording.own import in_briefing
from dashboard.wording.text import Text, coloured, joined
from dashboard.wording.vocabulary import POLICY
from geodata.analysis.citing import cite
from geodata.analysis.stretches import WHOLE
from geodata.datasets.claims import Claim
from geodata.exports.rows import entry_documents
from geodata.resolver.answers import Interval, State
from geodata.vocab import SECOND_HAND, Status, Tracked

MINES_TOWN = "pangwa"
"""Id of the town around which mines were looked for."""
_LONG_LINK = 120
"""Characters; a longer address is printed with the short names of its parameters."""
_LONGEST_LINK = 1800
"""Characters; a longer address fits no QR code that a phone could read from a slide."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One numbered source as it is printed: its number, and publisher, date and what it is about.

    `address` is where it can be read, empty where it was not kept.
    """

    number: int
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a briefing; the `kicker` is the small line above the title.

    Attributes:
        document: The title of a file, which of a sequence names all of its days.
        evidence: The policy in words, both clocks, and what was set aside.
        sources: The documents behind what is visible, the most important first, numbered from 1.
        numbers: Numbers of the sources by id of the place on the map.
        citations: The same documents in full, in the same order.
        disclaimer: What the boundaries and the areas mean.
        credit: Who made what the map is drawn from.
        link: The address of the question, empty where there is none that others can open.
        command: The command that makes the picture again, after the question in words.
    """

    kicker: str
    title: str
    document: str
    sentence: Text
    evidence: Text
    sources: tuple[SourceLine, ...]
    numbers: Mapping[str, tuple[int, ...]]
    citations: tuple[str, ...]
    disclaimer: str
    credit: str
    link: str
    command: str
    alt: str

    @property
    def again(self) -> str:
        """How to come back to the question: its link, or the question in words and its command."""
        return wording.same_question(self.link) if self.link else self.command


def words_of(
    scene: Scene, order: Order, choices: Choices, base: str, comparison: Comparison | None = None
) -> Words:
    """Return the words of a briefing; `base` is the address that its link opens, `http` or `https`.

    Without a `base` there is no link. The sources of what differs in a `comparison` come first.

    Raises:
        BadOrder: If the address is none, or one of this machine only.
    """
    if base and (not base.startswith(("http://", "https://")) or not base.isprintable() or " " in base):
        raise wording.no_address(base)
    if is_own(base):
        raise wording.own_address(base)
    numbered = numbered_sources(scene, order, comparison)
    second_hand = set() if order.template is Template.LOG else _second_hand(scene) - set(numbered)
    places, sources = scene.catalog.places, scene.catalog.sources
    return Words(
        kicker=wording.KICKER(),
        title=_title(scene, order),
        document=_document(scene, order),
        sentence=coloured(_sentence(scene, order), scene.catalog),
        evidence=joined(
            [
                in_briefing(scene.own),
                event_words.in_briefing(scene),
                wording.evidence(scene, _set_aside(scene), len(second_hand)),
            ],
            " ",
        ),
        sources=tuple(
            SourceLine(
                number,
                wording.source(sources[source], [_short(places[each].name) for each in named]),
                sources[source].url,
            )
            for number, (source, named) in enumerate(numbered.items(), 1)
        ),
        numbers=_by_place(numbered),
        citations=tuple(cite(scene.catalog, sources[source]) for source in numbered),
        disclaimer=wording.DISCLAIMER(),
        credit=wording.credit(overlays.credit(scene)),
        link=_link(scene, order, choices, base) if base else "",
        command=_command(scene, order, choices),
        alt=alts.map_alt(scene),
    )


def _short(name: str) -> str:
    return name.partition(" (")[0].partition("（")[0]


def _title(scene: Scene, order: Order) -> str:
    day, other = scene.view.on, scene.view.other.on
    area = wording.AREAS[scene.view.stretch]()
    place = _short(scene.place.name) if scene.place else area
    compared = order.template is Template.COMPARE
    if order.template is Template.LOG:
        first, last = scene.view.window
        if order.title:
            return order.titled(wording.dates(last, first), area)
        return wording.log_title(area, first, last)
    if of_window(scene):
        first, last = scene.view.window
        if order.title:
            return order.titled(wording.dates(last, first), place)
        return wording.window_title(area, first, last)
    if order.title:
        return order.titled(wording.dates(day, other) if compared else long_day(day), place)
    framed = order.frame in FRAMES and order.template is not Template.CROSSING
    if order.template is Template.MINES and MINES_TOWN in scene.catalog.places:
        return wording.title(order.template, scene.catalog.places[MINES_TOWN].name, day, other)
    return wording.title(order.template, area if compared or framed else place, day, other)


def _document(scene: Scene, order: Order) -> str:
    """Return the title of a file with all pages of an order."""
    if order.template is not Template.SEQUENCE:
        return _title(scene, order)
    first, last = scene.view.window
    area = wording.AREAS[scene.view.stretch]()
    place = area if order.frame in FRAMES or scene.place is None else _short(scene.place.name)
    if order.title:
        return order.titled(wording.dates(last, first), place)
    return wording.window_title(place, first, last)


def _sentence(scene: Scene, order: Order) -> str:
    if order.template is Template.MINES:
        return _mines(scene)
    if order.template is Template.LOG:
        return paper_sentence(log_of(scene))
    answer = headline.headline(scene)
    if of_window(scene):
        return answer
    if scene.place is None or order.template is Template.CROSSING or not scene.crossings:
        return answer
    return f"{answer} {crossings_sentence(scene)}"


def _mines(scene: Scene) -> str:
    clusters, places = scene.counted.clusters, scene.catalog.places
    firm = {mine.place_id: ", ".join(firmness(mine, long_day)) for mine in clusters if mine.place_id}
    evidence = {places[town].name: text for town, text in firm.items() if text}
    held = [str(part.text) for part in parts(clusters, scene)]
    return wording.mines(headline.day_asked(scene), len(clusters), held, evidence)


def _visible(scene: Scene) -> list[State]:
    """Return the states of the places that map or words show, the chosen place first, then crossings.

    A crossing without a point of its own is on no map, and counted all the same.
    """
    places, chosen = scene.catalog.places, scene.view.place
    visible = [place_id for place_id in pins(scene.catalog) if scene.counts(places[place_id])]
    visible = list(dict.fromkeys([*visible, *(place.place_id for place in scene.crossings)]))
    if chosen and chosen in scene.control and chosen not in visible:
        visible.append(chosen)
    inland = {place_id: places[place_id].tracked is Tracked.INLAND for place_id in visible}
    visible.sort(
        key=lambda place_id: (
            place_id != scene.view.place,
            inland[place_id],
            places[place_id].lane or 99,
            -(places[place_id].lat or 0),
        )
    )
    return [scene.control[place_id] for place_id in visible]


def _set_aside(scene: Scene) -> int:
    """Return how many claims about the places shown are used for nothing that the map shows."""
    if not of_window(scene):
        return sum(len(state.set_aside) for state in _visible(scene))
    every = [held(state.place_id, scene) for state in _visible(scene)]
    return sum(len({item.claim_id for item in each.end.set_aside} - each.used) for each in every)


def numbered_sources(
    scene: Scene, order: Order, comparison: Comparison | None = None
) -> dict[str, list[str]]:
    """Return the places for which a document is used, by the document's id, in the order of numbers.

    Every place, in a log every entry, has its best document before any has its second: the chosen place
    first, and before it what differs in a `comparison`.
    """
    return _of_log(scene) if order.template is Template.LOG else _of_states(scene, order, comparison)


def _of_log(scene: Scene) -> dict[str, list[str]]:
    rows = [(each.place_id, list(entry_documents(scene.catalog, each))) for each in log_of(scene).entries]
    numbered: dict[str, list[str]] = {}
    for turn in range(max((len(documents) for _, documents in rows), default=0)):
        for place, documents in rows:
            if turn < len(documents) and place not in numbered.setdefault(documents[turn], []):
                numbered[documents[turn]].append(place)
    return numbered


def _of_states(scene: Scene, order: Order, comparison: Comparison | None) -> dict[str, list[str]]:
    differing = (*comparison.places, *comparison.gates) if comparison else ()
    shown = {state.place_id: state for state in (*(each.after for each in differing), *_visible(scene))}
    rows = [(place, _documents(state, scene)) for place, state in shown.items()]
    most = max((len(documents) for _, documents in rows), default=0)
    # A sentence about one place says who holds it and since when; a page about it rests on all of them.
    first = most if order.template is Template.CROSSING else 2
    numbered: dict[str, list[str]] = {}
    for place, documents in rows:
        if place == scene.view.place and not comparison:
            numbered |= {source: [] for source in documents[:first]}
    for turn in range(most):
        for _, documents in rows:
            if turn < len(documents):
                numbered.setdefault(documents[turn], [])
    for place, documents in rows:
        for source in documents:
            numbered[source].append(place)
    return {source: places for source, places in numbered.items() if source in scene.catalog.sources}


def _second_hand(scene: Scene) -> set[str]:
    """Return the documents that pass on what others report, of the places that the map shows."""
    sources = scene.catalog.sources
    of = (each for state in _visible(scene) for each in _claims(state, scene))
    return {each.source_id for each in of if sources[each.source_id].kind in SECOND_HAND}


def _claims(state: State, scene: Scene) -> list[Claim]:
    """Return the claims behind what the map shows of a place."""
    if of_window(scene):
        return [scene.catalog.claims[claim] for claim in held(state.place_id, scene).used]
    return [] if state.status is Status.UNKNOWN else [scene.catalog.claims[claim] for claim in state.used]


def _documents(state: State, scene: Scene) -> list[str]:
    """Return the documents behind what the map shows of a place, by id.

    Of a window each holding has its best document before any has its second, the latest first.
    """
    if not of_window(scene):
        return [] if state.status is Status.UNKNOWN else _best(state, scene, scene.view.on)
    last = scene.view.window[1]
    of = [_best(each, scene, last) for each in reversed(held(state.place_id, scene).answers)]
    return list(dict.fromkeys(each for turn in zip_longest(*of) for each in turn if each))


def _best(answer: State | Interval, scene: Scene, on: date) -> list[str]:
    """Return the documents of an answer, by id: the newest by the day `on`, one that dates it, the others.

    What passes on the reports of others is among them only where there is no report.
    """
    claims, sources = [scene.catalog.claims[claim] for claim in answer.used], scene.catalog.sources
    reports = [claim for claim in claims if sources[claim.source_id].kind not in SECOND_HAND]
    found = sorted(
        reports or claims,
        key=lambda claim: (_newest(claim, on), not sources[claim.source_id].syndicated_from, claim.claim_id),
        reverse=True,
    )
    dated = {claim.claim_id for claim in dating(answer, scene.catalog)}
    dates = [claim for claim in found if claim.claim_id in dated]
    return list(dict.fromkeys(claim.source_id for claim in (*found[:1], *dates[:1], *found)))


def _newest(claim: Claim, on: date) -> date:
    """Return the newest day not after `on` of which a claim speaks; one of later days only comes last."""
    whens = (when for when in (claim.as_of, claim.start, claim.end) if when)
    days = (when.earliest or when.last_day for when in whens)
    return max((day for day in days if day and day <= on), default=date.min)


def _by_place(numbered: Mapping[str, Iterable[str]]) -> dict[str, tuple[int, ...]]:
    lines: dict[str, tuple[int, ...]] = {}
    for line, places in enumerate(numbered.values(), 1):
        for place in places:
            lines[place] = (*lines.get(place, ()), line)
    return lines


def _asked(scene: Scene, order: Order, choices: Choices) -> View:
    """Return the question of a page, without what its template has no use for."""
    view = replace(scene.view, extent=None)
    if order.template is Template.MINES:  # it turns the pools on by itself
        view = replace(view, layers=tuple(name for name in view.layers if name != "pools"))
    if order.template is Template.COMPARE:
        view = replace(view, window=choices.default.window)
    return replace(view, stretch=WHOLE) if view.stretch == order.frame else view


def _command(scene: Scene, order: Order, choices: Choices) -> str:
    release = scene.catalog.release
    rest = ["--release", str(release.number)] if release else []
    rest += ["--with", OWN_CLAIMS] if scene.catalog.own else []
    line = command_line(_asked(scene, order, choices), order, choices, *rest)
    asked = _title(scene, replace(order, title=""))
    evidence = POLICY[scene.view.policy]()
    return wording.same_picture(asked, evidence, scene.known_on, line, own=bool(scene.own or scene.events))


def _link(scene: Scene, order: Order, choices: Choices, base: str) -> str:
    params: dict[str, Sequence[str]] = {**link.params(_asked(scene, order, choices), choices)}
    params |= {name: [text] for name, text in order.params().items()} | {"data": [scene.catalog.ledger]}
    params |= {"own": ["1"]} if scene.own or scene.events or scene.catalog.own else {}
    address = f"{base.rstrip('?')}?{urlencode(params, doseq=True)}"
    if len(address) > _LONG_LINK:
        address = f"{base.rstrip('?')}?{urlencode(link.shortened(params), doseq=True, safe=',:')}"
    if len(address) > _LONGEST_LINK and order.title:
        # A long title in Burmese or Chinese makes no code that a phone can read; the question still does.
        return _link(scene, replace(order, title=""), choices, base)
    return address
