"""Small ledgers drawn by hand or by hypothesis: one town, a few actors, a few weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from hypothesis import strategies as st

from geodata.catalog import Catalog
from geodata.datasets.actors import Actor, Relation
from geodata.datasets.claims import Claim
from geodata.datasets.places import Place
from geodata.datasets.sources import Source
from geodata.dates import When
from geodata.schema.features import FeatureSet
from geodata.vocab import ActorKind, Dimension, PlaceKind, Precision, Share, SourceKind, Stance, Tracked

FIRST = date(2024, 1, 1)
DAYS = 60


def day(number: int) -> date:
    """Return the day with that number; day 0 is 1 January 2024."""
    return FIRST + timedelta(days=number)


def actor(
    name: str,
    parent: str | None = None,
    allies: Sequence[str] = (),
    kind: str = "eao",
    more: Sequence[Relation] = (),
) -> Actor:
    """Return an actor with its ties."""
    relations = (*(Relation("ally", ally, None) for ally in allies), *more)
    return Actor(name, name, name.upper(), (), None, None, ActorKind(kind), parent, relations, "")


ACTORS = {
    a.actor_id: a
    for a in (
        actor("sac", kind="regime"),
        actor("kia", allies=["pdf"]),
        actor("pdf", kind="pdf", more=[Relation("ally", "tnla", When.parse("2023-10-27/2024-01-25"))]),
        actor(
            "kbgf", parent="sac", kind="militia", more=[Relation("successor", "nda-k", When.parse("2023-12"))]
        ),
        actor("mndaa", parent="3bha", allies=["tnla"]),
        actor("tnla", parent="3bha"),
        actor("3bha", kind="alliance"),
    )
}
TOWN = Place(
    "town", "Town", (), None, None, PlaceKind.TOWN, 98.0, 25.0, "drawn", Precision.EXACT, "", "no", "Kachin",
    "", "", None, Tracked.CROSSING, 1, "",
)  # fmt: skip


def source(
    name: str, group: str | None = None, copied_from: str = "", kind: SourceKind = SourceKind.MEDIA
) -> Source:
    """Return a document, the only one of its origin unless `group` says otherwise."""
    published = When.parse("2024-01-01")
    return Source(name, name, name, "", published, "en", kind, copied_from, group or name, "full", "")


def claim(
    claim_id: str,
    value: str,
    source_id: str,
    *,
    start: str | None = None,
    as_of: str | None = None,
    end: str | None = None,
    recorded: str = "2024-03-31",
    stance: str = "asserts",
    share: str | None = None,
    speaker: str | None = None,
    before: bool = False,
    supersedes: str | None = None,
    dimension: str = "control",
) -> Claim:
    """Return a claim about the town."""
    dates = [When.parse(text) if text else None for text in (start, end, as_of)]
    shared = Share(share) if share else None
    return Claim(
        claim_id, "town", Dimension(dimension), value, Stance(stance), shared, "", speaker, *dates,
        source_id, When.parse(recorded), "", supersedes, "", before,
    )  # fmt: skip


def catalog(claims: Sequence[Claim], sources: Sequence[Source] | None = None) -> Catalog:
    """Return a catalog of the town with the claims, each from its own origin unless told."""
    sources = sources or [source(name) for name in sorted({c.source_id for c in claims})]
    return Catalog(
        places=MappingProxyType({"town": TOWN}),
        actors=MappingProxyType(ACTORS),
        sources=MappingProxyType({s.source_id: s for s in sources}),
        claims=MappingProxyType({c.claim_id: c for c in claims}),
        episodes=MappingProxyType({}),
        measures=(),
        monthly=(),
        layers=MappingProxyType({name: FeatureSet(name, (), "") for name in ("catchments", "mine_clusters")}),
        hash="drawn",
    )


_VALUES = (
    *("sac", "kia", "kbgf", "kia+pdf", "kbgf+sac", "mndaa", "tnla", "3bha", "mndaa+sac", "mndaa+tnla"),
    "pdf+tnla",
)
_SOURCES = (
    *(source(name) for name in ("a", "b", "c", "d")),
    source("agency", "wire"),
    source("copy", "wire", "agency"),
    source("paper", "paper-one", "a newsroom"),
    source("mirror", "paper-one", "a newsroom"),
    source("brief", kind=SourceKind.BRIEF),
    source("digest", "digest", "brief", SourceKind.AGGREGATOR),
)


@st.composite
def dates(draw: st.DrawFn, interval: bool = True, wide: bool = True) -> str:
    """Draw an EDTF date of some precision within the weeks of the world; now and then a `wide` one."""
    first = draw(st.integers(0, DAYS - 1))
    form = draw(st.sampled_from(["day", "day", "day", "about", "month", "span" if interval else "day", "by"]))
    if form == "month":
        return draw(st.sampled_from(["2024-01", "2024-02"]))
    if form == "span":
        return f"{day(first)}/{day(min(DAYS, first + draw(st.integers(1, 20))))}"
    if wide and draw(st.integers(0, 19)) == 0:
        return draw(st.sampled_from(["2023-10", "2023-11/2024-02", "2023"]))
    text = day(first).isoformat()
    return {"about": f"{text}~", "by": f"../{text}"}.get(form, text)


@st.composite
def drawn_claims(draw: st.DrawFn, most: int = 7, wide: bool = True) -> list[Claim]:
    """Draw claims about the town that would pass the check, some of them with `wide` dates."""
    found = []
    for number in range(draw(st.integers(1, most))):
        document = draw(st.sampled_from(_SOURCES))
        said = draw(st.sampled_from(["start", "start", "as_of", "both"]))
        start = draw(dates(wide=wide)) if said != "as_of" else None
        as_of = (
            draw(dates(wide=wide).filter(lambda text: not text.startswith(".."))) if said != "start" else None
        )
        found.append(
            claim(
                f"x{number:04}",
                draw(st.sampled_from(_VALUES)),
                document.source_id,
                start=start,
                as_of=as_of,
                recorded=day(draw(st.integers(DAYS, DAYS + 30))).isoformat(),
                stance=draw(st.sampled_from(["asserts"] * 8 + ["denies", "unconfirmed"])),
                share=draw(st.sampled_from([None, None, None, None, "contested"])),
                speaker=draw(st.sampled_from([None, None, "kia", "sac", "tnla"])),
                before=draw(st.sampled_from([False] * 9 + [True])),
            )
        )
    return found


def drawn_catalog(claims: Sequence[Claim]) -> Catalog:
    """Return a catalog of drawn claims with the documents that they come from."""
    return catalog(claims, _SOURCES)


def duplicate(original: Claim, claim_id: str) -> Claim:
    """Return the same statement as a further row of the same document."""
    return replace(original, claim_id=claim_id)
