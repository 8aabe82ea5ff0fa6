"""What Streamlit's page is given on its way: our styles, cuts of its fonts, and what it will ask for next.

Also what the first picture of the map is painted from, which stands before Streamlit shows the map.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import dashboard.page
from dashboard import settings
from dashboard.look.theme import THEMES
from dashboard.map import component
from dashboard.map.files import ROUTE
from dashboard.page import maps, store
from dashboard.question import link
from dashboard.service import scripts
from geodata.errors import LedgerError

_LATIN = (
    "U+20-7E, U+A0-FF, U+2007, U+2009-200B, U+2010-201E, U+2020-2023, U+2026, U+202F-2033, U+2035, "
    "U+2039-203A, U+203C-203F, U+2044, U+2047-204A, U+20AC, U+2122, U+2190-2199, U+2212, U+2248, "
    "U+2260-2261, U+2264-2265, U+25A0-266B, U+2713-2764"
)
_MORE = (
    "U+100-4F7, U+1D25-1FFE, U+2070-20AB, U+20AE-20BD, U+2105-2120, U+2126-2189, U+21A8-2211, U+2215-2237, "
    "U+2302-232B, U+27E6-27E9, U+2C60-2C7D, U+2E18-2E52, U+A71C-A7F4, U+AB53-AB67, U+FB00-FB04, U+FEFF, "
    "U+1F10D-1F16F, U+1F4A9, U+1F512, U+1F748, U+1F916"
)


@dataclass(frozen=True, slots=True)
class Cut:
    """The part of a font of Streamlit's that our pages need, in a file of its own (`dashboard/fonts`).

    Attributes:
        whole: The file that it was cut from; its name has the hash of its content.
        family, style, weight: What it is to a page, the same as the whole font.
        has: The characters for which a browser fetches it, as CSS says them.
        leaves: The characters for which it fetches the whole font.
    """

    whole: str
    family: str
    style: str
    weight: str
    has: str
    leaves: str


CUTS: Mapping[str, Cut] = {
    "ledger-sans.1.woff2": Cut(
        "SourceSansVF-Upright.ttf.BsWL4Kly.woff2", "Source Sans", "normal", "100 900", _LATIN, _MORE
    ),
    "ledger-sans-italic.1.woff2": Cut(
        "SourceSansVF-Italic.ttf.Bt9VkdQ3.woff2", "Source Sans", "italic", "100 900", _LATIN, _MORE
    ),
    # An icon is written with the letters of its name; nobody writes the private characters.
    "ledger-symbols.1.woff2": Cut(
        "MaterialSymbols-Rounded.nEdyypZU.woff2",
        "Material Symbols Rounded",
        "normal",
        "400",
        "U+0-7F",
        "U+E000-F8FF",
    ),
}
"""By the names of their files. With another Streamlit, whose font has another name, its own is used."""

_NARROWED = """
for (const sheet of document.styleSheets)
  [...sheet.cssRules].forEach((rule, n) => {
    for (const [file, range] of Object.entries(%s))
      if (rule instanceof CSSFontFaceRule && rule.cssText.includes(file)) {
        sheet.deleteRule(n);
        sheet.insertRule(rule.cssText.replace(/}$/, `unicode-range:${range}}`), n);
      }
  });
"""
"""Gives Streamlit's own rules a range. They have none: a browser would fetch a whole font for any character
that neither has, and Streamlit's script asks for a space of every face of the icons."""
_STREAMLITS = re.compile(rb'src="\./static/js/index\.')
_PRELOADED = re.compile(rb'\s*<link\s+rel="preload"\s+href="\./static/media/([^"]+)"[^>]*>')


_STYLE = (Path(dashboard.page.__file__).parent / "page.css").read_text(encoding="utf-8")
"""It goes to the end of the page: it is to count for more than what Streamlit's scripts put into the head. An
element of Streamlit's would come only after the room for the map has been laid out."""


def improved(page: bytes, path: str, query: str) -> bytes:
    """Return Streamlit's page with all that it is given; any other as it is.

    Args:
        page: The page as HTML.
        path: Where it stands.
        query: The question of its address.
    """
    if not _STREAMLITS.search(page):
        return page
    whole = {cut.whole.encode() for cut in _cuts().values()}
    page = _PRELOADED.sub(lambda found: b"" if found[1] in whole else found[0], page)
    page = page.replace(b"</head>", "".join([*_fonts(), *_hints(path, query)]).encode() + b"</head>", 1)
    return page.replace(b"</body>", f"<style>{_STYLE}</style></body>".encode(), 1)


def _hints(path: str, query: str) -> Iterator[str]:
    """Name what the map of Explore asks, which a browser would know only once other scripts have run.

    Without them it stands behind the scripts of the charts, which are ten times as large. They come after
    Streamlit's own scripts and before anything that these ask.
    """
    if path.strip("/"):
        return
    for name in scripts.of_elements("BidiComponent"):
        yield f'<link rel="modulepreload" crossorigin href=".{scripts.ROUTE}{name}">'
    for name in component.SCRIPTS:
        kind = 'rel="modulepreload"' if name.endswith(".js") else 'rel="preload" as="style"'
        yield f'<link {kind} href="{settings.at(ROUTE)}/{name}">'
    try:
        shown = _first(query)
    except LedgerError:  # the page says it
        return
    if not shown:
        return
    for theme, data in shown.items():
        for address in (data["ground"], data["maps"][0]["film"]):
            yield (
                f'<link rel="preload" as="fetch" crossorigin href="{escape(address)}" '
                f'media="(prefers-color-scheme: {theme})">'
            )
    # No text within may end the element that has it.
    told = json.dumps(shown, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    yield f'<script type="application/json" id="first-map">{told}</script>'
    yield f'<script type="module" async src="{settings.at(ROUTE)}/{component.FIRST}"></script>'


@lru_cache(maxsize=64)
def _first(query: str) -> Mapping[str, dict[str, Any]]:
    """Return what the map of Explore will be told for the question of a link, by theme.

    Nothing where the link leads to an entry of the log: which question that is the page finds out.
    """
    asked = link.spelled_out(parse_qs(query, keep_blank_values=True))
    if "entry" in asked:
        return {}
    catalog = store.ledger(store.named(asked.get("data", [""])[-1]))
    view, _ = link.read(asked, store.choices_on(catalog.hash))
    return {name: maps.first(view, catalog, theme) for name, theme in THEMES.items()}


@cache
def _cuts() -> Mapping[str, Cut]:
    return {name: cut for name, cut in CUTS.items() if cut.whole in scripts.media()}


def _fonts() -> Iterator[str]:
    cuts, folder = _cuts(), settings.at(ROUTE)
    for name in cuts:
        yield f'<link rel="preload" href="{folder}/{name}" as="font" type="font/woff2" crossorigin>'
    yield "<style>"
    for name, cut in cuts.items():
        yield (
            f'@font-face{{font-family:"{cut.family}";font-style:{cut.style};font-weight:{cut.weight};'
            f'font-display:block;unicode-range:{cut.has};src:url({folder}/{name})format("woff2")}}'
        )
    leaves = json.dumps({cut.whole: cut.leaves for cut in cuts.values()})
    yield f"</style><script>{_NARROWED % leaves}</script>"
