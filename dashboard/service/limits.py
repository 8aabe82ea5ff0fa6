"""How much one reader may ask, so that others are served: messages, open pages, answers that take long.

What counts for one reader counts for a network address. Behind a proxy that is trusted it is the address that
the proxy names. A newsroom whose readers share one address shares its limits too, so these are far above
what one person can do.
"""

from __future__ import annotations

from asyncio import Semaphore, TimerHandle, get_running_loop
from collections import Counter, OrderedDict
from collections.abc import Callable
from functools import cache, partial
from math import inf
from time import monotonic
from typing import Any, TypeVar

from anyio import CapacityLimiter, sleep, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import settings
from dashboard.service.peers import asks_from
from dashboard.service.refusing import AGAIN, refuse
from dashboard.settings import Settings
from dashboard.wording import limits as words

T = TypeVar("T")

LARGEST_MESSAGE = 2 * 2**20
"""Bytes of one message of a page; what the page's controls hold has a few thousand."""
LONGEST_RUN = 5.0
"""Seconds after which a page that is still being made keeps others of its network address waiting no more."""
ANSWERS, ANSWERS_OF_ONE = 6, 2
"""How many answers that take long are made at a time, and how many of them for one network address."""
WAITING_OF_ONE = 100
"""How many of them one network address may wait for."""
BURST = 3
"""For how many seconds one network address may ask as fast as it can, after a rest."""
LONGEST_WAIT = 30.0
"""Seconds that a request waits at most where its network address asks for too much; more are refused."""
REFUSING = 1.0
"""Seconds after which too much is refused: whoever is refused at once asks again at once."""
ADDRESSES = 10_000
"""Network addresses that are kept in mind; the one that was seen least recently is forgotten."""
_BEFORE = "/_stcore/host-config"
"""What Streamlit's page asks before each try to connect: it shows the reader a refusal, where that is JSON.

No script is given the answer to a websocket that is refused: without this the page would stand empty, and
try again for ever (1.67.0).
"""
_SHORT = 200
"""Bytes that Streamlit's message that a run is over never has."""


# -- Messages --------------------------------------------------------------------------------------


class Bucket:
    """So many things a second, and some more at once where few came before."""

    def __init__(self, a_second: float, at_once: float, now: float) -> None:
        """Begin full at a time in seconds."""
        self._rate, self._most = a_second, at_once
        self._left, self._last = at_once, now

    def take(self, now: float, longest: float = inf) -> float | None:
        """Take one and return the seconds to wait before it may be used.

        Args:
            now: The time in seconds.
            longest: Where the wait would be longer than so many seconds, none is taken: None.
        """
        self._left = min(self._most, self._left + (now - self._last) * self._rate)
        self._last = now
        wait = max(0.0, (1 - self._left) / self._rate)
        if wait > longest:
            return None
        self._left -= 1
        return wait


class RateGuard:
    """Slows down who asks or sends more than readers could, and bounds how many pages are open.

    While a message waits, nothing more is read from its connection: the network holds back the sender. All
    pages share one interpreter, so of those of one network address only a few are made at a time: whoever
    opens many cannot take all of it.
    """

    def __init__(self, app: ASGIApp, found: Settings | None = None) -> None:
        self.app = app
        self._settings = found or settings.current()
        self._open = Counter[str]()
        self._made: dict[str, Semaphore] = {}
        self._asked = OrderedDict[str, Bucket]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one websocket."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        limits, address = self._settings, asks_from(scope, self._settings.trusted_proxies)
        now = monotonic()
        opens, before = scope["type"] == "websocket", _path(scope) == _BEFORE
        wait = self._of(address, now).take(now, LONGEST_WAIT)
        if wait is None:
            await sleep(REFUSING)
            told = words.TOO_MANY_REQUESTS(most=limits.requests_a_second)
            await refuse(scope, receive, send, 429, told, as_json=before)
            return
        if wait:
            await sleep(wait)
        if (opens or before) and (full := self._full(address)):
            await refuse(scope, receive, send, 503, full, as_json=before)
            return
        if not opens:
            await self.app(scope, receive, send)
            return
        bucket = Bucket(limits.messages_a_second, limits.messages_at_once, monotonic())
        run = _Run(self._made.setdefault(address, Semaphore(limits.pages_of_one)))

        async def receive_in_turn() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                if wait := bucket.take(monotonic()):
                    from dashboard.page import measures  # Streamlit, which the programs' routes do without

                    measures.waited(wait)
                    await sleep(wait)
                if asks_a_run(message.get("bytes") or b""):
                    await run.begin()
            return message

        async def send_noting(message: Message) -> None:
            if ends_a_run(message.get("bytes") or b""):
                run.end()
            await send(message)

        self._open[address] += 1
        try:
            await self.app(scope, receive_in_turn, send_noting)
        finally:
            run.end()
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address], self._made[address]

    def _full(self, address: str) -> str:
        """Return why a network address may open no other page; empty where it may."""
        limits = self._settings
        if self._open.total() >= limits.connections:
            return words.ALL_OPEN(most=limits.connections)
        if self._open[address] >= limits.connections_of_one:
            return words.YOURS_OPEN(most=limits.connections_of_one)
        return ""

    def _of(self, address: str, now: float) -> Bucket:
        """Return what all requests of a network address share."""
        if found := self._asked.get(address):
            self._asked.move_to_end(address)
            return found
        if len(self._asked) >= ADDRESSES:
            self._asked.popitem(last=False)
        rate = self._settings.requests_a_second
        self._asked[address] = Bucket(rate, rate * BURST, now)
        return self._asked[address]


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


class _Run:
    """The run of one page: it counts from the message that asks for it until it is over, or takes long."""

    def __init__(self, room: Semaphore) -> None:
        self._room = room
        self._clock: TimerHandle | None = None

    async def begin(self) -> None:
        """Wait until there is room; a page that is being made already has it."""
        if self._clock is None:
            await self._room.acquire()
            self._clock = get_running_loop().call_later(LONGEST_RUN, self.end)

    def end(self) -> None:
        """Make room for another."""
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
            self._room.release()


def asks_a_run(content: bytes) -> bool:
    """Tell whether a message of a page has its script run; what is no message of one does not."""
    from streamlit.proto.BackMsg_pb2 import BackMsg

    try:
        kind: str | None = BackMsg.FromString(content).WhichOneof("type")
    except Exception:  # noqa: BLE001 - protobuf's own error, and protobuf is Streamlit's to choose
        return False
    return kind == "rerun_script"


def ends_a_run(content: bytes) -> bool:
    """Tell whether a message to a page says that its script has run, and does not begin anew at once."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    if not 0 < len(content) < _SHORT:
        return False
    try:
        message = ForwardMsg.FromString(content)
    except Exception:  # noqa: BLE001 - protobuf's own error, and protobuf is Streamlit's to choose
        return False
    kind: str | None = message.WhichOneof("type")
    return kind == "script_finished" and message.script_finished != int(ForwardMsg.FINISHED_EARLY_FOR_RERUN)


# -- Answers that take long ------------------------------------------------------------------------


class Turns:
    """Lets few answers be made at a time, and fewer for one reader: the others wait, and pages are served."""

    def __init__(self, at_once: int, of_one: int, waiting: int) -> None:
        """Let `at_once` be made, `of_one` of them for one address, of which `waiting` more may wait."""
        self._all = CapacityLimiter(at_once)
        self._of_one, self._most = of_one, waiting
        self._asked = Counter[str]()
        self._lines: dict[str, CapacityLimiter] = {}

    async def run(self, address: str, make: Callable[[], T]) -> T:
        """Return what is made, in a thread, once it is its turn.

        Args:
            address: The network address of who asks.
            make: Makes it.

        Raises:
            HTTPException: 429 if the address waits for too many already.
        """
        if self._asked[address] >= self._of_one + self._most:
            await sleep(REFUSING)
            raise HTTPException(429, words.TOO_MANY_ASKED(most=self._most), {"Retry-After": AGAIN})
        self._asked[address] += 1
        line = self._lines.setdefault(address, CapacityLimiter(self._of_one))
        try:
            async with line:
                return await to_thread.run_sync(make, limiter=self._all)
        finally:
            self._asked[address] -= 1
            if not self._asked[address]:
                del self._asked[address], self._lines[address]


@cache
def _turns() -> Turns:
    return Turns(ANSWERS, ANSWERS_OF_ONE, WAITING_OF_ONE)


async def in_turn(request: Request, make: Callable[..., T], *given: Any) -> T:
    """Return what `make` returns, made in a thread once it is the turn of who asks; raises as `Turns.run`."""
    address = asks_from(request.scope, settings.current().trusted_proxies)
    return await _turns().run(address, partial(make, *given))
