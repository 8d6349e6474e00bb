"""Community education on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW

SUINING = "510900"

ROWS = {
    "sn.community_institutions": Asked("community_institutions", SUINING, NOW),
    "sn.community_trainees": Asked("community_trainees", SUINING, NOW),
}
