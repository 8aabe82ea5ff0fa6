"""A second process that draws pages of a sequence, where there is a second core for it.

A thread of this process sends it the job and then the number of one page after the other, and gets back what
the format needs of each. Whichever of the two processes is free takes the next page, and both do the same
work, so the file has the same bytes with one or two of them. A new interpreter is started, nothing is forked:
that is safe beside the threads of a server. What the helper cannot do, for whatever reason, this process does
itself, and tells errors as it always does. The helper ends with the work, or when this process ends.
"""

from __future__ import annotations

import copyreg
import gc
import io
import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Thread
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, TypeVar

from dashboard.wording import language

if TYPE_CHECKING:
    from dashboard.paper.jobs import Job
    from dashboard.paper.page import Page

T = TypeVar("T")

LEAST = 4
"""Pages from which a second interpreter is worth its start."""
_AHEAD = 4
"""Pages that may lie ready before they are asked for: pictures take room."""
_BROKEN = (OSError, EOFError, ValueError, TypeError, AttributeError, ImportError, pickle.PickleError)
"""What is raised where the other process has ended, or has sent no whole answer."""
_PROGRAM = "import sys; sys.path[:] = {path!r}; from dashboard.paper.helper import main; main()"


def cores() -> int:
    """Return how many cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


class Shared:
    """Pages that two processes draw, each numbered as in the job; `prepared` is what is kept of each."""

    def __init__(self, job: Job, prepared: Callable[[Page], Any], count: int) -> None:
        self._job, self._prepared, self._days = job, prepared, job.days()
        self._left = deque(range(count))
        self._made: dict[int, Any] = {}
        self._turn = Condition()
        self._ended = False
        self._process = _started()
        # Here, as what is worked out while pages are drawn is kept with the Catalog.
        asked = _packed((job, prepared))
        self._thread = Thread(target=self._serve, args=(asked,), daemon=True, name="pages")
        self._thread.start()

    def get(self, number: int) -> Any:
        """Return what is kept of a page; while the helper is at it, draw others."""
        while True:
            with self._turn:
                if number in self._made:
                    self._turn.notify_all()
                    return self._made.pop(number)
                if not self._left:
                    self._turn.wait()
                    continue
                mine = self._left.popleft()
            made = self.draw(mine)
            with self._turn:
                self._made[mine] = made

    def draw(self, number: int) -> Any:
        """Draw a page here, and return what is kept of it."""
        return self._prepared(self._job.page(self._days[number]))

    def _serve(self, asked: bytes) -> None:
        """Let the helper draw, until nothing is left or it fails."""
        number = None
        try:
            assert self._process.stdin and self._process.stdout
            _send(self._process.stdin, asked)
            while (number := self._next()) is not None:
                _send(self._process.stdin, _packed(number))
                made = pickle.load(self._process.stdout)  # noqa: S301  from our own process
                with self._turn:
                    self._made[number] = made
                    self._turn.notify_all()
        except _BROKEN:
            pass  # this process does what is left
        finally:
            # Whatever it was, nobody may wait for a page that does not come.
            with self._turn:
                if number is not None:
                    self._left.appendleft(number)
                self._turn.notify_all()

    def _next(self) -> int | None:
        """Return the next page that the helper shall draw, None where there is none."""
        with self._turn:
            while not self._ended and self._left and len(self._made) >= _AHEAD:
                self._turn.wait()
            return self._left.popleft() if self._left and not self._ended else None

    def end(self) -> None:
        """End the helper, whatever it is at."""
        with self._turn:
            self._ended = True
            self._turn.notify_all()
        self._process.kill()
        self._thread.join()
        self._process.communicate()


@contextmanager
def shared(job: Job, prepared: Callable[[Page], T], count: int) -> Iterator[Callable[[int], T]]:
    """Give a function that returns what is `prepared` of one of the first `count` pages of a job.

    They are to be asked for in their order. Where there is a second core, a second process draws some.
    """
    if count < LEAST or cores() < 2 or not sys.executable:
        yield lambda number: prepared(job.page(job.days()[number]))
        return
    pages = Shared(job, prepared, count)
    try:
        yield pages.get
    finally:
        pages.end()


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", _PROGRAM.format(path=sys.path)],
        env={**os.environ, "LEDGER_LANGUAGE": language.current()},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


class _Pickler(pickle.Pickler):
    """A pickler that knows read-only views of dictionaries, of which a Catalog has many."""

    dispatch_table = copyreg.dispatch_table | {
        MappingProxyType: lambda view: (_read_only, (dict(view),)),
    }


def _read_only(known: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(known)


def _packed(what: Any) -> bytes:
    out = io.BytesIO()
    _Pickler(out, pickle.HIGHEST_PROTOCOL).dump(what)
    return out.getvalue()


def _send(file: IO[bytes], packed: bytes) -> None:
    file.write(packed)
    file.flush()


# -- In the second process -------------------------------------------------------------------------


def main() -> None:
    """Draw pages until no more are asked for."""
    given, taken = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    sys.stdout = sys.stderr  # nothing else may come between
    gc.disable()
    job, prepared = pickle.load(given)  # noqa: S301  from the process that started this one
    days = job.days()
    gc.freeze()
    gc.enable()
    while True:
        try:
            number = pickle.load(given)  # noqa: S301
        except EOFError:
            return
        _send(taken, _packed(prepared(job.page(days[number]))))
