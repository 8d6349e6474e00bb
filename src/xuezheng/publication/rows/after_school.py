"""The after-school service on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW

NANCHONG = "511300"

ROWS = {
    "nc.courses_after_school": Asked("after_school_offerings", NANCHONG, NOW, {"kind": ("course",)}),
    "nc.projects_after_school": Asked("after_school_offerings", NANCHONG, NOW, {"kind": ("project",)}),
    "nc.clubs_after_school": Asked("after_school_offerings", NANCHONG, NOW, {"kind": ("club",)}),
    "nc.after_school_schools": Asked("after_school_schools_share", NANCHONG, NOW),
}
