"""What the README says is true: its commands run, its example prints what it should, its row passes."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
import shlex
import shutil
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from dashboard.settings import Settings, read
from geodata import vocab
from geodata.__main__ import main
from geodata.datasets import DATASETS

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def notebook_cell() -> str:
    """Return the block that is marked as a cell of a notebook."""
    (cell,) = re.findall(r"^<!-- notebook cell -->\n```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    return str(cell)


def commands() -> list[str]:
    return re.findall(r"`python -m geodata ([^`]+)`", TEXT)


def run(arguments: list[str], cwd: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Run a command of ours in this process; return its exit status and what it wrote."""
    monkeypatch.chdir(cwd)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = stop.code
    return int(status or 0), out.getvalue()


def test_the_two_commands_are_one_line_each_and_name_files_that_exist() -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines() if "-m venv" in line]
    assert [re.findall(r"-m (\w+)$", line) for line in lines] == [["dashboard"], ["pytest"]]
    for line in lines:
        (lock,) = re.findall(r"-r (\S+)", line)
        assert (ROOT / lock).is_file()


def test_the_library_examples_run_and_answer(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, of_a_window, of_a_year, of_a_cube = (each for each in blocks("python") if each != notebook_cell())
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - the code is our own page's
    printed = capsys.readouterr().out
    assert "held" in printed and "kia" in printed
    assert "http" in printed, "the citation names where to read"
    exec(compile(of_a_window, "README.md", "exec"), {})  # noqa: S102 - the code is our own page's
    assert "2024-10-22 2024-10-22 kanpaiti-gate change" in capsys.readouterr().out
    exec(compile(of_a_year, "README.md", "exec"), {})  # noqa: S102 - the code is our own page's
    printed = capsys.readouterr().out
    assert printed.startswith("35502 ") and re.search(r"^held\s+\d+", printed, re.MULTILINE)
    write_events(tmp_path)
    assert run(["cube", "events", "--out", "cube"], tmp_path, monkeypatch)[0] == 0
    names: dict[str, Any] = {}
    exec(compile(of_a_cube, "README.md", "exec"), names)  # noqa: S102 - the code is our own page's
    assert names["cube"].sums(["held_by"]).to_pylist()[0]["held_by"] == "kia"


def write_events(folder: Path) -> None:
    """Write one event, in the folder that the page names."""
    (folder / "events").mkdir()
    (folder / "events" / "one.csv").write_text(
        "lon,lat,first\n98.11739,25.40319,2024-11-26\n", encoding="utf-8"
    )


def check_cell(printed: str, shown: str) -> None:
    """Check what the notebook's cell prints, and as what its last answer is shown."""
    assert "Kanpaiti" in printed and "POINT (98.11739 25.40319)" in printed and "2024-11-20" in printed
    assert re.search(r"^pangwa\s+\d+", printed, re.MULTILINE), "pools by town"
    assert "Kanpaiti: control on 26 Nov 2024" in shown and "k0007" in shown and "<script" not in shown


def test_the_notebook_cell_runs_and_its_last_answer_shows_itself(capsys: pytest.CaptureFixture[str]) -> None:
    *before, last = ast.parse(notebook_cell()).body
    names: dict[str, object] = {}
    exec(compile(ast.Module(before, []), "README.md", "exec"), names)  # noqa: S102 - the code is our own page's
    assert isinstance(last, ast.Expr)
    answer = eval(compile(ast.Expression(last.value), "README.md", "eval"), names)  # noqa: S307 - so is this
    check_cell(capsys.readouterr().out, answer._repr_html_())


@pytest.mark.slow
def test_the_notebook_cell_runs_in_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    cell = nbformat.v4.new_code_cell(notebook_cell())
    notebook = nbformat.v4.new_notebook(cells=[cell])
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": ROOT}}
    ).execute()
    outputs = notebook.cells[0].outputs
    printed = "".join(each.text for each in outputs if each.output_type == "stream" and each.name == "stdout")
    (result,) = [each.data for each in outputs if each.output_type == "execute_result"]
    check_cell(printed, result["text/html"])
    assert not [each for each in outputs if each.output_type == "error"]


# mcp serves until the program that asks is gone: tests/geodata/test_mcp.py asks it.
@pytest.mark.parametrize("command", [each for each in commands() if each != "mcp"])
def test_every_command_of_the_page_runs(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "events.csv").write_text("date,lat,lon\n2024-11-20,25.40319,98.11739\n", encoding="utf-8")
    write_events(tmp_path)
    status, said = run(shlex.split(command), tmp_path, monkeypatch)
    assert status == 0, said
    assert said or len(list(tmp_path.iterdir())) > 1


def test_every_command_there_is_has_help_with_an_example_and_is_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    status, said = run(["--help"], tmp_path, monkeypatch)
    listed = re.findall(r"^    (\w+)\b", said, re.MULTILINE)
    assert status == 0
    assert set(listed) == {command.split()[0] for command in commands()}
    for name in listed:
        status, said = run([name, "--help"], tmp_path, monkeypatch)
        assert status == 0
        assert f"example: python -m geodata {name}" in " ".join(said.split())


def test_the_example_of_a_correction_changes_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (command,) = [each for each in commands() if "--supersedes" in each]
    status, said = run([*shlex.split(command), "--json"], tmp_path, monkeypatch)
    assert status == 0
    assert json.loads(said)["changes"]


def test_the_example_of_own_claims_is_weighed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table, _ = blocks("csv")
    (tmp_path / "my-claims.csv").write_text(table, encoding="utf-8")
    (line,) = [line for block in blocks("sh") for line in block.splitlines() if "--with" in line]
    status, printed = run(shlex.split(line)[3:], tmp_path, monkeypatch)
    assert status == 0 and "With your 1 claim: 1 of 19 crossing towns differs: Muse" in printed


def test_the_example_row_would_be_accepted(tmp_path: Path) -> None:
    from geodata.bundle.reading import read_bundle
    from geodata.catalog import open_catalog

    _, block = blocks("csv")
    header, row = block.splitlines()
    row, _, added = row.rpartition(",")
    assert added.isdecimal()
    row += f",{len(read_bundle().releases) + 1}"  # the next release, whatever it is by now
    bundle = tmp_path / "data"
    shutil.copytree(ROOT / "geodata" / "data", bundle)
    claims = bundle / "claims.csv"
    kept = claims.read_text(encoding="utf-8")
    assert kept.splitlines()[0] == header
    claims.write_text(kept.rstrip("\n") + f"\n{row}\n", encoding="utf-8")
    assert row.split(",")[0] in open_catalog(bundle).claims


def test_the_page_names_every_policy_with_its_meaning() -> None:
    for policy in vocab.Policy:
        assert f"| `{policy}` |" in TEXT


def test_the_page_names_every_origin_and_licence_of_the_data() -> None:
    said = TEXT.casefold()
    licences = {"CC-BY-4.0": "CC BY 4.0", "CC0-1.0": "CC0", "other-pd": "public domain", "ODbL-1.0": "ODbL"}
    for dataset in DATASETS.values():
        for licence in dataset.licences:
            assert licences.get(licence.name, licence.name).casefold() in said, dataset.name
        for origin in dataset.origins:
            maker = re.split(r" (?:via|contributors)|[,:]", origin.title)[0]
            assert maker.casefold() in said, f"{dataset.name}: {maker}"


def test_the_picture_is_a_real_one() -> None:
    from PIL import Image

    with Image.open(ROOT / "README.png") as picture:
        assert picture.width >= 1200


def test_the_page_names_the_days_of_the_newest_reports() -> None:
    from geodata.analysis.evidence import newest_report
    from geodata.catalog import open_catalog

    catalog, said = open_catalog(), " ".join(TEXT.split())
    holder, gate = (newest_report(catalog, vocab.Dimension(each)) for each in ("control", "gate"))
    assert holder and gate
    days = [f"{each.published.day} {each.published:%B %Y}" for each in (holder, gate)]
    assert f"The newest report on any holder is of {days[0]}, on a gate of {days[1]}:" in said


def test_the_page_names_every_page_of_the_dashboard() -> None:
    from dashboard.wording.page import PAGES

    files = (ROOT / "dashboard" / "page" / "app_pages").glob("*.py")
    assert set(PAGES) == {file.stem for file in files}
    for title, _ in PAGES.values():
        assert f"| {title()} |" in TEXT


def test_the_page_explains_every_cause_of_a_difference() -> None:
    from geodata.analysis.differences import Cause

    for cause in Cause:
        assert f"| `{cause}` |" in TEXT


def test_every_setting_of_a_server_is_listed_with_its_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", TEXT, re.MULTILINE)
    listed = {name: text.strip("`") for name, text in rows if name in Settings.__dataclass_fields__}
    defaults = {
        each.name: str(each.default) if each.default not in ("", ()) else "none" for each in fields(Settings)
    }
    assert listed == defaults


def test_the_blocks_of_settings_can_be_used(tmp_path: Path) -> None:
    file = tmp_path / "ledger.toml"
    for block, means in zip(blocks("toml"), ("header", "openid"), strict=True):
        file.write_text(block, encoding="utf-8")
        assert read({}, file).sign_in == means
