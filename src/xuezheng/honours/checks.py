"""What must hold of the frozen tables of honours before they are frozen."""

import polars as pl

from xuezheng.engine.offices import Check
from xuezheng.ground.words import Words
from xuezheng.honours.rules import TITLES
from xuezheng.honours.tables import AWARDS, DESIGNATIONS, LESSONS, SENT_ATHLETES, STUDY_TRIPS
from xuezheng.registers.checks.making import Frames, frames_check, row_check, seen
from xuezheng.registers.rules import STAGES
from xuezheng.registers.tables import INSTITUTIONS

CODE = "institution_code"
TRIP_SHARE = 1.5  # of the school's pupils: schools shrink over the summer, but not by half


def held_by() -> pl.Expr:
    """Who holds a title: a programme, a site, or else an institution."""
    return (
        pl.when(pl.col("programme_code") != "")
        .then(pl.lit("programme"))
        .when(pl.col("site_name") != "")
        .then(pl.lit("site"))
        .otherwise(pl.lit("institution"))
    )


def _title_unfit(frames: Frames) -> pl.DataFrame:
    """Titles that do not exist at their level, for such a holder, in their grade."""
    allowed = pl.DataFrame(
        [
            (code, level, holder, grade)
            for code, title in TITLES.items()
            for level in title.levels
            for holder in title.holders
            for grade in title.grades
        ],
        schema=["title", "level", "holder", "grade"],
        orient="row",
    )
    held = frames[DESIGNATIONS.name].with_columns(holder=held_by())
    return held.join(allowed, on=allowed.columns, how="anti").select(
        *seen(DESIGNATIONS, "title", "level", "grade"), "holder"
    )


def _two_grades(frames: Frames) -> pl.DataFrame:
    """Institutions that hold one title in two grades at once: an upgrade ends the grade before."""
    graded = frames[DESIGNATIONS.name].filter((pl.col("grade") != "") & pl.col(CODE).is_not_null())
    twice = pl.col("grade").n_unique().over(CODE, "title", "level") > 1
    return graded.filter(twice).select(seen(DESIGNATIONS, "title", "level", "grade"))


def _before_opening(frames: Frames) -> pl.DataFrame:
    opened = frames[INSTITUTIONS.name].select(CODE, "opened_on")
    won = frames[AWARDS.name].join(opened, on=CODE).filter(pl.col("awarded_on") < pl.col("opened_on"))
    return won.select(*seen(AWARDS, "awarded_on"), "opened_on")


def _trip_too_large(frames: Frames) -> pl.DataFrame:
    pupils = frames[INSTITUTIONS.name].select(CODE, "pupil_count")
    trips = frames[STUDY_TRIPS.name].join(pupils, on=CODE)
    larger = pl.col("student_count") > TRIP_SHARE * pl.col("pupil_count")
    return trips.filter(larger).select(*seen(STUDY_TRIPS, "student_count"), "pupil_count")


CHECKS: tuple[Check, ...] = (
    frames_check(
        "honours.designations.title_exists", (DESIGNATIONS,), _title_unfit,
        Words("称号有这一级别和等次，且授予这类对象。", "The title exists at this level and grade, for such a holder."),
        cure=Words("核对授予文件。", "Look into the document that gave it."),
        why=Words("不存在的等次会虚增各级称号数。", "A grade that does not exist swells the count of titles."),
    ),
    frames_check(
        "honours.designations.one_grade", (DESIGNATIONS,), _two_grades,
        Words("同一称号不同时持有两个等次。", "A title is held in one grade at a time."),
        cure=Words("升等之日终止原等次。", "End the lower grade on the day of the upgrade."),
        why=Words("升等后原等次不终止，同一称号数两次。", "Where the lower grade is not ended, one title counts twice."),
    ),
    frames_check(
        "honours.awards.after_opening", (AWARDS, INSTITUTIONS), _before_opening,
        Words("获奖不早于学校开办。", "No school wins before it has opened."),
        why=Words("建校前的奖是前身学校的，应登在前身名下。", "An award from before belongs to the school it came from."),
    ),
    frames_check(
        "honours.study_trips.within_school", (STUDY_TRIPS, INSTITUTIONS), _trip_too_large,
        Words("一次研学的学生数不远超学校在校生数。", "A trip takes not many more pupils than the school has."), warns=True,
        why=Words("研学人次远超在校生，多半是把人天当人次。", "Far more than the pupils: days were most likely counted as persons."),
    ),
    row_check(
        "honours.lessons.stage", LESSONS, pl.col("stage").is_in(STAGES),
        Words("精品课的学段在代码表内。", "The stage of a lesson is one of the list."),
        why=Words("精品课按学段统计，错码的课不计。", "Lessons are counted by stage; a wrong code is not."),
    ),
    row_check(
        "honours.sent_athletes.won", SENT_ATHLETES, pl.col("prize").is_in(("gold", "silver", "bronze")),
        Words("输送运动员所获为金、银、铜牌。", "What an athlete won is a gold, silver or bronze medal."), warns=True,
        why=Words("奖牌榜只数金、银、铜。", "The table of medals counts gold, silver and bronze."),
    ),
)  # fmt: skip
