"""The charts, each drawn purely from a Scene: `CHARTS` is the one place to add or remove one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dashboard.answer.scene import Scene
from dashboard.charts import coverage, imports, stacks, timeline
from dashboard.charts.stretches import lanes_alt
from dashboard.charts.vega import Spec
from dashboard.look.theme import Theme
from dashboard.wording import alts
from dashboard.wording import charts as wording
from dashboard.wording.language import Message


@dataclass(frozen=True, slots=True)
class Over:
    """A picture of the same size that is laid over a chart, for what changes more often than it."""

    spec: Callable[[Scene, Theme], Spec]
    alt: Callable[[Scene], str]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart of the page.

    `spec` draws it as a Vega-Lite specification, `alt` and `table` say the same in words and in rows;
    `selects` tells whether clicks and drags on it mean something (see `timeline`).
    """

    name: str
    heading: Message
    spec: Callable[[Scene, Theme], Spec]
    alt: Callable[[Scene], str]
    table: Callable[[Scene], list[dict[str, str]]]
    selects: bool = False
    over: Over | None = None

    @property
    def title(self) -> str:
        """Its title, in the language in use."""
        return self.heading()


CHARTS: Mapping[str, Chart] = {
    chart.name: chart
    for chart in (
        Chart(
            *("lanes", wording.LANES, timeline.spec, lanes_alt, alts.lanes_table),
            selects=True,
            over=Over(timeline.day_spec, alts.day_alt),
        ),
        Chart("holders", wording.HOLDERS, stacks.holders_spec, alts.holders_alt, stacks.holders_table),
        Chart("mines", wording.MINES, stacks.mines_spec, alts.mines_alt, stacks.mines_table),
        Chart("imports", wording.IMPORTS, imports.spec, alts.imports_alt, imports.table),
        Chart("coverage", wording.COVERAGE, coverage.spec, alts.coverage_alt, coverage.table),
    )
}
"""Every chart by its name, in the order in which they are shown."""
