"""What the ledger does not know, by age: old evidence, single origins, disputes, changes without a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dashboard.answer.comparison import in_order
from dashboard.answer.grounds import holders_after
from dashboard.answer.scene import Scene
from dashboard.wording import firmness
from dashboard.wording.dates import long_day, show_day, span_text
from dashboard.wording.grounds import evidence_day, split
from dashboard.wording.language import Message, figure, later, say, say_plural
from dashboard.wording.phrases import codes, gate_name
from dashboard.wording.states import gate_status, gate_value, state_codes, state_words
from dashboard.wording.vocabulary import POLICY
from geodata.analysis.evidence import newest_report, unreported
from geodata.catalog import Catalog
from geodata.exports.evidence import claim_columns
from geodata.exports.rows import Record
from geodata.resolver import resolve
from geodata.resolver.answers import STALE_AFTER, Interval, Span, State
from geodata.resolver.spells import WIDE
from geodata.vocab import Dimension, Status

# -- Labels of the page ----------------------------------------------------------------------------

TABS = {
    "By age": later("By age"),
    "One origin": later("One origin"),
    "Disputes": later("Disputes"),
    "Undated changes": later("Undated changes"),
    "Gaps": later("Gaps"),
}

WHAT, ANSWER, NEWEST = later("what"), later("answer"), later("newest evidence")
AGES = later(
    "Those without information come first, then those with the oldest evidence. "
    "Pale and dashed: no news for over {days} days."
)
AGES_ALT = later("Places and gates by the age of their evidence, the oldest first")
THIN = later("One report, or several that go back to one: nobody else says so.")
THIN_ALT = later("Places and gates whose answer rests on one origin only")
NO_THIN = later("No answer of this day rests on one origin only.")
DISPUTES = later("Accepted claims name different holders or values, or say that the place was fought over.")
DISPUTES_ALT = later("Places and gates that are contested on the day")
NO_DISPUTES = later("Nothing is contested on this day. Choose another day.")
CHANGES = later(
    "Each happened on one of more than {days} days, and nobody says which; the older answer is carried to "
    "the last of them. Those that may have happened by the day asked come first."
)
BETWEEN, BY_NOW = later("changed at some time between"), later("the day asked is one of them")
CHANGE = later("from what to what")
CHANGES_ALT = later("Changes that are dated to more than {days} days only, the widest first")
ALL_DATED = later("Every change of holder or gate is dated.")
GAPS_REMARK = later("Looked for and not found, as of November 2026.")
ABOUT_LABEL, NOT_KNOWN = later("about"), later("not known")
GAPS_ALT = later("Gaps of the ledger: what was looked for and not found")


def remark(scene: Scene) -> str:
    """Return what stands under the page's sentence."""
    return say(
        "As known on {day}, by the evidence rule “{policy}”. Every answer is carried forward until a claim "
        "says otherwise; here is how far each has been carried.",
        day=show_day(scene.known_on),
        policy=POLICY[scene.view.policy](),
    )


# -- Gaps known to the editors ---------------------------------------------------------------------
# Gaps of the ledger that no count can show, each in a sentence: what was looked for and not found.
#
# They are of November 2026. A gap that later rows close is taken out here by hand.


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that no document says: the ids of the places it is about, none for all, and the sentence."""

    about: Message
    places: tuple[str, ...]
    text: Message


_HOLDER, _GATE, _FIGURE = later("holders"), later("gates"), later("figures")

GAPS: tuple[Gap, ...] = (
    Gap(_HOLDER, ("kutkai",), later("Who holds Kutkai after the raid of February 2026.")),
    Gap(
        _HOLDER,
        ("muse-105-mile",),
        later("Which flag stood at the 105-Mile zone in January 2026: the only text ends before it says so."),
    ),
    Gap(_HOLDER, ("mongmit",), later("On which day the regime’s troops came into Mongmit.")),
    Gap(
        _HOLDER,
        ("bhamo",),
        later("How Bhamo stood between 22 and 31 January 2026, and between 8 February and 5 March 2026."),
    ),
    Gap(
        _HOLDER,
        ("man-hio",),
        later("Who holds Man Hio: nobody is named after July 2024; no vote was held there in December 2025."),
    ),
    Gap(
        _HOLDER,
        ("mawhtike",),
        later("A text that says who holds Mawhtike: it only follows from other texts."),
    ),
    Gap(_HOLDER, ("sei-lant",), later("Which of the two sides that are named holds Sei Lant.")),
    Gap(_HOLDER, ("lamyang",), later("How the fight for Lamyang ended.")),
    Gap(_HOLDER, ("phimaw",), later("On which day Phimaw changed hands: no report of the day was found.")),
    Gap(_HOLDER, ("tangyan", "mong-yai"), later("Who else was in Tangyan and Mong Yai beside the regime.")),
    Gap(_HOLDER, ("mansi",), later("How Mansi stood between the fights of May and of December 2024.")),
    Gap(
        _HOLDER,
        ("kyaukme", "nawnghkio", "hsipaw", "mogok"),
        later(
            "Who held Kyaukme and Nawnghkio before June 2024, Mogok before July 2024 and Hsipaw before "
            "August 2024: no text says."
        ),
    ),
    Gap(_GATE, ("muse",), later("How the gates of Muse stand after September 2025.")),
    Gap(
        _GATE,
        ("laukkai", "yan-lon-kyaing-gate", "namtit", "mankha-gate", "mawhtike"),
        later("How the gates of Laukkai, Yan Lon Kyaing, Namtit, Mankha and Mawhtike stood at most times."),
    ),
    Gap(
        _GATE,
        ("mai-ja-yang-gate", "laiza-gate"),
        later("How the gates of Mai Ja Yang and Laiza stood from late 2021 to 2023."),
    ),
    Gap(_FIGURE, (), later("What China’s customs counted from Myanmar from the middle of 2025 on.")),
    Gap(_FIGURE, (), later("What the KIO took as tax on rare earths after March 2025.")),
    Gap(_FIGURE, ("mong-bawk-mines",), later("What the mines in the Wa area produced in 2026.")),
)
"""What was looked for and not found, holders first."""


# -- Answers that are not firm ---------------------------------------------------------------------

WIDE_DAYS = WIDE.days
"""A change whose day is known no better than to more days than this is listed."""

ABOUT = {Dimension.CONTROL: later("who holds it"), Dimension.GATE: later("China’s gate")}
"""What an answer is about, in words."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one place or gate on the day asked, and how firmly.

    Attributes:
        name: The place, the gate, or the town as a whole.
        state: The answer.
        words: The answer in words.
        day: The day of its newest evidence in words, of the first where the answer is carried back.
        days: Age in days of its newest evidence, None where there is none by the day.
        note: What else is to be known: the days of a change that is not dated, how the sources split.
    """

    name: str
    state: State
    words: str
    day: str
    days: int | None
    note: str

    @property
    def known(self) -> bool:
        """Whether any accepted claim says how it stands."""
        return self.state.status is not Status.UNKNOWN

    @property
    def about(self) -> str:
        """What it is about, in words."""
        return ABOUT[self.state.dimension]()


@dataclass(frozen=True, slots=True)
class UndatedChange:
    """A change that happened once within many days, `[earliest, latest)`; nobody says when.

    `before` and `after` are the answers in words, `now` whether the day asked lies in the span, `claims`
    the ids of those on which the two rest.
    """

    name: str
    place_id: str
    dimension: Dimension
    span: Span
    before: str
    after: str
    now: bool
    claims: tuple[str, ...]

    @property
    def about(self) -> str:
        """What it is about, in words."""
        return ABOUT[self.dimension]()

    @property
    def days(self) -> int:
        """How many days it may have been."""
        assert self.span.earliest and self.span.latest
        return (self.span.latest - self.span.earliest).days


def by_age(scene: Scene) -> tuple[Answer, ...]:
    """Return the places and gates followed: those without a claim first, then the oldest evidence first."""
    answers = [_answer(name, state, scene) for name, state in _asked(scene)]

    def rank(answer: Answer) -> tuple[bool, int]:
        return answer.known, -(answer.days if answer.days is not None else _carried_back(answer.state))

    return tuple(sorted(answers, key=rank))


def _carried_back(state: State) -> int:
    """Return the days to the first evidence of a state that is carried back, as if they were its age."""
    return (state.first_evidence - state.on).days if state.first_evidence else 0


def thin(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return the answers that rest on one origin only."""
    return tuple(answer for answer in answers if answer.known and answer.state.origins == 1)


def disputed(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return the answers that are contested."""
    return tuple(answer for answer in answers if answer.state.status is Status.CONTESTED)


def undated(scene: Scene) -> tuple[UndatedChange, ...]:
    """Return the changes whose day is known no better than to `WIDE_DAYS`, the widest first."""
    changes = [change for name, state in _asked(scene) for change in _undated(name, state, scene)]
    return tuple(sorted(changes, key=lambda change: (not change.now, -change.days)))


def _asked(scene: Scene) -> Iterator[tuple[str, State]]:
    """Yield name and state of each place followed, north to south, then of each of their gates."""
    catalog, order = scene.catalog, in_order(scene.catalog)
    for place_id in order:
        yield catalog.places[place_id].name, scene.control[place_id]
    seen: set[str] = set()
    for place_id in order:
        gates = scene.gates.get(place_id, ())
        for gate in gates:
            if gate.place_id not in seen:
                seen.add(gate.place_id)
                name = catalog.places[gate.place_id].name
                yield gate_name(gate.place_id, place_id, catalog) if len(gates) > 1 else name, gate


def _answer(name: str, state: State, scene: Scene) -> Answer:
    newest = state.newest_evidence if state.status is not Status.UNKNOWN else None
    dated = newest or state.first_evidence
    control = state.dimension is Dimension.CONTROL
    shared = control and state.status in (Status.JOINT, Status.CONTESTED)
    sources = split(state, scene.catalog) if shared else ""
    to = codes(holders_after(state, scene.catalog), scene.catalog) if control else ""
    notes = (firmness.window(state, to=to), sources)
    return Answer(
        name=name,
        state=state,
        words=state_words(state, scene) if control else gate_status(state),
        day=evidence_day(state, scene.catalog)(dated) if dated else "",
        days=(state.on - newest).days if newest else None,
        note="; ".join(note for note in notes if note),
    )


def _undated(name: str, state: State, scene: Scene) -> Iterator[UndatedChange]:
    view = scene.view
    lane = resolve.track(scene.catalog, state.place_id, state.dimension, scene.known_on, view.policy)
    for before, after in pairwise(lane.intervals):
        span = before.until
        if span is None or span.earliest is None or span.latest is None or before.end is None:
            continue
        if span.earliest >= before.end or (span.latest - span.earliest).days <= WIDE_DAYS:
            continue
        now = span.earliest <= view.on < span.latest
        yield UndatedChange(
            name=name,
            place_id=state.place_id,
            dimension=state.dimension,
            span=span,
            before=_words(before, scene),
            after=_words(after, scene),
            now=now,
            claims=tuple(dict.fromkeys((*before.used, *after.used))),
        )


def _words(interval: Interval, scene: Scene) -> str:
    """Return an interval's answer in words."""
    return gate_value(interval.value) if interval.value else str(state_codes(interval, scene.catalog))


def headline(answers: Sequence[Answer], scene: Scene) -> str:
    """Return how much of what is asked is not known, or not firmly, in a sentence."""
    newest, on = newest_report(scene.catalog), scene.view.on
    counts = say(
        "On {day}, of {total} places and gates: {unknown} without information, "
        "{old} with no news for over {days} days, {one} on one origin only, {contested} contested.",
        day=long_day(on),
        total=figure(len(answers)),
        unknown=figure(sum(not answer.known for answer in answers)),
        old=figure(sum(answer.known and answer.state.stale for answer in answers)),
        days=STALE_AFTER.days,
        one=figure(len(thin(answers))),
        contested=figure(len(disputed(answers))),
    )
    if newest is None or not unreported(scene.catalog, on):
        return counts
    late = say(
        "All is unverified: the newest report on any holder is of {day}.", day=long_day(newest.published)
    )
    return f"{counts} {late}"


def answer_rows(answers: Iterable[Answer], scene: Scene) -> Iterator[Record]:
    """Yield the answers as rows for a file, in long form: a row for each claim that one rests on."""
    for answer in answers:
        for claim_id in answer.state.used or (None,):
            yield {**_row(answer, scene), **claim_columns(scene.catalog, claim_id)}


def _row(answer: Answer, scene: Scene) -> Mapping[str, Any]:
    state = answer.state
    until = (state.until if state.may_have_changed else None) or Span(None, None)
    return {
        "place_id": state.place_id,
        "name": answer.name,
        "dimension": state.dimension,
        "on": state.on,
        "known_on": scene.known_on,
        "policy": state.policy,
        "status": state.status,
        "answer": answer.words,
        "newest_evidence": state.newest_evidence,
        "first_evidence": state.first_evidence,
        "age_days": answer.days,
        "stale": state.stale,
        "origins": state.origins,
        "changed_earliest": until.earliest,
        "changed_before": until.latest,
        "note": answer.note,
        "data": scene.catalog.hash,
    }


def change_rows(changes: Iterable[UndatedChange], scene: Scene) -> Iterator[Record]:
    """Yield changes without a date as rows for a file: a row for each change and claim that it rests on."""
    for change in changes:
        row: Record = {
            "place_id": change.place_id,
            "name": change.name,
            "dimension": change.dimension,
            "on": scene.view.on,
            "known_on": scene.known_on,
            "policy": scene.view.policy,
            "from": change.before,
            "to": change.after,
            "changed_earliest": change.span.earliest,
            "changed_before": change.span.latest,
            "days": change.days,
            "data": scene.catalog.hash,
        }
        for claim_id in change.claims or (None,):
            yield {**row, **claim_columns(scene.catalog, claim_id)}


def gap_rows(catalog: Catalog) -> Iterator[Record]:
    """Yield the gaps as rows for a file."""
    for gap in GAPS:
        yield {
            "about": gap.about(),
            "place_ids": list(gap.places),
            "not_known": str(gap.text()),
            "data": catalog.hash,
        }


def window_text(change: UndatedChange) -> str:
    """Return between which days a change happened, both included, and how many they are."""
    return say_plural(
        "{span}, {figure} day", "{span}, {figure} days", change.days, span=span_text(change.span)
    )


def change_text(change: UndatedChange) -> str:
    """Return the answer before a change and the one after it."""
    return say("{before} → {after}", before=change.before, after=change.after)


def day_text(answer: Answer) -> str:
    """Return the day of an answer's newest evidence with its age, or what there is instead."""
    if not answer.known or not answer.day:
        return ""
    if answer.days is None:
        return firmness.age(answer.state, lambda _: answer.day)
    if answer.state.stale:
        return say_plural(
            "no news since {day}, {figure} day",
            "no news since {day}, {figure} days",
            answer.days,
            day=answer.day,
        )
    return say_plural("{day}, {figure} day", "{day}, {figure} days", answer.days, day=answer.day)


def origins_text(answer: Answer) -> str:
    """Return how many independent origins an answer rests on."""
    return firmness.origins(answer.state.origins)
