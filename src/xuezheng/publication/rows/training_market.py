"""The training market on the page."""

from xuezheng.engine.figures import Asked
from xuezheng.publication.rows.periods import NOW, stock

NANCHONG = "511300"
SUBJECT = {"kind": ("subject",)}

ROWS = {
    "nc.training_institutions_before": Asked("training_institutions", NANCHONG, stock(2021), SUBJECT),
    "nc.training_institutions_now": Asked("training_institutions", NANCHONG, NOW, SUBJECT),
    "nc.training_institutions_for_profit": Asked("training_institutions_for_profit", NANCHONG, NOW, SUBJECT),
    "nc.training_institutions_supervised": Asked("training_institutions_on_platform", NANCHONG, NOW),
    "nc.prepaid_supervised_share": Asked("prepaid_supervised_share", NANCHONG, NOW),
}
