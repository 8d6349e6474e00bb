"""What charts are drawn from. Values are in the unit of `kind`: shares 0..1, amounts in fen."""

from dataclasses import dataclass
from enum import Enum

from xuezheng.screens.components.states import State
from xuezheng.screens.components.text import Text
from xuezheng.screens.numbers import Kind


class PointMark(Enum):
    """Filled square: printed; filled disc: computed; hollow disc: demonstration; hollow blue-grey disc: forecast."""

    COMPUTED = "computed"
    PRINTED = "printed"
    DEMO = "demo"
    FORECAST = "forecast"


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a year; `None` leaves a gap. A forecast carries its interval in `low` and `high`, drawn as a band;
    what was measured may carry one, drawn as whiskers.

    `begins_anew`: the definition differs from the years before, so that no line leads here.
    """

    year: int
    value: float | None
    mark: PointMark = PointMark.COMPUTED
    low: float | None = None
    high: float | None = None
    label: Text = ""  # instead of the year
    begins_anew: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A dotted line with its number and document: `国家标准 50%（教督〔2020〕1号）`."""

    value: float
    label: Text


@dataclass(frozen=True, slots=True)
class Break:
    """A year from which the definition differs: the lines of all series are broken before it."""

    year: int
    label: Text


@dataclass(frozen=True, slots=True)
class Series:
    name: Text
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """A line chart over years: one series with its values, or several with their names at the ends."""

    title: Text
    series: tuple[Series, ...]
    unit: Text
    kind: Kind = "count"
    decimals: int | None = None
    targets: tuple[Target, ...] = ()
    breaks: tuple[Break, ...] = ()
    interval_label: Text = ""  # what the band is: “80%区间”
    starts_at_zero: bool | None = None  # None: at zero unless all values lie in the upper half
    width: int = 432
    height: int = 200
    note: Text = ""
    state: State | None = None
    has_table: bool = True


@dataclass(frozen=True, slots=True)
class Bars:
    """Upright bars over years or groups: solid known, hatched forecast with an interval."""

    title: Text
    points: tuple[Point, ...]
    unit: Text
    kind: Kind = "count"
    decimals: int | None = None
    width: int = 432
    height: int = 168
    note: Text = ""
    state: State | None = None
    has_table: bool = True


@dataclass(frozen=True, slots=True)
class RankingRow:
    label: Text
    value: float | None
    earlier: float | None = None
    href: str = ""
    is_selected: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    """Areas or schools side by side: bars from zero, or dumbbells where `earlier` is given. Rows stay in their order."""

    title: Text
    rows: tuple[RankingRow, ...]
    unit: Text
    when: Text = ""
    earlier_when: Text = ""
    kind: Kind = "count"
    decimals: int | None = None
    target: Target | None = None
    width: int = 432
    note: Text = ""
    state: State | None = None
    has_table: bool = True
