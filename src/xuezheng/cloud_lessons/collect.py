"""Live cloud lessons → rows of the frozen table."""

import polars as pl

from xuezheng.cloud_lessons.models import Reception
from xuezheng.cloud_lessons.tables import RECEPTIONS
from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.registers.lookup import holds, in_scope, placed, rows


def collect_receptions(scope: ReturnScope) -> pl.DataFrame:
    """What was received on 1 September; a closed school receives nothing, even if nobody ended its record."""
    day = scope.year.stock_on
    found = rows(
        in_scope(Reception.objects.as_of(day).exclude(institution__closed_on__lte=day), scope),
        ("id", "institution__code", "sender__platform", "sender_id", "stage", "mode", "class_count", "started_on"),
        (
            "reception_number",
            "institution_code",
            "platform",
            "sender_number",
            "stage",
            "mode",
            "class_count",
            "started_on",
        ),
    )
    return placed(found, scope, RECEPTIONS)


COLLECTORS = collectors((RECEPTIONS, collect_receptions, holds(Reception)))
