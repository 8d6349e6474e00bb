"""Pupils of each institution, stage, year and grade: whole numbers that add up to the cohorts and to the city's totals.

An institution's share of its county stays the same while the same institutions are open, and the remainders fall alike, so
a cohort moves up with the numbers it had; a school that merges leaves its share to the one that takes it in.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from xuezheng.demo.plans import YEARS
from xuezheng.demo.population import children
from xuezheng.demo.sizes import shares_of
from xuezheng.demo.takeup import AGE_PULL, college_totals, moving, preschool_totals, rate, vocational_total
from xuezheng.demo.world import World
from xuezheng.registers.rules import GRADES_OF_STAGE

Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.float64]
FIRST_AGE: Final = {"preschool": 3, "primary": 6, "junior": 12, "senior": 15, "vocational": 15}
YEARS_BEFORE: Final = {"primary": 0, "junior": 6, "senior": 9}  # since grade one
MAIN_COLLEGE = 2.0  # weight of a college that was there from the start beside a new one


def lines_of(world: World) -> pl.DataFrame:
    """The lines with their institution's place and life, ordered by institution and stage; `row` numbers them."""
    about = world.institutions.select(
        "city_code",
        "county_code",
        "rank",
        "opening_year",
        "closing_year",
        "receiver_id",
        "school_type",
        institution_id="id",
    )
    return world.lines.join(about, on="institution_id").sort("institution_id", "stage").with_row_index("row")


def yearly_weights(lines: pl.DataFrame) -> Reals:
    """Weight of each line in each year (lines × 8): its own while open, and what merged into it since."""
    weight = lines["weight"].to_numpy()
    opening, closing = lines["opening_year"].to_numpy(), lines["closing_year"].to_numpy()
    years = np.array(YEARS)
    is_open = (opening[:, None] <= years) & ((closing[:, None] == 0) | (closing[:, None] > years))
    found = np.where(is_open, weight[:, None], 0.0)
    row_of = {(i, s): r for r, i, s in lines.select("row", "institution_id", "stage").iter_rows()}
    merged = lines.filter(pl.col("receiver_id").is_not_null()).select(
        "row", "receiver_id", "stage", "closing_year", "weight"
    )
    for _, receiver, stage, year, amount in merged.iter_rows():
        row = row_of.get((receiver, stage))
        if row is not None:
            found[row] += np.where(years >= year, amount, 0.0)
    return found


def _by_cohort(
    lines: pl.DataFrame, weights: Reals, stage: str, city: str, moves: dict[str, tuple[float, float]]
) -> list[tuple[Ints, int, int, Ints]]:
    """County by county: the cohort times its rate, shared among the lines. Gives (rows, year, grade index, counts)."""
    found: list[tuple[Ints, int, int, Ints]] = []
    here = lines.filter((pl.col("stage") == stage) & (pl.col("city_code") == city))
    for (county,), group in here.group_by("county_code", maintain_order=True):
        rows = group["row"].to_numpy().astype(np.int64)
        entered, gained = moves[str(county)]
        for at, year in enumerate(YEARS):
            shares = weights[rows, at]
            if not shares.sum():
                continue
            for grade in range(len(GRADES_OF_STAGE[stage])):
                of_age = children(str(county), year, FIRST_AGE[stage] + grade) * rate(stage, city, year - grade)
                total = round(of_age * entered * (1 + gained) ** (YEARS_BEFORE[stage] + grade))
                found.append((rows, year, grade, shares_of(total, shares)))
    return found


def _by_total(rows: Ints, shares: Reals, year: int, pulls: Reals, total: int) -> list[tuple[Ints, int, int, Ints]]:
    """A total shared among lines and grades at once; `pulls` is lines × grades."""
    cells = shares[:, None] * pulls
    counts = shares_of(total, cells.ravel()).reshape(cells.shape)
    return [(rows, year, grade, counts[:, grade]) for grade in range(cells.shape[1])]


def _county_scaled(group: pl.DataFrame, weights: Reals, at: int, ages: tuple[int, ...]) -> tuple[Reals, Reals]:
    """Shares of lines within their counties, and the children of each age there (lines × ages)."""
    counties = group["county_code"].to_numpy()
    own = weights[group["row"].to_numpy(), at].copy()
    pulls = np.zeros((group.height, len(ages)))
    for code in np.unique(counties):
        here = counties == code
        if own[here].sum():
            own[here] /= own[here].sum()
        pulls[here] = [children(str(code), YEARS[at], age) for age in ages]
    return own, pulls


def _preschool(world: World, lines: pl.DataFrame, weights: Reals, city: str) -> list[tuple[Ints, int, int, Ints]]:
    found: list[tuple[Ints, int, int, Ints]] = []
    here = lines.filter((pl.col("stage") == "preschool") & (pl.col("city_code") == city))
    totals = preschool_totals(world, city, here["county_code"].unique().sort().to_list())
    for at, year in enumerate(YEARS):
        state = world.kindergartens.filter(pl.col("year") == year)
        group = here.join(state, on="institution_id").sort("row")
        own, pulls = _county_scaled(group, weights, at, tuple(AGE_PULL))
        pulls = pulls * np.array(list(AGE_PULL.values()))
        private, inclusive = group["is_private"].to_numpy(), group["is_inclusive"].to_numpy()
        for which, total in zip((~private, private & inclusive, private & ~inclusive), totals[year], strict=True):
            rows = group["row"].to_numpy()[which].astype(np.int64)
            found += _by_total(rows, own[which], year, pulls[which], total)
    return found


def _vocational(world: World, lines: pl.DataFrame, weights: Reals, city: str) -> list[tuple[Ints, int, int, Ints]]:
    """Pupils come from the whole city; its total is printed or follows from the rates of its cohorts."""
    found: list[tuple[Ints, int, int, Ints]] = []
    here = lines.filter((pl.col("stage") == "vocational") & (pl.col("city_code") == city))
    rows = here["row"].to_numpy().astype(np.int64)
    counties = world.institutions.filter(pl.col("city_code") == city)["county_code"].unique().sort().to_list()
    for at, year in enumerate(YEARS):
        pulls = np.array([
            sum(children(c, year, FIRST_AGE["vocational"] + grade) for c in counties) * rate("vocational", city, year - grade)
            for grade in range(3)
        ])  # fmt: skip
        total = vocational_total(world, city, year) or round(float(pulls.sum()))
        found += _by_total(rows, weights[rows, at], year, np.tile(pulls, (len(rows), 1)), total)
    return found


def _colleges(world: World, lines: pl.DataFrame, weights: Reals, city: str) -> list[tuple[Ints, int, int, Ints]]:
    found: list[tuple[Ints, int, int, Ints]] = []
    for stage in ("higher_vocational", "higher"):
        here = lines.filter((pl.col("stage") == stage) & (pl.col("city_code") == city))
        rows = here["row"].to_numpy().astype(np.int64)
        if not len(rows):
            continue
        main = np.where(here["opening_year"].to_numpy() == YEARS[0], MAIN_COLLEGE, 1.0)
        for at, total in enumerate(college_totals(world, city, stage)):
            pulls = np.ones((len(rows), len(GRADES_OF_STAGE[stage])))
            found += _by_total(rows, np.where(weights[rows, at] > 0, main, 0.0), YEARS[at], pulls, total)
    return found


def _special(lines: pl.DataFrame, city: str) -> list[tuple[Ints, int, int, Ints]]:
    here = lines.filter((pl.col("stage") == "special") & (pl.col("city_code") == city))
    rows = here["row"].to_numpy().astype(np.int64)
    sizes = np.round(here["weight"].to_numpy() / 9).astype(np.int64).clip(4)
    return [(rows, year, grade, sizes) for year in YEARS for grade in range(9)]


def cells(world: World) -> pl.DataFrame:
    """institution_id, stage, year, grade index, pupil_count (above 0), rank, county_code, city_code, in a fixed order."""
    lines = lines_of(world)
    weights = yearly_weights(lines)
    moves = moving(world, lines["county_code"].unique().to_list())
    parts: list[tuple[Ints, int, int, Ints]] = []
    for city in world.cities:
        parts += _preschool(world, lines, weights, city)
        for stage in ("primary", "junior", "senior"):
            parts += _by_cohort(lines, weights, stage, city, moves)
        parts += _vocational(world, lines, weights, city)
        parts += _special(lines, city)
        parts += _colleges(world, lines, weights, city)
    frame = pl.DataFrame(
        {
            "row": np.concatenate([rows for rows, *_ in parts]).astype(np.uint32),
            "year": np.concatenate([np.full(len(rows), year, np.int64) for rows, year, *_ in parts]),
            "grade_index": np.concatenate([np.full(len(rows), grade, np.int64) for rows, _, grade, _ in parts]),
            "pupil_count": np.concatenate([counts for *_, counts in parts]),
        }
    )
    about = lines.select("row", "institution_id", "stage", "rank", "county_code", "city_code")
    found = frame.filter(pl.col("pupil_count") > 0).join(about, on="row")
    return found.sort("institution_id", "stage", "year", "grade_index").drop("row")
