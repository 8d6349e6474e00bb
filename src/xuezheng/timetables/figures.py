"""Indicators of training for subject choice and timetabling."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.timetables.tables import ATTENDANCES, ROUNDS

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")

TRAINING_ROUNDS = Indicator(
    id="platform_training_rounds",
    term=Words("高考综合改革平台应用培训轮次", "Rounds of training on the exam-reform platform"),
    unit="round",
    definition=Words(
        "时段内开始的平台应用培训轮次，一轮分多天举办的计一次。",
        "Rounds of training on the platform begun in the period; a round of several days counts once.",
    ),
    numerator=Measure(ROUNDS, lambda t: t.count(), lambda t: t.subject == "platform"),
    office="timetables",
    source=OWN,
    direction="higher_better",
    levels=("city", "county"),
)
TRAINEES = Indicator(
    id="platform_trainees",
    term=Words("高考综合改革平台应用培训人次", "People trained on the exam-reform platform (times)"),
    unit="person",
    definition=Words(
        "时段内各校参加平台应用培训的人次。", "People whom schools sent to trainings on the platform in the period."
    ),
    numerator=Measure(ATTENDANCES, lambda t: t.trainee_count.sum(), lambda t: t.subject == "platform"),
    office="timetables",
    source=OWN,
    direction="higher_better",
)
INDICATORS = (TRAINING_ROUNDS, TRAINEES)
