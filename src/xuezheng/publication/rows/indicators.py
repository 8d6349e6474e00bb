"""The national catalogue on the page."""

from xuezheng.engine.figures import Asked, Period
from xuezheng.publication.rows.periods import NOW, stock

NEIJIANG = "511000"
SENIOR = {"stage": ("senior",)}

ROWS = {
    "nj.public_preschool_share_2018": Asked("public_kindergarten_enrolment_share", NEIJIANG, stock(2018)),
    "nj.public_preschool_share_2023": Asked("public_kindergarten_enrolment_share", NEIJIANG, stock(2023)),
    "nj.inclusive_preschool_coverage_2018": Asked("inclusive_kindergarten_coverage", NEIJIANG, stock(2018)),
    "nj.inclusive_preschool_coverage_2023": Asked("inclusive_kindergarten_coverage", NEIJIANG, stock(2023)),
    "nj.preschool_gross_enrolment": Asked("preschool_gross_enrolment_ratio", NEIJIANG, stock(2023)),
    "nj.compulsory_retention": Asked("compulsory_consolidation_rate", NEIJIANG, stock(2023)),
    "nj.senior_teachers_2020": Asked("full_time_teachers", NEIJIANG, stock(2020), SENIOR),
    "nj.senior_teachers_now": Asked("full_time_teachers", NEIJIANG, NOW, SENIOR),
    "nj.senior_teachers_growth": Asked("full_time_teachers_growth", NEIJIANG, Period(year=2024, since=2020), SENIOR),
    "nj.senior_masters_share_2020": Asked("teacher_masters_share", NEIJIANG, stock(2020), SENIOR),
    "nj.senior_masters_share_now": Asked("teacher_masters_share", NEIJIANG, NOW, SENIOR),
    "nj.senior_online_share": Asked("senior_network_share", NEIJIANG, NOW),
    "nj.senior_multimedia_share": Asked("multimedia_classroom_share", NEIJIANG, NOW, SENIOR),
    "nj.senior_national_platform_share": Asked("national_platform_share", NEIJIANG, NOW, {"has_senior": ("true",)}),
}
