"""Indicators of exam sites."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.exams.tables import EXAM_SITES
from xuezheng.ground.words import Words

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")

STANDARDISED_SITE_SHARE = Indicator(
    id="standardised_exam_site_share",
    term=Words("标准化考点占比", "Exam sites that are standardised"),
    unit="share",
    definition=Words(
        "当年9月1日的考点中，已验收为标准化考点的占比，按考试可分。",
        "Of the exam sites on 1 September, the share accepted as standardised; by examination.",
    ),
    numerator=Measure(EXAM_SITES, lambda t: t.count(), lambda t: t.is_standardised),
    denominator=Measure(EXAM_SITES, lambda t: t.count()),
    office="exams",
    source=OWN,
    direction="higher_better",
    filters=("exam",),
)
EXAM_SITE_COUNT = Indicator(
    id="exam_sites",
    term=Words("考点", "Exam sites"),
    unit="site",
    definition=Words("当年9月1日的考点数，按考试可分。", "Exam sites on 1 September; by examination."),
    numerator=Measure(EXAM_SITES, lambda t: t.count()),
    office="exams",
    source=OWN,
    filters=("exam",),
)
EXAM_SEATS = Indicator(
    id="exam_seats",
    term=Words("考场座位", "Seats at exam sites"),
    unit="seat",
    definition=Words(
        "当年9月1日考点的考场座位数，按考试可分。", "Seats in the rooms of exam sites on 1 September; by examination."
    ),
    numerator=Measure(EXAM_SITES, lambda t: t.seat_count.sum()),
    office="exams",
    source=OWN,
    filters=("exam",),
)
INDICATORS = (STANDARDISED_SITE_SHARE, EXAM_SITE_COUNT, EXAM_SEATS)
