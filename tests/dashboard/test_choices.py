"""A link finds a place as the command line does, in every spelling that the ledger has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pytest

from dashboard.map.overlays import OVERLAYS
from dashboard.question.choices import Choices, choices_of
from geodata.catalog import Catalog
from geodata.errors import UnknownName


@pytest.fixture(scope="module")
def choices(catalog: Catalog) -> Choices:
    return choices_of(catalog, OVERLAYS)


def written(catalog: Catalog) -> Iterator[str]:
    """Yield every id, name and other spelling of a place, as it is and as somebody may type it."""
    for place in catalog.places.values():
        for text in (place.place_id, place.name, *place.spellings):
            plain = "".join(c for c in unicodedata.normalize("NFD", text) if not "\u0300" <= c <= "\u036f")
            yield from (text, text.upper(), text.lower(), f" {text} ", plain)
            yield from (text.replace(" ", "-"), text.replace("-", " "), text.replace(" ", ""))


def test_links_and_command_line_agree_on_every_spelling(catalog: Catalog, choices: Choices) -> None:
    """A spelling that several places share: the command line names them, a link opens the first."""
    shared = set()
    for text in written(catalog):
        ids = choices.find_places(text)
        try:
            assert ids == (catalog.find_place(text).place_id,), text
        except UnknownName as error:
            assert len(ids) > 1 and str(error) == f"{text!r} may be {' or '.join(ids)}: write the id.", text
            assert choices.find_place(text) == ids[0]
            shared |= set(ids)
    assert shared == {
        *("nba-pa-mining-area", "mansi-nba-pa", "mong-yawng-mines", "mong-yawng-ndaa"),
        *("mong-bawk-mines", "mong-bawk"),
    }


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("Kan-Paik-Ti", "kanpaiti"),
        ("Pang-War", "pangwa"),
        ("Lwe-je", "lweje"),
        ("Mong Yawng", "mong-yawng-mines"),  # written so for this place only
        ("Möng Yawng", "mong-yawng-ndaa"),
        ("Mongyawng", "mong-yawng-mines"),  # written so for both: the first in the ledger
    ],
)
def test_a_link_opens_the_place_that_is_written_so(choices: Choices, text: str, place_id: str) -> None:
    assert choices.find_place(text) == place_id


def test_a_mine_cluster_is_found_by_its_id_and_its_name(catalog: Catalog, choices: Choices) -> None:
    for mine in catalog.layers["mine_clusters"].features:
        for text in (mine.id, choices.places[mine.id], choices.places[mine.id].upper()):
            assert choices.find_places(text) == (mine.id,)
        with pytest.raises(UnknownName):
            catalog.find_place(mine.id)
