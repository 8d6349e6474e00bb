"""Frozen table of funding."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class DatedAllocations(Placed):
    """Operating funds allocated in the school year before."""

    stage = dy.String()
    budget_year = dy.Int16()
    allocated_on = dy.Date()
    source = dy.String()
    pupil_count = dy.Int32(min=1)
    amount_fen = dy.Int64(min=0)
    norm_fen = dy.Int64(
        nullable=True, min=0
    )  # for each pupil, by the standards of the day; missing where there is none


ALLOCATIONS = Table(
    "return_funding__dated_allocations",
    DatedAllocations,
    1,
    "flow",
    ("allocated_on", "institution_code", "stage"),
    Words("公用经费拨款", "Operating funds allocated"),
    dated_by="allocated_on",
)
TABLES = (ALLOCATIONS,)
