"""The resolver once more, slow and plain: every rule as loops over days and claims.

It shares only the records and the dates with the real one. It reads a drawn world (control claims
of one town) and paints one label a day, later spells over earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.vocab import Policy, Share, Stance

DAY = timedelta(days=1)
FAR = date(2023, 1, 1)
END = date(2024, 12, 31)
PARENT = {"kbgf": "sac", "mndaa": "3bha", "tnla": "3bha"}
ALLIES = {frozenset({"kia", "pdf"}), frozenset({"mndaa", "tnla"})}

Label = tuple[str, frozenset[str]]


def tied(a: str, b: str) -> bool:
    return a == b or PARENT.get(a) == b or PARENT.get(b) == a or frozenset({a, b}) in ALLIES


def related(a: str, b: str) -> bool:
    return a == b or PARENT.get(a) == b or PARENT.get(b) == a


def united(actors: frozenset[str]) -> bool:
    reached = {min(actors)}
    while True:
        more = {b for a in reached for b in actors if tied(a, b)} - reached
        if not more:
            return reached == actors
        reached |= more


def one_holder(a: frozenset[str], b: frozenset[str]) -> bool:
    return a == b or (any(related(x, y) for x in a for y in b) and united(a | b))


def own(claim: Claim) -> bool:
    return claim.speaker_actor is not None and all(tied(claim.speaker_actor, actor) for actor in claim.actors)


def start(claim: Claim) -> tuple[date, date] | None:
    """Return the first and last day of a dated start."""
    if claim.start and claim.start.earliest and claim.start.last_day:
        return claim.start.earliest, claim.start.last_day
    return None


def by(claim: Claim) -> date | None:
    return claim.start.last_day if claim.start and claim.start.earliest is None else None


def as_of(claim: Claim) -> tuple[date, date, date] | None:
    """Return the first day, the last that is sure and the last that may be."""
    if not claim.as_of:
        return None
    first, last = claim.as_of.earliest, claim.as_of.last_day
    sure = claim.as_of.end_earliest if "/" in claim.as_of.text else first
    return first, sure, last


def reach(claim: Claim) -> tuple[date, date]:
    days = [*(start(claim) or ()), *(as_of(claim) or ()), *([by(claim)] if by(claim) else [])]
    return (date.min if claim.since_before else min(days)), max(days)


class Reference:
    """Labels by day for one policy: (status, actors)."""

    def __init__(self, catalog: Catalog, policy: Policy) -> None:
        self.catalog, self.policy = catalog, policy
        self.asserted = [c for c in catalog.claims.values() if c.stance is Stance.ASSERTS]
        if policy is not Policy.ANY:
            self.asserted = [c for c in self.asserted if not self.differs(c)]
        self.denials = [c for c in catalog.claims.values() if c.stance is Stance.DENIES]
        self.alone = {
            next(iter(c.actors))
            for c in catalog.claims.values()
            if c.stance is Stance.ASSERTS and len(c.actors) == 1 and c.share is not Share.CONTESTED
        }
        self.fights = [c for c in self.asserted if c.share is Share.CONTESTED or self.opens(c)]
        self.regular = [c for c in self.asserted if c not in self.fights]

    def group(self, claim: Claim) -> str:
        return self.catalog.sources[claim.source_id].origin_group

    def groups(self, claims: Iterable[Claim]) -> set[str]:
        return {self.group(claim) for claim in claims}

    def differs(self, claim: Claim) -> bool:
        """A rewrite (of `agency`, the only origin in the drawn ledgers) with a start of its own."""
        if claim.source_id != "copy" or claim.start is None:
            return False
        given = [c for c in self.asserted if c.source_id == "agency" and c.actors & claim.actors]

        def bounds(c: Claim) -> tuple[date, date]:
            return start(c) or (date.min, by(c) or reach(c)[1])

        low, high = bounds(claim)
        return bool(given) and not any(low <= bounds(c)[0] and bounds(c)[1] <= high for c in given)

    def opens(self, claim: Claim) -> bool:
        return not united(claim.actors) and claim.start is None

    def spells(self) -> list[dict]:
        parting = Policy.ANY if self.policy is Policy.ANY else Policy.REPORTED
        separators = list(self.regular)
        parts = self.parts(separators)
        for _ in self.regular:
            found = [self.spell(part, parting) for part in parts]
            accepted = [c for s in found if s["accepted"] for c in s["claims"]]
            if {c.claim_id for c in accepted} == {c.claim_id for c in separators}:
                break
            separators = accepted
            parts = self.parts(separators)
        found = [self.spell(part, self.policy) for part in parts]
        return sorted(
            found, key=lambda s: (s["begins"], s["from"], s["to"], min(c.claim_id for c in s["claims"]))
        )

    def parts(self, separators: list[Claim]) -> list[list[Claim]]:
        parts = [[claim] for claim in self.regular]
        merged = True
        while merged:
            merged = False
            for one in parts:
                for other in parts:
                    if one is not other and any(self.linked(a, b, separators) for a in one for b in other):
                        one.extend(other)
                        parts.remove(other)
                        merged = True
                        break
                if merged:
                    break
        return parts

    def linked(self, a: Claim, b: Claim, separators: list[Claim]) -> bool:
        if not one_holder(a.actors, b.actors):
            return False
        (f1, l1), (f2, l2) = sorted((reach(a), reach(b)))
        for x in separators:
            if one_holder(x.actors, a.actors) or one_holder(x.actors, b.actors):
                continue
            fx, lx = reach(x)
            if l1 <= fx and lx <= f2 and (f1, l1) != (fx, lx) != (f2, l2):
                return False
        return True

    def spell(self, part: list[Claim], policy: Policy) -> dict:
        claims = list(part)
        if policy is not Policy.ANY:
            for group in self.groups(part):
                members = [c for c in part if self.group(c) == group]
                documents = sorted((c.recorded.last_day, c.source_id) for c in members)
                speaks = "agency" if any(c.source_id == "agency" for c in members) else documents[0][1]
                claims = [c for c in claims if c not in members or c.source_id == speaks]
        window = None
        dated = [c for c in claims if start(c)]
        if dated:
            support = {}
            day = min(start(c)[0] for c in dated)
            while day <= max(start(c)[1] for c in dated):
                support[day] = len(self.groups(c for c in dated if start(c)[0] <= day <= start(c)[1]))
                day += DAY
            best = [day for day in support if support[day] == max(support.values())]
            low, high = best[0] - 14 * DAY, best[-1] + 14 * DAY
            days = list(best)
            outside = []
            for c in dated:
                first, last = start(c)
                if any(first <= day <= last for day in best):
                    continue
                if low <= first and last <= high:
                    days += [first, last]
                else:
                    outside.append(c)
            fights = [c for c in self.fights if c.share is Share.CONTESTED and start(c)]
            for c in fights:
                if (
                    one_holder(c.actors, self.first(claims).actors)
                    and low <= start(c)[0]
                    and start(c)[1] <= high
                ):
                    days += start(c)
            outside += [c for c in claims if by(c) and not as_of(c) and by(c) < low]
            claims = [c for c in claims if c not in outside]
            window = (min(days), max(days))
            if any(as_of(c) and as_of(c)[0] < window[0] for c in claims):
                window = None
        runs = [as_of(c) for c in claims if as_of(c)] + [(by(c),) * 3 for c in claims if by(c)]
        firsts = [window[1] + DAY] if window else [run[0] for run in runs]
        before = any(c.since_before for c in claims)
        holds = min(firsts)
        return {
            "claims": claims,
            "window": window,
            "from": holds,
            "sure": window[1] + DAY if window else min(run[2] for run in runs),
            "to": max([run[1] for run in runs] + ([window[1]] if window else [])),
            "before": before,
            "begins": date.min if before else window[0] if window else holds,
            "accepted": self.accepts(claims, window, policy),
        }

    @staticmethod
    def first(claims: list[Claim]) -> Claim:
        return min(claims, key=lambda c: (*reach(c), c.claim_id))

    def accepts(self, claims: list[Claim], window: tuple[date, date] | None, policy: Policy) -> bool:
        if policy is Policy.ANY:
            return True
        if all(own(c) for c in claims):
            return False
        if policy is not Policy.REPORTED and len(self.groups(claims)) < 2:
            return False
        if policy is not Policy.STRICT:
            return True
        begins = window[0] if window else min(reach(c)[0] for c in claims)
        for denial in self.denials:
            about = one_holder(denial.actors, self.first(claims).actors) and reach(denial)[1] >= begins
            if about and not any(c.recorded.last_day > denial.recorded.last_day for c in claims):
                return False
        return True

    def holders(self, claims: list[Claim]) -> frozenset[str]:
        named = {a: self.groups(c for c in claims if a in c.actors) for c in claims for a in c.actors}
        if "3bha" in named:
            members = [m for m in ("mndaa", "tnla") if len(named.get(m, ())) >= len(named["3bha"])]
            for member in members:
                named[member] = named[member] | named["3bha"]
            if members:
                del named["3bha"]
        most = max(len(groups) for groups in named.values())
        total = len(self.groups(claims))
        found = {a for a, groups in named.items() if 2 * len(groups) >= total or len(groups) == most}
        for a in sorted(found):
            led = any(
                tied(a, b) and any(b in c.actors and a not in c.actors for c in claims) for b in found - {a}
            )
            if led and a not in self.alone and a != "3bha":
                found.discard(a)
        return frozenset(found)

    def labels(self) -> dict[date, Label]:
        painted: dict[date, Label] = {}

        def paint(first: date, label: Label) -> None:
            day = max(first, FAR)
            while day <= END:
                painted[day] = label
                day += DAY

        paint(FAR, ("unknown", frozenset()))
        current = None
        for spell in self.spells():
            if not spell["accepted"]:
                current = self.reject(paint, current, spell)
                continue
            who = self.holders(spell["claims"])
            held = ("joint" if len(who) > 1 else "held", who)
            if spell["before"] and current is None:
                paint(FAR, held)
                current = spell
                continue
            window, holds = spell["window"], spell["from"]
            if current and not window and current["to"] + DAY < spell["sure"]:
                window, holds = (current["to"] + DAY, spell["sure"] - DAY), spell["sure"]
            if window:
                paint(window[0], ("changing", who))
            if current is None or current["to"] < holds:
                paint(holds, held)
                current = spell
                continue
            paint(holds, ("contested", self.sides(who | self.holders(current["claims"]))))
            if spell["to"] >= current["to"]:
                settled, current = current["to"] + DAY, spell
            else:
                again = [reach(c)[0] for c in current["claims"] if reach(c)[0] > spell["to"]]
                settled = min([*again, current["to"] + DAY])
            who = self.holders(current["claims"])
            paint(settled, ("joint" if len(who) > 1 else "held", who))
        return self.fought(painted)

    def reject(self, paint, current, spell):
        if current is None:
            paint(spell["begins"], ("unknown", frozenset()))
            return None
        reaches = [reach(c) for c in current["claims"]]
        if any(first <= spell["begins"] and spell["to"] <= last for first, last in reaches):
            return current
        days = [day for pair in reaches for day in pair]
        before = max((day for day in days if day < spell["begins"]), default=current["to"])
        paint(max(spell["begins"], before + DAY), ("unknown", frozenset()))
        again = [day for day in days if day > spell["to"]]
        if not again:
            return None
        who = self.holders(current["claims"])
        paint(min(again), ("joint" if len(who) > 1 else "held", who))
        return current

    @staticmethod
    def sides(actors: frozenset[str]) -> frozenset[str]:
        return actors - {"mndaa", "tnla"} if "3bha" in actors else actors

    def fought(self, painted: dict[date, Label]) -> dict[date, Label]:
        accepted = [c for spell in self.spells() if spell["accepted"] for c in spell["claims"]]
        for fight in self.fights:
            first, last = reach(fight)
            backing = [c for c in self.fights if reach(c)[0] <= last and first <= reach(c)[1]]
            if self.policy is not Policy.ANY and all(own(c) for c in backing):
                continue
            if self.policy in (Policy.CORROBORATED, Policy.STRICT) and len(self.groups(backing)) < 2:
                continue
            if fight.share is not Share.CONTESTED:
                last = min((reach(c)[0] for c in accepted if reach(c)[0] > last), default=END + DAY) - DAY
            for day, (status, actors) in painted.items():
                if first <= day <= last and status != "changing":
                    painted[day] = ("contested", self.sides(actors | self.holders([fight])))
        return painted
