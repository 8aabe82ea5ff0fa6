"""What the first visitor asks is made as soon as the server runs, beside its first answers.

Else that visitor waits while modules are imported, the ledger is opened, and the answer, the charts, the film
and the files of the map are made. It holds the server up neither at its start nor at its end. What fails is
logged, and is made once more when somebody asks.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import anyio
from anyio import to_thread
from streamlit.runtime import Runtime

_LOG = logging.getLogger(__name__)

Step = Callable[[], object]
"""Makes one thing. A server that ends waits for the step that is at work, so each is short."""


PAUSE = 15.0
"""Seconds for the first visitor's page, who may have come at once."""


@asynccontextmanager
async def begun(
    scripts: Iterable[Step],
    first: Iterable[Step],
    then: Iterable[Step],
    later: Iterable[Step] = (),
    pause: float = PAUSE,
) -> AsyncIterator[None]:
    """Begin to make what a first visit needs; stop when the server does.

    Args:
        scripts: Steps that a browser needs at once and that leave the interpreter to others: packing.
        first: Steps for what it waits for longest. Then the page itself is run.
        then: Steps for what it asks once the page has run.
        later: Steps for what most first visits do not ask; they begin after a pause.
        pause: Seconds.
    """
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_make, scripts)
        tasks.start_soon(_others, first, then, later, pause)
        try:
            yield
        finally:
            tasks.cancel_scope.cancel()


async def _others(first: Iterable[Step], then: Iterable[Step], later: Iterable[Step], pause: float) -> None:
    await _make(first)
    try:
        # Without a reader, as Streamlit runs a page to see whether it can.
        runs, said = await Runtime.instance().does_script_run_without_error()
        if not runs:
            _LOG.warning("the page did not run before its first visitor: %s", said)
    except Exception:  # noqa: BLE001 - whatever fails in it must not end the server
        _LOG.exception("the page did not run before its first visitor")
    await _make(then)
    await anyio.sleep(pause)
    await _make(later)


async def _make(steps: Iterable[Step]) -> None:
    for step in steps:
        await to_thread.run_sync(_logged, step)


def _logged(step: Step) -> None:
    try:
        step()
    except Exception:  # noqa: BLE001 - whatever fails in it must not end the server
        _LOG.exception("a step of the warm start failed")
