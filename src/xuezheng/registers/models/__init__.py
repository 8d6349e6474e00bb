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

__all__ = [
    "Area",
    "Campus",
    "Conditions",
    "Dated",
    "DatedQuerySet",
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
    "StaffDegree",
    "StaffMember",
    "StaffPost",
    "StaffTitle",
    "Student",
    "Succession",
    "SuccessionPart",
    "TransferRequest",
    "ends_later",
]
