"""The command prove: the evidence of an answer as one file."""

from __future__ import annotations

import argparse

from geodata.cli.arguments import read_evidence, read_place_ids, read_word
from geodata.cli.printing import own_told
from geodata.dates import read_day
from geodata.errors import UnknownName, how_many
from geodata.exports.files import write
from geodata.exports.proof import proof_zip, prove
from geodata.imports.claim_tables import open_with_own
from geodata.resolver.resolve import RESOLVED
from geodata.vocab import Dimension


def run_prove(options: argparse.Namespace) -> int:
    """Write the claims behind the states of some places on a day, with what the rule did with each."""
    on, question = read_day(options.on), read_evidence(options)
    dimensions = [
        Dimension(read_word(each, list(RESOLVED), "dimension"))
        for each in options.dimension or (Dimension.CONTROL,)
    ]
    if not options.out.casefold().endswith(".zip"):
        raise UnknownName(f"The evidence is one zipped file: let {options.out} end in .zip.")
    _, catalog, own = open_with_own(options.bundle, options.release, options.own)
    places = read_place_ids(catalog, options)
    found = prove(catalog, on, places=places, dimensions=dimensions, own_table=own, **question)
    write(options.out, proof_zip(found))
    counts = (("answer", found.answers), ("claim", found.claims), ("document", found.sources))
    told = ", ".join(how_many(len(of), thing) for thing, of in counts)
    print(f"{told} written to {options.out} (data {catalog.hash}{own_told(catalog)}).")
    return 0
