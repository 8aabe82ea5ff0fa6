"""The episodes: named offensives and agreements, and the claims each rests on."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.dates import When, in_order
from geodata.schema.columns import ADDED, SLUG, Column, Kind, Schema
from geodata.schema.dataset import CC_BY, LEDGER, Table
from geodata.vocab import EpisodeKind


@dataclass(frozen=True, slots=True)
class Episode:
    """A named stretch of time in a region; `end` is None where it has none."""

    episode_id: str
    name: str
    kind: EpisodeKind
    start: When
    end: When | None
    region: str
    claims: tuple[str, ...]
    note: str


EPISODES = Table(
    name="episodes",
    file="episodes.csv",
    title="Named offensives and agreements",
    schema=Schema(
        columns=(
            Column("episode_id", "Stable id", required=True, pattern=SLUG),
            Column("name", "Name", required=True, unique=True),
            Column("kind", "What it is", required=True, words=EpisodeKind),
            Column("region", "Where", required=True, refers="places"),
            Column("start", "When it began (EDTF)", Kind.DATE, required=True),
            Column("end", "When it ended (EDTF)", Kind.DATE),
            Column("claims", "The claims it rests on", required=True, refers="claims", many="|"),
            Column("note", "Our remarks", prose=True),
            ADDED,
        ),
        key=("episode_id",),
        replaceable=True,
        rules=(lambda row, keys: in_order(row, "start", "end"),),
    ),
    licences=(CC_BY,),
    origins=(LEDGER,),
    record=Episode,
)
