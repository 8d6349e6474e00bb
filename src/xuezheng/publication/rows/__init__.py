"""Each row of the page as a question to the catalogue: an indicator, a place, a period, filters. No printed value here."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows import honours

ROWS: dict[str, Asked] = {**honours.ROWS}
