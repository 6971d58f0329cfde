"""Bulk measuring by Spark, on this machine or on a cluster that sees the same folders."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from kinerja.console.bulk_job import Job, Outcome, files_of, fit
from kinerja.core.columns import Unusable
from kinerja.core.dialects import SPARK
from kinerja.core.rollup.flat import GOVERNMENT, IDENTITY, INDICATOR, LEVELS, Fault
from kinerja.core.rollup.statements import QUARTERLY, statements

_SCRATCH: Final = ".sementara"
_HERE: Final = ("127.0.0.1", "localhost")


def measure(job: Job, master: str) -> Outcome:
    """Write every level as a folder of Parquet files. Raises Unusable if the file cannot be measured."""
    try:
        with _session(job, master or "local[*]") as spark:
            return _measure(spark, job)
    except (PySparkException, Py4JError) as problem:
        told = str(problem).strip().partition("\n")[0]
        raise Unusable(f"Spark tidak dapat menghitung berkas ini: {told}") from problem


@contextmanager
def _session(job: Job, master: str) -> Iterator[SparkSession]:
    """Give a session that ends with the block; where the cluster is this machine, nothing listens beyond it."""
    builder = SparkSession.builder.appName("kinerja measure").master(master)
    settings = {
        "spark.sql.ansi.enabled": "true",  # what leaves 38 digits is an error, never null
        "spark.ui.enabled": "false",
        "spark.driver.memory": f"{job.memory // 10**6}m",
        "spark.sql.warehouse.dir": str(job.folder / _SCRATCH),
        "spark.log.level": "ERROR",
    }
    if master.startswith("local") or urlsplit(master).hostname in _HERE:
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()


def _measure(spark: SparkSession, job: Job) -> Outcome:
    rows = spark.read.parquet(*files_of(job.source))
    columns = dict(rows.dtypes)
    fit(columns)
    rows.createOrReplaceTempView("flat")
    total = rows.count()
    if not total:
        raise Unusable("Berkas tidak berisi satu baris pun. Periksa ekspornya.")
    relation = {name: name.replace("-", "_") for name in (*(level.name for level in LEVELS), QUARTERLY)}
    texts = statements(SPARK, job.method, source="flat", columns=columns, relation=relation)
    report = job.progress.begin()
    for number, (name, text) in enumerate(texts.items(), start=1):
        folder = str(job.folder / (_SCRATCH if name == QUARTERLY else name))
        spark.sql(text).write.parquet(folder)
        spark.read.parquet(folder).createOrReplaceTempView(relation[name])
        report(1000 * number // len(texts))
    shutil.rmtree(job.folder / _SCRATCH)
    return Outcome(total, _governments(spark, relation), _faults(spark, relation))


def _governments(spark: SparkSession, relation: dict[str, str]) -> int:
    return int(spark.table(relation[GOVERNMENT.name]).select("government").distinct().count())


def _faults(spark: SparkSession, relation: dict[str, str]) -> dict[str, int]:
    """Return how many indicators and years have each fault; one counts once, however many quarters it has."""
    faulty = spark.table(relation[INDICATOR.name]).where(F.col("status").isin([str(fault) for fault in Fault]))
    counted: list[Any] = faulty.select("status", *IDENTITY).distinct().groupBy("status").count().collect()
    return {row["status"]: row["count"] for row in counted}
