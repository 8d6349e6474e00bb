"""What must hold of staff and students."""

import polars as pl

from xuezheng.engine.offices import Check
from xuezheng.ground.words import Words
from xuezheng.registers.checks.making import Frames, frames_check, one_of, row_check, seen
from xuezheng.registers.rules import GRADES_OF_STAGE, POSTS, SEXES, STAGES, TITLES
from xuezheng.registers.tables import CLASSES, POPULATION, STAFF, STUDENTS

STAFF_AGES = (16, 75)
STUDENT_AGES = {
    "preschool": (2, 8),
    "primary": (5, 16),
    "junior": (10, 19),
    "senior": (13, 22),
    "vocational": (13, 30),
}
AGES = (0, 120)
_grades = pl.DataFrame(
    [(stage, grade) for stage, grades in GRADES_OF_STAGE.items() for grade in grades],
    schema={"stage": pl.String, "grade": pl.String},
    orient="row",
)


def _post_twice(frames: Frames) -> pl.DataFrame:
    staff = frames[STAFF.name]
    same = ("institution_code", "pseudonym", "post", "stage", "subject")
    return staff.filter(staff.select(same).is_duplicated()).select(seen(STAFF, *same))


def _on_quota_twice(frames: Frames) -> pl.DataFrame:
    """Persons on the quota of more than one institution."""
    on_quota = frames[STAFF.name].filter("is_on_quota")
    places = pl.col("institution_code").n_unique().over("pseudonym")
    return on_quota.filter(places > 1).select(seen(STAFF))


def _student_twice(frames: Frames) -> pl.DataFrame:
    return frames[STUDENTS.name].filter(pl.col("pseudonym").is_duplicated()).select(seen(STUDENTS, "grade"))


def _student_grade_odd(frames: Frames) -> pl.DataFrame:
    odd = frames[STUDENTS.name].join(_grades, on=("stage", "grade"), how="anti")
    return odd.select(seen(STUDENTS, "stage", "grade"))


def _age_fits_stage() -> pl.Expr:
    fits = pl.lit(True)
    for stage, (youngest, oldest) in STUDENT_AGES.items():
        fits = fits & ((pl.col("stage") != stage) | pl.col("age").is_between(youngest, oldest))
    return fits


def _persons_and_classes_differ(frames: Frames) -> pl.DataFrame:
    """Classes whose pupils or girls are not as many as the persons enrolled, where a school registers persons."""
    students, classes = frames[STUDENTS.name], frames[CLASSES.name]
    counted = students.group_by(CLASSES.key).agg(person_count=pl.len(), girl_person_count=(pl.col("sex") == "2").sum())
    told = classes.join(students.select("institution_code").unique(), on="institution_code", how="semi")
    both = told.select("county_code", *CLASSES.key, "pupil_count", "girl_count").join(
        counted, on=CLASSES.key, how="full", coalesce=True
    )
    counts = ("pupil_count", "girl_count", "person_count", "girl_person_count")
    both = both.with_columns(pl.col(*counts).fill_null(0))
    differs = (pl.col("pupil_count") != pl.col("person_count")) | (pl.col("girl_count") != pl.col("girl_person_count"))
    return both.filter(differs).sort(CLASSES.key)


CHECKS: tuple[Check, ...] = (
    row_check(
        "registers.staff.age_plausible",
        STAFF,
        pl.col("age").is_between(*STAFF_AGES),
        Words("教职工年龄在16至75岁之间。", "Staff are 16 to 75 years old."),
    ),
    row_check(
        "registers.staff.sex_known",
        STAFF,
        one_of("sex", SEXES),
        Words("性别是国家标准中的代码。", "The sex is a code of the national standard."),
    ),
    row_check(
        "registers.staff.post_known",
        STAFF,
        one_of("post", POSTS),
        Words("岗位在代码表中。", "The post is one of the list."),
    ),
    row_check(
        "registers.staff.title_known",
        STAFF,
        one_of("title", ("", *TITLES)),
        Words("职称在代码表中，或未评。", "The title is one of the list, or none."),
    ),
    row_check(
        "registers.staff.stage_known",
        STAFF,
        one_of("stage", ("", *STAGES)),
        Words("任教学段在代码表中，或为空。", "The stage taught is one of the list, or empty."),
    ),
    row_check(
        "registers.staff.teacher_has_stage",
        STAFF,
        ~pl.col("is_full_time_teacher") | (pl.col("stage") != ""),
        Words("专任教师有任教学段。", "A full-time teacher teaches at a stage."),
    ),
    row_check(
        "registers.staff.attainment_known",
        STAFF,
        ~pl.col("is_full_time_teacher") | (pl.col("attainment_rank") > 0),
        Words(
            "专任教师的学历已登记，代码在国家标准中。",
            "The attainment of a full-time teacher is registered by a standard code.",
        ),
        warns=True,
    ),
    row_check(
        "registers.staff.teacher_certified",
        STAFF,
        ~pl.col("is_full_time_teacher") | pl.col("has_certificate"),
        Words("专任教师有教师资格证。", "A full-time teacher holds a teacher's certificate."),
        warns=True,
    ),
    frames_check(
        "registers.staff.post_once",
        (STAFF,),
        _post_twice,
        Words("同一人的同一岗位只登记一次。", "A person's post is registered once."),
    ),
    frames_check(
        "registers.staff.on_one_quota",
        (STAFF,),
        _on_quota_twice,
        Words("一人只占一所学校的编制。", "A person is on the quota of one institution only."),
        beyond=True,
    ),
    frames_check(
        "registers.student.enrolled_once",
        (STUDENTS,),
        _student_twice,
        Words("一名学生只在一所学校有学籍。", "A student is enrolled at one school only."),
        beyond=True,
    ),
    row_check(
        "registers.student.sex_known",
        STUDENTS,
        one_of("sex", SEXES),
        Words("性别是国家标准中的代码。", "The sex is a code of the national standard."),
    ),
    frames_check(
        "registers.student.grade_of_stage",
        (STUDENTS,),
        _student_grade_odd,
        Words("学生所在年级属于该学段。", "The grade a student has reached is one of the stage."),
        cure=Words("应毕业的学生要登记毕业。", "End the enrolment of those who should have graduated."),
    ),
    row_check(
        "registers.student.age_fits_stage",
        STUDENTS,
        _age_fits_stage(),
        Words("学生年龄与学段相称。", "The age of a student fits the stage."),
        warns=True,
    ),
    frames_check(
        "registers.student.persons_are_the_class_counts",
        (STUDENTS, CLASSES),
        _persons_and_classes_differ,
        Words(
            "登记到人的学校，各班学生数、女生数与名册一致。",
            "Where students are registered as persons, each class counts as many pupils and girls as its list.",
        ),
    ),
    row_check(
        "registers.population.age_plausible",
        POPULATION,
        pl.col("age").is_between(*AGES),
        Words("人口的年龄在0至120岁之间。", "The age of residents is 0 to 120."),
    ),
)
