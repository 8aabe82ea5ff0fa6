"""The registry of datasets: one entry per file of the bundle."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from geodata.datasets.actors import ACTORS
from geodata.datasets.claims import CLAIMS
from geodata.datasets.context import CATCHMENTS, LAYERS
from geodata.datasets.episodes import EPISODES
from geodata.datasets.events import EVENTS
from geodata.datasets.measures import MEASURES, MONTHLY
from geodata.datasets.mines import MINE_CLUSTERS, MINE_MODEL_CLUSTERS, MINE_POOLS
from geodata.datasets.places import PLACES
from geodata.datasets.releases import RELEASES
from geodata.datasets.sources import SOURCES
from geodata.schema.dataset import Dataset, LayerFile, Table

TABLES: tuple[Table[Any], ...] = (PLACES, ACTORS, SOURCES, CLAIMS, EPISODES, MEASURES, MONTHLY)
"""The tables whose rows come with a release."""

LAYER_FILES: tuple[LayerFile, ...] = (MINE_CLUSTERS, MINE_POOLS, MINE_MODEL_CLUSTERS, *LAYERS, CATCHMENTS)

DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {each.name: each for each in (*TABLES, RELEASES, EVENTS, *LAYER_FILES)}
)
"""Every dataset of the bundle by name, in the order they are read."""
