"""What must hold of the frozen table of Mandarin assessments before it is frozen."""

import polars as pl

from xuezheng.assessment.rules import LANGUAGE_AREAS
from xuezheng.assessment.tables import MANDARIN_ASSESSMENTS
from xuezheng.engine.offices import Check, last_year
from xuezheng.ground.words import Words
from xuezheng.registers.checks.making import Frames, at_most, frames_check, row_check, seen
from xuezheng.registers.tables import CLASSES

CLASS = ["institution_code", "grade", "class_number"]


def _more_than_pupils(frames: Frames) -> pl.DataFrame:
    """Assessments of more children than their class had on 1 September of the school year."""
    pupils = frames[last_year(CLASSES)].filter(pl.col("stage") == "preschool").select(*CLASS, "pupil_count")
    held = frames[MANDARIN_ASSESSMENTS.name].join(pupils, on=CLASS)
    more = held.filter(pl.col("assessed_count") > pl.col("pupil_count"))
    return more.select(*seen(MANDARIN_ASSESSMENTS, "assessed_count"), "pupil_count")


CHECKS: tuple[Check, ...] = (
    row_check(
        "assessment.mandarin.passed", MANDARIN_ASSESSMENTS, at_most("passed_count", "assessed_count"),
        Words("合格幼儿不多于参测幼儿。", "No more children pass than are assessed."),
        why=Words("合格率不能超过100%。", "A rate of passing cannot be above 100 %."),
    ),
    row_check(
        "assessment.mandarin.language_area", MANDARIN_ASSESSMENTS, pl.col("language_area").is_in(list(LANGUAGE_AREAS)),
        Words("语言区域在代码表内。", "The language area is one of the list."),
        why=Words("按语言区域比较，错码的班不在任何区域里。", "Areas are compared; a class of a wrong code is in none."),
    ),
    frames_check(
        "assessment.mandarin.within_class", (MANDARIN_ASSESSMENTS,), _more_than_pupils,
        Words("参测幼儿不多于班级上学年在园幼儿。", "No more children are assessed than their class had last year."),
        warns=True, last=(CLASSES,),
        why=Words("参测多于在园，多半是别班的幼儿算了进来。", "More assessed than there were: most likely children of another class were counted."),
    ),
)  # fmt: skip
