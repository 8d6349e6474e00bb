"""Frozen table of exam sites."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class YearlyExamSites(Placed):
    """Sites of examinations on 1 September, with the rooms and seats they have."""

    site_number = dy.Int64()
    site_code = dy.String()
    exam = dy.String()
    is_standardised = dy.Bool()
    room_count = dy.Int32(min=0)
    seat_count = dy.Int32(min=0)
    started_on = dy.Date()


EXAM_SITES = Table(
    "return_exams__yearly_exam_sites",
    YearlyExamSites,
    1,
    "stock",
    ("institution_code", "site_number"),
    Words("考点", "Exam sites"),
)
TABLES = (EXAM_SITES,)
