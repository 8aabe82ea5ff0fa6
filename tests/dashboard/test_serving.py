"""How uvicorn serves the page: what it is told, and how much of a flood it holds in memory."""

from __future__ import annotations

import asyncio
from typing import Any
from unittest.mock import MagicMock

import anyio
import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.web.server.server_util import is_url_from_allowed_origins
from uvicorn.server import ServerState
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from dashboard.service import serving
from dashboard.service.serving import Connection, configured, options
from dashboard.settings import Settings

MESSAGES = 20_000


async def _page(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    await anyio.sleep_forever()


def test_a_flood_is_held_back_by_the_network_and_nothing_of_it_is_lost() -> None:
    """Of what came at once few messages are made, and no more is read until they are taken."""

    async def tried() -> None:
        config = configured(_page, Settings())
        config.load()
        assert config.ws_protocol_class is Connection, "this is what the server uses"
        server = Connection(config, ServerState(), {})
        network = MagicMock()
        network.is_closing.return_value = False
        server.connection_made(network)
        client = ClientProtocol(parse_uri("ws://127.0.0.1/_stcore/stream"))
        client.send_request(client.connect())
        server.data_received(b"".join(client.data_to_send()))
        await anyio.wait_all_tasks_blocked()
        await asyncio.sleep(0)  # what one turn of the loop sends is written at its end
        client.receive_data(b"".join(call.args[0] for call in network.write.call_args_list))
        list(client.events_received())
        for number in range(MESSAGES):
            client.send_binary(number.to_bytes(4, "big"))
        network.reset_mock()
        flood = b"".join(client.data_to_send())
        server.data_received(flood)
        assert server.queue.qsize() < 1000, "messages are made of a small piece at a time"
        assert len(server._rest) > len(flood) * 0.9, "the rest waits as it came"
        network.pause_reading.assert_called_once()
        network.resume_reading.assert_not_called()
        most = 0
        for number in range(MESSAGES):
            message = await asyncio.wait_for(server.receive(), 10)
            assert message == {"type": "websocket.receive", "bytes": number.to_bytes(4, "big")}
            most = max(most, server.queue.qsize())
        assert most < 1000 and not server._rest
        assert network.resume_reading.call_count == network.pause_reading.call_count, "it reads again"
        for task in server.tasks:
            task.cancel()

    anyio.run(tried)


def test_what_is_sent_in_one_turn_of_the_loop_is_written_at_once() -> None:
    async def tried() -> None:
        network = MagicMock()
        writes = serving.Writes(network, asyncio.get_running_loop())
        for word in (b"a", b"change", b"of the day"):
            writes.write(word)
        network.write.assert_not_called()
        await asyncio.sleep(0)
        network.write.assert_called_once_with(b"achangeof the day")
        writes.write(b"x" * serving._AT_ONCE)
        assert network.write.call_count == 2, "as much as this is written now: a slow reader is noticed"
        writes.write(b"farewell")
        writes.close()
        assert [name for name, *_ in network.method_calls[-2:]] == ["write", "close"], "nothing is lost"
        await asyncio.sleep(0)
        assert network.write.call_count == 3, "nor written twice"
        assert writes.is_closing is network.is_closing

    anyio.run(tried)


def test_the_themes_are_read_once_and_each_run_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(message: CustomThemeConfig, section: str = "theme") -> None:
        asked.append(section)
        message.primary_color = section

    asked: list[str] = []
    monkeypatch.setattr(app_session, "_populate_theme_msg", read)
    serving.themes_once()
    for _ in range(3):
        for section in ("theme", "theme.dark"):
            message = CustomThemeConfig()
            app_session._populate_theme_msg(message, section)
            assert message == CustomThemeConfig(primary_color=section)
    assert asked == ["theme", "theme.dark"]


def test_uvicorn_names_no_program_takes_short_messages_and_believes_no_header() -> None:
    told = configured(_page, Settings(listen="127.0.0.1", port=8600))
    assert not told.server_header and not told.proxy_headers
    assert told.ws_max_size == 2 * 2**20
    assert (told.host, told.port) == ("127.0.0.1", 8600)


@pytest.mark.parametrize("address", ["https://news.example/maps", "http://news.example:8080"])
def test_streamlit_takes_pages_of_the_address_that_is_set_and_of_no_other(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is asked as it asks itself; for another site it would ask the internet, which no test can reach."""
    told = options(Settings(address=address))
    asked: list[str] = []
    monkeypatch.setattr("streamlit.net_util.get_internal_ip", lambda: asked.append("internal"))
    monkeypatch.setattr("streamlit.net_util.get_external_ip", lambda: asked.append("external"))
    before = {name: config.get_option(name) for name in told}
    where = {name: config.get_where_defined(name) for name in told}
    for name, value in told.items():
        config.set_option(name, value, "a test")
    try:
        assert is_url_from_allowed_origins("https://news.example") and not asked
        assert not is_url_from_allowed_origins("https://other.example")
        assert "external" in asked, "once Streamlit asks nobody, the note in hosts.py can go"
    finally:
        for name, value in before.items():
            config.set_option(name, value, where[name])


def test_no_file_of_another_folder_turns_a_guard_of_streamlit_off() -> None:
    told = options(Settings())
    assert told["server.enableCORS"] and told["server.enableXsrfProtection"]
    assert not told["server.enableStaticServing"] and not told["server.enableAgentApi"]
    assert told["client.showErrorDetails"] == "none" and not told["client.showErrorLinks"]
    assert told["server.maxUploadSize"] == Settings().upload_mb
    assert not [name for name in told if name not in config._config_options_template]


def test_the_page_is_served_with_streamlit_s_options_told_first(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Any] = []
    monkeypatch.setattr(serving.bootstrap, "load_config_options", done.append)
    monkeypatch.setattr(serving, "themes_once", lambda: done.append("themes"))
    monkeypatch.setattr(serving.uvicorn.Server, "run", lambda self: done.append(self.config.port))
    serving.serve(_page, Settings(port=8600), {"theme.base": "light", "client.showErrorDetails": "full"})
    assert done[0]["theme.base"] == "light" and done[0]["client.showErrorDetails"] == "none"
    assert done[1:] == ["themes", 8600]
