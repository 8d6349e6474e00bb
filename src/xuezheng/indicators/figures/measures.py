"""Measures that many indicators share, and short ways of declaring them."""

from typing import Any

from xuezheng.engine.figures import Expression, Indicator, Level, Measure
from xuezheng.ground.words import Words
from xuezheng.registers.tables import CLASSES, CONDITIONS, POPULATION, STAFF

AREAS: tuple[Level, ...] = ("city", "county")
SENIOR_STAGES = ("senior", "vocational")
COMPULSORY_STAGES = ("primary", "junior")
SCHOOL_FILTERS = (
    "school_type",
    "area_group",
    "is_private",
    "has_preschool",
    "has_primary",
    "has_junior",
    "has_senior",
    "has_vocational",
)


def in_stage(*stages: str) -> Expression:
    """Rows of these stages."""
    return lambda t: t.stage.isin(stages)


def both(first: Expression | None, second: Expression | None) -> Expression | None:
    """Rows that meet both conditions; None is no condition."""
    if first is None or second is None:
        return first or second
    return lambda t: first(t) & second(t)


def pupils(where: Expression | None = None, lag_years: int = 0) -> Measure:
    """Pupils in classes on 1 September."""
    return Measure(CLASSES, lambda t: t.pupil_count.sum(), where, lag_years)


def classes(where: Expression | None = None) -> Measure:
    """Classes on 1 September."""
    return Measure(CLASSES, lambda t: t.count(), where)


def residents(first_age: int, last_age: int) -> Measure:
    """Residents of an age band on 1 September, both ages included."""
    return Measure(POPULATION, lambda t: t.person_count.sum(), lambda t: t.age.between(first_age, last_age))


def teachers(where: Expression | None = None) -> Measure:
    """Full-time teachers (专任教师) on 1 September, and of them those where `where`."""
    return Measure(STAFF, lambda t: t.count(), both(lambda t: t.is_full_time_teacher, where))


def schools(where: Expression | None = None) -> Measure:
    """Schools that report their conditions."""
    return Measure(CONDITIONS, lambda t: t.count(), where)


def share(id: str, term: Words, definition: Words, numerator: Measure, denominator: Measure, **more: Any) -> Indicator:
    """A share of the national catalogue, from 0 to 1."""
    return Indicator(
        id=id,
        term=term,
        unit="share",
        definition=definition,
        numerator=numerator,
        denominator=denominator,
        office="indicators",
        **more,
    )


def ratio(
    id: str, term: Words, definition: Words, numerator: Measure, denominator: Measure, *, unit: str, **more: Any
) -> Indicator:
    """A ratio of the national catalogue, in its unit."""
    return Indicator(
        id=id,
        term=term,
        unit=unit,
        definition=definition,
        numerator=numerator,
        denominator=denominator,
        office="indicators",
        **more,
    )


def count(id: str, term: Words, unit: str, definition: Words, numerator: Measure, **more: Any) -> Indicator:
    """A count."""
    return Indicator(
        id=id, term=term, unit=unit, definition=definition, numerator=numerator, office="indicators", **more
    )
