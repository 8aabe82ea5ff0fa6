"""A document of headings, paragraphs, tables, lists and code, printed as one HTML page or as Markdown.

All text is foreign: both printers escape it, and an address is a link only where it leads to the web.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to an address; plain text where the address is none of the web."""

    text: str
    address: str

    @property
    def safe(self) -> str:
        """The address as it may stand in a page, empty where it is none of the web."""
        if not re.match(r"https?://", self.address, re.IGNORECASE):
            return ""
        return quote(self.address, safe=":/?#@!$&*+,;=%~-._")


Cell = str | Link


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the level of a document's title is 1."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `strong` is the one that a reader should not miss."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of short lines."""

    items: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table under its head."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Code:
    """A text to be typed as it is."""

    text: str


Block = Heading | Paragraph | Listing | Grid | Code

# -- HTML ------------------------------------------------------------------------------------------

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, "Noto Sans", "Noto Sans Myanmar", sans-serif; margin: 2rem auto;
  max-width: 62rem; padding: 0 1rem; overflow-wrap: anywhere; }
th, td { overflow-wrap: normal; }
.long { overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; margin: 1.6em 0 .4em; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; } h3 { font-size: 1.05rem; }
p.strong { font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: .35rem .5rem;
  text-align: left; vertical-align: top; }
pre { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: .6rem;
  white-space: pre-wrap; }
@media (max-width: 40rem) {
  thead { display: none; }
  tr, td { display: block; border: 0; padding: .1rem 0; }
  tr { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: .5rem 0; }
  td { overflow-wrap: anywhere; }
  td::before { content: attr(data-head) ": "; opacity: .7; }
}
@page { margin: 15mm; }
@media print {
  :root { color-scheme: light; }
  body { font-size: 10pt; margin: 0; max-width: none; padding: 0; }
  table { font-size: 8pt; } th, td { padding: .2rem .25rem; }
  tr, pre { break-inside: avoid; } h1, h2, h3 { break-after: avoid; } thead { display: table-header-group; }
}
""".strip()
_STRONG = ' class="strong"'
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def to_html(title: str, blocks: Sequence[Block]) -> str:
    """Return a document as one page that needs nothing from another machine and runs no script."""
    body = "\n".join(map(_html, blocks))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="content-security-policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<main>\n"
        f"{body}\n</main>\n</body>\n</html>\n"
    )


def _html(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"<h{level}>{html.escape(text)}</h{level}>"
        case Paragraph(text, strong):
            return f"<p{_STRONG if strong else ''}>{html.escape(text)}</p>"
        case Listing(items):
            lines = "\n".join(f"<li>{_html_cell(each)}</li>" for each in items)
            return f"<ul>\n{lines}\n</ul>"
        case Code(text):
            return f"<pre><code>{html.escape(text)}</code></pre>"
        case Grid(head, rows):
            heads = "".join(f'<th scope="col">{html.escape(each)}</th>' for each in head)
            lines = "\n".join(
                "<tr>"
                + "".join(
                    f'<td data-head="{html.escape(name)}">{_html_cell(cell)}</td>'
                    for name, cell in zip(head, row, strict=True)
                )
                + "</tr>"
                for row in rows
            )
            return f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>"


def _html_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return _in_cell(cell)
    if not cell.safe:
        return _in_cell(cell.text)
    return f'<a href="{html.escape(cell.safe)}" rel="noopener noreferrer">{_in_cell(cell.text)}</a>'


_LONG = re.compile(r"([^\s-]{25,})")


def _in_cell(text: str) -> str:
    """Return a text in which only a word that is too long for a column may break within itself."""
    parts = enumerate(_LONG.split(text))
    return "".join(
        f'<span class="long">{html.escape(part)}</span>' if at % 2 else html.escape(part)
        for at, part in parts
    )


# -- Markdown --------------------------------------------------------------------------------------

_SIGNS = re.compile(r"([\\`*_\[\]<>|~#&$!])")
_AT_START = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")


def to_markdown(blocks: Sequence[Block]) -> str:
    """Return a document as Markdown with tables (GitHub's), its text escaped."""
    return "\n\n".join(map(_markdown, blocks)) + "\n"


def escaped(text: str) -> str:
    """Return a text on one line in which Markdown sees no sign of its own."""
    line = _SIGNS.sub(r"\\\1", " ".join(text.split()))
    found = _AT_START.match(line)
    if found is None:
        return line
    sign = found[2]
    return f"{sign}\\{line[found.end() :]}" if sign.isdigit() else f"\\{line}"


def _markdown(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {escaped(text)}"
        case Paragraph(text, strong):
            return f"**{escaped(text)}**" if strong else escaped(text)
        case Listing(items):
            return "\n".join(f"- {_markdown_cell(each)}" for each in items)
        case Code(text):
            return "\n".join(f"    {line}" for line in text.splitlines())
        case Grid(head, rows):
            return "\n".join(_lines(head, rows))


def _lines(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    yield _line([escaped(each) for each in head])
    yield _line(["---"] * len(head))
    for row in rows:
        yield _line([_markdown_cell(each) for each in row])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _markdown_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return escaped(cell)
    return f"[{escaped(cell.text)}](<{cell.safe.replace('|', '%7C')}>)" if cell.safe else escaped(cell.text)
