"""Live records of the vocational office."""

from xuezheng.vocational.models.partners import Agreement, FactoryArrangement, Partner, TrainingBase
from xuezheng.vocational.models.schools import (
    ConditionsAssessment,
    IndustryCollege,
    OrderClass,
    OrderClassPartner,
    Placement,
    ProgrammeGroup,
)

__all__ = [
    "Agreement",
    "ConditionsAssessment",
    "FactoryArrangement",
    "IndustryCollege",
    "OrderClass",
    "OrderClassPartner",
    "Partner",
    "Placement",
    "ProgrammeGroup",
    "TrainingBase",
]
