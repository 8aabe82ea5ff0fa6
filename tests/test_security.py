"""What SECURITY.md promises is what the code does: each figure, and a test for each line."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from dataclasses import fields
from functools import reduce
from importlib import import_module
from pathlib import Path

import pytest

from dashboard.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in re.findall(r"^\|.*\|$", TEXT, re.MULTILINE)
    if not re.match(r"\| (-|promise)", line)
]
FIGURES = [row for row in ROWS if len(row) == 4]


def written() -> set[str]:
    return {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def in_code(where: str) -> tuple[float, bool]:
    """Return the value that a name stands for, and whether that is a setting."""
    if "." not in where:
        return float(getattr(Settings(), where)), True
    parts = where.split(".")
    for count in range(len(parts) - 1, 0, -1):
        try:
            module = import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        return float(reduce(getattr, parts[count:], module)), False  # type: ignore[arg-type]
    raise AssertionError(f"there is no {where}")


@pytest.mark.parametrize("row", FIGURES, ids=[row[2].strip("`") for row in FIGURES])
def test_a_figure_is_that_of_the_code(row: list[str]) -> None:
    number, _, unit = row[1].partition(" ")
    value, is_setting = in_code(row[2].strip("`"))
    megabytes = unit == "MB" and not is_setting  # settings count in MB themselves
    assert float(number) * (2**20 if megabytes else 1) == value


def test_each_promise_names_tests_that_there_are() -> None:
    there = written()
    assert len(ROWS) > 25
    for row in ROWS:
        named = re.findall(r"`(\w+)`", row[-1])
        assert named, f"no test holds: {row[0]}"
        assert set(named) <= there, sorted(set(named) - there)


def test_every_setting_that_is_a_limit_is_promised() -> None:
    promised = {row[2].strip("`") for row in FIGURES}
    whole = {each.name for each in fields(Settings) if each.type == "int"}
    assert whole - promised == {"port", "films_kept", "previews_kept"}


def test_rules_of_security_are_left_out_by_name_and_with_a_reason() -> None:
    """ruff's S rules run on everything; what is ignored says why, and never the whole of them."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    left_out = [*lint["ignore"], *(each for rules in lint["per-file-ignores"].values() for each in rules)]
    of_security = [each for each in left_out if re.fullmatch(r"S\d*", each)]
    assert all(re.fullmatch(r"S\d{3}", each) for each in of_security), of_security
    assert set(lint["per-file-ignores"]) == {"tests/**", "benchmarks/**"}
    for path in [*(ROOT / "dashboard").rglob("*.py"), *(ROOT / "geodata").rglob("*.py")]:
        for line in path.read_text(encoding="utf-8").splitlines():
            found = re.search(r"# noqa: ([A-Z0-9, ]+?)(?=\s{2}|\s-|$)(.*)", line)
            if found and re.search(r"\bS\d", found[1]):
                assert path.name == "helper.py" or len(found[2].strip(" -")) > 5, f"{path}: {line.strip()}"


def test_the_audit_pins_its_program_and_reads_all_locks() -> None:
    script = ROOT / ".ci" / "audit"
    text = script.read_text(encoding="utf-8")
    assert re.search(r"pip-audit==\d+\.\d+\.\d+\n", text)
    assert all(lock.name in text for lock in ROOT.glob("*.lock"))
    assert "--strict" in text, "else it passes where it could look nothing up"
    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(script)], check=True)
    assert "audit" not in (ROOT / ".ci" / "run").read_text(encoding="utf-8"), "the checks need no network"
