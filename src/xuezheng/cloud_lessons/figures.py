"""Indicators of cloud lessons."""

from xuezheng.cloud_lessons.tables import RECEPTIONS
from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")

CLOUD_LESSON_SCHOOLS = Indicator(
    id="cloud_lesson_schools",
    term=Words("云教学远端接收学校", "Schools receiving cloud lessons"),
    unit="school",
    definition=Words(
        "当年9月1日正在接收云教学课程的学校数，接收多个学段或多所学校课程的只计一次。",
        "Schools that receive cloud lessons on 1 September; one that receives several stages or senders counts once.",
    ),
    numerator=Measure(RECEPTIONS, lambda t: t.institution_code.nunique()),
    office="cloud_lessons",
    source=OWN,
    direction="higher_better",
    filters=("platform", "stage", "mode"),
)
CLOUD_LESSON_CLASSES = Indicator(
    id="cloud_lesson_classes",
    term=Words("云教学接收班级", "Classes receiving cloud lessons"),
    unit="class",
    definition=Words(
        "当年9月1日接收云教学课程的班级数，一个班接收两所学校的课程计两次。",
        "Classes that receive cloud lessons on 1 September; a class that receives from two senders counts twice.",
    ),
    numerator=Measure(RECEPTIONS, lambda t: t.class_count.sum()),
    office="cloud_lessons",
    source=OWN,
    direction="higher_better",
    filters=("platform", "stage", "mode"),
)
INDICATORS = (CLOUD_LESSON_SCHOOLS, CLOUD_LESSON_CLASSES)
