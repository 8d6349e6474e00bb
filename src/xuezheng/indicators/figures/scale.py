"""How large schools and classes are, and how many teachers they have."""

from typing import Any

from xuezheng.engine.figures import Measure
from xuezheng.ground.words import Words
from xuezheng.indicators.figures.measures import (
    SCHOOL_FILTERS,
    classes,
    in_stage,
    pupils,
    ratio,
    schools,
    share,
    teachers,
)
from xuezheng.indicators.figures.sources import BALANCED, BANDS, NATIONAL, PRESCHOOL
from xuezheng.registers.tables import CONDITIONS, STAFF

LARGE, SUPER_LARGE = 56, 66  # pupils; the cumulative use: 56 and more, 66 and more
SCHOOL_LIMIT = 2000
CLASS_FILTERS = ("stage", "grade", "area_group", "is_private", "school_type")
BANDED_STAGES = ("primary", "junior", "senior")


def _within_norm(t: Any) -> Any:
    """Kindergarten 25, 30, 35 by year; primary 45; junior and senior 50 (senior and kindergarten from memory)."""
    return (
        ((t.grade == "02") & (t.pupil_count <= 25))
        | ((t.grade == "03") & (t.pupil_count <= 30))
        | ((t.grade == "04") & (t.pupil_count <= 35))
        | ((t.stage == "primary") & (t.pupil_count <= 45))
        | (t.stage.isin(("junior", "senior")) & (t.pupil_count <= 50))
    )


AVERAGE_SCHOOL_SIZE = ratio(
    "average_school_size",
    Words("校均规模", "Average school size"),
    Words("在校生数 ÷ 学校数。", "Pupils ÷ schools."),
    Measure(CONDITIONS, lambda t: t.pupil_count.sum()),
    schools(),
    unit="pupil/school",
    source=NATIONAL,
    filters=SCHOOL_FILTERS,
)
AVERAGE_CLASS_SIZE = ratio(
    "average_class_size",
    Words("平均班额", "Average class size"),
    Words("在校生数 ÷ 班级数。", "Pupils ÷ classes."),
    pupils(),
    classes(),
    unit="pupil/class",
    source=NATIONAL,
    direction="lower_better",
    filters=CLASS_FILTERS,
)
LARGE_CLASS_SHARE = share(
    "large_class_share",
    Words("大班额比例", "Share of large classes"),
    Words(
        "56 人及以上的班级数 ÷ 班级数（累计口径，含超大班额）。",
        "Classes of 56 and more ÷ classes (super-large ones included).",
    ),
    classes(lambda t: t.stage.isin(BANDED_STAGES) & (t.pupil_count >= LARGE)),
    classes(in_stage(*BANDED_STAGES)),
    source=BANDS,
    direction="lower_better",
    filters=CLASS_FILTERS,
)
SUPERLARGE_CLASS_SHARE = share(
    "superlarge_class_share",
    Words("超大班额比例", "Share of super-large classes"),
    Words("66 人及以上的班级数 ÷ 班级数。", "Classes of 66 and more ÷ classes."),
    classes(lambda t: t.stage.isin(BANDED_STAGES) & (t.pupil_count >= SUPER_LARGE)),
    classes(in_stage(*BANDED_STAGES)),
    source=BANDS,
    direction="lower_better",
    filters=CLASS_FILTERS,
)
STANDARD_CLASS_SHARE = share(
    "standard_class_share",
    Words("班额达标率", "Share of classes within the norm"),
    Words(
        "不超过标准班额的班级数 ÷ 班级数；标准：小、中、大班 25、30、35，小学 45，初中和高中 50。",
        "Classes within the norm ÷ classes. Norm: kindergarten 25, 30, 35 by year; primary 45; junior and senior 50.",
    ),
    classes(_within_norm),
    classes(in_stage("preschool", *BANDED_STAGES)),
    source=PRESCHOOL,
    direction="higher_better",
    filters=CLASS_FILTERS,
)
SCHOOL_SCALE_COMPLIANCE = share(
    "school_scale_compliance",
    Words("学校规模达标率", "Schools within the size limit"),
    Words(
        "在校生不超过 2000 人的义务教育学校数 ÷ 义务教育学校数（贯通学校的 2500 人上限未单列）。",
        "Compulsory schools of at most 2,000 pupils ÷ compulsory schools (the 2,500 of through-train schools not set apart).",
    ),
    schools(lambda t: (t.has_primary | t.has_junior) & (t.pupil_count <= SCHOOL_LIMIT)),
    schools(lambda t: t.has_primary | t.has_junior),
    source=BALANCED,
    direction="higher_better",
    filters=SCHOOL_FILTERS,
)
PUPIL_TEACHER_RATIO = ratio(
    "pupil_teacher_ratio",
    Words("生师比", "Pupil–teacher ratio"),
    Words("在校生数 ÷ 专任教师数。", "Pupils ÷ full-time teachers."),
    pupils(),
    teachers(),
    unit="pupil/teacher",
    source=NATIONAL,
    direction="lower_better",
    uis_code="PTRHC",
    filters=("stage", "area_group"),
)
STAFF_PUPIL_RATIO = ratio(
    "staff_pupil_ratio",
    Words("教职工与学生比", "Staff to pupil ratio"),
    Words("教职工数 ÷ 在校生数。", "Staff ÷ pupils."),
    Measure(STAFF, lambda t: t.count()),
    pupils(),
    unit="staff/pupil",
    source=NATIONAL,
    filters=("stage", "area_group"),
)
TEACHER_CLASS_RATIO = ratio(
    "teacher_class_ratio",
    Words("师班比", "Teachers per class"),
    Words("专任教师数 ÷ 班级数。", "Full-time teachers ÷ classes."),
    teachers(),
    classes(),
    unit="teacher/class",
    source=NATIONAL,
    filters=("stage", "area_group"),
)
KINDERGARTEN_TEACHER_CHILD_RATIO = ratio(
    "kindergarten_teacher_child_ratio",
    Words("专任教师与在园幼儿比", "Teacher to child ratio in kindergartens"),
    Words("幼儿园专任教师数 ÷ 在园幼儿数。", "Full-time kindergarten teachers ÷ children."),
    teachers(in_stage("preschool")),
    pupils(in_stage("preschool")),
    unit="teacher/child",
    source=PRESCHOOL,
    direction="higher_better",
)

INDICATORS = (
    AVERAGE_SCHOOL_SIZE,
    AVERAGE_CLASS_SIZE,
    LARGE_CLASS_SHARE,
    SUPERLARGE_CLASS_SHARE,
    STANDARD_CLASS_SHARE,
    SCHOOL_SCALE_COMPLIANCE,
    PUPIL_TEACHER_RATIO,
    STAFF_PUPIL_RATIO,
    TEACHER_CLASS_RATIO,
    KINDERGARTEN_TEACHER_CHILD_RATIO,
)
