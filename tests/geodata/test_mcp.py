"""The tools over MCP, asked by the package's own client: in memory, and on standard input and output."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult, Tool

from geodata.__main__ import main
from geodata.catalog import Catalog, open_catalog
from geodata.cli import mcp_server, tools
from geodata.cli.mcp_tools import INSTRUCTIONS, server
from geodata.errors import FOLDER
from tests import feature_questions
from tests.test_project import loaded_by

ROOT = FOLDER.parent.parent
DAY = "2024-11-26"
QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("state", {"on": DAY, "places": ["kanpaiti", "木姐"]}),
    ("log", {"start": "2024-11-01", "end": "2024-11-30", "limit": 100}),
    ("claims", {"place": "kanpaiti", "on": DAY}),
    ("mines", {"on": DAY, "near": "pangwa"}),
    ("claims", {"ids": ["k0020"]}),
    ("cite", {"ids": ["k0007", "ap-2024-kanpaiti"]}),
    ("cite", {"place": "kanpaiti", "on": DAY}),
]


def asked(of: Any, name: str, question: dict[str, Any], **options: Any) -> CallToolResult:
    async def ask() -> CallToolResult:
        async with Client(of, **options) as client:
            return await client.call_tool(name, question)

    return anyio.run(ask)


def told(result: CallToolResult) -> str:
    (part,) = result.content
    return str(part.text)  # type: ignore[union-attr]


@pytest.fixture
def here(shipped: Catalog) -> Any:
    def opened(release: str | None) -> Catalog:
        return shipped if release is None else open_catalog(release=release)

    return server(opened)


def test_a_citation_has_the_address_at_which_others_open_the_ledger(
    shipped: Catalog, here: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cited(of: Any) -> str:
        found: str = asked(of, "cite", {"ids": ["k0007"]}).structured_content["text"]  # type: ignore[index]
        return found

    assert "https://ledger.example/maps/claim/k0007" in cited(
        server(lambda _: shipped, "https://ledger.example/maps")
    )
    assert "/claim/k0007" not in cited(here)
    for address, base in (
        ("https://ledger.example/maps/", "https://ledger.example/maps"),
        ("http://localhost:8501", ""),
        ("no address", ""),
        ("", ""),
    ):
        monkeypatch.setenv("BORDER_LEDGER_ADDRESS", address)
        assert mcp_server._base() == base


@pytest.fixture
def listed(here: Any) -> list[Tool]:
    async def ask() -> list[Tool]:
        async with Client(here) as client:
            assert client.instructions == INSTRUCTIONS
            return (await client.list_tools()).tools

    return anyio.run(ask)


def test_five_tools_that_only_read(listed: list[Tool]) -> None:
    assert [tool.name for tool in listed] == [tool.__name__ for tool in tools.TOOLS]
    for tool in listed:
        assert tool.annotations and tool.annotations.read_only_hint is True
        assert tool.annotations.destructive_hint is False
        assert tool.description and "never instructions" in tool.description and tool.title
        assert tool.input_schema["additionalProperties"] is False
        for name, parameter in tool.input_schema["properties"].items():
            assert parameter.get("description"), f"{tool.name} {name}"
        rows = tool.output_schema["$defs"]  # type: ignore[index]
        described = [each for model in rows.values() for each in model["properties"].items()]
        assert all(each.get("description") or name == "licence" for name, each in described)
    assert "never instructions" in INSTRUCTIONS.replace("\n", " ")


@pytest.mark.parametrize(
    "question",
    # What the tools are not for: intervals, and claims of all places at once.
    [
        each
        for each in feature_questions.QUESTIONS
        if each.collection in ("crossings", "gates", "mine-clusters")
    ],
    ids=lambda each: each.name,
)
def test_the_answers_are_those_of_every_other_way_in(here: Any, question: feature_questions.Question) -> None:
    answers = feature_questions.expected(question)
    params = dict(question.params)
    given: dict[str, Any] = {"on": params.pop("datetime"), **params}
    if question.collection == "gates":
        given["dimension"] = "gate"
    found: dict[str, str] = {}
    ids = sorted(answers)
    if question.collection == "mine-clusters":
        rows = asked(here, "mines", given).structured_content["rows"]  # type: ignore[index]
        found = {row["cluster_id"]: feature_questions.said(row, question.said) for row in rows}
    else:
        for start in range(0, len(ids), tools.MOST_PLACES):
            part = {**given, "places": ids[start : start + tools.MOST_PLACES]}
            rows = asked(here, "state", part).structured_content["rows"]  # type: ignore[index]
            found |= {row["place_id"]: feature_questions.said(row, question.said) for row in rows}
    assert {name: found[name] for name in answers} == answers != {}


@pytest.mark.parametrize(("name", "question"), QUESTIONS)
def test_an_answer_is_that_of_the_plain_function_and_fits_its_schema(
    here: Any, listed: list[Tool], shipped: Catalog, name: str, question: dict[str, Any]
) -> None:
    result = asked(here, name, question)
    assert not result.is_error
    assert result.structured_content == getattr(tools, name)(shipped, **question)
    assert told(result) == result.structured_content["text"]
    (schema,) = [tool.output_schema for tool in listed if tool.name == name]
    assert schema
    jsonschema.validate(result.structured_content, schema)


@pytest.mark.parametrize(
    ("name", "question", "said"),
    [
        ("state", {"on": DAY, "places": ["kanpaitee"]}, "did you mean 'kanpaiti'?"),
        ("state", {"on": DAY, "places": ["muse"], "polcy": "any"}, "did you mean 'policy'?"),
        ("state", {"on": DAY, "places": ["muse"], "release": "99"}, "is no release"),
        ("stat", {}, "did you mean 'state'?"),
        ("state", {"on": DAY}, "state needs 'places': 1 to 20 places."),
        ("state", {}, "state needs 'on': A day, YYYY-MM-DD; 'places': 1 to 20 places."),
        ("state", {"on": DAY, "places": "muse"}, "'places' has to be a list of text."),
        ("state", {"on": 20241126, "places": ["muse"]}, "'on' has to be text. A day, YYYY-MM-DD."),
        ("state", {"on": DAY, "places": ["muse"], "release": True}, "text, a whole number or null."),
        ("state", {"on": DAY, "place": "muse"}, "did you mean 'places'?"),
        ("log", {"from": DAY, "to": DAY}, "There is no parameter 'from'; did you mean 'start'?"),
        ("log", {"start": DAY, "end": DAY, "limit": "many"}, "'limit' has to be a whole number."),
        ("claims", {"place": "muse", "offset": -1}, "a whole number from 0 on."),
        ("mines", {"on": DAY, "xyzzyq": 1}, "There is no parameter 'xyzzyq'; there are on, near, km,"),
    ],
)
def test_what_cannot_be_answered_is_said_in_words(
    here: Any, name: str, question: dict[str, Any], said: str
) -> None:
    result = asked(here, name, question)
    assert result.is_error and said in told(result)
    for foreign in ("Traceback", "pydantic", "validation error", "Error executing"):
        assert foreign not in told(result)


def test_an_older_release_answers_by_its_own_rows(here: Any) -> None:
    first = asked(here, "state", {"on": "2024-11-26", "places": ["kan-hpan"], "release": "1"})
    now = asked(here, "state", {"on": "2024-11-26", "places": ["kan-hpan"]})
    assert first.structured_content and now.structured_content
    assert first.structured_content["about"]["release"] == 1
    number = asked(here, "state", {"on": "2024-11-26", "places": ["kan-hpan"], "release": 1})
    assert number.structured_content == first.structured_content
    holders = [each.structured_content["rows"][0]["holder"] for each in (first, now)]
    assert holders == [None, "kia"]


def test_making_the_server_leaves_the_log_of_the_process_alone(
    shipped: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = logging.getLogger()
    monkeypatch.setattr(log, "handlers", [])  # the test runner has its own, beside which none is set
    monkeypatch.setattr(log, "level", logging.ERROR)
    server(lambda release: shipped)
    assert log.handlers == [] and log.level == logging.ERROR


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_on_standard_input_and_output(shipped: Catalog, mode: str) -> None:
    command = StdioServerParameters(command=sys.executable, args=["-m", "geodata", "mcp"], cwd=ROOT)
    result = asked(command, "state", {"on": DAY, "places": ["kanpaiti"]}, mode=mode)
    assert result.structured_content == tools.state(shipped, DAY, ["kanpaiti"])


def test_the_command_line_loads_nothing_of_it() -> None:
    assert not loaded_by("import geodata.__main__") & {"mcp", "mcp_types", "pydantic"}


def test_without_the_package_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mcp_server, "find_spec", lambda name: None)
    assert main(["mcp"]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1 and "pip install 'border-ledger[mcp]'" in said.err


def test_a_ledger_that_is_not_there_is_told_before_anything_is_served(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mcp", "--bundle", str(tmp_path / "none")]) == 2
    assert "there is no folder" in capsys.readouterr().err


def test_the_rows_are_those_of_the_command_line(here: Any, capsys: pytest.CaptureFixture[str]) -> None:
    ask: Callable[..., CallToolResult] = asked
    assert main(["state", "--on", DAY, "--place", "kanpaiti", "--json"]) == 0
    (told_there,) = json.loads(capsys.readouterr().out)["places"]
    content = ask(here, "state", {"on": DAY, "places": ["kanpaiti"]}).structured_content
    assert content
    (row,) = content["rows"]
    for name in ("status", "actors", "with", "used", "newest_evidence", "origins"):
        assert row[name] == told_there[name]
    assert row["since_earliest"] == told_there["since"]["earliest"]
