"""References to messages: however late the browser is, it never gets one to what it forgot."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest

from dashboard.page import messages
from dashboard.page.messages import AGE, Kept

ROOT = Path(__file__).parents[2]


SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
BROWSERS_AGE = SETTINGS["global"]["maxCachedMessageAge"]


class Browser:
    """What Streamlit 1.67.0 does in the browser: it counts runs that ended, and forgets by age."""

    def __init__(self) -> None:
        self.kept: dict[str, int] = {}
        self.ended = 0

    def gets(self, message: str, *, whole: bool) -> None:
        assert whole or message in self.kept, f"the browser has forgotten {message}"
        self.kept[message] = self.ended

    def run_ended(self) -> None:
        self.ended += 1
        self.kept = {each: run for each, run in self.kept.items() if self.ended - run <= BROWSERS_AGE}


def walk(seed: int, kept: Kept) -> tuple[int, int]:
    """Drive a visit in which requests overtake answers; return how many messages went whole, and all."""
    draw = random.Random(seed)
    browser, day, whole, sent = Browser(), 0, 0, 0
    for _ in range(120):
        # The browser tells what it keeps, and then up to three answers to earlier presses arrive.
        told = set(browser.kept)
        for run in range(draw.choice([1, 1, 2, 4])):
            kept.begin(whole=True)
            interrupted = run > 0 and draw.random() < 0.7
            day += draw.choice([-2, -1, 1, 1])
            page = [f"still {part}" for part in range(5)] + [f"{part} of {day}" for part in range(5)]
            for message in page[: draw.randrange(10) if interrupted else 10]:
                known = kept.has(message) and message in told
                browser.gets(message, whole=not known)
                whole, sent = whole + (not known), sent + 1
            if not interrupted:
                kept.end()
            browser.run_ended()
    return whole, sent


@pytest.mark.parametrize("seed", range(20))
def test_no_reference_to_what_the_browser_has_forgotten(seed: int) -> None:
    whole, sent = walk(seed, Kept())
    assert whole < 0.75 * sent, "what stays the same is not sent again"


def test_the_browsers_word_alone_is_not_enough() -> None:
    class Believing(Kept):
        def has(self, message: str) -> bool:
            return True

    with pytest.raises(AssertionError, match="forgotten"):
        _ = [walk(seed, Believing()) for seed in range(50)]


def test_the_browser_keeps_for_longer_than_is_counted_on() -> None:
    assert BROWSERS_AGE >= AGE + 4


def test_a_fragment_names_only_what_a_run_just_before_sent() -> None:
    kept = Kept()
    kept.begin(whole=True)
    kept.has("map")
    kept.end()
    for _ in range(AGE):
        kept.begin(whole=False)
    assert kept.has("map")
    kept.begin(whole=False)
    assert not kept.has("map")
    kept.begin(whole=True)
    assert kept.has("map"), "the runs of a fragment do not make the page's messages old"


def test_outside_of_a_run_nothing_is_done() -> None:
    messages.begin()
    with messages.fragment():
        messages.end()


def test_the_page_names_nothing_that_only_a_fragment_sent_long_before() -> None:
    kept = Kept()
    kept.begin(whole=False)
    kept.has("answer")
    kept.end()
    kept.begin(whole=True)
    assert kept.has("answer")
    for _ in range(AGE):
        kept.begin(whole=False)
    kept.begin(whole=True)
    assert not kept.has("answer"), "the fragment's own runs have made it old"
