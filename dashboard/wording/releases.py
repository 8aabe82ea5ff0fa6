"""An older release in words: which one is shown, and what today's ledger would say."""

from __future__ import annotations

from dashboard.wording.dates import long_day
from geodata.catalog import Catalog


def release_sentence(then: Catalog, now: Catalog, answer: str, today: str) -> str:
    """Return one line that says which release is shown, and what the newest ledger answers.

    `answer` and `today` are the sentences of the older and of the newest ledger for one question.
    """
    says = "says the same." if answer == today else f"says: {today}"
    return f"{_asked(then)} Today’s ledger ({now.hash}) {says}"


def files_sentence(then: Catalog, now: Catalog) -> str:
    """Return one line that says that the files are those of the newest ledger, not of the release asked."""
    number = then.release.number if then.release else 1
    return (
        f"{_asked(then)} The files on this page are those of today’s ledger ({now.hash}); "
        f"the rows of that release are those in which “added” is at most {number}."
    )


def _asked(then: Catalog) -> str:
    release = then.release
    which = f"release {release.number}" if release else f"data {then.hash}"
    day = f" of {long_day(release.day)}" if release else ""
    return f"This link asks for {which}{day} of the ledger ({then.hash})."
