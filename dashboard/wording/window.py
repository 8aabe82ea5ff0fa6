"""What the reader's window leaves out of lists, charts and files, in words: it is counted, never lost."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from dashboard.answer.scene import Scene
from dashboard.question.view import Within
from dashboard.wording.dates import show_span
from dashboard.wording.language import figure, later, say, say_plural
from geodata.analysis.window import Split

SHOW_ALL_DAYS = later("Show all days")


def window_sentence(scene: Scene) -> str:
    """Return how much of everything is listed for the window alone; empty where all is."""
    view, claims = scene.view, scene.listed
    if view.within is Within.OFF:
        return ""
    told = {
        "window": show_span(*view.window),
        "claims": figure(len(claims.inside)),
        "all": figure(len(claims.inside) + len(claims.outside)),
        "imports": figure(len(scene.imports.inside)),
        "every": figure(len(scene.imports.inside) + len(scene.imports.outside)),
    }
    if view.within is Within.RECORDED:
        return say(
            "Only what was recorded in the window, {window}, is listed: {claims} of {all} claims and "
            "{imports} of {every} figures on imports. The answers rest on all claims.",
            **told,
        )
    return say(
        "Only what is about the window, {window}, is listed: {claims} of {all} claims and {imports} of "
        "{every} figures on imports. The answers rest on all claims.",
        **told,
    )


def claims_outside(outside: Split[Any], used: Collection[str] = ()) -> str:
    """Return how many more claims lie outside the window; empty where none does.

    `used` are the ids of the claims on which an answer rests.
    """
    count = len(outside.outside)
    if not count:
        return ""
    text = say_plural(
        "{figure} more claim lies outside this window", "{figure} more claims lie outside this window", count
    )
    parts = [text, *_undated(outside)]
    if rests := sum(claim.claim_id in used for claim in outside.outside):
        parts.insert(
            1,
            say_plural("the answer rests on {figure} of them", "the answer rests on {figure} of them", rests),
        )
    return " · ".join(parts)


def _undated(outside: Split[Any]) -> list[str]:
    if not outside.undated:
        return []
    return [say_plural("{figure} is without a day", "{figure} are without a day", outside.undated)]


def disputes_outside(count: int) -> str:
    """Return how many more disputes have no claim in the window; empty where none does."""
    if not count:
        return ""
    return say_plural(
        "{figure} more dispute has no claim in this window",
        "{figure} more disputes have no claim in this window",
        count,
    )


def documents_outside(count: int) -> str:
    """Return how many more documents have no claim in the window; empty where none does."""
    if not count:
        return ""
    return say_plural(
        "{figure} more document has no claim in this window",
        "{figure} more documents have no claim in this window",
        count,
    )


def imports_outside(scene: Scene) -> str:
    """Return how many figures on imports the window leaves out; empty where nothing is limited."""
    if scene.view.within is Within.OFF:
        return ""
    inside, outside = len(scene.imports.inside), len(scene.imports.outside)
    return say_plural(
        "{inside} of {figure} figure on imports is listed; {outside} lie outside this window.",
        "{inside} of {figure} figures on imports are listed; {outside} lie outside this window.",
        inside + outside,
        inside=figure(inside),
        outside=figure(outside),
    )


def window_note(scene: Scene) -> str:
    """Return which files beside it have the window alone, and how many rows lie outside; empty if none."""
    if scene.view.within is Within.OFF:
        return ""
    told = {
        "window": show_span(*scene.view.window),
        "files": "claims.csv, imports.csv",
        "claims": figure(len(scene.listed.outside)),
        "undated": figure(scene.listed.undated),
        "imports": figure(len(scene.imports.outside)),
    }
    if scene.view.within is Within.RECORDED:
        return say(
            "{files}: only rows recorded in the window, {window}. Outside it lie {claims} claims and "
            "{imports} figures on imports. The states rest on all claims.",
            **told,
        )
    return say(
        "{files}: only rows that speak of the window, {window}. Outside it lie {claims} claims, {undated} of "
        "them without a day, and {imports} figures on imports. The states rest on all claims.",
        **told,
    )
