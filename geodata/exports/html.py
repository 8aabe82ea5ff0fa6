"""Answers as small tables of HTML for a notebook: escaped, without a script, in the notebook's own colours.

Every row says how old its evidence is, on which claims it rests and whose documents these are. Of what is
unknown no holder is named, whoever held it before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from geodata.catalog import Catalog
from geodata.dates import show_day, show_span
from geodata.exports.about import citation
from geodata.exports.rows import Record, held_by
from geodata.vocab import Stance, Status

MOST_ROWS = 20
"""Rows of a table that are shown; the others are counted."""
_MOST_NAMED = 6
_LONGEST = 200

# Inherited colours suit a light notebook as well as a dark one.
_STYLE = (
    "<style>.border-ledger table{border-collapse:collapse;background:none;color:inherit;font-size:13px}"
    ".border-ledger :is(th,td){text-align:left;vertical-align:top;padding:3px 12px 3px 0;white-space:normal;"
    "background:none;border:0;border-bottom:1px solid rgba(128,128,128,.35)}"
    ".border-ledger a{color:inherit}.border-ledger small{opacity:.75;font-size:12px}</style>"
)

Cell = Callable[[Catalog, Record], str]
"""Makes the HTML of a cell."""


def table(catalog: Catalog, title: str, rows: Sequence[Record], columns: Iterable[str]) -> str:
    """Return rows as a table of some of the `CELLS`, with what the data are below it."""
    heads = list(columns)
    lines = ["".join(f'<th scope="col">{escape(head)}</th>' for head in heads)]
    for row in rows[:MOST_ROWS]:
        cells = (CELLS[head](catalog, row) for head in heads)
        lines.append("".join(f"<td>{cell}</td>" for cell in cells))
    body = "".join(f"<tr>{line}</tr>" for line in lines[1:])
    more = len(rows) - MOST_ROWS
    rest = f"and {more:,} more rows: to_frame() has all of them. " if more > 0 else ""
    return _whole(
        catalog,
        f"{title}: {len(rows):,} {'row' if len(rows) == 1 else 'rows'}",
        f"<thead><tr>{lines[0]}</tr></thead><tbody>{body}</tbody>",
        rest,
    )


def card(catalog: Catalog, title: str, row: Record, heads: Iterable[str]) -> str:
    """Return one row as a table with a line for each of some `CELLS`."""
    cells = ((head, CELLS[head](catalog, row)) for head in heads)
    lines = (f'<tr><th scope="row">{escape(head)}</th><td>{cell}</td></tr>' for head, cell in cells if cell)
    return _whole(catalog, title, f"<tbody>{''.join(lines)}</tbody>", "")


def _whole(catalog: Catalog, title: str, inside: str, more: str) -> str:
    return (
        f'<div class="border-ledger">{_STYLE}<div><strong>{escape(title)}</strong></div>'
        f"<table>{inside}</table><small>{escape(f'{more}{citation(catalog)} CC BY 4.0.')}</small></div>"
    )


# -- Cells -----------------------------------------------------------------------------------------


def _text(value: object) -> str:
    """Return a value as HTML; a long one is cut."""
    text = "" if value is None else str(value)
    text = "".join(char if char.isprintable() else " " for char in text)
    return escape(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def _quiet(html: str) -> str:
    return f"<br><small>{html}</small>" if html else ""


def _plain(name: str) -> Cell:
    return lambda catalog, row: _text(row.get(name))


def _place(catalog: Catalog, row: Record) -> str:
    return f"{_text(row.get('name') or row['place_id'])}{_quiet(_text(row['place_id']))}"


def _codes(catalog: Catalog, holder: str | None) -> str:
    """Return holders with the codes of the actors in place of their ids."""
    actors = catalog.actors
    return re.sub(
        r"[\w-]+", lambda found: actors[found[0]].code if found[0] in actors else found[0], holder or ""
    )


def _answer(catalog: Catalog, row: Record) -> str:
    status = row.get("status")
    if status == Status.UNKNOWN:
        return f"<em>unknown</em>{_quiet('no accepted claim says')}"
    held = Status(status or Status.UNKNOWN), row.get("actors") or (), row.get("from_actors") or ()
    holder = row.get("holder") or held_by(*held)
    who = _codes(catalog, holder or row.get("value"))
    with_ = ", ".join(_codes(catalog, each) for each in row.get("with") or ())
    from_ = row.get("derived_from")
    changing = status == Status.CHANGING and row.get("from_value")
    told = [
        status if holder or status != Status.HELD else "",  # nobody holds a gate that is open
        f"before: {row['from_value']}" if changing else "",
        f"with {with_}" if with_ else "",
        f"derived from {from_}" if from_ else "",
    ]
    return f"<strong>{_text(who)}</strong>{_quiet(_text(', '.join(filter(None, told))))}"


def _before(catalog: Catalog, row: Record) -> str:
    status = row.get("from_status")
    if status == Status.UNKNOWN:
        return "<em>unknown</em>"
    return _text(_codes(catalog, row.get("from_holder")) or row.get("from_value"))


def _days(first: date | None, after: date | None) -> str:
    last = after - date.resolution if after else None
    if first and last:
        return show_span(first, last)
    return f"by {show_day(last)}" if last else f"from {show_day(first)} on" if first else "on an unknown day"


def _since(catalog: Catalog, row: Record) -> str:
    if row.get("status") == Status.UNKNOWN:
        return ""
    return _text(_days(row["since_earliest"], row["since_latest"]))


def _until(catalog: Catalog, row: Record) -> str:
    bounds = row["until_earliest"], row["until_latest"]
    return _text(_days(*bounds)) if any(bounds) else ""


def _lasts(catalog: Catalog, row: Record) -> str:
    return _text(_days(row["start"], row["end"]))


def _when(catalog: Catalog, row: Record) -> str:
    loose = "at some time within" if row["loose"] else ""
    return f"{_text(show_span(row['first'], row['last']))}{_quiet(loose)}"


def _what(catalog: Catalog, row: Record) -> str:
    stance = row["stance"] if row["stance"] != Stance.ASSERTS else ""
    return f"{_text(row['happening'])}{_quiet(_text(', '.join(filter(None, (row['dimension'], stance)))))}"


def _evidence(catalog: Catalog, row: Record) -> str:
    """Return the newest evidence, how many days old it is on the day asked, and whether that is long."""
    newest, first, on = row.get("newest_evidence"), row.get("first_evidence"), row.get("on") or row.get("to")
    told = []
    if newest:
        age = f", {(on - newest).days:,} days before" if on and on != newest else ""
        told.append(f"{show_day(newest)}{age}")
    elif first:
        told.append(f"first on {show_day(first)}, carried back")
    if row.get("stale"):
        told.append("no news for over 180 days")
    if row.get("may_have_changed"):
        told.append("may have changed since")
    lines = [_text(each) for each in told]
    origins = row.get("origins")
    count = f"{origins} independent {'origin' if origins == 1 else 'origins'}" if origins else ""
    return "<br>".join(lines) + _quiet(count)


def _reported(catalog: Catalog, row: Record) -> str:
    """Return when the documents behind an entry of the log came, by the days of their records."""
    measures = {each.measure_id: each for each in catalog.measures} if row["measures"] else {}
    days = [catalog.claims[each].recorded for each in row["claims"]]
    days += [catalog.sources[measures[each].source_id].published for each in row["measures"]]
    known = sorted({day for each in days if (day := each.last_day)})
    return _text(show_span(known[0], known[-1])) if known else ""


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _claims(catalog: Catalog, row: Record) -> str:
    aside = [_text(each) for each in row.get("set_aside") or ()]
    ids = [_text(each) for each in (row.get("used") or row.get("claims") or row.get("measures") or ())]
    return _some(ids) + _quiet(f"set aside: {_some(aside)}" if aside else "")


def _sources(catalog: Catalog, row: Record) -> str:
    """Return the publishers of the documents behind a row, each with the address of one of them."""
    named: dict[str, str] = {}
    measures = {each.measure_id: each for each in catalog.measures} if row.get("measures") else {}
    for each in (*(row.get("used") or ()), *(row.get("claims") or ()), *(row.get("measures") or ())):
        statement: Any = catalog.claims.get(each) or measures[each]
        source = catalog.sources[statement.source_id]
        name = _text(source.publisher.partition(" (")[0])
        link = source.url if source.url.startswith(("https://", "http://")) else ""
        html = (
            f'<a href="{escape(link)}" target="_blank" rel="noopener noreferrer">{name}</a>' if link else name
        )
        named.setdefault(name, html)
    return _some(list(named.values()))


def _asked(catalog: Catalog, row: Record) -> str:
    return _text(f"as known on {show_day(row['known_on'])}, evidence: {row['policy']}")


CELLS: Mapping[str, Cell] = {
    "Place": _place,
    "On": lambda catalog, row: _text(show_day(row["on"])),
    "When": _when,
    "Days": _lasts,
    "What": _what,
    "Of": _plain("dimension"),
    "Before": _before,
    "Answer": _answer,
    "Since": _since,
    "Until": _until,
    "Reported": _reported,
    "Newest evidence": _evidence,
    "Claims": _claims,
    "Sources": _sources,
    "Asked": _asked,
    "Cluster": lambda catalog, row: f"{_text(row['label'])}{_quiet(_text(row['cluster_id']))}",
    "Pools": _plain("pools"),
    "Hectares (outline)": _plain("area_ha"),
    "Kilometres": _plain("distance_km"),
    "Town": _plain("place_id"),
}
"""What a table may have, by the heading of its column."""
