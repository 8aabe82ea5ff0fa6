"""Which hosts are answered, and what a page of another site may do: the rule, without a network."""

from __future__ import annotations

import pytest

from dashboard.service.hosts import LONGEST_ADDRESS, refused
from dashboard.settings import Settings

FOUND = Settings(address="https://news.example/maps", hosts=("maps.example",))
HERE = "127.0.0.1:8501"


@pytest.mark.parametrize("host", ["news.example", "maps.example:8501", HERE, "localhost", "[::1]:8501"])
def test_a_host_that_is_set_or_is_this_machine_is_answered(host: str) -> None:
    assert refused({"host": host}, 10, False, FOUND) is None


@pytest.mark.parametrize("host", ["other.example", "", "news.example.other.example", "a@news.example", "a b"])
def test_another_host_is_told_which_setting_names_it(host: str) -> None:
    status, sentence = refused({"host": host}, 10, False, FOUND) or (0, "")
    assert status == 421 and "“hosts”" in sentence


@pytest.mark.parametrize(
    ("host", "origin", "own"),
    [
        (HERE, f"http://{HERE}", True),
        ("maps.example", "https://maps.example", True),  # the proxy speaks https, this server does not
        (HERE, "https://news.example", True),  # a proxy that does not hand the host on
        (HERE, "http://news.example", False),
        (HERE, "https://news.example:8443", False),
        (HERE, "https://news.example.other.example", False),
        (HERE, "https://other.example", False),
        (HERE, "http://localhost:3000", False),
        (HERE, "null", False),
        (HERE, "", False),
    ],
)
def test_only_pages_of_this_server_may_open_or_change_something(host: str, origin: str, own: bool) -> None:
    refusal = refused({"host": host, "origin": origin}, 10, True, FOUND)
    assert (refusal is None) is own
    assert own or (refusal and refusal[0] == 403)
    assert refused({"host": host, "origin": origin}, 10, False, FOUND) is None, "what it reads is read by all"


def test_a_program_without_an_origin_is_no_page_of_another_site() -> None:
    assert refused({"host": HERE}, 10, True, FOUND) is None


def test_an_address_has_an_end() -> None:
    assert refused({"host": HERE}, LONGEST_ADDRESS, False, FOUND) is None
    status, sentence = refused({"host": HERE}, LONGEST_ADDRESS + 1, False, FOUND) or (0, "")
    assert status == 414 and str(LONGEST_ADDRESS) in sentence.replace(",", "")
