"""What differs between two answers, in words: the sentence, the alternative text, the rows of the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dashboard.answer.comparison import Comparison, Difference, MineMove, Outcome, Ring, counted
from dashboard.answer.grounds import asides, dating, evidence_span, on_record_since, origins, speaking
from dashboard.answer.scene import Scene
from dashboard.wording.counts import turned
from dashboard.wording.dates import day_beside, long_day, show_day, show_when, span_text
from dashboard.wording.firmness import evidence, window
from dashboard.wording.grounds import evidence_day
from dashboard.wording.language import Message, figure, later, listed, number, say, say_plural
from dashboard.wording.phrases import NAMED, gate_name, holders
from dashboard.wording.states import gate_status, gate_value, state_codes, state_words
from dashboard.wording.vocabulary import POLICY, REASON
from geodata.analysis.evidence import newest_report, unreported
from geodata.resolver.answers import STALE_AFTER, State
from geodata.vocab import Dimension, GateStatus, PlaceKind, Status

# -- The sentences ---------------------------------------------------------------------------------


def comparison_sentences(comparison: Comparison) -> tuple[str, ...]:
    """Return what differs: the places in one sentence, then the gates, the mines, and what it is not."""
    parts = (_places, _not_on_record, gates_sentence, _mines, _unsure, _carried_back, _caution, _unverified)
    return tuple(text for part in parts if (text := part(comparison)))


def in_short(comparison: Comparison) -> str:
    """Return which places differ, and of which of them nothing was known before."""
    return " ".join(filter(None, (_places(comparison), _not_on_record(comparison))))


def sides(comparison: Comparison) -> tuple[str, str]:
    """Return what tells the two answers apart, short: 1 Sep 2024, 26 Nov 2024; reported, strict."""
    before, after = comparison.before, comparison.after
    day = comparison.other_day or not comparison.other_evidence
    policy, known = before.view.policy != after.view.policy, before.known_on != after.known_on

    def side(scene: Scene) -> str:
        parts = [show_day(scene.view.on)] if day else []
        parts += [POLICY[scene.view.policy]()] if policy else []
        parts += [say("known on {day}", day=show_day(scene.known_on))] if known else []
        return ", ".join(parts)

    return side(before), side(after)


def _places(comparison: Comparison) -> str:
    """Return which places differ and how, after the days or the evidence that are compared."""
    before, after = comparison.before, comparison.after
    changes = "; ".join(_changes(comparison)) or _no_change(comparison)
    first, last = day_beside(before.view.on, after.view.on), long_day(after.view.on)
    if comparison.other_day and comparison.other_evidence:
        one, other = sides(comparison)
        return say("{other}, beside {one}: {changes}.", one=one, other=other, changes=changes)
    if comparison.other_evidence:
        turn = turned(after, before, long_day)
        return say("On {day}, {evidence}: {changes}.", day=last, evidence=turn, changes=changes)
    if after.known_on < after.catalog.newest_record:
        last = say("{day} (as known on {known})", day=last, known=long_day(after.known_on))
    if comparison.other_day:
        return say("Between {first} and {last}: {changes}.", first=first, last=last, changes=changes)
    return say("On {day}: {changes}.", day=last, changes=changes)


def _no_change(comparison: Comparison) -> str:
    count = len(counted(comparison.after))
    if comparison.other_evidence or not comparison.other_day:
        return say("none of the {count} places followed has another answer", count=count)
    return say("no accepted claim changes who held any of the {count} places followed", count=count)


def _changes(comparison: Comparison) -> Iterator[str]:
    """Yield what is said of which places: gains first, the record last."""
    for rows in _groups(comparison.places, lambda row: _place_clause(row, comparison, "", 1)):
        names = [_name_and_reading(row, comparison) for row in rows]
        count = len(names)
        places = listed(names) if count <= NAMED else say_plural("{count} place", "{count} places", count)
        yield _place_clause(rows[0], comparison, places, count)


_ORDER = list(Outcome)


def _groups(rows: Iterable[Difference], clause: Callable[[Difference], str]) -> list[list[Difference]]:
    """Return the rows of which the same is said together: in the order of kinds, the largest group first."""
    groups: dict[tuple[Outcome, str], list[Difference]] = {}
    for row in rows:
        groups.setdefault((row.kind, clause(row)), []).append(row)
    return sorted(groups.values(), key=lambda some: (_ORDER.index(some[0].kind), -len(some)))


def _name_and_reading(row: Difference, comparison: Comparison) -> str:
    """Return the name of a place, with both answers where it is read otherwise."""
    name = comparison.after.catalog.places[row.place_id].name
    if row.kind is not Outcome.READ_OTHERWISE:
        return name
    before, after = _codes(row, comparison)
    return say("{place} ({after} instead of {before})", place=name, after=after, before=before)


def _codes(row: Difference, comparison: Comparison) -> tuple[str, str]:
    """Return both answers in a few letters: BGF → KIA, MNDAA / SAC."""
    catalog = comparison.after.catalog
    return str(state_codes(row.before, catalog)), str(state_codes(row.after, catalog))


def _place_clause(row: Difference, comparison: Comparison, places: str, count: int) -> str:
    """Return what is said of so many places whose answers differ as those of the row do."""
    who = holders(row.after.actors, comparison.after.catalog)
    match row.kind:
        case Outcome.CHANGED_HANDS if row.gained:
            return say("{holders} gained {places}", holders=who, places=places)
        case Outcome.CHANGED_HANDS:
            return say("{places} passed to {holders} alone", holders=who, places=places)
        case Outcome.BECAME_JOINT:
            return say("{places} became jointly held by {holders}", holders=who, places=places)
        case Outcome.CONTESTED if len(row.after.actors) > 1:
            return say("{places} became contested between {holders}", holders=who, places=places)
        case Outcome.SETTLED:
            return say_plural(
                "{places} was settled as held by {holders}",
                "{places} were settled as held by {holders}",
                count,
                holders=who,
                places=places,
            )
        case Outcome.CHANGING:
            return say_plural(
                "{places} was changing hands", "{places} were changing hands", count, places=places
            )
    return _clause(row, comparison, places, count)


def _clause(row: Difference, comparison: Comparison, places: str, count: int) -> str:
    """Return what is said in the same way of places and of gates."""
    match row.kind:
        case Outcome.CONTESTED:
            return say("{places} became contested", places=places)
        case Outcome.READ_OTHERWISE:
            return say_plural(
                "{places} has another answer", "{places} have another answer", count, places=places
            )
        case Outcome.NOW_KNOWN:
            return say_plural(
                "{places} has a claim where there was none",
                "{places} have a claim where there was none",
                count,
                places=places,
            )
        case Outcome.NO_CLAIM if comparison.other_evidence:
            return say_plural(
                "{places} has no accepted claim", "{places} have no accepted claim", count, places=places
            )
        case Outcome.NO_CLAIM:
            return say_plural(
                "{places} has no accepted claim any more",
                "{places} have no accepted claim any more",
                count,
                places=places,
            )
    return say_plural(
        "{places} had no information before", "{places} had no information before", count, places=places
    )


def gates_sentence(comparison: Comparison) -> str:
    """Return how many gates differ in which way, which towns as a whole, and how many are derived."""
    whole = [row for row in comparison.gates if _as_a_whole(row, comparison)]
    gates = [row for row in comparison.gates if row not in whole]
    clauses = [
        _gate_clause(rows[0], comparison, number(len(rows)), len(rows))
        for rows in _groups(gates, lambda row: _gate_clause(row, comparison, "", 1))
    ]
    for row in whole:
        town = say("{town} as a whole", town=comparison.after.catalog.places[row.town_id].name)
        clauses.append(_gate_clause(row, comparison, town, 1))
    if derived := sum(row.after.derived_from is not None for row in comparison.gates):
        clauses.append(
            say_plural(
                "{count} of these is derived from a border-wide claim",
                "{count} of these are derived from a border-wide claim",
                derived,
            )
        )
    return say("China’s gates: {changes}.", changes="; ".join(clauses)) if clauses else ""


_BECAME: Mapping[str, Message] = {
    GateStatus.OPEN: later("{gates} opened"),
    GateStatus.PARTIAL: later("{gates} became partly open"),
    GateStatus.CLOSED: later("{gates} closed"),
}
_BECAME_OTHER = later("{gates} became {status}")


def _gate_clause(row: Difference, comparison: Comparison, gates: str, count: int) -> str:
    """Return what is said of so many gates whose answers differ as those of the row do."""
    match row.kind:
        case Outcome.NEW_STATUS:
            value = row.after.value or ""
            return _BECAME.get(value, _BECAME_OTHER)(gates=gates, status=gate_value(value))
        case Outcome.SETTLED:
            return say_plural("{gates} was settled", "{gates} were settled", count, gates=gates)
        case Outcome.CHANGING:
            return say_plural("{gates} was changing", "{gates} were changing", count, gates=gates)
    return _clause(row, comparison, gates, count)


def _as_a_whole(row: Difference, comparison: Comparison) -> bool:
    """Tell whether a difference is of a town as a whole, beside gates of its own."""
    gates = comparison.after.gates.get(row.town_id, ())
    return row.after.dimension is Dimension.GATE and row.place_id == row.town_id and len(gates) > 1


def _not_on_record(comparison: Comparison) -> str:
    """Return whose holder on the earlier day nobody names, of the places that changed on the ground."""
    catalog, day = comparison.after.catalog, day_beside(comparison.before.view.on, comparison.after.view.on)
    names = [
        catalog.places[row.place_id].name
        for row in comparison.places
        if row.on_the_ground and row.before.status is Status.UNKNOWN
    ]
    if len(names) > NAMED:
        return say("Who held {count} of these on {day} is not on record.", count=number(len(names)), day=day)
    return say("Who held {places} on {day} is not on record.", places=listed(names), day=day) if names else ""


def _mines(comparison: Comparison) -> str:
    """Return how many mine clusters have another answer with their towns."""
    counts: Counter[tuple[str, str]] = Counter()
    for move in comparison.mines:
        counts[_codes(move.town, comparison)] += move.clusters
    if not counts:
        return ""
    message = _INSTEAD_OF if comparison.other_evidence else _FROM_TO
    changes = [message(count=number(count), before=old, after=new) for (old, new), count in counts.items()]
    every, moved = comparison.after.mines.total.clusters, counts.total()
    all_message, some_message = _READ_WITH_TOWNS if comparison.other_evidence else _FOLLOWED
    message = all_message if moved == every else some_message
    return message(all=every, count=number(moved), changes=listed(changes))


_FROM_TO = later("{count} from {before} to {after}")
_INSTEAD_OF = later("{count} {after} instead of {before}")
_FOLLOWED = (
    later("All {all} mine clusters followed their towns, derived: {changes}."),
    later("Of {all} mine clusters, {count} followed their towns, derived: {changes}."),
)
_READ_WITH_TOWNS = (
    later("All {all} mine clusters have another answer with their towns, derived: {changes}."),
    later("Of {all} mine clusters, {count} have another answer with their towns, derived: {changes}."),
)


def _unsure(comparison: Comparison) -> str:
    """Return what has the same answer on both days and changed at some time, perhaps between them."""
    if not comparison.unsure:
        return ""
    places = _places_and_gates(comparison.unsure, comparison)
    return say("Changed at some time, perhaps by then; nobody gives the day: {places}.", places=places)


def _carried_back(comparison: Comparison) -> str:
    """Return what is known on the later day only because it is carried back to it."""
    if not comparison.carried_back:
        return ""
    day, places = long_day(comparison.after.view.on), _places_and_gates(comparison.carried_back, comparison)
    return say(
        "Carried back to {day} from later evidence, which is no change: {places}.", day=day, places=places
    )


def _places_and_gates(rows: Sequence[Difference], comparison: Comparison) -> str:
    """Return places and gates as a list: by name where they are few."""
    if len(rows) <= NAMED:
        return listed([_in_a_sentence(row, comparison) for row in rows])
    if any(row.after.dimension is Dimension.GATE for row in rows):
        return say_plural("{count} place or gate", "{count} places and gates", len(rows))
    return say_plural("{count} place", "{count} places", len(rows))


def _in_a_sentence(row: Difference, comparison: Comparison) -> str:
    """Return a place or gate within a sentence: the Nantaw gate; China’s gates of Muse as a whole."""
    place = comparison.after.catalog.places[row.place_id]
    if row.after.dimension is not Dimension.GATE:
        return place.name
    if _as_a_whole(row, comparison):
        return say("China’s gates of {town} as a whole", town=place.name)
    if place.kind is PlaceKind.GATE:
        return say("the {gate}", gate=place.name)
    return say("China’s gate of {place}", place=place.name)


def _unverified(comparison: Comparison) -> str:
    """Return that a day lies after the newest report, where one does."""
    catalog, days = comparison.after.catalog, (comparison.before.view.on, comparison.after.view.on)
    late = [long_day(day) for day in dict.fromkeys(days) if unreported(catalog, day)]
    newest = newest_report(catalog)
    if not late or newest is None:
        return ""
    return say_plural(
        "{days} is unverified: the newest report on any holder is of {day}.",
        "{days} are unverified: the newest report on any holder is of {day}.",
        len(late),
        days=listed(late),
        day=long_day(newest.published),
    )


def _caution(comparison: Comparison) -> str:
    if not comparison.other_evidence or not (comparison.places or comparison.gates):
        return ""
    if comparison.other_day:
        return say("The day and the evidence both differ, so this may not be a change on the ground.")
    return say("Nothing moved on the ground: only the evidence differs.")


# -- The alternative texts -------------------------------------------------------------------------

_RINGS = (
    (Ring.SOLID, later("Solid ring, changed on the ground: {places}.")),
    (Ring.DASHED, later("Dashed ring, another answer in the record only: {places}.")),
    (None, later("Without a point on the map: {places}.")),
)


def difference_alt(comparison: Comparison) -> str:
    """Return what the two maps, or the one of the difference, show: the ringed places, then the rest."""
    (one, other), rings = sides(comparison), comparison.rings
    texts = [say("The Myanmar–China border, {one} beside {other}.", one=one, other=other)]
    for ring, message in _RINGS:
        rows = [row for row in comparison.places if rings.get(row.place_id) is ring]
        if rows:
            texts.append(message(places="; ".join(_from_to(row, comparison) for row in rows)))
    if not comparison.places:
        texts.append(say("No place differs."))
    same = len(comparison.unchanged)
    texts.append(
        say_plural(
            "In both, {count} place has the same known answer.",
            "In both, {count} places have the same known answer.",
            same,
        )
    )
    return " ".join(texts)


def _from_to(row: Difference, comparison: Comparison) -> str:
    before, after = _codes(row, comparison)
    name = comparison.after.catalog.places[row.place_id].name
    if row.on_the_ground:
        return say("{place}: {before}, then {after}", place=name, before=before, after=after)
    return say("{place}: {before}, beside {after}", place=name, before=before, after=after)


def table_alt(comparison: Comparison) -> str:
    """Return what the printed table of the differences says."""
    rows = [
        say(
            "{place}: {before}, then {after}",
            place=row.what,
            before=row.before.answer,
            after=row.after.answer,
        )
        for row in comparison_table(comparison)
    ]
    return say("Table of what differs: {rows}.", rows="; ".join(rows))


# -- The table -------------------------------------------------------------------------------------

WHAT, WHEN = later("What differs"), later("When")
WHAT_WHEN_WHO = later("What differs, when, who says so")
"""What stands above the columns; the two answers have their `sides` above them."""


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One of the two answers of a row.

    Attributes:
        state: The answer.
        answer: It in words, without its evidence: KIA; closed → partly open, changing.
        evidence: The day of its newest evidence and its origins.
        window: Between which days it changed at some time, empty where the day asked is in no such time.
    """

    state: State
    answer: str
    evidence: str
    window: str


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """One place, gate or group of mines whose two answers differ.

    Attributes:
        what: What differs, in words.
        place_id: The place or the gate; of mines the town that they are held with.
        kind: In what way the answers differ.
        before: The first answer, `after` the second.
        when: The days of the change, or since when the answer is on record.
        who: Who says so: origins, what it is derived from, what is set aside.
    """

    what: str
    place_id: str
    kind: Outcome
    before: AnswerShown
    after: AnswerShown
    when: str
    who: str


def comparison_table(comparison: Comparison) -> list[DifferenceRow]:
    """Return what differs as rows: places, gates, the mines of each town, what changed at some time."""
    rows = [_row(row, comparison) for row in (*comparison.places, *comparison.gates)]
    rows += [_mine_row(move, comparison) for move in comparison.mines]
    return rows + [_row(row, comparison) for row in comparison.unsure]


def _row(row: Difference, comparison: Comparison, what: str = "", who: str = "") -> DifferenceRow:
    return DifferenceRow(
        what or _label(row, comparison),
        row.place_id,
        row.kind,
        _side(row.before, comparison.before),
        _side(row.after, comparison.after),
        _when(row, comparison),
        who or _who(row, comparison),
    )


def _mine_row(move: MineMove, comparison: Comparison) -> DifferenceRow:
    town = comparison.after.catalog.places[move.town.place_id].name
    what = say_plural(
        "{figure} mine cluster near {town}", "{figure} mine clusters near {town}", move.clusters, town=town
    )
    who = say(
        "derived from {town}, in whose schematic catchment they lie; pools: {pools}; outlines: {area} ha",
        town=town,
        pools=figure(move.pools),
        area=figure(move.area_ha),
    )
    return _row(move.town, comparison, what, who)


def _label(row: Difference, comparison: Comparison) -> str:
    """Return the name of a place or gate; where it is the gate of a place, with what it is."""
    catalog = comparison.after.catalog
    place = catalog.places[row.place_id]
    name = place.name
    if row.after.dimension is not Dimension.GATE or place.kind is PlaceKind.GATE:
        return name
    if _as_a_whole(row, comparison):
        name = gate_name(row.place_id, row.town_id, catalog)
    return say("China’s gate: {gate}", gate=name)


def _side(state: State, scene: Scene) -> AnswerShown:
    newest = evidence(state, evidence_day(state, scene.catalog))
    return AnswerShown(state, _answer(state, scene), newest, window(state))


def _answer(state: State, scene: Scene) -> str:
    """Return an answer without its evidence: KIA; closed → partly open, changing."""
    gate = state.dimension is Dimension.GATE
    text = gate_status(state) if gate else state_words(state, scene)
    if gate and state.status is Status.CHANGING:
        text = f"{gate_value(state.from_value)} → {text}"
    return (
        say("{answer}, no news for over {days} days", answer=text, days=STALE_AFTER.days)
        if state.stale
        else text
    )


def _when(row: Difference, comparison: Comparison) -> str:
    """Return the days of the change, or since when the state is on record where no change is dated."""
    state, catalog = row.after, comparison.after.catalog
    if row.kind is Outcome.MAY_HAVE_CHANGED:
        return span_text(state.until)
    if state.status is Status.UNKNOWN:
        return ""
    if state.since:
        return span_text(state.since)
    first = on_record_since(state, catalog)
    days = span_text(evidence_span(state, first, catalog)) if first else ""
    return say("on record since {days}", days=days) if days else ""


def _who(row: Difference, comparison: Comparison) -> str:
    """Return how many origins say so, whether nothing is on record before, and what is set aside."""
    catalog, state = comparison.after.catalog, row.after
    count = origins(dating(state, catalog) or speaking(state, catalog), catalog)
    parts = [say_plural("{figure} origin", "{figure} origins", count) if count else say("no accepted claim")]
    if row.first:
        parts.append(say("no information before"))
    if state.derived_from:
        parts.append(say("derived from {place}", place=catalog.places[state.derived_from].name))
    for aside in asides(state, catalog) if state.dimension is Dimension.CONTROL else ():
        start = aside.claims[0].start
        why = show_when(start) if aside.other_date and start else REASON[aside.reason]()
        parts.append(say("{count} set aside ({reason})", count=aside.documents, reason=why))
    return "; ".join(parts)
