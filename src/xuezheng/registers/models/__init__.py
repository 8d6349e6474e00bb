"""The live registers."""

from xuezheng.registers.models.areas import Area, EntrantCohort, Population
from xuezheng.registers.models.dated import Dated, DatedQuerySet, ends_later
from xuezheng.registers.models.imports import ImportAlias, ImportPiece, ImportRun
from xuezheng.registers.models.institutions import (
    Campus,
    Conditions,
    Institution,
    InstitutionVersion,
    Programme,
    Room,
    Succession,
    SuccessionPart,
)
from xuezheng.registers.models.life import LifeEvent, TransferRequest
from xuezheng.registers.models.people import (
    Enrolment,
    SchoolClass,
    StaffDegree,
    StaffMember,
    StaffPost,
    StaffTitle,
    Student,
)
from xuezheng.registers.models.statistics import (
    Attainment,
    CountyFinance,
    DisabledChildren,
    SchoolServices,
    StageFinance,
)

__all__ = [
    "Area",
    "Attainment",
    "Campus",
    "Conditions",
    "CountyFinance",
    "Dated",
    "DatedQuerySet",
    "DisabledChildren",
    "Enrolment",
    "EntrantCohort",
    "ImportAlias",
    "ImportPiece",
    "ImportRun",
    "Institution",
    "InstitutionVersion",
    "LifeEvent",
    "Population",
    "Programme",
    "Room",
    "SchoolClass",
    "SchoolServices",
    "StaffDegree",
    "StaffMember",
    "StaffPost",
    "StaffTitle",
    "StageFinance",
    "Student",
    "Succession",
    "SuccessionPart",
    "TransferRequest",
    "ends_later",
]
