"""Frozen table of the training market."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyLicences(Placed):
    """Licences in force on 1 September: one row an institution and kind."""

    training_institution_number = dy.Int64()
    kind = dy.String()
    is_for_profit = dy.Bool()
    charges_in_advance = dy.Bool()
    is_on_platform = dy.Bool()
    prepaid_mode = dy.String()  # "" where prepaid fees are not supervised
    started_on = dy.Date()


LICENCES = Table(
    "return_training_market__yearly_licences",
    YearlyLicences,
    1,
    "stock",
    ("training_institution_number", "kind"),
    Words("校外培训机构", "Training institutions"),
)
TABLES = (LICENCES,)
