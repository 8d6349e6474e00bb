"""Frozen tables of honours."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class DatedAwards(Placed):
    """Prizes won in the school year before."""

    award_number = dy.Int64()
    awarded_on = dy.Date()
    field = dy.String()
    level = dy.String()
    contest = dy.String()
    prize = dy.String()


AWARDS = Table(
    "return_honours__dated_awards", DatedAwards, 1, "flow", ("awarded_on", "award_number"),
    Words("获奖", "Awards"), dated_by="awarded_on",
)
TABLES = (AWARDS,)
