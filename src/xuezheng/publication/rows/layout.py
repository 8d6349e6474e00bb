"""Layout on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW, THREE_YEARS

NEIJIANG, NANCHONG = "511000", "511300"

ROWS = {
    "nj.school_districts": Asked("school_districts", NEIJIANG, NOW),
    "nc.party_units_reordered": Asked("party_organisations_reordered", NANCHONG, THREE_YEARS),
}
