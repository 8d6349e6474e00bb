"""Measures that many indicators share, and short ways of declaring them."""

from typing import Any

from xuezheng.engine.figures import Indicator, Level, Measure
from xuezheng.ground.words import Words
from xuezheng.registers.tables import CLASSES, CONDITIONS, POPULATION, STAFF

AREAS: tuple[Level, ...] = ("city", "county")
SENIOR_STAGES = ("senior", "vocational")
COMPULSORY_STAGES = ("primary", "junior")
SCHOOL_FILTERS = (
    "school_type", "area_group", "is_private", "has_preschool", "has_primary", "has_junior", "has_senior", "has_vocational",
)


def in_stage(*stages: str) -> Any:
    """Rows of these stages."""
    return lambda t: t.stage.isin(stages)


def pupils(where: Any = None, lag_years: int = 0) -> Measure:
    """Pupils in classes on 1 September."""
    return Measure(CLASSES, lambda t: t.pupil_count.sum(), where, lag_years)


def classes(where: Any = None) -> Measure:
    """Classes on 1 September."""
    return Measure(CLASSES, lambda t: t.count(), where)


def residents(first_age: int, last_age: int) -> Measure:
    """Residents of an age band on 1 September, both ages included."""
    return Measure(POPULATION, lambda t: t.person_count.sum(), lambda t: t.age.between(first_age, last_age))


def teachers(where: Any = None) -> Measure:
    """Full-time teachers (专任教师) on 1 September, and of them those where `where`."""
    condition = (lambda t: t.is_full_time_teacher & where(t)) if where else (lambda t: t.is_full_time_teacher)
    return Measure(STAFF, lambda t: t.count(), condition)


def schools(where: Any = None) -> Measure:
    """Schools that report their conditions."""
    return Measure(CONDITIONS, lambda t: t.count(), where)


def share(id: str, term: Words, definition: Words, numerator: Measure, denominator: Measure, **more: Any) -> Indicator:
    """A share of the national catalogue, from 0 to 1."""
    return Indicator(
        id=id, term=term, unit="share", definition=definition, numerator=numerator, denominator=denominator,
        office="indicators", **more,
    )


def ratio(
    id: str, term: Words, unit: str, definition: Words, numerator: Measure, denominator: Measure, **more: Any
) -> Indicator:
    """A ratio of the national catalogue, in its unit."""
    return Indicator(
        id=id, term=term, unit=unit, definition=definition, numerator=numerator, denominator=denominator,
        office="indicators", **more,
    )


def count(id: str, term: Words, unit: str, definition: Words, numerator: Measure, **more: Any) -> Indicator:
    """A count."""
    return Indicator(
        id=id, term=term, unit=unit, definition=definition, numerator=numerator, office="indicators", **more
    )
