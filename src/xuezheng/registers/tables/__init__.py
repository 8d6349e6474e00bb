"""The frozen tables of the registers. No name, no ID: a person is a keyed pseudonym."""

from xuezheng.registers.tables.institutions import (
    CONDITIONS,
    ENTRANT_COHORTS,
    INSTITUTIONS,
    POPULATION,
    PROGRAMMES,
    ROOMS,
    SUCCESSIONS,
)
from xuezheng.registers.tables.people import CLASSES, GRADUATIONS, STAFF, STUDENTS

TABLES = (
    INSTITUTIONS,
    CONDITIONS,
    ROOMS,
    PROGRAMMES,
    SUCCESSIONS,
    POPULATION,
    ENTRANT_COHORTS,
    CLASSES,
    GRADUATIONS,
    STAFF,
    STUDENTS,
)

__all__ = [
    "CLASSES",
    "CONDITIONS",
    "ENTRANT_COHORTS",
    "GRADUATIONS",
    "INSTITUTIONS",
    "POPULATION",
    "PROGRAMMES",
    "ROOMS",
    "STAFF",
    "STUDENTS",
    "SUCCESSIONS",
    "TABLES",
]
