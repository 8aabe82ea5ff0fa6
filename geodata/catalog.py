"""The Catalog: everything in the bundle, loaded once, checked, immutable, with a content hash."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from geodata.bundle import releases
from geodata.bundle.reading import Bundle, read_bundle
from geodata.datasets import DATASETS, LAYER_FILES, TABLES
from geodata.datasets.actors import ACTORS, Actor, later_names
from geodata.datasets.claims import CLAIMS, Claim
from geodata.datasets.context import CATCHMENTS
from geodata.datasets.episodes import EPISODES, Episode
from geodata.datasets.measures import MEASURES, MONTHLY, Measure, MonthlyFigure
from geodata.datasets.places import PLACES, Place
from geodata.datasets.releases import Release
from geodata.datasets.sources import SOURCES, Source
from geodata.errors import FOLDER, BrokenBundle, Issue, Sentence, UnknownName
from geodata.schema.columns import ADDED, Row, nearest
from geodata.schema.dataset import Table
from geodata.schema.features import Feature, FeatureSet
from geodata.vocab import CURRENT, EDITIONS, Dimension, Rules, SourceKind, Tracked

R = TypeVar("R")

OWN = "own-"
"""How the id of a claim or a document begins that is the reader's own; no id of a ledger does."""


class Spellings:
    """Finds what a text names, in any spelling.

    A spelling that is nearer to the text comes before one that is less near: written the same; the
    same but for capitals and spaces; the same but for accents, hyphens and apostrophes too. At each
    of these steps an id or a public name comes before another spelling.
    """

    def __init__(self, names: Sequence[tuple[str, str]], others: Sequence[tuple[str, str]]) -> None:
        """Take pairs of a spelling and an id: ids and public names first, then all other spellings."""
        self._steps = [
            (fold, _ids_by(fold, pairs))
            for fold in (str, _without_case, _folded)
            for pairs in (names, others)
        ]

    def find(self, text: str) -> tuple[str, ...]:
        """Return the id that the text names; several in their order where they share it; or none."""
        return next((ids[fold(text)] for fold, ids in self._steps if fold(text) in ids), ())

    def nearest(self, text: str) -> str | None:
        """Return the id whose spelling is most like the text, None where none is like it."""
        known = dict(pair for _, ids in reversed(self._steps[-2:]) for pair in ids.items())
        near = nearest(_folded(text), known)
        return known[near][0] if near else None


@dataclass(frozen=True, eq=False)
class Catalog:
    """The checked bundle; nothing in it can be changed.

    Attributes:
        places: Places by id, in file order; so are actors, sources, claims and episodes.
        measures: Figures with their scopes.
        monthly: Monthly import figures.
        layers: Geometry by layer name, WGS 84.
        hash: 12 hexadecimal digits over the rows and layers; with claims of the reader's own in it, those
            of the ledger, `+own-` and six digits over these claims.
        notices: Files that are not those datapackage.json describes.
        rules: The edition of the rules that turn its claims into states.
        release: The release that this is; None where rows are in no release yet.
        releases: Every release of the bundle, oldest first.
        own: Ids of the claims that are the reader's own and in no ledger, in order; see `adding.own`.
        added: The number of the release in which each claim came, by its id; one more than that of the
            newest release where it waits for the next.
        events: The rows of the bundled events, as text by column; no state follows from them, and no hash has
            them, so that they are the same at every release. None in a bundle without.
    """

    places: Mapping[str, Place]
    actors: Mapping[str, Actor]
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    episodes: Mapping[str, Episode]
    measures: tuple[Measure, ...]
    monthly: tuple[MonthlyFigure, ...]
    layers: Mapping[str, FeatureSet]
    hash: str
    notices: tuple[Issue, ...] = ()
    rules: Rules = CURRENT
    release: Release | None = None
    releases: tuple[Release, ...] = ()
    own: tuple[str, ...] = ()
    added: Mapping[str, int] = field(default_factory=dict)
    events: Sequence[Row] = ()

    def __repr__(self) -> str:
        return f"Catalog({self.hash}: {len(self.places)} places, {len(self.claims)} claims)"

    @property
    def ledger(self) -> str:
        """The hash of the ledger itself, without claims of the reader's own."""
        return self.hash.partition("+")[0]

    def is_own(self, record_id: str) -> bool:
        """Tell whether a claim or a document is the reader's own: its id says so."""
        return bool(self.own) and record_id.startswith(OWN)

    @cached_property
    def newest_record(self) -> date:
        """The newest day of record of any claim: what the ledger knows ends there.

        A loose day of record ("2024/2026") counts from its first day, since no claim can have
        been recorded after the ledger was last added to. What is no reporting counts only where
        there is nothing else.
        """
        reports = [c for c in self.claims.values() if not self.carries_nothing(c)]
        return max(day for claim in reports or self.claims.values() if (day := claim.recorded.earliest))

    @cached_property
    def oldest_evidence(self) -> date:
        """The oldest day of which any claim speaks: no state is carried back further."""
        spoken = [when for c in self.claims.values() for when in (c.start, c.as_of, c.end) if when]
        return min(day for when in spoken if (day := when.earliest or when.last_day))

    def carries_nothing(self, claim: Claim) -> bool:
        """Tell whether the claim's document, or the one it is a copy of, is no reporting."""
        return claim.source_id in self._no_reporting

    @cached_property
    def _no_reporting(self) -> frozenset[str]:
        """The ids of the documents that are no reporting, and of the copies of such."""
        return frozenset(
            source_id
            for source_id, source in self.sources.items()
            if SourceKind.BRIEF in (source.kind, self._origin(source).kind)
        )

    @cached_property
    def crossings(self) -> tuple[Place, ...]:
        """The towns at the China border, north to south."""
        return tuple(place for place in self.lanes if place.tracked is Tracked.CROSSING)

    @cached_property
    def lanes(self) -> tuple[Place, ...]:
        """Every place with a lane on the timeline, north to south."""
        return tuple(
            sorted((p for p in self.places.values() if p.lane is not None), key=lambda p: p.lane or 0)
        )

    @cached_property
    def later_names(self) -> Mapping[str, str]:
        """The latest id of each actor that has another name now; states use no other."""
        return later_names(self.actors)

    def under(self, rules: Rules) -> Catalog:
        """Return the catalog answered by an edition of the rules; itself where that is its own."""
        return self if rules == self.rules else replace(self, rules=rules)

    def came_with(self, claim_id: str) -> Release | None:
        """Return the release in which a claim came; None where it is in none yet, or the reader's own."""
        number = self.added.get(claim_id)
        return next((each for each in self.releases if each.number == number), None)

    def corrections_of(self, claim_id: str) -> tuple[Claim, ...]:
        """Return the claims that correct a claim, in file order; mostly none."""
        return tuple(claim for claim in self.claims.values() if claim.supersedes == claim_id)

    def claims_of(self, place_id: str, dimension: Dimension) -> tuple[Claim, ...]:
        """Return the claims of a place and dimension, in file order."""
        return self._claims_by.get((place_id, Dimension(dimension)), ())

    def origin_of(self, claim: Claim) -> Source:
        """Return the document that the claim's source is a copy or rewrite of.

        The source itself where its original is not in the ledger, or where it is the original.
        """
        return self._origin(self.sources[claim.source_id])

    def _origin(self, source: Source) -> Source:
        seen = set[str]()
        while source.syndicated_from in self.sources and source.source_id not in seen:
            seen.add(source.source_id)
            source = self.sources[source.syndicated_from]
        return source

    def find_place(self, text: str) -> Place:
        """Return the place of that id, name or any other spelling (Burmese and Chinese included).

        Raises:
            UnknownName: If the ledger has no such place, or several; the text says what is near.
        """
        ids = self._spellings.find(text)
        if len(ids) == 1:
            return self.places[ids[0]]
        if ids:
            raise UnknownName(Sentence("several_places", text=text, ids=" or ".join(ids)))
        near = self._spellings.nearest(text)
        hint = Sentence("did_you_mean", near=near) if near else "."
        raise UnknownName(Sentence("unknown_place", text=text, hint=hint))

    def places_named(self, text: str) -> tuple[Place, ...]:
        """Return every place that a text may name, by the spellings nearest to it."""
        return tuple(self.places[place_id] for place_id in self._spellings.find(text))

    def knowledge_day(self, known_on: date | None) -> date:
        """Return the day whose knowledge answers: the newest record for None and for a later day."""
        return min(known_on or self.newest_record, self.newest_record)

    @cached_property
    def _claims_by(self) -> Mapping[tuple[str, Dimension], tuple[Claim, ...]]:
        found: dict[tuple[str, Dimension], list[Claim]] = defaultdict(list)
        for claim in self.claims.values():
            found[claim.place_id, claim.dimension].append(claim)
        return {key: tuple(claims) for key, claims in found.items()}

    @cached_property
    def _spellings(self) -> Spellings:
        places = self.places.values()
        names = [(name, place.place_id) for place in places for name in (place.place_id, place.name)]
        return Spellings(names, [(name, place.place_id) for place in places for name in place.spellings])


def open_catalog(folder: Path | str | None = None, *, release: int | str | None = None) -> Catalog:
    """Load and check the bundle, and return it as one immutable Catalog.

    Args:
        folder: Another bundle than the one in the package.
        release: The number or hash of a release: the ledger as it stood then, answered by the
            rules of that time. None is the ledger as it is.

    Raises:
        BrokenBundle: If any rule is broken, with every issue that `check` reports.
        UnknownName: If the bundle has no such release; the text lists those it has.
    """
    return from_bundle(read_bundle(Path(folder) if folder else FOLDER, layers=False), release)


def from_bundle(bundle: Bundle, release: int | str | None = None) -> Catalog:
    """Return the Catalog of a bundle that was read, as it is or as it stood at a release.

    Raises:
        BrokenBundle: If any rule is broken, with every issue.
        UnknownName: If the bundle has no such release.
    """
    if bundle.issues:
        raise BrokenBundle(bundle.issues, bundle.folder)
    newest = None if bundle.unreleased or not bundle.releases else bundle.releases[-1]
    which = newest if release is None else releases.find(bundle.releases, release)
    features = bundle.features
    if which not in (None, newest):
        features = _features_at(bundle, which)
    rows = {
        table.name: table.schema.standing(bundle.rows[table.name], which.number if which else None)
        for table in TABLES
    }
    return Catalog(
        places=_by_id(PLACES, rows),
        actors=_by_id(ACTORS, rows),
        sources=_by_id(SOURCES, rows),
        claims=_by_id(CLAIMS, rows),
        episodes=_by_id(EPISODES, rows),
        measures=tuple(map(MEASURES.read, rows[MEASURES.name])),
        monthly=tuple(map(MONTHLY.read, rows[MONTHLY.name])),
        layers=_Layers(features),
        hash=which.hash if which else bundle.hash,
        notices=bundle.notices,
        rules=EDITIONS[which.rules] if which else CURRENT,
        release=which,
        releases=bundle.releases,
        added=MappingProxyType({row["claim_id"]: int(row[ADDED.name]) for row in rows[CLAIMS.name]}),
        events=bundle.events,
    )


class _Layers(Mapping[str, FeatureSet]):
    """The layers by name, each made when it is first asked for."""

    def __init__(self, features: Mapping[str, tuple[Feature, ...]]) -> None:
        self._features = features
        self._made: dict[str, FeatureSet] = {}

    def __iter__(self) -> Iterator[str]:
        return (each.name for each in LAYER_FILES)

    def __len__(self) -> int:
        return len(LAYER_FILES)

    def __getitem__(self, name: str) -> FeatureSet:
        if name not in self._made:
            made = FeatureSet(name, self._features[name], DATASETS[name].attribution)
            self._made.setdefault(name, made)  # of two readers at once both get the first one's
        return self._made[name]


def _features_at(bundle: Bundle, release: Release) -> Mapping[str, tuple[Feature, ...]]:
    """Return the features of the layers at an older release.

    Raises:
        BrokenBundle: If the rows of that release are no longer those that were given out.
    """
    layers = releases.layers_at(bundle.rows, bundle.layers, release.number)
    tables = {table.name: bundle.rows[table.name] for table in TABLES}
    found = releases.content_hash(tables, layers, release.number)
    if faults := tuple(releases.fault_of_hash(release, found, len(bundle.releases))):
        raise BrokenBundle(faults, bundle.folder)
    if layers is bundle.layers:
        return bundle.features
    from geodata.schema import geojson  # slow to import, and only needed once a town was added

    drawn, _ = geojson.parse(CATCHMENTS, layers[CATCHMENTS.name])
    return {**bundle.features, CATCHMENTS.name: drawn}


def _by_id(table: Table[R], rows: Mapping[str, Sequence[Row]]) -> Mapping[str, R]:
    key = table.schema.key[0]
    return MappingProxyType({row[key]: table.read(row) for row in rows[table.name]})


def _ids_by(fold: Callable[[str], str], pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    ids: dict[str, dict[str, None]] = defaultdict(dict)
    for spelling, its_id in pairs:
        ids[fold(spelling)][its_id] = None
    return {spelling: tuple(of) for spelling, of in ids.items()}


def _without_case(text: str) -> str:
    """Return a spelling without capitals and spare spaces, for comparison."""
    return " ".join(text.split()).casefold()


def _folded(text: str) -> str:
    """Return a spelling without capitals, accents, hyphens and spaces, for comparison."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c not in " -'’_" and not ("\u0300" <= c <= "\u036f"))
