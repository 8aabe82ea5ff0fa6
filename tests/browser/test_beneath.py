"""The page beneath a path of another site, behind a proxy that hands the path on or takes it off."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from dashboard.settings import ADDRESS
from dashboard.wording.page import PAGES, path_of
from tests.browser.serving import Server
from tests.browser.visits import PATIENCE, NewVisit, Visit, settle, wait_for_map
from tests.marks import some_slow
from tests.proxy import ROOT, Proxy

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE / 2)


@pytest.fixture(scope="module")
def served(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Proxy, Server]]:
    """Return a proxy with the app behind it, at its public address; who stops the app starts it again."""
    log = tmp_path_factory.mktemp("beneath") / "log.txt"
    with Proxy() as made, Server(root, log, more={ADDRESS: f"{made.base}{ROOT}"}) as running:
        made.behind = running.base
        yield made, running


@pytest.fixture
def proxy(served: tuple[Proxy, Server]) -> Proxy:
    """Return the proxy."""
    return served[0]


HOW = ("handed on", "taken off")


@pytest.fixture(params=some_slow(HOW, {HOW[0]}))
def visit(request: pytest.FixtureRequest, proxy: Proxy, new_visit: NewVisit) -> Iterator[Visit]:
    """Return a visit through the proxy, which asks for nothing outside of the path."""
    proxy.strips = request.param == HOW[1]
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


STARTS = (
    *("", "log", "embed", "llms.txt", "nothing/here", "claim/k0007", "claim/k0007.json"),
    *("claim/k0039?release=1", "feed?place=Kanpaiti", "feed.atom", "feed.json", "dataset", "dataset.json"),
    *("ogc", "ogc?f=html", "ogc/collections?f=html", "ogc/collections/claims/items?f=html&limit=2"),
    *("answer.json?place=kanpaiti&on=2024-11-26", "answer?place=kanpaiti&on=2024-11-26"),
)
_NAMED = (
    r"""(?:href|src)=["']([^"']+)""",
    r"""url\(([^)"']+)\)""",
    r"""\]\(([^)\s]+)\)""",
    r"""(?<!=)["'](/[^"'\s]+)["']""",  # not a part of one, by which a style finds links
    r"""(http://127[^"'\s<>)\\]+)""",
)
_MANY = re.compile(r"k\d+|[0-9a-f]{8,}|\d+")


def asked(address: str) -> tuple[int, str, str]:
    """Return status, final address and text of an address, as a browser is answered, with its header Link."""
    request = urllib.request.Request(address, headers={"Accept": "text/html,*/*;q=0.8"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            readable = re.search(r"text|json|xml", answer.headers.get("content-type", ""))
            text = answer.read().decode() if readable else ""
            links = re.findall(r"<([^>]+)>", answer.headers.get("link", ""))
            return answer.status, answer.url, "".join(f'href="{each}" ' for each in links) + text
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.url, error.read().decode()


def named_in(text: str, base: str, address: str) -> set[str]:
    """Return the addresses of its own site that a text names, one of each kind."""
    found: dict[str, str] = {}
    for each in (each for pattern in _NAMED for each in re.findall(pattern, text)):
        whole = urldefrag(urljoin(address, unescape(each).replace("{z}", "7"))).url
        if whole.startswith(base):
            found.setdefault(_MANY.sub("#", whole.partition("?")[0]), whole)
    return set(found.values())


@pytest.mark.parametrize("how", some_slow(HOW, {HOW[1]}))
def test_whatever_is_named_lies_beneath_the_path_and_is_there(how: str, proxy: Proxy) -> None:
    proxy.strips = how == HOW[1]
    proxy.strays.clear()
    to_ask = {f"{proxy.base}{ROOT}/{start}": "" for start in STARTS}
    kinds: set[str] = set()
    while to_ask:
        address, origin = to_ask.popitem()
        kind = _MANY.sub("#", address)
        if kind in kinds:
            continue
        kinds.add(kind)
        assert urlsplit(address).path.startswith(f"{ROOT}/"), f"{origin} names {address}"
        status, final, text = asked(address)
        assert final.startswith(f"{proxy.base}{ROOT}/"), f"{address} leads to {final}"
        expected = 404 if address.endswith("nothing/here") else 405 if address.endswith("/mcp") else 200
        assert status == expected, f"{origin} names {address}: {status}"
        # Streamlit's scripts name addresses that nobody asks, and OpenAPI those beneath its servers.
        if "/static/" not in address and not re.search(r"/ogc/api|openapi.json|[.]js$", address):
            to_ask |= dict.fromkeys(named_in(text, proxy.base, final), address)
    assert len(kinds) > 100
    assert proxy.strays == []


def test_the_page_opens_turns_plays_and_comes_back_beneath_a_path(visit: Visit) -> None:
    page = visit.open(f"{ROOT}?window=2024-11-14&window=2024-11-17&place=Pang+War")
    assert urlsplit(page.url).path == f"{ROOT}/"
    wait_for_map(page)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page).to_have_url(re.compile(r"on="), timeout=PATIENCE)
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
def test_a_page_beneath_a_path_comes_back_after_the_server_was_gone(
    visit: Visit, served: tuple[Proxy, Server]
) -> None:
    page = visit.open(f"{ROOT}/log?place=Muse")
    served[1].kill()
    page.wait_for_selector('[data-test-connection-state="CONNECTED"]', state="detached")
    served[1].start()
    settle(page)
    assert urlsplit(page.url).path == f"{ROOT}/log" and "place=Muse" in page.url
    visit.complaints.clear()  # it was gone


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
