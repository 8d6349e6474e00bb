"""Institutions drawn from the plan: where they stand, when they open and close, and into which others they merge."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo import areas
from xuezheng.demo.facts import census
from xuezheng.demo.naming import Namer
from xuezheng.demo.plans import KINDS, YEARS, KindPlan, plan_of
from xuezheng.demo.siting import around, boundaries, town_points
from xuezheng.demo.sizes import ONE_IN_EACH_TOWN, TOWN_PULL, place_rank, shares_of
from xuezheng.demo.world import World
from xuezheng.registers.rules import CATEGORY_OF_TYPE

PRIVATE_SHARE = {"211": 0.02, "312": 0.03, "341": 0.05, "342": 0.3, "345": 1.0, "361": 0.3, "414": 0.25}
MERGED_SHARE = {"111": 0.3, "211": 0.75, "218": 0.8, "311": 0.9, "312": 0.9, "361": 1.0}
RADIUS_KM = {"218": 4.0, "211": 2.6, "111": 1.6, "312": 2.4}
OLDEST = {"111": 1996, "414": 1999, "361": 1975, "345": 1999}


def towns_of(world: World) -> pl.DataFrame:
    """Every township with rank (0 subdistrict or county seat, 1 town, 2 township), child weight, county name, city, centre point."""
    rng = world.rng("towns")
    towns = areas.townships(world.cities)
    counties = areas.counties(world.cities).select(county_code="code", county_name="name", city_code="city_code")
    children = census().select(
        "county_code", child_count=pl.col("age_1_4") + pl.col("age_5_9") + pl.col("age_10_14") + pl.col("age_15_19")
    )
    has_subdistrict = set(towns.filter(pl.col("name").str.ends_with("街道"))["county_code"].to_list())
    ranks = np.array([
        0 if county not in has_subdistrict and code.endswith("100") else place_rank(name)  # the seat of a county of towns
        for code, name, county in towns.iter_rows()
    ])  # fmt: skip
    pull = np.choose(ranks, [2.6, 1.0, 0.4]) * rng.lognormal(0, 0.35, len(ranks))
    found = towns.with_columns(rank=ranks, pull=pull).join(counties, on="county_code").join(children, on="county_code")
    found = found.with_columns(
        child_weight=pl.col("child_count") * pl.col("pull") / pl.col("pull").sum().over("county_code")
    ).sort("code")
    points = town_points(found, boundaries(world.cities), rng)
    return found.with_columns(
        longitude=pl.Series([float(points[c][0]) for c in found["code"]]),
        latitude=pl.Series([float(points[c][1]) for c in found["code"]]),
    )


def _by_town(kind: str, total: int, towns: pl.DataFrame) -> npt.NDArray[np.int64]:
    """How many institutions of a kind each town of a city gets in all the years."""
    rank = towns["rank"].to_numpy()
    weights = towns["child_weight"].to_numpy() * np.choose(rank, TOWN_PULL[kind])
    if kind == "514":  # one in each county's seat first
        first = (
            towns.with_row_index("i").sort("child_weight", descending=True).group_by("county_code", maintain_order=True)
        )
        seats = first.first().sort("child_weight", descending=True)["i"].to_numpy()[:total]
        counts = np.zeros(len(rank), np.int64)
        counts[seats] = 1
        return counts + shares_of(total - len(seats), weights)
    if kind in ("341", "342", "361"):  # county by county first, so that no county is without
        return _county_first(total, towns, weights)
    minimum = 1 if kind in ONE_IN_EACH_TOWN and total >= len(rank) else 0
    if kind == "211":
        weights = weights * np.choose(rank, [0.8, 1.3, 1.0])
    return shares_of(total, weights, minimum)


def _county_first(total: int, towns: pl.DataFrame, weights: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Shared among counties by their children, then among each county's towns by weight."""
    counties = towns.select("county_code", "child_count").unique().sort("county_code")
    own = shares_of(total, counties["child_count"].to_numpy() ** 0.85)
    counts = np.zeros(towns.height, np.int64)
    codes = towns["county_code"].to_numpy()
    for code, count in zip(counties["county_code"].to_list(), own, strict=True):
        counts[codes == code] = shares_of(int(count), weights[codes == code])
    return counts


def _closing_order(kind: str, drawn: pl.DataFrame, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Positions in the order in which they would close: small and rural first; the first of a town hardly ever."""
    size = drawn["child_weight"].to_numpy()
    likely = rng.exponential(1.0, drawn.height) * np.where(drawn["is_first"].to_numpy(), 60.0, 1.0)
    likely *= 1.0 + np.where(drawn["rank"].to_numpy() == 0, 2.0 if kind != "111" else 0.6, 0.0)
    return np.argsort(likely * np.sqrt(size / size.mean() + 0.2), kind="stable")


def _spans(kind: str, plan: KindPlan, drawn: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Give each drawn institution the year it opens in (2017: earlier) and closes in (0: not)."""
    count = drawn.height
    opening = np.full(count, YEARS[0])
    new = int(sum(plan.opened))
    favour = (
        rng.random(count)
        * np.where(drawn["is_first"].to_numpy(), 0.0, 1.0)
        * np.choose(drawn["rank"].to_numpy(), [3, 1, 0.5])
    )
    newest = rng.permutation(np.argsort(-favour, kind="stable")[:new])
    opening[newest] = np.repeat(YEARS[1:], plan.opened)
    closing = np.zeros(count, np.int64)
    order = [i for i in _closing_order(kind, drawn, rng) if opening[i] == YEARS[0]]
    ends = np.repeat(YEARS[1:], plan.closed)
    closing[np.array(order[: len(ends)], np.int64)] = rng.permutation(ends)
    return drawn.with_columns(opening_year=opening, closing_year=closing)


def _draw(world: World, city: str, towns: pl.DataFrame, namer: Namer) -> pl.DataFrame:
    """All institutions of a city, in the order of kinds and towns."""
    rng = world.rng(f"institutions {city}")
    parts: list[pl.DataFrame] = []
    for kind, plan in plan_of(world, city).items():
        total = plan.stock[0] + sum(plan.opened)
        if not total:
            continue
        counts = _by_town(kind, total, towns)
        drawn = towns[np.repeat(np.arange(towns.height), counts)]
        nth = np.concatenate([np.arange(n) for n in counts]) if total else np.zeros(0, np.int64)
        drawn = drawn.with_columns(
            nth=nth, is_first=pl.Series(nth == 0) & pl.lit(kind not in ("218", "411", "414", "361"))
        )
        drawn = _spans(kind, plan, drawn, rng)
        share = PRIVATE_SHARE.get(kind, 0.0)
        private = rng.random(drawn.height) < share if kind != "111" else nth > 0
        if share < 1 and kind != "111":
            private &= ~((drawn["is_first"] & (drawn["rank"] > 0)).to_numpy())
        parts.append(drawn.with_columns(kind=pl.lit(kind), is_private=private))
    found = pl.concat(parts)
    names = [
        namer.give(r["kind"], r["county_name"], city, r["name"], r["rank"] == 0, r["is_first"], r["is_private"])
        for r in found.iter_rows(named=True)
    ]
    return found.rename({"name": "town_name"}).with_columns(name=pl.Series(names))


def _days(rng: np.random.Generator, found: pl.DataFrame) -> pl.DataFrame:
    """Opening and closing days: openings from 10 to 30 August, closings from 5 July to 25 August."""
    opened: list[date] = []
    closed: list[date | None] = []
    in_august, in_summer = rng.integers(0, 21, found.height), rng.integers(0, 52, found.height)
    long_ago = rng.random(found.height)
    for i, (kind, opens, closes) in enumerate(found.select("kind", "opening_year", "closing_year").iter_rows()):
        if opens > YEARS[0]:
            opened.append(date(opens, 8, 10) + timedelta(days=int(in_august[i])))
        else:
            since = OLDEST.get(kind, 1951)
            opened.append(date(since + int((2017 - since) * long_ago[i] ** 1.3), 9, 1))
        closed.append(date(closes, 7, 5) + timedelta(days=int(in_summer[i])) if closes else None)
    return found.with_columns(opened_on=pl.Series(opened, dtype=pl.Date), closed_on=pl.Series(closed, dtype=pl.Date))


def _sites(world: World, found: pl.DataFrame) -> pl.DataFrame:
    rng = world.rng("sites")
    shapes = boundaries(world.cities)
    parts: list[pl.DataFrame] = []
    for (county,), group in found.group_by("county_code", maintain_order=True):
        radii = np.array([RADIUS_KM.get(kind, 1.2) for kind in group["kind"]]) * np.where(group["rank"] == 0, 0.6, 1.0)
        points = around(group.select("longitude", "latitude").to_numpy(), shapes[str(county)], radii, rng)
        parts.append(group.with_columns(longitude=points[:, 0], latitude=points[:, 1]))
    return pl.concat(parts)


def _receivers(found: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The id of the institution each closing one merges into: the nearest of its kind that stays, in its county."""
    receiver: list[int | None] = [None] * found.height
    place = found.select("longitude", "latitude").to_numpy()
    kinds, counties = found["kind"].to_numpy(), found["county_code"].to_numpy()
    stays = (found["closing_year"].to_numpy() == 0) & (found["opening_year"].to_numpy() == YEARS[0])
    for i in np.flatnonzero(found["closing_year"].to_numpy() > 0):
        kind = kinds[i]
        takes = {"218": ("211", "312"), "211": ("211", "312"), "311": ("311", "312"), "312": ("312",)}.get(
            kind, (kind,)
        )
        if rng.random() >= MERGED_SHARE.get(kind, 0.5):
            continue
        may = stays & np.isin(kinds, takes)
        near = np.flatnonzero(may & (counties == counties[i]))
        if not len(near) and kind == "361":
            near = np.flatnonzero(may & (found["city_code"].to_numpy() == found["city_code"][int(i)]))
        if len(near):
            receiver[i] = int(near[np.argmin(((place[near] - place[i]) ** 2).sum(axis=1))]) + 1
    return found.with_columns(receiver_id=pl.Series(receiver, dtype=pl.Int64))


def _organiser(kind: str, is_private: bool, rank: int) -> str:
    if is_private:
        return "999"
    if kind in ("411", "414"):
        return "811" if kind == "411" else "821"
    return "821" if kind in ("342", "361") and rank == 0 else "831"


def _class(rng: np.random.Generator, kind: str, rank: int, nth: int, county: str) -> str:
    """Urban–rural class (国家统计局 城乡分类代码) of a school by its place: a county's seat counts as a town."""
    if rank == 0:
        in_city = not 21 <= int(county[4:]) <= 70
        return ("111" if nth < 3 else "112") if in_city else "121" if nth < 4 else "122"
    if kind == "218" or (kind in ("211", "111") and nth > 0 and rng.random() < 0.7):
        return "220"
    return ("121" if rng.random() < 0.8 else "122") if rank == 1 else "210"


def build(world: World) -> None:
    """`World.institutions`, one row each; the registers' own frames follow in `successions.py` and `campuses.py`."""
    rng = world.rng("institutions")
    towns = towns_of(world)
    namer = Namer(world.rng("names of institutions"))
    cities = [_draw(world, city, towns.filter(pl.col("city_code") == city), namer) for city in world.cities]
    found = _sites(world, _days(rng, pl.concat(cities)))
    order = {kind: i for i, kind in enumerate(KINDS)}
    found = found.with_columns(kind_order=pl.col("kind").replace_strict(order)).sort(
        "county_code", "kind_order", "code", "nth", "name"
    )
    count = found.height
    found = _receivers(found, rng).with_columns(id=pl.int_range(1, count + 1), campus_id=pl.int_range(1, count + 1))
    rows = found.select("kind", "is_private", "rank", "nth", "county_code").rows()
    more: dict[str, Any] = {
        "serial": pl.Series([f"{CATEGORY_OF_TYPE[kind]}51{i:06d}" for i, (kind, *_) in enumerate(rows, start=100001)]),
        "organiser": pl.Series([_organiser(kind, private, rank) for kind, private, rank, *_ in rows]),
        "urban_rural": pl.Series([_class(rng, kind, rank, nth, county) for kind, _, rank, nth, county in rows]),
        "is_inclusive": pl.lit(False),
    }
    world.institutions = found.with_columns(**more).select(
        "id",
        "name",
        "organiser",
        "is_private",
        "is_inclusive",
        "urban_rural",
        "city_code",
        "county_code",
        "opened_on",
        "closed_on",
        "campus_id",
        "longitude",
        "latitude",
        "receiver_id",
        "rank",
        "is_first",
        "opening_year",
        "closing_year",
        "child_weight",
        code="serial",
        school_type="kind",
        town_code="code",
    )
