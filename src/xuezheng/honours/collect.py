"""Live honours → rows of the frozen tables."""

import polars as pl

from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.honours.models import Award
from xuezheng.honours.tables import AWARDS
from xuezheng.registers.lookup import in_scope, placed, rows


def collect_awards(scope: ReturnScope) -> pl.DataFrame:
    """Awards of the school year before, by the institution that won them."""
    found = rows(
        in_scope(Award.objects.filter(awarded_on__range=scope.year.flow), scope),
        ("id", "institution__code", "awarded_on", "field", "level", "contest", "prize"),
        ("award_number", "institution_code", "awarded_on", "field", "level", "contest", "prize"),
    )
    return placed(found, scope, AWARDS)


COLLECTORS = collectors((AWARDS, collect_awards))
