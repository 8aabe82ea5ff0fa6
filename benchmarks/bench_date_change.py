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

import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.figures import Figure, first_release
from benchmarks.readers import Reader, cpu, port_of
from benchmarks.serving import ROOT, served
from geodata.analysis.timeline import change_days, next_change
from geodata.catalog import open_catalog

CHANGES = 20
TURNS, IN_A_TURN = 5, 20
READERS, SECONDS = 16, 6.0
FIRST = date(2024, 6, 1)


@dataclass(frozen=True)
class Cost:
    """Medians over the changes: bytes of messages, bytes on the wire, seconds waited, CPU seconds."""

    opening: int
    received: float
    wire: float
    waited: float
    cpu: float


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
    with served(*command) as (url, pid), Reader(port_of(url)) as reader:
        opening = reader.run()
        reader.choose("As of", FIRST)
        reader.run()  # whatever is done once is done now
        received, wire, waited, spent = [], [], [], []
        for day in days:
            reader.choose("As of", day)
            used, before, began = cpu(pid), reader.wire.received, time.perf_counter()
            received.append(reader.run())
            waited.append(time.perf_counter() - began)
            wire.append(reader.wire.received - before)
            spent.append(cpu(pid) - used)
    return Cost(opening, *map(statistics.median, (received, wire, waited, spent)))


_APP = ("dashboard", "run", "--port", "{port}")


@dataclass
class Arm:
    """An app that is being served, with a reader of it, and what it used for changes of date."""

    port: int
    pid: int
    reader: Reader

    def spent(self, days: Sequence[date]) -> float:
        """Return the CPU seconds that the server used while its reader went through some days."""
        before = cpu(self.pid)
        for day in days:
            self.reader.choose("As of", day)
            self.reader.run()
            time.sleep(0.2)  # the limit on messages never waits
        return cpu(self.pid) - before

    def crowded(self, days: Sequence[date]) -> float:
        """Return the changes a CPU second of the server, many readers changing the date without a pause."""
        with ExitStack() as stack:
            readers = [stack.enter_context(Reader(self.port)) for _ in range(READERS)]
            for reader in readers:
                reader.run()
            until, before = time.monotonic() + SECONDS, cpu(self.pid)

            def change(number: int) -> int:
                reader, changes = readers[number], 0
                while time.monotonic() < until:
                    reader.choose("As of", days[(7 * number + changes) % len(days)])
                    reader.run()
                    changes += 1
                return changes

            with ThreadPoolExecutor(READERS) as pool:
                changes = sum(pool.map(change, range(READERS)))
            return changes / (cpu(self.pid) - before)


def figures(older: Path) -> Iterator[Figure]:
    """Yield what a change of date costs the server, and how many a core answers, here and in `older`."""
    days = list(change_days(open_catalog()))[-TURNS * IN_A_TURN :]
    with ExitStack() as stack:
        arms = []
        for folder in (ROOT, older):
            url, pid = stack.enter_context(served(*_APP, folder=folder))
            port = port_of(url)
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
