"""What residents have learnt, and children out of school: by counts of the statistical bureau and of the schools."""

from typing import Any

from xuezheng.engine.figures import Expression, Indicator, Measure, Source
from xuezheng.ground.words import Words
from xuezheng.indicators.figures.measures import AREAS, count, ratio, share
from xuezheng.indicators.figures.sources import NATIONAL, UIS
from xuezheng.registers.tables import ATTAINMENT, POPULATION

MEAN_YEARS = Source(NATIONAL.document, verification="two_sources")
UIS_FROM_MEMORY = Source(UIS, verification="memory")
ADULT, WORKING_AGE = 15, (16, 59)
EXPECTED_AGES = 12  # from 6 to 17
LEVELS = ("none", "primary", "junior", "senior", "tertiary")
STAGES = {  # official ages; ages from which completion is counted, three to five years above the last grade; level completed
    "primary": (Words("小学", "primary"), (6, 11), (14, 16), "1.CP", "1"),
    "junior": (Words("初中", "junior secondary"), (12, 14), (17, 19), "2.CP", "2"),
    "senior": (Words("高中阶段", "senior secondary"), (15, 17), (20, 22), "3.CP", "3"),
}


def _residents(where: Expression) -> Measure:
    """Residents of whom the level of schooling is known."""
    return Measure(ATTAINMENT, lambda t: t.person_count.sum(), where)


def _aged(first: int, last: int = 200) -> Expression:
    return lambda t: t.age.between(first, last)


def _mean_years(id: str, term: Words, who: Words, where: Expression, source: Source, uis_code: str = "") -> Indicator:
    return ratio(
        id, term,
        Words(
            f"{who.zh}的受教育年限之和 ÷ {who.zh}数；未上过学 0、小学 6、初中 9、高中阶段 12、大学专科及以上 16 年（可设定）。",
            f"Years of schooling of {who.en} ÷ {who.en}: none 0, primary 6, junior 9, senior 12, tertiary 16 years (may be set).",
        ),
        Measure(ATTAINMENT, lambda t: t.schooling_years.sum(), where, of_none="nothing"), _residents(where), unit="year",
        source=source, levels=AREAS, direction="higher_better", sdg4="4.4.3", uis_code=uis_code,
    )  # fmt: skip


def _expected_years(t: Any) -> Any:
    """The rates of enrolment at each age added up; null where an age is lacking, so that no year of school is lost in silence."""
    return (t.enrolled_count.count() == EXPECTED_AGES).ifelse((t.enrolled_count / t.person_count).sum(), None)


def _out_of_school(stage: str) -> Indicator:
    words, (first, last), _, code, _ = STAGES[stage]
    ages = _aged(first, last)
    return share(
        f"out_of_school_rate_{stage}", Words(f"失学率（{words.zh}学龄）", f"Out-of-school rate, {words.en} age"),
        Words(
            f"{first}—{last} 岁常住人口中不在本县学校就读的 ÷ {first}—{last} 岁常住人口；随父母在外就读的也算，外来就读多时可为负。",
            f"Residents aged {first} to {last} who are at no school of the county ÷ residents of that age. Children at school "
            "elsewhere count; below zero where more come in than live here.",
        ),
        Measure(POPULATION, lambda t: t.person_count.sum() - t.enrolled_count.sum(), ages, of_none="nothing"),
        Measure(POPULATION, lambda t: t.person_count.sum(), ages), source=UIS_FROM_MEMORY, levels=AREAS,
        direction="lower_better", sdg4="4.1.4", uis_code=f"ROFST.{code}",
    )  # fmt: skip


def _completion(stage: str) -> Indicator:
    words, _, (first, last), _, code = STAGES[stage]
    reached = LEVELS[LEVELS.index(stage) :]
    return share(
        f"completion_rate_{stage}", Words(f"完成率（{words.zh}）", f"Completion rate, {words.en}"),
        Words(
            f"{first}—{last} 岁人口中完成{words.zh}及以上教育的 ÷ {first}—{last} 岁人口（末年级年龄以上 3 至 5 岁）。",
            f"Residents aged {first} to {last} (three to five years above the last grade) who completed {words.en} or more ÷ "
            "residents of that age.",
        ),
        _residents(lambda t: _aged(first, last)(t) & t.level.isin(reached)), _residents(_aged(first, last)),
        source=UIS_FROM_MEMORY, levels=AREAS, direction="higher_better", sdg4="4.1.2", uis_code=f"CR.{code}",
    )  # fmt: skip


INDICATORS = (
    _mean_years(
        "mean_years_of_schooling_15plus", Words("15岁及以上人口平均受教育年限", "Mean years of schooling, population 15+"),
        Words("15 岁及以上人口", "residents aged 15 and more"), _aged(ADULT), MEAN_YEARS, "MYS.1T8.AG15T99",
    ),
    _mean_years(
        "mean_years_of_schooling_working_age", Words("劳动年龄人口平均受教育年限", "Mean years of schooling, working-age population"),
        Words("16—59 岁人口", "residents aged 16 to 59"), _aged(*WORKING_AGE), NATIONAL,
    ),
    share(
        "adult_literacy_rate", Words("15岁及以上人口识字率", "Adult literacy rate, 15+"),
        Words("15 岁及以上识字人口 ÷ 15 岁及以上人口（统计资料发布其补数文盲率）。", "Residents aged 15 and more who can read ÷ residents of that age."),
        Measure(ATTAINMENT, lambda t: t.person_count.sum() - t.illiterate_count.sum(), _aged(ADULT), of_none="nothing"),
        _residents(_aged(ADULT)), source=NATIONAL, levels=AREAS, direction="higher_better", sdg4="4.6.2", uis_code="LR.AG15T99",
    ),
    count(
        "expected_years_of_schooling", Words("平均预期受教育年限（6—17岁）", "School life expectancy, ages 6 to 17"), "year",
        Words(
            "6 至 17 岁各岁在校人数与常住人口数之比相加；未含高等教育，只按县计算。",
            "Enrolled children ÷ residents at each age from 6 to 17, added up; without tertiary education, by county only.",
        ),
        Measure(POPULATION, _expected_years, lambda t: _aged(6, 17)(t) & (t.person_count > 0), of_none="unknown"),
        source=NATIONAL, levels=("county",), direction="higher_better", uis_code="SLE.1T3",
    ),
    *(_out_of_school(stage) for stage in STAGES),
    *(_completion(stage) for stage in STAGES),
)  # fmt: skip
