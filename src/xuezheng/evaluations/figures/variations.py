"""Variations between the schools of a county, for all counties and years at once."""

from collections.abc import Sequence

import polars as pl

GROUP = ("school_year", "county_code", "part")


def variations(parts: pl.DataFrame, columns: Sequence[str], counted_by: str = "is_counted") -> pl.DataFrame:
    """The weighted variation of each quantity per student, by county, year and part.

    Columns: school_year, county_code, part, column, variation, mean, school_count, missing_count. `variation` is null
    where a counted school's quantity is not known, or the mean is zero. `counted_by` is the flag of the parts that count
    (`is_counted_basic` for the evaluation of 2012).
    """
    counted = parts.filter(pl.col(counted_by) & (pl.col("student_count") > 0))
    weight = pl.col("student_count").cast(pl.Float64)
    total = weight.sum()
    made: list[pl.Expr] = [pl.len().alias("school_count")]
    for name in columns:
        quantity = pl.col(name)
        mean = quantity.sum() / total
        # Σ P (x/P − M)² = Σ x²/P − M² Σ P, but that loses digits where schools are alike: take the deviations themselves
        square = (weight * (quantity / weight - mean) ** 2).sum() / total
        known = quantity.null_count() == 0
        made += [
            pl.when(known & (mean > 0)).then(square.sqrt() / mean).alias(f"{name}|variation"),
            pl.when(known).then(mean).alias(f"{name}|mean"),
            quantity.null_count().alias(f"{name}|missing"),
        ]
    wide = counted.group_by(GROUP).agg(made)
    frames = [
        wide.select(
            *GROUP, pl.lit(name).alias("column"), pl.col(f"{name}|variation").alias("variation"),
            pl.col(f"{name}|mean").alias("mean"), "school_count", pl.col(f"{name}|missing").alias("missing_count"),
        )
        for name in columns
    ]  # fmt: skip
    return pl.concat(frames).sort(*GROUP, "column")
