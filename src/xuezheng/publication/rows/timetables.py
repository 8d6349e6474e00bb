"""Training for subject choice and timetabling on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW

ROWS = {
    "nc.platform_rounds": Asked("platform_training_rounds", "511300", NOW),
}
