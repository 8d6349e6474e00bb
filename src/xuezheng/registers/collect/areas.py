"""What counties give: residents by age, and the grade-one entrants of nine years before."""

import polars as pl

from xuezheng.engine.offices import ReturnScope
from xuezheng.registers.collect.people import students_on
from xuezheng.registers.lookup import in_scope, placed, rows
from xuezheng.registers.models import EntrantCohort, Population
from xuezheng.registers.tables import ENTRANT_COHORTS, POPULATION

COHORT_YEARS = 9


def collect_population(scope: ReturnScope) -> pl.DataFrame:
    """Residents on 1 September by county and age, with those of them at its schools: as told, or as registered as persons."""
    counted = in_scope(Population.objects.filter(year=scope.year.start_year), scope, "area_id")
    columns = ("area_id", "age", "person_count", "enrolled_count")
    told = rows(counted, columns, ("area_code", "age", "person_count", "told_count"))
    if told.is_empty():
        return placed(told, scope, POPULATION)
    persons = students_on(scope).group_by("county_code", "age").agg(registered_count=pl.len())
    places = persons.select("county_code").unique().with_columns(has_persons=pl.lit(True))
    joined = told.join(places, left_on="area_code", right_on="county_code", how="left").join(
        persons.with_columns(pl.col("age").cast(pl.Int64)),
        left_on=["area_code", "age"], right_on=["county_code", "age"], how="left",
    )  # fmt: skip
    registered = pl.when(pl.col("has_persons")).then(pl.col("registered_count").fill_null(0))
    return placed(joined.with_columns(enrolled_count=pl.coalesce("told_count", registered)), scope, POPULATION)


def collect_entrant_cohorts(scope: ReturnScope) -> pl.DataFrame:
    """Grade-one entrants by county, nine years before."""
    cohorts = in_scope(
        EntrantCohort.objects.filter(entry_year=scope.year.before(COHORT_YEARS).start_year), scope, "area_id"
    )
    names = ("area_code", "entry_year", "entrant_count")
    return placed(rows(cohorts, ("area_id", "entry_year", "entrant_count"), names), scope, ENTRANT_COHORTS)
