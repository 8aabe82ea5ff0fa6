"""Files that are packed once, and sent as a browser takes them (RFC 9110, 8.8.3, 12.5.3 and 13.1.2).

A browser takes brotli over https, and from its own machine; over plain http it asks for gzip.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import brotli
from starlette.datastructures import Headers
from starlette.responses import Response

FOREVER = "public, max-age=31536000, immutable"
"""Of a file whose name changes with its content."""
QUIET = "default-src 'self'"
"""The content policy of a file that is no page: that of a page has half a kilobyte, for each of 170 files."""
PLAIN = "identity"
"""The coding of what is not packed."""
_QUALITY = 7
"""Of brotli: 9 packs 1 % better and takes four times as long, which the first visitor would feel."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A file as it crosses the wire: its media type, the hash of its content, its bytes by coding."""

    kind: str
    hash: str
    by_coding: Mapping[str, bytes]

    def tag(self, coding: str) -> str:
        """Return its ETag in a coding: bytes that differ must not have one tag."""
        return f'"{self.hash}-{coding}"'

    def plain(self) -> bytes:
        """Return its content."""
        return gzip.decompress(self.by_coding["gzip"])


def packed(content: bytes, kind: str) -> Packed:
    """Return a file of a media type, packed; its codings are in the order in which they are offered."""
    by_coding = {"br": brotli.compress(content, quality=_QUALITY), "gzip": gzip.compress(content, mtime=0)}
    return Packed(kind, sha256(content).hexdigest()[:16], by_coding)


def answer(file: Packed, asked: Headers) -> Response | None:
    """Return the answer to a request for a file that never changes; None where that takes it plain only."""
    coding = accepted(asked.get("accept-encoding"), list(file.by_coding))
    if coding == PLAIN:
        return None
    headers = {"Vary": "Accept-Encoding", "Content-Security-Policy": QUIET}
    if coding is None:
        return Response(status_code=406, headers=headers)
    headers |= {"Cache-Control": FOREVER, "ETag": file.tag(coding)}
    if known(asked.get("if-none-match"), file.tag(coding)):
        return Response(status_code=304, headers=headers)
    return Response(
        file.by_coding[coding], media_type=file.kind, headers={**headers, "Content-Encoding": coding}
    )


def accepted(header: str | None, offered: Sequence[str]) -> str | None:
    """Return which of the codings to send: the most wanted one, of equals the first.

    Args:
        header: The request's `Accept-Encoding`; None for a request without one, which gets what is plain.
        offered: Codings, the best first.

    Returns:
        One of `offered`, `PLAIN` where it takes none of them, or None where it refuses that too.
    """
    if header is None:
        return PLAIN
    wanted = _weights(header)
    others = wanted.get("*")
    weights = {each: wanted.get(each, others or 0.0) for each in offered}
    plain = wanted.get(PLAIN, 1.0 if others is None else others)
    best = max(offered, key=lambda each: weights[each], default=PLAIN)
    # Who does not mention the plain way takes it, but did not ask for it.
    if weights.get(best, 0.0) > 0 and (PLAIN not in wanted or weights[best] >= plain):
        return best
    return PLAIN if plain > 0 else None


def _weights(header: str) -> dict[str, float]:
    """Return how much each coding is wanted, from 0 for never to 1; what cannot be read is left out."""
    found = {}
    for part in header.split(","):
        name, *parameters = (each.strip().lower() for each in part.split(";"))
        weight = "1"
        for each in parameters:
            key, _, value = each.partition("=")
            weight = value.strip() if key.strip() == "q" else weight
        try:
            number = float(weight)
        except ValueError:
            continue
        if name and 0 <= number <= 1:
            found["gzip" if name == "x-gzip" else name] = number
    return found


def known(header: str | None, tag: str) -> bool:
    """Tell whether a request's `If-None-Match` names a tag: what has it needs no second sending."""
    if header is None:
        return False
    tags = {each.strip().removeprefix("W/") for each in header.split(",")}
    return "*" in tags or tag in tags
