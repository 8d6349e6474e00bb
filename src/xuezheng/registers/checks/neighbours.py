"""A school beside its like: the schools of the same county and type. What stands far out is asked about, not refused.

A value x > 0 stands out where |ln x − m| > max(ln 3, 3.5 × 1.4826 × MAD), m and MAD being the median and the median
absolute deviation of ln x among at least eight schools alike. The median does not move with the outlier it is to find;
the logarithm makes "ten times too much" and "a tenth of it", as by a slipped decimal point, alike; and within a factor
of three nobody is asked. (1.4826 makes the MAD a standard deviation where values are normal; 3.5 after Iglewicz and
Hoaglin, 1993.)
"""

import math
from collections.abc import Callable

import polars as pl

from xuezheng.engine.offices import Check
from xuezheng.engine.tables import Table
from xuezheng.ground.words import Words
from xuezheng.registers.checks.making import Frames
from xuezheng.registers.tables import CLASSES, CONDITIONS, INSTITUTIONS, STAFF

PEERS, FACTOR, DEVIATIONS = 8, 3.0, 3.5 * 1.4826
CODE = "institution_code"


def standing_out(values: pl.DataFrame) -> pl.DataFrame:
    """Of county_code, institution_code, school_type, value: those that stand out, with the median of their like."""
    log, alike = pl.col("value").log(), ("county_code", "school_type")
    known = values.filter(pl.col("value").is_finite() & (pl.col("value") > 0)).with_columns(_log=log)
    known = known.with_columns(_middle=pl.col("_log").median().over(alike), peer_count=pl.len().over(alike))
    known = known.with_columns(_off=(pl.col("_log") - pl.col("_middle")).abs())
    far = pl.max_horizontal(pl.lit(math.log(FACTOR)), DEVIATIONS * pl.col("_off").median().over(alike))
    found = known.filter((pl.col("peer_count") >= PEERS) & (pl.col("_off") > far))
    return found.select(
        "county_code",
        CODE,
        pl.col("value").round(3),
        median_of_peers=pl.col("_middle").exp().round(3),
        peer_count="peer_count",
    ).sort(CODE)


def ratio(name: str, table: Table, part: str, whole: str, what: Words) -> Check:
    """A column over another of the same row, beside that of the schools alike."""

    def broken(frames: Frames) -> pl.DataFrame:
        rows = frames[table.name].filter((pl.col(whole) > 0) & pl.col(part).is_not_null())
        return standing_out(
            rows.select("county_code", CODE, "school_type", value=pl.col(part).cast(pl.Float64) / pl.col(whole))
        )

    return _check(name, (table,), broken, what)


def class_size(frames: Frames) -> pl.DataFrame:
    """Pupils a class."""
    totals = frames[CLASSES.name].group_by("county_code", CODE, "school_type").agg(value=pl.col("pupil_count").mean())
    return standing_out(totals)


def pupils_a_teacher(frames: Frames) -> pl.DataFrame:
    """Pupils a full-time teacher."""
    teachers = frames[STAFF.name].filter("is_full_time_teacher").group_by(CODE)
    taught = frames[INSTITUTIONS.name].join(teachers.agg(teachers=pl.col("pseudonym").n_unique()), on=CODE)
    value = pl.col("pupil_count").cast(pl.Float64) / pl.col("teachers")
    return standing_out(taught.select("county_code", CODE, "school_type", value=value))


def girls_share(frames: Frames) -> pl.DataFrame:
    """Girls a boy, of schools of a hundred pupils and more."""
    totals = frames[CLASSES.name].group_by("county_code", CODE, "school_type")
    counted = totals.agg(pl.col("pupil_count").sum(), pl.col("girl_count").sum()).filter(pl.col("pupil_count") >= 100)
    value = pl.col("girl_count").cast(pl.Float64) / (pl.col("pupil_count") - pl.col("girl_count"))
    return standing_out(counted.select("county_code", CODE, "school_type", value=value))


def _check(name: str, tables: tuple[Table, ...], broken: Callable[[Frames], pl.DataFrame], what: Words) -> Check:
    sentence = Words(
        f"{what.zh}与同县同类学校相差不到三倍，也不离群。",
        f"{what.en}: within a factor of three of the schools of its county and type, and no outlier.",
    )
    cure = Words(
        "先查小数点和单位；确实如此的，写明原因。", "Look for a slipped decimal point or unit; if it is so, say why."
    )
    return Check(name, sentence, tables, broken, "warning", cure, (), "neighbours", True)


A_PUPIL = (
    ("site_area_m2", Words("生均占地面积", "Site area per pupil")),
    ("building_area_m2", Words("生均校舍建筑面积", "Building area per pupil")),
    ("teaching_area_m2", Words("生均教学及辅助用房面积", "Teaching area per pupil")),
    ("sports_ground_area_m2", Words("生均运动场地面积", "Sports ground per pupil")),
    ("equipment_fen", Words("生均教学仪器设备值", "Equipment value per pupil")),
    ("book_count", Words("生均图书", "Books per pupil")),
    ("terminal_count", Words("生均终端", "Terminals per pupil")),
)
CHECKS: tuple[Check, ...] = (
    *(ratio(f"registers.neighbours.{column}", CONDITIONS, column, "pupil_count", words) for column, words in A_PUPIL),
    _check("registers.neighbours.class_size", (CLASSES,), class_size, Words("平均班额", "Pupils per class")),
    _check(
        "registers.neighbours.pupils_a_teacher", (STAFF, INSTITUTIONS), pupils_a_teacher,
        Words("每名专任教师负担学生数", "Pupils per full-time teacher"),
    ),
    _check("registers.neighbours.girls", (CLASSES,), girls_share, Words("女生与男生之比", "Girls per boy")),
)  # fmt: skip
