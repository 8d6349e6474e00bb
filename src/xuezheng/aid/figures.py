"""Indicators of student aid."""

from xuezheng.aid.rules import FEE_WAIVER, NATIONAL_GRANT
from xuezheng.aid.tables import BATCHES
from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")

GRANTS_PAID = Indicator(
    id="grants_paid",
    term=Words("发放国家助学金", "National student grants paid"),
    unit="fen",
    definition=Words("期内发放的国家助学金金额之和。", "National student grants paid in the period."),
    numerator=Measure(BATCHES, lambda t: t.amount_fen.sum(), lambda t: t.kind == NATIONAL_GRANT),
    office="aid",
    source=OWN,
    filters=("stage", "term"),
)
FEES_WAIVED = Indicator(
    id="fees_waived",
    term=Words("免除学费", "Tuition fees waived"),
    unit="fen",
    definition=Words("期内免除的学费金额之和。", "Tuition fees waived in the period."),
    numerator=Measure(BATCHES, lambda t: t.amount_fen.sum(), lambda t: t.kind == FEE_WAIVER),
    office="aid",
    source=OWN,
    filters=("stage", "term"),
)
STUDENTS_AIDED = Indicator(
    id="students_aided",
    term=Words("资助学生人次", "Students aided (student-times)"),
    unit="student-time",
    definition=Words(
        "期内各批次国家助学金和免学费受助学生数之和；同一学生每学期、每项各计一次。",
        "Students in the batches of grants and waivers of the period; a student counts once for each term and kind.",
    ),
    numerator=Measure(BATCHES, lambda t: t.student_count.sum()),
    office="aid",
    source=OWN,
    filters=("kind", "stage", "term"),
)
AID_PER_STUDENT_TIME = Indicator(
    id="aid_per_student_time",
    term=Words("人次均资助金额", "Aid for each student-time"),
    unit="fen",
    definition=Words(
        "期内资助金额与受助学生人次之比。", "Aid of the period divided by the student-times that received it."
    ),
    numerator=Measure(BATCHES, lambda t: t.amount_fen.sum()),
    denominator=Measure(BATCHES, lambda t: t.student_count.sum()),
    office="aid",
    source=OWN,
    filters=("kind", "stage", "term"),
)
INDICATORS = (GRANTS_PAID, FEES_WAIVED, STUDENTS_AIDED, AID_PER_STUDENT_TIME)
