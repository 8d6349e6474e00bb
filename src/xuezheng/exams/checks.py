"""What must hold of the frozen table of exam sites before it is frozen."""

import polars as pl

from xuezheng.engine.offices import Check
from xuezheng.exams.rules import EXAMS, SEATS_IN_A_ROOM
from xuezheng.exams.tables import EXAM_SITES
from xuezheng.ground.words import Words
from xuezheng.registers.checks.making import Frames, frames_check, row_check, seen
from xuezheng.registers.tables import ROOMS


def _code_twice(frames: Frames) -> pl.DataFrame:
    sites = frames[EXAM_SITES.name]
    return sites.filter(pl.len().over("exam", "site_code") > 1).select(seen(EXAM_SITES, "exam", "site_code"))


def _more_than_classrooms(frames: Frames) -> pl.DataFrame:
    """Sites with more exam rooms than the institution has classrooms, where its rooms are registered."""
    rooms = frames[ROOMS.name].filter(pl.col("kind") == "classroom")
    own = rooms.group_by("institution_code").agg(classroom_count=pl.len())
    sites = frames[EXAM_SITES.name].join(own, on="institution_code")
    more = sites.filter(pl.col("room_count") > pl.col("classroom_count"))
    return more.select(*seen(EXAM_SITES, "exam", "room_count"), "classroom_count")


CHECKS: tuple[Check, ...] = (
    row_check(
        "exams.sites.exam", EXAM_SITES, pl.col("exam").is_in(list(EXAMS)),
        Words("考试名称在代码表内。", "The examination is one of the list."),
        why=Words("考点按考试统计，错码的考点哪场考试也不算。", "Sites are counted by examination; a wrong code belongs to none."),
    ),
    row_check(
        "exams.sites.seats", EXAM_SITES, pl.col("seat_count") <= SEATS_IN_A_ROOM * pl.col("room_count"),
        Words("每个考场不多于30座。", "A room holds no more than thirty."),
        why=Words("标准化考场每场30座，多出的座位在排考时用不上。", "A standard room holds thirty; seats above that cannot be used."),
    ),
    row_check(
        "exams.sites.rooms", EXAM_SITES, pl.col("room_count") > 0,
        Words("考点有考场。", "A site has rooms."), warns=True,
        cure=Words("登记考场，或终止考点。", "Register its rooms, or end the site."),
        why=Words("没有考场的考点排不了考生。", "Nobody can be seated at a site without rooms."),
    ),
    frames_check(
        "exams.sites.code_once", (EXAM_SITES,), _code_twice,
        Words("同一考试的考点代码不重复。", "No two sites of an examination have one code."),
        why=Words("同码的两个考点，准考证会印错地方。", "With one code for two sites, admission cards name the wrong place."),
    ),
    frames_check(
        "exams.sites.classrooms", (EXAM_SITES, ROOMS), _more_than_classrooms,
        Words("考场不多于学校的普通教室。", "A site has no more rooms than the school has classrooms."), warns=True,
        why=Words("考场借用教室，多于教室说明重复登记。", "Examination rooms are classrooms; more of them means some were entered twice."),
    ),
)  # fmt: skip
