"""Live batches of aid → rows of the frozen table."""

import polars as pl

from xuezheng.aid.models import AidBatch
from xuezheng.aid.tables import BATCHES
from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.registers.lookup import holds, in_scope, placed, rows


def collect_batches(scope: ReturnScope) -> pl.DataFrame:
    """Batches paid in the school year before, by school."""
    found = rows(
        in_scope(AidBatch.objects.filter(paid_on__range=scope.year.flow), scope),
        ("id", "institution__code", "kind", "stage", "term", "paid_on", "student_count", "amount_fen"),
        ("batch_number", "institution_code", "kind", "stage", "term", "paid_on", "student_count", "amount_fen"),
    )
    return placed(found, scope, BATCHES)


COLLECTORS = collectors((BATCHES, collect_batches, holds(AidBatch)))
