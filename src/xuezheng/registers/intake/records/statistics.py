"""What other offices count and schools report once a year: population, attainment, entrants, accounts, placements, services."""

from typing import Any

import polars as pl

from xuezheng.ground.words import Words
from xuezheng.registers.intake.given import ATTAINMENT, COUNTY_FINANCE, DISABLED, SERVICES, STAGE_FINANCE
from xuezheng.registers.intake.records.references import MOST_TOLD, check_areas, institution_ids
from xuezheng.registers.intake.register import Register, Taken
from xuezheng.registers.intake.rows import Rows
from xuezheng.registers.intake.sheets import Sheet
from xuezheng.registers.models import (
    Attainment,
    CountyFinance,
    DisabledChildren,
    EntrantCohort,
    Population,
    SchoolServices,
    StageFinance,
)

FEN_IN_TEN_THOUSAND_YUAN = 1_000_000
# A part and the whole it belongs to: the part is never larger.
PARTS = {
    "attainment": (("illiterate_count", "person_count"),),
    "county_finance": (("education_budget_fen", "budget_fen"),),
    "stage_finance": (("operating_fen", "spent_fen"), ("training_fen", "operating_fen")),
    "services": (
        ("zoned_pupil_count", "day_pupil_count"), ("quota_place_count", "place_count"), ("fitness_passed_count", "fitness_tested_count"),
        ("fitness_good_count", "fitness_passed_count"), ("myopic_count", "vision_screened_count"),
        ("eligible_aided_count", "eligible_count"), ("matched_intern_count", "intern_count"),
    ),
}  # fmt: skip


def take_population(register: Register, rows: Rows) -> Taken:
    """Residents by county, year and single year of age, with those of them who are enrolled where that is known."""
    return _of_counties(register, rows, Population, ("year", "age"), ("person_count", "enrolled_count", "source"))


def take_entrants(register: Register, rows: Rows) -> Taken:
    """Grade-one entrants by county and year."""
    return _of_counties(register, rows, EntrantCohort, ("entry_year",), ("entrant_count", "source"))


def take_attainment(register: Register, rows: Rows) -> Taken:
    """Residents by county, year, age and level of schooling."""
    return _sheet(register, rows, Attainment, ATTAINMENT)


def take_county_finance(register: Register, rows: Rows) -> Taken:
    """Accounts of a county and calendar year."""
    return _sheet(register, rows, CountyFinance, COUNTY_FINANCE)


def take_stage_finance(register: Register, rows: Rows) -> Taken:
    """Funds of a stage, county and calendar year."""
    return _sheet(register, rows, StageFinance, STAGE_FINANCE)


def take_disabled(register: Register, rows: Rows) -> Taken:
    """Children with disabilities by county, year, stage and placement."""
    return _sheet(register, rows, DisabledChildren, DISABLED)


def take_services(register: Register, rows: Rows) -> Taken:
    """What schools report of their care and services."""
    taken = Taken()
    institutions = institution_ids(register, rows, taken)
    _check_parts(rows, SERVICES, taken)
    if not taken.faults:
        names = [f.key for f in SERVICES.fields if f.key != "institution_code"]
        frame = rows.given(*names).with_columns(institutions)
        taken.count(register.upsert(SchoolServices, frame, ("institution_id", "school_year")))
    return taken


def _sheet(register: Register, rows: Rows, model: Any, sheet: Sheet) -> Taken:
    keys = sheet.unique[1:]
    return _of_counties(
        register, rows, model, keys, tuple(f.key for f in sheet.fields if f.key not in sheet.unique), sheet
    )


def _of_counties(
    register: Register,
    rows: Rows,
    model: Any,
    keys: tuple[str, ...],
    columns: tuple[str, ...],
    sheet: Sheet | None = None,
) -> Taken:
    taken = Taken()
    check_areas(register, rows, "area_code", taken)
    if sheet:
        _check_parts(rows, sheet, taken)
    if not taken.faults:
        frame = rows.given(*keys, *columns, area_code="area_id")
        money = [name for name in frame.columns if name.endswith("_fen")]
        frame = frame.with_columns((pl.col(money) * FEN_IN_TEN_THOUSAND_YUAN).round().cast(pl.Int64))
        taken.count(register.upsert(model, frame, ("area_id", *keys)))
    return taken


def _check_parts(rows: Rows, sheet: Sheet, taken: Taken) -> None:
    """No part is larger than its whole."""
    for part, whole in PARTS.get(sheet.key, ()):
        if not {part, whole} <= set(rows.frame.columns):
            continue
        small, large = sheet.field(part).heading, sheet.field(whole).heading
        what = Words(f"“{small.zh}”多于“{large.zh}”。", f"“{small.en}” is more than “{large.en}”.")
        cure = Words("核对两个数", "Check both numbers")
        for row in rows.frame.filter(pl.col(part) > pl.col(whole)).head(MOST_TOLD).iter_rows(named=True):
            got = f"{row[part]} > {row[whole]}"
            taken.faults.append(rows.fault(row, f"{sheet.key}.part", what, cure, got=got, key=part))
