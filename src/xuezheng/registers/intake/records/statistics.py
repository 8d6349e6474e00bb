"""What comes from the statistical bureau and from old returns: population by age, grade-one entrants."""

from collections.abc import Sequence

from xuezheng.registers.intake.records.references import found_areas
from xuezheng.registers.intake.records.upsert import Taken, given, upsert
from xuezheng.registers.intake.rows import Entry
from xuezheng.registers.models import EntrantCohort, Population


def take_population(entries: Sequence[Entry]) -> Taken:
    """Residents by county, year and single year of age."""
    taken = Taken()
    found_areas(entries, "area_code", taken)
    if taken.problems:
        return taken
    rows = [given(e, "year", "age", "person_count", "source", area_id="area_code") for e in entries]
    taken.count(upsert(Population, rows, ("area_id", "year", "age"), "area_id"))
    return taken


def take_entrants(entries: Sequence[Entry]) -> Taken:
    """Grade-one entrants by county and year."""
    taken = Taken()
    found_areas(entries, "area_code", taken)
    if taken.problems:
        return taken
    rows = [given(e, "entry_year", "entrant_count", "source", area_id="area_code") for e in entries]
    taken.count(upsert(EntrantCohort, rows, ("area_id", "entry_year"), "area_id"))
    return taken
