"""What the ledger does not know, by age: old evidence, single origins, disputes, changes without a date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dashboard.answer.comparison import in_order
from dashboard.answer.grounds import holders_after
from dashboard.answer.scene import Scene
from dashboard.look.theme import words
from dashboard.wording import firmness
from dashboard.wording.dates import long_day, span_text
from dashboard.wording.grounds import evidence_day, split
from dashboard.wording.language import listed
from dashboard.wording.phrases import codes, gate_name
from dashboard.wording.states import gate_status, gate_value, state_words
from geodata.analysis.evidence import newest_report, unreported
from geodata.exports import files as export_files
from geodata.resolver import resolve
from geodata.resolver.answers import STALE_AFTER, Interval, Span, State
from geodata.resolver.spells import WIDE
from geodata.vocab import Dimension, Status

# -- Gaps known to the editors ---------------------------------------------------------------------
# Gaps of the ledger that no count can show, each in a sentence: what was looked for and not found.
#
# They are of November 2026. A gap that later rows close is taken out here by hand.


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that no document says: the ids of the places it is about, none for all, and the sentence."""

    about: str
    places: tuple[str, ...]
    text: str


_HOLDER, _GATE, _FIGURE = "holders", "gates", "figures"

GAPS: tuple[Gap, ...] = (
    Gap(_HOLDER, ("kutkai",), "Who holds Kutkai after the raid of February 2026."),
    Gap(
        _HOLDER,
        ("muse-105-mile",),
        "Which flag stood at the 105-Mile zone in January 2026: the one text breaks off.",
    ),
    Gap(_HOLDER, ("mongmit",), "On which day the regime’s troops came into Mongmit."),
    Gap(
        _HOLDER,
        ("bhamo",),
        "How Bhamo stood between 22 and 31 January 2026, and between 8 February and 5 March 2026.",
    ),
    Gap(
        _HOLDER,
        ("man-hio",),
        "Who holds Man Hio: nobody is named after July 2024; no vote was held there in December 2025.",
    ),
    Gap(_HOLDER, ("mawhtike",), "Who holds Mawhtike in so many words: it follows from other texts only."),
    Gap(_HOLDER, ("sei-lant",), "Which of the two sides named has Sei Lant."),
    Gap(_HOLDER, ("lamyang",), "How the fight for Lamyang ended."),
    Gap(_HOLDER, ("phimaw",), "On which day Phimaw changed hands: no report of the day was found."),
    Gap(_HOLDER, ("tangyan", "mong-yai"), "Who else was in Tangyan and Mong Yai beside the regime."),
    Gap(_HOLDER, ("mansi",), "How Mansi stood between the fights of May and of December 2024."),
    Gap(
        _HOLDER,
        ("kyaukme", "nawnghkio", "hsipaw", "mogok"),
        "Who held Kyaukme and Nawnghkio before June 2024, Mogok before July and Hsipaw before August of "
        "that year: no text gives a state from before.",
    ),
    Gap(_GATE, ("muse",), "How the gates of Muse stand after September 2025."),
    Gap(
        _GATE,
        ("laukkai", "yan-lon-kyaing-gate", "namtit", "mankha-gate", "mawhtike"),
        "How the gates of Laukkai, Yan Lon Kyaing, Namtit, Mankha and Mawhtike stood at most times.",
    ),
    Gap(
        _GATE,
        ("mai-ja-yang-gate", "laiza-gate"),
        "How the gates of Mai Ja Yang and Laiza stood from late 2021 to 2023.",
    ),
    Gap(_FIGURE, (), "What China’s customs counted from Myanmar from the middle of 2025 on."),
    Gap(_FIGURE, (), "What the KIO took as tax on rare earths after March 2025."),
    Gap(_FIGURE, ("mong-bawk-mines",), "What the mines in the Wa area produced in 2026."),
)
"""What was looked for and not found, holders first."""


# -- Answers that are not firm ---------------------------------------------------------------------

WIDE_DAYS = WIDE.days
"""A change whose day is known no better than to more days than this is listed."""

CONTROL, GATE = "who holds it", "China’s gate"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one place or gate on the day asked, and how firmly.

    Attributes:
        name: The place, the gate, or the town as a whole.
        about: `CONTROL` or `GATE`.
        state: The answer.
        words: The answer in words.
        day: The day of its newest evidence in words, of the first where the answer is carried back.
        days: Age in days of its newest evidence, None where there is none by the day.
        note: What else is to be known: the days of a change that is not dated, how the sources split.
    """

    name: str
    about: str
    state: State
    words: str
    day: str
    days: int | None
    note: str

    @property
    def known(self) -> bool:
        """Whether any accepted claim says how it stands."""
        return self.state.status is not Status.UNKNOWN


@dataclass(frozen=True, slots=True)
class UndatedChange:
    """A change that happened once within many days, `[earliest, latest)`; nobody says when.

    `before` and `after` are the answers in words, `now` whether the day asked lies in the span.
    """

    name: str
    about: str
    span: Span
    before: str
    after: str
    now: bool

    @property
    def days(self) -> int:
        """How many days it may have been."""
        assert self.span.earliest and self.span.latest
        return (self.span.latest - self.span.earliest).days


def by_age(scene: Scene) -> tuple[Answer, ...]:
    """Return the places and gates followed: those without a claim first, then the oldest evidence first."""
    answers = [_answer(name, about, state, scene) for name, about, state in _asked(scene)]

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
    found = [change for name, about, state in _asked(scene) for change in _undated(name, about, state, scene)]
    return tuple(sorted(found, key=lambda change: (not change.now, -change.days)))


def _asked(scene: Scene) -> Iterator[tuple[str, str, State]]:
    """Yield name, topic and state of each place followed, north to south, then of each of their gates."""
    catalog, order = scene.catalog, in_order(scene.catalog)
    for place_id in order:
        yield catalog.places[place_id].name, CONTROL, scene.control[place_id]
    seen: set[str] = set()
    for place_id in order:
        gates = scene.gates.get(place_id, ())
        for gate in gates:
            if gate.place_id not in seen:
                seen.add(gate.place_id)
                name = catalog.places[gate.place_id].name
                yield gate_name(gate.place_id, place_id, catalog) if len(gates) > 1 else name, GATE, gate


def _answer(name: str, about: str, state: State, scene: Scene) -> Answer:
    newest = state.newest_evidence if state.status is not Status.UNKNOWN else None
    dated = newest or state.first_evidence
    control = state.dimension is Dimension.CONTROL
    shared = control and state.status in (Status.JOINT, Status.CONTESTED)
    sources = split(state, scene.catalog) if shared else ""
    to = codes(holders_after(state, scene.catalog), scene.catalog) if control else ""
    notes = (firmness.window(state, to=to), sources)
    return Answer(
        name=name,
        about=about,
        state=state,
        words=state_words(state, scene) if state.dimension is Dimension.CONTROL else gate_status(state),
        day=evidence_day(state, scene.catalog)(dated) if dated else "",
        days=(state.on - newest).days if newest else None,
        note="; ".join(note for note in notes if note),
    )


def _undated(name: str, about: str, state: State, scene: Scene) -> Iterator[UndatedChange]:
    view = scene.view
    lane = resolve.track(scene.catalog, state.place_id, state.dimension, scene.known_on, view.policy)
    for before, after in pairwise(lane.intervals):
        span = before.until
        if span is None or span.earliest is None or span.latest is None or before.end is None:
            continue
        if span.earliest >= before.end or (span.latest - span.earliest).days <= WIDE_DAYS:
            continue
        now = span.earliest <= view.on < span.latest
        yield UndatedChange(name, about, span, _said(before, scene), _said(after, scene), now)


def _said(interval: Interval, scene: Scene) -> str:
    """Return an interval's answer in words."""
    if interval.status is Status.UNKNOWN:
        return "no claim"
    return words(interval, scene.catalog.actors) if interval.actors else gate_value(interval.value)


def headline(answers: Sequence[Answer], scene: Scene) -> str:
    """Return how much of what is asked is not known, or not firmly, in a sentence."""
    unknown = sum(not answer.known for answer in answers)
    old = sum(answer.known and answer.state.stale for answer in answers)
    newest, on = newest_report(scene.catalog), long_day(scene.view.on)
    late = newest is not None and unreported(scene.catalog, scene.view.on)
    when = f"On {on} ({firmness.unverified(newest.published, long_day)})" if newest and late else f"On {on}"
    one, open_ones = len(thin(answers)), len(disputed(answers))
    counts = (
        f"{unknown} {'has' if unknown == 1 else 'have'} no claim",
        f"{old} {'has' if old == 1 else 'have'} evidence more than {STALE_AFTER.days} days away",
        f"{one} {'rests' if one == 1 else 'rest'} on one origin only",
        f"{open_ones} {'is' if open_ones == 1 else 'are'} contested",
    )
    return f"{when}, of {len(answers)} places and gates {listed(counts)}."


def answers_csv(answers: Iterable[Answer], scene: Scene) -> str:
    """Return the answers as CSV, days as ISO dates, with the question and the ledger they are of."""
    return export_files.to_csv(_row(answer, scene) for answer in answers)


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


def window_text(change: UndatedChange) -> str:
    """Return between which days a change happened, both included."""
    return span_text(change.span)


def day_text(answer: Answer) -> str:
    """Return the day of an answer's newest evidence with its age, or what there is instead."""
    if not answer.known or not answer.day:
        return ""
    if answer.days is None:
        return firmness.age(answer.state, lambda _: answer.day)
    since = "unverified since " if answer.state.stale else ""
    return f"{since}{answer.day}, {answer.days:,} day{'' if answer.days == 1 else 's'}"


def origins_text(answer: Answer) -> str:
    """Return how many independent origins an answer rests on."""
    return firmness.origins(answer.state.origins)
