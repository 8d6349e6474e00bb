"""The sheets that other offices and schools fill once a year: attainment, accounts, children with disabilities, services. Pure."""

from typing import Final

from xuezheng.ground.words import Words
from xuezheng.registers import words as names
from xuezheng.registers.intake.sheets import SCHOOL, YEAR, Field, Sheet, count, flag
from xuezheng.registers.rules import FUNDED_STAGES, PLACED_STAGES

COUNTY: Final = Field("area_code", Words("县级代码", "County code"), "code", True, pattern=r"\d{6}", example="511083")
OF_YEAR: Final = Field("year", Words("年份", "Year"), "integer", True, least=1990, most=2100)
SOURCE: Final = Field("source", Words("来源", "Source"), is_required=True, longest=120)
PERSONS: Final = 10**8


def _stage(stages: tuple[str, ...]) -> Field:
    return Field("stage", Words("学段", "Stage"), "choice", True, {stage: names.STAGE_WORDS[stage] for stage in stages})


def money(key: str, zh: str, en: str, *, required: bool = False) -> Field:
    """A column of ten thousand yuan; the register keeps fen."""
    return Field(key, Words(f"{zh}（万元）", f"{en} (10,000 yuan)"), "number", required, least=0, most=10**9)


ATTAINMENT: Final = Sheet(
    "attainment", Words("分学历人口", "Population by attainment"),
    (
        COUNTY, OF_YEAR,
        Field("age", Words("年龄", "Age"), "integer", True, least=0, most=110),
        Field("level", Words("受教育程度", "Level of schooling"), "choice", True, names.ATTAINMENT_WORDS, aliases=("学历",)),
        count("person_count", "人数", "Persons", required=True, most=PERSONS), count("illiterate_count", "其中文盲", "Of them illiterate", most=PERSONS),
        SOURCE,
    ),
    ("area_code", "year", "age", "level"),
)  # fmt: skip
COUNTY_FINANCE: Final = Sheet(
    "county_finance", Words("县级财政", "County accounts"),
    (
        COUNTY, OF_YEAR,
        money("gdp_fen", "地区生产总值", "Gross product"), count("resident_count", "年平均常住人口", "Mean residents", most=PERSONS),
        money("budget_fen", "一般公共预算支出", "General public budget expenditure"),
        money("education_budget_fen", "一般公共预算教育支出", "Of it for education"),
        money("education_funds_fen", "国家财政性教育经费", "Public funds for education"),
        count("teacher_count", "义务教育教师平均人数", "Compulsory teachers, mean", most=10**6),
        money("teacher_pay_fen", "义务教育教师工资总额", "Their pay in the year"),
        count("official_count", "公务员平均人数", "Civil servants, mean", most=10**6),
        money("official_pay_fen", "公务员工资总额", "Their pay in the year, civil servants"),
        SOURCE,
    ),
    ("area_code", "year"),
)  # fmt: skip
STAGE_FINANCE: Final = Sheet(
    "stage_finance", Words("分学段经费", "Funds by stage"),
    (
        COUNTY, OF_YEAR, _stage(FUNDED_STAGES),
        count("mean_pupil_count", "年平均学生数", "Mean pupils of the year", required=True, most=PERSONS),
        money("spent_fen", "一般公共预算教育经费", "Public budget funds", required=True),
        money("operating_fen", "其中公用经费", "Of them operating funds", required=True),
        money("training_fen", "其中教师培训", "Of these teacher training"),
        SOURCE,
    ),
    ("area_code", "year", "stage"),
)  # fmt: skip
DISABLED: Final = Sheet(
    "disabled", Words("残疾儿童少年", "Children with disabilities"),
    (
        COUNTY, OF_YEAR, _stage(PLACED_STAGES),
        Field("placement", Words("安置方式", "Where they are taught"), "choice", True, names.PLACEMENT_WORDS),
        count("person_count", "人数", "Persons", required=True, most=PERSONS),
        SOURCE,
    ),
    ("area_code", "year", "stage", "placement"),
)  # fmt: skip
SERVICES: Final = Sheet(
    "services", Words("育人与保障", "Care and services"),
    (
        SCHOOL, YEAR,
        count("day_pupil_count", "走读生", "Day pupils"), count("zoned_pupil_count", "其中居住在划片区", "Of them living in the zone"),
        count("place_count", "优质高中招生计划", "Places of a good senior school"), count("quota_place_count", "其中分配到初中", "Of them allotted to junior schools"),
        count("after_school_count", "参加课后服务学生", "Pupils in after-school service"),
        count("fitness_tested_count", "体质健康测试人数", "Tested for fitness"), count("fitness_passed_count", "体质健康合格", "Passed"),
        count("fitness_good_count", "体质健康优良", "Good or excellent"),
        count("vision_screened_count", "视力筛查人数", "Screened for vision"), count("myopic_count", "近视人数", "Myopic"),
        count("aided_count", "受助学生", "Pupils with aid"), count("eligible_count", "符合资助条件学生", "Pupils eligible for aid"),
        count("eligible_aided_count", "其中已受助", "Of them with aid"),
        count("trained_count", "五年满360学时的专任教师", "Teachers with 360 hours in five years"),
        count("platform_teacher_count", "国家平台月活跃教师", "Teachers active on the national platform"),
        count("enterprise_teacher_count", "企业兼职教师", "Part-time teachers from enterprises"),
        count("certified_graduate_count", "取得技能等级证书的毕业生", "Graduates with a certificate of skill"),
        count("intern_count", "实习学生", "Interns"), count("matched_intern_count", "其中专业对口", "Of them in their programme's work"),
        flag("has_labour_lessons", "劳动课每周1课时", "A labour lesson a week"), flag("has_arts_lessons", "开齐开足美育课程", "The whole arts curriculum"),
        flag("has_family_guidance", "家庭教育指导服务", "Family guidance"),
    ),
    ("institution_code", "school_year"),
)  # fmt: skip
