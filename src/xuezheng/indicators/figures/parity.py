"""Parity: a rate of one group of people over the same rate of another; 1 is parity, below 1 the first group has less."""

from collections.abc import Callable
from typing import Any

from xuezheng.engine.figures import Expression, Indicator, Measure, Source
from xuezheng.engine.tables import Table
from xuezheng.ground.words import Words
from xuezheng.indicators.figures.measures import both, in_stage, ratio
from xuezheng.indicators.figures.sources import UIS
from xuezheng.indicators.figures.teachers import IS_ABOVE, RANKED_STAGES
from xuezheng.registers.tables import CLASSES, STAFF, STUDENTS

PARITY = Source(UIS, article="4.5.1", verification="two_sources")
RURAL = ("town", "rural")  # 农村 in the indicator system is towns and villages
COMPULSORY = ("primary", "junior")


def _rate(table: Table, test: Expression, *conditions: Expression | None) -> Measure:
    """The share of rows that pass a test: a mean, so that a group without rows has none instead of zero."""
    where: Expression | None = None
    for condition in conditions:
        where = both(where, condition)
    return Measure(table, lambda t: test(t).cast("float64").mean(), where)


def _of(column: str, *values: str) -> Expression:
    return lambda t: t[column].isin(values)


def _parity(
    id: str, term: Words, groups: Words, rate: Words, of: Callable[[Expression], Measure], first: Expression, second: Expression, **more: Any
) -> Indicator:  # fmt: skip
    definition = Words(
        f"{groups.zh}：前者的{rate.zh} ÷ 后者的{rate.zh}。",
        f"{groups.en}: {rate.en} of the first ÷ that of the second.",
    )
    return ratio(id, term, definition, of(first), of(second), unit="ratio", source=PARITY, sdg4="4.5.1", **more)


def _rural(name: str, rate: Words, of: Callable[[Expression], Measure], **more: Any) -> Indicator:
    return _parity(
        f"urban_rural_parity_index_{name}", Words(f"城乡均等指数：{rate.zh}", f"Rural–urban parity index: {rate.en}"),
        Words("乡镇比城区", "Towns and villages against cities"), rate, of, _of("area_group", *RURAL), _of("area_group", "urban"),
        levels=("city", "county"), **more,
    )  # fmt: skip


def _teacher_rate(test: Expression, among: Expression | None = None) -> Callable[[Expression], Measure]:
    return lambda group: _rate(STAFF, test, lambda t: t.is_full_time_teacher, among, group)


def _student_rate(test: Expression, among: Expression | None = None) -> Callable[[Expression], Measure]:
    return lambda group: _rate(STUDENTS, test, among, group)


def _is_overage(t: Any) -> Any:
    """Two years or more above the age for the grade (11 is primary one, age 6; 21 is junior one, age 12)."""
    grade = t.grade.cast("int32")
    return ((t.stage == "primary") & (t.age >= grade - 3)) | ((t.stage == "junior") & (t.age >= grade - 7))


def _class_rate(test: Expression) -> Callable[[Expression], Measure]:
    return lambda group: _rate(CLASSES, test, in_stage("primary", "junior", "senior"), group)


def _gender(name: str, rate: Words, of: Callable[[Expression], Measure], **more: Any) -> Indicator:
    return _parity(
        f"gender_parity_index_{name}", Words(f"性别均等指数：{rate.zh}", f"Gender parity index: {rate.en}"),
        Words("女比男", "Female against male"), rate, of, _of("sex", "2"), _of("sex", "1"), levels=("city", "county"), **more,
    )  # fmt: skip


def _student_group(id: str, term: Words, test: Expression, sex: str, who: Words) -> Indicator:
    """A rate of girls or of boys, of students registered as persons."""
    by_sex = _of("sex", sex)
    counted = Measure(STUDENTS, lambda t: t.count(), both(by_sex, test))
    definition = Words(
        f"{who.zh} ÷ 同性别学生数；只算按人登记的学生。",
        f"{who.en} ÷ students of that sex; of those registered as persons.",
    )
    return ratio(
        id, term, definition, counted, Measure(STUDENTS, lambda t: t.count(), by_sex), unit="share", source=PARITY, filters=("stage",),
    )  # fmt: skip


INDICATORS = (
    _rural("teacher_above_requirement", Words("高于规定学历教师比例", "teachers above the required degree"), _teacher_rate(IS_ABOVE, in_stage(*RANKED_STAGES))),
    _rural("large_class", Words("大班额比例", "large classes"), _class_rate(lambda t: t.pupil_count > 55)),
    _gender("overage", Words("超龄学生比例", "over-age pupils"), _student_rate(_is_overage, in_stage(*COMPULSORY)), filters=("stage",)),
    _student_group("overage_girl_share", Words("超龄女生比例", "Over-age girls"), _is_overage, "2", Words("超龄女生数", "Over-age girls")),
    _student_group("overage_boy_share", Words("超龄男生比例", "Over-age boys"), _is_overage, "1", Words("超龄男生数", "Over-age boys")),
)  # fmt: skip
