"""The folder of a cube: what is made of it so far, the cube, and last of all the manifest of a whole one.

`parts/` has the sum of each piece of the archive, under a name that says what it was made from and how. A run
that was stopped goes on from them; other events, another policy or another ledger find none of theirs. A
folder without `manifest.json` is no cube.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geodata.bundle import writing
from geodata.errors import LedgerError
from geodata.events import cube, reading
from geodata.events.archives import ARCHIVES, Piece
from geodata.events.ground import Ground
from geodata.events.pieces import digest, files, pieces
from geodata.events.records import MADE_UP

EDITION = 1
"""Of this way to make a cube: parts of another are not used."""
CUBE, MANIFEST, PARTS = "cube.parquet", "manifest.json", "parts"
_OURS = re.compile(rf"[0-9a-f]{{32}}\.part|{writing.UNFINISHED.pattern}")
_MANY = 500_000
"""Rows of parts that are added before more are read, so that memory stays small."""

Progress = Callable[[int, int], None]
"""Told how many bytes of the archive are summed, and how many there are."""
Run = Callable[[Sequence[tuple[Piece, Path]], Ground, int, Callable[[Piece], None]], "Iterable[Part]"]
"""An engine: gives the parts of pieces, in any order, each kept in its file, and tells which is done."""


class Engine(StrEnum):
    """What carries the pieces of an archive to the step."""

    LOCAL = "local"
    SPARK = "spark"


@dataclass(frozen=True, slots=True)
class Part:
    """The sum of a piece, with how many rows it came from and why others are not in it.

    Attributes:
        rows: As `cube.CUBE`.
        read: How many rows of the archive were read.
        rejects: How many of them are not counted, by words of `records.Reject`.
        unordered: Events that are counted without figures, as theirs are not in order.
    """

    rows: pa.Table
    read: int
    rejects: Mapping[str, int] = field(default_factory=dict)
    unordered: int = 0

    def written(self, file: Path) -> None:
        """Write it: whole, or not at all; its own hash comes first."""
        told = {"read": self.read, "rejects": dict(self.rejects), "unordered": self.unordered}
        packed = io.BytesIO()
        cube.write(self.rows.replace_schema_metadata({"part": json.dumps(told)}), packed, "lz4")
        writing.write_bytes(file, sha256(packed.getvalue()).digest() + packed.getvalue())

    @classmethod
    def of(cls, file: Path) -> Part | None:
        """Return the part in a file, None where there is none or a damaged one."""
        try:
            data = file.read_bytes()
        except OSError:
            return None
        if sha256(data[32:]).digest() != data[:32]:
            return None
        table = pq.ParquetFile(pa.BufferReader(data[32:])).read()
        told = json.loads(table.schema.metadata[b"part"])
        return cls(table.replace_schema_metadata(None).cast(cube.CUBE), **told)


def part_of(piece: Piece, ground: Ground, resolution: int) -> Part:
    """Return the sum of a piece: what every engine runs."""
    sums: list[pa.Table] = []
    rejects: Counter[str] = Counter()
    rows = unordered = 0
    for batch in reading.read(piece):
        sums.append(cube.step(batch.events, ground, resolution))
        rejects.update(batch.rejects)
        rows += batch.rows
        unordered += batch.unordered
        if sum(each.num_rows for each in sums) > _MANY:
            sums = [cube.total(sums)]
    return Part(cube.total(sums), rows, dict(rejects), unordered)


def build(
    paths: Sequence[Path],
    out: Path,
    ground: Ground,
    run: Run,
    *,
    engine: str = Engine.LOCAL,
    archive: str = "",
    resolution: int = cube.RESOLUTION,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Make the cube of some files in a folder, or go on where a run was stopped; return its manifest.

    A cube that is there already, of the same files in the same way, is left as it is.

    Args:
        paths: Files of events, or folders of them.
        out: The folder of the cube; it is made.
        ground: Who held which ground when.
        run: The engine.
        engine: Its name.
        archive: The kind of all files; empty where their columns say it.
        resolution: Of H3, 0 to 15.
        progress: Told how far it is.

    Raises:
        LedgerError: If a file is no file of events, or the folder is of something else.
    """
    asked = {
        "edition": EDITION,
        "resolution": resolution,
        "policy": ground.policy,
        "ledger": ground.ledger,
        "ground": sha256(ground.dumps().encode()).hexdigest(),
    }
    _check_free(out)
    found = files(paths, out)
    inputs: list[dict[str, Any]] = [
        {"file": file.name, "bytes": file.stat().st_size, "sha256": digest(file)} for file in found
    ]
    parts = out / PARTS
    todo: list[tuple[Piece, Path]] = []
    for file, told in zip(found, inputs, strict=True):
        for piece in pieces(file, archive):
            told["archive"] = piece.archive
            key = json.dumps([told["sha256"], piece.archive, piece.group, asked], sort_keys=True)
            todo.append((piece, parts / f"{sha256(key.encode()).hexdigest()[:32]}.part"))
    whole = _manifest(out)
    if (
        whole
        and whole.items() >= {**asked, "engine": engine, "inputs": inputs}.items()
        and _is_cube(out, whole)
    ):
        return whole
    parts.mkdir(parents=True, exist_ok=True)
    (out / MANIFEST).unlink(missing_ok=True)  # from now on it is not whole
    _remove(set(parts.iterdir()) - {file for _, file in todo})
    made, counted = _run(todo, run, ground, resolution, progress)
    with writing.whole(out / CUBE) as new:
        cube.write(made, new)
    kinds = {told["archive"] for told in inputs if "archive" in told}
    actors = {*made.column("actor_a").unique().to_pylist(), *made.column("actor_b").unique().to_pylist()}
    manifest = {
        **asked,
        "engine": str(engine),
        "inputs": inputs,
        "attribution": sorted(filter(None, (ARCHIVES[kind].attribution for kind in kinds))),
        "shareable": all(ARCHIVES[kind].shareable for kind in kinds),
        "made_up": any(name.endswith(MADE_UP) for name in actors),
        "rows": counted.read,
        "rejects": dict(sorted(counted.rejects.items())),
        "without_figures_in_order": counted.unordered,
        **cube.totals(made),
        "sha256": digest(out / CUBE),
    }
    writing.write_text(out / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    _remove(parts.iterdir())
    with suppress(OSError):  # other files are in it
        parts.rmdir()
    return manifest


def _run(
    todo: Sequence[tuple[Piece, Path]],
    run: Run,
    ground: Ground,
    resolution: int,
    progress: Progress | None,
) -> tuple[pa.Table, Part]:
    """Return the sum of all pieces, and a part with their counts alone."""
    sizes = sum(piece.size for piece, _ in todo)
    done = 0

    def finished(piece: Piece) -> None:
        nonlocal done
        done += piece.size
        if progress:
            progress(done, sizes)

    made: pa.Table = cube.CUBE.empty_table()
    waiting: list[pa.Table] = []
    rejects: Counter[str] = Counter()
    rows = unordered = 0
    for part in run(todo, ground, resolution, finished):
        waiting.append(part.rows)
        rows += part.read
        unordered += part.unordered
        rejects.update(part.rejects)
        if sum(each.num_rows for each in waiting) > max(_MANY, made.num_rows):
            made, waiting = cube.total([made, *waiting]), []
    return cube.total([made, *waiting]), Part(cube.CUBE.empty_table(), rows, rejects, unordered)


def read_cube(out: Path) -> tuple[pa.Table, dict[str, Any]]:
    """Return the rows of a cube and its manifest.

    Raises:
        LedgerError: If the folder has no whole cube.
    """
    manifest = _manifest(out)
    if manifest is None:
        going_on = "It was not finished: run the same command again, and it goes on."
        begin = "Make one with `python -m geodata cube`."
        raise LedgerError(f"{out} has no cube. {going_on if (out / PARTS).is_dir() else begin}")
    if manifest["edition"] != EDITION:
        raise LedgerError(
            f"The cube in {out} is of edition {manifest['edition']}, not {EDITION}: make it again."
        )
    if not _is_cube(out, manifest):
        raise LedgerError(f"{out / CUBE} is not the file that its manifest describes: make the cube again.")
    return pq.ParquetFile(out / CUBE).read().cast(cube.CUBE), manifest


def begun(path: Path) -> bool:
    """Tell whether a path is the folder of a cube, be it whole or not."""
    return path.is_dir() and (_manifest(path) is not None or (path / PARTS).is_dir())


# -- Files -----------------------------------------------------------------------------------------


def _manifest(out: Path) -> dict[str, Any] | None:
    """Return the manifest of a cube in a folder; None where there is none, or that of something else."""
    try:
        manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and set(manifest) >= {"edition", "ground"} else None


def _is_cube(out: Path, manifest: Mapping[str, Any]) -> bool:
    return (out / CUBE).is_file() and digest(out / CUBE) == manifest.get("sha256")


def _check_free(out: Path) -> None:
    """Refuse a folder with files that are of no cube: none of them is to be lost."""
    if out.exists() and not out.is_dir():
        raise LedgerError(f"{out} is a file: give a folder for the cube.")
    parts = out / PARTS
    begun = parts.is_dir() and all(_OURS.fullmatch(each.name) for each in parts.iterdir())
    if out.exists() and any(out.iterdir()) and not (begun or _manifest(out)):
        raise LedgerError(f"{out} has other files in it: give a new folder, or one with a cube.")


def _remove(given: Iterable[Path]) -> None:
    """Delete files that are parts; others that lie beside them stay."""
    for file in given:
        if _OURS.fullmatch(file.name):
            file.unlink(missing_ok=True)  # a worker that was given up for lost may still remove its own
