"""Live records of assessment: Mandarin of classes, the item bank, monitoring programmes, fitness, portfolios."""

from xuezheng.assessment.models.bank import Form, FormItem, Item, ItemStatistic, ItemVersion
from xuezheng.assessment.models.mandarin import MandarinAssessment
from xuezheng.assessment.models.monitoring import Calibration, Effects, Programme, Sheet
from xuezheng.assessment.models.portfolio import Chosen, Objection, Portfolio, Record

__all__ = [
    "Calibration", "Chosen", "Effects", "Form", "FormItem", "Item", "ItemStatistic", "ItemVersion", "MandarinAssessment", "Objection",
    "Portfolio", "Programme", "Record", "Sheet",
]  # fmt: skip
