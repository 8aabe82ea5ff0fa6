"""How the sources of an answer split: who of them names whom, where they do not all name the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from dashboard.sentences.grounds import speaking
from dashboard.sentences.phrases import holders, number, several
from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.states import State
from geodata.ties import Ties
from geodata.vocab import Share, Status

_DISPUTE: frozenset[str] = frozenset()
"""What an origin names that says the place is fought over, or held in part."""

_READ = {Status.JOINT: "joint", Status.CONTESTED: "contested"}


def split(state: State, catalog: Catalog) -> str:
    """Return how the independent origins of a state split, and what is made of it.

    Two sources name both, two the regime, one the BGF: read as joint. Empty where all name the same
    or the one holder among others, and while the place changes hands, when the older holder's claims
    are among those used.
    """
    counts = Counter(_named(state, catalog).values())
    whole = frozenset(state.actors)
    if len(counts) < 2 or state.status is Status.CHANGING:
        return ""
    if state.status is Status.HELD and all(names & whole for names in counts):
        return ""

    def rank(names: frozenset[str]) -> tuple[bool, bool, int, list[str]]:
        return names == _DISPUTE, names != whole, -counts[names], sorted(names)

    order = sorted(counts, key=rank)
    parts: list[str] = []
    for names in order:
        noun = "" if parts else " source" if counts[names] == 1 else " sources"
        says = _says(names, whole, catalog, counts[names], first=not parts)
        parts.append(f"{number(counts[names])}{noun} {says}")
    return f"{', '.join(parts)}: read as {_reading(state, catalog)}"


def _named(state: State, catalog: Catalog) -> dict[str, frozenset[str]]:
    """Return the actors that each independent origin names, whatever it calls them, by its group.

    What an origin says of several times is not one answer: what it says of the time nearest to
    the day counts.
    """
    ties = Ties(catalog.actors)
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in speaking(state, catalog):
        claims[catalog.sources[claim.source_id].origin_group].append(claim)
    named = {}
    for group, every in claims.items():
        nearest = min(_days_away(claim, state.on) for claim in every)
        of = [claim for claim in every if _days_away(claim, state.on) == nearest]
        disputed = any(claim.share is Share.CONTESTED for claim in of)
        named[group] = (
            _DISPUTE if disputed else frozenset().union(*(ties.one_name(claim.actors) for claim in of))
        )
    return named


def _days_away(claim: Claim, on: date) -> int:
    """Return how many days lie between the day and those that a claim names, 0 among them."""
    dates = [when for when in (claim.start, claim.as_of, claim.end) if when]
    days = [day for when in dates for day in (when.earliest, when.last_day) if day]
    return max(min(days) - on, on - max(days), on - on).days if days else 0


def _says(names: frozenset[str], whole: frozenset[str], catalog: Catalog, count: int, *, first: bool) -> str:
    if names == _DISPUTE:
        return "reports a dispute" if count == 1 else "report a dispute"
    who = holders(sorted(names), catalog)
    if names == whole and len(whole) > 1:
        who = "both" if len(whole) == 2 else "all of them"
    verb = "names" if count == 1 else "name"
    return f"{verb} {who}" if first else who


def _reading(state: State, catalog: Catalog) -> str:
    if state.status in _READ:
        return _READ[state.status]
    who = holders(state.actors, catalog)
    return f"{who} with {holders(state.partners, catalog)}" if state.partners else who


def outlets(state: State, catalog: Catalog) -> str:
    """Return how many outlets stand behind a state: the publishers of its origin documents."""
    publishers = {
        catalog.origin_of(claim).publisher.partition(" (")[0].casefold() for claim in speaking(state, catalog)
    }
    return several(len(publishers), "outlet")
