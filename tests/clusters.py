"""A cluster of Spark's on this machine: a master and two workers, each a process of its own on loopback."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.programs import needed

_ROOT = Path(__file__).parent.parent
_PATIENCE = 120.0
# Java that starts quickly and stays small: these processes live for a minute.
_JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
_SETTINGS = f"""
spark.master.rest.enabled false
spark.driver.memory 512m
spark.driver.extraJavaOptions {_JAVA}
spark.executor.memory 512m
spark.executor.cores 1
spark.executor.extraJavaOptions {_JAVA}
spark.cores.max 2
# A run begins when both workers are there: what is killed has work.
spark.scheduler.minRegisteredResourcesRatio 1.0
spark.scheduler.maxRegisteredResourcesWaitingTime 100s
spark.sql.shuffle.partitions 4
"""


def wait_until(true: Callable[[], bool], what: str, patience: float = _PATIENCE) -> None:
    """Wait until something is so; fail with what it is if it is not in time."""
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {patience:.0f} s for {what}")
        time.sleep(0.01)


@dataclass
class Cluster:
    """A master, and the workers that run now.

    Attributes:
        folder: Where all of them write.
        home: The folder of Spark, with its programs.
        master: The address of the master.
        workers: Each with the folder of its runs; killed ones are not in it.
    """

    folder: Path
    home: Path
    master: str = ""
    workers: list[tuple[subprocess.Popen[bytes], Path]] = field(default_factory=list)
    _all: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def variables(self) -> dict[str, str]:
        """The variables of every process of Spark's, and of the command that asks the cluster."""
        return os.environ | {
            "SPARK_HOME": str(self.home),
            "SPARK_CONF_DIR": str(self.folder / "conf"),
            "SPARK_LOCAL_DIRS": str(self.folder / "local"),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_DAEMON_MEMORY": "128m",
            "SPARK_DAEMON_JAVA_OPTS": _JAVA,
            "PYTHONPATH": str(_ROOT),  # where workers have this package
        }

    def start(self) -> None:
        """Start the master."""
        settings = self.folder / "conf" / "spark-defaults.conf"
        settings.parent.mkdir()
        settings.write_text(_SETTINGS, encoding="utf-8")
        found = self._started("master", ["org.apache.spark.deploy.master.Master"], r"master at (spark://\S+)")
        self.master = found[1]
        settings.write_text(f"{_SETTINGS}spark.master {self.master}\n", encoding="utf-8")

    def fill_up(self) -> None:
        """Start workers until there are two, with one core each."""
        while len(self.workers) < 2:
            name = f"worker-{len(self._all)}"
            runs = self.folder / name
            few = ["--cores", "1", "--memory", "600m", "--work-dir", str(runs), self.master]
            self._started(
                name, ["org.apache.spark.deploy.worker.Worker", *few], "Successfully registered with master"
            )
            self.workers.append((self._all[-1], runs))

    def kill_worker(self) -> Path:
        """Kill a worker with all that runs in it, as a machine that fails; return the folder of its runs."""
        process, runs = self.workers.pop()
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(30)
        return runs

    def stop(self) -> None:
        """End everything."""
        for process in self._all:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(30)

    def _started(self, name: str, command: Sequence[str], said: str) -> re.Match[str]:
        """Start a process, and return what it says once it is ready."""
        log = self.folder / f"{name}.log"
        # It ends with us, however we end.
        bound = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        listening = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
        program, *options = command
        with log.open("wb") as written:
            process = subprocess.Popen(
                [*bound, str(self.home / "bin" / "spark-class"), program, *listening, *options],
                env=self.variables,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a group of its own, with all that it starts
            )
        self._all.append(process)
        found: list[re.Match[str]] = []

        def ready() -> bool:
            text = log.read_text(encoding="utf-8", errors="replace")
            assert process.poll() is None, text
            found.extend(re.finditer(said, text))
            return bool(found)

        wait_until(ready, f"{name} to start")
        return found[0]


def spark_home() -> Path:
    """Return the folder of PySpark; without it or Java the test is skipped, except where CI promises them."""
    needed("java")
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None:
        reason = "pyspark is not installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return Path(found.origin).parent


@contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """Give a cluster with a master and two workers, and end it, whatever happens."""
    cluster = Cluster(folder, spark_home())
    try:
        cluster.start()
        cluster.fill_up()
        yield cluster
    finally:
        cluster.stop()
