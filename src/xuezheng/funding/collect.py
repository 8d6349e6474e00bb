"""Live allocations → rows of the frozen table."""

from datetime import date

import polars as pl

from xuezheng import standards
from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.funding.models import OperatingAllocation
from xuezheng.funding.rules import NORM_OF_STAGE
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
    return placed(found.with_columns(norm_fen=_norms(found)), scope, ALLOCATIONS)


def _norms(found: pl.DataFrame) -> pl.Series:
    """What the standards ask for each pupil, by stage, on the day of the allocation."""
    asked = found.select("stage", "allocated_on").unique()
    norms = [_norm(stage, day) for stage, day in asked.rows()]
    each = asked.with_columns(norm_fen=pl.Series(norms, dtype=pl.Int64))
    return found.join(each, on=("stage", "allocated_on"), how="left", maintain_order="left")["norm_fen"]


def _norm(stage: str, day: date) -> int | None:
    try:
        return round(standards.value(NORM_OF_STAGE[stage], on=day))
    except (KeyError, standards.NoSuchStandard):
        return None


COLLECTORS = collectors((ALLOCATIONS, collect_allocations, holds(OperatingAllocation)))
