"""What several commands print: JSON, holders, days, and what of it is the reader's own."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from geodata.catalog import Catalog
from geodata.errors import how_many


def print_json(value: object) -> None:
    """Print one JSON object."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def own_told(catalog: Catalog) -> str:
    """Return how many claims of the reader's own are weighed, to end a remark; empty where none is."""
    if not catalog.own:
        return ""
    return f", with {how_many(len(catalog.own), 'claim')} of your own: {few(list(catalog.own))}"


def own_in_json(catalog: Catalog) -> dict[str, Any]:
    """Return the ids of the reader's own claims for a JSON object; nothing where there are none."""
    return {"own": list(catalog.own)} if catalog.own else {}


def who(answer: dict[str, Any]) -> str:
    """Return the holders of a state with their partners, or its value, in a few words."""
    if answer["value"]:
        return str(answer["value"])
    words = " + ".join(answer["actors"])
    if answer["with"]:
        words += f" with {', '.join(answer['with'])}"
    if answer["from_actors"]:
        words += f" (from {' + '.join(answer['from_actors'])})"
    return words


def span_text(span: dict[str, str | None] | None) -> str:
    """Return the days within which something happened, the last day included."""
    if span is None:
        return ""
    first, last = span["earliest"], last_day(span)
    if first is None:
        return f"by {last}" if last else ""
    return first if first == last else f"{first} to {last}"


def last_day(span: dict[str, str | None]) -> str:
    """Return the last day of a span, empty where it is open: `latest` is the first day after it."""
    return str(date.fromisoformat(span["latest"]) - date.resolution) if span["latest"] else ""


def few(names: list[str], most: int = 4) -> str:
    """Return the first names or ids, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
