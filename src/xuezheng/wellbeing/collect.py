"""Live records of the wellbeing office → rows of the frozen tables."""

import polars as pl

from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.registers.lookup import holds, in_scope, placed, rows
from xuezheng.wellbeing.models import Centre, Secondment
from xuezheng.wellbeing.tables import CENTRES, SECONDMENTS


def collect_centres(scope: ReturnScope) -> pl.DataFrame:
    """Centres as they stood on 1 September; a city's centre stands in no county."""
    found = rows(
        in_scope(Centre.objects.as_of(scope.year.stock_on), scope, "area_code"),
        ("id", "area_code", "name", "tier", "serves", "started_on"),
        ("centre_number", "area_code", "name", "tier", "serves", "started_on"),
    )
    return placed(found, scope, CENTRES)


def collect_secondments(scope: ReturnScope) -> pl.DataFrame:
    """Secondments as they stood on 1 September, by the school they serve."""
    found = rows(
        in_scope(Secondment.objects.as_of(scope.year.stock_on), scope),
        ("id", "institution__code", "hospital", "started_on"),
        ("secondment_number", "institution_code", "hospital", "started_on"),
    )
    return placed(found, scope, SECONDMENTS)


COLLECTORS = collectors(
    (CENTRES, collect_centres, holds(Centre, "area_code")), (SECONDMENTS, collect_secondments, holds(Secondment))
)
