"""A page in headless Chromium, spoken to by the DevTools protocol: its keys, its bytes, and its map's pixels.

No driver stands between: one would copy every message of a page's websocket, and so slow down
just those pages that receive much. When a map is painted is seen in the page itself, by
painting.js.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from websockets.sync.client import connect

WIDTH, HEIGHT = 1600, 900
PATIENCE = 60.0
"""Seconds after which a page is given up."""
QUIET, SILENT = 0.7, 2.5
"""Seconds without anything new after which a change, and a first load, count as done."""
_PAINTING = Path(__file__).with_name("painting.js").read_text(encoding="utf-8")
_RENDERER = """(() => {
  const context = document.createElement("canvas").getContext("webgl2");
  return context.getParameter(context.getExtension("WEBGL_debug_renderer_info").UNMASKED_RENDERER_WEBGL);
})()"""
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--remote-debugging-port=0",
)


class NoPicture(Exception):
    """The page shows an exception, or took longer than `PATIENCE` to come to rest with a new picture."""


class Line:
    """A connection to the browser, or to one of its pages."""

    def __init__(self, address: str) -> None:
        self._socket = connect(address, max_size=None, compression=None)
        self._serial = 0
        self._answers: dict[int, dict[str, Any]] = {}

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """Return the answer to a command of the protocol.

        Raises:
            NoPicture: If none comes in time.
        """
        number = self.send(method, params)
        until = time.monotonic() + PATIENCE
        while number not in self._answers:
            if time.monotonic() > until:
                raise NoPicture(f"no picture in {PATIENCE:.0f} s")
            self.hear(1)
        answer = self._answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        found: dict[str, Any] = answer["result"]
        return found

    def send(self, method: str, params: object) -> int:
        """Send a command and return its number."""
        self._serial += 1
        self._socket.send(json.dumps({"id": self._serial, "method": method, "params": params}))
        return self._serial

    def hear(self, seconds: float) -> None:
        """Take in one message, if one comes in so many seconds."""
        try:
            message = json.loads(self._socket.recv(seconds))
        except TimeoutError:
            return
        if "id" in message:
            self._answers[message["id"]] = message
        else:
            self.told(message["method"], message.get("params", {}))

    def told(self, event: str, params: dict[str, Any]) -> None:
        """Take in an event."""

    def close(self) -> None:
        """End the connection."""
        self._socket.close()


class Tab(Line):
    """One page; its map is the one with Streamlit's key `map`.

    Attributes:
        received: Bytes since `weigh`: bodies and headers as they travel, messages of websockets uncompressed.
        wire: The same bytes as they came, each with its second on the browser's clock and what it is part of;
            messages of websockets as permessage-deflate packs them.
        began: That second at which the page was asked for.
    """

    def __init__(self, address: str, *, watched: bool = True) -> None:
        super().__init__(address)
        self._lent: dict[str, bytes] = {}
        self.received = 0.0
        self.began = 0.0
        self.wire: list[tuple[float, str, float]] = []
        self._asked: dict[str, str] = {}
        self._packer = zlib.compressobj(wbits=-15)
        self.call("Page.enable")
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        if watched:
            self.call("Page.addScriptToEvaluateOnNewDocument", source=_PAINTING)

    def ask(self, expression: str) -> Any:
        """Return the value of an expression, a promise's once it is kept."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        return answer["result"].get("value")

    def told(self, event: str, params: dict[str, Any]) -> None:
        """Count bytes, or answer a request with a file that was lent."""
        match event:
            case "Network.requestWillBeSent":
                self.began = self.began or params["timestamp"]
                self._asked[params["requestId"]] = params["request"]["url"]
            case "Network.loadingFinished":
                self.received += params["encodedDataLength"]
                self._came(params, self._asked.get(params["requestId"], ""), params["encodedDataLength"])
            case "Network.webSocketFrameReceived":
                message, text = params["response"], params["response"]["payloadData"]
                content = text.encode() if message["opcode"] == 1 else base64.b64decode(text)
                self.received += len(content)
                packed = self._packer.compress(content) + self._packer.flush(zlib.Z_SYNC_FLUSH)
                self._came(params, "websocket", len(packed) - 4)  # the end of each is left out
            case "Fetch.requestPaused":
                self._answer(params["requestId"], params["request"]["url"])

    def _came(self, params: dict[str, Any], what: str, size: float) -> None:
        self.wire.append((params["timestamp"], what, size))

    def weigh(self) -> None:
        """Count the bytes from now on."""
        self.call("Network.enable")

    def slow_down(self, bits: float, seconds: float) -> None:
        """Let files come with so many bits a second, each so many seconds after it was asked for."""
        rates = {"downloadThroughput": bits / 8, "uploadThroughput": bits / 8}
        self.call("Network.emulateNetworkConditions", offline=False, latency=seconds * 1000, **rates)

    def lend(self, files: Iterable[Path]) -> None:
        """Answer requests to other hosts with these files, by name, or not at all."""
        self._lent = {file.name: file.read_bytes() for file in files}
        self.call("Fetch.enable", patterns=[{"urlPattern": "https://*"}])

    def _answer(self, request: str, url: str) -> None:
        name = urlsplit(url).path.rpartition("/")[2]
        if name not in self._lent:
            self.send("Fetch.failRequest", {"requestId": request, "errorReason": "NameNotResolved"})
            return
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        headers = {"content-type": kind, "access-control-allow-origin": "*"}
        answer = {
            "requestId": request,
            "responseCode": 200,
            "responseHeaders": [{"name": name, "value": value} for name, value in headers.items()],
            "body": base64.b64encode(self._lent[name]).decode(),
        }
        self.send("Fetch.fulfillRequest", answer)

    def open(self, url: str, patience: float = PATIENCE) -> float:
        """Open a page; return the milliseconds until its map was painted; wait so many seconds at most."""
        self.call("Page.navigate", url=url)
        return self._rested(SILENT, patience)

    def press(self, key: str, patience: float = PATIENCE) -> float:
        """Press a letter; return the milliseconds from then until the map was painted anew.

        Raises:
            NoPicture: If it was not within so many seconds.
        """
        self.ask("painting.expect()")
        code = {"key": key, "code": f"Key{key.upper()}", "windowsVirtualKeyCode": ord(key.upper())}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=key, **code)
        self.call("Input.dispatchKeyEvent", type="keyUp", **code)
        return self._rested(QUIET, patience)

    def front(self) -> None:
        """Show this page before the others."""
        self.call("Page.bringToFront")

    def _rested(self, quiet: float, patience: float = PATIENCE) -> float:
        until = time.monotonic() + patience
        while time.monotonic() < until:
            time.sleep(0.15)
            found = self.ask(f"globalThis.painting?.rested({quiet * 1000})")
            if found == "failed":
                raise NoPicture("the app shows an exception")
            if found is not None:
                return float(found)
        raise NoPicture(f"no picture in {patience:.0f} s")


class Chromium:
    """A running browser."""

    def __init__(self, port: str, path: str) -> None:
        self._base = f"ws://127.0.0.1:{port}"
        self._line = Line(self._base + path)

    def about(self) -> str:
        """Return the browser's version and what draws in it, as it says itself."""
        with self.tab() as tab:
            renderer = tab.ask(_RENDERER)
        return f"{self._line.call('Browser.getVersion')['product']}, drawing by {renderer}"

    @contextmanager
    def tab(self, lent: Iterable[Path] = (), *, watched: bool = True) -> Iterator[Tab]:
        """Open an empty page with a cache and cookies of its own.

        Args:
            lent: Files that stand in for those of other hosts; nothing else of theirs is loaded.
            watched: Whether painting.js tells when its map is painted, which `open` and `press` need.
        """
        context = self._line.call("Target.createBrowserContext")["browserContextId"]
        target = self._line.call("Target.createTarget", url="about:blank", browserContextId=context)
        tab = Tab(f"{self._base}/devtools/page/{target['targetId']}", watched=watched)
        try:
            tab.lend(lent)
            yield tab
        finally:
            tab.close()
            self._line.call("Target.disposeBrowserContext", browserContextId=context)


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Start a browser and end it afterwards."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        raise SystemExit("no Chromium on this machine")
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen([path, *_FLAGS, f"--user-data-dir={profile}"], stderr=subprocess.DEVNULL)
        try:
            told = Path(profile) / "DevToolsActivePort"
            until = time.monotonic() + PATIENCE
            while not told.is_file() or "\n" not in told.read_text():
                if time.monotonic() > until:
                    raise SystemExit("Chromium did not start")
                time.sleep(0.1)
            port, address = told.read_text().split("\n")[:2]
            yield Chromium(port, address)
        finally:
            process.terminate()
            process.wait(20)
