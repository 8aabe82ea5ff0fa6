"""The command line, `python -m geodata`; `COMMANDS` lists its commands.

What one command needs is imported for it alone: asking who holds a place takes no map library.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from geodata.errors import FOLDER, BrokenBundle, LedgerError
from geodata.vocab import Dimension, PlaceKind, Policy

COMMANDS: dict[str, tuple[str, str, str]] = {
    "check": ("cli.commands.run_check", "Check every rule of the data and list all that is broken.", ""),
    "describe": ("cli.commands.run_describe", "List the datasets with rows, licence and caveats.", "--json"),
    "state": (
        "cli.state.run_state",
        "Who held a place on a day, and which claims say so.",
        "--on 2024-11-26 --place kanpaiti --json",
    ),
    "changes": (
        "cli.commands.run_changes",
        "What differs between two days.",
        "--from 2024-09-01 --to 2024-11-26",
    ),
    "log": (
        "cli.commands.run_log",
        "What happened from a day to another, in order, with the claims that say so.",
        "--from 2024-09-01 --to 2024-12-31 --out log.csv",
    ),
    "intervals": (
        "cli.commands.run_intervals",
        "Who held each place from when to when, with the bounds of each day.",
        "--place kanpaiti --dimension gate",
    ),
    "mines": ("cli.commands.run_mines", "Who controlled the mine clusters on a day.", "--on 2024-11-26"),
    "export": (
        "cli.commands.run_export",
        "Write the states of a day, or claims, figures or disputes, to a file.",
        "--format csv --on 2024-11-26 --out states.csv",
    ),
    "prove": (
        "cli.prove.run_prove",
        "Write the evidence of an answer as one file: every claim with what became of it, and how to check.",
        "--place kanpaiti --on 2024-11-26 --out kanpaiti.zip",
    ),
    "import": (
        "cli.reader.run_import",
        "What a file of your own hides, before anything of it is drawn.",
        "events.csv --report --set day_first=true",
    ),
    "cube": (
        "cli.cube.run_cube",
        "Reduce events of an archive to a small table by cell, week, actors and who held the ground.",
        "events/ --out cube",
    ),
    "cite": (
        "cli.cite.run_cite",
        "How to cite a claim, or the answer about a place on a day, with the documents behind it.",
        "--claim k0020 --format bibtex",
    ),
    "mcp": (
        "cli.mcp_server.run_mcp",
        "Serve the ledger to programs that read, on standard input and output (MCP).",
        "",
    ),
    "diff": (
        "cli.diff.run_diff",
        "Which answers of two releases differ, on which days, and why.",
        "1 2 --place lashio",
    ),
    "add": (
        "cli.add.run_add",
        "Add a claim: answer its questions, see what it changes on the map, then write it.",
        "--place kanpaiti --dry-run",
    ),
    "build": (
        "bundle.build.run_build",
        "Build the bundle's files and renew what is derived from them; list rows that wait as a release.",
        '--release "Two gates of 2026."',
    ),
}
"""Each command: its function within the package, what it does, and what to write after its name."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 for a broken bundle, 2 for a question that cannot be asked."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # names are Burmese and Chinese, whatever the locale
    asked = sys.argv[1:] if arguments is None else arguments
    options = _parser(asked).parse_args(asked)
    try:
        room, _, function = COMMANDS[options.command][0].rpartition(".")
        code: int = getattr(import_module(f"geodata.{room}"), function)(options)
        sys.stdout.flush()
    except BrokenBundle as error:
        print(error, file=sys.stderr)
        return 1
    except LedgerError as error:
        print(f"{options.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\n{options.command}: stopped.", file=sys.stderr)
        return 130  # as shells have it for Ctrl-C
    except BrokenPipeError:  # the reader has seen enough, as with `| head`
        _say_nothing_more()
        return 0
    except OSError as error:  # a disk that is full, a folder that is read-only
        where, why = error.filename or "the output", error.strerror or error
        print(f"{options.command}: {where} cannot be read or written: {why}.", file=sys.stderr)
        if error.filename is None:
            _say_nothing_more()
        return 2
    return code


def _say_nothing_more() -> None:
    """Let what waits to be printed go nowhere: Python would try again as it ends, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser(asked: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser of all commands; only those that `asked` names have their options."""
    parser = argparse.ArgumentParser(
        prog="python -m geodata",
        description="Who holds each crossing and each mine on the Myanmar-China border, and who says so.",
        epilog="example: python -m geodata state --on 2024-11-26 --place kanpaiti pangwa",
    )
    known = parser.add_subparsers(dest="command", required=True)
    for name, (_, text, example) in COMMANDS.items():
        made = known.add_parser(
            name, help=text, description=text, epilog=f"example: python -m geodata {name} {example}".rstrip()
        )
        if name in asked:  # the options of the others need all that they import
            _add_options(made, name)
    return parser


def _add_options(made: argparse.ArgumentParser, name: str) -> None:
    """Declare what a command takes."""
    if name == "build":
        from geodata.bundle import build

        build.add_options(made)
        return
    made.add_argument("--bundle", type=Path, default=FOLDER, metavar="DIR", help="another folder of data")
    if name not in ("check", "diff", "add"):
        made.add_argument("--release", metavar="N", help="the ledger as it stood then: number or hash")
    if name not in ("export", "prove", "mcp"):
        made.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    if name in ("state", "mines", "export", "prove"):
        made.add_argument(
            "--on", required=name != "export", metavar="DATE", help="the day asked about, YYYY-MM-DD"
        )
    if name in ("changes", "log"):
        made.add_argument("--from", required=True, dest="start", metavar="A", help="the earlier day")
        made.add_argument("--to", required=True, dest="end", metavar="B", help="the later day")
    if name in ("intervals", "export"):
        _add_window(made)
    if name in ("state", "changes", "log", "intervals", "mines", "export", "prove"):
        _add_evidence(made)
        made.add_argument(
            "--with",
            dest="own",
            metavar="FILE",
            help="weigh claims of your own too, a table as CSV or XLSX",
        )
    if name == "add":
        from geodata.cli import add

        add.add_options(made)
    if name == "cube":
        from geodata.cli import cube

        cube.add_options(made)
        _add_evidence(made)
    if name == "cite":
        from geodata.cli import cite

        cite.add_options(made)
        _add_evidence(made)
    if name == "import":
        from geodata.cli import reader

        reader.add_options(made)
    if name in ("state", "changes", "log", "intervals", "export"):
        _add_places(made, several=name in ("log", "intervals"))
    if name == "prove":
        _add_places(made, several=True, default=Dimension.CONTROL)
        made.add_argument("--out", required=True, metavar="FILE.zip", help="the file to write")
    if name in ("log", "intervals"):
        from geodata.exports.files import ENDINGS

        made.add_argument("--out", metavar="FILE", help=f"write it there: {ENDINGS}")
    if name == "log":
        made.add_argument("--actor", nargs="+", action="extend", metavar="ID", help="only what names these")
        made.add_argument("--newest-first", action="store_true", help="the newest entry first")
    if name == "export":
        from geodata.cli.commands import EXPORTED
        from geodata.exports.files import FORMATS

        made.set_defaults(dimension=None)
        made.add_argument(
            "--rows",
            default=EXPORTED[0],
            help=f"what to write: {', '.join(EXPORTED)} (default: states, on the day --on)",
        )
        made.add_argument("--format", required=True, help=", ".join(FORMATS))
        made.add_argument("--out", required=True, metavar="FILE", help="the file to write")
    if name == "diff":
        which = "the number or hash of a release, or a folder of data"
        made.add_argument("first", metavar="A", help=which)
        made.add_argument("second", metavar="B", help=which)
        made.add_argument("--place", nargs="+", action="extend", metavar="ID", help="only these")
        _add_policy(made)


def _add_window(parser: argparse.ArgumentParser) -> None:
    from geodata.analysis.window import By

    parser.add_argument(
        "--from", dest="start", metavar="A", help="only what lies in a window: its first day, included"
    )
    parser.add_argument("--to", dest="end", metavar="B", help="its last day, included")
    ways = "days (of which a row speaks) or recorded (when it or what it rests on was)"
    parser.add_argument("--by", default=By.DAYS, help=f"by which days: {ways} (default: days)")


def _add_evidence(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--known-on", metavar="DATE", help="use only what was known at the end of this day")
    _add_policy(parser)


def _add_policy(parser: argparse.ArgumentParser) -> None:
    policies = f"what counts as evidence: {', '.join(Policy)} (default: reported)"
    parser.add_argument("--policy", default=Policy.REPORTED, help=policies)


def _add_places(parser: argparse.ArgumentParser, several: bool = False, default: str = "all") -> None:
    from geodata.analysis.stretches import STRETCHES, WHOLE
    from geodata.resolver.resolve import RESOLVED

    kinds, dimensions = ", ".join(PlaceKind), ", ".join(RESOLVED)
    parser.add_argument("--place", nargs="+", action="extend", metavar="ID", help="only these; any spelling")
    parser.add_argument("--kind", nargs="+", action="extend", metavar="KIND", help=f"only these: {kinds}")
    stretches = f"only this part of the border: {', '.join(STRETCHES)} (default: {WHOLE})"
    parser.add_argument("--stretch", default=WHOLE, help=stretches)
    if several:
        parser.add_argument(
            "--dimension", nargs="+", action="extend", help=f"only these (default: {default})"
        )
    else:
        parser.add_argument("--dimension", default=Dimension.CONTROL, help=f"{dimensions} (default: control)")


if __name__ == "__main__":
    sys.exit(main())
