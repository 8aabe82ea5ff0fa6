"""The context layers: land, neighbours, borders, districts, rivers and towns beneath the map."""

from __future__ import annotations

from geodata.schema.columns import SLUG, Column, Kind, Schema
from geodata.schema.dataset import (
    CC0,
    CC_BY,
    GEONAMES,
    LEDGER,
    MESOSHAPES,
    NATURAL_EARTH,
    PUBLIC_DOMAIN,
    LayerFile,
    Licence,
    Origin,
)

WINDOW = (95.5, 21.0, 101.5, 28.5)
COUNTRY = (91.0, 9.0, 102.5, 29.5)

_ID = Column("id", "Id within the layer", required=True, pattern=SLUG)
_NAME = Column("name", "Name", required=True)
_AREAS = ("Polygon", "MultiPolygon")
_LINES = ("LineString", "MultiLineString")
_BACKDROP = (
    "A backdrop: boundaries do not imply endorsement and must not be used to place a point in a country."
)
_OLDER = "An older set of districts; lines are simplified (the border moves by up to 194 m)."
_LEVEL = Column("level", "Which boundary", required=True, words=("international", "admin1", "district"))


def _layer(
    name: str,
    title: str,
    columns: tuple[Column, ...],
    types: tuple[str, ...],
    window: tuple[float, float, float, float],
    licences: tuple[Licence, ...],
    origins: tuple[Origin, ...],
    *caveats: str,
) -> LayerFile:
    return LayerFile(
        name,
        f"{name}.geojson",
        title,
        Schema((_ID, *columns), ("id",)),
        licences,
        origins,
        caveats,
        types=types,
        window=window,
    )


_NE = ((PUBLIC_DOMAIN,), (NATURAL_EARTH,))
_MESO = ((CC0,), (MESOSHAPES,))
_BOTH = ((CC0, PUBLIC_DOMAIN), (MESOSHAPES, NATURAL_EARTH))
_ISO = Column("iso3", "ISO 3166 code", required=True, pattern="[A-Z]{3}")

LAND = _layer("land", "Myanmar in the window", (_NAME,), _AREAS, WINDOW, *_MESO, _BACKDROP)

LAYERS = (
    LAND,
    _layer(
        "neighbours", "Neighbouring countries in the window", (_NAME, _ISO), _AREAS, WINDOW, *_NE, _BACKDROP
    ),
    _layer(
        "districts",
        "Districts in the window",
        (_NAME, Column("state", "State or region", required=True)),
        _AREAS,
        WINDOW,
        *_MESO,
        _OLDER,
    ),
    _layer("states", "States and regions in the window", (_NAME,), _AREAS, WINDOW, *_MESO, _OLDER),
    _layer("boundaries", "Boundary lines in the window", (_LEVEL,), _LINES, WINDOW, *_BOTH, _BACKDROP),
    _layer(
        "rivers",
        "Rivers in the window",
        (_NAME, Column("rank", "Natural Earth's scale rank; lower is larger", Kind.INTEGER, required=True)),
        _LINES,
        WINDOW,
        *_NE,
    ),
    _layer(
        "towns",
        "Towns in the window",
        (
            _NAME,
            Column("country", "ISO 3166 code, two letters", required=True, pattern="[A-Z]{2}"),
            Column("population", "Population, 0 where not known", Kind.INTEGER, required=True, low=0),
        ),
        ("Point",),
        WINDOW,
        (CC_BY,),
        (GEONAMES,),
    ),
    _layer("country_myanmar", "Myanmar, coarse", (_NAME,), _AREAS, COUNTRY, *_MESO, _BACKDROP),
    _layer(
        "country_neighbours",
        "Neighbouring countries, coarse",
        (_NAME, _ISO),
        _AREAS,
        COUNTRY,
        *_NE,
        _BACKDROP,
    ),
    _layer("country_boundaries", "Boundary lines, coarse", (_LEVEL,), _LINES, COUNTRY, *_BOTH, _BACKDROP),
)

CATCHMENTS = LayerFile(
    name="catchments",
    file="catchments.geojson",
    title="Schematic catchments of the tracked towns",
    schema=Schema((Column("place_id", "The town", required=True, refers="places"),), ("place_id",)),
    licences=(CC_BY, CC0),
    origins=(LEDGER, MESOSHAPES, GEONAMES),
    caveats=(
        "Schematic: the land nearest to each tracked town, at most 25 km from it. "
        "Every source reports towns, never front lines.",
    ),
    types=_AREAS,
    window=WINDOW,
)
