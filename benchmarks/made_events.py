"""Events that are made up, as many as are asked for, in the shapes of archives: for measuring alone.

    python -m benchmarks.made_events 5000000 --out events.parquet [--shape own|ucdp|acled|gdelt] [--seed 1]

They lie as events lie: at the towns of the ledger and at villages on the straight lines between them, few
places having most of them; most in offensives of some weeks, in which one pair of actors fights. Some rows
are bad, as in every archive. The name of each actor ends in "(made up)", so that a cube of them says so,
wherever its file came from. The same seed gives the same events, and fewer are the first of more.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from geodata import open_catalog
from geodata.datasets.context import CATCHMENTS
from geodata.events.records import EVENT, MADE_UP, When, Where
from geodata.imports.known import GDELT_COLUMNS, UCDP_COLUMNS

ROWS = 250_000
"""Events that are made at once, and rows of a group of a Parquet file."""
FIRST, LAST = date(2015, 1, 1), date(2024, 12, 31)
VILLAGES = 900
ARMIES = ("Army", "Brigade North", "Brigade South", "Front", "Guard", "League", "Militia", "Union")
KINDS = ("battles", "explosions-remote-violence", "violence-against-civilians", "strategic-developments")
FREE = 0.15
"""Of all events lie somewhere near their place, the others just where the gazetteer has it."""
BAD = {
    "no position": 0.006,
    "outside": 0.0005,
    "no day": 0.001,
    "reversed": 0.001,
    "no count": 0.002,
    "row": 2e-4,
}
"""Shares of bad rows, by what is bad in them."""
_ACLED = """
event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1
inter1 actor2 assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3
location latitude longitude geo_precision source source_scale notes fatalities tags timestamp
"""
ACLED_COLUMNS = tuple(_ACLED.split())
_EPOCH = date(1970, 1, 1)
_BEGIN, _DAYS = (FIRST - _EPOCH).days, (LAST - FIRST).days + 1
_PLAIN = pa.schema(
    [(field.name, pa.string() if pa.types.is_dictionary(field.type) else field.type) for field in EVENT]
)


@cache
def _world(seed: int) -> dict[str, Any]:
    """Return places with their share of all events, the offensives at each, and who fights there."""
    chance = np.random.default_rng([seed, 0])
    places = open_catalog().places
    towns = [places[area.id] for area in open_catalog().layers[CATCHMENTS.name].features]
    at = np.array([(town.lon, town.lat) for town in towns])
    near = np.argsort(((at[:, None] - at[None]) ** 2).sum(axis=2), axis=1)[:, 1:4]
    town = chance.integers(0, len(towns), VILLAGES)
    other = near[town, chance.integers(0, 3, VILLAGES)]
    along = chance.uniform(0, 1, VILLAGES)[:, None]
    villages = at[town] * (1 - along) + at[other] * along + chance.normal(0, 0.02, (VILLAGES, 2))
    share = 1 / (1 + chance.permutation(len(towns) + VILLAGES)) ** 0.9
    share[: len(towns)] *= 4
    return {
        "point": np.concatenate([at, villages]),
        "share": share / share.sum(),
        "town": np.concatenate([np.arange(len(towns)), town]),
        "begin": chance.integers(0, _DAYS - 90, (len(towns), 5)),
        "length": chance.integers(10, 75, (len(towns), 5)),
        "pair": np.sort(np.stack([chance.permutation(len(ARMIES))[:6].reshape(3, 2) for _ in towns]), axis=2),
    }


def batches(number: int, seed: int = 1) -> Iterator[pa.RecordBatch]:
    """Yield events, as `records.EVENT` with texts as they are and bad cells among them; `ROWS` at once."""
    for at in range(0, number, ROWS):
        yield _batch(at // ROWS, seed).slice(0, min(ROWS, number - at))


def _batch(number: int, seed: int) -> pa.RecordBatch:
    chance = np.random.default_rng([seed, 1, number])
    world = _world(seed)
    place = chance.choice(len(world["share"]), ROWS, p=world["share"])
    town = world["town"][place]
    point = world["point"][place]
    free = chance.random(ROWS) < FREE
    point = point + np.where(free[:, None], chance.normal(0, 0.03, (ROWS, 2)), 0)
    offensive = chance.random(ROWS) < 0.75
    which = chance.choice(5, ROWS, p=(0.4, 0.25, 0.15, 0.12, 0.08))
    fought = world["begin"][town, which] + (chance.random(ROWS) * world["length"][town, which]).astype(int)
    day = _BEGIN + np.where(offensive, fought, chance.integers(0, _DAYS, ROWS))
    usual = chance.choice(3, ROWS, p=(0.7, 0.2, 0.1))
    pair = world["pair"][town, np.where(offensive, which % 3, usual)]
    alone = chance.random(ROWS) < 0.08  # one side, against people without arms
    when = chance.choice(4, ROWS, p=(0.8, 0.12, 0.06, 0.02))
    where = np.where(free, 0, chance.choice(4, ROWS, p=(0.5, 0.25, 0.22, 0.03)))
    best = np.minimum(chance.geometric(0.35, ROWS) - 1, 500)
    low = best - np.minimum(best, chance.integers(0, 3, ROWS))
    high = best + chance.integers(0, 4, ROWS)
    high = np.where(chance.random(ROWS) < 0.0015, low - 1, high).clip(0)  # not in order, as ten of UCDP's
    bad = {name: chance.random(ROWS) < part for name, part in BAD.items() if name != "row"}
    last = day + np.array([0, 6, 29, 89])[when]
    words = np.array([f"{army} {MADE_UP}" for army in (*ARMIES,)] + [""], object)
    columns = {
        "lon": pa.array(np.where(bad["outside"], 198.1, point[:, 0]), mask=bad["no position"]),
        "lat": pa.array(point[:, 1], mask=bad["no position"]),
        "first": pa.array(day.astype(np.int32), mask=bad["no day"]).cast(pa.date32()),
        "last": pa.array(np.where(bad["reversed"], day - 40, last).astype(np.int32)).cast(pa.date32()),
        "kind": _texts(KINDS, np.where(alone, 2, chance.choice((0, 1, 3), ROWS, p=(0.6, 0.3, 0.1)))),
        "actor_a": _texts(words, pair[:, 0]),
        "actor_b": _texts(words, np.where(alone, len(ARMIES), pair[:, 1])),
        "low": pa.array(low.astype(np.int32)),
        "best": pa.array(np.where(bad["no count"], -1, best).astype(np.int32)),
        "high": pa.array(high.astype(np.int32)),
        "where": _texts([*map(str, Where)], where),
        "when": _texts([*map(str, When)], when),
    }
    return pa.record_batch([columns[name] for name in _PLAIN.names], schema=_PLAIN)


def _texts(words: Any, codes: Any) -> pa.Array:
    return pa.array(list(words), pa.string()).take(pa.array(codes))


# -- Files -----------------------------------------------------------------------------------------


def write(file: Path, number: int, shape: str = "own", seed: int = 1) -> None:
    """Write events to a file: Parquet of our own columns, or a text file in the shape of an archive."""
    if shape == "own":
        with closing(
            pq.ParquetWriter(file, _PLAIN.with_metadata({"made-up": "true"}), compression="zstd")
        ) as out:
            for batch in batches(number, seed):
                out.write_batch(batch, row_group_size=ROWS)
        return
    made = (_SHAPES[shape](batch) for batch in batches(number, seed))
    first = next(made)
    options = pcsv.WriteOptions(
        include_header=shape != "gdelt",
        delimiter="\t" if shape == "gdelt" else ",",
        quoting_style="none" if shape == "gdelt" else "needed",
    )
    with file.open("wb") as out:
        for at, table in enumerate(chain([first], made)):
            if at:
                options.include_header = False
            pcsv.write_csv(table, out, options)
            out.write(b"cut off\n" * round(BAD["row"] * table.num_rows))


def _shaped(columns: tuple[str, ...], given: Mapping[str, Any], rows: int) -> pa.Table:
    """Return a table of texts with all columns of a shape, empty where nothing is given."""
    nothing = pa.array([""]).take(pa.array(np.zeros(rows, np.int64)))
    return pa.table(
        {
            name: pc.fill_null(given[name].cast(pa.string()), "") if name in given else nothing
            for name in columns
        }
    )


def _coded(column: pa.Array, codes: Mapping[str, str]) -> pa.Array:
    coded = column.dictionary_encode()
    return pa.array([codes[word] for word in coded.dictionary.to_pylist()]).take(coded.indices)


def _ucdp(batch: pa.RecordBatch) -> pa.Table:
    get = batch.column
    given = {
        "id": pa.array(np.arange(batch.num_rows)),
        "longitude": get("lon"),
        "latitude": get("lat"),
        "date_start": get("first"),
        "date_end": get("last"),
        "type_of_violence": _coded(get("kind"), dict(zip(KINDS, "1213", strict=True))),
        "side_a": get("actor_a"),
        "side_b": get("actor_b"),
        "where_prec": _coded(get("where"), {"exact": "1", "near": "2", "area": "5", "country": "6"}),
        "date_prec": _coded(get("when"), {"day": "1", "week": "3", "month": "4", "longer": "5"}),
        **{name: get(name) for name in ("low", "best", "high")},
    }
    return _shaped(UCDP_COLUMNS, given, batch.num_rows)


def _acled(batch: pa.RecordBatch) -> pa.Table:
    get = batch.column
    given = {
        "event_id_cnty": pa.array(np.arange(batch.num_rows)),
        "event_date": pc.strftime(get("first"), "%d %B %Y"),
        "event_type": get("kind"),
        "actor1": get("actor_a"),
        "actor2": get("actor_b"),
        "longitude": get("lon"),
        "latitude": get("lat"),
        "geo_precision": _coded(get("where"), {"exact": "1", "near": "2", "area": "3", "country": "3"}),
        "time_precision": _coded(get("when"), {"day": "1", "week": "2", "month": "3", "longer": "3"}),
        "fatalities": get("best"),
    }
    return _shaped(ACLED_COLUMNS, given, batch.num_rows)


def _gdelt(batch: pa.RecordBatch) -> pa.Table:
    get = batch.column
    given = {
        "GLOBALEVENTID": pa.array(np.arange(batch.num_rows)),
        "SQLDATE": pc.strftime(get("first"), "%Y%m%d"),
        "QuadClass": _coded(get("kind"), dict(zip(KINDS, "4443", strict=True))),
        "Actor1Name": get("actor_a"),
        "Actor2Name": get("actor_b"),
        "ActionGeo_Long": get("lon"),
        "ActionGeo_Lat": get("lat"),
        "ActionGeo_Type": _coded(get("where"), {"exact": "4", "near": "4", "area": "5", "country": "1"}),
    }
    return _shaped(GDELT_COLUMNS, given, batch.num_rows)


_SHAPES = {"ucdp": _ucdp, "acled": _acled, "gdelt": _gdelt}


def main() -> None:
    """Write what is asked for."""
    reader = argparse.ArgumentParser(
        prog="python -m benchmarks.made_events", description=__doc__.split("\n")[0]
    )
    reader.add_argument("number", type=int, help="of events")
    reader.add_argument("--out", type=Path, required=True, metavar="FILE")
    reader.add_argument("--shape", choices=("own", *_SHAPES), default="own")
    reader.add_argument("--seed", type=int, default=1)
    given = reader.parse_args()
    write(given.out, given.number, given.shape, given.seed)


if __name__ == "__main__":
    main()
