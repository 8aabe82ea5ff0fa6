"""The words of a question as someone types them: days, places, policies, kinds.

A word that is not understood is refused in one sentence, with a hint where another word is like it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from geodata.analysis.stretches import STRETCHES, places_of
from geodata.analysis.window import By, Window
from geodata.catalog import Catalog, open_catalog
from geodata.dates import read_day
from geodata.errors import BadDate, UnknownName
from geodata.resolver.resolve import RESOLVED
from geodata.schema.columns import did_you_mean
from geodata.vocab import Dimension, PlaceKind, Policy


def read_word(text: str, known: Sequence[str], what: str) -> str:
    """Return the text if it is one of `known`; raises UnknownName if not."""
    if text not in known:
        hint = did_you_mean(text.casefold(), known)
        raise UnknownName(f"There is no {what} {text!r}: it is one of {', '.join(known)}{hint or '.'}")
    return text


def read_evidence(options: argparse.Namespace) -> dict[str, Any]:
    """Return `known_on` and `policy` as the domain takes them."""
    return {
        "known_on": read_day(options.known_on) if options.known_on else None,
        "policy": Policy(read_word(options.policy, list(Policy), "policy")),
    }


def read_window(options: argparse.Namespace) -> Window | None:
    """Return the window of `--from`, `--to` and `--by`, None where none is given.

    Raises:
        BadDate: If one of its days is missing or no day, or if they are turned.
    """
    by = By(read_word(options.by, list(By), "way to place a row in a window"))
    if options.start is None and options.end is None:
        return None
    if options.start is None or options.end is None:
        raise BadDate("A window has two days: give both --from and --to.")
    first, last = read_day(options.start), read_day(options.end)
    if last < first:
        raise BadDate(f"--to {last} lies before --from {first}; did you mean --from {last} --to {first}?")
    return Window(first, last, by)


def read_place_ids(catalog: Catalog, options: argparse.Namespace) -> list[str]:
    """Return the ids of the places asked for, all of them where none is named."""
    kinds = {read_word(kind, list(PlaceKind), "kind") for kind in options.kind or PlaceKind}
    inside = set(places_of(read_word(options.stretch, STRETCHES, "stretch"), catalog))
    asked = dict.fromkeys(catalog.find_place(text).place_id for text in options.place or catalog.places)
    return [each for each in asked if each in inside and catalog.places[each].kind in kinds]


def read_places(catalog: Catalog, options: argparse.Namespace) -> dict[str, Any]:
    """Return `places` and `dimension` as the domain takes them."""
    dimension = Dimension(read_word(options.dimension, list(RESOLVED), "dimension"))
    return {"places": read_place_ids(catalog, options), "dimension": dimension}


def open_ledger(options: argparse.Namespace) -> tuple[Catalog, Catalog]:
    """Return the ledger of the options, and with the claims of `--with` in it, as `open_with_own` does."""
    if options.own is None:
        ledger = open_catalog(options.bundle, release=options.release)
        return ledger, ledger
    from geodata.imports.claim_tables import open_with_own  # only for who has claims of their own

    ledger, catalog, _ = open_with_own(options.bundle, options.release, options.own)
    return ledger, catalog
