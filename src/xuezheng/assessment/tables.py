"""Frozen table of Mandarin assessments."""

import dataframely as dy

from xuezheng.engine.tables import Placed, Table
from xuezheng.ground.words import Words


class DatedMandarinAssessments(Placed):
    """Assessments of kindergarten classes in the school year before."""

    assessment_number = dy.Int64()
    assessed_on = dy.Date()
    language_area = dy.String()
    grade = dy.String()
    class_number = dy.Int16()
    assessed_count = dy.Int32(min=1)
    passed_count = dy.Int32(min=0)


MANDARIN_ASSESSMENTS = Table(
    "return_assessment__dated_mandarin_assessments",
    DatedMandarinAssessments,
    1,
    "flow",
    ("assessed_on", "assessment_number"),
    Words("幼儿普通话测评", "Mandarin assessments in kindergartens"),
    dated_by="assessed_on",
)
TABLES = (MANDARIN_ASSESSMENTS,)
