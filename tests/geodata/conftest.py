"""The shipped ledger, opened once for all tests of the domain, and a fixed one to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from geodata import open_catalog
from geodata.bundle import manifest, releases
from geodata.bundle.build import write_rows
from geodata.bundle.reading import MANIFEST, read_bundle
from geodata.catalog import Catalog
from geodata.datasets import DATASETS, TABLES
from geodata.datasets.releases import RELEASES
from geodata.errors import FOLDER


@pytest.fixture(scope="session")
def shipped() -> Catalog:
    return open_catalog()


@pytest.fixture(scope="session")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the ledger as it stood at release 2: what is added later fails no test of it.

    It is shared, so a test that writes takes a copy.
    """
    folder = Path(shutil.copytree(FOLDER, tmp_path_factory.mktemp("second") / "data"))
    bundle = read_bundle()
    tables = {table.name: bundle.rows[table.name] for table in TABLES}
    for table in TABLES:
        write_rows(table, [row for row in tables[table.name] if int(row["added"]) <= 2], folder)
    write_rows(RELEASES, bundle.rows[RELEASES.name][:2], folder)
    for name, data in releases.layers_at(tables, bundle.layers, 2).items():
        (folder / DATASETS[name].file).write_bytes(data)
    (folder / MANIFEST).unlink()  # it would miss the releases that came later
    manifest.write(read_bundle(folder), folder)
    return folder
