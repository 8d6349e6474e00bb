"""Live records of assessment: Mandarin of classes, the item bank, monitoring programmes, fitness, portfolios."""

from xuezheng.assessment.models.bank import Form, FormItem, Item, ItemStatistic, ItemVersion
from xuezheng.assessment.models.mandarin import MandarinAssessment
from xuezheng.assessment.models.monitoring import Calibration, Effects, Programme, Sheet
from xuezheng.assessment.models.portfolio import Chosen, Display, Objection, Portfolio, Record, SigningKey

__all__ = [
    "Calibration", "Chosen", "Display", "Effects", "Form", "FormItem", "Item", "ItemStatistic", "ItemVersion", "MandarinAssessment", "Objection",
    "Portfolio", "Programme", "Record", "Sheet", "SigningKey",
]  # fmt: skip
