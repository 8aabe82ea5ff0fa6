"""The chosen place in rows: its four tracks and every claim behind them, as Markdown text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from dashboard.markdown import codes, escape, quiet, source_icon
from dashboard.scene import Scene
from geodata import resolver
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.places import Place
from geodata.datasets.sources import Source
from geodata.states import Interval, SetAside, State
from geodata.vocab import Dimension, PlaceKind, Precision, Reason, Stance, Status
from geodata.when import show_day, show_span, show_when

SHOWN = 5
"""Rows of claims on the card itself; the table beside it has all of them."""

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
_QUIET = {Reason.UNCONFIRMED, Reason.SAME_ORIGIN, Reason.NOT_YET_KNOWN, Reason.DENIAL, Reason.SUPERSEDED}
_OUTLETS = {"the outlet itself", "the agency"}
_GATE_WORDS = {"open": "Open", "partial": "Partly open", "closed": "Closed"}


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim in Markdown: when, what it says, who says so, and what became of it."""

    claim_id: str
    day: str
    says: str
    who: str
    about: str = ""
    result: str = ""


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
        claims: All claims of the place and of its gates and bases.
        note: What to know where there is nothing to show.
    """

    title: str
    native: str
    facts: str
    rows: tuple[tuple[str, str], ...]
    used: tuple[ClaimRow, ...] = ()
    set_aside: tuple[ClaimRow, ...] = ()
    silent: str = ""
    claims: tuple[ClaimRow, ...] = ()
    note: str = ""
    answer: State | None = field(default=None)


def card_of(scene: Scene) -> Card | None:
    """Return the card of the chosen place, None where a mine cluster or nothing is chosen."""
    place = scene.place
    if place is None:
        return None
    catalog = scene.catalog
    state = scene.control.get(place.place_id) or _state(scene, place.place_id, Dimension.CONTROL)
    aside = [item for item in state.set_aside if item.reason not in _QUIET]
    aside.sort(key=lambda item: _distance(catalog.claims[item.claim_id], state), reverse=True)
    used = sorted((catalog.claims[claim] for claim in state.used), key=lambda claim: _weight(claim, state))
    claims = _claims(scene, place)
    return Card(
        title=escape(place.name),
        native=escape("  ".join(name for name in (place.name_my, place.name_zh) if name)),
        facts=_facts(place, catalog),
        rows=tuple(_rows(scene, place, state)),
        used=tuple(claim_row(catalog, claim) for claim in used[:SHOWN]),
        set_aside=tuple(_aside_rows(catalog, aside)),
        silent=_silent(scene, state),
        claims=claims,
        note="" if claims else _nothing(place),
        answer=state,
    )


def _state(scene: Scene, place_id: str, dimension: Dimension) -> State:
    view = scene.view
    return resolver.state(
        scene.catalog, place_id, view.on, known_on=scene.known_on, policy=view.policy, dimension=dimension
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


def _rows(scene: Scene, place: Place, state: State) -> Iterable[tuple[str, str]]:
    yield "Control", _control(scene, state)
    gates = scene.gates.get(place.place_id, ())
    yield "China's gate", _gate_text(scene, gates)
    yield "Restrictions", _restrictions(scene, place)
    counts = Counter(item.reason in _QUIET for item in state.set_aside)
    yield (
        "Claims",
        f"**{len(state.used)}** used · **{counts[False]}** set aside · "
        f"**{counts[True]}** silent or same origin",
    )


def _control(scene: Scene, state: State) -> str:
    """Return who holds the place, since when, who before, and on how many voices it rests."""
    catalog = scene.catalog
    if state.status is Status.UNKNOWN:
        return f"no claim {quiet('says who held it on this day')}"
    if state.status is Status.CHANGING:
        head = f"{codes(catalog, state.from_actors)} → {codes(catalog, state.actors)}, changing"
    elif state.status is Status.CONTESTED:
        head = f"{codes(catalog, state.actors, ' / ')}, contested"
    else:
        head = codes(catalog, state.actors)
    if state.partners:
        head += f" with {escape(', '.join(catalog.actors[actor].code for actor in state.partners))}"
    since = _since(state)
    second = [text for text in (_before(scene, state), _voices(catalog, state), _age(state)) if text]
    return f"{head}{since}" + (f"  \n{quiet(' · '.join(second))}" if second else "")


def _since(state: State) -> str:
    span = state.since
    if span is None:
        return ""
    if span.earliest is None:
        return f", since before **{show_day(span.latest)}**" if span.latest else ", since before"
    last = date.fromordinal(span.latest.toordinal() - 1) if span.latest else span.earliest
    word = "within" if state.status is Status.CHANGING else "since"
    return f", {word} **{show_span(span.earliest, last)}**"


def _before(scene: Scene, state: State) -> str:
    """Return who held the place before the present holder, from its track."""
    track = resolver.track(
        scene.catalog, state.place_id, known_on=scene.known_on, policy=scene.view.policy
    )
    if state.status is Status.CHANGING:
        return ""
    earlier: list[Interval] = []
    for interval in track.intervals:
        if interval.covers(state.on):
            break
        if interval.status in (Status.HELD, Status.JOINT):
            earlier.append(interval)
    holders = next((each for each in reversed(earlier) if set(each.actors) != set(state.actors)), None)
    return f"before: {codes(scene.catalog, holders.actors)}" if holders else ""


def _dates_change(claim: Claim, state: State) -> bool:
    """Tell whether the claim gives a day for the beginning of the state."""
    span, start = state.since, claim.start
    if span is None or span.earliest is None or span.latest is None or start is None:
        return False
    return bool(start.earliest and start.latest and start.earliest < span.latest and span.earliest < start.latest)


def _weight(claim: Claim, state: State) -> tuple[bool, int, date, str]:
    """Order the claims used: those that date the change, most exact first, then the others by day."""
    start = claim.start
    if start and _dates_change(claim, state):
        assert start.earliest and start.latest
        return False, (start.latest - start.earliest).days, start.earliest, claim.claim_id
    when = start or claim.as_of or claim.recorded
    return True, 0, when.last_day or when.earliest or date.max, claim.claim_id


def _voices(catalog: Catalog, state: State) -> str:
    """Return on how many independent origins the state rests, and how many of them date it."""

    def origins(claims: Iterable[Claim]) -> int:
        return len({catalog.sources[claim.source_id].origin_group for claim in claims})

    used = [catalog.claims[claim] for claim in state.used]
    rests, dated = origins(used), origins(claim for claim in used if _dates_change(claim, state))
    if not rests:
        return ""
    if state.status is not Status.CHANGING and 0 < dated < rests:
        return f"day from {dated} of {rests} origins"
    return f"from {rests} independent origins" if rests > 1 else "from one origin"


def _age(state: State) -> str:
    if not state.stale or state.newest_evidence is None:
        return ""
    return f"unverified since {show_day(state.newest_evidence)}"


def _gate_text(scene: Scene, gates: Sequence[State]) -> str:
    if not gates:
        return f"no claim {quiet('about a gate of this place')}"
    lines = []
    for gate in gates:
        name = f"{escape(scene.catalog.places[gate.place_id].name)}: " if len(gates) > 1 else ""
        lines.append(name + _status_text(gate))
    return "  \n".join(lines)


def _status_text(state: State) -> str:
    """Return a gate's or the rare earths' status in words."""
    if state.status is Status.UNKNOWN or state.value is None:
        return f"no claim {quiet('for this day')}"
    values = [_GATE_WORDS.get(value, value.capitalize()) for value in re.split(r"[+/]", state.value)]
    word = f"**{escape(values[0])}**"
    if len(values) > 1:
        word = f"**{escape(' / '.join([values[0], *(value.lower() for value in values[1:])]))}**"
    if state.status is Status.CONTESTED:
        word += " contested"
    if state.status is Status.CHANGING and state.from_value:
        word = f"{escape(_GATE_WORDS.get(state.from_value, state.from_value))} → {word}"
    marks = [mark for mark in ("derived" if state.derived_from else "", _age(state)) if mark]
    return f"{word}{_since(state).replace('**', '')}" + (f" {quiet('· ' + ' · '.join(marks))}" if marks else "")


def _restrictions(scene: Scene, place: Place) -> str:
    """Return what applies to a wider area that the place lies in: gates at large, rare earths."""
    catalog, lines = scene.catalog, []
    for area in catalog.places.values():
        if area.kind is not PlaceKind.AREA or area.state != place.state:
            continue
        for dimension in (Dimension.GATE, Dimension.RARE_EARTH):
            if not catalog.claims_of(area.place_id, dimension):
                continue
            if dimension is Dimension.RARE_EARTH and not _share_township(area, place):
                continue
            state = _state(scene, area.place_id, dimension)
            if state.status is not Status.UNKNOWN and not state.stale:
                topic = "gates" if dimension is Dimension.GATE else "rare earths"
                name = area.name.partition(" (")[0]
                lines.append(f"{escape(name.removesuffix(f' {topic}'))} {topic}: {_status_text(state)}")
    return "  \n".join(lines) or quiet("none on record for this day")


def _share_township(area: Place, place: Place) -> bool:
    return bool(set(area.township.split("|")) & set(place.township.split("|")))


def _in_order(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: (claim.start or claim.as_of or claim.recorded, claim.claim_id))


def _unbroken(text: str) -> str:
    """Return short text that is not broken over two lines."""
    return escape(text).replace(" ", "\N{NO-BREAK SPACE}")


def _day(claim: Claim) -> str:
    """Return the claim's date as its source gives it."""
    if claim.start:
        return show_when(claim.start)
    if claim.as_of:
        return f"as of {show_when(claim.as_of)}"
    return f"until {show_when(claim.end)}" if claim.end else f"said {show_when(claim.recorded)}"


def _says(catalog: Catalog, claim: Claim) -> str:
    if claim.stance is Stance.UNCONFIRMED and claim.speaker_actor:
        return "no comment"
    if claim.dimension in (Dimension.CONTROL, Dimension.OFFENSIVE):
        said = codes(catalog, claim.value.split("+")).replace(" + ", "\N{NO-BREAK SPACE}+\N{NO-BREAK SPACE}")
    else:
        said = escape(_GATE_WORDS.get(claim.value, claim.value.replace("-", " ")).lower())
    if claim.stance is Stance.UNCONFIRMED:
        return f"{said}, unconfirmed"
    return f"not {said}" if claim.stance is Stance.DENIES else said


def _who(catalog: Catalog, claim: Claim) -> str:
    source = catalog.sources[claim.source_id]
    if claim.speaker in _OUTLETS:
        return escape(_publisher(source), 40)
    return f"{escape(_publisher(source), 30)} · {escape(claim.speaker, 44)}"


def _publisher(source: Source) -> str:
    """Return the publisher without the remark in brackets that some names carry."""
    return source.publisher.partition(" (")[0]


def claim_row(catalog: Catalog, claim: Claim, result: str = "") -> ClaimRow:
    """Return a claim as one row: when, what it says, who says so."""
    source = catalog.sources[claim.source_id]
    return ClaimRow(
        claim_id=claim.claim_id,
        day=_unbroken(_day(claim)),
        says=_says(catalog, claim),
        who=f"{quiet(_who(catalog, claim))} {source_icon(source.url)}".strip(),
        result=result,
    )


def _distance(claim: Claim, state: State) -> int:
    """Return how many days a claim's date lies from the state's beginning."""
    when, since = claim.start or claim.as_of, state.since and (state.since.earliest or state.since.latest)
    day = when and (when.earliest or when.last_day)
    return abs((day - since).days) if day and since else 0


def _aside_rows(catalog: Catalog, items: Iterable[SetAside]) -> Iterable[ClaimRow]:
    """Return a row for each document whose claims were set aside for one reason."""
    groups: dict[tuple[str, str, Reason], list[Claim]] = {}
    for item in items:
        claim = catalog.claims[item.claim_id]
        groups.setdefault((claim.source_id, claim.value, item.reason), []).append(claim)
    for (source_id, _, reason), claims in groups.items():
        source, claim = catalog.sources[source_id], claims[0]
        origin = catalog.origin_of(claim)
        rewrite = f", a rewrite of {escape(_publisher(origin), 40)}" if origin is not source else ""
        yield ClaimRow(
            claim_id=", ".join(claim.claim_id for claim in claims),
            day=f"~~**{_unbroken(_day(claim))}**~~",
            says=_says(catalog, claim),
            who=f"{escape(_publisher(source), 40)}{rewrite} {source_icon(source.url)}".strip(),
            result=f"Set aside: **{escape(reason)}**. {_origin_says(catalog, claim, origin) or escape(reason.meaning)}",
        )


def _origin_says(catalog: Catalog, claim: Claim, origin: Source) -> str:
    """Return what the document says of which the claim's source is a rewrite, empty if none."""
    if origin is catalog.sources[claim.source_id]:
        return ""
    own = [each for each in catalog.claims_of(claim.place_id, claim.dimension) if each.source_id == origin.source_id]
    return f"{escape(_publisher(origin), 40)} itself says {escape(_day(own[0]))}." if own else ""


def _silent(scene: Scene, state: State) -> str:
    """Return one line on who was asked and did not say."""
    asked = [scene.catalog.claims[item.claim_id] for item in state.set_aside if item.reason is Reason.UNCONFIRMED]
    if not asked:
        return ""
    newest = _in_order(asked)[-1]
    more = f" and {len(asked) - 1} more" if len(asked) > 1 else ""
    return f"{escape(_day(newest))} · {_says(scene.catalog, newest)} · {escape(newest.speaker, 60)}{more} · unconfirmed"


def _claims(scene: Scene, place: Place) -> tuple[ClaimRow, ...]:
    """Return every claim of the place, its gates and its bases, with what became of each."""
    catalog = scene.catalog
    rows: list[ClaimRow] = []
    kin = [each for each in catalog.places.values() if each.place_id == place.place_id or each.part_of == place.place_id]
    for each in kin:
        for dimension in Dimension:
            claims = catalog.claims_of(each.place_id, dimension)
            if not claims:
                continue
            results = _results(scene, each, dimension)
            topic = "control" if dimension is Dimension.CONTROL else dimension.value.replace("_", " ")
            name = "" if each is place else f"{each.name}, "
            for claim in _in_order(claims):
                row = claim_row(catalog, claim, results.get(claim.claim_id, "speaks of other days"))
                source = catalog.sources[claim.source_id]
                rows.append(
                    ClaimRow(
                        claim_id=claim.claim_id,
                        day=row.day,
                        says=row.says,
                        who=f"{escape(claim.speaker, 90)}  \n"
                        + quiet(
                            f"{escape(source.publisher, 60)}, {escape(show_when(claim.recorded))}: "
                            f"{escape(source.title, 160)}"
                        )
                        + f" {source_icon(source.url)}",
                        about=escape(f"{name}{topic}") + (f"  \n{quiet(escape(claim.stance))}"),
                        result=row.result,
                    )
                )
    return tuple(rows)


def _results(scene: Scene, place: Place, dimension: Dimension) -> dict[str, str]:
    """Return in words what the policy did with each claim of a place and dimension."""
    if dimension in (Dimension.OFFENSIVE, Dimension.AGREEMENT):
        return {
            claim.claim_id: "shown beside control, not counted"
            for claim in scene.catalog.claims_of(place.place_id, dimension)
        }
    state = _state(scene, place.place_id, dimension)
    words = {item.claim_id: f"set aside: **{escape(item.reason)}**" for item in state.set_aside}
    return words | dict.fromkeys(state.used, "**used**")


def _nothing(place: Place) -> str:
    return (
        f"The ledger has no claim about {escape(place.name)} itself. It is named by other claims or "
        "figures only; nothing here says who holds it."
    )


def cluster_card(scene: Scene) -> Card | None:
    """Return the card of the chosen mine cluster, None where it is something else."""
    mine = scene.cluster
    if mine is None:
        return None
    catalog = scene.catalog
    feature = next(each for each in catalog.layers["mine_clusters"].features if each.id == mine.cluster_id)
    facts = feature.properties
    source = catalog.sources[str(facts["source_id"])]
    holder = codes(catalog, mine.actors) if mine.actors else "no claim"
    place = catalog.places.get(mine.place_id or "")
    near = catalog.places.get(mine.nearest_crossing)
    rows = (
        ("Control", f"{holder}, {quiet(escape(mine.status))}  \n{quiet(escape(mine.derivation))}"),
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
        "(98.128–98.493 E, 25.560–25.970 N). Elsewhere an empty map means not surveyed.",
    )

