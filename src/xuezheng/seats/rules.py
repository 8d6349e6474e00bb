"""What kinds of building projects there are, their way from idea to opening, and when seats fall short. Pure."""

from datetime import date
from typing import Final, Literal

# stages that are forecast, in the order children pass them; senior and vocational stand side by side
CHAIN_OF_STAGES: Final = ("preschool", "primary", "junior", "senior", "vocational")

PROJECT_KINDS: Final = ("new", "rebuilt", "extended", "new_campus")  # 新建 改建 扩建 新校区
NEW_CAMPUS: Final = "new_campus"

# the way of a project, in order; "stopped" may follow any of them
STEPS: Final = ("idea", "approved", "funded", "designing", "building", "completed", "opened")
STOPPED: Final = "stopped"
FUND_SOURCES: Final = ("central", "province", "city", "county", "bond", "loan", "donation", "other")

# 项目来源: "" stands for a project outside any programme
PROGRAMMES: Final = (
    "",
    "preschool_plan_13",  # 第三期学前教育行动计划
    "preschool_plan_14",  # “十四五”学前教育发展提升行动计划
    "compulsory_weak_schools",  # 义务教育薄弱环节改善与能力提升
    "county_senior_plan_14",  # “十四五”县域普通高中发展提升行动计划
    "vocational_conditions",  # 职业学校办学条件达标工程
)

Colour = Literal["red", "orange", "yellow", "green"]
COLOURS: Final[tuple[Colour, ...]] = ("red", "orange", "yellow", "green")


def colour_of(seats: float, low: float, middle: float, high: float) -> Colour:
    """The warning of one township, stage and year.

    Red: even the lower end of the interval needs more seats than there are; orange: the middle does; yellow: the upper end
    does; green: none.
    """
    if low > seats:
        return "red"
    if middle > seats:
        return "orange"
    return "yellow" if high > seats else "green"


def opening_year(planned_open_on: date | None) -> int | None:
    """The first school year (by its start) that a project's seats serve: what opens by 15 September serves that year."""
    if planned_open_on is None:
        return None
    in_time = (planned_open_on.month, planned_open_on.day) <= (9, 15)
    return planned_open_on.year if in_time else planned_open_on.year + 1


def delay_days(first_planned_on: date | None, planned_on: date | None, opened_on: date | None) -> int | None:
    """How many days later than first planned a project opens or is now planned to; None where nothing was planned."""
    until = opened_on or planned_on
    return (until - first_planned_on).days if first_planned_on and until else None


def rounded_ten(value: float) -> int:
    """A number as a public page may show it: to the nearest ten."""
    return round(value / 10) * 10
