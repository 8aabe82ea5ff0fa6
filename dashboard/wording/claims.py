"""Claims as rows of Markdown: when, what, who says so, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.answer.grounds import dates_change
from dashboard.answer.scene import Scene
from dashboard.wording.dates import show_when
from dashboard.wording.text import codes, escape, quiet, source_icon
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.datasets.places import Place
from geodata.datasets.sources import Source
from geodata.resolver import resolve
from geodata.resolver.answers import SetAside, State
from geodata.vocab import Dimension, Reason, Stance

QUIET = frozenset(
    {Reason.UNCONFIRMED, Reason.SAME_ORIGIN, Reason.NOT_YET_KNOWN, Reason.DENIAL, Reason.SUPERSEDED}
)
"""Reasons of claims that were not used but say nothing else either."""

GATE_WORDS = {"open": "Open", "partial": "Partly open", "closed": "Closed"}
_OUTLETS = {"the outlet itself", "the agency"}


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim in Markdown: when, what it says, who says so, and what became of it."""

    claim_id: str
    day: str
    says: str
    who: str
    about: str = ""
    result: str = ""


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
        said = escape(GATE_WORDS.get(claim.value, claim.value.replace("-", " ")).lower())
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


def _in_order(claims: Iterable[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: (claim.start or claim.as_of or claim.recorded, claim.claim_id))


def weight(claim: Claim, state: State) -> tuple[bool, int, date, str]:
    """Order the claims used: those that date the change, most exact first, then those nearest the day."""
    start = claim.start
    if start and dates_change(claim, state.since):
        assert start.earliest and start.latest
        return False, (start.latest - start.earliest).days, start.earliest, claim.claim_id
    when = claim.as_of or start or claim.recorded
    day = when.last_day or when.earliest or date.max
    return True, abs((day - state.on).days), day, claim.claim_id


def distance(claim: Claim, state: State) -> int:
    """Return how many days a claim's date lies from the state's beginning."""
    when, since = claim.start or claim.as_of, state.since and (state.since.earliest or state.since.latest)
    day = when and (when.earliest or when.last_day)
    return abs((day - since).days) if day and since else 0


def aside_rows(catalog: Catalog, items: Iterable[SetAside]) -> Iterable[ClaimRow]:
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
            result=f"Set aside: **{escape(reason)}**. "
            + (_origin_says(catalog, claim, origin) or escape(reason.meaning)),
        )


def _origin_says(catalog: Catalog, claim: Claim, origin: Source) -> str:
    """Return what the document says of which the claim's source is a rewrite, empty if none."""
    if origin is catalog.sources[claim.source_id]:
        return ""
    own = [
        each
        for each in catalog.claims_of(claim.place_id, claim.dimension)
        if each.source_id == origin.source_id
    ]
    return f"{escape(_publisher(origin), 40)} itself says {escape(_day(own[0]))}." if own else ""


def silent_line(scene: Scene, state: State) -> str:
    """Return one line on who was asked and did not say."""
    asked = [
        scene.catalog.claims[item.claim_id] for item in state.set_aside if item.reason is Reason.UNCONFIRMED
    ]
    if not asked:
        return ""
    newest = _in_order(asked)[-1]
    more = f" and {len(asked) - 1} more" if len(asked) > 1 else ""
    said = f"{escape(_day(newest))} · {_says(scene.catalog, newest)} · {escape(newest.speaker, 60)}{more}"
    return said if "unconfirmed" in said else f"{said} · unconfirmed"


def about(catalog: Catalog, place: Place) -> list[tuple[Place, Dimension, Claim]]:
    """Return every claim of the place, its gates and its bases, by topic and date."""
    kin = [each for each in catalog.places.values() if place.place_id in (each.place_id, each.part_of)]
    return [
        (each, dimension, claim)
        for each in kin
        for dimension in Dimension
        for claim in _in_order(catalog.claims_of(each.place_id, dimension))
    ]


def every_claim(scene: Scene, place: Place) -> tuple[ClaimRow, ...]:
    """Return a row for every claim of the place, its gates and its bases, with what became of each."""
    catalog = scene.catalog
    results: dict[tuple[str, Dimension], dict[str, str]] = {}
    rows: list[ClaimRow] = []
    for each, dimension, claim in about(catalog, place):
        key = each.place_id, dimension
        if key not in results:
            results[key] = _results(scene, each, dimension)
        row = claim_row(catalog, claim, results[key].get(claim.claim_id, "speaks of other days"))
        source = catalog.sources[claim.source_id]
        topic = "control" if dimension is Dimension.CONTROL else dimension.value.replace("_", " ")
        name = "" if each is place else f"{each.name}, "
        document = f"{escape(source.publisher, 60)}, {escape(show_when(claim.recorded))}"
        said = quiet(f"{document}: {escape(source.title, 160)}")
        rows.append(
            ClaimRow(
                claim_id=claim.claim_id,
                day=row.day,
                says=row.says,
                who=f"{escape(claim.speaker, 90)}  \n{said} {source_icon(source.url)}",
                about=escape(f"{name}{topic}") + f"  \n{quiet(escape(claim.stance))}",
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
    view = scene.view
    state = resolve.state(
        scene.catalog,
        place.place_id,
        view.on,
        known_on=scene.known_on,
        policy=view.policy,
        dimension=dimension,
    )
    words = {item.claim_id: f"set aside: **{escape(item.reason)}**" for item in state.set_aside}
    return words | dict.fromkeys(state.used, "**used**")
