"""Marks of the cases of a test."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

import pytest


def some_slow(cases: Iterable[Any], quick: Container[Any]) -> list[Any]:
    """Return the cases of a test, all but the `quick` ones marked slow."""
    return [
        case
        if case in quick
        else pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)
        for case in cases
    ]
