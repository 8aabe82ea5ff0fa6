"""A real server with low limits: the headers of every answer, whom it answers, what it takes."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from starlette.routing import Route
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from dashboard.service import server as service
from dashboard.service.headers import HEADERS
from dashboard.wording.page import OWN_PRESETS, WENT_WRONG
from tests.browser.serving import Server

SITE, OTHER = "https://news.example", "https://other.example"
SET = {
    "BORDER_LEDGER_ADDRESS": SITE,
    "BORDER_LEDGER_CONNECTIONS_OF_ONE": "3",
    "BORDER_LEDGER_UPLOAD_MB": "1",
    "BORDER_LEDGER_EMBED_ON": OTHER,
}
STREAM = "/_stcore/stream"


@pytest.fixture(scope="module")
def guarded(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(root, tmp_path_factory.mktemp("guarded") / "log.txt", more=SET) as running:
        yield running


def ask(
    server: Server, path: str, method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, HTTPMessage, bytes]:
    connection = HTTPConnection(server.base.removeprefix("http://"), timeout=30)
    connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, answer.headers, content


@contextmanager
def open_page(server: Server, origin: str | None = None) -> Iterator[ClientConnection]:
    with connect(
        server.base.replace("http", "ws") + STREAM,
        origin=origin,  # type: ignore[arg-type]
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
    ) as page:
        yield page


def refused(server: Server, origin: str | None = None) -> InvalidStatus:
    with pytest.raises(InvalidStatus) as error, open_page(server, origin):
        pass
    return error.value


# -- Headers ---------------------------------------------------------------------------------------


def addresses() -> list[tuple[str, str]]:
    """Return a method and an address for each route, ours and Streamlit's, and for some that are none."""
    found = {("GET", path) for path in ("/", "/nothing", "/ogc/nothing", "/embed/nothing", "/%2e%2e/x")}
    for route in [*service.app._user_routes, *create_streamlit_routes(MagicMock())]:
        if isinstance(route, Route):
            path = re.sub(r"\{\w+(:\w+)?\}", "x", route.path)
            found |= {
                (method, path) for method in (route.methods or {"GET", "POST"}) - {"HEAD", "TRACE", "CONNECT"}
            }
    return sorted(found)


def test_every_answer_of_every_route_carries_the_headers(guarded: Server) -> None:
    every = addresses()
    assert len(every) > 60 and ("PUT", "/_stcore/upload_file/x/x") in every and ("POST", "/mcp") in every
    seen = set()
    for method, path in every:
        status, headers, content = ask(guarded, path, method, Accept="text/html, */*")
        where = f"{method} {path} {status}"
        seen.add(status)
        for name in HEADERS:
            assert headers[name], f"{where} has no {name}"
        assert headers["x-content-type-options"] == "nosniff", where
        assert headers["strict-transport-security"] == "max-age=31536000", where
        assert headers["server"] is None, where
        shared = headers["access-control-allow-origin"] == "*" or path == "/embed"
        assert headers["cross-origin-resource-policy"] == ("cross-origin" if shared else "same-origin"), where
        for cookie in headers.get_all("set-cookie", []):
            flags = {part.strip().casefold() for part in cookie.split(";")}
            assert {"secure", "samesite=lax"} <= flags, where
            # Streamlit's page has to read this one, to send it back with a file.
            assert {"httponly", "max-age=0"} & flags or cookie.startswith("_streamlit_xsrf="), where
        assert b"Traceback" not in content and b"site-packages" not in content, where
    assert {200, 204, 403, 404, 405} <= seen


def test_the_policy_lets_in_nothing_from_elsewhere_but_the_online_maps(guarded: Server) -> None:
    policy = ask(guarded, "/nothing")[1]["content-security-policy"]
    foreign = {rule.split()[0] for rule in policy.split("; ") if "http" in rule or "*" in rule}
    assert foreign == {"img-src"}
    assert "default-src 'self'" in policy and "frame-ancestors 'self'" in policy
    embedded = ask(guarded, "/embed")[1]["content-security-policy"]
    assert embedded.endswith(f"frame-ancestors 'self' {OTHER}")


def test_without_https_there_is_no_promise_of_it() -> None:
    """A server that others reach by http must not tell browsers to come by https alone."""
    from dashboard.service.headers import SecurityHeaders
    from dashboard.settings import Settings

    message = {"type": "http.response.start", "headers": [(b"Set-Cookie", b"a=b")]}
    made = SecurityHeaders(MagicMock(), Settings(address="http://news.example"))._with(message, {"path": "/"})
    found = dict(made["headers"])
    assert b"strict-transport-security" not in found and found[b"set-cookie"] == b"a=b"


# -- Hosts and sites -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/embed", "/ogc/", "/_stcore/health", "/mcp"])
def test_another_host_gets_a_sentence_that_names_the_setting(guarded: Server, path: str) -> None:
    status, headers, content = ask(guarded, path, Host="other.example")
    assert status == 421 and b"hosts" in content and b"other.example" in content
    assert headers["content-type"].startswith("text/plain") and headers["content-security-policy"]


def test_a_websocket_opens_for_this_server_s_own_pages_alone(guarded: Server) -> None:
    for origin in (None, guarded.base, SITE):
        with open_page(guarded, origin) as page:
            assert page.response and page.response.headers["x-content-type-options"] == "nosniff"
    for origin in (OTHER, "null", "http://news.example", "http://localhost:3000"):
        response = refused(guarded, origin).response
        assert response.status_code == 403 and b"may not do that here" in (response.body or b"")
        assert response.headers["x-content-type-options"] == "nosniff"
    opens = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec_WebSocket_Version": "13"}
    key = {"Sec_WebSocket_Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
    assert ask(guarded, STREAM, Host="other.example", **opens, **key)[0] == 421


def test_a_page_of_another_site_changes_nothing(guarded: Server) -> None:
    path = "/_stcore/upload_file/x/x"
    for method in ("PUT", "DELETE"):
        assert ask(guarded, path, method, Origin=OTHER)[0] == 403
        status, _, content = ask(guarded, path, method, Origin=SITE)
        assert (status, content) == (403, b"XSRF token missing or invalid"), "Streamlit goes on to look"
    assert ask(guarded, "/feed.json", Origin=OTHER)[0] == 200, "what everybody may read"


def test_a_program_asks_at_mcp_whose_own_rule_counts(guarded: Server) -> None:
    asked = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"}).encode()
    given = {"Content_Type": "application/json", "Accept": "application/json, text/event-stream"}
    assert ask(guarded, "/mcp", "POST", asked, Origin=OTHER, **given)[0] == 403
    assert ask(guarded, "/mcp", "POST", asked, Origin=guarded.base, **given)[0] == 200


def test_an_address_without_end_is_not_read(guarded: Server) -> None:
    assert ask(guarded, f"/embed?place={'a' * 9000}")[0] == 414


# -- Limits ----------------------------------------------------------------------------------------


def test_more_pages_than_one_address_may_have_are_refused_in_words(guarded: Server) -> None:
    with ExitStack() as pages:
        for _ in range(3):
            pages.enter_context(open_page(guarded))
        response = refused(guarded).response
        assert response.status_code == 503 and response.headers["retry-after"]
        assert b"as many pages open as one may have, 3." in (response.body or b"")
        status, headers, body = ask(guarded, "/_stcore/host-config")
        assert status == 503 and headers["content-type"] == "application/json"
        assert json.loads(body) == (response.body or b"").decode().strip(), "what Streamlit's page shows"
        assert ask(guarded, "/log")[0] == ask(guarded, "/_stcore/health")[0] == 200
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:  # the server notices a moment later that they are closed
        with suppress(InvalidStatus), open_page(guarded):
            return
    pytest.fail("pages that were closed still count")


def test_a_message_that_no_page_sends_ends_the_connection(guarded: Server) -> None:
    with open_page(guarded) as page:
        page.send(b"\0" * (2 * 2**20 + 1))
        with pytest.raises(ConnectionClosedError):
            for _ in page:
                pass
        assert page.close_code == 1009


def told(page: ClientConnection, asked: BackMsg, last: str) -> list[ForwardMsg]:
    """Send a message and return what the page is told, up to the first of a kind."""
    page.send(asked.SerializeToString())
    said: list[ForwardMsg] = []
    for raw in page:
        assert isinstance(raw, bytes)
        said.append(ForwardMsg.FromString(raw))
        if said[-1].WhichOneof("type") == last:
            return said
    raise AssertionError(f"the page was not told {last}")


def elements(said: list[ForwardMsg], kind: str) -> list[Any]:
    drawn = [each.delta.new_element for each in said if each.delta.WhichOneof("type") == "new_element"]
    return [getattr(each, kind) for each in drawn if each.WhichOneof("type") == kind]


def place_for(page: ClientConnection, said: list[ForwardMsg], name: str) -> Any:
    """Return where the session of a page is to send a file."""
    wanted = BackMsg()
    wanted.file_urls_request.request_id = "1"
    wanted.file_urls_request.session_id = next(
        each.new_session.initialize.session_id for each in said if each.WhichOneof("type") == "new_session"
    )
    wanted.file_urls_request.file_names.append(name)
    return told(page, wanted, "file_urls_response")[-1].file_urls_response.file_urls[0]


def bring(
    server: Server, address: str, content: bytes, name: str = "a.csv"
) -> tuple[int, HTTPMessage, bytes]:
    """Send a file as Streamlit's page does."""
    token = ask(server, "/_stcore/health")[1]["set-cookie"].partition(";")[0]
    edge = uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="a"; filename="{name}"\r\n\r\n'.encode()
    return ask(
        server,
        urlsplit(address).path,
        "PUT",
        head + content + f"\r\n--{edge}--\r\n".encode(),
        Content_Type=f"multipart/form-data; boundary={edge}",
        Cookie=token,
        X_Xsrftoken=token.partition("=")[2],
        Origin=SITE,
    )


def test_a_file_is_taken_and_a_larger_one_is_not_read(guarded: Server) -> None:
    with open_page(guarded) as page:
        said = told(page, BackMsg(rerun_script={"query_string": ""}), "script_finished")
        address = place_for(page, said, "a.csv").upload_url
        assert bring(guarded, address, b"a,b\n1,2\n")[0] == 204
        status, _, content = bring(guarded, address, bytes(2 * 2**20 + 10))
        assert status == 413 and b"File too large" in content


def test_a_file_of_a_kind_that_is_not_taken_is_a_sentence(guarded: Server) -> None:
    """Streamlit's page does not offer it; what is sent past that page ends in no exception."""
    with open_page(guarded) as page:
        asked = BackMsg(rerun_script={"page_name": "briefing"})
        said = told(page, asked, "script_finished")
        (field,) = (each for each in elements(said, "file_uploader") if each.label == OWN_PRESETS())
        place = place_for(page, said, "presets.exe")
        assert bring(guarded, place.upload_url, b"MZ", "presets.exe")[0] == 204
        asked.rerun_script.page_script_hash = said[0].new_session.page_script_hash
        state = asked.rerun_script.widget_states.widgets.add(id=field.id)
        state.file_uploader_state_value.uploaded_file_info.add(
            file_id=place.file_id, name="presets.exe", size=2, file_urls=place
        )
        said = told(page, asked, "script_finished")
        assert not elements(said, "exception")
        (alert,) = elements(said, "alert")
        assert WENT_WRONG() in alert.body and "exe" not in alert.body and "/" not in alert.body
