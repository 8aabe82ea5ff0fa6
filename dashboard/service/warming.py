"""What the first visitor asks is made before the server answers anybody, as long as that is not long.

Else that visitor waits while the ledger is opened and the answer, the charts, the film and the files of the
map are made; beside a browser that loads the page all of that takes twice as long. What is not done in time
is made beside the first answers. What fails is logged, and is made once more when somebody asks.
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
PATIENCE = 2.0
"""Seconds that a server holds back its first answer: it takes 1.3 where nothing else is at work."""


@asynccontextmanager
async def begun(
    scripts: Iterable[Step],
    first: Iterable[Step],
    then: Iterable[Step],
    later: Iterable[Step] = (),
    pause: float = PAUSE,
    patience: float = PATIENCE,
) -> AsyncIterator[None]:
    """Begin to make what a first visit needs, wait for it, but not for long; stop when the server does.

    Args:
        scripts: Steps that leave the interpreter to others, and run beside the rest: packing.
        first: Steps for what a browser waits for longest. Then the page itself is run.
        then: Steps for what it asks once the page has run.
        later: Steps for what most first visits do not ask; begun after a pause, waited for by nobody.
        pause: Seconds.
        patience: Seconds to wait at most.
    """
    ready = anyio.Event()

    async def make() -> None:
        async with anyio.create_task_group() as both:
            both.start_soon(_make, scripts)
            both.start_soon(_page, first, then)
        ready.set()
        await anyio.sleep(pause)
        await _make(later)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(make)
        with anyio.move_on_after(patience):
            await ready.wait()
        try:
            yield
        finally:
            tasks.cancel_scope.cancel()


async def _page(first: Iterable[Step], then: Iterable[Step]) -> None:
    await _make(first)
    try:
        # Without a reader, as Streamlit runs a page to see whether it can.
        runs, said = await Runtime.instance().does_script_run_without_error()
        if not runs:
            _LOG.warning("the page did not run before its first visitor: %s", said)
    except Exception:  # noqa: BLE001 - whatever fails in it must not end the server
        _LOG.exception("the page did not run before its first visitor")
    await _make(then)


async def _make(steps: Iterable[Step]) -> None:
    for step in steps:
        await to_thread.run_sync(_logged, step)


def _logged(step: Step) -> None:
    try:
        step()
    except Exception:  # noqa: BLE001 - whatever fails in it must not end the server
        _LOG.exception("a step of the warm start failed")
