"""The charts, each drawn purely from a Scene: `CHARTS` is the one place to add or remove one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from dashboard.answer.events import LAYER
from dashboard.answer.own import Own
from dashboard.answer.scene import Scene
from dashboard.charts import coverage, events, files, imports, stacks, timeline
from dashboard.charts.stretches import lanes_alt, lanes_table
from dashboard.charts.vega import Spec
from dashboard.look.theme import Theme
from dashboard.wording import alts, counts
from dashboard.wording import charts as wording
from dashboard.wording import events as event_words
from dashboard.wording.headline import day_asked
from dashboard.wording.language import Message
from geodata.exports.rows import Record


@dataclass(frozen=True, slots=True)
class Over:
    """A picture of the same size that is laid over a chart, for what changes more often than it."""

    spec: Callable[[Scene, Theme], Spec]
    alt: Callable[[Scene], str]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of the page.

    `sentence` says what it shows, on the day asked where it is `of_the_day`. `spec` draws it as a Vega-Lite
    specification, `alt` and `table` say the same in words and in rows; `rows` are the same for a file, with
    codes, ISO dates and sources. `selects` tells whether clicks and drags on it mean something (see
    `timeline`). `names` are words beside it for the day asked, `note` is a line beneath it, `own` the layer
    of the reader's own whose chart it is. One of an `overlay` is shown where that is on. What else it needs
    where it stands alone is in `alone`.
    """

    name: str
    heading: Message
    sentence: Callable[[Scene], str]
    spec: Callable[[Scene, Theme], Spec]
    alt: Callable[[Scene], str]
    table: Callable[[Scene], list[dict[str, str]]]
    rows: Callable[[Scene], Iterator[Record]]
    selects: bool = False
    of_the_day: bool = True
    over: Over | None = None
    names: Callable[[Scene, Theme], list[stacks.Name]] | None = None
    note: Callable[[Scene], str] = lambda scene: ""
    own: Own | None = None
    overlay: str = ""

    @property
    def title(self) -> str:
        """Its title, in the language in use."""
        return self.heading()


def _crossings(scene: Scene) -> str:
    return counts.crossings_sentence(scene, day_asked(scene))


def _mines(scene: Scene) -> str:
    return counts.mines_sentence(scene, day_asked(scene))


CHARTS: Mapping[str, Chart] = {
    chart.name: chart
    for chart in (
        Chart(
            *("lanes", wording.LANES, _crossings, timeline.spec, lanes_alt, lanes_table, files.lanes),
            selects=True,
            over=Over(timeline.day_spec, alts.day_alt),
        ),
        Chart(
            *("holders", wording.HOLDERS, _crossings, stacks.holders_spec, alts.holders_alt),
            *(stacks.holders_table, files.holders),
            names=stacks.holders_names,
            note=stacks.holders_note,
        ),
        Chart(
            *("mines", wording.MINES, _mines, stacks.mines_spec, alts.mines_alt),
            *(stacks.mines_table, files.mines),
            names=stacks.mines_names,
            note=stacks.mines_note,
        ),
        Chart(
            *("imports", wording.IMPORTS, alts.imports_sentence, imports.spec, alts.imports_alt),
            *(imports.table, files.imports),
            note=imports.note,
            of_the_day=False,
        ),
        Chart(
            *("coverage", wording.COVERAGE, alts.coverage_alt, coverage.spec, alts.coverage_alt),
            *(coverage.table, files.evidence),
            of_the_day=False,
        ),
        Chart(
            *("events", event_words.WEEKLY, event_words.weekly_sentence, events.weekly_spec),
            *(event_words.weekly_alt, events.weekly_table, events.weekly_rows),
            note=event_words.weekly_note,
            of_the_day=False,
            overlay=LAYER,
        ),
        Chart(
            *("event_ground", event_words.GROUND, event_words.ground_sentence, events.ground_spec),
            *(event_words.ground_alt, events.ground_table, events.ground_rows),
            note=event_words.ground_note,
            of_the_day=False,
            overlay=LAYER,
        ),
    )
}
"""Every chart by its name, in the order in which they are shown."""


def shown(scene: Scene) -> list[Chart]:
    """Return the charts of a scene: those of an overlay only where that is on."""
    return [each for each in CHARTS.values() if not each.overlay or each.overlay in scene.view.layers]
