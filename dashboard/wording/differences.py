"""What differs between two answers, in words: the sentence, the alt text, the rows of the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dashboard.answer.comparison import Comparison, Difference, Kind, MineMove, Ring, in_order
from dashboard.answer.scene import Scene
from dashboard.wording.counts import turned
from dashboard.wording.dates import day_beside, long_day, show_day, show_when, span_text
from dashboard.wording.firmness import evidence, unverified, window
from dashboard.wording.grounds import (
    asides,
    dating,
    evidence_day,
    evidence_span,
    on_record_since,
    origins,
    speaking,
)
from dashboard.wording.language import listed, number
from dashboard.wording.phrases import NAMED, gate_name, holders
from dashboard.wording.states import gate_status, gate_value, state_codes, state_words
from geodata.analysis.evidence import newest_report, unreported
from geodata.resolver.answers import State
from geodata.vocab import Dimension, PlaceKind, Status

# -- Kinds of differences --------------------------------------------------------------------------
# What is said of each kind of difference between two answers, of one place and of several.

Phrase = tuple[str, str]
"""What is said of one and of several."""

RECORD = {
    Kind.NO_CLAIM: ("{} has no accepted claim any more", "{} have no accepted claim any more"),
    Kind.NOW_KNOWN: ("{} has a claim where there was none", "{} have a claim where there was none"),
    Kind.FIRST_CLAIM: ("{} has its first claim", "{} have their first claim"),
}
BY_EVIDENCE = {
    Kind.READ_OTHERWISE: ("one place is read otherwise ({})", "{} are read otherwise"),
    Kind.NO_CLAIM: ("{} has no accepted claim", "{} have no accepted claim"),
    Kind.NOW_KNOWN: ("{} has a claim where there was none", "{} have a claim where there was none"),
}
GATES = RECORD | {
    Kind.SETTLED: ("{} was settled", "{} were settled"),
    Kind.CHANGING: ("{} was changing", "{} were changing"),
    Kind.CONTESTED: ("{} became contested", "{} became contested"),
}
GATES_BY_EVIDENCE = BY_EVIDENCE | {
    Kind.READ_OTHERWISE: ("{} is read otherwise", "{} are read otherwise"),
}


# -- Gates -----------------------------------------------------------------------------------------
# China's gates in words: how each stands, and which of them differ between two answers.

_STATUSES = {"open": "{} opened", "partial": "{} became partly open", "closed": "{} closed"}


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


# -- Places and mines ------------------------------------------------------------------------------


def comparison_sentences(comparison: Comparison) -> tuple[str, ...]:
    """Return what differs: the places in one sentence, then the gates, the mines, and what it is not."""
    parts = (_places, _not_on_record, gates_sentence, _mines, _unsure, _carried_back, _caution, _unverified)
    return tuple(text for part in parts if (text := part(comparison)))


def sides(comparison: Comparison) -> tuple[str, str]:
    """Return what tells the two answers apart, short: 1 Sep 2024, 26 Nov 2024; reported, strict."""
    found = []
    scenes = (comparison.before, comparison.after)
    for scene, other in (scenes, scenes[::-1]):
        parts = [show_day(scene.view.on)] if comparison.other_day or not comparison.other_evidence else []
        parts += [scene.view.policy] if scene.view.policy != other.view.policy else []
        parts += [f"known on {show_day(scene.known_on)}"] if scene.known_on != other.known_on else []
        found.append(", ".join(parts))
    return found[0], found[1]


def _places(comparison: Comparison) -> str:
    lead = _lead(comparison)
    if comparison.places:
        return f"{lead} {_joined(_told(comparison))}."
    count = len(in_order(comparison.after.catalog))
    if comparison.other_evidence or not comparison.other_day:
        return f"{lead} none of the {count} places followed has another answer."
    return f"{lead} no accepted claim changes who held any of the {count} places followed."


def _lead(comparison: Comparison) -> str:
    before, after = comparison.before, comparison.after
    if comparison.other_day and comparison.other_evidence:
        one, other = sides(comparison)
        return f"{other}, beside {one}:"
    if comparison.other_evidence:
        return f"On {long_day(after.view.on)}, {turned(after, before, long_day)},"
    first, last = before.view.on, after.view.on
    days = f"Between {day_beside(first, last)} and" if comparison.other_day else "On"
    known = f", as known on {long_day(after.known_on)}," if _read_earlier(comparison) else ""
    return f"{days} {long_day(last)}{known}"


def _read_earlier(comparison: Comparison) -> bool:
    return comparison.after.known_on < comparison.after.catalog.newest_record


def _told(comparison: Comparison) -> Iterable[tuple[Phrase, list[str]]]:
    """Yield what is said with the names of which places: gains first, the record last."""
    catalog = comparison.after.catalog
    told: dict[tuple[Kind, Phrase], list[str]] = {}
    for row in comparison.places:
        name = catalog.places[row.place_id].name
        if row.kind is Kind.READ_OTHERWISE:
            name += f" as {_code(row.after, comparison)} instead of {_code(row.before, comparison)}"
        told.setdefault((row.kind, _phrase(row, comparison)), []).append(name)
    order = list(Kind)
    for (_, phrase), names in sorted(told.items(), key=lambda item: (order.index(item[0][0]), -len(item[1]))):
        yield phrase, names


def _code(state: State, comparison: Comparison) -> str:
    return str(state_codes(state, comparison.after.catalog))


def _phrase(row: Difference, comparison: Comparison) -> Phrase:
    who = holders(row.after.actors, comparison.after.catalog)
    if comparison.other_evidence:
        return BY_EVIDENCE[row.kind]
    if row.kind is Kind.CHANGED_HANDS:
        both = f"{who} gained {{}}" if row.gained else f"{{}} passed to {who} alone"
    elif row.kind is Kind.BECAME_JOINT:
        both = f"{{}} became jointly held by {who}"
    elif row.kind is Kind.CONTESTED:
        both = f"{{}} became contested{f' between {who}' if len(row.after.actors) > 1 else ''}"
    elif row.kind is Kind.SETTLED:
        return f"{{}} was settled as held by {who}", f"{{}} were settled as held by {who}"
    elif row.kind is Kind.CHANGING:
        return "{} was changing hands", "{} were changing hands"
    else:
        return RECORD[row.kind]
    return both, both


def _joined(told: Iterable[tuple[Phrase, Sequence[str]]]) -> str:
    """Return what is told as a list; several places are counted, and named where they are few."""
    said_so: list[str] = []
    noun = " places"
    for (one, many), names in told:
        if len(names) == 1:
            said_so.append(one.format(names[0]))
            continue
        text = many.format(f"{number(len(names))}{noun}")
        said_so.append(f"{text} ({listed(names)})" if len(names) <= NAMED else text)
        noun = ""
    return listed(said_so)


def _not_on_record(comparison: Comparison) -> str:
    """Return whose holder on the earlier day nobody names, of the places that changed on the ground."""
    catalog, first = comparison.after.catalog, comparison.before.view.on
    names = [
        catalog.places[row.place_id].name
        for row in comparison.places
        if row.on_the_ground and row.before.status is Status.UNKNOWN
    ]
    if not names:
        return ""
    of = listed(names) if len(names) <= NAMED else f"{number(len(names))} of these"
    return f"Who held {of} on {day_beside(first, comparison.after.view.on)} is not on record."


def _mines(comparison: Comparison) -> str:
    counts: dict[tuple[str, str], int] = {}
    for move in comparison.mines:
        pair = _code(move.town.before, comparison), _code(move.town.after, comparison)
        counts[pair] = counts.get(pair, 0) + move.clusters
    if not counts:
        return ""
    total, moved = comparison.after.mines.total.clusters, sum(counts.values())
    lead = f"All {total}" if moved == total else f"{number(moved)} of {total}".capitalize()
    if comparison.other_evidence:
        parts = [f"{number(count)} {new} instead of {old}" for (old, new), count in counts.items()]
        return f"{lead} mine clusters are read with their towns, derived: {listed(parts)}."
    parts = [f"{number(count)} from {old} to {new}" for (old, new), count in counts.items()]
    return f"{lead} mine clusters followed their towns, derived: {listed(parts)}."


def _unsure(comparison: Comparison) -> str:
    """Return what has the same answer on both days and may have changed between them all the same."""
    shown, _ = places_and_gates(comparison.unsure, comparison)
    return f"{shown} changed at some time, perhaps by then: nobody dates the change." if shown else ""


def _carried_back(comparison: Comparison) -> str:
    """Return what is known on the later day only because it is carried back to it."""
    shown, verb = places_and_gates(comparison.carried_back, comparison)
    if not shown:
        return ""
    on = long_day(comparison.after.view.on)
    return f"{shown} {verb} carried back to {on} from later evidence, which is no change."


def _unverified(comparison: Comparison) -> str:
    """Return that a day lies after the newest report, where one does."""
    catalog, days = comparison.after.catalog, (comparison.before.view.on, comparison.after.view.on)
    late = [long_day(day) for day in dict.fromkeys(days) if unreported(catalog, day)]
    newest = newest_report(catalog)
    if not late or newest is None:
        return ""
    are = "is" if len(late) == 1 else "are"
    return f"{listed(late)} {are} {unverified(newest.published, long_day)}."


def _caution(comparison: Comparison) -> str:
    if not comparison.other_evidence or not (comparison.places or comparison.gates):
        return ""
    if comparison.other_day:
        return "Day and evidence both differ, so none of this is called a change on the ground."
    return "Nothing moved on the ground: only the evidence differs."


def difference_alt(comparison: Comparison) -> str:
    """Return what the two maps, or the one of the difference, show: the ringed places, then the rest."""
    (one, other), rings = sides(comparison), comparison.rings
    text = (
        f"The Myanmar–China border, {one} beside {other}.{'' if comparison.places else ' No place differs.'}"
    )
    for label, ring in (
        ("Solid ring, changed on the ground", Ring.SOLID),
        ("Dashed ring, another answer in the record only", Ring.DASHED),
        ("Without a point on the map", None),
    ):
        rows = [row for row in comparison.places if rings.get(row.place_id) is ring]
        if rows:
            text += f" {label}: {'; '.join(_from_to(row, comparison) for row in rows)}."
    same = len(comparison.unchanged)
    places = "place has" if same == 1 else "places have"
    return f"{text} {number(same).capitalize()} {places} the same known answer in both."


def _from_to(row: Difference, comparison: Comparison) -> str:
    name = comparison.after.catalog.places[row.place_id].name
    between = "then" if row.on_the_ground else "beside"
    return f"{name}: {_code(row.before, comparison)}, {between} {_code(row.after, comparison)}"


def comparison_table(comparison: Comparison) -> list[dict[str, str]]:
    """Return what differs as rows: places, China’s gates, the mines of each town, what may have changed."""
    rows = [_row(_name(row, comparison), row, comparison) for row in (*comparison.places, *comparison.gates)]
    rows += [_mine_row(move, comparison) for move in comparison.mines]
    return rows + [_row(_name(row, comparison), row, comparison) for row in comparison.unsure]


def _name(row: Difference, comparison: Comparison) -> str:
    """Return the name of a place, or that of a gate with what it is."""
    if row.after.dimension is Dimension.GATE:
        return f"China’s gate: {gate_label(row, comparison)}"
    return comparison.after.catalog.places[row.place_id].name


def _row(what: str, row: Difference, comparison: Comparison) -> dict[str, str]:
    catalog = comparison.after.catalog
    return {
        "what changed": what,
        "before": _answer(row.before, comparison.before),
        "after": _answer(row.after, comparison.after),
        "evidence before": evidence(row.before, evidence_day(row.before, catalog)),
        "evidence after": evidence(row.after, evidence_day(row.after, catalog)),
        "window before": window(row.before),
        "window after": window(row.after),
        "when": _when(row, comparison),
        "who says so": _who(row, comparison),
    }


def _mine_row(move: MineMove, comparison: Comparison) -> dict[str, str]:
    town = comparison.after.catalog.places[move.town.place_id].name
    clusters = f"{move.clusters} mine cluster{'' if move.clusters == 1 else 's'}"
    size = f"{move.pools:,} pools, hulls of {move.area_ha:,.0f} ha"
    derived = f"derived from {town}, in whose schematic catchment they lie"
    return _row(f"{clusters} by {town}", move.town, comparison) | {"who says so": f"{derived}; {size}"}


def _answer(state: State, scene: Scene) -> str:
    """Return an answer without its evidence: KIA; closed → partly open, changing; SAC, unverified."""
    gate = state.dimension is Dimension.GATE
    text = gate_status(state) if gate else state_words(state, scene)
    if gate and state.status is Status.CHANGING:
        text = f"{gate_value(state.from_value)} → {text}"
    return f"{text}, unverified" if state.stale else text


def _when(row: Difference, comparison: Comparison) -> str:
    """Return the days of the change, or since when the state is on record where no change is dated."""
    state = row.after
    if row.kind is Kind.MAY_HAVE_CHANGED:
        return span_text(state.until)
    if state.status is Status.UNKNOWN:
        return ""
    if state.since:
        return span_text(state.since)
    catalog = comparison.after.catalog
    first = on_record_since(state, catalog)
    return f"on record since {span_text(evidence_span(state, first, catalog))}" if first else ""


def _who(row: Difference, comparison: Comparison) -> str:
    """Return how many origins say so, whether nothing is on record before, and what is set aside."""
    catalog, state = comparison.after.catalog, row.after
    count = origins(dating(state, catalog) or speaking(state, catalog), catalog)
    parts = [f"{count} origin{'' if count == 1 else 's'}" if count else "no accepted claim"]
    if row.first:
        parts.append("first claim on record")
    if state.derived_from:
        parts.append(f"derived from {catalog.places[state.derived_from].name}")
    for aside in asides(state, catalog) if state.dimension is Dimension.CONTROL else ():
        start = aside.claims[0].start
        why = show_when(start) if aside.other_date and start else str(aside.reason)
        parts.append(f"{aside.documents} set aside ({why})")
    return "; ".join(parts)
