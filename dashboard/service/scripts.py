"""Streamlit's own scripts and styles, packed once and kept: it sends them as they lie on the disk.

Its middleware leaves `/static` out, since it would pack each file at every request. They are most of a first
visit: 4.5 MB, packed 1 MB. What a first visit asks is packed as soon as the server runs (`warming`), all else
with its first request. No more is kept than Streamlit ships, 13 MB for all of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.file_util import get_static_dir

from dashboard.service import codings
from dashboard.service.codings import Packed

ROUTE = "/static/"
_KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}

_FIRST = (
    "ArrowVegaLiteChart",
    "BidiComponent",
    "Button",
    "ButtonGroup",
    "Checkbox",
    "DateInput",
    "DownloadButton",
    "Html",
    "PageLink",
    "Selectbox",
    "Slider",
    "Table",
    "purify.es",
)
"""Names, before their hash, of the scripts of the elements that Explore shows at first."""
_NAMES = re.compile(r"""(?:from|import)\s*["'`]\./([\w.-]+\.js)["'`]""")
"""What a script imports before it runs."""


@cache
def files() -> Mapping[str, Path]:
    """Return all files that are worth packing, by what stands after `ROUTE` in their addresses."""
    folder = Path(get_static_dir()) / "static"
    return {
        file.relative_to(folder).as_posix(): file
        for file in sorted(folder.rglob("*"))
        if file.suffix in _KINDS and file.is_file()
    }


@cache
def media() -> frozenset[str]:
    """Return the names of Streamlit's fonts and pictures."""
    return frozenset(file.name for file in (Path(get_static_dir()) / "static" / "media").iterdir())


@cache  # there are as many as `files` has
def packed(name: str) -> Packed:
    """Return one of `files`, packed."""
    file = files()[name]
    return codings.packed(file.read_bytes(), _KINDS[file.suffix])


def first() -> list[str]:
    """Return the names of what a first visit asks, in the order in which it does."""
    return list(dict.fromkeys([*_in_head(), *of_elements(*_FIRST)]))


@cache
def _in_head() -> list[str]:
    head = (Path(get_static_dir()) / "index.html").read_text(encoding="utf-8")
    return [name for name in re.findall(rf'"\.{ROUTE}([^"]+)"', head) if name in files()]


def of_elements(*elements: str) -> list[str]:
    """Return the names of the scripts of elements, each with what it imports, but for those of every page."""
    wanted = [name for name in files() if name.removeprefix("js/").rsplit(".", 2)[0] in elements]
    found: dict[str, None] = {}
    while wanted:
        name = wanted.pop(0)
        if name not in found:
            found[name] = None
            wanted += _imports(name)
    return [name for name in found if name not in _in_head()]


def _imports(name: str) -> Iterator[str]:
    text = files()[name].read_text(encoding="utf-8")
    for each in _NAMES.findall(text):
        if (other := f"js/{each}") in files():
            yield other


def _name(scope: Scope) -> str:
    """Return what stands after `ROUTE` in the address of a request that reads, empty for any other."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return ""
    path: str = scope["path"]
    return path.removeprefix(ROUTE) if path.startswith(ROUTE) else ""


class PackedScripts:
    """Answers for Streamlit's scripts with what is packed, where a browser takes that.

    Streamlit itself answers for all else: plain files, ranges of them, what there is not.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; those for anything else pass as they are."""
        name = _name(scope)
        if name not in files():
            await self.app(scope, receive, send)
            return

        async def send_varied(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.add_vary_header("Accept-Encoding")
                headers["content-security-policy"] = codings.QUIET
            await send(message)

        asked = Headers(scope=scope)
        found = None if "range" in asked else await to_thread.run_sync(packed, name)
        answer = found and codings.answer(found, asked)
        if answer:
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send_varied)
