"""What the standards of a day say of ways and boarding, by age band; nothing of it is a constant of the engine."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from xuezheng.layout.rules.travel import TERRAINS
from xuezheng.standards.dated import value

BANDS: Final = ("grades_1_3", "grades_4_6", "junior")


@dataclass(frozen=True)
class Limits:
    """Minutes one way and whether they may board, by band; detours by terrain; years between notice and closing."""

    minutes: dict[str, float]
    may_board: dict[str, bool]
    weekly_way: float
    detour: dict[str, float]
    notice_years: float
    most_pupils: float


def limits_of(on: date, area: str) -> Limits:
    """The limits that hold on a day in an area."""

    def of(name: str) -> float:
        return value(name, on=on, area=area)

    return Limits(
        {band: of(f"travel.{band}") for band in BANDS},
        {band: of(f"boarding.{band}") > 0 for band in BANDS},
        of("boarding.weekly_way"),
        {kind: of(f"travel.detour.{kind}") for kind in TERRAINS},
        of("layout.transition"),
        of("layout.school_pupils"),
    )
