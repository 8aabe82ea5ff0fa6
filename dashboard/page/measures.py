"""What is counted while readers are served, for who watches: `service/metrics.py` gives it out.

No label may come from a reader's text: each is one of a few words of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from streamlit.runtime.scriptrunner import RerunException, StopException

from geodata.errors import LedgerError

# Else there is a line more for each, to say when it was first counted.
disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry(auto_describe=True)
"""All that is counted here; the library's own registry is for other programs."""
_QUICK = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_SLOW = (0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)

_RUNS = Histogram(
    "border_ledger_run_seconds",
    "Runs of a page, or of the parts that show the day or the map, by how they ended",
    ["page", "outcome"],
    registry=REGISTRY,
    buckets=_QUICK,
)
_BRIEFINGS = Histogram(
    "border_ledger_briefing_seconds",
    "Briefings made, by their format and how they ended",
    ["format", "outcome"],
    registry=REGISTRY,
    buckets=_SLOW,
)
_UPLOADS = Counter(
    "border_ledger_uploads", "Files of readers' own, by what became of them", ["outcome"], registry=REGISTRY
)
_FAULTS = Counter(
    "border_ledger_faults", "Faults that the log explains, by where they were", ["where"], registry=REGISTRY
)
_WAITS = Histogram(
    "border_ledger_message_wait_seconds",
    "How long messages of a connection that sends too many were held back",
    registry=REGISTRY,
    buckets=(0.1, 0.5, 1, 5, 20),
)
_FILMS = Histogram(
    "border_ledger_film_seconds",
    "Films of the map made, and how long that took",
    registry=REGISTRY,
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5),
)
film = _FILMS.time
"""Counts a film while it is made, and how long that takes: `with film():`."""


class Where(StrEnum):
    """Where a fault was."""

    PAGE = "page"
    ROUTE = "route"
    UPLOAD = "upload"


class Uploaded(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(slots=True)
class Run:
    """A run: which page or part, and how it ended: done, again, stopped, refused or failed."""

    page: str
    outcome: str = "done"


@contextmanager
def run(page: str) -> Iterator[Run]:
    """Count a run of a page, or of a part of one that runs alone, and how long it took.

    Args:
        page: Its name, one of ours.
    """
    made, began = Run(page), perf_counter()
    try:
        yield made
    except RerunException:  # of the script itself, or since the reader changed something meanwhile
        made.outcome = "again"
        raise
    except StopException:
        made.outcome = "stopped"
        raise
    except BaseException:
        made.outcome = "failed"
        raise
    finally:
        _RUNS.labels(made.page, made.outcome).observe(perf_counter() - began)


@contextmanager
def briefing(form: str) -> Iterator[None]:
    """Count a briefing, and how long it took to make.

    Args:
        form: Its format.
    """
    outcome, began = "made", perf_counter()
    try:
        yield
    except (RerunException, StopException):  # the reader stopped it
        outcome = "stopped"
        raise
    except LedgerError:  # it cannot be made, or not now
        outcome = "refused"
        raise
    except BaseException:
        outcome = "failed"
        raise
    finally:
        _BRIEFINGS.labels(form, outcome).observe(perf_counter() - began)


def waited(seconds: float) -> None:
    """Count a message that was held back."""
    _WAITS.observe(seconds)


def uploaded(outcome: Uploaded) -> None:
    """Count a file of a reader's own."""
    _UPLOADS.labels(outcome).inc()


def fault(where: Where) -> None:
    """Count a fault that the log explains."""
    _FAULTS.labels(where).inc()
