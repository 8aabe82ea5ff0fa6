"""What a reader follows: a place, an actor, a stretch or the whole border, by the parameters of a View."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.question.choices import Choices
from dashboard.question.view import Subject, View, Where
from geodata.analysis.stretches import WHOLE
from geodata.vocab import Policy


@dataclass(frozen=True, slots=True)
class Followed:
    """What a feed tells of.

    Attributes:
        place: Id of a place, with its gates, or of a mine cluster; None is every place.
        stretch: The stretch of the border whose places count.
        crossings: Whether only crossings and their gates count.
        actors: Ids of actors: only what names one of them; empty is everything.
        subjects: What it tells of; empty is everything.
        policy: What counts as evidence.
        known_on: The day the ledger is read as of; None is its newest record.
    """

    place: str | None = None
    stretch: str = WHOLE
    crossings: bool = False
    actors: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    policy: Policy = Policy.REPORTED
    known_on: date | None = None

    @classmethod
    def of(cls, view: View, choices: Choices, *, place: bool) -> Followed:
        """Return what a View follows; its place counts only where `place` says so.

        A page always has a place chosen, so that alone does not say that a reader follows it.
        """
        actors = view.actors if set(view.actors) != set(choices.default.actors) else ()
        return cls(
            place=view.place if place else None,
            stretch=view.stretch,
            crossings=view.log_of is Where.CROSSINGS,
            actors=actors,
            subjects=view.log,
            policy=view.policy,
            known_on=view.known_on,
        )

    @property
    def scope(self) -> str:
        """Of what it tells, as one text; empty for everything."""
        crossings = "crossings" if self.crossings else ""
        stretch = self.stretch if self.stretch != WHOLE else ""
        return " ".join(filter(None, (self.place, stretch, crossings, *self.actors, *self.subjects)))

    @property
    def evidence(self) -> str:
        """The rule and the day of knowledge where they are not the usual ones: what makes another entry."""
        usual = self.policy is Policy.REPORTED and self.known_on is None
        return "" if usual else f"{self.policy} {self.known_on or ''}".strip()


def params(followed: Followed, choices: Choices) -> dict[str, Sequence[str]]:
    """Return the parameters of a feed's address: only what is not usual."""
    asked: dict[str, Sequence[str]] = {}
    if followed.place:
        asked["place"] = (choices.places.get(followed.place, followed.place),)
    if followed.stretch != WHOLE:
        asked["stretch"] = (followed.stretch,)
    if followed.crossings:
        asked["log_of"] = (str(Where.CROSSINGS),)
    if followed.actors:
        asked["actors"] = tuple(choices.actors.get(actor, actor) for actor in followed.actors)
    if followed.subjects:
        asked["log"] = tuple(map(str, followed.subjects))
    if followed.policy is not Policy.REPORTED:
        asked["policy"] = (str(followed.policy),)
    if followed.known_on:
        asked["known_on"] = (followed.known_on.isoformat(),)
    return asked


FOLLOWED = frozenset({"place", "stretch", "log_of", "actors", "log", "policy"})
"""The parameters of a page that its feed takes over; who follows wants what becomes known later, too."""
