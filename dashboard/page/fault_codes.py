"""Faults of ours: the short code that a reader is told, by which the log has the cause.

The code goes with the exception itself, so each line of the log about it has the same one, whoever writes it.
"""

from __future__ import annotations

import secrets

_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
"""What nobody mixes up when it is read out: no 0 and o, no 1, i and l, no u and v."""
_LENGTH = 6
_CODE, _PRIVATE = "_ledger_code", "_ledger_private"


def code(error: BaseException) -> str:
    """Return the code of a fault: six letters and digits by chance, the same each time it is asked."""
    found: str | None = getattr(error, _CODE, None)
    if found is None:
        found = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
        setattr(error, _CODE, found)
    return found


def keep_private(error: BaseException) -> None:
    """Mark a fault whose text may have something of a reader's own file: the log leaves the text out."""
    setattr(error, _PRIVATE, True)


def is_private(error: BaseException) -> bool:
    """Tell whether a fault, or one that led to it, may have something of a reader's own file in its text."""
    at: BaseException | None = error
    seen: set[int] = set()
    while at is not None and id(at) not in seen:
        if getattr(at, _PRIVATE, False):
            return True
        seen.add(id(at))
        at = at.__cause__ or at.__context__
    return False
