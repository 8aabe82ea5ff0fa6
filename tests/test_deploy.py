"""The files for a server, as far as they can be tried without a container: what they name is there."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from dashboard import settings
from dashboard.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"


def steps() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile, each as its name and the rest."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines) if name]


def test_the_image_is_of_two_stages_and_does_not_run_as_root() -> None:
    names = [name for name, _ in steps()]
    assert names.count("FROM") == 2
    last = steps()[len(names) - names[::-1].index("FROM") - 1 :]
    (user,) = [rest for name, rest in last if name == "USER"]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user), "by numbers, so that an orchestrator can tell"
    assert not [rest for name, rest in last if "pip" in rest]
    installs = [rest for name, rest in steps() if "-r requirements.lock" in rest]
    assert len(installs) == 1 and "--require-hashes" in installs[0]


def test_what_the_image_copies_is_there_and_let_through() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    let_through = {line[1:] for line in ignored.splitlines() if line.startswith("!")}
    copied = {
        source
        for name, rest in steps()
        if name == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    assert copied == let_through
    assert all((ROOT / name).exists() for name in copied)


def test_the_image_sets_what_there_is_to_set_and_its_health_check_is_a_program() -> None:
    (given,) = [shlex.split(rest) for name, rest in steps() if name == "ENV"]
    variables = dict(each.split("=", 1) for each in given)
    ours = {name: value for name, value in variables.items() if name.startswith(PREFIX)}
    found = settings.read(ours)
    (port,) = [rest for name, rest in steps() if name == "EXPOSE"]
    assert (found.listen, str(found.port)) == ("0.0.0.0", port)  # noqa: S104 - in a container
    (check,) = [rest for name, rest in steps() if name == "HEALTHCHECK"]
    code = yaml.safe_load(check.partition("CMD ")[2])
    assert code[:2] == ["python", "-c"] and f":{port}/health" in code[2]
    compile(code[2], "Dockerfile", "exec")


def test_the_compose_file_reads_only_and_opens_its_port_to_this_machine_alone() -> None:
    (service,) = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"].values()
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    (source, target, _) = service["volumes"][0].split(":")
    assert (ROOT / source).is_file() and service["environment"][settings.FILE] == target


def test_the_example_of_settings_can_be_used_and_names_the_paths_of_the_proxy() -> None:
    found = settings.read({}, DEPLOY / "settings.toml")
    assert found.root == "/maps" and found.public == "https://news.example/maps"
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert f"location {found.root}/ {{" in nginx and "server_name news.example;" in nginx
    assert f"127.0.0.1:{found.port}" in nginx
    body = int(re.findall(r"client_max_body_size (\d+)m", nginx)[0])
    assert found.upload_mb < body, "the server says it, not the proxy"
    assert f'{found.sign_in_header} ""' in nginx, "no reader may set it"


def test_the_unit_runs_the_command_with_the_settings_that_the_page_names() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / "border-ledger.service")
    command = unit["Service"]["ExecStart"].split()
    page = (ROOT / "DEPLOY.md").read_text(encoding="utf-8")
    assert command[1:3] == ["run", "--settings"] and command[3] in page
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert Path(command[0]).name in project["scripts"]
    assert command[0].removesuffix("/.venv/bin/border-ledger") in page


def test_the_page_names_files_and_settings_that_there_are() -> None:
    page = (ROOT / "DEPLOY.md").read_text(encoding="utf-8")
    assert [name for name in re.findall(r"\bdeploy/[\w.-]+", page) if not (ROOT / name).exists()] == []
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", page)) - {"ip_hash"} | {"address", "hosts", "log"}
    assert named <= set(Settings.__dataclass_fields__)


def test_the_commands_of_the_page_leave_nothing_to_guess() -> None:
    page = (ROOT / "DEPLOY.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) > 5
    for block in blocks:
        read = subprocess.run(["sh", "-n"], input=block, capture_output=True, text=True, check=False)
        assert read.returncode == 0, read.stderr
        assert re.findall(r"(?<![\w$])[A-Z]{3,}(?![\w=])", block) == [], "a word to be replaced"
    clone = next(block for block in blocks if "git clone" in block)
    assert re.match(r'repository=\S+\ngit clone "\$repository" ', clone), (
        "what to change stands alone, and first"
    )


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "border-ledger.service").read_text(encoding="utf-8")
    unit = tmp_path / "border-ledger.service"
    unit.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
