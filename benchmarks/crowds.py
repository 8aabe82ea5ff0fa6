"""What crowds of scripted readers do with a page that is being served, and what they meet."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import inf
from pathlib import Path
from typing import Final

from websockets.exceptions import WebSocketException

from benchmarks.readers import HEALTH, Crowded, PageFailed, busy, cpu
from benchmarks.serving import HOST

INPUT: Final = "As of"
FIRST, LAST = date(2021, 2, 1), date(2026, 2, 14)
"""Days that readers ask about: any between these."""
AT_A_TIME: Final = 4
"""Readers who open the page at the same time before something is measured."""
OTHERS: Final = 10
"""Readers who go on reading while one client floods the server."""
_LOST = (TimeoutError, OSError, WebSocketException)


@dataclass(slots=True)
class Tally:
    """What many readers met.

    Attributes:
        waited: Seconds of each answer.
        lost: Sessions whose connection ended, or who waited for longer than a minute.
        faults: Errors that pages showed.
        server: Seconds of CPU that the server used for each second.
        client: The same of this program.
        others: The same of all else on the machine: where it is much, readers wait for that.
        messages: Messages of an answer, on average.
        received: Their kilobytes, before they are packed for the wire.
    """

    waited: list[float] = field(default_factory=list)
    lost: int = 0
    faults: list[str] = field(default_factory=list)
    server: float = 0
    client: float = 0
    others: float = 0
    messages: float = 0
    received: float = 0


@dataclass(frozen=True, slots=True)
class Site:
    """An app that is being served: its port, the process, and the token that its pages send."""

    port: int
    pid: int
    token: str

    def reader(self) -> Crowded:
        """Return a reader who has not connected yet."""
        return Crowded(self.port, self.token)


def memory(pid: int) -> float:
    """Return the megabytes (2**20) that a process of this machine has for itself alone (Linux)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) / 1024


def some_day() -> date:
    """Return a day of chance."""
    return FIRST + timedelta(random.randrange((LAST - FIRST).days))  # noqa: S311  no secret


@asynccontextmanager
async def opened(site: Site, sessions: int, tally: Tally) -> AsyncIterator[list[Crowded]]:
    """Give so many readers who have the page before them; those who do not get it are counted as lost."""
    turns, crowd = asyncio.Semaphore(AT_A_TIME), [site.reader() for _ in range(sessions)]

    async def begun(reader: Crowded) -> Crowded | None:
        async with turns:
            try:
                await reader.open()
                await reader.run()
            except _LOST:
                tally.lost += 1
                return None
            return reader

    try:
        yield [each for each in await asyncio.gather(*map(begun, crowd)) if each]
    finally:
        tally.faults += [fault for each in crowd for fault in each.talk.faults]
        await asyncio.gather(*(each.close() for each in crowd))


async def move(reader: Crowded, tally: Tally) -> bool:
    """Let a reader change the date and wait for the answer; return whether the session is still there."""
    try:
        reader.talk.choose(INPUT, some_day())
        tally.waited.append(await reader.run())
    except _LOST:
        tally.lost += 1
        return False
    except PageFailed as fault:
        tally.faults.append(str(fault))
        return False
    return True


async def read_on(reader: Crowded, tally: Tally, think: float, until: float) -> None:
    """Let a reader change the date again and again, after pauses of chance around `think` seconds."""
    await asyncio.sleep(random.random() * think)  # noqa: S311  no secret
    while time.monotonic() < until and await move(reader, tally):
        await asyncio.sleep(random.uniform(0.5, 1.5) * think)  # noqa: S311


async def steady(site: Site, sessions: int, think: float, seconds: float) -> Tally:
    """Return what so many readers met who changed the date for some seconds."""
    tally = Tally()
    async with opened(site, sessions, tally) as crowd:
        before = sum(each.talk.messages for each in crowd), sum(each.talk.received for each in crowd)
        began, used, own, all_of_it = time.monotonic(), cpu(site.pid), time.process_time(), busy()
        await asyncio.gather(*(read_on(each, tally, think, began + seconds) for each in crowd))
        passed = time.monotonic() - began
        tally.server = (cpu(site.pid) - used) / passed
        tally.client = (time.process_time() - own) / passed
        tally.others = max(0.0, (busy() - all_of_it) / passed - tally.server - tally.client)
        answers = len(tally.waited) or 1
        tally.messages = (sum(each.talk.messages for each in crowd) - before[0]) / answers
        tally.received = (sum(each.talk.received for each in crowd) - before[1]) / answers / 1e3
    return tally


async def storm(site: Site, sessions: int, rounds: int = 3) -> Tally:
    """Return what so many readers met who all changed the date at the same moment, some times."""
    tally = Tally()
    async with opened(site, sessions, tally) as crowd:
        for _ in range(rounds):
            await asyncio.sleep(2)
            await asyncio.gather(*(move(each, tally) for each in crowd))
    return tally


async def healthy(port: int) -> float:
    """Return the seconds after which the server says that it is well."""
    began = time.monotonic()
    reading, writing = await asyncio.open_connection(HOST, port)
    try:
        writing.write(f"GET {HEALTH} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode())
        answer = await reading.read()
    finally:
        writing.close()
    if b" 200 " not in answer.split(b"\r\n")[0]:
        return inf
    return time.monotonic() - began


async def flood(site: Site, think: float, seconds: float, most: int = 5000) -> tuple[Tally, list[float], int]:
    """Return what others met while one client asked for the whole page again and again, without a pause.

    Returns:
        What the others met, seconds of each answer about the server's health, messages that were sent.
    """
    tally, probes, sent = Tally(), [], 0
    until = time.monotonic() + seconds

    async def ask_on(client: Crowded) -> None:
        nonlocal sent
        while sent < most:
            client.talk.choose(INPUT, some_day())
            await client.send(whole=True)
            sent += 1

    async def probe_on() -> None:
        while time.monotonic() < until:
            probes.append(await healthy(site.port))
            await asyncio.sleep(0.2)

    async with opened(site, OTHERS, tally) as crowd, opened(site, 1, tally) as single:
        until = time.monotonic() + seconds
        flooding = [asyncio.ensure_future(act) for each in single for act in (ask_on(each), each.listen())]
        try:
            await asyncio.gather(probe_on(), *(read_on(each, tally, think, until) for each in crowd))
        finally:
            for each in flooding:
                each.cancel()
            await asyncio.gather(*flooding, return_exceptions=True)
            for client in single:
                client.drop()
    return tally, probes, sent


async def grown(site: Site, steps: Sequence[int]) -> tuple[Tally, list[tuple[float, float]]]:
    """Return the memory of the server with so many sessions, each of which changed the date twice."""
    tally, points = Tally(), []
    async with AsyncExitStack() as open_ones:
        had = 0
        for sessions in steps:
            for reader in await open_ones.enter_async_context(opened(site, sessions - had, tally)):
                await move(reader, tally)
                await move(reader, tally)
            had = sessions
            await asyncio.sleep(1)
            points.append((float(sessions - tally.lost), memory(site.pid)))
    return tally, points


async def churn(site: Site, times: int, every: int = 25) -> tuple[Tally, list[tuple[float, float]]]:
    """Return the memory of the server after so many readers came and went, half of them without a word."""
    tally, points = Tally(), []
    for number_of in range(1, times + 1):
        reader = site.reader()
        try:
            await reader.open()
            await reader.run()
        except _LOST:
            tally.lost += 1
            continue
        finally:
            tally.faults += reader.talk.faults
        if number_of % 2:
            reader.drop()
        await reader.close()
        if not number_of % every:
            points.append((float(number_of), memory(site.pid)))
    return tally, points
