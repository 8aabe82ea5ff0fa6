"""A server that is watched and has a door, as it really runs: its lines, its figures, and signing in."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from dashboard.settings import PREFIX
from tests.browser.serving import Server
from tests.browser.visits import Visit, settle, until, wait_for_map

TOKEN = "the-token-of-this-test"
SPOKEN = re.compile(r"Border Ledger is at|You can now view|URL: ")
"""Lines for people, on the standard output."""
CSV = """lon,lat,date,kind
98.36,25.89,2024-11-26,marked-cell-17
97.4,25.38,2024-11-01,school
"""


def asked(address: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Return status and text of an answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=dict(headers or {}))) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def logged(log: Path) -> list[dict[str, object]]:
    """Return the lines of a log, each of which is JSON."""
    lines = [line for line in log.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [json.loads(line) for line in lines if not SPOKEN.search(line)]


@pytest.mark.slow
def test_the_log_of_a_visit_has_nothing_of_the_reader(root: Path, tmp_path: Path, chromium: Browser) -> None:
    log = tmp_path / "log.txt"
    more = {f"{PREFIX}LOG": "json", f"{PREFIX}METRICS_TOKEN": TOKEN}
    broken = {"name": "marked-broken.geojson", "mimeType": "application/json", "buffer": b'{"marked": '}
    whole = {"name": "marked-wells.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    with Server(root, log, more=more) as server:
        visit = Visit(chromium.new_context().new_page(), server.base)
        page = visit.open("/data?place=kanpaiti&on=2024-11-26")
        field = page.locator('.st-key-own_upload input[type="file"]')
        field.set_input_files(broken)  # type: ignore[arg-type]
        page.locator(".st-key-own_upload").get_by_role("alert").first.wait_for()
        settle(page)
        field.set_input_files(whole)  # type: ignore[arg-type]
        page.get_by_text("2 rows in the file = 2 drawn").wait_for()
        settle(page)
        page.get_by_role("button", name="See it on the map").click()
        wait_for_map(page)
        until(page, lambda: any("/own/" in each for each in visit.sent))
        assert asked(f"{server.base}/feed.atom?place=kanpaiti")[0] == 200
        status, figures = asked(f"{server.base}/metrics", {"Authorization": f"Bearer {TOKEN}"})
        secrets = {each["value"] for each in page.context.cookies()}
        page.context.close()
        assert asked(f"{server.base}/_stcore/metrics")[0] == 404
        assert asked(f"{server.base}/metrics")[0] == 401
    put = next(each for each in visit.sent if "/_stcore/upload_file/" in each)
    own = next(each for each in visit.sent if "/own/" in each)
    secrets |= {
        part for address in (put, own) for part in urlsplit(address).path.split("/") if len(part) > 15
    }
    lines, text = logged(log), log.read_text(encoding="utf-8")
    assert len(secrets) >= 5
    private = {*secrets, TOKEN, "marked", "kanpaiti", "2024-11-26"}
    assert {each for each in private if each in text} == set()
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text)
    routes = {str(line.get("route")) for line in lines}
    assert {"/_stcore/upload_file/{session_id}/{file_id}", "/own/{token}/{name}", "/_stcore/stream"} <= routes
    assert {"level", "logger", "message", "time"} <= set.intersection(*(set(line) for line in lines))
    assert not [line for line in lines if line["level"] in ("error", "critical")]
    assert status == 200
    for expected in (
        r'border_ledger_uploads_total\{outcome="taken"\} 1.0',
        r'border_ledger_uploads_total\{outcome="refused"\} 1.0',
        r'border_ledger_run_seconds_count\{outcome="done",page="data"\} [1-9]',
        r"border_ledger_connections 1.0",
        r"border_ledger_sessions 1.0",
        r"border_ledger_film_seconds_count [1-9]",
        r'border_ledger_http_answers_total\{route="/own/\{token\}/\{name\}",status="200"\} [1-9]',
    ):
        assert re.search(expected, figures), expected
    assert not re.search(r"marked|kanpaiti", figures)


def test_the_header_of_who_only_says_to_be_the_proxy_is_not_believed(root: Path, tmp_path: Path) -> None:
    more = {f"{PREFIX}SIGN_IN": "header", f"{PREFIX}TRUSTED_PROXIES": "203.0.113.7"}
    named = {"X-Forwarded-User": "editor"}
    with Server(root, tmp_path / "log.txt", more=more) as server:
        for sent in ({}, named, {**named, "X-Forwarded-For": "203.0.113.7"}):
            for path in ("/", "/claim/k0020", "/_stcore/host-config"):
                status, text = asked(server.base + path, sent)
                assert status == 401 and "Nobody is signed in" in text
        assert asked(f"{server.base}/health")[0] == 200


@pytest.fixture
def provider() -> Iterator[str]:
    """An OpenID provider on this machine; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    claims = json.dumps({"sub": "editor", "name": "Anna *Editor*", "email": "anna@news.example"})
    running = subprocess.Popen(
        [*command, "--user-claims", claims], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                if asked(f"{base}/.well-known/openid-configuration")[0] == 200:
                    break
            except OSError:
                assert running.poll() is None
                time.sleep(0.1)
        yield base
    finally:
        running.terminate()
        running.wait(10)


@pytest.mark.slow
def test_a_reader_signs_in_by_openid_and_comes_to_what_was_asked(
    root: Path, tmp_path: Path, chromium: Browser, provider: str
) -> None:
    log = tmp_path / "log.txt"
    more = {
        f"{PREFIX}SIGN_IN": "openid",
        f"{PREFIX}OPENID_METADATA_URL": f"{provider}/.well-known/openid-configuration",
        f"{PREFIX}OPENID_CLIENT_ID": "border-ledger",
        f"{PREFIX}OPENID_CLIENT_SECRET": "of-this-test",
        f"{PREFIX}OPENID_COOKIE_SECRET": "of-this-test-alone-and-long",
        f"{PREFIX}LOG": "json",
    }
    server = Server(root, log, more=more)
    more[f"{PREFIX}ADDRESS"] = server.base
    with server:
        assert asked(f"{server.base}/claim/k0020")[0] == 401
        page = chromium.new_context().new_page()
        answer = page.goto(f"{server.base}/log?place=Muse&log_of=place")
        assert answer and answer.status == 401
        page.get_by_role("link", name="Sign in").click()
        page.get_by_role("button", name="editor").click()
        page.get_by_text("Signed in as Anna *Editor*").wait_for()
        assert page.url.startswith(f"{server.base}/log?") and "place=Muse" in page.url
        settle(page)
        assert page.request.get(f"{server.base}/claim/k0020").status == 200
        page.get_by_role("link", name="Sign out").click()
        page.get_by_role("heading", name="End Session").wait_for()  # the provider is told too
        page.goto(f"{server.base}/log")
        page.get_by_role("link", name="Sign in").wait_for()
        assert page.request.get(f"{server.base}/claim/k0020").status == 401
        page.context.close()
    text = log.read_text(encoding="utf-8")
    logged(log)
    assert not re.search(r"Anna|anna@|of-this-test|muse", text)


@pytest.mark.slow
def test_a_reader_for_whom_there_is_no_room_is_told_why_and_let_in_later(
    root: Path, tmp_path: Path, chromium: Browser
) -> None:
    more = {f"{PREFIX}CONNECTIONS_OF_ONE": "1"}
    with Server(root, tmp_path / "log.txt", more=more) as server:
        first = chromium.new_context().new_page()
        first.goto(f"{server.base}/log")
        settle(first)
        second = chromium.new_context(viewport={"width": 400, "height": 800}).new_page()
        second.goto(f"{server.base}/words")
        told = second.get_by_role("dialog").get_by_text("as many pages open as one may have, 1. Close one")
        told.wait_for()
        wide = told.evaluate("(each) => [each.scrollWidth, each.parentElement.clientWidth]")
        assert wide[0] <= wide[1], "all of the sentence is in sight"
        first.context.close()
        second.get_by_role("heading", level=1).wait_for()
        settle(second)
        told.wait_for(state="detached")
        second.context.close()
