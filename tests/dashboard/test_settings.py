"""The project's settings: safe for a server, the style's hues, fonts that know every name."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from dashboard.__main__ import main, streamlit_settings
from dashboard.look.theme import THEMES
from dashboard.wording.text import COLOURS
from geodata.catalog import Catalog
from geodata.imports import LIMITS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def config() -> dict[str, Any]:
    with (ROOT / ".streamlit" / "config.toml").open("rb") as file:
        return tomllib.load(file)


def test_the_command_finds_the_settings_from_anywhere(config: dict[str, Any]) -> None:
    assert streamlit_settings() == config


def test_nothing_leaks_and_nothing_is_served_unasked(config: dict[str, Any]) -> None:
    assert config["client"]["showErrorDetails"] == "none"
    assert config["client"]["disableDataExport"] is True
    assert config["server"]["enableStaticServing"] is False
    assert config["server"]["maxUploadSize"] * 2**20 == LIMITS.bytes
    assert config["browser"]["gatherUsageStats"] is False


@pytest.mark.parametrize("name", ["light", "dark"])
def test_named_colours_are_the_actors_text_hues(config: dict[str, Any], name: str) -> None:
    theme, section = THEMES[name], config["theme"][name]
    for actor, colour in COLOURS.items():
        assert section[f"{colour}TextColor"] == theme.texts[actor]
    assert section["backgroundColor"] == theme.page
    assert section["textColor"] == theme.ink
    assert section["grayTextColor"] == theme.ink2


def test_the_fonts_have_every_burmese_and_chinese_character_of_the_names(
    config: dict[str, Any], catalog: Catalog
) -> None:
    known: set[int] = set()
    for face in config["theme"]["fontFaces"]:
        file = ROOT / "dashboard" / "fonts" / face["url"].removeprefix("/ledger/")
        known |= set(TTFont(file).getBestCmap())
    names = "".join(
        text
        for record in (*catalog.places.values(), *catalog.actors.values())
        for text in (*record.names, record.name_my or "", record.name_zh or "")
    )
    foreign = set(re.findall(r"[\u1000-\u109f\u3400-\u9fff]", names))
    assert foreign and not {char for char in foreign if ord(char) not in known}


@pytest.mark.parametrize("port", ["0", "70000", "x"])
def test_an_impossible_port_is_refused_with_a_sentence(
    port: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BORDER_LEDGER_PORT", "")  # the command sets it
    assert main(["run", "--port", port]) == 2
    assert "is no whole number from 1 to 65535" in capsys.readouterr().err
