"""Live plans and offerings → rows of the frozen tables."""

import polars as pl

from xuezheng.after_school.models import Offering, Plan
from xuezheng.after_school.tables import OFFERINGS, PLANS
from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.registers.lookup import holds, in_scope, placed, rows


def collect_plans(scope: ReturnScope) -> pl.DataFrame:
    """Plans of the school year, by school."""
    found = rows(
        in_scope(Plan.objects.filter(school_year=scope.year.start_year), scope),
        ("institution__code", "days_per_week", "hours_per_day"),
        ("institution_code", "days_per_week", "hours_per_day"),
    )
    return placed(found, scope, PLANS)


def collect_offerings(scope: ReturnScope) -> pl.DataFrame:
    """Offerings as they stood on 1 September."""
    columns = ("kind", "field", "name", "place_count", "started_on")
    found = rows(
        in_scope(Offering.objects.as_of(scope.year.stock_on), scope),
        ("id", "institution__code", *columns),
        ("offering_number", "institution_code", *columns),
    )
    return placed(found, scope, OFFERINGS)


COLLECTORS = collectors((PLANS, collect_plans), (OFFERINGS, collect_offerings, holds(Offering)))
