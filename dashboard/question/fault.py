"""What of a link or of an order of paper cannot be used: a code with values, which `wording` says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_SHOWN = 40
_NOT_PRINTABLE = re.compile(r"[^\w .,:;+/-]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One parameter that cannot be used as it is given.

    Attributes:
        parameter: Its name in links.
        rule: A code of what is wrong with it.
        values: What a sentence about it names; text of others is `printable`.
    """

    parameter: str
    rule: str
    values: Mapping[str, Any] = field(default_factory=dict)


def printable(text: str) -> str:
    """Return foreign text fit for a message: short, and only plain characters."""
    return _NOT_PRINTABLE.sub("·", text)[:_SHOWN]
