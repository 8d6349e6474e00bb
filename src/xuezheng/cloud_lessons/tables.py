"""Frozen table of cloud lessons."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyReceptions(Placed):
    """Who received cloud lessons on 1 September: one row a school, sender and stage."""

    reception_number = dy.Int64()
    platform = dy.String()
    sender_number = dy.Int64()
    stage = dy.String()
    mode = dy.String()
    class_count = dy.Int16(min=1)
    started_on = dy.Date()


RECEPTIONS = Table(
    "return_cloud_lessons__yearly_receptions",
    YearlyReceptions,
    1,
    "stock",
    ("institution_code", "reception_number"),
    Words("云教学接收", "Cloud lessons received"),
)
TABLES = (RECEPTIONS,)
