"""The chosen place or mine cluster in rows of text, with the claims behind its answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from dashboard.answer.claims import claims_about, distance, weight
from dashboard.answer.scene import Scene
from dashboard.answer.window import split
from dashboard.wording.claims import ClaimRow, aside_rows, claim_row, silent_line
from dashboard.wording.dates import show_when
from dashboard.wording.firmness import firmness
from dashboard.wording.language import figure, later, say, say_plural
from dashboard.wording.mines import FAR, near
from dashboard.wording.states import (
    before_text,
    control_text,
    gate_text,
    restrictions_text,
    state_of,
    state_text,
)
from dashboard.wording.text import NO_TEXT, Run, Text, joined, say_text, say_text_plural, shortened
from dashboard.wording.vocabulary import PLACE_KIND
from dashboard.wording.window import claims_outside
from geodata.analysis.mines import MineState
from geodata.analysis.weighed import SILENT, counts
from geodata.catalog import Catalog
from geodata.datasets.mines import SURVEYED
from geodata.datasets.places import Place
from geodata.dates import When
from geodata.resolver.answers import State
from geodata.vocab import Dimension, PlaceKind, Precision

SHOWN = 5
"""Rows of claims on the card of the page; the table beside it has all of them."""

_BORDER_KIND = PLACE_KIND | {
    PlaceKind.TOWN: later("Border town"),
    PlaceKind.VILLAGE: later("Border village"),
}
_POINT = {
    Precision.EXACT: later("{lat} N, {lon} E"),
    Precision.NEAR: later("{lat} N, {lon} E (near it)"),
    Precision.TOWNSHIP: later("{lat} N, {lon} E (known to the township only)"),
    Precision.PLACEHOLDER: later("{lat} N, {lon} E (of another place, not drawn)"),
}
_SIDES = ("west", "south", "east", "north")


NOTHING_CHOSEN = later("No place is chosen.")
ROWS_ALT = later("Card of {name}: who holds it and how that is known")
USED_ALT = later("Claims about {name} that the answer rests on")
EVERY_CLAIM_ALT = later("Every claim about {name}, with speaker, date, source and what was done with it")
CLAIM = later("claim: date as given, what it says, its sentence, who says so")


def more_set_aside(count: int) -> str:
    """Return that the table has more claims that were set aside."""
    return say_plural(
        "{figure} more is set aside, in the table below",
        "{figure} more are set aside, in the table below",
        count,
    )


def every_claim_label(count: int, *, limited: bool) -> str:
    """Return what opens the table of all claims, or of those in the window that it is `limited` to."""
    if limited:
        return say_plural("{figure} claim of this window", "{figure} claims of this window", count)
    if count == 1:
        return say("The one claim and its source")
    return say_plural("{figure} claim and its source", "All {figure} claims and their sources", count)


class Topic(StrEnum):
    """What a row of a card is about."""

    CONTROL = "control"
    GATE = "gate"
    RESTRICTIONS = "restrictions"
    CLAIMS = "claims"
    SIZE = "size"
    EVIDENCE = "evidence"
    NEAREST = "nearest"
    SOURCE = "source"


_LABELS = {
    Topic.CONTROL: later("Control"),
    Topic.GATE: later("China’s gate"),
    Topic.RESTRICTIONS: later("Restrictions"),
    Topic.CLAIMS: later("Claims"),
    Topic.SIZE: later("Size"),
    Topic.EVIDENCE: later("Evidence"),
    Topic.NEAREST: later("Nearest"),
    Topic.SOURCE: later("Source"),
}


class CardRow(NamedTuple):
    """A row of a card: what it is about, and its text of one or more lines."""

    topic: Topic
    text: Text

    @property
    def label(self) -> str:
        """What stands beside the text."""
        return _LABELS[self.topic]()


@dataclass(frozen=True, slots=True)
class Card:
    """What the card of a place or a mine cluster shows.

    Attributes:
        title: Its name; `native` its Burmese and Chinese names.
        facts: What and where it is, one line.
        rows: A row for each topic.
        used: The claims that the answer rests on, the strongest first.
        set_aside: Claims that say otherwise and were not used, each with its reason.
        silent: Who was asked and did not say, in one line.
        claims: Number of the claims listed of the place, its gates and bases: all, or the window's.
        outside: How many more the window leaves out, in words; empty where none.
        note: What to know where there is nothing to show.
        beside: What else is known of it, a line each: spellings, the nearest mines.
    """

    title: str
    native: str
    facts: str
    rows: tuple[CardRow, ...]
    used: tuple[ClaimRow, ...] = ()
    set_aside: tuple[ClaimRow, ...] = ()
    silent: Text = NO_TEXT
    claims: int = 0
    outside: str = ""
    note: str = ""
    beside: tuple[Text, ...] = ()

    def row(self, topic: Topic) -> str:
        """Return the letters of the row about a topic, empty where it has none."""
        return next((str(row.text) for row in self.rows if row.topic is topic), "")


def card_alt(card: Card) -> str:
    """Return a card in words."""
    lines = [f"{row.label}: {' '.join(str(row.text).splitlines())}" for row in card.rows]
    rows = "; ".join(filter(None, [*lines, card.outside]))
    return say("Card of {name}, {facts}. {rows}.", name=card.title, facts=card.facts, rows=rows)


# -- Places ----------------------------------------------------------------------------------------


def card_of(scene: Scene) -> Card | None:
    """Return the card of the chosen place, None where a mine cluster or nothing is chosen."""
    place = scene.place
    if place is None:
        return None
    catalog = scene.catalog
    state = scene.control.get(place.place_id) or state_of(scene, place.place_id, Dimension.CONTROL)
    about, resting = claims_about(catalog, place), [catalog.claims[claim] for claim in state.used]
    aside = [item for item in state.set_aside if item.reason not in SILENT]
    apart = [catalog.claims[item.claim_id] for item in aside]
    listed = split(scene.view, {each.claim_id: each for each in (*about, *resting, *apart)}.values())
    inside = {claim.claim_id for claim in listed.inside}
    aside = [item for item in aside if item.claim_id in inside]
    aside.sort(key=lambda item: distance(catalog.claims[item.claim_id], state), reverse=True)
    used = sorted((c for c in resting if c.claim_id in inside), key=lambda claim: weight(claim, state))
    return Card(
        title=place.name,
        native="  ".join(name for name in (place.name_my, place.name_zh) if name),
        facts=" · ".join(_facts(place, catalog)),
        rows=(
            CardRow(Topic.CONTROL, control_text(scene, state)),
            CardRow(Topic.GATE, gate_text(scene, place.place_id)),
            CardRow(Topic.RESTRICTIONS, restrictions_text(scene, place)),
            CardRow(Topic.CLAIMS, _counts(state)),
        ),
        used=tuple(claim_row(catalog, claim) for claim in used),
        set_aside=tuple(aside_rows(catalog, aside)),
        silent=silent_line(scene, state),
        claims=sum(claim.claim_id in inside for claim in about),
        outside=claims_outside(listed, state.used),
        note="" if about else _nothing(place),
        beside=tuple(filter(None, (_also(place), _mines(scene, place)))),
    )


def _facts(place: Place, catalog: Catalog) -> Iterable[str]:
    kind = (_BORDER_KIND if place.lane else PLACE_KIND)[place.kind]()
    yield say("{kind}, official post", kind=kind) if place.official_post == "yes" else kind
    if not place.china_side and place.township:
        yield say("{township} township", township=place.township.replace("|", ", "))
    if place.part_of:
        yield say("part of {place}", place=catalog.places[place.part_of].name)
    if place.china_side:
        yield say("faces {place}", place=place.china_side.split("(")[0].strip())
    if place.lon is None or place.lat is None:
        yield say("no point known, not on the map")
    else:
        message = _POINT.get(place.coord_precision, _POINT[Precision.EXACT])
        yield message(lat=figure(place.lat, 3), lon=figure(place.lon, 3))


def _also(place: Place) -> Text:
    """Return the other spellings of a place, empty where there are none."""
    others = [name for name in place.names if name.casefold() != place.name.casefold()]
    return Text.of(say("Also spelled {names}", names=", ".join(others))) if others else NO_TEXT


def _mines(scene: Scene, place: Place) -> Text:
    """Return that no mine cluster is near a place, empty where some are or the place has no point."""
    if not place.drawable or near(scene, place):
        return NO_TEXT
    return Text.of(say("Mine clusters: none surveyed within {km} km", km=FAR))


def _km(distance_km: float) -> Run:
    return Run(say("{number} km", number=figure(distance_km, 1)), strong=True)


def _counts(state: State) -> Text:
    """Return how many claims are used and set aside, and how many say nothing else."""
    found = counts(state)

    def strong(count: int) -> Run:
        return Run(figure(count), strong=True)

    return say_text(
        "{used} used · {aside} set aside · {silent} add nothing",
        used=strong(found.used),
        aside=strong(found.aside),
        silent=strong(found.silent),
    )


def _nothing(place: Place) -> str:
    return say(
        "The ledger has no claim about {place} itself. Only other claims or figures name it; "
        "nothing here says who holds it.",
        place=place.name,
    )


# -- Mine clusters ---------------------------------------------------------------------------------


def _mine_control(mine: MineState, scene: Scene) -> Text:
    """Return who holds a mine, who held it before, and the age of the evidence, all derived from its town."""
    town = scene.control.get(mine.place_id or "")
    firm = joined([before_text(scene, town) if town else "", *firmness(mine)], " · ").quiet()
    first = state_text(mine, scene.catalog, mine.partners)
    return joined([first, firm, Run(_derivation(mine, scene.catalog), quiet=True)], "\n")


def _derivation(mine: MineState, catalog: Catalog) -> str:
    """Return where the holder of a mine is known from."""
    if mine.place_id is None:
        return say("outside the catchment of every tracked town")
    town = catalog.places[mine.place_id].name
    return say("derived from {town}, in whose schematic catchment it lies", town=town)


def cluster_card(scene: Scene) -> Card | None:
    """Return the card of the chosen mine cluster, None where it is something else."""
    mine = scene.cluster
    if mine is None:
        return None
    catalog = scene.catalog
    feature = next(each for each in catalog.layers["mine_clusters"].features if each.id == mine.cluster_id)
    source = catalog.sources[str(feature.properties["source_id"])]
    near = catalog.places.get(mine.nearest_crossing)
    crossing = near.name if near else mine.nearest_crossing
    rows = (
        CardRow(Topic.CONTROL, _mine_control(mine, scene)),
        CardRow(Topic.SIZE, _size(mine)),
        CardRow(Topic.EVIDENCE, _images(feature.properties)),
        CardRow(Topic.NEAREST, joined([crossing, _km(mine.distance_km)], ", ")),
        CardRow(Topic.SOURCE, Text.of(Run(shortened(source.publisher, 60), address=source.url))),
    )
    return Card(
        title=say("Mine cluster {name}", name=mine.label),
        native="",
        facts=" · ".join(_mine_facts(mine, catalog)),
        rows=rows,
        note=say(
            "Mines were looked for only around Pang War and Chipwi ({west}–{east} E, {south}–{north} N). "
            "Elsewhere an empty map means not surveyed.",
            **{side: figure(degrees, 3) for side, degrees in zip(_SIDES, SURVEYED, strict=True)},
        ),
    )


def _mine_facts(mine: MineState, catalog: Catalog) -> Iterable[str]:
    yield say("Rare-earth leaching pools")
    yield _POINT[Precision.EXACT](lat=figure(mine.lat, 3), lon=figure(mine.lon, 3))
    if mine.place_id:
        yield say("catchment of {town}, schematic", town=catalog.places[mine.place_id].name)


def _size(mine: MineState) -> Text:
    size = say_text_plural(
        "{pools} pool in an outline of {area} ha",
        "{pools} pools in an outline of {area} ha",
        mine.pools,
        pools=Run(figure(mine.pools), strong=True),
        area=Run(figure(mine.area_ha), strong=True),
    )
    return joined([size, Run(say("The outline is larger than the mined area."), quiet=True)], "\n")


def _images(facts: Mapping[str, Any]) -> Text:
    """Return of when the images are that a cluster was drawn from, and what a model saw later."""
    later_on = say_plural(
        "One detection by a model in July 2024, not checked; a detection does not show operation.",
        "{figure} detections by a model in July 2024, not checked; a detection does not show operation.",
        int(str(facts.get("detections_2024") or 0)),
    )
    drawn = say("drawn from images of {day}", day=show_when(When.parse(str(facts["first_evidence"]))))
    return joined([drawn, Run(later_on, quiet=True)], "\n")
