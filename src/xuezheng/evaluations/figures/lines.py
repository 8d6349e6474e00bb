"""The lines of every school part in the evaluation of 2017, vectorised; the same rule as `rules.judge_school`."""

import polars as pl

from xuezheng.evaluations.law import INDICATORS, law_of
from xuezheng.evaluations.rules.verdicts import NEARLY

PLACE = ("school_year", "county_code", "institution_code", "part")


def school_lines(parts: pl.DataFrame) -> pl.DataFrame:
    """One row for each counted part and indicator.

    Columns: school_year, county_code, institution_code, part, name, student_count, indicator, quantity, minimum (per
    student), value (per student), share (of the minimum), is_met, reaches_floor; the last four null where not known.
    """
    counted = parts.filter("is_counted")
    frames: list[pl.DataFrame] = []
    for (year, part), rows in counted.group_by("school_year", "part"):
        law = law_of(int(str(year)))
        for indicator, (column, _) in INDICATORS.items():
            minimum = law.minimum[str(part)][indicator]
            value = pl.col(column) / pl.col("student_count")
            frames.append(
                rows.select(
                    *PLACE, "name", "student_count", pl.lit(indicator).alias("indicator"),
                    pl.col(column).alias("quantity"), pl.lit(minimum).alias("minimum"), value.alias("value"),
                    (value / minimum).alias("share"), (value >= minimum * (1 - NEARLY)).alias("is_met"),
                    (value >= minimum * (law.floor_share - NEARLY)).alias("reaches_floor"),
                )
            )  # fmt: skip
    return pl.concat(frames).sort(*PLACE, "indicator") if frames else pl.DataFrame()


def school_verdicts(lines: pl.DataFrame) -> pl.DataFrame:
    """One row for each part: met_count, unknown_count, under_floor_count, verdict."""
    law = law_of(int(lines["school_year"].max())) if lines.height else None  # type: ignore[arg-type]
    least = law.met_at_least if law else 0
    grouped = lines.group_by(*PLACE, "name", "student_count").agg(
        met_count=pl.col("is_met").sum().cast(pl.Int64),
        unknown_count=pl.col("is_met").null_count().cast(pl.Int64),
        under_floor_count=(~pl.col("reaches_floor")).sum().cast(pl.Int64),
    )
    fails = (pl.col("under_floor_count") > 0) | (pl.col("met_count") + pl.col("unknown_count") < least)
    verdict = pl.when(fails).then(pl.lit("unmet")).when(pl.col("unknown_count") > 0).then(pl.lit("unknown"))
    return grouped.with_columns(verdict=verdict.otherwise(pl.lit("met"))).sort(*PLACE)
