"""The mine layers: clusters of leaching pools, the pools, and unvalidated detections."""

from __future__ import annotations

from geodata.datasets.places import WINDOW
from geodata.schema.columns import SLUG, Column, Kind, Schema
from geodata.schema.dataset import CC_BY, DETECTOR, GEONAMES, MIT, LayerFile

SURVEYED = (98.128, 25.560, 98.493, 25.970)
"""West, south, east, north of the area that was searched for mines, in degrees (WGS 84)."""

_NOT_SURVEYED = (
    "Mines were looked for only at {0:.3f}-{2:.3f} E, {1:.3f}-{3:.3f} N: "
    "elsewhere an empty map means not surveyed."
).format(*SURVEYED)

_POINT = (
    Column(
        "lon", "Middle of its sites, degrees east", Kind.NUMBER, required=True, low=WINDOW[0], high=WINDOW[2]
    ),
    Column(
        "lat", "Middle of its sites, degrees north", Kind.NUMBER, required=True, low=WINDOW[1], high=WINDOW[3]
    ),
)

MINE_CLUSTERS = LayerFile(
    name="mine_clusters",
    file="mine_clusters.geojson",
    title="Mine clusters: hulls around digitised leaching pools",
    schema=Schema(
        columns=(
            Column("cluster_id", "Stable id", required=True, pattern=SLUG),
            Column(
                "label", "Distance and direction from the nearest named village", required=True, unique=True
            ),
            Column("pools", "Digitised pools", Kind.INTEGER, required=True, low=1),
            Column("sites", "Groups of pools within 500 m", Kind.INTEGER, required=True, low=1),
            Column(
                "area_ha",
                "Area of the hull in hectares, not the mined area",
                Kind.NUMBER,
                required=True,
                low=0,
            ),
            Column(
                "pool_footprint_ha", "Area within 60 m of a pool, hectares", Kind.NUMBER, required=True, low=0
            ),
            *_POINT,
            Column("township", "Township", required=True),
            Column("township_pcode", "Township P-code", required=True),
            Column("first_evidence", "First image date (EDTF, inferred)", Kind.DATE, required=True),
            Column("last_evidence", "Last detection (EDTF, unvalidated)", Kind.DATE),
            Column("detections_2022", "Unvalidated detections on 2022 images", Kind.INTEGER, low=0),
            Column("detections_2024", "Unvalidated detections on 2024 images", Kind.INTEGER, low=0),
            Column("source_id", "The document", required=True, refers="sources"),
        ),
        key=("cluster_id",),
    ),
    licences=(MIT, CC_BY),
    origins=(DETECTOR, GEONAMES),
    caveats=(
        _NOT_SURVEYED,
        "A hull is not the mined area. Image dates are inferred (March 2022).",
        "Detections of July 2024 are unvalidated; a detection is not operation.",
    ),
    types=("Polygon",),
    window=WINDOW,
)

MINE_POOLS = LayerFile(
    name="mine_pools",
    file="mine_pools.geojson",
    title="Leaching pools, digitised",
    schema=Schema(
        columns=(
            Column("pool_id", "Stable id", required=True, pattern=r"p\d{4,}"),
            Column("cluster_id", "Its cluster", required=True, refers="mine_clusters"),
            Column("shape", "Shape of the pool", required=True, words=("square", "circular")),
        ),
        key=("pool_id",),
    ),
    licences=(MIT,),
    origins=(DETECTOR,),
    caveats=(_NOT_SURVEYED, "A pool on an image is not proof that it is in use."),
    types=("Point",),
    window=WINDOW,
)

MINE_MODEL_CLUSTERS = LayerFile(
    name="mine_model_clusters",
    file="mine_model_clusters.geojson",
    title="Groups of model detections without a digitised pool, unvalidated",
    schema=Schema(
        columns=(
            Column("cluster_id", "Stable id", required=True, pattern=SLUG),
            Column("label", "Distance and direction from the nearest crossing", required=True),
            Column("detections", "Detections in the group", Kind.INTEGER, required=True, low=1),
            Column(
                "mean_score", "Mean score of the model, 0 to 1", Kind.NUMBER, required=True, low=0, high=1
            ),
            Column("area_ha", "Area of the hull in hectares", Kind.NUMBER, required=True, low=0),
            *_POINT,
            Column("first_evidence", "Earliest possible date (EDTF)", Kind.DATE, required=True),
            Column("source_id", "The document", required=True, refers="sources"),
        ),
        key=("cluster_id",),
    ),
    licences=(MIT,),
    origins=(DETECTOR,),
    caveats=(_NOT_SURVEYED, "Nobody has checked these: off by default, and in no count."),
    types=("Polygon",),
    window=WINDOW,
)
