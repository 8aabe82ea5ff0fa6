"""Wakes the server's event loop once for many messages.

A run of the page is a thread that hands over each of its messages, a hundred for a change of date, with
`call_soon_threadsafe`. That writes to a socket to wake the loop, also where a write before has woken it already,
and at each write the two threads swap places. asyncio of Python 3.11 to 3.14 has no setting for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any


def wake_once(loop: Any) -> None:
    """Let a loop of asyncio's own be woken no more while it is awake already; another loop stays as it is."""
    if not isinstance(loop, asyncio.SelectorEventLoop):
        return
    wake: Callable[[], None] = loop._write_to_self  # type: ignore[attr-defined]
    woken: Callable[[bytes], None] = loop._process_self_data  # type: ignore[attr-defined]
    waking = False

    def wake_if_asleep() -> None:
        # Whoever calls has put its callback into the queue of the loop before. Where a wake-up is on its way,
        # the loop has not looked into that queue since: it does when it takes the wake-up.
        nonlocal waking
        if not waking:
            waking = True
            wake()

    def take(data: bytes) -> None:
        nonlocal waking
        waking = False
        woken(data)

    loop._write_to_self = wake_if_asleep  # type: ignore[attr-defined]
    loop._process_self_data = take  # type: ignore[attr-defined]
