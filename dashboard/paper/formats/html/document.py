"""A briefing as one HTML file that carries its map: it opens from a stick, and asks nobody for anything.

Its policy allows the two pieces of code that are written in it, by their hashes, and what these
unpack; every text from the ledger is escaped all the same.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from string import Template

import dashboard
from dashboard.answer.log import Log
from dashboard.answer.scene import Scene, compose
from dashboard.charts.stretches import lanes_table
from dashboard.look.signs import address, sign_svg
from dashboard.look.theme import Theme, actor_text
from dashboard.map import overlays
from dashboard.map.film import Film, day_number
from dashboard.map.legend import LegendEntry, legend, own_entries
from dashboard.paper.formats.html.payload import film_for_file, offered, packed
from dashboard.paper.words import Words
from dashboard.question.camera import Bounds
from dashboard.question.choices import CHOOSABLE, Choices
from dashboard.wording import language
from dashboard.wording import log as log_words
from dashboard.wording import paper as wording
from dashboard.wording.component import frame_words
from dashboard.wording.dates import long_day
from dashboard.wording.html import hued, linked, plain
from dashboard.wording.text import coloured
from dashboard.wording.vocabulary import OVERLAY

_HERE = Path(__file__).parent
_FONTS = Path(dashboard.__file__).parent / "fonts"
_FACES = (
    ("Ledger Sans", "400", "ledger-sans-regular.ttf"),
    ("Ledger Sans", "600 700", "ledger-sans-semibold.ttf"),
    ("Ledger Burmese", "400 700", "noto-sans-myanmar.1.woff"),
    ("Ledger Han", "400 700", "noto-sans-sc.1.woff"),
)
"""Fonts that travel: family, weights, file. The style names the families, and what stands in for them."""
_COLOURS = ("page", "card", "ink", "ink2", "ink3", "line", "hairline")
_WORLD = Bounds(-180, -90, 180, 90)
_EVENTS = ("event-name", "event", "event-halo")
_KINDS = ("actor", "status", "crossing", "town", "mine", "pool", "catchment", *_EVENTS)
_OVERLAY = {
    "crossing": "crossings",
    "town": "towns",
    "mine": "mines",
    "pool": "pools",
    "catchment": "catchments",
    **dict.fromkeys(_EVENTS, "events"),
}
"""The overlay that has shapes of a kind; one that is off is not explained."""
_PATTERNS = ("diagonal", "bands", "solid", "none")


def document(
    scene: Scene,
    theme: Theme,
    choices: Choices,
    words: Words,
    frame: Bounds,
    play: tuple[date, date] | None = None,
    log: Log | None = None,
    logo: bytes | None = None,
) -> bytes:
    """Return a briefing as one HTML file in UTF-8; the same question gives the same bytes.

    `frame` is what the map shows before anybody moves it, in degrees (WGS 84); `play` has the first
    and last day of the playback that is offered, None offers none. `log` is what happened, as a table,
    `logo` a PNG or JPEG for the corner.
    """
    whole = film_for_file(scene, theme, choices)
    style, unpack = _style(theme, scene), (_HERE / "unpack.js").read_text(encoding="utf-8")
    day, again = plain(long_day(scene.view.on)), linked(words.again)
    days = {"own_day": f"<strong>{day}</strong>", "map_day": '<strong id="other"></strong>'}
    span = overlays.window(scene)
    shown = plain(span) if span else f'<span id="shown">{day}</span>'
    about = frame_words(day=day, shown=shown, **days)
    if span:
        of_window = frame_words(day=plain(span), shown=shown, **days)
        about |= {name: of_window[name] for name in ("say_behind", "say_sources_for")}
        about["say_map_on"] = about["say_map_of"]
    parts = {
        **about,
        "language": language.current(),
        "policy": _policy(unpack, style),
        "style": style,
        "unpack": unpack,
        "payload": packed(scene, theme, choices, words, frame, play, whole),
        "title": plain(words.title),
        "kicker": plain(words.kicker),
        "logo": _logo(logo) if logo else "",
        "sentence": hued(words.sentence),
        "layers": _layers(scene),
        "legend": _legend(scene, theme, whole) + _own_legend(scene, theme),
        "happened": _happened(log, scene) if log else "",
        "table": _table(lanes_table(scene), scene),
        "evidence": hued(words.evidence),
        "sources": _sources(words),
        "disclaimer": plain(words.disclaimer),
        "credit": plain(words.credit),
        "again": again,
    }
    return Template((_HERE / "document.html").read_text(encoding="utf-8")).substitute(parts).encode()


def _policy(script: str, style: str) -> str:
    """Return what the page may load: the two inline parts, blobs that it makes, pictures and fonts in it."""

    def only(text: str) -> str:
        return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; script-src {only(script)} blob:; style-src {only(style)} blob:; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )


def _style(theme: Theme, scene: Scene) -> str:
    colours = "".join(f"--{name}:{getattr(theme, name)};" for name in _COLOURS)
    hues = "".join(f".{actor}{{color:{actor_text(actor, theme)}}}" for actor in CHOOSABLE)
    faces = "".join(_face(*face) for face in _FACES)
    sheet = (_HERE / "document.css").read_text(encoding="utf-8")
    return f":root{{color-scheme:{theme.name};{colours}}}{hues}{faces}\n{sheet}"


def _face(family: str, weights: str, name: str) -> str:
    font = b64encode((_FONTS / name).read_bytes()).decode()
    source = f"url(data:font/{name.rpartition('.')[2]};base64,{font})"
    return f"@font-face{{font-family:'{family}';font-weight:{weights};src:{source}}}"


def _logo(picture: bytes) -> str:
    kind = "png" if picture.startswith(b"\x89PNG") else "jpeg"
    data = b64encode(picture).decode()
    return f'<img class="logo" alt="{plain(wording.LOGO())}" src="data:image/{kind};base64,{data}">'


def _layers(scene: Scene) -> str:
    on = set(scene.view.layers)
    return "".join(
        f'<label><input type="checkbox" value="{name}"{" checked" if name in on else ""}> '
        f"{plain(OVERLAY[name]())}</label>"
        for name in offered(scene.view)
    )


def _legend(scene: Scene, theme: Theme, whole: Film) -> str:
    """Return an item for each thing to explain, with the days `[from, to)` on which the map shows it."""
    entries: dict[LegendEntry, list[list[int]]] = {}
    starts = [day for day in whole.days() if day <= scene.catalog.newest_record]
    every = replace(scene.view, layers=offered(scene.view), extent=None)
    ends = [*map(day_number, starts[1:]), day_number(date.max)]
    for start, end in zip(starts, ends, strict=True):
        of_day = replace(compose(scene.catalog, replace(every, on=start)), events=scene.events)
        for entry in legend([of_day], theme, _WORLD):
            runs = entries.setdefault(entry, [])
            if runs and runs[-1][1] == day_number(start):
                runs[-1][1] = end
            else:
                runs.append([day_number(start), end])
    return "".join(_entry(entry, entries[entry], scene, theme) for entry in _in_order(entries, theme))


def _own_legend(scene: Scene, theme: Theme) -> str:
    """Return an item for each class of the reader's own layers that travel, whatever the day."""
    always = [[day_number(date.min), day_number(date.max)]]
    owns = [own for own in scene.own if own.layer.shareable]
    entries = (entry for own in owns for entry in own_entries(own, scene, theme, every_day=True))
    return "".join(_entry(entry, always, scene, theme) for entry in entries)


def _in_order(entries: Iterable[LegendEntry], theme: Theme) -> Sequence[LegendEntry]:
    """Return what any day has to explain in the order of a single day's legend."""
    actors = [*theme.fills, ""]

    def place(entry: LegendEntry) -> tuple[int, int, int]:
        return _KINDS.index(entry.kind), actors.index(entry.actor), _PATTERNS.index(entry.look.pattern)

    return sorted(entries, key=place)


def _entry(entry: LegendEntry, runs: Sequence[Sequence[int]], scene: Scene, theme: Theme) -> str:
    name = "".join(
        f'<b class="{run.actor}">{plain(run.text)}</b>' if run.actor else plain(run.text)
        for run in entry.label.runs
    )
    days_of = " ".join(f"{first}-{after}" for first, after in runs)
    today, overlay = day_number(scene.view.on), _OVERLAY.get(entry.kind, "")
    on = not overlay or overlay in scene.view.layers
    hidden = "" if on and any(first <= today < after for first, after in runs) else " hidden"
    picture = f'<img alt="" src="{address(sign_svg(entry.kind, entry.look, theme))}">'
    left_out = "<s>" * entry.hidden, "</s>" * entry.hidden
    of = f' data-of="{overlay}"' if overlay else ""
    return f'<li data-days="{days_of}"{of}{hidden}>{picture}<span>{name.join(left_out)}</span></li>'


def _table(rows: Sequence[dict[str, str]], scene: Scene) -> str:
    if not rows:
        return f"<p>{plain(wording.NO_CROSSING())}</p>"
    heads = "".join(f'<th scope="col">{plain(name)}</th>' for name in rows[0])
    lines = ""
    for row in rows:
        place, *cells = (hued(coloured(text, scene.catalog)) for text in row.values())
        lines += f'<tr><th scope="row">{place}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def _happened(log: Log, scene: Scene) -> str:
    """Return what happened as a section of its own, every entry of it."""
    names = (log_words.WHEN, log_words.PLACE, log_words.WHAT, log_words.SOURCES)
    heads = "".join(f'<th scope="col">{plain(name())}</th>' for name in names)
    lines = ""
    for row in log_words.log_rows(log, scene):
        who = "; ".join(f"{each.publisher} ({', '.join(each.ids)})" for each in row.sources)
        cells = (plain(row.place), hued(row.what), plain(f"{who} {row.more}".strip()))
        lines += f'<tr><th scope="row">{plain(row.when)}</th>'
        lines += "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    title = plain(log_words.title(scene))
    return (
        f'<section class="table" aria-labelledby="happened"><h2 id="happened">{title}</h2>'
        '<div class="scroll" role="group" aria-labelledby="happened" tabindex="0">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div></section>"
    )


def _sources(words: Words) -> str:
    items = ""
    for line, cited in zip(words.sources, words.citations, strict=True):
        text = f"{plain(line.text)}<span>{linked(cited)}</span>"
        items += f'<li id="source-{line.number}" value="{line.number}">{text}</li>'
    return items
