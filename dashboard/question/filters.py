"""What a reader picks out on the Evidence page, and its link."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from dashboard.question.choices import Choices
from dashboard.question.fault import Fault, printable
from geodata.analysis.evidence import Dispute, Quarrel
from geodata.datasets.claims import Claim

TABS = ("Contradictions", "Claims", "Sources")
"""Names of the page's tabs in links."""

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Filters:
    """What the Evidence page shows of all that there is; empty is all, for each of them.

    Attributes:
        tab: The open tab, one of `TABS`.
        places: Ids of places.
        kinds: In what two claims disagree, names of `Quarrel`.
        undecided: Only the pairs that the rule does not decide.
        page: Which page of the open list, from 1.
        text: Part of a speaker, a source or an id.
        says: Values of claims.
        results: What the rule did with a claim, names of results.
        stances: What the speaker does with the statement, names of `Stance`.
        recorded: First and last day of the record, None for all.
    """

    tab: str = TABS[0]
    places: tuple[str, ...] = ()
    kinds: tuple[str, ...] = tuple(quarrel.value for quarrel in Quarrel)
    undecided: bool = False
    page: int = 1
    text: str = ""
    says: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    recorded: tuple[date, date] | None = None

    def has_dispute(self, dispute: Dispute) -> bool:
        """Tell whether the list of disputes shows one."""
        return (
            self._at(dispute.place_id)
            and dispute.quarrel in self.kinds
            and not (self.undecided and dispute.settled)
        )

    def has_claim(self, claim: Claim, *, result: str, recorded: date, text: str) -> bool:
        """Tell whether the list of claims shows one.

        Args:
            claim: The claim.
            result: What the rule did with it.
            recorded: The day of its record.
            text: What a search for `text` reads of it, in small letters.
        """
        first, last = self.recorded or (recorded, recorded)
        return (
            self._at(claim.place_id)
            and (not self.says or claim.value in self.says)
            and (not self.results or result in self.results)
            and (not self.stances or claim.stance in self.stances)
            and self.text.casefold() in text
            and first <= recorded <= last
        )

    def _at(self, place_id: str) -> bool:
        return not self.places or place_id in self.places

    def params(self, choices: Choices) -> dict[str, tuple[str, ...]]:
        """Return the parameters of their link: only what differs from the default."""
        link: dict[str, tuple[str, ...]] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if value == item.default:
                continue
            if item.name == "places":
                value = [choices.places[place] for place in value]
            texts = value if isinstance(value, (tuple, list)) else (value,)
            link[item.name] = tuple(map(str, texts)) or ("",)
        return link


def read(
    params: Mapping[str, Sequence[str]], choices: Choices, known: Mapping[str, Collection[str]]
) -> tuple[Filters, tuple[Fault, ...]]:
    """Return the Filters of a link's parameters, and the fault of each that could not be used.

    `claim=k0007` is the table of claims with that one alone.

    Args:
        params: The values of each parameter.
        choices: What this ledger has to choose from.
        known: What `says`, `results` and `stances` can name, and the ids of all claims as `claim`.
    """
    filters, faults = Filters(), []
    for name, given in params.items():
        texts = [text for text in given if len(text) <= _LONGEST]
        if name not in _READABLE or not texts:
            continue
        try:
            filters = replace(filters, **_read(name, texts, choices, known))
        except (ValueError, OverflowError):
            faults.append(Fault(name, "unreadable", {"text": printable(texts[-1])}))
    return filters, tuple(faults)


_READABLE = {*(item.name for item in fields(Filters)), "claim"}


def _read(
    name: str, texts: list[str], choices: Choices, known: Mapping[str, Collection[str]]
) -> dict[str, Any]:
    """Return the fields that a parameter sets.

    Raises:
        ValueError: If it cannot be used.
    """
    last = texts[-1]
    if name == "claim":
        return {"tab": "Claims", "text": _one_of(last.casefold(), known["claim"])}
    if name == "tab":
        return {"tab": _one_of(last, TABS)}
    if name == "recorded":
        first, end = sorted(date.fromisoformat(text) for text in texts)
        return {"recorded": (first, min(end, choices.last))}
    if name == "undecided":
        return {"undecided": _one_of(last, ("True", "False")) == "True"}
    if name == "page":
        return {"page": min(max(int(last), 1), 999)}
    if name == "text":
        return {"text": " ".join(last.split())}
    chosen = [text for text in texts if text]
    if name == "places":
        places = choices.places.keys() - choices.clusters.keys()
        ids = [choices.find_place(text) or "" for text in chosen]
        return {"places": tuple(dict.fromkeys(_one_of(each, places) for each in ids))}
    names = Filters().kinds if name == "kinds" else known[name]
    return {name: tuple(dict.fromkeys(_one_of(text, names) for text in chosen))}


def _one_of(text: str, known: Collection[str]) -> str:
    if text not in known:
        raise ValueError(text)
    return text
