"""How much one reader may ask: counted with a clock that the test turns, and without a network."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from starlette.exceptions import HTTPException
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.service import limits
from dashboard.service.limits import Bucket, RateGuard, Turns, asks_a_run, ends_a_run
from dashboard.service.peers import asks_from, forwarded
from dashboard.settings import Settings

FEW = Settings(messages_a_second=5, messages_at_once=20, connections=3, connections_of_one=2, pages_of_one=2)

Events = Callable[[], Awaitable[dict[str, Any]]]


def opened(address: str = "192.0.2.1", via: str = "") -> dict[str, Any]:
    named = [(b"x-forwarded-for", via.encode())] if via else []
    return {"type": "websocket", "path": "/", "client": (address, 1), "headers": named, "extensions": {}}


def rerun() -> bytes:
    asked = BackMsg()
    asked.rerun_script.query_string = "on=2024-11-26"
    return asked.SerializeToString()


def finished(status: int = ForwardMsg.FINISHED_SUCCESSFULLY) -> bytes:
    said = ForwardMsg(hash="0" * 32)
    said.script_finished = status
    return said.SerializeToString()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Turn the clock by what is waited; return its time, then each wait."""
    time = [0.0]

    async def slept(seconds: float) -> None:
        time.append(seconds)
        time[0] += seconds

    monkeypatch.setattr(limits, "sleep", slept)
    monkeypatch.setattr(limits, "monotonic", lambda: time[0])
    return time


def sent(count: int, before: Callable[[], None] = lambda: None) -> Events:
    async def receive() -> dict[str, Any]:
        before()
        return {"type": "websocket.receive", "bytes": b""}

    return receive


def reads(count: int) -> Callable[..., Awaitable[None]]:
    async def page(scope: Any, receive: Any, send: Any) -> None:
        for _ in range(count):
            await receive()

    return page


def test_a_flood_of_messages_is_taken_in_turn(clock: list[float]) -> None:
    anyio.run(RateGuard(reads(100), FEW), opened(), sent(100), None)
    assert len(clock) - 1 == 80, "the first twenty go through at once"
    assert 15 < clock[0] < 17, "then five a second"


def test_a_readers_own_pace_is_never_slowed(clock: list[float]) -> None:
    def later() -> None:
        clock[0] += 0.25

    anyio.run(RateGuard(reads(200), FEW), opened(), sent(200, later), None)
    assert clock == [50.0], "all two hundred came in, none waited"


def test_more_requests_than_readers_make_wait_and_all_are_answered(clock: list[float]) -> None:
    answered: list[str] = []

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        answered.append(scope["client"][0])

    guard = RateGuard(answer, Settings(requests_a_second=10))

    async def ask() -> None:
        for _ in range(100):
            await guard(opened() | {"type": "http"}, None, None)  # type: ignore[arg-type]
        waited = len(clock) - 1
        await guard(opened("192.0.2.2") | {"type": "http"}, None, None)  # type: ignore[arg-type]
        assert len(clock) - 1 == waited, "another address does not wait"

    anyio.run(ask)
    assert len(answered) == 101
    assert len(clock) - 1 == 70, "thirty at once, the rest in turn"
    assert 6.9 < clock[0] < 7.1


def test_a_request_that_would_wait_too_long_is_refused_and_counts_for_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    time, waits = [0.0], []
    told: list[dict[str, Any]] = []

    async def slept(seconds: float) -> None:  # all at once: nobody's wait moves the clock for another
        waits.append(seconds)

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "answered"})

    async def send(message: Any) -> None:
        told.append(message)

    monkeypatch.setattr(limits, "sleep", slept)
    monkeypatch.setattr(limits, "monotonic", lambda: time[0])
    guard = RateGuard(answer, Settings(requests_a_second=10))

    def ask(count: int, address: str = "192.0.2.1", **more: Any) -> list[Any]:
        told.clear()
        waits.clear()

        async def all_of_them() -> None:
            for _ in range(count):
                await guard(opened(address) | {"type": "http"} | more, None, send)  # type: ignore[arg-type]

        anyio.run(all_of_them)
        return [message.get("status") for message in told if message["type"] != "http.response.body"]

    most = 10 * limits.BURST + round(10 * limits.LONGEST_WAIT)
    assert ask(most) == [None] * most and max(waits) == pytest.approx(limits.LONGEST_WAIT)
    assert ask(50) == [429] * 50 and waits == [limits.REFUSING] * 50, (
        "not at once: they would ask at once again"
    )
    headers = dict(told[0]["headers"])
    assert int(headers[b"retry-after"]) > 0 and headers[b"content-type"].startswith(b"text/plain")
    assert b"10 requests a second" in told[1]["body"] and b"Ask again in" in told[1]["body"]
    assert ask(1, "192.0.2.2") == [None] and not waits, "another address does not wait"
    ask(1, type="websocket")
    assert told == [{"type": "websocket.close", "code": 1008, "reason": ""}]
    time[0] = 0.5
    assert ask(6) == [None] * 5 + [429], "what was refused has taken nobody's turn"


def test_only_so_many_addresses_are_kept_in_mind(clock: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ADDRESSES", 3)
    guard = RateGuard(reads(0), FEW)
    for last in (1, 2, 3, 1, 4):
        anyio.run(guard, opened(f"192.0.2.{last}") | {"type": "http"}, None, None)
    assert [*guard._asked] == ["192.0.2.3", "192.0.2.1", "192.0.2.4"]


def test_a_bucket_fills_again_but_never_over() -> None:
    bucket = Bucket(2, 3, 0.0)
    assert [bucket.take(0.0) for _ in range(5)] == [0, 0, 0, 0.5, 1.0]
    assert [bucket.take(100.0) for _ in range(4)] == [0, 0, 0, 0.5]


def test_while_a_message_waits_nothing_more_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is what holds the sender back: the network's own buffers fill."""
    taken: list[int] = []

    async def receive() -> dict[str, Any]:
        taken.append(1)
        return {"type": "websocket.receive", "bytes": b""}

    async def flood() -> None:
        with anyio.move_on_after(0.2):
            await RateGuard(reads(10_000), Settings(messages_a_second=1, messages_at_once=5))(
                opened(), receive, None
            )

    anyio.run(flood)
    assert len(taken) == 6, "five at once, and one that waits"


async def _nobody(message: Any) -> None:
    pass


def test_so_many_pages_are_open_in_all_and_of_one_address() -> None:
    async def tried() -> list[str]:
        said: list[str] = []
        over = anyio.Event()

        async def page(scope: Any, receive: Any, send: Any) -> None:
            said.append(f"open {scope['client'][0]}")
            await over.wait()

        guard = RateGuard(page, FEW)

        async def open_one(address: str) -> None:
            async def told(message: Any) -> None:
                said.append(f"{message['type']} {message['code']} {address}")

            await guard(opened(address), sent(1), told)

        async with anyio.create_task_group() as tasks:
            for address in ("192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3"):
                tasks.start_soon(open_one, address)
                await anyio.wait_all_tasks_blocked()
            over.set()
        await guard(opened("192.0.2.3"), sent(1), _nobody)  # all have gone
        return said

    assert anyio.run(tried) == [
        "open 192.0.2.1",
        "open 192.0.2.1",
        "websocket.close 1008 192.0.2.1",
        "open 192.0.2.2",
        "websocket.close 1008 192.0.2.3",
        "open 192.0.2.3",
    ]


def test_of_one_address_few_pages_are_made_at_once_and_others_go_on() -> None:
    async def tried() -> list[str]:
        begun: list[str] = []
        guards: dict[str, Any] = {}

        def page_of(name: str) -> Callable[..., Awaitable[None]]:
            async def page(scope: Any, receive: Any, send: Any) -> None:
                await receive()
                begun.append(name)
                await receive()  # a page that is being made may be asked again
                await guards[name].wait()
                await send({"type": "websocket.send", "bytes": finished()})
                await anyio.sleep_forever()

            return page

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await page_of(scope["name"])(scope, receive, send)

        guard = RateGuard(app, Settings(pages_of_one=2))

        async def receive() -> dict[str, Any]:
            return {"type": "websocket.receive", "bytes": rerun()}

        async with anyio.create_task_group() as tasks:
            for name, address in (("a", "1"), ("b", "1"), ("c", "1"), ("other", "2")):
                guards[name] = anyio.Event()
                scope = opened(f"192.0.2.{address}") | {"name": name}
                tasks.start_soon(guard, scope, receive, _nobody)
                await anyio.wait_all_tasks_blocked()
            begun.append("-")
            guards["a"].set()
            await anyio.wait_all_tasks_blocked()
            tasks.cancel_scope.cancel()
        return begun

    assert anyio.run(tried) == ["a", "b", "other", "-", "c"]


def test_a_page_that_takes_long_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LONGEST_RUN", 0.01)

    async def tried() -> None:
        room = asyncio.Semaphore(1)
        long, next_one = limits._Run(room), limits._Run(room)
        await long.begin()
        with anyio.fail_after(10):
            await next_one.begin()
        long.end()
        assert room.locked(), "it had no room any more to give back"
        next_one.end()
        assert not room.locked()

    anyio.run(tried)


def test_what_begins_and_ends_a_run_is_read_in_streamlits_own_messages() -> None:
    assert asks_a_run(rerun())
    assert not asks_a_run(BackMsg(load_git_info=True).SerializeToString())
    assert ends_a_run(finished()) and ends_a_run(finished(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY))
    assert not ends_a_run(finished(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    assert not ends_a_run(ForwardMsg(hash="0" * 32).SerializeToString())
    assert not asks_a_run(b"\xff\xff") and not ends_a_run(b"\xff\xff")


@pytest.mark.parametrize(
    ("peer", "named", "address"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),  # it is no proxy of ours: anybody can say so
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "203.0.113.9, 198.51.100.1, 10.0.0.9", "198.51.100.1"),
        ("10.0.0.2", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.2", "[2001:DB8::1]:4711", "2001:db8::1"),
        ("::1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "10.0.0.3", "10.0.0.2"),
        ("::ffff:10.0.0.2", "198.51.100.1", "198.51.100.1"),  # of a server that listens on both kinds
        ("", "", ""),
    ],
)
def test_who_asks_is_the_last_that_no_trusted_proxy_is(peer: str, named: str, address: str) -> None:
    assert forwarded(peer, named, ("10.0.0.1/8", "::1")) == address


def test_who_has_a_network_of_ipv6_counts_as_one() -> None:
    one, other, third = (
        asks_from(opened(each), ()) for each in ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1")
    )
    assert one == other != third
    assert asks_from(opened("192.0.2.1"), ()) != asks_from(opened("192.0.2.2"), ())


def test_few_long_answers_are_made_at_once_and_fewer_of_one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REFUSING", 0.0)
    may_end = threading.Event()

    async def tried() -> tuple[int, list[str], int]:
        turns = Turns(at_once=3, of_one=2, waiting=4)
        begun: list[str] = []

        def make(name: str) -> None:
            begun.append(name)
            may_end.wait(30)

        async def ask(name: str) -> None:
            await turns.run(name, lambda: make(name))

        async with anyio.create_task_group() as tasks:
            for name in [*(["flood"] * 6), "reader"]:
                tasks.start_soon(ask, name)
            with anyio.fail_after(10):
                while len(begun) < 3:
                    await anyio.sleep(0.001)
            first = list(begun)
            with pytest.raises(HTTPException) as refused:
                await turns.run("flood", lambda: None)
            assert refused.value.status_code == 429 and "Ask again" in refused.value.detail
            may_end.set()
        return len(begun), first, len(turns._asked) + len(turns._lines)

    count, first, kept = anyio.run(tried)
    assert sorted(first) == ["flood", "flood", "reader"]
    assert count == 7 and kept == 0, "all were answered, and nothing is kept of who asked"
