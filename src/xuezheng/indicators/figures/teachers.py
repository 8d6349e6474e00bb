"""Full-time teachers: how many, with which degree, certificate and title."""

from typing import Any

from xuezheng.engine.figures import Expression, Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.indicators.figures.measures import (
    COMPULSORY_STAGES,
    both,
    count,
    in_stage,
    pupils,
    ratio,
    share,
    teachers,
)
from xuezheng.indicators.figures.sources import BALANCED, NATIONAL, OWN, UIS, VOCATIONAL
from xuezheng.registers.tables import DEPARTURES, STAFF

JUNIOR_COLLEGE, BACHELOR, MASTER = 3, 4, 5  # attainment_rank; 2 is senior secondary
STAFF_FILTERS = ("stage", "subject", "area_group")
SENIOR_TITLES = ("full_senior", "senior")
PE_ARTS = ("体育与健康", "体育", "音乐", "美术", "艺术")
RANKED_STAGES = ("preschool", "primary", "junior", "senior", "vocational")


def _has_rank(early: int, junior: int, senior: int) -> Expression:
    """Teachers of at least this attainment, by stage: preschool and primary, junior, senior and vocational."""
    return lambda t: (
        (t.stage.isin(("preschool", "primary")) & (t.attainment_rank >= early))
        | ((t.stage == "junior") & (t.attainment_rank >= junior))
        | (t.stage.isin(("senior", "vocational")) & (t.attainment_rank >= senior))
    )


IS_QUALIFIED = _has_rank(2, JUNIOR_COLLEGE, BACHELOR)
IS_ABOVE = _has_rank(JUNIOR_COLLEGE, BACHELOR, MASTER)


def _teacher_share(
    id: str, term: Words, who: Words, where: Expression, *, among: Expression | None = None, **more: Any
) -> Indicator:
    return share(
        id,
        term,
        Words(f"{who.zh} ÷ 专任教师数。", f"{who.en} ÷ full-time teachers."),
        teachers(both(among, where)),
        teachers(among),
        filters=STAFF_FILTERS,
        **more,
    )


def _per_100(id: str, term: Words, who: Words, where: Expression) -> Indicator:
    return ratio(
        id,
        term,
        Words(f"义务教育阶段{who.zh} ÷ 在校生数 × 100。", f"{who.en} of compulsory stages ÷ pupils × 100."),
        teachers(both(in_stage(*COMPULSORY_STAGES), where)),
        pupils(in_stage(*COMPULSORY_STAGES)),
        unit="per_100",
        multiplier=100.0,
        source=BALANCED,
        direction="higher_better",
        filters=("stage", "area_group"),
    )


FULL_TIME_TEACHERS = count(
    "full_time_teachers",
    Words("专任教师数", "Full-time teachers"),
    "teacher",
    Words("9 月 1 日在岗专任教师数。", "Full-time teachers in post on 1 September."),
    teachers(),
    source=NATIONAL,
    filters=STAFF_FILTERS,
)
FULL_TIME_TEACHERS_GROWTH = count(
    "full_time_teachers_growth",
    Words("专任教师增长率", "Growth of full-time teachers"),
    "share",
    Words(
        "专任教师数 ÷ 起始年专任教师数 − 1；未指明起始年的，与上年比。",
        "Full-time teachers ÷ those of the first year − 1; against the year before where none is named.",
    ),
    teachers(),
    source=OWN,
    filters=STAFF_FILTERS,
    change=True,
)
TEACHER_QUALIFICATION_RATE = _teacher_share(
    "teacher_qualification_rate",
    Words("专任教师学历合格率", "Teachers with the required qualification"),
    Words(
        "学历合格的专任教师数（幼儿园、小学中专，初中专科，高中和中职本科及以上）",
        "Teachers with the legal degree (preschool and primary: secondary school; junior: college; senior and vocational: bachelor)",
    ),
    IS_QUALIFIED,
    source=NATIONAL,
    among=in_stage(*RANKED_STAGES),
    direction="higher_better",
    sdg4="4.c.3",
    uis_code="QUTP",
)
TEACHER_ABOVE_REQUIREMENT_RATE = _teacher_share(
    "teacher_above_requirement_rate",
    Words("高于规定学历专任教师比例", "Teachers above the required degree"),
    Words(
        "学历高于规定的专任教师数（幼儿园、小学专科，初中本科，高中和中职研究生）",
        "Teachers above the legal degree (preschool and primary: college; junior: bachelor; senior and vocational: master)",
    ),
    IS_ABOVE,
    source=NATIONAL,
    among=in_stage(*RANKED_STAGES),
    direction="higher_better",
)
TEACHER_MASTERS_SHARE = _teacher_share(
    "teacher_masters_share",
    Words("研究生学历专任教师比例", "Teachers with a master's degree or higher"),
    Words("硕士研究生及以上学历的专任教师数", "Full-time teachers with a master's degree or higher"),
    lambda t: t.attainment_rank >= MASTER,
    source=OWN,
    direction="higher_better",
)
TEACHER_CERTIFICATE_RATE = _teacher_share(
    "teacher_certificate_rate",
    Words("教师持证上岗率", "Teachers holding a certificate"),
    Words("持教师资格证的专任教师数", "Full-time teachers with a teacher certificate"),
    lambda t: t.has_certificate,
    source=BALANCED,
    direction="higher_better",
    sdg4="4.c.1",
)
SENIOR_TITLE_TEACHER_SHARE = _teacher_share(
    "senior_title_teacher_share",
    Words("高级专业技术职务教师比例", "Teachers with a senior title"),
    Words("副高及以上职称的专任教师数", "Full-time teachers with a senior title"),
    lambda t: t.title.isin(SENIOR_TITLES),
    source=NATIONAL,
    direction="higher_better",
)
TEACHER_UNDER35_SHARE = _teacher_share(
    "teacher_under35_share",
    Words("35 岁以下专任教师比例", "Teachers under 35"),
    Words("35 岁以下专任教师数", "Full-time teachers under 35"),
    lambda t: t.age < 35,
    source=NATIONAL,
)
FEMALE_TEACHER_SHARE = _teacher_share(
    "female_teacher_share",
    Words("女教师比例", "Female share of teachers"),
    Words("女专任教师数", "Female full-time teachers"),
    lambda t: t.sex == "2",
    source=NATIONAL,
    uis_code="FTP",
)
DOUBLE_QUALIFIED_TEACHER_SHARE = _teacher_share(
    "double_qualified_teacher_share",
    Words("双师型教师比例", "Double-qualified teacher share"),
    Words(
        "中职双师型教师数（分母为全部中职专任教师，登记未区分专业课教师）",
        "Double-qualified vocational teachers (of all vocational full-time teachers: the register does not set apart those of specialised courses)",
    ),
    lambda t: t.is_double_qualified,
    source=VOCATIONAL,
    among=in_stage("vocational"),
    direction="higher_better",
)
HIGH_DEGREE_TEACHERS_PER_100 = _per_100(
    "high_degree_teachers_per_100",
    Words("每百名学生拥有高于规定学历教师数", "Above-requirement teachers per 100 pupils"),
    Words("高于规定学历专任教师数", "Teachers above the required degree"),
    IS_ABOVE,
)
BACKBONE_TEACHERS_PER_100 = _per_100(
    "backbone_teachers_per_100",
    Words("每百名学生拥有县级以上骨干教师数", "Backbone teachers per 100 pupils"),
    Words("县级以上骨干教师数", "Backbone teachers of county level and above"),
    lambda t: t.is_backbone,
)
PE_ARTS_TEACHERS_PER_100 = _per_100(
    "pe_arts_teachers_per_100",
    Words("每百名学生拥有体育、艺术专任教师数", "PE and arts teachers per 100 pupils"),
    Words("体育、音乐、美术专任教师数", "Full-time teachers of PE, music and fine art"),
    lambda t: t.subject.isin(PE_ARTS),
)


TENURE_MONTHS = 72  # six years at a school: who is to be exchanged (local rules differ; no national text read)


def _tenure_months(t: Any) -> Any:
    """Months since the post began, on 1 September."""
    return t.school_year * 12 + 9 - t.started_on.year() * 12 - t.started_on.month()


def _is_rotated(t: Any) -> Any:
    """Posts of compulsory teachers begun by rotation after the 1 September before, up to this one."""
    since = _tenure_months(t) * 31 + 1 - t.started_on.day()  # of one 1 September before: 12 × 31
    return t.stage.isin(COMPULSORY_STAGES) & (t.start_reason == "rotated") & (since < 12 * 31)


def _is_due(t: Any) -> Any:
    return t.stage.isin(COMPULSORY_STAGES) & (_is_rotated(t) | (_tenure_months(t) >= TENURE_MONTHS))


TEACHER_ATTRITION_RATE = share(
    "teacher_attrition_rate",
    Words("教师流失率", "Teacher attrition rate"),
    Words(
        "上一年 9 月 1 日的专任教师中当年 9 月 1 日在本市不再任教的（含退休）÷ 上一年 9 月 1 日的专任教师。",
        "Full-time teachers of the 1 September before who teach nowhere in the city on this one (retired ones too) ÷ those teachers.",
    ),
    Measure(DEPARTURES, lambda t: t.count()),
    Measure(STAFF, lambda t: t.count(), lambda t: t.is_full_time_teacher, lag_years=1),
    source=Source(UIS, verification="two_sources"),
    levels=("city", "county"),
    direction="lower_better",
    uis_code="TATTRR",
    sdg4="4.c.6",
    filters=("stage",),
)
TEACHER_ROTATION_RATE = share(
    "teacher_rotation_rate",
    Words("教师交流轮岗比例", "Teacher rotation rate"),
    Words(
        "上学年交流轮岗到岗的义务教育专任教师 ÷ 其中应交流的（在同一学校任教满六年的，加上已交流的）。",
        "Compulsory teachers rotated in the school year before ÷ those due (six years or more at one school, and those rotated).",
    ),
    teachers(_is_rotated),
    teachers(_is_due),
    source=BALANCED,
    levels=("city", "county"),
    direction="higher_better",
    filters=("stage",),
)
BACKBONE_ROTATION_SHARE = share(
    "backbone_rotation_share",
    Words("交流轮岗教师中骨干教师比例", "Backbone share of rotated teachers"),
    Words(
        "上学年交流轮岗教师中的骨干教师 ÷ 交流轮岗教师。", "Backbone teachers among those rotated ÷ teachers rotated."
    ),
    teachers(lambda t: _is_rotated(t) & t.is_backbone),
    teachers(_is_rotated),
    source=BALANCED,
    levels=("city", "county"),
    direction="higher_better",
    filters=("stage",),
)

INDICATORS = (
    FULL_TIME_TEACHERS,
    FULL_TIME_TEACHERS_GROWTH,
    TEACHER_QUALIFICATION_RATE,
    TEACHER_ABOVE_REQUIREMENT_RATE,
    TEACHER_MASTERS_SHARE,
    TEACHER_CERTIFICATE_RATE,
    SENIOR_TITLE_TEACHER_SHARE,
    TEACHER_UNDER35_SHARE,
    FEMALE_TEACHER_SHARE,
    DOUBLE_QUALIFIED_TEACHER_SHARE,
    HIGH_DEGREE_TEACHERS_PER_100,
    BACKBONE_TEACHERS_PER_100,
    PE_ARTS_TEACHERS_PER_100,
    TEACHER_ATTRITION_RATE,
    TEACHER_ROTATION_RATE,
    BACKBONE_ROTATION_SHARE,
)
