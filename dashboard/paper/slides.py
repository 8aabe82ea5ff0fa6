"""Slides for a wall: a map with its sentence, then tables, timeline and sources on slides of their own.

The unit of every length is the point. Nothing is smaller than `SMALL`; a sentence and the names of places
are at least `LARGE`: from four metres such letters are as large on a slide of 1.5 m as a newspaper's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import segno

from dashboard.answer.comparison import Comparison
from dashboard.answer.holdings import held, of_window
from dashboard.answer.log import PRINTED, log_of
from dashboard.answer.names import named
from dashboard.answer.scene import Scene
from dashboard.charts.stretches import lanes_alt
from dashboard.look.theme import theme_of
from dashboard.map.labels import gate_note, pins
from dashboard.map.legend import LegendEntry, legend
from dashboard.paper import blocks, furniture, office, panels, typeface
from dashboard.paper import ground as paper_ground
from dashboard.paper import map as paper_map
from dashboard.paper import timeline as paper_timeline
from dashboard.paper.blocks import LEADING, Block, Drawing, Figure, Key, Passage, Table
from dashboard.paper.canvas import Canvas, Surface
from dashboard.paper.layout import PAPERS, Box, Projection, framed
from dashboard.paper.page import Page, check, compared, frame_of, of_stretch, plate
from dashboard.paper.tags import Role
from dashboard.paper.words import SourceLine, Words, words_of
from dashboard.question.camera import Bounds
from dashboard.question.choices import Choices
from dashboard.question.framing import FRAMES
from dashboard.question.online import ONLINE
from dashboard.question.order import Order, Template, shown_of
from dashboard.wording import alts, counts, differences, headline, holdings
from dashboard.wording import log as log_words
from dashboard.wording import paper as paper_words
from dashboard.wording import slides as wording
from dashboard.wording.card import card_of
from dashboard.wording.dates import span_text
from dashboard.wording.firmness import evidence
from dashboard.wording.grounds import evidence_day
from dashboard.wording.language import figure
from dashboard.wording.states import state_text
from dashboard.wording.text import NO_TEXT, Run, Text, coloured
from geodata.analysis.stretches import WHOLE
from geodata.datasets.places import Place

SMALL, LARGE = 14.0, 18.5
"""Points of the smallest letters, and of the smallest in a sentence or a place's name."""

_MARGIN, _TOP = 28.0, 18.0
_TITLES = (34.0, 32.0, 30.0, 28.0, 26.0, 24.0)
_SENTENCES = (22.0, 21.0, 20.0, 19.0, LARGE)
_LOGO = Box(0, 14.0, 110.0, 34.0)
_BODY = (20.0, 18.0, 16.0, 15.0)
"""Points of the letters of a table, the largest at which it has room on one slide, or else the smallest."""
_MOST_SOURCES = 3
"""Slides of sources."""
_LEAST = 60.0
"""Height beneath which sources start on a slide of their own."""
_QR = 110.0
"""Width of the code for a phone; one that needs smaller squares than a point is left out."""
_LANES = 1.33
"""How much larger a timeline is than on a page: its smallest letters are then of `SMALL`."""
_NARROWEST = 540.0
"""Least width of a timeline in its own pixels."""
_MOST_HEAD = 0.4
"""Share of the height that title and sentence take at most."""
_STEADY = (0.3, 0.76)
"""Shares of the height between which the map of a sequence lies, where words leave it so much."""
_AROUND = 0.16
"""Share of the places' extent that a map shows beyond them, on each side."""
_NAMED = ("crossing", "town")
"""What the legend of a slide leaves out: such a dot has its name beside it."""
_WITH_LANES = (Template.TIMELINE, Template.MINES, Template.CROSSING, Template.SEQUENCE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What all slides of one question share.

    Attributes:
        scene: What the map shows, limited to that.
        comparison: Both answers, where two are compared.
        words: Its words, with the sentence and the title of a slide.
        entries: The legend.
        bounds: What is in the map's frame, and the `maps` that show it.
        head: Title and sentence; `key` is the legend and `foot` the line beneath it.
    """

    scene: Scene
    comparison: Comparison | None
    order: Order
    words: Words
    bounds: Bounds
    maps: tuple[Box, ...]
    head: tuple[Passage, ...]
    key: Key
    foot: Box
    logo: bytes | None


def draw(
    scene: Scene, order: Order, choices: Choices, *, base: str, logo: bytes | None = None, news: bool = False
) -> Iterator[Page]:
    """Yield the slides of a question, the map first; with `news` its title is what changed on the day.

    Raises:
        BadOrder: If it cannot be made as it was asked for; the text says why.
    """
    asked = _asked(scene, order, choices, base, logo, news)
    yield _map(asked)
    yield from _rest(asked)


def _size(order: Order) -> tuple[tuple[float, float], float]:
    """Return width and height of a slide in points, and its width in inches."""
    width, height, inches = PAPERS[order.aspect]
    return (inches * 72, inches * 72 * height / width), inches


def _canvas(order: Order) -> Canvas:
    size, inches = _size(order)
    return Canvas(size, inches, theme_of(order.tone), dots=PAPERS[order.aspect][0] / size[0])


# -- The map ---------------------------------------------------------------------------------------


def _asked(scene: Scene, order: Order, choices: Choices, base: str, logo: bytes | None, news: bool) -> _Asked:
    (width, height), _ = _size(order)
    layers = tuple(name for name in scene.view.layers if name not in ONLINE)
    if order.template is Template.MINES:
        layers = tuple(dict.fromkeys((*layers, "mines", "pools")))
    view = replace(scene.view, layers=layers, map_of=shown_of(order.template, scene.view.map_of))
    if order.template is Template.LOG:
        view = replace(view, log=view.log or PRINTED)
    scene = replace(
        scene, view=of_stretch(view, order, scene.catalog), catalog=named(scene.catalog, view.lang)
    )
    typeface.check(order.title)
    check(scene, order)
    if order.template is Template.MINES:
        scene = replace(scene, view=replace(scene.view, stretch=WHOLE))  # its map is of where mines are
    whole = Box(0, 0.3 * height, width, 0.5 * height)
    bounds = _cut(scene, order, frame_of(scene, order, whole))
    scene, words, comparison, entries = _told(scene, order, choices, base, bounds, whole, news)
    # What the map shows depends on its height, and that on the words about what it shows.
    for _ in range(3):
        head = _head(words, order, width, height, bool(logo))
        key, foot = _below(scene, entries, order)
        top = head[-1].box.y + head[-1].box.height + 10
        bottom = (key.boxes[0].y if key.boxes else foot.y) - 8
        if order.template is Template.SEQUENCE:
            # The map stays where it is from day to day, or nobody would see what changes.
            top, bottom = max(top, _STEADY[0] * height), min(bottom, _STEADY[1] * height)
        box = Box(0, top, width, bottom - top)
        half = replace(box, width=(width - 6) / 2)
        compares = order.template is Template.COMPARE
        maps = (half, replace(half, x=half.width + 6)) if compares else (box,)
        scene, words, comparison, entries = _told(scene, order, choices, base, bounds, maps[0], news)
    return _Asked(scene, comparison, order, words, bounds, maps, head, key, foot, logo)


def _told(
    scene: Scene, order: Order, choices: Choices, base: str, bounds: Bounds, box: Box, news: bool
) -> tuple[Scene, Words, Comparison | None, tuple[LegendEntry, ...]]:
    """Return the scene that a box shows, with its words, both answers and the legend."""
    scene = framed(scene, bounds, box)
    comparison = compared(scene) if order.template is Template.COMPARE else None
    words = words_of(scene, order, choices, base, comparison)
    sentence = words.sentence
    if comparison:
        sentence = coloured(differences.in_short(comparison), scene.catalog)
    elif order.template is not Template.LOG:
        sentence = coloured(_sentence(scene, order, news), scene.catalog)
    words = replace(words, sentence=sentence, title=(wording.changes(scene) if news else "") or words.title)
    scenes = [comparison.before, comparison.after] if comparison else [scene]
    extent = Projection.fitted(bounds, box).extent
    entries = legend(scenes, theme_of(order.tone), extent, scene.view.stretch)
    entries = tuple(entry for entry in entries if entry.kind not in _NAMED)
    return scene, words, comparison, entries


def _sentence(scene: Scene, order: Order, news: bool) -> str:
    """Return the one sentence: of the place, or of all crossings where the title is about these."""
    if order.template is Template.MINES:
        held = [str(part.text) for part in counts.parts(scene.counted.clusters, scene)]
        return paper_words.mines_held(headline.day_asked(scene), len(scene.counted.clusters), held)
    stretch = order.frame in FRAMES and order.template is not Template.CROSSING
    if (news or stretch) and scene.crossings and not of_window(scene):
        return counts.crossings_sentence(scene, headline.day_asked(scene))
    return headline.in_short(scene)


def _cut(scene: Scene, order: Order, bounds: Bounds) -> Bounds:
    """Return what is in frame without the empty land at its edges, where only a stretch was asked for."""
    asked = order.bounds() is not None and order.frame.count(",") == 3
    if asked or scene.view.camera or order.template in (Template.MINES, Template.CROSSING):
        return bounds
    places = scene.catalog.places
    near = [
        pin
        for name, pin in pins(scene.catalog).items()
        if pin.crossing and bounds.covers(pin.lon, pin.lat) and scene.counts(places[name])
    ]
    if len(near) < 2:
        return bounds
    lons, lats = [pin.lon for pin in near], [pin.lat for pin in near]
    wide, high = max(lons) - min(lons), max(lats) - min(lats)
    beyond = _AROUND * max(wide, high)
    return Bounds(min(lons) - beyond, min(lats) - 0.6 * beyond, max(lons) + beyond, max(lats) + 0.6 * beyond)


def _head(words: Words, order: Order, width: float, height: float, logo: bool) -> tuple[Passage, ...]:
    theme = theme_of(order.tone)
    wide = width - 2 * _MARGIN
    room = Box(_MARGIN, _TOP, wide - (_LOGO.width + 16 if logo else 0), 0.17 * height)
    title = blocks.passage("title", room, Text.of(words.title).strong(), _TITLES, theme.ink, 1.15)
    title = replace(title, low=True, role=Role.TITLE)
    y = title.box.y + title.box.height + 6
    room = Box(_MARGIN, y, wide, _TOP + _MOST_HEAD * height - y)
    return title, blocks.passage("sentence", room, words.sentence, _SENTENCES, theme.ink)


def _below(scene: Scene, entries: Sequence[LegendEntry], order: Order) -> tuple[Key, Box]:
    """Return the legend and the room of the line beneath it, at the foot of the slide."""
    (width, height), _ = _size(order)
    wide = width - 2 * _MARGIN
    # As high as it would be if names had to be left out: that is known when the map is drawn.
    line = blocks.passage(
        "foot", Box(_MARGIN, 0, wide, height), Text.of(wording.foot(scene, 2, 2)), (SMALL,), ""
    ).box
    foot = replace(line, y=height - 12 - line.height)
    laid = blocks.key(Box(_MARGIN, 0, wide, 0), entries, SMALL)
    high = laid.boxes[-1].y + laid.boxes[-1].height if laid.boxes else 0.0
    top = foot.y - 4 - high
    return replace(laid, boxes=tuple(replace(box, y=box.y + top) for box in laid.boxes)), foot


def _map(asked: _Asked) -> Page:
    canvas, order, scene = _canvas(asked.order), asked.order, asked.scene
    comparison = asked.comparison
    scenes = [comparison.before, comparison.after] if comparison else [scene]
    parts: list[Block] = [*asked.head]
    for passage in asked.head:
        blocks.draw(canvas, passage)
    lacking: list[paper_map.LeftOut] = []
    for number, (box, each) in enumerate(zip(asked.maps, scenes, strict=True)):
        alt = alts.map_alt(each)
        with canvas.part(Role.FIGURE, alt, box=box):
            left_out = paper_map.draw(
                canvas,
                box,
                each,
                bounds=asked.bounds,
                plate=plate(scenes, number) if comparison else "",
                rings={place: str(ring) for place, ring in comparison.rings.items()} if comparison else {},
                locator=False,
                letters=paper_ground.ON_SLIDE,
            )
        lacking.append(left_out)
        parts.append(Figure(f"map {number + 1}" if comparison else "map", box, alt))
    names, notes = (max(each) for each in zip(*lacking, strict=True))
    line = Text.of(wording.foot(scene, names, notes))
    foot = blocks.passage("foot", asked.foot, line, (SMALL,), canvas.theme.ink2)
    rest: list[Block] = [asked.key, foot]
    if asked.logo:
        at = replace(_LOGO, x=canvas.width - _MARGIN - _LOGO.width)
        at = furniture.picture_box(at, asked.logo)
        rest.append(Figure("logo", at, paper_words.LOGO(), asked.logo))
    for block in rest:
        blocks.draw(canvas, block)
    alt = differences.difference_alt(comparison) if comparison else asked.words.alt
    page = _page(asked, canvas, [*parts, *rest], alt)
    log = log_of(scene) if order.template is Template.LOG else None
    return replace(page, log=log, logo=asked.logo)


def _page(asked: _Asked, canvas: Canvas, parts: Sequence[Block], alt: str) -> Page:
    """Return a slide on whose canvas the parts are drawn."""
    passages = [block for block in parts if isinstance(block, Passage)]
    figures = [block for block in parts if isinstance(block, Figure)]
    placed: list[Passage | Figure] = [*passages, *(block for block in figures if block.png)]
    return Page(
        canvas=canvas,
        scene=asked.scene,
        other=asked.comparison.before if asked.comparison else None,
        words=asked.words,
        boxes={block.name: block.box for block in placed},
        sizes={block.name: block.size for block in passages},
        pictures=tuple((block.box, block.alt) for block in figures if not block.png),
        legend=asked.key.entries,
        columns=1,
        sources=sum(len(block.texts) for block in passages if block.role is Role.ITEM),
        charts=(),
        alt=alt,
        blocks=tuple(parts),
    )


# -- What follows ----------------------------------------------------------------------------------


def _rest(asked: _Asked) -> Iterator[Page]:
    """Yield the slides after the map."""
    scene, order = asked.scene, asked.order
    match order.template:
        case Template.COMPARE:
            yield from _differences(asked)
        case Template.CROSSING:
            yield from _card(asked)
        case Template.MINES:
            yield from _mines(asked)
        case Template.LOG:
            yield from _log(asked)
        case _ if scene.lanes:
            yield from _crossings(asked)
    if order.template in _WITH_LANES:
        yield from timeline(asked)
    yield from _sources(asked)


def _follow(asked: _Asked, title: str, parts: Sequence[Block], alt: str) -> Page:
    """Return a slide with a title above what it is made of."""
    canvas = _canvas(asked.order)
    theme, wide = canvas.theme, canvas.width - 2 * _MARGIN
    text = Text.of(title).strong()
    head = blocks.passage("title", Box(_MARGIN, _TOP, wide, 76), text, _TITLES[3:], theme.ink, 1.15)
    head = replace(head, low=True, role=Role.TITLE)
    room = Box(_MARGIN, canvas.height - 32, wide, 20)
    foot = blocks.passage("foot", room, Text.of(wording.evidence_foot(asked.scene)), (SMALL,), theme.ink2)
    foot = replace(foot, role=Role.AGAIN)
    every = [head, *parts, foot]
    for block in every:
        blocks.draw(canvas, block)
    page = _page(asked, canvas, every, alt)
    return replace(page, follows=True, words=replace(page.words, title=title))


def _room(asked: _Asked) -> Box:
    """Return the room between the title of a slide and its foot."""
    (width, height), _ = _size(asked.order)
    return Box(_MARGIN, 92, width - 2 * _MARGIN, height - 92 - 44)


def _tables(
    asked: _Asked,
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    shares: Sequence[float],
) -> Iterator[Page]:
    """Yield a table on as many slides as it needs, each with the heads of its columns."""
    room = _room(asked)
    widths = tuple(share * room.width for share in shares)
    first = tuple(Text.of(head).strong() for head in heads)
    body = [tuple(Text.of(cell) for cell in row) for row in rows]
    body = body or [(wording.no_rows(), *[NO_TEXT] * (len(heads) - 1))]
    whole = [first, *body]
    sizes = (each for each in _BODY if sum(blocks.heights(whole, widths, each)) <= room.height)
    size = next(sizes, _BODY[-1])
    parts: list[list[tuple[tuple[Text, ...], float]]] = [[]]
    above = blocks.heights([first], widths, size)[0]
    left = room.height - above
    for row, high in zip(body, blocks.heights(body, widths, size), strict=True):
        if high > left and parts[-1]:
            parts.append([])
            left = room.height - above
        parts[-1].append((row, high))
        left -= high
    for number, part in enumerate(parts, 1):
        name = wording.part(title, number, len(parts))
        highs = (above, *(high for _, high in part))
        alt = wording.table_alt(name, len(part))
        table = Table(
            "table",
            replace(room, height=sum(highs)),
            (first, *(row for row, _ in part)),
            widths,
            highs,
            size,
            alt,
        )
        yield _follow(asked, name, [table], alt)


def _crossings(asked: _Asked) -> Iterator[Page]:
    """Yield who held each crossing, north to south: on the day, or of the window all in order."""
    scene, catalog = asked.scene, asked.scene.catalog
    if of_window(scene):
        rows = [
            (Text.of(place.name).strong(), holdings.holders(held(place.place_id, scene), scene))
            for place in scene.lanes
        ]
        ever = (wording.PLACE(), holdings.HOLDERS())
        yield from _tables(asked, wording.crossings_of_window(*scene.view.window), ever, rows, (0.27, 0.73))
        return
    day_rows = []
    for place in scene.lanes:
        state = scene.control[place.place_id]
        day_rows.append(
            (
                Text.of(place.name).strong(),
                state_text(state, catalog, state.partners),
                span_text(state.since),
                evidence(state, evidence_day(state, catalog)),
                gate_note(place.place_id, scene.gates.get(place.place_id, ())),
            )
        )
    heads = (wording.PLACE(), wording.HOLDER(), wording.SINCE(), wording.EVIDENCE(), wording.GATE())
    yield from _tables(
        asked, wording.crossings(scene.view.on), heads, day_rows, (0.21, 0.17, 0.2, 0.21, 0.21)
    )


def _differences(asked: _Asked) -> Iterator[Page]:
    assert asked.comparison
    heads = (differences.WHAT(), *differences.sides(asked.comparison), differences.WHEN())
    rows = [panels.cells(row) for row in differences.comparison_table(asked.comparison)]
    told: list[list[str | Text]] = [[Text.of(what).strong(), *rest] for what, *rest in rows]
    told = told or [[wording.NOTHING(), "", "", ""]]
    yield from _tables(asked, wording.DIFFERS(), heads, told, (0.24, 0.28, 0.28, 0.2))


def _card(asked: _Asked) -> Iterator[Page]:
    """Yield the card of the place, then the claims that its answer rests on and those set aside."""
    card = card_of(asked.scene)
    assert card
    rows = [(Text.of(row.label).strong(), row.text) for row in card.rows]
    title = wording.card(card.title, asked.scene.view.on)
    yield from _tables(asked, title, (wording.ABOUT(), wording.KNOWN()), rows, (0.2, 0.8))
    claims: list[tuple[Text | str, ...]] = [
        *((Text.of(row.day).strong(), row.says, row.who, wording.USED()) for row in card.used),
        *((Text.of(row.day).strong(), row.says, row.who, row.result) for row in card.set_aside),
    ]
    heads = (wording.WHEN(), wording.SAYS(), wording.WHO(), wording.RESULT())
    yield from _tables(asked, wording.claims(card.title), heads, claims, (0.17, 0.2, 0.33, 0.3))


def _mines(asked: _Asked) -> Iterator[Page]:
    """Yield the mines by holder, as figures."""
    rows: list[tuple[str | Text, ...]] = [
        (
            coloured(each.label, asked.scene.catalog),
            *map(figure, (each.clusters, each.pools, each.hectares)),
        )
        for each in panels.mine_holders(asked.scene, theme_of(asked.order.tone))
    ]
    heads = (wording.HOLDER(), paper_words.CLUSTERS(), paper_words.POOLS(), paper_words.HECTARES())
    shares = (0.28, 0.24, 0.24, 0.24)
    yield from _tables(asked, wording.mines(asked.scene.view.on), heads, rows, shares)


def _log(asked: _Asked) -> Iterator[Page]:
    log = log_of(asked.scene)
    rows = [
        (
            Text.of(row.when).strong(),
            row.place,
            row.what,
            ", ".join(filter(None, [*dict.fromkeys(cited.publisher for cited in row.sources), row.more])),
        )
        for row in log_words.log_rows(log, asked.scene)
    ]
    heads = (log_words.WHEN(), log_words.PLACE(), log_words.WHAT(), log_words.SOURCES())
    title = wording.happened(*asked.scene.view.window)
    yield from _tables(asked, title, heads, rows, (0.19, 0.2, 0.31, 0.3))


def timeline(asked: _Asked) -> Iterator[Page]:
    """Yield the timeline, its lanes on as many slides as they need."""
    scene = asked.scene
    lanes = list(scene.lanes)
    if asked.order.template is Template.CROSSING:
        lanes = [place for place in scene.catalog.lanes if place.place_id == scene.view.place]
    if not lanes:
        return
    room = _room(asked)
    # As large as few lanes can be where the axis keeps its width.
    high = paper_timeline.height(max(len(lanes), 1))
    zoom = max(_LANES, min(room.height / high, room.width / _NARROWEST))
    most = max(1, paper_timeline.room(room.height / zoom))
    parts = [lanes[at : at + most] for at in range(0, len(lanes), most)]
    days = paper_timeline.span(scene)
    title = wording.timeline(*days)
    for number, part in enumerate(parts, 1):
        drawn = partial(_lanes, room=room, scene=scene, lanes=part, zoom=zoom)
        drawing = Drawing("timeline", room, drawn, zoom, lanes_alt(scene))
        yield _follow(asked, wording.part(title, number, len(parts)), [drawing], lanes_alt(scene))


def _lanes(surface: Surface, room: Box, scene: Scene, lanes: Sequence[Place], zoom: float) -> None:
    """Draw lanes into a room of the slide on a surface that is `zoom` times as large."""
    box = Box(*(each / zoom for each in (room.x, room.y, room.width, room.height)))
    paper_timeline.draw(surface, box, scene, lanes, counted=False)


def _ways(asked: _Asked, room: Box) -> tuple[list[Block], float]:
    """Return the rule for evidence and the way back to the question, and the y beneath them.

    The way back is the link with its code for a phone, or the question in words with its command.
    """
    words, ink = asked.words, theme_of(asked.order.tone).ink
    parts: list[Block] = []
    wide, end = room.width, room.y
    code = segno.make(words.link, error="l", micro=False) if words.link else None
    if code and code.symbol_size(border=0)[0] <= _QR:
        square = Box(room.x + room.width - _QR, room.y, _QR, _QR)
        parts.append(Figure("qr", square, paper_words.qr_alt(words.link), furniture.qr_png(words.link)))
        wide, end = room.width - _QR - 24, room.y + _QR
    about = Text.of(words.evidence, " ", words.disclaimer, " ", words.credit)
    rule = Box(room.x, room.y, wide, room.height * 0.6)
    passages = [blocks.passage("evidence", rule, about, (SMALL,), ink)]
    names = ("link",) if words.link else ("question", "command")
    for name, line in zip(names, words.again.splitlines(), strict=True):
        above = passages[-1].box
        y = above.y + above.height + 6
        text = Text((Run(line, address=words.link),))
        left = Box(room.x, y, wide, room.y + room.height - y)
        passages.append(blocks.passage(name, left, text, (SMALL,), ink))
    last = passages[-1].box
    return [*passages, *parts], max(end, last.y + last.height) + 10


def _cited(line: SourceLine) -> Text:
    """Return a source with a link from its publisher and date; LibreOffice breaks a link within its words."""
    published, opening, places = line.text.partition(" (")
    link = Run(paper_words.numbered(line.number, published), address=line.address)
    return Text((link, Run(opening + places)))


def _sources(asked: _Asked) -> Iterator[Page]:
    """Yield the rule for evidence with the way back, then all sources, on as many slides as they need."""
    words, theme = asked.words, theme_of(asked.order.tone)
    room = _room(asked)
    columns = 2 if room.width > 700 else 1
    each = (room.width - 24 * (columns - 1)) / columns
    texts = [_cited(line) for line in words.sources]
    first, top = _ways(asked, room)
    columns_of: list[list[Block]] = [first]
    bottom, column = room.y + room.height - 26, 0
    if texts and bottom - top < _LEAST:
        columns_of.append([])
        top = room.y
    while texts:
        count, high = 0, 0.0
        for text in texts:
            more = len(office.lines(text, SMALL, each)) * SMALL * LEADING
            if count and top + high + more > bottom:
                break
            count, high = count + 1, high + more
        x = room.x + column * (each + 24)
        name = f"sources {len(columns_of)}-{column + 1}"
        columns_of[-1].append(
            Passage(
                name,
                Box(x, top, each, high),
                tuple(texts[:count]),
                SMALL,
                LEADING,
                theme.ink2,
                role=Role.ITEM,
            )
        )
        texts, column = texts[count:], column + 1
        if texts and column == columns:
            if len(columns_of) == _MOST_SOURCES:
                break
            columns_of.append([])
            column, top = 0, room.y
    if texts:
        line = Text.of(wording.more_sources(len(texts)))
        at = Box(room.x, room.y + room.height - 22, room.width, 20)
        columns_of[-1].append(blocks.passage("more", at, line, (SMALL,), theme.ink))
    for number, part in enumerate(columns_of, 1):
        name = wording.part(wording.SOURCES(), number, len(columns_of))
        alt = wording.sources_alt(len(words.sources))
        yield _follow(asked, name, part, alt)
