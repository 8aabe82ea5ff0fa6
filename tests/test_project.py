"""The project keeps its own rules: floors, sizes, words, dependencies, what its text may name."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import geodata
from geodata import vocab
from geodata.datasets import DATASETS

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("geodata", "dashboard")
IMPORTED_AS = {
    "axe-playwright-python": "axe_playwright_python",
    "charset-normalizer": "charset_normalizer",
    "prometheus-client": "prometheus_client",
    "pillow": "PIL",
    "python-calamine": "python_calamine",
    "python-pptx": "pptx",
}
FORBIDDEN_TEXT = {
    "a package registry": r"pythonhosted\.org|pypi\.org|registry\.npmjs|deb\.debian\.org",
    "a path of one machine": r"(?<![\w.])/(?:work|root|home|Users)/\w",
    "a plan that is not in the repository": r"\b(?:DESIGN(?:\.md)? \d|LOOK\b|RELIABILITY\b|EXAMPLES\b)",
}
PICTURES = {"dashboard", "streamlit", "pydeck", "altair", "matplotlib"}
HEAVY = {"pandas", "geopandas"}
GEOMETRY = {"numpy", "shapely", "pyproj"}


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def written() -> list[Path]:
    """Return every text file that people write here: not the data, the locks or what git ignores."""
    places = (*PACKAGES, "tests", "benchmarks", "deploy", ".ci", ".streamlit")
    files = [path for place in places for path in (ROOT / place).rglob("*") if path.is_file()]
    files += [path for path in ROOT.iterdir() if path.is_file()]
    skipped = {".lock", ".png", ".pyc", ".csv", ".geojson", ".parquet", ".woff", ".woff2", ".ttf", ".otf"}
    left_out = (Path(__file__), ROOT / ".git")  # a worktree has a file of that name
    return [path for path in files if path.suffix not in skipped and path not in left_out]


def imports(path: Path) -> set[str]:
    """Return the top-level packages that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def loaded_by(code: str) -> set[str]:
    """Return the top-level packages in memory after `code` ran in a new interpreter."""
    code += "\nimport sys; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_module_says_its_job() -> None:
    assert [path for path in modules() if not ast.get_docstring(ast.parse(path.read_text()))] == []


def test_no_module_is_a_drawer_for_anything() -> None:
    drawers = {"utils", "helpers", "common", "base", "manager"}
    assert [path for path in modules() if drawers & {path.stem, path.parent.name}] == []


def test_opening_the_catalog_loads_no_heavy_library() -> None:
    loaded = loaded_by("import geodata; geodata.open_catalog()")
    assert not loaded & (PICTURES | HEAVY | GEOMETRY)


def test_the_command_state_loads_what_it_needs_alone() -> None:
    loaded = loaded_by("from geodata.__main__ import main; main(['state', '--on', '2024-11-26'])")
    network = {"ssl", "http", "email", "certifi"}
    assert not loaded & (PICTURES | HEAVY | GEOMETRY | network)


def test_an_answer_shows_itself_without_a_heavy_library() -> None:
    asked = "geodata.state(geodata.open_catalog(), 'kanpaiti', date(2024, 11, 26))"
    loaded = loaded_by(f"import geodata; from datetime import date; {asked}._repr_html_()")
    assert not loaded & (PICTURES | HEAVY)


def test_a_briefing_is_made_without_streamlit() -> None:
    loaded = loaded_by("import dashboard.paper.command, dashboard.paper.jobs, dashboard.charts.entries")
    assert "streamlit" not in loaded


def test_no_room_is_crowded() -> None:
    """A newcomer reads the names of a package at a glance; data and caches are no rooms."""
    most = {"geodata": 16, "dashboard": 13}
    for package, count in most.items():
        names = [path for path in (ROOT / package).iterdir() if path.name != "__pycache__"]
        assert len(names) <= count, sorted(path.name for path in names)


@pytest.mark.parametrize("package", PACKAGES)
def test_architecture_names_the_rooms_of_the_tree_from_the_top_down(package: str) -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = text.split(f"## The rooms of {package}")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`.+?) \|", table, re.MULTILINE)
    written = [re.findall(r"`(\w+)/?`", row) for row in rows]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    floors = next(each for each in contracts["contracts"] if each.get("containers") == [package])["layers"]
    names = [name for floor in floors if floor != "__main__" for name in floor.split(" | ")]
    assert [name for row in written for name in row] == names
    here = {
        path.stem
        for path in (ROOT / package).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert set(names) == {name for name in here if not name.startswith("__")}


def test_every_word_has_a_sentence() -> None:
    kinds = [kind for _, kind in inspect.getmembers(vocab, inspect.isclass) if issubclass(kind, vocab.Word)]
    words = [word for kind in kinds for word in kind]
    assert words
    assert [word for word in words if not (word.meaning[:1].isupper() and word.meaning.endswith("."))] == []


def test_the_public_names_exist_and_are_documented() -> None:
    assert len(set(geodata.__all__)) == len(geodata.__all__)
    for name in geodata.__all__:
        thing = getattr(geodata, name)
        if callable(thing):
            assert inspect.getdoc(thing), f"geodata.{name} has no docstring"


def test_every_dataset_is_shipped_and_says_whose_it_is() -> None:
    shipped = {path.name for path in (ROOT / "geodata" / "data").iterdir()}
    assert {each.file for each in DATASETS.values()} <= shipped
    assert [
        each.name for each in DATASETS.values() if not (each.title and each.licences and each.origins)
    ] == []


def test_every_dependency_is_used() -> None:
    used = set().union(*map(imports, modules()))
    needed = {Requirement(line).name for line in project()["dependencies"]}  # type: ignore[attr-defined]
    assert {name for name in needed if IMPORTED_AS.get(name, name) not in used} == set()


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.lock", ()), ("requirements-dev.lock", ("test", "dev"))]
)
def test_a_lock_holds_every_dependency_in_a_version_we_ask_for(lock: str, extras: tuple[str, ...]) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE))
    wanted = list(project()["dependencies"])  # type: ignore[call-overload]
    for extra in extras:
        wanted += project()["optional-dependencies"][extra]  # type: ignore[index]
    for requirement in map(Requirement, wanted):
        if requirement.name != "border-ledger":
            assert pinned[requirement.name] in requirement.specifier, f"{lock}: {requirement}"
    assert "://" not in text
    assert text.count("==") <= text.count(" \\\n    --hash=sha256:")


def test_no_text_names_what_only_one_machine_has() -> None:
    breaches = [
        f"{path.relative_to(ROOT)} names {what}: {found[0]}"
        for path in written()
        for what, pattern in FORBIDDEN_TEXT.items()
        for found in re.finditer(pattern, path.read_text(encoding="utf-8"))
    ]
    assert breaches == []


def test_every_link_between_the_pages_leads_somewhere() -> None:
    links = {
        (page.name, target)
        for page in ROOT.glob("*.md")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    }
    assert {link for link in links if not (ROOT / link[1]).exists()} == set()


def test_contributing_names_places_that_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.split("## Where to change what")[1].split("\n## ")[0]
    places = re.findall(r"`((?:geodata|dashboard|\.streamlit)/[\w./]*)`", table)
    assert len(places) > 15
    assert [place for place in places if not (ROOT / place).exists()] == []
    for name, place in re.findall(r"`([A-Z]\w+)` in `([\w./]+)`", table):
        assert re.search(
            rf"^(?:class )?{name}\b", (ROOT / place).read_text(encoding="utf-8"), re.MULTILINE
        ), name
