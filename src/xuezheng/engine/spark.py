"""The figures on Spark: the same SQL, translated, over the same Parquet files.

Needs the extra `xuezheng[spark]` (pyspark) and Java. `XUEZHENG_SPARK` names the master of a cluster, whose workers must
see the instance's folder under the same path; without it Spark runs in this process's machine. Sums of fractions come in
any order there, so that their last digits may differ from DuckDB's; counts and whole numbers do not.
"""

import os
import re
from collections.abc import Mapping
from typing import Any, cast

import polars as pl

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words

FILES = re.compile(r"read_parquet\(\[(?P<paths>[^\]]*)\], union_by_name=(?P<mixed>true|false)\)")
PATH = re.compile(r"'((?:[^']|'')*)'")
GROUPING = re.compile(r"\bGROUPING\(([^()]*)\)")


class Spark:
    """One Spark session a process."""

    name = "spark"
    puts_alike_rows_together = False  # it sums up within each part of a file by itself

    def __init__(self) -> None:
        self.session = _session()
        self._views: dict[tuple[str, str], str] = {}

    def columns(self, sql: str, width: int) -> Mapping[str, Any]:
        found = self.session.sql(translated(FILES.sub(self._view, sql))).toArrow()
        frame = pl.DataFrame(found)
        return {name: frame[name] for name in frame.columns}

    def _view(self, files: re.Match[str]) -> str:
        """The name of a view of some Parquet files."""
        key = files["paths"], files["mixed"]
        if key not in self._views:
            name = f"frozen_{len(self._views)}"
            paths = ["file://" + path.replace("''", "'") for path in PATH.findall(files["paths"])]
            reader = self.session.read.option("mergeSchema", files["mixed"])
            reader.parquet(*paths).createOrReplaceTempView(name)
            self._views[key] = name
        return self._views[key]


def translated(sql: str) -> str:
    """DuckDB's SQL as Spark's."""
    import sqlglot

    return GROUPING.sub(r"GROUPING_ID(\1)", sqlglot.transpile(sql, read="duckdb", write="spark")[0])


def _session() -> Any:
    try:
        import pyspark.sql as installed  # pyright: ignore[reportMissingImports]
    except ImportError:
        raise Refused([_lacking()]) from None
    made: Any = cast(Any, installed).SparkSession.builder
    settings = {
        "spark.app.name": "xuezheng",
        "spark.master": os.environ.get("XUEZHENG_SPARK", "") or "local[*]",
        "spark.sql.ansi.enabled": "false",  # nothing to divide by gives nothing, as in DuckDB, instead of an error
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    }
    if settings["spark.master"].startswith("local"):
        settings |= {"spark.sql.shuffle.partitions": str(os.cpu_count() or 1), "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}  # fmt: skip
    for name, value in settings.items():
        made = made.config(name, value)
    session: Any = made.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _lacking() -> Problem:
    return Problem(
        "settings.spark",
        Words("XUEZHENG_ENGINE=spark 需要 pyspark。", "XUEZHENG_ENGINE=spark needs pyspark."),
        cure=Words("安装 xuezheng[spark] 和 Java 17。", "Install xuezheng[spark] and Java 17."),
    )
