"""What must hold of the frozen tables of training before they are frozen."""

import polars as pl

from xuezheng.engine.offices import Check
from xuezheng.ground.words import Words
from xuezheng.registers.checks.making import Frames, frames_check, row_check, seen
from xuezheng.registers.tables import INSTITUTIONS
from xuezheng.timetables.tables import ATTENDANCES, ROUNDS


def _not_senior(frames: Frames) -> pl.DataFrame:
    """Schools that send people although they teach no senior grades."""
    schools = frames[INSTITUTIONS.name].select("institution_code", "has_senior")
    sent = frames[ATTENDANCES.name].join(schools, on="institution_code")
    return sent.filter(~pl.col("has_senior")).select(seen(ATTENDANCES, "subject"))


CHECKS: tuple[Check, ...] = (
    row_check(
        "timetables.rounds.days", ROUNDS, pl.col("last_on") >= pl.col("held_on"),
        Words("培训结束不早于开始。", "A round ends no earlier than it begins."),
        why=Words("结束早于开始，培训天数为负。", "Ending before it begins makes the days negative."),
    ),
    row_check(
        "timetables.rounds.attended", ROUNDS, pl.col("school_count") > 0,
        Words("每轮培训有学校参加。", "Some school takes part in every round."), warns=True,
        why=Words("没有学校参加的培训，多半是名单没导入。", "A round nobody attended: most likely its list was not imported."),
    ),
    frames_check(
        "timetables.attendances.senior", (ATTENDANCES, INSTITUTIONS), _not_senior,
        Words("参训学校办有普通高中。", "A school that sends people teaches senior grades."), warns=True,
        why=Words("选课走班只在普通高中，别的学校参训多半是登错了校。", "Course choice is for senior schools; another one was most likely named by mistake."),
    ),
)  # fmt: skip
