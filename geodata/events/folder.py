"""The folder of a cube: what is made of it so far, the cube, and last of all the manifest that says it is whole.

`parts/` has the sum of each piece of the archive, under a name that says what it was made from and how. A run
that was stopped goes on from them; other events, another policy or another ledger find none of theirs. A
folder without `manifest.json` is no cube.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from geodata.errors import LedgerError
from geodata.events import archives, cube
from geodata.events.archives import Piece
from geodata.events.ground import Ground

EDITION = 1
"""Of this way to make a cube: parts of another are not used."""
CUBE, MANIFEST, PARTS = "cube.parquet", "manifest.json", "parts"

Progress = Callable[[int, int], None]
"""Told how many bytes of the archive are summed, and how many there are."""


class Engine(StrEnum):
    """What carries the pieces of an archive to the step."""

    LOCAL = "local"
    SPARK = "spark"


@dataclass(frozen=True, slots=True)
class Part:
    """The sum of a piece, with how many rows it came from and why others are not in it."""

    rows: pa.Table
    read: int
    rejects: Mapping[str, int] = field(default_factory=dict)
    unordered: int = 0

    def written(self, file: Path) -> None:
        """Write it: whole, or not at all."""
        told = {"read": self.read, "rejects": dict(self.rejects), "unordered": self.unordered}
        table = self.rows.replace_schema_metadata({"part": json.dumps(told)})
        # A name of its own: a worker that was given up for lost may still be writing the same part.
        beside = file.with_suffix(f".{uuid4().hex}.new")
        pq.write_table(table, beside, compression="zstd")
        beside.replace(file)

    @classmethod
    def of(cls, file: Path) -> Part | None:
        """Return the part in a file, None where there is none that can be read."""
        try:
            table = pq.read_table(file)
            told = json.loads(table.schema.metadata[b"part"])
        except (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError):
            return None
        return cls(table.replace_schema_metadata(None).cast(cube.CUBE), **told)


def part_of(piece: Piece, ground: Ground, resolution: int) -> Part:
    """Return the sum of a piece: what every engine runs."""
    sums: list[pa.Table] = []
    rejects: Counter[str] = Counter()
    rows = unordered = 0
    for batch in archives.read(piece):
        sums.append(cube.step(batch.events, ground, resolution))
        rejects.update(batch.rejects)
        rows += batch.rows
        unordered += batch.unordered
        if sum(each.num_rows for each in sums) > _MANY:
            sums = [cube.total(sums)]
    return Part(cube.total(sums), rows, dict(rejects), unordered)


_MANY = 500_000
"""Rows of parts that are added before more are read, so that memory stays small."""


def build(
    paths: Sequence[Path],
    out: Path,
    ground: Ground,
    run: Callable[[Sequence[tuple[Piece, Path]], Ground, int, Callable[[Piece], None]], Iterable[Part]],
    *,
    engine: str = Engine.LOCAL,
    archive: str = "",
    resolution: int = cube.RESOLUTION,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Make the cube of some files in a folder, or go on where a run was stopped; return its manifest.

    Args:
        paths: Files of events, or folders of them.
        out: The folder of the cube; it is made.
        ground: Who held which ground when.
        run: The engine: gives the parts of pieces, each kept in its file, in any order.
        engine: Its name.
        archive: The kind of all files; empty where their columns say it.
        resolution: Of H3, 0 to 15.
        progress: Told how far it is.

    Raises:
        LedgerError: If a file is no file of events, or the folder is of something else.
    """
    files = archives.files(paths)
    whole = out / MANIFEST
    if out.exists() and any(out.iterdir()) and not (whole.exists() or (out / PARTS).is_dir()):
        raise LedgerError(f"{out} has other files in it: give a new folder, or one with a cube.")
    inputs = [
        {"file": file.name, "bytes": file.stat().st_size, "sha256": archives.digest(file)} for file in files
    ]
    asked = {
        "edition": EDITION,
        "resolution": resolution,
        "policy": ground.policy,
        "ledger": ground.ledger,
        "ground": sha256(ground.dumps().encode()).hexdigest(),
    }
    parts = out / PARTS
    parts.mkdir(parents=True, exist_ok=True)
    whole.unlink(missing_ok=True)  # from now on it is not whole
    todo: list[tuple[Piece, Path]] = []
    for file, told in zip(files, inputs, strict=True):
        for piece in archives.pieces(file, archive):
            told["archive"] = piece.archive
            key = json.dumps([told["sha256"], piece.archive, piece.group, asked], sort_keys=True)
            todo.append((piece, parts / f"{sha256(key.encode()).hexdigest()[:32]}.parquet"))
    for stray in set(parts.iterdir()) - {file for _, file in todo}:
        stray.unlink(missing_ok=True)
    sizes = sum(piece.size for piece, _ in todo)
    done = 0

    def finished(piece: Piece) -> None:
        nonlocal done
        done += piece.size
        if progress:
            progress(done, sizes)

    found: pa.Table = cube.CUBE.empty_table()
    waiting: list[pa.Table] = []
    rows = unordered = 0
    rejects: Counter[str] = Counter()
    for part in run(todo, ground, resolution, finished):
        waiting.append(part.rows)
        rows += part.read
        unordered += part.unordered
        rejects.update(part.rejects)
        if sum(each.num_rows for each in waiting) > max(_MANY, found.num_rows):
            found, waiting = cube.total([found, *waiting]), []
    found = cube.total([found, *waiting])
    cube.written(found, out / f"{CUBE}.new")
    (out / f"{CUBE}.new").replace(out / CUBE)
    kinds = {each["archive"] for each in inputs}
    manifest = {
        **asked,
        "engine": str(engine),
        "inputs": inputs,
        "attribution": sorted(filter(None, (archives.ARCHIVES[each].attribution for each in kinds))),
        "shareable": all(archives.ARCHIVES[each].shareable for each in kinds),
        "rows": rows,
        "rejects": dict(sorted(rejects.items())),
        "without_figures_in_order": unordered,
        **cube.totals(found),
        "sha256": archives.digest(out / CUBE),
    }
    beside = out / f"{MANIFEST}.new"
    beside.write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    beside.replace(whole)
    rmtree(parts)
    return manifest


def opened(out: Path) -> tuple[Path, dict[str, Any]]:
    """Return the file of a cube and its manifest.

    Raises:
        LedgerError: If the folder has no whole cube.
    """
    try:
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        going = (
            "It was not finished: run the same command again, and it goes on."
            if (out / PARTS).is_dir()
            else ("Make one with `python -m geodata cube`.")
        )
        raise LedgerError(f"{out} has no cube. {going}") from error
    if archives.digest(out / CUBE) != manifest["sha256"]:
        raise LedgerError(f"{out / CUBE} is not the file that its manifest describes: make the cube again.")
    return out / CUBE, manifest
