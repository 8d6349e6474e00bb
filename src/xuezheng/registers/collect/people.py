"""Staff and students on 1 September, under pseudonyms."""

from datetime import date

import polars as pl

from xuezheng.engine.offices import ReturnScope
from xuezheng.registers.lookup import held_on, in_area, institutions_known, once, placed, pseudonyms, rows
from xuezheng.registers.models import Enrolment, StaffDegree, StaffPost, StaffTitle
from xuezheng.registers.rules import ATTAINMENT_RANK, GRADES_OF_STAGE, TITLE_RANK, grade_after
from xuezheng.registers.tables import DEPARTURES, STAFF, STUDENTS

HAN = "01"  # GB/T 3304
LONGEST_STAGE_YEARS = max(len(grades) for grades in GRADES_OF_STAGE.values())


def age_on(day: date, born_on: str = "born_on") -> pl.Expr:
    """Whole years lived by a day."""
    born = pl.col(born_on)
    had_birthday = (born.dt.month() < day.month) | ((born.dt.month() == day.month) & (born.dt.day() <= day.day))
    return day.year - born.dt.year() - pl.when(had_birthday).then(0).otherwise(1)


def under_pseudonyms(people: pl.DataFrame) -> pl.DataFrame:
    """Puts `pseudonym` in the place of `person_index`."""
    each = people["person_index"].unique()
    pairs = pl.DataFrame(
        {"person_index": each, "pseudonym": pseudonyms(each)}, schema_overrides={"pseudonym": pl.String}
    )
    return people.join(pairs, on="person_index", how="left").drop("person_index")


def _posts(city_code: str) -> pl.DataFrame:
    """Every post ever held in a city, with its holder."""
    own = (
        "staff_id",
        "post",
        "stage",
        "subject",
        "is_full_time",
        "is_on_quota",
        "started_on",
        "ended_on",
        "start_reason",
        "end_reason",
    )
    person = ("person_index", "sex", "born_on", "ethnicity", "certificate_on", "backbone_on", "double_qualified_on")
    return under_pseudonyms(
        rows(
            in_area(StaffPost.objects.all(), city_code),
            ("institution__code", *own, *(f"staff__{name}" for name in person)),
            ("institution_code", *own, *person),
        )
    )


def _reached(model: type[StaffDegree] | type[StaffTitle], column: str, city_code: str) -> pl.DataFrame:
    """staff_id, the column, awarded_on: the degrees or titles of all who ever held a post in a city."""
    serving = in_area(StaffPost.objects.all(), city_code).values("staff_id")
    return rows(model.objects.filter(staff_id__in=serving), ("staff_id", column, "awarded_on"))


def _highest_degrees(city_code: str, day: date) -> pl.DataFrame:
    """staff_id, attainment, attainment_rank: the highest held on the day, the later one of two alike."""
    held = once(_reached, StaffDegree, "attainment", city_code).filter(pl.col("awarded_on") <= day)
    rank = pl.col("attainment").replace_strict(ATTAINMENT_RANK, default=0, return_dtype=pl.Int16)
    ranked = held.with_columns(attainment_rank=rank).sort("staff_id", "attainment_rank", "awarded_on", "attainment")
    return ranked.unique("staff_id", keep="last").drop("awarded_on")


def _latest_titles(city_code: str, day: date) -> pl.DataFrame:
    """staff_id, title: the last one awarded by the day, the higher one of two on a day."""
    held = once(_reached, StaffTitle, "title", city_code).filter(pl.col("awarded_on") <= day)
    rank = pl.col("title").replace_strict(TITLE_RANK, default=0, return_dtype=pl.Int16)
    ranked = held.with_columns(rank=rank).sort("staff_id", "awarded_on", "rank", "title")
    return ranked.unique("staff_id", keep="last").drop("awarded_on", "rank")


def collect_staff(scope: ReturnScope) -> pl.DataFrame:
    """Posts held on 1 September, with what their holder had reached by that day."""
    day = scope.year.stock_on
    reached_by = {
        "has_certificate": "certificate_on", "is_backbone": "backbone_on", "is_double_qualified": "double_qualified_on",
    }  # fmt: skip
    groups = institutions_known(scope.city_code, day).select("institution_code", "area_group")
    posts = (
        once(_posts, scope.city_code)
        .filter(held_on(day))
        .join(_highest_degrees(scope.city_code, day), on="staff_id", how="left")
        .join(_latest_titles(scope.city_code, day), on="staff_id", how="left")
        .join(groups, on="institution_code", how="left")
        .with_columns(
            pl.col("attainment", "title").fill_null(""),
            pl.col("attainment_rank").fill_null(0),
            is_full_time_teacher=(pl.col("post") == "teacher") & pl.col("is_full_time"),
            age=age_on(day),
            is_minority=pl.col("ethnicity") != HAN,
            **{name: (pl.col(on) <= day).fill_null(False) for name, on in reached_by.items()},
        )
    )
    return placed(posts, scope, STAFF)


def collect_departures(scope: ReturnScope) -> pl.DataFrame:
    """Full-time teachers of the 1 September before who hold no teacher's post in the city on this one."""
    before, day = scope.year.before().stock_on, scope.year.stock_on
    taught = once(_posts, scope.city_code).filter((pl.col("post") == "teacher") & pl.col("is_full_time"))
    there = taught.filter(held_on(before)).sort("pseudonym", "started_on", "institution_code")
    gone = there.join(taught.filter(held_on(day)), on="pseudonym", how="anti").unique(
        "pseudonym", keep="last", maintain_order=True
    )
    gone = gone.with_columns(reason=pl.col("end_reason"), last_on=pl.col("ended_on").dt.offset_by("-1d"))
    return placed(gone, scope, DEPARTURES)


def grades_by_entry() -> pl.DataFrame:
    """stage, entry_grade, years → grade, for every grade of every stage and as many years as the longest stage has."""
    cases = [
        (stage, entry, years, grade_after(stage, entry, years))
        for stage, grades in GRADES_OF_STAGE.items()
        for entry in grades
        for years in range(LONGEST_STAGE_YEARS)
    ]
    schema = {"stage": pl.String, "entry_grade": pl.String, "years": pl.Int32, "grade": pl.String}
    return pl.DataFrame(cases, schema=schema, orient="row")


def _enrolments(city_code: str) -> pl.DataFrame:
    """Every enrolment a city ever had, with its student."""
    own = (
        "stage",
        "entry_grade",
        "class_number",
        "is_boarder",
        "is_migrant",
        "is_left_behind",
        "started_on",
        "ended_on",
    )
    person = ("person_index", "sex", "born_on", "ethnicity")
    return under_pseudonyms(
        rows(
            in_area(Enrolment.objects.all(), city_code),
            ("institution__code", *own, *(f"student__{name}" for name in person)),
            ("institution_code", *own, *person),
        )
    )


def students_on(scope: ReturnScope) -> pl.DataFrame:
    """county_code and age of every student enrolled on 1 September who is registered as a person."""
    day = scope.year.stock_on
    places = institutions_known(scope.city_code, day).select("institution_code", "county_code")
    enrolled = once(_enrolments, scope.city_code).filter(held_on(day)).join(places, on="institution_code", how="left")
    return enrolled.select("county_code", age=age_on(day))


def collect_students(scope: ReturnScope) -> pl.DataFrame:
    """Students enrolled on 1 September, in the grade they have reached ("" where it lies past the stage's last)."""
    day = scope.year.stock_on
    started = pl.col("started_on")
    entry_year = started.dt.year() - pl.when(started.dt.month() >= day.month).then(0).otherwise(1)
    enrolled = (
        once(_enrolments, scope.city_code)
        .filter(held_on(day))
        .with_columns(years=(scope.year.start_year - entry_year).cast(pl.Int32))
        .join(grades_by_entry(), on=("stage", "entry_grade", "years"), how="left")
        .with_columns(pl.col("grade").fill_null(""), age=age_on(day), is_minority=pl.col("ethnicity") != HAN)
    )
    return placed(enrolled, scope, STUDENTS)
