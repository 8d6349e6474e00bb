"""One row for each school, part (primary, junior) and school year: students, and the quantities the law asks for.

What the parts of a school share (areas, equipment, rooms, books, computers) is split by weighted students; teachers and
classes stand with their own part. What was not reported is null, never zero.
"""

from collections.abc import Sequence

import polars as pl

from xuezheng.engine.frozen import Frozen, read
from xuezheng.engine.snapshots import FrozenReturn
from xuezheng.engine.tables import Table
from xuezheng.evaluations.law import SPECIAL_ROOMS, WEIGHTS, Law, has_law, law_of
from xuezheng.registers.tables import CLASSES, CONDITIONS, INSTITUTIONS, ROOMS, STAFF

SHARED = (
    "teaching_room_area_m2",
    "sports_area_m2",
    "equipment_fen",
    "multimedia_count",
    "book_count",
    "terminal_count",
)
PE_ARTS = ("体育与健康", "体育", "音乐", "美术", "艺术")
REQUIRED_RANK = {"primary": 3, "junior": 4}  # 专科 and 本科: what lies above the required degree
KEY = ("school_year", "institution_code")
SORTED = ("school_year", "county_code", "institution_code", "part")
DESCENDING = (False, False, False, True)

INSTITUTION_SQL = """
SELECT school_year, city_code, county_code, town_code, institution_code, name, school_type, area_group, is_private,
       is_teaching_point, longitude, latitude
FROM {source} WHERE has_primary OR has_junior"""
CLASS_SQL = """
SELECT school_year, institution_code, {counts}
FROM {source} WHERE stage IN ('primary', 'junior', 'senior') GROUP BY ALL"""
STAFF_SQL = """
SELECT school_year, institution_code, {counts}
FROM {source} WHERE is_full_time_teacher AND stage IN ('primary', 'junior') GROUP BY ALL"""
CONDITION_SQL = """
SELECT school_year, institution_code, CASE WHEN least(teaching_area_m2, coalesce(indoor_sports_area_m2, 0)) >= 0
         THEN teaching_area_m2 - coalesce(indoor_sports_area_m2, 0) END AS teaching_room_area_m2,
       CASE WHEN least(sports_ground_area_m2, coalesce(indoor_sports_area_m2, 0)) >= 0
         THEN sports_ground_area_m2 + coalesce(indoor_sports_area_m2, 0) END AS sports_area_m2,
       CASE WHEN equipment_fen >= 0 THEN equipment_fen END AS equipment_fen, CASE WHEN book_count >= 0 THEN book_count END AS book_count,
       CASE WHEN terminal_count >= 0 THEN terminal_count END AS terminal_count
FROM {source} WHERE has_primary OR has_junior"""  # what was reported below zero is not known
ROOM_SQL = """
SELECT school_year, institution_code, count(*) FILTER (is_multimedia) AS multimedia_count,
       count(*) FILTER (kind = 'classroom') AS classroom_count,
       count(*) FILTER (kind = 'music' AND (area_m2 >= {music} OR (area_m2 >= {music_old} AND started_on < DATE '2017-01-01')))
         AS music_room_count,
       count(*) FILTER (kind = 'art' AND (area_m2 >= {art} OR (area_m2 >= {art_old} AND started_on < DATE '2017-01-01')))
         AS art_room_count
FROM {source} WHERE stage IN ('primary', 'junior', 'senior', '') GROUP BY ALL"""


def school_parts(frozen: Frozen, years: Sequence[int] | None = None, city_code: str = "") -> pl.DataFrame:
    """Every part of every compulsory school, also those the evaluation leaves out (`is_counted` false).

    Each year is split and counted by its own law; years before the evaluation of 2012 have no parts.

    Columns: school_year, city_code, county_code, town_code, institution_code, name, school_type, area_group, is_private,
    is_teaching_point, longitude, latitude, part, is_counted, is_counted_basic (in the variation of 2012), student_count (of
    the part), primary_count, junior_count, senior_count, class_count, class_over_count (null before 2017), largest_class, split_share, the quantities of `law.INDICATORS` and
    `law.BASIC`, certificate_count, classroom_count, music_room_count, art_room_count.
    """
    chosen = [r for r in frozen.returns if (years is None or r.year in years) and r.city_code.startswith(city_code[:4])]
    alike: dict[tuple[object, ...], tuple[Law, list[FrozenReturn]]] = {}
    for one in chosen:
        if has_law(one.year):
            law = law_of(one.year)
            alike.setdefault(law.numbers, (law, []))[1].append(one)
    found = [_parts_under(law, Frozen(tuple(returns))) for law, returns in alike.values()]
    frames = [frame for frame in found if frame.height]
    return pl.concat(frames, how="diagonal_relaxed").sort(*SORTED, descending=DESCENDING) if frames else pl.DataFrame()


def _parts_under(law: Law, frozen: Frozen) -> pl.DataFrame:
    """The parts of the years of one law."""

    def asked(table: Table, sql: str, **more: str) -> pl.DataFrame | None:
        source = frozen.source(table)
        return read(sql.format(source=source.replace('"t0"', "t"), **more)) if source else None

    base = asked(INSTITUTIONS, INSTITUTION_SQL)
    classes = asked(CLASSES, CLASS_SQL, counts=_class_counts(law))
    if base is None or classes is None:
        return pl.DataFrame()
    joined = base.join(classes, on=KEY, how="left")
    for table, sql, more in (
        (STAFF, STAFF_SQL, {"counts": _staff_counts()}),
        (CONDITIONS, CONDITION_SQL, {}),
        (ROOMS, ROOM_SQL, _room_limits(law)),
    ):
        found = asked(table, sql, **more)
        joined = joined.join(found, on=KEY, how="left") if found is not None else _without(joined, table)
    return _by_part(joined, law)


def _room_limits(law: Law) -> dict[str, str]:
    """The least areas of music and art rooms; a law that has none finds no room large enough, and nobody asks."""
    return {
        name: str(law.special_rooms.get(id, "'infinity'::DOUBLE"))
        for name, id in zip(("music", "art", "music_old", "art_old"), SPECIAL_ROOMS, strict=True)
    }


def _class_counts(law: Law) -> str:
    each = [
        f"coalesce(sum(pupil_count) FILTER (stage = '{s}'), 0)::BIGINT AS {s}_count, count(*) FILTER (stage = '{s}') AS {s}_class_count"
        for s in ("primary", "junior", "senior")
    ]
    over = [
        f"{_over(law, s)} AS {s}_class_over_count, max(pupil_count) FILTER (stage = '{s}') AS {s}_largest_class"
        for s in ("primary", "junior")
    ]
    return ", ".join(each + over)


def _over(law: Law, stage: str) -> str:
    """Classes over the limit; not known under a law that has none."""
    if stage not in law.class_max:
        return "NULL::BIGINT"
    return f"count(*) FILTER (stage = '{stage}' AND pupil_count > {law.class_max[stage]})"


def _staff_counts() -> str:
    subjects = ", ".join(f"'{s}'" for s in PE_ARTS)
    counts = {
        "teacher": "true", "backbone": "is_backbone", "pe_arts": f"subject IN ({subjects})",
        "middle_title": "title IN ('middle', 'senior', 'full_senior')", "certificate": "has_certificate",
    }  # fmt: skip
    return ", ".join(
        f"count(*) FILTER (stage = '{s}' AND {condition}) AS {s}_{name}_count"
        for s, rank in REQUIRED_RANK.items()
        for name, condition in {**counts, "high_degree": f"attainment_rank >= {rank}"}.items()
    )


def _without(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The frame with the columns that a missing table would have given, unknown."""
    names = {
        STAFF.name: [
            f"{s}_{n}_count"
            for s in REQUIRED_RANK
            for n in ("teacher", "backbone", "pe_arts", "middle_title", "certificate", "high_degree")
        ],
        CONDITIONS.name: ["teaching_room_area_m2", "sports_area_m2", "equipment_fen", "book_count", "terminal_count"],
        ROOMS.name: ["multimedia_count", "classroom_count", "music_room_count", "art_room_count"],
    }[table.name]
    return frame.with_columns(pl.lit(None, pl.Float64).alias(name) for name in names)


def _by_part(joined: pl.DataFrame, law: Law) -> pl.DataFrame:
    weight, senior_weight, to_junior = (law.split[id] for id in WEIGHTS)
    p, j, s = (pl.col(f"{stage}_count").fill_null(0).cast(pl.Float64) for stage in ("primary", "junior", "senior"))
    whole = pl.when(p > 0).then(p + weight * j + senior_weight * s).otherwise(j + to_junior * s)
    shares = {
        "primary": pl.when(p > 0).then(p / whole).otherwise(0.0),
        "junior": pl.when(p > 0).then(weight * j / whole).otherwise(pl.when(whole > 0).then(j / whole).otherwise(0.0)),
    }
    own = ("class_count", "class_over_count", "largest_class", "teacher_count", "backbone_count", "pe_arts_count",
           "middle_title_count", "certificate_count", "high_degree_count")  # fmt: skip
    kept = [c for c in joined.columns if not c.startswith(("primary_", "junior_", "senior_"))]
    frames = [
        joined.select(
            *(c for c in kept if c not in SHARED),
            pl.lit(part).alias("part"),
            pl.col(f"{part}_count").alias("student_count"),
            *(f"{stage}_count" for stage in ("primary", "junior", "senior")),
            *(pl.col(f"{part}_{name}").cast(pl.Float64).alias(name) for name in own),
            shares[part].alias("split_share"),
            *((pl.col(name).cast(pl.Float64) * shares[part]).alias(name) for name in SHARED),
            *(pl.col(name).cast(pl.Float64).alias(f"whole_{name}") for name in SHARED),
        )
        for part in REQUIRED_RANK
    ]
    is_point = pl.col("is_teaching_point")
    counted = ~(is_point & (pl.col("student_count") < law.point_pupils)) if law.is_of_2017 else ~is_point
    left_out = is_point if law.value("basic_balanced.excludes_points") else pl.lit(False)
    return (
        pl.concat(frames)
        .filter(pl.col("student_count") > 0)
        .with_columns(is_counted=counted, is_counted_basic=~left_out)
    )
