"""`/health`: whether this server can answer readers, for who watches it."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit.runtime import Runtime, RuntimeState

from dashboard.page import store
from geodata import __version__
from geodata.catalog import Catalog

PATH = "/health"
_RUNS = frozenset({RuntimeState.NO_SESSIONS_CONNECTED, RuntimeState.ONE_OR_MORE_SESSIONS_CONNECTED})
_HEADERS = {"Cache-Control": "no-store"}


def state(*, runs: bool, ledger: Catalog | None) -> tuple[int, Mapping[str, str | int | None]]:
    """Return the status of the answer and what it says.

    Args:
        runs: Whether the runtime of the page runs.
        ledger: The ledger as it is now; None where nobody has opened it.
    """
    said = {"version": __version__}
    if not runs:
        return 503, {"status": "unavailable", "reason": "the page does not run", **said}
    if ledger is None:
        return 503, {"status": "unavailable", "reason": "the ledger is not open", **said}
    release = ledger.release.number if ledger.release else None
    return 200, {"status": "ok", "ledger": ledger.hash, "release": release, **said}


async def health(request: Request) -> Response:
    """Answer at once: nothing is opened or made for it, and no thread is asked."""
    runs = Runtime.exists() and Runtime.instance().state in _RUNS
    status, said = state(runs=runs, ledger=store.opened())
    return JSONResponse(said, status_code=status, headers=_HEADERS)


ROUTES = [Route(PATH, health)]
