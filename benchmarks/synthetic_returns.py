"""Frozen returns made of chance, in the size of four cities over seven years: for measuring, never for showing."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from xuezheng.engine.snapshots import write_snapshot
from xuezheng.registers import tables as t
from xuezheng.registers.rules import GRADES_OF_STAGE, STAGES_OF_TYPE

CITIES = ("510900", "511000", "511100", "511300")
YEARS = tuple(range(2018, 2025))
TYPES = ("111", "211", "218", "311", "312", "341", "342", "361", "414", "411")
TYPE_SHARES = (0.42, 0.24, 0.12, 0.08, 0.06, 0.02, 0.02, 0.02, 0.01, 0.01)
SUBJECTS = ("chinese", "mathematics", "english", "physics", "pe", "music", "art", "other")


def institutions(city: str, year: int, count: int, rng: np.random.Generator) -> pl.DataFrame:
    """Institutions of a city, the same places every year."""
    fixed = np.random.default_rng(int(city))
    kind = fixed.choice(TYPES, count, p=TYPE_SHARES)
    county = fixed.integers(2, 9, count)
    town = fixed.integers(1, 21, count)
    private = fixed.random(count) < 0.3
    stages = [STAGES_OF_TYPE[k] for k in kind]
    has = {s: [s in own for own in stages] for s in ("preschool", "primary", "junior", "senior", "vocational")}
    higher_vocational = ["higher_vocational" in own for own in stages]
    group = fixed.choice(["urban", "town", "rural"], count, p=[0.4, 0.3, 0.3])
    return pl.DataFrame(
        {
            "school_year": year,
            "city_code": city,
            "county_code": [f"{city[:4]}{c:02}" for c in county],
            "town_code": [f"{city[:4]}{c:02}{w:03}" for c, w in zip(county, town, strict=True)],
            "institution_code": [f"{k[:2]}51{city[2:4]}{i:04}" for i, k in enumerate(kind)],
            "name": [f"学校{i}" for i in range(count)],
            "school_type": kind,
            "organiser": np.where(private, "999", "831"),
            "urban_rural": "111",
            "area_group": group,
            "is_private": private,
            "is_inclusive": private & (fixed.random(count) < 0.6),
            "is_teaching_point": kind == "218",
            **{f"has_{s}": v for s, v in has.items()},
            "has_higher_vocational": higher_vocational,
            "has_higher": ["higher" in own or "higher_vocational" in own for own in stages],
            "opened_on": date(2000, 9, 1),
            "approved_on": None,
            "longitude": None,
            "latitude": None,
            "pupil_count": rng.integers(20, 900, count),
        }
    )


def _placed(rows: pl.DataFrame, year: int) -> pl.DataFrame:
    return rows.select("school_year", "city_code", "county_code", "town_code", "institution_code")


def _taken(schools: pl.DataFrame, count: int, rng: np.random.Generator) -> tuple[pl.DataFrame, np.ndarray]:
    index = np.sort(rng.integers(0, schools.height, count))
    return schools[index], index


def one_return(city: str, year: int, schools: int, scale: float) -> dict[str, pl.DataFrame]:
    """The frames of one return, by table name."""
    rng = np.random.default_rng([int(city), year])
    own = institutions(city, year, schools, rng)
    classes, _ = _taken(own, int(12500 * scale), rng)
    stage = np.array([STAGES_OF_TYPE[k][0] for k in classes["school_type"]])
    pupils = rng.integers(15, 68, classes.height)
    grade = [GRADES_OF_STAGE[s][i % 3] for i, s in enumerate(stage)]
    class_frame = _placed(classes, year).with_columns(
        classes.select("school_type", "area_group", "is_private", "is_inclusive"),
        stage=pl.Series(stage),
        grade=pl.Series(grade),
        class_number=pl.int_range(0, classes.height) % 30000,
        programme_code=pl.lit(""),
        pupil_count=pl.Series(pupils),
        girl_count=pl.Series(pupils // 2),
        minority_count=pl.Series(pupils // 9),
        boarder_count=pl.Series(pupils // 3),
        migrant_count=pl.Series(pupils // 8),
        left_behind_count=pl.Series(pupils // 5),
        entrant_count=pl.Series(np.where(rng.random(classes.height) < 0.3, pupils, 0)),
        entrant_with_preschool_count=pl.Series(np.where(rng.random(classes.height) < 0.3, pupils - 2, 0)),
        repeater_count=pl.lit(0),
    )
    graduations = class_frame.select(
        *_placed(classes, year).columns,
        "stage",
        "grade",
        "class_number",
        is_last_grade=pl.col("grade").is_in(["16", "23", "33", "43"]),
        pupil_count="pupil_count",
        graduate_count=pl.col("pupil_count") - 1,
        dropout_count=pl.lit(0),
        ended_on=pl.lit(date(year, 8, 31)),
    )
    frames = {
        t.INSTITUTIONS.name: own,
        t.CLASSES.name: class_frame,
        t.GRADUATIONS.name: graduations,
        t.STAFF.name: _staff(own, year, int(28000 * scale), rng),
        t.ROOMS.name: _rooms(own, year, int(25000 * scale), rng),
        t.CONDITIONS.name: _conditions(own, rng),
        t.POPULATION.name: _population(own, rng),
        t.ENTRANT_COHORTS.name: _cohorts(own, year, rng),
    }
    by_name = {table.name: table for table in t.TABLES}
    return {
        name: frame.select(pl.col(c).cast(d) for c, d in by_name[name].dtypes.items()).sort(by_name[name].key)
        for name, frame in frames.items()
    }


def _staff(own: pl.DataFrame, year: int, count: int, rng: np.random.Generator) -> pl.DataFrame:
    rows, _ = _taken(own, count, rng)
    rank = rng.choice([2, 3, 4, 5, 6], count, p=[0.05, 0.3, 0.55, 0.09, 0.01])
    return _placed(rows, year).with_columns(
        rows.select("area_group"),
        pseudonym=pl.Series([f"{i:016x}" for i in rng.integers(0, 2**60, count)]),
        post=pl.lit("teacher"),
        stage=pl.Series([STAGES_OF_TYPE[k][0] for k in rows["school_type"]]),
        subject=pl.Series(rng.choice(SUBJECTS, count)),
        is_full_time_teacher=pl.Series(rng.random(count) < 0.85),
        is_on_quota=pl.Series(rng.random(count) < 0.8),
        sex=pl.Series(rng.choice(["1", "2"], count)),
        age=pl.Series(rng.integers(22, 60, count)),
        attainment=pl.lit("21"),
        attainment_rank=pl.Series(rank),
        title=pl.Series(rng.choice(["full_senior", "senior", "middle", "junior", ""], count)),
        has_certificate=pl.Series(rng.random(count) < 0.97),
        is_backbone=pl.Series(rng.random(count) < 0.1),
        is_double_qualified=pl.Series(rng.random(count) < 0.05),
        started_on=pl.lit(date(2015, 9, 1)),
        start_reason=pl.lit("recruited"),
    )


def _rooms(own: pl.DataFrame, year: int, count: int, rng: np.random.Generator) -> pl.DataFrame:
    rows, _ = _taken(own, count, rng)
    return _placed(rows, year).with_columns(
        campus_number=pl.lit(1),
        room_code=pl.Series([f"R{i:05}" for i in range(count)]),
        kind=pl.Series(
            rng.choice(["classroom", "laboratory", "music", "art", "office"], count, p=[0.7, 0.1, 0.05, 0.05, 0.1])
        ),
        stage=pl.Series([STAGES_OF_TYPE[k][0] for k in rows["school_type"]]),
        seat_count=pl.Series(rng.integers(30, 56, count)),
        area_m2=pl.Series(rng.integers(50, 100, count) * 1.0),
        is_multimedia=pl.Series(rng.random(count) < 0.9),
        project_code=pl.lit(""),
        started_on=pl.lit(date(2015, 9, 1)),
    )


def _conditions(own: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    count = own.height
    kept = own.select(
        "school_year",
        "city_code",
        "county_code",
        "town_code",
        "institution_code",
        "school_type",
        "area_group",
        "is_private",
        "has_primary",
        "has_junior",
        "has_senior",
        "has_vocational",
        "has_preschool",
        "pupil_count",
    )
    made: dict[str, pl.Series] = {}
    for name, dtype in t.CONDITIONS.dtypes.items():
        if name in kept.columns:
            continue
        if dtype == pl.Boolean:
            made[name] = pl.Series(rng.random(count) < 0.8)
        elif dtype.is_float():
            made[name] = pl.Series(np.round(rng.random(count) * 20000, 1))
        else:
            made[name] = pl.Series(rng.integers(5, 20000, count))
    return kept.with_columns(**made)


def _population(own: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    counties = own.select("school_year", "city_code", "county_code").unique(maintain_order=True)
    ages = pl.DataFrame({"age": list(range(0, 91))})
    frame = counties.join(ages, how="cross").with_columns(
        town_code=pl.lit(None, pl.String), institution_code=pl.lit(None, pl.String)
    )
    return frame.with_columns(person_count=pl.Series(rng.integers(3000, 9000, frame.height)))


def _cohorts(own: pl.DataFrame, year: int, rng: np.random.Generator) -> pl.DataFrame:
    counties = own.select("school_year", "city_code", "county_code").unique(maintain_order=True)
    return counties.with_columns(
        town_code=pl.lit(None, pl.String),
        institution_code=pl.lit(None, pl.String),
        entry_year=pl.lit(year - 9),
        entrant_count=pl.Series(rng.integers(3000, 9000, counties.height)),
    )


def make(home: Path, *, schools: int = 1500, scale: float = 1.0) -> None:
    """Write returns of every city and year under `home`/returns, unless they are there."""
    by_name = {table.name: table for table in t.TABLES}
    for city in CITIES:
        for year in YEARS:
            folder = home / "returns" / city / str(year) / "r1"
            if not folder.exists():
                frames = one_return(city, year, schools, scale)
                write_snapshot(folder, frames, by_name, {"city": city, "year": year, "is_synthetic": True})
