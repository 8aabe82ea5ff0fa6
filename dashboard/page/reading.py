"""Reads a CSV with columns `lon` and `lat`, until the reader of all formats is here."""

from __future__ import annotations

import csv
import io
from datetime import date
from hashlib import sha256

import numpy as np
import shapely

from geodata.catalog import Catalog
from geodata.imports.layer import Answers, Layer, Refused, SetAside, cleaned


def read(data: bytes, name: str, catalog: Catalog, answers: Answers) -> Layer:
    """Return a CSV with `lon`, `lat` and perhaps `date` as a layer.

    Raises:
        Refused: If it is anything else.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused("This is no CSV in UTF-8. Save it as one.") from error
    if not rows or not {"lon", "lat"} <= set(rows[0]):
        raise Refused("The file has no columns lon and lat. Add them, in degrees.")
    kept, points, aside = [], [], []
    for number, row in enumerate(rows, 1):
        try:
            points.append(shapely.Point(float(row["lon"] or ""), float(row["lat"] or "")))
            kept.append((number, row))
        except ValueError:
            aside.append(SetAside(number, "no-coordinates", "It has no coordinates.", row))
    days = [date.fromisoformat(row["date"]) if row.get("date") else None for _, row in kept]
    known = {actor.code: name for name, actor in catalog.actors.items()}
    return Layer(
        name=cleaned(name),
        hash=sha256(data + repr(answers).encode()).hexdigest(),
        format="csv",
        shape="",
        total=len(rows),
        columns={name: [row[name] for _, row in kept] for name in rows[0]},
        rows=np.array([number for number, _ in kept], np.int64),
        shapes=np.array(points, dtype=object),
        first=days,
        last=days,
        precise=np.ones(len(kept), np.bool_),
        actors=[known.get(row.get("actor") or "", "") for _, row in kept],
        set_aside=tuple(aside),
    )
