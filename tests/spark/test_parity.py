"""The whole catalogue on DuckDB and on Spark: every value, numerator, denominator and state, at every place and year.

`make test-spark` brings pyspark and runs it; it takes a minute and a gigabyte, so `make test` does not.
"""

import importlib.util
import shutil
from pathlib import Path

import polars as pl
import pytest

from xuezheng.engine.catalogue import catalogue
from xuezheng.engine.compute import compute_all
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import declared

LACKING = [
    name
    for name, found in (("pyspark", importlib.util.find_spec("pyspark")), ("java", shutil.which("java")))
    if not found
]
KEY = ("level", "indicator_id", "place_code", "school_year")


@pytest.fixture
def frozen(tmp_path: Path) -> Frozen:
    """Two generated cities in three years, with pupils as persons and rows in every table."""
    from benchmarks.generated_returns import Size, make

    for _ in make(tmp_path, ["511000", "511300"], 3, Size.of(5_000)):
        pass
    return Frozen.of(Instance(tmp_path))


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(*KEY[:3], "state").cast(pl.String))


@pytest.mark.spark
@pytest.mark.skipif(bool(LACKING), reason=f"not here: {', '.join(LACKING)}")
def test_the_whole_catalogue_is_the_same_on_both(frozen: Frozen, monkeypatch: pytest.MonkeyPatch) -> None:
    known = catalogue(declared())
    ours = plain(compute_all(known, frozen))
    monkeypatch.setenv("XUEZHENG_ENGINE", "spark")
    theirs = plain(compute_all(known, frozen))
    assert ours.select(KEY).equals(theirs.select(KEY))
    assert set(ours["indicator_id"]) == {i.id for i in known}
    assert ours["state"].equals(theirs["state"])
    for name in ("value", "numerator", "denominator"):
        beside = ours.select(*KEY, "state", duckdb=name).with_columns(spark=theirs[name])
        # fractions are added up in another order there
        same = pl.col("duckdb").eq_missing(pl.col("spark")) | (
            (pl.col("duckdb") - pl.col("spark")).abs() <= 1e-12 * pl.col("duckdb").abs()
        )
        assert beside.filter(~same.fill_null(False)).to_dicts() == []
    assert ours.filter(pl.col("state") == "known").height > 1_000
