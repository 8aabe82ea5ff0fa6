"""The shipped ledger, opened once, and the page run in process."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.map.overlays import OVERLAYS
from dashboard.paper import furniture
from dashboard.paper import ground as paper_ground
from dashboard.paper.canvas import Canvas
from dashboard.question.choices import Choices, choices_of
from geodata.catalog import Catalog, open_catalog

_LED = re.compile(r'\[([^\[\]]*)\]\(/words\?\S* "[^"]*"\)')
APP = Path(__file__).parents[2] / "dashboard" / "page" / "app.py"

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    """Return the page's sentence; what a code leads to is left out."""
    return _LED.sub(r"\1", app.title[0].value)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The shipped ledger."""
    return open_catalog()


@pytest.fixture(scope="session")
def choices(catalog: Catalog) -> Choices:
    """What a link may name on the shipped ledger."""
    return choices_of(catalog, OVERLAYS)


@pytest.fixture
def no_ink(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages be laid out without a line drawn, for tests of where things stand and what they say."""
    for name in ("text", "line", "box", "circle", "polygon", "shapes", "picture"):
        monkeypatch.setattr(Canvas, name, lambda *_, **__: None)
    monkeypatch.setattr(paper_ground, "draw", lambda *_: None)
    monkeypatch.setattr(furniture, "draw_qr", lambda *_: None)


@pytest.fixture
def open_page() -> Open:
    """Run the page for a link's parameters and return it; `page` is a file under app_pages."""

    def run(params: Mapping[str, str | Sequence[str]] | None = None, page: str | None = None) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=30)
        for name, value in (params or {}).items():
            app.query_params[name] = value if isinstance(value, str) else list(value)
        if page:
            app.switch_page(f"app_pages/{page}.py")
        return app.run()

    return run
