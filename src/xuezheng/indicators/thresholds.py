"""The national thresholds that figures are held to, each as it held in the year."""

from datetime import date

from xuezheng.engine.figures import Indicator
from xuezheng.standards.dated import NoSuchStandard, Standard, entry

# indicator → the national threshold it is held to, and whether it must be at least that
THRESHOLDS: dict[str, tuple[str, bool]] = {
    "public_kindergarten_enrolment_share": ("preschool_universal.public_enrolment_share", True),
    "inclusive_kindergarten_coverage": ("preschool_universal.inclusive_coverage", True),
    "compulsory_consolidation_rate": ("quality_balanced.consolidation", True),
    "teacher_certificate_rate": ("quality_balanced.certificate", True),
    "migrant_children_public_rate": ("quality_balanced.migrant_public", True),
    "preschool_gross_enrolment_ratio": ("preschool_universal.gross_enrolment", True),
    "junior_three_year_consolidation_rate": ("quality_balanced.consolidation", True),
    "disabled_children_enrolment_rate": ("quality_balanced.disabled_enrolment", True),
    "teacher_rotation_rate": ("quality_balanced.rotation", True),
    "backbone_rotation_share": ("quality_balanced.rotation_backbone", True),
    "training_360_completion_rate": ("quality_balanced.training_completion", True),
    "teacher_salary_ratio": ("quality_balanced.pay_ratio", True),
    "quota_allocation_rate": ("quality_balanced.quota", True),
    "nearby_enrolment_rate_primary": ("quality_balanced.zoned.primary", True),
    "nearby_enrolment_rate_junior": ("quality_balanced.zoned.junior", True),
    "training_fund_share": ("quality_balanced.training_funds", True),
    "special_school_operating_fund": ("quality_balanced.special_funds", True),
}


def threshold_of(indicator: Indicator, year: int) -> tuple[Standard, bool] | None:
    """The national threshold of an indicator as it held in a year."""
    if indicator.id not in THRESHOLDS or not year:
        return None
    id, is_floor = THRESHOLDS[indicator.id]
    try:
        return entry(id, on=date(year, 9, 1)), is_floor
    except NoSuchStandard:
        return None


def since_met(values: dict[int, float | None], limit: float, year: int, *, is_floor: bool) -> int | None:
    """The first year of the unbroken run, up to a year, in which a series keeps a limit; None where the year does not."""
    sign, since = (1 if is_floor else -1), None
    for at in sorted((y for y in values if y <= year), reverse=True):
        value = values[at]
        if value is None or sign * (value - limit) < -1e-12:
            break
        since = at
    return since
