"""Exams on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW

ROWS = {
    "nc.standard_exam_rooms": Asked("standardised_exam_site_share", "511300", NOW, {"exam": ("junior_leaving",)}),
}
