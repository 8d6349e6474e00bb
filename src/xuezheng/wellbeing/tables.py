"""Frozen tables of the wellbeing office."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyCentres(Placed):
    """Wellbeing centres on 1 September."""

    centre_number = dy.Int64()
    name = dy.String()
    tier = dy.String()
    serves = dy.String()  # "" where it serves the whole area
    started_on = dy.Date()


class YearlySecondments(Placed):
    """Vice-principals for wellbeing on 1 September, one row a role."""

    secondment_number = dy.Int64()
    hospital = dy.String()
    started_on = dy.Date()


CENTRES = Table(
    "return_wellbeing__yearly_centres",
    YearlyCentres,
    1,
    "stock",
    ("centre_number",),
    Words("心理健康中心", "Wellbeing centres"),
)
SECONDMENTS = Table(
    "return_wellbeing__yearly_secondments",
    YearlySecondments,
    1,
    "stock",
    ("secondment_number",),
    Words("心理健康副校长", "Wellbeing vice-principals"),
)
TABLES = (CENTRES, SECONDMENTS)
