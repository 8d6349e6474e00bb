"""Invented honours, as many as the page prints."""

from datetime import date, timedelta

import polars as pl

from xuezheng.demo.world import World
from xuezheng.honours.models import Award


def build(world: World) -> None:
    """Awards of Neijiang since 2018."""
    if not world.has_city("511000"):
        return
    rng = world.rng("honours")
    schools = world.open_on(date(2024, 9, 1), "511000")
    count = world.target("nj.sports_awards_national")
    days = rng.integers(0, (date(2024, 8, 31) - date(2018, 1, 1)).days, count)
    world.add(
        Award,
        pl.DataFrame(
            {
                "institution_id": rng.choice(schools["id"].to_numpy(), count),
                "awarded_on": [date(2018, 1, 1) + timedelta(days=int(d)) for d in days],
                "field": "sports",
                "level": "national",
                "contest": "全国学生运动会",
                "prize": "一等奖",
            }
        ),
    )
