"""A View and an Order as the options of `python -m dashboard brief`: the question on the command line."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import fields

from dashboard.question import link
from dashboard.question.choices import Choices
from dashboard.question.framing import FRAMES
from dashboard.question.order import Order, Template
from dashboard.question.view import View

AS_IN_LINKS = (
    *("place", "stretch", "layers", "actors", "camera", "log", "log_of", "log_order"),
    *("compare_policy", "compare_known_on"),
)
"""Fields of a View whose options are as their parameters in links, with commas between several values."""
_PLAIN = ("within", "policy", "known_on", "lang")
OWN_CLAIMS = "own-claims.csv"
"""What the file with claims of the reader's own is called, as the page gives it out."""
_COMMAND = ("python", "-m", "dashboard", "brief")


def command_line(view: View, order: Order, choices: Choices, *rest: str) -> str:
    """Return the command that makes a picture again; `rest` are options of no View or Order."""
    file = "pages.pdf" if order.template is Template.SEQUENCE else "picture.png"
    return shlex.join([*_COMMAND, *_options(view, order, choices), *rest, "--out", file])


def _options(view: View, order: Order, choices: Choices) -> Iterator[str]:
    given = {name: ",".join(texts) for name, texts in link.params(view, choices).items()}
    compared = order.template is Template.COMPARE
    yield from ("--on", view.on.isoformat())
    if compared and view.compare_on:
        yield from ("--from", view.compare_on.isoformat())
    first, last = choices.default.window
    if not compared and view.window != (min(first, view.on), max(last, view.on)):
        yield from ("--from", view.window[0].isoformat(), "--to", view.window[1].isoformat())
    place = _named(view.place, choices)
    beside = order.template is not Template.CROSSING
    if order.frame or (place and place not in FRAMES and not (beside and "place" not in given)):
        yield from ("--view", order.frame or place)
    if (order.frame and place) or place in FRAMES or (not order.frame and not place):
        yield f"--place={place}"
    for item in fields(order):
        value = str(getattr(order, item.name))
        if item.name != "frame" and value != str(item.default):
            # A title may begin as an option does.
            yield from ((f"--{item.name}={value}",) if item.name == "title" else (f"--{item.name}", value))
    if "map_of" in given:
        yield from ("--map", given["map_of"])
    for name in (*_PLAIN, *AS_IN_LINKS[1:]):
        if name in given and (compared or not name.startswith("compare_")):
            yield f"--{name.replace('_', '-')}={given[name]}"


def _named(place: str | None, choices: Choices) -> str:
    """Return the public name of a place or mine cluster, its id where that name is another's."""
    name = choices.places.get(place or "", place or "")
    return name if choices.find_place(name) == place else place or ""
