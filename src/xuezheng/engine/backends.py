"""What computes the figures of all places at once: DuckDB in this process, or Spark where a province or a nation needs it.

The setting `XUEZHENG_ENGINE` chooses (`duckdb` or `spark`). Definitions, frozen files and the SQL that names a
definition are the same; for Spark the SQL is translated as it is asked. Questions about one place are always answered
by DuckDB: they read a few files.
"""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

from xuezheng.engine.frozen import connection, read

MANY_COLUMNS = 35


class Backend(Protocol):
    """Runs the SQL of this folder (DuckDB's, over `read_parquet`)."""

    name: str
    puts_alike_rows_together: bool  # whether it pays to group alike rows of persons first

    def columns(self, sql: str, width: int) -> Mapping[str, Any]:
        """The answer's columns as arrays by name; `width` is how many there will be."""
        ...


class DuckDB:
    """The embedded engine: one thread, no other process."""

    name = "duckdb"
    puts_alike_rows_together = True

    def columns(self, sql: str, width: int) -> Mapping[str, Any]:
        # handing a wide answer over as Arrow costs a third less than as NumPy, a narrow one more
        if width > MANY_COLUMNS:
            frame = read(sql)
            return {name: frame[name] for name in frame.columns}
        return connection().execute(sql).fetchnumpy()


@cache
def _named(name: str) -> Backend:
    if name == "spark":
        from xuezheng.engine.spark import Spark

        return Spark()
    return DuckDB()


def backend() -> Backend:
    """The one that the setting names."""
    return _named(os.environ.get("XUEZHENG_ENGINE", "") or "duckdb")
