"""What other offices count of counties, and what schools report of their services: as last told by 1 September."""

from typing import Any, Final

import polars as pl

from xuezheng import standards
from xuezheng.engine.offices import ReturnScope
from xuezheng.engine.tables import Table
from xuezheng.registers.collect.classes import collect_graduations
from xuezheng.registers.collect.institutions import open_institutions
from xuezheng.registers.collect.people import collect_staff
from xuezheng.registers.lookup import in_scope, once, placed, rows
from xuezheng.registers.models import Attainment, CountyFinance, DisabledChildren, SchoolServices, StageFinance
from xuezheng.registers.rules import ATTAINMENT_LEVELS
from xuezheng.registers.tables import ATTAINMENT, COUNTY_FINANCE, DISABLED_CHILDREN, SERVICES, STAGE_FINANCE

ACCOUNT_COLUMNS: Final = tuple(f for f in COUNTY_FINANCE.columns if f.endswith(("_fen", "_count")))
FUND_COLUMNS: Final = ("stage", "mean_pupil_count", "spent_fen", "operating_fen", "training_fen")
SERVICE_COLUMNS: Final = tuple(
    f.attname for f in SchoolServices._meta.concrete_fields if f.name not in ("id", "institution", "school_year")
)
OLDEST_COUNT: Final = 10  # years: a census serves until the next


def collect_attainment(scope: ReturnScope) -> pl.DataFrame:
    """Residents by county, age and level, of the latest count by the stock day; years of schooling by the standards of it."""
    year = scope.year.start_year
    counted = Attainment.objects.filter(year__lte=year, year__gt=year - OLDEST_COUNT)
    columns = ("area_id", "year", "age", "level", "person_count", "illiterate_count")
    names = ("area_code", "counted_year", *columns[2:])
    told = rows(in_scope(counted, scope, "area_id"), columns, names)
    latest = told.filter(pl.col("counted_year") == pl.col("counted_year").max().over("area_code"))
    years = {
        level: standards.value(f"schooling_years.{level}", on=scope.year.stock_on, area=scope.city_code)
        for level in ATTAINMENT_LEVELS
    }
    weight = pl.col("level").replace_strict(years, return_dtype=pl.Float64)
    schooling = (pl.col("person_count") * weight).round().cast(pl.Int64)
    return placed(latest.with_columns(schooling_years=schooling), scope, ATTAINMENT)


def _of_last_year(model: Any, columns: tuple[str, ...], scope: ReturnScope, table: Table) -> pl.DataFrame:
    """What stands for the calendar year that ended before the stock day."""
    told = in_scope(model.objects.filter(year=scope.year.start_year - 1), scope, "area_id")
    found = rows(told, ("area_id", "year", *columns), ("area_code", "budget_year", *columns))
    return placed(found, scope, table)


def collect_county_finance(scope: ReturnScope) -> pl.DataFrame:
    """Accounts of the counties in the last whole calendar year."""
    return _of_last_year(CountyFinance, ACCOUNT_COLUMNS, scope, COUNTY_FINANCE)


def collect_stage_finance(scope: ReturnScope) -> pl.DataFrame:
    """Funds by county and stage in the last whole calendar year."""
    return _of_last_year(StageFinance, FUND_COLUMNS, scope, STAGE_FINANCE)


def collect_disabled(scope: ReturnScope) -> pl.DataFrame:
    """Children with disabilities on 1 September."""
    told = in_scope(DisabledChildren.objects.filter(year=scope.year.start_year), scope, "area_id")
    columns = ("stage", "placement", "person_count")
    return placed(rows(told, ("area_id", *columns), ("area_code", *columns)), scope, DISABLED_CHILDREN)


def collect_services(scope: ReturnScope) -> pl.DataFrame:
    """Services reported by institutions open on 1 September, beside their pupils, teachers and graduates."""
    reported = rows(
        in_scope(SchoolServices.objects.filter(school_year=scope.year.start_year), scope),
        ("institution__code", *SERVICE_COLUMNS),
        ("institution_code", *SERVICE_COLUMNS),
    )
    if reported.is_empty():
        return placed(reported, scope, SERVICES)
    teachers = once(collect_staff, scope).filter("is_full_time_teacher").group_by("institution_code").len()
    graduated = collect_graduations(scope).filter("is_last_grade").group_by("institution_code")
    known = (
        open_institutions(scope)
        .join(teachers.rename({"len": "full_time_teacher_count"}), on="institution_code", how="left")
        .join(graduated.agg(pl.col("graduate_count").sum()), on="institution_code", how="left")
        .with_columns(pl.col("full_time_teacher_count", "graduate_count").fill_null(0))
    )
    return placed(reported.join(known, on="institution_code", how="inner"), scope, SERVICES)
