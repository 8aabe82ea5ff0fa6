"""`python -m dashboard [run | brief]`: serve the page on the bundled ledger, or write a briefing."""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from dashboard import settings
from dashboard.paper import command
from geodata.catalog import Catalog, open_catalog
from geodata.errors import FOLDER, BrokenBundle, LedgerError

_HERE = Path(__file__).resolve().parent
_STREAMLITS = Path(".streamlit") / "config.toml"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m dashboard",
        description="Border Ledger: who holds each crossing and each mine on the Myanmar-China border.",
        epilog="examples: python -m dashboard run --port 8600; python -m dashboard brief --out border.png",
    )
    commands = parser.add_subparsers(dest="command", metavar="{run,brief}")
    _add_options(parser)
    # What the command does not repeat keeps the value given before it.
    _add_options(
        commands.add_parser("run", help="serve the page (the default)", argument_default=argparse.SUPPRESS)
    )
    text = "write a briefing: a picture, slides or a page with its own context"
    command.add_options(commands.add_parser("brief", help=text, description=text.capitalize()))
    given = parser.parse_args(arguments)
    if given.command == "brief":
        return command.run(given)
    return run(given)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help="a file with the settings of the server, which README lists",
    )
    parser.add_argument("--port", help="port to listen on (default: 8501)")
    parser.add_argument(
        "--address",
        dest="listen",
        metavar="ADDRESS",
        help="address to listen on; 0.0.0.0 lets other machines in (default: localhost)",
    )
    parser.add_argument("--bundle", metavar="DIR", help="show the data in another folder")
    parser.add_argument(
        "--events",
        metavar="PATH",
        help="show these events in place of the bundled ones: a cube (see python -m geodata cube), or a file "
        "or folder of events, which are counted first, each time",
    )
    parser.add_argument(
        "--embed-on",
        action="append",
        metavar="ORIGIN",
        help="a site that may show the page /embed in a frame, such as https://news.example; "
        f"may be given several times (default: those in {settings.EMBED_ON}, else none)",
    )


def run(given: argparse.Namespace) -> int:
    """Serve the page until stopped.

    Return 1 if the data are broken or the server did not start, 2 for what cannot be done: settings that
    cannot be used, or a folder without data. What is given goes before the environment, and that before
    the file.

    Streamlit's settings of the project are passed along where it would not find them, because the command was
    given in another folder.
    """
    set_here: dict[str, str] = {}
    if given.settings:
        set_here[settings.FILE] = str(given.settings.resolve())
    for option in ("port", "listen", "bundle", "events"):
        if value := getattr(given, option):
            set_here[f"{settings.PREFIX}{option.upper()}"] = value
    try:
        if given.embed_on is not None:
            if not all(map(settings.sites, given.embed_on)):
                raise LedgerError(
                    "--embed-on names no site: give its origin, such as https://news.example, or leave the "
                    "option out, so that no site may embed the map."
                )
            set_here[settings.EMBED_ON] = " ".join(given.embed_on)
        found = settings.of({**os.environ, **set_here})
        folder = Path(found.bundle).resolve() if found.bundle else FOLDER
        catalog, counted = open_catalog(folder), ""
        if found.bundle:
            set_here[settings.BUNDLE] = str(folder)
        if found.events:
            from dashboard.answer import events  # pyarrow: only for who has events

            cube, counted = _cube(Path(found.events).resolve(), catalog, quiet=found.log is settings.Log.JSON)
            set_here[settings.EVENTS] = str(cube)
            events.served(set_here[settings.EVENTS])
        _listens(found)
    except BrokenBundle as error:
        print(error, file=sys.stderr)
        return 1
    except LedgerError as error:
        print(f"run: {error}", file=sys.stderr)
        return 2
    os.environ |= set_here
    sys.argv[1:] = []  # Streamlit would hand them to the page
    from dashboard.service import logs, sign_in

    try:
        sign_in.secrets()
    except LedgerError as error:
        print(f"run: {error}", file=sys.stderr)
        return 2
    logs.begin(found.log)
    from dashboard.service.server import app
    from dashboard.service.serving import serve

    for notice in catalog.notices:  # what is wrong is told here, not to each reader
        logs.say(f"note: {notice}", found.log, odd=True)
    if counted:
        logs.say(counted, found.log)
    host = f"[{found.listen}]" if ":" in found.listen else found.listen
    logs.say(f"Border Ledger is at {found.address or f'http://{host}:{found.port}'}", found.log)
    more = {} if _STREAMLITS.is_file() else dict(_flat(streamlit_settings()))
    return 0 if serve(app, found, {**more, **_beneath(found)}) else 1


def _cube(path: Path, catalog: Catalog, *, quiet: bool) -> tuple[Path, str]:
    """Return the folder of a cube of events, and what was counted where it is made of them now.

    Args:
        path: A cube, or a file or folder of events.
        catalog: Whose claims say who held the ground.
        quiet: Whether nothing is told while they are counted.

    Raises:
        LedgerError: If there are no events.
    """
    from geodata.cli import cube
    from geodata.events import folder, local
    from geodata.events.ground import Ground

    if folder.begun(path):
        return path, ""
    kept = tempfile.mkdtemp(prefix="border-ledger-")
    atexit.register(shutil.rmtree, kept, ignore_errors=True)
    # uvicorn hands a signal on once it is done, and that would end the process before it cleans up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    out = Path(kept, path.name.split(".")[0])  # its name is that of the events where they have no other
    progress = None if quiet else partial(cube.progress, monotonic())
    if not quiet:
        keep = f"To count them once: python -m geodata cube {path} --out DIR"
        print(f"Counting the events of {path}. {keep}", file=sys.stderr)
    made = folder.build([path], out, Ground.of(catalog), local.run, progress=progress)
    if progress and sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    return out, cube.told(made)


def _beneath(found: settings.Settings) -> Mapping[str, Any]:
    """Return what Streamlit has to know of the path of the public address: where fonts are."""
    if not found.address:
        return {}
    faces = streamlit_settings().get("theme", {}).get("fontFaces", [])
    return {
        "theme.fontFaces": [face | {"url": f"{found.root}{face['url']}"} for face in faces],
    }


def _listens(found: settings.Settings) -> None:
    """Raise LedgerError if nothing can listen where the settings say."""
    kind = socket.AF_INET6 if ":" in found.listen else socket.AF_INET
    with socket.socket(kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((found.listen, found.port))
        except OSError as error:
            raise LedgerError(
                f"It cannot listen at {found.listen}:{found.port}: {error.strerror or error}. Give another "
                "port, or an address of this machine in listen."
            ) from error


def streamlit_settings() -> dict[str, Any]:
    """Return the project's Streamlit settings, from the package or from the source tree."""
    for folder in (_HERE / "page", _HERE.parent):
        if (folder / _STREAMLITS).is_file():
            import tomllib  # a briefing reads no settings

            with (folder / _STREAMLITS).open("rb") as file:
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


if __name__ == "__main__":
    raise SystemExit(main())
