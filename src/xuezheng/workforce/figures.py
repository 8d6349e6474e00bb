"""Indicators of the workforce office."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.workforce.tables import EXCHANGE_REACH, EXCHANGES, RECRUITMENTS, STUDIOS, TRAININGS

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")

STUDIOS_NOW = Indicator(
    id="studios",
    term=Words("名师工作坊与校长工作室数", "Studios of master teachers and principals"),
    unit="studio",
    definition=Words(
        "9月1日存续的名师工作坊、卓越校长工作室数，按主持人所在学校计。",
        "Workshops of master teachers and studios of principals on 1 September, counted at the host school.",
    ),
    numerator=Measure(STUDIOS, lambda t: t.count()),
    office="workforce",
    source=OWN,
    direction="higher_better",
    filters=("kind", "level", "stage"),
)
TEACHERS_TRAINED = Indicator(
    id="teachers_trained",
    term=Words("教师培训人次", "Teachers trained (person-times)"),
    unit="person-time",
    definition=Words(
        "期内市、县组织的教师培训参训人次之和。",
        "Person-times in the trainings that the city and its counties held in the period.",
    ),
    numerator=Measure(TRAININGS, lambda t: t.participant_count.sum()),
    office="workforce",
    source=OWN,
    direction="higher_better",
    levels=("city", "county"),
    filters=("kind",),
)
EXCHANGE_ACTIVITIES = Indicator(
    id="exchange_activities",
    term=Words("同课异构、送教下乡活动次数", "Joint lessons and visiting lessons"),
    unit="activity",
    definition=Words(
        "期内举办的同课异构和送教下乡活动次数。", "Joint lessons and visiting lessons held in the period."
    ),
    numerator=Measure(EXCHANGES, lambda t: t.count()),
    office="workforce",
    source=OWN,
    direction="higher_better",
    filters=("kind",),
)
EXCHANGE_SCHOOLS = Indicator(
    id="exchange_schools",
    term=Words("同课异构、送教下乡覆盖学校数", "Schools reached by joint and visiting lessons"),
    unit="school",
    definition=Words(
        "期内至少参加一次同课异构或送教下乡的学校数，一校计一次。",
        "Schools reached by at least one joint or visiting lesson in the period; one school counts once.",
    ),
    numerator=Measure(EXCHANGE_REACH, lambda t: t.institution_code.nunique()),
    office="workforce",
    source=OWN,
    direction="higher_better",
    filters=("kind",),
)
EXCHANGE_TEACHERS = Indicator(
    id="exchange_teachers",
    term=Words("同课异构、送教下乡覆盖教师人次", "Teachers reached by joint and visiting lessons (person-times)"),
    unit="person-time",
    definition=Words(
        "期内各次同课异构、送教下乡参加教师人次之和。",
        "Teachers who took part in the joint and visiting lessons of the period, counted each time.",
    ),
    numerator=Measure(EXCHANGES, lambda t: t.teacher_count.sum()),
    office="workforce",
    source=OWN,
    direction="higher_better",
    filters=("kind",),
)
TEACHERS_RECRUITED = Indicator(
    id="teachers_recruited",
    term=Words("招引教师数", "Teachers recruited"),
    unit="teacher",
    definition=Words(
        "期内因招聘、引进或安置而任教的教师数，一人计一次。",
        "People who took up a teaching post by recruitment in the period; one person counts once.",
    ),
    numerator=Measure(RECRUITMENTS, lambda t: t.pseudonym.nunique(), lambda t: t.post == "teacher"),
    office="workforce",
    source=OWN,
    filters=("stage",),
)
INDICATORS = (
    STUDIOS_NOW,
    TEACHERS_TRAINED,
    EXCHANGE_ACTIVITIES,
    EXCHANGE_SCHOOLS,
    EXCHANGE_TEACHERS,
    TEACHERS_RECRUITED,
)
