"""Assessments on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW

ROWS = {
    "ls.preschool_mandarin_pass": Asked("preschool_mandarin_pass_share", "511100", NOW, {"language_area": ("yi",)}),
}
