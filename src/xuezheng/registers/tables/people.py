"""Frozen tables of classes, graduations, staff and students."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table, one_of
from xuezheng.ground.words import Words
from xuezheng.registers.rules import AREA_GROUPS, GRADES_OF_STAGE, POSTS, STAGES, STAGES_OF_TYPE, TITLES

GRADES = tuple(sorted({grade for grades in GRADES_OF_STAGE.values() for grade in grades}))


class YearlyClasses(Placed):
    """Classes on 1 September, with the kind of school they belong to."""

    school_type = one_of(*STAGES_OF_TYPE)
    area_group = one_of(*AREA_GROUPS)
    is_private = dy.Bool()
    is_inclusive = dy.Bool()
    stage = one_of("", *STAGES)
    grade = one_of(*GRADES)
    class_number = dy.Int16()
    programme_code = dy.String()  # "" for general classes
    pupil_count = dy.Int32(min=0)
    girl_count = dy.Int32(min=0)
    minority_count = dy.Int32(min=0)
    boarder_count = dy.Int32(min=0)
    migrant_count = dy.Int32(min=0)
    left_behind_count = dy.Int32(min=0)
    entrant_count = dy.Int32(min=0)
    entrant_with_preschool_count = dy.Int32(min=0)
    repeater_count = dy.Int32(min=0)


class YearlyGraduations(Placed):
    """What became of the classes of the school year before: who was there, who graduated, who dropped out.

    `school_year` is that of the return, one after the year the class was taught in.
    """

    stage = one_of("", *STAGES)
    grade = one_of(*GRADES)
    class_number = dy.Int16()
    is_last_grade = dy.Bool()
    pupil_count = dy.Int32(min=0)
    graduate_count = dy.Int32(nullable=True, min=0)
    dropout_count = dy.Int32(nullable=True, min=0)
    girl_count = dy.Int32(min=0)  # of the pupils at its beginning, as the four that follow
    minority_count = dy.Int32(min=0)
    boarder_count = dy.Int32(min=0)
    migrant_count = dy.Int32(min=0)
    left_behind_count = dy.Int32(min=0)
    ended_on = dy.Date()


class YearlyStaff(Placed):
    """Staff on 1 September, one row a post."""

    pseudonym = dy.String()
    post = one_of(*POSTS)
    stage = one_of("", *STAGES)
    subject = dy.String()
    is_full_time_teacher = dy.Bool()  # 专任教师
    is_on_quota = dy.Bool()
    sex = one_of("0", "1", "2", "9")
    age = dy.Int16()
    is_minority = dy.Bool()
    attainment = dy.String()  # GB/T 4658 code of the highest on the day, "" unknown
    attainment_rank = (
        dy.Int16()
    )  # 6 doctor, 5 master, 4 bachelor, 3 junior college, 2 senior secondary, 1 below, 0 unknown
    title = one_of("", *TITLES)
    has_certificate = dy.Bool()
    is_backbone = dy.Bool()
    is_double_qualified = dy.Bool()
    started_on = dy.Date()
    start_reason = dy.String()
    area_group = one_of(*AREA_GROUPS)


class YearlyStudents(Placed):
    """Students enrolled on 1 September, where students are registered as persons."""

    pseudonym = dy.String()
    stage = one_of("", *STAGES)
    grade = one_of(*GRADES)
    class_number = dy.Int16()
    sex = one_of("0", "1", "2", "9")
    age = dy.Int16()
    is_minority = dy.Bool()
    is_boarder = dy.Bool()
    is_migrant = dy.Bool()
    is_left_behind = dy.Bool()


CLASSES = Table(
    "return_registers__yearly_classes",
    YearlyClasses,
    1,
    "stock",
    ("institution_code", "stage", "grade", "class_number"),
    Words("班级", "Classes"),
)
GRADUATIONS = Table(
    "return_registers__yearly_graduations",
    YearlyGraduations,
    1,
    "flow",
    ("institution_code", "stage", "grade", "class_number"),
    Words("上学年学生变动", "What became of last year's classes"),
    dated_by="ended_on",
)
STAFF = Table(
    "return_registers__yearly_staff",
    YearlyStaff,
    1,
    "stock",
    ("institution_code", "pseudonym", "post", "stage"),
    Words("教职工", "Staff"),
)
STUDENTS = Table(
    "return_registers__yearly_students",
    YearlyStudents,
    1,
    "stock",
    ("institution_code", "pseudonym"),
    Words("学生", "Students"),
)
