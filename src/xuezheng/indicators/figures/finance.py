"""Money: what counties spend on education, beside their product, their budget, their pupils and the year before."""

from xuezheng.engine.figures import Expression, Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.indicators.figures.measures import AREAS, COMPULSORY_STAGES, in_stage, ratio, share
from xuezheng.indicators.figures.sources import BALANCED, NATIONAL, NATIONAL_SEEN
from xuezheng.registers.tables import COUNTY_FINANCE, DISABLED_CHILDREN, STAGE_FINANCE

FROM_MEMORY = Source(NATIONAL.document, verification="memory")
PLACED = ("special_school", "regular_class", "attached_class", "home")
AT_SCHOOL = ("special_school", "regular_class", "attached_class")
LAST_YEAR = Words("上一日历年", "of the last calendar year")


def _account(column: str, lag_years: int = 0) -> Measure:
    """A column of the counties' accounts, added up; counties that do not know it are left out on both sides."""
    return Measure(COUNTY_FINANCE, lambda t: t[column].sum(), lag_years=lag_years, of_none="nothing")


def _funds(column: str, where: Expression | None = None) -> Measure:
    return Measure(STAGE_FINANCE, lambda t: t[column].sum(), where, of_none="nothing")


def _mean(column: str, per: str) -> Measure:
    """A mean over people of several counties: the sum of one column over that of another."""
    return Measure(COUNTY_FINANCE, lambda t: t[column].sum() / t[per].sum())


def _spent_per_pupil(lag_years: int = 0) -> Measure:
    return Measure(STAGE_FINANCE, lambda t: t.spent_fen.sum() / t.mean_pupil_count.sum(), lag_years=lag_years)


def _disabled(*placements: str) -> Measure:
    where = (lambda t: t.placement.isin(placements)) if placements else None
    return Measure(DISABLED_CHILDREN, lambda t: t.person_count.sum(), where)


INDICATORS: tuple[Indicator, ...] = (
    share(
        "public_education_gdp_share", Words("国家财政性教育经费占地区生产总值比例", "Public education expenditure, share of product"),
        Words("上一日历年国家财政性教育经费 ÷ 地区生产总值。", "Public funds for education ÷ gross product, of the last calendar year."),
        _account("education_funds_fen"), _account("gdp_fen"), source=NATIONAL_SEEN, levels=AREAS, direction="higher_better",
        sdg4="1.a.2", uis_code="XGDP.FSGOV",
    ),
    share(
        "education_budget_share", Words("一般公共预算教育支出占一般公共预算支出比例", "Education share of the general public budget"),
        Words("上一日历年一般公共预算教育支出 ÷ 一般公共预算支出。", "Education expenditure ÷ all expenditure of the general public budget, last calendar year."),
        _account("education_budget_fen"), _account("budget_fen"), source=FROM_MEMORY, levels=AREAS, direction="higher_better",
        sdg4="1.a.2", uis_code="XGOVEXP.IMF",
    ),
    ratio(
        "per_pupil_budget_expenditure", Words("生均一般公共预算教育经费", "General public budget education funds per pupil"),
        Words(
            "上一日历年该学段一般公共预算教育经费 ÷ 年平均学生数（前一学年 8 个月、后一学年 4 个月加权）。",
            "Public budget funds of the stage ÷ mean pupils of the last calendar year (eight months of one school year, four of the next).",
        ),
        _funds("spent_fen"), _funds("mean_pupil_count"), unit="fen", source=FROM_MEMORY, levels=AREAS, direction="higher_better",
        sdg4="4.5.4", uis_code="XUNIT.FSGOV", filters=("stage",),
    ),
    ratio(
        "per_pupil_expenditure_gdp_ratio", Words("生均教育经费指数", "Per-pupil expenditure, share of product per head"),
        Words(
            "上一日历年生均一般公共预算教育经费 ÷ 人均地区生产总值。",
            "Public budget funds per pupil ÷ gross product per resident, of the last calendar year.",
        ),
        _spent_per_pupil(), _mean("gdp_fen", "resident_count"), unit="share", source=FROM_MEMORY, levels=AREAS,
        direction="higher_better", sdg4="4.5.4", uis_code="XUNIT.GDPCAP.FSGOV.FFNTR",
    ),
    share(
        "training_fund_share", Words("教师培训经费占公用经费比例", "Training share of operating funds"),
        Words(
            "上一日历年义务教育教师培训经费 ÷ 义务教育公用经费。",
            "Funds for the training of compulsory teachers ÷ operating funds of compulsory education, last calendar year.",
        ),
        _funds("training_fen", in_stage(*COMPULSORY_STAGES)), _funds("operating_fen", in_stage(*COMPULSORY_STAGES)), source=BALANCED,
        levels=AREAS, direction="higher_better", sdg4="4.c.7", filters=("stage",),
    ),
    ratio(
        "two_no_decrease_budget", Words("一般公共预算教育支出只增不减", "General public budget education expenditure does not fall"),
        Words(
            "上一日历年一般公共预算教育支出 ÷ 再前一年的；不小于 1 为不减。",
            "Education expenditure of the general public budget in the last calendar year ÷ that of the year before; 1 or more has not fallen.",
        ),
        _account("education_budget_fen"), _account("education_budget_fen", lag_years=1), unit="ratio", source=FROM_MEMORY,
        levels=AREAS, direction="higher_better",
    ),
    ratio(
        "two_no_decrease_per_pupil", Words("按在校生人数平均的一般公共预算教育支出只增不减", "Per-pupil general public budget education expenditure does not fall"),
        Words(
            "上一日历年生均一般公共预算教育经费 ÷ 再前一年的；不小于 1 为不减。",
            "Public budget funds per pupil in the last calendar year ÷ those of the year before; 1 or more has not fallen.",
        ),
        _spent_per_pupil(), _spent_per_pupil(lag_years=1), unit="ratio", source=FROM_MEMORY, levels=AREAS, direction="higher_better",
    ),
    ratio(
        "special_school_operating_fund", Words("特殊教育生均公用经费", "Special education operating funds per pupil"),
        Words("上一日历年特殊教育公用经费 ÷ 特殊教育年平均学生数。", "Operating funds of special education ÷ its mean pupils, last calendar year."),
        _funds("operating_fen", in_stage("special")), _funds("mean_pupil_count", in_stage("special")), unit="fen", source=BALANCED,
        levels=AREAS, direction="higher_better",
    ),
    ratio(
        "teacher_salary_ratio", Words("教师与公务员平均工资收入比", "Teacher to civil-servant pay ratio"),
        Words(
            "上一日历年义务教育教师年平均工资收入 ÷ 当地公务员年平均工资收入。",
            "Mean pay of compulsory teachers ÷ mean pay of local civil servants, last calendar year.",
        ),
        _mean("teacher_pay_fen", "teacher_count"), _mean("official_pay_fen", "official_count"), unit="ratio", source=BALANCED,
        levels=AREAS, direction="higher_better", sdg4="4.c.5",
    ),
    share(
        "disabled_children_enrolment_rate", Words("适龄残疾儿童少年义务教育入学率", "Compulsory enrolment rate of children with disabilities"),
        Words(
            "在特殊教育学校、普通学校或由送教上门安置的残疾儿童少年 ÷ 登记的适龄残疾儿童少年。",
            "Children with disabilities at special or regular schools or taught at home ÷ those of compulsory age on the register.",
        ),
        _disabled(*PLACED), _disabled(), source=BALANCED, levels=AREAS, direction="higher_better", sdg4="4.5.1", filters=("stage",),
    ),
    share(
        "inclusive_placement_share", Words("残疾学生在普通学校就读比例", "Share of pupils with disabilities in regular schools"),
        Words(
            "随班就读与附设特教班的残疾学生 ÷ 在特殊教育学校和普通学校就读的残疾学生。",
            "Pupils with disabilities in regular classes or special classes of regular schools ÷ those at any school.",
        ),
        _disabled("regular_class", "attached_class"), _disabled(*AT_SCHOOL), source=FROM_MEMORY, levels=AREAS,
        direction="higher_better", sdg4="4.a.1", filters=("stage",),
    ),
)  # fmt: skip
