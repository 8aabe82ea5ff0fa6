"""The page beneath a path of another site, behind a proxy that hands the path on or takes it off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from dashboard.settings import ADDRESS
from dashboard.wording.page import PAGES, path_of
from tests.browser.serving import Server
from tests.browser.visits import NewVisit, Visit, settle, wait_for_map
from tests.proxy import ROOT, Proxy

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def proxy(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Return a proxy with the app behind it, whose public address it is."""
    log = tmp_path_factory.mktemp("beneath") / "log.txt"
    with Proxy() as made, Server(root, log, more={ADDRESS: f"{made.base}{ROOT}"}) as running:
        made.behind = running.base
        yield made


@pytest.fixture(params=["handed on", "taken off"])
def visit(request: pytest.FixtureRequest, proxy: Proxy, new_visit: NewVisit) -> Iterator[Visit]:
    """Return a visit through the proxy, which asks for nothing outside of the path."""
    proxy.strips = request.param == "taken off"
    proxy.strays.clear()
    made: Visit = new_visit()
    made.base = proxy.base
    yield made
    assert proxy.strays == []


def addresses(page: Page) -> list[str]:
    """Return what the page names of its own site, as whole addresses."""
    found: list[str] = page.evaluate(
        """() => {
          const named = new Set(), roots = [document];
          for (const root of roots)
            for (const each of root.querySelectorAll("*")) {
              if (each.shadowRoot) roots.push(each.shadowRoot);
              for (const name of ["href", "src"]) if (each.getAttribute(name)) named.add(each[name]);
            }
          return [...named].filter((each) => typeof each === "string" && each.startsWith(location.origin));
        }"""
    )
    return found


def test_the_page_opens_turns_plays_and_comes_back_beneath_a_path(visit: Visit) -> None:
    page = visit.open(ROOT)
    assert urlsplit(page.url).path == f"{ROOT}/"
    wait_for_map(page)
    page.get_by_role("link", name="What happened").first.click()
    page.wait_for_url(f"**{ROOT}/log*")
    settle(page)
    page.reload()
    page.get_by_role("heading", level=1).wait_for()
    settle(page)
    page.go_back()
    page.wait_for_url(f"**{ROOT}/*")
    wait_for_map(page)
    assert urlsplit(page.url).path == f"{ROOT}/"


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_all_that_a_page_names_is_beneath_the_path_and_there(visit: Visit, name: str) -> None:
    page = visit.open(f"{ROOT}{path_of(name)}")
    named = addresses(page)
    assert named
    for address in named:
        assert urlsplit(address).path.startswith(f"{ROOT}/"), address
        if not address.startswith(page.url.partition("?")[0]):
            assert page.request.get(address).ok, address
