"""The command state: who held the places on a day. It is asked the most, and imports what it needs alone."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING, Any

from geodata.analysis.weighed import counts
from geodata.catalog import Catalog
from geodata.cli.arguments import open_ledger, read_evidence, read_places, read_word
from geodata.cli.printing import last_day, own_in_json, own_told, print_json, span_text, who
from geodata.cli.tables import table
from geodata.dates import read_day, show_day
from geodata.errors import how_many
from geodata.exports import rows
from geodata.exports.sentences import known_text
from geodata.resolver.answers import State
from geodata.resolver.resolve import RESOLVED, states
from geodata.vocab import Dimension

if TYPE_CHECKING:
    from geodata.adding.own import WhatChanges


def run_state(options: argparse.Namespace) -> int:
    """Print who held the places on a day."""
    on, question = read_day(options.on), read_evidence(options)
    ledger, catalog = open_ledger(options)
    of = states(catalog, on, **read_places(catalog, options), **question)
    answers = [rows.of_state(catalog, each) for each in of]
    known_on = catalog.knowledge_day(question["known_on"])
    found = _changed(ledger, catalog, on, dimension=_asked(options), **question) if catalog.own else None
    if options.json:
        print_json(
            {
                "on": on.isoformat(),
                "known_on": known_on.isoformat(),
                "policy": str(question["policy"]),
                "data": catalog.hash,
                "places": answers,
            }
            | own_in_json(catalog)
            | ({"difference": _difference_record(catalog, found)} if found else {})
        )
        return 0
    print(f"On {show_day(on)}, as known on {known_text(catalog, known_on)}, policy {question['policy']}")
    stands = f"release {ledger.release.number}" if ledger.release else "with rows in no release yet"
    print(f"Data {catalog.hash} ({stands}{own_told(catalog)})")
    if found:
        print(_difference(catalog, found))
    print()
    shown = [
        (
            each["name"],
            each["status"],
            who(each),
            span_text(each["since"]),
            each["newest_evidence"],
            "yes" if each["stale"] else "",
            each["origins"] or "",
            _besides(each),
            *counts(state),
        )
        for state, each in zip(of, answers, strict=True)
    ]
    print(
        table(
            (
                *("place", "status", "who or what", "since", "newest evidence", "stale", "origins"),
                *("besides", "used", "set aside", "add nothing"),
            ),
            shown,
        )
    )
    return 0


def _changed(ledger: Catalog, catalog: Catalog, on: date, **question: Any) -> WhatChanges:
    from geodata.adding.own import what_changes  # only for who has claims of their own

    return what_changes(ledger, catalog, on, **question)


def _asked(options: argparse.Namespace) -> Dimension:
    return Dimension(read_word(options.dimension, list(RESOLVED), "dimension"))


def _difference(catalog: Catalog, found: WhatChanges) -> str:
    """Return what the reader's own claims make of the answers about the crossing towns."""
    number = len(found.differing)
    told = "; ".join(
        f"{catalog.places[new.place_id].name} from {_short(catalog, old)} to {_short(catalog, new)}"
        for old, new in found.differing
    )
    verb = "differs" if number == 1 else "differ"
    towns = f"{number or 'none'} of {found.total} crossing towns {verb}"
    return f"With your {how_many(len(catalog.own), 'claim')}: {towns}{f': {told}' if told else ''}."


def _short(catalog: Catalog, state: State) -> str:
    return " ".join(filter(None, (str(state.status), who(rows.of_state(catalog, state)))))


def _difference_record(catalog: Catalog, found: WhatChanges) -> dict[str, Any]:
    pairs = [
        {"before": rows.of_state(catalog, old), "after": rows.of_state(catalog, new)}
        for old, new in found.differing
    ]
    return {"crossings": found.total, "differing": pairs}


def _besides(answer: dict[str, Any]) -> str:
    """Return what else is to be known of a state: its first evidence, the days of an undated change."""
    first = f"first evidence {answer['first_evidence']}" if answer["first_evidence"] else ""
    until = answer["until"] if answer["may_have_changed"] else None
    changed = f"changed at some time between {until['earliest']} and {last_day(until)}" if until else ""
    return "; ".join(filter(None, (first, changed)))
