"""Live assessments → rows of the frozen table."""

import polars as pl

from xuezheng.assessment.models import MandarinAssessment
from xuezheng.assessment.tables import MANDARIN_ASSESSMENTS
from xuezheng.engine.offices import ReturnScope, collectors
from xuezheng.registers.lookup import holds, in_scope, placed, rows


def collect_mandarin_assessments(scope: ReturnScope) -> pl.DataFrame:
    """Mandarin assessments of the school year before."""
    held = MandarinAssessment.objects.filter(assessed_on__range=scope.year.flow)
    found = rows(
        in_scope(held, scope, "school_class__institution__county_code"),
        (
            "id",
            "school_class__institution__code",
            "assessed_on",
            "language_area",
            "school_class__grade",
            "school_class__number",
            "assessed_count",
            "passed_count",
        ),
        (
            "assessment_number",
            "institution_code",
            "assessed_on",
            "language_area",
            "grade",
            "class_number",
            "assessed_count",
            "passed_count",
        ),
    )
    return placed(found, scope, MANDARIN_ASSESSMENTS)


COLLECTORS = collectors(
    (
        MANDARIN_ASSESSMENTS,
        collect_mandarin_assessments,
        holds(MandarinAssessment, "school_class__institution__county_code"),
    )
)
