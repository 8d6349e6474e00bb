"""What is asked of a plan: stage, years, limits, weights, costs, budgets; checked, and as plain data."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.layout.plan.optional import option_problems
from xuezheng.layout.rules.planning import BANDS, STAGES, first_closing_year

MOST_YEARS: Final = 8
YUAN: Final = 10_000.0  # a problem counts in units of 10,000 yuan


@dataclass(frozen=True)
class Asked:
    """Yuan are of one year: of one child's minute on the way, of one child at another school than now, of keeping a school."""

    stage: str
    first_year: int
    year_count: int
    announced_on: str  # ISO; no school closes within the notice after it
    notice_years: float
    limits: dict[str, float]  # minutes by band
    bands_apart: bool = False
    km_h: float = 25.0
    minute_yuan: float = 100.0
    move_yuan: float = 1000.0
    school_yuan: float = 300_000.0
    seat_yuan: float = 300.0
    closing_yuan: float = 100_000.0
    budgets: tuple[float | None, ...] = ()  # yuan a year for building; None: no limit
    counts_crowding: bool = True  # a school that is over its seats now may stay so
    # possible new schools: name, stage, town_code, longitude, latitude, seats, building_yuan, ready_year
    sites: tuple[dict[str, Any], ...] = ()
    # what may become of schools: of (a code), kind, seats, beds, cost_yuan, running_yuan, ready_year
    options: tuple[dict[str, Any], ...] = ()
    may_board: dict[str, bool] = field(default_factory=dict[str, bool])  # by band; nobody where it is not said
    weekly_minutes: float = 120.0
    boarder_yuan: float = 2000.0
    keeps_junior_in_town: bool = True
    most_pupils: float = 2000.0  # of a school that is built or grows
    roads: dict[str, str] = field(default_factory=dict[str, str])  # name, hash, by (bus, walking); straight lines else

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(range(self.first_year, self.first_year + self.year_count))

    @property
    def first_closing(self) -> int:
        """The first school year at whose beginning a school may close."""
        return first_closing_year(date.fromisoformat(self.announced_on), self.notice_years)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def asked_of(values: Mapping[str, Any]) -> Asked:
    """From plain data. Raises Refused for what cannot be."""
    known = {name: values[name] for name in Asked.__dataclass_fields__ if name in values}
    known["budgets"] = tuple(known.get("budgets") or ())
    for name in ("sites", "options"):
        known[name] = tuple(dict(one) for one in known.get(name) or ())
    asked = Asked(**known)
    if found := problems_of(asked):
        raise Refused(found)
    return asked


def problems_of(asked: Asked) -> list[Problem]:
    found: list[Problem] = []

    def tell(rule: str, zh: str, en: str, which: str = "", got: object = "") -> None:
        found.append(Problem(f"layout.asked.{rule}", Words(zh, en), which=which, got=str(got)))

    if asked.stage not in STAGES:
        tell("stage", "学段须为小学、初中或两者一起", "The stage must be primary, junior or both", got=asked.stage)
        return found
    if not 1 <= asked.year_count <= MOST_YEARS or not 2000 <= asked.first_year <= 2100:
        tell(
            "years",
            f"规划年数须为 1 至 {MOST_YEARS}",
            f"A plan has 1 to {MOST_YEARS} years",
            got=f"{asked.first_year} + {asked.year_count}",
        )
    for band in BANDS[asked.stage]:
        limit = asked.limits.get(band.key, 0.0)
        if not 5 <= limit <= 180:
            tell("limit", "单程上限须为 5 至 180 分钟", "A limit must be 5 to 180 minutes", band.key, limit)
    for name in ("minute_yuan", "move_yuan", "school_yuan", "seat_yuan", "closing_yuan"):
        if not 0 <= getattr(asked, name) < 1e9:
            tell("weight", "权重和费用不得为负", "Weights and costs must not be negative", name, getattr(asked, name))
    if not 2 <= asked.km_h <= 80:
        tell("speed", "车速须为每小时 2 至 80 公里", "The speed must be 2 to 80 km an hour", got=asked.km_h)
    if asked.budgets and len(asked.budgets) != asked.year_count:
        tell("budgets", "分年预算须每年一个", "There must be a budget for each year", got=len(asked.budgets))
    if any(b is not None and b < 0 for b in asked.budgets):
        tell("budget", "预算不得为负", "A budget must not be negative", got=asked.budgets)
    return [*found, *option_problems(asked)]
