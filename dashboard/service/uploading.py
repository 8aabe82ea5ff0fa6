"""How much of readers' own files the server takes, looked after while they come in.

The page counts too, but what asks is not always a page: whoever has a session can send files to it that no
page will ever read. So the bytes are counted on their way, and what is too much is not read to its end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import settings
from dashboard.page import uploads
from dashboard.settings import Settings
from dashboard.wording import limits as words
from geodata.imports.layer import LIMITS

FILES = 20
"""Files of one session that wait to be read; the page takes each as soon as it is there."""

_MB = 2**20
_ADDRESS = "/_stcore/upload_file/"
_AROUND = _MB
"""Bytes that the request may have around its file."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the server holds already: how many files of a session, and bytes of it and of all readers."""

    files: int
    of_session: int
    of_all: int


def held(session: str) -> Held:
    """Return what Streamlit keeps of a session and of all, and what the visits keep themselves."""
    from streamlit import runtime  # there is none before the server runs

    kept: Mapping[str, Mapping[str, object]] = {}
    if runtime.exists():
        kept = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {})
    sizes = {
        name: [len(getattr(file, "data", b"")) for file in list(files.values())]
        for name, files in list(kept.items())
    }
    mine = sizes.get(session, [])
    return Held(len(mine), sum(mine), sum(map(sum, sizes.values())) + uploads.held())


class UploadGuard:
    """Stops a file that is larger than what one file, one session or all readers together may have."""

    def __init__(
        self, app: ASGIApp, found: Settings | None = None, looked: Callable[[str], Held] = held
    ) -> None:
        self.app = app
        limits = found or settings.current()
        self._file, self._all = limits.upload_mb * _MB, limits.uploads_mb * _MB
        self._held = looked
        self._coming = Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; what brings no file passes as it is."""
        if scope["type"] != "http" or scope["method"] != "PUT" or _ADDRESS not in scope["path"]:
            await self.app(scope, receive, send)
            return
        session, came = scope["path"].split("/")[-2], 0
        already = self._held(session)

        async def receive_counted() -> Message:
            nonlocal came
            message = await receive()
            size = len(message.get("body", b""))
            came += size
            self._coming[session] += size
            if sentence := self._too_much(already, session, came):
                raise HTTPException(413, sentence)
            return message

        try:
            await self.app(scope, receive_counted, send)
        finally:
            self._coming[session] -= came
            if not self._coming[session]:
                del self._coming[session]

    def _too_much(self, already: Held, session: str, came: int) -> str:
        """Return why no more is read; empty where it is."""
        if came > self._file + _AROUND:
            return words.large_file(self._file)
        if already.files >= FILES:
            return words.TOO_MANY_FILES(most=FILES)
        if already.of_session + self._coming[session] > LIMITS.session_bytes + _AROUND:
            return words.YOUR_FILES(most=LIMITS.session_bytes // _MB)
        if already.of_all + self._coming.total() > self._all:
            return words.ALL_FILES()
        return ""
