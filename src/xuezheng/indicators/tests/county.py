"""The county of `cases.yaml` as frozen returns."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from xuezheng.engine.catalogue import Catalogue, catalogue
from xuezheng.engine.figures import Asked, Period
from xuezheng.engine.frozen import Frozen
from xuezheng.engine.instance import Instance
from xuezheng.engine.offices import Office
from xuezheng.engine.snapshots import write_snapshot
from xuezheng.engine.tables import Table
from xuezheng.funding.figures import INDICATORS as FUNDING
from xuezheng.funding.tables import ALLOCATIONS
from xuezheng.ground.words import Words
from xuezheng.indicators.figures import INDICATORS
from xuezheng.registers import tables as t
from xuezheng.registers.rules import GRADES_OF_STAGE, STAGES_OF_TYPE, urban_rural_group
from xuezheng.vocational.tables import TRAINING_BASES

CITY = "511000"
YEARS = (2022, 2023)
TABLES = {
    "classes": t.CLASSES,
    "graduations": t.GRADUATIONS,
    "staff": t.STAFF,
    "rooms": t.ROOMS,
    "conditions": t.CONDITIONS,
    "population": t.POPULATION,
    "cohorts": t.ENTRANT_COHORTS,
    "programmes": t.PROGRAMMES,
    "successions": t.SUCCESSIONS,
    "students": t.STUDENTS,
    "attainment": t.ATTAINMENT,
    "county_finance": t.COUNTY_FINANCE,
    "stage_finance": t.STAGE_FINANCE,
    "disabled": t.DISABLED_CHILDREN,
    "services": t.SERVICES,
    "departures": t.DEPARTURES,
    "bases": TRAINING_BASES,
    "allocations": ALLOCATIONS,
}
FILES = ("cases.yaml", "cases_given.yaml")
COLUMN_OF = {
    "school": "institution_code",
    "county": "county_code",
    "pupils": "pupil_count",
    "girls": "girl_count",
    "entrants": "entrant_count",
    "repeaters": "repeater_count",
    "graduates": "graduate_count",
    "dropouts": "dropout_count",
    "seats": "seat_count",
    "persons": "person_count",
    "event": "event_number",
}
ZERO = {pl.String: "", pl.Boolean: False, pl.Date: date(2020, 9, 1)}
Row = dict[str, Any]


@cache
def content() -> Mapping[str, Any]:
    """The tables of all files, each as often as it is written, and their cases."""
    read = [yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8")) for name in FILES]
    world: dict[str, list[Any]] = {}
    for name, about in (item for one in read for item in one["world"].items()):
        world.setdefault(name.split("_of_")[0], []).append(about)
    return {"world": world, "cases": [case for one in read for case in one["cases"]]}


def _written(name: str, year: int) -> list[Row]:
    found: list[Row] = []
    for about in content()["world"][name]:
        rows = about.get(year, []) if name != "institutions" else about["rows"]
        found += [dict(zip(about["columns"], row, strict=True)) for row in rows]
    return found


def _schools() -> dict[str, Row]:
    schools: dict[str, Row] = {}
    for row in _written("institutions", 0):
        stages = STAGES_OF_TYPE[row["school_type"]]
        schools[row["code"]] = {
            "institution_code": row["code"],
            "town_code": row["town"],
            "county_code": row["town"][:6],
            "name": row["name"],
            "school_type": row["school_type"],
            "is_private": row["is_private"],
            "is_inclusive": row["is_inclusive"],
            "urban_rural": row["urban_rural"],
            "area_group": urban_rural_group(row["urban_rural"]),
            "organiser": "999" if row["is_private"] else "831",
            "is_teaching_point": row["school_type"] == "218",
            **{f"has_{stage}": stage in stages for stage in ("preschool", "primary", "junior", "senior", "vocational")},
        }
    return schools


def rows_of(name: str, year: int) -> list[Row]:
    """The rows of one table of one return, every column filled."""
    table = t.INSTITUTIONS if name == "institutions" else TABLES[name]
    schools = _schools()
    made: list[Row] = []
    numbers: dict[tuple[str, ...], int] = {}
    for written in schools.values() if name == "institutions" else _written(name, year):
        row = {COLUMN_OF.get(column, column): value for column, value in written.items()}
        if name == "cohorts":
            row["entry_year"] = year - 9
        if name == "rooms":
            row["room_code"] = row["code"]
        if name == "programmes":
            row |= {"programme_code": row["code"], "stage": "vocational"}
        if name == "graduations":
            row |= {"is_last_grade": row["grade"] == GRADES_OF_STAGE[row["stage"]][-1], "ended_on": date(year, 8, 31)}
        school = schools.get(row.get("institution_code", ""), {"county_code": "511011", "town_code": "511011001"})
        if "county_code" not in row:
            row = {**school, **row}
        row |= {"school_year": year, "city_code": CITY}
        if name in ("staff", "students", "departures"):
            row["pseudonym"] = f"p{len(made)}"
        if name == "students":
            row["class_number"] = 1
        if "class_number" in table.columns and name != "students":
            key = (row["institution_code"], row["grade"])
            numbers[key] = row["class_number"] = numbers.get(key, 0) + 1
        if name in ("conditions", "institutions", "services"):
            own = [c for c in _written("classes", year) if c["school"] == row["institution_code"]]
            row |= {"pupil_count": sum(c["pupils"] for c in own), "class_count": len(own)}
        if name == "services":
            code = row["institution_code"]
            row["full_time_teacher_count"] = sum(
                s["school"] == code and s["is_full_time_teacher"] for s in _written("staff", year)
            )
            row["graduate_count"] = sum(g["graduates"] for g in _written("graduations", year) if g["school"] == code)
        made.append({c: _value(table, c, row) for c in table.columns})
    return made


def _value(table: Table, column: str, row: Row) -> Any:
    if column in row or table.schema.columns()[column].nullable:
        return row.get(column)
    return ZERO.get(table.dtypes[column].base_type(), 0)


def freeze(home: Path, *, without: Mapping[int, tuple[str, ...]] | None = None) -> Frozen:
    """Both returns, written; `without` leaves tables out of a year's."""
    without = without or {2022: ("cohorts",)}
    by_name = {table.name: table for table in (*t.TABLES, TRAINING_BASES, ALLOCATIONS)}
    for year in YEARS:
        frames = {
            table.name: pl.DataFrame(rows_of(name, year), schema=table.dtypes).sort(table.key)
            for name, table in {**TABLES, "institutions": t.INSTITUTIONS}.items()
            if name not in without.get(year, ())
        }
        about = {"city": CITY, "year": year}
        write_snapshot(home / "returns" / CITY / str(year) / "r1", frames, by_name, about)
    return Frozen.of(Instance(home))


@cache
def national() -> Catalogue:
    """The national catalogue: its own indicators, and the two of its list that funding gives."""
    own = Office("indicators", Words("全国指标", "National indicators"), indicators=INDICATORS)
    return catalogue([own, Office("funding", Words("经费", "Funding"), indicators=FUNDING)])


def asked(case: Mapping[str, Any]) -> Asked:
    """The question of a case."""
    indicator_id, place, *when = case["ask"]
    is_year = len(when) == 1
    period = Period(year=when[0], since=case.get("since")) if is_year else Period(first_on=when[0], last_on=when[1])
    return Asked(indicator_id, place, period, {c: tuple(v) for c, v in case.get("filters", {}).items()})
