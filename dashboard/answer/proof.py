"""The evidence of the chosen place as one file: its answers, and those of its gates and bases."""

from __future__ import annotations

from dashboard.answer.scene import Scene
from geodata.datasets.places import Place
from geodata.exports.proof import name_of, proof_zip, prove
from geodata.resolver.resolve import RESOLVED


def evidence_file(scene: Scene, place: Place, own_table: bytes = b"") -> bytes:
    """Return the evidence of a place, its gates and its bases on the day of a scene, zipped.

    No window limits it: an answer rests on all claims. `own_table` are the reader's own claims as a table.
    """
    view = scene.view
    found = prove(
        scene.catalog,
        view.on,
        places=_kin(scene, place),
        dimensions=RESOLVED,
        known_on=view.known_on,
        policy=view.policy,
        own_table=own_table,
    )
    return proof_zip(found)


def file_name(scene: Scene, place: Place) -> str:
    """Return what the file is called."""
    return f"{name_of(_kin(scene, place), scene.view.on)}.zip"


def _kin(scene: Scene, place: Place) -> list[str]:
    """Return the ids of a place and of its gates and bases."""
    parts = (each.place_id for each in scene.catalog.places.values() if each.part_of == place.place_id)
    return [place.place_id, *parts]
