"""The lines of every school part in the evaluation of 2017, vectorised; the same rule as `rules.judge_school`."""

import polars as pl

from xuezheng.evaluations.law import INDICATORS, law_of
from xuezheng.evaluations.rules.verdicts import NEARLY

PLACE = ("school_year", "county_code", "institution_code", "part")
LINES = {
    "school_year": pl.Int16, **dict.fromkeys(PLACE[1:], pl.String), "name": pl.String, "student_count": pl.Int64, "indicator": pl.String,
    **dict.fromkeys(("quantity", "minimum", "value", "share"), pl.Float64), **dict.fromkeys(("is_met", "reaches_floor"), pl.Boolean),
}  # fmt: skip


def school_lines(parts: pl.DataFrame) -> pl.DataFrame:
    """One row for each counted part and indicator.

    Columns: school_year, county_code, institution_code, part, name, student_count, indicator, quantity, minimum (per
    student), value (per student), share (of the minimum), is_met, reaches_floor; the last four null where not known.
    Years before the evaluation of 2017 have no rows.
    """
    counted = parts.filter("is_counted")
    frames: list[pl.DataFrame] = []
    for (year, part), rows in counted.group_by("school_year", "part"):
        law = law_of(int(str(year)))
        if not law.is_of_2017:
            continue
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
    return pl.concat(frames).sort(*PLACE, "indicator") if frames else pl.DataFrame(schema=LINES)


def school_verdicts(lines: pl.DataFrame) -> pl.DataFrame:
    """One row for each part: met_count, unknown_count, under_floor_count, verdict."""
    years: list[int] = lines["school_year"].unique().to_list()
    least = pl.col("school_year").replace_strict(
        {y: law_of(y).met_at_least for y in years}, default=0, return_dtype=pl.Int64
    )
    grouped = lines.group_by(*PLACE, "name", "student_count").agg(
        met_count=pl.col("is_met").sum().cast(pl.Int64),
        unknown_count=pl.col("is_met").null_count().cast(pl.Int64),
        under_floor_count=(~pl.col("reaches_floor")).sum().cast(pl.Int64),
    )
    fails = (pl.col("under_floor_count") > 0) | (pl.col("met_count") + pl.col("unknown_count") < least)
    verdict = pl.when(fails).then(pl.lit("unmet")).when(pl.col("unknown_count") > 0).then(pl.lit("unknown"))
    return grouped.with_columns(verdict=verdict.otherwise(pl.lit("met"))).sort(*PLACE)
