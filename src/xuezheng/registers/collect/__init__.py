"""The live registers → rows of the frozen tables: stocks on 1 September, events of the school year before."""

from xuezheng.engine.offices import collectors
from xuezheng.registers.collect.areas import collect_entrant_cohorts, collect_population
from xuezheng.registers.collect.classes import collect_classes, collect_graduations
from xuezheng.registers.collect.institutions import (
    collect_conditions,
    collect_institutions,
    collect_programmes,
    collect_rooms,
    collect_successions,
)
from xuezheng.registers.collect.people import collect_departures, collect_staff, collect_students
from xuezheng.registers.collect.statistics import (
    collect_attainment,
    collect_county_finance,
    collect_disabled,
    collect_services,
    collect_stage_finance,
)
from xuezheng.registers.lookup import holds
from xuezheng.registers.models import Programme, StaffPost, SuccessionPart
from xuezheng.registers.tables import (
    ATTAINMENT,
    CLASSES,
    CONDITIONS,
    COUNTY_FINANCE,
    DEPARTURES,
    DISABLED_CHILDREN,
    ENTRANT_COHORTS,
    GRADUATIONS,
    INSTITUTIONS,
    POPULATION,
    PROGRAMMES,
    ROOMS,
    SERVICES,
    STAFF,
    STAGE_FINANCE,
    STUDENTS,
    SUCCESSIONS,
)

COLLECTORS = collectors(
    (INSTITUTIONS, collect_institutions),
    (CONDITIONS, collect_conditions),
    (ROOMS, collect_rooms),
    (PROGRAMMES, collect_programmes, holds(Programme)),
    (SUCCESSIONS, collect_successions, holds(SuccessionPart)),
    (POPULATION, collect_population),
    (ENTRANT_COHORTS, collect_entrant_cohorts),
    (CLASSES, collect_classes),
    (GRADUATIONS, collect_graduations),
    (STAFF, collect_staff),
    (STUDENTS, collect_students),
    (ATTAINMENT, collect_attainment),
    (COUNTY_FINANCE, collect_county_finance),
    (STAGE_FINANCE, collect_stage_finance),
    (DISABLED_CHILDREN, collect_disabled),
    (SERVICES, collect_services),
    (DEPARTURES, collect_departures, holds(StaffPost)),
)
