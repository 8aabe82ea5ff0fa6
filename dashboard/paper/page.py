"""A page of a briefing: what its map has in frame, how its height is shared, and all that is drawn on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import shapely

from dashboard.answer.comparison import Comparison, compare
from dashboard.answer.log import PRINTED, Log, log_of
from dashboard.answer.names import named
from dashboard.answer.scene import Scene, compose
from dashboard.charts.stretches import lanes_alt
from dashboard.look.theme import Theme, theme_of
from dashboard.map.legend import LegendEntry, legend
from dashboard.paper import furniture, panels, typeface
from dashboard.paper import map as paper_map
from dashboard.paper import timeline as paper_timeline
from dashboard.paper.blocks import Block
from dashboard.paper.canvas import Canvas
from dashboard.paper.layout import Box, Plan, Projection, framed, plan
from dashboard.paper.tags import Role
from dashboard.paper.words import Words, numbered_sources, words_of
from dashboard.question.camera import Bounds
from dashboard.question.choices import Choices
from dashboard.question.framing import FRAMES, WHOLE_BORDER, frame, home
from dashboard.question.online import ONLINE
from dashboard.question.order import Order, Template, shown_of
from dashboard.question.view import View
from dashboard.wording import alts, differences
from dashboard.wording import paper as wording
from dashboard.wording.dates import show_day
from dashboard.wording.log import log_alt
from dashboard.wording.text import coloured
from dashboard.wording.vocabulary import POLICY
from geodata.analysis.evidence import unreported
from geodata.analysis.stretches import WHOLE, stretch_has
from geodata.catalog import Catalog

# -- What the map shows ----------------------------------------------------------------------------
MINE_BELT = Bounds(98.07, 25.52, 98.56, 26.02)
"""Where mines were looked for, in degrees."""
WITH_LANES = (Template.TIMELINE, Template.SEQUENCE, Template.MINES)
"""Templates with a timeline beneath the map."""

_AROUND = (0.32, 0.22)
"""Degrees shown on each side of a crossing."""
_HALF_A_LINE = 10.0
"""Room left between words and a map, in pixels."""


def frame_of(scene: Scene, order: Order, box: Box) -> Bounds:
    """Return what must be in the map's frame."""
    if order.template is Template.MINES and (not order.frame or order.frame in FRAMES):
        return MINE_BELT
    asked = order.bounds()
    if asked:
        return asked
    if order.template is Template.CROSSING:
        around = home(scene.view, scene.catalog)
        place = scene.place
        if place is None or place.lon is None or place.lat is None:
            return around
        wide, high = _AROUND
        return Bounds(place.lon - wide, place.lat - high, place.lon + wide, place.lat + high)
    if scene.view.camera:
        return frame(scene.view, scene.catalog, round(box.width), round(box.height))
    return home(scene.view, scene.catalog)


def of_stretch(view: View, order: Order, catalog: Catalog) -> View:
    """Return the question about the order's stretch, without a chosen place that lies elsewhere."""
    if order.template is Template.CROSSING:
        return replace(view, stretch=WHOLE)
    view = replace(view, stretch=order.frame if order.frame in FRAMES else view.stretch)
    place = catalog.places.get(view.place or "")
    if place and not stretch_has(view.stretch, place, catalog):
        return replace(view, place=None)
    return view


def check(scene: Scene, order: Order) -> None:
    """Make sure that the question is one that the template can answer.

    Raises:
        BadOrder: If it is not.
    """
    asked = order.bounds()
    if asked and not shapely.box(*asked).intersects(shapely.box(*WHOLE_BORDER)):
        raise wording.nothing_there(order.frame)
    if order.template is Template.CROSSING and scene.place is None:
        raise wording.no_place_chosen()
    if order.template is Template.COMPARE and scene.view.other.on > scene.view.on:
        raise wording.days_reversed(scene.view.other.on, scene.view.on)
    if order.template is Template.MINES and scene.view.stretch != WHOLE and not scene.counted.clusters:
        raise wording.no_mines_in(wording.AREAS[scene.view.stretch]())


def with_room(given: Plan, order: Order, scene: Scene, bounds: Bounds) -> Plan:
    """Return the plan with the height that timeline and bar do not need given to the map."""
    if order.template not in WITH_LANES or given.strip is None:
        return given
    (above,), below = given.maps, given.strip
    bar = 0.0
    if order.template is Template.MINES:
        bar = panels.mines_height(panels.mine_holders(framed(scene, bounds, above), theme_of(order.tone)))
    most = paper_timeline.room(below.height - bar)
    for count in range(most + 1):
        spare = below.height - bar - paper_timeline.height(count)
        taller = replace(above, height=above.height + spare)
        seen = framed(scene, bounds, taller)
        if count == most or len(seen.lanes) <= count:
            strip = Box(below.x, below.y + spare, below.width, below.height - spare)
            return replace(given, maps=(taller,), strip=strip)
    return given


# -- The page --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """One drawn page.

    Attributes:
        canvas: The drawing.
        scene: What it shows, limited to the map's frame.
        other: The other scene of a comparison, None for all else.
        words: Its words.
        boxes: Where which words stand, `sizes` their size in pixels.
        pictures: Where its pictures are, with what each shows.
        legend: Its entries, in `columns`.
        sources: How many sources are printed.
        charts: Who controls the mines, where a bar says it.
        alt: What the page shows.
        log: What happened, where the page tells it; it has a row for each entry that has room.
        blocks: What a slide is made of; empty for a page that is read.
        follows: Whether it goes on with the slide before it: a table, a timeline, sources.
        logo: A PNG or JPEG for the corner; on a page that is read it is in the box `logo`.
    """

    canvas: Canvas
    scene: Scene
    other: Scene | None
    words: Words
    boxes: Mapping[str, Box]
    sizes: Mapping[str, float]
    pictures: tuple[tuple[Box, str], ...]
    legend: tuple[LegendEntry, ...]
    columns: int
    sources: int
    charts: tuple[tuple[Box, tuple[panels.Holder, ...]], ...]
    alt: str
    log: Log | None = None
    blocks: tuple[Block, ...] = ()
    follows: bool = False
    logo: bytes | None = None

    @property
    def theme(self) -> Theme:
        """The colours."""
        return self.canvas.theme


def draw(scene: Scene, order: Order, choices: Choices, *, base: str, logo: bytes | None = None) -> Page:
    """Return a drawn page.

    The extent of the scene's view is set to what the map shows; `base` is the address that the link
    opens, `logo` a PNG or JPEG for the corner.

    Raises:
        BadOrder: If it cannot be made as it was asked for; the text says why.
    """
    parts = plan(order)
    canvas = Canvas(parts.size, parts.inches, theme_of(order.tone))
    # A picture map of another host is nothing that paper has.
    layers = tuple(name for name in scene.view.layers if name not in ONLINE)
    if order.template is Template.MINES:
        layers = tuple(dict.fromkeys((*layers, "mines", "pools")))
    view = replace(scene.view, layers=layers, map_of=shown_of(order.template, scene.view.map_of))
    scene = replace(
        scene, view=of_stretch(view, order, scene.catalog), catalog=named(scene.catalog, view.lang)
    )
    typeface.check(order.title)
    check(scene, order)
    if order.template is Template.MINES:
        scene = replace(scene, view=replace(scene.view, stretch=WHOLE))  # its map is of where mines are
    bounds = frame_of(scene, order, parts.maps[0])
    parts = with_room(parts, order, scene, bounds)
    scene = framed(scene, bounds, parts.maps[0])
    log = None
    if order.template is Template.LOG:
        scene = replace(scene, view=replace(scene.view, log=scene.view.log or PRINTED))
        log = log_of(scene)
    comparison = compared(scene) if order.template is Template.COMPARE else None
    words = _words(scene, order, choices, base, comparison)
    if not parts.column:
        # What the words leave of their room is the map's; what it shows more of is told as well, which may
        # need a line more.
        room, high = parts, 0.0
        while (needed := furniture.head_height(room.head, words)) > high:
            high = needed + _HALF_A_LINE
            parts = lifted(room, high)
            scene = framed(scene, bounds, parts.maps[0])
            log = log_of(scene) if log else None
            comparison = compared(scene) if comparison else None
            words = _words(scene, order, choices, base, comparison)
    scenes = [comparison.before, comparison.after] if comparison else [scene]
    extent = Projection.fitted(bounds, parts.maps[0]).extent
    entries = legend(scenes, canvas.theme, extent, scene.view.stretch)
    boxes = furniture.head(canvas, parts.head, words, logo)
    below, columns, printed = _beside(canvas, parts, boxes, words, entries, comparison)
    numbers = _raised(words, printed)
    for number, (box, each) in enumerate(zip(parts.maps, scenes, strict=False)):
        with canvas.part(Role.FIGURE, alts.map_alt(each), box=box):
            paper_map.draw(
                canvas,
                box,
                each,
                bounds=bounds,
                numbers=numbers,
                plate=plate(scenes, number) if comparison else "",
                rings={place: str(ring) for place, ring in comparison.rings.items()} if comparison else {},
                locator=number == 0,
            )
    documents = list(numbered_sources(scene, order))[:printed] if log else ()
    pictures, charts = _strip(canvas, parts.strip, scene, order, log, documents)
    foot = furniture.foot(canvas, parts.foot, words)
    every = {name: box for name, (box, _) in boxes.items()} | below | foot
    sizes = furniture.SIZES | {name: size for name, (_, size) in boxes.items()}
    maps = [(box, alts.map_alt(each)) for box, each in zip(parts.maps, scenes, strict=True)]
    table = every.pop("table", None)
    if comparison and table:
        maps.append((table, differences.table_alt(comparison)))
    return Page(
        canvas=canvas,
        scene=scene,
        other=scenes[0] if comparison else None,
        words=words,
        boxes=every,
        sizes=sizes,
        pictures=(*maps, *pictures),
        legend=entries,
        columns=columns,
        sources=printed,
        charts=charts,
        alt=differences.difference_alt(comparison) if comparison else words.alt,
        log=log,
        logo=logo,
    )


def _words(scene: Scene, order: Order, choices: Choices, base: str, comparison: Comparison | None) -> Words:
    """Return the words of a page; the sentence of a comparison is about what differs."""
    words = words_of(scene, order, choices, base, comparison)
    if comparison:
        words = replace(words, sentence=coloured(_most(comparison), scene.catalog))
    return words


def lifted(given: Plan, high: float) -> Plan:
    """Return the plan with the maps grown up to where words end that are as high as that."""
    spare = max(0.0, given.head.height - high)
    maps = tuple(replace(box, y=box.y - spare, height=box.height + spare) for box in given.maps)
    return replace(given, maps=maps)


def _beside(
    canvas: Canvas,
    parts: Plan,
    heads: Mapping[str, tuple[Box, float]],
    words: Words,
    entries: Sequence[LegendEntry],
    comparison: Comparison | None,
) -> tuple[dict[str, Box], int, int]:
    """Draw legend, evidence and sources, in the column or in the band.

    Return where they are, the columns of the legend, and how many sources there are.
    """
    theme, band = canvas.theme, parts.band
    boxes: dict[str, Box] = {}
    if parts.column:
        end = heads["sentence"][0]
        y = end.y + end.height + 14
        canvas.line([(band.x, y), (band.x + band.width, y)], theme.line, 1)
        boxes["legend"] = furniture.legend(canvas, Box(band.x, y + 8, band.width, 0), entries, 2)
        y += boxes["legend"].height + 16
        canvas.line([(band.x, y), (band.x + band.width, y)], theme.line, 1)
        bottom = band.y + band.height
        room = Box(band.x, y + 8, band.width, max(20.0, min(96.0, bottom - y - 60)))
        end_y = furniture.paragraph(canvas, room, words.evidence, 12.5, 1.42)
        boxes["evidence"] = replace(room, height=end_y - room.y)
        count = min(len(words.sources), furniture.room_for_sources(bottom - end_y - 14))
        high = 17.6 * (count + 1) + 4
        boxes["sources"] = Box(band.x, end_y + 14, band.width, high)
        return boxes, 2, furniture.sources(canvas, boxes["sources"], words)
    canvas.line([(band.x, band.y), (band.x + band.width, band.y)], theme.line, 1)
    top, high = band.y + 12, band.height - 14
    if comparison:
        left = Box(band.x, top, band.width * (0.62 if band.width > 1300 else 1), high)
        if band.width <= 1300:
            left = replace(left, height=high * 0.5)
        boxes["table"] = left
        with canvas.part(Role.FIGURE, differences.table_alt(comparison), box=left):
            panels.differences(canvas, left, comparison)
        right = Box(left.x + left.width + 28, top, band.x + band.width - left.x - left.width - 28, high)
        if band.width <= 1300:
            right = Box(band.x, top + left.height + 8, band.width, high - left.height - 8)
        per = 3 if right.width < 700 else 6
        boxes["legend"] = furniture.legend(canvas, right, entries, per)
        y = right.y + boxes["legend"].height + 6
        room = Box(right.x, y, right.width, max(20.0, (right.y + right.height - y) * 0.45))
        end_y = furniture.paragraph(canvas, room, words.evidence, 12, 1.36)
        boxes["evidence"] = replace(room, height=end_y - y)
        boxes["sources"] = Box(right.x, end_y + 6, right.width, right.y + right.height - end_y - 6)
        return boxes, per, furniture.sources(canvas, boxes["sources"], words)
    # The words at the left, the sources beside them in the rest.
    left = Box(band.x, top, (band.width - 48) / 3, high)
    two = 2 if len(entries) * 23 + 110 > high else 1
    boxes["legend"] = furniture.legend(canvas, left, entries, two)
    y = top + boxes["legend"].height + 10
    boxes["evidence"] = replace(left, y=y, height=top + high - y)
    end_y = furniture.paragraph(canvas, boxes["evidence"], words.evidence, 12.5, 1.42)
    boxes["evidence"] = replace(boxes["evidence"], height=end_y - y)
    beside = left.x + left.width + 24
    boxes["sources"] = Box(beside, top, band.x + band.width - beside, high)
    return boxes, two, furniture.sources(canvas, boxes["sources"], words)


def _strip(
    canvas: Canvas,
    box: Box | None,
    scene: Scene,
    order: Order,
    log: Log | None,
    documents: Sequence[str],
) -> tuple[tuple[tuple[Box, str], ...], tuple[tuple[Box, tuple[panels.Holder, ...]], ...]]:
    """Draw what is beneath the map; return where pictures and bars are."""
    if box is None:
        return (), ()
    if log:
        with canvas.part(Role.FIGURE, log_alt(log, scene), box=box):
            panels.happened(canvas, box, log, scene, documents)
        return ((box, log_alt(log, scene)),), ()
    if order.template in WITH_LANES:
        holders = panels.mine_holders(scene, canvas.theme) if order.template is Template.MINES else ()
        high = panels.mines_height(holders) if holders else 0.0
        above, below = replace(box, height=high), replace(box, y=box.y + high, height=box.height - high)
        if holders:
            with canvas.part(Role.FIGURE, panels.mines_alt(holders), box=above):
                panels.mines(canvas, above, holders)
        lanes = paper_timeline.chosen(scene, paper_timeline.room(below.height))
        with canvas.part(Role.FIGURE, lanes_alt(scene), box=below):
            paper_timeline.draw(canvas, below, scene, lanes)
        return ((below, lanes_alt(scene)),), ((above, holders),) if holders else ()
    lane = [place for place in scene.catalog.lanes if place.place_id == scene.view.place]
    high = paper_timeline.height(len(lane)) if lane else 0.0
    with canvas.part(Role.FIGURE, panels.card_alt(scene), box=box):
        panels.card(canvas, replace(box, height=box.height - high), scene)
        if lane:
            paper_timeline.draw(canvas, Box(box.x, box.y + box.height - high, box.width, high), scene, lane)
    return ((box, panels.card_alt(scene)),), ()


def compared(scene: Scene) -> Comparison:
    """Return both answers that a view compares.

    Raises:
        BadOrder: If they are one and the same.
    """
    view = scene.view
    if view.other == view or (view.other.on, view.other.policy, view.other.known_on) == (
        view.on,
        view.policy,
        view.known_on,
    ):
        raise wording.nothing_compared()
    return compare(replace(compose(scene.catalog, view.other), own=scene.own, events=scene.events), scene)


def plate(scenes: Sequence[Scene], number: int) -> str:
    """Return what tells one of two compared maps from the other: its day, its rule, what was known."""
    one, other = scenes
    this = scenes[number]
    if one.view.on != other.view.on:
        return show_day(this.view.on)
    if one.view.policy != other.view.policy:
        return POLICY[this.view.policy]()
    return wording.as_known_on(this.known_on)


def _most(comparison: Comparison) -> str:
    """Return the first two sentences of a comparison, and the last where it says that a day is unverified."""
    sentences = differences.comparison_sentences(comparison)
    scenes = (comparison.before, comparison.after)
    late = any(unreported(scene.catalog, scene.view.on) for scene in scenes)
    return " ".join((*sentences[:2], *(sentences[2:][-1:] if late else ())))


def _raised(words: Words, shown: int) -> dict[str, str]:
    """Return the numbers of the printed sources by place, short: 1–3, 7."""
    raised = {}
    for place, numbers in words.numbers.items():
        runs: list[list[int]] = []
        for number in sorted(each for each in numbers if each <= shown):
            if runs and runs[-1][-1] == number - 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        texts = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs]
        raised[place] = ",".join(texts[:3]) + ("…" if len(texts) > 3 else "")
    return {place: text for place, text in raised.items() if text}
