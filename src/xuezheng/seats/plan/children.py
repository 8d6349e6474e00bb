"""A city's frozen returns → the history of its children by township, grade and year."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from xuezheng.engine.frozen import Frozen, read
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.words import Words
from xuezheng.registers.tables import CLASSES, POPULATION
from xuezheng.seats.problem import CHAIN_OF_STAGES, Cohorts, History, ladder_of
from xuezheng.seats.problem.history import Floats
from xuezheng.seats.problem.reading import Notice, dealt_with

LEAST_YEARS = 3


@dataclass(frozen=True)
class Children:
    """The history of a city; and for each year counted (T), area (A) and stage (S) all children, those in private schools, and boarders."""

    history: History
    notices: tuple[Notice, ...]
    stages: tuple[str, ...]
    counted: Floats
    private: Floats
    boarders: Floats


def children_of(frozen: Frozen, city_code: str, births: pl.DataFrame) -> Children:
    """Read what a city's returns counted.

    `births` has area_code (county or township), year and birth_count; what it lacks is taken from residents by age, the
    year of birth being the year counted less the age. Raises Refused where fewer than three years are frozen.
    """
    returns = [r for r in frozen.returns if r.city_code == city_code]
    source = frozen.source(CLASSES, returns)
    if len(returns) < LEAST_YEARS or not source:
        what = Words("至少要有三个学年的年报才能预测。", "A forecast needs the returns of three school years at least.")
        cure = Words("xuezheng freeze", "xuezheng freeze")
        raise Refused([Problem("seats.years", what, which=city_code, got=str(len(returns)), cure=cure)])
    wanted = ", ".join(f"'{s}'" for s in CHAIN_OF_STAGES)
    counted = read(
        "SELECT school_year, town_code, stage, grade, sum(pupil_count) AS children, "
        "sum(CASE WHEN is_private THEN pupil_count ELSE 0 END) AS private, sum(boarder_count) AS boarders "
        f"FROM {source} WHERE stage IN ({wanted}) AND town_code IS NOT NULL AND school_type NOT LIKE '5%' "
        "GROUP BY ALL"
    )
    if counted.is_empty():
        what = Words(
            "年报里没有幼儿园到高中的班级。", "The returns hold no classes from kindergarten to senior school."
        )
        raise Refused([Problem("seats.classes", what, which=city_code)])
    order, grades = ladder_of(counted["grade"].unique().to_list(), is_code=True, by_stage=True)
    towns = sorted(counted["town_code"].unique().to_list())
    counties = sorted({t[:6] for t in towns})
    seen = sorted(int(y) for y in counted["school_year"].unique().to_list())
    counts = _array(counted, seen, towns, order)
    history = History(
        np.arange(seen[0], seen[-1] + 1), tuple(towns), np.array([counties.index(t[:6]) for t in towns], dtype=np.int64),
        tuple(counties), grades, counts, births_of(frozen, city_code, births, counties, towns),
    )  # fmt: skip
    found = dealt_with(history, (), keeps_names=True, keeps_years=False)
    stages = tuple(dict.fromkeys(g.stage for g in grades))
    by_stage = [_by_stage(counted, what, seen, towns, stages) for what in ("children", "private", "boarders")]
    notices = tuple(n for n in found.notices if n.rule in ("odd_year", "missing_year"))
    return Children(found.history, notices, stages, *by_stage)


def _array(frame: pl.DataFrame, years: Sequence[int], towns: Sequence[str], order: Sequence[str]) -> Floats:
    """(T, A, G); a township without a class of some grade has nobody in it, in every year that was counted."""
    made = np.full((years[-1] - years[0] + 1, len(towns), len(order)), np.nan)
    row, place = {t: i for i, t in enumerate(towns)}, {g: i for i, g in enumerate(order)}
    for year in years:
        made[year - years[0]] = 0.0
    summed = frame.group_by("school_year", "town_code", "grade").agg(pl.col("children").sum())
    for year, town, grade, value in summed.iter_rows():
        made[int(year) - years[0], row[town], place[grade]] = float(value)
    return made


def _by_stage(
    frame: pl.DataFrame, column: str, years: Sequence[int], towns: Sequence[str], stages: Sequence[str]
) -> Floats:
    """(T, A, S) sums of a column in the years that were counted."""
    made = np.zeros((len(years), len(towns), len(stages)))
    when, row = {y: t for t, y in enumerate(years)}, {town: i for i, town in enumerate(towns)}
    summed = frame.group_by("school_year", "town_code", "stage").agg(pl.col(column).sum())
    for year, town, stage, value in summed.iter_rows():
        made[when[int(year)], row[town], stages.index(stage)] = float(value)
    return made


def births_of(
    frozen: Frozen, city_code: str, births: pl.DataFrame, counties: Sequence[str], towns: Sequence[str]
) -> Cohorts:
    """Births by county and year: as reported, and where nobody reported them from residents by age."""
    known: dict[tuple[str, int], float] = {}
    source = frozen.source(POPULATION, [r for r in frozen.returns if r.city_code == city_code])
    if source:
        residents = read(f"SELECT county_code, school_year, age, person_count FROM {source} WHERE age BETWEEN 0 AND 18")
        for county, year, age, count in residents.sort("school_year").iter_rows():
            known[county, int(year) - int(age)] = float(count)  # the latest count of a cohort stands
    by_town: dict[tuple[str, int], float] = {}
    for code, year, count in births.select("area_code", "year", "birth_count").iter_rows():
        (known if len(code) == 6 else by_town)[code, int(year)] = float(count)
    for year in {y for _, y in by_town}:
        for county in counties:
            own = [by_town.get((t, year)) for t in towns if t[:6] == county]
            if own and all(v is not None for v in own):
                known[county, year] = float(sum(v for v in own if v is not None))
    inside = [(c, y) for c, y in known if c in counties]
    if not inside:
        return Cohorts(np.zeros(0, dtype=np.int64), np.zeros((0, len(counties))))
    span = np.arange(min(y for _, y in inside), max(y for _, y in inside) + 1)
    made = np.array([[known.get((c, int(y)), np.nan) for c in counties] for y in span])
    if not by_town:
        return Cohorts(span, made)
    return Cohorts(span, made, np.array([[by_town.get((t, int(y)), np.nan) for t in towns] for y in span]))
