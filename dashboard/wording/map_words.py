"""What stands on the map and in its legend: names of the ground, what a place is, gates, whose data it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dashboard.answer.comparison import Ring
from dashboard.wording.dates import show_day, show_month
from dashboard.wording.language import Message, later, say, say_plural
from dashboard.wording.text import Run, Text, say_text
from dashboard.wording.vocabulary import POLICY
from geodata.vocab import Policy

# -- The ground ------------------------------------------------------------------------------------

GROUND: Mapping[str, Message] = {
    "china": later("China"),
    "india": later("India"),
    "laos": later("Laos"),
    "kachin": later("Kachin State"),
    "shan-north": later("Shan (North)"),
    "shan-east": later("Shan (East)"),
    "sagaing": later("Sagaing"),
    "mandalay": later("Mandalay"),
}
"""Names of countries and states."""

RIVERS: Mapping[str, Message] = {
    "Irrawaddy": later("Ayeyarwady"),
    "Nmai": later("N’Mai"),
    "Nu": later("Nu (Salween)"),
    "Mekong": later("Mekong"),
}
"""Names of rivers, by their names in the data."""


def mines_caption(clusters: int) -> str:
    """Return the caption of the mines, in two lines."""
    return say_plural(
        "{figure} mine cluster\n(only area surveyed)",
        "{figure} mine clusters\n(only area surveyed)",
        clusters,
    )


def mine_label(label: str, pools: int) -> str:
    """Return a mine cluster as the map names it: its label in the ledger, and how many pools it has."""
    return say_plural("{label}, {figure} pool", "{label}, {figure} pools", pools, label=label)


def stamp(known_on: date, policy: Policy) -> str:
    """Return the line under the map's day: as known when, by which evidence rule."""
    return say("as known on {day} · {policy}", day=show_day(known_on), policy=POLICY[policy]())


# -- Whose map it is -------------------------------------------------------------------------------

CREDIT = "Who's On First CC0 · Natural Earth · GeoNames · MIMU · UCDP · OpenStreetMap"
_MINES = "oballinger/mining-detector, Earth Genome"
_ONLINE: Mapping[str, Message] = {
    "online-light": later("© OpenStreetMap contributors © CARTO"),
    "online-satellite": later("Imagery: Esri, Maxar, Earthstar Geographics"),
}


def credit(layers: Sequence[str], events: str = "") -> str:
    """Return who made what a map with these overlays is drawn from; `events` is who made those."""
    online = [_ONLINE[name]() for name in layers if name in _ONLINE]
    mines = [say("mines: {makers}", makers=_MINES)] if {"mines", "pools"} & set(layers) else []
    return " · ".join([*online[:1], CREDIT, *mines, *filter(None, [events])])


def online_warning(host: str) -> str:
    """Return what the reader must know before using a picture map of another host."""
    return say("This map is fetched from {host}, which learns what area you look at, and when.", host=host)


# -- The legend ------------------------------------------------------------------------------------

RINGS: Mapping[Ring, Message] = {
    Ring.SOLID: later("changed"),
    Ring.DASHED: later("new information, not a change"),
}
CHANGING_OR_CONTESTED = later("changing or contested")
CHANGED_HANDS = later("changed hands, in order")
CHANGED_OR_CONTESTED = later("changed hands or contested")
PARTLY_KNOWN = later("known on some days only")
JOINT = later("joint")
CROSSING = later("crossing")
TOWN = later("town")
MINE = later("mine cluster")
POOL = later("leaching pool")
CATCHMENT = later("catchment, not a front line")


def actor(actor_id: str, code: str) -> Text:
    """Return an actor's label in the legend."""
    name = Run(code, actor=actor_id, strong=True)
    match actor_id:
        case "sac":
            return say_text("{code} (regime)", code=name)
        case "kbgf":
            return say_text("{code} (ex NDA-K)", code=name)
    return Text.of(name)


def left_out(label: Text) -> Text:
    """Return an actor's label where the reader has left it out of the colours."""
    return say_text("{actor} (left out)", actor=label)


# -- Labels of places ------------------------------------------------------------------------------

GATES: Mapping[str, tuple[Message, Message]] = {
    "closed": (later("gate closed"), later("gates closed")),
    "contested": (later("gate contested"), later("gates contested")),
    "partial": (later("gate partly open"), later("gates partly open")),
    "open": (later("gate open"), later("gates open")),
}
"""How one gate, or all the gates of a town, stand, the gravest first."""
_SOME_GATES: Mapping[str, Message] = {
    "closed": later("{count} of {all} gates closed"),
    "contested": later("{count} of {all} gates contested"),
    "partial": later("{count} of {all} gates partly open"),
    "open": later("{count} of {all} gates open"),
}
_BUT_SOME: Mapping[str, Message] = {
    "closed": later("{gates}, {count} closed"),
    "contested": later("{gates}, {count} contested"),
    "partial": later("{gates}, {count} partly open"),
    "open": later("{gates}, {count} open"),
}


def zone(name: str) -> str:
    """Return a trade zone beside its town, by its name without the town's."""
    return say("{name} zone", name=name)


def gates(value: str, several: bool) -> str:
    """Return how a town's only gate, or all its gates, stand."""
    return GATES[value][several]()


def some_gates(value: str, count: int, all_gates: int) -> str:
    """Return how many of a town's gates stand so."""
    return _SOME_GATES[value](count=count, all=all_gates)


def but_some(text: str, value: str, count: int) -> str:
    """Return how a town's gates stand as a whole, and how many of them stand otherwise."""
    return _BUT_SOME[value](gates=text, count=count)


def old_gates(text: str) -> str:
    """Return how gates stood by evidence that is old."""
    return say("{gates}, no news", gates=text)


def may_have_changed() -> str:
    """Return that a place may have changed hands since the newest evidence."""
    return say("may have changed")


def no_news_since(day: date) -> str:
    """Return since which month there is no evidence."""
    return say("no news since {month}", month=show_month(day))


def first_evidence(day: date) -> str:
    """Return the month of the first evidence, of a day long before it."""
    return say("first evidence {month}", month=show_month(day))


def claim_set_aside(code: str) -> str:
    """Return whose claim to hold the place was set aside."""
    return say("{code} claim set aside", code=code)


def derived_from(town: str) -> str:
    """Return from which town the holder of a mine cluster is derived."""
    return say("derived from {town}", town=town)
