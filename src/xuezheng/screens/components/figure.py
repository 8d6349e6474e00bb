"""One figure: a number that never stands without its unit, year, area and state."""

from dataclasses import dataclass
from typing import Literal

from xuezheng.screens.components.chart import Point, Target
from xuezheng.screens.components.states import State
from xuezheng.screens.components.text import Text
from xuezheng.screens.numbers import Kind, Scalar


@dataclass(frozen=True, slots=True)
class Comparison:
    """A line under the number: `比上年  +2.87个百分点`."""

    term: Text
    value: Text
    href: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is in the unit of its kind: a share 0..1, integer fen, a count. `when` is free (`2023年`, `2021—2023`)."""

    term: Text
    value: Scalar
    unit: Text
    when: Text
    area: Text
    state: State | None
    kind: Kind = "count"
    decimals: int | None = None
    prefix: Text = ""  # “over”, “at least”, “about” of a printed number
    href: str = ""
    points: tuple[Point, ...] = ()
    target: Target | None = None
    comparisons: tuple[Comparison, ...] = ()
    note: Text = ""
    size: Literal["row", "big"] = "row"
