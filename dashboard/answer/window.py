"""What of the ledger lies in the reader's window, where lists and charts are limited to it.

No answer is: the state of a day rests on all claims.
"""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.question.view import View, Within
from geodata.analysis.window import By, R, Split, Window


def window_of(view: View) -> Window | None:
    """Return the window that limits lists and charts, None where nothing does."""
    return None if view.within is Within.OFF else Window(*view.window, By(view.within))


def split(view: View, records: Iterable[R]) -> Split[R]:
    """Return claims or figures, those that are listed and those outside: none where nothing is limited."""
    window = window_of(view)
    return window.split(records) if window else Split(tuple(records))
