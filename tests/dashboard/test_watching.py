"""How a server is watched: its health, its figures, and what of a request is counted and logged."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.logger import get_logger
from streamlit.runtime import Runtime, RuntimeState
from streamlit.runtime.scriptrunner import RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest

from dashboard.page import fault_codes, measures, store, uploads
from dashboard.service import health, metrics, routes, server
from dashboard.service.access import Access
from dashboard.service.logs import Lines, Sentences
from dashboard.service.metrics import StreamlitsClosed
from dashboard.service.middleware import KnownAgain
from geodata.catalog import Catalog
from geodata.errors import LedgerError

ROOT = Path(__file__).parents[2]
TOKEN = "a-token-of-this-test"


# -- Health ----------------------------------------------------------------------------------------


def test_health_says_why_a_server_cannot_answer_yet(catalog: Catalog) -> None:
    status, said = health.state(runs=True, ledger=catalog)
    assert status == 200 and said["status"] == "ok" and said["ledger"] == catalog.hash
    assert catalog.release and said["release"] == catalog.release.number
    assert health.state(runs=False, ledger=catalog)[1]["reason"] == "the page does not run"
    assert health.state(runs=False, ledger=None)[0] == health.state(runs=True, ledger=None)[0] == 503
    assert health.state(runs=True, ledger=None)[1]["reason"] == "the ledger is not open"


def test_health_is_asked_without_a_cookie_a_thread_or_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        pytest.fail("health asked for more than it may")

    running = SimpleNamespace(state=RuntimeState.NO_SESSIONS_CONNECTED)
    monkeypatch.setattr(Runtime, "exists", lambda: True)
    monkeypatch.setattr(Runtime, "instance", lambda: running)
    monkeypatch.setattr(store, "_newest", never)
    monkeypatch.setattr("anyio.to_thread.run_sync", never)
    monkeypatch.setattr(store, "_OPEN", {})
    app = Starlette(routes=health.ROUTES, middleware=[Middleware(KnownAgain)])
    with TestClient(app) as client:
        answer = client.get(health.PATH, headers={"Accept": "text/html"})
        assert answer.status_code == 503 and "not open" in answer.text
        assert "set-cookie" not in answer.headers
        monkeypatch.setattr(store, "opened", lambda: SimpleNamespace(release=None, hash="0" * 12))
        answer = client.get(health.PATH, headers={"Accept": "text/html"})
        assert answer.status_code == 200 and answer.json()["ledger"] == "0" * 12
        assert "set-cookie" not in answer.headers and answer.headers["cache-control"] == "no-store"
        head = client.head(health.PATH)
        assert head.status_code == 200 and head.content == b""
        running.state = RuntimeState.STOPPING
        assert client.get(health.PATH).status_code == 503


def test_the_ledger_counts_as_open_once_somebody_opened_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_OPEN", {})
    assert store.opened() is None
    assert store.newest() is store.opened()


# -- Metrics ---------------------------------------------------------------------------------------


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv("BORDER_LEDGER_METRICS_TOKEN", TOKEN)
    return TestClient(Starlette(routes=metrics.ROUTES))


def values(text: str) -> dict[str, dict[tuple[str, ...], float]]:
    """Return each sample's values by those of its labels, in the order of their names."""
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(value for _, value in sorted(sample.labels.items()))] = (
                sample.value
            )
    return found


def now(client: TestClient) -> dict[str, dict[tuple[str, ...], float]]:
    return values(client.get(metrics.PATH, headers={"Authorization": f"Bearer {TOKEN}"}).text)


def test_figures_are_closed_as_if_they_were_not_there_unless_a_token_is_set(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("BORDER_LEDGER_METRICS_TOKEN", raising=False)
    client = TestClient(Starlette(routes=metrics.ROUTES))
    for sent in ({}, {"Authorization": "Bearer "}, {"Authorization": f"Bearer {TOKEN}"}):
        assert client.get(metrics.PATH, headers=sent).status_code == 404


def test_figures_are_for_who_sends_the_token(figures: TestClient) -> None:
    for given in (
        "",
        "Bearer",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer é",
    ):
        sent = {"Authorization": given.encode()} if given else {}
        answer = figures.get(metrics.PATH, headers=sent)
        assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer", given
        assert "border_ledger" not in answer.text and TOKEN not in answer.text
    assert figures.get(f"{metrics.PATH}?token={TOKEN}").status_code == 401
    answer = figures.get(metrics.PATH, headers={"Authorization": f"bearer {TOKEN}"})
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("text/plain")


def test_tokens_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    monkeypatch.setattr(metrics, "compare_digest", lambda *both: compared.append(both))
    metrics.may_read("Bearer x", TOKEN)
    assert compared == [(b"x", TOKEN.encode())]


def test_figures_have_the_release_the_caches_and_the_process(figures: TestClient, catalog: Catalog) -> None:
    store.newest()
    found = now(figures)
    assert catalog.release
    about = (catalog.hash, str(catalog.release.number), "0.1.0")
    assert sorted(next(iter(found["border_ledger_info"]))) == sorted(about)
    assert found["border_ledger_cached"]["newest",] >= 1  # Streamlit's caches are where they were
    assert found["process_resident_memory_bytes"][()] > 1e6 and found["process_cpu_seconds_total"][()] > 0
    assert found["border_ledger_sessions"][()] == 0


def test_runs_are_counted_by_page_and_how_they_ended(figures: TestClient) -> None:
    def count(outcome: str) -> float:
        return now(figures).get("border_ledger_run_seconds_count", {}).get((outcome, "log"), 0)

    ends: dict[str, BaseException | None] = {
        "done": None,
        "again": RerunException(RerunData()),
        "stopped": StopException(),
        "failed": ValueError("x"),
    }
    for outcome, error in ends.items():
        before = count(outcome)
        try:
            with measures.run("log"):
                if error:
                    raise error
        except (RerunException, StopException, ValueError) as raised:
            assert raised is error
        assert count(outcome) == before + 1, outcome


def test_the_page_counts_its_runs_and_readings_of_files(figures: TestClient, open_page: Any) -> None:
    before = now(figures).get("border_ledger_run_seconds_count", {}).get(("done", "words"), 0)
    open_page(page="words")
    assert now(figures)["border_ledger_run_seconds_count"]["done", "words"] == before + 1


def test_a_briefing_is_counted_by_its_format(figures: TestClient) -> None:
    with measures.briefing("pdf"):
        pass
    with pytest.raises(OSError), measures.briefing("pdf"):  # noqa: PT011 - of the test
        raise OSError
    with pytest.raises(LedgerError), measures.briefing("pdf"):
        raise LedgerError("too many wait")
    found = now(figures)["border_ledger_briefing_seconds_count"]
    assert found["pdf", "refused"] >= 1
    assert found["pdf", "made"] >= 1 and found["pdf", "failed"] >= 1


def test_streamlits_own_figures_are_closed() -> None:
    inner = Starlette(routes=[Route("/_stcore/{name}", lambda _: PlainTextResponse("open"))])
    client = TestClient(StreamlitsClosed(inner))
    assert client.get("/_stcore/metrics").status_code == client.get("/_stcore/metrics?x").status_code == 404
    assert client.get("/_stcore/health").text == "open"
    kinds = [each.cls for each in server.app._user_middleware]
    assert kinds.index(Access) < kinds.index(StreamlitsClosed)


# -- Requests --------------------------------------------------------------------------------------


CELL = "a cell of a reader's file"


async def _fails(request: Request) -> Response:
    raise ValueError(CELL)


async def _leaves(request: Request) -> Response:
    raise ClientDisconnect


def _broken(request: Request) -> Response:
    raise LedgerError("the file is gone")


async def _talks(websocket: WebSocket) -> None:
    await websocket.accept()
    async for _ in websocket.iter_text():
        pass


async def _refuses(websocket: WebSocket) -> None:
    await websocket.close()


async def _refuses_in_words(websocket: WebSocket) -> None:
    await websocket.send_denial_response(PlainTextResponse("later", 503))


ROUTES = [
    WebSocketRoute("/refuses-in-words", _refuses_in_words),
    Route("/claim/{name}", lambda _: PlainTextResponse("one")),
    Route("/fails", _fails),
    Route("/leaves", _leaves),
    Route(f"{uploads.ROUTE}/{{token}}/{{name}}", _fails),
    WebSocketRoute("/talks", _talks),
    WebSocketRoute("/refuses", _refuses),
]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, Any]]]:
    """What is logged, as lines of JSON, once the test asks for it."""
    found: list[dict[str, Any]] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(self.format(record)))

    handler = Kept()
    handler.setFormatter(Lines())
    ours, streamlits = logging.getLogger("dashboard"), get_logger("streamlit.error_util")
    before = ours.level
    for log in (ours, streamlits):
        log.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield found
    for log in (ours, streamlits):
        log.removeHandler(handler)
    ours.setLevel(before)


class Scripts:
    """Answers a script before any route is asked."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        known = scope.get("path") == "/static/some.js"
        await (PlainTextResponse("x") if known else self.app)(scope, receive, send)


@pytest.fixture
def client() -> TestClient:
    app = Starlette(routes=ROUTES, middleware=[Middleware(Access), Middleware(Scripts)])
    return TestClient(app, raise_server_exceptions=False)


def test_a_request_is_a_line_with_its_route_and_without_its_address(
    client: TestClient, lines: list[dict[str, Any]]
) -> None:
    client.get("/claim/k0020?place=kanpaiti&on=2024-11-26", headers={"Cookie": "visit=secret"})
    client.request("SECRET", "/secret-path")
    one, other = lines
    assert (one["method"], one["route"], one["status"]) == ("GET", "/claim/{name}", 200) and one["ms"] >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", one["time"])
    assert one["level"] == "info" and one["logger"] == "dashboard.service.access"
    assert (other["method"], other["route"], other["status"]) == ("other", "none", 404)
    said = json.dumps(lines)
    assert not re.search(r"k0020|kanpaiti|2024-11-26|secret|testclient", said, re.IGNORECASE)


@pytest.mark.parametrize(
    ("status", "reason"),
    [(401, "sign_in"), (403, "origin"), (413, "upload"), (414, "length"), (421, "host"), (429, "too_many")],
)
def test_what_is_refused_is_counted_by_its_reason(figures: TestClient, status: int, reason: str) -> None:
    def refuse(_: Request) -> Response:
        return PlainTextResponse("no", status)

    def count(reason: str) -> float:
        return now(figures).get("border_ledger_refused_total", {}).get((reason,), 0)

    before, tokens = count(reason), count("token")
    routes = [Route("/asked", refuse), Route(metrics.PATH, refuse)]
    client = TestClient(Starlette(routes=routes, middleware=[Middleware(Access)]))
    client.get("/asked")
    assert count(reason) == before + 1
    client.get(metrics.PATH)
    assert count(reason) == before + 1 and count("token") == tokens + 1


def test_a_page_for_which_there_is_no_room_is_counted_as_that(
    client: TestClient, figures: TestClient
) -> None:
    before = now(figures).get("border_ledger_refused_total", {}).get(("connections",), 0)
    with pytest.raises(WebSocketDenialResponse), client.websocket_connect("/refuses-in-words"):
        pass
    assert now(figures)["border_ledger_refused_total"]["connections",] == before + 1


def test_scripts_are_counted_as_one_and_logged_only_where_they_fail(
    client: TestClient, figures: TestClient, lines: list[dict[str, Any]]
) -> None:
    def count() -> float:
        return now(figures).get("border_ledger_http_answers_total", {}).get(("static-assets", "200"), 0)

    before = count()
    client.get("/static/some.js")
    assert count() == before + 1 and not lines
    client.get("/static/none.js")
    assert [line["status"] for line in lines] == [404]


def test_answers_are_counted_by_pattern_however_many_addresses_there_are(
    client: TestClient, figures: TestClient
) -> None:
    for number in range(40):
        client.get(f"/claim/k{number}")
        client.get(f"/nothing/{number}")
    routes = {labels[0] for labels in now(figures)["border_ledger_http_answers_total"]}
    assert "/claim/{name}" in routes and "none" in routes
    assert not [each for each in routes if each[-1:].isdigit()]


def test_a_failed_request_is_a_sentence_with_the_code_that_the_log_explains(
    client: TestClient, lines: list[dict[str, Any]]
) -> None:
    for accept, kind in (
        ("text/html", "text/html"),
        ("application/json", "application/json"),
        ("", "text/plain"),
    ):
        lines.clear()
        answer = client.get("/fails", headers={"Accept": accept})
        assert answer.status_code == 500 and answer.headers["content-type"].startswith(kind)
        assert "Traceback" not in answer.text and CELL not in answer.text
        (fault,) = [line for line in lines if line["level"] == "error"]
        assert fault["code"] in answer.text and len(fault["code"]) == 6
        assert "_fails" in fault["traceback"] and fault["route"] == "/fails"
        assert lines[-1]["status"] == 500


def test_who_has_gone_is_no_fault(client: TestClient, lines: list[dict[str, Any]]) -> None:
    client.get("/leaves")
    assert [line["level"] for line in lines] == ["info"] and lines[0]["status"] == 0


def test_a_ledger_that_cannot_be_read_is_told_with_the_code(lines: list[dict[str, Any]]) -> None:
    answer = TestClient(Starlette(routes=[routes.route("/broken", _broken)])).get("/broken")
    assert answer.status_code == 503 and lines[0]["code"] in answer.text


def test_nothing_of_a_readers_own_file_is_logged_where_its_route_fails(
    client: TestClient, lines: list[dict[str, Any]]
) -> None:
    answer = client.get(f"{uploads.ROUTE}/the-token/own-name.json")
    assert answer.status_code == 500
    assert not re.search(r"a cell|the-token|own-name", json.dumps(lines))
    assert "ValueError" in lines[0]["traceback"] and "_fails" in lines[0]["traceback"]


def test_a_connection_is_counted_while_it_is_open(
    client: TestClient, figures: TestClient, lines: list[dict[str, Any]]
) -> None:
    before = now(figures)["border_ledger_connections"][()]
    with client.websocket_connect("/talks"):
        assert now(figures)["border_ledger_connections"][()] == before + 1
    assert now(figures)["border_ledger_connections"][()] == before
    assert (lines[-1]["method"], lines[-1]["route"], lines[-1]["status"]) == ("WEBSOCKET", "/talks", 101)
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/refuses"):
        pass
    assert lines[-1]["status"] == 403
    with pytest.raises(WebSocketDenialResponse), client.websocket_connect("/refuses-in-words"):
        pass
    assert lines[-1]["status"] == 503


# -- The page --------------------------------------------------------------------------------------


def failing_page() -> None:
    import streamlit as st
    from streamlit.error_util import handle_user_script_exception

    from dashboard.page import panels, uploads
    from dashboard.page.uploads import Upload

    if "own" in st.query_params:
        uploads.mine().add(Upload.of("wells.csv", b""))
    try:
        raise ValueError("of a cell"[:9])
    except ValueError as error:
        handle_user_script_exception(error, panels.trouble)  # as a run of the server does


def test_a_page_that_fails_tells_the_code_that_the_log_explains(lines: list[dict[str, Any]]) -> None:
    app = AppTest.from_function(failing_page, default_timeout=30).run()
    assert {line["logger"] for line in lines} == {"streamlit.error_util", "dashboard.page.panels"}
    for fault in lines:
        assert fault["code"] in app.error[0].value and "a cell" not in app.error[0].value
        assert fault["level"] == "error" and "ValueError: of a cell" in fault["traceback"]


def test_with_a_file_of_the_readers_own_the_log_has_no_text_of_it(lines: list[dict[str, Any]]) -> None:
    app = AppTest.from_function(failing_page, default_timeout=30)
    app.query_params["own"] = "1"
    app.run()
    assert len(lines) == 2
    for fault in lines:
        assert fault["code"] in app.error[0].value
        assert "ValueError: of a cell" not in fault["traceback"] and "failing_page" in fault["traceback"]


# -- Lines of the log ------------------------------------------------------------------------------


def record(message: str, error: BaseException | None = None, *args: object) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("some.logger", logging.ERROR, "x.py", 1, message, args, info)


def raised(text: str, private: bool = False) -> Exception:
    try:
        try:
            raise KeyError(text)
        except KeyError as cause:
            if private:
                fault_codes.keep_private(cause)
            raise ValueError(text) from cause
    except ValueError as error:
        return error


def test_a_fault_has_one_code_in_every_line_about_it() -> None:
    error = raised("x")
    code = json.loads(Lines().format(record("first", error)))["code"]
    assert code == fault_codes.code(error) == json.loads(Lines().format(record("again", error)))["code"]
    assert f"[{code}]" in Sentences().format(record("as text", error))
    assert fault_codes.code(raised("x")) != code


@pytest.mark.parametrize("form", [Lines(), Sentences()])
def test_a_private_fault_is_told_without_its_text_and_its_causes(form: logging.Formatter) -> None:
    open_, hidden = (form.format(record("m", raised("cell 17", private))) for private in (False, True))
    assert "cell 17" in open_ and "KeyError" in open_
    assert "cell 17" not in hidden and "ValueError" in hidden and "raised" in hidden


@pytest.mark.parametrize("form", [Lines(), Sentences()])
def test_no_line_names_a_session(form: logging.Formatter) -> None:
    session = "0b4a8f3e-9f51-4f0e-8f5a-1c2d3e4f5a6b"
    line = form.format(record("session %s ended", raised(session), session))
    assert session not in line and "session … ended" in line


def test_a_line_of_json_is_one_line() -> None:
    line = Lines().format(record("two\nlines မြန်မာ", raised("and\nmore")))
    assert "\n" not in line and json.loads(line)["message"] == "two\nlines မြန်မာ"


SAID = """
import logging, sys, threading, warnings
from dashboard.service import logs
from dashboard.settings import Log
logs.begin(Log.{form})
import streamlit.logger, uvicorn
async def app(scope, receive, send): ...
uvicorn.Config(app).load()  # it sets up its loggers
streamlit.logger.get_logger("streamlit.made.later").warning("by streamlit")
logging.getLogger("uvicorn.error").info("by uvicorn")
logging.getLogger("uvicorn.error").info('%s - "WebSocket %s" [accepted]', "203.0.113.9", "/log?place=muse")
logging.getLogger("some.library").warning("by a library")
logging.getLogger("dashboard.service.access").info("GET /log 200")
warnings.warn("warn" "ed")
def fails():
    raise ValueError("in a thread")
thread = threading.Thread(target=fails); thread.start(); thread.join()
fails()
"""


def said(form: str) -> str:
    code = SAID.replace("{form}", form)
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stderr


def test_all_that_a_process_says_is_a_line_of_json() -> None:
    lines = [json.loads(line) for line in said("JSON").splitlines()]
    told = {line["message"] for line in lines}
    assert told >= {"by streamlit", "by uvicorn", "by a library", "GET /log 200"}
    assert not any("warned" in each or "203.0.113.9" in each for each in told)
    faults = [line for line in lines if "traceback" in line]
    assert [line["level"] for line in faults] == ["critical"] * 2 and faults[0]["code"] != faults[1]["code"]
    assert len({line["message"] for line in lines if "by " in line["message"]}) == 3


def test_text_is_for_people_and_has_no_line_for_each_request() -> None:
    text = said("TEXT")
    assert re.search(r"^\d{4}-\S+ \S+ WARNING streamlit.made.later: by streamlit$", text, re.MULTILINE)
    assert text.count("by uvicorn") == text.count("by streamlit") == 1
    assert not re.search(r"GET /log 200|203\.0\.113\.9|warned", text)


def test_a_route_that_opens_an_older_release_is_no_warning() -> None:
    code = """
import threading
from dashboard.page import store
from dashboard.service import logs
logs.begin(logs.Log.TEXT)
one = threading.Thread(target=lambda: store.ledger(store.newest().releases[0].hash))
one.start(); one.join()
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
