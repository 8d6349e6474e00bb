"""Rows of the workbook into records of the register, sheet by sheet; what is named must come before what names it."""

from xuezheng.registers.intake.records.holdings import take_classes, take_conditions, take_programmes, take_rooms
from xuezheng.registers.intake.records.people import take_staff, take_students
from xuezheng.registers.intake.records.places import take_areas, take_institutions
from xuezheng.registers.intake.records.statistics import (
    take_attainment,
    take_county_finance,
    take_disabled,
    take_entrants,
    take_population,
    take_services,
    take_stage_finance,
)

TAKERS = {
    "areas": take_areas,
    "institutions": take_institutions,
    "rooms": take_rooms,
    "programmes": take_programmes,
    "classes": take_classes,
    "staff": take_staff,
    "students": take_students,
    "conditions": take_conditions,
    "services": take_services,
    "population": take_population,
    "attainment": take_attainment,
    "entrants": take_entrants,
    "county_finance": take_county_finance,
    "stage_finance": take_stage_finance,
    "disabled": take_disabled,
}

__all__ = ["TAKERS"]
