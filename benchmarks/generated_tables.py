"""The single tables of a generated return: institutions, who sits and works in them, what they have."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]
from numpy.typing import NDArray

PLACE = ("school_year", "city_code", "county_code", "town_code", "institution_code")
KINDS = {  # school type → share of the schools, mean size beside that of a kindergarten
    "111": (0.34, 1.0), "211": (0.30, 5.0), "218": (0.08, 0.3), "312": (0.08, 7.0), "311": (0.11, 5.0),
    "341": (0.03, 12.0), "342": (0.03, 12.0), "361": (0.02, 10.0), "511": (0.005, 0.5), "414": (0.005, 30.0),
}  # fmt: skip
FIRST_AGE = {
    "preschool": 3,
    "primary": 6,
    "junior": 12,
    "senior": 15,
    "vocational": 15,
    "special": 6,
    "higher_vocational": 18,
}
CLASS_SIZE = {"preschool": 30, "special": 12}
SUBJECTS = ("语文", "数学", "英语", "物理", "体育与健康", "音乐", "美术", "其他")
Integers = NDArray[np.int64]


def grades() -> pl.DataFrame:
    """school_type, stage, grade, is_last_grade, age: one row a grade that a type of school teaches."""
    from xuezheng.registers.rules import GRADES_OF_STAGE, STAGES_OF_TYPE

    rows = [
        (kind, stage, grade, n + 1 == len(GRADES_OF_STAGE[stage]), FIRST_AGE[stage] + n)
        for kind in KINDS for stage in STAGES_OF_TYPE[kind] for n, grade in enumerate(GRADES_OF_STAGE[stage])
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=["school_type", "stage", "grade", "is_last_grade", "age"], orient="row")


def institutions(city: str, year: int, count: int, students: int, counties: int) -> pl.DataFrame:
    """Institutions of a city, the same places every year; `pupil_count` is the size they are to have."""
    from xuezheng.registers.rules import CATEGORY_OF_TYPE, STAGES_OF_TYPE

    fixed = np.random.default_rng(int(city))
    shares = np.array([share for share, _ in KINDS.values()])
    kind = fixed.choice(list(KINDS), count, p=shares / shares.sum())
    size = np.array([KINDS[k][1] for k in kind]) * fixed.lognormal(0, 0.6, count)
    county, town = fixed.integers(2, 2 + counties, count), fixed.integers(1, 21, count)
    private = (kind == "111") & (fixed.random(count) < 0.5) | (fixed.random(count) < 0.05)
    stages = [STAGES_OF_TYPE[k] for k in kind]
    has = {f"has_{s}": [s in own for own in stages] for s in ("preschool", "primary", "junior", "senior", "vocational", "higher_vocational")}  # fmt: skip
    codes = [f"{CATEGORY_OF_TYPE[k]}{city[:4]}{i:04}" for i, k in enumerate(kind)]
    return pl.DataFrame(
        {
            "school_year": year, "city_code": city, "county_code": [f"{city[:4]}{c:02}" for c in county],
            "town_code": [f"{city[:4]}{c:02}{w:03}" for c, w in zip(county, town, strict=True)],
            "institution_code": codes, "name": [f"学校{i}" for i in range(count)], "school_type": kind,
            "organiser": np.where(private, "999", "831"), "urban_rural": "111",
            "area_group": fixed.choice(["urban", "town", "rural"], count, p=[0.4, 0.3, 0.3]), "is_private": private,
            "is_inclusive": private & (fixed.random(count) < 0.6), "is_teaching_point": kind == "218", **has,
            "has_higher": has["has_higher_vocational"], "opened_on": date(2000, 9, 1), "approved_on": None,
            "longitude": None, "latitude": None, "address": None,
            "pupil_count": np.rint(size / size.sum() * students).astype(np.int64),
        }
    )  # fmt: skip


def classes(schools: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """One row a class, with `pupil_count` and the age of its grade; in the order of the frozen key."""
    each = schools.select(*PLACE, "school_type", "area_group", "is_private", "is_inclusive", "pupil_count")
    each = each.join(grades(), on="school_type")
    of_grade = pl.len().over("institution_code")
    drift = pl.Series(rng.normal(1, 0.05, each.height))
    each = each.with_columns(pupil_count=(pl.col("pupil_count") / of_grade * drift).round().cast(pl.Int64))
    size = pl.col("stage").replace_strict(CLASS_SIZE, default=46)
    each = each.filter(pl.col("pupil_count") > 0).with_columns(
        class_number=pl.int_ranges(1, (pl.col("pupil_count") / size).ceil().cast(pl.Int64) + 1)
    )
    number = pl.col("class_number")
    together = ("institution_code", "stage", "grade")
    count, rest = pl.len().over(together), pl.col("pupil_count")
    each = each.explode("class_number").with_columns(pupil_count=rest // count + (number <= rest % count))
    return each.filter(pl.col("pupil_count") > 0).sort("institution_code", "stage", "grade", "class_number")


def pseudonyms(count: int, rng: np.random.Generator) -> pl.Series:
    """As many texts of sixteen hex digits."""
    digits = rng.bytes(8 * count).hex().encode()
    offsets = np.arange(0, 16 * count + 1, 16, dtype=np.int64)
    return pl.Series(
        pl.from_arrow(pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(digits)))
    )


def students(seats: pl.DataFrame, rng: np.random.Generator) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Who sits in the classes, and the classes with their counts."""
    size = seats["pupil_count"].to_numpy()
    count = int(size.sum())
    at = np.repeat(np.arange(seats.height), size)
    starts = np.concatenate([[0], np.cumsum(size)[:-1]])
    chance = {  # flag → how many of 256 have it
        "girl": 123, "minority": 8, "boarder": 40, "migrant": 25, "left_behind": 35, "repeater": 1, "had_preschool": 250,
    }  # fmt: skip
    flags = {name: rng.integers(0, 256, count, dtype=np.uint8) < share for name, share in chance.items()}
    own_age = (
        seats["age"].to_numpy()[at] + np.array([-1, 0, 0, 0, 0, 0, 1, 2])[rng.integers(0, 8, count, dtype=np.uint8)]
    )
    persons = seats.select(*PLACE[1:], "stage", "grade", "class_number").cast(dict.fromkeys((*PLACE[1:], "stage", "grade"), pl.Categorical))  # fmt: skip
    persons = persons[at].with_columns(
        pseudonym=pseudonyms(count, rng),
        sex=pl.Series(flags["girl"]).replace_strict({True: "2", False: "1"}, return_dtype=pl.String),
        age=pl.Series(own_age), is_minority=pl.Series(flags["minority"]), is_boarder=pl.Series(flags["boarder"]),
        is_migrant=pl.Series(flags["migrant"]), is_left_behind=pl.Series(flags["left_behind"]),
    )  # fmt: skip

    def counted(flag: str) -> Integers:
        return np.add.reduceat(flags[flag], starts, dtype=np.int64)

    first = seats["grade"].is_in(["02", "11", "21", "31", "41", "51"]).to_numpy()
    named = {f"{n}_count": counted(n) for n in ("girl", "minority", "boarder", "migrant", "left_behind", "repeater")}
    return persons, seats.with_columns(
        **{name: pl.Series(values) for name, values in named.items()}, programme_code=pl.lit(""),
        entrant_count=pl.Series(np.where(first, size, 0)),
        entrant_with_preschool_count=pl.Series(np.where(first, counted("had_preschool"), 0)),
    )  # fmt: skip


def graduations(classes: pl.DataFrame, year: int, rng: np.random.Generator) -> pl.DataFrame:
    """What became of as many classes the year before."""
    gone = pl.Series(rng.integers(0, 64, classes.height)) == 0
    return classes.with_columns(
        graduate_count=pl.when("is_last_grade").then(pl.col("pupil_count") - gone.cast(pl.Int64)),
        dropout_count=gone.cast(pl.Int64), ended_on=pl.lit(date(year, 8, 31)),
    )  # fmt: skip


def staff(schools: pl.DataFrame, count: int, rng: np.random.Generator) -> pl.DataFrame:
    """Staff, more of them where more pupils are."""
    from xuezheng.registers.rules import POSTS, STAGES_OF_TYPE, TITLES

    weight = schools["pupil_count"].to_numpy() + 30.0
    rows = schools[np.sort(rng.choice(schools.height, count, p=weight / weight.sum()))]
    post = rng.choice(POSTS, count, p=[0.03, 0.87, 0.04, 0.04, 0.02])
    stage = rows["school_type"].replace_strict({k: STAGES_OF_TYPE[k][0] for k in KINDS})
    return rows.select(*PLACE, "area_group").with_columns(
        pseudonym=pseudonyms(count, rng), post=pl.Series(post), stage=stage, subject=pl.Series(rng.choice(SUBJECTS, count)),
        is_full_time_teacher=pl.Series(post == "teacher"), is_on_quota=pl.Series(rng.random(count) < 0.8),
        sex=pl.Series(rng.choice(["1", "2"], count)), age=pl.Series(rng.integers(22, 60, count)),
        is_minority=pl.Series(rng.random(count) < 0.03), attainment=pl.lit("21"),
        attainment_rank=pl.Series(rng.choice([2, 3, 4, 5, 6], count, p=[0.05, 0.3, 0.55, 0.09, 0.01])),
        title=pl.Series(rng.choice([*TITLES, ""], count)), has_certificate=pl.Series(rng.random(count) < 0.97),
        is_backbone=pl.Series(rng.random(count) < 0.1), is_double_qualified=pl.Series(rng.random(count) < 0.05),
        started_on=pl.lit(date(2015, 9, 1)), start_reason=pl.lit("recruited"),
    )  # fmt: skip


def rooms(schools: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """A room for every thirty pupils, and four more."""
    from xuezheng.registers.rules import ROOM_KINDS, STAGES_OF_TYPE

    number = schools.select(n=pl.int_ranges(1, pl.col("pupil_count") // 30 + 5))["n"]
    rows = schools.select(*PLACE, "school_type").with_columns(n=number).explode("n")
    count = rows.height
    kind = rng.choice(ROOM_KINDS, count, p=[0.7] + [0.03] * 10)
    return rows.with_columns(
        campus_number=pl.lit(1), room_code=pl.format("R{}", "n"), kind=pl.Series(kind),
        stage=pl.col("school_type").replace_strict({k: STAGES_OF_TYPE[k][0] for k in KINDS}),
        seat_count=pl.Series(rng.integers(30, 56, count)), area_m2=pl.Series(np.round(rng.uniform(50, 100, count), 1)),
        is_multimedia=pl.Series(rng.random(count) < 0.9), project_code=pl.lit(""), started_on=pl.lit(date(2015, 9, 1)),
    )  # fmt: skip


def conditions(schools: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Conditions, of which one in fifty is not reported."""
    from xuezheng.registers import tables as t

    kept = schools.select(c for c in schools.columns if c in t.CONDITIONS.dtypes)
    return _filled(kept, t.CONDITIONS, rng, 20_000)


def population(schools: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Residents of each county by year of age."""
    counties = _counties(schools).join(pl.DataFrame({"age": list(range(91))}), how="cross")
    each = max(1, int(schools["pupil_count"].sum()) * 91 // (15 * max(91, counties.height)))
    persons = pl.Series(rng.integers(each, 2 * each + 1, counties.height))
    return counties.with_columns(person_count=persons, enrolled_count=(persons * 0.9).cast(pl.Int64))


def cohorts(schools: pl.DataFrame, year: int, rng: np.random.Generator) -> pl.DataFrame:
    """Grade-one entrants of nine years before."""
    counties = _counties(schools)
    return counties.with_columns(
        entry_year=pl.lit(year - 9), entrant_count=pl.Series(rng.integers(3000, 9000, counties.height))
    )


def anything(table: Any, schools: pl.DataFrame, year: int, count: int, rng: np.random.Generator) -> pl.DataFrame:
    """Rows that fit a table's schema, at schools taken by chance."""
    rows = schools.select(PLACE)[np.sort(rng.integers(0, schools.height, count))]
    return _filled(rows, table, rng, 200, year)


def _counties(schools: pl.DataFrame) -> pl.DataFrame:
    none = pl.lit(None, pl.String)
    found = schools.select("school_year", "city_code", "county_code").unique().sort("county_code")
    return found.with_columns(town_code=none, institution_code=none)


def _filled(rows: pl.DataFrame, table: Any, rng: np.random.Generator, top: int, year: int = 2024) -> pl.DataFrame:
    """The columns that are lacking, by what their type and their list of values allow."""
    count = rows.height
    made: dict[str, pl.Series] = {}
    for name, column in table.schema.columns().items():
        if name in rows.columns:
            continue
        values = (column.metadata or {}).get("values")
        if values:
            series = pl.Series(rng.choice([str(v) for v in values], count))
        elif column.dtype == pl.Boolean:
            series = pl.Series(rng.random(count) < 0.8)
        elif column.dtype.is_float():
            series = pl.Series(np.round(rng.random(count) * top, 1))
        elif column.dtype == pl.Date:
            first = date(year - 1, 9, 1)
            series = pl.Series([first + timedelta(days=int(d)) for d in rng.integers(0, 365, count)])
        elif column.dtype.is_integer():
            series = pl.Series(rng.integers(5, min(top, 30_000), count))
        else:
            series = pl.Series([f"{v:05}" for v in rng.integers(0, 10_000, count)])
        if column.nullable:
            series = series.set(pl.Series(rng.random(count) < 0.02), None)
        made[name] = series
    return rows.with_columns(**made)
