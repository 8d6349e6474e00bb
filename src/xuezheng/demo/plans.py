"""How many institutions of each kind a city has in each year: the plan that the institutions are drawn from.

`stock` counts them on 1 September of 2017 … 2024, `opened` those new in the summers of 2018 … 2024; the rest follows:
closed = stock before + opened − stock after. Where the page prints a count, the plan is solved for it.
"""

from dataclasses import dataclass
from itertools import pairwise

from xuezheng.demo.world import World

YEARS = tuple(range(2017, 2025))
NONE = (0,) * 7
KINDS = ("111", "211", "218", "311", "312", "341", "342", "345", "361", "514", "411", "414")
POINTS_NANCHONG = (230, 218, 200, 185, 160, 140, 122, 110)


@dataclass(frozen=True)
class KindPlan:
    """Counts of one kind of institution in one city over the years."""

    stock: tuple[int, ...]  # 2017 … 2024
    opened: tuple[int, ...] = NONE  # 2018 … 2024

    def __post_init__(self) -> None:
        if len(self.stock) != 8 or len(self.opened) != 7 or min(self.closed) < 0:
            raise ValueError(f"A plan needs 8 stocks and 7 openings, and no closure below zero. Got {self}.")

    @property
    def closed(self) -> tuple[int, ...]:
        pairs = zip(self.stock[:-1], self.stock[1:], self.opened, strict=True)
        return tuple(before + new - after for before, after, new in pairs)


def between(first: int, last: int, curve: float = 1.0) -> tuple[int, ...]:
    """Eight whole numbers from `first` to `last`; a curve above 1 moves late."""
    return tuple(round(first + (last - first) * (step / 7) ** curve) for step in range(8))


def steady(count: int) -> KindPlan:
    return KindPlan((count,) * 8)


def neijiang(world: World) -> dict[str, KindPlan]:
    """Schools and teaching points closed or merged add up to the printed number."""
    plan = {
        "211": KindPlan(between(300, 196), (1, 1, 1, 2, 1, 1, 1)),
        "311": KindPlan(between(92, 76), (0, 0, 1, 1, 0, 1, 0)),
        "312": KindPlan(between(108, 104), (0, 1, 1, 0, 1, 1, 0)),
    }
    others = sum(sum(kind.closed) for kind in plan.values())
    points_closed = world.target("nj.schools_merged") - others
    return {
        **plan,
        "218": KindPlan(between(points_closed + 58, 58, 0.9)),
        "111": KindPlan(between(596, 508, 1.6), (9, 9, 9, 8, 6, 4, 3)),
        "341": KindPlan((20, 20, 20, 20, 20, 20, 20, 20)),
        "342": KindPlan((9, 9, 9, 9, 10, 10, 11, 11), (0, 0, 0, 1, 0, 1, 0)),
        "345": KindPlan((3, 3, 3, 4, 4, 4, 4, 4), (0, 0, 1, 0, 0, 0, 0)),
        "361": KindPlan((20, 20, 19, 19, 18, 17, 17, 16)),
        "514": steady(5),
        "411": steady(1),
        "414": KindPlan((2, 2, 2, 3, 3, 3, 3, 3), (0, 0, 1, 0, 0, 0, 0)),
    }


def suining(world: World) -> dict[str, KindPlan]:
    """Ten secondary vocational schools are left after the printed number of mergers; the colleges are printed."""
    merged = world.target("sn.vocational_schools_merged")
    left = 10  # nine of ten meet the conditions: 90 % is exact only with 10 or 20 schools
    few, many = world.target("sn.higher_vocational_colleges_2021"), world.target("sn.higher_vocational_colleges_now")
    approved = world.target("sn.colleges_approved_2023")
    first = (many - few - approved) // 2
    last = many - few - approved - first
    return {
        "111": KindPlan(between(500, 430, 1.6), (6, 6, 6, 6, 4, 3, 2)),
        "211": KindPlan(between(236, 176), (1, 1, 1, 1, 1, 1, 1)),
        "218": KindPlan(between(150, 64)),
        "311": KindPlan(between(84, 68), (0, 0, 1, 0, 1, 0, 0)),
        "312": KindPlan(between(92, 90), (0, 1, 0, 1, 0, 0, 1)),
        "341": steady(16),
        "342": KindPlan((6, 6, 6, 6, 6, 7, 7, 7), (0, 0, 0, 0, 1, 0, 0)),
        "345": KindPlan((2, 2, 2, 3, 3, 3, 3, 3), (0, 0, 1, 0, 0, 0, 0)),
        "361": KindPlan((*([left + merged] * 4), left + merged - 1, left + merged - 2, left + 1, left)),
        "514": steady(4),
        "411": steady(0),
        "414": KindPlan(
            (few, few, few, few, few, few + first, few + first + approved, many), (0, 0, 0, 0, first, approved, last)
        ),
    }


def leshan(world: World) -> dict[str, KindPlan]:
    """No printed count of institutions."""
    return {
        "111": KindPlan(between(560, 482, 1.6), (8, 8, 8, 6, 4, 3, 2)),
        "211": KindPlan(between(262, 208), (1, 1, 1, 1, 1, 1, 0)),
        "218": KindPlan(between(178, 96)),
        "311": KindPlan(between(78, 66), (0, 0, 0, 1, 0, 0, 0)),
        "312": KindPlan(between(112, 110), (0, 1, 1, 0, 1, 0, 0)),
        "341": steady(18),
        "342": KindPlan((10, 10, 10, 10, 10, 11, 11, 11), (0, 0, 0, 0, 1, 0, 0)),
        "345": steady(3),
        "361": KindPlan((22, 22, 21, 21, 20, 19, 18, 18)),
        "514": steady(8),
        "411": steady(2),
        "414": KindPlan((1, 1, 1, 1, 1, 2, 2, 2), (0, 0, 0, 0, 1, 0, 0)),
    }


def nanchong(world: World) -> dict[str, KindPlan]:
    """Schools of every kind but teaching points, and universities, add up to the printed numbers of 2020 and 2024."""
    few, many = world.target("nc.universities_2020"), world.target("nc.universities_now")
    universities = 2
    college_stock = tuple(round(few + (many - few) * max(0, year - 2020) / 4) - universities for year in YEARS)
    college_new = tuple(after - before for before, after in pairwise(college_stock))
    plan = {
        "211": KindPlan((456, 452, 440, 425, 392, 362, 333, 305), (1, 1, 1, 1, 1, 1, 0)),
        "311": KindPlan((175, 174, 170, 166, 150, 136, 124, 112), (0, 0, 1, 0, 1, 0, 0)),
        "312": KindPlan((172, 173, 174, 175, 176, 177, 178, 178), (2, 2, 2, 2, 2, 2, 1)),
        "341": steady(38),
        "342": KindPlan((12, 12, 12, 12, 12, 13, 13, 13), (0, 0, 0, 0, 1, 0, 0)),
        "345": KindPlan((4, 4, 4, 5, 5, 5, 5, 5), (0, 0, 1, 0, 0, 0, 0)),
        "361": KindPlan((26, 25, 24, 22, 22, 21, 20, 19)),
        "514": steady(9),
        "411": steady(universities),
        "414": KindPlan(college_stock, college_new),
    }
    in_2020 = world.target("nc.schools_2020") - sum(kind.stock[3] for kind in plan.values())
    in_2024 = world.target("nc.schools_now") - sum(kind.stock[7] for kind in plan.values())
    down = tuple(round(in_2020 + (in_2024 - in_2020) * step / 4) for step in range(5))
    kindergartens = KindPlan((in_2020 + 22, in_2020 + 18, in_2020 + 10, *down), (9, 9, 9, 8, 6, 4, 3))
    return {**plan, "111": kindergartens, "218": KindPlan(POINTS_NANCHONG)}


PLANS = {"511000": neijiang, "510900": suining, "511100": leshan, "511300": nanchong}


def plan_of(world: World, city_code: str) -> dict[str, KindPlan]:
    """The plan of a city by kind of institution (办学类型), every kind named."""
    plan = PLANS[city_code](world)
    return {kind: plan[kind] for kind in KINDS}
