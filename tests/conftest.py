"""What all tests share: where the project lies, the order in which they run, how properties are tried."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
BROWSER = ROOT / "tests" / "browser"

# A slow machine is no failure; and what CI tries is the same each time, so that green means the same.
settings.register_profile("border-ledger", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("border-ledger")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests last: quick answers come first."""
    for item in items:
        if item.path.is_relative_to(BROWSER):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top folder of the project."""
    return ROOT
