"""The engine of this process: pieces are read and summed by as many threads as there are cores.

What takes long in a step (H3, sums, reading) leaves Python's lock to others, so threads do, and nothing has
to be copied between processes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from geodata.events.archives import Piece
from geodata.events.folder import Part, part_of
from geodata.events.ground import Ground


def run(
    pieces: Sequence[tuple[Piece, Path]],
    ground: Ground,
    resolution: int,
    finished: Callable[[Piece], None],
) -> Iterator[Part]:
    """Yield the part of each piece, in the order in which they are done; a part that is there is taken."""
    left = list(reversed(pieces))
    workers = max(1, len(os.sched_getaffinity(0)))
    with ThreadPoolExecutor(workers) as pool:
        busy: dict[Future[Part], Piece] = {}
        while left or busy:
            while left and len(busy) < workers:
                piece, file = left.pop()
                busy[pool.submit(part, piece, file, ground, resolution)] = piece
            done, _ = wait(busy, return_when=FIRST_COMPLETED)
            for each in done:
                piece = busy.pop(each)
                yield each.result()
                finished(piece)


def part(piece: Piece, file: Path, ground: Ground, resolution: int) -> Part:
    """Return the part of a piece: that in its file, or made and kept there."""
    found = Part.of(file)
    if found is None:
        found = part_of(piece, ground, resolution)
        found.written(file)
    return found
