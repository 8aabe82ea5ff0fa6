"""The chosen place in rows: its four tracks and every claim behind them, as Markdown text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.answer.scene import Scene
from dashboard.wording.claims import (
    QUIET,
    ClaimRow,
    about,
    aside_rows,
    claim_row,
    distance,
    silent_line,
    weight,
)
from dashboard.wording.firmness import firmness
from dashboard.wording.phrases import derived
from dashboard.wording.states import (
    before_text,
    control_text,
    gate_text,
    holders_text,
    restrictions_text,
    state_of,
)
from dashboard.wording.text import escape, quiet, source_icon
from geodata.analysis.mines import MineState, mines_near
from geodata.catalog import Catalog
from geodata.datasets.mines import SURVEYED
from geodata.datasets.places import Place
from geodata.resolver.answers import State
from geodata.vocab import Dimension, PlaceKind, Precision

SHOWN = 5
"""Rows of claims on the card itself; the table beside it has all of them."""

_FAR = 60
"""Kilometres within which mine clusters are named on the card."""
_NEAREST = 3

_KINDS = {
    PlaceKind.GATE: "Border gate",
    PlaceKind.TRADE_ZONE: "Trade zone",
    PlaceKind.BASE: "Base",
    PlaceKind.ROAD: "Road",
    PlaceKind.AREA: "Area",
}
_PRECISION = {
    Precision.EXACT: "",
    Precision.NEAR: " (near)",
    Precision.TOWNSHIP: " (township only)",
    Precision.PLACEHOLDER: " (placeholder, not drawn)",
}


@dataclass(frozen=True, slots=True)
class Card:
    """What the card of a place or a mine cluster shows, every text in Markdown.

    Attributes:
        title: Its name; `native` its Burmese and Chinese names.
        facts: What and where it is, one line.
        rows: Label and text of each track.
        used: The claims that the answer rests on, at most `SHOWN`.
        set_aside: Claims that say otherwise and were not used, each with its reason.
        silent: Claims without a statement of their own, in one line.
        claims: Number of all claims of the place and of its gates and bases.
        note: What to know where there is nothing to show.
        beside: What else is known of it, a line each: spellings, the nearest mines.
    """

    title: str
    native: str
    facts: str
    rows: tuple[tuple[str, str], ...]
    used: tuple[ClaimRow, ...] = ()
    set_aside: tuple[ClaimRow, ...] = ()
    silent: str = ""
    claims: int = 0
    note: str = ""
    beside: tuple[str, ...] = ()


def card_of(scene: Scene) -> Card | None:
    """Return the card of the chosen place, None where a mine cluster or nothing is chosen."""
    place = scene.place
    if place is None:
        return None
    catalog = scene.catalog
    state = scene.control.get(place.place_id) or state_of(scene, place.place_id, Dimension.CONTROL)
    aside = [item for item in state.set_aside if item.reason not in QUIET]
    aside.sort(key=lambda item: distance(catalog.claims[item.claim_id], state), reverse=True)
    used = sorted((catalog.claims[claim] for claim in state.used), key=lambda claim: weight(claim, state))
    claims = len(about(catalog, place))
    return Card(
        title=escape(place.name),
        native=escape("  ".join(name for name in (place.name_my, place.name_zh) if name)),
        facts=_facts(place, catalog),
        rows=tuple(_rows(scene, place, state)),
        used=tuple(claim_row(catalog, claim) for claim in used[:SHOWN]),
        set_aside=tuple(aside_rows(catalog, aside)),
        silent=silent_line(scene, state),
        claims=claims,
        note="" if claims else _nothing(place),
        beside=tuple(line for line in (_also(place), _mines(scene, place)) if line),
    )


def _facts(place: Place, catalog: Catalog) -> str:
    kind = _KINDS.get(place.kind) or f"{'Border ' if place.lane else ''}{place.kind}".capitalize()
    parts = [kind]
    if place.official_post == "yes":
        parts[0] += ", official post"
    if place.part_of:
        parts.append(f"part of {escape(catalog.places[place.part_of].name)}")
    if place.china_side:
        parts.append(f"faces {escape(place.china_side.split('(')[0].strip())}")
    if place.lon is not None and place.lat is not None:
        parts.append(f"{place.lat:.3f} N, {place.lon:.3f} E{_PRECISION.get(place.coord_precision, '')}")
    else:
        parts.append("no point known, not on the map")
    if not place.china_side and place.township:
        parts.insert(1, f"{escape(place.township.replace('|', ', '))} township")
    return " · ".join(parts)


def _also(place: Place) -> str:
    """Return the other spellings of a place, empty where there are none."""
    others = [name for name in place.names if name.casefold() != place.name.casefold()]
    return f"Also spelled {escape(', '.join(others))}" if others else ""


def _mines(scene: Scene, place: Place) -> str:
    """Return the nearest mine clusters with their distances, empty where the place has no point."""
    if not place.drawable:
        return ""
    near = mines_near(scene.catalog, place.place_id, _FAR)
    if not near:
        return f"Mine clusters: none surveyed within {_FAR} km"
    named = "; ".join(f"**{mine.distance_km:.1f} km** to {escape(mine.label)}" for mine in near[:_NEAREST])
    return f"Nearest mine clusters: {named} · {len(near)} surveyed within {_FAR} km"


def _rows(scene: Scene, place: Place, state: State) -> Iterable[tuple[str, str]]:
    yield "Control", control_text(scene, state)
    yield "China's gate", gate_text(scene, place.place_id)
    yield "Restrictions", restrictions_text(scene, place)
    counts = Counter(item.reason in QUIET for item in state.set_aside)
    yield (
        "Claims",
        f"**{len(state.used)}** used · **{counts[False]}** set aside · "
        f"**{counts[True]}** silent or same origin",
    )


def _nothing(place: Place) -> str:
    return (
        f"The ledger has no claim about {escape(place.name)} itself. It is named by other claims or "
        "figures only; nothing here says who holds it."
    )


def _mine_control(mine: MineState, scene: Scene) -> str:
    """Return who holds a mine, who held it before, and the age of the evidence, all derived from its town."""
    town = scene.control.get(mine.place_id or "")
    more = [before_text(scene, town) if town else "", *map(escape, firmness(mine))]
    firm = " · ".join(filter(None, more))
    whence = quiet(escape(derived(mine, scene.catalog)))
    lines = (holders_text(scene.catalog, mine), quiet(firm) if firm else "", whence)
    return "  \n".join(filter(None, lines))


def cluster_card(scene: Scene) -> Card | None:
    """Return the card of the chosen mine cluster, None where it is something else."""
    mine = scene.cluster
    if mine is None:
        return None
    catalog = scene.catalog
    feature = next(each for each in catalog.layers["mine_clusters"].features if each.id == mine.cluster_id)
    facts = feature.properties
    source = catalog.sources[str(facts["source_id"])]
    place = catalog.places.get(mine.place_id or "")
    near = catalog.places.get(mine.nearest_crossing)
    rows = (
        ("Control", _mine_control(mine, scene)),
        (
            "Size",
            f"**{mine.pools}** pools in a hull of **{mine.area_ha:,.0f}** ha  \n"
            + quiet("the hull is not the mined area"),
        ),
        (
            "Evidence",
            f"digitised from images of {escape(str(facts['first_evidence']))}  \n"
            + quiet(
                f"{int(facts.get('detections_2024') or 0)} unvalidated detections in July 2024; "
                "a detection is not operation"
            ),
        ),
        (
            "Nearest",
            f"{escape(near.name if near else mine.nearest_crossing)}, **{mine.distance_km:.1f} km**",
        ),
        ("Source", f"{escape(source.publisher, 60)} {source_icon(source.url)}"),
    )
    return Card(
        title=f"Mine cluster {escape(mine.label)}",
        native="",
        facts=f"Rare-earth leaching pools · {mine.lat:.3f} N, {mine.lon:.3f} E"
        + (f" · catchment of {escape(place.name)}, schematic" if place else ""),
        rows=rows,
        note="Mines were looked for only around Pang War and Chipwi "
        "({0:.3f}–{2:.3f} E, {1:.3f}–{3:.3f} N). Elsewhere an empty map means not surveyed.".format(*SURVEYED),
    )
