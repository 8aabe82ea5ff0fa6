"""A table on its way between processes: Arrow for the cells, JSON for what is told. Never pickle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from geodata.imports.layer import Finding, Level, Question, SetAside, Table
from geodata.imports.readers import texts

_LEDGER = b"ledger"


def write(table: Table, path: Path) -> None:
    """Write a table to a file of Arrow's own."""
    columns = [pa.array(values, pa.large_string()) for values in table.columns.values()]
    columns.append(pa.array(table.rows, pa.int64()))
    if table.shapes is not None:
        columns.append(pa.array(shapely.to_wkb(table.shapes), pa.large_binary()))
    ledger = {
        "names": list(table.columns),
        "shapes": table.shapes is not None,
        "format": table.format,
        "crs": table.crs,
        "layers": table.layers,
        "layer": table.layer,
        "findings": [asdict(one) for one in table.findings],
        "set_aside": [asdict(one) for one in table.set_aside],
        "questions": [asdict(one) for one in table.questions],
    }
    fields = [pa.field(str(place), column.type) for place, column in enumerate(columns)]
    schema = pa.schema(fields, {_LEDGER: json.dumps(ledger).encode()})
    with pa.OSFile(str(path), "wb") as out, pa.ipc.new_file(out, schema) as writer:
        writer.write_table(pa.table(columns, schema=schema))


def read(path: Path) -> Table:
    """Return the table that `write` wrote.

    Raises:
        ValueError: The file is damaged, or not of that kind.
    """
    with pa.OSFile(str(path), "rb") as given, pa.ipc.open_file(given) as reader:
        whole = reader.read_all()
    whole.validate(full=True)
    ledger: Mapping[str, Any] = json.loads(whole.schema.metadata[_LEDGER])
    names = ledger["names"]
    wkb = whole.column(len(names) + 1).to_numpy(zero_copy_only=False) if ledger["shapes"] else None
    with np.errstate(invalid="ignore"):
        shapes = None if wkb is None else shapely.from_wkb(wkb)
    return Table(
        ledger["format"],
        {name: texts.column(whole.column(place)) for place, name in enumerate(names)},
        whole.column(len(names)).to_numpy().astype(np.int64),
        shapes,
        ledger["crs"],
        tuple(ledger["layers"]),
        ledger["layer"],
        tuple(
            Finding(**{**one, "level": Level(one["level"]), "examples": tuple(one["examples"])})
            for one in ledger["findings"]
        ),
        tuple(SetAside(**one) for one in ledger["set_aside"]),
        tuple(Question(one["name"], one["sentence"], tuple(one["options"])) for one in ledger["questions"]),
    )
