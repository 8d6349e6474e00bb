"""A school beside itself a year before: what it states of its conditions is asked about where it is a multiple of last year's.

A slip of the decimal point or of the unit (mu for square metres, ten thousand yuan for yuan) is a factor of ten or more; within
a factor of three nobody is asked. Needs the school's own rows only, so whoever fills in is told at once.
"""

import polars as pl

from xuezheng.engine.offices import Check, last_year
from xuezheng.ground.words import Words
from xuezheng.registers.checks.making import Frames, frames_check, seen
from xuezheng.registers.tables import CONDITIONS

FACTOR = 3.0
CODE = "institution_code"
STATED = (
    ("site_area_m2", Words("占地面积", "The site")),
    ("building_area_m2", Words("校舍建筑面积", "The building area")),
    ("teaching_area_m2", Words("教学及辅助用房面积", "The teaching area")),
    ("sports_ground_area_m2", Words("运动场地面积", "The sports ground")),
    ("dormitory_area_m2", Words("宿舍面积", "The dormitories")),
    ("equipment_fen", Words("教学仪器设备值", "The value of equipment")),
    ("book_count", Words("图书", "The number of books")),
    ("terminal_count", Words("数字终端", "The number of terminals")),
)


def steady(column: str, what: Words) -> Check:
    """A column that is neither three times nor a third of what the same school stated a year before."""

    def broken(frames: Frames) -> pl.DataFrame:
        before = frames[last_year(CONDITIONS)].select(CODE, pl.col(column).alias(f"{column}_before"))
        both = frames[CONDITIONS.name].join(before, on=CODE).filter(pl.col(f"{column}_before") > 0)
        share = pl.col(column).cast(pl.Float64) / pl.col(f"{column}_before")
        odd = both.filter((share > FACTOR) | (share < 1 / FACTOR))
        return odd.select(*seen(CONDITIONS, column), f"{column}_before")

    return frames_check(
        f"registers.conditions.{column}_steady", (CONDITIONS,), broken,
        Words(f"{what.zh}与去年相差不到三倍。", f"{what.en} is within a factor of three of last year's."),
        warns=True, last=(CONDITIONS,),
        cure=Words(
            "先查小数点和单位（亩、万元）；确实如此的，写明原因。",
            "Look for a slipped decimal point or unit (mu, ten thousand yuan); if it is so, say why.",
        ),
    )  # fmt: skip


CHECKS: tuple[Check, ...] = tuple(steady(column, what) for column, what in STATED)
