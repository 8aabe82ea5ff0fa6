"""The resolver once more, slow and plain: every rule as loops over days and claims.

It shares only the records and the dates with the real one. It reads a drawn world (control claims
of one town) and paints one label a day, later spells over earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from geodata.catalog import Catalog
from geodata.datasets.claims import Claim
from geodata.vocab import Policy, Share, SourceKind, Stance

DAY = timedelta(days=1)
FAR = date(2023, 1, 1)
END = date(2024, 12, 31)
PARENT = {"kbgf": "sac", "mndaa": "3bha", "tnla": "3bha"}
ALLIES = {frozenset({"kia", "pdf"}), frozenset({"mndaa", "tnla"})}
FOR_A_TIME = {frozenset({"pdf", "tnla"}): (date(2023, 10, 27), date(2024, 1, 25))}
REACH = {"kbgf": date(2023, 12, 1)}

Label = tuple[str, frozenset[str]]


def related(a: str, b: str) -> bool:
    return a == b or PARENT.get(a) == b or PARENT.get(b) == a


def ever_tied(a: str, b: str) -> bool:
    return related(a, b) or frozenset({a, b}) in ALLIES or frozenset({a, b}) in FOR_A_TIME


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


def surely_as_of(claim: Claim) -> date | None:
    """Return the first day on which it holds for certain, by its as_of."""
    if not claim.as_of:
        return None
    return claim.as_of.start_latest - DAY if "/" in claim.as_of.text else claim.as_of.last_day


def reach(claim: Claim) -> tuple[date, date]:
    days = spoken(claim)
    return (date.min if claim.since_before else min(days)), max(days)


def attested(claim: Claim) -> list[date]:
    """Return the days on which the claim says for certain that the state held."""
    days = [date.min] if claim.since_before else []
    days += [start(claim)[1]] if start(claim) else []
    days += as_of(claim)[:2] if as_of(claim) else []
    return days + ([by(claim)] if by(claim) else [])


def spoken(claim: Claim) -> list[date]:
    return [*(start(claim) or ()), *(as_of(claim) or ()), *([by(claim)] if by(claim) else [])]


def evidence(claim: Claim) -> list[date]:
    """Return the days of which the claim is evidence: its start and its as_of."""
    begun = start(claim)[0] if start(claim) else by(claim)
    return [day for day in (begun, as_of(claim)[0] if as_of(claim) else None) if day]


class Reference:
    """Labels by day for one policy: (status, actors)."""

    def __init__(self, catalog: Catalog, policy: Policy) -> None:
        self.catalog, self.policy = catalog, policy
        self.oldest = min(day for c in catalog.claims.values() for day in spoken(c))
        self.asserted = [c for c in catalog.claims.values() if c.stance is Stance.ASSERTS]
        self.asserted = [c for c in self.asserted if not self.is_brief(c)]
        if policy is not Policy.ANY:
            self.asserted = [c for c in self.asserted if not self.differs(c)]
        self.denials = [c for c in catalog.claims.values() if c.stance is Stance.DENIES]
        self.denials = [c for c in self.denials if not self.is_brief(c)]
        self.alone = {
            next(iter(c.actors))
            for c in catalog.claims.values()
            if c.stance is Stance.ASSERTS and len(c.actors) == 1 and c.share is not Share.CONTESTED
        }
        self.partners: dict[frozenset[str], date] = {}
        for c in self.asserted:
            for pair, (first, last) in FOR_A_TIME.items():
                if c.start and pair <= c.actors and first <= reach(c)[0] <= last:
                    self.partners[pair] = min(reach(c)[0], self.partners.get(pair, date.max))
        self.fights = [c for c in self.asserted if c.share is Share.CONTESTED or self.opens(c)]
        self.regular = [c for c in self.asserted if c not in self.fights]
        late = self.late_lists() if policy is not Policy.ANY else []
        self.regular = [c for c in self.regular if c not in late]

    def is_brief(self, claim: Claim) -> bool:
        """A brief, or a digest that names the brief as its origin."""
        source = self.catalog.sources[claim.source_id]
        named = self.catalog.sources.get(source.syndicated_from, source)
        return SourceKind.BRIEF in (source.kind, named.kind)

    def tied(self, a: str, b: str, day: date | None) -> bool:
        pair = frozenset({a, b})
        if related(a, b) or pair in ALLIES:
            return True
        if pair not in FOR_A_TIME:
            return False
        first, last = FOR_A_TIME[pair]
        return day is None or first <= day <= last or (pair in self.partners and self.partners[pair] <= day)

    def united(self, actors: frozenset[str], day: date | None) -> bool:
        reached = {min(actors)}
        while True:
            more = {b for a in reached for b in actors if self.tied(a, b, day)} - reached
            if not more:
                return reached == actors
            reached |= more

    def one_holder(self, one: Claim, other: Claim) -> bool:
        a, b, day = one.actors, other.actors, max(reach(one)[0], reach(other)[0])
        return a == b or (any(related(x, y) for x in a for y in b) and self.united(a | b, day))

    def own(self, claim: Claim) -> bool:
        def tied(a: str, b: str) -> bool:
            pair = frozenset({a, b})
            first, last = FOR_A_TIME.get(pair, (date.max, date.min))
            return related(a, b) or pair in ALLIES or first <= min(spoken(claim)) <= last

        return claim.speaker_actor is not None and all(tied(claim.speaker_actor, a) for a in claim.actors)

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
        return not self.united(claim.actors, reach(claim)[0]) and claim.start is None

    def late_lists(self) -> list[Claim]:
        """Spells of one origin that give no start, inside another holder's spell as it would be without."""
        late, rest = [], list(self.regular)
        while True:
            found = []
            for spell in self.spells(rest, Policy.REPORTED):
                claims = spell["claims"]
                if not spell["accepted"] or len(self.groups(claims)) != 1 or any(c.start for c in claims):
                    continue
                first, last = min(reach(c)[0] for c in claims), max(reach(c)[1] for c in claims)
                against = [
                    len(self.groups(other["claims"]))
                    for other in self.spells([c for c in rest if c not in claims], Policy.REPORTED)
                    if not self.one_holder(self.first(other["claims"]), self.first(claims))
                    and self.surrounds(other, claims, first, first, last)
                ]
                if against:
                    name = min((reach(c)[0], c.claim_id) for c in claims)
                    found.append((-max(against), name, claims))
            if not found:
                return late
            _, _, weakest = min(found, key=lambda each: each[:2])
            late += weakest
            rest = [c for c in rest if c not in weakest]

    def surrounds(self, spell: dict, claims: list[Claim], before: date, first: date, last: date) -> bool:
        """Two origins or more say before and after that another holds, who did not begin anew."""
        if not spell["accepted"]:
            return False
        others = [c for c in spell["claims"] if self.group(c) not in self.groups(claims) and not self.own(c)]
        again = [c for c in spell["claims"] + spell["outside"] if start(c) and start(c)[0] > first]
        again += [spell["window"]] if spell["window"] and spell["window"][1] > first else []
        days = [day for c in others for day in attested(c)]
        return len(self.groups(others)) > 1 and min(days) < before and last < max(days) and not again

    def spells(self, claims: list[Claim], policy: Policy) -> list[dict]:
        parting = Policy.ANY if policy is Policy.ANY else Policy.REPORTED
        separators = list(claims)
        parts = self.parts(claims, separators)
        for _ in claims:
            found = [self.spell(part, parting) for part in parts]
            accepted = [c for s in found if s["accepted"] for c in s["claims"]]
            if {c.claim_id for c in accepted} == {c.claim_id for c in separators}:
                break
            separators = accepted
            parts = self.parts(claims, separators)
        found = [self.spell(part, policy) for part in parts]
        return sorted(
            found, key=lambda s: (s["begins"], s["from"], s["to"], min(c.claim_id for c in s["claims"]))
        )

    def parts(self, claims: list[Claim], separators: list[Claim]) -> list[list[Claim]]:
        parts = [[claim] for claim in claims]
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
        if not self.one_holder(a, b):
            return False
        (f1, l1), (f2, l2) = sorted((reach(a), reach(b)))
        for x in separators:
            if self.one_holder(x, a) or self.one_holder(x, b):
                continue
            said = as_of(x)
            for fx, lx in [reach(x), *([(said[0], said[2])] if said else [])]:
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
        window, outside = None, []
        dated = [c for c in claims if start(c)]
        if dated:
            support = {}
            day = min(start(c)[0] for c in dated)
            while day <= max(start(c)[1] for c in dated):
                backing = [c for c in dated if start(c)[0] <= day <= start(c)[1]]
                if backing:
                    backing += [c for c in claims if by(c) and day <= self.run_end(day, dated) <= by(c)]
                    support[day] = len(self.groups(backing))
                day += DAY
            best = [day for day in support if support[day] == max(support.values())]
            if (best[-1] - best[0]).days >= 60:
                cluster = [best[0]]
                for day in best[1:]:
                    if day - cluster[-1] > 15 * DAY:
                        break
                    cluster.append(day)
                best = cluster
            low, high = best[0] - 14 * DAY, best[-1] + 14 * DAY
            days = list(best)
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
                if self.one_holder(c, self.first(claims)) and low <= start(c)[0] and start(c)[1] <= high:
                    days += start(c)
            outside += [c for c in claims if by(c) and not as_of(c) and by(c) < low]
            claims = [c for c in claims if c not in outside]
            window = (min(days), max(days))
            if any(as_of(c) and as_of(c)[0] < window[0] for c in claims):
                window = None
            elif (window[1] - window[0]).days >= 14:
                sure = [surely_as_of(c) for c in claims if c.as_of]
                window = window[0], min([day - DAY for day in sure if day > window[0]] + [window[1]])
        runs = [as_of(c) for c in claims if as_of(c)] + [(by(c),) * 3 for c in claims if by(c)]
        sures = [surely_as_of(c) for c in claims if c.as_of] + [by(c) for c in claims if by(c)]
        firsts = [window[1] + DAY] if window else [run[0] for run in runs]
        before = any(c.since_before for c in claims)
        holds = min(firsts)
        return {
            "claims": claims,
            "outside": outside,
            "window": window,
            "from": holds,
            "sure": window[1] + DAY if window else min(sures),
            "to": max(
                [run[1] for run in runs]
                + ([window[1]] if window else [])
                + [start(c)[1] for c in outside if window and start(c) and start(c)[0] > window[1]]
            ),
            "before": before,
            "begins": date.min if before else window[0] if window else holds,
            "accepted": self.accepts(claims, window, policy),
        }

    @staticmethod
    def run_end(day: date, dated: list[Claim]) -> date:
        """The last day of the run that is in the bounds of the same starts as `day`."""
        edges = [edge for c in dated for edge in (start(c)[0], start(c)[1] + DAY)]
        return min(edge for edge in edges if edge > day) - DAY

    @staticmethod
    def first(claims: list[Claim]) -> Claim:
        return min(claims, key=lambda c: (*reach(c), c.claim_id))

    def accepts(self, claims: list[Claim], window: tuple[date, date] | None, policy: Policy) -> bool:
        if policy is Policy.ANY:
            return True
        if all(self.own(c) for c in claims):
            return False
        if policy is not Policy.REPORTED and len(self.groups(claims)) < 2:
            return False
        if policy is not Policy.STRICT:
            return True
        begins = window[0] if window else min(reach(c)[0] for c in claims)
        for denial in self.denials:
            about = self.one_holder(denial, self.first(claims)) and reach(denial)[1] >= begins
            if about and not any(c.recorded.last_day > denial.recorded.last_day for c in claims):
                return False
        return True

    def holders(self, claims: list[Claim]) -> frozenset[str]:
        named = {a: self.groups(c for c in claims if a in c.actors) for c in claims for a in c.actors}
        if "3bha" in named:
            enough = min(2, len(named["3bha"]))
            members = [m for m in ("mndaa", "tnla") if len(named.get(m, ())) >= enough]
            for member in members:
                named[member] = named[member] | named["3bha"]
            if members:
                del named["3bha"]
        most = max(len(groups) for groups in named.values())
        total = len(self.groups(claims))
        found = {a for a, groups in named.items() if 2 * len(groups) >= total or len(groups) == most}
        for a in sorted(found):
            led = any(
                ever_tied(a, b) and any(b in c.actors and a not in c.actors for c in claims)
                for b in found - {a}
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
        for spell in self.spells(self.regular, self.policy):
            if not spell["accepted"]:
                current = self.reject(paint, current, spell)
                continue
            who = self.holders(spell["claims"])
            held = ("joint" if len(who) > 1 else "held", who)
            if spell["before"] and current is None:
                back = max([self.oldest, *(REACH[a] for a in who if a in REACH)])
                paint(min([back, *(day for c in spell["claims"] for day in evidence(c))]), held)
                current = spell
                continue
            window, holds = spell["window"], spell["from"]
            if current and not window and current["to"] + DAY < spell["sure"]:
                window, holds = (current["to"] + DAY, spell["sure"] - DAY), spell["sure"]
            older = current or self.stands(spell["begins"])
            if window and older and (window[1] - window[0]).days < 60:
                paint(window[0], ("changing", who))
            if current is None or current["to"] < holds:
                paint(holds, held)
                current = spell
                continue
            paint(holds, ("contested", self.sides(who | self.holders(current["claims"]))))
            if spell["to"] >= current["to"]:
                settled, current = current["to"] + DAY, spell
            else:
                days = [day for c in current["claims"] for day in (reach(c)[0], *attested(c))]
                settled = min([*(day for day in days if day > spell["to"]), current["to"] + DAY])
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

    def settled(self, fight: Claim) -> date:
        """The first later day on which an accepted claim, not a party's own, names one holder."""
        days = [END + DAY]
        last = reach(fight)[1]
        for spell in self.spells(self.regular, self.policy):
            if not spell["accepted"]:
                continue
            for c in spell["claims"] + spell["outside"]:
                if self.own(c) and self.policy is not Policy.ANY:
                    continue
                settling = []
                if start(c):
                    first, after = start(c)
                    window = spell["window"]
                    if window and first <= window[1] and window[0] <= after:
                        first = window[1] + DAY
                    settling.append(first)
                if by(c):
                    settling.append(by(c))
                if as_of(c):
                    first, sure, may = as_of(c)
                    if "/" in c.as_of.text:
                        settling.append(max(first, last + DAY) if sure > last else first)
                    else:
                        settling.append(may)
                days += [max(day, spell["sure"]) for day in settling]
        return min(day for day in days if day > last)

    def disputes(self) -> list[tuple[list[Claim], date]]:
        """The stretches of fights that the policy accepts together, and the day that ends each."""
        ends = {fight.claim_id: self.settled(fight) for fight in self.fights}
        todo = sorted(self.fights, key=lambda c: (reach(c), c.claim_id))
        spells = self.spells(self.regular, self.policy)
        found = []
        while todo:
            stretch = [todo.pop(0)]
            while todo and reach(todo[0])[0] < max(ends[c.claim_id] for c in stretch):
                stretch.append(todo.pop(0))
            first, last = min(reach(c)[0] for c in stretch), max(reach(c)[1] for c in stretch)
            origins = len(self.groups(stretch))
            if self.policy is not Policy.ANY and (
                all(self.own(c) for c in stretch)
                or (self.policy is not Policy.REPORTED and origins < 2)
                or (
                    origins == 1 and any(self.surrounds(s, stretch, first + DAY, first, last) for s in spells)
                )
            ):
                continue
            found.append((stretch, max(ends[c.claim_id] for c in stretch)))
        return found

    def stands(self, day: date) -> bool:
        """Whether a dispute stands on the eve of a day."""
        return any(
            min(reach(c)[0] for c in stretch) < day and (end > END or end >= day)
            for stretch, end in self.disputes()
        )

    def fought(self, painted: dict[date, Label]) -> dict[date, Label]:
        for stretch, end in self.disputes():
            for day, (status, actors) in painted.items():
                begun = [c for c in stretch if reach(c)[0] <= day]
                if begun and day < end and status != "changing":
                    sides = actors.union(*(self.holders([c]) for c in begun))
                    painted[day] = ("contested", self.sides(sides))
        return painted
