"""The plain way to the same cube: geopandas' `sjoin`, h3ronpy's cells and a pandas groupby, all in memory.

Only a measure for bench_events.py, of files of its own: what is no event is dropped without a count, and a point
on an edge that two catchments share goes to the first, as in the cube. Prints the sums of its cube as JSON.
"""

from __future__ import annotations

from h3ronpy.pandas.vector import geodataframe_to_cells  # noqa: F401
