"""From a question to what must be read: which returns, and which conditions on the rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import dataframely as dy
import polars as pl

from xuezheng.engine.catalogue import Catalogue
from xuezheng.engine.compiling import literal
from xuezheng.engine.figures import Asked, Indicator, Level, Measure, Period
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.snapshots import FrozenReturn
from xuezheng.engine.tables import Table
from xuezheng.ground.codes import area_level, area_prefix
from xuezheng.ground.errors import Problem, Refused
from xuezheng.ground.school_year import SchoolYear
from xuezheng.ground.words import Words

PLACE_COLUMN: Mapping[Level, str] = {
    "city": "city_code",
    "county": "county_code",
    "town": "town_code",
    "school": "institution_code",
}


State = Literal["known", "unknown", "not_applicable", "withheld"]


@dataclass(frozen=True)
class Missing:
    """Why a figure has no value."""

    state: State
    reason: Words


@dataclass(frozen=True)
class Reading:
    """A measure to be read: from these returns, at this place, in this year (or over a window), where all of these hold."""

    measure: Measure
    returns: tuple[FrozenReturn, ...]
    place_code: str
    year: int | None
    conditions: tuple[str, ...]

    @property
    def all_conditions(self) -> tuple[str, ...]:
        """Every condition on the rows, those of place and year included."""
        year = () if self.year is None else (f'"t0"."school_year" = {self.year}',)
        return (place_condition(self.place_code), *year, *self.conditions)


@dataclass(frozen=True)
class Question:
    """What must be read to answer one question; `missing` says that nothing need be."""

    asked: Asked
    indicator: Indicator
    readings: tuple[Reading, ...] = ()
    missing: Missing | None = None
    note: Words | None = None


def place_of(code: str) -> str:
    """A place code as the tables write it (a township of 12 digits by its 9). Raises Refused for what is no code."""
    if not (code.isascii() and code.isdigit() and len(code) in (6, 9, 10, 12)):
        what = Words(
            "地区代码应为 6 位或 9 位，学校代码 10 位。", "An area code has 6 or 9 digits, a school's code 10."
        )
        raise Refused([Problem("figures.place", what, got=code)])
    return code[:9] if len(code) == 12 else code


def place_level(code: str) -> Level:
    """The level at which a place code stands: 10 digits are a school, a province or the nation a sum of cities."""
    if len(code) == 10:
        return "school"
    level = area_level(code)
    return "city" if level in ("nation", "province", "city") else level


def place_group(code: str) -> str:
    """The SQL by which rows are grouped into places of the level at which a code stands."""
    level = place_level(code)
    if level != "city" or area_level(code) == "city":
        return f'"t0"."{PLACE_COLUMN[level]}"'
    return 'left("t0"."city_code", 2) || \'0000\'' if area_level(code) == "province" else "'000000'"


def place_condition(code: str) -> str:
    """The rows of a place."""
    return f"{place_group(code)} = '{code}'"


def question(asked: Asked, catalogue: Catalogue, frozen: Frozen) -> Question:
    """Work out what a question must read. Raises Refused where it is asked wrongly."""
    indicator = catalogue[asked.indicator_id]
    asked = replace(asked, place_code=place_of(asked.place_code))
    check_period(asked.period, indicator)
    filters = filter_conditions(asked, indicator)
    level = place_level(asked.place_code)
    if level not in indicator.levels:
        reason = Words("该指标不在这一层级计算。", "This indicator is not computed at this level.")
        return Question(asked, indicator, missing=Missing("not_applicable", reason))
    cities = cities_of(asked, catalogue, frozen)
    if isinstance(cities, Missing):
        return Question(asked, indicator, missing=cities)
    wanted = [(indicator.numerator, asked.period)]
    if indicator.change:
        year = asked.period.year or 0
        since = year - 1 if asked.period.since is None else asked.period.since
        wanted.append((indicator.numerator, Period(year=since)))
    elif indicator.denominator is not None:
        wanted.append((indicator.denominator, asked.period))
    readings: list[Reading] = []
    for measure, period in wanted:
        years = years_read(measure, period)
        lacking = [(c, y) for c in cities for y in years if not frozen.has(measure.table, c, y)]
        if lacking:
            return Question(asked, indicator, missing=Missing("unknown", _not_frozen(lacking, measure.table)))
        if silent := _not_reported(measure.table, asked.place_code, years, catalogue, frozen):
            return Question(asked, indicator, missing=Missing("unknown", silent))
        returns = tuple(frozen.by_place[c, y] for c in cities for y in years)
        own = [f for column, f in filters.items() if column in measure.table.columns]
        year = None if period.year is None else period.year - measure.lag_years
        conditions = (*(flow_condition(measure) if year is not None else window_conditions(measure, period)), *own)
        readings.append(Reading(measure, returns, asked.place_code, year, conditions))
    return Question(asked, indicator, tuple(readings), note=_sum_of(asked.place_code, cities, frozen))


def check_period(period: Period, indicator: Indicator) -> None:
    """Refuse a period that says nothing, or two things, or one that the indicator cannot have."""
    window = period.first_on is not None or period.last_on is not None
    if (period.year is None) == (not window) or (window and (period.first_on is None or period.last_on is None)):
        _refuse(
            "period",
            Words("时段应为一个学年，或起止两日。", "A period is a school year, or a first and a last day."),
            indicator,
        )
    if window and period.first_on and period.last_on and period.first_on > period.last_on:
        _refuse("period", Words("起始日不应晚于截止日。", "The first day must not come after the last."), indicator)
    if period.since is not None and not indicator.change:
        _refuse(
            "period",
            Words("只有增长类指标可以问“自某年以来”。", "Only an indicator of change can be asked since a year."),
            indicator,
        )
    if window and (indicator.change or any(m.lag_years for m in (indicator.numerator, indicator.denominator) if m)):
        _refuse(
            "period",
            Words("增长类和跨年指标按学年计算。", "Change and lagged indicators go by school year."),
            indicator,
        )


def years_read(measure: Measure, period: Period) -> tuple[int, ...]:
    """The school years whose returns a measure reads.

    A window over a flow reads every return that covers a part of it; over a stock, the one return of the first
    1 September after it.
    """
    if period.year is not None:
        return (period.year - measure.lag_years,)
    assert period.first_on is not None
    assert period.last_on is not None
    last = SchoolYear.of(period.last_on).start_year + 1
    if measure.table.kind == "stock":
        return (last,)
    return tuple(range(SchoolYear.of(period.first_on).start_year + 1, last + 1))


def window_conditions(measure: Measure, period: Period) -> tuple[str, ...]:
    """The rows of a window of days."""
    years = years_read(measure, period)
    conditions = [f'"t0"."school_year" BETWEEN {years[0]} AND {years[-1]}']
    column = measure.date_column
    if column and period.first_on and period.last_on:
        first, last = f"DATE '{period.first_on}'", f"DATE '{period.last_on}'"
        conditions.append(f'"t0"."{column}" BETWEEN {first} AND {last}')
    return tuple(conditions)


def flow_condition(measure: Measure) -> tuple[str, ...]:
    """For a stock narrowed by a date column: the rows dated in the flow year of their return."""
    if not measure.dated_by:
        return ()
    year = '"t0"."school_year"'
    first, last = f"make_date({year} - 1, 9, 1)", f"make_date({year}, 8, 31)"
    return (f'"t0"."{measure.dated_by}" BETWEEN {first} AND {last}',)


def declared_values(table: Table, column: str) -> tuple[str, ...]:
    """The values a column may take, where its schema says so."""
    declared = table.schema.columns()[column]
    if isinstance(declared, dy.Enum):
        return tuple(str(v) for v in declared.categories)
    return tuple(str(v) for v in (declared.metadata or {}).get("values", ()))


def filter_conditions(asked: Asked, indicator: Indicator) -> dict[str, str]:
    """Column → condition. Raises Refused for a column the indicator does not offer, or a value outside its list."""
    found: dict[str, str] = {}
    table = indicator.numerator.table
    for column, values in asked.filters.items():
        if column not in indicator.filters:
            offered = ", ".join(indicator.filters) or "—"
            _refuse(
                "filter_column",
                Words("该指标不能按此列筛选。", "The indicator cannot be narrowed by this column."),
                indicator,
                got=column,
                cure=Words(f"可用的列：{offered}", f"Columns offered: {offered}"),
            )
        allowed = declared_values(table, column)
        try:
            wrong = [v for v in values if allowed and v not in allowed]
            written = [literal(v, table.dtypes[column]) for v in values if v not in wrong]
        except ValueError:
            wrong, written = list(values), list[str]()
        if wrong or not values:
            listed = ", ".join(v for v in allowed if v) or str(table.dtypes[column])
            _refuse(
                "filter_value",
                Words("筛选值不在该列的取值表中。", "The value is not one the column can take."),
                indicator,
                got=f"{column} = {', '.join(wrong)}",
                cure=Words(f"取值：{listed}", f"Values: {listed}"),
            )
        found[column] = f'"t0"."{column}" IN ({", ".join(written)})'
    return found


def cities_of(asked: Asked, catalogue: Catalogue, frozen: Frozen) -> tuple[str, ...] | Missing:
    """The cities whose returns hold a place."""
    code = asked.place_code
    level = place_level(code)
    if level == "school":
        return _city_of_school(asked, catalogue, frozen)
    prefix = area_prefix(code)
    cities = tuple(c for c in frozen.cities if c.startswith(prefix[:4]))
    if not cities:
        return Missing("unknown", Words("该地区没有已冻结的年报。", "No return of this area is frozen."))
    return cities


def _city_of_school(asked: Asked, catalogue: Catalogue, frozen: Frozen) -> tuple[str, ...] | Missing:
    table = places_table(catalogue)
    found = frozen.places(table).filter(pl.col("institution_code") == asked.place_code) if table else pl.DataFrame()
    if found.is_empty():
        return Missing("unknown", Words("已冻结的年报中没有这所学校。", "No frozen return has this school."))
    year = asked.period.year
    cities = tuple(sorted(set(found["city_code"])))
    is_stock = catalogue[asked.indicator_id].numerator.table.kind == "stock"
    is_frozen = year is not None and (cities[0], year) in frozen.by_place
    if is_stock and is_frozen and found.filter(pl.col("school_year") == year).is_empty():
        return Missing(
            "not_applicable", Words("该学年初学校未开办。", "The school was not open at the start of the year.")
        )
    return cities


def places_table(catalogue: Catalogue) -> Table | None:
    """The table that says which institutions there are."""
    return next((t for t in catalogue.tables.values() if t.lists_places), None)


def _not_reported(
    table: Table, place_code: str, years: Iterable[int], catalogue: Catalogue, frozen: Frozen
) -> Words | None:
    """Who of those that report a table has not, at a place; None where all have. Kept, for many figures ask it."""
    key = (table.name, place_code, *years)
    if key not in frozen.silence:
        frozen.silence[key] = _find_silent(table, place_code, years, catalogue, frozen)
    return frozen.silence[key]


def _find_silent(
    table: Table, place_code: str, years: Iterable[int], catalogue: Catalogue, frozen: Frozen
) -> Words | None:
    listing = places_table(catalogue)
    level = place_level(place_code)
    column = "institution_code" if table.reported_by == "school" else "county_code"
    if (
        not table.reported_by
        or listing is None
        or (level == "school") != (table.reported_by == "school")
        or level == "town"
    ):
        return None
    listed = frozen.places(listing)
    of_place = pl.col(PLACE_COLUMN[level]).str.starts_with(area_prefix(place_code) if level != "school" else place_code)
    lacking: list[str] = []
    for year in years:
        have = frozen.reporters(table, year)
        here = listed.filter(of_place & (pl.col("school_year") == year) & ~pl.col("city_code").is_in(have))
        lacking += [f"{code} {year}" for code in sorted(set(here[column].drop_nulls()) - have)]
    if not lacking:
        return None
    named = ", ".join(lacking[:5]) + (" …" if len(lacking) > 5 else "")
    return Words(f"未报“{table.title.zh}”：{named}。", f"“{table.title.en}” was not reported by: {named}.")


def _not_frozen(lacking: Iterable[tuple[str, int]], table: Table) -> Words:
    listed = ", ".join(f"{city} {year}" for city, year in sorted(lacking)[:5])
    return Words(
        f"未冻结含“{table.title.zh}”的年报：{listed}。",
        f"No frozen return holds “{table.title.en}” for: {listed}.",
    )


def _sum_of(code: str, cities: tuple[str, ...], frozen: Frozen) -> Words | None:
    if place_level(code) != "city" or code in frozen.cities:
        return None
    listed = ", ".join(cities)
    return Words(
        f"为已冻结年报的 {len(cities)} 个市之和：{listed}。",
        f"The sum of {len(cities)} cities with frozen returns: {listed}.",
    )


def _refuse(rule: str, what: Words, indicator: Indicator, got: str = "", cure: Words | None = None) -> None:
    raise Refused([Problem(f"figures.{rule}", what, which=indicator.id, got=got, cure=cure)])
