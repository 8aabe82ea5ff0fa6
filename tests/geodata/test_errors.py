"""Errors say in English what is wrong, and by code and values to who speaks another language."""

from __future__ import annotations

import copy
import re
from datetime import date
from pathlib import Path

import pytest

from geodata import errors
from geodata.catalog import Catalog
from geodata.dates import When, date_fault
from geodata.errors import BadDate, BrokenBundle, Issue, Sentence, UnknownName


def test_a_message_is_its_sentence_with_the_values_in_it() -> None:
    rule = Sentence("out_of_bounds", low=1.0, high=999.0)
    assert rule == "must lie between 1 and 999" and isinstance(rule, str)
    assert (rule.code, rule.values) == ("out_of_bounds", {"low": 1.0, "high": 999.0})
    other = copy.deepcopy(rule)
    assert (other, other.code, other.values) == (rule, rule.code, rule.values)


def test_an_issue_has_the_code_and_the_values_of_its_rule_and_json_its_sentence() -> None:
    issue = Issue("places", "muse", "lane", "0", Sentence("release_number", number=1), 7)
    assert isinstance(issue.rule, Sentence)
    assert (issue.rule.code, issue.rule.values) == ("release_number", {"number": 1})
    assert issue.as_dict() == {
        "dataset": "places",
        "record": "muse",
        "field": "lane",
        "value": "0",
        "rule": "must be 1: releases are numbered 1, 2, 3 in the order of the rows",
        "line": 7,
    }


@pytest.mark.parametrize("text", ["", "soon", "1/2/3", "../..", "2024/2023"])
def test_what_is_no_date_is_told_by_a_code(text: str) -> None:
    with pytest.raises(BadDate) as error:
        When.parse(text)
    assert isinstance(error.value.message, Sentence) and error.value.message.values["text"] == text
    assert date_fault(text) == str(error.value)


def test_the_day_that_a_rule_names_is_a_day() -> None:
    rule = date_fault("2031", date(2030, 5, 1))
    assert isinstance(rule, Sentence) and rule.values["day"] == date(2030, 5, 1)


def test_an_unknown_place_is_told_by_a_code_with_what_is_near(shipped: Catalog) -> None:
    with pytest.raises(UnknownName) as error:
        shipped.find_place("kanpati")
    message = error.value.message
    assert isinstance(message, Sentence) and message.code == "unknown_place"
    assert message.values["hint"].values == {"near": "kanpaiti"}


def test_a_broken_bundle_has_its_issues_and_a_code() -> None:
    issues = [Issue("places", "muse", "lane", "0", "is odd")]
    error = BrokenBundle(issues, Path("data"))
    assert error.issues == tuple(issues)
    assert isinstance(error.message, Sentence) and error.message.code == "broken_bundle"


def test_every_sentence_is_told_by_some_code_and_every_code_has_one() -> None:
    told = set()
    for file in Path(errors.__file__).parent.rglob("*.py"):
        told |= set(re.findall(r'Sentence\(\s*"(\w+)"', file.read_text(encoding="utf-8")))
    assert told | {"no_text"} == set(errors.SENTENCES)
