"""Bulk measuring on a Spark cluster: a master and two workers of our own on this machine, one of them killed."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from kinerja.core.measure import load_method
from kinerja.core.rollup.skeleton import roll_up
from tests.core import engines
from tests.core.flat_rows import rows

PATIENCE = 240.0  # seconds; a cluster on a busy machine may take long, but not for ever
# A short life: compiling thoroughly and collecting in parallel would take longer than they save.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
CONFIGURATION = f"""\
spark.sql.shuffle.partitions 2
spark.executor.memory 512m
spark.driver.extraJavaOptions {JAVA}
spark.executor.extraJavaOptions {JAVA}
spark.ui.showConsoleProgress false
"""


@dataclass
class Cluster:
    """A running cluster: its address, what its processes need to know, its two workers."""

    address: str
    environment: dict[str, str]
    workers: list["subprocess.Popen[bytes]"]


def until(holds: Callable[[], object], process: "subprocess.Popen[bytes]") -> None:
    """Wait for something that a process is to bring about."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert process.poll() is None, "the process ended before"
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that we started together with what it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    engines.needs(find_spec("pyspark") is not None, "Spark is not installed: install the extra `spark`.")
    engines.needs(shutil.which("java") is not None, "There is no Java: Spark needs Java 17.")
    import pyspark

    home = Path(pyspark.__file__).parent
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "spark-defaults.conf").write_text(CONFIGURATION, "utf-8")
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_CONF_DIR": str(tmp_path / "conf"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(tmp_path / "local"),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": JAVA,
        "PYSPARK_PYTHON": sys.executable,
    }
    with ExitStack() as stack:

        def start(kind: str, *arguments: str) -> "subprocess.Popen[bytes]":
            log = stack.enter_context((tmp_path / f"{kind}-{len(arguments)}.log").open("ab"))
            command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind.lower()}.{kind}"]
            process = subprocess.Popen(
                [*command, "-h", "127.0.0.1", "--webui-port", "0", *arguments],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            stack.callback(end, process)
            return process

        log = tmp_path / "Master-2.log"
        master = start("Master", "-p", "0")
        until(lambda: "I have been elected leader" in log.read_text("utf-8"), master)
        found = re.search(r"spark://127\.0\.0\.1:\d+", log.read_text("utf-8"))
        assert found
        room = str(tmp_path / "work")
        workers = [start("Worker", "-c", "1", "-m", "600m", "-d", room, found[0]) for _ in range(2)]
        until(lambda: log.read_text("utf-8").count("Registering worker") == 2, master)
        yield Cluster(found[0], environment, workers)


@pytest.mark.spark
def test_a_cluster_that_loses_a_worker_gives_every_level_as_python_does(cluster: Cluster, tmp_path: Path) -> None:
    made, out = rows(seed=4), tmp_path / "hasil"
    source = engines.as_parquet(made, tmp_path / "masukan.parquet")
    command = [sys.executable, "-m", "kinerja", "measure", str(source), "-o", str(out), "--engine", "spark"]
    with (tmp_path / "driver.log").open("wb") as log:
        run = subprocess.Popen(
            [*command, "--master", cluster.address, "--memory", "512MB"],
            env=cluster.environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            until(lambda: list(tmp_path.glob(".hasil-*/periode/_SUCCESS")), run)
            assert not list(tmp_path.glob(".hasil-*/indikator/_SUCCESS"))
            end(cluster.workers[0])
            assert run.wait(PATIENCE) == 1, (tmp_path / "driver.log").read_text("utf-8")[-3000:]
        finally:
            end(run)
    found = roll_up(made, load_method("kinerja-2018"))
    assert engines.digests_in(out) == {name: engines.digest(level) for name, level in found.items()}
