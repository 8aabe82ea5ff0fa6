"""The settings of a server: a file or the environment, checked at the start, each fault in a sentence."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard import settings
from dashboard.__main__ import main
from dashboard.settings import Log, Settings, SignIn, read
from geodata.errors import LedgerError


def written(folder: Path, text: str) -> Path:
    file = folder / "ledger.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_environment_goes_before_the_file_and_the_file_before_what_is_usual(tmp_path: Path) -> None:
    lines = ('address = "https://news.example/maps/"', "port = 8600", 'embed_on = ["https://a.example"]')
    file = written(tmp_path, "\n".join([*lines, 'log = "json"']))
    found = read({"BORDER_LEDGER_PORT": "8700", "HOME": "/"}, file)
    assert found == Settings(
        address="https://news.example/maps", port=8700, embed_on=("https://a.example",), log=Log.JSON
    )
    assert found.root == "/maps" and found.briefing == "https://news.example/maps/briefing"
    assert read({}) == Settings()


def test_a_server_goes_on_with_the_file_that_it_began_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(tmp_path, "port = 8600\n")
    monkeypatch.setenv(settings.FILE, str(file))
    assert settings.current().port == 8600
    written(tmp_path, "port = 'of somebody who is still writing")
    assert settings.current().port == 8600
    file.unlink()
    assert settings.current().port == 8600 and settings.root() == ""
    written(tmp_path, "port = 8600\n")
    monkeypatch.setenv("BORDER_LEDGER_PORT", "8601")
    assert settings.current().port == 8601


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("port = 0", "port in {file}: 0 is no whole number from 1 to 65535"),
        ("port = true", "True is no whole number"),
        (
            'adress = "https://news.example"',
            "adress in {file}: there is no such setting; do you mean address?",
        ),
        ('address = "news.example"', "is no address of the web"),
        ('address = "https://news.example/a?b"', "has more than a host and a path"),
        ('address = "https://news.example/a b"', "is no address of the web"),
        ('address = "https://news.example:99999/maps"', "has no port from 1 to 65535"),
        ('address = "https://news.example:x/maps"', "has no port from 1 to 65535"),
        ('address = "https://news.example/a/../b"', "is no path that can lie before others"),
        ('hosts = "https://news.example"', "is no name of a host"),
        ('embed_on = "*"', "is not the origin of a site"),
        ('trusted_proxies = ["proxy"]', "is no address of a machine or a network"),
        ('sign_in = "yes"', "'yes' is none of off, header, openid"),
        ('sign_in = "header"', "anybody could send the header"),
        ('sign_in = "header"\ntrusted_proxies = ["0.0.0.0/0"]', "has every address"),
        ('sign_in = "openid"', "address is not set"),
        ('sign_in_header = "X User"', "is no name of a header"),
        ("log = 3", "3 is none of text, json"),
        ("port = ", "is no TOML"),
    ],
)
def test_each_fault_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(LedgerError) as error:
        read({}, file)
    assert told.format(file=file) in str(error.value)


def test_all_faults_are_told_at_once_and_a_secret_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as error:
        read(
            {"BORDER_LEDGER_PROT": "1", "BORDER_LEDGER_METRICS_TOKEN": "tiny one"},
            written(tmp_path, "port = -1"),
        )
    lines = str(error.value).splitlines()
    assert len(lines) == 3 and "do you mean port?" in str(error.value) and "tiny" not in str(error.value)


def test_a_server_with_settings_that_cannot_be_used_does_not_start(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(settings.FILE, "")  # the command sets it
    assert main(["run", "--settings", str(tmp_path / "none.toml")]) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err


def test_a_port_that_is_taken_is_told_before_anything_begins(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["run", "--port", port, "--address", "127.0.0.1"]) == 2
    told = capsys.readouterr()
    assert f"cannot listen at 127.0.0.1:{port}" in told.err and not told.out


@pytest.mark.parametrize(
    ("host", "answered"),
    [
        ("localhost:8501", True),
        ("127.0.0.1", True),
        ("[::1]:8501", True),
        ("10.0.0.7:8501", True),
        ("news.example", True),
        ("NEWS.example:443", True),
        ("maps.example", True),
        ("other.example", False),
        ("news.example.other.example", False),
        ("127.0.0.1.other.example", False),
        ("127.other.example", False),
        ("", False),
    ],
)
def test_a_host_is_answered_by_its_name(host: str, answered: bool) -> None:
    found = Settings(address="https://news.example/maps", hosts=("maps.example",))
    assert found.answers(host) is answered
    assert Settings(hosts=("*",)).answers(host)


def test_an_address_that_only_this_machine_can_open_is_none_for_others() -> None:
    found = Settings(address="http://localhost:8501")
    assert (found.public, found.briefing) == ("", "")
    assert Settings().sign_in is SignIn.NOBODY


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 on this machine")
def test_a_server_at_ipv6_says_where_it_is_and_stops_by_ctrl_c_without_a_traceback() -> None:
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("no IPv6 on this machine")
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dashboard", "run", "--address", "::1", "--port", str(port)]
    variables = {**os.environ, "BORDER_LEDGER_LOG": "json"}
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        assert server.stderr
        lines = []
        for line in server.stderr:
            lines.append(json.loads(line)["message"])
            if "running on" in lines[-1]:
                break
        server.send_signal(signal.SIGINT)
        rest, told = server.communicate(timeout=30)
    assert f"Border Ledger is at http://[::1]:{port}" in lines
    assert b"Traceback" not in told and not rest and server.returncode == 0
    assert all(json.loads(line) for line in told.splitlines())
