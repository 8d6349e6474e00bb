"""Invented training institutions outside school: before the reform of 2021, and what is left of them."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from stdnum.cn import uscc

from xuezheng.demo.draws import any_days
from xuezheng.demo.world import World
from xuezheng.training_market.models import Licence, PlatformRegistration, PrepaidSupervision, TrainingInstitution

REFORM, NOW = date(2021, 9, 1), date(2024, 9, 1)
SUBJECT_NAMES = ("学思", "启航", "新知", "博文", "优学", "状元", "明德", "卓越", "思源", "弘文")
OTHER_NAMES = ("舞韵", "墨香", "跃动", "音海", "童画", "棋缘", "创客", "飞扬", "艺林", "健行")
BANKS = ("农村商业银行", "城市商业银行", "邮政储蓄银行")


@dataclass(frozen=True)
class Market:
    """Institutions of a city: subject before and now, all now on the platform, shares of the rest."""

    before: int
    now: int
    on_platform: int
    supervised_share: float


ELSEWHERE = {
    "511000": Market(198, 17, 174, 0.97),
    "510900": Market(151, 12, 128, 0.99),
    "511100": Market(176, 15, 163, 0.98),
}


def market(world: World, city: str) -> Market:
    """What the page prints of Nanchong; smaller numbers elsewhere."""
    if city != "511300":
        return ELSEWHERE[city]
    return Market(
        world.target("nc.training_institutions_before"),
        world.target("nc.training_institutions_now"),
        world.target("nc.training_institutions_supervised"),
        world.printed("nc.prepaid_supervised_share").value / 100,
    )


def institutions(world: World, city: str, subject: int, other: int, rng: np.random.Generator) -> list[int]:
    """Institutions of a city, subject ones first: in its counties by their schools. Gives their ids."""
    schools = world.open_on(NOW, city, ("111", "211", "312"))["county_code"].to_numpy()
    counties = rng.choice(schools, subject + other).tolist()
    rows: list[tuple[str, str, str]] = []
    for i, county in enumerate(counties):
        stem = f"91{county}MA{city[2:4]}{i + 10000:05d}"
        words, ending = (SUBJECT_NAMES, "文化课培训学校") if i < subject else (OTHER_NAMES, "艺术体育培训中心")
        rows.append((stem + uscc.calc_check_digit(stem), f"{words[i % len(words)]}{ending}（{i + 1}号）", county))
    frame = pl.DataFrame(rows, schema=["code", "name", "area_code"], orient="row").with_columns(is_synthetic=True)
    return world.add(TrainingInstitution, frame).to_list()


def licences(rng: np.random.Generator, plan: Market, ids: list[int]) -> pl.DataFrame:
    """Licences: subject ones begun before the reform, for profit mostly; few go on, none of them for profit."""
    subject, other = ids[: plan.before], ids[plan.before :]
    rows: list[tuple[int, str, bool, bool, date, date | None]] = []
    starts = any_days(rng, date(2014, 3, 1), date(2021, 6, 30), len(ids))
    turns = any_days(rng, date(2021, 10, 8), date(2021, 12, 31), len(ids))
    ends = any_days(rng, date(2021, 9, 20), date(2022, 6, 30), len(ids))
    late = any_days(rng, date(2022, 9, 15), date(2024, 6, 30), len(ids))
    lingering = plan.now + 9  # these were non-profit for a while and then gave up
    for i, number in enumerate(subject):
        if i < lingering:
            rows.append((number, "subject", True, True, starts[i], turns[i]))
            rows.append((number, "subject", False, i % 8 != 0, turns[i], None if i < plan.now else late[i]))
        else:
            rows.append((number, "subject", i % 25 != 0, True, starts[i], ends[i]))
    for i, number in enumerate(other):
        start = starts[plan.before + i] if i % 3 else any_days(rng, date(2021, 10, 1), date(2024, 7, 31), 1)[0]
        rows.append((number, "non_subject", i % 5 != 0, i % 23 != 0, start, None))
    columns = ["institution_id", "kind", "is_for_profit", "charges_in_advance", "started_on", "ended_on"]
    types = {"ended_on": pl.Date}
    return pl.DataFrame(rows, schema=columns, orient="row", schema_overrides=types)


def build(world: World) -> None:
    """The market of each city; in Nanchong as many as printed."""
    for city in world.cities:
        rng = world.rng(f"training market {city}")
        plan = market(world, city)
        ids = institutions(world, city, plan.before, plan.on_platform - plan.now + 6, rng)
        held = licences(rng, plan, ids)
        # six of the youngest institutions gave up again before they reached the platform
        gone = ids[-6:]
        given_up = pl.col("institution_id").is_in(gone)
        held = held.with_columns(
            ended_on=pl.when(given_up).then(pl.lit(date(2024, 5, 31))).otherwise("ended_on"),
            started_on=pl.when(given_up).then(pl.lit(date(2023, 3, 1))).otherwise("started_on"),
        )
        world.add(Licence, held)
        last = held.filter(pl.col("ended_on").is_null() & ~given_up).sort("institution_id")
        since = pl.max_horizontal(
            "started_on", pl.Series(any_days(rng, date(2022, 1, 10), date(2023, 6, 30), last.height))
        )
        on_platform = last.select("institution_id", started_on=since)
        world.add(PlatformRegistration, on_platform.with_columns(platform=pl.lit("national")))
        charging = last.filter(pl.col("charges_in_advance"))
        supervised = charging.head(round(charging.height * plan.supervised_share))
        mode = ["risk_deposit" if i % 9 == 0 else "bank_custody" for i in range(supervised.height)]
        bank = [BANKS[i % len(BANKS)] for i in range(supervised.height)]
        world.add(
            PrepaidSupervision,
            supervised.select("institution_id", "started_on").with_columns(
                mode=pl.Series(mode), bank=pl.Series(bank),
                started_on=pl.max_horizontal("started_on", pl.lit(date(2022, 3, 1))),
            ),
        )  # fmt: skip
