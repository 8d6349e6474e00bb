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
from xuezheng.registers.tables.statistics import (
    ATTAINMENT,
    COUNTY_FINANCE,
    DEPARTURES,
    DISABLED_CHILDREN,
    SERVICES,
    STAGE_FINANCE,
)

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
    ATTAINMENT,
    COUNTY_FINANCE,
    STAGE_FINANCE,
    DISABLED_CHILDREN,
    SERVICES,
    DEPARTURES,
)

__all__ = [
    "ATTAINMENT",
    "CLASSES",
    "CONDITIONS",
    "COUNTY_FINANCE",
    "DEPARTURES",
    "DISABLED_CHILDREN",
    "ENTRANT_COHORTS",
    "GRADUATIONS",
    "INSTITUTIONS",
    "POPULATION",
    "PROGRAMMES",
    "ROOMS",
    "SERVICES",
    "STAFF",
    "STAGE_FINANCE",
    "STUDENTS",
    "SUCCESSIONS",
    "TABLES",
]
