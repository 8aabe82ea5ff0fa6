"""China's gates in words: how each stands, and which of them differ between two answers."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.comparison import Comparison, Difference, Kind
from dashboard.firmness import firmness
from dashboard.gates import by_age
from dashboard.scene import Scene
from dashboard.sentences.grounds import evidence_day
from dashboard.sentences.kinds import GATES, GATES_BY_EVIDENCE, Phrase
from dashboard.sentences.phrases import NAMED, gate_name, listed, number
from geodata.states import State
from geodata.vocab import Dimension, PlaceKind, Status

_STATUSES = {"open": "{} opened", "partial": "{} became partly open", "closed": "{} closed"}


def gate_words(town_id: str, scene: Scene) -> str:
    """Return the status of a town's gates in words, each with its name where there are several."""
    gates = by_age(town_id, scene.gates.get(town_id, ()))
    if len(gates) == 1:
        return _firm(gates[0], scene)
    return "; ".join(
        f"{gate_name(gate.place_id, town_id, scene.catalog)}: {_firm(gate, scene)}" for gate in gates
    )


def _firm(gate: State, scene: Scene) -> str:
    """Return the status of a gate in words: closed, newest evidence 7 Nov 2024, 4 independent origins."""
    return ", ".join([gate_status(gate), *firmness(gate, evidence_day(gate, scene.catalog))])


def gate_status(gate: State) -> str:
    """Return the status of a gate alone: closed; closed or partly open, contested."""
    text = gate_value(gate.value)
    if gate.status in (Status.CHANGING, Status.CONTESTED):
        text += f", {gate.status}"
    return text


def gate_value(value: str | None) -> str:
    """Return a gate's status as words: closed; closed or partly open; no claim."""
    named = {"partial": "partly open", "closed/partial": "closed or partly open"}
    return "no claim" if value is None else named.get(value, value.replace("/", " or "))


def gates_sentence(comparison: Comparison) -> str:
    """Return how many gates differ in which way, and which towns as a whole."""
    counts: dict[Phrase, int] = {}
    towns: list[str] = []
    for row in sorted(comparison.gates, key=lambda row: list(Kind).index(row.kind)):
        phrase = _gate_phrase(row, comparison)
        if _as_a_whole(row, comparison):
            towns.append(phrase[0].format(f"{comparison.after.catalog.places[row.town_id].name} as a whole"))
        else:
            counts[phrase] = counts.get(phrase, 0) + 1
    parts = [(one if count == 1 else many).format(number(count)) for (one, many), count in counts.items()]
    if not (parts or towns):
        return ""
    wide = sum(row.after.derived_from is not None for row in comparison.gates)
    derived = f" ({number(wide)} derived from a border-wide claim)" if wide else ""
    return f"China’s gates: {'; '.join(filter(None, (listed(parts) + derived, listed(towns))))}."


def _gate_phrase(row: Difference, comparison: Comparison) -> Phrase:
    value = row.after.value or ""
    status = _STATUSES.get(value, f"{{}} became {value}")
    table = GATES_BY_EVIDENCE if comparison.other_evidence else GATES
    return table.get(row.kind, (status, status))


def _as_a_whole(row: Difference, comparison: Comparison) -> bool:
    """Tell whether a difference is of a town as a whole, beside gates of its own."""
    gates = comparison.after.gates.get(row.town_id, ())
    return row.after.dimension is Dimension.GATE and row.place_id == row.town_id and len(gates) > 1


def gate_label(row: Difference, comparison: Comparison) -> str:
    """Return the name of a gate, or of the town as a whole where it has gates of its own too."""
    catalog = comparison.after.catalog
    if _as_a_whole(row, comparison):
        return gate_name(row.place_id, row.town_id, catalog)
    return catalog.places[row.place_id].name.removesuffix(" gate")


def gate_in_words(row: Difference, comparison: Comparison) -> str:
    """Return the same within a sentence: the Nantaw gate; China’s gates of Muse as a whole."""
    place = comparison.after.catalog.places[row.place_id]
    if _as_a_whole(row, comparison):
        return f"China’s gates of {place.name} as a whole"
    return f"the {place.name}" if place.kind is PlaceKind.GATE else f"China’s gate of {place.name}"


def places_and_gates(rows: Sequence[Difference], comparison: Comparison) -> tuple[str, str]:
    """Return places and gates as a sentence begins: by name where they are few; and the verb for them."""
    catalog = comparison.after.catalog
    names = [
        gate_in_words(row, comparison)
        if row.after.dimension is Dimension.GATE
        else catalog.places[row.place_id].name
        for row in rows
    ]
    gate = any(row.after.dimension is Dimension.GATE for row in rows)
    many = f"{number(len(names))} places{' and gates' if gate else ''}"
    text = listed(names) if len(names) <= NAMED else many
    one = len(rows) == 1 and not _as_a_whole(rows[0], comparison)
    return text[:1].upper() + text[1:], "is" if one else "are"
