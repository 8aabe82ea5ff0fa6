"""The embedded page: one answer with its map, day, legend and sources, in a frame of another site.

It is plain HTML around the map's own scripts, not a page of Streamlit: an article may have many readers,
and here each of them costs a file that may be kept, no session, no websocket and no cookie. It alone may
be framed, and only by the sites that the setting lists.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboard import settings
from dashboard.answer.holdings import of_window
from dashboard.answer.scene import Scene, compose
from dashboard.look.signs import address, sign_svg
from dashboard.look.theme import THEMES, Theme, actor_text
from dashboard.map import component, film, overlays
from dashboard.map import files as map_files
from dashboard.map.component import MapSpec
from dashboard.map.film import day_number
from dashboard.map.legend import LegendEntry, legend
from dashboard.page import store
from dashboard.paper.words import numbered_sources
from dashboard.question import link
from dashboard.question.camera import Bounds
from dashboard.question.choices import CHOOSABLE
from dashboard.question.fault import Fault, printable
from dashboard.question.framing import home
from dashboard.question.order import Order
from dashboard.question.public import EMBED, embedded
from dashboard.question.view import View
from dashboard.service.limits import in_turn
from dashboard.wording import alts, headline, language, paper
from dashboard.wording import embed as wording
from dashboard.wording import page as words
from dashboard.wording.component import map_words
from dashboard.wording.html import hued, plain
from dashboard.wording.releases import release_sentence
from dashboard.wording.text import coloured
from geodata.catalog import Catalog
from geodata.errors import BrokenBundle, LedgerError

_HERE = Path(__file__).parent
_TEMPLATE, _STYLE = ((_HERE / f"embed.{kind}").read_text(encoding="utf-8") for kind in ("html", "css"))
_SCRIPT = (_HERE / "embed.js").read_bytes()
SCRIPT = f"{EMBED}/embed.{sha256(_SCRIPT).hexdigest()[:12]}.js"
"""The address of the page's own script."""

_THEME, _DATA, _RELEASE = "theme", "data", "release"
"""Parameters beside those of a View: in which colours, and which ledger is asked (`data` is its name in links
of the page, `release` everywhere else)."""
_KNOWN = frozenset({*link.NAMES, _THEME, _DATA, "own"})
_WORLD = Bounds(-180, -90, 180, 90)
_COLOURS = ("page", "ink", "ink2", "ink3", "line")
_MINUTES = 5
"""How long a copy of the page may be kept: then it may have to say that a newer ledger answers otherwise."""

Params = dict[str, list[str]]

# -- What is asked ---------------------------------------------------------------------------------


async def page(request: Request) -> Response:
    """Serve the embedded page for a link's question."""
    try:
        body = await in_turn(request, _answered, request.url.query)
    except BrokenBundle as error:
        return Response(words.broken(len(error.issues)), 503, _headers(), "text/plain")
    except LedgerError as error:
        return Response(words.refusal(error), 503, _headers(), "text/plain")
    kept = {"Cache-Control": f"public, max-age={60 * _MINUTES}"}
    return Response(body, headers=_headers() | kept, media_type="text/html")


async def script(request: Request) -> Response:
    """Serve the page's own script; any other name beneath the page is not found."""
    if request.url.path != SCRIPT:
        return Response(wording.NO_PAGE(address=EMBED), status_code=404, media_type="text/plain")
    forever = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(_SCRIPT, headers=forever, media_type="text/javascript")


ROUTES = [Route(EMBED, page), Route(f"{EMBED}/{{name:path}}", script)]


def policy(origins: Sequence[str]) -> str:
    """Return what the page may load, all of it from here, and which sites may frame it beside this one."""
    ancestors = " ".join(("'self'", *origins))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {ancestors}"
    )


def _headers() -> dict[str, str]:
    return {"Content-Security-Policy": policy(settings.current().embed_on)}


def _answered(query: str) -> str:
    given = parse_qs(query, keep_blank_values=True)
    by = _RELEASE if _RELEASE in given else _DATA
    ledgers = [text for name in (_DATA, _RELEASE) for text in given.pop(name, ()) if text]
    given |= {_DATA: ledgers} if ledgers else {}
    named = store.named(ledgers[-1]) if ledgers else ""
    catalog = store.ledger(named)
    choices = store.choices_on(catalog.hash)
    params = link.spelled_out(given)
    view, wrong = link.read(params, choices)
    theme = params.get(_THEME, [""])[-1]
    twice = (by if name == _DATA else name for name in link.repeated(given) if name in _KNOWN)
    faults = [Fault(name, "twice") for name in twice]
    faults += wrong
    if theme and theme not in THEMES:
        faults.append(Fault(_THEME, "unreadable", {"text": printable(theme)}))
        theme = ""
    if ledgers and not named:
        now = store.newest().hash
        faults.append(Fault(by, "no-release", {"text": printable(ledgers[-1]), "now": now}))
    if "own" in params:
        faults.append(Fault("own", "own-data"))
    unknown = (name for name in params if name not in _KNOWN | link.PAGE_ONLY)
    faults += [Fault(printable(name), "no-parameter") for name in unknown]
    told = wording.faults(faults)
    return _page(named, embedded(view, choices), theme, told, language.current(), settings.root())


# -- The page --------------------------------------------------------------------------------------


@lru_cache(maxsize=128)
def _page(data: str, view: View, theme: str, notice: str, spoken: str, root: str) -> str:
    """Return the page; its arguments are all that it depends on."""
    return document(store.ledger(data), view, theme, notice, data)


def document(catalog: Catalog, view: View, theme: str, notice: str, data: str) -> str:
    """Return the page.

    Args:
        catalog: The ledger that answers.
        view: The question.
        theme: In which colours, empty for those of the reader's device.
        notice: What of the link could not be used.
        data: Hash of the release that the link names, empty where it names none.
    """
    scene, themes = compose(catalog, view), [THEMES[theme]] if theme else list(THEMES.values())
    asked = {**link.params(view, store.choices_on(catalog.hash)), **({_DATA: (data,)} if data else {})}
    own = asked | ({_THEME: (theme,)} if theme else {})
    sentence = headline.in_short(scene)
    now = store.newest()
    older = (
        release_sentence(catalog, now, sentence, headline.in_short(compose(now, view)))
        if catalog.hash != now.hash
        else ""
    )
    documents = [catalog.sources[each] for each in numbered_sources(scene, Order())]
    notices = "".join(f'<p class="notice">{plain(each)}</p>' for each in (notice, older) if each)
    return Template(_TEMPLATE).substitute(
        language=language.current(),
        style=f"{_themes(themes)}\n{_STYLE.replace('url(/', f'url({settings.root()}/')}",
        title=plain(words.tab_title(sentence)),
        day=plain(wording.day(scene)),
        stamp=plain(overlays.stamp(scene)),
        sentence=hued(coloured(sentence, catalog)),
        notices=notices,
        legend_label=plain(wording.LEGEND()),
        legend="".join(_entries(scene, themes)),
        sources=hued(wording.sources(documents)),
        cited=plain(wording.cited(catalog)),
        about=plain(wording.ABOUT()),
        rule=plain(wording.rule(view.policy)),
        disclaimer=plain(paper.DISCLAIMER()),
        credit=plain(paper.credit(overlays.credit(scene))),
        question=plain(settings.at(f"/?{urlencode(asked, doseq=True)}")),
        open=plain(wording.OPEN()),
        no_script=plain(wording.NO_SCRIPT()),
        script=settings.at(SCRIPT),
        # No text within may end the element that has it.
        map=json.dumps(_map(scene, themes, own), ensure_ascii=False).replace("<", "\\u003c"),
    )


def _map(scene: Scene, themes: Sequence[Theme], asked: dict[str, Any]) -> dict[str, Any]:
    """Return what the script gives to the map, as the map's component takes it."""
    catalog, view = scene.catalog, scene.view
    choices, play = store.choices_on(catalog.hash), None if of_window(scene) else view.window
    spec = MapSpec(
        film="",
        on=view.on,
        layers=view.layers,
        stamp=overlays.stamp(scene),
        window=overlays.window(scene),
        label=alts.map_alt(scene),
        chosen=view.place,
        lang=view.lang,
    )
    camera = view.camera and {"lon": view.camera.lon, "lat": view.camera.lat, "zoom": view.camera.zoom}
    return {
        "query": urlencode(asked, doseq=True),
        "component": settings.at(f"{map_files.ROUTE}/{component.SCRIPT}"),
        "bundle": settings.at(f"{map_files.ROUTE}/{component.BUNDLE}"),
        "themes": {
            each.name: {
                "ground": settings.at(map_files.url(f"ground-{each.name}", catalog)),
                "film": settings.at(film.url(view, each, choices, catalog)),
            }
            for each in themes
        },
        "home": list(home(view, catalog)),
        "camera": camera,
        "map": spec.as_dict(),
        "play": [day_number(day) for day in play] if play else None,
        "words": map_words(),
    }


def _themes(themes: Sequence[Theme]) -> str:
    """Return the colours of the page, those of the second theme where the reader's device asks for it."""
    first, *rest = (
        f":root{{color-scheme:{each.name};"
        + "".join(f"--{name}:{getattr(each, name)};" for name in _COLOURS)
        + "".join(f"--{actor}:{actor_text(actor, each)};" for actor in CHOOSABLE)
        + "}"
        + "".join(
            f".{other.name}{{display:none}}.{each.name}{{display:inline}}"
            for other in themes
            if other != each
        )
        for each in themes
    )
    hues = "".join(f".{actor}{{color:var(--{actor})}}" for actor in CHOOSABLE)
    return first + "".join(f"@media (prefers-color-scheme: dark){{{each}}}" for each in rest) + hues


def _entries(scene: Scene, themes: Sequence[Theme]) -> Iterator[str]:
    """Yield the legend's items: of all that is on the map, wherever a reader moves it."""
    for entries in zip(*(legend([scene], theme, _WORLD) for theme in themes), strict=True):
        pictures = "".join(
            f'<img class="{theme.name}" alt="" src="{address(sign_svg(each.kind, each.look, theme))}">'
            for each, theme in zip(entries, themes, strict=True)
        )
        yield f"<li>{pictures}<span>{_label(entries[0])}</span></li>"


def _label(entry: LegendEntry) -> str:
    name = hued(entry.label)
    return f"<s>{name}</s>" if entry.hidden else name
