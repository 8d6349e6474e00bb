"""What a figure of the page claims, as the rules of doubt look at it. Pure: values are in the unit of print."""

from dataclasses import dataclass

from xuezheng.engine.figures import Asked
from xuezheng.ground.words import Words

NOTHING = Words("", "")


@dataclass(frozen=True, slots=True)
class Stock:
    """The stock a flow comes from: what it is called, and how large it is."""

    term: Words
    value: float | None


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure with all that speaks for or against it.

    `parts` are the values of the counties of a city, `trend` those of the years; both computed. `numerator` and
    `denominator` are the counts behind a share. `is_growth` tells a change between two years from a share.
    """

    id: str
    term: Words
    unit: str
    printed: float | None = None
    computed: float | None = None
    agrees: bool | None = None
    why: Words = NOTHING
    asked: Asked | None = None
    is_growth: bool = False
    is_additive: bool = False
    numerator: float | None = None
    denominator: float | None = None
    parts: tuple[tuple[str, float | None], ...] = ()
    trend: tuple[tuple[int, float | None], ...] = ()
    stock: Stock | None = None

    @property
    def is_rate(self) -> bool:
        """A part of a whole, so never above 100 %."""
        return self.unit == "%" and not self.is_growth

    @property
    def question(self) -> tuple[object, ...] | None:
        """What was asked, in a form that can be compared; None where nothing was."""
        if self.asked is None:
            return None
        filters = tuple(sorted((column, tuple(sorted(values))) for column, values in self.asked.filters.items()))
        return self.asked.indicator_id, self.asked.place_code, filters, self.asked.period
