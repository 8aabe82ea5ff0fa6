"""What a change of date costs: bytes over the websocket, time of the server, readers a core answers.

The real app, that of the first release and the plain way are served by this script on the loopback, and asked
by scripted readers that speak Streamlit's protocol. Run it alone on the machine:

    python -m benchmarks.bench_date_change [FIRST_RELEASE]

`FIRST_RELEASE` is a folder with that checkout; git gives one where none is named. This app and that one run
side by side and are asked in turns. Readers a core: several readers change the date without a pause, and the
changes are counted by the second of CPU time that the server used for them.

The dates are consecutive days of change, since Streamlit does not send again what stayed the
same. Bytes are those of the messages, and those on the wire: a browser offers to take messages
compressed, and so does the reader. Seconds are from the change of the date to the message that the
script has finished, the reader on the same machine; CPU seconds are the server's own.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect

from benchmarks.figures import Figure, first_release
from benchmarks.serving import HOST, ROOT, served
from geodata.analysis.timeline import change_days, next_change
from geodata.catalog import open_catalog

CHANGES = 20
TURNS, IN_A_TURN = 5, 20
READERS, SECONDS = 16, 6.0
FIRST = date(2024, 6, 1)
MOST = 256 * 2**20
PATIENCE = 60.0
_AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass(frozen=True)
class Cost:
    """Medians over the changes: bytes of messages, bytes on the wire, seconds waited, CPU seconds."""

    opening: int
    received: float
    wire: float
    waited: float
    cpu: float


class Counted(socket.socket):
    """A connection that counts the bytes that it receives."""

    received = 0

    def recv(self, *args: int) -> bytes:
        """Receive some bytes, and count them."""
        found = super().recv(*args)
        self.received += len(found)
        return found


class Reader:
    """One reader's connection: sends the state of the widgets, reads until the script has finished."""

    def __init__(self, port: int) -> None:
        self._page = ""
        self._cached: set[str] = set()
        self._widgets: dict[str, WidgetState] = {}
        self._ids: dict[str, str] = {}
        self._fragments: dict[str, str] = {}
        self._changed = ""
        token = _xsrf(port)
        self._url = f"http://{HOST}:{port}"
        self.wire = Counted()
        self.wire.connect((HOST, port))
        self._open = connect(
            f"ws://{HOST}:{port}/_stcore/stream",
            origin=self._url,  # type: ignore[arg-type]
            subprotocols=["streamlit", token],  # type: ignore[list-item]
            additional_headers={"Cookie": f"_streamlit_xsrf={token}"},
            compression="deflate",
            max_size=MOST,
            sock=self.wire,
        )
        self._socket: ClientConnection

    def __enter__(self) -> Reader:
        """Open the connection."""
        self._socket = self._open.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        """Close it."""
        self._socket.close()

    def choose(self, label: str, day: date) -> None:
        """Type a date into the input with that label; it is sent with the next run."""
        widget = WidgetState(id=self._ids[label])
        widget.string_array_value.data.append(day.isoformat())
        self._widgets[widget.id] = widget
        self._changed = widget.id

    def run(self) -> int:
        """Ask for a run of the script, read until it has finished, return the bytes received."""
        ask = BackMsg()
        ask.rerun_script.page_script_hash = self._page
        # As a browser does: the fragment that the changed widget is in runs alone.
        ask.rerun_script.fragment_id = self._fragments.get(self._changed, "")
        ask.rerun_script.widget_states.widgets.extend(self._widgets.values())
        ask.rerun_script.cached_message_hashes.extend(self._cached)
        ask.rerun_script.context_info.timezone = "Asia/Yangon"
        ask.rerun_script.context_info.locale = "en-GB"
        ask.rerun_script.context_info.url = self._url
        self._socket.send(ask.SerializeToString())
        received, started = 0, False
        while True:
            raw = self._socket.recv(PATIENCE)
            received += len(raw)
            message = ForwardMsg.FromString(bytes(raw, "utf-8") if isinstance(raw, str) else raw)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                started = True
                self._page = message.new_session.page_script_hash or self._page
            elif kind == "delta":
                self._read(message)
            elif kind == "script_finished" and started and message.script_finished != _AGAIN:
                return received

    def _read(self, message: ForwardMsg) -> None:
        if message.metadata.cacheable and message.hash:
            self._cached.add(message.hash)
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(element.exception.message)
        if kind == "date_input":
            self._ids[element.date_input.label] = element.date_input.id
            self._fragments[element.date_input.id] = message.delta.fragment_id


def _xsrf(port: int) -> str:
    """Return the token that the server hands to a new reader in a cookie."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/_stcore/health")
        cookie = connection.getresponse().getheader("Set-Cookie") or ""
    finally:
        connection.close()
    return cookie.split("_streamlit_xsrf=")[1].split(";")[0].strip('"')


def _port(url: str) -> int:
    port = urlsplit(url).port
    assert port
    return port


def _cpu(pid: int) -> float:
    """Return the CPU seconds that a process of this machine has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def days_of_change() -> list[date]:
    """Return consecutive days on which some place changed hands."""
    catalog, days = open_catalog(), [FIRST]
    while len(days) <= CHANGES:
        found = next_change(catalog, days[-1])
        if found is None:
            raise SystemExit(f"only {len(days) - 1} changes after {FIRST}")
        days.append(found[0])
    return days[1:]


def measure(command: Sequence[str], days: list[date]) -> Cost:
    """Return what a change of date costs on the app that `python -m` with a command serves."""
    with served(*command) as (url, pid), Reader(_port(url)) as reader:
        opening = reader.run()
        reader.choose("As of", FIRST)
        reader.run()  # whatever is done once is done now
        received, wire, waited, cpu = [], [], [], []
        for day in days:
            reader.choose("As of", day)
            used, before, began = _cpu(pid), reader.wire.received, time.perf_counter()
            received.append(reader.run())
            waited.append(time.perf_counter() - began)
            wire.append(reader.wire.received - before)
            cpu.append(_cpu(pid) - used)
    return Cost(opening, *map(statistics.median, (received, wire, waited, cpu)))


_APP = ("dashboard", "run", "--port", "{port}")


@dataclass
class Arm:
    """An app that is being served, with a reader of it, and what it used for changes of date."""

    port: int
    pid: int
    reader: Reader

    def spent(self, days: Sequence[date]) -> float:
        """Return the CPU seconds that the server used while its reader went through some days."""
        before = _cpu(self.pid)
        for day in days:
            self.reader.choose("As of", day)
            self.reader.run()
            time.sleep(0.2)  # the limit on messages never waits
        return _cpu(self.pid) - before

    def crowded(self, days: Sequence[date]) -> float:
        """Return the changes a CPU second of the server, many readers changing the date without a pause."""
        with ExitStack() as stack:
            readers = [stack.enter_context(Reader(self.port)) for _ in range(READERS)]
            for reader in readers:
                reader.run()
            until, before = time.monotonic() + SECONDS, _cpu(self.pid)

            def change(number: int) -> int:
                reader, changes = readers[number], 0
                while time.monotonic() < until:
                    reader.choose("As of", days[(7 * number + changes) % len(days)])
                    reader.run()
                    changes += 1
                return changes

            with ThreadPoolExecutor(READERS) as pool:
                changes = sum(pool.map(change, range(READERS)))
            return changes / (_cpu(self.pid) - before)


def figures(older: Path) -> Iterator[Figure]:
    """Yield what a change of date costs the server, and how many a core answers, here and in `older`."""
    days = list(change_days(open_catalog()))[-TURNS * IN_A_TURN :]
    with ExitStack() as stack:
        arms = []
        for folder in (ROOT, older):
            url, pid = stack.enter_context(served(*_APP, folder=folder))
            port = _port(url)
            arms.append(Arm(port, pid, stack.enter_context(Reader(port))))
        for arm in arms:
            arm.reader.run()
            arm.spent([FIRST.replace(year=2023, day=1 + number) for number in range(IN_A_TURN)])
        for what in ("a change of date", "a change of date to a day asked before"):
            turns: list[list[float]] = []
            for turn in range(TURNS):
                asked = days[turn * IN_A_TURN : (turn + 1) * IN_A_TURN]
                turns.append([arm.spent(asked) / len(asked) * 1e3 for arm in arms])
            this, other = map(statistics.median, zip(*turns, strict=True))
            yield Figure("Server", f"CPU for {what}", "ms", this, "first release", other, most=0.5)
        rates = [[arm.crowded(days) for arm in arms] for _ in range(3)]
        this, other = map(statistics.median, zip(*rates, strict=True))
        what = "changes of date, of many readers"
        yield Figure("Server", what, "changes a second and core", this, "first release", other, least=2.0)


def main() -> None:
    """Measure the three apps and print the table and the ratios."""
    days = days_of_change()
    own = measure(_APP, days)
    script = str(Path(__file__).with_name("plain_app.py"))
    options = ["--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    plain = measure(["streamlit", "run", script, *options], days)
    print(f"Days of change from {days[0]} to {days[-1]}, median of {len(days)}:")
    print("| | first paint, kB | a change, kB | on the wire, kB | a change, ms | server CPU, ms |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, cost in (("Border Ledger", own), ("plain way", plain)):
        print(
            f"| {name} | {cost.opening / 1e3:.0f} | {cost.received / 1e3:.1f} | {cost.wire / 1e3:.1f} "
            f"| {cost.waited * 1e3:.0f} | {cost.cpu * 1e3:.0f} |"
        )
    print(
        f"| ratio | {plain.opening / own.opening:.1f} | {plain.received / own.received:.0f} "
        f"| {plain.wire / own.wire:.0f} "
        f"| {plain.waited / own.waited:.1f} | {plain.cpu / own.cpu:.1f} |"
    )
    with ExitStack() as stack:
        older = Path(sys.argv[1]) if len(sys.argv) > 1 else stack.enter_context(first_release())
        print("\n| | this | first release | ratio | promise |\n| --- | --- | --- | --- | --- |")
        for each in figures(older):
            promise = f"at most {each.most}" if each.most else f"at least {each.least}"
            print(
                f"| {each.what}, {each.unit} | {each.this:.1f} | {each.other:.1f} "
                f"| {each.ratio:.2f} | {promise} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
