"""Frozen tables of the vocational office."""

from xuezheng.vocational.tables.partners import AGREEMENTS, FACTORIES, TRAINING_BASES
from xuezheng.vocational.tables.schools import (
    ASSESSMENTS,
    INDUSTRY_COLLEGES,
    ORDER_CLASS_PARTNERS,
    ORDER_CLASSES,
    PLACEMENTS,
    PROGRAMME_GROUPS,
)

TABLES = (
    AGREEMENTS,
    ASSESSMENTS,
    FACTORIES,
    INDUSTRY_COLLEGES,
    ORDER_CLASSES,
    ORDER_CLASS_PARTNERS,
    PLACEMENTS,
    PROGRAMME_GROUPS,
    TRAINING_BASES,
)

__all__ = [
    "AGREEMENTS",
    "ASSESSMENTS",
    "FACTORIES",
    "INDUSTRY_COLLEGES",
    "ORDER_CLASSES",
    "ORDER_CLASS_PARTNERS",
    "PLACEMENTS",
    "PROGRAMME_GROUPS",
    "TABLES",
    "TRAINING_BASES",
]
