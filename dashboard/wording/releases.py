"""An older release in words: which one is shown, and what today's ledger would say."""

from __future__ import annotations

from dashboard.wording.dates import long_day
from dashboard.wording.language import say
from geodata.catalog import Catalog


def release_sentence(then: Catalog, now: Catalog, answer: str, today: str) -> str:
    """Return one line that says which release is shown, and what the newest ledger answers.

    `answer` and `today` are the sentences of the older and of the newest ledger for one question.
    """
    if answer == today:
        newest = say("Today’s ledger ({ledger}) says the same.", ledger=now.hash)
    else:
        newest = say("Today’s ledger ({ledger}) says: {answer}", ledger=now.hash, answer=today)
    return f"{_asked(then)} {newest}"


def files_sentence(then: Catalog, now: Catalog) -> str:
    """Return one line that says that the files are those of the newest ledger, not of the release asked."""
    files = say(
        "The files on this page are those of today’s ledger ({ledger}); the rows of that release are those "
        "in which “{column}” is at most {number}.",
        ledger=now.hash,
        column="added",
        number=then.release.number if then.release else 1,
    )
    return f"{_asked(then)} {files}"


def _asked(then: Catalog) -> str:
    release = then.release
    if release is None:
        return say("This link asks for the ledger {ledger}.", ledger=then.hash)
    return say(
        "This link asks for release {number} of {day} of the ledger ({ledger}).",
        number=release.number,
        day=long_day(release.day),
        ledger=then.hash,
    )
