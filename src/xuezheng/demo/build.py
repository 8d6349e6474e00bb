"""Who builds the demonstration, in order. The core comes first; then one builder an office, listed by hand."""

from collections.abc import Callable

from xuezheng.demo import (
    areas,
    budgets,
    care,
    classes,
    cohorts,
    conditions,
    counted,
    institutions,
    kindergartens,
    population,
    programmes,
    rooms,
    staff,
    students,
    successions,
)
from xuezheng.demo.offices import (
    after_school,
    aid,
    alliances,
    assessment,
    cloud_lessons,
    community,
    exams,
    funding,
    honours,
    layout,
    seats,
    supervision,
    timetables,
    training_market,
    vocational,
    wellbeing,
    workforce,
)
from xuezheng.demo.world import World

Builder = Callable[[World], None]

CORE: tuple[Builder, ...] = (
    areas.build,
    population.build,
    institutions.build,
    kindergartens.build,
    successions.build,
    classes.build,
    cohorts.build,
    programmes.build,
    rooms.build,
    conditions.build,
    staff.build,
    students.build,
    counted.build,
    budgets.build,
    care.build,
)
OFFICES: tuple[Builder, ...] = (
    after_school.build,
    aid.build,
    alliances.build,
    assessment.build,
    cloud_lessons.build,
    community.build,
    exams.build,
    funding.build,
    honours.build,
    layout.build,
    seats.build,
    supervision.build,
    timetables.build,
    training_market.build,
    vocational.build,
    wellbeing.build,
    workforce.build,
)


def build_all(world: World) -> None:
    """Fill a world: the registers first, then the offices' records."""
    for builder in (*CORE, *OFFICES):
        builder(world)
