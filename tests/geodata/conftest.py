"""The shipped ledger, opened once for all tests of the domain."""

from __future__ import annotations

import pytest

from geodata import open_catalog
from geodata.catalog import Catalog


@pytest.fixture(scope="session")
def shipped() -> Catalog:
    return open_catalog()
