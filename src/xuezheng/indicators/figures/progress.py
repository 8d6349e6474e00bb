"""How children go through school: retention, drop-out, promotion, repetition."""

from typing import Any

from xuezheng.engine.figures import Measure
from xuezheng.ground.words import Words
from xuezheng.indicators.figures.measures import (
    AREAS,
    COMPULSORY_STAGES,
    SENIOR_STAGES,
    in_stage,
    pupils,
    ratio,
    residents,
    share,
)
from xuezheng.indicators.figures.sources import NATIONAL, OWN
from xuezheng.registers.tables import CLASSES, ENTRANT_COHORTS, GRADUATIONS, POPULATION, STUDENTS

GROWN_UP_AGE = (
    60  # a table that knows somebody of this age or above (an open group is kept at its lowest age) knows all ages
)


def graduates(stage: str) -> Measure:
    """Graduates of the last grade of a stage in the school year before."""
    return Measure(GRADUATIONS, lambda t: t.graduate_count.sum(), lambda t: (t.stage == stage) & t.is_last_grade)


def entrants(*stages: str) -> Measure:
    """New in the first grade of these stages on 1 September."""
    return Measure(CLASSES, lambda t: t.entrant_count.sum(), in_stage(*stages))


COMPULSORY_CONSOLIDATION_RATE = share(
    "compulsory_consolidation_rate",
    Words("九年义务教育巩固率", "Nine-year compulsory retention rate"),
    Words(
        "当年初中毕业生数 ÷ 九年前小学招生数。按队列口径，未扣除迁入迁出，有孩子迁入的地方可以超过 100%。",
        "Junior graduates of the year ÷ grade-one entrants nine years before. By cohort, migration not deducted: "
        "above 100% where children move in.",
    ),
    graduates("junior"),
    Measure(ENTRANT_COHORTS, lambda t: t.entrant_count.sum()),
    source=NATIONAL,
    levels=AREAS,
    direction="higher_better",
    sdg4="4.1.2",
)
JUNIOR_THREE_YEAR_CONSOLIDATION_RATE = share(
    "junior_three_year_consolidation_rate",
    Words("初中三年巩固率", "Junior three-year retention rate"),
    Words(
        "当年初中毕业生数 ÷ 三年前初一在校生数（未扣除转学和死亡）。",
        "Junior graduates of the year ÷ grade-seven pupils three years before (moves and deaths not deducted).",
    ),
    graduates("junior"),
    pupils(lambda t: (t.stage == "junior") & (t.grade == "21"), lag_years=3),
    source=OWN,
    direction="higher_better",
)
PRIMARY_RETENTION_RATE = share(
    "primary_retention_rate",
    Words("小学六年巩固率", "Primary six-year retention"),
    Words(
        "当年小学毕业生数 ÷ 六年前一年级在校生数。",
        "Primary graduates of the year ÷ grade-one pupils six years before.",
    ),
    graduates("primary"),
    pupils(lambda t: (t.stage == "primary") & (t.grade == "11"), lag_years=6),
    source=NATIONAL,
    direction="higher_better",
    uis_code="SR.1",
)
DROPOUT_RATE = share(
    "dropout_rate",
    Words("辍学率", "Dropout rate"),
    Words(
        "上学年辍学学生数 ÷ 上学年初在校生数。",
        "Pupils who dropped out in the school year ÷ pupils at its start.",
    ),
    Measure(GRADUATIONS, lambda t: t.dropout_count.sum(), in_stage(*COMPULSORY_STAGES)),
    Measure(GRADUATIONS, lambda t: t.pupil_count.sum(), in_stage(*COMPULSORY_STAGES)),
    source=NATIONAL,
    direction="lower_better",
    filters=("stage", "grade"),
)
GRADUATION_RATE = share(
    "graduation_rate",
    Words("毕业率", "Graduation rate"),
    Words("上学年毕业生数 ÷ 上学年末年级学生数。", "Graduates of the school year ÷ pupils of its last grades."),
    Measure(GRADUATIONS, lambda t: t.graduate_count.sum(), lambda t: t.is_last_grade),
    Measure(GRADUATIONS, lambda t: t.pupil_count.sum(), lambda t: t.is_last_grade),
    source=NATIONAL,
    direction="higher_better",
    filters=("stage",),
)
PROMOTION_RATE_PRIMARY_JUNIOR = share(
    "promotion_rate_primary_junior",
    Words("小学升学率", "Transition rate, primary to junior secondary"),
    Words("初中招生数 ÷ 上学年小学毕业生数。", "Junior entrants ÷ primary graduates of the year before."),
    entrants("junior"),
    graduates("primary"),
    source=NATIONAL,
    levels=AREAS,
    direction="higher_better",
)
PROMOTION_RATE_JUNIOR_SENIOR = share(
    "promotion_rate_junior_senior",
    Words("初中毕业生升学率", "Transition rate, junior to senior secondary"),
    Words(
        "普通高中与中等职业学校招生数 ÷ 上学年初中毕业生数。",
        "Entrants to general senior and secondary vocational schools ÷ junior graduates of the year before.",
    ),
    entrants(*SENIOR_STAGES),
    graduates("junior"),
    source=NATIONAL,
    levels=AREAS,
    direction="higher_better",
)
REPETITION_RATE = share(
    "repetition_rate",
    Words("留级率", "Repetition rate"),
    Words("留级学生数 ÷ 上学年在校生数。", "Repeaters ÷ pupils of the year before."),
    Measure(CLASSES, lambda t: t.repeater_count.sum(), in_stage(*COMPULSORY_STAGES)),
    pupils(in_stage(*COMPULSORY_STAGES), lag_years=1),
    source=NATIONAL,
    direction="lower_better",
    uis_code="REPR.1",
    filters=("stage", "grade"),
)
GROSS_INTAKE_LAST_GRADE = share(
    "gross_intake_last_grade",
    Words("小学末年级毛招收率", "Gross intake ratio to the last primary grade"),
    Words("六年级在校生数（扣除留级生）÷ 11 岁常住人口数。", "Grade-six pupils less repeaters ÷ residents aged 11."),
    Measure(
        CLASSES,
        lambda t: t.pupil_count.sum() - t.repeater_count.sum(),
        lambda t: (t.stage == "primary") & (t.grade == "16"),
    ),
    residents(11, 11),
    source=NATIONAL,
    levels=AREAS,
    direction="higher_better",
    sdg4="4.1.3",
)
OVERAGE_PUPIL_SHARE = share(
    "overage_pupil_share",
    Words("超龄学生比例", "Over-age for grade"),
    Words(
        "比年级规定年龄大两岁及以上的学生数 ÷ 在校生数；只算按人登记的学生。",
        "Pupils two years or more above the age for their grade ÷ pupils; of pupils registered as persons.",
    ),
    Measure(
        STUDENTS,
        lambda t: t.count(),
        # grade codes: 11 is primary one (age 6), 21 is junior one (age 12)
        lambda t: (
            ((t.stage == "primary") & (t.age >= t.grade.cast("int32") - 5 + 2))
            | ((t.stage == "junior") & (t.age >= t.grade.cast("int32") - 9 + 2))
        ),
    ),
    Measure(STUDENTS, lambda t: t.count(), in_stage(*COMPULSORY_STAGES)),
    source=NATIONAL,
    direction="lower_better",
    sdg4="4.1.5",
    uis_code="OAEPG.1",
    filters=("stage",),
)


def _all_residents(t: Any) -> Any:
    """Residents of every age. A population table of children alone is no population: unknown where a county lacks the grown-up."""
    whole = t.county_code.nunique(where=t.age >= GROWN_UP_AGE) == t.county_code.nunique()
    return whole.ifelse(t.person_count.sum(), None)


ENROLMENT_PER_100K = ratio(
    "enrolment_per_100k",
    Words("每十万人口在校生数", "Enrolment per 100,000 population"),
    Words(
        "在校生数 ÷ 常住人口数 × 100000。分年龄人口须含各年龄：有县只报了儿童时，未知。",
        "Pupils ÷ residents × 100,000. Needs residents of every age: unknown where a county reported children alone.",
    ),
    pupils(),
    Measure(POPULATION, _all_residents, of_none="unknown"),
    multiplier=100_000.0,
    unit="per_100k",
    source=NATIONAL,
    levels=AREAS,
    filters=("stage",),
)

INDICATORS = (
    COMPULSORY_CONSOLIDATION_RATE,
    JUNIOR_THREE_YEAR_CONSOLIDATION_RATE,
    PRIMARY_RETENTION_RATE,
    DROPOUT_RATE,
    GRADUATION_RATE,
    PROMOTION_RATE_PRIMARY_JUNIOR,
    PROMOTION_RATE_JUNIOR_SENIOR,
    REPETITION_RATE,
    GROSS_INTAKE_LAST_GRADE,
    OVERAGE_PUPIL_SHARE,
    ENROLMENT_PER_100K,
)
