"""Indicators of the after-school service."""

from xuezheng.after_school.rules import DAYS_PER_WEEK, HOURS_PER_DAY
from xuezheng.after_school.tables import OFFERINGS, PLANS
from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.registers.tables import INSTITUTIONS

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")
DOUBLE_REDUCTION = Source(
    Words(
        "关于进一步减轻义务教育阶段学生作业负担和校外培训负担的意见（中办发〔2021〕40号）",
        "Opinions on the double reduction (2021, no. 40)",
    ),
    verification="two_sources",
)

OFFERINGS_NOW = Indicator(
    id="after_school_offerings",
    term=Words("课后服务特色课程、项目、社团数", "Feature courses, projects and clubs of the after-school service"),
    unit="offering",
    definition=Words(
        "9月1日开设的课后服务特色课程、特色项目和特色社团数。",
        "Feature courses, projects and clubs that the after-school service offers on 1 September.",
    ),
    numerator=Measure(OFFERINGS, lambda t: t.count()),
    office="after_school",
    source=OWN,
    direction="higher_better",
    filters=("kind", "field"),
)
SCHOOLS_SERVED = Indicator(
    id="after_school_schools_share",
    term=Words("课后服务学校覆盖率", "Compulsory schools with an after-school service"),
    unit="share",
    definition=Words(
        "本学年课后服务达到每周5天、每天2小时的义务教育学校占全部义务教育学校的比例（含教学点）。",
        "Compulsory schools whose after-school service runs five days a week and two hours a day, as a share of all "
        "(teaching points included).",
    ),
    numerator=Measure(
        PLANS,
        lambda t: t.institution_code.nunique(),
        lambda t: (t.days_per_week >= DAYS_PER_WEEK) & (t.hours_per_day >= HOURS_PER_DAY),
    ),
    denominator=Measure(INSTITUTIONS, lambda t: t.count(), lambda t: t.has_primary | t.has_junior),
    office="after_school",
    source=DOUBLE_REDUCTION,
    direction="higher_better",
    levels=("city", "county", "town"),
)
INDICATORS = (OFFERINGS_NOW, SCHOOLS_SERVED)
