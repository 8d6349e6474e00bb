"""Student aid on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import SINCE_2018

NEIJIANG = "511000"

ROWS = {
    "nj.grants_paid": Asked("grants_paid", NEIJIANG, SINCE_2018),
    "nj.fees_waived": Asked("fees_waived", NEIJIANG, SINCE_2018),
    "nj.students_aided": Asked("students_aided", NEIJIANG, SINCE_2018),
}
