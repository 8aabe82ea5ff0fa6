"""An older release in words: which one is shown, and what today's ledger would say."""

from __future__ import annotations

from dashboard.sentences.phrases import long_day
from geodata.catalog import Catalog


def release_sentence(then: Catalog, now: Catalog, answer: str, today: str) -> str:
    """Return one line that says which release is shown, and what the newest ledger answers.

    `answer` and `today` are the sentences of the older and of the newest ledger for one question.
    """
    release = then.release
    which = f"release {release.number}" if release else f"data {then.hash}"
    day = f" of {long_day(release.day)}" if release else ""
    says = "says the same." if answer == today else f"says: {today}"
    return f"This link asks for {which}{day} of the ledger ({then.hash}). Today’s ledger ({now.hash}) {says}"
