"""The national key conditions of secondary vocational schools, and the codes of the vocational office. Pure.

A norm reads its value from anything that has the measured columns as attributes: a record, or a column expression.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from xuezheng.ground.words import Words

PARTNER_KINDS: Final = ("enterprise", "association", "department")
ENTERPRISE: Final = "enterprise"
FACTORY_KINDS: Final = ("factory_in_school", "school_in_factory")  # 校中厂 厂中校
GROUP_LEVELS: Final = ("double_high", "provincial")  # “双高”建设专业群 省级高水平专业群
COLLEGE_LEVELS: Final = ("national", "provincial", "city")  # 现代产业学院
BASE_KINDS: Final = ("production", "virtual", "general")  # 生产性 虚拟仿真 一般
PRODUCTION: Final = "production"


@dataclass(frozen=True)
class Norm:
    """A key condition: a value of at least `least`."""

    id: str
    title: Words
    unit: str
    least: float
    value: Callable[[Any], Any]

    def is_met(self, measured: Any) -> Any:
        """Whether the measured values meet the norm; a record with missing values is not judged (None)."""
        return self.value(measured) >= self.least


# 职业学校办学条件达标工程实施方案, 教职成〔2022〕5号: key indicators of secondary vocational schools
KEY_NORMS: Final = (
    Norm("site_area_total", Words("校园占地面积", "Site area"), "m2", 40_000, lambda m: m.site_area_m2),
    Norm(
        "site_area_per_pupil",
        Words("生均用地面积", "Site area a pupil"),
        "m2",
        33,
        lambda m: m.site_area_m2 / m.pupil_count,
    ),
    Norm("building_area_total", Words("校舍建筑面积", "Building area"), "m2", 24_000, lambda m: m.building_area_m2),
    Norm(
        "building_area_per_pupil",
        Words("生均校舍建筑面积", "Building area a pupil"),
        "m2",
        20,
        lambda m: m.building_area_m2 / m.pupil_count,
    ),
    Norm("full_time_teachers", Words("专任教师数", "Full-time teachers"), "teacher", 60, lambda m: m.teacher_count),
    Norm(
        "teachers_for_20_pupils",
        Words("师生比（每20名学生的专任教师）", "Full-time teachers for 20 pupils"),
        "teacher",
        1,
        lambda m: m.teacher_count * 20 / m.pupil_count,
    ),
    Norm("equipment_total", Words("仪器设备总值", "Value of equipment"), "fen", 300_000_000, lambda m: m.equipment_fen),
    Norm(
        "equipment_per_pupil",
        Words("生均仪器设备值", "Value of equipment a pupil"),
        "fen",
        250_000,
        lambda m: m.equipment_fen / m.pupil_count,
    ),
    Norm("books_per_pupil", Words("生均图书", "Books a pupil"), "volume", 30, lambda m: m.book_count / m.pupil_count),
)


def shortfalls(measured: Any) -> tuple[str, ...]:
    """The ids of the key norms that a school's measured values do not meet."""
    return tuple(norm.id for norm in KEY_NORMS if not norm.is_met(measured))


# 中等职业学校设置标准, 教职成〔2010〕12号: no total of equipment, but a number of pupils
PUPILS_2010: Final = 1200
NORMS_2010: Final = (
    *(norm for norm in KEY_NORMS if norm.id != "equipment_total"),
    Norm("enrolment", Words("学历教育在校生数", "Pupils"), "student", PUPILS_2010, lambda m: m.pupil_count),
)


def meets_all(measured: Any, norms: tuple[Norm, ...] = KEY_NORMS) -> Any:
    """Whether all norms are met (without more said the key ones): a bool for a record, an expression for a table."""
    met = norms[0].is_met(measured)
    for norm in norms[1:]:
        met = met & norm.is_met(measured)
    return met
