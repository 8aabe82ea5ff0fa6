"""`python -m geodata cite`: how to cite a claim, an answer or the ledger, with its documents."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from geodata.analysis.citing import cite
from geodata.catalog import Catalog, open_catalog
from geodata.cli.arguments import read_evidence, read_word
from geodata.cli.printing import print_json
from geodata.dates import read_day, show_day, today
from geodata.errors import UnknownName
from geodata.exports.citations import FORMS, as_csl, write_references
from geodata.exports.references import ADDRESS, Reference, is_own, of_answer, of_claim, of_ledger, server_of
from geodata.resolver.resolve import RESOLVED, state
from geodata.vocab import Dimension


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `cite` asks for, without the evidence of an answer."""
    parser.add_argument("--claim", nargs="+", action="extend", metavar="ID", help="these claims")
    parser.add_argument("--place", metavar="ID", help="the answer about a place, with --on; any spelling")
    parser.add_argument("--on", metavar="DATE", help="the day of the answer, YYYY-MM-DD")
    parser.add_argument(
        "--dimension",
        default=Dimension.CONTROL,
        help=f"of the answer: {', '.join(RESOLVED)} (default: control)",
    )
    parser.add_argument("--format", default="text", help=f"{', '.join(FORMS)} (default: text)")
    parser.add_argument(
        "--base",
        metavar="URL",
        help=f"where others open the ledger (default: the variable {ADDRESS} of the environment; a server's "
        "file of settings is not read)",
    )
    parser.add_argument("--accessed", metavar="DATE", help="the day of access (default: today)")


def run_cite(options: argparse.Namespace) -> int:
    """Print how to cite what is asked; the whole ledger where nothing is."""
    form = read_word(options.format, list(FORMS), "format")
    catalog = open_catalog(options.bundle, release=options.release)
    references = _references(catalog, options)
    if options.json:
        text = write_references(references, "text")
        print_json({"data": catalog.hash, "references": as_csl(references), "text": text})
        return 0
    # As it is: RIS has line ends of its own.
    sys.stdout.write(write_references(references, form))
    return 0


def _references(catalog: Catalog, options: argparse.Namespace) -> Sequence[Reference]:
    base = _server(options.base)
    accessed = read_day(options.accessed) if options.accessed else today()
    if options.claim and (options.place or options.on):
        raise UnknownName("Cite either claims, with --claim, or an answer, with --place and --on.")
    if options.claim:
        several: dict[str, Reference] = {}
        for claim_id in (_claim(catalog, text, options) for text in options.claim):
            several |= {each.key: each for each in of_claim(catalog, claim_id, base, accessed)}
        return tuple(several.values())
    if not options.place and not options.on:
        return of_ledger(catalog, base, accessed)
    if not options.place or not options.on:
        raise UnknownName("An answer is about a place on a day: give both --place and --on.")
    dimension = Dimension(read_word(options.dimension, list(RESOLVED), "dimension"))
    place = catalog.find_place(options.place).place_id
    found = state(catalog, place, read_day(options.on), dimension=dimension, **read_evidence(options))
    return of_answer(catalog, found, base, accessed)


def _claim(catalog: Catalog, text: str, options: argparse.Namespace) -> str:
    """Return the id of a claim, in capitals or not.

    Raises:
        UnknownName: If the ledger asked has no such claim, with that which may be meant, or when it came.
    """
    claim_id = text.strip().casefold()
    if claim_id in catalog.claims:
        return claim_id
    newest = open_catalog(options.bundle) if catalog.release else catalog
    if catalog.release and (came := newest.came_with(claim_id)):
        raise UnknownName(
            f"Claim {claim_id} is not in release {catalog.release.number}: it came with release "
            f"{came.number} of {show_day(came.day)}."
        )
    cite(catalog, text)  # names the nearest id where there is no such claim
    raise UnknownName(f"{text} is a source: cite one of its claims, by an id such as k0020.")


def _server(given: str | None) -> str:
    """Return the address of the server to cite: none that only this machine can open.

    Raises:
        UnknownName: If the address that is given is none, or opens on this machine only.
    """
    base = server_of(given or os.environ.get(ADDRESS, ""))
    if not is_own(base):
        return base
    if given:
        raise UnknownName(f"{given} opens on this machine only: give the address by which others open it.")
    print(
        f"{ADDRESS} is {base}, which opens on this machine only: the citation has no address of the ledger.",
        file=sys.stderr,
    )
    return ""
