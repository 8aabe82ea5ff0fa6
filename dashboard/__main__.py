"""`python -m dashboard [run | brief]`: serve the page on the bundled ledger, or write a briefing."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dashboard import BUNDLE, EMBED_ON
from dashboard.paper import command
from dashboard.question.public import sites
from geodata.catalog import open_catalog
from geodata.errors import FOLDER, BrokenBundle, LedgerError

_HERE = Path(__file__).resolve().parent
_SETTINGS = Path(".streamlit") / "config.toml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m dashboard",
        description="Border Ledger: who holds each crossing and each mine on the Myanmar-China border.",
        epilog="examples: python -m dashboard run --port 8600; python -m dashboard brief --out border.png",
    )
    commands = parser.add_subparsers(dest="command", metavar="{run,brief}")
    _add_options(parser)
    parser.set_defaults(port=8501, address="localhost", bundle=None, embed_on=None)
    # What the command does not repeat keeps the value given before it.
    _add_options(
        commands.add_parser("run", help="serve the page (the default)", argument_default=argparse.SUPPRESS)
    )
    text = "write a briefing: a picture, slides or a page with its own context"
    command.add_options(commands.add_parser("brief", help=text, description=text.capitalize()))
    given = parser.parse_args(arguments)
    if given.command == "brief":
        return command.run(given)
    return run(given.port, given.address, given.bundle, given.embed_on)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, help="port to listen on (default: 8501)")
    parser.add_argument(
        "--address", help="address to listen on; 0.0.0.0 lets other machines in (default: localhost)"
    )
    parser.add_argument("--bundle", type=Path, metavar="DIR", help="show the data in another folder")
    parser.add_argument(
        "--embed-on",
        action="append",
        metavar="ORIGIN",
        help="a site that may show the page /embed in a frame, such as https://news.example; "
        f"may be given several times (default: those in {EMBED_ON}, else none)",
    )


def run(port: int, address: str, bundle: Path | None = None, embed_on: Sequence[str] | None = None) -> int:
    """Serve the page until stopped; return 1 if the data are broken, 2 for what cannot be done.

    That is a `bundle` without data, or a site in `embed_on` that is none.

    The settings of the project are passed along where Streamlit would not find them, because
    the command was given in another folder.
    """
    folder = bundle.resolve() if bundle else Path(os.environ.get(BUNDLE) or FOLDER)
    try:
        for notice in open_catalog(folder).notices:  # what is wrong is told here, not to each reader
            print(f"note: {notice}", file=sys.stderr)
    except BrokenBundle as error:
        print(error, file=sys.stderr)
        return 1
    except LedgerError as error:
        print(f"run: {error}", file=sys.stderr)
        return 2
    if bundle:
        os.environ[BUNDLE] = str(folder)
    try:
        if embed_on is not None:
            if not all(map(sites, embed_on)):
                raise LedgerError(
                    "--embed-on names no site: give its origin, such as https://news.example, or leave the "
                    "option out, so that no site may embed the map."
                )
            os.environ[EMBED_ON] = " ".join(embed_on)
        sites(os.environ.get(EMBED_ON, ""))
    except LedgerError as error:
        print(f"run: {error}", file=sys.stderr)
        return 2
    sys.argv[1:] = []  # Streamlit would hand them to the page
    from dashboard.service.server import app

    overrides: dict[str, Any] = {} if _SETTINGS.is_file() else dict(_flat(settings()))
    overrides |= {"server.port": port, "server.address": address, "server.headless": True}
    print(f"Border Ledger is at http://{address}:{port}", flush=True)
    app.run(config=overrides)
    return 0


def settings() -> dict[str, Any]:
    """Return the project's Streamlit settings, from the package or from the source tree."""
    for folder in (_HERE / "page", _HERE.parent):
        if (folder / _SETTINGS).is_file():
            import tomllib  # a briefing reads no settings

            with (folder / _SETTINGS).open("rb") as file:
                return tomllib.load(file)
    return {}


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return dotted option names with their values."""
    options: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            options |= _flat(value, f"{prefix}{name}.")
        else:
            options[f"{prefix}{name}"] = value
    return options


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 1 to 65535")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(main())
