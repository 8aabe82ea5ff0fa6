"""The command `add`: make a claim, show what it changes on the map, and write it after a yes."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodata.adding.dialogue import Dialogue, corrected, from_options, new_draft
from geodata.adding.drafts import Draft, Judgement, append, judge, read_tables, twin, with_draft
from geodata.adding.questions import QUESTIONS, Ledger
from geodata.analysis.differences import Disagreement, differences
from geodata.analysis.evidence import reading
from geodata.bundle import manifest
from geodata.bundle.reading import MANIFEST, read_bundle
from geodata.catalog import Catalog, from_bundle
from geodata.cli.diff import HEAD, mines_following, record, row
from geodata.cli.printing import print_json
from geodata.cli.tables import table
from geodata.datasets.claims import CLAIMS
from geodata.datasets.sources import SOURCES
from geodata.dates import show_day, today
from geodata.errors import BrokenBundle, LedgerError, build_command
from geodata.resolver.answers import newest_evidence
from geodata.resolver.resolve import RESOLVED, track
from geodata.vocab import Dimension, Policy, Reason

_HEAD = HEAD[:5]  # the reason is the new claim
_TABLES = (CLAIMS.name, SOURCES.name)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft that keeps every rule, and what it would change."""

    draft: Draft
    judgement: Judgement
    before: Catalog
    after: Catalog
    changes: Mapping[Policy, tuple[Disagreement, ...]]

    def readings(self) -> dict[str, str]:
        """Return how each policy reads the claim."""
        claim_id = self.draft.claim["claim_id"]
        return {str(policy): reading(self.after, claim_id, policy) for policy in Policy}


def add_options(parser: argparse.ArgumentParser) -> None:
    """Declare an option for each question, and how the command is run."""
    parser.add_argument("--supersedes", metavar="ID", help="correct this claim: what it says is the default")
    parser.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")
    parser.add_argument("--yes", action="store_true", help="ask nothing and write")
    groups = {
        CLAIMS.name: parser.add_argument_group("the claim"),
        SOURCES.name: parser.add_argument_group("its document, where the ledger does not have it yet"),
    }
    for question in QUESTIONS:
        dest, about = f"{question.table}.{question.field}", question.help().replace("%", "%%")
        groups[question.table].add_argument(question.option, dest=dest, metavar="TEXT", help=about)


def run_add(options: argparse.Namespace) -> int:
    """Make a claim from options and answers, show what it changes, and write it if told so.

    Returns:
        0 where it was written, or shown as asked; 2 where the user stopped it.

    Raises:
        BrokenBundle: If the ledger itself breaks a rule.
        LedgerError: If an option is wrong or missing, or the row cannot be written.
    """
    day = today()
    seen = read_tables(options.bundle, _TABLES)
    bundle = read_bundle(options.bundle, day)
    if bundle.issues:
        raise BrokenBundle(bundle.issues, bundle.folder)
    asks = sys.stdin.isatty() and not (options.yes or options.json)
    try:
        proposal = _propose(Ledger(bundle, from_bundle(bundle), day), options, asks)
        if not options.json:
            _show(proposal)
        write = options.yes or (asks and not options.dry_run and _agreed())
    except (KeyboardInterrupt, EOFError):
        print("\nNothing was written.")
        return 2
    write = write and not options.dry_run
    data = _write(options.bundle, proposal.draft, seen) if write else ""
    if options.json:
        print_json({"written": write} | _record(proposal))
        return 0
    if write:
        print(f"\nWritten to {options.bundle}; datapackage.json is renewed (data {data}).")
        return 0
    print("\nNothing was written.")
    if not (asks or options.dry_run):
        raise LedgerError("there is no terminal to ask at: give --yes to write it, or --dry-run.")
    return 0


def _agreed() -> bool:
    while (said := input("\nWrite it? [y/N] ").strip().casefold()) not in ("y", "yes", "n", "no", ""):
        print("  y writes it, n does not.")
    return said in ("y", "yes")


def _write(folder: Path, draft: Draft, seen: Mapping[str, bytes]) -> str:
    """Write the rows, renew what describes the files, and return the hash of the data."""
    append(folder, draft.rows(), seen)
    bundle = read_bundle(folder)
    try:
        manifest.write(bundle, folder)
    except OSError as error:
        raise LedgerError(
            f"the row is written, but {MANIFEST} is not renewed ({error.strerror or error}): "
            f"run {build_command(folder)}."
        ) from error
    return bundle.hash


def _draft(ledger: Ledger, options: argparse.Namespace, asks: bool) -> Draft:
    answers = vars(options)
    given = {
        (question.table, question.field): text
        for question in QUESTIONS
        if (text := answers[f"{question.table}.{question.field}"]) is not None
    }
    draft, said = corrected(ledger, options.supersedes) if options.supersedes else (new_draft(ledger), {})
    if not asks:
        return from_options(ledger, draft, given, said)
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401 - arrow keys and editing in the answers
    return Dialogue(ledger, input, print, given, said).fill(draft)


def _propose(ledger: Ledger, options: argparse.Namespace, asks: bool) -> Proposal:
    draft = _draft(ledger, options, asks)
    if same := twin(ledger.bundle, draft.claim):
        raise LedgerError(f"nothing was written: {same} has the same in every cell. What is to be corrected?")
    after = from_bundle(with_draft(ledger.bundle, draft))
    changes = {policy: differences(ledger.catalog, after, policy=policy) for policy in Policy}
    return Proposal(draft, judge(ledger.bundle, draft, ledger.today), ledger.catalog, after, changes)


def _show(proposal: Proposal) -> None:
    """Print the rows, how each policy reads the claim, and what becomes another answer."""
    for name, cells in proposal.draft.rows().items():
        print(f"\nNew row of {name}.csv")
        print(table(("column", "cell"), [(column, cell) for column, cell in cells.items() if cell]))
    for note in proposal.judgement.notes:
        print(f"note: {note}")
    print("\nHow the claim is read")
    reasons = {str(reason): (f"set aside: {reason}", reason.meaning) for reason in Reason}
    read = [(policy, *reasons.get(how, (how, ""))) for policy, how in proposal.readings().items()]
    print(table(("policy", "reading", "which means"), read))
    for policies, rows in _by_policy(proposal).items():
        print(f"\nWhat changes on the map under {policies}")
        print(table(_HEAD, rows) if rows else "No answer becomes another one.")
    for line in _further(proposal):
        print(f"\n{line}")


def _by_policy(proposal: Proposal) -> dict[str, list[tuple[str, ...]]]:
    """Return the changes by the policies that have the same ones, the default before the others."""
    groups: dict[tuple[tuple[str, ...], ...], list[str]] = {}
    mines = mines_following(proposal.after)
    for policy in sorted(Policy, key=lambda each: each is not Policy.REPORTED):
        found = proposal.changes[policy]
        rows = tuple(row(each, proposal.before, proposal.after, mines)[: len(_HEAD)] for each in found)
        name = f"{policy} (the default)" if policy is Policy.REPORTED else str(policy)
        groups.setdefault(rows, []).append(name)
    return {", ".join(names): list(rows) for rows, names in groups.items()}


def _further(proposal: Proposal) -> Iterator[str]:
    """Yield what else the row brings: newer evidence for the place, a newer ledger."""
    before, after, claim = proposal.before, proposal.after, proposal.draft.claim
    if claim["dimension"] in RESOLVED:
        lane = claim["place_id"], Dimension(claim["dimension"])
        old, new = (
            newest_evidence(track(c, *lane).at(c.newest_record), c.newest_record) for c in (before, after)
        )
        if new and old != new:
            place, was = after.places[lane[0]].name, f"; now it is of {show_day(old)}" if old else ""
            yield f"The newest evidence for {place} ({lane[1]}) is then of {show_day(new)}{was}."
    if before.newest_record != after.newest_record:
        days = show_day(after.newest_record), show_day(before.newest_record)
        yield "The newest record of the whole ledger is then of {}; now it is of {}.".format(*days)


def _record(proposal: Proposal) -> dict[str, Any]:
    """Return the proposal as plain values, for JSON."""
    mines = mines_following(proposal.after)
    return {
        "claim": dict(proposal.draft.claim),
        "source": dict(proposal.draft.source) if proposal.draft.source is not None else None,
        "notes": [note.as_dict() for note in proposal.judgement.notes],
        "readings": proposal.readings(),
        "changes": [
            {"policy": str(policy)} | record(each, proposal.before, proposal.after, mines)
            for policy, found in proposal.changes.items()
            for each in found
        ],
    }
