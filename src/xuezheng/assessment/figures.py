"""Indicators of assessment."""

from xuezheng.assessment.tables import MANDARIN_ASSESSMENTS
from xuezheng.engine.figures import Indicator, Measure, Source
from xuezheng.ground.words import Words

OWN = Source(Words("本系统口径", "Definition of this system"), verification="derived")

MANDARIN_PASS_SHARE = Indicator(
    id="preschool_mandarin_pass_share",
    term=Words("幼儿普通话合格率", "Children in kindergarten who pass in Mandarin"),
    unit="share",
    definition=Words(
        "时段内参加普通话测评的幼儿中合格者的占比；未参加测评的不计入分母。",
        "Of the children assessed in Mandarin in the period, the share who pass; those not assessed are left out.",
    ),
    numerator=Measure(MANDARIN_ASSESSMENTS, lambda t: t.passed_count.sum()),
    denominator=Measure(MANDARIN_ASSESSMENTS, lambda t: t.assessed_count.sum()),
    office="assessment",
    source=OWN,
    direction="higher_better",
    filters=("language_area", "grade"),
)
MANDARIN_ASSESSED = Indicator(
    id="preschool_mandarin_assessed",
    term=Words("参加普通话测评幼儿", "Children assessed in Mandarin"),
    unit="child",
    definition=Words(
        "时段内参加普通话测评的幼儿人次。", "Children assessed in Mandarin in the period, counted each time."
    ),
    numerator=Measure(MANDARIN_ASSESSMENTS, lambda t: t.assessed_count.sum()),
    office="assessment",
    source=OWN,
    filters=("language_area", "grade"),
)
INDICATORS = (MANDARIN_PASS_SHARE, MANDARIN_ASSESSED)
