"""The parts of the question: the View on every page, and what a page asks besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from enum import StrEnum
from typing import Any, Final

from dashboard.answer.claims import Use
from dashboard.answer.log import entry_called, view_of
from dashboard.answer.scene import compose
from dashboard.page import store, uploads
from dashboard.page.address import VIEW, Held, Params, Part
from dashboard.question import filters, link
from dashboard.question.choices import Choices
from dashboard.question.fault import Fault, printable
from dashboard.question.filters import Filters
from dashboard.question.order import Order
from dashboard.question.view import View
from dashboard.wording import evidence, log, unknowns
from dashboard.wording.language import Message
from geodata.catalog import Catalog
from geodata.vocab import Reason, Stance

ORDER, FILTERS = "order", "filters"
"""Names of the parts that belong to one page: a briefing's order, Evidence's filters."""

OWN = "own"
"""The parameter of a link that says that its sender saw data or claims of their own, which no link has."""

_FIELDS = (
    *("on", "window", "within", "map_of", "known_on", "policy", "layers", "actors", "place"),
    *("compare_on", "compare_policy", "compare_known_on", "layout", "lang", "stretch"),
    *("beside", "log", "log_of", "log_order"),
)
"""Fields of the View that have a widget on some page, whose key is their name."""


def parts_of(catalog: Catalog, choices: Choices) -> tuple[Part, ...]:
    """Return what the question consists of on a ledger."""
    claims = catalog.claims.values()
    known = {
        "claim": catalog.claims,
        "says": {claim.value for claim in claims},
        "results": {*Use, *Reason},
        "stances": tuple(Stance),
    }
    return (
        Part(
            VIEW,
            None,
            read=lambda params: _read_view(params, choices, catalog),
            params=lambda view: {**link.params(view, choices), **own_shown()},
            show=lambda view: _show_view(view, choices),
            hear=lambda view, held: _hear_view(view, held, choices),
        ),
        Part(ORDER, "briefing", read=_read_order, params=_order_params, show=show_order, hear=_hear_order),
        Part(
            FILTERS,
            "evidence",
            read=lambda params: filters.read(params, choices, known),
            params=lambda value: value.params(choices),
            show=_show_filters,
            hear=_hear_filters,
        ),
        _tab("unknown", "unknown", unknowns.TABS),
        _tab("log", "log_as", log.TABS),
    )


# -- The View --------------------------------------------------------------------------------------


def _read_view(params: Params, choices: Choices, catalog: Catalog) -> tuple[View, tuple[Fault, ...]]:
    """Return the View of an address; `entry` in it leads to an entry of the log.

    A link that was made beside the sender's own data is told apart, where no such data are here.
    """
    view, faults = link.read(params, choices)
    if OWN in params and not own_shown():
        faults = (*faults, Fault(OWN, "own-data"))
    if name := (params.get("entry") or [""])[-1]:
        entry = entry_called(compose(catalog, view), name)
        if entry is None:
            return _settled(view), (*faults, Fault("entry", "no-entry", {"text": printable(name)}))
        shown = view_of(entry, view)
        view = replace(shown, **{each: getattr(view, each) for each in _FIELDS if each in params})
    return _settled(view), faults


def own_shown() -> Params:
    """Return the parameter that says that the reader's own data or claims are here, else nothing."""
    return {OWN: ("1",)} if uploads.any_shown() or store.own() else {}


def _settled(view: View) -> View:
    """Return it without another policy that is the same."""
    return replace(view, compare_policy=None) if view.compare_policy == view.policy else view


def _show_view(view: View, choices: Choices) -> dict[str, Any]:
    values = {name: getattr(view, name) for name in _FIELDS}
    plain = {name: value.value for name, value in values.items() if isinstance(value, StrEnum)}
    return (
        values
        | plain
        | {
            "known_on": view.known_on or choices.last,
            "layers": list(view.layers),
            "actors": list(view.actors),
            "compare_on": view.compared.compare_on,
            "log": [subject.value for subject in view.log],
        }
    )


def _hear_view(view: View, held: Held, choices: Choices) -> View:
    found = {name: held.get(name, _NOTHING) for name in _FIELDS}
    heard = {name: _heard(view, name, it, choices) for name, it in found.items() if it is not _NOTHING}
    return _settled(replace(view, **heard))


_NOTHING: Final = object()
"""What a widget holds that is not drawn."""


def _heard(view: View, name: str, value: Any, choices: Choices) -> Any:
    """Return the value of a View's field from that of its widget; the opposite of `_show_view`."""
    default = getattr(choices.default, name)
    if name == "window":
        return (value[0], value[-1]) if value else default  # one day, until the second is chosen too
    if name == "log":
        return tuple(value or ())
    if name in ("layers", "actors"):
        return tuple(each for each in getattr(choices, name) if each in (value or ()))
    if name == "place":
        return value if value is None or value in choices.places else default
    if name == "known_on":
        return None if value == choices.last else value
    if name == "compare_on" and value == view.compared.compare_on:
        return view.compare_on
    return default if value is None else value


# -- The order of a briefing -----------------------------------------------------------------------
# As it is typed: what cannot be made is said on the page, and stays in its field.


def texts(order: Order) -> dict[str, str]:
    """Return an order as plain texts by the names of its fields."""
    return {item.name: str(getattr(order, item.name)) for item in fields(Order)}


def _read_order(params: Params) -> tuple[dict[str, str], tuple[Fault, ...]]:
    order, faults = Order.from_params(params)
    return texts(order), faults


def _order_params(order: Mapping[str, str]) -> Params:
    default = texts(Order())
    return {name: (text,) for name, text in order.items() if text != default[name]}


def show_order(order: Mapping[str, str]) -> dict[str, Any]:
    """Return an order as its widgets hold it, which hold None for no frame."""
    return {**order, "frame": order["frame"] or None}


def _hear_order(order: Mapping[str, str], held: Held) -> dict[str, str]:
    default = texts(Order())
    return {name: (held[name] or default[name]) if name in held else text for name, text in order.items()}


# -- Filters and tabs ------------------------------------------------------------------------------


def _show_filters(value: Filters) -> dict[str, Any]:
    values = {item.name: getattr(value, item.name) for item in fields(value)}
    values = {name: list(held) if isinstance(held, tuple) else held for name, held in values.items()}
    del values["tab"]
    return values | {
        "tab_label": evidence.TABS[value.tab](),
        "recorded": value.recorded or (),
    }


def _hear_filters(value: Filters, held: Held) -> Filters:
    heard = {item.name: held[item.name] for item in fields(value) if item.name in held}
    heard = {name: tuple(each) if isinstance(each, list) else each for name, each in heard.items()}
    if "recorded" in heard:
        heard["recorded"] = heard["recorded"] if len(heard["recorded"] or ()) == 2 else None
    if "text" in heard:
        heard["text"] = " ".join((heard["text"] or "").split())
    heard["tab"] = _tab_name(evidence.TABS, held, "tab_label", value.tab)
    asked = replace(value, **heard)
    # Another choice begins with its first page.
    return asked if replace(asked, page=value.page) == value else replace(asked, page=1)


def _tab(page: str, name: str, labels: Mapping[str, Message]) -> Part:
    """Return the part of a page that is nothing but its open tab, under the name of a parameter."""
    first, key = next(iter(labels)), f"{name}_label"

    def read(params: Params) -> tuple[str, tuple[Fault, ...]]:
        tab = (params.get(name) or [first])[-1]
        return (tab, ()) if tab in labels else (first, (Fault(name, "unreadable", {"text": printable(tab)}),))

    return Part(
        name,
        page,
        read=read,
        params=lambda tab: {} if tab == first else {name: (tab,)},
        show=lambda tab: {key: labels[tab]()},
        hear=lambda tab, held: _tab_name(labels, held, key, tab),
    )


def _tab_name(labels: Mapping[str, Message], held: Held, key: str, kept: str) -> str:
    """Return the name of the tab whose label a widget holds."""
    names = {label(): name for name, label in labels.items()}
    return names.get(held[key], kept) if key in held else kept
