"""Live allocations → rows of the frozen table."""

import polars as pl

from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.funding.models import OperatingAllocation
from xuezheng.funding.tables import ALLOCATIONS
from xuezheng.registers.lookup import holds, in_scope, placed, rows


def collect_allocations(scope: ReturnScope) -> pl.DataFrame:
    """Allocations of the school year before, by school and stage."""
    columns = ("stage", "budget_year", "allocated_on", "source", "pupil_count", "amount_fen")
    found = rows(
        in_scope(OperatingAllocation.objects.filter(allocated_on__range=scope.year.flow), scope),
        ("institution__code", *columns),
        ("institution_code", *columns),
    )
    return placed(found, scope, ALLOCATIONS)


COLLECTORS = collectors((ALLOCATIONS, collect_allocations, holds(OperatingAllocation)))
