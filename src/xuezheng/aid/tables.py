"""Frozen tables of student aid."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class DatedBatches(Placed):
    """Payment batches of the school year before."""

    batch_number = dy.Int64()
    kind = dy.String()
    stage = dy.String()
    term = dy.String()
    paid_on = dy.Date()
    student_count = dy.Int32(min=1)
    amount_fen = dy.Int64(min=1)


BATCHES = Table(
    "return_aid__dated_batches",
    DatedBatches,
    1,
    "flow",
    ("paid_on", "batch_number"),
    Words("资助发放批次", "Aid batches"),
    dated_by="paid_on",
)
TABLES = (BATCHES,)
