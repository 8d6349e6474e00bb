"""The indicators of the national catalogue, by theme."""

from xuezheng.engine.figures import Indicator
from xuezheng.indicators.figures import (
    access,
    conditions,
    facilities,
    institutions,
    parity,
    persons,
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
)
