"""Supervision on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW

NANCHONG = "511300"

ROWS = {
    "nc.inspectors": Asked("inspectors", NANCHONG, NOW),
    "nc.supervised_schools": Asked("supervised_schools_share", NANCHONG, NOW),
}
