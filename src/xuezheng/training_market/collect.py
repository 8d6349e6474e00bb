"""Live licences, registrations and supervisions → rows of the frozen table."""

import polars as pl

from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.registers.lookup import holds, in_scope, placed, rows
from xuezheng.training_market.models import Licence, PlatformRegistration, PrepaidSupervision
from xuezheng.training_market.tables import LICENCES


def collect_licences(scope: ReturnScope) -> pl.DataFrame:
    """Licences in force, with what else held for the institution on that day."""
    day, area = scope.year.stock_on, "institution__area_code"
    found = rows(
        in_scope(Licence.objects.as_of(day), scope, area),
        ("institution_id", area, "kind", "is_for_profit", "charges_in_advance", "started_on"),
        ("training_institution_number", "area_code", "kind", "is_for_profit", "charges_in_advance", "started_on"),
    )
    if found.is_empty():
        return placed(found, scope, LICENCES)
    registered = set(
        in_scope(PlatformRegistration.objects.as_of(day), scope, area).values_list("institution_id", flat=True)
    )
    supervised = in_scope(PrepaidSupervision.objects.as_of(day), scope, area).order_by("started_on", "id")
    modes: dict[int, str] = dict(supervised.values_list("institution_id", "mode"))
    number = pl.col("training_institution_number")
    return placed(
        found.with_columns(
            is_on_platform=number.is_in(list(registered)),
            prepaid_mode=number.replace_strict(modes, default="", return_dtype=pl.String),
        ),
        scope,
        LICENCES,
    )


COLLECTORS = collectors((LICENCES, collect_licences, holds(Licence, "institution__area_code")))
