"""Which kindergartens are public or inclusive in which year: private ones turn public until the share is what it should be.

The shares of Neijiang in 2018 and 2023 are the printed ones, met here nearly and by the children of `enrolment.py`
exactly; the years between lie on a line. Other cities follow invented shares.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.plans import YEARS
from xuezheng.demo.population import children
from xuezheng.demo.sizes import GUESSES, guess
from xuezheng.demo.world import World

Flags = npt.NDArray[np.bool_]
INVENTED = {
    "510900": ((0.331, 0.842), (0.574, 0.911)),
    "511100": ((0.402, 0.861), (0.603, 0.924)),
    "511300": ((0.318, 0.835), (0.561, 0.897)),
}
LAST_STEP = 0.6  # after 2023 the shares go on at this part of their pace


def share_path(world: World, city: str, which: int) -> dict[int, float]:
    """The public (0) or the public and inclusive (1) share of children in kindergartens by year."""
    if city == "511000":
        stem = ("nj.public_preschool_share", "nj.inclusive_preschool_coverage")[which]
        first, last = (world.printed(f"{stem}_{year}").value / 100 for year in (2018, 2023))
    else:
        first, last = INVENTED[city][0][which], INVENTED[city][1][which]
    pace = (last - first) / 5
    path = {year: round(first + pace * (year - 2018), 4) for year in YEARS}
    path[2018], path[2023], path[2024] = first, last, round(last + LAST_STEP * pace, 4)
    return path


def weights_of(world: World, rng: np.random.Generator) -> pl.DataFrame:
    """One row for each stage of each institution: what it takes in beside others of its county (a guess in pupils)."""
    rows: list[tuple[int, str, float]] = []
    for r in world.institutions.select("id", "school_type", "rank", "is_first", "closing_year").iter_rows(named=True):
        for stage in GUESSES[r["school_type"]]:
            size = guess(r["school_type"], stage, r["rank"], r["is_first"]) * rng.lognormal(0, 0.3)
            if r["school_type"] == "361" and r["closing_year"]:
                size *= 0.3  # the small ones merge
            rows.append((r["id"], stage, size))
    return pl.DataFrame(rows, schema=["institution_id", "stage", "weight"], orient="row")


class _City:
    """The kindergartens of a city: what each takes of the city's children in each year, if it is open."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self.frame = frame
        self.opening, self.closing = frame["opening_year"].to_numpy(), frame["closing_year"].to_numpy()
        self.county, self.weight = frame["county_code"].to_numpy(), frame["weight"].to_numpy()

    def open_in(self, year: int) -> Flags:
        return (self.opening <= year) & ((self.closing == 0) | (self.closing > year))

    def shares(self, year: int) -> npt.NDArray[np.float64]:
        """Each kindergarten's share of the children of the city in a year; 0 if it is not open."""
        open_now = self.open_in(year)
        shares = np.where(open_now, self.weight, 0.0)
        for code in np.unique(self.county):
            here = self.county == code
            total = shares[here].sum()
            shares[here] *= sum(children(str(code), year, age) for age in (3, 4, 5)) / total if total else 0
        return shares / shares.sum()


def _fill(flags: Flags, order: npt.NDArray[np.int64], shares: npt.NDArray[np.float64], target: float) -> Flags:
    """Set flags in an order until their share comes as near to the target as it can."""
    flags = flags.copy()
    have = float(shares[flags].sum())
    for i in order:
        if flags[i] or not shares[i]:
            continue
        if have + shares[i] / 2 > target:
            break
        flags[i] = True
        have += float(shares[i])
    return flags


def _city_status(world: World, city: str, frame: pl.DataFrame) -> pl.DataFrame:
    rng = world.rng(f"kindergartens {city}")
    public_path, covered_path = share_path(world, city, 0), share_path(world, city, 1)
    here = _City(frame)
    chance = rng.random(frame.height)
    order = np.argsort(chance + np.where(frame["is_first"].to_numpy(), 0.0, 1.0), kind="stable")
    is_new = here.opening > YEARS[0]
    public = np.zeros(frame.height, np.bool_)
    inclusive = np.zeros(frame.height, np.bool_)
    other = rng.permutation(frame.height)
    parts: list[pl.DataFrame] = []
    for year in YEARS:
        shares = here.shares(year)
        public |= is_new & (here.opening == year) & (chance < 0.8)
        public = _fill(public, order, shares, public_path[year])
        covered = _fill(public | inclusive, other, shares, covered_path[year])
        inclusive |= covered & ~public
        parts.append(
            pl.DataFrame(
                {
                    "institution_id": frame["id"],
                    "year": year,
                    "is_private": ~public,
                    "is_inclusive": inclusive & ~public,
                }
            ).filter(pl.Series(here.open_in(year)))
        )
    return pl.concat(parts)


def build(world: World) -> None:
    """`World.lines` and `World.kindergartens`; the latest state goes into `World.institutions`."""
    world.lines = weights_of(world, world.rng("weights"))
    found = world.institutions.filter(pl.col("school_type") == "111").join(
        world.lines.select("institution_id", "weight"), left_on="id", right_on="institution_id"
    )
    cities = [_city_status(world, city, found.filter(pl.col("city_code") == city)) for city in world.cities]
    world.kindergartens = pl.concat(cities).sort("institution_id", "year")
    last = (
        world.kindergartens.group_by("institution_id", maintain_order=True)
        .last()
        .select(
            pl.col("institution_id").cast(pl.Int64).alias("id"), now_private="is_private", now_inclusive="is_inclusive"
        )
    )
    is_kindergarten = pl.col("now_private").is_not_null()
    changes: dict[str, Any] = {
        "is_private": pl.coalesce("now_private", "is_private"),
        "is_inclusive": pl.coalesce("now_inclusive", "is_inclusive"),
        "organiser": pl.when(is_kindergarten & pl.col("now_private"))
        .then(pl.lit("999"))
        .when(is_kindergarten)
        .then(pl.lit("831"))
        .otherwise(pl.col("organiser")),
    }
    world.institutions = (
        world.institutions.join(last, on="id", how="left")
        .with_columns(**changes)
        .drop("now_private", "now_inclusive")
        .sort("id")
    )
