"""Connections break or stand still, and the server is killed: no question is lost, others are served."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import Any

import anyio
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed

from dashboard.service.connections import LetGo
from dashboard.wording import own as words
from tests.browser.serving import Server
from tests.wire import Reader, parameters

CSV = b"lon,lat,day\n98.1,25.4,2024-11-20\n98.2,25.5,2024-11-21\n"
QUESTION = "on=2024-10-05&place=pangwa&policy=strict"


@pytest.fixture(scope="module")
def server(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the app as a reader would."""
    with Server(root, tmp_path_factory.mktemp("server") / "log.txt") as running:
        yield running


def loaded(server: Server) -> Reader:
    """Return a reader with a question and a file of their own."""
    reader = Reader(server.base, QUESTION, "data")
    reader.open()
    shown = reader.upload(words.UPLOAD(), reader.run(), "wells.csv", CSV)
    assert not shown.exceptions and any("2 rows in the file" in text for text in shown.texts)
    return reader


def test_fifteen_broken_connections_lose_neither_question_nor_file(server: Server) -> None:
    reader = loaded(server)
    session, asked = reader.session, parameters(reader)
    assert asked["on"] == ["2024-10-05"] and asked["policy"] == ["strict"] and asked["own"] == ["1"]
    for time in range(15):
        if within := time % 5 == 0:
            reader.ask_for_a_run()  # and the connection breaks while it is answered
        reader.vanish()
        reader.open()
        if within:
            reader.run()  # what is left of the broken one comes first
        shown = reader.run()
        assert reader.session == session, f"after break {time + 1}"
        assert parameters(reader) == asked
        assert any("2 rows in the file" in text for text in shown.texts), "the file is still there"
        assert not shown.exceptions and not shown.alerts
    reader.close()
    lines = server.log.read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in lines and session not in lines


def test_a_killed_server_comes_back_and_the_question_with_it(server: Server) -> None:
    reader = loaded(server)
    asked, session = parameters(reader), reader.session
    server.kill()
    reader.vanish()
    server.start()
    reader.open()  # as a browser does: with the old session and the address
    shown = reader.run()
    assert reader.session != session, "the server knows nothing of the old one"
    assert not shown.exceptions and parameters(reader) == asked
    assert not any("2 rows in the file" in text for text in shown.texts)
    assert any("own" in text for text in shown.alerts), "the lost file is asked for again"
    reader.close()


@pytest.mark.slow
def test_a_reader_who_stops_reading_keeps_nobody_waiting_and_comes_back(server: Server) -> None:
    other = Reader(server.base)
    other.open()
    other.run()
    slow = Reader(server.base, QUESTION, room=4096)
    slow.open()
    slow.run()
    session, before = slow.session, server.memory()
    for time in range(80):  # far more than the system and the server keep for one connection
        sleep(0.15)  # each has a run of its own
        try:
            slow.ask_for_a_run()
        except ConnectionClosed:
            break
        if time % 10 == 0:
            assert other.run().title, "others are served"
    assert server.memory() - before < 80 * 2**20, "what waits for it has an end"
    with suppress(ConnectionClosed):  # as the server may have done meanwhile
        with suppress(TimeoutError):
            while True:
                slow.receive(2)
        slow.run()  # answered, or told that the connection ends: never silence
    slow.close()
    slow.open()
    slow.run()
    shown = slow.run()
    assert slow.session == session and shown.title and not shown.exceptions
    assert parameters(slow)["on"] == ["2024-10-05"]
    other.close()
    slow.close()


def served(connected: bool, answers: list[Any]) -> list[str]:
    """Return the kinds of messages that the page gets on a connection whose visit is let go or not."""
    begins = ForwardMsg()
    begins.new_session.initialize.session_id = "a"
    got: list[str] = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        got.append((await receive())["type"])
        await send({"type": "websocket.send", "bytes": begins.SerializeToString()})
        got.append((await receive())["type"])

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.receive", "bytes": b""}

    async def send(message: Any) -> None:
        answers.append(message["bytes"])

    anyio.run(LetGo(page, lambda session: connected and session == "a"), {"type": "websocket"}, receive, send)
    return got


def test_a_connection_whose_visit_was_let_go_is_closed() -> None:
    answers: list[Any] = []
    assert served(True, answers) == ["websocket.receive"] * 2
    assert served(False, answers) == ["websocket.receive", "websocket.disconnect"]
    assert len(answers) == 2, "what the page says passes as it is"
