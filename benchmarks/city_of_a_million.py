"""An invented city of any size, written into an empty register: schools, staff, classes, and students over the years.

1,400 schools (half of them primary) in five counties; cohorts of the size that gives the number of students asked for on
1 September of the last year; each cohort enters in the first grade and graduates from the last. Classes of the last three
years count exactly the students who sit in them. Sixty staff a thousand students, with degrees and titles.
"""

import base64
import hashlib
from datetime import date

import numpy as np
import polars as pl

CITY, COUNTIES, TOWNS_EACH = "511000", 5, 10
YEAR = 2024  # the return that is measured; the one before is frozen first
START = date(1990, 9, 1)
KINDS = (  # stage, type, category of the code, schools, share of the students, age of entry, grades
    ("primary", "211", "21", 700, 0.50, 6, ("11", "12", "13", "14", "15", "16")),
    ("junior", "311", "31", 300, 0.25, 12, ("21", "22", "23")),
    ("senior", "342", "34", 50, 0.10, 15, ("31", "32", "33")),
    ("preschool", "111", "11", 350, 0.15, 3, ("02", "03", "04")),
)
CLASS_SIZE = 45
STAFF_SHARE = 0.06


def towns() -> list[str]:
    return [f"{CITY[:4]}{county:02}{town:03}" for county in range(2, 2 + COUNTIES) for town in range(1, 1 + TOWNS_EACH)]


def schools() -> pl.DataFrame:
    """id, code, county_code, town_id, school_type, stage: the schools, by kind."""
    rows: list[tuple[str, str, str, str, str]] = []
    for stage, kind, category, count, *_ in KINDS:
        for _ in range(count):
            town = towns()[len(rows) % (COUNTIES * TOWNS_EACH)]
            rows.append((f"{category}51{len(rows):06}", town[:6], town, kind, stage))
    frame = pl.DataFrame(rows, schema=["code", "county_code", "town_id", "school_type", "stage"], orient="row")
    return frame.with_row_index("id", offset=1).cast({"id": pl.Int64})


def indexes(first: int, count: int) -> pl.Series:
    """As many blind indexes as asked for: 44 characters each, none twice."""
    return pl.Series(
        [base64.urlsafe_b64encode(hashlib.sha256(b"%d" % n).digest()).decode() for n in range(first, first + count)]
    )


def cohorts(total: int, rng: np.random.Generator) -> pl.DataFrame:
    """institution_id, stage, entry_year, seat (its number in the cohort of the school), one row an enrolment."""
    parts: list[pl.DataFrame] = []
    first = 1
    for stage, _, _, count, share, age, grades in KINDS:
        depth, years = len(grades), np.arange(YEAR - 1 - len(grades), YEAR + 1)
        sizes = rng.multinomial(round(total * share / depth), rng.dirichlet(np.full(count, 8.0)), size=len(years))
        school = np.concatenate([np.repeat(np.arange(first, first + count), of_year) for of_year in sizes])
        entry = np.repeat(years, sizes.sum(axis=1))
        parts.append(
            pl.DataFrame({"institution_id": school, "entry_year": entry}).with_columns(
                stage=pl.lit(stage), entry_grade=pl.lit(grades[0]), depth=depth, age=age,
                seat=pl.int_range(pl.len()).over("institution_id", "entry_year"),
            )
        )  # fmt: skip
        first += count
    return pl.concat(parts)


def students(enrolled: pl.DataFrame, rng: np.random.Generator) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Frames of the models Student and Enrolment."""
    count = enrolled.height
    born = pl.date(pl.col("entry_year") - pl.col("age"), 1, 1).dt.offset_by("-4mo") + pl.duration(days="day")
    people = enrolled.with_columns(
        id=pl.int_range(1, count + 1), person_index=indexes(0, count), day=pl.Series(rng.integers(0, 365, count)),
        sex=pl.Series(rng.choice(["1", "2"], count)), ethnicity=pl.Series(rng.choice(["01", "03"], count, p=[0.97, 0.03])),
    )  # fmt: skip
    enrolments = people.select(
        "id", "institution_id", "stage", "entry_grade", "sex", "ethnicity", "entry_year", "depth",
        student_id="id", class_number=pl.col("seat") // CLASS_SIZE + 1, started_on=pl.date("entry_year", 9, 1),
        ended_on=pl.when(pl.col("entry_year") + pl.col("depth") <= YEAR).then(pl.date(pl.col("entry_year") + pl.col("depth"), 7, 1)),
        is_boarder=pl.Series(rng.random(count) < 0.2), is_migrant=pl.Series(rng.random(count) < 0.1), is_left_behind=pl.Series(rng.random(count) < 0.1),
        start_reason=pl.lit("admitted"),
    ).with_columns(end_reason=pl.when(pl.col("ended_on").is_null()).then(pl.lit("")).otherwise(pl.lit("graduated")))  # fmt: skip
    kept = people.select(
        "id", "person_index", "sex", "ethnicity", name=pl.lit("学生"), born_on=born, student_number=pl.format("G{}", "id"),
        person_cipher=pl.lit(b"\x01" + bytes(46)), is_synthetic=True,
    )  # fmt: skip
    return kept, enrolments


def classes(enrolments: pl.DataFrame) -> pl.DataFrame:
    """The classes of the last three years, counted from who sits in them."""
    grades = pl.DataFrame(
        [(stage, n, grade, n + 1 == len(own)) for stage, *_, own in KINDS for n, grade in enumerate(own)],
        schema={"stage": pl.String, "up": pl.Int64, "grade": pl.String, "is_last": pl.Boolean}, orient="row",
    )  # fmt: skip
    counted: list[pl.DataFrame] = []
    for year in (YEAR - 2, YEAR - 1, YEAR):
        seated = enrolments.with_columns(up=(year - pl.col("entry_year")).cast(pl.Int64)).join(
            grades, on=("stage", "up")
        )
        by = ("institution_id", "stage", "grade", "class_number")
        made = seated.group_by(by).agg(
            pupil_count=pl.len(), girl_count=(pl.col("sex") == "2").sum(), minority_count=(pl.col("ethnicity") != "01").sum(),
            boarder_count=pl.col("is_boarder").sum(), migrant_count=pl.col("is_migrant").sum(), left_behind_count=pl.col("is_left_behind").sum(),
            up=pl.col("up").first(), is_last=pl.col("is_last").first(),
        )  # fmt: skip
        ended = pl.when("is_last").then("pupil_count") if year < YEAR else pl.lit(None, pl.Int64)
        made = made.with_columns(
            school_year=year,
            graduate_count=ended,
            entrant_count=pl.when(pl.col("up") == 0).then("pupil_count").otherwise(0),
        )
        counts = pl.col("^.*_count$").cast(pl.Int64)
        counted.append(made.rename({"class_number": "number"}).drop("up", "is_last").with_columns(counts))
    return pl.concat(counted).sort("school_year", "institution_id", "stage", "grade", "number")


def staff(count: int, rng: np.random.Generator) -> dict[str, pl.DataFrame]:
    """Frames of StaffMember, StaffPost, StaffDegree and StaffTitle."""
    listed = schools()
    place = rng.integers(0, listed.height, count)
    stage = listed["stage"].gather(place)
    keys = pl.int_range(1, count + 1, eager=True)
    born = pl.Series([date(1965 + n % 35, 1 + n % 12, 1 + n % 28) for n in range(count)])
    members = pl.DataFrame(
        {"id": keys, "person_index": indexes(10_000_000, count), "born_on": born, "sex": rng.choice(["1", "2"], count)}
    ).with_columns(
        name=pl.lit("教师"), ethnicity=pl.lit("01"), person_cipher=pl.lit(b"\x01" + bytes(46)), is_synthetic=True,
        certificate_on=pl.date(2000, 7, 1),
    )  # fmt: skip
    posts = pl.DataFrame({"id": keys, "staff_id": keys, "institution_id": listed["id"].gather(place), "stage": stage}).with_columns(
        post=pl.lit("teacher"), subject=pl.lit("语文"), started_on=pl.date(2005, 9, 1), start_reason=pl.lit("recruited"), end_reason=pl.lit("")
    )  # fmt: skip
    twice = pl.DataFrame({"id": pl.int_range(1, 2 * count + 1, eager=True), "staff_id": pl.concat([keys, keys])})
    late = pl.col("id") > count
    degrees = twice.with_columns(
        attainment=pl.when(late).then(pl.lit("21")).otherwise(pl.lit("31")), awarded_on=pl.when(late).then(date(2008, 7, 1)).otherwise(date(2000, 7, 1))
    )  # fmt: skip
    titles = twice.with_columns(
        title=pl.when(late).then(pl.lit("middle")).otherwise(pl.lit("junior")), awarded_on=pl.when(late).then(date(2012, 1, 1)).otherwise(date(2006, 1, 1))
    )  # fmt: skip
    return {"members": members, "posts": posts, "degrees": degrees, "titles": titles}


def write_city(total: int, seed: int = 1) -> None:
    """Write the whole city into an empty register."""
    from xuezheng.registers import models
    from xuezheng.registers.bulk import columns_of, complete, insert

    def put(model: type, frame: pl.DataFrame) -> None:
        own = [f.attname for f in columns_of(model)]
        insert(model, complete(model, frame.select(c for c in frame.columns if c in own)))

    rng = np.random.default_rng(seed)
    counties = sorted({town[:6] for town in towns()})
    places = [
        ("510000", "province"),
        (CITY, "city"),
        *((c, "county") for c in counties),
        *((t, "town") for t in towns()),
    ]
    put(
        models.Area,
        pl.DataFrame(places, schema=["code", "level"], orient="row").with_columns(name="code", started_on=START),
    )
    listed = schools()
    put(models.Institution, listed.with_columns(opened_on=START))
    version = listed.with_columns(
        institution_id="id",
        name=pl.format("学校{}", "id"),
        organiser=pl.lit("831"),
        urban_rural=pl.lit("111"),
        started_on=START,
    )
    put(models.InstitutionVersion, version)
    put(
        models.Campus,
        version.drop("name").with_columns(
            longitude=105.0 + pl.col("id") % 90 / 100, latitude=29.5 + pl.col("id") % 70 / 100
        ),
    )
    rooms = listed.select(campus_id="id", n=pl.int_ranges(1, 60)).explode("n").with_row_index("id", offset=1)
    put(
        models.Room,
        rooms.with_columns(
            pl.col("id").cast(pl.Int64),
            code=pl.col("n").cast(pl.String),
            kind=pl.lit("classroom"),
            seat_count=50,
            started_on=START,
        ),
    )
    people, enrolments = students(cohorts(total, rng), rng)
    put(models.SchoolClass, classes(enrolments).with_row_index("id", offset=1).cast({"id": pl.Int64}))
    put(models.Student, people)
    put(models.Enrolment, enrolments)
    found = staff(round(total * STAFF_SHARE), rng)
    put(models.StaffMember, found["members"])
    put(models.StaffPost, found["posts"])
    put(models.StaffDegree, found["degrees"])
    put(models.StaffTitle, found["titles"])
