"""The indicators of the national catalogue, by theme."""

from xuezheng.engine.figures import Indicator
from xuezheng.indicators.figures import access

INDICATORS: tuple[Indicator, ...] = (*access.INDICATORS,)
