"""Frozen tables of supervision."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyInspectors(Placed):
    """Inspectors in office on 1 September."""

    appointment_number = dy.Int64()
    inspector_number = dy.String()
    tier = dy.String()
    is_full_time = dy.Bool()
    started_on = dy.Date()


class YearlyResponsibleInspectors(Placed):
    """Schools by the inspector who is responsible for them on 1 September."""

    appointment_number = dy.Int64()
    started_on = dy.Date()


INSPECTORS = Table(
    "return_supervision__yearly_inspectors",
    YearlyInspectors,
    1,
    "stock",
    ("appointment_number",),
    Words("督学", "Inspectors"),
)
RESPONSIBLE_INSPECTORS = Table(
    "return_supervision__yearly_responsible_inspectors",
    YearlyResponsibleInspectors,
    1,
    "stock",
    ("institution_code", "appointment_number"),
    Words("责任督学挂牌", "Responsible inspectors of schools"),
)
TABLES = (INSPECTORS, RESPONSIBLE_INSPECTORS)
