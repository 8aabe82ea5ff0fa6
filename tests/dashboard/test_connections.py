"""Connections break or stand still, and the server is killed: no question is lost, others are served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

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
