"""What comes from the statistical bureau and from old returns: population by age, grade-one entrants."""

from xuezheng.registers.intake.records.references import check_areas
from xuezheng.registers.intake.register import Register, Taken
from xuezheng.registers.intake.rows import Rows
from xuezheng.registers.models import EntrantCohort, Population


def take_population(register: Register, rows: Rows) -> Taken:
    """Residents by county, year and single year of age."""
    taken = Taken()
    check_areas(register, rows, "area_code", taken)
    if not taken.faults:
        frame = rows.given("year", "age", "person_count", "source", area_code="area_id")
        taken.count(register.upsert(Population, frame, ("area_id", "year", "age")))
    return taken


def take_entrants(register: Register, rows: Rows) -> Taken:
    """Grade-one entrants by county and year."""
    taken = Taken()
    check_areas(register, rows, "area_code", taken)
    if not taken.faults:
        frame = rows.given("entry_year", "entrant_count", "source", area_code="area_id")
        taken.count(register.upsert(EntrantCohort, frame, ("area_id", "entry_year")))
    return taken
