"""A route of the server's own: it answers once it is the turn of who asks, or says why it does not."""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard.page import fault_codes
from dashboard.service import OPEN
from dashboard.service.asked import Refused
from dashboard.service.limits import in_turn
from dashboard.service.refusing import refusal
from dashboard.wording import programs as words
from dashboard.wording.page import IN_THE_LOG
from geodata.errors import LedgerError

_LOG = logging.getLogger(__name__)

Handler = Callable[[Request], Response]


def route(path: str, answer: Handler) -> Route:
    """Return a route that answers in a thread of its own, and says in a sentence what cannot be answered.

    A script of another site may ask it, and may ask first (OPTIONS) which headers it may send.
    """

    async def handle(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=OPEN)
        try:
            return await in_turn(request, answer, request)
        except Refused as error:
            return refusal(request, error.status, error.sentence)
        except LedgerError as error:
            _LOG.exception("the ledger cannot be asked")
            explained = IN_THE_LOG(code=fault_codes.code(error))
            return refusal(request, 503, f"{words.BROKEN()} {explained}")

    return Route(path, handle, methods=["GET", "HEAD", "OPTIONS"])
