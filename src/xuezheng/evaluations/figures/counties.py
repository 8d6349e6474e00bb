"""What registers answer of the items of a county: one value for each county, school year and item."""

import polars as pl

from xuezheng.engine.frozen import Frozen, read
from xuezheng.evaluations.figures.vocational import school_conditions
from xuezheng.evaluations.law import BASIC, INDICATORS, Law, law_of
from xuezheng.evaluations.schemes import Scheme, preschool, senior, vocational
from xuezheng.funding.tables import ALLOCATIONS
from xuezheng.registers.tables import CLASSES, INSTITUTIONS, STAFF

COUNTY = ("school_year", "county_code")
Q = "quality_balanced"
THROUGH_TRAIN = ("312", "345")


def county_values(
    frozen: Frozen,
    parts: pl.DataFrame,
    lines: pl.DataFrame,
    verdicts: pl.DataFrame,
    varied: pl.DataFrame,
    basic: pl.DataFrame,
) -> pl.DataFrame:
    """school_year, county_code, item_id, value; the value is null where something needed was not reported.

    `varied` are the variations of 2017, `basic` those of 2012. A year has the items of the evaluations that judge it.
    """
    frames = [composite(basic), *kindergartens(_from(frozen, preschool.SCHEME)), *seniors(_from(frozen, senior.SCHEME)),
              vocational_share(_from(frozen, vocational.SCHEME))]  # fmt: skip
    if lines.height:
        frames += [resources(lines, varied), schools(verdicts)]
        for (year,), own in parts.group_by("school_year", maintain_order=True):
            law = law_of(int(str(year)))
            if law.is_of_2017:
                frames += [rooms(own, law), sizes(own, law), classes(own), certificates(own)]
    columns = [*COUNTY, "item_id", "value"]
    kept = [
        f.select(pl.col("school_year").cast(pl.Int16), "county_code", "item_id", pl.col("value").cast(pl.Float64))
        for f in frames
        if f.height
    ]
    return (
        pl.concat(kept).select(columns).sort(columns[:3])
        if kept
        else pl.DataFrame(schema=dict.fromkeys(columns, pl.Null))
    )


def _from(frozen: Frozen, scheme: Scheme) -> Frozen:
    """The returns of the years that an evaluation judges."""
    return Frozen(tuple(r for r in frozen.returns if r.year >= scheme.from_year))


def resources(lines: pl.DataFrame, varied: pl.DataFrame) -> pl.DataFrame:
    """Of each resource indicator: variations over the limit and schools under the floor, counted together."""
    frames: list[pl.DataFrame] = []
    over: list[pl.DataFrame] = []
    for (year,), rows in varied.group_by("school_year"):
        law = law_of(int(str(year)))
        if not law.is_of_2017:
            continue
        limit = pl.col("part").replace_strict(dict(law.variation_max), return_dtype=pl.Float64)
        over.append(rows.with_columns(over=pl.col("variation") > limit * (1 + 1e-12)))
    varied = pl.concat(over)
    for indicator, (column, _) in INDICATORS.items():
        spread = (
            varied.filter(pl.col("column") == column)
            .group_by(COUNTY)
            .agg(over=pl.col("over").sum(), gaps=pl.col("over").null_count())
        )
        floor = (
            lines.filter(pl.col("indicator") == indicator)
            .group_by(COUNTY)
            .agg(under=(~pl.col("reaches_floor")).sum(), unknown=pl.col("reaches_floor").null_count())
        )
        found = pl.col("over").cast(pl.Float64) + pl.col("under")
        open_ = (pl.col("gaps") > 0) | (pl.col("unknown") > 0)
        frames.append(
            spread.join(floor, on=COUNTY).select(
                *COUNTY, pl.lit(f"{Q}.resource.{indicator}").alias("item_id"),
                pl.when(open_ & (found == 0)).then(None).otherwise(found).alias("value"),
            )
        )  # fmt: skip
    return pl.concat(frames)


def schools(verdicts: pl.DataFrame) -> pl.DataFrame:
    """How many school parts fail the rule of six of seven; null while none fails but some are not known."""
    grouped = verdicts.group_by(COUNTY).agg(
        unmet=(pl.col("verdict") == "unmet").sum().cast(pl.Float64), unknown=(pl.col("verdict") == "unknown").sum()
    )
    value = pl.when((pl.col("unmet") == 0) & (pl.col("unknown") > 0)).then(None).otherwise(pl.col("unmet"))
    return grouped.select(*COUNTY, pl.lit(f"{Q}.resource.schools").alias("item_id"), value.alias("value"))


def composite(varied: pl.DataFrame) -> pl.DataFrame:
    """The composite variation of 2012, each part."""
    known = pl.col("variation").null_count() == 0
    grouped = (
        varied.filter(pl.col("column").is_in(BASIC))
        .group_by(*COUNTY, "part")
        .agg(value=pl.when(known).then(pl.col("variation").mean()))
    )
    return grouped.select(*COUNTY, (pl.lit("basic_balanced.variation.") + pl.col("part")).alias("item_id"), "value")


def whole_schools(parts: pl.DataFrame) -> pl.DataFrame:
    """Parts put together to schools: compulsory students and classes, and what the school has as a whole."""
    return parts.filter("is_counted").group_by(*COUNTY, "institution_code").agg(
        pl.col("school_type", "area_group", "name", "music_room_count", "art_room_count", "is_size_exempt", "is_rooms_exempt").first(),
        students=pl.col("student_count").sum(), classes=pl.col("class_count").sum(),
    )  # fmt: skip


def room_gaps(parts: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Schools with the music and art rooms they have (large enough) and need, one for every twelve classes."""
    per = law.value(f"{Q}.special_room.classes_per_room")
    return whole_schools(parts).with_columns(needed=(pl.col("classes") / per).ceil())


def rooms(parts: pl.DataFrame, law: Law) -> pl.DataFrame:
    lacking = (pl.col("music_room_count") < pl.col("needed")) | (pl.col("art_room_count") < pl.col("needed"))
    return _counted(room_gaps(parts, law), lacking & ~pl.col("is_rooms_exempt"), "3")


def sizes(parts: pl.DataFrame, law: Law) -> pl.DataFrame:
    limit = {
        exempt: pl.when(pl.col("school_type").is_in(THROUGH_TRAIN))
        .then(law.value(f"{Q}.through_train_size{exempt}"))
        .otherwise(law.value(f"{Q}.school_size{exempt}"))
        for exempt in ("", "_exempt")
    }
    own = pl.when(pl.col("is_size_exempt")).then(limit["_exempt"]).otherwise(limit[""])
    return _counted(whole_schools(parts), pl.col("students") > own, "4")


def _counted(frame: pl.DataFrame, condition: pl.Expr, number: str) -> pl.DataFrame:
    grouped = frame.group_by(COUNTY).agg(found=condition.sum().cast(pl.Float64), gaps=condition.null_count())
    value = pl.when((pl.col("found") == 0) & (pl.col("gaps") > 0)).then(None).otherwise(pl.col("found"))
    return grouped.select(*COUNTY, pl.lit(f"{Q}.government.{number}").alias("item_id"), value.alias("value"))


def classes(parts: pl.DataFrame) -> pl.DataFrame:
    grouped = parts.group_by(COUNTY).agg(value=pl.col("class_over_count").sum())
    return grouped.with_columns(item_id=pl.lit(f"{Q}.government.5"))


def certificates(parts: pl.DataFrame) -> pl.DataFrame:
    known = pl.col("certificate_count").null_count() == 0
    share = pl.col("certificate_count").sum() / pl.col("teacher_count").sum()
    return (
        parts.group_by(COUNTY).agg(value=pl.when(known).then(share)).with_columns(item_id=pl.lit(f"{Q}.government.12"))
    )


def _read(frozen: Frozen, table: object, sql: str) -> pl.DataFrame:
    source = frozen.source(table)  # type: ignore[arg-type]
    return read(sql.format(source=source.replace('"t0"', "t"))) if source else pl.DataFrame()


def _dated(frozen: Frozen, *ids: str) -> str:
    """Numbers of the law by school year as a table of SQL: school_year, l0, l1, …"""
    rows = ", ".join(f"({', '.join([str(y), *(str(law_of(y).value(id)) for id in ids)])})" for y in frozen.years)
    columns = ", ".join(["school_year", *(f"l{n}" for n in range(len(ids)))])
    return f"(VALUES {rows}) AS l({columns})" if rows else ""


def kindergartens(frozen: Frozen) -> list[pl.DataFrame]:
    """Townships without a public kindergarten; classes within the norm; teachers to children; certificates."""
    limits = _dated(frozen, *(f"kindergarten.class_size.{k}" for k in ("lower", "middle", "upper")))
    towns = _read(frozen, INSTITUTIONS, """
        SELECT school_year, county_code, 'preschool_universal.government.2.3' AS item_id,
               count(*) FILTER (NOT has_public) AS value
        FROM (SELECT school_year, county_code, town_code, bool_or(has_preschool AND NOT is_private) AS has_public
              FROM {source} WHERE town_code IS NOT NULL AND substr(town_code, 7, 1) <> '0' GROUP BY ALL) GROUP BY ALL""")  # fmt: skip
    norm = _read(frozen, CLASSES, f"""
        SELECT school_year, county_code, 'preschool_universal.quality.3.2' AS item_id,
               avg((pupil_count <= CASE grade WHEN '02' THEN l0 WHEN '03' THEN l1 ELSE l2 END)::INT) AS value,
               sum(pupil_count) AS children
        FROM {{source}} JOIN {limits} USING (school_year) WHERE stage = 'preschool' GROUP BY ALL""")  # fmt: skip
    staff = _read(frozen, STAFF, """
        SELECT school_year, county_code, count(*) FILTER (is_full_time_teacher) AS teachers,
               count(*) FILTER (has_certificate AND (is_full_time_teacher OR post = 'principal'))
                 / nullif(count(*) FILTER (is_full_time_teacher OR post = 'principal'), 0) AS certified
        FROM {source} WHERE stage = 'preschool' GROUP BY ALL""")  # fmt: skip
    frames = [towns, norm.drop("children", strict=False)]
    if norm.height and staff.height:
        joined = norm.drop("item_id", "value").join(staff, on=COUNTY)
        frames += [
            joined.select(*COUNTY, pl.lit("preschool_universal.quality.3.3").alias("item_id"), (pl.col("teachers").cast(pl.Float64) / pl.col("children").cast(pl.Float64)).alias("value")),
            joined.select(*COUNTY, pl.lit("preschool_universal.quality.3.4").alias("item_id"), pl.col("certified").alias("value")),
        ]  # fmt: skip
    return frames


def seniors(frozen: Frozen) -> list[pl.DataFrame]:
    """Funds, large classes, mean class size and staffing of senior secondary education."""
    funds = _read(frozen, ALLOCATIONS, """
        SELECT school_year, county_code, 'senior.funds' AS item_id, sum(amount_fen) / nullif(sum(pupil_count), 0) AS value
        FROM {source} WHERE stage = 'senior' AND county_code IS NOT NULL GROUP BY ALL""")  # fmt: skip
    sizes = _read(frozen, CLASSES, f"""
        SELECT school_year, county_code, count(*) FILTER (pupil_count >= l0) AS over, avg(pupil_count) AS mean,
               sum(pupil_count) AS students
        FROM {{source}} JOIN {_dated(frozen, "class_size.large")} USING (school_year) WHERE stage = 'senior' GROUP BY ALL""")  # fmt: skip
    staff = _read(
        frozen,
        STAFF,
        "SELECT school_year, county_code, count(*) AS staff FROM {source} WHERE stage = 'senior' GROUP BY ALL",
    )
    frames = [funds]
    if sizes.height:
        frames += [
            sizes.select(*COUNTY, pl.lit("senior.large_classes").alias("item_id"), pl.col("over").alias("value")),
            sizes.select(*COUNTY, pl.lit("senior.class_size").alias("item_id"), pl.col("mean").alias("value")),
        ]
        if staff.height:
            ratio = (pl.col("students").cast(pl.Float64) / pl.col("staff").cast(pl.Float64)).alias("value")
            frames.append(
                sizes.join(staff, on=COUNTY).select(*COUNTY, pl.lit("senior.staffing").alias("item_id"), ratio)
            )
    return frames


def vocational_share(frozen: Frozen) -> pl.DataFrame:
    """The share of secondary vocational schools that meet all nine key conditions."""
    found = school_conditions(frozen)
    if found.is_empty():
        return found
    grouped = found.group_by(*COUNTY, "institution_code").agg(
        unmet=(pl.col("is_key") & ~pl.col("is_met")).sum(),
        unknown=(pl.col("is_key") & pl.col("is_met").is_null()).sum(),
    )
    open_ = (pl.col("unmet") == 0) & (pl.col("unknown") > 0)
    return grouped.group_by(COUNTY).agg(
        value=pl.when(open_.any()).then(None).otherwise((pl.col("unmet") == 0).mean())
    ).with_columns(item_id=pl.lit("vocational.schools_meeting"))  # fmt: skip
