"""The command diff: which answers of two releases or folders differ, on which days, and why."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from geodata.analysis.differences import Cause, Disagreement, differences
from geodata.analysis.mines import mines_on
from geodata.catalog import Catalog, open_catalog
from geodata.cli.arguments import read_word
from geodata.cli.printing import few, print_json, who
from geodata.cli.tables import table
from geodata.errors import how_many
from geodata.exports import rows
from geodata.resolver.answers import State
from geodata.vocab import Dimension, Policy

HEAD = ("place", "what", "days", "before", "after", "because of", "claims")
"""The columns of the table of differences."""

_LAST = timedelta(days=1)


def run_diff(options: argparse.Namespace) -> int:
    """Print the runs of days on which two catalogs answer otherwise, each with its reason."""
    policy = Policy(read_word(options.policy, list(Policy), "policy"))
    first, second = (_opened(text, options.bundle) for text in (options.first, options.second))
    places = [_place(text, first, second) for text in options.place] if options.place else None
    found = differences(first, second, places=places, policy=policy)
    mines = mines_following(second)
    if options.json:
        print_json(
            {
                "first": _described(first),
                "second": _described(second),
                "policy": str(policy),
                "differences": [record(each, first, second, mines) for each in found],
            }
        )
        return 0
    print(f"From {_named(first)} to {_named(second)}, policy {policy}")
    if not found:
        print("No answer differs.")
        return 0
    causes = Counter(each.cause for each in found)
    parts = "; ".join(f"{causes[cause]} because of {cause}" for cause in Cause if causes[cause])
    runs = how_many(len(found), "run")
    touched = len({each.place_id for each in found})
    print(f"{runs} of days with another answer, {how_many(touched, 'place')}: {parts}\n")
    print(table(HEAD, [row(each, first, second, mines) for each in found]))
    return 0


def _opened(text: str, folder: Path) -> Catalog:
    """Return the catalog of a folder, or of a release of the bundle in `folder`."""
    return open_catalog(text) if Path(text).is_dir() else open_catalog(folder, release=text)


def _place(text: str, first: Catalog, second: Catalog) -> str:
    """Return the id of a place of either catalog; raises UnknownName as the second does."""
    if text in first.places:
        return text
    return second.find_place(text).place_id


def mines_following(catalog: Catalog) -> Counter[str]:
    """Return how many mine clusters follow each town."""
    return Counter(
        mine.place_id for mine in mines_on(catalog, catalog.newest_record).clusters if mine.place_id
    )


def _described(catalog: Catalog) -> dict[str, Any]:
    return {
        "data": catalog.hash,
        "release": catalog.release.number if catalog.release else None,
        "rules": catalog.rules.edition,
    }


def _named(catalog: Catalog) -> str:
    stands = f"release {catalog.release.number}" if catalog.release else "rows in no release yet"
    return f"{stands} ({catalog.hash}, rules {catalog.rules.edition})"


def row(each: Disagreement, first: Catalog, second: Catalog, mines: Counter[str]) -> tuple[str, ...]:
    """Return a difference as cells under `HEAD`."""
    name = (second if each.place_id in second.places else first).places[each.place_id].name
    clusters = _clusters(each, mines)
    return (
        f"{name}, and {clusters} mine clusters" if clusters else name,
        str(each.dimension),
        _days(each.start, each.end),
        _answer(each.old, first),
        _answer(each.new, second),
        _reason(each),
        _claims(each),
    )


def record(each: Disagreement, first: Catalog, second: Catalog, mines: Counter[str]) -> dict[str, Any]:
    """Return a difference as plain values; `end` is the first day after the run."""
    return {
        "place_id": each.place_id,
        "name": (second if each.place_id in second.places else first).places[each.place_id].name,
        "dimension": str(each.dimension),
        "start": each.start.isoformat() if each.start else None,
        "end": each.end.isoformat() if each.end else None,
        "before": _state(each.old, first),
        "after": _state(each.new, second),
        "cause": str(each.cause),
        "rules": list(each.rules),
        "rules_together": each.together,
        "claims_new": list(each.came),
        "claims_gone": list(each.went),
        "sources_changed": list(each.sources),
        "mine_clusters": _clusters(each, mines),
    }


def _state(state: State, catalog: Catalog) -> dict[str, Any] | None:
    return rows.of_state(catalog, state) if state.place_id in catalog.places else None


def _clusters(each: Disagreement, mines: Counter[str]) -> int:
    return mines[each.place_id] if each.dimension is Dimension.CONTROL else 0


def _days(start: date | None, end: date | None) -> str:
    """Return a run of days, its last day included."""
    if end is None:
        return f"from {start}" if start else "all days"
    last = end - _LAST
    if start is None:
        return f"to {last}"
    return f"{start}" if start == last else f"{start} to {last}"


def _answer(state: State, catalog: Catalog) -> str:
    told = _state(state, catalog)
    if told is None:
        return "no such place"
    words = f"{state.status} {who(told)}".rstrip()
    if state.from_value:
        words += f" (from {state.from_value})"
    return f"{words}, may have changed" if state.may_have_changed else words


def _reason(each: Disagreement) -> str:
    rules = (" and " if each.together else " or ").join(name.replace("_", " ") for name in each.rules)
    return f"{each.cause}: {rules}" if rules else str(each.cause)


def _claims(each: Disagreement) -> str:
    parts = [few(list(each.came))] if each.came else []
    if each.went:
        parts.append(f"without {few(list(each.went))}")
    if each.sources:
        parts.append(f"{few(list(each.sources))} described otherwise")
    return "; ".join(parts)
