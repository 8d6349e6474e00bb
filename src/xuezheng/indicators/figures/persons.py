"""Figures that need students as persons, or several registers side by side."""

from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.indicators.figures.measures import (
    AREAS,
    SCHOOL_FILTERS,
    both,
    in_stage,
    pupils,
    ratio,
    residents,
    schools,
    share,
    teachers,
)
from xuezheng.indicators.figures.sources import (
    BALANCED,
    EDITION_2025,
    NATIONAL,
    NATIONAL_SEEN,
    OWN,
    PRESCHOOL,
    UIS,
    VOCATIONAL,
)
from xuezheng.registers.tables import CLASSES, CONDITIONS, PROGRAMMES, STUDENTS
from xuezheng.vocational.tables import AGREEMENTS, PLACEMENTS

OUTDOOR_M2_PER_CHILD = 4.0
SPORTS_M2_PER_PUPIL = 4.5  # the primary norm of the balanced development rules; junior schools have 5.8
UIS_SOURCE = Source(UIS, verification="two_sources")


def _net_enrolment(id: str, term: Words, stage: str, ages: tuple[int, int], source: Source, **more: str) -> Indicator:
    first, last = ages
    enrolled = Measure(
        STUDENTS,
        lambda t: t.age.between(first, last).cast("int64").sum(),
        in_stage(stage),
        of_none="nothing",  # a county that registers no students as persons has no value here, instead of zero
    )
    definition = Words(
        f"{first}—{last} 岁在该学段就读的学生数 ÷ 同龄常住人口数；只在学生按人登记的县计算，未计提前升学的。",
        f"Pupils of the stage aged {first} to {last} ÷ residents of that age; only for counties that register students as persons; "
        "children already in a higher stage are not counted.",
    )
    return share(
        id,
        term,
        definition,
        enrolled,
        residents(first, last),
        source=source,
        levels=("county",),
        direction="higher_better",
        **more,
    )


INDICATORS = (
    _net_enrolment(
        "primary_net_enrolment_rate", Words("小学净入学率", "Net enrolment rate, primary"), "primary", (6, 11), NATIONAL_SEEN,
        uis_code="NERT.1.CP",
    ),
    _net_enrolment("junior_net_enrolment_rate", Words("初中净入学率", "Net enrolment rate, junior secondary"), "junior", (12, 14), NATIONAL),
    ratio(
        "pupil_trained_teacher_ratio", Words("学生与受过培训教师比", "Pupil to trained teacher ratio"),
        Words("在校生数 ÷ 持教师资格证的专任教师数。", "Pupils ÷ full-time teachers with a certificate."),
        pupils(), teachers(lambda t: t.has_certificate), unit="pupil/teacher", source=UIS_SOURCE, direction="lower_better",
        uis_code="PTRHC.1.TRAINED", sdg4="4.c.2", filters=("stage", "area_group"),
    ),
    ratio(
        "dorm_area_per_boarder", Words("生均学生宿舍面积", "Dormitory area per boarder"),
        Words("学生宿舍面积 ÷ 寄宿生数。", "Dormitory floor area ÷ boarding pupils."),
        Measure(CONDITIONS, lambda t: t.dormitory_area_m2.sum()), Measure(CLASSES, lambda t: t.boarder_count.sum()), unit="m2/pupil",
        source=NATIONAL, direction="higher_better",
    ),
    share(
        "kindergarten_outdoor_area_compliance", Words("幼儿园户外场地达标率", "Kindergartens meeting the outdoor area"),
        Words(
            "户外场地生均不少于 4 平方米的幼儿园数 ÷ 报告了户外场地的幼儿园数（登记为运动场地）。",
            "Kindergartens with at least 4 m² of outdoor ground (registered as sports ground) a child ÷ kindergartens that reported it.",
        ),
        schools(lambda t: (t.school_type == "111") & (t.sports_ground_area_m2 >= OUTDOOR_M2_PER_CHILD * t.pupil_count)),
        schools(lambda t: (t.school_type == "111") & t.sports_ground_area_m2.notnull()), source=PRESCHOOL, direction="higher_better",
    ),
    share(
        "sports_ground_compliance", Words("体育运动场（馆）面积达标学校比例", "Schools meeting the sports-area norm"),
        Words(
            "体育运动场馆面积生均不少于 4.5 平方米（小学标准）的义务教育学校数 ÷ 报告了面积的义务教育学校数。",
            "Compulsory schools with at least 4.5 m² of sports area a pupil (the primary norm) ÷ compulsory schools that reported it.",
        ),
        schools(both(
            lambda t: t.has_primary | t.has_junior,
            lambda t: t.sports_ground_area_m2 + t.indoor_sports_area_m2 >= SPORTS_M2_PER_PUPIL * t.pupil_count,
        )),
        schools(lambda t: (t.has_primary | t.has_junior) & t.sports_ground_area_m2.notnull() & t.indoor_sports_area_m2.notnull()),
        source=BALANCED, direction="higher_better", filters=SCHOOL_FILTERS,
    ),
    share(
        "secondary_vocational_placement_rate", Words("中职毕业生去向落实率", "Secondary vocational graduate placement rate"),
        Words(
            "上学年就业的中职毕业生数 ÷ 上学年中职末年级学生数（登记未记升学的去向）。",
            "Vocational graduates who took up work ÷ pupils of the last vocational grade (further study is not registered).",
        ),
        Measure(PLACEMENTS, lambda t: t.graduate_count.sum(), in_stage("vocational")),
        pupils(lambda t: (t.stage == "vocational") & (t.grade == "43"), lag_years=1), source=EDITION_2025, levels=AREAS,
        direction="higher_better",
    ),
    ratio(
        "partner_enterprises_per_major", Words("专业平均校企合作协议数", "Partnership agreements per programme"),
        Words("职业学校有效合作协议的合作方数 ÷ 专业数。", "Partners in agreements in force of vocational schools ÷ programmes."),
        Measure(AGREEMENTS, lambda t: t.count()), Measure(PROGRAMMES, lambda t: t.count()), unit="ratio",
        source=VOCATIONAL, levels=AREAS, direction="higher_better",
    ),
    share(
        "platform_school_share", Words("使用国家智慧教育平台的学校比例", "Schools using the national smart-education platform"),
        Words("使用国家平台的学校数 ÷ 报告了这一项的学校数。", "Schools that use it ÷ schools that said so or not."),
        schools(lambda t: t.uses_national_platform), schools(lambda t: t.uses_national_platform.notnull()), source=OWN,
        direction="higher_better", filters=SCHOOL_FILTERS,
    ),
)  # fmt: skip
