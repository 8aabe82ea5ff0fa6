"""Citations say who published what, when, where, and after whom."""

from __future__ import annotations

import pytest

from geodata.analysis.citing import cite
from geodata.catalog import Catalog
from geodata.errors import UnknownName


def test_a_claim_is_cited_by_its_source(shipped: Catalog) -> None:
    source = shipped.sources["ap-2024-kanpaiti"]
    words = cite(shipped, source)
    assert words == cite(shipped, source.source_id)
    assert words.startswith("Associated Press (via KESQ), “Rebel group takes key Myanmar border town")
    assert "26 Nov 2024. https://kesq.com/" in words
    claim = next(claim for claim in shipped.claims.values() if claim.source_id == source.source_id)
    assert cite(shipped, claim) == cite(shipped, claim.claim_id) == words


def test_a_rewrite_names_what_it_was_made_from(shipped: Catalog) -> None:
    assert "(after Associated Press (via KESQ), “Rebel group" in cite(shipped, "mestios-2024-kanpaiti")


def test_several_are_cited_a_line_each_and_once(shipped: Catalog) -> None:
    lines = cite(shipped, ("k0020", "mestios-2024-kanpaiti", "ap-2024-kanpaiti")).splitlines()
    assert len(lines) == 2


def test_every_source_can_be_cited(shipped: Catalog) -> None:
    for source in shipped.sources.values():
        words = cite(shipped, source)
        assert source.publisher in words and source.title in words and "\n" not in words
        assert words.endswith(source.url or ".")


def test_an_unknown_id_is_refused_with_a_hint(shipped: Catalog) -> None:
    with pytest.raises(UnknownName, match="did you mean 'ap-2024-kanpaiti'"):
        cite(shipped, "ap-2024-kanpati")
