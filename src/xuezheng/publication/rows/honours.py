"""Honours on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import SINCE_2018

NEIJIANG = "511000"

ROWS = {
    "nj.sports_awards_national": Asked(
        "awards_won", NEIJIANG, SINCE_2018, {"field": ("sports",), "level": ("national",)}
    ),
}
