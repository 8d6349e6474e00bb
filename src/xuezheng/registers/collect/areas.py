"""What counties give: residents by age, and the grade-one entrants of nine years before."""

import polars as pl

from xuezheng.engine.offices import ReturnScope
from xuezheng.registers.lookup import in_scope, placed, rows
from xuezheng.registers.models import EntrantCohort, Population
from xuezheng.registers.tables import ENTRANT_COHORTS, POPULATION

COHORT_YEARS = 9


def collect_population(scope: ReturnScope) -> pl.DataFrame:
    """Residents on 1 September by county and age."""
    counted = in_scope(Population.objects.filter(year=scope.year.start_year), scope, "area_id")
    return placed(
        rows(counted, ("area_id", "age", "person_count"), ("area_code", "age", "person_count")), scope, POPULATION
    )


def collect_entrant_cohorts(scope: ReturnScope) -> pl.DataFrame:
    """Grade-one entrants by county, nine years before."""
    cohorts = in_scope(
        EntrantCohort.objects.filter(entry_year=scope.year.before(COHORT_YEARS).start_year), scope, "area_id"
    )
    names = ("area_code", "entry_year", "entrant_count")
    return placed(rows(cohorts, ("area_id", "entry_year", "entrant_count"), names), scope, ENTRANT_COHORTS)
