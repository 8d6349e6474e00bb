"""The indicators of the national catalogue, by theme."""

from xuezheng.engine.figures import Indicator
from xuezheng.indicators.figures import (
    access,
    care,
    conditions,
    facilities,
    finance,
    institutions,
    parity,
    persons,
    population,
    progress,
    scale,
    teachers,
)

INDICATORS: tuple[Indicator, ...] = (
    *access.INDICATORS,
    *progress.INDICATORS,
    *scale.INDICATORS,
    *teachers.INDICATORS,
    *conditions.INDICATORS,
    *facilities.INDICATORS,
    *institutions.INDICATORS,
    *parity.INDICATORS,
    *persons.INDICATORS,
    *population.INDICATORS,
    *finance.INDICATORS,
    *care.INDICATORS,
)
