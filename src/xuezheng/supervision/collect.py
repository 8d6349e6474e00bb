"""Live appointments and responsibilities → rows of the frozen tables."""

import polars as pl

from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.registers.lookup import holds, in_scope, placed, rows
from xuezheng.supervision.models import InspectorAppointment, ResponsibleInspector
from xuezheng.supervision.tables import INSPECTORS, RESPONSIBLE_INSPECTORS


def collect_inspectors(scope: ReturnScope) -> pl.DataFrame:
    """Appointments that held on 1 September."""
    found = rows(
        in_scope(InspectorAppointment.objects.as_of(scope.year.stock_on), scope, "area_code"),
        ("id", "number", "area_code", "tier", "is_full_time", "started_on"),
        ("appointment_number", "inspector_number", "area_code", "tier", "is_full_time", "started_on"),
    )
    return placed(found, scope, INSPECTORS)


def collect_responsible(scope: ReturnScope) -> pl.DataFrame:
    """Responsibilities that held on 1 September, of inspectors still in office at schools still open."""
    day = scope.year.stock_on
    held = ResponsibleInspector.objects.as_of(day).filter(
        appointment__in=InspectorAppointment.objects.as_of(day), institution__opened_on__lte=day
    )
    found = rows(
        in_scope(held.exclude(institution__closed_on__lte=day), scope),
        ("institution__code", "appointment_id", "started_on"),
        ("institution_code", "appointment_number", "started_on"),
    )
    return placed(found, scope, RESPONSIBLE_INSPECTORS)


COLLECTORS = collectors(
    (INSPECTORS, collect_inspectors, holds(InspectorAppointment, "area_code")),
    (RESPONSIBLE_INSPECTORS, collect_responsible, holds(ResponsibleInspector)),
)
